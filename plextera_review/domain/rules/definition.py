"""Rules from data: what stands in a rule file, read strictly, with a sentence for whoever wrote it."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from plextera_review.domain.field import FieldKind
from plextera_review.domain.rules.arithmetic import Rate, Sum, Term, UsualRate
from plextera_review.domain.rules.date_rules import DateOrder, DateRange
from plextera_review.domain.rules.document_rules import Duplicate, SameCurrency, Sign
from plextera_review.domain.rules.finding import Severity
from plextera_review.domain.rules.identifier import Identifier, validator
from plextera_review.domain.rules.lines import ColumnSum, Product
from plextera_review.domain.rules.reading import CENT
from plextera_review.domain.rules.rule import Rule
from plextera_review.domain.rules.selector import Selector
from plextera_review.domain.rules.text_rules import Format, OneOf, Readable, Required

_NOTHING = Selector()


class RuleError(ValueError):
    """A rule that cannot be read; the message is a sentence for its author."""


def read_selectors(data: Any) -> dict[str, Selector]:
    """Named selectors. Raises RuleError."""
    if not isinstance(data, Mapping):
        raise RuleError("“selectors” must be an object of named lists.")
    return {str(name): _selector(value, f"selectors.{name}", {}) for name, value in data.items()}


def read_rule(data: Mapping[str, Any], selectors: Mapping[str, Selector]) -> Rule:
    """One rule. Raises RuleError with a sentence that names the key that is wrong."""
    entry = _Entry(data, selectors)
    kind = entry.text("kind")
    if kind not in _KINDS:
        raise RuleError(f"there is no kind of rule “{kind}”. There are: {', '.join(sorted(_KINDS))}.")
    common = (entry.text("id"), entry.text("title", kind), entry.severity(), entry.texts("hubs", ()))
    entry.text("comment", "")
    entry.optional_flag("enabled")
    rule = _KINDS[kind](entry, common)
    entry.finish()
    return rule


class _Entry:
    """The keys of one rule, each asked for once; what nobody asked for is a mistake in writing."""

    def __init__(self, data: Mapping[str, Any], selectors: Mapping[str, Selector]) -> None:
        self._data = data
        self._selectors = selectors
        self._asked: set[str] = set()

    def finish(self) -> None:
        if unknown := sorted(set(map(str, self._data)) - self._asked):
            raise RuleError(f"“{unknown[0]}” is not a key of this kind of rule.")

    def _get(self, key: str, default: Any = ...) -> Any:
        self._asked.add(key)
        value = self._data.get(key, default)
        if value is ...:
            raise RuleError(f"“{key}” is missing.")
        return value

    def text(self, key: str, default: Any = ...) -> str:
        value = self._get(key, default)
        if not isinstance(value, str) or (not value and default is ...):
            raise RuleError(f"“{key}” must be a text.")
        return value

    def texts(self, key: str, default: Any = ...) -> tuple[str, ...]:
        value = self._get(key, default)
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
            raise RuleError(f"“{key}” must be a list of texts.")
        return tuple(value)

    def optional_flag(self, key: str) -> None:
        if not isinstance(self._get(key, True), bool):
            raise RuleError(f"“{key}” must be true or false.")

    def whole(self, key: str, default: Any = ...) -> int:
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 36_500:
            raise RuleError(f"“{key}” must be a whole number from 0 to 36500.")
        return value

    def decimals(self, key: str) -> tuple[Decimal, ...]:
        value = self._get(key, [])
        if not isinstance(value, list):
            raise RuleError(f"“{key}” must be a list of numbers.")
        return tuple(_decimal(each, key) for each in value)

    def decimal(self, key: str, default: Decimal) -> Decimal:
        value = self._get(key, None)
        return default if value is None else _decimal(value, key)

    def severity(self) -> Severity:
        value = self._get("severity", "warning")
        try:
            return Severity(value)
        except ValueError:
            raise RuleError("“severity” must be info, warning or error.") from None

    def pattern(self, key: str, default: Any = ...) -> re.Pattern[str] | None:
        value = self._get(key, default)
        if value is None:
            return None
        return _pattern(value, key)

    def selector(self, key: str, default: Any = ...) -> Selector:
        value = self._get(key, default)
        return value if isinstance(value, Selector) else _selector(value, key, self._selectors)

    def selectors(self, key: str) -> tuple[Selector, ...]:
        """A list of selectors; each a reference, a name, a list of names or an object."""
        return tuple(_selector(each, key, self._selectors) for each in self._list(key))

    def titles(self, key: str) -> tuple[str, ...]:
        """What to call the members of a list of selectors."""
        return tuple(_title(each) for each in self._list(key))

    def terms(self, key: str, default: Any = ...) -> tuple[Term, ...]:
        """A list of selectors with signs: ``-@discount`` is subtracted."""
        return tuple(_term(each, key, self._selectors) for each in self._list(key, default))

    def term_lists(self, key: str) -> tuple[tuple[Term, ...], ...]:
        found = []
        for each in self._list(key):
            if not isinstance(each, list) or not each:
                raise RuleError(f"“{key}” must be a list of lists of fields.")
            found.append(tuple(_term(part, key, self._selectors) for part in each))
        return tuple(found)

    def _list(self, key: str, default: Any = ...) -> Sequence[Any]:
        value = self._get(key, default)
        if not isinstance(value, list | tuple) or (not value and default is ...):
            raise RuleError(f"“{key}” must be a list.")
        return value


def _selector(value: Any, key: str, known: Mapping[str, Selector]) -> Selector:
    if isinstance(value, str) and value.startswith("@"):
        if value[1:] not in known:
            raise RuleError(f"“{key}” names the selector {value}, which does not exist.")
        return known[value[1:]]
    if isinstance(value, str):
        value = [value]
    if isinstance(value, list) and value and all(isinstance(each, str) and each for each in value):
        return Selector(tuple(value))
    if isinstance(value, Mapping) and value and not value.keys() - {"names", "pattern", "kinds"}:
        names = value.get("names", [])
        kinds = value.get("kinds", [])
        if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise RuleError(f"“{key}.names” must be a list of texts.")
        pattern = _pattern(value["pattern"], f"{key}.pattern") if "pattern" in value else None
        try:
            return Selector(tuple(names), pattern, frozenset(FieldKind(each) for each in kinds))
        except (ValueError, TypeError):
            raise RuleError(f"“{key}.kinds” must be a list of: {', '.join(FieldKind)}.") from None
    raise RuleError(f"“{key}” must be a name, a list of names, a selector such as @total, or names, pattern and kinds.")


def _term(value: Any, key: str, known: Mapping[str, Selector]) -> Term:
    if isinstance(value, str) and value.startswith("-"):
        return _selector(value[1:], key, known), -1
    return _selector(value, key, known), 1


def _title(value: Any) -> str:
    text = (
        value[0]
        if isinstance(value, list)
        else next(iter(value.get("names", ["a field"])))
        if isinstance(value, Mapping)
        else value
    )
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(text).lstrip("@")).capitalize()


def _pattern(value: Any, key: str) -> re.Pattern[str]:
    try:
        return re.compile(value, re.IGNORECASE)
    except (re.error, TypeError) as error:
        raise RuleError(f"“{key}” is no regular expression ({error}).") from None


def _decimal(value: Any, key: str) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal(-1)
    if isinstance(value, bool) or not found.is_finite() or found < 0:
        raise RuleError(f"“{key}” must be a number, 0 or more.")
    return found


_Common = tuple[str, str, Severity, tuple[str, ...]]


def _format(entry: _Entry, common: _Common) -> Rule:
    pattern = entry.pattern("pattern")
    return Format(*common, entry.selector("fields"), pattern or re.compile(""), entry.text("expects"))


def _one_of(entry: _Entry, common: _Common) -> Rule:
    options = entry.texts("options")
    if not options:
        raise RuleError("“options” must name at least one.")
    return OneOf(*common, entry.selector("fields"), options)


def _identifier(entry: _Entry, common: _Common) -> Rule:
    name = entry.text("identifier")
    try:
        check = validator(name)
    except LookupError:
        raise RuleError(
            f"“identifier”: python-stdnum has no module “{name}”. Examples: iban, vat, ean, de.stnr."
        ) from None
    return Identifier(
        *common, entry.selector("fields"), entry.text("called", name.upper()), entry.pattern("applies_to", None), check
    )


def _sign(entry: _Entry, common: _Common) -> Rule:
    return Sign(*common, entry.selector("fields"), entry.pattern("unless", "(?!)") or re.compile("(?!)"))


def _date_order(entry: _Entry, common: _Common) -> Rule:
    days = entry.whole("most_days", 36_500)
    return DateOrder(*common, entry.selector("first"), entry.selector("then"), days)


def _product(entry: _Entry, common: _Common) -> Rule:
    first, second, result = entry.selector("left"), entry.selector("right"), entry.selector("result")
    discount, tax_rate, per = (entry.selector(key, _NOTHING) for key in ("discount", "tax_rate", "per"))
    rates, step = entry.decimals("rates"), entry.decimal("tolerance", CENT)
    return Product(*common, first, second, result, discount, tax_rate, per, rates, step)


def _column_sum(entry: _Entry, common: _Common) -> Rule:
    column, equals, optional = entry.selector("column"), entry.term_lists("equals"), entry.terms("optional", ())
    factors = (entry.selector("left", _NOTHING), entry.selector("right", _NOTHING))
    return ColumnSum(*common, column, equals, optional, *factors, entry.decimal("tolerance", CENT))


_KINDS: Mapping[str, Callable[[_Entry, _Common], Rule]] = {
    "required": lambda entry, common: Required(*common, entry.selectors("fields"), entry.titles("fields")),
    "readable": lambda _, common: Readable(*common),
    "format": _format,
    "one_of": _one_of,
    "sum": lambda entry, common: Sum(
        *common,
        entry.terms("terms"),
        entry.selector("result"),
        entry.terms("optional", ()),
        entry.decimal("tolerance", CENT),
    ),
    "product": _product,
    "column_sum": _column_sum,
    "rate": lambda entry, common: Rate(
        *common,
        entry.selector("base"),
        entry.selector("rate"),
        entry.selector("result"),
        entry.decimal("tolerance", CENT),
    ),
    "usual_rate": lambda entry, common: UsualRate(
        *common, entry.selector("net"), entry.selector("tax"), entry.selector("total"), entry.decimals("rates")
    ),
    "date_order": _date_order,
    "date_range": lambda entry, common: DateRange(
        *common, entry.selector("fields"), entry.whole("days_ahead", 0), entry.whole("years_back", 100)
    ),
    "identifier": _identifier,
    "duplicate": lambda entry, common: Duplicate(*common, entry.selectors("same")),
    "same_currency": lambda _, common: SameCurrency(*common),
    "not_negative": _sign,
}
