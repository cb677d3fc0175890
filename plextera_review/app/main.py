"""Opens the window: first the picture, then the libraries behind it."""

import asyncio
import gc
import importlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from plextera_review.app import hooks, loop
from plextera_review.app.application import make_application
from plextera_review.app.logs import start_logging
from plextera_review.app.paths import Paths
from plextera_review.app.single_instance import SingleInstance
from plextera_review.domain.errors import KnownError, StorageError
from plextera_review.rendering.service import RenderService

if TYPE_CHECKING:
    from plextera_review.app.bare_window import BareWindow
    from plextera_review.app.window import ReviewWindow

_HEARD_SECONDS = 0.01
_log = logging.getLogger(__name__)


def open_window(
    paths: Sequence[Path], render: RenderService, look_at: Path | None = None, bare: "BareWindow | None" = None
) -> int:
    """Open the window, upload ``paths`` or show the pages of ``look_at``, run until it is closed; returns the exit code.

    ``render`` was started before Qt was imported: its first worker loads PyMuPDF meanwhile. ``bare`` is the window when it shows already.

    A second start on the same data hands its paths to the first and ends.
    """
    places = Paths.of_user()
    try:
        places.create()
        start_logging(places.logs, "window")
    except OSError as error:
        raise StorageError(
            "DATA_FOLDER",
            "The data folder cannot be used",
            f"{places.data} cannot be made or written ({error.strerror}).",
            "Free some space or correct the folder's permissions, then start again.",
        ) from error
    application = make_application()
    importlib.import_module("plextera_review.app.window")  # before the loop's first turn, which waits for the fonts
    if look_at is not None:
        importlib.import_module("plextera_review.widgets.look_page")
    instance = SingleInstance(places.data)
    if not instance.acquire():
        if instance.hand_over(paths, look_at):
            return 0
        raise KnownError(
            "ALREADY_RUNNING",
            "Plextera Review is already running",
            "Another window uses the same data but does not answer.",
            "Bring it to the front; if it hangs, end it and start again.",
        )
    reporter = hooks.BugReporter()
    hooks.install(reporter)

    async def main(stop: asyncio.Event) -> int:
        window = await start(places, reporter, render, look_at, bare)
        instance.paths_received.connect(window.receive_paths)
        instance.look_requested.connect(window.look_at)
        instance.listen()
        if paths:
            window.receive_paths(tuple(paths))
        await stop.wait()
        await window.close_down()
        return 0

    try:
        return loop.run_until_stopped(application, main, reporter.report)
    finally:
        instance.release()


async def start(
    places: Paths,
    reporter: hooks.BugReporter,
    render: RenderService,
    look_at: Path | None = None,
    bare: "BareWindow | None" = None,
) -> "ReviewWindow":
    """Show the window, then bring up everything behind it. Returns once the window works or says why it does not."""
    render.start()
    from plextera_review.app.window import ReviewWindow

    window = ReviewWindow(places, render, reporter, bare)
    if bare is not None and bare.shows_page:  # else the page comes first
        window.begin_service()
    opening = None
    if look_at is not None:
        opening = asyncio.ensure_future(render.open(look_at, None))
        window.look_at(look_at, opening)
        # A worker that is done already is heard before anything is painted.
        await asyncio.wait([opening], timeout=_HEARD_SECONDS)
        await asyncio.sleep(0)
    window.show()
    if opening is not None:
        await asyncio.wait([opening])
        await window.first_page_shown()
    gc.freeze()
    gc.enable()
    window.begin_service()
    await window.complete()
    await window.connect_core()
    gc.freeze()  # what was imported stays: to look through it again and again holds up the window for 45 ms each time
    window.make_pages_later()
    return window
