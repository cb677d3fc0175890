"""Does the client find out every coordinate convention? ``python -m tests.benchmarks.placement_table [--ocr [FOLDER]] [--misses]``.

First table: the corpus's known texts and boxes, and words of pages with odd boxes, are written in many conventions, read back by
``contract.reading``, calibrated by ``rendering.calibration`` and compared with where they really stand. Second table: answers of
other engines as they are. Of each: all documents, and those without a text layer alone. The words come from the text layer; with
``--ocr``, documents without one are recognised as the app does it, and their words kept in FOLDER (a new one in the system's folder for
temporary files unless named), so that a second run is fast. ``--truth-words`` stands in for recognition with the truth's own words, their
boxes shaken: that shows the conventions of images, and says nothing about recognition.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pymupdf

from plextera_review.contract.reading import read_extraction
from plextera_review.domain.field import FieldKind, Money
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.page_frame import PageFrame
from plextera_review.domain.parsing import parse_value
from plextera_review.domain.placing import replaced
from plextera_review.domain.words import Word
from plextera_review.pdf.frames import page_frames
from plextera_review.pdf.words import page_words
from plextera_review.rendering.calibration import Calibration, calibrate, samples_of
from tests.benchmarks.ocr_words import OcrWords
from tests.benchmarks.placement_truth import Known, answers, known_places
from tests.benchmarks.placement_writers import WRITERS, Writer
from tests.support.corpus import corpus_path

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)

WordsFor = Callable[[Path, int], Sequence[Word]]

_FIELDS = 30
_MOST_PAGES = 12
_NEAR = 0.5
_KINDS = {".pdf", ".jpg", ".jpeg", ".png"}
_ODD = [
    "docling/fp8-frameworkv3",
    "qpdf/boxes",
    "qpdf/overlay-copy-annotations",
    "pdfjs/160F-2019",
    "pdfplumber/issue-1054-example",
    "opf/421197",
    "tabula/should_detect_rulings",
    "pdfjs/bug1947248_text",
    "pdfplumber/issue-140-example",
    "unstructured/rotated-page-90",
    "pdfminer/issue_566_test_1",
    "tika/testPDF_rotated",
    "opf/033689",
    "pymupdf/test-2812",
    "pdfplumber/nics-background-checks-2015-11-rotated",
    "qpdf/fxo-red",
    "pdfjs/rotation",
    "pymupdf/test_2710",
    "pdfjs/issue5747",
    "pymupdf/4",
    "tabula/Publication_of_award_of_Bids_for_Transport_Sector__August_2016",
    "qpdf/to-rotate",
]


@dataclass
class Case:
    """One document with what is known of it and the words to check by."""

    path: Path
    frames: list[PageFrame]
    known: list[Known]
    words: Callable[[int], Sequence[Word]]
    picture: bool = False


@dataclass
class Tally:
    """What one row counts."""

    right: int = 0
    total: int = 0
    seconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Sum up."""
        self.right, self.total = self.right + other.right, self.total + other.total
        self.seconds += other.seconds
        self.misses += other.misses

    def share(self) -> str:
        """Right of all, in percent."""
        return f"{self.right / self.total:8.2%}" if self.total else "       -"

    def line(self, name: str) -> str:
        """One row of text."""
        share = self.share()
        spent = f"{median(self.seconds) * 1000:6.0f} {max(self.seconds) * 1000:6.0f}" if self.seconds else ""
        return f"{name:48} {self.right:6}/{self.total:6} {share} {spent}"


def measure(output: dict[str, Any], meant: dict[str, Known], case: Case) -> tuple[Tally, Calibration | None]:
    """Read, calibrate, place, compare."""
    extraction = read_extraction("job", output)
    start = time.perf_counter()
    found = calibrate(samples_of(extraction), case.frames, case.words)
    tally = Tally(seconds=[time.perf_counter() - start])
    placed = replaced(extraction, found.convention, case.frames) if found else None
    for each in placed.leaves() if placed else ():
        if each.field_id in meant and _on_it(each.placements, meant[each.field_id]):
            tally.right += 1
    tally.total = len(meant)
    if tally.right < tally.total:
        tally.misses.append(f"{case.path.name}: {tally.right}/{tally.total}, {found.sentence if found else None}")
    return tally, found


def _on_it(placements: Sequence[Placement], known: Known) -> bool:
    """All boxes of a field together: at least half of the union with the true box is shared."""
    rects = [each.rect for each in placements if each.page == known.page]
    if not rects or len(rects) < len(placements):
        return False
    rect = rects[0]
    for each in rects[1:]:
        rect = rect.united(each)
    both = rect.intersection_area(known.rect)
    return both >= _NEAR * (rect.area + known.rect.area - both)


def written(
    known: Iterable[Known], frames: Sequence[PageFrame], write: Writer
) -> tuple[dict[str, Any], dict[str, Known]]:
    """An output in one convention; every other amount as a typed value, without its printed form."""
    fields, meant = [], {}
    for at, each in enumerate(known):
        value: Any = each.text
        money = parse_value(each.text, FieldKind.MONEY) if at % 2 and re.search(r"\d[.,]\d\d\b", each.text) else None
        if money is not None and isinstance(money.value, Money):
            value = {"amount": money.value.amount, "currency": money.value.currency}
        fields.append({"id": str(at), "value": value, **write(frames[each.page - 1], each.rect, each.page)})
        meant[str(at)] = each
    return {"fields": fields}, meant


