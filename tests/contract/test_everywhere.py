"""What holds for every endpoint: the key, the envelope, accepted types, request ids, methods."""

import re

import httpx
import pytest

from tests.contract.calls import refused

checks = pytest.mark.checks
EVERY = "every endpoint"
ADDRESSES = [
    ("POST", "/files"),
    ("GET", "/files/x"),
    ("GET", "/files/x/download"),
    ("POST", "/document-insights/jobs/extract"),
    ("GET", "/document-insights/jobs"),
    ("GET", "/document-insights/jobs/x"),
    ("POST", "/document-insights/jobs/x/feedback"),
    ("POST", "/document-insights/extractions"),
    ("POST", "/document-insights/extractions/upload"),
    ("GET", "/document-insights/extractions"),
    ("GET", "/document-insights/extractions/x"),
    ("POST", "/document-insights/extractions/x/feedback"),
    ("POST", "/workflows/x/runs"),
    ("GET", "/workflow-runs"),
    ("GET", "/workflow-runs/x"),
    ("POST", "/event-subscriptions"),
    ("GET", "/event-subscriptions"),
    ("GET", "/event-subscriptions/x"),
    ("PATCH", "/event-subscriptions/x"),
    ("DELETE", "/event-subscriptions/x"),
]


@checks(EVERY, "refusals")
@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_without_the_key_nothing_is_said(http: httpx.Client, method: str, path: str) -> None:
    key = http.headers.pop("Authorization").removeprefix("api-key ")
    for header in (None, key, f"Bearer {key}", f"api-key  {key}", f"api-key {key}x", f"API-KEY {key}", "api-key"):
        headers = {} if header is None else {"Authorization": header}
        error = refused(http.request(method, path, headers=headers), 401, "UNAUTHORIZED")
        assert key not in error["message"]


@checks(EVERY, "refusals")
@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_other_answers_than_json_are_not_given(http: httpx.Client, method: str, path: str) -> None:
    if path.endswith("/download"):
        return
    refused(http.request(method, path, headers={"Accept": "text/html"}), 406, "NOT_ACCEPTABLE")


@checks(EVERY, "refusals")
@pytest.mark.parametrize("path", sorted({path for _, path in ADDRESSES}))
def test_other_methods_are_refused(http: httpx.Client, path: str) -> None:
    allowed = {method for method, each in ADDRESSES if each == path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
        answer = http.request(method, path)
        refused(answer, 405, "METHOD_NOT_ALLOWED")
        assert set(re.split(r",\s*", answer.headers["Allow"])) == allowed


@checks(EVERY, "refusals")
def test_unknown_addresses(http: httpx.Client) -> None:
    for path in ("/nothing/here", "/", "/document-insights", "/files/a/b/c"):
        refused(http.get(path), 404, "NOT_FOUND")


@checks("POST /workflows/{id}/runs", "refusals")
@checks("GET /workflow-runs", "refusals", "limits")
@checks("GET /workflow-runs/{id}", "refusals")
def test_runs_that_are_not_there(http: httpx.Client) -> None:
    refused(http.post("/workflows/no-such-workflow/runs", json={}), 404, "NOT_FOUND")
    refused(http.get("/workflow-runs/none"), 404, "NOT_FOUND")
    for query in ({"status": "DONE"}, {"size": 0}, {"size": 101}, {"page": -1}, {"size": "x"}):
        refused(http.get("/workflow-runs", params=query), 400, "INVALID_REQUEST")
    assert len(http.get("/workflow-runs", params={"size": 100}).json()["data"]) <= 100
    assert http.get("/workflow-runs", params={"size": 1, "page": 99_999}).json()["data"] == []


@checks(EVERY, "answers")
@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/*", "text/html, application/json;q=0.9"])
def test_json_is_given_to_who_takes_it(http: httpx.Client, accept: str) -> None:
    answer = http.get("/document-insights/jobs", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"


@checks(EVERY, "answers")
@pytest.mark.parametrize(
    ("sent", "echoed"), [("req_ABC", True), ("x" * 128, True), ("x" * 129, False), ("a\tb", False), ("", False)]
)
def test_request_ids(http: httpx.Client, sent: str, echoed: bool) -> None:
    for path in ("/document-insights/jobs", "/document-insights/jobs/none"):
        answer = http.get(path, headers={"X-Request-Id": sent})
        assert (answer.headers["X-Request-Id"] == sent) == echoed
        assert answer.headers["X-Request-Id"]
