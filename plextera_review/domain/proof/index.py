"""The words of a document, made searchable once, and asked for values in every usual spelling."""

from collections.abc import Iterator
from functools import reduce

from plextera_review.domain.field import FieldKind, FieldValue
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.proof.amounts import amounts
from plextera_review.domain.proof.dates import dates
from plextera_review.domain.proof.identifiers import ibans
from plextera_review.domain.proof.printed import Printed
from plextera_review.domain.proof.proof import MOST_PLACES, Proof, ProofState
from plextera_review.domain.proof.rows import Rows, row_lines
from plextera_review.domain.proof.run_together import Needle, RunTogether
from plextera_review.domain.proof.wanted import Wanted
from plextera_review.domain.words import PageText, Word, line_rects

Hit = tuple[int, ...]
"""The words of an occurrence, as indices into the page's words."""


class PageIndex:
    """One page's words: numbers by what they are worth, dates by their day, texts by how they begin.

    Takes a few milliseconds for a dense page, so build one a slice; looking something up takes microseconds.
    """

    __slots__ = (
        "_amounts",
        "_dated",
        "_days",
        "_joined",
        "_months",
        "_printed",
        "_rows",
        "_run",
        "orders",
        "page",
        "words",
    )

    def __init__(self, page: int, text: PageText) -> None:
        self.page = page
        self.words: tuple[Word, ...] = text.words
        self.orders: set[str] = set()
        self._printed = Printed(self.words)
        self._rows: Rows | None = None
        self._run = RunTogether(self.words, self._printed)
        self._amounts: dict[str, list[tuple[int, int]]] = {}
        self._days: dict[str, list[tuple[int, int]]] = {}
        self._months: dict[str, list[tuple[int, int]]] = {}
        taken = [*ibans(self._printed.text)]
        self._joined = {self._printed.words_of(*each) for each in taken}
        self._dated: set[int] = set()
        self._read_dates(taken)
        self._read_amounts(sorted(taken))

    def entries(self) -> Iterator[str]:
        """What can be looked up here: keys of amounts, dates as ISO texts, the beginnings of texts after ``~``."""
        yield from self._amounts
        yield from self._days.keys() | self._months.keys()
        for head in self._run.heads():
            yield f"~{head}"

    def amount_hits(self, key: str) -> list[Hit]:
        """Where a number stands, by its key."""
        return [self._words_of(each) for each in self._amounts.get(key, ())]

    def date_hits(self, iso: str, order: str) -> list[Hit]:
        """Where a date stands. ``order`` is ``day`` or ``month`` when the document shows which comes first, else empty."""
        spans: set[tuple[int, int]] = set()
        if order != "month":
            spans.update(self._days.get(iso, ()))
        if order != "day":
            spans.update(self._months.get(iso, ()))
        return [self._words_of(each) for each in sorted(spans)]

    def is_in_date(self, hit: Hit) -> bool:
        """True when an occurrence shares words with a date that was read as such, and so says its own day."""
        return not self._dated.isdisjoint(hit)

    def text_hits(self, needle: Needle) -> Iterator[Hit]:
        """Where a text stands; figures that are a part of a longer number do not count."""
        figures = needle.plain.isdigit()
        for hit in self._run.find(needle):
            if not figures or not any(a <= hit[0] and hit[1] <= b and (a, b) != hit for a, b in self._joined):
                yield tuple(range(hit[0], hit[1] + 1))

    def scattered_hits(self, needle: Needle) -> Iterator[Hit]:
        """Where a text stands whose words the file gives in another order than the page shows them."""
        if not needle.is_scatterable:
            return iter(())
        if self._rows is None:
            self._rows = Rows(self.words, self._run.texts())
        return self._rows.find(needle)

    def places(self, hit: Hit) -> list[Placement]:
        """One a printed line."""
        words = [self.words[at] for at in hit]
        if hit == tuple(range(hit[0], hit[-1] + 1)):
            rects = line_rects(words)
        else:
            rects = [reduce(NormRect.united, (each.rect for each in line)) for line in row_lines(words)]
        return [Placement(self.page, rect) for rect in rects]

    def _words_of(self, span: tuple[int, int]) -> Hit:
        first, last = self._printed.words_of(*span)
        return tuple(range(first, last + 1))

    def _read_dates(self, taken: list[tuple[int, int]]) -> None:
        for each in dates(self._printed.text):
            span = (each.start, each.stop)
            taken.append(span)
            self._dated.update(self._words_of(span))
            self.orders.add(each.order)
            for found, isos in ((self._days, each.days), (self._months, each.months)):
                for iso in isos:
                    found.setdefault(iso, []).append(span)

    def _read_amounts(self, taken: list[tuple[int, int]]) -> None:
        """What stands inside a date or an account number is no amount."""
        ahead = iter(taken)
        start, stop = next(ahead, (1 << 60, 1 << 60))
        for each in amounts(self._printed.text):
            while stop <= each.start:
                start, stop = next(ahead, (1 << 60, 1 << 60))
            if each.start >= start and each.stop <= stop:
                continue
            span = (each.start, each.stop)
            for key in each.keys:
                self._amounts.setdefault(key, []).append(span)
            words = self._printed.words_of(*span)
            if words[0] != words[1]:
                self._joined.add(words)


