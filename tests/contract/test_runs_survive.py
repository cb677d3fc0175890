"""A workflow run across a kill of the service: what was done is not done again, what was waited is not waited again."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from plextera_review.app.service_child import ServiceChild
from tests.support.endpoint import Endpoint

pytestmark = [pytest.mark.own_service, pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")]


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    with Endpoint(lambda _: 200) as endpoint:
        steps: list[dict[str, Any]] = [
            {"key": "before", "name": "Call", "type": "web_function", "url": endpoint.url},
            {"key": "pause", "name": "Pause", "type": "wait", "seconds": 1.5},
            {"key": "inner", "name": "Inner", "type": "workflow", "workflowId": "inner", "forEach": "payload"},
        ]
        inner = [{"key": "add", "name": "Add", "type": "transform", "expression": "payload"}]
        folder = tmp_path / "data" / "workflows"
        folder.mkdir(parents=True)
        for name, content in (("outer", steps), ("inner", inner)):
            text = json.dumps({"id": name, "name": name, "steps": content})
            (folder / f"{name}.json").write_text(text)

        async def main() -> dict[str, Any]:
            run: dict[str, Any] = {}
            for life in range(3):
                child = ServiceChild(tmp_path / "data", tmp_path / "logs", ("--offline",))
                address = await child.start()
                headers = {"Authorization": f"api-key {address.key}"}
                async with httpx.AsyncClient(base_url=address.base_url, headers=headers, trust_env=False) as http:
                    if life == 0:
                        run = (await http.post("/workflows/outer/runs", json=[1, 2])).json()
                    for _ in range(400):
                        run = (await http.get(f"/workflow-runs/{run['id']}")).json()
                        if run["status"] == "COMPLETED" or (life < 2 and run["steps"][1]["status"] == "PROCESSING"):
                            break
                        await asyncio.sleep(0.02)
                if life < 2:
                    assert child.process_id is not None
                    os.kill(child.process_id, signal.SIGKILL)
                await child.stop()
            return run

        run = asyncio.run(main())
        assert run["status"] == "COMPLETED"
        assert len(endpoint.deliveries) == 1
    assert run["steps"][2]["nestedRuns"]["count"] == 2
    assert [each["output"] for each in run["steps"][2]["output"]] == [1, 2]
    assert 1490 <= run["durationMs"] < 15_000
    assert run["steps"][1]["computedDurationMs"] == 0
