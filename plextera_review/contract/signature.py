"""Signs and verifies webhook deliveries (contract §5).

``X-Plextera-Signature: t=<unix seconds>,v1=<hex>`` with HMAC-SHA256 of ``<t>.<raw body>`` under the subscription's secret.
"""

import hashlib
import hmac
import re

DELIVERY_ID_HEADER = "X-Plextera-Delivery-Id"
EVENT_ID_HEADER = "X-Plextera-Event-Id"
EVENT_TYPE_HEADER = "X-Plextera-Event-Type"
OCCURRED_AT_HEADER = "X-Plextera-Event-Occurred-At"
API_VERSION_HEADER = "X-Plextera-Api-Version"
SIGNATURE_HEADER = "X-Plextera-Signature"
OLDEST_SECONDS = 300

_TIME = re.compile(r"[0-9]{1,12}")


def signature(secret: str, body: bytes, at: int) -> str:
    """The header's value for a body sent at ``at`` (Unix seconds)."""
    return f"t={at},v1={_digest(secret, body, at)}"


def signature_problem(header: str | None, secret: str, body: bytes, now: float) -> str | None:
    """Why a delivery must not be believed, ``None`` when it may. Compares in constant time.

    A time more than five minutes away is refused in both directions: an old one may be a replay, one ahead could be replayed later.
    """
    parts = [part.partition("=")[::2] for part in (header or "").split(",")]
    times = [value.strip() for key, value in parts if key.strip() == "t"]
    digests = [value.strip() for key, value in parts if key.strip() == "v1"]
    if len(times) != 1 or not digests or not _TIME.fullmatch(times[0]):
        return "The signature is missing or malformed."
    at = int(times[0])
    expected = _digest(secret, body, at).encode()
    # All are compared: while a secret is rotated a sender may sign with both.
    matches = [hmac.compare_digest(expected, given.encode()) for given in digests]
    if not any(matches):
        return "The signature does not match the body."
    if abs(now - at) > OLDEST_SECONDS:
        return "The delivery was signed more than five minutes ago."
    return None


def _digest(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
