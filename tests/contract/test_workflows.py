"""Workflows: triggers of every form, steps that really run, durations as defined, failures that name their step."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.calls import new_invoice, refused, refused_field

checks = pytest.mark.checks
START = "POST /workflows/{id}/runs"
pytestmark = pytest.mark.own_service  # which workflows another server has is not known


def start(http: httpx.Client, workflow: str, **given: Any) -> dict[str, Any]:
    answer = http.post(f"/workflows/{workflow}/runs", **given)
    assert answer.status_code == 202, answer.text
    return answer.json()


def ended(http: httpx.Client, run_id: str, seconds: float = 30) -> dict[str, Any]:
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        run = http.get(f"/workflow-runs/{run_id}").json()
        if run["status"] in {"COMPLETED", "FAILED"}:
            return run
        time.sleep(0.03)
    raise AssertionError("the run did not end")


def define(folder: Path, name: str, steps: list[dict[str, Any]], **more: Any) -> str:
    named = [{"name": step["key"].capitalize(), **step} for step in steps]
    path = folder / "workflows" / f"{name}.json"
    path.write_text(json.dumps({"id": name, "name": name, "steps": named, **more}))
    return name


def outputs(run: dict[str, Any]) -> list[Any]:
    return [step.get("output") for step in run["steps"]]


@checks(START, "answers", "states")
@checks("GET /workflow-runs/{id}", "answers", "states")
def test_a_run_from_json(http: httpx.Client) -> None:
    results = [{"analyte": "Na", "flag": "H"}, {"analyte": "K"}]
    run = start(http, "daily-lab-loader", json={"results": results})
    assert len(run["id"]) == 24
    assert run["status"] == "QUEUED"
    assert run["workflow"] == {"id": "daily-lab-loader", "name": "Daily lab loader"}
    assert run["progress"] == {"stepsCompleted": 0, "stepsTotal": 6}
    done = ended(http, run["id"])
    assert done["status"] == "COMPLETED"
    assert done["progress"] == {"stepsCompleted": 6, "stepsTotal": 6}
    assert [step["id"] for step in done["steps"]] == [f"step_{n:02}" for n in range(1, 7)]
    assert done["steps"][-1]["output"] == {"total": 2, "abnormal": [results[0]], "analytes": ["K", "Na"]}
    assert done["createdAt"] <= done["startedAt"] <= done["completedAt"]
    assert 490 <= done["durationMs"] < 5000
    assert done["computedDurationMs"] < 400  # the wait of half a second is no work


@checks(START, "answers")
@pytest.mark.parametrize("given", [{}, {"json": None}, {"json": [1, 2]}, {"json": "text"}, {"json": {"results": []}}])
def test_any_json_or_none_starts_a_run(http: httpx.Client, data_folder: Path, given: dict[str, Any]) -> None:
    name = define(data_folder, "echo", [{"key": "echo", "type": "transform", "expression": "@"}])
    done = ended(http, start(http, name, **given)["id"])
    assert outputs(done)[0].get("payload") == given.get("json")


@checks(START, "answers", "states")
def test_documents_are_parts(http: httpx.Client) -> None:
    run = start(http, "document-intake", files={"document": ("a.pdf", new_invoice()), "metadata": (None, '{"a": 1}')})
    done = ended(http, run["id"])
    assert done["status"] == "COMPLETED", done
    read, summary = outputs(done)
    assert read["fields"]["total"] == {"amount": "180.00", "currency": "EUR"}
    assert summary["file"] == "a.pdf"
    assert http.get(f"/document-insights/jobs/{read['jobId']}").json()["status"] == "COMPLETED"
    assert http.get(f"/document-insights/extractions/{read['extractionId']}").json()["status"] == "COMPLETED"


@checks(START, "answers")
@checks("GET /workflow-runs/{id}", "answers")
def test_nested_runs(http: httpx.Client) -> None:
    files = [("attachments", (f"{n}.pdf", new_invoice())) for n in range(3)]
    done = ended(http, start(http, "batch-intake", files=files)["id"])
    assert done["status"] == "COMPLETED", done
    nested = done["steps"][0]["nestedRuns"]
    assert nested["count"] == len(nested["data"]) == 3
    inner = http.get(f"/workflow-runs/{nested['data'][0]['id']}").json()
    assert (inner["status"], inner["workflow"]["id"]) == ("COMPLETED", "document-intake")
    assert inner["steps"][0]["output"]["hubName"] == "Invoice"
    assert [each["file"] for each in done["steps"][1]["output"]["documents"]] == ["0.pdf", "1.pdf", "2.pdf"]
    listed = http.get("/workflow-runs", params={"size": 100}).json()["data"]
    assert inner["id"] not in {each["id"] for each in listed}


class _Function(BaseHTTPRequestHandler):
    calls: list[tuple[str, dict[str, str], Any]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((self.path, dict(self.headers.items()), json.loads(body)))
        answer = json.dumps({"got": json.loads(body)}).encode()
        self.send_response(500 if "broken" in self.path else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        return


@checks(START, "answers", "states")
def test_web_functions_are_called(http: httpx.Client, data_folder: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Function)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    call = {"key": "call", "type": "web_function", "headers": {"X-Mine": "1"}, "body": "payload.values"}
    after = {"key": "after", "type": "transform", "expression": "steps.call.body.got"}
    try:
        good = define(data_folder, "calls", [{**call, "url": f"{root}/f"}, after])
        done = ended(http, start(http, good, json={"values": [1, "ä"]})["id"])
        assert done["steps"][0]["output"] == {"status": 200, "body": {"got": [1, "ä"]}}
        assert outputs(done)[1] == [1, "ä"]
        path, headers, body = _Function.calls[-1]
        assert (path, headers["X-Mine"], body) == ("/f", "1", [1, "ä"])
        assert headers["Idempotency-Key"].startswith(done["id"])
        bad = define(data_folder, "fails", [{**call, "url": f"{root}/broken"}, after])
        failed = ended(http, start(http, bad, json={"values": []})["id"])
    finally:
        server.shutdown()
        server.server_close()
    assert (failed["status"], failed["error"]["code"]) == ("FAILED", "STEP_FAILED")
    assert "step_01" in failed["error"]["message"]
    assert "500" in failed["error"]["message"]
    assert [step["status"] for step in failed["steps"]] == ["FAILED", "CLOSED"]
    assert failed["progress"]["stepsCompleted"] == 0


@checks(START, "states")
@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"type": "web_function", "url": "http://127.0.0.1:9/x"}, "cannot be reached"),
        ({"type": "web_function", "url": "https://a.example/x"}, "--offline"),
        ({"type": "web_function", "urlFrom": "NOT_SET_ANYWHERE"}, "NOT_SET_ANYWHERE"),
        ({"type": "transform", "expression": "sum(payload)"}, "cannot be evaluated"),
        ({"type": "transform", "expression": "to_number('nan')"}, "cannot be evaluated"),
        ({"type": "document_insights"}, "names no document"),
        ({"type": "document_insights", "document": "'file_none'"}, "no stored file"),
        ({"type": "document_insights", "hub": "nothing", "document": "'x'"}, "hub"),
        ({"type": "workflow", "workflowId": "not-there"}, "no workflow"),
        ({"type": "workflow", "workflowId": "echo", "forEach": "payload"}, "must give a list"),
    ],
)
def test_failures_say_why(http: httpx.Client, data_folder: Path, step: dict[str, Any], said: str) -> None:
    name = define(data_folder, "failing", [{"key": "first", "name": "First", **step}])
    done = ended(http, start(http, name, json={"a": 1})["id"])
    assert done["status"] == "FAILED"
    assert said in done["error"]["message"]
    assert done["steps"][0]["status"] == "FAILED"
    assert said in done["steps"][0]["message"]


@checks(START, "states")
def test_a_workflow_that_contains_itself_ends(http: httpx.Client, data_folder: Path) -> None:
    name = define(data_folder, "itself", [{"key": "again", "type": "workflow", "workflowId": "itself"}])
    done = ended(http, start(http, name)["id"])
    assert done["status"] == "FAILED"
    assert "deep" in done["error"]["message"]


@checks(START, "states")
def test_branches_run_side_by_side_and_count_their_own_time(http: httpx.Client, data_folder: Path) -> None:
    class Slow(_Function):
        def do_POST(self) -> None:
            time.sleep(0.3)
            super().do_POST()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/slow"
    branches = [
        [{"key": "a", "name": "A", "type": "web_function", "url": url}],
        [{"key": "b", "name": "B", "type": "web_function", "url": url}],
        [{"key": "c", "name": "C", "type": "wait", "seconds": 0.6}],
    ]
    try:
        name = define(data_folder, "sides", [{"key": "both", "type": "parallel", "branches": branches}])
        done = ended(http, start(http, name, json={})["id"])
    finally:
        server.shutdown()
        server.server_close()
    assert done["status"] == "COMPLETED"
    begun = [step["startedAt"] for step in done["steps"][1:]]
    finished = [step["completedAt"] for step in done["steps"][1:]]
    assert max(begun) < min(finished)
    assert done["durationMs"] >= 590
    work = [step["computedDurationMs"] for step in done["steps"]]
    assert work[0] == work[3] == 0
    assert done["computedDurationMs"] == sum(work) >= 590


@checks(START, "refusals")
def test_triggers_that_are_refused(http: httpx.Client, data_folder: Path) -> None:
    refused(http.post("/workflows/none/runs", json={}), 404, "NOT_FOUND")
    path = "/workflows/daily-lab-loader/runs"
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b'{"a": NaN}', b'{"a": 1e999}', b'"\\ud800"', b"[" * 100_000, b"\xff"):
        refused(http.post(path, content=body, headers=headers), 400, "INVALID_REQUEST")
    refused(http.post(path, content=b" " * 5_000_000, headers=headers), 413, "PAYLOAD_TOO_LARGE")
    refused(http.post(path, content=b"<a/>", headers={"Content-Type": "text/xml"}), 415, "UNSUPPORTED_MEDIA_TYPE")
    refused_field(http.post(path, files={"payload": (None, "{")}), "payload")
    refused_field(http.post(path, files={"metadata": (None, "[]")}), "metadata")
    refused_field(http.post(path, files=[("document", ("a", b"a\n")), ("document", ("b", b"b\n"))]), "document")
    refused(http.post(path, files={"document": ("a.exe", b"MZ\x90")}), 415, "UNSUPPORTED_MEDIA_TYPE")
    pair = [("attachments", ("a.txt", b"kept?\n")), ("attachments", ("b.exe", b"MZ\x90"))]
    before = sorted((data_folder / "files").rglob("*"))
    refused(http.post(path, files=pair), 415, "UNSUPPORTED_MEDIA_TYPE")
    assert sorted((data_folder / "files").rglob("*")) == before
    off = define(data_folder, "off", [{"key": "a", "type": "wait", "seconds": 0}], enabled=False)
    refused(http.post(f"/workflows/{off}/runs"), 409, "CONFLICT")


@checks("GET /workflow-runs", "lists", "refusals")
@checks("GET /workflow-runs/{id}", "refusals")
def test_lists_of_runs(http: httpx.Client, data_folder: Path) -> None:
    name = define(data_folder, "listed", [{"key": "a", "type": "transform", "expression": "payload"}])
    made = [start(http, name, json=n)["id"] for n in range(3)]
    for run_id in made:
        ended(http, run_id)
    page = http.get("/workflow-runs", params={"workflowId": name, "size": 2}).json()
    assert [each["id"] for each in page["data"]] == made[:0:-1]
    assert page["pageInfo"] == {"page": 0, "size": 2, "totalItems": 3, "totalPages": 2}
    assert all("steps" not in each for each in page["data"])
    both = {"workflowId": name, "status": "COMPLETED"}
    assert len(http.get("/workflow-runs", params=both).json()["data"]) == 3
    assert http.get("/workflow-runs", params={**both, "status": "FAILED"}).json()["data"] == []
    for query in ({"status": "DONE"}, {"size": 0}, {"size": 101}, {"page": -1}):
        refused(http.get("/workflow-runs", params=query), 400, "INVALID_REQUEST")
    refused(http.get("/workflow-runs/none"), 404, "NOT_FOUND")


def test_files_that_hold_no_workflow_are_named(private: httpx.Client, data_folder: Path) -> None:
    wrong = {
        "a.json": "{",
        "b.json": '{"id": "b", "name": "B", "steps": []}',
        "c.json": '{"id": "c", "name": "C", "steps": [{"key": "a", "name": "A", "type": "transform", "expression": "a.["}]}',
        "d.json": '{"id": "d", "name": "D", "steps": [{"key": "a", "name": "A", "type": "unheard"}]}',
    }
    for name, text in wrong.items():
        (data_folder / "workflows" / name).write_text(text)
    told = private.get("/workflows").json()
    assert told["problems"].keys() >= wrong.keys()
    assert all(told["problems"].values())
    assert {each["id"] for each in told["workflows"]} >= {"document-intake", "batch-intake", "daily-lab-loader"}
