"""Shows webhook deliveries as they arrive, with their signatures verified: ``python3 packaging/show_webhooks.py PORT SECRET``."""

import hashlib
import hmac
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

SECRET = sys.argv[2].encode()


class Show(BaseHTTPRequestHandler):
    """Answers 204 to what is signed, 401 to the rest."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts = dict(part.split("=", 1) for part in self.headers["X-Plextera-Signature"].split(","))
        expected = hmac.new(SECRET, parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        signed = hmac.compare_digest(expected, parts["v1"])
        print("signature verified:" if signed else "NOT SIGNED BY US:", body.decode(), flush=True)
        self.send_response(204 if signed else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """No access log."""


HTTPServer(("127.0.0.1", int(sys.argv[1])), Show).serve_forever()
