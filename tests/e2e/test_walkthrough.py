"""The README's walk through the API is what ``packaging/walkthrough.sh`` really does, and it works."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("curl") is None, reason="curl and bash")
def test_the_walk_through_works_and_is_the_readmes(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = f"{sys.executable} -m plextera_review"
    done = subprocess.run(
        ["bash", "packaging/walkthrough.sh", str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PROGRAM": program, "PORT": str(port if port < 65_535 else port - 1), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status":"COMPLETED"' in done.stdout
    assert '"fieldId":"invoiceNumber"' in done.stdout
    assert "signature verified:" in done.stdout
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ .*", done.stdout, re.MULTILINE)
    assert len(commands) == 7
    assert [each for each in re.findall(r"^    (\$ .*)", readme, re.MULTILINE) if each in commands] == commands
