"""A feedback message while a person edits it: the reference in its last line stays fixed."""

from plextera_review.domain.errors import KnownError
from plextera_review.domain.feedback import MESSAGE_LIMIT
from plextera_review.storage.outbox import check_message

_REF = "Ref: "


def body_of(message: str) -> str:
    """The message without its last line, the reference."""
    body, _, last = message.rpartition("\n")
    return body if last.startswith(_REF) else message


def with_reference(body: str, reference: str) -> str:
    """The whole message again; empty lines at the end of ``body`` are dropped."""
    return f"{body.rstrip()}\n{_REF}{reference}"


def problem_with(body: str, reference: str) -> str:
    """Why this cannot be sent, as a sentence; empty when it can."""
    try:
        check_message(reference, with_reference(body, reference))
    except KnownError as error:
        return error.sentence
    return ""


def length_text(body: str, reference: str) -> str:
    """The length in code points beside the limit, e.g. "213 of 1,024 characters"."""
    return f"{len(with_reference(body, reference)):,} of {MESSAGE_LIMIT:,} characters"
