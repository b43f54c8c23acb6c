"""pytest plugin: collect from an addon's ``tests`` exactly what Odoo itself would run.

Odoo runs the test methods that a class itself defines, of classes defined in a module
``test_*`` that ``tests/__init__.py`` imports, tagged ``standard``. pytest alone also
collects imported classes and inherited methods: those are left out here. What pytest would
run and Odoo never would (a forgotten import, a plain function) fails the collection, since
its author believes that it guards something.
"""

import ast
from pathlib import Path

import pytest
from _pytest.doctest import DoctestModule

from dev import system

_NO_BROWSER = "Chrome executable not found"  # what Odoo says as it skips


def addon_of(path: Path) -> Path | None:
    """Return the folder of the addon whose ``tests`` folder holds ``path``, if any."""
    for parent in path.parents:
        if parent.name == "tests" and (parent.parent / "__manifest__.py").is_file():
            return parent.parent
    return None


def imported_tests(package: Path) -> set[str]:
    """Return the names that ``__init__.py`` of a tests package imports from itself."""
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1 and not node.module
        for alias in node.names
    }


def pytest_collect_file(file_path: Path, parent: pytest.Collector):
    """Collect the doctests of the pure rules in an addon's ``tools`` folder."""
    is_tool = file_path.suffix == ".py" and file_path.parent.name == "tools"
    if is_tool and (file_path.parent.parent / "__manifest__.py").is_file():
        return DoctestModule.from_parent(parent, path=file_path)
    return None


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Drop what Odoo would not run, and fail where its author thinks it would."""
    outcome = yield
    report = outcome.get_result()
    addon = addon_of(collector.path)
    if not report.passed or addon is None:
        return
    if isinstance(collector, pytest.Class) and hasattr(collector.obj, "test_tags"):
        report.result = [item for item in report.result if _odoo_runs(collector, item)]
    elif isinstance(collector, pytest.Module) and not isinstance(collector, DoctestModule):
        report.result = [item for item in report.result if _is_own(collector, item)]
        complaint = _complaint(addon, collector, report.result)
        if complaint:
            report.outcome, report.result = "failed", []
            report.longrepr = f"{collector.nodeid}: {complaint}"


def _complaint(addon: Path, module: pytest.Module, items: list) -> str | None:
    package = addon / "tests"
    if module.path.parent != package or module.path.stem not in imported_tests(package):
        return (
            "Odoo would not run this file: import it in the tests/__init__.py of its"
            f" addon (`from . import {module.path.stem}`)."
        )
    for item in items:
        tagged = hasattr(getattr(item, "obj", None), "test_tags")
        if isinstance(item, pytest.Function) or not tagged:
            return (
                f"Odoo would not run {item.name!r}: make it a method of a class derived"
                " from odoo.tests.BaseCase, TransactionCase or HttpCase."
            )
    return None


def _is_own(module: pytest.Module, item: pytest.Collector) -> bool:
    return item.obj.__module__ == module.obj.__name__


def _odoo_runs(collector: pytest.Class, item: pytest.Item) -> bool:
    cls = collector.obj
    inherits = getattr(cls, "allow_inherited_tests_method", False)
    return "standard" in cls.test_tags and (inherits or item.originalname in vars(cls))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give the class what Odoo's tag selector sets on a test: no parameters."""
    if hasattr(getattr(item, "cls", None), "test_tags"):
        item.cls._test_params = []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Fail a test that Odoo skips for want of a browser: nothing is silently left out."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and _NO_BROWSER in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}: {system.missing('chromium')}"
