"""What stands around the pages: the rail, the notices above, the status strip below."""

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.widgets.notice_bar import NoticeBar
from plextera_review.widgets.rail import Rail
from plextera_review.widgets.status_strip import StatusStrip
from plextera_review.widgets.theme import Theme


class WindowFrame(QWidget):
    """``rail`` chooses one of ``pages``."""

    def __init__(self, shell: ShellViewModel, theme: Theme) -> None:
        super().__init__()
        self.rail = Rail(theme)
        self.pages = QStackedWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(NoticeBar(shell.notices, theme))
        right.addWidget(self.pages, 1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper, 1)
        layout.addWidget(StatusStrip(shell, theme))
