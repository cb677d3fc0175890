"""A reviewer's work in the real window, by key events, over fixed documents with seeded errors.

    python -m tests.benchmarks.review [--documents 30] [--soak 500] [--hurry]

Run it under a virtual screen (``xvfb-run``) or on a desktop. The documents are the first of the corpus' invoices with words of their own; they go through
the local service over HTTP. Into every second one a wrong value is put (an amount, a date or a number with two figures exchanged) in this
computer's copy of the answer. Then the queue is worked off from the first flagged field to the last: Enter on right values, typing on wrong
ones, a click and Enter in every third corrected one. Keys are counted as pressed. A field counts as centred when its box is the selected
one, lies in the view and the view was painted; the next document as ready when its first flagged field is selected, its box lies in the view
and the page is sharp; it was opened and its first pictures were drawn before the submit (``--hurry``: only opened), as a person leaves
seconds for that. Stalls are gaps between two turns of the window's event loop.
"""

import argparse
import asyncio
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pymupdf
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from plextera_review.app.window import ReviewWindow
from plextera_review.canvas.hit_test import drawn_rect
from plextera_review.domain.job import JobStatus
from plextera_review.domain.proof import ProofState
from tests.benchmarks.desk import LoopWatch, at_window, percentile, proportional_memory
from tests.support.corpus import corpus_path

