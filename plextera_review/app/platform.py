"""What this machine must offer before a window can open, and what to do where it does not."""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Libraries Qt and its xcb platform load that the wheel does not bring -> Debian package.
QT_LIBRARIES = {
    "glib-2.0": "libglib2.0-0",
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-randr": "libxcb-randr0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-xinerama": "libxcb-xinerama0",
    "xcb-xkb": "libxcb-xkb1",
}


def has_display() -> bool:
    """True where a window can be shown (or Qt was told to use a platform that needs no screen)."""
    if sys.platform in {"win32", "darwin"}:
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in {"offscreen", "minimal", "vnc"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_libraries() -> list[str]:
    """Debian packages of the libraries Qt needs and this machine lacks; empty elsewhere than on Linux."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes.util

    known = _known_libraries()
    return [
        package
        for library, package in QT_LIBRARIES.items()
        if f"lib{library}.so" not in known and ctypes.util.find_library(library) is None
    ]


def _known_libraries() -> str:
    """What the dynamic linker knows, asked once: ``find_library`` asks it again for every name, 35 ms in all."""
    import subprocess

    for ldconfig in ("/sbin/ldconfig", "/usr/sbin/ldconfig"):
        if os.access(ldconfig, os.X_OK):
            done = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False)
            return done.stdout
    return ""


def require_libraries() -> None:
    """Raise a :class:`KnownError` that names the packages when Qt cannot be loaded here."""
    missing = missing_libraries()
    if missing:
        from plextera_review.domain.errors import KnownError

        raise KnownError(
            "LIBRARIES_MISSING",
            "System libraries are missing",
            "The window needs libraries this system does not have.",
            f"Install them and start again: apt-get install -y {' '.join(missing)}",
        )


def require_display() -> None:
    """Raise a :class:`KnownError` with the next step when there is no screen for a window."""
    if not has_display():
        from plextera_review.domain.errors import KnownError

        raise KnownError(
            "NO_DISPLAY",
            "There is no display",
            "A window needs a screen, and DISPLAY and WAYLAND_DISPLAY are both unset.",
            "Start it from a desktop session, or see it work without one: plextera-review tour --out tour",
        )


def require_plugin(qt_folder: "Path") -> None:
    """Raise a :class:`KnownError` that names the packages when Qt's part for X11 cannot be loaded from ``qt_folder``: Qt itself would end
    the program without a sentence. To load it takes no time, because Qt needs it next; to look for every library takes 20 ms."""
    plugin = qt_folder / "plugins" / "platforms" / "libqxcb.so"
    if not sys.platform.startswith("linux") or not plugin.exists():
        return
    import ctypes

    try:
        ctypes.CDLL(str(plugin))
    except OSError:
        require_libraries()


def virtual_screen() -> str | None:
    """Path of Xvfb where it is installed."""
    import shutil

    return shutil.which("Xvfb")
