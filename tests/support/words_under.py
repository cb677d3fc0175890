"""Which words lie under a box, asked of MuPDF's own text and matrices, not of our geometry."""

import re
from collections import Counter

import pymupdf

from plextera_review.domain.field import Field
from plextera_review.domain.geometry import NormRect


def covers(document: pymupdf.Document, number: int, rect: NormRect, found: Field) -> bool:
    """True when the words whose middle lies in the box are those of the value, in MuPDF's unrotated coordinates."""
    page = document[number - 1]
    width, height = page.rect.width, page.rect.height
    box = (
        pymupdf.Rect(rect.x * width, rect.y * height, rect.right * width, rect.bottom * height) * page.derotation_matrix
    )
    under = {
        (word[4], round(word[0]), round(word[1])): word[4]  # print over print counts once
        for word in page.get_text("words")
        if pymupdf.Point((word[0] + word[2]) / 2, (word[1] + word[3]) / 2) in box
    }
    raw = plain(found.raw_text or "")
    if Counter(plain("".join(under.values()))) == Counter(raw):
        return True
    return any(raw in plain(str(widget.field_value)) for widget in page.widgets() or () if box.intersects(widget.rect))


def plain(text: str) -> str:
    """Letters and digits only, lower case."""
    return re.sub(r"[\W_]", "", text.casefold())
