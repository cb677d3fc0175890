"""The contact sheet as a Qt list model over plain cards."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from plextera_review.viewmodels.sheet_cards import Card

CARD_ROLE = int(Qt.ItemDataRole.UserRole)
_ROOT = QModelIndex()
_Index = QModelIndex | QPersistentModelIndex


class SheetModel(QAbstractListModel):
    """Shows cards in the order given; ``CARD_ROLE`` is the :class:`Card`."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[Card] = []
        self._places: dict[str, int] = {}

    @property
    def cards(self) -> Sequence[Card]:
        """The cards shown."""
        return self._cards

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show other cards; where only more came at the end, selection and scroll position stay."""
        keys, before = [each.key for each in cards], [each.key for each in self._cards]
        if keys[: len(before)] == before:
            for at, (old, new) in enumerate(zip(self._cards, cards, strict=False)):
                if old != new:
                    self.put(at, new)
            if len(keys) > len(before):
                self.beginInsertRows(_ROOT, len(before), len(keys) - 1)
                self._cards = list(cards)
                self._places = {key: at for at, key in enumerate(keys)}
                self.endInsertRows()
            return
        self.beginResetModel()
        self._cards = list(cards)
        self._places = {key: at for at, key in enumerate(keys)}
        self.endResetModel()

    def put(self, at: int, card: Card) -> None:
        """Show another state of a card."""
        self._cards[at] = card
        self.dataChanged.emit(self.index(at), self.index(at))

    def touch(self, key: str) -> None:
        """Something that belongs to a card came: its picture."""
        at = self._places.get(key)
        if at is not None:
            self.dataChanged.emit(self.index(at), self.index(at), [int(Qt.ItemDataRole.DecorationRole)])

    def place_of(self, key: str) -> int | None:
        """Place of a card, None when it is not shown."""
        return self._places.get(key)

    def card(self, key: str) -> Card | None:
        """A card by its key."""
        at = self._places.get(key)
        return self._cards[at] if at is not None else None

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._cards):
            return None
        card = self._cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role == int(Qt.ItemDataRole.DisplayRole):
            return card.value or card.absent
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            return card.spoken
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return "\n".join(part for part in (card.job.display_name, card.value or card.absent, card.sentence) if part)
        return None
