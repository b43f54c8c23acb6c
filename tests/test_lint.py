"""The checks of `make lint` that are our own; the others are proven by their makers."""

import pytest

from dev.lint import own

# Put together here, so that the checks do not find them in this file.
OFF = "# no" + "qa"


@pytest.mark.parametrize(
    ("line", "unexplained"),
    [
        (f"import os  {OFF}", True),
        (f"import os  {OFF}: F401", True),
        (f"import os  {OFF}: F401 the doctest below uses it", False),
        ("x = f()  # type: " + "ignore[arg-type]", True),
        ("x = f()  # pylint: " + "disable=no-search-all  # a handful of rows", False),
        ("// eslint-" + "disable-next-line no-alert", True),
        ("// eslint-" + "disable-next-line no-alert -- it is the till's own dialog", False),
    ],
)
def test_switched_off_check_names_itself_and_its_reason(line, unexplained):
    """Nobody switches off a check without saying which and why."""
    assert own.is_unexplained(line) == unexplained


@pytest.mark.parametrize(
    ("line", "leaks"),
    [
        ("see ht" + "tps://build7.corp.internal/log", ["build7.corp.internal"]),
        ("see https://shop.example.com and http://127.0.0.1:8069", []),
        ("log in /ho" + "me/ann/log", ["/ho" + "me/ann"]),
        ("ROOT/ho" + "me/views, <a href='/my/ho" + "me'>", []),
    ],
)
def test_leak_is_found(line, leaks):
    """No file tells on which computer it was written."""
    assert own.leaks_in(line) == leaks
