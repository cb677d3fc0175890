"""The tables of the open document and what a person does to their rows and cells. Every act is undone as one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from plextera_review.domain.arrangement import added_row_path, arranged, is_added, order_text
from plextera_review.domain.cell_block import block_text, read_block
from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.domain.field import Field
from plextera_review.domain.geometry import Placement
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.row_changes import describe
from plextera_review.viewmodels.commands import arrangement_verdict, cleared, new_verdict, renewed
from plextera_review.viewmodels.document_tables import Cell, DocumentTables
from plextera_review.viewmodels.table_grid import GridRow, TableGrid, brought_back, moved

NOTICE = "tables"
"""Key of the notices about acts on tables."""


class TableEditing(DocumentTables):
    """Acts on rows and cells, counted from 0. Those that are not there are left out; an act on nothing does nothing."""

    # -- rows

    def insert(self, at: int) -> None:
        """A new row before row ``at``; at the end for one past the last."""
        grid = self.grid
        if grid is not None and 0 <= at <= len(grid.rows):
            path = added_row_path(grid.table)
            self._arrange([*grid.order[:at], path, *grid.order[at:]])
            self._select_row(path)

    def delete(self, rows: Iterable[int]) -> None:
        """Remove rows; decisions about their cells go with them."""
        grid, chosen = self.grid, self._rows(rows)
        if grid is None or not chosen:
            return
        gone = {each.path for each in chosen}
        inside = self._inside(chosen)
        verdicts = [cleared(each) for path, each in self.review.decided.items() if path in inside]
        self.review.forget(inside)
        column = self.place[1] if self.place else 0
        at = min(chosen[0].number - 1, len(grid.rows) - len(chosen) - 1)
        self._arrange([path for path in grid.order if path not in gone], verdicts)
        if at >= 0:
            self.select(at, column)

    def move(self, rows: Iterable[int], step: int) -> None:
        """Move rows by one place; ``step`` 1: down, -1: up."""
        if self.grid is not None:
            self._arrange(moved(self.grid.order, {each.path for each in self._rows(rows)}, step))

    def restore_rows(self) -> None:
        """Bring the removed rows of the server back to where they stood."""
        grid = self.grid
        if grid is not None and grid.removed:
            self._arrange(brought_back([each.path for each in grid.table.children], grid.order))

    def duplicate(self, rows: Iterable[int]) -> None:
        """Put copies of rows under the last of them."""
        grid, chosen = self.grid, self._rows(rows)
        if grid is None or not chosen:
            return
        at = chosen[-1].number
        copies = [added_row_path(grid.table) for _ in chosen]
        texts = [[self._text(cell) for cell in row.cells] for row in chosen]
        verdicts, _ = self._new_cells(grid, copies, texts, at)
        self._arrange([*grid.order[:at], *copies, *grid.order[at:]], verdicts)
        self._select_row(copies[0])

    def accept(self, rows: Iterable[int]) -> None:
        """Accept the undecided cells of rows; those that fail a rule stay open."""
        cells = [each for each in self._fields_in(rows) if self.review.verdict_of(each.path) is None]
        passing = [each for each in cells if not each.failing and not each.hidden]
        self.review.act([new_verdict(each, self._job_id, VerdictKind.ACCEPTED) for each in passing])
        if left := len(cells) - len(passing):
            self._say(f"{_count(len(passing), 'cell')} accepted. {left} need a decision of their own and stay open.")

    def missing(self, rows: Iterable[int]) -> None:
        """The document does not have what was read into these rows; rows a person added are none of them."""
        cells = [
            each for each in self._fields_in(rows) if not is_added(each.path) and (each.original_value or each.hidden)
        ]
        self.review.act([new_verdict(each, self._job_id, VerdictKind.MISSING) for each in cells])

    # -- cells

    def set_texts(self, texts: Mapping[Cell, str]) -> int:
        """Give cells values as if typed, as one act; those that have them already stay. Returns how many texts did not fit their column."""
        verdicts: list[Verdict] = []
        typed: dict[str, str] = {}
        odd = 0
        for (row, column), text in texts.items():
            field = self.field_at(row, column)
            if field is None or (text.strip() == self._text(field.field) and not self.review.problems.get(field.path)):
                continue
            if field.hidden:  # typed blind: compared with what was read, on its own
                self.review.correct(field.path, text)
                continue
            verdict, hint = self.review.correction(field, text, beside=self._beside(row))
            verdicts.append(verdict)
            typed[field.path] = text.strip()
            odd += hint is not None
        self.review.act(verdicts, typed)
        return odd

    def fill_down(self, cells: Iterable[Cell]) -> None:
        """In each column, the value of the topmost chosen cell goes into those below; of a single one, that of the cell above."""
        chosen = sorted({each for each in cells if self.field_at(*each) is not None})
        tops: dict[int, int] = {}
        for row, column in chosen:
            tops.setdefault(column, row)
        if chosen and len({row for row, _ in chosen}) == 1 and chosen[0][0] > 0:
            tops = {column: row - 1 for column, row in tops.items()}
        values = {column: self.value_text(row, column) for column, row in tops.items()}
        self.set_texts({(row, column): values[column] for row, column in chosen if row != tops[column]})

    def paste(self, text: str, cells: Sequence[Cell]) -> None:
        """Put a block from a spreadsheet into the grid, its corner at the topmost leftmost chosen cell; rows are added where it runs over.

        A single value goes into every chosen cell.
        """
        grid, block = self.grid, read_block(text)
        if grid is None or not block:
            return
        top, left = min((row for row, _ in cells), default=len(grid.rows)), min((at for _, at in cells), default=0)
        if len(block) == 1 and len(block[0]) == 1 and len(cells) > 1:
            odd = self.set_texts(dict.fromkeys(cells, block[0][0]))
            self._say_pasted(len(cells), 0, 0, odd)
            return
        width = len(grid.columns) - left
        lost = max(max(map(len, block)) - width, 0)
        inside = {
            (top + down, left + right): text for down, row in enumerate(block) for right, text in enumerate(row[:width])
        }
        fresh = max(top + len(block) - len(grid.rows), 0)
        odd = self._paste_over(grid, inside, block[len(block) - fresh :], left) if fresh else self.set_texts(inside)
        self._say_pasted(len(inside), fresh, lost, odd)

    def copied(self, cells: Iterable[Cell]) -> str:
        """The chosen cells as tab-separated text, as printed on the document or typed; gaps of the choice are empty."""
        chosen = set(cells)
        if not chosen:
            return ""
        rows = range(min(row for row, _ in chosen), max(row for row, _ in chosen) + 1)
        columns = sorted({column for _, column in chosen})
        return block_text(
            [[self._printed(row, column) if (row, column) in chosen else "" for column in columns] for row in rows]
        )

    def value_text(self, row: int, column: int) -> str:
        """The value in force of a cell as it stands in an editor, one on its way to the disk included."""
        return self._text(self.grid.cell(row, column)) if self.grid is not None else ""

    # -- inside

    @property
    def _job_id(self) -> str:
        return self.review.job.id if self.review.job else ""

    def _arrange(
        self, rows: Sequence[str], verdicts: Sequence[Verdict] = (), texts: Mapping[str, str] | None = None
    ) -> None:
        grid = self.grid
        if grid is None or (list(rows) == grid.order and not verdicts):
            return
        before = self.review.verdict_of(grid.path)
        if list(rows) == [each.path for each in grid.table.children]:
            order = [cleared(before)] if before is not None else []
        else:
            told = describe(grid.table, rows)
            order = [arrangement_verdict(grid.table, self._job_id, order_text(grid.table, rows), told)]
        taken = {each.field_path for each in verdicts}
        self.review.act([*order, *verdicts, *self._renamed(grid, rows, taken)], texts)

    def _renamed(self, grid: TableGrid, rows: Sequence[str], taken: set[str]) -> list[Verdict]:
        """Feedback on a cell a person added says which row it stands in: decided once more where that changed."""
        after = {path: str(at) for at, path in enumerate(rows, start=1)}
        stale: list[Verdict] = []
        for row in grid.rows:
            number = after.get(row.path)
            if number is None or number == row.field.name or not (row.added or row.field.name.isdecimal()):
                continue
            for cell, column in zip(row.cells, grid.columns, strict=True):
                verdict = self.review.verdict_of(cell.path) if cell is not None and is_added(cell.path) else None
                if verdict is not None and verdict.field_path not in taken:
                    name = f"{grid.title} › {number} › {column.name}"
                    stale.append(replace(renewed(verdict), field_name=name))
        return stale

    def _new_cells(
        self, grid: TableGrid, paths: Sequence[str], texts: Sequence[Sequence[str]], at: int, left: int = 0
    ) -> tuple[list[Verdict], int]:
        """Verdicts that fill new rows, which are to stand from place ``at`` (from 0) on; and how many texts did not fit."""
        made = arranged(grid.table, paths)
        verdicts: list[Verdict] = []
        odd = 0
        for down, (row, values) in enumerate(zip(made.children, texts, strict=True)):
            named = GridRow(replace(row, name=str(at + down + 1)), at + down + 1, row.children)
            one = replace(grid, rows=(named,), _places={})
            for right, text in enumerate(values):
                field = one.untouched(0, left + right)
                if field is not None and text.strip():
                    verdict, hint = self.review.correction(field, text)
                    verdicts.append(verdict)
                    odd += hint is not None
        return verdicts, odd

    def _paste_over(self, grid: TableGrid, inside: Mapping[Cell, str], over: Sequence[Sequence[str]], left: int) -> int:
        end = len(grid.rows)
        paths = [added_row_path(grid.table) for _ in over]
        verdicts, odd = self._new_cells(grid, paths, [row[: len(grid.columns) - left] for row in over], end, left)
        for (row, column), text in inside.items():
            field = self.field_at(row, column) if row < end else None
            if field is not None and text.strip() != self._text(field.field):
                verdict, hint = self.review.correction(field, text, beside=self._beside(row))
                verdicts.append(verdict)
                odd += hint is not None
        self._arrange([*grid.order, *paths], verdicts, {})
        return odd

    def _beside(self, row: int) -> Placement | None:
        """A place in a row, for cells the server did not send."""
        grid = self.grid
        if grid is None or not 0 <= row < len(grid.rows):
            return None
        fields = (self.review.row_of(each.path) for each in grid.rows[row].cells if each is not None)
        return next((each.placements[0] for each in fields if each is not None and each.placements), None)

    def _inside(self, rows: Sequence[GridRow]) -> set[str]:
        """The paths of everything in rows, tables inside them and filled gaps included."""
        paths = {each.path for row in rows for each in row.field.walk()}
        return paths | {path for path in self.review.decided if path.rpartition("[+].")[0] in paths}

    def _rows(self, rows: Iterable[int]) -> list[GridRow]:
        grid = self.grid
        return [grid.rows[at] for at in sorted(set(rows)) if 0 <= at < len(grid.rows)] if grid is not None else []

    def _fields_in(self, rows: Iterable[int]) -> list[ReviewField]:
        cells = (cell for row in self._rows(rows) for cell in row.cells if cell is not None)
        return [found for each in cells if (found := self.review.row_of(each.path)) is not None]

    def _text(self, cell: Field | None) -> str:
        """The value in force as it stands in an editor."""
        if cell is None:
            return ""
        shown = self.review.row_of(cell.path)
        verdict = self.review.verdict_of(cell.path)
        if verdict is not None and verdict.kind is VerdictKind.CORRECTED:
            return verdict.value_text or ""
        if verdict is not None and verdict.kind in {VerdictKind.MISSING, VerdictKind.UNREADABLE}:
            return ""
        return shown.shown_value if shown is not None else ""

    def _printed(self, row: int, column: int) -> str:
        field = self.field_at(row, column)
        if field is None:
            return ""
        verdict = self.review.verdict_of(field.path)
        untouched = verdict is None or verdict.kind in {VerdictKind.ACCEPTED, VerdictKind.WAIVED}
        return (field.field.raw_text if untouched else None) or self._text(field.field)

    def _select_row(self, path: str) -> None:
        grid = self.grid
        at = grid.order.index(path) if grid is not None and path in grid.order else -1
        if at >= 0:
            self.select(at, 0)

    def _say(self, text: str) -> None:
        self.review.notices.show("info", text, NOTICE)

    def _say_pasted(self, cells: int, rows: int, lost: int, odd: int) -> None:
        parts = [f"{_count(cells, 'cell')} pasted" + (f", {_count(rows, 'row')} added." if rows else ".")]
        if lost:
            parts.append(
                f"{_count(lost, 'column')} did not fit beside the last one and {'was' if lost == 1 else 'were'} left out."
            )
        if odd:
            parts.append(f"{_count(odd, 'value')} {'does' if odd == 1 else 'do'} not fit the column, kept as typed.")
        undo = self.review.keys.text("undo")
        self._say(" ".join([*parts, f"{undo} takes it back." if undo else ""]).strip())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
