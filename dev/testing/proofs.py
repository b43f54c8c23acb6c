"""pytest plugin: which requirement each test proves, and how it went.

The proofs travel to the process that reports (under xdist another one than runs the test)
in the test report's own properties, and are written when the session ends.
"""

from pathlib import Path

import pytest

from dev import trace

PROPERTY = "proves"
ATTRIBUTE = "__proves__"  # which `proves` of retail_complaint sets


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that the runner passes."""
    group = parser.getgroup("proofs")
    group.addoption("--proves", metavar="ID", help="run the tests of this requirement")
    group.addoption("--proofs-file", type=Path, help="record the run in this file")
    group.addoption("--proofs-kind", default="test", help="what is run: test, soak")
    group.addoption("--proofs-whole", action="store_true", help="the run is a whole one")


def proofs(item: pytest.Item) -> list[tuple[str, str]]:
    """Return requirement and sentence of all that a test proves, itself and its class."""
    holders = (getattr(item, "function", None), getattr(item, "cls", None))
    return [tuple(proof) for each in holders for proof in getattr(each, ATTRIBUTE, ())]


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Fail the collection where a test names a requirement that there is not."""
    outcome = yield
    report = outcome.get_result()
    known = trace.requirements()
    unknown = {
        f"{item.nodeid}: no requirement {requirement!r} in docs/requirements.md"
        for item in report.result
        if report.passed and isinstance(item, pytest.Item)
        for requirement, _sentence in proofs(item)
        if requirement not in known
    }
    if unknown:
        report.outcome, report.result = "failed", []
        report.longrepr = "\n".join(sorted(unknown))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Attach the proofs, and keep only those of the requirement that was asked for."""
    for item in items:
        item.user_properties += [(PROPERTY, proof) for proof in proofs(item)]
    wanted = config.getoption("--proves")
    if wanted:
        kept = [i for i in items if wanted in dict(proofs(i))]
        config.hook.pytest_deselected(items=[i for i in items if i not in kept])
        items[:] = kept


class Recorder:
    """Gathers the outcomes of a run, in the process that gets all reports."""

    def __init__(self, path: Path, kind: str, whole: bool):
        self.path = path
        self.kind = kind
        self.whole = whole
        self.run: dict[str, trace.Tested] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of a phase; a failed one of any phase stays."""
        proven = [value for name, value in report.user_properties if name == PROPERTY]
        if not proven:
            return
        tested = self.run.setdefault(
            report.nodeid, {"kind": self.kind, "outcome": "skipped", "proves": proven}
        )
        if report.failed or (report.when == "call" and tested["outcome"] != "failed"):
            tested["outcome"] = report.outcome

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the record; an interrupted run counts as a part."""
        whole = self.whole and exitstatus in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
        )
        trace.write_proofs(self.path, self.run, self.kind, whole)


def pytest_configure(config: pytest.Config) -> None:
    """Record in the process that reports, when the runner asks for it."""
    path = config.getoption("--proofs-file")
    if path and not hasattr(config, "workerinput"):
        kind = config.getoption("--proofs-kind")
        recorder = Recorder(path, kind, config.getoption("--proofs-whole"))
        config.pluginmanager.register(recorder, "proofs-recorder")
