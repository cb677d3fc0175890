"""What was changed about the rows of a table, in words, for a feedback message and the list of decisions."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from plextera_review.domain.field import Field
from plextera_review.domain.table import keyed_cells
from plextera_review.domain.values import display_value

_LABEL_LENGTH = 40
_MOST_NAMED = 5
AS_SENT = "Rows as the server sent them."


def describe(table: Field, after: Sequence[str]) -> str:
    """What is different from the server's rows.

    ``Row 3 (Base fee) removed. 1 row added as row 2. Row 5 (Freight) is now row 1.`` Numbers of removed and moved rows are those of the
    server, in the order it sent them; a handful is named, of more only the numbers are told.
    """
    before = [each.path for each in table.children]
    numbers = {path: at for at, path in enumerate(before, start=1)}
    there = set(after)
    removed = [each for each in table.children if each.path not in there]
    if len(removed) <= _MOST_NAMED:
        parts = [f"Row {numbers[each.path]} ({_label(each)}) removed." for each in removed]
    else:
        parts = [f"{len(removed)} rows removed: {_ranges(numbers[each.path] for each in removed)}."]
    added = [at for at, path in enumerate(after, start=1) if path not in numbers]
    if added:
        rows = "row" if len(added) == 1 else "rows"
        parts.append(f"{len(added)} {rows} added as {rows} {_ranges(added)}.")
    parts += _moves(table, after, numbers)
    return " ".join(parts) or AS_SENT


def _moves(table: Field, after: Sequence[str], numbers: dict[str, int]) -> list[str]:
    order = [numbers[path] for path in after if path in numbers]
    stayed = _longest_rising(order)
    moved = [number for number in order if number not in stayed]
    if len(moved) <= _MOST_NAMED:
        places = {path: at for at, path in enumerate(after, start=1)}
        rows = [table.children[number - 1] for number in moved]
        return [f"Row {numbers[each.path]} ({_label(each)}) is now row {places[each.path]}." for each in rows]
    return [f"Order of the server's rows now: {_ranges(order)}."]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The numbers of a longest rising subsequence: the rows that can be said to have stayed."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(number)
            ends.append(at)
        else:
            tails[length], ends[length] = number, at
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(numbers[at])
        at = before[at]
    return found


def _ranges(numbers: Iterable[int]) -> str:
    """``3-7, 12``: runs of three and more as ranges, in the order given."""
    runs: list[list[int]] = []
    for each in numbers:
        if runs and each == runs[-1][-1] + 1:
            runs[-1].append(each)
        else:
            runs.append([each])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}-{run[-1]}"] if len(run) > 2 else [str(each) for each in run]
    return ", ".join(parts)


def _label(row: Field) -> str:
    """The first words of a row, else its first value: a number alone names nothing."""
    texts = [" ".join(display_value(each).split()) for each in keyed_cells(row).values()]
    text = next((each for each in texts if any(map(str.isalpha, each))), "") or next(filter(None, texts), row.name)
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"
