"""Runs the service in this process until it is told to stop."""

import asyncio
import contextlib
import os
import secrets
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from filelock import FileLock, Timeout

from plextera_review.contract.routes import BASE_PATH
from plextera_review.domain.errors import KnownError
from plextera_review.localservice.address import ServiceAddress, remove_address, write_address
from plextera_review.localservice.app import ServiceOptions, make_app


def run(
    data_dir: Path,
    *,
    port: int = 0,
    key: str | None = None,
    stop_with_stdin: bool = False,
    options: ServiceOptions | None = None,
    announce: Callable[[ServiceAddress], None] | None = None,
) -> int:
    """Serve on 127.0.0.1 until SIGINT, SIGTERM or, with ``stop_with_stdin``, the end of standard input.

    Raises KnownError ``SERVICE_RUNNING`` when another service uses the folder, ``PORT_TAKEN`` when the port is in use.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(data_dir / "service.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise KnownError(
            "SERVICE_RUNNING",
            "A local service already runs on this folder",
            f"Another process serves {data_dir}.",
            "Use that one, or stop it first.",
        ) from None
    try:
        with _listening_socket(port) as listener:
            chosen = key or secrets.token_urlsafe(32)
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}{BASE_PATH}"
            address = ServiceAddress(base_url, chosen, os.getpid())
            config = uvicorn.Config(
                make_app(data_dir, chosen, options),
                log_config=None,
                access_log=False,
                lifespan="on",
                server_header=False,
            )
            asyncio.run(
                _serve(_Server(config, lambda: _listening(data_dir, address, announce)), listener, stop_with_stdin)
            )
    finally:
        remove_address(data_dir)
        lock.release()
    return 0


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_listening()


def _listening(data_dir: Path, address: ServiceAddress, announce: Callable[[ServiceAddress], None] | None) -> None:
    write_address(data_dir, address)
    if announce is not None:
        announce(address)


async def _serve(server: _Server, listener: socket.socket, stop_with_stdin: bool) -> None:
    if stop_with_stdin:
        threading.Thread(target=_wait_for_end_of_input, args=(server,), name="stdin", daemon=True).start()
    await server.serve([listener])


def _wait_for_end_of_input(server: uvicorn.Server) -> None:
    with contextlib.suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 1024):
            continue
    server.should_exit = True


def _listening_socket(port: int) -> socket.socket:
    # With the protocol named, asyncio sets TCP_NODELAY; without it answers wait 40 ms for a delayed acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name != "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise KnownError(
            "PORT_TAKEN", "The port is in use", f"Port {port} is taken by another program.", "Choose another --port."
        ) from None
    return listener
