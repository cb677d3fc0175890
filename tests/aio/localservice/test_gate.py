"""The gate by itself: too many at once, and a client that is still sending when it is refused."""

import asyncio
from typing import Any

import httpx

from plextera_review.localservice import gate
from plextera_review.localservice.gate import Gate

ADDRESSES = {"/x": {"GET", "POST"}}
HEADERS = {"Authorization": "api-key k"}


def test_more_at_once_than_there_is_room_for() -> None:
    async def main() -> list[httpx.Response]:
        free = asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            await free.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})

        transport = httpx.ASGITransport(Gate(slow, "k", ADDRESSES))
        async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=HEADERS) as http:
            inside = [asyncio.create_task(http.get("/x")) for _ in range(gate._AT_ONCE)]
            await asyncio.sleep(0.05)
            late = await http.get("/x")
            free.set()
            return [late, *await asyncio.gather(*inside), await http.get("/x")]

    late, *others = asyncio.run(main())
    error = late.json()["error"]
    assert (late.status_code, error["code"], error["retryable"]) == (429, "RATE_LIMITED", True)
    assert late.headers["Retry-After"] == "1"
    assert {each.status_code for each in others} == {200}


def test_a_refused_body_is_read_to_its_end() -> None:
    read = 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("not reached")

    async def body() -> Any:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * 10_000

    async def main() -> httpx.Response:
        transport = httpx.ASGITransport(Gate(app, "k", ADDRESSES))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
            return await http.post("/x", content=body(), headers={"Authorization": "api-key wrong"})

    answer = asyncio.run(main())
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "api-key"
    assert read == 100
