"""What the palette finds: actions, pages, settings and documents, the recently used first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from plextera_review.viewmodels.job_rows import JobRow
from plextera_review.viewmodels.matching import match, resembles

MOST_DOCUMENTS = 20
_LEAST_LETTERS = 2  # of a document's name
_LOOKED_AT = 5_000
_END = "\0"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``note`` says why it cannot be done now; ``run`` is called once it was chosen. ``id`` is the action's, else empty."""

    id: str
    title: str
    group: str
    run: Callable[[], None]
    keys: str = ""
    keywords: str = ""
    enabled: bool = True
    note: str = ""
    elsewhere: bool = False

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return ", ".join(part for part in (self.title, self.group, self.keys, self.note) if part)


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with the letters of its title that matched."""

    entry: Entry
    marks: tuple[int, ...] = ()


def find(query: str, entries: Sequence[Entry], recent: Sequence[str] = ()) -> list[Found]:
    """Entries that match, best first; all of this page when nothing was typed. Those of other pages come last and only when asked for."""
    query = query.strip()
    rank = {name: place for place, name in enumerate(recent)}
    if not query:
        here = [each for each in entries if not each.elsewhere]
        return [Found(each) for each in sorted(here, key=lambda each: (not each.enabled, rank.get(each.id, len(rank))))]
    hits: list[tuple[bool, float, Found]] = []
    for each in entries:
        matched = match(query, each.title, f"{each.keywords} {each.group} {each.keys}")
        if matched is not None:
            liked = 2.0 - rank[each.id] / len(rank) if each.id in rank else 0.0
            hits.append((each.elsewhere or not each.enabled, -matched.score - liked, Found(each, matched.marks)))
    if not hits:
        return [Found(each) for each in entries if resembles(query, f"{each.title} {each.keywords}".split())]
    return [found for *_, found in sorted(hits, key=lambda hit: hit[:2])]


class DocumentNames:
    """Searches the names of documents. They lie in one text, so that 100,000 of them are searched within a frame."""

    def __init__(self, rows: Sequence[JobRow]) -> None:
        self._rows = rows
        names = _END.join([row.name for row in rows])
        if names.count(_END) != len(rows) - 1:
            names = _END.join(row.name.replace(_END, " ") for row in rows)
        self._text = names.lower()

    def find(self, query: str) -> list[JobRow]:
        """The first documents whose name has every word of ``query``; none for a single letter.

        Of those with the rarest word, the first 5,000 are looked at.
        """
        words = sorted(query.lower().replace(_END, " ").split(), key=self._text.count)  # the rarest first
        found: list[JobRow] = []
        if len(query.strip()) < _LEAST_LETTERS or not words or not self._rows:
            return found
        text, number, counted = self._text, 0, 0
        at = text.find(words[0])
        for _ in range(_LOOKED_AT):
            if at < 0 or len(found) == MOST_DOCUMENTS:
                break
            number, counted = number + text.count(_END, counted, at), at
            end = text.find(_END, at)
            end = len(text) if end < 0 else end
            start = text.rfind(_END, 0, at) + 1
            if all(text.find(word, start, end) >= 0 for word in words[1:]):
                found.append(self._rows[number])
            at = text.find(words[0], end)
        return found
