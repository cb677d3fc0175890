"""Event subscriptions: every property, every refusal, and that the secret is never told."""

from typing import Any

import httpx
import pytest

from tests.contract.calls import refused, refused_field

checks = pytest.mark.checks
PATH = "/event-subscriptions"
TYPES = [
    *(
        f"document-insights.{kind}.{end}"
        for kind in ("job", "extraction")
        for end in ("completed", "failed", "rejected")
    ),
    "workflow.run.completed",
    "workflow.run.failed",
]
GOOD = {"endpointUrl": "https://hooks.example/x", "eventTypes": TYPES[:1], "signingSecret": "s3cret-of-mine"}


@pytest.fixture(autouse=True)
def _leave_nothing(http: httpx.Client) -> Any:
    before = {each["id"] for each in http.get(PATH, params={"size": 100}).json()["data"]}
    yield
    for each in http.get(PATH, params={"size": 100}).json()["data"]:
        if each["id"] not in before:
            http.delete(f"{PATH}/{each['id']}")


def made(http: httpx.Client, **change: Any) -> dict[str, Any]:
    answer = http.post(PATH, json={**GOOD, **change})
    assert answer.status_code == 201, answer.text
    assert "s3cret" not in answer.text
    return answer.json()


@checks("POST /event-subscriptions", "answers")
@checks("GET /event-subscriptions/{id}", "answers")
def test_a_subscription_comes_back_without_its_secret(http: httpx.Client) -> None:
    one = made(http)
    assert one.keys() == {"id", "status", "endpointUrl", "eventTypes", "createdAt", "updatedAt"}
    assert (one["status"], one["endpointUrl"], one["eventTypes"]) == ("active", GOOD["endpointUrl"], TYPES[:1])
    assert one["createdAt"].endswith("Z")
    assert http.get(f"{PATH}/{one['id']}").json() == one
    assert "s3cret" not in http.get(PATH).text


@checks("POST /event-subscriptions", "answers")
@pytest.mark.parametrize(
    "change",
    [
        {"eventTypes": TYPES},
        {"filters": {"workflowId": "daily-lab-loader"}},
        {"filters": {"documentInsightsOperation": "extract"}},
        {"filters": {"workflowId": "w", "documentInsightsOperation": "extract"}},
        {"signingSecret": "x"},
        {"signingSecret": "ß" * 1024},
        {"endpointUrl": "https://" + "a" * 2000},
    ],
)
def test_what_may_be_asked_for(http: httpx.Client, change: dict[str, Any]) -> None:
    one = made(http, **change)
    for name, value in change.items():
        if name != "signingSecret":
            assert one[name] == value


@checks("POST /event-subscriptions", "refusals")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpointUrl": "http://hooks.example/x"}, "endpointUrl"),
        ({"endpointUrl": "https://"}, "endpointUrl"),
        ({"endpointUrl": "ftp://a"}, "endpointUrl"),
        ({"endpointUrl": "http://127.0.0.1.example/x"}, "endpointUrl"),
        ({"endpointUrl": "http://localhost@evil.example/"}, "endpointUrl"),
        ({"endpointUrl": ""}, "endpointUrl"),
        ({"endpointUrl": None}, "endpointUrl"),
        ({"eventTypes": []}, "eventTypes"),
        ({"eventTypes": ["document-insights.job.started"]}, "eventTypes"),
        ({"eventTypes": "workflow.run.failed"}, "eventTypes"),
        ({"eventTypes": None}, "eventTypes"),
        ({"signingSecret": ""}, "signingSecret"),
        ({"signingSecret": None}, "signingSecret"),
        ({"signingSecret": 7}, "signingSecret"),
        ({"filters": []}, "filters"),
        ({"filters": {"documentInsightsOperation": "classify"}}, "filters"),
        ({"filters": {"workflowId": 7}}, "filters"),
    ],
)
@pytest.mark.parametrize("patch", [False, True])
def test_what_may_not(http: httpx.Client, change: dict[str, Any], field: str, patch: bool) -> None:
    if patch:
        one = made(http)
        refused_field(http.patch(f"{PATH}/{one['id']}", json=change), field)
        assert http.get(f"{PATH}/{one['id']}").json() == one
    else:
        before = http.get(PATH).json()["pageInfo"]["totalItems"]
        refused_field(http.post(PATH, json={**GOOD, **change}), field)
        assert http.get(PATH).json()["pageInfo"]["totalItems"] == before


