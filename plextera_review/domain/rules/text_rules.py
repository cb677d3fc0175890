"""Rules about one field at a time: that it is there, readable, of a form, of a list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plextera_review.domain.field import Field, FieldKind
from plextera_review.domain.rules.field_index import FieldIndex
from plextera_review.domain.rules.reading import is_empty, is_unreadable, text_of
from plextera_review.domain.rules.rule import Check, Rule
from plextera_review.domain.rules.selector import Selector, plain_key

_SHOWN = 40
_LONGEST = 1000  # longer texts are not tried against patterns of other people's making
_EXPECTED = {
    FieldKind.MONEY: "is no amount",
    FieldKind.NUMBER: "is no number",
    FieldKind.DATE: "is no date",
}


@dataclass(frozen=True, slots=True, eq=False)
class Required(Rule):
    """Each selector finds a value. ``names`` are what to call the fields when they are not even there."""

    fields: tuple[Selector, ...]
    names: tuple[str, ...]

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each selector without a value anywhere in the head."""
        for selector, name in zip(self.fields, self.names, strict=True):
            places = index.head.places(selector)
            if any(not is_empty(each) for each in places):
                continue
            called = places[0].name if places else name
            yield Check(
                self,
                tuple(places[:1]),
                holds=False,
                sentence=f"{called} has no value, and is expected on every document.",
            )


@dataclass(frozen=True, slots=True, eq=False)
class Readable(Rule):
    """A text kept in a field of amounts, numbers or dates is one."""

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each text that is none."""
        for each in index.leaves:
            if each.kind in _EXPECTED and is_unreadable(each):
                yield Check(
                    self, (each,), holds=False, sentence=f"{each.name}: {quoted(text_of(each))} {_EXPECTED[each.kind]}."
                )


@dataclass(frozen=True, slots=True, eq=False)
class Format(Rule):
    """The whole text matches a pattern; ``expects`` says in words what it should look like."""

    fields: Selector
    pattern: re.Pattern[str]
    expects: str

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each text of another form."""
        for each in everywhere(index, self.fields):
            text = text_of(each)
            if len(text) > _LONGEST or not self.pattern.fullmatch(text):
                yield Check(
                    self, (each,), holds=False, sentence=f"{each.name} {quoted(text)} should be {self.expects}."
                )


@dataclass(frozen=True, slots=True, eq=False)
class OneOf(Rule):
    """The text is one of a closed list; case and white space at the ends do not count."""

    fields: Selector
    options: tuple[str, ...]

    def checks(self, index: FieldIndex) -> Iterator[Check]:
        """One check for each text outside the list."""
        allowed = {each.casefold() for each in self.options}
        for each in everywhere(index, self.fields):
            if text_of(each).casefold() not in allowed:
                shown = ", ".join(self.options[:8]) + (", …" if len(self.options) > 8 else "")
                yield Check(
                    self, (each,), holds=False, sentence=f"{each.name} {quoted(text_of(each))} is none of: {shown}."
                )


def everywhere(index: FieldIndex, selector: Selector) -> Iterator[Field]:
    """Every field with a value a selector means, in the head and in rows."""
    yield from index.head.all(selector)
    for row in index.rows:
        yield from row.all(selector)


def quoted(text: str) -> str:
    """A value inside a sentence, shortened to what helps."""
    return f"“{text}”" if len(text) <= _SHOWN else f"“{text[: _SHOWN - 1]}…”"


def options_for(field: Field, rules: "tuple[Rule, ...] | list[Rule]") -> tuple[str, ...]:
    """The closed list a field's value must come from, empty when there is none; of several lists what all of them allow."""
    options: tuple[str, ...] | None = None
    for rule in rules:
        if isinstance(rule, OneOf) and rule.fields.matches(field):
            allowed = {plain_key(each) for each in rule.options}
            options = rule.options if options is None else tuple(each for each in options if plain_key(each) in allowed)
    return options or ()
