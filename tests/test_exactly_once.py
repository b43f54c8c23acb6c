"""Exactly once: whatever happens at the same time, documents, ledger and approvals agree."""

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.storm import Storm


@proves("SOL-8", "Eight clients and two accountants at once: nothing is given twice or by halves")
@pytest.mark.parametrize("rounds", [3, pytest.param(200, marks=pytest.mark.soak)])
def test_everybody_at_once(new_server, rounds):
    """After each round what was approved, what was given and what is booked are the same."""
    storm = Storm(new_server(workers=2).start(), seed=rounds)
    for _round in range(rounds):
        storm.round()


@proves("SOL-8", "A server killed while it settles leaves nothing half done, and goes on")
@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.soak)])
def test_killed_while_settling(new_server, kills):
    """SIGKILL of all its processes at a random moment; then everything is executed once."""
    storm = Storm(new_server(workers=2).start(), seed=kills)
    for _kill in range(kills):
        storm.round(kill=True)
