"""Notices at the top of the window: icon, sentence, at most one action, dismiss."""

from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from plextera_review.viewmodels.notices import NoticeItem, Notices, Severity
from plextera_review.widgets.pieces import Button, IconLabel, label, row
from plextera_review.widgets.theme import Theme

_LOOK = {
    Severity.INFO: ("info", "info", "info_soft"),
    Severity.SUCCESS: ("success", "success", "success_soft"),
    Severity.WARNING: ("warning", "warning", "warning_soft"),
    Severity.ERROR: ("error", "danger", "danger_soft"),
}
_SHOWN = 3


class NoticeBar(QWidget):
    """Shows the newest three notices."""

    def __init__(self, notices: Notices, theme: Theme) -> None:
        super().__init__()
        self._notices, self._theme = notices, theme
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 12, 0)
        self._layout.setSpacing(6)
        notices.changed.connect(self._rebuild)
        theme.changed.connect(self._rebuild)
        self._rebuild()

    def _rebuild(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for notice in self._notices.items[-_SHOWN:]:
            self._layout.addWidget(self._line(notice))
        self.setVisible(bool(self._notices.items))

    def _line(self, notice: NoticeItem) -> QFrame:
        icon, token, soft = _LOOK[notice.severity]
        frame = QFrame()
        frame.setObjectName("notice")
        back, edge = self._theme.color(soft).name(), self._theme.color(token).name()
        frame.setStyleSheet(
            f"#notice {{ background: {back}; border: 1px solid {back}; border-left: 3px solid {edge}; border-radius: 6px; }}"
        )
        text = label(notice.text, wrap=True)
        text.setAccessibleName(f"{notice.severity.value}: {notice.text}")
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        parts: list[QWidget] = [IconLabel(self._theme, icon, token), text]
        if notice.action_label and notice.action is not None:
            action = Button(self._theme, notice.action_label)
            action.clicked.connect(notice.action)
            parts.append(action)
        dismiss = Button(self._theme, "", "close", "ghost")
        dismiss.setAccessibleName("Dismiss")
        dismiss.setToolTip("Dismiss")
        dismiss.clicked.connect(lambda _checked=False, key=notice.key: self._notices.dismiss(key))
        layout = row(*parts, dismiss, spacing=10)
        layout.setContentsMargins(12, 4, 4, 4)
        frame.setLayout(layout)
        return frame
