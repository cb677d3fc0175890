"""The words of the pages that are looked at: the file's own come first, whatever is being recognised meanwhile."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PySide6.QtWidgets import QApplication

from plextera_review.domain.errors import DocumentError
from plextera_review.domain.words import PageText
from plextera_review.rendering.pool import Urgency
from plextera_review.rendering.service import RenderService
from plextera_review.sync.page_texts import PageTexts
from plextera_review.viewmodels import page_text
from plextera_review.viewmodels.page_text import DocumentText
from plextera_review.viewmodels.tasks import TaskScope
from tests.support.on_canvas import until
from tests.support.rendering import add_scan, add_text_page, saved, with_render


class Slow:
    """The render service, whose recognition takes until it is let go, and then fails if it is ``unable``."""

    def __init__(self, service: RenderService, *, unable: bool = False) -> None:
        self._service = service
        self._unable = unable
        self.asked: list[tuple[int, Urgency]] = []
        self.go_on = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def read(self, handle: Any, page: int, clip: Any, urgency: Urgency) -> PageText:
        self.asked.append((page, urgency))
        await self.go_on.wait()
        if self._unable:
            raise DocumentError("NO_OCR", "The page cannot be read", "Text recognition is not installed here.")
        return await self._service.read(handle, page, clip, urgency)


def pages(folder: Path) -> Path:
    """A scan with a stamp, a scan, and a letter."""
    made = pymupdf.open()
    add_scan(made, "Harbour Mill Supplies")
    made[0].insert_text((40, 20), "Bates 000123", fontsize=12)
    add_scan(made, "Invoice 20260042")
    add_text_page(made, "Dear reader")
    return saved(made, folder / "a.pdf")


def said(text: DocumentText, page: int) -> list[str]:
    found = text.of(page)
    return [word.text for word in found.words] if found is not None else []


def test_own_words_do_not_wait_for_pictures_and_scans_come_before_stamped_ones(
    qapp: QApplication, tmp_path: Path
) -> None:
    async def story(service: RenderService) -> None:
        bugs: list[BaseException] = []
        render, tasks, told = Slow(service), TaskScope(bugs.append, bugs.append), list[int]()
        text = DocumentText(PageTexts(render, await service.open(pages(tmp_path), None), None), 3, tasks)
        text.ready.connect(told.append)
        text.want([1, 2])
        await until(lambda: bool(render.asked))
        assert said(text, 1) == ["Bates", "000123"]
        text.want([1, 2, 3])
        await until(lambda: 3 in told)
        assert said(text, 3) == ["Dear", "reader"]
        assert render.asked == [(2, Urgency.SOON)]
        assert told == [1, 3]
        render.go_on.set()
        await until(lambda: told.count(1) == 2)
        assert render.asked == [(2, Urgency.SOON), (1, Urgency.LATER)]
        assert told == [1, 3, 2, 1]
        assert (said(text, 1)[-3:], said(text, 2)) == (["Harbour", "Mill", "Supplies"], ["Invoice", "20260042"])
        await tasks.settled()
        assert bugs == []

    with_render(story)


def test_pictures_of_a_page_that_was_only_passed_by_are_not_read(qapp: QApplication, tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        bugs: list[BaseException] = []
        render, tasks = Slow(service), TaskScope(bugs.append, bugs.append)
        text = DocumentText(PageTexts(render, await service.open(pages(tmp_path), None), None), 3, tasks)
        text.want([1, 2])
        await until(lambda: bool(render.asked))
        text.want([3])
        render.go_on.set()
        await tasks.settled()
        assert [page for page, _ in render.asked] == [2]
        assert not text.of(1).is_whole
        text.want([1])  # and back again
        await tasks.settled()
        assert text.of(1).is_whole
        assert bugs == []

    with_render(story)


def test_who_leafs_through_scans_is_not_slowed_by_their_reading(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_text, "_REST_SECONDS", 0.4)

    async def story(service: RenderService) -> None:
        bugs: list[BaseException] = []
        render, tasks = Slow(service), TaskScope(bugs.append, bugs.append)
        render.go_on.set()
        text = DocumentText(PageTexts(render, await service.open(pages(tmp_path), None), None), 3, tasks)
        begin = time.monotonic()
        for page in (1, 2, 1, 2, 1, 2):
            text.want([page])
            text.want([page])  # the view moved, the page is the same
            await asyncio.sleep(0.1)
        turned = time.monotonic()
        assert turned - begin > 0.4
        assert render.asked == [] or turned - begin > 2  # the machine held us up
        await until(lambda: bool(render.asked))
        assert time.monotonic() - turned > 0.2
        await tasks.settled()
        assert [page for page, _ in render.asked] == [2]
        assert bugs == []

    with_render(story)


def test_what_cannot_be_recognised_is_not_tried_over_and_over(qapp: QApplication, tmp_path: Path) -> None:
    async def story(service: RenderService) -> None:
        bugs: list[BaseException] = []
        render, tasks = Slow(service, unable=True), TaskScope(bugs.append, bugs.append)
        render.go_on.set()
        text = DocumentText(PageTexts(render, await service.open(pages(tmp_path), None), None), 3, tasks)
        for _ in range(2):
            text.want([1, 2, 3])
            await tasks.settled()
        assert [page for page, _ in render.asked] == [2, 1]
        assert [said(text, page) for page in (1, 2, 3)] == [["Bates", "000123"], [], ["Dear", "reader"]]
        assert bugs == []

    with_render(story)
