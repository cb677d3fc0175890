"""Which field of a failed check is most likely the wrong one."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from plextera_review.domain.field import Field
from plextera_review.domain.rules.finding import Finding, Severity
from plextera_review.domain.rules.rule import Check

_CLOSE = 0.05  # confidences nearer than this say nothing about which of two is wrong


def blamed(checks: Sequence[Check]) -> tuple[Finding, ...]:
    """A finding for each check that fails, in order, with its suspects.

    A field that takes part in a check that holds and vouches is cleared, as long as another remains. Of the rest, those stay that most
    failing checks ask the same new value of: a single wrong field is in all of them, and each computes its true value. Then those
    whose confidence is lowest, if it is lower by more than 0.05; and what is still tied stays, usual slips of reading first.
    """
    vouched = {each.path for check in checks if check.holds and check.vouches for each in check.fields}
    failing = [
        check for check in checks if not check.holds and not (check.settled and check.fields[-1].path in vouched)
    ]
    asked: dict[str, list[tuple[Check, Decimal | None]]] = defaultdict(list)
    for check in failing:
        for position, each in enumerate(check.fields):
            asked[each.path].append((check, check.wanted[position] if check.wanted else None))
    return tuple(_finding(check, vouched, asked) for check in failing)


def _finding(check: Check, vouched: set[str], asked: dict[str, list[tuple[Check, Decimal | None]]]) -> Finding:
    severity, sentence = check.rule.severity, check.sentence
    if check.suspects or len(check.fields) < 2:
        suspects = list(check.suspects or check.fields)
    else:
        suspects = [each for each in check.fields if each.path not in vouched]
        if not suspects:
            suspects = list(check.last_resort or check.fields)
            sentence = check.last_resort_sentence or sentence
            if check.last_resort_sentence and severity is Severity.ERROR:
                severity = (
                    Severity.WARNING
                )  # every value is confirmed: something was not read, rather than read wrongly
        if check.excuse and check.fields[-1].path in vouched:
            severity, sentence = Severity.INFO, check.excuse
        suspects = _least_sure(_most_asked(check, suspects, asked))
        suspects.sort(
            key=lambda each: (each.path not in check.slips, each.confidence if each.confidence is not None else 1.0)
        )
    return Finding(check.rule.id, severity, sentence, _paths(check.fields), _paths(suspects))


def _most_asked(
    check: Check, candidates: list[Field], asked: dict[str, list[tuple[Check, Decimal | None]]]
) -> list[Field]:
    counts = []
    for each in candidates:
        mine = next(wanted for other, wanted in asked[each.path] if other is check)
        agreeing = sum(
            mine is None or wanted is None or abs(mine - wanted) <= check.slack + other.slack
            for other, wanted in asked[each.path]
        )
        counts.append(agreeing)
    most = max(counts)
    return [each for each, count in zip(candidates, counts, strict=True) if count == most]


def _least_sure(candidates: list[Field]) -> list[Field]:
    known = [each.confidence for each in candidates if each.confidence is not None]
    if len(known) < len(candidates):
        return candidates
    lowest = min(known)
    return [each for each in candidates if each.confidence is not None and each.confidence <= lowest + _CLOSE]


def _paths(fields: Sequence[Field]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.path for each in fields))
