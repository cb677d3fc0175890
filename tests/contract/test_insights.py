"""Document Insights in both dialects: every limit at its edge, every end with its reason, one record seen from both sides."""

import io
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.contract.calls import EXTRACTIONS, JOBS, Spoken, finished, new_invoice, refused, refused_field, upload
from tests.support.documents import locked_pdf, pdf

checks = pytest.mark.checks
UPLOAD = "POST /document-insights/extractions/upload"


def zipped() -> bytes:
    """An archive with one text."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("letter.txt", "just words")
    return made.getvalue()


@checks("create", "answers", "states")
@checks("get", "answers", "states")
def test_a_document_goes_through(http: httpx.Client, spoken: Spoken) -> None:
    job = spoken.fresh(http, **{spoken.tags: {"batch": "7"}})
    assert job["outputAvailable"] is False
    assert job["status"] in {"QUEUED", "PROCESSING"}
    assert "output" not in job
    seen = [job["status"]]
    while seen[-1] in {"QUEUED", "PROCESSING"}:
        seen.append(http.get(f"{spoken.list_path}/{job['id']}").json()["status"])
    order = ["QUEUED", "PROCESSING", "COMPLETED"]
    assert all(order.index(a) <= order.index(b) for a, b in pairwise(seen))
    done = spoken.finished(http, job["id"])
    assert (done["status"], done["outputAvailable"], done[spoken.tags]) == ("COMPLETED", True, {"batch": "7"})
    assert done["document"]["pageCount"] == 1
    assert done["createdAt"] <= done["completedAt"] <= done["updatedAt"]
    assert done["completedAt"].endswith("Z")
    fields = {field["id"]: field for field in done["output"]["fields"]}
    assert done["output"]["fieldCount"] == len(fields)
    assert fields["total"]["value"] == {"amount": "180.00", "currency": "EUR"}
    assert 0 < fields["total"]["confidence"] <= 1
    [place] = fields["total"]["placements"]
    assert place["page"] == 1
    assert all(0 <= place[key] <= 1 for key in ("x", "y", "width", "height"))
    assert "value" not in fields["iban"]
    assert fields["iban"]["confidence"] == 0
    assert None not in done.values()
    listed = http.get(spoken.list_path, params={"size": 100}).json()["data"]
    assert "output" not in next(each for each in listed if each["id"] == job["id"])


@checks("get", "answers")
def test_each_dialect_says_only_its_own(http: httpx.Client, spoken: Spoken) -> None:
    done = spoken.finished(http, spoken.fresh(http)["id"])
    own = {"operation", "startedAt", "hubId", "hubName"}
    if spoken is JOBS:
        assert own <= done.keys()
        assert done["operation"] == "extract"
        assert done["id"].startswith("dijob_")
    else:
        assert not own & done.keys()
        assert len(done["id"]) == 24
        assert set(done["id"]) <= set("0123456789abcdef")


@checks("POST /document-insights/jobs/extract", "answers")
@checks("POST /document-insights/extractions", "answers")
def test_both_dialects_tell_of_the_same_record(http: httpx.Client) -> None:
    marks = {"seen": f"from both sides {time.time_ns()}"}
    for made, other in ((JOBS, EXTRACTIONS), (EXTRACTIONS, JOBS)):
        done = made.finished(http, made.fresh(http, **{made.tags: marks})["id"])
        listed = http.get(other.list_path, params={"size": 100}).json()["data"]
        [twin] = [each for each in listed if each["document"]["fileId"] == done["document"]["fileId"]]
        seen = other.finished(http, twin["id"])
        for name in ("status", "createdAt", "completedAt", "document", "output"):
            assert seen[name] == done[name]
        assert seen[other.tags] == marks


@checks("create", "states")
@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "empty.pdf", "REJECTED", "EMPTY_DOCUMENT"),
        (b"%PDF-1.7\nnothing that could be a page", "broken.pdf", "REJECTED", None),
        (pdf(), "scan.pdf", "FAILED", "NO_TEXT"),
        (zipped(), "letters.zip", "FAILED", "IS_ARCHIVE"),
        (locked_pdf(), "locked.pdf", "REJECTED", "PASSWORD_NEEDED"),
        (pdf("电信服务及三月份完成的其他工作的发票" * 3, font="china-s"), "zh.pdf", "REJECTED", "UNSUPPORTED_LANGUAGE"),
    ],
)
def test_documents_that_cannot_be_read_end_with_their_reason(
    http: httpx.Client, spoken: Spoken, content: bytes, name: str, status: str, code: str | None
) -> None:
    content = content and content + f"\n%{time.time_ns()}".encode()
    answer = spoken.create(http, {"fileId": upload(http, content, name)["id"]})
    job = spoken.finished(http, answer.json()["id"])
    assert job["status"] == status
    assert code is None or job["error"]["code"] == code
    assert job["error"]["message"]
    assert job["outputAvailable"] is False
    assert "output" not in job


@checks("create", "states")
def test_the_same_document_is_not_taken_twice(http: httpx.Client, spoken: Spoken) -> None:
    content = new_invoice()
    first = spoken.create(http, {"fileId": upload(http, content)["id"]}).json()
    assert spoken.finished(http, first["id"])["status"] == "COMPLETED"
    again = spoken.create(http, {"fileId": upload(http, content, "other name.pdf")["id"]}).json()
    second = spoken.finished(http, again["id"])
    assert (second["status"], second["error"]["code"]) == ("REJECTED", "DUPLICATE_DOCUMENT")


ENTRIES = [
    ({str(n): "v" for n in range(50)}, True),
    ({str(n): "v" for n in range(51)}, False),
    ({"k" * 64: "v"}, True),
    ({"k" * 65: "v"}, False),
    ({"😀" * 64: "v"}, True),
    ({"😀" * 65: "v"}, False),
    ({"é\u0301" * 32: "v"}, True),
    ({"k": "v" * 512}, True),
    ({"k": "v" * 513}, False),
    ({"k": "😀" * 512}, True),
    ({"k": "😀" * 513}, False),
    ({"k": "e\u0301" * 256}, True),
    ({"k": "  "}, False),
    ({" ": "v"}, False),
    ({"": "v"}, False),
    ({"k": 1}, False),
    ({"k": None}, False),
    ({"k": ["v"]}, False),
    ({}, True),
    ([], False),
    ("text", False),
]


@checks("create", "limits")
@pytest.mark.parametrize(("entries", "taken"), ENTRIES)
def test_metadata_and_tags(http: httpx.Client, spoken: Spoken, entries: Any, taken: bool) -> None:
    answer = spoken.create(http, {"fileId": upload(http, new_invoice())["id"]}, **{spoken.tags: entries})
    if taken:
        assert answer.status_code == 202, answer.text
        assert answer.json().get(spoken.tags, {}) == entries
    else:
        refused_field(answer, spoken.tags)


@checks(UPLOAD, "limits")
@pytest.mark.parametrize(("entries", "taken"), ENTRIES)
def test_tags_of_an_upload(http: httpx.Client, entries: Any, taken: bool) -> None:
    import json

    before = http.get("/document-insights/extractions", params={"size": 1}).json()["pageInfo"]["totalItems"]
    files = {"file": ("a.pdf", new_invoice()), "tags": (None, json.dumps(entries))}
    answer = http.post("/document-insights/extractions/upload", files=files)
    if taken:
        assert answer.status_code == 202, answer.text
        assert answer.json().get("tags", {}) == entries
    else:
        refused_field(answer, "tags")
        after = http.get("/document-insights/extractions", params={"size": 1}).json()["pageInfo"]["totalItems"]
        assert after == before


@checks(UPLOAD, "answers", "states")
def test_one_call_uploads_and_reads(http: httpx.Client) -> None:
    answer = http.post("/document-insights/extractions/upload", files={"file": ("één.pdf", new_invoice())})
    assert answer.status_code == 202
    done = EXTRACTIONS.finished(http, answer.json()["id"])
    assert (done["status"], done["document"]["fileName"]) == ("COMPLETED", "één.pdf")
    assert http.get(f"/files/{done['document']['fileId']}").status_code == 200


@checks(UPLOAD, "refusals")
def test_one_call_refuses_what_two_would(http: httpx.Client) -> None:
    path = "/document-insights/extractions/upload"
    refused(http.post(path, files={"file": ("a.exe", b"MZ\x90")}), 415, "UNSUPPORTED_MEDIA_TYPE")
    refused_field(http.post(path, files={"tags": (None, "{}")}), "file")
    files = {"file": ("a.pdf", new_invoice()), "tags": (None, "not json")}
    refused_field(http.post(path, files=files), "tags")
    refused(http.get(path), 405, "METHOD_NOT_ALLOWED")


@checks("POST /document-insights/extractions", "answers")
@pytest.mark.own_service
def test_the_doc_type_tag_routes(http: httpx.Client) -> None:
    made = EXTRACTIONS.fresh(http, tags={"docType": "receipt"})
    done = EXTRACTIONS.finished(http, made["id"])
    listed = http.get("/document-insights/jobs", params={"size": 5}).json()["data"]
    [twin] = [each for each in listed if each["document"]["fileId"] == done["document"]["fileId"]]
    assert twin["hubName"] == "Receipt"


@checks("POST /document-insights/jobs/extract", "refusals")
@pytest.mark.parametrize("hub_id", ["", "xyz", "0" * 23, "0" * 24, 7])
def test_a_hub_must_exist(http: httpx.Client, hub_id: Any) -> None:
    answer = JOBS.create(http, {"fileId": upload(http, new_invoice())["id"]}, hubId=hub_id)
    refused_field(answer, "hubId")


@checks("create", "refusals")
@pytest.mark.parametrize(
    "source",
    [
        None,
        {},
        {"fileId": "file_x", "url": "https://a.example"},
        {"fileId": ""},
        {"url": ""},
        {"url": "file:///etc/passwd"},
        {"url": "ftp://a.example/x"},
        {"fileId": 7},
        [],
    ],
)
def test_exactly_one_source(http: httpx.Client, spoken: Spoken, source: Any) -> None:
    refused_field(spoken.create(http, source), "document")


@checks("create", "refusals")
def test_bodies_that_are_none(http: httpx.Client, spoken: Spoken) -> None:
    headers = {"Content-Type": "application/json"}
    refused(http.post(spoken.create_path, content=b"{", headers=headers), 400, "INVALID_REQUEST")
    refused(http.post(spoken.create_path, content=b"\xff", headers=headers), 400, "INVALID_REQUEST")
    refused(http.post(spoken.create_path, content=b"[" * 100_000, headers=headers), 400, "INVALID_REQUEST")
    refused(http.post(spoken.create_path, content=b" " * 5_000_000, headers=headers), 413, "PAYLOAD_TOO_LARGE")
    refused(http.post(spoken.create_path, content=b"a=b"), 415, "UNSUPPORTED_MEDIA_TYPE")
    refused(spoken.create(http, {"fileId": "file_none"}), 404, "NOT_FOUND")


class _Web(BaseHTTPRequestHandler):
    content = b""

    def do_GET(self) -> None:
        self.send_response(200 if "gone" not in self.path else 404)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_: object) -> None:
        return


@checks("create", "answers", "states")
@pytest.mark.own_service
def test_a_document_by_address(http: httpx.Client, spoken: Spoken) -> None:
    _Web.content = new_invoice()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    root = f"http://127.0.0.1:{server.server_port}"
    try:
        done = spoken.finished(http, spoken.create(http, {"url": f"{root}/a%20b.pdf?x=1"}).json()["id"])
        assert (done["status"], done["document"]["fileName"]) == ("COMPLETED", "a b.pdf")
        for content, code in (
            (b" " * (50 * 1024 * 1024 + 1), "DOCUMENT_TOO_LARGE"),
            (b"MZ\x90", "UNSUPPORTED_DOCUMENT"),
        ):
            _Web.content = content
            job = spoken.finished(http, spoken.create(http, {"url": f"{root}/b"}).json()["id"])
            assert (job["status"], job["error"]["code"]) == ("REJECTED", code)
        gone = spoken.finished(http, spoken.create(http, {"url": f"{root}/gone"}).json()["id"])
        assert (gone["status"], gone["error"]["code"]) == ("REJECTED", "DOCUMENT_UNREACHABLE")
    finally:
        server.shutdown()
        server.server_close()
    nobody = spoken.finished(http, spoken.create(http, {"url": root}).json()["id"])
    assert nobody["error"]["code"] == "DOCUMENT_UNREACHABLE"
    elsewhere = spoken.finished(http, spoken.create(http, {"url": "https://a.example/b.pdf"}).json()["id"])
    assert "offline" in elsewhere["error"]["message"]


MESSAGES = [
    ("m", True),
    ("x" * 1024, True),
    ("x" * 1025, False),
    ("😀" * 1024, True),
    ("😀" * 1025, False),
    ("e\u0301" * 512, True),
    ("e\u0301" * 513, False),
    ("", False),
    (None, False),
    (5, False),
    ("a\u0000b", True),
]


@checks("feedback", "limits", "answers")
@pytest.mark.parametrize(("message", "taken"), MESSAGES)
def test_feedback_length_counts_code_points(http: httpx.Client, spoken: Spoken, message: Any, taken: bool) -> None:
    identifier = _any(http, spoken)
    answer = spoken.feedback(http, identifier, message=message)
    if not taken:
        refused_field(answer, "message")
        return
    assert answer.status_code == 202
    kept = answer.json()
    assert (kept[spoken.parent], kept["message"], kept["fieldId"]) == (identifier, message, None)
    assert kept["id"]
    assert kept["createdAt"].endswith("Z")


@checks("feedback", "limits")
@pytest.mark.parametrize(("field_id", "taken"), [("f", True), ("f" * 256, True), ("f" * 257, False), ("", False)])
def test_feedback_names_a_field(http: httpx.Client, spoken: Spoken, field_id: str, taken: bool) -> None:
    answer = spoken.feedback(http, _any(http, spoken), message="m", fieldId=field_id)
    if taken:
        assert answer.json()["fieldId"] == field_id
    else:
        refused_field(answer, "fieldId")


@checks("POST /document-insights/extractions/{id}/feedback", "answers", "refusals")
def test_feedback_has_a_type(http: httpx.Client) -> None:
    identifier = _any(http, EXTRACTIONS)
    assert EXTRACTIONS.feedback(http, identifier, message="m").json()["type"] == "ERROR"
    for kind in ("ERROR", "INFO"):
        assert EXTRACTIONS.feedback(http, identifier, message="m", type=kind).json()["type"] == kind
    for wrong in ("info", "", None, 1, "WARNING"):
        refused_field(EXTRACTIONS.feedback(http, identifier, message="m", type=wrong), "type")


@checks("feedback", "refusals")
@checks("get", "refusals")
def test_unknown_ids(http: httpx.Client, spoken: Spoken) -> None:
    for identifier in ("none", "0" * 24, "dijob_" + "0" * 26, "%00", "a b"):
        refused(http.get(f"{spoken.list_path}/{identifier}"), 404, "NOT_FOUND")
        refused(spoken.feedback(http, identifier, message="m"), 404, "NOT_FOUND")


@checks("list", "limits")
@pytest.mark.parametrize(
    "query", [{"size": 0}, {"size": 101}, {"size": -1}, {"page": -1}, {"size": "x"}, {"page": 1.5}, {"status": "DONE"}]
)
def test_paging_out_of_range(http: httpx.Client, spoken: Spoken, query: dict[str, Any]) -> None:
    refused(http.get(spoken.list_path, params=query), 400, "INVALID_REQUEST")


@checks("list", "lists")
def test_pages_are_newest_first_and_end_empty(http: httpx.Client, spoken: Spoken) -> None:
    made = [spoken.fresh(http)["id"] for _ in range(3)]
    one = [http.get(spoken.list_path, params={"size": 1, "page": n}).json() for n in range(3)]
    assert [page["data"][0]["id"] for page in one] == made[::-1]
    total = one[0]["pageInfo"]["totalItems"]
    assert one[0]["pageInfo"] == {"page": 0, "size": 1, "totalItems": total, "totalPages": total}
    assert http.get(spoken.list_path).json()["pageInfo"]["size"] == 50
    assert http.get(spoken.list_path, params={"size": 100}).json()["pageInfo"]["totalPages"] == -(-total // 100)
    past = http.get(spoken.list_path, params={"page": 10_000}).json()
    assert past["data"] == []
    assert past["pageInfo"]["totalItems"] == total
    for identifier in made:
        spoken.finished(http, identifier)
    for status in ("COMPLETED", "FAILED", "QUEUED"):
        page = http.get(spoken.list_path, params={"status": status, "size": 100}).json()
        assert {each["status"] for each in page["data"]} <= {status}
        assert len(page["data"]) == min(page["pageInfo"]["totalItems"], 100)


@checks("GET /document-insights/extractions", "lists", "refusals")
def test_extractions_are_sorted(http: httpx.Client) -> None:
    for identifier in [EXTRACTIONS.fresh(http)["id"] for _ in range(3)]:
        EXTRACTIONS.finished(http, identifier)
    for key in ("createdAt", "updatedAt", "completedAt"):
        for sort, reverse in (("asc", False), ("desc", True)):
            query = {"sortBy": key, "sort": sort, "size": 100, "status": "COMPLETED"}
            values = [each[key] for each in http.get("/document-insights/extractions", params=query).json()["data"]]
            assert values == sorted(values, reverse=reverse)
    for query in ({"sortBy": "name"}, {"sort": "up"}, {"sortBy": ""}):
        refused(http.get("/document-insights/extractions", params=query), 400, "INVALID_REQUEST")


def _any(http: httpx.Client, spoken: Spoken) -> str:
    found = http.get(spoken.list_path, params={"size": 1}).json()["data"]
    return found[0]["id"] if found else finished(http, f"{spoken.list_path}/{spoken.fresh(http)['id']}")["id"]
