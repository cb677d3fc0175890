"""What was confirmed in earlier documents, by sender."""

import json
from datetime import datetime

from plextera_review.domain.field import Extraction, Field, FieldKind, FieldValue
from plextera_review.domain.job import Job
from plextera_review.domain.projection import leaves
from plextera_review.domain.recall import Recall
from plextera_review.domain.review import Remembered
from plextera_review.domain.rules.context import EarlierDocument
from plextera_review.domain.rules.definition import read_selectors
from plextera_review.domain.rules.selector import Selector, plain_key
from plextera_review.domain.values import display_value
from plextera_review.resources import resource_path
from plextera_review.storage.confirmed_values import ConfirmedValue, ConfirmedValues, Sender

_IDENTIFIERS = ("vatId", "iban", "bic")  # one earlier document is enough to ask why they changed
_LEAST_DOCUMENTS = 2  # for every other field that always was the same
_LONGEST = 500  # characters: longer texts are no habit of a sender


class SenderMemory:
    """Of one connection. A value counts as confirmed once its document was submitted."""

    def __init__(self, connection_id: str, store: ConfirmedValues) -> None:
        self._connection_id = connection_id
        self._store = store
        self._selectors: dict[str, Selector] | None = None

    async def recall(self, job: Job, extraction: Extraction) -> Recall:
        """What is remembered of the sender of a document, the document itself left out. Raises StorageError."""
        sender = self._sender(extraction)
        known = await self._store.of_sender(self._connection_id, sender, job.id)
        by_key: dict[str, list[ConfirmedValue]] = {}
        for each in known:
            by_key.setdefault(each.field_key, []).append(each)
        return Recall(
            sender=sender.name or sender.identifier,
            last={key: _remembered(values[0]) for key, values in by_key.items()},
            steady=frozenset(key for key, values in by_key.items() if self._is_steady(key, values)),
            earlier=_documents(known),
        )

    async def keep(self, job: Job, in_force: Extraction, reviewed_at: datetime) -> None:
        """A document was submitted with these values. Raises StorageError."""
        values: dict[str, tuple[FieldValue, str]] = {}
        for field, trail in leaves(in_force):
            shown = display_value(field)
            in_row = any(each.path != field.path and "[" in each.path for each in trail)
            if shown and len(shown) <= _LONGEST and not in_row:
                values.setdefault(field.field_id or field.path, (field.value, shown))
        sender = self._sender(in_force)
        if sender and values:
            await self._store.put(self._connection_id, job, sender, reviewed_at, values)

    def _sender(self, extraction: Extraction) -> Sender:
        heads = [field for field, trail in leaves(extraction) if not any("[" in each.path for each in trail)]
        name = self._best(heads, "senderName")
        identifier = next((found for key in ("sender", "iban") if (found := self._identifier(heads, key))), "")
        return Sender(identifier, name)

    def _identifier(self, heads: list[Field], selector: str) -> str:
        """A number of the sender's own; the general ones may be the customer's."""
        found = self._best([each for each in heads if "vat" in _key(each) or "iban" in _key(each)], selector)
        return found if any(each.isdigit() for each in found) else ""

    def _best(self, fields: list[Field], selector: str) -> str:
        chosen = self._names()[selector]
        ranked = [
            (rank, plain_key(text))
            for each in fields
            if each.kind is FieldKind.STRING
            and (text := display_value(each))
            and (rank := chosen.rank((_key(each), plain_key(each.name), each.name.casefold(), each.kind))) is not None
        ]
        return min(ranked, default=(0, ""))[1]

    def _is_steady(self, key: str, values: list[ConfirmedValue]) -> bool:
        if len({plain_key(each.shown) for each in values}) > 1:
            return False
        plain = plain_key(key)
        keys = (plain, plain, key.casefold(), FieldKind.STRING)
        telling = any(self._names()[each].rank(keys) is not None for each in _IDENTIFIERS)
        return telling or len(values) >= _LEAST_DOCUMENTS

    def _names(self) -> dict[str, Selector]:
        if self._selectors is None:
            data = json.loads(resource_path("rules", "names.json").read_text("utf-8"))
            self._selectors = read_selectors(data["selectors"])
        return self._selectors


def _key(field: Field) -> str:
    return plain_key(field.field_id or field.path)


def _remembered(value: ConfirmedValue) -> Remembered:
    return Remembered(value.value, value.shown, value.job_id, value.job_name, value.reviewed_at)


def _documents(values: list[ConfirmedValue]) -> tuple[EarlierDocument, ...]:
    by_job: dict[str, list[ConfirmedValue]] = {}
    for each in values:
        by_job.setdefault(each.job_id, []).append(each)
    return tuple(
        EarlierDocument(
            job_id, rows[0].job_name, rows[0].reviewed_at.date(), {each.field_key: each.shown for each in rows}
        )
        for job_id, rows in by_job.items()
    )
