"""Goods come back and go out once, however many people click at the same time."""

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.storm import GoodsStorm


@proves("SOL-2", "Eight people take in and hand out the same goods at once: each piece moves once")
@pytest.mark.parametrize("rounds", [3, pytest.param(60, marks=pytest.mark.soak)])
def test_everybody_at_once(new_server, rounds):
    """Order, returns, stock and ledger agree after each round, and again when all is done."""
    storm = GoodsStorm(new_server(workers=2).start(), seed=rounds)
    for _round in range(rounds):
        storm.round()


@proves("SOL-2", "A server killed while goods move leaves nothing half moved, and goes on")
@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.soak)])
def test_killed_while_moving(new_server, kills):
    """SIGKILL at a random moment; then everything is moved once."""
    storm = GoodsStorm(new_server(workers=2).start(), seed=kills)
    for _kill in range(kills):
        storm.round(kill=True)
