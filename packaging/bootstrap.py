#!/usr/bin/env python3
"""Sets the project up on a bare machine and runs it: ``run``, ``test`` or ``install``.

Uses nothing but the standard library of Python 3.11 or newer. Everything goes into one private environment (``.venv`` beside
``pyproject.toml``, or the folder named by ``PLEXTERA_ENV``); nothing is installed into the system's Python. On Debian and
Ubuntu, missing system libraries of Qt are installed with apt-get when this runs as root, and named otherwise.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINIMUM = (3, 11)
BELOW = (3, 14)

sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT))
from plextera_review.app.platform import has_display, missing_libraries  # noqa: E402 - standard library only


def say(text: str) -> None:
    """One line for the person."""
    print(f"[bootstrap] {text}", flush=True)


def stop(text: str) -> None:
    """End with a sentence and a next step instead of a traceback."""
    raise SystemExit(f"[bootstrap] {text}")


def check_python() -> None:
    """Refuse versions the pinned libraries do not support."""
    if not MINIMUM <= sys.version_info[:2] < BELOW:
        found = ".".join(map(str, sys.version_info[:3]))
        stop(f"Python 3.11, 3.12 or 3.13 is needed; this is {found}. Run this file with one of those.")


def missing_packages(need_virtual_screen: bool) -> list[str]:
    """Debian packages whose libraries or programs are not found on this machine."""
    missing = missing_libraries()
    if shutil.which("apt-get") and importlib.util.find_spec("ensurepip") is None:  # Debian ships it apart
        missing.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    if need_virtual_screen and sys.platform.startswith("linux") and shutil.which("Xvfb") is None:
        missing.append("xvfb")
    return missing


def install_system_packages(need_virtual_screen: bool, *, optional: bool = False) -> None:
    """Install what Qt needs from Debian's packages, or name it exactly."""
    missing = missing_packages(need_virtual_screen)
    if not missing:
        return
    command = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    apt = shutil.which("apt-get")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if apt is None or not is_root:
        hint = f"sudo {command}" if apt else f"your system's packages for: {', '.join(missing)}"
        message = f"System libraries are missing. Install them, then run this again:\n    {hint}"
        if optional:
            say(message)
            return
        stop(message)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    say(f"Installing system packages: {' '.join(missing)}")
    subprocess.run([apt, "update", "-qq"], check=False, env=environment)
    if subprocess.run([*command.split()], check=False, env=environment, stdout=subprocess.DEVNULL).returncode:
        stop(f"The system packages could not be installed. Try it by hand:\n    {command}")


def environment_folder() -> Path:
    """Where the private environment lives."""
    return Path(os.environ.get("PLEXTERA_ENV") or ROOT / ".venv")


def environment_python(folder: Path) -> Path:
    """The interpreter inside an environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def make_environment(extra: str) -> Path:
    """Create or refresh the environment; returns its interpreter. Skips the work when nothing changed."""
    folder = environment_folder()
    python = environment_python(folder)
    stamp = folder / f".plextera-{extra or 'run'}"
    project = (ROOT / "pyproject.toml").read_bytes()
    wanted = hashlib.sha256(project + str(ROOT).encode() + sys.version.encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        if os.environ.get("PYTHONDONTWRITEBYTECODE"):  # nobody else compiles what has changed
            compile_program(python)
        return python
    if not python.exists():
        say(f"Making a private environment in {folder}")
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False)
        if made.returncode:
            shutil.rmtree(folder, ignore_errors=True)  # half of one would be taken for a whole one
            stop("Python cannot make an environment here. Install the part of Python named venv, then run this again.")
    say("Installing the program and its libraries (a few minutes the first time)")
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    installed = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", target],
        check=False,
    )
    if installed.returncode:
        stop(
            "The libraries could not be installed. Check the network connection and the messages above, then run this again."
        )
    compile_program(python)
    stamp.write_text(wanted)
    return python


def compile_program(python: Path) -> None:
    """Compile the program's modules, as pip did with the libraries', and what Qt's binding would compile at every start: where Python is
    told not to write bytecode, every start would do it anew for 200 ms."""
    subprocess.run([str(python), "-m", "compileall", "-q", str(ROOT / "plextera_review")], check=False)
    keep = (
        "import sys; sys.dont_write_bytecode = False; from plextera_review.app.qt_import import import_qt; import_qt()"
    )
    subprocess.run([str(python), "-c", keep], cwd=ROOT, stderr=subprocess.DEVNULL, check=False)


def run(arguments: list[str]) -> int:
    """Install and start the window; without a display, play the guided tour on a virtual screen."""
    shown = has_display()
    install_system_packages(need_virtual_screen=not shown)
    python = make_environment("")
    if shown:
        return subprocess.run([str(python), "-m", "plextera_review", *arguments], check=False).returncode
    pictures = ROOT / "tour"
    say("There is no display here, so the guided tour plays on a virtual screen instead.")
    code = subprocess.run(
        [str(python), "-m", "plextera_review", "tour", "--out", str(pictures)], check=False
    ).returncode
    if code == 0:
        say(f"The pictures of every step are in {pictures}")
    return code


def test(arguments: list[str]) -> int:
    """Install and run every check and test; stops at the first family that fails."""
    install_system_packages(need_virtual_screen=True)
    python = make_environment("test")
    steps = [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["importlinter"],
        ["pytest", *(arguments or ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"])],
    ]
    for step in steps:
        say(" ".join(step))
        command = [str(python), "-m", *step]
        if step == ["importlinter"]:
            command = [str(python), "-c", "from importlinter.cli import lint_imports_command as c; c()"]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code:
            say(f"{step[0]} found problems (exit code {code}).")
            return code
    return 0


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=["run", "test", "install"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on to the program or to pytest")
    options = parser.parse_args()
    check_python()
    if options.command == "run":
        return run(options.arguments)
    if options.command == "test":
        return test(options.arguments)
    install_system_packages(need_virtual_screen=False, optional=True)
    make_environment("")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
