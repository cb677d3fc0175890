"""The canvas for screen readers: a list whose items are the page in view and every box, wherever the document is scrolled to.

Qt keeps an interface for as long as the QObject it stands for lives, and forgets it then. So every child that was asked for gets a small
QObject of its own, a child of the canvas, made when it is first asked for and used again for another box when its box is gone: the number
of interfaces never exceeds the largest number of boxes that were asked for at one time.

A box is a list item, not a graphic: it can be chosen, and readers say which item of a list is the chosen one.
"""

import weakref
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from plextera_review.canvas.box import Box
from plextera_review.canvas.hit_test import LEAST_SIDE, BoxChange, Key, drawn_rect
from plextera_review.canvas.layout import ViewRect

if TYPE_CHECKING:
    from plextera_review.canvas.view import PageCanvas

_MOST_EVENTS = 40
_installed = False


class PageItem(QObject):
    """The page in view."""


class BoxItem(QObject):
    """A box that a screen reader asked for; ``box`` is None while it waits for another one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.box: Box | None = None


class CanvasItems:
    """The canvas's children: the page in view, then the boxes in the order of the fields."""

    def __init__(self, canvas: "PageCanvas") -> None:
        self._canvas = weakref.ref(canvas)
        self._page: PageItem | None = None
        self._items: dict[Key, BoxItem] = {}
        self._spare: list[BoxItem] = []
        self._places: dict[Key, int] | None = None
        install()

    @property
    def made(self) -> int:
        """How many boxes have or had an object of their own."""
        return len(self._items) + len(self._spare)

    @property
    def count(self) -> int:
        """How many children there are."""
        canvas = self._canvas()
        return 1 + len(canvas.boxes.index.all) if canvas is not None and canvas.page_count else 0

    def child(self, number: int) -> Any:
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


class CanvasAccessible(QAccessibleWidget):
    """The list of what is on the pages. Where there is nothing, None is answered: Qt's types do not say that it may."""

    def __init__(self, canvas: "PageCanvas") -> None:
        super().__init__(canvas, QAccessible.Role.List, "")
        self._canvas = weakref.ref(canvas)

    def childCount(self) -> int:
        canvas = _alive(self._canvas)
        return canvas.items.count if canvas is not None else 0

    def child(self, index: int) -> Any:
        canvas = _alive(self._canvas)
        return _interface(canvas.items.child(index)) if canvas is not None else None

    def childAt(self, x: int, y: int) -> Any:
        canvas = _alive(self._canvas)
        if canvas is None:
            return None
        at = canvas.viewport().mapFromGlobal(QPointF(x, y))
        if not QRect(canvas.viewport().rect()).contains(at.toPoint()):
            return None
        box = canvas.box_at(at)
        return _interface(canvas.items.item(box) if box is not None else canvas.items.child(0))

    def indexOfChild(self, child: QAccessibleInterface | None) -> int:
        canvas = _alive(self._canvas)
        return canvas.items.number_of(child.object()) if canvas is not None and child is not None else -1

    def focusChild(self) -> Any:
        canvas = _alive(self._canvas)
        if canvas is None or not canvas.hasFocus():
            return None
        boxes = canvas.boxes.index.of_field(canvas.boxes.selected or "")
        return _interface(canvas.items.item(boxes[0])) if boxes and canvas.page_count else None


