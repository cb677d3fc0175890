"""The fields of a document as a tree model: groups, tables and rows hold fields. A verdict changes the rows it concerns, no others."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from plextera_review.domain.field import Extraction, FieldKind
from plextera_review.domain.projection import Mark, ReviewField
from plextera_review.domain.proof import ProofState
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.field_rows import FieldRow, Heading, Row, arrange, kinds_of

FIELD_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The :class:`~plextera_review.viewmodels.field_rows.Heading` or :class:`~plextera_review.viewmodels.field_rows.FieldRow` of an index."""

_SPOKEN = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)})
_DESCRIPTION, _TOOLTIP = int(Qt.ItemDataRole.AccessibleDescriptionRole), int(Qt.ItemDataRole.ToolTipRole)
_HEADING_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FIELD_FLAGS = _HEADING_FLAGS | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemNeverHasChildren


class FieldTreeModel(QStandardItemModel):
    """Every field of ``review`` under its groups. ``judged`` carries the :class:`FieldRow` whose mark another one took the place of;
    ``built`` fires after other rows came.

    The items are Qt's own, so that laying out a long tree never asks Python for its structure.
    """

    judged = Signal(object)
    built = Signal()

    def __init__(self, review: FieldReview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self._rows: list[Row] = []
        self._keys: list[tuple[str, int]] = []
        self._items: dict[str, QStandardItem] = {}
        self._kinds: tuple[Extraction | None, dict[str, FieldKind]] = (None, {})
        self._known: dict[str, FieldRow] = {}
        self._proofs: dict[tuple[str, str], str] = {}
        self._evidence: object = None
        review.fields_changed.connect(self.refresh)
        self.refresh()

    @property
    def rows(self) -> list[Row]:
        """All rows from top to bottom."""
        return self._rows

    def refresh(self) -> None:
        """Take over the fields. While the same rows are shown, only those that changed are touched."""
        extraction = self._review.extraction
        if extraction is not self._kinds[0]:
            self._kinds = (extraction, kinds_of(extraction))
            self._proofs.clear()
            self._known.clear()
        if self._review.evidence.by_path is not self._evidence:  # more pages are known
            self._evidence = self._review.evidence.by_path
            self._proofs.clear()
        rows = arrange(self._review.fields, self._kinds[1], self._made)
        keys = [(each.path if isinstance(each, Heading) else each.field.path, each.depth) for each in rows]
        before, self._rows = self._rows, rows
        if keys == self._keys:
            for old, new in zip(before, rows, strict=True):
                if old is not new and old != new:
                    self._show(old, new)
            return
        self._keys = keys
        self._items = {}
        self.clear()
        self.setHorizontalHeaderLabels(["Field"])  # hidden, but screen readers name it
        self.invisibleRootItem().appendRows(self._built())
        self.built.emit()

    def index_of(self, path: str | None) -> QModelIndex:
        """The index of a field or heading; invalid when there is none."""
        item = self._items.get(path or "")
        return item.index() if item is not None else QModelIndex()

    def headings(self) -> Iterator[Heading]:
        """Every heading from top to bottom."""
        return (each for each in self._rows if isinstance(each, Heading))

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role == FIELD_ROLE or role not in _SPOKEN | {_DESCRIPTION, _TOOLTIP}:
            return super().data(index, role)
        row = super().data(index, FIELD_ROLE)
        if not isinstance(row, Heading | FieldRow):
            return None
        if role in _SPOKEN:
            return row.spoken
        if isinstance(row, Heading):
            return None
        return row.described if role == _DESCRIPTION else row.tooltip

    def _made(self, field: ReviewField, number: int) -> FieldRow:
        """The row of a field; the one shown already while nothing about it changed, which makes comparing them cheap."""
        review = self._review
        proof = self._proof(field) if field.mark is Mark.CORRECTED else ""
        path, total = field.path, len(review.fields)
        facts = (field, review.problems.get(path), review.busy(path), number, total, len(field.trail), proof)
        known = self._known.get(path)
        if known is not None and known.field is field and known.facts == facts:
            return known
        made = self._known[path] = FieldRow(*facts)
        return made

    def _proof(self, field: ReviewField) -> str:
        """Where a typed value stands, searched once for each value."""
        key = (field.path, field.shown_value)
        if key not in self._proofs:
            found = self._review.proof_of(field, field.shown_value)
            words = {ProofState.FOUND: "found here", ProofState.NOWHERE: "on no page"}
            several = f"found {found.times} times"
            self._proofs[key] = several if found.state is ProofState.SEVERAL else words.get(found.state, "")
        return self._proofs[key]

    def _show(self, old: Row, new: Row) -> None:
        path = new.path if isinstance(new, Heading) else new.field.path
        self._items[path].setData(new, FIELD_ROLE)
        if isinstance(old, FieldRow) and isinstance(new, FieldRow) and old.field.mark is not new.field.mark:
            self.judged.emit(new)

    def _built(self) -> list[QStandardItem]:
        """The items of the top level with all below them, made before the model knows them: one signal for all."""
        tops: list[QStandardItem] = []
        above: list[QStandardItem] = []
        for row in self._rows:
            item = QStandardItem()
            item.setData(row, FIELD_ROLE)
            del above[row.depth :]
            if above:
                above[-1].appendRow(item)
            else:
                tops.append(item)
            if isinstance(row, Heading):
                item.setFlags(_HEADING_FLAGS)
                above.append(item)
                self._items[row.path] = item
            else:
                item.setFlags(_FIELD_FLAGS)
                self._items[row.field.path] = item
        return tops
