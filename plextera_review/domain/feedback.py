"""The fixed form of a feedback message: for people and for parsers, at most 1,024 characters.

Form (one line a part, parts that do not apply are left out; characters are Unicode code points)::

    Correction: Invoice number
    Read: INV-O042
    Should be: INV-0042
    Place: page 1, x 0.612, y 0.118, width 0.094, height 0.013
    Comment: the letter O is a zero
    Ref: req_01JD...

First word: ``Correction``, ``Missing in document``, ``Unreadable`` or ``Comment``. Line breaks inside values are written as a
space. Long texts are shortened in the middle with `` […] ``, the longest first; name, place and reference always stay.
"""

from plextera_review.domain.correction import FeedbackType, Verdict, VerdictKind

MESSAGE_LIMIT = 1024
_GAP = " […] "
_HEADS = {
    VerdictKind.CORRECTED: "Correction",
    VerdictKind.MISSING: "Missing in document",
    VerdictKind.UNREADABLE: "Unreadable",
    VerdictKind.ACCEPTED: "Comment",
}


def feedback_type(verdict: Verdict) -> FeedbackType:
    """INFO for a comment on an accepted field, ERROR for everything that needs correction."""
    return FeedbackType.INFO if verdict.kind is VerdictKind.ACCEPTED else FeedbackType.ERROR


def feedback_message(verdict: Verdict, limit: int = MESSAGE_LIMIT) -> str:
    """The message of a verdict in the fixed form, never longer than ``limit`` code points."""
    texts = {
        "Read": _one_line(verdict.original) if verdict.original else "",
        "Should be": _one_line(verdict.value_text or "") if verdict.kind is VerdictKind.CORRECTED else "",
        "Comment": _one_line(verdict.comment or ""),
    }
    name = _shortened(_one_line(verdict.field_name or verdict.field_path), 200)
    message = _assemble(verdict, name, texts)
    while len(message) > limit:
        longest = max(texts, key=lambda key: len(texts[key]))
        allowed = len(texts[longest]) - max(len(message) - limit, 1)
        texts[longest] = _shortened(texts[longest], max(allowed, len(_GAP)))
        message = _assemble(verdict, name, texts)
    return message


def _assemble(verdict: Verdict, name: str, texts: dict[str, str]) -> str:
    lines = [f"{_HEADS[verdict.kind]}: {name}"]
    lines += [f"{label}: {texts[label]}" for label in ("Read", "Should be") if texts[label]]
    if verdict.placement is not None:
        rect = verdict.placement.rect
        lines.append(
            f"Place: page {verdict.placement.page}, x {rect.x:.3f}, y {rect.y:.3f}, "
            f"width {rect.width:.3f}, height {rect.height:.3f}"
        )
    if texts["Comment"]:
        lines.append(f"Comment: {texts['Comment']}")
    lines.append(f"Ref: {verdict.client_reference}")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shortened(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    kept = max(length - len(_GAP), 0)
    head = (kept + 1) // 2
    tail = kept - head
    return text[:head] + _GAP + (text[-tail:] if tail else "")
