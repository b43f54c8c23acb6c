"""Sold, delivered, invoiced and paid: by the salesman, the warehouse and the accountant."""

from odoo.fields import Command

from ..tables.orders import ORDERS
from .products import arrival


def build(shop):
    """Take every order as far as its row says, all of them at once: that is much faster."""
    _book_payments_at_once(shop)
    _sell(shop)
    _deliver(shop)
    _invoice(shop)
    for row in ORDERS:
        if row.money == "paid":
            pay(shop, shop.invoices[row.key], row.days)


def pay(shop, move, days):
    """Pay an invoice or credit note in full, as the accountant."""
    journal = _get_journals(shop, "bank")[:1]
    wizard = (
        shop.model("account.payment.register", "accountant")
        .with_context(active_model="account.move", active_ids=move.ids)
        .create({"journal_id": journal.id, "payment_date": shop.day(days)})
    )
    wizard.action_create_payments()


def _book_payments_at_once(shop):
    """Money is in the till or on the account at once, without a bank statement to wait for."""
    for journal in _get_journals(shop, "bank", "cash"):
        lines = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        lines.payment_account_id = journal.default_account_id


def _get_journals(shop, *types):
    return shop.env["account.journal"].search(
        [("company_id", "=", shop.company.id), ("type", "in", types)]
    )


def _sell(shop):
    orders = shop.model("sale.order", "salesman").create(
        [_prepare_order_vals(shop, row) for row in ORDERS]
    )
    orders.action_confirm()
    for row, order in zip(ORDERS, orders, strict=True):
        # Confirming dates the order now.
        order.date_order = shop.moment(row.days, row.clock)
        shop.orders[row.key] = order


def _prepare_order_vals(shop, row):
    return {
        "partner_id": shop.customers[row.customer].id,
        "warehouse_id": shop.stores[row.store].warehouse_id.id,
        "order_line": [
            Command.create(
                {
                    "product_id": shop.products[key].id,
                    "product_uom_qty": quantity,
                    "discount": row.discount,
                }
            )
            for key, quantity in row.lines.items()
        ],
    }


def _deliver(shop):
    pickings = []
    for row in ORDERS:
        if row.delivered != "none":
            # The salesman who sold it does not see the warehouse's work.
            picking = shop.orders[row.key].sudo().picking_ids.with_user(shop.users["warehouse"])
            for move in picking.move_ids:
                _take(shop, row, move)
            pickings.append((row, picking))
    # What is left becomes a backorder; batches are dated by the day of the order.
    done = shop.model("stock.picking", "warehouse").union(*(p for _row, p in pickings))
    done.with_context(skip_backorder=True, skip_expired=True).button_validate()
    for row, picking in pickings:
        picking.date_done = shop.moment(row.days, row.clock)


def _take(shop, row, move):
    """Take the goods: of a batch product from the batch of that time."""
    quantity = 1 if row.delivered == "part" else move.product_uom_qty
    if move.product_id.tracking == "lot":
        move._do_unreserve()
        lot = shop.lots[move.product_id, arrival(row)]
        move.move_line_ids = [
            Command.create(dict(move._prepare_move_line_vals(quantity), lot_id=lot.id))
        ]
    else:
        move.quantity = quantity
    move.picked = True


def _invoice(shop):
    rows = [row for row in ORDERS if row.money != "none"]
    orders = shop.model("sale.order", "salesman").union(*(shop.orders[row.key] for row in rows))
    orders._create_invoices(grouped=True)
    for row in rows:
        invoice = shop.orders[row.key].sudo().invoice_ids.with_user(shop.users["accountant"])
        invoice.invoice_date = shop.day(row.days)
        shop.invoices[row.key] = invoice
    shop.model("account.move", "accountant").union(*shop.invoices.values()).action_post()
