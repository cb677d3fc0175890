"""How quickly document viewers show and turn pages, and what memory they hold: this program beside others, in one run.

    python -m tests.benchmarks.viewers [--runs 5] [--only mupdf,evince] [--documents invoice,text,scan] [--pictures FOLDER]

All viewers run on one virtual screen of 1280 × 1000 without a window manager, on the same files; the runs of all viewers alternate, so that a busy
machine slows all alike. Viewers that are not installed are left out. What is the same for all:

- The file cache is warm: every viewer is started once, unmeasured. Every start finds an empty home folder with nothing but settings for
  single pages fitted into the window; only the cache folder (fonts, KDE's service list) stays. A session bus runs already, as on a desktop.
- ``start``: from starting the process to the first page's mark on the screen, in a window of the size the viewer chooses itself.
- Then the window is made as large as the screen and the whole page fitted into it, by a key where settings cannot.
- ``rapid``: 20 times the key for the next page, each as soon as the page before is visible; milliseconds a page.
- ``idle``: the key, until the next page is visible; half a second of rest lies between. ``settled``: until the last pixel around the mark has
  changed in that half second, which shows low-resolution stand-ins, animations and pages drawn in pieces.
- ``PSS``: proportional set size of the viewer's process and all its descendants, one second after the page is fitted, and after ``rapid``. The bus
  and the desktop services it starts are not counted.

Times are medians with the smallest in brackets. A viewer that shows nothing in 15 seconds, or has left by itself, gets a dash.
"""

import argparse
import os
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.screen import Screen, Started, environment, session_bus, started, virtual_screen
from tests.benchmarks.viewer_documents import NAMES, Document, make

OURS = "plextera"
PATIENCE, TURN_PATIENCE, REST = 15.0, 3.0, 0.5
RAPID, IDLE = 20, 8
_GTK_SETTINGS = "continuous=false\nsizing-mode='fit-page'\n"


@dataclass(frozen=True, slots=True)
class Viewer:
    """How one viewer is started and told to turn a page."""

    name: str
    programs: tuple[str, ...]
    next_page: str
    fit_page: str = ""
    settings: dict[str, str] = field(default_factory=dict)  # text by file below the configuration folder
    arguments: tuple[str, ...] = ()

    def command(self) -> list[str]:
        """What to run before the file's name; empty when the viewer is not installed."""
        program = next(filter(None, map(shutil.which, self.programs)), None)
        return [program, *self.arguments] if program else []


VIEWERS = (
    Viewer("mupdf", ("mupdf-x11", "/usr/lib/mupdf/mupdf-x11", "mupdf"), "space", fit_page="Shift_L+Z"),
    Viewer("zathura", ("zathura",), "Shift_L+J", fit_page="a"),
    Viewer(
        "qpdfview",
        ("qpdfview",),
        "space",
        settings={"qpdfview/qpdfview.conf": "[documentView]\ncontinuousMode=false\nscaleMode=2\n"},
    ),
    Viewer(
        "evince",
        ("evince",),
        "Control_L+Next",
        settings={"glib-2.0/settings/keyfile": f"[org/gnome/evince/default]\n{_GTK_SETTINGS}"},
    ),
    Viewer(
        "atril",
        ("atril",),
        "Control_L+Next",
        settings={"glib-2.0/settings/keyfile": f"[org/mate/atril/default]\n{_GTK_SETTINGS}"},
    ),
    Viewer(
        "okular",
        ("okular",),
        "Next",
        settings={"okularpartrc": "[PageView]\nViewContinuous=false\n\n[Zoom]\nZoomMode=2\n"},
    ),
    Viewer(
        OURS,
        (sys.executable,),
        "Control_L+Next",
        fit_page="Control_L+9",
        arguments=("-m", "plextera_review", "open"),
    ),
)


