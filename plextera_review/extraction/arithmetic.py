"""Amounts vouch for each other: net and tax that add up to the total are believed, others are doubted."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from plextera_review.extraction.finder import Finding

_ROUNDING = Decimal("0.02")


def cross_checked(findings: dict[str, Finding]) -> dict[str, Finding]:
    """The findings with the confidence of ``netAmount``, ``taxAmount`` and ``total`` moved by whether they add up."""
    names = ("netAmount", "taxAmount", "total")
    amounts = [_amount(findings.get(name)) for name in names]
    net, tax, total = amounts
    if net is None or tax is None or total is None:
        return findings
    agree = abs(net + tax - total) <= _ROUNDING
    changed = dict(findings)
    for name in names:
        each = changed[name]
        if agree:
            changed[name] = replace(each, confidence=max(each.confidence, 0.97), reason=None)
        else:
            doubt = "Net amount and tax do not add up to the total."
            changed[name] = replace(each, confidence=min(each.confidence, 0.6), reason=doubt)
    return changed


def _amount(finding: Finding | None) -> Decimal | None:
    if finding is None:
        return None
    try:
        return Decimal(finding.value["amount"])
    except (InvalidOperation, KeyError, TypeError):
        return None
