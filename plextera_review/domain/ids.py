"""Identifiers we make ourselves: time-ordered, unique without a coordinator."""

import os
import time

# Crockford's base 32, as used by ULID (https://github.com/ulid/spec).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_ulid(milliseconds: int | None = None) -> str:
    """A 26-character ULID: 48 bits of Unix time in milliseconds, 80 random bits."""
    stamp = int(time.time() * 1000) if milliseconds is None else milliseconds
    number = (stamp << 80) | int.from_bytes(os.urandom(10), "big")
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def new_request_id() -> str:
    """A request id in the form the API uses: ``req_`` and 26 characters."""
    return f"req_{new_ulid()}"


def new_client_reference() -> str:
    """The reference of one correction: made at the keystroke, kept for ever, sent on every try.

    It is also the ``X-Request-Id`` of its feedback, hence the same form.
    """
    return new_request_id()
