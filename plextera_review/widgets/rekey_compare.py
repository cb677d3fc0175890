"""A value typed blind that differs from the machine's: the page first, then both readings with what differs marked."""

from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from plextera_review.domain.geometry import Placement
from plextera_review.domain.rekey import Run
from plextera_review.viewmodels.blind_rekey import Comparison
from plextera_review.viewmodels.crops import FieldCrops
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.widgets.pieces import Button, label
from plextera_review.widgets.theme import Theme

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_MINE, _MACHINE = {Qt.Key.Key_1}, {Qt.Key.Key_2}
_EDIT = {Qt.Key.Key_F2, Qt.Key.Key_Escape}
_UNMODIFIED = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class RekeyCompare(QFrame):
    """Covers the fields (``owner``) while a comparison waits, never the page.

    ``edit_wanted`` carries what was typed, to be edited again; ``decided`` fires after one of the two was taken.
    """

    edit_wanted = Signal(object)
    decided = Signal()

    def __init__(self, review: FieldReview, crops: FieldCrops, theme: Theme, owner: QWidget) -> None:
        super().__init__(owner)
        self._review, self._theme = review, theme
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.shows_both = False
        self._heading = label("", "heading", wrap=True)
        self._what = label("", "muted", wrap=True)
        self._crop = _Crop(crops, theme)
        self._mine, self._machine = label("", "", wrap=True), label("", "", wrap=True)
        for each in (self._mine, self._machine):
            each.setTextFormat(Qt.TextFormat.RichText)  # only runs that were escaped
        self._captions = (label("You typed", "caption"), label("The machine read", "caption"))
        self.both = Button(theme, "Show both readings (Enter)", "eye", "primary")
        self.both.clicked.connect(self.show_both)
        self.mine = Button(theme, "Mine is right (1)", "pencil")
        self.mine.clicked.connect(self._take_mine)
        self.machine = Button(theme, "The machine's is right (2)", "bolt")
        self.machine.clicked.connect(self._take_machine)
        self.again = Button(theme, "Edit again (F2)", "undo", "ghost")
        self.again.clicked.connect(self._edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(8)
        parts: tuple[QWidget, ...] = (self._heading, self._what, self._crop, self._captions[0], self._mine)
        for part in (*parts, self._captions[1], self._machine, self.both, self.mine, self.machine, self.again):
            layout.addWidget(part)
        layout.addStretch(1)
        self.hide()
        owner.installEventFilter(self)
        review.blind.changed.connect(self._follow)
        theme.changed.connect(self._say)

    def show_both(self) -> None:
        """The page was looked at: show what was typed and what was read."""
        self.shows_both = True
        self._say()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return False

    def event(self, event: QEvent) -> bool:
        """The keys of the review page do not reach through: Enter means something else here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.key() in _MINE | _MACHINE | _EDIT and event.modifiers() in _UNMODIFIED
            if plain or event.key() in _ENTER:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ENTER and event.modifiers() in _UNMODIFIED and not self.shows_both:
            self.show_both()
        elif key in _MINE and self.shows_both:
            self._take_mine()
        elif key in _MACHINE and self.shows_both:
            self._take_machine()
        elif key in _EDIT:
            self._edit()
        elif key not in _ENTER:
            super().keyPressEvent(event)

    # -- inside

    def _follow(self) -> None:
        found = self._review.blind.comparing
        if found is None:
            self.hide()
            return
        self.shows_both = False
        row = self._review.row_of(found.path)
        self._crop.show_place(row.placements[0] if row is not None and row.placements else None)
        self._say()
        self._cover()
        self.raise_()
        self.show()
        self.setFocus()

    def _say(self) -> None:
        found = self._review.blind.comparing
        if found is None:
            return
        both = self.shows_both
        self._heading.setText(f"{found.name}: two readings differ")
        self._what.setText(
            "Which one stands on the page?"
            if both
            else "Look at the page once more: what stands in the box? Then press Enter."
        )
        for each in (*self._captions, self._mine, self._machine, self.mine, self.machine):
            each.setVisible(both)
        self.both.setVisible(not both)
        if both:
            self._mine.setText(self._marked(found.mine_runs))
            self._mine.setAccessibleName(f"You typed {found.mine}")
            self._machine.setText(self._marked(found.machine_runs) or "nothing")
            self._machine.setAccessibleName(f"The machine read {found.machine or 'nothing'}")
        else:
            for each in (self._mine, self._machine):
                each.clear()
                each.setAccessibleName("")
        self.setAccessibleName(self._spoken(found))

    def _spoken(self, found: Comparison) -> str:
        if not self.shows_both:
            return f"{found.name}: what you typed differs from what was read. Look at the page, then press Enter."
        machine = found.machine or "nothing"
        return f"{found.name}: 1, you typed {found.mine}. 2, the machine read {machine}. F2 edits again."

    def _marked(self, runs: tuple[Run, ...]) -> str:
        """Large, one character width; what differs is underlined on a ground of its own."""
        ground, text = self._theme.color("warning_soft").name(), self._theme.color("warning").name()
        size = self._theme.font_px("title")
        parts = []
        for run in runs:
            shown = escape(run.text).replace(" ", "&nbsp;" if run.differs else " ")
            style = f"background-color: {ground}; color: {text}; text-decoration: underline;"
            parts.append(f'<span style="{style}">{shown}</span>' if run.differs else shown)
        return f'<span style="font-size: {size}px; font-weight: 600;">{"".join(parts)}</span>' if parts else ""

    def _take_mine(self) -> None:
        self._review.blind.take_mine()
        self.decided.emit()

    def _take_machine(self) -> None:
        self._review.blind.take_machine()
        self.decided.emit()

    def _edit(self) -> None:
        self.edit_wanted.emit(self._review.blind.again())

    def _cover(self) -> None:
        owner = self.parent()
        if isinstance(owner, QWidget):
            self.setGeometry(owner.rect())


class _Crop(QWidget):
    """The place on the page, as large as the panel is wide."""

    def __init__(self, crops: FieldCrops, theme: Theme) -> None:
        super().__init__()
        self._crops, self._theme = crops, theme
        self._place: Placement | None = None
        self.setAccessibleName("The place on the page")
        crops.ready.connect(self.update)

    def show_place(self, place: Placement | None) -> None:
        """Show this place; None: nothing."""
        self._place = place
        self.setVisible(self._place is not None and self._crops.available)
        self.setFixedHeight(self._theme.px(64))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self._theme.px(64))

    def paintEvent(self, _event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        place = self._place
        image = self._crops.image(place, round(self.height() * ratio)) if place is not None else None
        painter = QPainter(self)
        if image is None:
            painter.fillRect(self.rect(), self._theme.color("surface_sunken"))
        else:
            size = QSize(round(image.width() / ratio), round(image.height() / ratio))
            size.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            target = self.rect()
            target.setSize(size)
            painter.fillRect(target, QColor(Qt.GlobalColor.white))
            painter.drawImage(target, image)
            painter.setPen(self._theme.color("border"))
            painter.drawRect(target.adjusted(0, 0, -1, -1))
        painter.end()
