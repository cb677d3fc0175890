"""Files: what is taken, what is refused, exactly at the limits."""

import httpx
import pytest

from tests.contract.calls import refused, refused_field, upload
from tests.support.documents import invoice_pdf

LIMIT = 50 * 1024 * 1024
FILES = "POST /files"


@pytest.mark.checks(FILES, "answers")
@pytest.mark.checks("GET /files/{id}", "answers")
@pytest.mark.checks("GET /files/{id}/download", "answers")
@pytest.mark.parametrize("name", ["Rechnung März.pdf", 'with "quotes".pdf', "日本語.pdf", "a" * 255])
def test_a_file_comes_back_as_it_was(http: httpx.Client, name: str) -> None:
    content = invoice_pdf(name[:20])
    file = upload(http, content, name)
    assert file["id"].startswith("file_")
    assert (file["mimeType"], file["sizeBytes"]) == ("application/pdf", len(content))
    assert file["name"].replace("%22", '"') == name
    assert http.get(f"/files/{file['id']}").json() == file
    download = http.get(f"/files/{file['id']}/download", headers={"Accept": "*/*"})
    assert download.content == content
    assert download.headers["content-type"] == "application/pdf"
    assert "attachment" in download.headers["content-disposition"]


@pytest.mark.checks(FILES, "answers")
@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "C:\\Windows\\a.txt", "/a/b.txt"])
def test_a_name_is_never_a_path(http: httpx.Client, name: str) -> None:
    assert "/" not in upload(http, b"words\n", name)["name"]
    assert "\\" not in upload(http, b"words\n", name)["name"]


@pytest.mark.checks(FILES, "limits")
def test_the_size_limit_is_exact(http: httpx.Client) -> None:
    whole = b"%PDF-1.7\n" + b" " * (LIMIT - 9)
    assert upload(http, whole)["sizeBytes"] == LIMIT
    refused(http.post("/files", files={"file": ("a.pdf", whole + b" ")}), 413, "PAYLOAD_TOO_LARGE")
    refused(http.post("/files", files={"file": ("a.pdf", whole + whole)}), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.checks(FILES, "refusals")
@pytest.mark.parametrize(
    ("content", "name"), [(b"MZ\x90", "a.pdf"), (b"#!/bin/sh\n", "a.txt"), (b"x = 1\n", "a.py"), (b"%PDF-1.7", "a.exe")]
)
def test_programs_and_scripts_are_refused(http: httpx.Client, content: bytes, name: str) -> None:
    refused(http.post("/files", files={"file": (name, content)}), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.checks(FILES, "answers")
@pytest.mark.parametrize(
    ("content", "name", "mime"),
    [
        (b"%PDF-1.7\n", "a.jpg", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.pdf", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a", "image/png"),
        (b"II*\x00\x08\x00\x00\x00" + bytes(24), "a.tif", "image/tiff"),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        (b"<!doctype html><p>", "a.html", "text/html"),
        (b"words\n", "a.txt", "text/plain"),
    ],
)
def test_the_type_is_judged_by_the_content(http: httpx.Client, content: bytes, name: str, mime: str) -> None:
    assert upload(http, content, name)["mimeType"] == mime


@pytest.mark.checks(FILES, "refusals")
def test_an_upload_needs_its_part(http: httpx.Client) -> None:
    refused_field(http.post("/files", files={"other": ("a.pdf", b"%PDF-1.7")}), "file")
    refused_field(http.post("/files", data={"file": "text"}, files={"x": ("a", b"b")}), "file")
    refused(http.post("/files", json={}), 415, "UNSUPPORTED_MEDIA_TYPE")
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(http.post("/files", content=b"no parts", headers=broken), 400, "INVALID_REQUEST")


@pytest.mark.checks("GET /files/{id}", "refusals")
@pytest.mark.checks("GET /files/{id}/download", "refusals")
def test_an_unknown_file(http: httpx.Client) -> None:
    refused(http.get("/files/none"), 404, "NOT_FOUND")
    refused(http.get("/files/none/download"), 404, "NOT_FOUND")
