"""The local service as a child process: started with the window, found again, restarted when it dies, ended with us."""

import asyncio
import contextlib
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from plextera_review.domain.errors import KnownError
from plextera_review.localservice.address import ServiceAddress, read_address

_log = logging.getLogger(__name__)
_START_SECONDS = 20.0
_STOP_SECONDS = 4.0
_LOOK_SECONDS = 0.02


def program_command() -> list[str]:
    """How to start this program again: the interpreter with our module, or the frozen executable itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "plextera_review"]


class ServiceChild:
    """One local service over ``data_dir``, with further ``options`` of ``serve``. The child ends by itself when our end of its standard input closes."""

    def __init__(self, data_dir: Path, log_dir: Path, options: Sequence[str] = ()) -> None:
        self._data_dir = data_dir
        self._options = options
        self._log_dir = log_dir
        self._process: subprocess.Popen[bytes] | None = None
        self._others: ServiceAddress | None = None

    @property
    def process_id(self) -> int | None:
        """Process id of the child, ``None`` when a service started by someone else is used."""
        return self._process.pid if self._process else None

    async def is_gone(self) -> bool:
        """True when the service in use, ours or somebody else's, no longer runs."""
        if self._process is not None:
            return self._process.poll() is not None
        return self._others is not None and not await _listens(self._others)

    def begin(self) -> None:
        """Let the child start already; :meth:`start` finds it. Where it cannot, that is told there."""
        if self._process is None:
            with contextlib.suppress(OSError):
                self._spawn()

    async def start(self) -> ServiceAddress:
        """The address of a listening service: ours, or one already running on the same folder.

        Raises :class:`KnownError` ``SERVICE_DID_NOT_START`` after 20 seconds.
        """
        running = read_address(self._data_dir)
        if self._process is not None and self._process.poll() is None and running and running.pid == self._process.pid:
            return running  # ours goes on while another connection is in use
        give_up = time.monotonic() + _START_SECONDS
        while time.monotonic() < give_up:
            if self._process is None or self._process.poll() is not None:
                self._spawn()
            address = await self._wait_for_address(give_up)
            if address is not None:
                return address
            # Most often a service of an earlier run that is still on its way out holds the folder.
            await asyncio.sleep(0.2)
        raise KnownError(
            "SERVICE_DID_NOT_START",
            "The local service did not start",
            "The service that reads documents on this computer did not start.",
            f"Look into {self._log_dir / 'service.log'}, or run “plextera-review doctor”.",
        )

    def _spawn(self) -> None:
        if self._process is not None and self._process.stdin:
            self._process.stdin.close()  # of the one that died
        command = [*program_command(), "serve", "--data", str(self._data_dir), "--stop-with-stdin", *self._options]
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows only
        self._log_dir.mkdir(parents=True, exist_ok=True)
        with (self._log_dir / "service-output.log").open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                creationflags=flags,
                start_new_session=sys.platform != "win32",  # Ctrl-C in a terminal goes to the window alone
            )

    async def _wait_for_address(self, give_up: float) -> ServiceAddress | None:
        process = self._process
        assert process is not None  # noqa: S101 - _spawn made it
        while time.monotonic() < give_up:
            address = read_address(self._data_dir)
            if address is not None and address.pid == process.pid:
                return address
            if process.poll() is not None:
                _log.info("the local service ended at start with code %s", process.returncode)
                if process.stdin:
                    process.stdin.close()
                self._process = None
                # Somebody else's service on our folder, e.g. ``plextera-review serve`` in a terminal; or one on its way out.
                self._others = address if address is not None and await _listens(address) else None
                return self._others
            await asyncio.sleep(_LOOK_SECONDS)
        return None

    async def stop(self) -> None:
        """Ask the child to end, kill it after four seconds. A service we did not start is left alone."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()
        give_up = time.monotonic() + _STOP_SECONDS
        while process.poll() is None and time.monotonic() < give_up:  # noqa: ASYNC110 - a child, not a task
            await asyncio.sleep(_LOOK_SECONDS)
        if process.poll() is None:
            process.kill()
        process.wait()


async def _listens(address: ServiceAddress) -> bool:
    host, _, port = address.base_url.removeprefix("http://").partition("/")[0].partition(":")
    try:
        async with asyncio.timeout(1):
            _, writer = await asyncio.open_connection(host, int(port))
    except (OSError, ValueError, TimeoutError):
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True