class _Child(QAccessibleInterface):
    """What page and boxes share: their object, and the canvas above them."""

    def __init__(self, item: QObject) -> None:
        super().__init__()
        self._item = item

    def _canvas(self) -> "PageCanvas | None":
        parent: PageCanvas | None = self._item.parent() if shiboken6.isValid(self._item) else None  # type: ignore[assignment]
        return parent

    def isValid(self) -> bool:
        return self._canvas() is not None

    def object(self) -> Any:
        return self._item if shiboken6.isValid(self._item) else None

    def parent(self) -> Any:
        return _interface(self._canvas())

    def window(self) -> Any:
        canvas = self._canvas()
        return canvas.window().windowHandle() if canvas is not None else None

    def childCount(self) -> int:
        return 0

    def child(self, _index: int) -> Any:
        return None

    def childAt(self, _x: int, _y: int) -> Any:
        return None

    def indexOfChild(self, _child: QAccessibleInterface | None) -> int:
        return -1

    def focusChild(self) -> Any:
        return None

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Nothing can be written here."""


class PageAccessible(_Child):
    """The page in view."""

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.StaticText

    def text(self, kind: QAccessible.Text) -> str:
        canvas = self._canvas()
        if canvas is None or kind is not QAccessible.Text.Name:
            return ""
        boxes = canvas.boxes.index.count_on(canvas.page_number)
        fields = "no boxes" if not boxes else "1 box" if boxes == 1 else f"{boxes} boxes"
        return f"Page {canvas.page_number} of {canvas.page_count}, {fields}"

    def rect(self) -> QRect:
        canvas = self._canvas()
        return _on_screen(canvas, canvas.pages.page(canvas.page_number)) if canvas and canvas.page_count else QRect()

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.readOnly = True
        return state


class BoxAccessible(_Child):
    """One box: named by its field, its value and why it needs a look."""

    def _box(self) -> "tuple[PageCanvas, Box] | None":
        canvas = self._canvas()
        box = self._item.box if canvas is not None and isinstance(self._item, BoxItem) else None
        return (canvas, box) if canvas is not None and box is not None else None

    def isValid(self) -> bool:
        return self._box() is not None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        found = self._box()
        if found is None:
            return ""
        box = found[1]
        match kind:
            case QAccessible.Text.Name:
                return box.title
            case QAccessible.Text.Value:
                return box.facts.value
            case QAccessible.Text.Description:
                return description(box)
            case _:
                return ""

    def rect(self) -> QRect:
        found = self._box()
        if found is None or not 1 <= found[1].placement.page <= found[0].page_count:
            return QRect()
        return _on_screen(found[0], drawn_rect(found[0].pages, found[1]))

    def state(self) -> QAccessible.State:
        state, found = QAccessible.State(), self._box()
        if found is None:
            state.invalid = True
            return state
        canvas, box = found
        state.selectable = state.focusable = True
        state.selected = box.field_path == canvas.boxes.selected
        state.focused = state.selected and canvas.hasFocus()
        state.invisible = not canvas.boxes_visible
        there = 1 <= box.placement.page <= canvas.page_count
        state.offscreen = not there or not drawn_rect(canvas.pages, box).meets(canvas.visible_rect())
        return state


def description(box: Box) -> str:
    """What is to be said about a box besides its name, as sentences."""
    facts = box.facts
    parts = [f"{facts.value or 'no value'}, {box.mark.value}, page {box.placement.page}."]
    if facts.original:
        parts.append(f"Was read as {facts.original}.")
    return " ".join((*parts, *facts.reasons))


def install() -> None:
    """Tell Qt once how the canvas is to be presented; a factory cannot be taken back."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_made)


def _made(name: str, about: QObject) -> QAccessibleInterface | None:
    match name:
        case "PageCanvas":
            return CanvasAccessible(about)  # type: ignore[arg-type]
        case "BoxItem":
            return BoxAccessible(about)
        case "PageItem":
            return PageAccessible(about)
        case _:
            return None


def _interface(about: QObject | None) -> QAccessibleInterface | None:
    return QAccessible.queryAccessibleInterface(about) if about is not None else None


def _alive(canvas: "weakref.ref[PageCanvas]") -> "PageCanvas | None":
    found = canvas()
    return found if found is not None and shiboken6.isValid(found) else None


def _on_screen(canvas: "PageCanvas", rect: ViewRect) -> QRect:
    visible = canvas.visible_rect()
    corner = canvas.viewport().mapToGlobal(QPointF(rect.x - visible.x, rect.y - visible.y))
    wide, high = max(rect.width, LEAST_SIDE), max(rect.height, LEAST_SIDE)
    return QRect(round(corner.x()), round(corner.y()), round(wide), round(high))
