"""A page to draw on in the product's typeface: text, rules, tables, and a file that is the same every time."""

from collections.abc import Sequence
from pathlib import Path

import pymupdf

FONTS = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
WEIGHTS = {"regular": "Inter-Regular.otf", "medium": "Inter-Medium.otf", "bold": "Inter-SemiBold.otf"}
A4 = (595.0, 842.0)
INK = "#1f2733"
GREY = "#667080"
PALE = "#d9dee5"
MARGIN = 56.0
_MEASURES = {weight: pymupdf.Font(fontfile=str(FONTS / name)) for weight, name in WEIGHTS.items()}
_DATE = "D:20260401080000Z"


def colour(code: str) -> tuple[float, float, float]:
    """Red, green and blue from 0 to 1 of a ``#rrggbb`` code."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


class Sheet:
    """One page in points from its top left corner; text stands on its baseline."""

    def __init__(self, document: pymupdf.Document, size: tuple[float, float] = A4) -> None:
        self.page = document.new_page(width=size[0], height=size[1])
        self.width, self.height = size
        for weight, name in WEIGHTS.items():
            self.page.insert_font(fontname=weight, fontfile=str(FONTS / name))

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9.5,
        weight: str = "regular",
        tint: str = INK,
        align: str = "left",
    ) -> None:
        """One line of text; ``x`` is its left edge, its right edge or its middle."""
        width = _MEASURES[weight].text_length(text, size)
        start = x - {"left": 0.0, "right": width, "centre": width / 2}[align]
        self.page.insert_text((start, y), text, fontsize=size, fontname=weight, color=colour(tint))

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = 9.5, tint: str = INK) -> float:
        """Lines below each other; answers the baseline after the last."""
        for text in texts:
            self.text(x, y, text, size, tint=tint)
            y += size * 1.5
        return y

    def rule(self, y: float, left: float, right: float, tint: str = PALE, width: float = 0.7) -> None:
        """A line across."""
        self.page.draw_line((left, y), (right, y), color=colour(tint), width=width)

    def dashes(self, y: float, left: float, right: float) -> None:
        """A dashed line across, as on a till roll."""
        self.page.draw_line((left, y), (right, y), color=colour(GREY), width=0.6, dashes="[2 2] 0")

    def block(self, box: tuple[float, float, float, float], tint: str) -> None:
        """A filled rectangle: left, top, right, bottom."""
        self.page.draw_rect(pymupdf.Rect(box), color=None, fill=colour(tint), width=0)

    def frame(self, box: tuple[float, float, float, float], tint: str = PALE) -> None:
        """An outlined rectangle."""
        self.page.draw_rect(pymupdf.Rect(box), color=colour(tint), width=0.7)

    def mark(self, x: float, y: float, tint: str) -> None:
        """The sign of a company: a square with a disc and a bar."""
        self.block((x, y, x + 30, y + 30), tint)
        self.page.draw_circle((x + 11, y + 15), 5.5, color=None, fill=(1, 1, 1))
        self.block((x + 20, y + 7, x + 23, y + 23), "#ffffff")


def new_document(title: str, author: str) -> pymupdf.Document:
    """An empty document whose dates do not depend on the day."""
    document = pymupdf.open()
    document.set_metadata(
        {"title": title, "author": author, "producer": "", "creator": "", "creationDate": _DATE, "modDate": _DATE}
    )
    return document


def save(document: pymupdf.Document, path: Path) -> None:
    """Writes a document with only the glyphs it needs; the same content gives the same bytes."""
    document.subset_fonts(fallback=False)
    document.save(path, garbage=4, deflate=True, deflate_fonts=True, no_new_id=True)
    document.close()


def turn(document: pymupdf.Document, page: pymupdf.Page) -> None:
    """Stores a landscape page upright with ``/Rotate 90``, as scanners and drivers do; it looks the same."""
    width, height = page.rect.width, page.rect.height
    content = b"q 0 1 -1 0 %d 0 cm\n" % round(height) + page.read_contents() + b"\nQ"
    xref = document.get_new_xref()
    document.update_object(xref, "<<>>")
    document.update_stream(xref, content)
    page.set_contents(xref)
    page.set_mediabox(pymupdf.Rect(0, 0, height, width))
    page.set_rotation(90)
