"""Where the parts of a field's row stand; heights follow the text size and what the row has to say."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from plextera_review.domain.projection import Mark
from plextera_review.viewmodels.field_rows import FieldRow, Heading, Row, Said
from plextera_review.widgets.theme import Theme

WRAP = int(Qt.TextFlag.TextWordWrap)
_DEEPEST = 6  # indented levels; what lies deeper stands below the sixth
_VALUE_LINES = 3
_SHORT = 60  # characters; identifiers are shown whole in every row
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class RowState:
    """What a row's size depends on besides its content. ``live`` are the sentences on a text that is being typed, None while none is;
    ``editor`` the height of the editor over the value, 0 without one; ``remembered`` what the sender had the last time."""

    selected: bool = False
    crops: bool = False
    live: tuple[Said, ...] | None = None
    editor: int = 0
    remembered: str = ""


@dataclass(slots=True)
class Places:
    """Rectangles of one row, in the coordinates of its area; ``lines`` in the order they are painted. ``wraps``: the value takes several lines.
    All in logical pixels."""

    icon: QRect = field(default_factory=QRect)
    head: QRect = field(default_factory=QRect)
    value: QRect = field(default_factory=QRect)
    crop: QRect | None = None
    quiet: tuple[QRect, str] | None = None
    wraps: bool = False
    lines: list[tuple[QRect, Said]] = field(default_factory=list)
    bottom: int = 0


class RowPlaces:
    """Measures rows. Heights of wrapped sentences are remembered by text and width until the text size changes."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._heights: dict[tuple[str, int], int] = {}
        self._resting: dict[str, tuple[FieldRow, tuple[int, bool], int]] = {}  # of rows nothing happens to, by path
        self._metrics = QFontMetrics(theme.font("small"))
        self._value_metrics = QFontMetrics(theme.font("large"))
        self.fonts: dict[str, QFont] = {}
        theme.changed.connect(self._forget)
        self._forget()

    def indent(self, row: Row) -> int:
        """How far the row stands to the right, in pixels."""
        return min(row.depth, _DEEPEST) * self._theme.px(14)

    def height(self, row: Row, width: int, state: RowState) -> int:
        """The height of a row of that width."""
        if isinstance(row, Heading):
            return self._theme.px(34)
        if state.selected or state.live is not None:
            return self.of(row, QRect(0, 0, width, 0), state).bottom
        known = self._resting.get(row.field.path)
        if known is not None and known[1] == (width, state.crops) and _as_high(known[0], row):
            return known[2]
        if len(self._resting) > _REMEMBERED:
            self._resting.clear()
        height = self.of(row, QRect(0, 0, width, 0), state).bottom
        self._resting[row.field.path] = (row, (width, state.crops), height)
        return height

    def of(self, row: FieldRow, area: QRect, state: RowState) -> Places:
        """The parts of a row whose upper left corner and width are those of ``area``."""
        theme, places = self._theme, Places()
        edge, pad, icon = theme.space("m"), theme.space("s"), theme.px(14)
        left = area.x() + edge + self.indent(row)
        y = area.y() + pad
        places.icon = QRect(left, y + theme.px(2), icon, icon)
        left += icon + pad
        width = max(area.x() + area.width() - edge - left, 40)
        places.head = QRect(left, y, width, theme.px(18))
        y += theme.px(20)
        shown = row.flagged or state.selected
        places.value = QRect(left, y, width, state.editor or self._value_height(row, width, shown=shown))
        places.wraps = places.value.height() > theme.px(22) and not state.editor
        y += places.value.height()
        if shown and row.field.placements and state.crops:
            places.crop = QRect(left, y + theme.px(5), width, theme.px(28))
            y += theme.px(33)
        quiet = self._quiet(row, width, shown=shown, state=state)
        if quiet:
            height = self._wrapped(quiet, width)
            places.quiet = (QRect(left, y + theme.px(3), width, height), quiet)
            y += height + theme.px(3)
        for said in _lines(row, shown=shown, state=state):
            inner = width - theme.px(18)
            height = self._wrapped(said.text, inner)
            y += theme.px(4)
            places.lines.append((QRect(left + theme.px(18), y, inner, height), said))
            y += height
        places.bottom = y + pad - area.y()
        return places

    def _value_height(self, row: FieldRow, width: int, *, shown: bool) -> int:
        """One line; a value that is looked at or short gets up to three where it does not fit one."""
        one = self._theme.px(22)
        if not (shown or len(row.value) <= _SHORT) or self._advance(row.value) <= width:
            return one
        rect = self._value_metrics.boundingRect(QRect(0, 0, width, 10_000), WRAP, row.value)
        spacing = self._value_metrics.lineSpacing()
        lines = min(max(round(rect.height() / spacing), 1), _VALUE_LINES)
        return one + (lines - 1) * spacing if rect.width() <= width else one  # one long word is elided

    def _advance(self, text: str) -> int:
        return self._value_metrics.horizontalAdvance(text) if text else 0

    def _quiet(self, row: FieldRow, width: int, *, shown: bool, state: RowState) -> str:
        if state.live is not None:
            return row.printed
        parts = [row.printed] if shown and row.printed else []
        if state.selected and row.struck and self._advance(f"{row.value}  {row.struck}") > width:
            parts.insert(0, f"read: {row.struck}")
        if state.selected and row.quiet:
            parts.append(row.quiet)
        elif row.proof and row.field.mark is Mark.CORRECTED:
            parts.append(row.proof)
        return " · ".join(parts)

    def _wrapped(self, text: str, width: int) -> int:
        key = (text, width)
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _REMEMBERED:
                self._heights.clear()
            height = self._heights[key] = self._metrics.boundingRect(QRect(0, 0, width, 10_000), WRAP, text).height()
        return height

    def _forget(self) -> None:
        theme, weight = self._theme, QFont.Weight
        self._heights.clear()
        self._resting.clear()
        struck = theme.font("body")
        struck.setStrikeOut(True)
        self.fonts = {
            "small": theme.font("small"),
            "word": theme.font("small", weight.Medium),
            "heading": theme.font("small", weight.DemiBold),
            "value": theme.font("large", weight.Medium),
            "nothing": theme.font("body"),
            "struck": struck,
        }
        self._metrics = QFontMetrics(self.fonts["small"])
        self._value_metrics = QFontMetrics(self.fonts["value"])


def _as_high(was: FieldRow, now: FieldRow) -> bool:
    """True when nothing differs that a resting row's height depends on: its number does not."""
    if was is now:
        return True
    one, other = was.field, now.field
    return (
        one.field is other.field
        and one.verdict is other.verdict
        and one.mark is other.mark
        and (was.problem, was.depth, was.proof) == (now.problem, now.depth, now.proof)
        and (one.reasons, one.findings, one.placements) == (other.reasons, other.findings, other.placements)
    )


def _lines(row: FieldRow, *, shown: bool, state: RowState) -> Sequence[Said]:
    if state.live is not None:
        return state.live
    said = row.said if shown else [each for each in row.said if each.kind in {"waiver", "comment"}]
    return [*said, Said("clock", "text_faint", state.remembered, "remembered")] if state.remembered else said
