"""The colours of the canvas. Boxes lie on paper, which stays white in the dark theme: their colours follow the paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtGui import QColor

from plextera_review.canvas.sheet import PAPER
from plextera_review.domain.mark import Mark

_MARK_NAMES = {
    Mark.CHECK: "mark_check",
    Mark.NOT_LOCATED: "mark_not_located",
    Mark.AUTOMATIC: "mark_automatic",
    Mark.ACCEPTED: "mark_accepted",
    Mark.CORRECTED: "mark_corrected",
    Mark.MISSING: "mark_missing",
    Mark.UNREADABLE: "mark_missing",
    Mark.RULE_FAILED: "mark_rule",
    Mark.WAIVED: "mark_waived",
}


@dataclass(frozen=True)
class CanvasPalette:
    """Colours around the page, on the paper, and of each mark.

    ``strong`` is True where a person asked for high contrast: thin edges grow, and what rests fades less. ``night`` are the colours on
    pages drawn with white ink on black paper; there it is the palette itself.
    """

    backdrop: QColor
    border: QColor
    shadow: QColor
    text: QColor
    text_muted: QColor
    focus: QColor
    paper: QColor
    paper_text: QColor
    paper_sunken: QColor
    halo: QColor
    tab_text: QColor
    tag: QColor
    tag_text: QColor
    selection: QColor
    hit: QColor
    hit_edge: QColor
    marks: Mapping[Mark, QColor]
    strong: bool = False
    night: "CanvasPalette | None" = None

    @classmethod
    def from_colors(
        cls,
        around: Mapping[str, QColor],
        paper: Mapping[str, QColor],
        night: Mapping[str, QColor] | None = None,
        *,
        strong: bool = False,
    ) -> "CanvasPalette":
        """``around``: named colours of the theme in force; ``paper``: those of the light theme; ``night``: those of the dark one.

        Each mark takes the one of the three that stands out most from the page. Raises KeyError for a missing name.
        """
        themes = (paper, around) if night is None else (paper, around, night)
        made = cls(
            backdrop=around["page_backdrop"],
            border=around["border"],
            shadow=around["shadow"],
            text=around["text"],
            text_muted=around["text_muted"],
            focus=around["focus"],
            paper=PAPER,
            paper_text=paper["text_muted"],
            paper_sunken=paper["surface_sunken"],
            halo=paper["box_halo"],
            tab_text=paper["accent_text"],
            tag=around["surface"],
            tag_text=around["text"],
            selection=paper["accent"],
            hit=paper["search_hit"],
            hit_edge=paper["search_hit_edge"],
            marks={mark: _clearest(name, themes, 1.0) for mark, name in _MARK_NAMES.items()},
            strong=strong,
        )
        marks = {mark: _clearest(name, themes, 0.0) for mark, name in _MARK_NAMES.items()}
        return replace(made, night=replace(made, marks=marks, tab_text=QColor(0, 0, 0)))

    def on(self, *, dark: bool) -> "CanvasPalette":
        """The colours on white pages, or on black ones."""
        return self.night if dark and self.night is not None else self


def _clearest(name: str, themes: Iterable[Mapping[str, QColor]], ground: float) -> QColor:
    """The theme's colour of that name with the greatest contrast to a ground of that luminance; of equal ones the first."""

    def contrast(color: QColor) -> float:
        low, high = sorted((_luminance(color), ground))
        return (high + 0.05) / (low + 0.05)

    return max((each[name] for each in themes), key=contrast)


def _luminance(color: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
