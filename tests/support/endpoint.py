"""A webhook endpoint on loopback that keeps what it gets and answers as it is told."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True)
class Delivery:
    """One POST: header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


class Endpoint:
    """``answer`` gives the status for the n-th delivery (from 1). A context manager."""

    def __init__(self, answer: Callable[[int], int] = lambda _: 204, reply: bytes = b"") -> None:
        self.deliveries: list[Delivery] = []
        self._changed = threading.Condition()
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with endpoint._changed:
                    endpoint.deliveries.append(Delivery(self.path, headers, body))
                    number = len(endpoint.deliveries)
                    endpoint._changed.notify_all()
                self.send_response(answer(number))
                self.send_header("Content-Length", str(len(reply)))
                self.end_headers()
                with suppress(ConnectionError):
                    self.wfile.write(reply)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, count: int, seconds: float = 20) -> list[Delivery]:
        """The deliveries, once there are ``count``."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.deliveries) >= count, seconds), len(self.deliveries)
        return list(self.deliveries)
