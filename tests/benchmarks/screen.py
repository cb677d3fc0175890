"""A virtual desktop: a screen whose pixels are read from its memory, keys and windows over X11, a session bus, and processes to start on it.

Xvfb keeps its frame buffer in a mapped file (``-fbdir``). Looking at the screen is reading that file: no request to the server, hence no load on
it and no queue behind a viewer's drawing. One look costs about 0.1 ms; looks are 1 ms apart.
"""

import ctypes
import ctypes.util
import mmap
import os
import shutil
import signal
import struct
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.viewer_documents import Frame

WIDTH, HEIGHT = 1280, 1000
POLL_SECONDS = 0.001

_VIEWABLE = 2
_TOKEN = "VIEWER_BENCHMARK"  # in the environment of every process started here


class _Attributes(ctypes.Structure):
    """XWindowAttributes of Xlib."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("x", "y", "width", "height", "border_width", "depth")),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("class_", "bit_gravity", "win_gravity", "backing_store")),
        *((name, ctypes.c_ulong) for name in ("backing_planes", "backing_pixel")),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        *((name, ctypes.c_int) for name in ("map_installed", "map_state")),
        *((name, ctypes.c_long) for name in ("all_masks", "your_mask", "no_propagate_mask")),
        ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    )


_ErrorHandler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_ignore_error = _ErrorHandler(lambda _display, _event: 0)  # a window may go away at any time


class _X:
    """The few calls of libX11 and libXtst needed here."""

    def __init__(self, display: str) -> None:
        self._x11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
        self._test = ctypes.CDLL(ctypes.util.find_library("Xtst") or "libXtst.so.6")
        x11, pointer, number = self._x11, ctypes.c_void_p, ctypes.c_ulong
        x11.XOpenDisplay.restype = pointer
        x11.XDefaultRootWindow.restype = x11.XStringToKeysym.restype = number
        x11.XKeysymToKeycode.restype = ctypes.c_ubyte
        x11.XSetErrorHandler(_ignore_error)
        self._display = pointer(x11.XOpenDisplay(display.encode()))
        if not self._display:
            raise RuntimeError(f"The virtual screen {display} does not answer.")
        self._root = number(x11.XDefaultRootWindow(self._display))

    def close(self) -> None:
        self._x11.XCloseDisplay(self._display)

    def sync(self) -> None:
        self._x11.XSync(self._display, 0)

    def main_window(self) -> int | None:
        """The largest ordinary window that is mapped."""
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        out = (ctypes.byref(item) for item in (root, parent, children, count))
        self._x11.XQueryTree(self._display, self._root, *out)
        best, best_area = None, 200 * 200
        for window in children[: count.value]:
            found = _Attributes()
            if not self._x11.XGetWindowAttributes(self._display, ctypes.c_ulong(window), ctypes.byref(found)):
                continue
            area = found.width * found.height
            if found.map_state == _VIEWABLE and not found.override_redirect and area > best_area:
                best, best_area = window, area
        if count.value:
            self._x11.XFree(children)
        return best

    def fill_screen(self, window: int) -> None:
        self._x11.XMoveResizeWindow(self._display, ctypes.c_ulong(window), 0, 0, WIDTH, HEIGHT)
        self.sync()

    def focus(self, window: int) -> None:
        revert_to_parent = 2
        self._x11.XSetInputFocus(self._display, ctypes.c_ulong(window), revert_to_parent, ctypes.c_ulong(0))
        self.sync()

    def point(self, x: int = WIDTH - 1, y: int = HEIGHT - 1) -> None:
        """Move the pointer, out of the way by default."""
        self._test.XTestFakeMotionEvent(self._display, 0, x, y, ctypes.c_ulong(0))
        self.sync()

    def press(self, chord: str) -> None:
        """Press and release keys given as keysym names joined by ``+``."""
        codes = [
            self._x11.XKeysymToKeycode(self._display, ctypes.c_ulong(self._x11.XStringToKeysym(name.encode())))
            for name in chord.split("+")
        ]
        for down, order in ((1, codes), (0, codes[::-1])):
            for code in order:
                self._test.XTestFakeKeyEvent(self._display, code, down, ctypes.c_ulong(0))
        self._x11.XFlush(self._display)


class Screen:
    """The virtual screen: what it shows, its windows and its keys."""

    def __init__(self, display: str, frame: Frame) -> None:
        self.display = display
        self.x = _X(display)
        self.frame = frame

    def wait_for(self, page: int, seconds: float, alive: Callable[[], bool] = lambda: True) -> float | None:
        """Wait until a page is visible; the time when it was, or None."""
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end and alive():
            if self.frame.mark(page):
                return now
            time.sleep(POLL_SECONDS)
        return None

    def last_change(self, page: int, seconds: float) -> float | None:
        """Watch the part of the page around its mark that long; the time of the last change of any of its pixels, or None.

        A low-resolution stand-in that is replaced, an animation or a page drawn in pieces shows here.
        """
        place = self.frame.mark(page)
        if place is None:
            return None
        lines, memory = self.frame.lines_at(place), self.frame.memory
        seen, changed = b"", None
        end = time.perf_counter() + seconds
        while (now := time.perf_counter()) < end:
            current = b"".join([memory[line] for line in lines])
            if current != seen:
                changed = now if seen else changed
                seen = current
            time.sleep(POLL_SECONDS)
        return changed

    def save(self, path: Path) -> None:
        """Write what the screen shows as a picture."""
        import pymupdf

        pixels = self.frame.memory[self.frame.line(0) : self.frame.line(HEIGHT)]
        samples = bytearray(WIDTH * HEIGHT * 3)
        for channel in range(3):
            samples[channel::3] = pixels[2 - channel :: 4]
        pymupdf.Pixmap(pymupdf.csRGB, WIDTH, HEIGHT, bytes(samples), False).save(path)


def _frame(memory: mmap.mmap) -> Frame:
    """The picture in a file in the format of xwd."""
    header_size, stride, colours = (struct.unpack_from(">I", memory, at)[0] for at in (0, 48, 76))
    return Frame(memory, header_size + colours * 12, stride, WIDTH, HEIGHT)


@contextmanager
def virtual_screen(folder: Path) -> Iterator[Screen]:
    """An Xvfb of its own while the block runs, without a window manager."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)]
    process = subprocess.Popen(
        [*command, "-nolisten", "tcp", "-noreset"],
        pass_fds=(write_end,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start.")
        with (folder / "Xvfb_screen0").open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        with memory:
            screen = Screen(f":{number}", _frame(memory))
            screen.x.point()
            try:
                yield screen
            finally:
                screen.x.close()
    finally:
        process.terminate()
        process.wait(5)


@dataclass(frozen=True, slots=True)
class Started:
    """A process with all its descendants, which carry its token in their environments."""

    process: subprocess.Popen[bytes]
    token: str

    def family(self) -> set[int]:
        """The process, its descendants, and whatever else carries the token."""
        parents, found = {}, {self.process.pid}
        token = f"{_TOKEN}={self.token}\0".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                number = int(folder.name)
                parents[number] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if token in (folder / "environ").read_bytes():
                    found.add(number)
        size = 0
        while size != len(found):
            size = len(found)
            found |= {number for number, parent in parents.items() if parent in found}
        return found & parents.keys()

    def pss(self) -> float:
        """Megabytes of the family's proportional set size."""
        total = 0
        for number in self.family():
            with suppress(OSError):
                lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total / 1024

    def end(self) -> None:
        """SIGTERM to the process group, and SIGKILL to what is left after five seconds."""
        family = self.family()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        for number in family | self.family():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait(5)


@contextmanager
def started(command: Sequence[str], variables: dict[str, str], token: str, log: Path) -> Iterator[Started]:
    """A process that is gone, with all its descendants, when the block ends; what it says goes to the log."""
    variables = {**variables, _TOKEN: token}
    with log.open("wb") as out:
        streams = {"stdin": subprocess.DEVNULL, "stdout": out, "stderr": out}
        process = subprocess.Popen(command, env=variables, start_new_session=True, **streams)
    running = Started(process, token)
    try:
        yield running
    finally:
        running.end()


def environment(home: Path, display: str) -> dict[str, str]:
    """The variables of a user with an empty home folder."""
    runtime = home / "run"
    runtime.mkdir(parents=True, mode=0o700)
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "DISPLAY": display,
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        **folders,
        "QT_QPA_PLATFORM": "xcb",
        "GDK_BACKEND": "x11",
        "GSETTINGS_BACKEND": "keyfile",
        "GIO_USE_VFS": "local",
        "NO_AT_BRIDGE": "1",
    }


@contextmanager
def session_bus(folder: Path, display: str) -> Iterator[str]:
    """The address of a session bus of our own; a closed one where there is no dbus-daemon."""
    program = shutil.which("dbus-daemon")
    if program is None:
        yield "disabled:"
        return
    address = f"unix:path={folder / 'bus'}"
    command = [program, "--session", "--nofork", "--nopidfile", f"--address={address}"]
    with started(command, environment(folder / "desktop", display), f"bus-{os.getpid()}", folder / "bus.log"):
        end = time.monotonic() + 5
        while not (folder / "bus").exists() and time.monotonic() < end:
            time.sleep(0.01)
        yield address
