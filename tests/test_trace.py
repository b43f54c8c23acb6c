"""From a test that names a requirement to `make trace`."""

import json

import pytest

from dev import trace
from dev.paths import ROOT

# What the runs of the inner sessions consist of. `proves` needs no Odoo, so it is imported
# as the plain module that it is.
_PREAMBLE = """
import sys, unittest
import pytest
sys.path.insert(0, {tests!r})
from proves import proves
"""
_TESTS = """
@proves("SOL-8", "a method")
@proves("INT-1", "a second sentence")
def test_two(): pass

@proves("SOL-8", "a failure")
def test_fails(): assert False

@proves("ANA-1", "a broken tear-down")
def test_tear_down(broken): pass

@pytest.fixture
def broken():
    yield
    assert False

@proves("EXE-3", "what is skipped proves nothing")
@pytest.mark.skip
def test_skipped(): pass

@proves("CLS-1", "every test of a class")
class TestClass(unittest.TestCase):
    def test_one(self): pass

    @proves("CLS-2", "and its own")
    def test_two(self): pass

def test_without(): pass
"""


@pytest.fixture
def run(pytester, monkeypatch):
    """Return a function that runs inner tests with the plugin, recording them."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    preamble = _PREAMBLE.format(tests=str(ROOT / "retail_complaint" / "tests"))

    def inner(tests, *arguments):
        pytester.makepyfile(test_inner=preamble + tests)
        options = ("-p", "no:odoo", "-p", "dev.testing.proofs", "--proofs-file=p.json")
        return pytester.runpytest_subprocess(*options, *arguments)

    return inner


@pytest.fixture
def recorded(pytester):
    """Return a function that reads the trace of the recorded run."""
    return lambda: trace.trace(trace.requirements(), trace.read_proofs(pytester.path / "p.json"))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_run_is_recorded(run, recorded, workers):
    """Outcomes of all phases reach the trace, with and without parallel workers."""
    result = run(_TESTS, "-n", str(workers))
    result.assert_outcomes(passed=5, failed=1, skipped=1, errors=1)
    traced = recorded()
    assert traced["SOL-8"] == {
        "status": "failed",
        "tests": [
            {
                "id": "test_inner.py::test_fails",
                "sentence": "a failure",
                "outcome": "failed",
            },
            {
                "id": "test_inner.py::test_two",
                "sentence": "a method",
                "outcome": "passed",
            },
        ],
    }
    assert traced["INT-1"]["status"] == "passed"
    assert traced["ANA-1"]["status"] == "failed"
    assert traced["EXE-3"]["status"] == "open"
    assert [test["id"].split("::")[-1] for test in traced["CLS-1"]["tests"]] == [
        "test_one",
        "test_two",
    ]
    assert len(traced["CLS-2"]["tests"]) == 1
    assert traced["PRE-A"] == {"status": "open", "tests": []}


def test_an_unknown_requirement_fails_the_collection(run, pytester):
    """A mistyped id is no proof of nothing: the run stops and names it."""
    result = run('@proves("SOL-99", "a typing error")\ndef test_one(): pass\n')
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*test_one: no requirement 'SOL-99'*"])
    assert not trace.read_proofs(pytester.path / "p.json")


def test_only_the_tests_of_a_requirement(run):
    """`make test T=INT-1` runs what names INT-1."""
    result = run(_TESTS, "--proves", "INT-1")
    result.assert_outcomes(passed=1, deselected=6)


def test_a_part_keeps_what_is_known_of_others(tmp_path):
    """A part renews its own tests; a whole run replaces those of its kind."""
    path = tmp_path / "proofs.json"

    def tested(outcome, kind="test"):
        return {"kind": kind, "outcome": outcome, "proves": [["SOL-8", "s"]]}

    trace.write_proofs(path, {"a": tested("passed"), "b": tested("passed")}, "test", True)
    trace.write_proofs(path, {"b": tested("failed")}, "test", whole=False)
    trace.write_proofs(path, {"c": tested("passed", "soak")}, "soak", whole=True)
    outcomes = {test: each["outcome"] for test, each in trace.read_proofs(path).items()}
    assert outcomes == {"a": "passed", "b": "failed", "c": "passed"}
    trace.write_proofs(path, {"b": tested("passed")}, "test", whole=True)
    assert set(trace.read_proofs(path)) == {"b", "c"}


def test_the_command_writes_every_requirement(tmp_path, monkeypatch, capsys):
    """`make trace` prints a table and writes the file that others read."""
    proofs = tmp_path / "proofs.json"
    proof = {"kind": "test", "outcome": "passed", "proves": [["SOL-8", "it is linked"]]}
    trace.write_proofs(proofs, {"test_x": proof}, "test", whole=True)
    monkeypatch.setattr(trace, "ROOT", tmp_path)
    monkeypatch.setattr(trace, "PROOFS", proofs)
    monkeypatch.setattr(trace, "TRACE", tmp_path / "t.json")
    assert trace.main() == 0
    written = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert list(written) == list(trace.requirements())
    assert written["SOL-8"]["status"] == "passed"
    printed = capsys.readouterr().out
    assert "it is linked" in printed
    assert f"1 passed, 0 failed, {len(written) - 1} open" in printed


def test_requirements_are_read_from_the_document():
    """Every family of ids is there, each with its text."""
    known = trace.requirements()
    families = {requirement.split("-")[0] for requirement in known}
    assert families == {
        *("INT", "CLS", "ORG", "RSP", "INV", "SOL", "EXE", "REC", "ANA", "QLT", "PRE"),
    }
    assert "credit note" in known["SOL-8"]
