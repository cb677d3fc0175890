"""A document was read again while decisions on it were open: what changed, and what of it a person decided."""

from collections.abc import Mapping
from dataclasses import dataclass

from plextera_review.domain.correction import Verdict
from plextera_review.domain.field import Extraction
from plextera_review.domain.values import display_value

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Reread:
    """Names of fields by what became of them. ``decided`` are those whose value changed or that are gone although a person had decided."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Extraction, after: Extraction, verdicts: Mapping[str, Verdict]) -> "Reread":
        """Fields are the same when their paths are."""
        old = {each.path: each for each in before.leaves()}
        new = {each.path: each for each in after.leaves()}
        changed = [path for path in old if path in new and display_value(old[path]) != display_value(new[path])]
        gone = [path for path in old if path not in new]
        touched = [path for path in (*changed, *gone) if path in verdicts]
        return cls(
            changed=tuple(new[path].name for path in changed),
            added=tuple(new[path].name for path in new if path not in old),
            gone=tuple(old[path].name for path in gone),
            decided=tuple(old[path].name for path in touched),
        )

    @property
    def sentence(self) -> str:
        """For the person; empty when no value is another one."""
        parts = [
            f"{len(names)} {word} ({_named(names)})"
            for names, word in ((self.changed, "changed"), (self.added, "new"), (self.gone, "gone"))
            if names
        ]
        if not parts:
            return ""
        kept = f" Your decisions are kept, also on {_named(self.decided)}: look at them again." if self.decided else ""
        return f"The server read this document again: {', '.join(parts)}.{kept or ' Your decisions are kept.'}"


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
