"""Every PDF of a folder through the real service: ``python -m tests.benchmarks.extraction_table [FOLDER …]``.

Uploads each document, waits for its end, opens it with the rendering service and prints: end state and hub, values found, boxes
that cover exactly the words of their value (asked of MuPDF's own text, not of ours), boxes with ink in the drawn page, values
that are right and wrong where the truth is known. Folders default to ``business`` and ``zugferd`` of the corpus. ``--misses``
names each wrong or missing value; ``--half`` keeps one half of the documents (by name), so that rules are not tuned on both.
"""

import argparse
import asyncio
import sys
import tempfile
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pymupdf

from plextera_review.api.client import PlexteraClient
from plextera_review.app.service_child import ServiceChild
from plextera_review.contract.reading import read_extraction
from plextera_review.domain.errors import KnownError
from plextera_review.domain.field import Field
from plextera_review.domain.geometry import NormRect
from plextera_review.domain.job import JobStatus
from plextera_review.rendering.service import DocumentHandle, RenderService
from tests.benchmarks.truth import known_values, labelled_values, same_value
from tests.support.corpus import corpus_path
from tests.support.words_under import covers

_BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.97, 1.01)


@dataclass
class Row:
    """What one document showed."""

    name: str
    end: str
    seconds: float = 0.0
    found: int = 0
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
        return Row(path.name, f"{detail.job.status.value}: {detail.job.error.message if detail.job.error else ''}")
    row = Row(path.name, detail.job.hub_name or "?", time.monotonic() - start)
    leaves = [each for each in read_extraction(job.id, detail.output).leaves() if each.value is not None]
    handle = await render.open(path, "application/pdf")
    with pymupdf.open(path) as document:
        for each in leaves:
            row.found += 1
            covered = all(covers(document, place.page, place.rect, each) for place in each.placements)
            row.covered += covered
            row.inked += all([await _has_ink(render, handle, place.page, place.rect) for place in each.placements])
            if not covered:
                row.misses.append(f"box of {each.path} = {each.raw_text!r} covers other words")
    _grade(row, path, leaves)
    return row


async def _has_ink(render: RenderService, handle: DocumentHandle, page: int, rect: NormRect) -> bool:
    tile = await render.crop(handle, page, rect, 24)
    return any(len(set(tile.data[channel::4])) > 1 for channel in range(4))  # paper is transparent, ink is not


def _grade(row: Row, path: Path, leaves: Sequence[Field]) -> None:
    fields = {each.path: each for each in leaves}
    for name, true in known_values(path).items():
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
    total = Row("", "")
    for row in rows:
        for name in ("found", "covered", "inked", "right", "known"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
    print(
        f"{len(rows)} documents; boxes {total.covered}/{total.found}, ink {total.inked}/{total.found}, right {total.right}/{total.known}"
    )
    print("end states:", dict(Counter(row.end.partition(":")[0] for row in rows)))
    bands: dict[int, list[bool]] = defaultdict(list)
    for confidence, right in (each for row in rows for each in row.graded):
        bands[next(n for n in range(len(_BANDS) - 1) if confidence < _BANDS[n + 1])].append(right)
    for band, graded in sorted(bands.items()):
        print(f"confidence {_BANDS[band]:.2f} to {_BANDS[band + 1]:.2f}: {sum(graded)}/{len(graded)} right")


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
    paths = sorted(path for folder in folders for path in ([folder] if folder.is_file() else folder.rglob("*.pdf")))
    if options.half:
        paths = [path for path in paths if zlib.crc32(path.name.encode()) % 2 == (options.half == "held-out")]
    show(asyncio.run(table(paths)), misses=options.misses)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
