"""Which addresses may be spoken to: https anywhere, plain http on this computer only."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from plextera_review.domain.errors import KnownError


def require_safe(url: str) -> None:
    """Raises KnownError ``INSECURE_URL``."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # a port that is no number raises
    except ValueError:
        host = None
    if host and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        return
    raise KnownError(
        "INSECURE_URL",
        "This address is not safe",
        "A server is spoken to over https; plain http is allowed only on this computer.",
        "Correct the base URL; it starts with https://.",
    )


def require_sendable(key: str) -> None:
    """Raises KnownError ``INVALID_KEY`` for a key that no header can carry; the text never holds it."""
    if key and key.isascii() and key.isprintable() and " " not in key:
        return
    raise KnownError(
        "INVALID_KEY",
        "This is not an API key",
        "The key is empty or holds characters that no key has, such as blanks, line breaks or letters with accents.",
        "Copy the key again and enter it in Settings.",
    )


def is_loopback(host: str) -> bool:
    """True for this computer."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
