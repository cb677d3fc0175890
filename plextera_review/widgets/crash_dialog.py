"""Shown when the program met something nobody foresaw: what happened, what is safe, a report to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from plextera_review.widgets.pieces import Button, label
from plextera_review.widgets.theme import Theme


class CrashDialog(QDialog):
    """One bug with its report. Opened, never executed: the program goes on behind it."""

    def __init__(self, report: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        self._report = report
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setAccessibleName("Report")
        self._copy = Button(theme, "Copy report")
        self._copy.clicked.connect(self._on_copy)
        close = Button(theme, "Go on", kind="primary")
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 20)
        layout.setSpacing(12)
        layout.addWidget(label("Plextera Review met an error in itself", "heading"))
        said = (
            "What the screen showed as kept is kept. You can go on; if something behaves oddly, start the program again. "
            "The report holds no document content and no keys."
        )
        layout.addWidget(label(said, "muted", wrap=True))
        layout.addWidget(text, 1)
        layout.addLayout(buttons)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self._copy.setText("Copied")
