"""Each kind of compensation from a paid order to a reconciled document, over the API."""

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.clients import Refused
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop

#: Values of the line, and what it comes to; two of five pieces at 12.50 and 13 % are 28.25.
KINDS = {
    "refund": ({"kind": "refund"}, 28.25),
    "refund by amount": ({"kind": "refund", "mode": "amount", "requested_amount": 10}, 10),
    "price reduction": ({"kind": "price_reduction", "requested_amount": 5}, 5),
    "goodwill": ({"kind": "goodwill", "requested_amount": 20}, 20),
    "damages": ({"kind": "damages", "requested_amount": 50}, 50),
}
ON_PURCHASE = ("refund", "price_reduction")


@pytest.fixture(scope="module")
def settle(server):
    """A shop in which to settle."""
    return Settlement(Shop(server))


def settled(settle, sale, vals):
    """Return (case, executed proposal) of one line with these values."""
    agent, ticket = settle.shop.client("agent"), settle.case(sale)
    if vals["kind"] in ON_PURCHASE:
        [line] = agent.call("complaint.line", "search", domain=[("ticket_id", "=", ticket)])
        vals = dict(vals, line_id=line)
    proposal = settle.shop.new(
        "complaint.proposal", agent, ticket_id=ticket, compensation_ids=[(0, 0, vals)]
    )
    return ticket, settle.walk(proposal, "draft", "executed")


def documents(settle, proposal):
    return settle.shop.server.query(
        "SELECT m.id, m.state, m.payment_state, m.amount_total, m.amount_residual"
        " FROM account_move m JOIN complaint_compensation c ON c.move_id = m.id"
        " WHERE c.proposal_id = %s",
        proposal,
    )


@proves("SOL-2", "Refund, price reduction, goodwill and damages each end in a paid document")
@proves("SOL-8", "Each kind of money becomes one document, posted, paid and reconciled")
@pytest.mark.parametrize("kind", KINDS)
def test_to_the_books(settle, kind):
    """Sold, settled, posted and paid by accounting; then the case can be resolved."""
    vals, amount = KINDS[kind]
    shop, sale = settle.shop, settle.shop.sell()
    before = shop.server.query("SELECT qty_invoiced FROM sale_order_line WHERE id = %s", sale.line)
    ticket, proposal = settled(settle, sale, vals)
    agent, accountant = shop.client("agent"), shop.client("accountant")
    [(move, state, _payment, total, _residual)] = documents(settle, proposal)
    assert (state, float(total)) == ("draft", amount)

    accountant.call("account.move", "action_post", ids=[move])
    shop.pay(accountant, move)
    [(_move, state, payment, _total, residual)] = documents(settle, proposal)
    assert (state, float(residual)) == ("posted", 0)
    assert payment in ("paid", "in_payment")

    shop.new("complaint.contact.log", agent, ticket_id=ticket, purpose="result", words="Paid.")
    agent.call("helpdesk.ticket", "action_complaint_next", ids=[ticket])
    assert shop.server.query(
        "SELECT complaint_phase FROM helpdesk_ticket WHERE id = %s", ticket
    ) == [("followup",)]
    after = shop.server.query("SELECT qty_invoiced FROM sale_order_line WHERE id = %s", sale.line)
    assert after == before


@proves("EXE-3", "An apology alone settles a case once it was said, without any document")
def test_apology(settle):
    """No money: no document, and nothing for accounting to do."""
    shop = settle.shop
    ticket, proposal = settled(settle, shop.sell(), {"kind": "apology"})
    assert documents(settle, proposal) == []
    agent = shop.client("agent")
    shop.new("complaint.contact.log", agent, ticket_id=ticket, purpose="result", words="Sorry.")
    agent.call("helpdesk.ticket", "action_complaint_next", ids=[ticket])


@proves("SOL-11", "The agent pays a small refund from the cash desk, over the API, and only once")
def test_paid_at_the_desk(settle):
    """Within his limit; posted, paid and reconciled in one step, and not a second time."""
    shop = settle.shop
    journal = shop.new("account.journal", name="Till A", code="TILA", type="cash")
    shop.admin.call(
        "retail.store", "write", ids=[shop.stores["A"]], vals={"cash_journal_id": journal}
    )
    shop.new("complaint.authority", user_id=shop.users["agent"].id, case_amount=30)
    agent, proposal = shop.client("agent"), settle.draft(shop.sell())
    agent.call("complaint.proposal", "action_submit", ids=[proposal])
    settle.walk(proposal, "approved", "executed")
    agent.call("complaint.proposal", "action_pay_at_desk", ids=[proposal])
    [(move, state, payment, _total, _residual)] = documents(settle, proposal)
    assert (state, payment) in (("posted", "paid"), ("posted", "in_payment"))
    with pytest.raises(Refused, match="has been paid"):
        agent.call("complaint.proposal", "action_pay_at_desk", ids=[proposal])
    payments = shop.admin.call(
        "account.payment", "search_count", domain=[("reconciled_invoice_ids", "in", [move])]
    )
    assert payments == 1
