"""The program as a person starts it: tour, window, second window, service, and what each says when it cannot."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pymupdf
import pytest

from tests.support.documents import invoice_pdf, pdf

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux' displays and folders")
virtual_screen = pytest.mark.skipif(
    sys.platform.startswith("linux") and shutil.which("Xvfb") is None, reason="Xvfb is not installed"
)


def environment(folder: Path, **more: str) -> dict[str, str]:
    """A user of its own without a display."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    folders = {
        f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE", "RUNTIME")
    }
    return kept | folders | {"HOME": str(folder)} | more


def program(*arguments: str | Path, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plextera_review", *map(str, arguments)],
        env=environment(folder, **more),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=80,
        check=False,
    )


@virtual_screen
def test_the_tour_plays_on_a_real_screen_to_its_end(tmp_path: Path) -> None:
    done = program("tour", "--out", tmp_path / "pictures", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "In the service's database: 'Correction: Invoice number" in done.stdout
    pictures = sorted((tmp_path / "pictures").glob("*.png"))
    assert [each.name[:2] for each in pictures] == [f"{number:02d}" for number in range(1, 11)]
    for picture in pictures:
        pixels = pymupdf.Pixmap(str(picture))
        assert (pixels.width, pixels.height) >= (900, 560)
        assert pixels.color_count() > 50, f"{picture.name} is blank"


@virtual_screen
def test_a_tour_with_a_scan_says_why_it_stops(tmp_path: Path) -> None:
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf())
    done = program("tour", "--out", tmp_path / "pictures", "--document", scan, folder=tmp_path)
    assert done.returncode == 1
    assert "FAILED  The document was not read. The pages hold no text" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_tour_without_its_document_says_so(tmp_path: Path) -> None:
    done = program("tour", "--out", tmp_path, "--document", tmp_path / "none.pdf", folder=tmp_path)
    assert done.returncode == 1
    assert "There is no such document" in done.stderr
    assert "Traceback" not in done.stderr


@linux
def test_without_a_display_the_window_says_what_to_do(tmp_path: Path) -> None:
    done = program(folder=tmp_path)
    assert done.returncode == 1
    assert "tour" in done.stderr
    assert "Traceback" not in done.stderr


@linux
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    done = program(folder=tmp_path, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert "The data folder cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


@linux
def test_a_second_start_hands_its_documents_to_the_first(tmp_path: Path) -> None:
    document = tmp_path / "second.pdf"
    document.write_bytes(invoice_pdf("NO-2"))
    first = subprocess.Popen(
        [sys.executable, "-m", "plextera_review"],
        env=environment(tmp_path, QT_QPA_PLATFORM="offscreen"),
        cwd=Path(__file__).parents[2],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        data = tmp_path / "data" / "plextera-review"
        _until((data / "service" / "service.json").exists)
        done = program(document, folder=tmp_path, QT_QPA_PLATFORM="offscreen")
        assert done.returncode == 0, done.stderr
        _until(lambda: _states(data / "service" / "service.sqlite") == ["COMPLETED"])
    finally:
        first.send_signal(signal.SIGTERM)
        _, errors = first.communicate(timeout=20)
    assert first.returncode == 0, errors
    assert "Traceback" not in errors


@linux
def test_a_second_service_on_a_folder_says_that_one_runs(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "plextera_review", "serve", "--data", str(tmp_path / "service")],
        env=environment(tmp_path),
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline().startswith("Listening on http://127.0.0.1:")
        done = program("serve", "--data", tmp_path / "service", folder=tmp_path)
        assert done.returncode == 1
        assert "A local service already runs on this folder" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        first.send_signal(signal.SIGINT)
        rest, _ = first.communicate(timeout=20)
    assert "Traceback" not in rest


def _until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 40
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.05)


def _states(database: Path) -> list[str]:
    with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as db:
        return [row[0] for row in db.execute("SELECT status FROM jobs")]
    return []
