"""Webhooks as they arrive: signed, once, across failures and restarts. The signature is verified here by itself."""

import asyncio
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from plextera_review.app.service_child import ServiceChild
from tests.contract.calls import EXTRACTIONS, JOBS, new_invoice, upload
from tests.support.endpoint import Delivery, Endpoint

pytestmark = pytest.mark.own_service
SECRET = "ein Geheimnis"
JOB_COMPLETED = "document-insights.job.completed"


def verified(delivery: Delivery, secret: str = SECRET) -> dict[str, Any]:
    """The event, after checking its signature as an integrator would."""
    signed = dict(part.split("=", 1) for part in delivery.headers["x-plextera-signature"].split(","))
    expected = hmac.new(secret.encode(), signed["t"].encode() + b"." + delivery.body, hashlib.sha256).hexdigest()
    assert hmac.compare_digest(expected, signed["v1"])
    assert abs(time.time() - int(signed["t"])) < 60
    event = json.loads(delivery.body)
    assert event["eventId"] == delivery.headers["x-plextera-event-id"]
    assert event["eventType"] == delivery.headers["x-plextera-event-type"]
    assert event["apiVersion"] == delivery.headers["x-plextera-api-version"] == "v1"
    assert delivery.headers["x-plextera-event-occurred-at"][:19] == event["occurredAt"][:19]
    assert delivery.headers["x-plextera-delivery-id"]
    assert delivery.headers["content-type"] == "application/json"
    return event


