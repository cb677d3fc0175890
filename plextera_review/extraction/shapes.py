"""What a text value may look like: reference numbers, IBANs, VAT ids; and what marks a company."""

import re

from plextera_review.extraction.values import Reading, is_iban, is_vat_id

_REFERENCE = re.compile(r"[A-Za-z0-9][\w./-]*\d[\w./-]*(?:\s\d[\w./-]*)?|\d[\w./-]*")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]){11,30}\b")
_VAT = re.compile(r"\b(?:[A-Z]{2}\s?)?[A-Z0-9][A-Z0-9.\s-]{6,14}\d\b")
_COMPANY = re.compile(
    r"\b(?:GmbH|AG|KG|OHG|UG|e\.K\.|Ltd\.?|Limited|LLC|L\.L\.C\.|Inc\.?|Corp\.?|Corporation|PLC|LLP|SARL|S\.A\.R\.L\.|SAS|"
    r"SA|S\.A\.|EURL|B\.V\.|BV|N\.V\.|NV|S\.r\.l\.|Srl|SpA|S\.p\.A\.|S\.L\.|Sp\.\s?z\s?o\.o\.|Lda|Sdn\.?\s?Bhd\.?|Pty|Oy|AB|ApS|Co\.)(?!\w)"
)


def read_shape(shape: str, text: str) -> Reading | None:
    """The part of a text that has a shape; the whole text when the shape is empty."""
    text = text.rstrip()
    offset = len(text) - len(text.lstrip(" :#.-"))
    text = text[offset:]
    reading = _SHAPES.get(shape, _anything)(text)
    if reading is None:
        return None
    return Reading(reading.value, reading.text, reading.start + offset, reading.stop + offset, reading.doubt)


def looks_like_company(text: str) -> bool:
    """True when a legal form stands in the text."""
    return bool(_COMPANY.search(text))


def _anything(text: str) -> Reading | None:
    return Reading(text, text, 0, len(text)) if text else None


def _reference(text: str) -> Reading | None:
    match = _REFERENCE.match(text)
    if match is None:
        return None
    value = match[0].split()[0].rstrip(".,-/")
    doubt = "It is shorter than such numbers usually are." if len(value) < 3 else None
    return Reading(value, value, 0, len(value), doubt)


def _iban(text: str) -> Reading | None:
    match = _IBAN.search(text)
    if match is None:
        return None
    compact = re.sub(r"\s", "", match[0])
    for length in range(len(compact), 14, -1):  # words after the number may look like part of it
        if is_iban(compact[:length]):
            stop = _stop_of(match[0], length)
            return Reading(compact[:length], match[0][:stop], match.start(), match.start() + stop)
    return Reading(compact, match[0], match.start(), match.end(), "The check digits of this IBAN are wrong.")


def _stop_of(text: str, characters: int) -> int:
    seen = 0
    for position, character in enumerate(text):
        seen += not character.isspace()
        if seen == characters:
            return position + 1
    return len(text)


def _vat(text: str) -> Reading | None:
    match = _VAT.search(text)
    if match is None:
        return None
    compact = re.sub(r"[\s.-]", "", match[0])
    doubt = None if is_vat_id(compact) else "Its check digits are not those of a VAT id."
    return Reading(compact, match[0], match.start(), match.end(), doubt)


_SHAPES = {"reference": _reference, "iban": _iban, "vat": _vat}