@checks("POST /event-subscriptions", "refusals")
@pytest.mark.parametrize("name", sorted(GOOD))
def test_everything_is_needed(http: httpx.Client, name: str) -> None:
    refused_field(http.post(PATH, json={key: value for key, value in GOOD.items() if key != name}), name)


@checks("PATCH /event-subscriptions/{id}", "answers", "states")
def test_changes(http: httpx.Client) -> None:
    one = made(http, filters={"workflowId": "w"})
    path = f"{PATH}/{one['id']}"
    assert http.patch(path, json={}).json() | {"updatedAt": ""} == one | {"updatedAt": ""}
    assert http.patch(path, json={"status": "paused"}).json()["status"] == "paused"
    assert http.patch(path, json={"signingSecret": "s3cret-new"}).json()["status"] == "paused"
    assert http.patch(path, json={"status": "active"}).json()["status"] == "active"
    assert http.patch(path, json={"endpointUrl": "https://b.example"}).json()["endpointUrl"] == "https://b.example"
    assert http.patch(path, json={"eventTypes": TYPES[2:4]}).json()["eventTypes"] == TYPES[2:4]
    assert "filters" not in http.patch(path, json={"filters": None}).json()
    changed = http.get(path).json()
    assert changed["createdAt"] == one["createdAt"]
    assert changed["updatedAt"] > one["updatedAt"]


@checks("PATCH /event-subscriptions/{id}", "refusals")
@pytest.mark.parametrize("status", ["PAUSED", "", None, "deleted", 1])
def test_a_status_is_one_of_two(http: httpx.Client, status: Any) -> None:
    refused_field(http.patch(f"{PATH}/{made(http)['id']}", json={"status": status}), "status")


@checks("GET /event-subscriptions/{id}", "refusals")
@checks("PATCH /event-subscriptions/{id}", "refusals")
@checks("DELETE /event-subscriptions/{id}", "answers", "refusals")
def test_an_end(http: httpx.Client) -> None:
    path = f"{PATH}/{made(http)['id']}"
    answer = http.delete(path)
    assert (answer.status_code, answer.content) == (204, b"")
    refused(http.delete(path), 404, "NOT_FOUND")
    refused(http.get(path), 404, "NOT_FOUND")
    refused(http.patch(path, json={"status": "paused"}), 404, "NOT_FOUND")


@checks("GET /event-subscriptions", "lists", "limits")
def test_lists(http: httpx.Client) -> None:
    ids = [made(http, eventTypes=[kind])["id"] for kind in (TYPES[0], TYPES[6], TYPES[0])]
    http.patch(f"{PATH}/{ids[2]}", json={"status": "paused"})
    listed = [each["id"] for each in http.get(PATH, params={"size": 3}).json()["data"]]
    assert listed == ids[::-1]
    paused = http.get(PATH, params={"status": "paused", "size": 100}).json()["data"]
    assert ids[2] in {each["id"] for each in paused}
    assert {each["status"] for each in paused} == {"paused"}
    runs = http.get(PATH, params={"eventType": TYPES[6], "size": 100}).json()
    assert ids[1] in {each["id"] for each in runs["data"]}
    assert ids[0] not in {each["id"] for each in runs["data"]}
    for query in ({"status": "PAUSED"}, {"eventType": "x"}, {"size": 0}, {"size": 101}, {"page": -1}):
        refused(http.get(PATH, params=query), 400, "INVALID_REQUEST")
    assert len(http.get(PATH, params={"size": 1}).json()["data"]) == 1
    assert http.get(PATH, params={"size": 100, "page": 99}).json()["data"] == []