_WAIT_SECONDS = 60.0
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Painted(QObject):
    """Counts how often the page was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class Reviewer:
    """Presses keys where the focus is, and measures what follows."""

    def __init__(self, window: ReviewWindow, wrong: dict[str, dict[str, str]], *, waits: bool) -> None:
        self.window, self.wrong, self.waits = window, wrong, waits
        self.review, self.page = window.review, window.review_page
        self.canvas = self.page.canvas
        self.painted = Painted()
        self.canvas.viewport().installEventFilter(self.painted)
        self.keys = 0
        self.to_box: list[float] = []
        self.to_next: list[float] = []
        self.by_flags: dict[int, list[int]] = defaultdict(list)
        self.pointed: list[int] = []
        self.waived = 0

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key press where the focus is."""
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or self.page, key, modifiers)

    def type(self, text: str) -> None:
        """Type a value."""
        for each in text:
            self.keys += 1
            QTest.keyClicks(QApplication.focusWidget() or self.page, each)

    def is_centred(self) -> bool:
        """The selected field's box lies in the view."""
        row = self.review.row
        if row is None or not row.placements:
            return True
        boxes = [each for each in self.canvas.boxes.index.of_field(row.path) if self.canvas.page_count]
        if not boxes or self.canvas.boxes.selected != row.path:
            return False
        rect, view = drawn_rect(self.canvas.pages, boxes[0]), self.canvas.visible_rect()
        return view.holds(rect.x, rect.y) and view.holds(min(rect.right, view.right), min(rect.bottom, view.bottom))

    async def centred_after(self, press: Callable[[], None]) -> float:
        """Milliseconds from a key press to the box in the painted view."""
        before = self.painted.count
        begin = time.perf_counter()
        press()
        while not (self.painted.count > before and self.is_centred()):
            if time.perf_counter() - begin > 5:
                break
            await asyncio.sleep(0)
        return (time.perf_counter() - begin) * 1000

    async def work_off(self, number: int) -> None:
        """One document, from its first flagged field to the submit."""
        review, job = self.review, self.review.job
        assert job is not None
        wrong = self.wrong.get(job.id, {})
        await until(lambda: bool(review.evidence.by_path) or not review.evidence.gathering)
        flags, before, corrected, waived = review.open_fields, self.keys, 0, 0
        for _ in range(len(review.fields) + 5):
            row = review.row
            if row is None or not review.open_fields:
                break
            if not row.needs_look:
                review.next_needing_look()
                continue
            if row.path in wrong:
                true = wrong.pop(row.path)
                corrected += 1
                await self._correct(true, point=number % 3 == 0)
            elif row.failing:
                waived += 1
                self.press(Qt.Key.Key_Return)
                self.to_box.append(await self.centred_after(lambda: self.press(Qt.Key.Key_Return)))
            else:
                self.to_box.append(await self.centred_after(lambda: self.press(Qt.Key.Key_Return)))
            await asyncio.sleep(0.02)
        if not corrected and not waived:
            self.by_flags[flags].append(self.keys - before + 1)
        self.waived += waived
        await self._submit(job.id)

    async def _correct(self, true: str, *, point: bool) -> None:
        """A click on the words and Enter where they stand once on a page that is shown, else typing."""
        row = self.review.row
        assert row is not None
        proof = self.review.proof_of(row, true)
        if point and proof.state in {ProofState.FOUND, ProofState.SEVERAL}:
            place = min(proof.places, key=lambda each: abs(each.rect.y - (row.placements or (each,))[0].rect.y))
            rect, view = self.canvas.pages.rect(place.page, place.rect), self.canvas.visible_rect()
            x, y = rect.x + rect.width / 2, rect.y + rect.height / 2
            if view.holds(x, y) and self.canvas.text_layer is not None:
                await until(lambda: self.canvas.text_layer.text.of(place.page) is not None)  # type: ignore[union-attr]
                before = self.keys
                QTest.mouseClick(
                    self.canvas.viewport(),
                    Qt.MouseButton.LeftButton,
                    _CONTROL,
                    QPoint(round(x - view.x), round(y - view.y)),
                )
                await asyncio.sleep(0.05)
                shown = self.review.row_of(row.path)
                verdict = self.review.verdict_of(row.path)
                if verdict is not None and shown is not None:
                    self.to_box.append(await self.centred_after(lambda: self.press(Qt.Key.Key_Return)))
                    self.pointed.append(self.keys - before)
                    return
        self.type(true)
        self.to_box.append(await self.centred_after(lambda: self.press(Qt.Key.Key_Return)))

    async def _submit(self, job_id: str) -> None:
        review = self.review
        await until(  # a person takes longer than this
            lambda: review.order.job_id == job_id and set(review.order.upcoming[:1]) <= review.prefetch.ready
        )
        upcoming = set(review.order.upcoming[:1])
        if self.waits:  # for its pictures, too
            await until(lambda: upcoming <= review.prefetch.drawn)
        begin = time.perf_counter()
        if self.page.submit.hasFocus():
            self.press(Qt.Key.Key_Return)
        else:
            self.press(Qt.Key.Key_Return, _CONTROL)
        await until(lambda: review.finished or (review.job is not None and review.job.id != job_id))
        if review.finished:
            return
        await until(lambda: self.canvas.is_sharp and self.is_centred() and self.canvas.images is not None)
        self.to_next.append((time.perf_counter() - begin) * 1000)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something; RuntimeError after a minute."""
    limit = time.monotonic() + _WAIT_SECONDS
    while not true():
        if time.monotonic() > limit:
            raise RuntimeError("waited too long")
        await asyncio.sleep(0.001)


def documents(count: int) -> list[Path]:
    """The first invoices of the corpus that have words of their own."""
    corpus = corpus_path()
    if corpus is None:
        raise SystemExit("The corpus is not here.")
    found = []
    for path in sorted(each for name in ("zugferd", "business") for each in (corpus / name).rglob("*.pdf")):
        try:
            with pymupdf.open(path) as document:
                if not document.needs_pass and any(page.get_text("words") for page in document):
                    found.append(path)
        except (RuntimeError, ValueError):
            continue
        if len(found) == count:
            break
    return found


async def upload(window: ReviewWindow, paths: list[Path]) -> list[str]:
    """Through the local service; the jobs that were read."""
    window.widget.add_documents(tuple(paths))
    core = window.core
    assert core is not None
    await until(lambda: core.session is not None)
    session = core.session
    assert session is not None
    limit = time.monotonic() + 300
    while time.monotonic() < limit:
        records = await session.jobs.records()
        if len(records) >= len(paths) and all(each.job.status.is_final for each in records):
            return [each.job.id for each in records if each.job.status is JobStatus.COMPLETED]
        await asyncio.sleep(0.2)
    raise RuntimeError("the service did not read the documents in time")


async def seed(window: ReviewWindow, jobs: list[str]) -> dict[str, dict[str, str]]:
    """Exchange two figures in one value of every second document; the true texts by job and field."""
    core = window.core
    assert core is not None
    assert core.session is not None
    mirror, here, chance = core.stores.mirror, core.session.profile.id, random.Random(3)
    wrong: dict[str, dict[str, str]] = {}
    for job_id in jobs[::2]:
        await core.session.jobs.extraction(job_id)  # in the mirror from now on
        output = await mirror.output(here, job_id)
        choices = [
            each
            for each in output["fields"]
            if each.get("id") in {"total", "netAmount", "invoiceDate", "invoiceNumber"}
        ]
        choices = [each for each in choices if re.search(r"\d", json.dumps(each.get("value", "")))]
        for each in chance.sample(choices, min(1, len(choices))):
            value = each["value"]
            text = value["amount"] if isinstance(value, dict) else value
            places = [at for at in range(len(text) - 1) if text[at : at + 2].isdigit() and text[at] != text[at + 1]]
            if not places:
                continue
            at = chance.choice(places)
            slipped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
            each["value"] = {**value, "amount": slipped} if isinstance(value, dict) else slipped
            wrong.setdefault(job_id, {})[each["id"]] = text
        await mirror.put_output(here, job_id, output)
    return wrong


async def soak(window: ReviewWindow, jobs: list[str], count: int) -> None:
    """Open documents one after another and look at the memory."""
    review, canvas = window.review, window.review_page.canvas
    early = late = 0.0
    for number in range(count):
        job_id = jobs[number % len(jobs)]
        review.open(job_id)
        await until(lambda wanted=job_id: review.job is not None and review.job.id == wanted and not review.loading)
        await until(lambda: canvas.is_sharp and (bool(review.evidence.by_path) or not review.evidence.gathering))
        if number == min(50, count - 1):
            early = proportional_memory()
    late = proportional_memory()
    print(
        f"memory: {early:.0f} MB after 50 documents, {late:.0f} MB after {count}: {late - early:+.0f} MB (PSS, all processes)"
    )


def show(name: str, values: list[float], target: str) -> None:
    """One line of the table."""
    if values:
        p50, p95, p99 = (percentile(values, share) for share in (0.5, 0.95, 0.99))
        print(f"{name:44} n {len(values):4}   p50 {p50:7.1f}   p95 {p95:7.1f}   p99 {p99:7.1f} ms   target {target}")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=30)
    parser.add_argument("--soak", type=int, default=500)
    parser.add_argument(
        "--hurry", action="store_true", help="submit before the next document's first pictures are drawn"
    )
    options = parser.parse_args()

    async def story(window: ReviewWindow) -> None:
        jobs = await upload(window, documents(options.documents))
        wrong = await seed(window, jobs)
        seeded = sum(map(len, wrong.values()))
        window.widget.show_page("queue")
        reviewer, watch = Reviewer(window, wrong, waits=not options.hurry), LoopWatch()
        assert window.core is not None
        assert window.core.session is not None
        for each in jobs:  # what the queue says of the wrong values
            await window.core.session.jobs.note_evidence(each, {})
        await window.review.tasks.settled()
        window.shell.review_requested.emit(jobs[0])
        await until(lambda: window.review.job is not None and reviewer.canvas.is_sharp)
        watch.begin()
        for number in range(len(jobs)):
            if window.review.finished:
                break
            await reviewer.work_off(number)
        gaps = watch.end()
        left = sum(map(len, wrong.values()))
        print(
            f"{len(jobs)} documents, {seeded} seeded errors, {seeded - left} of them flagged and corrected, {left} not flagged"
        )
        for flags, keys in sorted(reviewer.by_flags.items()):
            print(
                f"keys for {flags} flagged fields, all right: {sorted(set(keys))} in {len(keys)} documents   target {flags + 1}"
            )
        print(
            f"keys besides the click per correction by pointing: {sorted(set(reviewer.pointed))} in {len(reviewer.pointed)}   target 1"
        )
        print(f"fields whose failing rule was waived (one Enter more each): {reviewer.waived}")
        show("key press -> box selected, in view, painted", reviewer.to_box, "p95 50 ms")
        show("submit -> next document sharp, flag in view", reviewer.to_next, "p95 150 ms")
        print(f"stalls of the event loop: p99 {percentile(gaps, 0.99):.1f} ms, max {max(gaps):.1f} ms   target 16 / 50")
        if options.soak:
            await soak(window, jobs, options.soak)

    at_window(story)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
