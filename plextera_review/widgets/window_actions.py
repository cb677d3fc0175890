"""What works everywhere in the window: going to pages, uploading, look, menu, palette, list of keys."""

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QMenuBar

from plextera_review.viewmodels.actions import ACTIONS, BY_ID, GROUPS, Action, Scope, in_scope
from plextera_review.widgets.action_set import ActionSet, fill
from plextera_review.widgets.drop_target import dropped_paths
from plextera_review.widgets.theme import MODES, SCALES

if TYPE_CHECKING:
    from plextera_review.viewmodels.job_rows import JobRow
    from plextera_review.viewmodels.palette import DocumentNames, Entry
    from plextera_review.widgets.cheat_sheet import CheatSheet
    from plextera_review.widgets.main_window import MainWindow
    from plextera_review.widgets.palette import Palette


class WindowActions(QObject):
    """The window's own actions. Palette and list of keys are made when they are wanted first."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        settings = window.shell.settings
        handlers: dict[str, Callable[..., object]] = {
            each.id: partial(window.show_page, each.id.removeprefix("go_"))
            for each in in_scope(Scope.EVERYWHERE)
            if each.id.startswith("go_")
        }
        for mode in MODES:
            handlers[f"theme_{mode}"] = partial(settings.set_theme_mode, mode)
        handlers.update(
            choose_files=window.choose_files,
            paste_files=window.paste,
            text_larger=partial(self._step_text, 1),
            text_smaller=partial(self._step_text, -1),
            menu=self.show_menu,
            palette=self.show_palette,
            cheat_sheet=self.show_cheat_sheet,
            change_keys=self._change_keys,
            quit=window.close,
        )
        self.set = ActionSet(window, settings.keys, Scope.EVERYWHERE, handlers, self._can)
        self._palette: Palette | None = None
        self._sheet: CheatSheet | None = None
        self._names: tuple[object, DocumentNames] | None = None
        if sys.platform == "darwin":  # where the menu bar is the system's, an application without one looks broken
            self.fill_menu_bar(window.menuBar())

    @property
    def cheat_sheet(self) -> "CheatSheet":
        """The list of keys; made on first use."""
        if self._sheet is None:
            from plextera_review.widgets.cheat_sheet import CheatSheet

            self._sheet = CheatSheet(self._window, self._window.theme, self.set.keys)
            self._sheet.change.clicked.connect(self._change_keys)
        return self._sheet

    @property
    def palette(self) -> "Palette":
        """The palette; made on first use."""
        if self._palette is None:
            from plextera_review.widgets.palette import Palette

            self._palette = Palette(self._window, self._window.theme)
            self._palette.ran.connect(self._on_ran)
        return self._palette

    def prepare(self) -> None:
        """Make the palette before it is wanted."""
        self.palette.ensurePolished()

    def sets(self) -> tuple[ActionSet, ...]:
        """The actions of the page shown, then the window's."""
        page = self._window.page_actions
        return (self.set,) if page is None else (page, self.set)

    def show_cheat_sheet(self) -> None:
        """The keys of the page shown, or away with them."""
        sheet = self.cheat_sheet
        if sheet.isVisible():
            sheet.close_over()
        else:
            self._close_overlays()
            sheet.open_for(self.sets()[0].scope)

    def show_palette(self) -> None:
        """The palette over the page, or away with it."""
        palette = self.palette
        if palette.isVisible():
            palette.close_over()
            return
        self._close_overlays()
        palette.open_with(self._entries(), self._recent(), self._document_names, self._document_entry)

    def make_menu(self) -> QMenu:
        """The menu of the window: a submenu a group, with what the page shown can do."""
        menu, sets = QMenu(self._window), self.sets()
        for group in GROUPS:
            ids: list[str | None] = []
            for each in sets:
                ids += [None, *(name for name in each.by_id if BY_ID[name].group == group)]
            if any(ids):
                fill(menu.addMenu(group), sets, tuple(ids))
        return menu

    def show_menu(self) -> None:
        """Open the menu at its button."""
        menu, button = self.make_menu(), self._window.rail.menu
        menu.aboutToHide.connect(menu.deleteLater)
        height = menu.sizeHint().height()
        menu.popup(button.mapToGlobal(QPoint(0, button.height() - height)))
        menu.setActiveAction(menu.actions()[0])

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """A menu a group, filled whenever it opens: what a page can do comes and goes with it."""
        for group in GROUPS:
            menu = bar.addMenu(group)
            menu.aboutToShow.connect(partial(self._refill, menu, group))

    def _refill(self, menu: QMenu, group: str) -> None:
        menu.clear()
        for each in self.sets():
            for name, action in each.by_id.items():
                if BY_ID[name].group == group:
                    menu.addAction(action)
                    action.setEnabled(each.can(name))

    def _entries(self) -> "list[Entry]":
        from plextera_review.viewmodels.palette import Entry

        sets, keys = self.sets(), self.set.keys
        here = {each.scope for each in sets}
        entries = []
        for each in sets:
            for name, made in each.by_id.items():
                action, run = BY_ID[name], made.trigger
                entries.append(
                    Entry(name, action.title, action.group, run, keys.text(name), action.keywords, each.can(name))
                )
        for action in ACTIONS:
            if action.scope not in here and not action.held:
                note = action.scope.where
                text = keys.text(action.id)
                entries.append(
                    Entry(action.id, action.title, action.group, _nothing, text, action.keywords, False, note, True)
                )
        return entries

    def _document_entry(self, row: "JobRow") -> "Entry":
        from plextera_review.viewmodels.palette import Entry

        opens = partial(self._window.shell.queue.open, row)
        note = "" if row.can_open else f"Document · {row.stage.value}, says why"
        return Entry("", row.name, f"Document · {row.stage.value}", opens, note=note)  # one that failed says why

    def _document_names(self) -> "DocumentNames":
        from plextera_review.viewmodels.palette import DocumentNames

        rows = self._window.shell.queue.documents
        if self._names is None or self._names[0] is not rows:
            self._names = (rows, DocumentNames(rows))
        return self._names[1]

    def _recent(self) -> tuple[str, ...]:
        return self._window.shell.settings.recent_actions

    def _on_ran(self, action_id: object) -> None:
        if isinstance(action_id, str) and action_id:
            self._window.shell.settings.note_used(action_id)

    def _close_overlays(self) -> None:
        for each in (self._palette, self._sheet):
            if each is not None:
                each.close_over()

    def _change_keys(self) -> None:
        self._close_overlays()
        self._window.show_keys()

    def _step_text(self, step: int) -> None:
        settings = self._window.shell.settings
        nearest = min(range(len(SCALES)), key=lambda place: abs(SCALES[place] - settings.scale))
        settings.set_scale(SCALES[min(max(nearest + step, 0), len(SCALES) - 1)])

    def _can(self, action: Action) -> bool:
        scale = self._window.shell.settings.scale
        if action.id == "paste_files":
            return bool(dropped_paths(QGuiApplication.clipboard().mimeData()))
        if action.id == "text_larger":
            return scale < SCALES[-1]
        return action.id != "text_smaller" or scale > SCALES[0]


def _nothing() -> None:
    """An action of another page cannot be run from here."""
