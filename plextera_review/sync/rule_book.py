"""The rules in force: those shipped in ``resources/rules``, the user's own files, and what the user switched off."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plextera_review.domain.rules.definition import RuleError, read_rule, read_selectors
from plextera_review.domain.rules.finding import Severity
from plextera_review.domain.rules.rule import Rule
from plextera_review.domain.rules.selector import Selector
from plextera_review.resources import resource_path
from plextera_review.storage.preferences import Preferences

_log = logging.getLogger(__name__)
_OFF = "rules_off"
_SEVERITIES = "rule_severities"


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule as a settings screen shows it. ``is_own`` tells a rule from the user's folder."""

    id: str
    title: str
    hubs: tuple[str, ...]
    severity: Severity
    enabled: bool
    is_own: bool


@dataclass(slots=True)
class _Read:
    """What was read: rules by id in order, which of them a file itself switches off, and what is wrong."""

    rules: dict[str, Rule] = field(default_factory=dict)
    off: set[str] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


class RuleBook:
    """Reads rule files when they change, looked at on every question; a file that is wrong counts for nothing and says so.

    Blocking, briefly: a look at the folder. Rules are the same objects until a file or a preference changes, so what they keep
    across evaluations stays of use.
    """

    def __init__(self, folder: Path | None, preferences: Preferences) -> None:
        self._folder = folder
        self._preferences = preferences
        self._seen: object = None
        self._read = _Read()
        self._chosen: dict[object, tuple[Rule, ...]] = {}

    def rules_for(self, hub_id: str | None, hub_name: str | None) -> tuple[Rule, ...]:
        """The rules for documents of a hub, in the order of their files, without those switched off."""
        book = self._current()
        off, severities = self._switched_off(), self._severities()
        key = (hub_id, hub_name, frozenset(off), frozenset(severities.items()))
        if key not in self._chosen:
            self._chosen[key] = tuple(
                rule if rule.id not in severities else rule.with_severity(severities[rule.id])
                for rule in book.rules.values()
                if rule.id not in off and rule.id not in book.off and rule.is_for(hub_id, hub_name)
            )
        return self._chosen[key]

    def all_rules(self) -> tuple[ListedRule, ...]:
        """Every rule there is, in order, for a settings screen."""
        book = self._current()
        off, severities = self._switched_off() | book.off, self._severities()
        return tuple(
            ListedRule(
                rule.id,
                rule.title,
                rule.hubs,
                severities.get(rule.id, rule.severity),
                rule.id not in off,
                rule.id in book.own,
            )
            for rule in book.rules.values()
        )

    def problems(self) -> tuple[str, ...]:
        """What is wrong with which file, a sentence each; empty when all count."""
        return tuple(self._current().problems)

    def set_enabled(self, rule_id: str, on: bool) -> None:
        """Switch a rule on or off, for every document. Raises StorageError when the setting cannot be kept."""
        off = self._switched_off() - {rule_id} if on else self._switched_off() | {rule_id}
        self._preferences.put(_OFF, sorted(off))

    def set_severity(self, rule_id: str, severity: Severity | None) -> None:
        """Weigh a rule differently; ``None`` goes back to its own severity. Raises StorageError when it cannot be kept."""
        kept = {name: each.value for name, each in self._severities().items() if name != rule_id}
        self._preferences.put(_SEVERITIES, kept if severity is None else kept | {rule_id: severity.value})

    def _switched_off(self) -> set[str]:
        value = self._preferences.get(_OFF, [])
        return {each for each in value if isinstance(each, str)} if isinstance(value, list) else set()

    def _severities(self) -> dict[str, Severity]:
        value = self._preferences.get(_SEVERITIES, {})
        if not isinstance(value, dict):
            return {}
        return {
            str(name): Severity(each) for name, each in value.items() if isinstance(each, str) and each in {*Severity}
        }

    def _current(self) -> _Read:
        paths = self._own_files()
        seen = tuple((path, *_stamp(path)) for path in paths)
        if seen != self._seen:
            self._seen = seen
            self._read = _read_files(sorted(resource_path("rules").glob("*.json")), paths)
            self._chosen.clear()
            for problem in self._read.problems:
                _log.warning("%s", problem)
        return self._read

    def _own_files(self) -> list[Path]:
        if self._folder is None:
            return []
        try:
            return sorted(self._folder.glob("*.json"))
        except OSError:
            return []


def _stamp(path: Path) -> tuple[int, int]:
    try:
        facts = path.stat()
    except OSError:
        return (0, 0)
    return (facts.st_mtime_ns, facts.st_size)


def _read_files(shipped: list[Path], own: list[Path]) -> _Read:
    book = _Read()
    entries: dict[str, Mapping[str, Any]] = {}
    selectors: dict[str, Selector] = {}
    files = [(path, _content(path, book), path in own) for path in (*shipped, *own)]
    for path, content, _ in files:
        try:
            selectors |= read_selectors(content.get("selectors", {}))
        except RuleError as error:
            book.problems.append(f"{path.name}: {error}")
    for path, content, is_own in files:
        rules = content.get("rules", [])
        if not isinstance(rules, list):
            book.problems.append(f"{path.name}: “rules” must be a list.")
            continue
        for number, entry in enumerate(rules, start=1):
            try:
                _add(book, entries, entry, content.get("hubs"), selectors, is_own)
            except RuleError as error:
                name = entry.get("id") if isinstance(entry, Mapping) else None
                which = f"the rule “{name}”" if isinstance(name, str) else f"rule {number}"
                book.problems.append(f"{path.name}, {which}: {error}")
    return book


def _add(
    book: _Read,
    entries: dict[str, Mapping[str, Any]],
    entry: Any,
    hubs: Any,
    selectors: Mapping[str, Selector],
    is_own: bool,
) -> None:
    """One entry of a file. One without a kind changes what it names of an earlier rule of its id, one with a kind replaces it."""
    if not isinstance(entry, Mapping):
        raise RuleError("it must be an object.")
    identifier = entry.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise RuleError("“id” is missing.")
    if "kind" in entry:
        data = {"hubs": hubs} | dict(entry) if hubs is not None else dict(entry)
    elif identifier in entries:
        data = {**entries[identifier], **entry}
    else:
        raise RuleError("“kind” is missing, and there is no rule of this id to change.")
    rule = read_rule(data, selectors)
    entries[identifier] = data
    book.rules[identifier] = rule
    book.off.discard(identifier)
    if data.get("enabled", True) is False:
        book.off.add(identifier)
    if is_own:
        book.own.add(identifier)


def _content(path: Path, book: _Read) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        book.problems.append(f"{path.name} cannot be read ({error.strerror}).")
        return {}
    except RecursionError:
        book.problems.append(f"{path.name} is nested too deeply.")
        return {}
    except json.JSONDecodeError as error:
        book.problems.append(f"{path.name} is not JSON: {error.msg} in line {error.lineno}.")
        return {}
    except UnicodeDecodeError:
        book.problems.append(f"{path.name} is not in UTF-8.")
        return {}
    if not isinstance(content, dict):
        book.problems.append(f"{path.name} must hold an object with “rules”.")
        return {}
    if unknown := sorted(content.keys() - {"rules", "selectors", "hubs", "comment"}):
        book.problems.append(
            f"{path.name}: “{unknown[0]}” is not known here. A file holds “rules”, “selectors” and “hubs”."
        )
    return content
