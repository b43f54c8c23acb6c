"""A warning in any Odoo log fails the test in which it occurred."""

import pytest

from dev.paths import ROOT
from dev.testing import logs

_HEAD = "2026-01-31 08:00:00,123 42"

_TESTS = f'''
import logging
import threading
import unittest
from pathlib import Path

import pytest
from dev.testing import warnings_fail

LOG = Path("server.log")
HEAD = "{_HEAD}"

@pytest.fixture
def server():
    LOG.write_text("")
    warnings_fail.watch(LOG)
    yield
    warnings_fail.unwatch(LOG)

def log(text):
    with LOG.open("a") as output:
        output.write(f"{{HEAD}} {{text}}\\n")

def test_quiet(server):
    log("INFO db odoo.x: nothing to see")
    logging.getLogger("odoo.x").info("nor here")

def test_loud(): logging.getLogger("odoo.x").warning("boom %s", 1)

def test_loud_in_a_thread():
    thread = threading.Thread(target=logging.getLogger("odoo.y").error, args=["threaded"])
    thread.start()
    thread.join()

class TestAsserted(unittest.TestCase):
    def test_asserted(self):
        with self.assertLogs("odoo.x", "WARNING"):
            logging.getLogger("odoo.x").warning("as it should")

def test_allowed():
    logging.getLogger("odoo.addons.rpc.controllers.jsonrpc").warning(
        "The /jsonrpc endpoints are deprecated in Odoo 19")

@pytest.fixture
def loud_set_up(): logging.getLogger("odoo.x").warning("in the set-up")

def test_loud_set_up(loud_set_up): pass

def test_server_loud(server): log("ERROR db odoo.z: server fault")

def test_server_traceback(server):
    with LOG.open("a") as output:
        output.write("Traceback (most recent call last):\\n  boom\\nValueError: raw\\n")

def test_server_expected(server):
    with warnings_fail.expected(LOG, "lock"):
        log("ERROR db odoo.z: could not lock")

def test_server_expected_and_another(server):
    with warnings_fail.expected(LOG, "lock"):
        log("ERROR db odoo.z: could not lock")
        log("ERROR db odoo.z: stray")

def test_server_expected_in_vain(server):
    with warnings_fail.expected(LOG, "lock"):
        pass

def test_refusal_told_to_the_test(server):
    warnings_fail.excuse(LOG, "You may not.")
    log("WARNING db odoo.http: You may not. ")

def test_refusal_swallowed(server):
    warnings_fail.excuse(LOG, "You may not.")
    log("WARNING db odoo.http: You may not. ")
    log("WARNING db odoo.http: You may not. ")
'''


def test_warnings_fail_their_tests(pytester, monkeypatch):
    """In this process, in threads, in set-ups and in watched files; with the line shown."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(test_inner=_TESTS)
    result = pytester.runpytest_subprocess(
        "-p", "no:odoo", "-p", "dev.testing.warnings_fail", "-rA", "-vv"
    )
    result.assert_outcomes(passed=5, failed=7, errors=1)
    for passed in ("quiet", "asserted", "allowed", "server_expected", "test"):
        result.stdout.re_match_lines([rf"PASSED .*test_\w*{passed}$"])
    for shown in (
        "WARNING odoo.x: boom 1",
        "ERROR odoo.y: threaded",
        "WARNING odoo.x: in the set-up",
        f"server.log: {_HEAD} ERROR db odoo.z: server fault",
        "ValueError: raw",
        f"server.log: {_HEAD} ERROR db odoo.z: stray",
        "*AssertionError: server.log has no warning with 'lock'",
        f"server.log: {_HEAD} WARNING db odoo.http: You may not. ",
    ):
        result.stdout.fnmatch_lines([shown])
    assert "could not lock" not in "\n".join(
        line for line in result.outlines if line.startswith("server.log")
    )


def test_an_exception_needs_its_reason():
    """Nobody excuses a warning without saying why."""
    [rule] = logs.parse_allowed("# The machine has no printer.\nodoo\\.print: no printer\n")
    assert rule.reason == "The machine has no printer."
    assert rule.matches(logs.Entry("WARNING", "odoo.print", "x: no printer"))
    assert not rule.matches(logs.Entry("WARNING", "odoo.printing", "x: no printer"))
    for wrong in (
        "odoo.x: text\n",
        "# A reason.\n\nodoo.x: its reason does not stand above it\n",
        "# A reason.\nodoo.x without a pattern\n",
    ):
        with pytest.raises(ValueError, match="write the reason"):
            logs.parse_allowed(wrong)


def test_a_half_written_line_is_read_later(tmp_path):
    """A line that the server is just writing is judged when it is whole."""
    log = tmp_path / "server.log"
    follower = logs.Follower(log)
    assert follower.unexpected() == []
    log.write_text(f"{_HEAD} ERROR db odoo.x: first\nmore\n{_HEAD} ERR", encoding="utf-8")
    assert follower.unexpected() == [f"{_HEAD} ERROR db odoo.x: first\nmore"]
    with log.open("a", encoding="utf-8") as output:
        output.write("OR db odoo.x: 第二\n")
    assert follower.unexpected() == [f"{_HEAD} ERROR db odoo.x: 第二"]
