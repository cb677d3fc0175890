"""A whole review by a person who sees nothing: ``python -m tests.support.review_by_names FOLDER DOCUMENT...``

The real window over the real local service. Every step finds what it needs in the accessibility tree, by name, role and state, and acts by what the
tree offers or by keys where the focus is. Writes a line for every step that held; ends with 0 when all did.
"""

import asyncio
import os
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from plextera_review.app import hooks, loop
from plextera_review.app.application import make_application
from plextera_review.app.main import start
from plextera_review.app.paths import Paths
from plextera_review.rendering.service import RenderService
from tests.support.screen_reader import Role, ScreenReader, Thing

_PAGES = ("Queue", "Contact sheet", "Uploads", "Activity", "Settings")
_PLAIN = {Role.Client, Role.Pane, Role.LayeredPane, Role.Border, Role.Window, Role.Splitter, Role.Grip, Role.NoRole}
"""Roles that say nothing of what a person can do: an object that takes the keyboard or an action must not have one without a name."""


def say(text: str) -> None:
    """One line for whoever watches."""
    os.write(1, f"{text}\n".encode())


class BlindReviewer:
    """Reviews two documents: a receipt with a doubtful merchant, and the invoice after it."""

    def __init__(self, folder: Path, documents: tuple[Path, ...]) -> None:
        self._places = Paths.below(folder)
        self._places.create()
        self._documents = documents
        self.reader = ScreenReader()

    async def run(self, _stop: asyncio.Event) -> int:
        """Every step in order."""
        window = await start(self._places, hooks.BugReporter(), RenderService())
        window.widget.resize(1280, 900)
        window.receive_paths(self._documents)
        try:
            await self._documents_are_read()
            await self._walk_pages()
            await self._open_from_queue()
            await self._hear_and_decide()
            await self._walk("Review")
            await self._boxes()
            await self._correct_and_submit()
            await self._second_document()
            await self._read_activity()
            await self._walk_pages()
        except AssertionError:
            traceback.print_exc()
            return 1
        finally:
            await window.close_down()
        return 0

    async def _documents_are_read(self) -> None:
        await self._go_to("Queue")
        await self.reader.find("1 of 8 to check", Role.Cell, "Merchant: Confidence")
        for each in self._documents:
            await self.reader.find(each.name, Role.Cell)

    async def _open_from_queue(self) -> None:
        reader = self.reader
        await self._go_to("Queue")
        receipt = await reader.find("05-receipt.pdf", Role.Cell)
        if not receipt.state.selected:
            receipt.do("Toggle")
        row = await reader.focus_on("To review", Role.Cell)
        assert row.rect.top() == receipt.rect.top(), "the row that was selected has the keyboard"
        reader.key(Qt.Key.Key_Return)
        await reader.find("05-receipt.pdf", Role.StaticText)
        say("opened from the queue")

    async def _hear_and_decide(self) -> None:
        """The keyboard is on the first flagged field; its name is the value and why to look."""
        item = await self.reader.focus_on("Merchant, Cornerstone Grocery Ltd, check", Role.TreeItem)
        assert "Confidence 65% is under 80%" in item.name, item
        assert item.state.selected
        others = [each for each in self.reader.all("", Role.TreeItem) if ", check," in each.name]
        assert len(others) == 1, "what else needs a look must be said in the same words"
        say("heard why")

    async def _boxes(self) -> None:
        """Every box has name, words and a place; pressing one chooses its field."""
        reader = self.reader
        await reader.find("Page 1 of 1, 7 boxes", Role.StaticText)
        boxes = [each for each in reader.all("", Role.ListItem) if "page 1." in each.description]
        assert len(boxes) == 7, boxes
        screen = QApplication.primaryScreen().geometry()
        for each in boxes:
            assert each.name, each
            assert each.value, each
            assert each.rect.width() >= 6, each
            assert each.rect.height() >= 6, each
            assert each.state.offscreen or screen.intersects(each.rect) or each.rect.top() > screen.bottom(), each
        [merchant] = [each for each in boxes if each.state.selected]
        assert merchant.name == "Merchant"
        assert "Confidence 65%" in merchant.description
        (await reader.find("Date", Role.ListItem)).press()
        chosen = await reader.find("Date, 2026-03-21, automatic", Role.TreeItem)
        assert chosen.state.selected, chosen
        assert (await reader.find("Date", Role.ListItem)).state.selected
        assert reader.named_focus(), reader.focused()
        reader.key(Qt.Key.Key_Return)
        await reader.find("Date, 2026-03-21, accepted", Role.TreeItem)
        say("chose a box and accepted its field")

    async def _correct_and_submit(self) -> None:
        reader = self.reader
        await reader.focus_on("Merchant, ", Role.TreeItem)
        reader.key(Qt.Key.Key_F2)
        editor = await reader.focus_on("Value of Merchant", Role.EditableText)
        writing = editor.about.editableTextInterface()
        heard = editor.about.textInterface()
        assert heard.text(0, heard.characterCount()) == "Cornerstone Grocery Ltd"
        writing.replaceText(0, heard.characterCount(), "Cornerstone Grocery Limited")
        reader.key(Qt.Key.Key_Return)
        await reader.find(
            "Merchant, Cornerstone Grocery Limited, corrected, read: Cornerstone Grocery Ltd", Role.TreeItem
        )
        submit = await reader.focus_on("Submit", Role.Button)
        submit.press()
        say("corrected and submitted")

    async def _second_document(self) -> None:
        reader = self.reader
        item = await reader.focus_on("Invoice date, 2026-03-05, check", Role.TreeItem)
        assert "Day and month" in item.name, item
        await reader.find("03-invoice-fr.pdf", Role.StaticText)
        reader.key(Qt.Key.Key_Return)
        await reader.find("Invoice date, 2026-03-05, accepted", Role.TreeItem)
        (await reader.focus_on("Submit", Role.Button)).press()
        await self._wait_until(lambda: not reader.all("Invoice date", Role.TreeItem), "the last document is left")
        assert reader.named_focus(), (reader.focused(), QApplication.focusObject())
        say("submitted the second document")

    async def _read_activity(self) -> None:
        reader = self.reader
        await self._go_to("Activity")
        await reader.find("Accepted, 1", Role.CheckBox)
        await reader.find("Cornerstone Grocery Ltd → Cornerstone Grocery Limited", Role.Cell)
        say("the correction has arrived")

    async def _walk_pages(self) -> None:
        for page in _PAGES:
            await self._go_to(page)
            await self._walk(page)

    async def _walk(self, page: str) -> None:
        """Whatever can be done on a page has a name and says what it is, and the focus is on something with a name."""
        for _ in range(5):
            await asyncio.sleep(0)
        usable = [each for each in self.reader.tree() if can_be_used(each)]
        assert len(usable) > 8, usable
        nameless = [str(each) for each in usable if not self.reader.heard(each)]
        assert not nameless, f"{page}: without a name: {nameless}"
        vague = [str(each) for each in usable if set(each.actions) - {"SetFocus"} and each.role in _PLAIN]
        assert not vague, f"{page}: says not what it is: {vague}"
        assert self.reader.named_focus(), f"{page}: the focus is on {self.reader.focused()}"
        say(f"walked {page}")

    async def _go_to(self, page: str) -> None:
        (await self.reader.find(page, Role.CheckBox)).press()
        await self._wait_until(lambda: self.reader.all(page, Role.CheckBox)[0].state.checked, f"{page} is shown")

    async def _wait_until(self, holds: object, what: str) -> None:
        assert callable(holds)
        async with asyncio.timeout(30):
            while not holds():
                await asyncio.sleep(0.02)
        assert holds(), what


def can_be_used(thing: Thing) -> bool:
    """True for what takes the keyboard or an action."""
    return bool(thing.state.focusable or thing.state.focused or thing.actions)


def _failed(error: BaseException) -> None:
    traceback.print_exception(error)
    os._exit(3)


if __name__ == "__main__":
    application = make_application()
    QAccessible.setActive(True)
    assert QAccessible.isActive()
    reviewer = BlindReviewer(Path(sys.argv[1]), tuple(map(Path, sys.argv[2:])))
    raise SystemExit(loop.run_until_stopped(application, reviewer.run, _failed))
