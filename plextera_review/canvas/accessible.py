"""The canvas for screen readers: a list whose items are the page in view and every box, wherever the document is scrolled to.

A box is a list item, not a graphic: it can be chosen, and readers say which item of a list is the chosen one.
"""

import atexit
import weakref
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QPointF, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from plextera_review.canvas.accessible_items import BoxItem, PageItem
from plextera_review.canvas.box import Box
from plextera_review.canvas.hit_test import LEAST_SIDE, drawn_rect
from plextera_review.canvas.layout import ViewRect

if TYPE_CHECKING:
    from plextera_review.canvas.view import PageCanvas

_installed = False
_presented: "weakref.WeakSet[PageCanvas]" = weakref.WeakSet()


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


class _Child(QAccessibleWidget):
    """What page and boxes share: their object, and the canvas above them.

    They are made as if they stood for the canvas, because Qt's class for widgets can be asked for actions: an ``interface_cast`` written in
    Python hands wrong addresses to Qt for everything it has not.
    """

    def __init__(self, item: "PageItem | BoxItem", canvas: "PageCanvas") -> None:
        super().__init__(canvas, QAccessible.Role.ListItem, "")
        self._item = item

    def actionNames(self) -> list[str]:
        return []

    def doAction(self, _name: str) -> None:
        """Nothing can be done here."""

    def keyBindingsForAction(self, _name: str) -> list[str]:
        return []

    def _canvas(self) -> "PageCanvas | None":
        return _alive(self._item.canvas) if shiboken6.isValid(self._item) else None

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
    """One box: named by its field, its value and why it needs a look. Pressing it chooses its field, as a click does."""

    def actionNames(self) -> list[str]:
        return [self.pressAction(), self.setFocusAction()]

    def doAction(self, name: str) -> None:
        found = self._box()
        if found is None or name not in self.actionNames():
            return
        canvas, box = found
        if name == self.setFocusAction():
            canvas.setFocus()
        canvas.box_clicked.emit(box.field_path)

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
        atexit.register(_let_go)


def _let_go() -> None:
    """Qt forgets an interface with the object it stands for, and would reach for ours once more after Python has ended."""
    for canvas in tuple(_presented):
        if shiboken6.isValid(canvas):
            shiboken6.delete(canvas)


def _made(name: str, about: QObject) -> QAccessibleInterface | None:
    match name:
        case "PageCanvas":
            _presented.add(about)  # type: ignore[arg-type]
            return CanvasAccessible(about)  # type: ignore[arg-type]
        case "BoxItem":
            return _child_of(BoxAccessible, about)
        case "PageItem":
            return _child_of(PageAccessible, about)
        case _:
            return None


def _child_of(made: type[_Child], item: Any) -> _Child | None:
    canvas = _alive(item.canvas)
    if canvas is None:
        return None
    _presented.add(canvas)
    return made(item, canvas)


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
