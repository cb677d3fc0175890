"""The server under test: a local service started here, or any other by ``--base-url`` and ``--api-key``."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from plextera_review.app.service_child import ServiceChild
from plextera_review.localservice.address import ServiceAddress


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--base-url", help="base URL of the server under test (default: a local service of its own)")
    parser.addoption("--api-key", help="its key")


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceAddress]:
    base_url = request.config.getoption("--base-url", default=None)
    if base_url:
        yield ServiceAddress(base_url.rstrip("/"), request.config.getoption("--api-key") or "", 0)
        return
    folder = tmp_path_factory.mktemp("service")
    child = ServiceChild(folder / "data", folder / "logs")
    yield asyncio.run(child.start())
    asyncio.run(child.stop())


@pytest.fixture
def http(address: ServiceAddress) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"api-key {address.key}"}
    with httpx.Client(base_url=address.base_url, headers=headers, timeout=30, trust_env=False) as client:
        yield client
