"""The contract's ``jobs`` dialect over real HTTP: every limit at its edge, every refusal in its envelope."""

import itertools
import time
from typing import Any

import httpx
import pytest

from tests.support.documents import invoice_pdf, pdf

_numbers = itertools.count(1)
LIMIT = 50 * 1024 * 1024


def upload(http: httpx.Client, content: bytes, name: str = "document.pdf") -> dict[str, Any]:
    answer = http.post("/files", files={"file": (name, content, "application/octet-stream")})
    assert answer.status_code == 201, answer.text
    return answer.json()


def create(http: httpx.Client, file_id: str, **body: Any) -> httpx.Response:
    return http.post("/document-insights/jobs/extract", json={"document": {"fileId": file_id}, **body})


def fresh_job(http: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = create(http, upload(http, invoice_pdf(f"NO-{next(_numbers)}-{time.time_ns()}"))["id"], **body)
    assert answer.status_code == 202, answer.text
    return answer.json()


def finished(http: httpx.Client, job_id: str) -> dict[str, Any]:
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        job = http.get(f"/document-insights/jobs/{job_id}").json()
        if job["status"] in {"COMPLETED", "FAILED", "REJECTED"}:
            return job
        time.sleep(0.05)
    raise AssertionError("the job did not end")


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert error["requestId"] == answer.headers["X-Request-Id"]
    assert ("details" in error) == (code == "VALIDATION_FAILED")
    return error


def test_a_document_goes_through(http: httpx.Client) -> None:
    content = invoice_pdf(f"THROUGH-{time.time_ns()}")
    file = upload(http, content, "Rechnung März.pdf")
    assert file["id"].startswith("file_")
    assert (file["name"], file["mimeType"], file["sizeBytes"]) == ("Rechnung März.pdf", "application/pdf", len(content))
    assert http.get(f"/files/{file['id']}").json() == file
    download = http.get(f"/files/{file['id']}/download", headers={"Accept": "*/*"})
    assert download.content == content
    assert download.headers["content-type"] == "application/pdf"
    job = create(http, file["id"], metadata={"batch": "7"}).json()
    assert (job["operation"], job["outputAvailable"]) == ("extract", False)
    assert job["status"] in {"QUEUED", "PROCESSING"}
    assert "output" not in job
    done = finished(http, job["id"])
    assert done["status"] == "COMPLETED", done
    assert done["metadata"] == {"batch": "7"}
    assert done["document"]["pageCount"] == 1
    assert done["hubName"] == "Invoice"
    assert done["createdAt"] <= done["startedAt"] <= done["completedAt"]
    assert done["completedAt"].endswith("Z")
    fields = {field["id"]: field for field in done["output"]["fields"]}
    assert done["output"]["fieldCount"] == len(fields)
    assert fields["total"]["value"] == {"amount": "180.00", "currency": "EUR"}
    assert "value" not in fields["iban"]
    listed = http.get("/document-insights/jobs", params={"size": 100}).json()["data"]
    assert "output" not in next(each for each in listed if each["id"] == job["id"])


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "empty.pdf", "REJECTED", "EMPTY_DOCUMENT"),
        (b"%PDF-1.7\nnothing that could be a page", "broken.pdf", "REJECTED", None),
        (pdf(), "scan.pdf", "FAILED", "NO_TEXT"),
        (b"just words\n", "words.txt", "FAILED", "UNSUPPORTED_DOCUMENT"),
    ],
)
def test_documents_that_cannot_be_read_end_with_their_reason(
    http: httpx.Client, content: bytes, name: str, status: str, code: str | None
) -> None:
    job = finished(http, create(http, upload(http, content, name)["id"]).json()["id"])
    assert job["status"] == status
    assert code is None or job["error"]["code"] == code
    assert job["error"]["message"]
    assert job["outputAvailable"] is False


def test_the_same_document_is_not_taken_twice(http: httpx.Client) -> None:
    content = invoice_pdf(f"TWICE-{time.time_ns()}")
    first = create(http, upload(http, content)["id"]).json()
    assert finished(http, first["id"])["status"] == "COMPLETED"
    second = finished(http, create(http, upload(http, content, "other name.pdf")["id"]).json()["id"])
    assert (second["status"], second["error"]["code"]) == ("REJECTED", "DUPLICATE_DOCUMENT")


def test_the_size_limit_is_exact(http: httpx.Client) -> None:
    whole = b"%PDF-1.7\n" + b" " * (LIMIT - 9)
    assert upload(http, whole)["sizeBytes"] == LIMIT
    refused(http.post("/files", files={"file": ("a.pdf", whole + b" ")}), 413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize(
    ("content", "name"), [(b"MZ\x90", "a.pdf"), (b"#!/bin/sh\n", "a.txt"), (b"x = 1\n", "a.py"), (b"%PDF-1.7", "a.exe")]
)
def test_programs_and_scripts_are_refused(http: httpx.Client, content: bytes, name: str) -> None:
    refused(http.post("/files", files={"file": (name, content)}), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    ("metadata", "taken"),
    [
        ({str(n): "v" for n in range(50)}, True),
        ({str(n): "v" for n in range(51)}, False),
        ({"k" * 64: "v"}, True),
        ({"k" * 65: "v"}, False),
        ({"é\u0301" * 32: "v"}, True),
        ({"k": "😀" * 512}, True),
        ({"k": "😀" * 513}, False),
        ({"k": "  "}, False),
        ({" ": "v"}, False),
        ({"k": 1}, False),
        ({"k": None}, False),
        ([], False),
    ],
)
def test_metadata_limits(http: httpx.Client, metadata: Any, taken: bool) -> None:
    answer = create(http, upload(http, invoice_pdf(f"META-{time.time_ns()}"))["id"], metadata=metadata)
    if taken:
        assert answer.status_code == 202
        assert answer.json()["metadata"] == metadata
    else:
        error = refused(answer, 422, "VALIDATION_FAILED")
        assert error["details"][0]["field"].startswith("metadata")


@pytest.mark.parametrize("hub_id", ["", "xyz", "0" * 23, "0" * 24, 7])
def test_a_hub_must_exist(http: httpx.Client, hub_id: Any) -> None:
    answer = create(http, upload(http, invoice_pdf())["id"], hubId=hub_id)
    assert refused(answer, 422, "VALIDATION_FAILED")["details"][0]["field"] == "hubId"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"document": {}},
        {"document": {"fileId": "file_x", "url": "https://a.example"}},
        {"document": {"fileId": ""}},
    ],
)
def test_exactly_one_source(http: httpx.Client, body: dict[str, Any]) -> None:
    refused(http.post("/document-insights/jobs/extract", json=body), 422, "VALIDATION_FAILED")


