"""Shortcuts, tooltips, menus, list of keys, palette and key settings of the real window follow one registry."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenuBar, QPushButton, QWidget

from plextera_review import widgets
from plextera_review.domain.job import DocumentSummary, Job, JobStatus, ReviewState
from plextera_review.resources import resource_path
from plextera_review.viewmodels.actions import ACTIONS, GROUPS, Scope, in_scope
from plextera_review.viewmodels.shell import ShellViewModel
from plextera_review.widgets.action_set import ActionSet, menu_for
from plextera_review.widgets.key_columns import KeyColumns
from plextera_review.widgets.main_window import MainWindow
from plextera_review.widgets.pieces import Button
from plextera_review.widgets.theme import Theme

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Record:
    job: Job
    review_state: ReviewState = ReviewState.TO_REVIEW
    open_fields: int | None = 2
    total_fields: int | None = 9
    lowest_reason: str | None = None
    risk: float = 0.0


def record(name: str, status: JobStatus = JobStatus.COMPLETED) -> Record:
    return Record(Job(f"j-{name}", status, NOW, document=DocumentSummary(file_name=name)))


class Kept(dict):
    """Preferences in memory."""

    def put(self, name, value):
        self[name] = value


@pytest.fixture
def window(qtbot, qapp):
    for face in ("Regular", "Medium", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resource_path("fonts", f"Inter-{face}.otf")))
    theme = Theme("light")
    theme.apply(qapp)
    made = MainWindow()
    made.furnish(ShellViewModel(), theme)
    qtbot.addWidget(made)
    made.kept = Kept()
    made.shell.settings.use_preferences(made.kept)
    made.shell.queue.set_records([record("acme invoice.pdf"), record("lab.pdf", JobStatus.FAILED)])
    made.show()
    made.show_page("queue")
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.shell.dispose()
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(
        None, QEvent.Type.DeferredDelete
    )  # Qt restyles a window that still waits for it, and crashes
    qapp.setStyleSheet("")


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifiers)


def entry_titles(palette):
    return [found.entry.title for found in palette.model.lines]


# -- registry and handlers


def test_an_action_without_handler_and_a_handler_without_action_are_refused(window):
    class Page(QWidget):
        def _do_nobody_knows(self) -> None:
            """Belongs to no action."""

    with pytest.raises(LookupError, match="nobody_knows, open_document, refresh"):
        ActionSet(Page(window), window.shell.settings.keys, Scope.QUEUE)


def test_every_action_of_every_page_of_this_window_is_there(window):
    for scope, made in ((Scope.EVERYWHERE, window.window_actions.set), (Scope.QUEUE, window.page_actions)):
        assert set(made.by_id) == {each.id for each in in_scope(scope) if not each.held}


def test_the_keys_of_the_window_reach_their_pages(window):
    pages = [each.id.removeprefix("go_") for each in in_scope(Scope.EVERYWHERE) if each.id.startswith("go_")]
    assert set(pages) == set(window.rail.buttons)
    for name in pages:
        (key,) = window.window_actions.set.by_id[f"go_{name}"].shortcuts()
        QTest.keySequence(window, key)
        assert window.page == name


def test_a_rebinding_moves_shortcut_tooltip_and_menu_at_once(window):
    keys = window.shell.settings.keys
    assert window.rail.buttons["activity"].toolTip() == "Activity (Alt+4)"
    assert keys.rebind("go_activity", ["Ctrl+J"]) == ""
    press(Qt.Key.Key_4, ALT)
    assert window.page == "queue"
    press(Qt.Key.Key_J, CONTROL)
    assert window.page == "activity"
    assert window.rail.buttons["activity"].toolTip() == "Activity (Ctrl+J)"
    assert window.kept["keys"] == {"go_activity": ["Ctrl+J"]}
    assert keys.rebind("go_activity", []) == ""
    assert window.rail.buttons["activity"].toolTip() == "Activity"


def test_buttons_of_a_page_made_later_say_the_keys_in_force(window):
    keys = window.shell.settings.keys
    keys.rebind("refresh", ["F6"])
    keys.rebind("choose_files", ["Ctrl+N"])
    tips = {button.action_id: button.toolTip() for button in window.queue_page.findChildren(Button)}
    assert tips["refresh"] == "Ask the server now (F6)"
    assert tips["choose_files"] == "Choose documents (Ctrl+N)"


def test_every_button_that_follows_an_action_follows_one_there_is(window):
    for _ in window.make_pages():
        pass
    known = {each.id for each in ACTIONS}
    assert {button.action_id for button in window.findChildren(Button)} - {""} <= known


def test_letters_and_editing_keys_stay_with_the_text_while_one_types(window):
    press(Qt.Key.Key_F, CONTROL)
    line = QApplication.focusWidget()
    assert line.accessibleName() == "Search the queue"
    QTest.keyClicks(line, "wh a")
    assert line.text() == "wh a"
    press(Qt.Key.Key_A, CONTROL)
    press(Qt.Key.Key_X, CONTROL)
    press(Qt.Key.Key_V, CONTROL)
    assert line.text() == "wh a"
    assert window.page == "queue"


def test_enter_in_the_queue_opens_also_the_keypads_and_not_when_held(window, qtbot):
    opened = []
    window.shell.review_requested.connect(opened.append)
    table = window.queue_page.table
    table.selectRow(0)
    press(Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert opened == ["j-acme invoice.pdf"]
    press(Qt.Key.Key_F, CONTROL)
    press(Qt.Key.Key_Return)
    assert table.hasFocus()
    assert len(opened) == 1
    assert not window.page_actions.by_id["open_document"].autoRepeat()


def test_no_key_is_written_anywhere_but_in_the_registry():
    """A tooltip with a key of its own, or a shortcut beside the registry, would not follow a rebinding."""
    sources = Path(widgets.__file__).parent.rglob("*.py")
    lines = [(path.name, line) for path in sources for line in path.read_text("utf-8").splitlines()]
    own = re.compile(r"setToolTip\(.*\((Ctrl|Alt|Shift|F\d)|QShortcut\(|setShortcut\(\w")
    assert [each for each in lines if own.search(each[1])] == []


# -- palette


def test_the_palette_runs_and_gives_the_keyboard_back(window):
    window.queue_page.table.setFocus()
    press(Qt.Key.Key_K, CONTROL)
    palette = window.window_actions.palette
    assert palette.line.hasFocus()
    QTest.keyClicks(palette.line, "dark th")
    press(Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.theme.is_dark
    assert window.queue_page.table.hasFocus()
    assert window.kept["recentActions"] == ["theme_dark"]
    press(Qt.Key.Key_K, CONTROL)
    assert entry_titles(palette)[0] == "Theme: dark"
    press(Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert window.queue_page.table.hasFocus()


def test_the_palette_opens_documents_and_pages(window, qtbot):
    press(Qt.Key.Key_K, CONTROL)
    palette = window.window_actions.palette
    QTest.keyClicks(palette.line, "acme inv")
    with qtbot.waitSignal(window.shell.review_requested) as opened:
        press(Qt.Key.Key_Enter)
    assert opened.args == ["j-acme invoice.pdf"]
    press(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(palette.line, "go activity")
    press(Qt.Key.Key_Return)
    assert window.page == "activity"


def test_a_grey_line_says_why_and_does_not_run(window):
    press(Qt.Key.Key_K, CONTROL)
    palette = window.window_actions.palette
    QTest.keyClicks(palette.line, "postpone")
    found = palette.model.lines[0]
    assert (found.entry.title, found.entry.enabled) == ("Postpone", False)
    assert "on the review page" in found.entry.spoken
    press(Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.line.setText("qqqq")
    assert palette.nothing.isVisible()
    press(Qt.Key.Key_Return)
    assert palette.isVisible()


def test_arrows_and_pages_move_through_what_was_found(window):
    press(Qt.Key.Key_K, CONTROL)
    palette = window.window_actions.palette
    count = len(palette.model.lines)
    press(Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == count - 1
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    press(Qt.Key.Key_PageDown)
    assert palette.list.currentIndex().row() == min(10, count - 1)
    press(Qt.Key.Key_PageUp)
    press(Qt.Key.Key_PageUp)
    assert palette.list.currentIndex().row() == 0
    assert palette.line.hasFocus()
    assert palette.line.accessibleDescription() == palette.model.lines[0].entry.spoken


def test_nothing_of_the_page_below_works_while_the_palette_is_open(window, qtbot):
    window.queue_page.table.selectRow(0)
    press(Qt.Key.Key_K, CONTROL)
    palette = window.window_actions.palette
    palette.line.setText("qqqq")
    with qtbot.assertNotEmitted(window.shell.review_requested):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Tab)
    assert palette.line.hasFocus()
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert not palette.isVisible()


def test_the_palette_leaves_when_something_else_takes_the_keyboard(window):
    press(Qt.Key.Key_K, CONTROL)
    window.queue_page.table.setFocus()
    assert not window.window_actions.palette.isVisible()
    assert window.queue_page.table.hasFocus()


# -- list of keys


def shown_keys(window):
    return window.window_actions.cheat_sheet.findChild(KeyColumns).accessibleDescription()


def test_the_list_of_keys_is_that_of_the_page_and_follows_changes(window):
    press(Qt.Key.Key_F1)
    sheet = window.window_actions.cheat_sheet
    assert sheet.isVisible()
    assert "Ask the server now" in shown_keys(window)
    assert "Postpone" not in shown_keys(window)
    window.shell.settings.keys.rebind("refresh", ["F6"])
    assert "F6 Ask the server now" in shown_keys(window)
    press(Qt.Key.Key_F1)
    assert not sheet.isVisible()
    sheet.open_for(Scope.REVIEW)
    for action in in_scope(Scope.REVIEW):
        assert not action.keys or action.title in shown_keys(window)
    press(Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_the_list_of_keys_fits_every_window_and_text_size(window, qtbot):
    window.resize(900, 560)
    window.shell.settings.set_scale(2.0)
    sheet = window.window_actions.cheat_sheet
    sheet.open_for(Scope.REVIEW)
    assert window.rect().contains(sheet.card.geometry())
    assert sheet._area.horizontalScrollBar().maximum() == 0
    qtbot.waitUntil(lambda: sheet._area.verticalScrollBar().maximum() > 0)
    press(Qt.Key.Key_PageDown)
    assert sheet._area.verticalScrollBar().value() > 0


def test_from_the_list_of_keys_one_goes_to_change_them(window):
    press(Qt.Key.Key_F1)
    window.window_actions.cheat_sheet.change.click()
    assert window.page == "settings"
    assert QApplication.focusWidget().accessibleName() == "Search actions and keys"


# -- menus


def test_the_menu_holds_what_the_page_can_do_by_group(window):
    menu = window.window_actions.make_menu()
    titles = [each.text() for each in menu.actions()]
    assert titles == [group for group in GROUPS if group in titles]
    assert titles[0] == "Document"
    assert "Fields" not in titles
    entries = [each.text() for each in menu.actions()[0].menu().actions() if not each.isSeparator()]
    assert entries[:2] == ["Open the document", "Ask the server now"]
    menu.deleteLater()


def test_what_makes_no_sense_is_grey_in_the_menu_only_while_it_is_open(window, qtbot):
    made = window.page_actions
    assert not made.can("show_everything")
    menu = menu_for(made, ids=("show_everything", None, "refresh", "of another page"), parent=window)
    qtbot.addWidget(menu)
    assert len(menu.actions()) == 3
    menu.aboutToShow.emit()
    assert not made.by_id["show_everything"].isEnabled()
    menu.aboutToHide.emit()
    assert made.by_id["show_everything"].isEnabled()


def test_a_menu_bar_is_filled_when_its_menus_open(window, qtbot):
    bar = QMenuBar()
    qtbot.addWidget(bar)
    window.window_actions.fill_menu_bar(bar)
    assert [each.text() for each in bar.actions()] == list(GROUPS)
    view = bar.actions()[GROUPS.index("View")].menu()
    view.aboutToShow.emit()
    assert "Show every document" in [each.text() for each in view.actions()]
    window.show_page("activity")
    view.aboutToShow.emit()
    assert "Show every document" not in [each.text() for each in view.actions()]


def test_quit_closes_the_window(window):
    press(Qt.Key.Key_Q, CONTROL)
    assert not window.isVisible()


# -- changing keys


@pytest.fixture
def section(window):
    window.window_actions.set.by_id["change_keys"].trigger()
    return window._page("settings").keys


def test_a_key_is_changed_by_keyboard_alone(window, section):
    assert section.search.hasFocus()
    QTest.keyClicks(section.search, "postpone")
    section.list.setFocus()
    assert section.chosen == "postpone"
    press(Qt.Key.Key_Return)
    assert section.recorder.hasFocus()
    press(Qt.Key.Key_Control, CONTROL)
    press(Qt.Key.Key_M, CONTROL)
    assert section.recorder.isVisible()
    assert "“Missing in document” on the review page" in section.message.text()
    press(Qt.Key.Key_F1)
    assert "“All keys”" in section.message.text()
    press(Qt.Key.Key_Tab)
    assert "Add Ctrl or Alt" in section.message.text()
    press(Qt.Key.Key_Y, CONTROL)
    assert not section.recorder.isVisible()
    assert section.list.hasFocus()
    assert window.kept["keys"] == {"postpone": ["Ctrl+Y"]}
    assert section._chosen.text() == "Postpone: Ctrl+Y"
    assert not window.window_actions.cheat_sheet.isVisible()


def test_escape_leaves_the_key_as_it_is(window, section):
    section.choose("postpone")
    section.change.click()
    press(Qt.Key.Key_Escape)
    assert not section.recorder.isVisible()
    assert window.shell.settings.keys.keys("postpone") == ("Ctrl+P",)


def test_add_remove_reset_and_reset_all(window, section):
    keys = window.shell.settings.keys
    section.choose("postpone")
    section.add.click()
    press(Qt.Key.Key_F9)
    assert keys.keys("postpone") == ("Ctrl+P", "F9")
    section.remove.click()
    assert keys.keys("postpone") == ()
    assert not section.remove.isEnabled()
    section.reset.click()
    assert keys.keys("postpone") == ("Ctrl+P",)
    assert not section.reset.isEnabled()
    keys.rebind("undo", ["Ctrl+Y"])
    section.reset_all.click()
    assert not keys.any_changed
    assert not section.reset_all.isEnabled()


def test_groups_are_no_choice_and_nothing_found_disables_everything(section):
    section.list.setFocus()
    for _ in range(len(ACTIONS) + 20):
        assert section.chosen
        press(Qt.Key.Key_Down)
    section.search.setText("qqqq")
    assert section.chosen == ""
    assert not section.change.isEnabled()
    section.search.clear()
    assert section.change.isEnabled()


def test_screen_readers_get_names_for_everything(window, section):
    window.window_actions.show_palette()
    for part in (section, window.window_actions.palette):
        for button in part.findChildren(QPushButton):
            assert button.accessibleName()
    line = QAccessible.queryAccessibleInterface(window.window_actions.palette.list)
    texts = [line.child(place).text(QAccessible.Text.Name) for place in range(line.childCount())]
    assert any("Go to Queue, Window, Alt+1" in text for text in texts)