@dataclass(slots=True)
class Samples:
    """Everything measured of one viewer, by column."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self, column: str) -> float | None:
        return statistics.median(self.values[column]) if self.values[column] else None

    def cell(self, column: str) -> str:
        middle = self.median(column)
        if middle is None:
            return "–"
        digits = 0 if middle >= 100 or column.startswith("PSS") else 1
        return f"{middle:.{digits}f} ({min(self.values[column]):.{digits}f})"


class Bench:
    """Runs viewers one at a time on one screen."""

    def __init__(self, screen: Screen, folder: Path, bus: str, pictures: Path | None) -> None:
        self._screen = screen
        self._folder = folder
        self._bus = bus
        self._pictures = pictures
        self._starts = 0

    def run(self, viewer: Viewer, document: Document, samples: Samples | None) -> None:
        """Start the viewer on the document once, and measure unless it is the start that warms up."""
        self._starts += 1
        home = self._folder / f"home{self._starts}"
        variables = environment(home, self._screen.display)
        variables["DBUS_SESSION_BUS_ADDRESS"] = self._bus
        variables["XDG_CACHE_HOME"] = str(self._folder / f"cache-{viewer.name}")
        for file, text in viewer.settings.items():
            path = home / "config" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        command = [*viewer.command(), str(document.path)]
        begin = time.perf_counter()
        log = self._folder / f"start{self._starts}.log"
        with started(command, variables, f"{os.getpid()}-{self._starts}", log) as running:
            seen = self._screen.wait_for(0, PATIENCE, lambda: running.process.poll() is None)
            time.sleep(1)
            code = running.process.poll()
            if seen is None and self._pictures:
                self._screen.save(self._pictures / f"{viewer.name}-{document.name}-nothing{self._starts}.png")
            if samples is not None and seen is not None:
                samples.values[f"start {document.name}"].append((seen - begin) * 1000)
                self._use(viewer, document, samples, running)
        if seen is None:
            said = " | ".join(log.read_text(errors="replace").splitlines()[-3:])
            state = "still running" if code is None else f"ended with {code}"
            print(f"{viewer.name} showed nothing of {document.name}, {state}. {said}", file=sys.stderr, flush=True)
        shutil.rmtree(home, ignore_errors=True)
        self._wait_until_gone()

    def _use(self, viewer: Viewer, document: Document, samples: Samples, running: Started) -> None:
        screen = self._screen
        window = screen.x.main_window()
        if window is None:
            return
        screen.x.fill_screen(window)
        screen.x.focus(window)
        time.sleep(REST)
        if viewer.fit_page:
            screen.x.press(viewer.fit_page)
        time.sleep(1)
        samples.values[f"PSS {document.name}"].append(running.pss())
        if document.pages > RAPID + IDLE:
            self._turn_rapidly(viewer, document, samples)
            time.sleep(1)
            samples.values[f"PSS {document.name} +{RAPID}"].append(running.pss())
            self._turn_at_leisure(viewer, document, samples)
        if self._pictures:
            screen.save(self._pictures / f"{viewer.name}-{document.name}.png")

    def _turn(self, viewer: Viewer, page: int) -> float | None:
        """Seconds until the page is visible; None when it does not come or was there already."""
        if self._screen.frame.mark(page):
            return None
        begin = time.perf_counter()
        self._screen.x.press(viewer.next_page)
        seen = self._screen.wait_for(page, TURN_PATIENCE)
        return None if seen is None else seen - begin

    def _turn_rapidly(self, viewer: Viewer, document: Document, samples: Samples) -> None:
        begin = time.perf_counter()
        if all(self._turn(viewer, page) is not None for page in range(1, RAPID + 1)):
            samples.values[f"rapid {document.name}"].append((time.perf_counter() - begin) * 1000 / RAPID)

    def _turn_at_leisure(self, viewer: Viewer, document: Document, samples: Samples) -> None:
        for page in range(RAPID + 1, RAPID + IDLE + 1):
            begin = time.perf_counter()
            took = self._turn(viewer, page)
            if took is None:
                return
            changed = self._screen.last_change(page, REST)
            samples.values[f"idle {document.name}"].append(took * 1000)
            samples.values[f"settled {document.name}"].append(max(took, (changed or begin) - begin) * 1000)

    def _wait_until_gone(self) -> None:
        end = time.monotonic() + 5
        while self._screen.x.main_window() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.2)


def columns(documents: Sequence[Document]) -> list[str]:
    """The measured quantities, in the order of the table."""
    long = [document.name for document in documents if document.pages > RAPID + IDLE]
    names = [f"start {document.name}" for document in documents]
    names += [f"{what} {name}" for name in long for what in ("idle", "settled", "rapid")]
    for document in documents:
        names.append(f"PSS {document.name}")
        names += [f"PSS {document.name} +{RAPID}"] if document.name in long else []
    return names


def table(measured: dict[str, Samples], names: Sequence[str]) -> str:
    """Milliseconds and megabytes, a line a viewer; below them this program's ratios to the others."""
    lines = [["", *names], *([name, *map(samples.cell, names)] for name, samples in measured.items())]
    ours = measured.get(OURS)
    for name, samples in measured.items():
        if ours is not None and name != OURS:
            pairs = ((ours.median(column), samples.median(column)) for column in names)
            lines.append([f"ours / {name}", *(f"{mine / peer:.2f}" if mine and peer else "–" for mine, peer in pairs)])
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.viewers", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--only", default=",".join(viewer.name for viewer in VIEWERS), metavar="NAME,...")
    parser.add_argument("--documents", default=",".join(NAMES), metavar="NAME,...")
    parser.add_argument("--pictures", type=Path, help="folder for a picture of every viewer's last page")
    options = parser.parse_args()
    wanted = [viewer for viewer in VIEWERS if viewer.name in options.only.split(",")]
    viewers = [viewer for viewer in wanted if viewer.command()]
    for viewer in wanted:
        if viewer not in viewers:
            print(f"{viewer.name}: not installed, left out")
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    measured = {viewer.name: Samples() for viewer in viewers}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        documents = make(options.documents.split(","), folder)
        screen = stack.enter_context(virtual_screen(folder))
        bench = Bench(screen, folder, stack.enter_context(session_bus(folder, screen.display)), options.pictures)
        for number in range(options.runs + 1):
            for document in documents if number else documents[:1]:
                for viewer in viewers:
                    bench.run(viewer, document, measured[viewer.name] if number else None)
            print(f"run {number} of {options.runs} done" if number else "warm", file=sys.stderr, flush=True)
    print(table(measured, columns(documents)))
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    raise SystemExit(main())
