"""Test classes of addons named ``TestLong...`` are the long forms of others: ``make soak``."""

import pytest


@pytest.hookimpl(tryfirst=True)  # before the mark decides who stays
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them: an addon's tests run in Odoo as well, so they do not know pytest's marks."""
    for item in items:
        owner = item.getparent(pytest.Class)
        if owner and owner.name.startswith("TestLong"):
            item.add_marker(pytest.mark.soak)
