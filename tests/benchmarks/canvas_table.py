"""How the pages feel, measured in the real window: flips, scrolling, boxes, memory.

    python -m tests.benchmarks.canvas_table [--documents N] [--parts memory flips scrolling boxes]

Run it under a virtual screen (``xvfb-run``) or on a desktop; everything goes through the window's own widgets. A stall is the gap between
two turns of the event loop; a frame is unsharp when a tile of what shows is not yet drawn at its own scale.
"""

import argparse
import asyncio
import multiprocessing
import random
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from plextera_review.app.window import ReviewWindow
from plextera_review.canvas.box import Box
from plextera_review.domain.geometry import NormRect, Placement
from plextera_review.domain.projection import Mark
from tests.benchmarks.desk import LoopWatch, at_window, percentile, proportional_memory, sharp, shown
from tests.benchmarks.viewer_documents import Document, make

_FLIPS = 60
_SCROLL_STEP = 160
_MOST_FRAMES = 700
_BOXES = 5_000
_ROUNDS = 60
_PARTS = ("memory", "flips", "scrolling", "boxes")


async def flips(window: ReviewWindow, document: Document) -> None:
    """Page down again and again, each time until the page is sharp."""
    canvas = window.review_page.canvas
    await shown(window, document.path, 20)
    canvas.scroll_to_end(last=False)  # a document opens where it was left
    await sharp(window, 20)
    times: list[float] = []
    for _ in range(min(_FLIPS, canvas.page_count - 1)):
        begin = time.perf_counter()
        canvas.turn_pages(1)
        await sharp(window, 20)
        times.append((time.perf_counter() - begin) * 1000)
        await asyncio.sleep(0.03)
    jumps: list[float] = []
    chance = random.Random(1)
    for _ in range(20):
        begin = time.perf_counter()
        canvas.go_to_page(chance.randrange(1, canvas.page_count + 1))
        await sharp(window, 20)
        jumps.append((time.perf_counter() - begin) * 1000)
    print(
        f"flip to a sharp page   {document.name:8} median {percentile(times, 0.5):6.1f} ms   p95 {percentile(times, 0.95):6.1f} ms"
        f"   far jumps: median {percentile(jumps, 0.5):.1f} ms, p95 {percentile(jumps, 0.95):.1f} ms"
    )


