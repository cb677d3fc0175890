"""All rules over one document. Pure, and fast enough to run at every keystroke that changes a value."""

from collections.abc import Sequence

from plextera_review.domain.field import Extraction
from plextera_review.domain.rules.blame import blamed
from plextera_review.domain.rules.context import EarlierDocument, RuleContext
from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.finding import Finding, Severity
from plextera_review.domain.rules.rule import Rule
from plextera_review.domain.rules.text_rules import options_for

__all__ = ["EarlierDocument", "Finding", "Rule", "RuleContext", "Severity", "findings", "options_for"]


def findings(extraction: Extraction, rules: Sequence[Rule], context: RuleContext) -> tuple[Finding, ...]:
    """What the rules have against the values of an extraction, in the order of the rules.

    The values are those in force: corrections applied, fields said to be missing emptied; a field a person has vouched for should
    carry the confidence 1. Rules whose fields are not there say nothing, except the required ones.
    """
    index = FieldIndex(extraction, context)
    return blamed([check for rule in rules for check in rule.checks(index)])
