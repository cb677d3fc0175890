"""Small parts every page is made of: icons that follow the theme, labels, buttons, page frames."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from plextera_review.widgets.icons import icon_pixmap, themed_icon
from plextera_review.widgets.theme import Theme


class IconLabel(QLabel):
    """One icon in a colour token, redrawn when theme or screen change."""

    def __init__(self, theme: Theme, name: str, token: str = "text_muted", size: int = 16) -> None:  # noqa: S107
        super().__init__()
        self._theme, self._name, self._token, self._size = theme, name, token, size
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: str, token: str) -> None:
        """Show another icon or colour."""
        if (name, token) != (self._name, self._token):
            self._name, self._token = name, token
            self._draw()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._draw()
        return bool(super().event(event))

    def _draw(self) -> None:
        size = self._theme.px(self._size)
        self.setPixmap(icon_pixmap(self._name, self._theme.color(self._token), size, self.devicePixelRatioF()))
        self.setFixedWidth(size)


class Button(QPushButton):
    """A push button with a themed icon. ``kind``: primary, ghost, danger, chip, nav or empty."""

    def __init__(self, theme: Theme, text: str, icon: str = "", kind: str = "") -> None:
        super().__init__(f" {text}" if icon and text else text)  # the style leaves too little room beside an icon
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme, self._icon, self._kind = theme, icon, kind
        self.action_id, self._tip, self._keys = "", "", ""
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._draw)
        self._draw()

    def follow(self, action_id: str, tip: str) -> None:
        """Say in the tooltip what the button does and the key of its action, whatever that key becomes."""
        self.action_id, self._tip = action_id, tip
        self.show_keys(self._keys)

    def show_keys(self, keys: str) -> None:
        """The key of the followed action, as written on this system; empty when it has none."""
        self._keys = keys
        self.setToolTip(f"{self._tip} ({keys})" if keys else self._tip)

    def _draw(self) -> None:
        if self._icon:
            token = {"primary": "accent_text", "danger": "danger"}.get(self._kind, "text_muted")
            self.setIcon(themed_icon(self._theme, self._icon, token))
            self.setIconSize(QSize(self._theme.px(16), self._theme.px(16)))


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label; ``role``: title, heading, label, muted, caption, danger, success, warning. Text is never read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


class ElidedLabel(QLabel):
    """One line that ends with an ellipsis where there is no room; the whole text is its tooltip and accessible name."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self._whole = ""

    def setText(self, text: str) -> None:
        if text == self._whole:
            return
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._elide()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(
            min(self.sizeHint().width(), 4 * self.fontMetrics().averageCharWidth()), super().sizeHint().height()
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        if shown != self.text():
            super().setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class ChoiceBox(QComboBox):
    """A list of choices without a caption beside it. On Linux screen readers take the name of such a list from a label, so it has one that
    does not show."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._caption = label(name)
        self._caption.hide()
        self._caption.setBuddy(self)
        self.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._caption.setParent(self.parentWidget())  # looked for among the siblings
            self._caption.hide()
        return super().event(event)


def set_role(target: QWidget, role: str) -> None:
    """Change the role of a label and restyle it."""
    if target.property("role") != role:
        target.setProperty("role", role)
        target.style().unpolish(target)
        target.style().polish(target)


def card() -> QFrame:
    """A raised surface with a border."""
    frame = QFrame()
    frame.setProperty("role", "card")
    return frame


def rule() -> QFrame:
    """A hairline across."""
    line = QFrame()
    line.setProperty("role", "line")
    return line


def row(*parts: QWidget | int | None, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; an int is a gap in pixels, None the stretch."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)
    return layout


def page_layout(page: QWidget) -> QVBoxLayout:
    """The margins all pages share."""
    page.setProperty("role", "page")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(24, 20, 24, 16)
    layout.setSpacing(12)
    return layout


class EmptyState(QWidget):
    """A quiet picture, a heading, a sentence and buttons, in the middle of a page."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = IconLabel(theme, "drop", "text_faint", 40)
        self._heading = label("", "heading")
        self._text = label("", "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()
        self._buttons = row(spacing=8)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(2)
        for part in (self._icon, self._heading, self._text):
            layout.addLayout(row(None, part, None))
        layout.addSpacing(8)
        layout.addLayout(self._buttons)
        layout.setAlignment(self._buttons, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def add_button(self, button: QPushButton) -> None:
        """Put a button under the text."""
        self._buttons.addWidget(button)

    def _fit(self) -> None:
        self._text.setFixedWidth(self._theme.px(440))

    def say(self, icon: str, heading: str, text: str) -> None:
        """Change picture and words."""
        self._icon.show_icon(icon, "text_faint")
        self._heading.setText(heading)
        self._text.setText(text)
        self.setAccessibleName(f"{heading}. {text}")  # heard where it has the keyboard
