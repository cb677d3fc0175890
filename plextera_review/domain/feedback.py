"""The fixed form of a feedback message: for people and for parsers, at most 1,024 characters.

Form (one line a part in this order, parts that do not apply are left out; characters are Unicode code points)::

    Correction: Invoice number
    Read: INV-O042
    Should be: INV-0042
    Place: page 1, x 0.612, y 0.118, width 0.094, height 0.013
    Comment: the letter O is a zero
    Ref: req_01JD...

The first line is a head and the field's name. Heads: ``Correction``, ``Missing in document``, ``Unreadable``, ``Comment`` (the value is right),
``Waived`` (the value is right although rules fail), ``Rows`` (of a table: added, removed, moved) and ``Document comment``, which has no name.

===========  ==========================================================================================================
``Read``      the value the machine read
``Should be``  the right value; a ``Correction`` without this line says that nothing stands there
``Change``    what happened to the rows of a table
``Waives``    ids of the rules that may go on failing, separated by ``, ``
``Place``     where the value stands: page from 1, fractions of the displayed page from its top left; a line a place, at most
              three, then one line ``Place: 2 more``
``Comment``   the person's words
``Ref``       the client reference, always the last line
===========  ==========================================================================================================

Line breaks and runs of spaces inside texts are written as one space, so no text can be taken for a line of the form. Long texts are
shortened in the middle with `` […] ``, the longest first; head, places and reference always stay, a name up to 200 characters.
:func:`parse_feedback` reads it back.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from plextera_review.domain.correction import FeedbackType, Verdict, VerdictKind
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.ids import new_client_reference

MESSAGE_LIMIT = 1024
"""Code points the API takes in a feedback message."""
DOCUMENT_PATH = ""
"""Field path of a verdict about the document as a whole."""
GAP = " […] "
"""Where a text was shortened."""
_MOST_PLACES = 3
_MOST_NAME = 200
_HEADS = {
    VerdictKind.CORRECTED: "Correction",
    VerdictKind.MISSING: "Missing in document",
    VerdictKind.UNREADABLE: "Unreadable",
    VerdictKind.ACCEPTED: "Comment",
    VerdictKind.WAIVED: "Waived",
    VerdictKind.ARRANGED: "Rows",
}
_DOCUMENT = "Document comment"
_KINDS = {head: kind for kind, head in _HEADS.items()} | {_DOCUMENT: VerdictKind.ACCEPTED}
_LABELS = ("Read", "Should be", "Change", "Waives", "Place", "Comment", "Ref")
_NOTES = frozenset({VerdictKind.ACCEPTED, VerdictKind.WAIVED})
_PLACE = re.compile(
    r"page (\d+), x (-?\d+\.\d{3}), y (-?\d+\.\d{3}), width (-?\d+\.\d{3}), height (-?\d+\.\d{3})", re.ASCII
)
_MORE_PLACES = re.compile(r"(\d+) more", re.ASCII)
_HALVES = re.compile("[\ud800-\udfff]")


class FeedbackFormError(ValueError):
    """A text is not a feedback message of the fixed form; its text is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class ParsedFeedback:
    """A message taken apart. Texts are empty where their line was left out; ``name`` is empty for a comment on the document.

    ``places`` are rounded to a thousandth of the page, ``more_places`` counts those left out.
    """

    kind: VerdictKind
    name: str
    reference: str
    read: str = ""
    should_be: str = ""
    change: str = ""
    waives: tuple[str, ...] = ()
    places: tuple[Placement, ...] = ()
    more_places: int = 0
    comment: str = ""
    about_document: bool = False

    @property
    def shortened(self) -> bool:
        """True when a text was shortened to fit."""
        return is_shortened("\n".join((self.name, self.read, self.should_be, self.change, self.comment, *self.waives)))


@dataclass(slots=True)
class _Lines:
    """The labelled lines of a message while it is read."""

    texts: dict[str, str] = field(default_factory=dict)
    places: list[Placement] = field(default_factory=list)
    more_places: int = 0


def feedback_type(verdict: Verdict) -> FeedbackType:
    """INFO for comments on accepted fields or the document and for waived rules, ERROR for everything that needs correction."""
    return FeedbackType.INFO if verdict.kind in _NOTES else FeedbackType.ERROR


def document_comment(job_id: str, text: str) -> Verdict:
    """A comment on the document as a whole, decided now; empty ``text`` takes an earlier one back."""
    return Verdict(
        client_reference=new_client_reference(),
        job_id=job_id,
        field_path=DOCUMENT_PATH,
        kind=VerdictKind.ACCEPTED if text.strip() else VerdictKind.CLEARED,
        decided_at=datetime.now(UTC),
        comment=text.strip() or None,
    )


