"""The fields of a document as a tree model: groups, tables and rows hold fields. A verdict changes the rows it concerns, no others."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from plextera_review.domain.field import Extraction, FieldKind
from plextera_review.domain.projection import Mark, ReviewField
from plextera_review.domain.proof import ProofState
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.field_rows import FieldRow, Heading, Row, arrange, kinds_of, label_of
from plextera_review.viewmodels.remembered import remembered_sentence

FIELD_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The :class:`~plextera_review.viewmodels.field_rows.Heading` or :class:`~plextera_review.viewmodels.field_rows.FieldRow` of an index."""

_SPOKEN = frozenset({int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)})
_DESCRIPTION, _TOOLTIP = int(Qt.ItemDataRole.AccessibleDescriptionRole), int(Qt.ItemDataRole.ToolTipRole)
_ANSWERED = _SPOKEN | {FIELD_ROLE, _DESCRIPTION, _TOOLTIP}
_HEADING_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FIELD_FLAGS = _HEADING_FLAGS | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemNeverHasChildren


_MOST_EXCHANGED = 2000  # rows; beyond, building anew is as quick
_FEW = 60  # changed rows that are told one by one; a layout of all is asked for where there are more


class _Shown:
    """What an item holds: the row it shows now, exchanged without Qt."""

    __slots__ = ("row",)

    def __init__(self, row: Row) -> None:
        self.row = row


