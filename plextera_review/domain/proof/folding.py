"""Text as compared: letters and digits without case, accents, ligatures."""

import re
import unicodedata

_OTHER = re.compile(r"[\W_]+")
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "\u00ad": None})
"""Letters whose stroke Unicode does not take for an accent; the soft hyphen."""


def unaccented(text: str) -> str:
    """Case-folded, in compatible form, without accents. What is no letter and no digit stays."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKES)
    return "".join(each for each in parted if not unicodedata.combining(each)).casefold()


def plain(text: str) -> str:
    """Letters and digits only."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return _OTHER.sub("", unaccented(text))
