"""The table of what a hostile server could and could not do to the client."""

from collections import Counter, defaultdict

import pytest

from tests.robustness.hostile_cases import CASES

_NAMES = ("typed error", "tolerant result", "exception", "hang", "leak")


class _Table:
    """Adds up what the tests' reports carry, from whichever process they ran in."""

    def __init__(self) -> None:
        self._groups: dict[str, Counter[str]] = defaultdict(Counter)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            for name, groups in report.user_properties:
                if name == CASES:
                    for group, counts in groups.items():
                        self._groups[group].update(counts)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._groups:
            return
        terminalreporter.section("hostile server: cases by how they ended")
        terminalreporter.write_line(f"{'':28}{'cases':>8}" + "".join(f"{name:>17}" for name in _NAMES))
        for group, counts in self._groups.items():
            total = sum(counts[name] for name in _NAMES if name != "leak")
            terminalreporter.write_line(f"{group:28}{total:>8}" + "".join(f"{counts[name]:>17}" for name in _NAMES))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Table())
