"""Says what is installed, reachable and writable on this machine, and what is wrong."""

import asyncio
import importlib
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plextera_review import __version__
from plextera_review.app.paths import Paths
from plextera_review.app.platform import has_display, missing_libraries, virtual_screen
from plextera_review.domain.errors import KnownError
from plextera_review.resources import resource_path

_LIBRARIES = ("PySide6-Essentials", "PyMuPDF", "httpx", "pydantic", "qasync", "fastapi", "uvicorn", "keyring")
_LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report. ``level``: ``ok``, ``note`` (works, but know this) or ``bad``."""

    level: str
    subject: str
    text: str


def examine() -> int:
    """Print every finding; 0 when nothing is bad."""
    findings = list(_findings())
    for each in findings:
        print(f"{each.level:>4}  {each.subject:<18} {each.text}")
    bad = sum(each.level == "bad" for each in findings)
    print("\nEverything works." if not bad else f"\n{bad} to mend.")
    return 1 if bad else 0


def _findings() -> Iterator[Finding]:
    system = f"Python {platform.python_version()} on {platform.platform()}"
    yield Finding("ok", "Plextera Review", f"{__version__}, {system}")
    for check in (_libraries, _system_libraries, _screen, _folders, _resources, _keychain, _service):
        yield from _safely(check)


def _safely(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A broken check is a finding, not the end of the report."""
    try:
        yield from check()
    except KnownError as error:
        yield Finding("bad", error.title, error.sentence)
    except Exception as error:  # noqa: BLE001 - the report goes on
        yield Finding("bad", check.__name__.strip("_"), f"{type(error).__name__}: {error}")


def _libraries() -> Iterator[Finding]:
    for name in _LIBRARIES:
        try:
            yield Finding("ok", name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding("bad", name, "is not installed; run: python3 packaging/bootstrap.py install")
    version = tuple(int(part) for part in importlib.metadata.version("PySide6-Essentials").split(".")[:2])
    if version >= (6, 12) and sys.version_info < (3, 12):
        yield Finding("bad", "PySide6-Essentials", "6.12 aborts on Python 3.11; install a version below 6.12")


def _system_libraries() -> Iterator[Finding]:
    missing = missing_libraries()
    if missing:
        yield Finding("bad", "System libraries", f"missing; run: apt-get install -y {' '.join(missing)}")
    else:
        yield Finding("ok", "System libraries", "all that Qt needs")


def _screen() -> Iterator[Finding]:
    if has_display():
        yield Finding("ok", "Display", os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform)
    elif virtual_screen():
        yield Finding("note", "Display", "none; “plextera-review tour” works on a virtual screen")
    else:
        yield Finding("note", "Display", "none, and Xvfb is not installed; run: apt-get install -y xvfb")


def _folders() -> Iterator[Finding]:
    paths = Paths.of_user()
    paths.create()
    for subject, folder in (("Data folder", paths.data), ("Log folder", paths.logs)):
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"x")
            yield Finding("ok", subject, str(folder))
        except OSError as error:
            yield Finding("bad", subject, f"{folder} cannot be written: {error.strerror}. Correct its permissions.")
    free = shutil.disk_usage(paths.data).free
    level = "ok" if free > _LEAST_FREE_BYTES else "bad"
    yield Finding(level, "Free space", f"{free / 1e9:.1f} GB" + ("" if level == "ok" else "; free some space"))


def _resources() -> Iterator[Finding]:
    for name in ("hubs", "icons", "themes", "fonts", "samples"):
        count = sum(1 for path in resource_path(name).glob("*") if path.is_file())
        yield Finding(
            "ok" if count else "bad", f"Resources: {name}", f"{count} files" if count else "none found; reinstall"
        )


def _keychain() -> Iterator[Finding]:
    keyring = importlib.import_module("keyring")
    backend = keyring.get_keyring()
    if getattr(backend, "priority", 0) and backend.priority > 0:
        yield Finding("ok", "Keychain", str(backend.name))
    else:
        yield Finding("note", "Keychain", "none found: keys of cloud connections last only while the window is open")


def _service() -> Iterator[Finding]:
    """Starts a local service on a throw-away folder and asks it something."""
    from plextera_review.api.client import PlexteraClient
    from plextera_review.app.service_child import ServiceChild

    async def ask(folder: Path) -> str:
        child = ServiceChild(folder / "service", folder / "logs")
        try:
            address = await child.start()
            client = PlexteraClient(address.base_url, address.key)
            try:
                await client.check()
            finally:
                await client.close()
            base_url: str = address.base_url
            return base_url
        finally:
            await child.stop()

    with tempfile.TemporaryDirectory() as folder:
        yield Finding("ok", "Local service", f"starts and answers ({asyncio.run(ask(Path(folder)))})")
