"""Rest: when nobody types, clicks or scrolls."""

import asyncio
import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from plextera_review.widgets.rest import Rest


@pytest.fixture
def window(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def waited(rest: Rest, seconds: float, patience: float, begin: float | None = None) -> float:
    """Seconds since ``begin``, or since now, until there was rest."""
    begin = begin or time.monotonic()
    asyncio.run(rest.come(seconds, patience))
    return time.monotonic() - begin


def test_there_is_rest_before_the_first_input(window: QWidget) -> None:
    with Rest(window) as rest:
        assert waited(rest, 5.0, 10.0) < 2.0


@pytest.mark.parametrize("way", ["key", "press"])
def test_input_puts_it_off(window: QWidget, way: str) -> None:
    with Rest(window) as rest:
        begin = time.monotonic()
        if way == "key":
            QTest.keyClick(window.windowHandle(), Qt.Key.Key_PageDown)
        else:
            QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
        assert waited(rest, 0.2, 10.0, begin) >= 0.2


def test_it_is_not_waited_for_for_ever(window: QWidget) -> None:
    with Rest(window) as rest:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
        assert waited(rest, 60.0, 0.1) < 5.0


def test_nothing_is_heard_afterwards(window: QWidget) -> None:
    with Rest(window) as rest:
        pass
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    assert waited(rest, 5.0, 10.0) < 2.0