class ProofIndex:
    """A document's pages as they become known."""

    def __init__(self, page_count: int) -> None:
        self.page_count = page_count
        self._pages: dict[int, PageIndex] = {}
        self._pages_of: dict[str, tuple[PageIndex, ...]] = {}
        self._has_words = False

    def add(self, page: PageIndex) -> None:
        """Make a page known; the same page again replaces what was known of it."""
        if page.page in self._pages:
            for key, pages in self._pages_of.items():
                self._pages_of[key] = tuple(each for each in pages if each.page != page.page)
        self._pages[page.page] = page
        for key in page.entries():
            self._pages_of[key] = (*self._pages_of.get(key, ()), page)
        self._has_words = any(each.words for each in self._pages.values())

    def has(self, page: int) -> bool:
        """True when that page's words were added."""
        return page in self._pages

    @property
    def complete(self) -> bool:
        """True when the words of all pages are there."""
        return len(self._pages) >= self.page_count

    def prove(self, value: FieldValue, kind: FieldKind, shown: str = "") -> Proof:
        """Where a value stands, in any usual spelling.

        ``shown`` is another way the same value is written: it is tried for texts when the value itself stands nowhere. Never raises.
        """
        wanted = Wanted.of(value, kind, shown)
        if not wanted:
            return Proof(ProofState.UNSEARCHED)
        places: list[Placement] = []
        lines: list[int] = []
        for page, hit in self._hits(wanted):
            found = page.places(hit)
            if len(places) + len(found) > MOST_PLACES:
                break
            places += found
            lines.append(len(found))
        if lines:
            return Proof(ProofState.FOUND if len(lines) == 1 else ProofState.SEVERAL, tuple(places), tuple(lines))
        searched = self.complete and self._has_words
        return Proof(ProofState.NOWHERE if searched else ProofState.UNSEARCHED)

    def _hits(self, wanted: Wanted) -> Iterator[tuple[PageIndex, Hit]]:
        """Those of the first way of looking that finds any."""
        for hits in self._ways(wanted):
            first = next(hits, None)
            if first is not None:
                yield first
                yield from hits
                return

    def _ways(self, wanted: Wanted) -> Iterator[Iterator[tuple[PageIndex, Hit]]]:
        if wanted.amount is not None:
            yield self._amount_hits(wanted.amount)
        if wanted.date is not None:
            yield self._date_hits(wanted.date)
        for text in wanted.texts:
            needle = Needle.of(text)
            if wanted.date is not None:
                yield ((page, hit) for page, hit in self._text_hits(needle) if not page.is_in_date(hit))
            else:
                yield self._text_hits(needle)
                yield self._scattered_hits(needle)

    def _amount_hits(self, key: str) -> Iterator[tuple[PageIndex, Hit]]:
        for page in self._with(key):
            yield from ((page, hit) for hit in page.amount_hits(key))

    def _date_hits(self, iso: str) -> Iterator[tuple[PageIndex, Hit]]:
        order = self._date_order()
        for page in self._with(iso):
            yield from ((page, hit) for hit in page.date_hits(iso, order))

    def _text_hits(self, needle: Needle) -> Iterator[tuple[PageIndex, Hit]]:
        for page in self._with(f"~{needle.head}") if needle.head else self._all():
            yield from ((page, hit) for hit in page.text_hits(needle))

    def _scattered_hits(self, needle: Needle) -> Iterator[tuple[PageIndex, Hit]]:
        """Only on pages with all its longer words: to sort the words of every page would take too long."""
        heads = [set(self._pages_of.get(f"~{head}", ())) for head in needle.word_heads]
        for page in sorted(set.intersection(*heads), key=_number) if heads else self._all():
            yield from ((page, hit) for hit in page.scattered_hits(needle))

    def _with(self, key: str) -> list[PageIndex]:
        return sorted(self._pages_of.get(key, ()), key=_number)

    def _all(self) -> list[PageIndex]:
        return sorted(self._pages.values(), key=_number)

    def _date_order(self) -> str:
        """``day`` or ``month`` when the dates in figures agree on what comes first, else empty."""
        orders = {order for page in self._pages.values() for order in page.orders if order}
        return next(iter(orders)) if len(orders) == 1 else ""


def _number(page: PageIndex) -> int:
    return page.page
