#!/usr/bin/env python3
"""Makes the pictures in ``packaging/screenshots`` from the real window, a real service and the sample documents.

Run it with the interpreter the program is installed for: ``python packaging/make_screenshots.py [FOLDER]``.
"""

import asyncio
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pymupdf
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from plextera_review.app import hooks, loop
from plextera_review.app.application import make_application
from plextera_review.app.main import start
from plextera_review.app.paths import Paths
from plextera_review.app.service_child import ServiceChild
from plextera_review.app.virtual_screen import some_screen
from plextera_review.app.window import ReviewWindow
from plextera_review.rendering.service import RenderService
from plextera_review.viewmodels.document import Face

sys.path.insert(0, str(Path(__file__).resolve().parent))
from review_states import ReviewStates

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.pdf"))
SETTLE = 0.6


class Photographer:
    """Brings the window into each state and takes its picture."""

    def __init__(self, out: Path, folder: Path) -> None:
        self._out, self._folder = out, folder
        self._window: ReviewWindow
        self._server = ServiceChild(folder / "server", folder / "server-logs")
        self._bugs: list[BaseException] = []

    def report(self, error: BaseException) -> None:
        """An exception nobody caught."""
        self._bugs.append(error)

    async def run(self, _stop: asyncio.Event) -> int:
        """All pictures."""
        places = Paths.below(self._folder / "app")
        places.create()
        self._window = window = await start(places, hooks.BugReporter(), RenderService())
        window.shell.settings.set_theme_mode("light")
        await self.until(lambda: window.core is not None and window.core.session is not None)
        await self.picture("queue-empty")
        await self._uploads()
        await self._queue()
        await self._review()
        await self._looking()
        await self._settings()
        await self._server_lost()
        await self._large_text()
        await ReviewStates(window, self).take()
        await window.close_down()
        await self._server.stop()
        for bug in self._bugs:
            print(f"unexpected: {bug!r}")
        return 1 if self._bugs else 0

    async def _uploads(self) -> None:
        self._window.widget.add_documents((*SAMPLES, *self._bad_files()))
        await self.until(lambda: len(self._window.shell.uploads.rows) >= len(SAMPLES))
        await self.picture("upload", settle=0.05)
        await self.until(lambda: not self._window.shell.uploads.active_count)
        await self.picture("upload-done")

    def _bad_files(self) -> tuple[Path, ...]:
        program, photo, empty = (self._folder / name for name in ("setup.exe", "photo.pdf", "empty.pdf"))
        program.write_bytes(b"MZ" + bytes(2000))
        empty.write_bytes(b"")
        with pymupdf.open() as document:
            page = document.new_page(width=420, height=300)
            for step in range(30):  # a picture without a single word
                page.draw_circle((210, 320), 300 - step * 9, color=None, fill=(0.4 + step / 60, 0.6, 0.9 - step / 60))
            picture = page.get_pixmap(dpi=120)
            document.delete_page(0)
            page = document.new_page(width=420, height=300)
            page.insert_image(page.rect, pixmap=picture)
            document.save(photo)
        return program, photo, empty

    async def _queue(self) -> None:
        window = self._window
        session = window.core.session
        give_up = asyncio.get_running_loop().time() + 60
        while asyncio.get_running_loop().time() < give_up:
            records = await session.jobs.records()
            done = [each for each in records if each.job.status.is_final]
            read = [each for each in done if each.job.error is not None or each.open_fields is not None]
            if len(read) == len(records) > len(SAMPLES):
                break
            await asyncio.sleep(0.05)
        window.widget.show_page("queue")
        await self.picture("queue")
        window.shell.settings.set_theme_mode("dark")
        await self.picture("queue-dark")
        window.shell.settings.set_theme_mode("light")
        failed = next(
            each for each in records if each.job.error is not None and each.job.document.file_name == "photo.pdf"
        )
        window.shell.review_requested.emit(failed.job.id)
        await self.until(self._shows(failed.job.id))
        await self.picture("review-failed")

    async def open(self, name: str) -> None:
        """Show a document of the queue."""
        window = self._window
        for record in await window.core.session.jobs.records():
            if record.job.document.file_name == name and record.job.error is None:
                window.shell.review_requested.emit(record.job.id)
                await self.until(self._shows(record.job.id))
                return
        raise LookupError(name)

    def _shows(self, job_id: str) -> Callable[[], bool]:
        review = self._window.review
        return lambda: review.job is not None and review.job.id == job_id and review.document.images is not None

    async def _review(self) -> None:
        window = self._window
        await self.open("03-invoice-fr.pdf")
        await self.picture("review")
        window.shell.settings.set_theme_mode("dark")
        await self.picture("review-dark")
        window.shell.settings.set_theme_mode("light")
        self.type("05.03.2026")
        await self.picture("review-editing")
        self.key(Qt.Key.Key_Return)
        await self.picture("review-corrected")
        window.widget.window_actions.show_cheat_sheet()
        await self.picture("keys")
        window.widget.window_actions.show_cheat_sheet()
        window.widget.window_actions.show_palette()
        await self.picture("palette")
        window.widget.window_actions.show_palette()
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await asyncio.sleep(SETTLE)
        await self.open("08-delivery-note-rotated.pdf")
        await self.picture("review-rotated")
        await self.open("04-invoice-two-pages.pdf")
        window.review.select("lineItems[16].amount")
        await self.picture("review-table")

    async def _looking(self) -> None:
        """Files that are only looked at: a long one with search and thumbnails, one with a password, an archive."""
        window, page = self._window, self._window.review_page
        long, locked, archive = (self._folder / name for name in ("contract.pdf", "locked.pdf", "letters.zip"))
        with pymupdf.open() as document:
            for _ in range(6):
                for sample in SAMPLES[:5]:
                    with pymupdf.open(sample) as source:
                        document.insert_pdf(source)
            document.save(long)
        with pymupdf.open(SAMPLES[0]) as document:
            document.save(locked, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open", owner_pw="owner")
        with zipfile.ZipFile(archive, "w") as target:
            for sample in SAMPLES:
                target.write(sample, sample.name)
        document = window.review.document
        window.look_at(long)
        await self.until(lambda: document.images is not None)
        acts = page.action_set.by_id
        acts["toggle_thumbnails"].trigger()
        acts["search"].trigger()
        self.type("total")
        await self.until(lambda: document.text is not None and document.text.query and not document.text.searching)
        self.key(Qt.Key.Key_Return)
        await self.picture("search")
        acts["toggle_dark_pages"].trigger()
        window.shell.settings.set_theme_mode("dark")
        await self.picture("search-dark")
        window.shell.settings.set_theme_mode("light")
        for each in ("toggle_dark_pages", "toggle_thumbnails", "restore"):
            acts[each].trigger()
        window.look_at(locked)
        await self.until(lambda: document.face is Face.LOCKED)
        await self.picture("locked")
        window.look_at(archive)
        await self.until(lambda: document.face is Face.CONTENTS)
        await self.picture("archive")

    async def _settings(self) -> None:
        window = self._window
        window.widget.show_page("settings")
        await self.picture("settings")
        window.shell.settings.set_theme_mode("dark")
        await self.picture("settings-dark")
        window.shell.settings.set_theme_mode("light")
        address = await self._server.start()
        window.shell.settings.add_profile("Accounts payable", address.base_url, "not-the-key")
        await self.until(lambda: window.shell.settings.result is not None)
        await self.picture("wrong-key", settle=2)
        window.shell.settings.add_profile("Accounts payable", address.base_url, address.key)
        await self.until(lambda: window.shell.settings.result is not None)

    async def _server_lost(self) -> None:
        window = self._window
        window.widget.add_documents(tuple(SAMPLES[:3]))
        give_up = asyncio.get_running_loop().time() + 30
        while asyncio.get_running_loop().time() < give_up:
            records = await window.core.session.jobs.records()
            if len(records) == 3 and all(each.open_fields is not None for each in records):
                break
            await asyncio.sleep(0.05)
        await self.open("02-invoice-de.pdf")
        await self._server.stop()
        self.type("RE-2026-10475")
        self.key(Qt.Key.Key_Return)
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await self.picture("offline-review", settle=6)
        window.widget.show_page("queue")
        await self.picture("offline")
        window.widget.show_page("activity")
        await self.picture("activity")

    async def _large_text(self) -> None:
        window = self._window
        window.shell.settings.use("local")
        await self.until(
            lambda: window.shell.settings.result is not None and window.shell.settings.active_id == "local"
        )
        window.shell.settings.set_scale(2.0)
        window.widget.show_page("queue")
        await self.picture("large-queue")
        await self.open("01-invoice-en.pdf")
        await self.picture("large-review")
        window.shell.settings.set_scale(1.0)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self._window.review_page, key, modifier)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        for character in text:
            QTest.keyClicks(QApplication.focusWidget() or self._window.review_page, character)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something; TimeoutError after half a minute."""
        async with asyncio.timeout(30):
            while not holds():  # noqa: ASYNC110 - Qt's state, not a task's
                await asyncio.sleep(0.02)

    async def picture(self, name: str, settle: float = SETTLE, of: QWidget | None = None) -> None:
        """Take the window, or ``of``, once it has settled."""
        await asyncio.sleep(settle)
        (of or self._window.widget).grab().save(str(self._out / f"{name}.png"))
        print(name, flush=True)


def main() -> int:
    """Take all pictures into the folder named, or beside this file."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "packaging" / "screenshots"
    out.mkdir(parents=True, exist_ok=True)
    with some_screen(), tempfile.TemporaryDirectory() as folder:
        photographer = Photographer(out, Path(folder))
        return loop.run_until_stopped(make_application(), photographer.run, photographer.report)


if __name__ == "__main__":
    raise SystemExit(main())
