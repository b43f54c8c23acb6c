"""Exactly once: whatever happens at the same time, documents, goods, ledger and approvals agree."""

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.storm import GoodsStorm, Storm, rage


def short_or_soak(name, short, long):
    """Run in `make test` for a few rounds, in `make soak` for many."""
    return pytest.mark.parametrize(name, [short, pytest.param(long, marks=pytest.mark.soak)])


@pytest.fixture
def server(new_server):
    """Return a server as production has it."""
    return new_server(workers=2).start()


@proves("SOL-8", "Eight clients and two accountants at once: nothing is given twice or by halves")
@short_or_soak("rounds", 3, 200)
def test_everybody_at_once(server, rounds):
    """After each round what was approved, what was given and what is booked are the same."""
    rage(server, Storm, rounds)


@proves("SOL-8", "A server killed while it settles leaves nothing half done, and goes on")
@short_or_soak("kills", 2, 50)
def test_killed_while_settling(server, kills):
    """SIGKILL of all its processes at a random moment; then everything is executed once."""
    rage(server, Storm, kills, kill=True)


@proves("SOL-2", "Eight people take in and hand out the same goods at once: each piece moves once")
@short_or_soak("rounds", 3, 60)
def test_goods_of_everybody_at_once(server, rounds):
    """Order, returns, stock and ledger agree after each round, and again when all is done."""
    rage(server, GoodsStorm, rounds)


@proves("SOL-2", "A server killed while goods move leaves nothing half moved, and goes on")
@short_or_soak("kills", 2, 20)
def test_killed_while_goods_move(server, kills):
    """SIGKILL at a random moment; then everything is moved once."""
    rage(server, GoodsStorm, kills, kill=True)
