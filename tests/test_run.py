"""`make test`: what T= selects, and that a run without tests is no success."""

import pytest

from dev.paths import ROOT
from dev.testing import run


def test_the_whole_runs_in_parallel_and_is_recorded_as_whole():
    """Without T= everything runs: from outside, and our addons' tests and pure rules."""
    arguments = run.select("")
    assert {"--proofs-whole", "-n"} <= set(arguments)
    assert {"tests", "retail_complaint/tests", "retail_complaint/tools"} <= set(arguments)


@pytest.mark.parametrize(
    ("expression", "arguments"),
    [
        ("tests/test_run.py", ["tests/test_run.py"]),
        ("tests/test_run.py::test_x", ["tests/test_run.py::test_x"]),
        ("SOL-8", ["--proves", "SOL-8"]),
        ("login or invoice", ["-k", "login or invoice"]),
        (" or ".join(["invoice"] * 100), ["-k", " or ".join(["invoice"] * 100)]),
    ],
)
def test_a_part_runs_alone(expression, arguments):
    """T= takes a path, a requirement's id or an expression of names; serial, so quick."""
    selected = run.select(expression)
    assert selected[: len(arguments)] == arguments
    assert not {"-n", "--proofs-whole"} & set(selected)


@pytest.mark.parametrize(
    ("tests", "code"),
    [
        ("import pytest\n@pytest.mark.skip\ndef test_skipped(): pass\n", 5),
        ("def test_one(): pass\n", 0),
        ("def test_one(): assert False\n", 1),
    ],
)
def test_only_executed_tests_count(pytester, monkeypatch, tests, code):
    """If all that was selected is skipped, nothing is proven and the run fails."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(test_inner=tests)
    result = pytester.runpytest_subprocess("-p", "no:odoo", "-p", "dev.testing.executed")
    assert result.ret == code


def test_nothing_selected_is_a_failure(pytester, monkeypatch):
    """A mistyped T= does not pass."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(test_inner="def test_one(): pass\n")
    options = ("-p", "no:odoo", "-p", "dev.testing.executed", "-k", "no_such_test")
    assert pytester.runpytest_subprocess(*options).ret == 5
