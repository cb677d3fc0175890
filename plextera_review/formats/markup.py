"""HTML as pages: MuPDF lays it out. It runs no script and fetches nothing; pictures must be inside the text."""

import html

import pymupdf

PAPER = (595.0, 842.0)
"""A4 upright, in points."""
LANDSCAPE = (842.0, 595.0)
"""A4 on its side, in points."""
_STYLE = (
    "@page{margin:40pt} body{font-family:sans-serif} table{border-collapse:collapse} "
    "td,th{border:1px solid #999;padding:2px 5px;vertical-align:top} th{background-color:#eee} pre{font-family:monospace}"
)


def laid_out(
    body: str, paper: tuple[float, float] = PAPER, font_size: float = 10.0, style: str = ""
) -> pymupdf.Document:
    """A document from the inside of an HTML body; ``paper`` and ``font_size`` in points."""
    page = f"<html><head><meta charset='utf-8'><style>{_STYLE}{style}</style></head><body>{body}</body></html>"
    document = pymupdf.open(stream=page.encode(), filetype="html")
    document.layout(width=paper[0], height=paper[1], fontsize=font_size)
    return document


def escaped(value: object) -> str:
    """Text for HTML; control characters that no font has are left out."""
    return html.escape("".join(each for each in str(value) if each in "\t\n" or ord(each) >= 32))
