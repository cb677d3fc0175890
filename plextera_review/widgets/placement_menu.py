"""Says how the places of the values are read, and lets a person pin another way."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from plextera_review.domain.convention import Convention
from plextera_review.viewmodels.placement_choice import CHOICES, PlacementChoice
from plextera_review.widgets.pieces import Button
from plextera_review.widgets.theme import Theme


class PlacementButton(Button):
    """Shown while a document has places; its tooltip is the explanation, its menu the choice."""

    def __init__(self, choice: PlacementChoice, theme: Theme) -> None:
        super().__init__(theme, "", "pin", "ghost")
        self._choice = choice
        self.setAccessibleName("How places are read")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.clicked.connect(self.show_menu)
        choice.changed.connect(self._show_state)
        self._show_state()

    def make_menu(self) -> QMenu:
        """What is known, and every way that can be pinned."""
        choice = self._choice
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Places: {choice.sentence}").setEnabled(False)
        menu.addSeparator()
        own = menu.addAction("Find out from each document", partial(choice.pin, None))
        own.setCheckable(True)
        own.setChecked(not choice.pinned)
        if choice.convention is not None:
            keep = menu.addAction(f"Always: {choice.convention.describe()}", partial(choice.pin, choice.convention))
            keep.setCheckable(True)
            keep.setChecked(choice.pinned)
        others = menu.addMenu("Always another way")
        for each in CHOICES:
            self._add(others, each)
        zero = others.addMenu("Pages counted from 0")
        for each in CHOICES:
            self._add(zero, replace(each, page_base=0))
        return menu

    def show_menu(self) -> None:
        """Open the menu over the button."""
        menu = self.make_menu()
        menu.popup(self.mapToGlobal(self.rect().topLeft() - menu.rect().bottomLeft()))

    def _add(self, menu: QMenu, convention: Convention) -> None:
        text = convention.describe()
        action = menu.addAction(text[:1].upper() + text[1:], partial(self._choice.pin, convention))
        action.setCheckable(True)
        action.setChecked(self._choice.pinned and convention == self._choice.convention)

    def _show_state(self) -> None:
        sentence = self._choice.sentence
        self.setVisible(bool(sentence))
        self.setToolTip(f"Places: {sentence}")
        self.setAccessibleDescription(sentence)
