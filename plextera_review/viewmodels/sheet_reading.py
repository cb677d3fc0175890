"""Which documents lie on the contact sheet, and what is read from them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from plextera_review.domain.document_locale import DocumentLocale
from plextera_review.domain.errors import KnownError
from plextera_review.domain.job import Job, JobStatus, ReviewState
from plextera_review.viewmodels.job_rows import risk
from plextera_review.viewmodels.sheet_cards import Card, FieldCensus, FieldChoice, SheetDocument, cards_of

MOST_DOCUMENTS = 1000
"""How many documents one sheet takes, the riskiest ones; the others have their turn when those are done."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a sheet; ``hubs`` are ids and names of all that were asked for, ``left_over`` had no room."""

    jobs: tuple[Job, ...] = ()
    hubs: tuple[tuple[str, str], ...] = ()
    left_over: int = 0


async def documents(session: Any, wanted: Sequence[str] | None, hub: str | None) -> Documents:
    """The documents with these job ids in their order, or else all that wait for review, riskiest first; of one hub if it is named.

    Raises KnownError when the list cannot be read.
    """
    records = await session.jobs.records()
    if wanted is None:
        found = sorted((each for each in records if each.review_state is ReviewState.TO_REVIEW), key=risk)
    else:
        by_id = {each.job.id: each for each in records}
        found = [by_id[each] for each in wanted if each in by_id]
    jobs = [each.job for each in found if each.job.status is JobStatus.COMPLETED]
    hubs = {_hub(each): each.hub_name or each.hub_id or "No hub" for each in jobs}
    if hub is not None:
        jobs = [each for each in jobs if _hub(each) == hub]
    ordered = tuple(sorted(hubs.items(), key=lambda pair: pair[1].casefold()))
    return Documents(tuple(jobs[:MOST_DOCUMENTS]), ordered, max(len(jobs) - MOST_DOCUMENTS, 0))


async def read_document(session: Any, job: Job) -> SheetDocument:
    """A document with what was decided about it; one that cannot be read says why."""
    try:
        extraction = await session.jobs.extraction(job.id)
        verdicts = await session.corrections.verdicts(job.id)
        fields = await session.second_look.fields(job, extraction, verdicts)
    except KnownError as error:
        return SheetDocument(job, problem=error.sentence)
    return SheetDocument(job, fields, DocumentLocale.of(extraction))


class CardPile:
    """Cards of one field, made from documents as they come in. Only the chosen field's values are kept."""

    def __init__(self) -> None:
        self._census = FieldCensus()
        self._waiting: list[SheetDocument] = []
        self._lacking: list[SheetDocument] = []
        self._cards: list[Card] = []

    def add(self, document: SheetDocument) -> None:
        """One more document was read."""
        self._census.add(document)
        self._waiting.append(document)

    def choices(self) -> tuple[FieldChoice, ...]:
        """The fields that occur, those with most open looks first."""
        return self._census.choices()

    def cards(self, key: str) -> list[Card]:
        """The cards of a field, the same in every call.

        Documents without it wait: whether they lack it or never had it, other documents of their hub tell.
        """
        name, still = self._census.name(key), list[SheetDocument]()
        for document in (*self._lacking, *self._waiting):
            found = cards_of(document, key, name)
            if found[0].row is not None or document.problem or self._census.belongs(document, key):
                self._cards += found
            else:
                still.append(replace(document, fields=()))
        self._waiting, self._lacking = [], still
        return self._cards


def _hub(job: Job) -> str:
    return job.hub_id or job.hub_name or ""
