"""What a screen reader has of the window: the accessibility tree, and the keyboard. Nothing here knows a widget of the program."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

Role = QAccessible.Role
_MOST_CHILDREN = 400
_SECONDS = 30.0
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True, slots=True)
class Thing:
    """One object of the tree as it was when it was looked at. ``about`` is Qt's interface, ``above`` the names from the window down."""

    about: QAccessibleInterface
    above: tuple[str, ...]
    name: str
    role: Role
    rect: QRect

    @property
    def description(self) -> str:
        """What is said after the name."""
        return self.about.text(QAccessible.Text.Description)

    @property
    def value(self) -> str:
        """Its value as text."""
        return self.about.text(QAccessible.Text.Value)

    @property
    def state(self) -> QAccessible.State:
        """Its state now."""
        return self.about.state()

    @property
    def actions(self) -> list[str]:
        """The names of what can be done with it."""
        doing = self.about.actionInterface()
        return list(doing.actionNames()) if doing is not None else []

    def do(self, action: str) -> None:
        """Do one of :attr:`actions`."""
        doing = self.about.actionInterface()
        assert doing is not None, f"{self}: nothing can be done with it"
        assert action in doing.actionNames(), f"{self}: {doing.actionNames()}"
        doing.doAction(action)

    def press(self) -> None:
        """The first action, as readers do on Enter."""
        press, toggle = QAccessibleActionInterface.pressAction(), QAccessibleActionInterface.toggleAction()
        self.do(press if press in self.actions or toggle not in self.actions else toggle)

    def __str__(self) -> str:
        return f"{self.role.name} {self.name!r} in {' / '.join(each for each in self.above if each)}"


class ScreenReader:
    """Looks at every window of the application, and presses keys where the focus is."""

    def tree(self) -> Iterator[Thing]:
        """Everything that shows, from the outside in; of a long list the first entries."""
        application = QAccessible.queryAccessibleInterface(QApplication.instance())
        assert application is not None
        for number in range(application.childCount()):
            window = application.child(number)
            if window is not None:
                yield from _walk(window, ())

    def all(self, name: str = "", role: Role | None = None) -> list[Thing]:
        """Every object that has this role and whose name is, or begins with, ``name``."""
        return [
            each
            for each in self.tree()
            if (role is None or each.role is role) and (each.name == name or each.name.startswith(name))
        ]

    async def find(self, name: str, role: Role | None = None, said: str = "") -> Thing:
        """Wait for an object by role and the beginning of its name, ``said`` occurring in name or description."""
        limit = time.monotonic() + _SECONDS
        while True:
            for each in self.all(name, role):
                if not said or said in each.name or said in each.description:
                    return each
            if time.monotonic() > limit:
                seen = "\n".join(str(each) for each in self.tree())
                raise AssertionError(f"There is no {role} {name!r} {said!r}. There is:\n{seen}")
            await asyncio.sleep(0.02)

    def focused(self) -> Thing | None:
        """What the keyboard is on, as Qt tells a reader: the object that has it, or the item of it that is the current one. An editor over a
        row is found only so: Qt's lists have nothing but their rows as children."""
        has_it = QApplication.focusObject()
        about = QAccessible.queryAccessibleInterface(has_it) if has_it is not None else None
        if about is None:
            return None
        inner = about.focusChild()
        return _thing(inner if inner is not None and inner.isValid() and inner.state().focused else about, ())

    def heard(self, thing: Thing) -> str:
        """What is said of it first: its label, where it has one, else its name."""
        labels = [each for each, _kind in thing.about.relations(QAccessible.RelationFlag.Label) if each is not None]
        if thing.role is Role.ComboBox:  # elsewhere than on Linux a list of choices has its own name
            return labels[0].text(QAccessible.Text.Name) if labels else ""
        return thing.name

    def named_focus(self) -> bool:
        """True when the focus is on something with a name."""
        found = self.focused()
        return found is not None and bool(self.heard(found))

    async def focus_on(self, name: str, role: Role | None = None) -> Thing:
        """Wait until the focus is on something whose name begins so."""
        limit = time.monotonic() + _SECONDS
        while True:
            found = self.focused()
            if found is not None and found.name.startswith(name) and role in {None, found.role}:
                return found
            assert time.monotonic() < limit, f"The focus is on {found}, not on {name!r}."
            await asyncio.sleep(0.02)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """One key, where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifiers)

    def type(self, text: str) -> None:
        """A text, key by key: the first may open an editor that takes the focus."""
        for each in text:
            QTest.keyClicks(QApplication.focusWidget() or QApplication.activeWindow(), each)


def _walk(about: QAccessibleInterface, above: tuple[str, ...]) -> Iterator[Thing]:
    if not about.isValid() or about.state().invisible:
        return
    thing = _thing(about, above)
    yield thing
    for number in range(min(about.childCount(), _MOST_CHILDREN)):
        child = about.child(number)
        if child is not None:
            yield from _walk(child, (*above, thing.name))


def _thing(about: QAccessibleInterface, above: tuple[str, ...]) -> Thing:
    return Thing(about, above, about.text(QAccessible.Text.Name), about.role(), about.rect())
