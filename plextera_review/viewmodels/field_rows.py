"""What the rows of the field panel say: groups with counts, fields with mark, reasons, and whether they are kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from plextera_review.domain.correction import SendState
from plextera_review.domain.field import Extraction, FieldKind
from plextera_review.domain.projection import Ancestor, Mark, ReviewField
from plextera_review.domain.review import ReasonKind
from plextera_review.domain.visible import visible_line

_SHOWN = 400  # characters of a value that are painted; the editor and the tooltip have the rest
_TOLD = 2000
_LABEL = 60
_MANY_ROWS = 200  # of a table, beyond which it is closed at first
_REASON_LOOK = {
    ReasonKind.RULE: ("flag", "mark_rule"),
    ReasonKind.DISAGREES: ("eye", "mark_check"),
    ReasonKind.PLACE: ("pin", "mark_check"),
    ReasonKind.NOWHERE: ("search", "mark_check"),
    ReasonKind.CONFIDENCE: ("gauge", "mark_check"),
    ReasonKind.DIFFERS: ("clock", "mark_check"),
    ReasonKind.WARNING: ("warning", "mark_check"),
    ReasonKind.NO_CONFIDENCE: ("gauge", "mark_check"),
    ReasonKind.NO_PLACE: ("pin-off", "mark_check"),
    ReasonKind.FOLDED: ("more", "mark_check"),
    ReasonKind.BLIND: ("eye-off", "mark_check"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One line under a value: an icon in a colour token, and a sentence."""

    icon: str
    token: str
    text: str
    kind: str = "reason"


@dataclass(frozen=True, slots=True)
class Heading:
    """A group, table or row above its fields. ``key`` names it in any document, ``detail`` says what it holds; ``large`` for a table of
    more rows than one goes through here, and its rows."""

    path: str
    key: str
    name: str
    depth: int
    fields: int
    open_fields: int
    detail: str = ""
    large: bool = False

    @property
    def look(self) -> str:
        """How many of its fields need a look, in words; empty when none does."""
        return f"{self.open_fields} to check" if self.open_fields else ""

    @property
    def spoken(self) -> str:
        """The heading for screen readers; whether it is open is told by the tree itself."""
        return ", ".join(part for part in (self.name, self.detail, self.look) if part)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field with what only this screen knows: a problem at keeping it, whether it is being kept right now, and its place (from 1)
    among all ``total`` fields. ``proof`` says where a typed value stands on the pages."""

    field: ReviewField
    problem: str | None
    busy: bool
    number: int = 1
    total: int = 1
    depth: int = 0
    proof: str = ""

    @property
    def facts(self) -> tuple[object, ...]:
        """Everything the row says, to compare it with another one of the same field."""
        return (self.field, self.problem, self.busy, self.number, self.total, self.depth, self.proof)

    @property
    def name(self) -> str:
        """The field's name; its identifier or number where the server gave none."""
        field = self.field.field
        return _one_line(field.title) if field.name.strip() or field.field_id else f"Field {self.number}"

    @property
    def value(self) -> str:
        """The value in force on one line, shortened to what a row can show; empty when there is none."""
        gone = self.field.mark in {Mark.MISSING, Mark.UNREADABLE}
        return "" if gone else _one_line(self.field.shown_value)

    @property
    def struck(self) -> str:
        """What the machine read, where that is not in force any more."""
        original = self.field.original_value
        gone = self.field.mark in {Mark.MISSING, Mark.UNREADABLE}
        return _one_line(original) if gone or self.field.shown_value != original else ""

    @property
    def printed(self) -> str:
        """The text the value was read from, where it is written otherwise."""
        raw = _one_line(self.field.field.raw_text or "")
        return f"as printed: {raw}" if raw and raw not in {self.value, self.struck} else ""

    @property
    def flagged(self) -> bool:
        """True when the row says why without being asked."""
        return self.field.needs_look or bool(self.problem)

    @property
    def sentence(self) -> str:
        """Why to look, or what went wrong; empty when there is nothing to say."""
        return " ".join(each.text for each in self.said if each.kind in {"reason", "problem", "note"})

    @property
    def said(self) -> tuple[Said, ...]:
        """Every line under the value: problem or reasons (strongest first), then waiver and comment."""
        return tuple(self._said())

    @property
    def quiet(self) -> str:
        """What is worth knowing about the selected field: confidence, proof, number of places."""
        field = self.field.field
        parts = []
        if field.confidence is not None and self.field.is_original:
            parts.append(f"confidence {field.confidence:.0%}")
        if self.proof:
            parts.append(self.proof)
        if len(self.field.placements) > 1:
            pages = sorted({each.page for each in self.field.placements})
            where = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}–{pages[-1]}"
            parts.append(f"{len(self.field.placements)} places on {where}")
        return " · ".join(parts)

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

    @property
    def spoken(self) -> str:
        """The row for screen readers: name, value, mark, reasons, where it is kept, its place in the list."""
        value = self.value or {Mark.MISSING: "", Mark.UNREADABLE: ""}.get(self.field.mark, self.field.absent)
        read = f"read: {self.struck}" if self.struck else ""
        place = f"field {self.number} of {self.total}"
        parts = (self.name, value, self.field.mark.value, read, self.sentence, self.kept[2], place)
        return ", ".join(part for part in parts if part)

    @property
    def described(self) -> str:
        """More for screen readers: what was printed, confidence, proof, waiver, comment."""
        lines = [each.text for each in self.said if each.kind in {"waiver", "comment"}]
        return ". ".join(part for part in (self.printed, self.quiet, *lines) if part)

    @property
    def tooltip(self) -> str:
        """The whole value and what the row leaves out."""
        value = self.field.shown_value
        value = value if len(value) <= _TOLD else value[:_TOLD] + " …"
        return "\n".join(part for part in (self.name, value, self.printed, self.quiet) if part)

    def matches(self, words: Sequence[str]) -> bool:
        """True when each of the case-folded words occurs in names, value or printed text."""
        field = self.field
        texts = (field.group, self.name, field.shown_value, field.original_value, field.field.raw_text or "")
        whole = "\n".join(texts).casefold()
        return all(each in whole for each in words)

    def _said(self) -> Iterator[Said]:
        field, verdict = self.field, self.field.verdict
        if self.problem:
            yield Said("error", "danger", self.problem, "problem")
        elif field.needs_look:
            for reason in field.reasons:
                yield Said(*_REASON_LOOK[reason.kind], reason.sentence[:_SHOWN])
        elif verdict is None:
            for note in field.notes:
                yield Said("info", "text_faint", note[:_SHOWN], "note")
        if verdict is not None and verdict.waived:
            yield Said("waived", "mark_waived", f"Waived: {_one_line(verdict.comment or 'no reason given')}", "waiver")
        elif verdict is not None and verdict.comment:
            yield Said("comment", "text_muted", _one_line(verdict.comment), "comment")


