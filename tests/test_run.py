"""`make test`: what T= selects, in which order, and that a run without tests is no success."""

import pytest

from dev.paths import ROOT
from dev.testing import durations, run


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


@pytest.fixture
def timed(pytester, monkeypatch):
    """Return a function that runs three files with the plugin, the last of them the slowest."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    quick = "def test_one(): pass\ndef test_two(): pass\n"
    slow = "import time\n@pytest.fixture\ndef sloth(): time.sleep(0.3)\ndef test_z(sloth): pass\n"
    pytester.makepyfile(test_a=quick, test_b=quick, test_c=f"import pytest\n{slow}")

    def inner(*options):
        plugins = ("-p", "no:odoo", "-p", "dev.testing.durations")
        result = pytester.runpytest_subprocess(*plugins, "--durations-file=d.txt", *options)
        assert result.ret == 0
        return result

    return inner


@pytest.mark.parametrize("workers", [(), ("-n", "2", "--dist=loadfile", "--no-loadscope-reorder")])
def test_durations_are_kept_and_order_the_next_run(timed, pytester, workers):
    """Each run writes what every test took; a whole one begins with the files that took longest."""
    known = pytester.path / "slowest.txt"
    known.write_text("  2.00 test_b.py\n  1.00 test_a.py\n")
    result = timed("--slowest-files=slowest.txt", "-v", *workers)
    begun = "\n".join(line for line in result.outlines if "::" in line)
    # One that nobody has timed is not left for the end either.
    assert begun.index("test_c.py") < begun.index("test_a.py")
    assert begun.index("test_b.py") < begun.index("test_a.py")
    assert list(durations.read(known))[0] == "test_c.py"
    assert set(durations.read(known)) == {"test_a.py", "test_b.py", "test_c.py"}
    lines = (pytester.path / "d.txt").read_text().splitlines()
    assert len(lines) == 5
    assert lines[0].endswith("test_c.py::test_z") and float(lines[0].split()[0]) >= 0.3
    assert "= 5 passed in" in result.outlines[-1], "pytest's own line closes the run"


def test_a_part_leaves_the_order_of_the_whole(timed, pytester):
    """What a part took is written too, and says nothing about the files it did not run."""
    timed("test_a.py")
    assert len((pytester.path / "d.txt").read_text().splitlines()) == 2
    assert not (pytester.path / "slowest.txt").exists()


def test_the_known_order_names_files_that_are_there():
    """Who has not run everything yet begins with the demo company, which is built first."""
    known = durations.read(durations.KNOWN)
    assert all((ROOT / name).is_file() for name in known)
    assert max(known, key=known.get) == "tests/test_demo.py"