def is_shortened(message: str) -> bool:
    """True when a text of the message was shortened to fit."""
    return GAP in message


def feedback_message(verdict: Verdict, limit: int = MESSAGE_LIMIT) -> str:
    """The message of a verdict in the fixed form, never longer than ``limit`` code points. Raises KeyError for ``CLEARED``."""
    kind = verdict.kind
    texts = {
        "Read": one_line(verdict.original or ""),
        "Should be": one_line(verdict.value_text or "") if kind is VerdictKind.CORRECTED else "",
        "Change": one_line(verdict.value_text or "") if kind is VerdictKind.ARRANGED else "",
        "Waives": ", ".join(one_line(each).replace(",", ";") for each in verdict.waived),
        "Comment": one_line(verdict.comment or ""),
    }
    head = f"{_HEADS[kind]}: {_shortened(one_line(verdict.field_name or verdict.field_path), _MOST_NAME)}"
    if verdict.field_path == DOCUMENT_PATH:
        head = _DOCUMENT
    message = _assembled(head, texts, verdict)
    while len(message) > limit:
        longest = max(texts, key=lambda key: len(texts[key]))
        allowed = len(texts[longest]) - max(len(message) - limit, 1)
        texts[longest] = _shortened(texts[longest], max(allowed, len(GAP)))
        message = _assembled(head, texts, verdict)
    return message


def parse_feedback(message: str) -> ParsedFeedback:
    """The parts of a message. Raises FeedbackFormError with a sentence that names the line."""
    first, *rest = message.split("\n")
    head, _, name = first.partition(":")
    if head not in _KINDS:
        raise FeedbackFormError(f"The first line must begin with one of: {', '.join(_KINDS)}.")
    lines, last = _Lines(), -1
    for number, line in enumerate(rest, start=2):
        label, colon, text = line.partition(":")
        if not colon or label not in _LABELS:
            raise FeedbackFormError(f"Line {number} must begin with one of: {', '.join(_LABELS)}, and a colon.")
        place = _LABELS.index(label)
        if place < last or (place == last and label != "Place"):
            raise FeedbackFormError(f"Line {number}: “{label}” stands in the wrong place or twice.")
        last = place
        _take(lines, number, label, text.strip())
    reference = lines.texts.get("Ref", "")
    if not reference:
        raise FeedbackFormError("The last line must be “Ref:” with the reference of the correction.")
    waives = lines.texts.get("Waives", "")
    return ParsedFeedback(
        kind=_KINDS[head],
        name=name.strip(),
        reference=reference,
        read=lines.texts.get("Read", ""),
        should_be=lines.texts.get("Should be", ""),
        change=lines.texts.get("Change", ""),
        waives=tuple(waives.split(", ")) if waives else (),
        places=tuple(lines.places),
        more_places=lines.more_places,
        comment=lines.texts.get("Comment", ""),
        about_document=head == _DOCUMENT,
    )


def one_line(text: str) -> str:
    """A text as it stands in a message: white space of any kind is one space, halves of characters are replaced."""
    return " ".join(_HALVES.sub("\ufffd", text).split())


def _take(lines: _Lines, number: int, label: str, text: str) -> None:
    if label != "Place":
        lines.texts[label] = text
    elif found := _PLACE.fullmatch(text):
        page, *numbers = found.groups()
        lines.places.append(Placement(int(page), NormRect(*(float(each) for each in numbers))))
    elif more := _MORE_PLACES.fullmatch(text):
        lines.more_places = int(more[1])
    else:
        raise FeedbackFormError(
            f"Line {number} must read “Place: page 1, x 0.000, y 0.000, width 0.000, height 0.000”."
        )


def _assembled(head: str, texts: dict[str, str], verdict: Verdict) -> str:
    lines = [head]
    lines += [f"{label}: {texts[label]}" for label in ("Read", "Should be", "Change", "Waives") if texts[label]]
    for place in verdict.placements[:_MOST_PLACES]:
        rect = place.rect
        lines.append(
            f"Place: page {place.page}, x {rect.x:.3f}, y {rect.y:.3f}, width {rect.width:.3f}, height {rect.height:.3f}"
        )
    if len(verdict.placements) > _MOST_PLACES:
        lines.append(f"Place: {len(verdict.placements) - _MOST_PLACES} more")
    if texts["Comment"]:
        lines.append(f"Comment: {texts['Comment']}")
    lines.append(f"Ref: {verdict.client_reference}")
    return "\n".join(lines)


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    kept = max(length - len(GAP), 0)
    head = (kept + 1) // 2
    tail = kept - head
    return text[:head] + GAP + (text[-tail:] if tail else "")
