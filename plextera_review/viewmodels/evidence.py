"""What this computer finds out about the values of a document by itself: where they stand, and what stands under their boxes."""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.capture import captured, one_line, span_in
from plextera_review.domain.errors import DocumentError
from plextera_review.domain.field import Extraction, Field, FieldKind, FieldValue
from plextera_review.domain.place_doubts import place_doubts
from plextera_review.domain.proof import Agreement, PageIndex, Proof, ProofIndex, ProofState, agreement
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import FieldEvidence
from plextera_review.domain.words import PageText, Word
from plextera_review.rendering.pool import Urgency
from plextera_review.viewmodels.tasks import TaskScope

_WHOLE = 30
"""Documents up to this many pages are indexed whole, of longer ones the pages with values."""
_SLICE_SECONDS = 0.005
_UNKNOWN = Proof(ProofState.UNSEARCHED)


class DocumentIndex:
    """The words of a document made searchable, page by page. ``texts`` are its page texts."""

    def __init__(self, texts: Any, page_count: int) -> None:
        self._texts = texts
        self.page_count = page_count
        self._proofs = ProofIndex(page_count)
        self.recognised = False
        self._pictured: list[int] = []

    async def fill(self, pages: Iterable[int], urgency: Urgency = Urgency.LATER) -> None:
        """Read these pages; one that cannot be read is left out: the page itself says why."""
        for page in pages:
            if self._proofs.has(page) or not 1 <= page <= self.page_count:
                continue
            try:
                text = await self._texts.own(page, urgency)
            except DocumentError:
                continue
            self.add(page, text)
            if not text.is_whole:
                self._pictured.append(page)
            await asyncio.sleep(0)  # one page a turn of the loop

    async def read_pictures(self, urgency: Urgency = Urgency.LATER) -> bool:
        """Read the pictures on pages that have words of their own, too, which takes seconds; False when there are none."""
        pages = tuple(self._pictured)
        for page in pages:
            with contextlib.suppress(DocumentError):
                self.add(page, await self._texts.of(page, urgency))
        self._pictured = [each for each in self._pictured if each not in pages]
        return bool(pages)

    def prove(self, value: FieldValue, kind: FieldKind, shown: str = "") -> Proof:
        """Where a value stands; while pictures are unread, what was not found may stand in one."""
        proof = self._proofs.prove(value, kind, shown)
        return _UNKNOWN if proof.state is ProofState.NOWHERE and self._pictured else proof

    def add(self, page: int, text: PageText) -> None:
        """The words of a page are known."""
        self._proofs.add(PageIndex(page, text))
        self.recognised |= text.recognised

    def words_under(self, field: Field) -> list[Word]:
        """The words under the boxes of a field; none when a page's words are not there."""
        words: list[Word] = []
        for place in field.placements:
            text = self._texts.known(place.page)
            span = span_in(place.page, text, place.rect) if text is not None else None
            if text is not None and span is not None:
                words += (text.words[at] for at in span.words)
        return words

    def said_under(self, field: Field, words: list[Word]) -> str:
        """What the words under a field's boxes say, without labels beside a single box's value."""
        if len(field.placements) == 1:
            place = field.placements[0]
            text = self._texts.known(place.page)
            span = span_in(place.page, text, place.rect) if text is not None else None
            if text is not None and span is not None:
                return captured(span, text, field.kind).text
        return one_line(words)


class DocumentEvidence(QObject):
    """Gathered in slices while the person works. ``changed`` fires when ``by_path`` holds more."""

    changed = Signal()

    def __init__(self, tasks: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._index: DocumentIndex | None = None
        self.by_path: Mapping[str, FieldEvidence] = {}

    @property
    def gathering(self) -> bool:
        """True while there may be more to find out."""
        return self._tasks.runs("evidence")

    def clear(self) -> None:
        """Another document comes."""
        self._tasks.cancel("evidence")
        self._index, self.by_path = None, {}

    def use(self, index: DocumentIndex, extraction: Extraction, recall: Recall) -> None:
        """Look at the values of an extraction, in the background."""
        self._tasks.spawn(self._gather(index, extraction, recall), "evidence")

    def prove(self, value: FieldValue, kind: FieldKind, shown: str = "") -> Proof:
        """Where a value stands on the pages known so far."""
        return self._index.prove(value, kind, shown) if self._index is not None else _UNKNOWN

    async def gather(self, index: DocumentIndex, extraction: Extraction, recall: Recall) -> bool:
        """Look at the values of an extraction by the file's own words; pages that are not in the index yet are read first.
        Returns True when ``by_path`` is another one now; ``changed`` does not fire."""
        self._index = index
        await index.fill(pages_to_index(extraction, index.page_count))
        return await self._look(index, extraction, recall)

    async def _gather(self, index: DocumentIndex, extraction: Extraction, recall: Recall) -> None:
        if await self.gather(index, extraction, recall):
            self.changed.emit()
        unfound = self._is_missing_some()
        if unfound and await index.read_pictures() and await self._look(index, extraction, recall):
            self.changed.emit()

    def _is_missing_some(self) -> bool:
        """True when a picture may hold a value that no page says in words."""
        proofs = (each.proof for each in self.by_path.values())
        return any(each is not None and each.state is ProofState.UNSEARCHED for each in proofs)

    async def _look(self, index: DocumentIndex, extraction: Extraction, recall: Recall) -> bool:
        found: dict[str, FieldEvidence] = {}
        doubts = place_doubts(extraction)
        begin = time.monotonic()
        for each in extraction.leaves():
            found[each.path] = evidence_of(each, index, recall, doubts.get(each.path, ""))
            if time.monotonic() - begin > _SLICE_SECONDS:
                await asyncio.sleep(0)
                begin = time.monotonic()
        if found == self.by_path:
            return False
        self.by_path = found
        return True


def pages_to_index(extraction: Extraction, page_count: int) -> list[int]:
    """The pages values stand on first, then the others of a document that is not too long."""
    placed = sorted({place.page for each in extraction.leaves() for place in each.placements})
    rest = range(1, page_count + 1) if page_count <= _WHOLE else ()
    return list(dict.fromkeys([*placed, *rest]))


def evidence_of(field: Field, index: DocumentIndex, recall: Recall, place_doubt: str = "") -> FieldEvidence:
    """What is known of one value by the pages in the index and by what is remembered of the sender."""
    differs = recall.differs(field)
    if field.value is None or field.value == "":
        return FieldEvidence(differs=differs)
    proof = index.prove(field.value, field.kind, field.raw_text or "")
    words = index.words_under(field)
    says = agreement(words, field.value, field.kind) if words else Agreement.UNDECIDED
    doubt = place_doubt or _beyond(field, index.page_count)
    return FieldEvidence(proof, says, index.said_under(field, words), index.recognised, differs, doubt)


def _beyond(field: Field, page_count: int) -> str:
    """The sentence about a place on a page that the document does not have."""
    far = [each.page for each in field.placements if not 1 <= each.page <= page_count]
    if not far or not page_count:
        return ""
    has = "one page" if page_count == 1 else f"{page_count:,} pages"
    return f"The server says that it stands on page {far[0]:,}; the document has {has}."
