"""The window's local service is killed, or somebody else's is used and ends: it is back by itself, with everything in it."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from plextera_review.api.dialects import JobQuery
from plextera_review.app import core as core_module
from plextera_review.app.core import Core
from plextera_review.app.paths import Paths
from plextera_review.app.service_child import ServiceChild
from plextera_review.domain.connection import LOCAL_PROFILE, ConnectionProfile
from plextera_review.rendering.service import RenderService
from plextera_review.storage.preferences import Preferences
from plextera_review.sync.events import Notice
from plextera_review.sync.stores import open_stores

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")


def connected(folder: Path, story: Callable[[Core, list[str]], Awaitable[None]]) -> None:
    async def main() -> None:
        places = Paths.below(folder)
        places.create()
        stores = await open_stores(places.data, Preferences(places.data / "settings.json"))
        core = Core(ServiceChild(places.service_data, places.logs), stores, RenderService())
        told: list[str] = []
        core.bus.subscribe(Notice, lambda notice: told.append(notice.text))
        try:
            await core.use_profile(LOCAL_PROFILE)
            await story(core, told)
        finally:
            await core.stop()

    asyncio.run(main())


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("killed", [False, True])
def test_a_service_that_was_begun_is_the_one_that_is_used_unless_it_ended(tmp_path: Path, *, killed: bool) -> None:
    async def main() -> None:
        child = ServiceChild(tmp_path / "data", tmp_path / "logs")
        try:
            child.begin()
            begun = child.process_id
            assert begun is not None
            child.begin()
            assert child.process_id == begun
            if killed:
                os.kill(begun, signal.SIGKILL)
            started = (await child.start()).pid
            assert (started == begun) is not killed
            assert (await child.start()).pid == started
        finally:
            await child.stop()

    asyncio.run(main())


def test_a_killed_service_is_started_again(tmp_path: Path) -> None:
    async def story(core: Core, told: list[str]) -> None:
        for _ in range(2):
            first, process_id = core.session, core._service.process_id
            os.kill(process_id, signal.SIGKILL)
            await until(lambda first=first: core.session not in {None, first})
            assert core._service.process_id != process_id
            assert (await core.session._client.insights.page(JobQuery())).items == ()
            await until(lambda: told[-1] == "The local service is running again.")

    connected(tmp_path, story)


def test_a_service_started_by_somebody_else_may_end(tmp_path: Path) -> None:
    async def story(core: Core, told: list[str]) -> None:
        first = core.session
        assert core._service.process_id is None
        await other.stop()
        await until(lambda: core.session not in {None, first})
        assert core._service.process_id is not None
        assert told == ["The local service stopped and is being started again.", "The local service is running again."]

    places = Paths.below(tmp_path)
    other = ServiceChild(places.service_data, places.logs)
    asyncio.run(other.start())
    connected(tmp_path, story)


def test_a_switch_is_no_dead_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_module, "_WATCH_SECONDS", 0.0)  # the watch looks at every turn, also between two sessions

    async def story(core: Core, told: list[str]) -> None:
        address = await other.start()
        cloud = ConnectionProfile("cloud", "Cloud", address.base_url)
        monkeypatch.setattr(core, "key_store", SimpleNamespace(get=_slowly(address.key)))
        for _ in range(3):
            await core.use_profile(cloud)
            await asyncio.sleep(0.1)
            assert core.session.profile == cloud
            await core.use_profile(LOCAL_PROFILE)
            assert core.session.profile == LOCAL_PROFILE
        assert told == []
        await other.stop()

    other = ServiceChild(tmp_path / "cloud", tmp_path / "cloud-logs")
    connected(tmp_path, story)


def _slowly(key: str) -> Callable[[str], Awaitable[str]]:
    async def get(_profile_id: str) -> str:
        await asyncio.sleep(0.05)
        return key

    return get
