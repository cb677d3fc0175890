"""A whole review through what a screen reader has: names, roles, states, actions, and keys where the focus is."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "samples"
STEPS = (
    "walked Queue",
    "walked Contact sheet",
    "walked Uploads",
    "walked Activity",
    "walked Settings",
    "opened from the queue",
    "heard why",
    "walked Review",
    "chose a box and accepted its field",
    "corrected and submitted",
    "submitted the second document",
    "the correction has arrived",
    "walked Queue",
    "walked Contact sheet",
    "walked Uploads",
    "walked Activity",
    "walked Settings",
)


def test_a_document_is_opened_decided_and_submitted_by_names_and_states_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.support.review_by_names",
            str(tmp_path),
            str(SAMPLES / "03-invoice-fr.pdf"),
            str(SAMPLES / "05-receipt.pdf"),
        ],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert tuple(done.stdout.splitlines()) == STEPS
