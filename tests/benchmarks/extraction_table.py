"""Every PDF and picture of a folder through the real service: ``python -m tests.benchmarks.extraction_table [FOLDER …]``.

Uploads each document, waits for its end, opens it with the rendering service and prints: end state and hub, values found, boxes
that cover exactly the words of their value (asked of MuPDF's own text, not of ours; of a scan, that lie on a text of the truth files
which holds the value, and only where such a file is), boxes with ink in the drawn page, values that are right and wrong where the truth
is known. Folders default to ``business`` and ``zugferd`` of the corpus. ``--misses``
names each wrong or missing value; ``--half`` keeps one half of the documents (by name), so that rules are not tuned on both.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from statistics import median

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from plextera_review.contract.reading import read_extraction
from plextera_review.domain.errors import DocumentError, KnownError
from plextera_review.domain.field import Field
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.job import JobStatus
from plextera_review.extraction.values import dates
from plextera_review.formats.opening import open_document
from plextera_review.pdf.frames import page_frames
from plextera_review.rendering.service import DocumentHandle, RenderService
from tests.benchmarks.placement_truth import Known, known_places
from tests.benchmarks.truth import known_values, labelled_values, same_value
from tests.support.corpus import corpus_path
from tests.support.words_under import covers, plain

_ALIKE = 5 / 6
_KINDS = {".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"}
_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.97, 1.01)


@dataclass
class Row:
    """What one document showed."""

    name: str
    end: str
    seconds: float = 0.0
    pages: int = 0
    picture: bool = False
    found: int = 0
    checked: int = 0
    covered: int = 0
    inked: int = 0
    right: int = 0
    known: int = 0
    misses: list[str] = field(default_factory=list)
    graded: list[tuple[float, bool]] = field(default_factory=list)


async def table(paths: Sequence[Path]) -> list[Row]:
    """One row a document."""
    with tempfile.TemporaryDirectory() as folder:
        child, render = ServiceChild(Path(folder) / "data", Path(folder) / "logs"), RenderService()
        address = await child.start()
        client = PlexteraClient(address.base_url, address.key)
        try:
            return [await _document(client, render, path) for path in paths]
        finally:
            await client.close()
            await child.stop()
            await render.close()


async def _document(client: PlexteraClient, render: RenderService, path: Path) -> Row:
    start = time.monotonic()
    try:
        stored = await client.files.upload(path, path.name)
        job = await client.insights.create(stored.id, hub_id=None, metadata={})
    except KnownError as error:
        return Row(path.name, f"refused: {error.message}")
    detail = await client.insights.get(job.id)
    while not detail.job.status.is_final:
        await asyncio.sleep(0.02)
        detail = await client.insights.get(job.id)
    if detail.job.status is not JobStatus.COMPLETED:
        ended = f"{detail.job.status.value}: {detail.job.error.message if detail.job.error else ''}"
        return Row(path.name, ended, picture=detail.job.error is not None and detail.job.error.code == "NO_TEXT")
    row = Row(path.name, detail.job.hub_name or "?", time.monotonic() - start)
    leaves = [each for each in read_extraction(job.id, detail.output).leaves() if each.value is not None]
    handle = await render.open(path, None)
    with open_document(path) as document:
        row.pages = document.page_count
        row.picture = not any(page.get_text("words") or page.first_widget for page in document)
        texts = known_places(path, page_frames(document)) if row.picture else []
        for each in leaves:
            row.found += 1
            if row.picture:
                row.checked += bool(texts)
                covered = not texts or _on_text(texts, each)
                row.covered += covered and bool(texts)
            else:
                row.checked += 1
                covered = all(covers(document, place.page, place.rect, each) for place in each.placements)
                row.covered += covered
            row.inked += all([await _has_ink(render, handle, place.page, place.rect) for place in each.placements])
            if not covered:
                row.misses.append(f"box of {each.path} = {each.raw_text!r} covers other words")
    _grade(row, path, leaves)
    return row


def _on_text(texts: Sequence[Known], each: Field) -> bool:
    """True when the middle of a box lies on the true texts that, run together, hold the value; one wrong letter in six is allowed."""
    value = plain(each.raw_text or "")
    for place in each.placements:
        rect = place.rect
        under = [
            known
            for known in texts
            if known.page == place.page and known.rect.intersection_area(rect) > 0.3 * min(known.rect.area, rect.area)
        ]
        text = plain("".join(known.text for known in sorted(under, key=lambda known: known.rect.x)))
        match = SequenceMatcher(None, text, value, autojunk=False).get_matching_blocks()
        if sum(block.size for block in match) < _ALIKE * len(value):
            return False
    return True


async def _has_ink(render: RenderService, handle: DocumentHandle, page: int, rect: NormRect) -> bool:
    try:
        tile = await render.crop(handle, page, rect, 24)
    except DocumentError:
        return False
    return any(len(set(tile.data[channel::4])) > 1 for channel in range(4))  # paper and ink


def _grade(row: Row, path: Path, leaves: Sequence[Field]) -> None:
    fields = {each.path: each for each in leaves}
    for name, true in (known_values(path) | _receipt(path, set(fields))).items():
        each = fields.get(name)
        _count(row, each, name, true, each is not None and same_value(each.value, each.raw_text, true))
    for true, page, box in labelled_values(path):
        hits = [
            each
            for each in leaves
            for place in each.placements
            if place.page == page and place.rect.intersection_area(box) > 0.3 * min(place.rect.area, box.area)
        ]
        best = next((each for each in hits if same_value(each.value, each.raw_text, true)), hits[0] if hits else None)
        _count(row, best, "label", true, best is not None and same_value(best.value, best.raw_text, true))


def _receipt(path: Path, found: set[str]) -> dict[str, str]:
    """The key values of a receipt of SROIE, by the field ids of the hub that read it; its address is no field of ours."""
    beside = path.with_name(f"{path.stem}.key.json")
    if not beside.is_file():
        return {}
    data = json.loads(beside.read_text(encoding="utf-8"))
    invoice = not found & {"merchantName", "date", "receiptNumber"} and bool(found & {"supplierName", "invoiceDate"})
    known = {"supplierName" if invoice else "merchantName": data["company"]}
    if day := dates(data["date"]):
        known["invoiceDate" if invoice else "date"] = day[0].value
    if total := re.search(r"\d[\d,]*\.\d\d", data["total"]):
        known["total"] = total[0]
    return known


def _count(row: Row, each: Field | None, name: str, true: str, right: bool) -> None:
    row.known += 1
    row.right += right
    if each is not None:
        row.graded.append((each.confidence or 0.0, right))
    if not right:
        row.misses.append(f"{name}: {true!r}, read {each.value if each else None!r} ({each.confidence if each else 0})")


def show(rows: Sequence[Row], *, misses: bool) -> None:
    """The table, its sums, and how often a confidence is true."""
    print(f"{'document':58} {'hub or reason':34} {'found':>5} {'boxes':>5} {'ink':>5} {'right':>7} {'s':>5}")
    for row in rows:
        right = f"{row.right}/{row.known}" if row.known else "-"
        print(
            f"{row.name[:58]:58} {row.end[:34]:34} {row.found:5} {row.covered:5} {row.inked:5} {right:>7} {row.seconds:5.1f}"
        )
        for miss in row.misses if misses else ():
            print(f"      {miss}")
    for name, some in (
        ("all", rows),
        ("with text", [row for row in rows if not row.picture]),
        ("scans", [row for row in rows if row.picture]),
    ):
        _sums(name, some)
    bands: dict[int, list[bool]] = defaultdict(list)
    for confidence, right in (each for row in rows for each in row.graded):
        bands[next(n for n in range(len(_BANDS) - 1) if confidence < _BANDS[n + 1])].append(right)
    for band, graded in sorted(bands.items()):
        print(f"confidence {_BANDS[band]:.2f} to {_BANDS[band + 1]:.2f}: {sum(graded)}/{len(graded)} right")


def _sums(name: str, rows: Sequence[Row]) -> None:
    """Sums, end states and seconds a page of some rows."""
    found, checked, covered, inked, right, known = (
        sum(getattr(row, part) for row in rows) for part in ("found", "checked", "covered", "inked", "right", "known")
    )
    print(f"{name}: {len(rows)} documents; boxes {covered}/{checked}, ink {inked}/{found}, right {right}/{known}")
    print("   end states:", dict(Counter(row.end.partition(":")[0] for row in rows)))
    times = sorted(row.seconds for row in rows if row.seconds)
    if times:
        pages = sum(row.pages for row in rows if row.seconds)
        print(f"   seconds: median {median(times):.2f}, most {times[-1]:.1f}, a page {sum(times) / max(pages, 1):.2f}")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--half", choices=("tuning", "held-out"))
    options = parser.parse_args()
    corpus = corpus_path()
    folders = options.folders or ([corpus / "business", corpus / "zugferd"] if corpus else [])
    if not folders:
        print("No folder given, and the corpus is not here.", file=sys.stderr)
        return 2
    paths = sorted(
        path
        for folder in folders
        for path in ([folder] if folder.is_file() else folder.rglob("*"))
        if path.suffix.lower() in _KINDS
    )
    if options.half:
        paths = [path for path in paths if zlib.crc32(path.name.encode()) % 2 == (options.half == "held-out")]
    show(asyncio.run(table(paths)), misses=options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
