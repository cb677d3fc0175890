"""Schemathesis over what ``/openapi.json`` says, all checks on: nothing undescribed, nothing unrefused, no server error."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plextera_review.localservice.address import ServiceAddress

ROOT = Path(__file__).parents[2]
EXAMPLES = "8"


@pytest.mark.own_service
def test_the_description_is_exact(address: ServiceAddress, tmp_path: Path) -> None:
    root = address.base_url.partition("/api/")[0]
    key = f"Authorization: api-key {address.key}"
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{root}/openapi.json", "--checks", "all"]
    options = ["--max-examples", EXAMPLES, "--header", key, "--no-color", "--seed", "20261124"]
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "tests.contract.schemathesis_hooks",
        "PYTHONPATH": str(ROOT),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path / "examples"),
    }
    done = subprocess.run(
        [*command, *options], check=False, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    assert "20 selected / 20 total" in done.stdout
    assert "❌" not in done.stdout
