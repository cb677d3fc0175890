"""The line over a document: its name and state, the way to the next one, submit."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from plextera_review.widgets.banner import Banner
from plextera_review.widgets.pieces import Button, ElidedLabel, row
from plextera_review.widgets.theme import Theme

if TYPE_CHECKING:
    from plextera_review.viewmodels.review import ReviewViewModel


class ReviewHeader(QWidget):
    """Buttons without acts of their own: the review page connects them.

    ``sent`` says what earlier submits of the document did, ``alert`` what happened to it meanwhile; both are hidden while there is nothing
    to say.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title, self.detail, self.progress = ElidedLabel("heading"), ElidedLabel("muted"), ElidedLabel("muted")
        self.previous = Button(theme, "", "chevron-left", "ghost")
        self.previous.setAccessibleName("Previous document")
        self.previous.follow("previous_document", "Previous document")
        self.next = Button(theme, "", "chevron-right", "ghost")
        self.next.setAccessibleName("Next document")
        self.next.follow("next_document", "Next document")
        self.later = Button(theme, "Postpone", "postponed", "ghost")
        self.later.follow("postpone", "Put this document off")
        self.submit = Button(theme, "Submit", "send", "primary")
        self.submit.follow("submit", "Submit and open the next document")
        self.submit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.upload = Button(theme, "Upload and read its fields", "upload", "primary")
        self.upload.follow("upload", "Upload this file and read its fields")
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.title)
        names.addWidget(self.detail)
        header = row(self.previous, self.next, spacing=8)
        header.setContentsMargins(12, 10, 16, 10)
        header.addLayout(names, 1)
        header.addWidget(self.progress)
        for each in (self.later, self.submit, self.upload):
            header.addWidget(each)
        self.sent, self.alert = Banner(theme), Banner(theme)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(header)
        whole.addWidget(self.sent)
        whole.addWidget(self.alert)
        self.arrange(looking=False)

    def say(self, title: str, detail: str, progress: str) -> None:
        """Name the document, its state, and how far the review is."""
        self.title.setText(title)
        self.detail.setText(detail)
        self.progress.setText(progress)

    def follow(self, review: "ReviewViewModel") -> None:
        """Say what earlier submits of the open document did."""
        from plextera_review.viewmodels.sent_before import SentBefore

        before = SentBefore(review, self)
        before.changed.connect(lambda: self._say_sent(before.summary.sentence))

    def _say_sent(self, sentence: str) -> None:
        self.sent.say(sentence)
        text = "Submit again" if sentence else "Submit"
        if self.submit.accessibleName() != text:
            self.submit.setText(f" {text}")
            self.submit.setAccessibleName(text)

    def arrange(self, *, looking: bool) -> None:
        """A file that is only looked at can be uploaded, and nothing else."""
        for each in (self.previous, self.next, self.later, self.submit):
            each.setVisible(not looking)
        self.upload.setVisible(looking)
        if looking:
            self.sent.clear()
            self.alert.clear()