def _cases(corpus: Path, words_for: WordsFor | None) -> tuple[list[Case], list[Path]]:
    found, bare = [], []
    for path in sorted((corpus / "business").rglob("*")):
        if path.suffix.lower() in _KINDS:
            frames, layer = _opened(path)
            known = known_places(path, frames)
            if not known:
                continue
            if any(layer.values()):
                found.append(Case(path, frames, known, _on_page(layer)))
            elif words_for is not None:
                seen = {page: words_for(path, page) for page in range(1, len(frames) + 1)}
                found.append(Case(path, frames, known, _on_page(seen), picture=True))
            else:
                bare.append(path)
    for name in _ODD:
        path = corpus / "hostile" / "pdf" / f"{name}.pdf"
        frames, layer = _opened(path)
        known = [each for page, words in layer.items() for each in _word_groups(page, words)]
        if len(known) >= 3:
            found.append(Case(path, frames, known, _on_page(layer)))
    return found, bare


def _on_page(words: Mapping[int, Sequence[Word]]) -> Callable[[int], Sequence[Word]]:
    return lambda page: words.get(page, ())


def _opened(path: Path) -> tuple[list[PageFrame], dict[int, list[Word]]]:
    with pymupdf.open(path) as document:
        frames = page_frames(document)[:_MOST_PAGES]
        layer = {}
        for number in range(len(frames)):
            try:
                layer[number + 1] = page_words(document[number])
            except Exception:  # noqa: BLE001 - a broken page has no words
                layer[number + 1] = []
        return frames, layer


def _word_groups(page: int, words: Sequence[Word]) -> list[Known]:
    """One to three neighbouring words of a line: what a field looks like."""
    found, at = [], 0
    for size in (1, 2, 3) * (len(words) // 6 + 1):
        group = [each for each in words[at : at + size] if at < len(words) and each.row == words[at].row]
        at += 3
        if group:
            rect = group[0].rect
            for each in group[1:]:
                rect = rect.united(each.rect)
            found.append(Known(" ".join(each.text for each in group), page, rect))
    return [each for each in found if re.search(r"\w", each.text)]


def truth_words(frames_of: dict[Path, list[PageFrame]]) -> WordsFor:
    """Words made from the truth itself: lines cut evenly, boxes shaken by a tenth of their height."""

    def words_for(path: Path, page: int) -> list[Word]:
        if path not in frames_of:
            frames_of[path] = _opened(path)[0]
        shake, found = random.Random(f"{path.name}{page}"), []
        for line, known in enumerate(known_places(path, frames_of[path])):
            if known.page != page:
                continue
            parts, at = known.text.split(), 0
            step = known.rect.width / max(len(" ".join(parts)), 1)
            for index, part in enumerate(parts):
                dx, dy = (shake.uniform(-0.1, 0.1) * known.rect.height for _ in "xy")
                rect = NormRect(known.rect.x + at * step + dx, known.rect.y + dy, len(part) * step, known.rect.height)
                found.append(Word(part, rect, 0, line, index))
                at += len(part) + 1
        return found

    return words_for


def tables(corpus: Path, words_for: WordsFor | None, *, fields: int = _FIELDS, misses: bool = False) -> None:
    """Print both tables."""
    cases, bare = _cases(corpus, words_for)
    whole, pictures = Tally(), Tally()
    print(
        f"{'written by us, in the convention':48} {'right':>6}/{'of':>6} {'share':>8} {'ms':>6} {'most':>6}  pictures"
    )
    for name, write in WRITERS.items():
        row, scans = Tally(), Tally()
        for case in cases:
            some = random.Random(case.path.name).sample(case.known, min(fields, len(case.known)))
            tally = measure(*written(some, case.frames, write), case)[0]
            row.add(tally)
            if case.picture:
                scans.add(tally)
        print(f"{row.line(name)}  {scans.share()}")
        for miss in row.misses if misses else ():
            print(f"      {miss}")
        whole.add(row)
        pictures.add(scans)
    print(whole.line(f"all, {len(cases)} documents"))
    print(pictures.line(f"of them without a text layer: {sum(case.picture for case in cases)} documents"))
    print(f"\n{'answers of others, as they are':48} {'right':>6}/{'of':>6} {'share':>8} {'ms':>6} {'most':>6}")
    engines: dict[str, Tally] = defaultdict(Tally)
    by_path = {case.path: case for case in cases}
    for case in by_path.values():
        for answer in answers(case.path, case.frames):
            tally, found = measure(answer.output, answer.meant, case)
            convention = found.convention.describe() if found else "not found"
            engines[f"{answer.engine}: {convention}{', pictures' if case.picture else ''}"].add(tally)
            engines[f"~ all {'pictures' if case.picture else 'with a text layer'}"].add(tally)
            engines["~ all answers"].add(tally)
    for name, tally in sorted(engines.items()):
        print(tally.line(name))
        for miss in tally.misses if misses and not name.startswith("~") else ():
            print(f"      {miss}")
    if bare:
        groups = sorted({path.parent.name for path in bare})
        print(f"\nNeeds OCR: {len(bare)} documents without a text layer ({', '.join(groups)})")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth-words", action="store_true")
    parser.add_argument("--ocr", nargs="?", type=Path, const=Path(), metavar="FOLDER")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--fields", type=int, default=_FIELDS, help="fields of a document in the first table")
    options = parser.parse_args()
    corpus = corpus_path()
    if corpus is None:
        print("The corpus of real documents is not here.", file=sys.stderr)
        return 2
    words_for: WordsFor | None = truth_words({}) if options.truth_words else None
    if options.ocr is not None:
        words_for = OcrWords(Path(tempfile.mkdtemp(prefix="ocr-words-")) if options.ocr == Path() else options.ocr)
    tables(corpus, words_for, fields=options.fields, misses=options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
