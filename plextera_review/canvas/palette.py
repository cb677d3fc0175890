"""The colours of the canvas. Boxes lie on paper, which stays white in the dark theme, so their colours do not change with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor

from plextera_review.domain.projection import Mark

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
    """Colours around the page, on the paper, and of each mark."""

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

    @classmethod
    def from_colors(cls, around: Mapping[str, QColor], paper: Mapping[str, QColor]) -> "CanvasPalette":
        """``around``: named colours of the theme in force; ``paper``: those of the light theme. Raises KeyError for a missing name."""
        return cls(
            backdrop=around["page_backdrop"],
            border=around["border"],
            shadow=around["shadow"],
            text=around["text"],
            text_muted=around["text_muted"],
            focus=around["focus"],
            paper=QColor(255, 255, 255),
            paper_text=paper["text_muted"],
            paper_sunken=paper["surface_sunken"],
            halo=paper["box_halo"],
            tab_text=paper["accent_text"],
            tag=around["surface"],
            tag_text=around["text"],
            selection=paper["accent"],
            hit=paper["search_hit"],
            hit_edge=paper["search_hit_edge"],
            marks={mark: paper[name] for mark, name in _MARK_NAMES.items()},
        )
