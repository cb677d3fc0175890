"""What lies on the contact sheet: cards read from documents one after another, kept up to date with what is decided."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.connection import ConnectionState
from plextera_review.domain.correction import Verdict
from plextera_review.domain.errors import KnownError
from plextera_review.domain.job import Job
from plextera_review.viewmodels.base import ViewModel
from plextera_review.viewmodels.core import CoreLike
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.viewmodels.sheet_cards import Card, FieldChoice, SheetDocument, by_value, riskiest_first
from plextera_review.viewmodels.sheet_crops import SheetCrops
from plextera_review.viewmodels.sheet_model import SheetModel
from plextera_review.viewmodels.sheet_reading import CardPile, documents, read_document
from plextera_review.viewmodels.sheet_source import SheetSource

_FIRST = 60  # documents after which the first cards show
_EVERY = 100  # documents after which more cards show


class SheetState(StrEnum):
    """What the page shows instead of cards, or ``CARDS``."""

    STARTING = "starting"
    READING = "reading"
    NO_DOCUMENTS = "no documents"
    NO_FIELDS = "no fields"
    PROBLEM = "problem"
    CARDS = "cards"


class SheetRecord(ViewModel):
    """Cards and what is on its way to the disk for them.

    ``choices`` are the fields that occur, ``field`` the key of the chosen one; ``hubs`` ids and names of the documents' hubs, ``hub`` the
    chosen id, None for all; ``read`` of ``total`` documents were read, ``left_over`` more had no room on the sheet; ``source`` tells
    who chose the documents. ``unsaved`` are texts by card that could not be kept, ``problem`` says why there are no cards.
    """

    arranged = Signal()  # the cards are others, or in another order

    def __init__(self, notices: Notices, settings: SettingsViewModel, parent: QObject | None = None) -> None:
        super().__init__(notices, parent)
        self.keys = settings.keys
        self.model = SheetModel()
        self.crops = SheetCrops(self.tasks, self)
        self.crops.ready.connect(self._on_crop)
        self._session: Any = None
        self._wanted: tuple[str, ...] | None = None
        self._watched = False
        self._outdated = True
        self._touched = False
        self._jobs: dict[str, Job] = {}
        self._stale: set[str] = set()
        self._intended: dict[str, Verdict | None] = {}
        self._in_flight: Counter[str] = Counter()
        self.state = SheetState.STARTING
        self.choices: tuple[FieldChoice, ...] = ()
        self.field = ""
        self.hubs: tuple[tuple[str, str], ...] = ()
        self.hub: str | None = None
        self.grouped = False
        self.read = self.total = self.left_over = 0
        self.source = SheetSource.WAITING
        self.problem = ""
        self.unsaved: dict[str, str] = {}
        settings.policy_changed.connect(self._on_policy)

    # -- what there is to say

    @property
    def cards(self) -> Sequence[Card]:
        """The cards in order."""
        return self.model.cards

    @property
    def progress(self) -> tuple[int, int]:
        """How many values of the sheet a person decided, and how many there are."""
        values = [each for each in self.cards if each.row is not None]
        return sum(1 for each in values if each.decided), len(values)

    @property
    def field_name(self) -> str:
        """The chosen field's name."""
        return next((each.name for each in self.choices if each.key == self.field), self.field)

    # -- what is on the sheet

    def attach(self, core: CoreLike) -> None:
        """Follow decisions made elsewhere."""
        super().attach(core)
        from plextera_review.sync.events import ConnectivityChanged, SessionChanged, VerdictsChanged

        self.subscribe(VerdictsChanged, self._on_verdicts)
        self.subscribe(ConnectivityChanged, self._on_connectivity)
        self.subscribe(SessionChanged, self._on_session)
        self._on_session(None)

    def show_documents(self, job_ids: Sequence[str], source: SheetSource) -> None:
        """Take these documents, in their order."""
        self._wanted, self.source = tuple(job_ids), source
        self.hub = None
        self.reload()

    def show_all(self) -> None:
        """Take everything that waits for review, riskiest first."""
        self._wanted, self.source = None, SheetSource.WAITING
        self.hub = None
        self.reload()

    def watch(self, *, on: bool) -> None:
        """Whether the page is looked at: then the documents are read, unless that was done."""
        self._watched = on
        if on and self._outdated:
            self.reload()

    def reload(self) -> None:
        """Read the documents again; the field stays chosen."""
        core = self.core
        self._session = core.session if core is not None else None
        if core is None or self._session is None:
            return
        self._outdated = False
        self._start()

    def choose_field(self, key: str) -> None:
        """Show another field."""
        if key != self.field:
            self.field = key
            self._start()

    def choose_hub(self, hub: str | None) -> None:
        """Show the documents of one hub, or of all."""
        if hub != self.hub:
            self.hub = hub
            self._start()

    def set_grouped(self, *, on: bool) -> None:
        """Equal values together instead of riskiest first."""
        if on != self.grouped:
            self.grouped, self._touched = on, False
            self._arrange(list(self.cards))

    def look_at(self, keys: Sequence[str]) -> None:
        """These cards are on the screen or will be next: draw them in this order."""
        self.crops.want([found for key in keys if (found := self.model.card(key)) is not None])

    def touch(self) -> None:
        """A person moves on the sheet: from now on cards keep their places while more are read."""
        self._touched = True

    def dispose(self) -> None:
        """End tasks; documents are closed."""
        self.crops.clear()
        super().dispose()

    # -- inside

    def _start(self) -> None:
        self.crops.use(self.core, self._session)
        self._forget_acts()
        self.unsaved.clear()
        self._intended.clear()
        self._touched = False
        self._stale.clear()
        self.read, self.state = 0, SheetState.READING
        self.model.set_cards(())
        self.arranged.emit()
        self.changed.emit()
        self.tasks.spawn(self._fill(), "fill")

    def _forget_acts(self) -> None:
        """Another sheet comes: nothing of the old one can be undone."""

    async def _fill(self) -> None:
        """Read every document once. The field is chosen when the first documents are known, unless a person chose one."""
        session = self._session
        try:
            found = await documents(session, self._wanted, self.hub)
        except KnownError as error:
            self.problem = error.sentence
            self._finish(SheetState.PROBLEM)
            return
        self._jobs = {each.id: each for each in found.jobs}
        self.hubs, self.left_over, self.total = found.hubs, found.left_over, len(found.jobs)
        if not found.jobs:
            self._finish(SheetState.NO_DOCUMENTS)
            return
        pile = CardPile()
        for number, job in enumerate(found.jobs, start=1):
            pile.add(await read_document(session, job))
            self.read = number
            if number == _FIRST or number % _EVERY == 0 or number == self.total:
                self.choices = pile.choices()
                self.field = self.field or next((each.key for each in self.choices), "")
                self._show_more(pile.cards(self.field), done=number == self.total)
            elif number % 20 == 0:
                self.changed.emit()
            await asyncio.sleep(0)

    def _show_more(self, cards: list[Card], *, done: bool) -> None:
        known = {each.key: each for each in self.cards}
        self._arrange([known.get(each.key, each) for each in cards])
        if done or self.cards:
            self._finish(SheetState.CARDS if self.cards else SheetState.NO_FIELDS)

    def _finish(self, state: SheetState) -> None:
        self.state = state
        self.changed.emit()

    def _arrange(self, cards: list[Card]) -> None:
        order = by_value if self.grouped else riskiest_first
        if self._touched:
            here = [each.key for each in self.cards]
            by_key = {each.key: each for each in cards}
            stay = [by_key.pop(key) for key in here if key in by_key]
            self.model.set_cards([*stay, *order(list(by_key.values()))])
        else:
            self.model.set_cards(order(cards))
        self.arranged.emit()

    def _refresh_soon(self) -> None:
        if self._stale and not self.tasks.runs("refresh"):
            self.tasks.spawn(self._refresh(), "refresh")

    async def _refresh(self) -> None:
        """Take over what was decided, here or in the review: rules may say something else of a value now."""
        while self._stale:
            job = self._jobs.get(self._stale.pop())
            if job is not None:
                self._put(await read_document(self._session, job))
            await asyncio.sleep(0)
        self.changed.emit()

    def _put(self, document: SheetDocument) -> None:
        job_id, rows = document.job.id, {each.path: each for each in document.fields}
        for at, card in enumerate(self.cards):
            if card.job.id == job_id and card.path in rows:
                if not self._in_flight[job_id]:
                    self._intended.pop(card.key, None)
                self.model.put(at, replace(card, row=rows[card.path], busy=card.key in self._intended))

    def _on_crop(self, key: object) -> None:
        if isinstance(key, str):
            self.model.touch(key)

    def _on_policy(self) -> None:
        self._outdated = True

    def _on_verdicts(self, event: Any) -> None:
        if event.job_id in self._jobs and not self._in_flight[event.job_id]:
            self._stale.add(event.job_id)
            self._refresh_soon()

    def _on_connectivity(self, event: Any) -> None:
        if event.state is ConnectionState.ONLINE:
            self.crops.retry()

    def _on_session(self, _event: object) -> None:
        self.tasks.cancel("fill")
        self.crops.clear()
        self._forget_acts()
        self._session, self._wanted, self._outdated, self.source = None, None, True, SheetSource.WAITING
        self._jobs, self._intended = {}, {}
        self.choices, self.hubs, self.hub, self.field = (), (), None, ""
        self.state = SheetState.STARTING
        self.model.set_cards(())
        self.arranged.emit()
        self.changed.emit()
        if self._watched:
            self.reload()
