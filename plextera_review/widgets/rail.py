"""The left rail: pages with icon, name and live count."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout

from plextera_review.widgets.icons import themed_icon
from plextera_review.widgets.pieces import Button, IconLabel, label, row
from plextera_review.widgets.theme import Theme


class NavButton(Button):
    """One entry of the rail with a count at its right end."""

    def __init__(self, theme: Theme, text: str, icon: str) -> None:
        super().__init__(theme, text, icon, "nav")
        self._nav_theme, self._nav_icon, self._count, self._urgent, self._name = theme, icon, 0, False, text
        self.setCheckable(True)
        self.toggled.connect(self._redraw_icon)
        theme.changed.connect(self._redraw_icon)
        self._redraw_icon()

    def set_compact(self, compact: bool) -> None:
        """Show the icon alone; the name stays its tooltip."""
        self.setText("" if compact else f" {self._name}")
        self.update()

    def set_count(self, count: int, urgent: bool = False) -> None:
        """Show a count; 0 hides it. An urgent one is a filled badge."""
        self._count, self._urgent = count, urgent
        self.setAccessibleName(f"{self._name}, {count}" if count else self._name)
        self.update()

    def _redraw_icon(self) -> None:
        token = "accent" if self.isChecked() else "text_muted"
        self.setIcon(themed_icon(self._nav_theme, self._nav_icon, token, 18))
        self.setIconSize(QSize(self._nav_theme.px(18), self._nav_theme.px(18)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._count:
            return
        theme = self._nav_theme
        compact = not self.text()
        most = 999 if compact else 99_999
        text = f"{self._count:,}" if self._count <= most else f"{most:,}+"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        width = painter.fontMetrics().horizontalAdvance(text) + theme.px(12)
        height = theme.px(18)
        area = self.rect()
        if compact:
            area.setRect(area.right() - width + theme.px(5), area.y(), width, height)
        else:
            area.setRect(area.right() - width - theme.px(7), area.center().y() - height // 2 + 1, width, height)
        if self._urgent:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("danger_soft"))
            painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setPen(theme.color("danger" if self._urgent else "text_muted"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class Rail(QFrame):
    """Chooses the page. ``chosen`` carries its name."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "rail")
        self._group = QButtonGroup(self)
        self.buttons: dict[str, NavButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 16, 10, 12)
        layout.setSpacing(2)
        self._compact = False
        self._product = label("Plextera Review", "label")
        brand = row(8, IconLabel(theme, "app", "accent", 20), self._product, None)
        layout.addLayout(brand)
        layout.addSpacing(16)
        entries = (
            ("queue", "Queue", "queue"),
            ("review", "Review", "review"),
            ("contact_sheet", "Contact sheet", "contact-sheet"),
            ("uploads", "Uploads", "upload"),
            ("activity", "Activity", "activity"),
            ("settings", "Settings", "settings"),
        )
        for key, text, icon in entries:
            button = NavButton(theme, text, icon)
            button.follow(f"go_{key}", text)
            button.setAccessibleName(text)
            button.setProperty("page", key)
            self._group.addButton(button)
            self.buttons[key] = button
            if key == "settings":
                layout.addStretch(1)
            layout.addWidget(button)
        self.menu = NavButton(theme, "Menu", "menu")
        self.menu.setCheckable(False)
        self.menu.follow("menu", "Menu")
        layout.addWidget(self.menu)
        self._group.buttonClicked.connect(self._on_clicked)
        theme.changed.connect(self._fit)
        self._fit()

    def show_page(self, key: str) -> None:
        """Mark the page that is shown."""
        self.buttons[key].setChecked(True)

    def set_compact(self, compact: bool) -> None:
        """Icons without names, where the window is narrow for its text size."""
        if compact != self._compact:
            self._compact = compact
            self._product.setVisible(not compact)
            for button in (*self.buttons.values(), self.menu):
                button.set_compact(compact)
            self._fit()

    def _on_clicked(self, button: NavButton) -> None:
        self.chosen.emit(button.property("page"))

    def _fit(self) -> None:
        self.setFixedWidth(self._theme.px(44 if self._compact else 176) + 20)
