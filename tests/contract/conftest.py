"""The server under test: a local service started here, or any other by ``--base-url`` and ``--api-key``.

Tests say what they check by ``@pytest.mark.checks(endpoint, kind)``; the run ends with a table of endpoints × kinds.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from plextera_review.app.service_child import ServiceChild
from plextera_review.localservice.address import ServiceAddress
from tests.contract.calls import EXTRACTIONS, JOBS

KINDS = ("answers", "limits", "refusals", "states", "lists")
_BY_DIALECT = {
    "create": {"jobs": "POST /document-insights/jobs/extract", "extractions": "POST /document-insights/extractions"},
    "list": {"jobs": "GET /document-insights/jobs", "extractions": "GET /document-insights/extractions"},
    "get": {"jobs": "GET /document-insights/jobs/{id}", "extractions": "GET /document-insights/extractions/{id}"},
    "feedback": {
        "jobs": "POST /document-insights/jobs/{id}/feedback",
        "extractions": "POST /document-insights/extractions/{id}/feedback",
    },
}
_ENDPOINTS = (
    "POST /files",
    "GET /files/{id}",
    "GET /files/{id}/download",
    *(each for names in _BY_DIALECT.values() for each in names.values()),
    "POST /document-insights/extractions/upload",
    "POST /workflows/{id}/runs",
    "GET /workflow-runs",
    "GET /workflow-runs/{id}",
    "POST /event-subscriptions",
    "GET /event-subscriptions",
    "GET /event-subscriptions/{id}",
    "PATCH /event-subscriptions/{id}",
    "DELETE /event-subscriptions/{id}",
    "every endpoint",
)

_CHECK = "contract check"


class _Table:
    """Counts what passed and failed, by endpoint and kind. What a test checks goes with its reports, from whichever process it ran in."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            spoken = getattr(item, "callspec", None) and item.callspec.params.get("spoken")
            for mark in item.iter_markers("checks"):
                endpoint, *kinds = mark.args
                if endpoint in _BY_DIALECT:
                    endpoint = _BY_DIALECT[endpoint][spoken.name]
                assert endpoint in _ENDPOINTS, endpoint
                assert set(kinds) <= set(KINDS), kinds
                item.user_properties += [(_CHECK, (endpoint, kind)) for kind in kinds]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed or (report.passed and report.when == "call"):
            for name, place in report.user_properties:
                if name == _CHECK:
                    self._counts[tuple(place)][1 if report.failed else 0] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._counts:
            return
        terminalreporter.section("conformance: checks passed (failed), by endpoint")
        width = max(map(len, _ENDPOINTS))
        terminalreporter.write_line(f"{'':{width}}" + "".join(f"{kind:>12}" for kind in KINDS))
        for endpoint in _ENDPOINTS:
            cells = [self._counts.get((endpoint, kind), [0, 0]) for kind in KINDS]
            texts = [f"{good} ({bad})" if bad else str(good or "·") for good, bad in cells]
            terminalreporter.write_line(f"{endpoint:{width}}" + "".join(f"{text:>12}" for text in texts))
        good, bad = (sum(cell[place] for cell in self._counts.values()) for place in (0, 1))
        terminalreporter.write_line(f"in all: {good} passed, {bad} failed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--base-url", help="base URL of the server under test (default: a local service of its own)")
    parser.addoption("--api-key", help="its key")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "checks(endpoint, *kinds): what of the contract a test checks")
    config.addinivalue_line("markers", "own_service: looks behind the public API of a local service")
    config.pluginmanager.register(_Table())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "spoken" in metafunc.fixturenames:
        metafunc.parametrize("spoken", [JOBS, EXTRACTIONS], ids=lambda each: each.name)


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the service this suite starts."""
    return tmp_path_factory.mktemp("service") / "data"


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest, data_folder: Path) -> Iterator[ServiceAddress]:
    base_url = request.config.getoption("--base-url", default=None)
    if base_url:
        yield ServiceAddress(base_url.rstrip("/"), request.config.getoption("--api-key") or "", 0)
        return
    child = ServiceChild(data_folder, data_folder.parent / "logs", ("--offline", "--retry-seconds", "0.05"))
    yield asyncio.run(child.start())
    asyncio.run(child.stop())


@pytest.fixture(autouse=True)
def _only_with_own_service(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("own_service") and request.config.getoption("--base-url", default=None):
        pytest.skip("needs the service this suite starts itself")


@pytest.fixture
def http(address: ServiceAddress) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"api-key {address.key}"}
    with httpx.Client(base_url=address.base_url, headers=headers, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture
def private(address: ServiceAddress) -> Iterator[httpx.Client]:
    """The private addresses beside the public ones."""
    headers = {"Authorization": f"api-key {address.key}"}
    root = address.base_url.partition("/api/")[0] + "/internal"
    with httpx.Client(base_url=root, headers=headers, timeout=30, trust_env=False) as client:
        yield client
