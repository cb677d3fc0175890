"""The words of pages with the real render service and the real recognition: read once, known ever after."""

import asyncio
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from plextera_review.domain.errors import DocumentError, StorageError
from plextera_review.domain.geometry import NormRect, PageSize, PointRect
from plextera_review.domain.words import PageText, Word
from plextera_review.rendering.service import RenderService
from plextera_review.sync.page_texts import PageTexts
from tests.support.rendering import add_scan, add_text_page, saved, store_in, with_render

LINES = ("Harbour Mill Supplies", "Invoice 20260042", "Total 1234.50")


class Counting:
    """The render service, with a list of what it was asked to recognise."""

    def __init__(self, service: RenderService) -> None:
        self._service = service
        self.asked: list[tuple[str, int]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def read(self, handle: Any, page: int, *rest: Any) -> PageText:
        self.asked.append((handle.path.name, page))
        return await self._service.read(handle, page, *rest)


class BrokenStore:
    """A store whose disk fails."""

    async def get(self, _fingerprint: str) -> None:
        raise StorageError("DISK_FULL", "The disk is full", "The disk is full.", "Free some space.")

    async def put(self, _fingerprint: str, _words: Any) -> None:
        raise StorageError("DISK_FULL", "The disk is full", "The disk is full.", "Free some space.")


def in_points(word: Word, size: PageSize) -> pymupdf.Rect:
    box: PointRect = word.rect.to_points(size)
    return pymupdf.Rect(box.x0, box.y0, box.x1, box.y1)


def shared(found: pymupdf.Rect, true: pymupdf.Rect) -> float:
    """The part of the smaller rectangle that both cover."""
    both = pymupdf.Rect(found) & true
    return 0.0 if both.is_empty else both.get_area() / min(found.get_area(), true.get_area())


def test_the_words_of_a_file_are_its_own(tmp_path: Path) -> None:
    made = pymupdf.open()
    add_text_page(made, *LINES)
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        render = Counting(service)
        texts = PageTexts(render, await service.open(path, None), None)
        assert texts.known(1) is None
        text = await texts.of(1)
        assert [word.text for word in text.words] == " ".join(LINES).split()
        assert not text.recognised
        assert texts.known(1) is text
        assert render.asked == []

    with_render(story)


def test_a_scan_is_read_once_for_every_document_that_shows_it(tmp_path: Path) -> None:
    made, again = pymupdf.open(), pymupdf.open()
    truth = add_scan(made, *LINES)
    add_text_page(again, "a cover")
    add_scan(again, *LINES)
    first, second = saved(made, tmp_path / "a.pdf"), saved(again, tmp_path / "b.pdf")

    async def story(service: RenderService) -> None:
        render = Counting(service)
        handle = await service.open(first, None)
        async with store_in(tmp_path) as store:
            texts = PageTexts(render, handle, store)
            text, same = await asyncio.gather(texts.of(1), texts.of(1))
            other = await PageTexts(render, await service.open(second, None), store).of(2)
        assert text is same
        assert text.recognised
        assert other.recognised
        assert [word.text for word in other.words] == [word.text for word in text.words]
        assert render.asked == [("a.pdf", 1)]
        found = {word.text: in_points(word, handle.page_sizes[0]) for word in text.words}
        assert set(truth) <= set(found)
        for each, place in truth.items():
            assert shared(found[each], place) > 0.6, each
            assert abs(found[each].x0 - place.x0) + abs(found[each].x1 - place.x1) < 12, each
        assert all(0.3 <= (word.confidence or 0) <= 1 for word in text.words)

    with_render(story)


@pytest.mark.parametrize("rotation", [90, pytest.param(180), pytest.param(270)])
def test_a_scan_that_lies_on_its_side_is_read(tmp_path: Path, rotation: int) -> None:
    made = pymupdf.open()
    truth = add_scan(made, *LINES)
    made[0].set_rotation(rotation)
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        handle = await service.open(path, None)
        text = await PageTexts(service, handle, None).of(1)
        found = {word.text: word.rect.turned(-rotation // 90) for word in text.words}
        assert set(truth) <= set(found)
        for each, place in truth.items():
            box = found[each].to_points(PageSize(400, 300))
            assert shared(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1), place) > 0.6, each

    with_render(story)


def test_a_part_of_a_page_is_read(tmp_path: Path) -> None:
    made = pymupdf.open()
    truth = add_scan(made, *LINES)
    add_text_page(made, *LINES)
    path = saved(made, tmp_path / "a.pdf")
    place = truth["20260042"]
    part = NormRect.from_points(PointRect(place.x0 - 6, place.y0 - 4, place.x1 + 6, place.y1 + 4), PageSize(400, 300))

    async def story(service: RenderService) -> None:
        render = Counting(service)
        handle = await service.open(path, None)
        texts = PageTexts(render, handle, None)
        scanned, own = await texts.region(1, part), await texts.region(2, part)
        assert [word.text for word in scanned.words] == [word.text for word in own.words] == ["20260042"]
        assert (scanned.recognised, own.recognised) == (True, False)
        assert shared(in_points(scanned.words[0], handle.page_sizes[0]), place) > 0.6
        assert texts.known(1) is None  # a part is not the page
        await texts.of(1)
        assert [word.text for word in (await texts.region(1, part)).words] == ["20260042"]
        assert render.asked == [("a.pdf", 1), ("a.pdf", 1)]

    with_render(story)


def add_stamped_scan(document: pymupdf.Document, *stamps: tuple[float, float, str]) -> dict[str, pymupdf.Rect]:
    """A scan with words of the file's own printed over it, at a base line in points."""
    truth = add_scan(document, *LINES)
    page = document[-1]
    for x, y, text in stamps:
        page.insert_text((x, y), text, fontsize=12)
    return truth


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_scan_with_a_stamp_is_read_and_the_stamp_stays_the_files_own(tmp_path: Path, rotation: int) -> None:
    made = pymupdf.open()
    truth = add_stamped_scan(made, (40, 20, "Bates 000123"), (300, 100, "RECEIVED"))
    made[0].set_rotation(rotation)
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        render = Counting(service)
        handle = await service.open(path, None)
        async with store_in(tmp_path) as store:
            texts = PageTexts(render, handle, store)
            early = await texts.printed(1)
            assert texts.known(1) is early
            assert render.asked == []
            text = await texts.of(1)
            again = await PageTexts(render, handle, store).of(1)
        assert [word.text for word in early.words] == ["Bates", "000123", "RECEIVED"]
        assert text.recognised
        assert text.is_whole
        assert [word.text for word in text.words if word.confidence is None] == [word.text for word in early.words]
        found = {word.text: word for word in text.words if word.confidence is not None}
        assert set(truth) <= set(found)
        for each, place in truth.items():
            box = found[each].rect.turned(-rotation // 90).to_points(PageSize(400, 300))
            assert shared(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1), place) > 0.6, each
        assert [word.text for word in again.words] == [word.text for word in text.words]
        assert render.asked == [("a.pdf", 1)]
        if rotation == 0:
            said = [word.text for word in text.words]
            assert said.index("000123") < said.index("Harbour") < said.index("RECEIVED") < said.index("Total")

    with_render(story)


def test_a_part_of_a_stamped_scan_is_read_at_once(tmp_path: Path) -> None:
    made = pymupdf.open()
    truth = add_stamped_scan(made, (300, 100, "RECEIVED"))
    path = saved(made, tmp_path / "a.pdf")
    row = pymupdf.Rect(truth["Invoice"]) | truth["20260042"] | pymupdf.Rect(300, 85, 380, 104)
    part = NormRect.from_points(PointRect(row.x0 - 4, row.y0 - 4, row.x1 + 4, row.y1 + 4), PageSize(400, 300))

    async def story(service: RenderService) -> None:
        texts = PageTexts(service, await service.open(path, None), None)
        text = await texts.region(1, part)
        assert [(word.text, word.confidence is None) for word in text.words] == [
            ("Invoice", False),
            ("20260042", False),
            ("RECEIVED", True),
        ]
        assert texts.known(1) is None

    with_render(story)


def test_a_picture_that_has_its_words_is_not_read_again_and_a_logo_is_none(tmp_path: Path) -> None:
    made = pymupdf.open()
    add_scan(made, *LINES)
    for number in range(24):  # as a text layer lies over a scan, unseen
        made[0].insert_text((10, 12 + 12 * number), "lorem ipsum dolor " * 5, fontsize=9, render_mode=3)
    add_text_page(made, *LINES)
    made[1].insert_image((320, 10, 390, 40), pixmap=made[0].get_pixmap())
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        render = Counting(service)
        handle = await service.open(path, None)
        texts = PageTexts(render, handle, None)
        layer, letter = await texts.of(1), await texts.of(2)
        assert (layer.recognised, letter.recognised) == (False, False)
        assert layer.unread < 0.1
        assert 0 < letter.unread < 0.1
        assert render.asked == []

    with_render(story)


def test_a_search_finds_what_is_pictured_on_a_page_with_words(tmp_path: Path) -> None:
    made = pymupdf.open()
    truth = add_stamped_scan(made, (40, 20, "Harbour office"))
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        handle = await service.open(path, None)
        steps = [each async for each in PageTexts(service, handle, None).search("harbour")]
        assert [(count, len(hits)) for count, hits in steps] == [(0, 1), (1, 1)]
        box = steps[1][1][0].rects[0].to_points(handle.page_sizes[0])
        assert shared(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1), truth["Harbour"]) > 0.6

    with_render(story)


def test_without_recognition_a_stamped_scan_has_its_own_words(tmp_path: Path) -> None:
    class Unable(Counting):
        async def read(self, handle: Any, page: int, *rest: Any) -> PageText:
            raise DocumentError("NO_OCR", "The page cannot be read", "Text recognition is not installed here.")

    made = pymupdf.open()
    add_stamped_scan(made, (40, 20, "Bates 000123"))
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        texts = PageTexts(Unable(service), await service.open(path, None), None)
        text = await texts.of(1)
        assert ([word.text for word in text.words], text.recognised) == (["Bates", "000123"], False)
        part = await texts.region(1, NormRect(0.0, 0.0, 1.0, 0.2))
        assert [word.text for word in part.words] == ["Bates", "000123"]

    with_render(story)


def test_a_search_tells_the_pages_with_words_before_it_reads_the_others(tmp_path: Path) -> None:
    made = pymupdf.open()
    truth = add_scan(made, *LINES)
    add_text_page(made, "no such thing here")
    add_text_page(made, "The harbour", "mill and HARBOUR again")
    made.new_page()
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        render = Counting(service)
        handle = await service.open(path, None)
        steps = [each async for each in PageTexts(render, handle, None).search("harbour")]
        assert [(count, [hit.page for hit in hits]) for count, hits in steps] == [(2, [3, 3]), (3, [1]), (4, [])]
        box = steps[1][1][0].rects[0].to_points(handle.page_sizes[0])
        assert shared(pymupdf.Rect(box.x0, box.y0, box.x1, box.y1), truth["Harbour"]) > 0.6
        early = PageTexts(render, handle, None).search("harbour")
        render.asked.clear()
        assert [hit.page for hit in (await anext(early))[1]] == [3, 3]
        assert render.asked == []
        await early.aclose()

    with_render(story)


def test_pages_are_read_even_when_the_store_fails(tmp_path: Path) -> None:
    made = pymupdf.open()
    add_scan(made, *LINES)
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        texts = PageTexts(service, await service.open(path, None), BrokenStore())
        assert "1234.50" in {word.text for word in (await texts.of(1)).words}

    with_render(story)


def test_a_page_that_does_not_exist_says_so_and_closing_gives_up(tmp_path: Path) -> None:
    made = pymupdf.open()
    add_scan(made, *LINES)
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        texts = PageTexts(service, await service.open(path, None), None)
        with pytest.raises(DocumentError) as caught:
            await texts.of(2)
        assert caught.value.code == "NO_PAGE"
        reading = asyncio.ensure_future(texts.of(1))
        await asyncio.sleep(0)
        texts.close()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert texts.known(1) is None

    with_render(story)


def test_closing_the_program_does_not_wait_for_a_page_that_is_being_read(tmp_path: Path) -> None:
    made = pymupdf.open()
    add_scan(made, *LINES)
    path = saved(made, tmp_path / "a.pdf")

    async def story(service: RenderService) -> None:
        reading = asyncio.ensure_future(PageTexts(service, await service.open(path, None), None).of(1))
        async with asyncio.timeout(60):
            while len(service.process_ids) < 2:
                await asyncio.sleep(0.005)
        async with asyncio.timeout(15):  # a page may take 90 seconds
            await service.close()
        with pytest.raises(DocumentError) as caught:
            await reading
        assert caught.value.code == "WORKER_DIED"

    with_render(story)
