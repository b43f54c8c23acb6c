"""A set sold as one and delivered as its parts, in a shop that has Odoo's Manufacturing."""

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.clients import Refused
from tests.harness.settlement import Settlement
from tests.harness.shop import Shop


@pytest.fixture
def shop(new_server) -> Shop:
    """A shop that sells a pan and its lid as a set."""
    server = new_server()
    server.install("sale_mrp")
    shop = Shop(server.start())
    parts = [
        shop.new("product.product", name=name, type="consu", is_storable=True)
        for name in ("Pan", "Lid")
    ]
    shop.set = shop.new(
        "product.product", name="Pan with lid", list_price=50, taxes_id=[(6, 0, [shop.tax])]
    )
    [template] = shop.admin.call(
        "product.product", "read", ids=[shop.set], fields=["product_tmpl_id"]
    )
    shop.new(
        "mrp.bom",
        product_tmpl_id=template["product_tmpl_id"][0],
        type="phantom",
        bom_line_ids=[(0, 0, {"product_id": part, "product_qty": 1}) for part in parts],
    )
    return shop


def sold(shop, line):
    """Return ordered, delivered and invoiced quantity of an order line."""
    fields = ["product_uom_qty", "qty_delivered", "qty_invoiced"]
    [read] = shop.admin.call("sale.order.line", "read", ids=[line], fields=fields)
    return [read[name] for name in fields]


@proves("SOL-2", "A set delivered as its parts is refunded; its parts come back by the warehouse")
def test_kit(shop):
    """What cannot be moved piece by piece is refused with the way out, and the way out works."""
    settle, agent = Settlement(shop), shop.client("agent")
    sale = shop.sell(2, product=shop.set)
    assert sold(shop, sale.line) == [2, 2, 2]
    for kind in ("return", "replacement", "exchange", "repair"):
        draft = settle.draft(sale, 1, kind=kind, exchange_product_id=shop.product)
        with pytest.raises(Refused, match="a set that was delivered as its parts"):
            agent.call("complaint.proposal", "action_submit", ids=[draft])
    proposal = settle.walk(settle.draft(sale, 1), "draft", "executed")
    accountant = shop.client("accountant")
    [note] = accountant.call(
        "account.move",
        "search",
        domain=[("complaint_compensation_ids.proposal_id", "=", proposal)],
    )
    accountant.call("account.move", "action_post", ids=[note])
    assert sold(shop, sale.line) == [2, 2, 2]
    [picking] = shop.admin.call("stock.picking", "search", domain=[("sale_id", "=", sale.order)])
    context = {"active_model": "stock.picking", "active_id": picking}
    [wizard] = shop.admin.call("stock.return.picking", "create", vals_list=[{}], context=context)
    lines = shop.admin.call(
        "stock.return.picking.line", "search", domain=[("wizard_id", "=", wizard)]
    )
    back = {"quantity": 1, "to_refund": False}
    shop.admin.call("stock.return.picking.line", "write", ids=lines, vals=back)
    action = shop.admin.call("stock.return.picking", "action_create_returns", ids=[wizard])
    shop.admin.call("stock.picking", "button_validate", ids=[action["res_id"]])
    assert sold(shop, sale.line) == [2, 2, 2], "The order is neither invoiced nor credited again."
    [ledger] = shop.admin.call(
        "complaint.ledger",
        "search_read",
        domain=[("origin_model", "=", "sale.order.line"), ("origin_id", "=", sale.line)],
        fields=["charged_amount", "reserved_amount", "refunded_amount", "is_over"],
    )
    assert (ledger["charged_amount"], ledger["refunded_amount"]) == (113, 56.5)
    assert not ledger["reserved_amount"] and not ledger["is_over"]
