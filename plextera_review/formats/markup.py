"""HTML as pages: MuPDF lays it out. It runs no script and fetches nothing; pictures must be inside the text."""

import html

import pymupdf

PAPER = (595.0, 842.0)
"""A4 upright, in points."""
PLACED_STYLE = (
    "* {font-family:sans-serif} p{margin:0 0 2pt 0} table{border-collapse:collapse;width:100%} "
    "td{border:1px solid #999;padding:2px 4px}"
)
"""For HTML that is laid into a box of a page."""
_TABLE_WIDTHS = (842.0, 1190.0, 1684.0, 2380.0, 3370.0)  # ISO 216 sheets on their side, in points
_EDGE = 20.0
_LOOKED_AT = 5
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


def laid_out_table(body: str, font_size: float = 9.0) -> pymupdf.Document:
    """Pages wide enough for the table inside ``body``: MuPDF cuts off what does not fit."""
    document = laid_out(body, PAPER, font_size)
    for width in _TABLE_WIDTHS:
        if not _is_cut(document):
            break
        document = laid_out(body, (width, width / 2**0.5), font_size)
    return document


def _is_cut(document: pymupdf.Document) -> bool:
    """True when words end at or beyond the right margin."""
    for number in range(min(document.page_count, _LOOKED_AT)):
        page = document[number]
        if any(word[2] > page.rect.width - _EDGE for word in page.get_text("words")):
            return True
    return False


def escaped(value: object) -> str:
    """Text for HTML; control characters that no font has are left out."""
    return html.escape("".join(each for each in str(value) if each in "\t\n" or ord(each) >= 32))