Row = Heading | FieldRow


def kinds_of(extraction: Extraction | None) -> dict[str, FieldKind]:
    """The kind of every group, table and row, by path."""
    tops = extraction.fields if extraction is not None else ()
    return {each.path: each.kind for top in tops for each in top.walk() if each.is_container}


def arrange(
    fields: Sequence[ReviewField], kinds: Mapping[str, FieldKind], made: Callable[[ReviewField, int], FieldRow]
) -> list[Row]:
    """The rows in reading order, each group's heading before what it holds. ``made`` gets a field and its number from 1."""
    counts: dict[str, list[int]] = {}
    inside: dict[str, dict[str, int]] = {}
    labels: dict[str, str] = {}
    for each in fields:
        open_one = each.needs_look
        for at, above in enumerate(each.trail):
            count = counts.setdefault(above.path, [0, 0])
            count[0] += 1
            count[1] += open_one
            if at:
                rows_inside = inside.setdefault(each.trail[at - 1].path, {})
                rows_inside[above.path] = rows_inside.get(above.path, 0) + 1
        if each.trail and each.shown_value:
            labels.setdefault(each.trail[-1].path, label_of((each,)))
    rows: list[Row] = []
    shown: tuple[Ancestor, ...] = ()
    for number, each in enumerate(fields, start=1):
        if each.trail != shown:
            same = 0
            while same < min(len(shown), len(each.trail)) and shown[same].path == each.trail[same].path:
                same += 1
            for depth in range(same, len(each.trail)):
                above = each.trail[depth]
                in_table = depth > 0 and kinds.get(each.trail[depth - 1].path) is FieldKind.TABLE
                detail = labels.get(above.path, "") if in_table else ""
                if kinds.get(above.path) is FieldKind.TABLE and (held := inside.get(above.path)):
                    detail = f"{_counted(len(held), 'row')} × {_counted(max(held.values()), 'column')}"
                name = _one_line(above.name) or "Group"
                key = " › ".join(part.name for part in each.trail[: depth + 1])
                count = counts[above.path]
                table = each.trail[depth - 1].path if in_table else above.path
                large = len(inside.get(table, ())) > _MANY_ROWS and kinds.get(table) is FieldKind.TABLE
                name = f"Row {name}" if in_table else name
                rows.append(Heading(above.path, key, name, depth, count[0], count[1], detail, large))
            shown = each.trail
        rows.append(made(each, number))
    return rows


def label_of(fields: Iterable[ReviewField]) -> str:
    """What names a row of a table: the first value in it, shortened."""
    return next((_one_line(each.shown_value)[:_LABEL] for each in fields if each.shown_value), "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _one_line(text: str) -> str:
    """The text without line breaks and unseen characters, shortened to what a row can show."""
    line = visible_line(text[: _SHOWN + 1])
    return line if len(text) <= _SHOWN else line[: _SHOWN - 1] + "…"
