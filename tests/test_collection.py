"""pytest runs of an addon's tests what Odoo itself would run."""

import json
import subprocess

import pytest

from dev import databases, odoo, venv
from dev.paths import ROOT
from dev.postgres import Server

_COMMON = """
from odoo.tests import TransactionCase

class TestCommon(TransactionCase):
    def test_inherited(self): pass
"""
_TESTS = """
from odoo.tests import TransactionCase, tagged
from .common import TestCommon

class TestOne(TestCommon):
    def test_own(self): pass
    def helper(self): pass

class TestDerived(TestOne):
    def test_derived(self): pass

@tagged("post_install", "-at_install")
class TestWithInherited(TestCommon):
    allow_inherited_tests_method = True
    def test_own(self): pass

@tagged("-standard", "on_demand")
class TestOnDemand(TransactionCase):
    def test_on_demand(self): pass
"""
# Asks Odoo's own loader what it would run of the addons.
_ASK_ODOO = """
import json, sys
from odoo.tools import config
config.parse_config(["-c", sys.argv[1]], setup_logging=False)
config["test_tags"] = "+standard"
from odoo.tests import loader
suites = [loader.make_suite(sys.argv[2:], p) for p in ("at_install", "post_install")]
print(json.dumps([t.id().removeprefix("odoo.addons.") for s in suites for t in s]))
"""


@pytest.fixture
def addon(pytester):
    """Return the folder of tests of an addon of its own."""
    folder = pytester.path / "rc_collected"
    tests = folder / "tests"
    tests.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "__manifest__.py").write_text("{'name': 'Collected'}")
    (tests / "__init__.py").write_text("from . import common, test_one\n")
    (tests / "common.py").write_text(_COMMON)
    (tests / "test_one.py").write_text(_TESTS)
    return tests


@pytest.fixture
def conf(pytester):
    """Return a configuration of Odoo that knows the addon; no database is asked."""
    folders = ",".join(map(str, (pytester.path, *odoo.addons_path())))
    server = Server("nowhere", 1, "nobody")
    return odoo.write_conf(pytester.path / "odoo.conf", server, addons_path=folders)


@pytest.fixture
def collect(pytester, monkeypatch, conf):
    """Return a function that collects in a session of its own."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))

    def inner(*paths):
        options = ("-p", "dev.testing.like_odoo", "--collect-only", "-q", "-p", "no:xdist")
        options += (f"--odoo-config={conf}", "--odoo-database=none")
        return pytester.runpytest_subprocess(*options, *map(str, paths))

    return inner


def _collected(result) -> set[str]:
    """Return the tests of a session as Odoo names them."""
    tests = [line for line in result.outlines if "::" in line]
    return {test.replace(".py", "").replace("::", ".").replace("/", ".") for test in tests}


def _odoo_runs(conf, *addons: str) -> set[str]:
    done = subprocess.run(
        [venv.PYTHON, "-c", _ASK_ODOO, conf, *addons],
        env=odoo.environ(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


def test_the_same_as_odoo(addon, collect, conf):
    """Imported classes, inherited methods and tests on demand are left out, as in Odoo."""
    collected = _collected(collect(addon))
    assert collected == {
        "rc_collected.tests.test_one.TestOne.test_own",
        "rc_collected.tests.test_one.TestDerived.test_derived",
        "rc_collected.tests.test_one.TestWithInherited.test_own",
        "rc_collected.tests.test_one.TestWithInherited.test_inherited",
    }
    assert collected == _odoo_runs(conf, "rc_collected")


def test_our_addons_are_run_as_by_odoo(pytester, collect, conf):
    """What `make test` runs of our own addons is what `odoo --test-tags` runs."""
    ours = databases.addons("demo")
    paths = [ROOT / name / "tests" for name in ours if (ROOT / name / "tests").is_dir()]
    result = collect("--rootdir", ROOT, *paths)
    assert _collected(result) == _odoo_runs(conf, *ours)


def test_what_odoo_would_never_run_fails(addon, collect):
    """A test that only seems to guard something stops the run."""
    plain_case = "import unittest\nclass TestPlain(unittest.TestCase):\n  def test_x(self): 0\n"
    (addon / "__init__.py").write_text("from . import test_function, test_case\n")
    (addon / "test_one.py").write_text(_TESTS)
    (addon / "test_function.py").write_text("def test_plain(): pass\n")
    (addon / "test_case.py").write_text(plain_case)
    result = collect(addon)
    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines_random(
        [
            "*test_one.py: *import it in the tests/__init__.py*",
            "*would not run 'test_plain'*",
            "*would not run 'TestPlain'*",
        ]
    )


def test_doctests_of_tools_run(addon, collect):
    """The examples in the docstrings of an addon's pure rules are tests."""
    tools = addon.parent / "tools"
    tools.mkdir()
    (tools / "__init__.py").touch()
    (tools / "rule.py").write_text('def one():\n    """\n    >>> one()\n    1\n    """\n')
    result = collect(addon, tools)
    result.stdout.fnmatch_lines(["*tools/rule.py::*rule.one"])


def test_a_tour_without_a_browser_fails(pytester, monkeypatch):
    """Odoo would skip a test of a browser where there is none."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(
        test_inner="import pytest\n"
        "def test_tour(): pytest.skip('Chrome executable not found')\n"
        "def test_other(): pytest.skip('not today')\n"
    )
    result = pytester.runpytest_subprocess("-p", "no:odoo", "-p", "dev.testing.like_odoo")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*test_tour: chromium is missing*apt-get install*"])
