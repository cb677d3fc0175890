"""The command line: the window by default, and ``open``, ``serve``, ``tour``, ``doctor``."""

import gc
import os
import sys
from collections.abc import Callable, Sequence

from plextera_review import __version__

TYPE_CHECKING = False  # what is imported here delays the first page: typing by 3 ms
if TYPE_CHECKING:
    from pathlib import Path

_EPILOG = """commands:
  open      look at a document's pages without uploading it
  serve     run the local service alone
  tour      drive the real window through one document and save a picture of each step
  doctor    say what is installed, reachable and writable, and what is wrong

“plextera-review COMMAND --help” tells more. Without a command the window opens and PATHs are uploaded."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code. Known failures are one sentence on standard error, never a traceback."""
    commands: dict[str, Callable[[Sequence[str]], int]] = {
        "open": _open,
        "serve": _serve,
        "tour": _tour,
        "doctor": _doctor,
    }
    command = commands.get(arguments[0]) if arguments else None
    try:
        return command(arguments[1:]) if command else _window(arguments)
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _window(arguments: Sequence[str]) -> int:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(
        prog="plextera-review",
        description="Check what a machine read from documents.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="documents or folders to upload")
    parser.add_argument("--version", action="version", version=f"Plextera Review {__version__}")
    options = parser.parse_args(arguments)
    return _show_window(options.paths, None)


def _open(arguments: Sequence[str]) -> int:
    if len(arguments) == 1 and not arguments[0].startswith(
        "-"
    ):  # as a file manager says it; parsing it would take as long as Qt's core
        return _show_window((), os.path.join(os.getcwd(), arguments[0]))  # noqa: PTH109, PTH118 - without pathlib
    import argparse

    parser = argparse.ArgumentParser(
        prog="plextera-review open", description="Look at a document's pages. Nothing is uploaded until you say so."
    )
    parser.add_argument("path", metavar="PATH", help="the document")
    options = parser.parse_args(arguments)
    return _show_window((), os.path.join(os.getcwd(), options.path))  # noqa: PTH109, PTH118


def _show_window(paths: Sequence["Path"], look_at: str | None) -> int:
    gc.disable()  # until the window shows: nothing that is imported goes away again
    from plextera_review.rendering.entry import spawn_render

    child, drawing = spawn_render(look_at)  # it loads PyMuPDF and draws the first page while this process loads Qt
    from plextera_review.app.platform import require_display, require_plugin
    from plextera_review.app.qt_import import import_qt

    require_display()
    require_plugin(import_qt() / "Qt")
    from plextera_review.app.application import make_application

    make_application()  # a thread of Qt's reads the fonts meanwhile
    window = None
    if drawing is not None:
        from plextera_review.app.first_look import look_first
        from plextera_review.app.paths import Paths
        from plextera_review.rendering.first_picture import FirstPictureWanted

        window = look_first(Paths.of_user(), FirstPictureWanted(drawing))
        if window is not None and not window.widget.isVisible():
            return 0  # closed already
    from pathlib import Path

    from plextera_review.app.main import open_window
    from plextera_review.rendering.service import RenderService

    return open_window(paths, RenderService(first=child), Path(look_at) if look_at else None, window)


def _sentence(error: Exception) -> str | None:
    """What happened and what to do, for failures that are known; None for others."""
    from plextera_review.domain.errors import KnownError

    if isinstance(error, KnownError):
        return f"{error.title}. {error.sentence}"
    if not isinstance(error, ImportError) or ".so" not in str(error):
        return None
    from plextera_review.app.platform import require_libraries

    try:
        require_libraries()
    except KnownError as known:
        return f"{known.title}. {known.sentence}"
    return f"A system library is missing. {error}. Install the package that holds it, then start again."


def _serve(arguments: Sequence[str]) -> int:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(prog="plextera-review serve", description="Run the local service alone.")
    parser.add_argument("--data", type=Path, help="folder of its database and files (default: the user's own)")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument(
        "--offline", action="store_true", help="call only this computer, whatever a webhook or URL says"
    )
    parser.add_argument("--retry-seconds", type=float, default=1.0, help="pause before a webhook is sent a second time")
    parser.add_argument("--stop-with-stdin", action="store_true", help="end when standard input closes")
    options = parser.parse_args(arguments)
    from plextera_review.app.logs import start_logging
    from plextera_review.app.paths import Paths
    from plextera_review.localservice.address import ServiceAddress
    from plextera_review.localservice.app import ServiceOptions
    from plextera_review.localservice.runner import run as run_service

    paths = Paths.of_user()
    data = options.data or paths.service_data
    start_logging(paths.logs, "service")

    def announce(address: ServiceAddress) -> None:
        if options.stop_with_stdin:
            return  # started by the window, which reads the address file
        print(f"Listening on {address.base_url}")
        print(f"The key is in {data / 'service.json'}. Stop with Ctrl+C.", flush=True)

    code: int = run_service(
        data,
        port=options.port,
        stop_with_stdin=options.stop_with_stdin,
        options=ServiceOptions(offline=options.offline, retry_seconds=max(options.retry_seconds, 0.01)),
        announce=announce,
    )
    return code


def _tour(arguments: Sequence[str]) -> int:
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(
        prog="plextera-review tour",
        description="Drive the real window against the real service through one document.",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the numbered pictures")
    parser.add_argument("--document", type=Path, help="a document of your own (default: a sample)")
    options = parser.parse_args(arguments)
    from plextera_review.app.platform import require_libraries

    require_libraries()
    from plextera_review.app.tour import play

    code: int = play(options.out, options.document)
    return code


def _doctor(arguments: Sequence[str]) -> int:
    import argparse

    parser = argparse.ArgumentParser(
        prog="plextera-review doctor", description="Say what works here and what does not."
    )
    parser.parse_args(arguments)
    from plextera_review.app.doctor import examine

    return examine()
