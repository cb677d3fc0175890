"""Words recognised in pictures of pages, by the picture's fingerprint: reading a page takes seconds, looking it up does not."""

import json
import time
from collections.abc import Sequence
from sqlite3 import Connection

from plextera_review.domain.geometry import NormRect
from plextera_review.domain.words import Word
from plextera_review.storage.connection import Database

_MOST_PAGES = 5_000
_SPARE = 500  # pages thrown away at once, so that it happens rarely
_PLACES = 6  # decimals of a coordinate: a thousandth of a pixel on any screen


class PageTextStore:
    """The least recently used pages are thrown away beyond a number."""

    def __init__(self, db: Database, most_pages: int = _MOST_PAGES) -> None:
        self._db = db
        self._most_pages = most_pages

    async def get(self, fingerprint: str) -> tuple[Word, ...] | None:
        """The words of a picture, or None when it was never read."""

        def read(connection: Connection) -> str | None:
            row = connection.execute("SELECT words FROM page_texts WHERE fingerprint = ?", (fingerprint,)).fetchone()
            if row is None:
                return None
            connection.execute("UPDATE page_texts SET used_at = ? WHERE fingerprint = ?", (_now(), fingerprint))
            return str(row["words"])

        found = await self._db.write(read)
        return None if found is None else tuple(_word(each) for each in json.loads(found))

    async def put(self, fingerprint: str, words: Sequence[Word]) -> None:
        """Keep the words of a picture."""
        rows = json.dumps([_row(each) for each in words], ensure_ascii=False)

        def write(connection: Connection) -> None:
            connection.execute("INSERT OR REPLACE INTO page_texts VALUES (?, ?, ?)", (fingerprint, rows, _now()))
            [count] = connection.execute("SELECT COUNT(*) FROM page_texts").fetchone()
            if count > self._most_pages:
                connection.execute(
                    "DELETE FROM page_texts WHERE fingerprint IN "
                    "(SELECT fingerprint FROM page_texts ORDER BY used_at LIMIT ?)",
                    (count - self._most_pages + min(_SPARE, self._most_pages // 2),),
                )

        await self._db.write(write)


def _now() -> int:
    return time.time_ns() // 1_000_000


def _row(word: Word) -> list[str | int | float | None]:
    box = word.rect
    places = [round(each, _PLACES) for each in (box.x, box.y, box.width, box.height)]
    return [word.text, *places, word.block, word.line, word.index, word.confidence]


def _word(row: list[object]) -> Word:
    text, x, y, width, height, block, line, index, confidence = row
    box = NormRect(float(x), float(y), float(width), float(height))  # type: ignore[arg-type]
    sure = float(confidence) if isinstance(confidence, int | float) else None
    return Word(str(text), box, int(block), int(line), int(index), confidence=sure)  # type: ignore[call-overload]
