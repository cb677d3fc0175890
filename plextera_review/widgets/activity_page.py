"""Activity: feedback on its way, and everything decided here."""

from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from plextera_review.domain.correction import SendState
from plextera_review.viewmodels.activity import SEND_WORDS, ActivityRow, ActivityViewModel
from plextera_review.viewmodels.job_rows import relative_time
from plextera_review.widgets.pieces import Button, EmptyState, IconLabel, label, page_layout, row
from plextera_review.widgets.row_list import RowList
from plextera_review.widgets.theme import Theme

_LOOK = {
    SendState.DRAFT: ("dot", "text_muted"),
    SendState.PENDING: ("kept", "text_muted"),
    SendState.SENDING: ("send", "info"),
    SendState.ACCEPTED: ("check-double", "success"),
    SendState.UNCONFIRMED: ("warning", "warning"),
    SendState.REJECTED: ("failed", "danger"),
    SendState.DISCARDED: ("trash", "text_muted"),
}


class ActivityCard(QFrame):
    """One feedback or journal entry."""

    def __init__(self, activity: ActivityViewModel, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._reference = ""
        self._icon = IconLabel(theme, "dot", "text_muted", 18)
        self._title = label("", "label")
        self._state = label("", "caption")
        self._text = label("", "", wrap=True)
        self._foot = label("", "caption", wrap=True)
        self._retry = Button(theme, "Send now", "retry")
        self._arrived = Button(theme, "It arrived", "check")
        self._discard = Button(theme, "Discard", "trash", "ghost")
        self._retry.clicked.connect(lambda: activity.retry(self._reference))
        self._arrived.clicked.connect(lambda: activity.mark_arrived(self._reference))
        self._discard.clicked.connect(lambda: activity.discard(self._reference))
        texts = QVBoxLayout()
        texts.setSpacing(3)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        texts.addWidget(self._foot)
        layout = row(self._icon, spacing=12)
        layout.setContentsMargins(16, 10, 10, 10)
        layout.addLayout(texts, 1)
        layout.addWidget(self._state)
        for button in (self._arrived, self._retry, self._discard):
            layout.addWidget(button)
        self.setLayout(layout)

    def show_row(self, shown: ActivityRow) -> None:
        """Show a line."""
        self._reference = shown.reference
        self._icon.show_icon(*(_LOOK[shown.state] if shown.state else ("activity", "text_muted")))
        said = f"{SEND_WORDS[shown.state]} · " if shown.state else "Journal · "
        self._title.setText(shown.title)
        self._state.setText(said + relative_time(shown.at))
        lines = [line for line in shown.text.splitlines() if not line.startswith(("Ref: ", "Place: "))]
        self._text.setText(" · ".join(lines))
        self._foot.setText(" · ".join(part for part in (shown.document, shown.reference) if part))
        self._retry.setVisible(shown.can_retry)
        self._arrived.setVisible(shown.can_mark_arrived)
        self._discard.setVisible(shown.can_discard)


class ActivityPage(QWidget):
    """Journal and outbox."""

    def __init__(self, activity: ActivityViewModel, theme: Theme) -> None:
        super().__init__()
        self._activity = activity
        layout = page_layout(self)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search document, field, text, request id")
        self._search.setAccessibleName("Search the activity")
        self._search.setClearButtonEnabled(True)
        self._search.setMinimumWidth(300)
        self._search.textChanged.connect(activity.set_search)
        self._only = Button(theme, "Not accepted yet", kind="chip")
        self._only.setCheckable(True)
        self._only.toggled.connect(activity.set_only_open)
        layout.addLayout(row(label("Activity", "title"), None, self._only, self._search))
        self._list = RowList(lambda _key: ActivityCard(activity, theme), _show)
        self._empty = EmptyState(theme)
        self._body = QStackedWidget()
        self._body.addWidget(self._list)
        self._body.addWidget(self._empty)
        layout.addWidget(self._body, 1)
        activity.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        rows = self._activity.rows
        narrowed = bool(self._activity.search) or self._activity.only_open
        self._empty.say(
            "search" if narrowed else "activity",
            "Nothing matches" if narrowed else "Nothing has happened yet",
            "No entry has these words and this state."
            if narrowed
            else "Every decision, every message sent and every answer is kept here.",
        )
        self._body.setCurrentIndex(0 if rows else 1)
        keyed = [(f"{place}:{each.reference}", each) for place, each in enumerate(rows)]
        self._list.set_rows(keyed)


def _show(target: QWidget, shown: ActivityRow) -> None:
    if isinstance(target, ActivityCard):
        target.show_row(shown)
