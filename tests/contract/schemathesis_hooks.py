"""What schemathesis cannot know: how files of the accepted types look. Unknown bytes are refused by contract (415)."""

from typing import Any

import schemathesis
from hypothesis import strategies as st

from tests.support.documents import invoice_pdf

_PDF = st.builds(lambda number: invoice_pdf(f"SC-{number}"), st.integers(0, 10**9))
_TEXT = st.text("abc äöü\n", max_size=200).map(str.encode)

schemathesis.openapi.media_type("application/pdf", _PDF)
schemathesis.openapi.media_type("text/plain", _TEXT)
schemathesis.openapi.media_type("text/csv", _TEXT)


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: Any) -> Any:
    """Attachments are an array of files, whose types OpenAPI cannot say: any bytes there become text."""
    parts = getattr(body, "body", body)
    if isinstance(parts, dict) and isinstance(parts.get("attachments"), list):
        parts["attachments"] = [_words(each) for each in parts["attachments"]]
    return body


def _words(value: Any) -> Any:
    if hasattr(value, "data"):  # schemathesis' own wrapper of bytes
        return type(value)(b"words\n")
    return "words" if isinstance(value, str | bytes) else value