def subscribe(http: httpx.Client, endpoint: Endpoint, *types: str, **more: Any) -> str:
    body = {"endpointUrl": endpoint.url, "eventTypes": list(types), "signingSecret": SECRET, **more}
    answer = http.post("/event-subscriptions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.mark.checks("POST /event-subscriptions", "states")
def test_each_dialect_hears_in_its_own_words(http: httpx.Client) -> None:
    types = [f"document-insights.{kind}.completed" for kind in ("job", "extraction")]
    with Endpoint() as endpoint:
        subscription = subscribe(http, endpoint, *types)
        job_id = JOBS.fresh(http)["id"]
        events = {event["eventType"]: event for event in map(verified, endpoint.wait_for(2))}
        assert events[types[0]]["data"]["jobId"] == job_id
        extraction_id = events[types[1]]["data"]["extractionId"]
        assert EXTRACTIONS.finished(http, extraction_id)["status"] == "COMPLETED"
        http.delete(f"/event-subscriptions/{subscription}")
        time.sleep(0.3)
        assert len(endpoint.deliveries) == 2


@pytest.mark.checks("POST /event-subscriptions", "states")
def test_ends_and_filters(http: httpx.Client) -> None:
    types = ["workflow.run.completed", "workflow.run.failed", "document-insights.job.rejected"]
    with Endpoint() as endpoint:
        subscription = subscribe(http, endpoint, *types, filters={"workflowId": "daily-lab-loader"})
        http.post("/workflows/document-to-system/runs")  # fails, but is another workflow
        run = http.post("/workflows/daily-lab-loader/runs", json={"results": 7}).json()  # fails: no list
        good = http.post("/workflows/daily-lab-loader/runs", json={"results": []}).json()
        JOBS.create(http, {"fileId": upload(http, b"", "empty.pdf")["id"]})
        events = [verified(each) for each in endpoint.wait_for(3)]
        time.sleep(0.3)
        http.delete(f"/event-subscriptions/{subscription}")
        assert len(endpoint.deliveries) == 3
    told = {event["eventType"]: event["data"] for event in events}
    assert told["workflow.run.failed"] == {"runId": run["id"], "workflowId": "daily-lab-loader", "status": "FAILED"}
    assert told["workflow.run.completed"]["runId"] == good["id"]
    assert told["document-insights.job.rejected"]["status"] == "REJECTED"


@pytest.mark.checks("PATCH /event-subscriptions/{id}", "states")
def test_pause_resume_and_a_new_secret(http: httpx.Client, private: httpx.Client) -> None:
    with Endpoint(lambda number: 503 if number == 1 else 204) as endpoint:
        subscription = subscribe(http, endpoint, JOB_COMPLETED)
        path = f"/event-subscriptions/{subscription}"
        JOBS.fresh(http)
        endpoint.wait_for(1)
        http.patch(path, json={"status": "paused", "signingSecret": "rotated"})
        before = len(endpoint.deliveries)
        JOBS.finished(http, JOBS.fresh(http)["id"])
        time.sleep(0.5)
        assert len(endpoint.deliveries) <= before + 1  # one may have been on its way
        paused = len(endpoint.deliveries)
        history = private.get(f"{path}/deliveries").json()
        if history[0]["state"] == "pending":
            http.patch(path, json={"status": "active"})
            last = endpoint.wait_for(paused + 1)[-1]
            verified(last, "rotated")
        http.patch(path, json={"status": "active"})
        before = len(endpoint.deliveries)
        job = JOBS.fresh(http)["id"]
        event = verified(endpoint.wait_for(before + 1)[-1], "rotated")
        assert event["data"]["jobId"] == job
        http.delete(path)


def test_a_slow_endpoint_holds_up_only_itself(http: httpx.Client) -> None:
    def slow(_number: int) -> int:
        time.sleep(1.5)
        return 204

    with Endpoint(slow) as tired, Endpoint() as quick:
        ids = [subscribe(http, each, "workflow.run.completed") for each in (tired, quick)]
        runs = {http.post("/workflows/daily-lab-loader/runs", json={}).json()["id"] for _ in range(12)}
        told = {verified(each)["data"]["runId"] for each in quick.wait_for(12, 10)}
        assert told == runs
        assert len(tired.deliveries) < 12
        for each in ids:
            http.delete(f"/event-subscriptions/{each}")


def test_a_long_answer_is_an_answer(http: httpx.Client, private: httpx.Client) -> None:
    with Endpoint(lambda _: 200, b"x" * 300_000) as endpoint:
        subscription = subscribe(http, endpoint, "workflow.run.completed")
        http.post("/workflows/daily-lab-loader/runs", json={})
        endpoint.wait_for(1)
        time.sleep(0.5)
        [event] = private.get(f"/event-subscriptions/{subscription}/deliveries").json()
        http.delete(f"/event-subscriptions/{subscription}")
        assert (event["state"], len(endpoint.deliveries)) == ("delivered", 1)


def test_nobody_listens(http: httpx.Client, private: httpx.Client) -> None:
    body = {"endpointUrl": "http://127.0.0.1:9/", "eventTypes": [JOB_COMPLETED], "signingSecret": "x"}
    subscription = http.post("/event-subscriptions", json=body).json()["id"]
    JOBS.finished(http, JOBS.fresh(http)["id"])
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        [event] = private.get(f"/event-subscriptions/{subscription}/deliveries").json()
        if len(event["attempts"]) >= 2:
            break
        time.sleep(0.05)
    assert event["state"] == "pending"
    assert event["nextTryAt"]
    assert all(each["problem"] == "The address cannot be reached." for each in event["attempts"])
    http.delete(f"/event-subscriptions/{subscription}")


def test_five_failures_and_a_restart_between(tmp_path: Path) -> None:
    """Delivered once, under the same event id, whatever happens in between."""
    options = ("--offline", "--retry-seconds", "0.1")
    with Endpoint(lambda number: 500 if number <= 5 else 204) as endpoint:

        async def before() -> str:
            child = ServiceChild(tmp_path / "data", tmp_path / "logs", options)
            address = await child.start()
            with _client(address) as http:
                subscription = subscribe(http, endpoint, JOB_COMPLETED)
                JOBS.create(http, {"fileId": upload(http, new_invoice())["id"]})
                await asyncio.to_thread(endpoint.wait_for, 2)
            await child.stop()
            return subscription

        async def after(subscription: str) -> list[dict[str, Any]]:
            child = ServiceChild(tmp_path / "data", tmp_path / "logs", options)
            address = await child.start()
            with _client(address) as http:
                await asyncio.to_thread(endpoint.wait_for, 6)
                await asyncio.sleep(1)
                root = address.base_url.partition("/api/")[0]
                history = http.get(f"{root}/internal/event-subscriptions/{subscription}/deliveries").json()
            await child.stop()
            return history

        history = asyncio.run(after(asyncio.run(before())))
        deliveries = list(endpoint.deliveries)
    events = [verified(each) for each in deliveries]
    assert len({event["eventId"] for event in events}) == 1
    assert len({delivery.body for delivery in deliveries}) == 1
    assert len({delivery.headers["x-plextera-delivery-id"] for delivery in deliveries}) == len(deliveries)
    [told] = history
    assert told["state"] == "delivered"
    assert [each.get("httpStatus") for each in told["attempts"]].count(204) == 1
    assert told["attempts"][-1]["httpStatus"] == 204
    assert len(deliveries) == 6


def _client(address: Any) -> httpx.Client:
    headers = {"Authorization": f"api-key {address.key}"}
    return httpx.Client(base_url=address.base_url, headers=headers, timeout=30, trust_env=False)
