"""The store of recognised words: what is put in comes out, and the least used pages go first."""

import asyncio
from pathlib import Path

import pytest

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.storage import page_texts
from plextera_review.storage.page_texts import PageTextStore
from tests.support.rendering import with_store

WORDS = (
    Word("Größe", NormRect(0.123456, 0.25, 0.1, 0.02), 0, 0, 0, confidence=0.9876),
    Word('"quoted"\n', NormRect(0.5, 0.25, 0.1, 0.02), 1, 2, 3, confidence=None),
)


def test_words_come_out_as_they_were_put_in(tmp_path: Path) -> None:
    async def story(store: PageTextStore) -> None:
        assert await store.get("a") is None
        await store.put("a", WORDS)
        await store.put("blank", ())
        assert await store.get("a") == WORDS
        assert await store.get("blank") == ()
        await store.put("a", WORDS[:1])
        assert await store.get("a") == WORDS[:1]

    with_store(tmp_path, story)


def test_words_outlive_the_program(tmp_path: Path) -> None:
    async def first(store: PageTextStore) -> None:
        await store.put("a", WORDS)

    async def second(store: PageTextStore) -> None:
        assert await store.get("a") == WORDS

    with_store(tmp_path, first)
    with_store(tmp_path, second)


def test_the_least_used_pages_are_thrown_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(page_texts, "_now", lambda: next(clock))

    async def story(store: PageTextStore) -> None:
        for number in range(4):
            await store.put(f"{number}", WORDS)
        await store.get("0")  # used again: 1 and 2 are older now
        await store.put("4", WORDS)
        await store.put("5", WORDS)
        kept = [number for number in range(6) if await store.get(f"{number}") is not None]
        assert len(kept) <= 4
        assert {0, 5} <= set(kept)
        assert not {1, 2} & set(kept)
        for number in range(6, 60):
            await store.put(f"{number}", WORDS)
            assert await store.get(f"{number}") == WORDS
        there = await asyncio.gather(*(store.get(f"{number}") for number in range(60)))
        assert 1 <= sum(each is not None for each in there) <= 4

    with_store(tmp_path, story, most_pages=4)