class FieldTreeModel(QStandardItemModel):
    """Every field of ``review`` under its groups. ``judged`` carries the :class:`FieldRow` whose mark another one took the place of;
    ``built`` fires after other rows came, ``joined`` carries the paths of those that came in between (``splicing`` meanwhile), ``spread``
    fires after rows all over changed: their heights are to be asked for again.

    The items are Qt's own, so that laying out a long tree never asks Python for its structure.
    """

    judged = Signal(object)
    built = Signal()
    joined = Signal(object)
    spread = Signal()

    def __init__(self, review: FieldReview, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._review = review
        self.splicing = False
        self._rows: list[Row] = []
        self._keys: list[tuple[str, int]] = []
        self._at: dict[str, int] = {}
        self._items: dict[str, QStandardItem] = {}
        self._shown: dict[str, _Shown] = {}
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

    def refresh(self, changed: frozenset[str] | None = None) -> None:
        """Take over the fields at these paths; all of them without any named. Only rows that changed are touched."""
        review, extraction = self._review, self._review.extraction
        if extraction is not self._kinds[0]:
            self._kinds = (extraction, kinds_of(extraction))
            self._proofs.clear()
            self._known.clear()
            changed = None
        if (
            review.evidence.by_path is not self._evidence
        ):  # more pages are known, and with them where typed values stand
            self._evidence = review.evidence.by_path
            self._proofs.clear()
            changed = None
        if changed is None:
            self._arrange()
            return
        for path in changed:
            field, at = review.row_of(path), self._at.get(path)
            before = self._rows[at] if at is not None else None
            if field is None or at is None or not isinstance(before, FieldRow):
                continue
            self._take(at, self._made(field, review.number_of(path)))
            for above in field.trail:
                self._count(above.path, before.field, field)

    def _arrange(self) -> None:
        rows = arrange(self._review.fields, self._kinds[1], self._made)
        keys = [(each.path if isinstance(each, Heading) else each.field.path, each.depth) for each in rows]
        come: list[str] = []
        if keys != self._keys:
            spliced = self._splice(rows, keys)
            if spliced is None:
                self._build(rows, keys)
                return
            come = spliced
        pairs = enumerate(zip(self._rows, rows, strict=True))
        other = [at for at, (was, now) in pairs if was is not now and was != now]
        for at in other:
            self._take(at, rows[at], quietly=len(other) > _FEW)
        if len(other) > _FEW:
            self.spread.emit()
        if come:
            self.joined.emit(come)

    def _build(self, rows: list[Row], keys: list[tuple[str, int]]) -> None:
        self._use(rows, keys)
        self._items, self._shown = {}, {}
        self.clear()
        self.setHorizontalHeaderLabels(["Field"])  # hidden, but screen readers name it
        self.invisibleRootItem().appendRows(self._built(rows))
        self.built.emit()

    def _use(self, rows: list[Row], keys: list[tuple[str, int]]) -> None:
        self._rows, self._keys = rows, keys
        self._at = {path: at for at, (path, _) in enumerate(keys)}

    def _splice(self, rows: list[Row], keys: list[tuple[str, int]]) -> list[str] | None:
        """Exchange the rows that are not where they were, when they stand together under one heading: the others keep their items.
        Returns the paths of those that came; None when the tree has to be built anew."""
        before = self._keys
        found = _exchanged(before, keys)
        if found is None:
            return None
        first, end, new_end = found
        gone, come = before[first:end], keys[first:new_end]
        depth = (gone or come)[0][1]
        at = next((at for at in range(first - 1, -1, -1) if before[at][1] <= depth), None)
        row = self._items[before[at][0]].row() + 1 if at is not None and before[at][1] == depth else 0
        while at is not None and before[at][1] >= depth:
            at = at - 1 if at else None
        parent = self._items[before[at][0]] if at is not None else self.invisibleRootItem()
        self._use([*self._rows[:first], *rows[first:new_end], *self._rows[end:]], keys)
        self.splicing = True
        if gone:
            parent.removeRows(row, sum(each[1] == depth for each in gone))
            for path, _ in gone:
                del self._items[path], self._shown[path]
        if come:
            parent.insertRows(row, self._built(rows[first:new_end]))
        self.splicing = False
        return [path for path, _ in come]

    def index_of(self, path: str | None) -> QModelIndex:
        """The index of a field or heading; invalid when there is none."""
        item = self._items.get(path or "")
        return item.index() if item is not None else QModelIndex()

    def headings(self) -> Iterator[Heading]:
        """Every heading from top to bottom."""
        return (each for each in self._rows if isinstance(each, Heading))

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if role not in _ANSWERED:
            return super().data(index, role)
        shown = super().data(index, FIELD_ROLE)
        if not isinstance(shown, _Shown):
            return None
        row = shown.row
        if role == FIELD_ROLE:
            return row
        if role in _SPOKEN:
            return row.spoken
        if isinstance(row, Heading):
            return None
        return self._described(row) if role == _DESCRIPTION else row.tooltip

    def remembered(self, row: FieldRow) -> str:
        """What the sender had there the last time, with the key that takes it; empty when there is nothing to offer."""
        return remembered_sentence(self._review.recall, row.field, self._review.keys)

    def _described(self, row: FieldRow) -> str:
        return ". ".join(part for part in (row.described, self.remembered(row)) if part)

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

    def _take(self, at: int, new: Row, *, quietly: bool = False) -> None:
        """Show another row of the same field or group."""
        old = self._rows[at]
        if old is new or old == new:
            return
        path = self._keys[at][0]
        self._rows[at] = self._shown[path].row = new
        if not quietly:
            index = self._items[path].index()
            self.dataChanged.emit(index, index, [])
        if isinstance(old, FieldRow) and isinstance(new, FieldRow) and old.field.mark is not new.field.mark:
            self.judged.emit(new)

    def _count(self, path: str, was: ReviewField, now: ReviewField) -> None:
        """A heading above a field that changed: how many need a look, and what names a row of a table."""
        at = self._at[path]
        heading = self._rows[at]
        if not isinstance(heading, Heading):
            return
        if now.needs_look != was.needs_look:
            heading = replace(heading, open_fields=heading.open_fields + (1 if now.needs_look else -1))
        above = now.trail[-2].path if len(now.trail) > 1 else ""
        if now.trail[-1].path == path and self._kinds[1].get(above) is FieldKind.TABLE:
            heading = replace(heading, detail=label_of(self._inside(at)))
        self._take(at, heading)

    def _inside(self, at: int) -> Iterator[ReviewField]:
        """The fields right under the heading at that row."""
        depth = self._rows[at].depth
        for row in islice(self._rows, at + 1, None):
            if row.depth <= depth:
                return
            if isinstance(row, FieldRow) and row.depth == depth + 1:
                yield row.field

    def _built(self, rows: list[Row]) -> list[QStandardItem]:
        """The items of rows that begin at the level of the first, with all below them, made before the model knows them: one signal
        for all."""
        tops: list[QStandardItem] = []
        above: list[QStandardItem] = []
        top = rows[0].depth if rows else 0
        for row in rows:
            item = QStandardItem()
            path = row.path if isinstance(row, Heading) else row.field.path
            shown = self._shown[path] = _Shown(row)
            item.setData(shown, FIELD_ROLE)
            del above[row.depth - top :]
            if above:
                above[-1].appendRow(item)
            else:
                tops.append(item)
            if isinstance(row, Heading):
                item.setFlags(_HEADING_FLAGS)
                above.append(item)
            else:
                item.setFlags(_FIELD_FLAGS)
            self._items[path] = item
        return tops


def _exchanged(before: list[tuple[str, int]], now: list[tuple[str, int]]) -> tuple[int, int, int] | None:
    """The part of ``before`` (first, end) that another part of ``now`` (first, its end) takes the place of: whole subtrees of one level,
    on either side. None when there is no such part, or it is long."""
    most = min(len(before), len(now))
    first = next((at for at in range(most) if before[at] != now[at]), most)
    same = 0
    while same < most - first and before[-1 - same] == now[-1 - same]:
        same += 1
    end, new_end = len(before) - same, len(now) - same
    parts = [part for part in (before[first:end], now[first:new_end]) if part]
    if not before or not parts or sum(map(len, parts)) > _MOST_EXCHANGED:
        return None
    depth = parts[0][0][1]
    after = now[new_end][1] if same else 0
    whole = all(part[0][1] == depth and min(each[1] for each in part) == depth for part in parts)
    return (first, end, new_end) if whole and after <= depth else None
