"""The field panel as a list model: group headings and fields, all or only those needing a look."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from plextera_review.domain.correction import SendState
from plextera_review.domain.projection import ReviewField
from plextera_review.viewmodels.field_review import FieldReview

FIELD_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a group, above its first field."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field with what only this screen knows: a problem at keeping it, and whether it is being kept right now."""

    field: ReviewField
    problem: str | None
    busy: bool

    @property
    def sentence(self) -> str:
        """Why to look, or what went wrong; empty when there is nothing to say."""
        if self.problem:
            return self.problem
        field = self.field
        if field.needs_look:
            return " ".join(each.sentence for each in field.reasons)
        return " ".join(field.notes) if field.verdict is None else ""

    @property
    def kept(self) -> tuple[str, str, str]:
        """Icon, colour token and word for where the verdict is; empty strings without one."""
        verdict = self.field.verdict
        if self.busy:
            return "dot", "text_faint", "saving"
        if verdict is None:
            return "", "", ""
        match self.field.send_state:
            case SendState.ACCEPTED:
                return "dots-two", "success", "sent"
            case SendState.UNCONFIRMED:
                return "dot", "warning", "sent, not confirmed"
            case SendState.REJECTED:
                return "dot", "danger", "refused"
            case SendState.DISCARDED:
                return "dot", "text_faint", "not sent"
            case _:
                return "dot", "text_muted", "saved locally"


class FieldRowModel(QAbstractListModel):
    """Rows are :class:`Heading` or :class:`FieldRow` under ``FIELD_ROLE``."""

    def __init__(self, review: FieldReview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self.only_open = False
        self._rows: list[Heading | FieldRow] = []
        review.fields_changed.connect(self.refresh)
        self.refresh()

    def set_only_open(self, on: bool) -> None:
        """Show only fields needing a look, and the selected one."""
        self.only_open = on
        self.refresh()

    def refresh(self) -> None:
        """Take over the fields; selection and scroll position survive when the same rows are shown."""
        rows = self._arranged()
        if [_key(each) for each in rows] == [_key(each) for each in self._rows]:
            changed = [at for at, (old, new) in enumerate(zip(self._rows, rows, strict=True)) if old != new]
            self._rows = rows
            for at in changed:
                self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == FIELD_ROLE:
            return row
        if role in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            if isinstance(row, Heading):
                return row.text
            parts = (row.field.field.name, row.field.shown_value or "nothing read", row.field.mark.value, row.sentence)
            return ", ".join(part for part in parts if part)
        if role == int(Qt.ItemDataRole.ToolTipRole) and isinstance(row, FieldRow):
            return row.field.verdict.comment if row.field.verdict else None
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self._rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def index_of(self, path: str | None) -> QModelIndex:
        """The index of a field; invalid when it is not shown."""
        for at, each in enumerate(self._rows):
            if isinstance(each, FieldRow) and each.field.path == path:
                return self.index(at)
        return QModelIndex()

    def _arranged(self) -> list[Heading | FieldRow]:
        rows: list[Heading | FieldRow] = []
        review, group = self._review, ""
        for each in review.fields:
            if self.only_open and not each.needs_look and each.path != review.current:
                continue
            if each.group != group:
                group = each.group
                rows.append(Heading(group or "Document"))
            rows.append(FieldRow(each, review.problems.get(each.path), review.busy(each.path)))
        return rows


def _key(row: Heading | FieldRow) -> str:
    return f"heading {row.text}" if isinstance(row, Heading) else row.field.path
