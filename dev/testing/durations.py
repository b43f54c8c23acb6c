"""pytest plugin: how long tests took, into files; and what took longest comes first.

A run in parallel gives whole files to its workers. Begun with the longest, it does not end with
one worker in a long file and the other without work.
"""

from collections import defaultdict
from pathlib import Path

import pytest

# For who has not run everything yet: a copy of what a whole run has written.
KNOWN = Path(__file__).with_name("slowest_files.txt")
_UNKNOWN = 10.0  # seconds, of a file that nobody has timed


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that the runner passes."""
    group = parser.getgroup("durations of everything")
    group.addoption("--durations-file", type=Path, help="write how long each test took")
    group.addoption(
        "--slowest-files", type=Path, help="begin with the longest of these files; renew the list"
    )


def read(path: Path) -> dict[str, float]:
    """Return seconds by file, as a list of the slowest files has them."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: float(seconds) for seconds, name in (line.split() for line in lines)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the files that took longest; in a file the order stays."""
    path = config.getoption("--slowest-files")
    if path:
        known = next((read(list_) for list_ in (path, KNOWN) if list_.exists()), {})
        items.sort(key=lambda item: -known.get(_file(item.nodeid), _UNKNOWN))


class _Recorder:
    """Gathers the times of a run, in the process that gets all reports."""

    def __init__(self, tests: Path | None, files: Path | None) -> None:
        self._tests, self._files = tests, files
        self._seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one of a test's phases; what a file shares counts for its first test."""
        self._seconds[report.nodeid] += report.duration

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the lists, the longest first; an interrupted run says nothing of the whole."""
        if self._tests:
            _write(self._tests, self._seconds)
        if self._files and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            files: dict[str, float] = defaultdict(float)
            for test, seconds in self._seconds.items():
                files[_file(test)] += seconds
            _write(self._files, files)


def _file(nodeid: str) -> str:
    return nodeid.split("::")[0]


def _write(path: Path, seconds: dict[str, float]) -> None:
    rows = sorted(seconds.items(), key=lambda row: (-row[1], row[0]))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{took:8.2f} {name}\n" for name, took in rows)
    path.write_text(text, encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Record in the process that reports, when the runner asks for it."""
    tests, files = config.getoption("--durations-file"), config.getoption("--slowest-files")
    if (tests or files) and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Recorder(tests, files), "durations-recorder")
