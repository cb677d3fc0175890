"""The actions of one page made real: shortcuts, button tooltips and menus, all following the keys in force."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from plextera_review.viewmodels.actions import BY_ID, Action, Scope, in_scope
from plextera_review.viewmodels.key_map import KeyMap
from plextera_review.widgets.pieces import Button


class ActionSet(QObject):
    """Every action of ``scope``, working while the keyboard is in ``owner`` (anywhere in the window for ``EVERYWHERE``).

    An action ``x`` is handled by ``handlers["x"]``, else by the owner's method ``_do_x``. Held actions are handled by a function that takes
    the sequences to listen to. ``can`` tells whether an action makes sense now; palette and menus grey the others, while keys always
    reach the handler. Raises LookupError when an action has no handler, or ``_do_`` and ``handlers`` name something that is no action.
    """

    def __init__(
        self,
        owner: QWidget,
        keys: KeyMap,
        scope: Scope,
        handlers: Mapping[str, Callable[..., object]] | None = None,
        can: Callable[[Action], bool] = lambda _: True,
    ) -> None:
        super().__init__(owner)
        self.scope, self.keys = scope, keys
        self._owner, self._can = owner, can
        found = {name[4:]: getattr(owner, name) for name in dir(type(owner)) if name.startswith("_do_")}
        found.update(handlers or {})
        wanted = in_scope(scope)
        if missing := {each.id for each in wanted} ^ set(found):
            raise LookupError(f"{scope}: only a handler or only an action: {', '.join(sorted(missing))}")
        self.by_id = {each.id: self._made(each, found[each.id]) for each in wanted if not each.held}
        self._held = {each.id: found[each.id] for each in wanted if each.held}
        keys.changed.connect(self._follow)
        self._follow()

    def can(self, action_id: str) -> bool:
        """True when the action makes sense now."""
        return self._can(BY_ID[action_id])

    def dress(self, part: QWidget) -> None:
        """Show the keys in the tooltips of a part that was made later."""
        for button in part.findChildren(Button):
            if button.action_id in self.by_id:
                button.show_keys(self.keys.text(button.action_id))

    def _made(self, each: Action, handler: Callable[..., object]) -> QAction:
        action = QAction(each.title.replace("&", "&&"), self._owner)
        action.setObjectName(each.id)
        action.setAutoRepeat(each.repeats)
        everywhere = each.scope is Scope.EVERYWHERE
        context = Qt.ShortcutContext
        action.setShortcutContext(context.WindowShortcut if everywhere else context.WidgetWithChildrenShortcut)
        action.setMenuRole(QAction.MenuRole.NoRole)
        action.triggered.connect(lambda _checked=False: handler())
        self._owner.addAction(action)
        return action

    def _follow(self) -> None:
        for name, action in self.by_id.items():
            action.setShortcuts(self.keys.sequences(name))
        for name, listen in self._held.items():
            listen([QKeySequence(each) for each in self.keys.sequences(name)])
        self.dress(self._owner)


def menu_for(*sets: ActionSet, ids: "tuple[str | None, ...]", parent: QWidget) -> QMenu:
    """A menu of these actions; None is a line between them, an id none of the sets has is left out.

    The entries are the actions themselves, with their keys; what makes no sense is grey while the menu is open.
    """
    menu = QMenu(parent)
    fill(menu, sets, ids)
    return menu


def fill(menu: QMenu, sets: "tuple[ActionSet, ...]", ids: "tuple[str | None, ...]") -> None:
    """Put actions into a menu; see :func:`menu_for`."""
    pairs = [(each, name) for name in ids for each in sets if name is None or name in each.by_id]
    entries: list[tuple[ActionSet, str]] = []
    for holder, name in pairs:
        if name is None:
            menu.addSeparator()  # the style leaves out what would be doubled
        else:
            menu.addAction(holder.by_id[name])
            entries.append((holder, name))

    def judge() -> None:
        for holder, name in entries:
            holder.by_id[name].setEnabled(holder.can(name))

    def release() -> None:  # a grey action would take its key along; the key's handler knows better
        for holder, name in entries:
            holder.by_id[name].setEnabled(True)

    menu.aboutToShow.connect(judge)
    menu.aboutToHide.connect(release)