def test_an_unknown_file_and_an_address_are_named(http: httpx.Client) -> None:
    assert refused(create(http, "file_none"), 422, "VALIDATION_FAILED")["details"][0]["field"] == "document.fileId"
    body = {"document": {"url": "https://a.example/b.pdf"}}
    answer = http.post("/document-insights/jobs/extract", json=body)
    assert refused(answer, 422, "VALIDATION_FAILED")["details"][0]["field"] == "document.url"


@pytest.mark.parametrize(
    ("message", "taken"),
    [
        ("m", True),
        ("😀" * 1024, True),
        ("e\u0301" * 512, True),
        ("", False),
        ("😀" * 1025, False),
        (None, False),
        (5, False),
    ],
)
def test_feedback_length_counts_code_points(http: httpx.Client, message: Any, taken: bool) -> None:
    job_id = _any_job(http)
    answer = http.post(f"/document-insights/jobs/{job_id}/feedback", json={"message": message})
    if not taken:
        refused(answer, 422, "VALIDATION_FAILED")
        return
    assert answer.status_code == 202
    kept = answer.json()
    assert (kept["jobId"], kept["message"], kept["fieldId"]) == (job_id, message, None)


def _any_job(http: httpx.Client) -> str:
    jobs = http.get("/document-insights/jobs", params={"size": 1}).json()["data"]
    return jobs[0]["id"] if jobs else fresh_job(http)["id"]


@pytest.mark.parametrize("query", [{"size": 0}, {"size": 101}, {"page": -1}, {"size": "x"}, {"status": "DONE"}])
def test_paging_out_of_range(http: httpx.Client, query: dict[str, Any]) -> None:
    refused(http.get("/document-insights/jobs", params=query), 400, "INVALID_REQUEST")


def test_pages_are_newest_first_and_end_empty(http: httpx.Client) -> None:
    made = [fresh_job(http)["id"] for _ in range(3)]
    seen = [
        http.get("/document-insights/jobs", params={"size": 1, "page": n}).json()["data"][0]["id"] for n in range(3)
    ]
    assert seen == made[::-1]
    page = http.get("/document-insights/jobs", params={"size": 100}).json()
    assert page["pageInfo"]["totalItems"] >= 3
    assert page["pageInfo"]["size"] == 100
    past = http.get("/document-insights/jobs", params={"page": 10_000}).json()
    assert past["data"] == []
    for job_id in made:
        finished(http, job_id)
    done = http.get("/document-insights/jobs", params={"status": "COMPLETED", "size": 100}).json()["data"]
    assert {job["status"] for job in done} == {"COMPLETED"}


@pytest.mark.parametrize("header", [None, "{key}", "Bearer {key}", "api-key  {key}", "api-key {key}x", "API-KEY {key}"])
def test_only_the_right_key_opens(http: httpx.Client, header: str | None) -> None:
    key = http.headers.pop("Authorization").removeprefix("api-key ")
    headers = {} if header is None else {"Authorization": header.format(key=key)}
    error = refused(http.get("/document-insights/jobs", headers=headers), 401, "UNAUTHORIZED")
    assert key not in error["message"]


def test_everything_else_is_an_envelope_too(http: httpx.Client) -> None:
    refused(http.get("/nothing/here"), 404, "NOT_FOUND")
    refused(http.get("/document-insights/jobs/none"), 404, "NOT_FOUND")
    refused(http.get("/files/none"), 404, "NOT_FOUND")
    refused(http.post("/document-insights/jobs/none/feedback", json={"message": "m"}), 404, "NOT_FOUND")
    refused(http.delete("/document-insights/jobs"), 405, "METHOD_NOT_ALLOWED")
    refused(http.get("/document-insights/jobs", headers={"Accept": "text/html"}), 406, "NOT_ACCEPTABLE")
    headers = {"Content-Type": "application/json"}
    refused(http.post("/document-insights/jobs/extract", content=b"{", headers=headers), 400, "INVALID_REQUEST")


@pytest.mark.parametrize(("sent", "echoed"), [("req_ABC", True), ("x" * 129, False), ("a\tb", False), ("", False)])
def test_request_ids(http: httpx.Client, sent: str, echoed: bool) -> None:
    answer = http.get("/document-insights/jobs", headers={"X-Request-Id": sent})
    assert (answer.headers["X-Request-Id"] == sent) == echoed
    assert answer.headers["X-Request-Id"]
