"""Where Qt's part for X11 cannot be loaded, a sentence names the packages; Qt itself would end the program without one."""

import sys
from pathlib import Path

import pytest

from plextera_review.app import platform
from plextera_review.domain.errors import KnownError

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux looks for these libraries")


def qt_with(folder: Path, content: bytes) -> Path:
    plugins = folder / "plugins" / "platforms"
    plugins.mkdir(parents=True)
    (plugins / "libqxcb.so").write_bytes(content)
    return folder


def test_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "missing_libraries", lambda: ["libxcb-cursor0", "libegl1"])
    with pytest.raises(KnownError) as caught:
        platform.require_plugin(qt_with(tmp_path, b"no library"))
    assert caught.value.code == "LIBRARIES_MISSING"
    assert "libxcb-cursor0 libegl1" in caught.value.sentence


def test_without_a_missing_package_qt_may_say_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "missing_libraries", list)
    platform.require_plugin(qt_with(tmp_path, b"no library"))


def test_a_plugin_that_loads_asks_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> list[str]:
        raise AssertionError

    monkeypatch.setattr(platform, "missing_libraries", never)
    platform.require_plugin(tmp_path)  # there is none: another platform's Qt
    pyside = pytest.importorskip("PySide6")
    platform.require_plugin(Path(pyside.__file__).parent / "Qt")
