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
        """What has the focus: the innermost object that says so."""
        found = [each for each in self.tree() if each.state.focused]
        return found[-1] if found else None

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
    name, role = about.text(QAccessible.Text.Name), about.role()
    yield Thing(about, above, name, role, about.rect())
    for number in range(min(about.childCount(), _MOST_CHILDREN)):
        child = about.child(number)
        if child is not None:
            yield from _walk(child, (*above, name))
