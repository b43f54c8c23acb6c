"""pytest plugin: a run in which no test was executed is no success."""

import pytest


class _Executed:
    """Notes whether any test was executed, in the process that gets all reports."""

    def __init__(self):
        self.any = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test was executed: what is skipped is not."""
        self.any = self.any or not report.skipped and report.when != "teardown"

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Replace success by pytest's own code for a run without tests."""
        if exitstatus == pytest.ExitCode.OK and not self.any:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_configure(config: pytest.Config) -> None:
    """Watch in the process that gets all reports."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Executed(), "executed")
