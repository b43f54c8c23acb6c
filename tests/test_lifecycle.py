"""The addon comes, is renewed and goes: installed, upgraded, uninstalled on real data."""

import pytest

from dev import databases
from tests.harness.odoo_server import OdooServer

ADDON = "retail_complaint"


@pytest.fixture
def shop(new_server) -> OdooServer:
    """Return a server that has a ticket, an order and an invoice from its daily business."""
    server = new_server().start()
    admin = server.admin
    [customer] = admin.call("res.partner", "create", vals_list=[{"name": "Feng Li"}])
    [product] = admin.call(
        "product.product", "create", vals_list=[{"name": "Soap", "list_price": 9.5}]
    )
    line = {"product_id": product, "product_uom_qty": 5}
    [order] = admin.call(
        "sale.order",
        "create",
        vals_list=[{"partner_id": customer, "order_line": [(0, 0, line)]}],
    )
    admin.call("sale.order", "action_confirm", ids=[order])
    line = {"product_id": product, "quantity": 5, "price_unit": 9.5}
    values = {"move_type": "out_invoice", "partner_id": customer}
    [invoice] = admin.call(
        "account.move",
        "create",
        vals_list=[{**values, "invoice_line_ids": [(0, 0, line)]}],
    )
    admin.call("account.move", "action_post", ids=[invoice])
    admin.call(
        "helpdesk.ticket",
        "create",
        vals_list=[
            {
                "name": "The soap is broken",
                "description": "<p>All five.</p>",
                "partner_id": customer,
                "team_id": _team(server),
            }
        ],
    )
    return server


def _team(server: OdooServer) -> int:
    """Return a team that handles complaints: what the addon is about."""
    teams = server.admin.call(
        "helpdesk.ticket.team", "search", domain=[("is_complaint", "=", True)]
    )
    return teams[0]


def _business(server: OdooServer) -> list[list[tuple]]:
    """Return what a business must not lose, past all of Odoo."""
    return [
        server.query(f"SELECT {columns} FROM {table} ORDER BY id")  # noqa: S608 the names are literals, below
        for table, columns in {
            "helpdesk_ticket": "id, number, name, description, partner_id, company_id",
            "sale_order": "id, name, state, amount_total",
            "sale_order_line": "id, order_id, product_uom_qty, qty_invoiced",
            "account_move": "id, name, state, amount_total, payment_state",
            "account_move_line": "id, move_id, debit, credit, amount_residual",
        }.items()
    ]


def _modules(server: OdooServer) -> dict[str, str]:
    rows = server.query(
        "SELECT name, state FROM ir_module_module WHERE name LIKE '%%retail_complaint%%'"
    )
    return dict(rows)


def _check_installed(server: OdooServer) -> None:
    ours = dict.fromkeys(databases.addons("test"), "installed")
    assert {name: _modules(server).get(name) for name in ours} == ours


def _columns(server: OdooServer) -> list[tuple]:
    """Return what is left in the database of the addon's models and fields."""
    return server.query(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public'"
        " AND (table_name LIKE 'complaint%%' OR column_name LIKE 'complaint%%')"
    )


def test_installed(server):
    """A fresh database has our addons installed, and a team for complaints with its menu."""
    _check_installed(server)
    assert _team(server)
    assert server.query(
        "SELECT 1 FROM ir_model_data WHERE module = %s AND model = 'ir.ui.menu'", ADDON
    )


def test_upgraded(shop):
    """`-u` of all our addons runs without a warning and changes no business data."""
    before = _business(shop)
    shop.stop()
    ours = ",".join(databases.addons("test"))
    arguments = ("-u", ours, "--stop-after-init", "--no-http")
    databases.odoo_run(shop.postgres, shop.database, shop.log, *arguments)
    assert _business(shop) == before
    assert all(map(len, before))
    _check_installed(shop)


def test_leaves_and_comes_back(shop):
    """Uninstalling keeps tickets, orders and invoices whole and leaves nothing of ours.

    Whoever comes back, or comes with tickets of his own, can install us again.
    """
    before = _business(shop)
    assert all(map(len, before))
    module = {"ids": [shop.id_of(f"base.module_{ADDON}")]}

    shop.admin.call("ir.module.module", "button_immediate_uninstall", **module)
    assert _modules(shop)[ADDON] == "uninstalled"
    assert _business(shop) == before
    assert _columns(shop) == []
    fields = ["name", "stage_id", "team_id"]
    [ticket] = shop.admin.call("helpdesk.ticket", "search_read", domain=[], fields=fields)
    assert ticket["name"] == "The soap is broken"
    assert ticket["stage_id"]

    shop.admin.call("ir.module.module", "button_immediate_install", **module)
    assert _modules(shop)[ADDON] == "installed"
    assert _business(shop) == before
