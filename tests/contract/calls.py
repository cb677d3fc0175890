"""What the contract tests do over and over: upload, create, wait, refuse."""

import itertools
import time
from dataclasses import dataclass
from typing import Any

import httpx

from tests.support.documents import invoice_pdf

_numbers = itertools.count(1)
FINAL = {"COMPLETED", "FAILED", "REJECTED"}


@dataclass(frozen=True)
class Spoken:
    """The names of one dialect."""

    name: str
    create_path: str
    list_path: str
    tags: str  # metadata or tags
    parent: str  # jobId or extractionId in answers to feedback

    def create(self, http: httpx.Client, source: dict[str, Any], **body: Any) -> httpx.Response:
        return http.post(self.create_path, json={"document": source, **body})

    def feedback(self, http: httpx.Client, identifier: str, **body: Any) -> httpx.Response:
        return http.post(f"{self.list_path}/{identifier}/feedback", json=body)

    def fresh(self, http: httpx.Client, **body: Any) -> dict[str, Any]:
        answer = self.create(http, {"fileId": upload(http, new_invoice())["id"]}, **body)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def finished(self, http: httpx.Client, identifier: str) -> dict[str, Any]:
        return finished(http, f"{self.list_path}/{identifier}")


JOBS = Spoken("jobs", "/document-insights/jobs/extract", "/document-insights/jobs", "metadata", "jobId")
EXTRACTIONS = Spoken(
    "extractions", "/document-insights/extractions", "/document-insights/extractions", "tags", "extractionId"
)


def new_invoice() -> bytes:
    """A PDF no server has seen before."""
    return invoice_pdf(f"NO-{next(_numbers)}-{time.time_ns()}")


def upload(http: httpx.Client, content: bytes, name: str = "document.pdf") -> dict[str, Any]:
    answer = http.post("/files", files={"file": (name, content, "application/octet-stream")})
    assert answer.status_code == 201, answer.text
    return answer.json()


def finished(http: httpx.Client, path: str, seconds: float = 30) -> dict[str, Any]:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        found = http.get(path).json()
        if found["status"] in FINAL:
            return found
        time.sleep(0.03)
    raise AssertionError(f"{path} did not end")


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["message"]
    assert error["requestId"] == answer.headers["X-Request-Id"]
    assert error["retryable"] is (status in {429, 500, 502, 503})
    assert ("details" in error) == (code == "VALIDATION_FAILED")
    assert all(each["field"] and each["issue"] for each in error.get("details", []))
    return error


def refused_field(answer: httpx.Response, field: str) -> None:
    details = refused(answer, 422, "VALIDATION_FAILED")["details"]
    assert any(each["field"].startswith(field) for each in details), details
