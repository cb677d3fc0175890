"""What helps while a value is typed: possible values, how the text is read, and what pages and rules say of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plextera_review.domain.correction import VerdictKind
from plextera_review.domain.field import Field, FieldKind, Money
from plextera_review.domain.parsing import CURRENCIES
from plextera_review.domain.projection import ReviewField
from plextera_review.domain.proof import ProofState
from plextera_review.domain.rules.evaluation import options_for
from plextera_review.domain.rules.finding import Severity
from plextera_review.domain.values import value_text
from plextera_review.viewmodels.commands import new_verdict
from plextera_review.viewmodels.field_review import FieldReview
from plextera_review.viewmodels.field_rows import Said

_CODE = re.compile(r"(?<=[\d\s])([A-Za-z]{1,3})$")
_USUAL = ("EUR", "USD", "GBP", "CHF")
_MOST = 200


def closed_list(review: FieldReview, field: Field) -> tuple[str, ...]:
    """The values a field may have; empty when it may have any."""
    if field.kind is FieldKind.BOOLEAN:
        return ("yes", "no")
    return options_for(field, tuple(review.rules))


def suggestions(field: Field, options: Sequence[str], text: str) -> tuple[tuple[str, ...], str | None]:
    """What to offer for a text, as whole texts, and which of them Enter takes without being marked by hand (None: the text itself)."""
    typed = text.strip().casefold()
    if options:
        begins = [each for each in options if each.casefold().startswith(typed)]
        holds = [each for each in options if typed in each.casefold() and each not in begins]
        found = tuple((*begins, *holds)[:_MOST])
        return found, begins[0] if begins and typed else None
    if field.kind is FieldKind.MONEY and (code := _CODE.search(text)):
        stem, begin = text[: code.start()], code[1].upper()
        own = (field.value.currency,) if isinstance(field.value, Money) and field.value.currency else ()
        known = dict.fromkeys((*own, *_USUAL, *CURRENCIES))
        codes = [each for each in known if each.startswith(begin) and each != begin]
        return tuple(f"{stem}{each}" for each in codes), None
    return (), None


def reading_of(review: FieldReview, row: ReviewField, text: str) -> str:
    """How a typed text is read: what is expected when it does not fit, else the value where it is written otherwise."""
    if not text.strip():
        return ""
    parsed = review.parsed(row, text)
    if parsed.hint:
        return f"{parsed.hint} It is kept as typed."
    shown = value_text(parsed.value)
    return f"Reads as {shown}." if shown != text.strip() and row.field.kind is not FieldKind.STRING else ""


def entry_said(review: FieldReview, row: ReviewField, text: str) -> tuple[Said, ...]:
    """Everything to say under the editor: the reading, the proof on the pages, the rules that would fail."""
    return tuple(_said(review, row, text.strip()))


def _said(review: FieldReview, row: ReviewField, text: str) -> Iterator[Said]:
    reading = reading_of(review, row, text)
    fits = not review.parsed(row, text).hint
    if reading:
        yield Said("info", "info" if fits else "warning", reading, "reading")
    if not text:
        yield Said("info", "warning", "Empty: kept as “nothing stands there”.", "reading")
        return
    if row.hidden:
        return  # pages and rules would tell whether it is what the machine read
    proof = review.proof_of(row, text)
    if proof.sentence:
        token = "warning" if proof.state is ProofState.NOWHERE else "success"
        yield Said("search", token, proof.sentence, "proof")
    if not fits:
        return  # rules would only say once more that it does not fit
    parsed = review.parsed(row, text)
    verdict = replace(
        new_verdict(row, review.job_id, VerdictKind.CORRECTED), value=parsed.value, value_text=value_text(parsed.value)
    )
    for found in review.findings_with(verdict):
        if found.severity is not Severity.INFO:
            is_error = found.severity is Severity.ERROR
            yield Said(
                "flag" if is_error else "warning", "mark_rule" if is_error else "mark_check", found.sentence, "rule"
            )
