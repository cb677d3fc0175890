"""The contact sheet: one field over many documents, decided a screen at a time."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from plextera_review.domain.correction import Verdict, VerdictKind
from plextera_review.viewmodels.commands import new_verdict
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.viewmodels.sheet_acts import (
    Kept,
    Screenful,
    SheetActs,
    acceptance,
    correction,
    hindrance,
    screenful,
)
from plextera_review.viewmodels.sheet_cards import Card, card_key
from plextera_review.viewmodels.sheet_record import SheetRecord

NOTICE = "contact-sheet"
"""Key of the notices about what was decided."""
_NOT_KEPT = "contact-sheet-not-kept"


class ContactSheetViewModel(SheetRecord):
    """State of the page. ``open_requested`` carries job id and field path of a card to be looked at in full."""

    open_requested = Signal(object, object)

    def __init__(self, notices: Notices, settings: SettingsViewModel, parent: QObject | None = None) -> None:
        super().__init__(notices, settings, parent)
        self._acts = SheetActs(self.tasks, self._on_begun, self._on_kept)

    @property
    def can_undo(self) -> bool:
        """True when there is a screen or a correction to take back."""
        return self._acts.can_undo

    @property
    def can_redo(self) -> bool:
        """True when something was taken back."""
        return self._acts.can_redo

    # -- acts

    def toggle_odd(self, key: str) -> None:
        """Leave a card out when the screen is confirmed, or not any more."""
        at, card = self.model.place_of(key), self.model.card(key)
        if at is not None and card is not None:
            self._touched = True
            self.model.put(at, replace(card, odd=not card.odd))

    def confirm(self, keys: Sequence[str]) -> Screenful:
        """Accept every card among these that nothing speaks against, as one act."""
        self._touched = True
        cards = [card for key in keys if (card := self.model.card(key)) is not None]
        accepted, said = screenful(cards, self._is_seen)
        verdicts = [(card, made) for card in accepted if (made := acceptance(card)) is not None]
        self._decide(verdicts)
        return said

    def correct(self, key: str, text: str) -> str | None:
        """Replace the value of a card; returns a hint when the text does not fit the field's kind."""
        card = self.model.card(key)
        if card is None or card.row is None or card.row.hidden:
            return None
        verdict, hint = correction(card, text)
        if verdict is not None:
            self._decide([(card, verdict)], {verdict.client_reference: text})
        return hint

    def missing(self, key: str) -> None:
        """The document does not have this field."""
        card = self.model.card(key)
        if card is not None and card.row is not None:
            self._decide([(card, new_verdict(card.row, card.job.id, VerdictKind.MISSING))])

    def undo(self) -> str | None:
        """Take the last screen or correction back; returns the key of its first card."""
        return self._again(forward=False)

    def redo(self) -> str | None:
        """Do again what was taken back last; returns the key of its first card."""
        return self._again(forward=True)

    def open(self, key: str) -> None:
        """Look at a card in full."""
        card = self.model.card(key)
        if card is not None:
            self.open_requested.emit(card.job.id, card.path)

    def next_undecided(self, after: int) -> int | None:
        """Place of the next card that waits for a decision and is not left out; after the last one those before that a key could
        confirm. None without one."""
        waiting = [at for at, card in enumerate(self.cards) if not (card.row is None or card.settled or card.odd)]
        later = next((at for at in waiting if at > after), None)
        if later is not None:
            return later
        return next((at for at in waiting if not hindrance(self.cards[at], seen=True)), None)

    # -- inside

    def _is_seen(self, card: Card) -> bool:
        crop = self.crops.crop(card)
        return crop is not None and crop.image is not None

    def _decide(self, decisions: Sequence[tuple[Card, Verdict]], texts: dict[str, str] | None = None) -> None:
        if decisions and self.core is not None and self._session is not None:
            self._touched = True
            pairs = [(self._verdict_of(card), verdict) for card, verdict in decisions]
            self._acts.decide(self.core, self._session, self._jobs, pairs, texts)

    def _verdict_of(self, card: Card) -> Verdict | None:
        """The verdict in force, one on its way to the disk included."""
        if card.key in self._intended:
            return self._intended[card.key]
        return card.row.verdict if card.row is not None else None

    def _again(self, *, forward: bool) -> str | None:
        if self.core is None or self._session is None:
            return None
        verdicts = self._acts.again(self.core, self._session, self._jobs, forward=forward)
        keys = {_key_of(each) for each in verdicts}
        return next((each.key for each in self.cards if each.key in keys), None)

    def _on_begun(self, verdicts: Sequence[Verdict]) -> None:
        for each in verdicts:
            key = _key_of(each)
            self._intended[key] = None if each.kind is VerdictKind.CLEARED else each
            self._in_flight[each.job_id] += 1
            at, card = self.model.place_of(key), self.model.card(key)
            if at is not None and card is not None:
                self.model.put(at, replace(card, busy=True, failure="", odd=False))
        self.changed.emit()

    def _on_kept(self, kept: Sequence[Kept]) -> None:
        failed = [each for each in kept if each.error is not None]
        for each in kept:
            key = _key_of(each.verdict)
            self._in_flight[each.verdict.job_id] -= 1
            at, card = self.model.place_of(key), self.model.card(key)
            if at is None or card is None:
                continue
            if each.error is not None:
                self._intended.pop(key, None)
                self.model.put(at, replace(card, busy=False, failure=f"Not kept. {each.error.sentence}"))
                if each.text is not None:
                    self.unsaved[key] = each.text
            else:
                self.unsaved.pop(key, None)
        if failed and failed[0].error is not None:
            self.notices.show("error", failed[0].error.sentence, _NOT_KEPT)
        elif kept:
            self.notices.dismiss(_NOT_KEPT)
        self._stale |= {each.verdict.job_id for each in kept if each.error is None}
        self._refresh_soon()
        self.changed.emit()

    def _forget_acts(self) -> None:
        self._acts.clear()


def _key_of(verdict: Verdict) -> str:
    return card_key(verdict.job_id, verdict.field_path)
