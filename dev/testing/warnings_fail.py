"""pytest plugin: a warning in any Odoo log fails the test in which it occurred.

It looks after each phase of a test (set-up, call, tear-down) at this process's own log and
at every log file that is being watched, such as that of a server the test has started.
"""

import contextlib
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.testing import logs

_collector = logs.Collector()
_watched: dict[Path, logs.Follower] = {}
_pending: list[str] = []
_excused: list[tuple[Path, str]] = []


def watch(path: Path) -> None:
    """Look at this log file too from now on."""
    _watched[path] = logs.Follower(path)


def unwatch(path: Path) -> None:
    """Look at this log file no longer: its process has ended and has been looked at."""
    del _watched[path]


@contextlib.contextmanager
def expected(path: Path, pattern: str) -> Iterator[None]:
    """Require that the block gets a warning that ``pattern`` finds logged to ``path``.

    It is then no failure; other warnings stay what they are. It is looked for when the
    block ends, so wait in the block for what brings it about.
    """
    _pending.extend(_of_log(path))
    yield
    texts = _of_log(path)
    others = [text for text in texts if not re.search(pattern, text)]
    _pending.extend(others)
    assert len(others) < len(texts), f"{path.name} has no warning with {pattern!r}"


def excuse(path: Path, message: str) -> None:
    """Excuse the warning by which a server logs a refusal that the test has been told.

    Odoo logs every refusal (a missing right, a business rule) as a warning. When a client
    of the test gets it as an exception, the test has to deal with it, so the line is no
    finding; a refusal that only a page has swallowed is one.
    """
    _excused.append((path, message))


def new_warnings() -> list[str]:
    """Return the unexpected entries of all logs since the last look."""
    found = [*_pending, *_collector.unexpected()]
    _pending.clear()
    for path in _watched:
        found += _of_log(path)
    _excused.clear()
    return found


def _of_log(path: Path) -> list[str]:
    found = []
    for text in _watched[path].unexpected():
        excused = (each for each in _excused if _is_refusal(text, path, *each))
        known = next(excused, None)
        if known:
            _excused.remove(known)
        else:
            found.append(f"{path.name}: {text}")
    return found


def _is_refusal(text: str, path: Path, told_by: Path, message: str) -> bool:
    return path == told_by and f" odoo.http: {message}" in text


def pytest_configure() -> None:
    """Listen to everything that this process logs."""
    logging.getLogger().addHandler(_collector)


def pytest_unconfigure() -> None:
    """Stop listening."""
    logging.getLogger().removeHandler(_collector)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Turn a phase that logged a warning into a failed one, with the lines shown."""
    outcome = yield
    report = outcome.get_result()
    found = new_warnings()
    if not found:
        return
    text = "A warning in an Odoo log fails the test:\n\n" + "\n".join(found)
    if report.passed:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid}\n{text}"
    else:
        report.sections.append(("Odoo log", text))
