"""Type by content, refusal by content and by name."""

import pytest

from plextera_review.domain.content_type import detect, refusal


@pytest.mark.parametrize(
    ("head", "name", "family"),
    [
        (b"%PDF-1.7\n", "a.txt", "pdf"),
        (b"\n\n%PDF-1.4", "a.pdf", "pdf"),
        (b"Content-Type: x\n\n%PDF-1.4\n1 0 obj", "a.pdf", "pdf"),
        (b"\x00\x01\x80 %PDF-1.4\n1 0 obj", "a.txt", "pdf"),
        (b"A file that begins with %PDF-1.7 is a PDF.\n", "notes.txt", "text"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 20, "photo.jpg", "image"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml" + b"word/document.xml", "a.docx", "office"),
        (b"PK\x03\x04" + b"\x00" * 26 + b"other.txt", "a.zip", "archive"),
        (b"a;b\n1;2\n", "a.csv", "text"),
        (b"<!DOCTYPE html><html>", "page", "text"),
        (b"\x00\x01\x02\x03\x04\x05", "a.dat", "unknown"),
    ],
)
def test_families(head: bytes, name: str, family: str) -> None:
    assert detect(head, name).family == family


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"MZ\x90\x00", "invoice.pdf"),
        (b"\x7fELF", "invoice"),
        (b"#!/bin/sh\n", "invoice.txt"),
        (b"print(1)\n", "invoice.py"),
        (b"%PDF-1.7\n", "invoice.exe"),
    ],
)
def test_programs_and_scripts_are_refused(head: bytes, name: str) -> None:
    assert refusal(detect(head, name), name)


def test_documents_are_taken() -> None:
    assert refusal(detect(b"%PDF-1.7\n", "a.pdf"), "a.pdf") is None
    assert refusal(detect(b"plain words\n", "a.txt"), "a.txt") is None
