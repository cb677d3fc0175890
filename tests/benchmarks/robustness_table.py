"""Opens every hostile and odd file of the corpus in the real window, and damaged copies of others, and counts what happens.

    python -m tests.benchmarks.robustness_table [--mutations] [--copies COUNT] [--minutes LIMIT] [--only PART]

For each file: its pages show (the first three are drawn until they are sharp or say why not), or a message with a next step, or a
password is asked for. A hang is a file that has not settled after 60 s, or whose page is neither sharp nor explained after 30 s; a crash
is an exception that nobody handled. Damaged copies are made with a fixed seed: flipped bits, overwritten runs, cut ends.
"""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from plextera_review.app.window import ReviewWindow
from plextera_review.domain.errors import KnownError
from plextera_review.viewmodels.document import Face
from tests.benchmarks.desk import BUGS, LoopWatch, at_window, percentile, proportional_memory, sharp, shown
from tests.support.corpus import corpus_path

_OPEN_SECONDS = 60.0
_SHARP_SECONDS = 30.0
_PAGES = 3
_COPIES = 20
_MUTATED_FILES = 50
_SEED = 20261124
_TRUTH = {".json", ".xml", ".md", ".tsv"}


def files_of(corpus: Path, only: str) -> list[Path]:
    """Every document of the two folders."""
    found = [
        each
        for folder in ("hostile", "formats")
        for each in sorted((corpus / folder).rglob("*"))
        if each.is_file() and not (folder == "formats" and each.suffix in _TRUTH) and only in str(each)
    ]
    return [each for each in found if each.name != "MANIFEST.md"]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A copy with bits flipped, runs overwritten, or its end cut off."""
    way = chance.randrange(3)
    broken = bytearray(data)
    if way == 0:
        for _ in range(chance.choice((1, 8, 64))):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    elif way == 1:
        begin = chance.randrange(len(broken))
        length = min(chance.choice((16, 256, 4096)), len(broken) - begin)
        broken[begin : begin + length] = chance.randbytes(length)
    else:
        del broken[chance.randrange(len(broken)) :]
    return bytes(broken)


def mutations(corpus: Path, folder: Path, copies: int) -> Iterator[Path]:
    """Damaged copies of files of every kind, one at a time: each file once, then each once more, so that a run cut short saw them all."""
    chance = random.Random(_SEED)
    sources = [each for each in files_of(corpus, "") if 0 < each.stat().st_size < 2_000_000]
    sources += sorted((corpus / "business").rglob("*.pdf"))[:20]
    chosen = chance.sample(sources, min(_MUTATED_FILES, len(sources)))
    for number in range(copies):
        for source in chosen:
            copy = folder / f"{number}-{source.name}"
            copy.write_bytes(damaged(source.read_bytes(), chance))
            yield copy
            copy.unlink()


class Tally:
    """What happened to the files."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.trouble: list[str] = []
        self.gaps: list[float] = []
        self.peak = 0.0
        self.pages = self.undrawn = 0

    async def look(self, window: ReviewWindow, path: Path) -> None:
        """Open one file and its first pages."""
        face = await shown(window, path, _OPEN_SECONDS)
        problem = window.review.document.problem
        if face is Face.LOADING:
            self.trouble.append(f"hang: {path.name}")
        elif face is Face.PROBLEM:
            self._note_problem(path, problem)
        elif face is Face.PAGES:
            await self._turn(window, path)
        self.outcomes[face.value] += 1
        self.peak = max(self.peak, proportional_memory())

    async def _turn(self, window: ReviewWindow, path: Path) -> None:
        canvas = window.review_page.canvas
        for page in range(1, min(canvas.page_count, _PAGES) + 1):
            canvas.go_to_page(page)
            await asyncio.sleep(0)
            if await sharp(window, _SHARP_SECONDS) is None:
                self.trouble.append(f"hang: {path.name} page {page}")
            self.pages += 1
        images = canvas.images
        if images is not None and images.has_problems:
            self.undrawn += 1

    def _note_problem(self, path: Path, problem: KnownError | None) -> None:
        if problem is None or not problem.message or not problem.hint:
            self.trouble.append(f"no next step: {path.name}: {problem.code if problem else None}")
        self.codes[problem.code if problem else "?"] += 1


async def run(window: ReviewWindow, name: str, paths: Iterator[Path], minutes: float) -> None:
    """Look at all of them, or as many as the time is enough for, and print the row."""
    tally, watch = Tally(), LoopWatch()
    restarts, bugs, begin, count = window.restarts, len(BUGS.found), time.monotonic(), 0
    watch.begin()
    for path in paths:
        if time.monotonic() - begin > 60 * minutes:
            tally.trouble.append(f"the time was up before {path.name}")
            break
        count += 1
        await tally.look(window, path)
    gaps = watch.end()
    print(f"\n{name}: {count} files in {time.monotonic() - begin:.0f} s")
    print("  what shows      " + ", ".join(f"{face} {number}" for face, number in tally.outcomes.most_common()))
    print("  messages        " + ", ".join(f"{code} {number}" for code, number in tally.codes.most_common()))
    print(f"  pages drawn     {tally.pages}; documents with a page that says why it is not drawn: {tally.undrawn}")
    print(f"  hangs           {sum(each.startswith('hang') for each in tally.trouble)}")
    print(f"  window crashes  {len(BUGS.found) - bugs} (exceptions nobody handled)")
    print(f"  worker restarts {window.restarts - restarts}")
    print(f"  peak memory     {tally.peak:.0f} MB PSS, all processes")
    print(f"  window stalls   p99 {percentile(gaps, 0.99):.1f} ms, max {max(gaps):.0f} ms")
    for each in tally.trouble:
        print(f"  ! {each}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", action="store_true", help="damaged copies, too (some minutes)")
    parser.add_argument("--only", default="", help="files whose path holds this")
    parser.add_argument("--copies", type=int, default=_COPIES, help="damaged copies of each file")
    parser.add_argument("--minutes", type=float, default=60.0, help="when to stop, for each of the two parts")
    options = parser.parse_args()
    corpus = corpus_path()
    if corpus is None:
        raise SystemExit("The corpus of real documents is not here.")

    async def story(window: ReviewWindow) -> None:
        await run(window, "hostile and formats", iter(files_of(corpus, options.only)), options.minutes)
        if options.mutations:
            with tempfile.TemporaryDirectory() as folder:
                copies = mutations(corpus, Path(folder), options.copies)
                await run(window, "damaged copies", copies, options.minutes)

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    at_window(story)


if __name__ == "__main__":
    main()
