"""The list of Activity."""

from plextera_review.viewmodels.activity import ActivityViewModel
from plextera_review.viewmodels.activity_rows import ActivityColumn
from plextera_review.widgets.activity_delegate import ActivityDelegate
from plextera_review.widgets.record_table import RecordTable
from plextera_review.widgets.theme import Theme


class ActivityTable(RecordTable):
    """The list. Its model is read a page at a time; its lines keep the order of the disk."""

    def __init__(self, activity: ActivityViewModel, theme: Theme) -> None:
        super().__init__(activity.table, ActivityDelegate(theme), "Decisions and messages", ActivityColumn.TEXT)
        self._activity = activity
        self.horizontalHeader().setSectionsClickable(False)
        self.picked.connect(self._on_picked)

    def _on_picked(self) -> None:
        keys, current = self.selected_keys(), self.current_key()
        first = keys[0] if keys else None
        self._activity.select(keys, current if current in keys else first)