async def scrolling(window: ReviewWindow, document: Document) -> None:
    """From the first page to the last in even steps, a frame every 16 ms."""
    canvas, watch = window.review_page.canvas, LoopWatch()
    await shown(window, document.path, 20)
    canvas.scroll_to_end(last=False)  # a document opens where it was left
    await sharp(window, 20)
    bar = canvas.verticalScrollBar()
    step = max(_SCROLL_STEP, bar.maximum() // _MOST_FRAMES)
    frames = unsharp = 0
    watch.begin()
    while bar.value() < bar.maximum():
        bar.setValue(bar.value() + step)
        await asyncio.sleep(0.016)
        frames += 1
        unsharp += not canvas.is_sharp
    gaps = watch.end()
    print(
        f"scrolling end to end   {document.name:8} stalls p99 {percentile(gaps, 0.99):5.1f} ms, max {max(gaps, default=0):5.1f} ms"
        f"   frames {frames} of {step} px, with an unsharp tile {unsharp / max(frames, 1):.0%}"
    )


def boxes(seed: int = 7) -> list[Box]:
    """Five thousand small boxes on the first page."""
    chance = random.Random(seed)
    marks = (Mark.CHECK, Mark.AUTOMATIC, Mark.ACCEPTED, Mark.CORRECTED)
    return [
        Box(
            f"f{number}",
            Placement(1, NormRect(chance.random() * 0.95, chance.random() * 0.98, 0.04, 0.008)),
            marks[number % 4],
            f"Field {number}",
        )
        for number in range(_BOXES)
    ]


async def many_boxes(window: ReviewWindow, document: Document) -> None:
    """A page full of boxes: frame while scrolling, hit test, another selection, another mark, another place."""
    canvas = window.review_page.canvas
    await shown(window, document.path, 20)
    await sharp(window, 20)
    made = boxes()
    bar = canvas.verticalScrollBar()
    picture = QPixmap(canvas.viewport().size())

    def frame() -> float:
        begin = time.perf_counter()
        canvas.viewport().render(picture)
        return (time.perf_counter() - begin) * 1000

    frame()  # the picture's memory is touched for the first time, which takes longer than all boxes
    begin = time.perf_counter()
    canvas.set_boxes(made)
    given = (time.perf_counter() - begin) * 1000
    firsts = [frame() for _ in range(8)]  # boxes fill up over some frames
    frames: list[float] = []
    for number in range(_ROUNDS * 2):
        bar.setValue(abs((number * 24) % (2 * bar.maximum() + 1) - bar.maximum()))
        frames.append(frame())
    hits: list[float] = []
    chance = random.Random(3)
    for _ in range(_ROUNDS * 5):
        point = QPointF(chance.random() * canvas.viewport().width(), chance.random() * canvas.viewport().height())
        begin = time.perf_counter()
        canvas.box_at(point)
        hits.append((time.perf_counter() - begin) * 1000)
    selections: list[float] = []
    for number in range(_ROUNDS):
        begin = time.perf_counter()
        canvas.select(f"f{number * 37 % _BOXES}", True)
        frame()
        selections.append((time.perf_counter() - begin) * 1000)
    marked: list[float] = []
    for number in range(_ROUNDS):
        made[number * 31] = replace(made[number * 31], mark=Mark.MISSING)
        begin = time.perf_counter()
        canvas.set_boxes(list(made))
        frame()
        marked.append((time.perf_counter() - begin) * 1000)
    moved: list[float] = []
    for number in range(_ROUNDS):
        at = number * 37 + 5
        made[at] = replace(made[at], placement=boxes(seed=number)[0].placement)
        begin = time.perf_counter()
        canvas.set_boxes(list(made))
        frame()
        moved.append((time.perf_counter() - begin) * 1000)
    rows: list[float] = []
    for number in range(_ROUNDS):
        at = number * 29 + 3
        begin = time.perf_counter()
        canvas.set_boxes([*made[:at], *made[at + 1 :]] if number % 2 else list(made))
        frame()
        rows.append((time.perf_counter() - begin) * 1000)
    anew: list[float] = []
    for number in range(_ROUNDS):
        made[number * 41 + 7] = replace(made[number * 41 + 7], mark=Mark.WAIVED)
        equal = [replace(each) for each in made]  # as if every field had been computed again
        begin = time.perf_counter()
        canvas.set_boxes(equal)
        frame()
        anew.append((time.perf_counter() - begin) * 1000)
    for name, values in (
        ("frame while scrolling", frames),
        ("hit test", hits),
        ("selection change", selections),
        ("one mark changes", marked),
        ("one place changes", moved),
        ("a box comes or goes", rows),
        ("all made anew, one mark", anew),
    ):
        print(
            f"{_BOXES} boxes             {name:22} median {percentile(values, 0.5):6.2f} ms   p95 {percentile(values, 0.95):6.2f} ms"
            f"   max {max(values):6.2f} ms"
        )
    print(f"{_BOXES} boxes             {'given to the canvas':22} {given:6.2f} ms")
    print(f"{_BOXES} boxes             {'first frames':22} {', '.join(f'{each:.2f}' for each in firsts)} ms")
    canvas.set_boxes(())


async def memory(window: ReviewWindow, documents: dict[str, Document], count: int) -> None:
    """PSS of all processes: an invoice open, a thousand pages scrolled, many documents opened."""
    canvas = window.review_page.canvas
    await shown(window, documents["invoice"].path, 20)
    await sharp(window, 20)
    await asyncio.sleep(0.5)
    print(f"memory, all processes   first page shown            {proportional_memory():6.0f} MB")
    await shown(window, documents["text"].path, 20)
    bar = canvas.verticalScrollBar()
    for number in range(1, canvas.page_count + 1, 2):
        canvas.go_to_page(number)
        await asyncio.sleep(0.004)
    bar.setValue(bar.maximum())
    await sharp(window, 20)
    print(f"memory, all processes   after 1,000 pages           {proportional_memory():6.0f} MB")
    figures: list[float] = []
    for number in range(count):
        await shown(window, documents["invoice" if number % 2 else "text"].path, 20)
        await sharp(window, 20)
        if number in {49, count - 1}:
            await asyncio.sleep(0.5)
            figures.append(proportional_memory())
            print(f"memory, all processes   after {number + 1:4} documents        {figures[-1]:6.0f} MB")
    print(f"memory, all processes   growth from the 50th on     {figures[-1] - figures[0]:6.0f} MB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500, help="how many documents the memory is watched over")
    parser.add_argument("--parts", nargs="+", choices=_PARTS, default=_PARTS, help="what to measure")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as maker:  # its memory is not the window's
            made = maker.submit(make, ("invoice", "text", "scan"), Path(folder)).result()
        documents = {each.name: each for each in made}

        async def story(window: ReviewWindow) -> None:
            platform = QApplication.platformName()
            print(f"platform {platform}, canvas {window.review_page.canvas.viewport().width()} px wide")
            if "memory" in options.parts:  # before scans: their recognition takes half a gigabyte
                await memory(window, documents, options.documents)
            if "flips" in options.parts:
                await flips(window, documents["text"])
                await flips(window, documents["scan"])
            if "scrolling" in options.parts:
                for each in documents.values():
                    await scrolling(window, each)
            if "boxes" in options.parts:
                await many_boxes(window, documents["invoice"])

        at_window(story)


if __name__ == "__main__":
    main()
