"""Fields typed blind on the review page: nothing leaks before, the page comes first, one key takes either reading."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from plextera_review.domain.correction import VerdictKind
from plextera_review.domain.rekey import MACHINE_KEPT, TYPED_SAME
from tests.support.reviewing import HERE, Desk, at_desk

pytestmark = pytest.mark.usefixtures("qapp")
READ = "INV-O042"


async def blind(desk: Desk, path: str = "number") -> None:
    """Type that field blind and select it."""
    desk.review.settings.set_rekeyed(path, on=True)
    desk.review.select(path)
    await desk.settled()


async def verdict(desk: Desk, path: str = "number"):
    return (await desk.journal.verdicts(HERE, "j2")).get(path)


def everything_said(page: QWidget) -> str:
    """Every text of the page that a person, a screen reader or the clipboard could get at."""
    said = []
    for each in (page, *page.findChildren(QWidget)):
        said += [each.accessibleName(), each.accessibleDescription(), each.toolTip()]
        if isinstance(each, QLabel):
            said.append(each.text())
        said += _of_model(each)
        interface = QAccessible.queryAccessibleInterface(each)
        if interface is not None:
            said += [interface.text(kind) for kind in (QAccessible.Text.Name, QAccessible.Text.Value)]
    return "\n".join(said)


def _of_model(view: QWidget) -> list[str]:
    model = getattr(view, "model", None)
    if not callable(model) or model() is None:
        return []
    found, roles = [], [int(each) for each in Qt.ItemDataRole if int(each) < 20]
    waiting = [model().index(row, 0) for row in range(model().rowCount())]
    while waiting:
        index = waiting.pop()
        found += [str(index.data(role)) for role in roles]
        waiting += [model().index(row, 0, index) for row in range(model().rowCount(index))]
    return found


def test_nothing_tells_what_was_read_until_it_was_typed(tmp_path: Path):
    async def story(desk: Desk) -> None:
        assert READ in everything_said(desk.page)
        await blind(desk)
        assert READ not in everything_said(desk.page)
        assert READ not in repr(desk.page._boxes.of(desk.review.fields))
        assert "type what stands on the page" in everything_said(desk.page)
        desk.type("INV-0042")
        assert READ not in everything_said(desk.page)

    at_desk(tmp_path, story)


def test_the_same_in_another_spelling_is_accepted_and_the_journal_says_how(tmp_path: Path):
    async def story(desk: Desk) -> None:
        await blind(desk, "total")
        desk.type("1.234,50")
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        kept = await verdict(desk, "total")
        assert (kept.kind, kept.value_text, kept.comment, kept.original) == (
            VerdictKind.ACCEPTED,
            TYPED_SAME,
            None,
            "1234.50 EUR",
        )
        assert not desk.page.rekey.isVisible()
        assert desk.review.current != "total"
        assert desk.review.row_of("total").shown_value == "1234.50 EUR"
        assert not await desk.outbox.drafts(HERE, "j2")

    at_desk(tmp_path, story)


def test_enter_alone_vouches_for_nothing_that_is_not_shown(tmp_path: Path):
    async def story(desk: Desk) -> None:
        await blind(desk)
        desk.press(Qt.Key.Key_Return)
        assert desk.page.panel.editor.editing
        desk.page.panel.restore()
        desk.review.accept_rest()
        desk.review.comment("Looks fine.")
        await desk.settled()
        assert await verdict(desk) is None
        assert (await verdict(desk, "total")).kind is VerdictKind.ACCEPTED

    at_desk(tmp_path, story)


@pytest.mark.parametrize(
    ("key", "kind", "text"),
    [(Qt.Key.Key_1, VerdictKind.CORRECTED, "INV-0042"), (Qt.Key.Key_2, VerdictKind.ACCEPTED, MACHINE_KEPT)],
)
def test_two_readings_that_differ_show_the_page_first_then_both(tmp_path: Path, key, kind, text):
    async def story(desk: Desk) -> None:
        await blind(desk)
        desk.type("INV-0042")
        desk.press(Qt.Key.Key_Return)
        compare = desk.page.rekey
        assert compare.isVisible()
        assert compare.hasFocus()
        assert READ not in everything_said(desk.page)
        desk.press(key)  # no choice before both were seen
        assert compare.isVisible()
        desk.press(Qt.Key.Key_Return)
        said = everything_said(desk.page)
        assert READ in said
        assert "INV-<span" in said
        desk.press(Qt.Key.Key_Return)  # Enter decides nothing here
        assert await verdict(desk) is None
        desk.press(key)
        await desk.settled()
        kept = await verdict(desk)
        assert (kept.kind, kept.value_text, kept.original) == (kind, text, READ)
        assert not compare.isVisible()
        assert desk.review.current != "number"
        assert not desk.review.unsaved

    at_desk(tmp_path, story)


def test_editing_again_begins_with_what_was_typed_and_submit_waits(tmp_path: Path):
    async def story(desk: Desk) -> None:
        await blind(desk)
        desk.type("INV-0043")
        desk.press(Qt.Key.Key_Return)
        desk.press(Qt.Key.Key_F2)
        assert not desk.page.rekey.isVisible()
        assert desk.page.panel.editor.text() == "INV-0043"
        desk.page.panel.restore()
        desk.review.submit()
        await desk.settled()
        assert desk.review.job.id == "j2"
        desk.page.panel.edit()
        assert desk.page.panel.editor.text() == "INV-0043"
        desk.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        desk.type(READ)
        desk.press(Qt.Key.Key_Return)
        await desk.settled()
        assert (await verdict(desk)).value_text == TYPED_SAME

    at_desk(tmp_path, story)


def test_another_document_takes_the_comparison_away(tmp_path: Path):
    async def story(desk: Desk) -> None:
        await blind(desk)
        desk.type("INV-0042")
        desk.press(Qt.Key.Key_Return)
        desk.review.open("j1")
        await desk.settled()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not desk.page.rekey.isVisible()
        assert desk.review.blind.comparing is None
        assert desk.review.row_of("number").hidden

    at_desk(tmp_path, story)


def test_the_action_turns_it_on_and_off(tmp_path: Path):
    async def story(desk: Desk) -> None:
        desk.review.select("number")
        desk.page.action_set.by_id["type_blind"].trigger()
        assert desk.review.row.hidden
        desk.page.action_set.by_id["type_blind"].trigger()
        assert desk.review.row.shown_value == READ

    at_desk(tmp_path, story)
