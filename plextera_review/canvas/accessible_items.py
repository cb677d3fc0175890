"""What the canvas has for screen readers: an object for the page in view and for every box that was asked for.

Qt keeps an interface for as long as the QObject it stands for lives, and forgets it then. So every child that was asked for gets a small
QObject of its own, a child of the canvas, made when it is first asked for and used again for another box when its box is gone: the number
of interfaces never exceeds the largest number of boxes that were asked for at one time.
"""

import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent

from plextera_review.canvas.box import Box
from plextera_review.canvas.hit_test import BoxChange, Key

if TYPE_CHECKING:
    from plextera_review.canvas.view import PageCanvas

_MOST_EVENTS = 40


class PageItem(QObject):
    """The page in view. ``canvas`` is told without asking Qt for the parent, which may be half gone."""

    def __init__(self, canvas: "PageCanvas") -> None:
        super().__init__(canvas)
        self.canvas = weakref.ref(canvas)


class BoxItem(QObject):
    """A box that a screen reader asked for; ``box`` is None while it waits for another one."""

    def __init__(self, canvas: "PageCanvas") -> None:
        super().__init__(canvas)
        self.canvas = weakref.ref(canvas)
        self.box: Box | None = None


class CanvasItems:
    """The canvas's children: the page in view, then the boxes in the order of the fields."""

    def __init__(self, canvas: "PageCanvas") -> None:
        self._canvas = weakref.ref(canvas)
        self._page: PageItem | None = None
        self._items: dict[Key, BoxItem] = {}
        self._spare: list[BoxItem] = []
        self._places: dict[Key, int] | None = None

    @property
    def made(self) -> int:
        """How many boxes have or had an object of their own."""
        return len(self._items) + len(self._spare)

    @property
    def count(self) -> int:
        """How many children there are."""
        canvas = self._canvas()
        return 1 + len(canvas.boxes.index.all) if canvas is not None and canvas.page_count else 0

    def child(self, number: int) -> QObject | None:
        """A child by its number from 0."""
        canvas = self._canvas()
        if canvas is None or not 0 <= number < self.count:
            return None
        if number:
            return self.item(canvas.boxes.index.all[number - 1])
        if self._page is None:
            self._page = PageItem(canvas)
        return self._page

    def item(self, box: Box) -> BoxItem | None:
        """The child that stands for a box."""
        canvas = self._canvas()
        if canvas is None:
            return None
        found = self._items.get(box.key)
        if found is None:
            found = self._items[box.key] = self._spare.pop() if self._spare else BoxItem(canvas)
            found.box = box
        return found

    def number_of(self, child: object) -> int:
        """The number of a child, -1 for a stranger."""
        canvas = self._canvas()
        if child is self._page and child is not None:
            return 0
        if canvas is None or not isinstance(child, BoxItem) or child.box is None:
            return -1
        if self._places is None:
            self._places = {box.key: number for number, box in enumerate(canvas.boxes.index.all, start=1)}
        return self._places.get(child.box.key, -1)

    def note(self, change: BoxChange) -> None:
        """Boxes came, went or changed."""
        added = {box.key: box for box in change.added}
        told: list[BoxItem] = []
        for box in change.removed:
            item = self._items.get(box.key)
            if item is not None:
                item.box = added.get(box.key)
                if item.box is None:
                    self._spare.append(self._items.pop(box.key))
                else:
                    told.append(item)
        if len(change.removed) != len(change.added) or change.whole:
            self._places = None
            self._tell(self._canvas(), QAccessible.Event.ObjectReorder)
        for item in told[:_MOST_EVENTS]:
            self._tell(item, QAccessible.Event.DescriptionChanged)

    def tell_selected(self) -> None:
        """Another field is the selected one."""
        canvas = self._canvas()
        if canvas is None or not QAccessible.isActive() or canvas.boxes.selected is None or not canvas.page_count:
            return
        for box in canvas.boxes.index.of_field(canvas.boxes.selected)[:1]:
            item = self.item(box)
            self._tell(item, QAccessible.Event.Selection)
            if canvas.hasFocus():
                self._tell(item, QAccessible.Event.Focus)

    def _tell(self, about: QObject | None, event: QAccessible.Event) -> None:
        if about is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(about, event))
