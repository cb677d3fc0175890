"""The review card of the settings: thresholds, fields typed blind, rules; high contrast and less motion."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QStyle, QWidget

from plextera_review.domain.rules.finding import Severity
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.bus import Bus
from plextera_review.sync.review_policy import read_policy
from plextera_review.sync.rule_book import RuleBook
from plextera_review.viewmodels.notices import Notices
from plextera_review.viewmodels.settings import SettingsViewModel
from plextera_review.widgets.pieces import Button
from plextera_review.widgets.review_settings import ReviewSettings
from plextera_review.widgets.theme import Theme


@pytest.fixture
def shown(qtbot, tmp_path: Path):
    preferences = Preferences(tmp_path / "settings.json")
    settings = SettingsViewModel(Notices())
    book = RuleBook(None, preferences)
    session = SimpleNamespace(rules=book, profile=SimpleNamespace(id="local"))
    settings.attach(SimpleNamespace(bus=Bus(), session=session, stores=SimpleNamespace(preferences=preferences)))
    card = ReviewSettings(settings, Theme("light"))
    qtbot.addWidget(card)
    card.show()
    qtbot.waitUntil(lambda: card._rules.count() == len(book.all_rules()))
    return SimpleNamespace(card=card, settings=settings, book=book, preferences=preferences)


def test_rules_are_listed_when_the_card_shows(qtbot, tmp_path: Path) -> None:
    """Their lines take several frames to make, whenever a connection is made: while somebody turns pages, too."""
    preferences = Preferences(tmp_path / "settings.json")
    settings = SettingsViewModel(Notices())
    card = ReviewSettings(settings, Theme("light"))
    qtbot.addWidget(card)
    session = SimpleNamespace(rules=RuleBook(None, preferences), profile=SimpleNamespace(id="local"))
    settings.attach(SimpleNamespace(bus=Bus(), session=session, stores=SimpleNamespace(preferences=preferences)))
    settings.changed.emit()
    assert card._rules.count() == 0
    card.show()
    assert card._rules.count() <= 1, "a line at a time"
    qtbot.waitUntil(lambda: card._rules.count() == len(session.rules.all_rules()) > 0)


def test_thresholds_of_fields_and_hubs_are_added_and_forgotten(shown) -> None:
    card = shown.card
    card.name.setText("total")
    card.own.setText("95")
    QTest.mouseClick(card.add, Qt.MouseButton.LeftButton)
    assert read_policy(shown.preferences).by_field == {"total": 0.95}
    card.name.setText("iban")
    QTest.mouseClick(card.blind, Qt.MouseButton.LeftButton)
    assert read_policy(shown.preferences).rekeyed == {"iban"}
    names = {each.accessibleName(): each for each in card.findChildren(Button)}
    QTest.mouseClick(names["Forget: Field total, under 95%"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(names["Forget: Field iban, typed blind"], Qt.MouseButton.LeftButton)
    policy = read_policy(shown.preferences)
    assert (dict(policy.by_field), set(policy.rekeyed)) == ({}, set())


def test_only_typing_changes_the_threshold(shown) -> None:
    line = shown.card.threshold
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_Up)
    assert line.text() == "80"
    line.selectAll()
    QTest.keyClicks(line, "65")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert shown.settings.threshold == 0.65


def test_rules_are_switched_and_weighed(shown) -> None:
    box = next(each for each in shown.card.findChildren(QCheckBox) if each.text() == "Net + tax = total")
    box.click()
    combo = next(each for each in shown.card.findChildren(QComboBox) if each.accessibleName() == "Severity of IBAN")
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    rules = {each.title: each for each in shown.book.all_rules()}
    assert not rules["Net + tax = total"].enabled
    assert rules["IBAN"].severity is Severity.INFO
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, -120),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)
    assert combo.currentIndex() == 0


def test_less_motion_and_high_contrast_reach_the_application(qapp: QApplication, qtbot) -> None:
    theme = Theme("contrast")
    theme.apply(qapp)
    widget = QWidget()
    qtbot.addWidget(widget)

    def duration() -> int:
        return widget.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, widget)

    assert theme.tokens.name.startswith("contrast")
    assert theme.is_strong
    assert duration() > 0
    theme.set_calm(True)
    assert duration() == 0
    theme.set_calm(False)
    assert duration() > 0
    qapp.setStyleSheet("")
