"""All kinds of goods by how the purchase stands: documents, quantities and ledger (SOL-8)."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .goods_common import GoodsCommon
from .proves import proves

#: Per kind: (documents made, (delivered, invoiced, to invoice) of 5 when all is done,
#: pieces given back in the ledger: none where the customer has the goods once more).
KINDS = {
    "return": ("credit receipt", (3, 5, 0), 2),
    "exchange": ("credit receipt order", (3, 5, 0), 2),
    "replacement": ("receipt", (5, 5, 0), 0),
    "redelivery": ("delivery", (5, 5, 0), 0),
    "repair": ("receipt", (5, 5, 0), 0),
    "refund": ("credit", (5, 5, 0), 2),
}


@tagged("post_install", "-at_install")
class TestGoodsTable(GoodsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Thirty settlements: what the chatter tracks of them is tested elsewhere.
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))

    def _paid(self):
        return self._sell()

    def _unpaid(self):
        return self._sell(pay=False)

    def _several_invoices(self):
        line = self._sell(2)
        line.product_uom_qty = 5
        self._deliver(line, 3)
        line.order_id._create_invoices().action_post()
        return line

    def _partly_delivered(self):
        line = self._sell(deliver=0)
        self._move(line.move_ids, 3)
        return line

    def _foreign_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", euro.id)]).unlink()
        today = fields.Date.today()
        for day, rate in ((today - timedelta(days=10), 0.5), (today, 0.25)):
            rates.create({"currency_id": euro.id, "name": day, "rate": rate})
        pricelist = self.env["product.pricelist"].create({"name": "EU", "currency_id": euro.id})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": pricelist.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": 5})
                ],
            }
        )
        order.action_confirm()
        self._deliver(order.order_line, 5)
        invoice = order._create_invoices()
        invoice.invoice_date = today - timedelta(days=5)
        invoice.action_post()
        return order.order_line

    def _get_documents(self, compensation):
        sudo = compensation.sudo()
        rmas = sudo._get_active_rmas()
        found = {
            "credit": sudo.move_id,
            "receipt": rmas.reception_move_id,
            "delivery": rmas.delivery_move_ids,
            "order": sudo.exchange_order_id.filtered(lambda o: o.state != "cancel"),
        }
        return {name for name, records in found.items() if records}

    @proves("SOL-2", "Every kind makes its documents, and order, stock and ledger agree after it")
    @proves("SOL-8", "Taken back, every kind leaves order, stock and ledger as they were")
    def test_table(self):
        """Kind by state of the purchase: after taking it back, and after all is done."""
        for case in ("paid", "unpaid", "several_invoices", "partly_delivered", "foreign_currency"):
            with self.undone():
                line = getattr(self, f"_{case}")()
                for kind in KINDS:
                    with self.subTest(case=case, kind=kind), self.undone():
                        self._check(case, kind, line)

    def _check(self, case, kind, line):
        documents, order, given = KINDS[kind]
        before = (line.qty_delivered, line.qty_invoiced, line.qty_to_invoice)
        if case == "partly_delivered":
            order = (order[0] - 2, *order[1:])
            if kind == "redelivery":
                moves = line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
                moves._action_cancel()
                order = (5, 5, 0)
        compensation = self._goods(line, kind)
        self.assertEqual(self._get_documents(compensation), set(documents.split()))
        self._take_back(compensation)
        self.assertFalse(self._get_documents(compensation))
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), before)
        row = self._ledger(line)
        taken = 2 if compensation._get_kind().in_ledger else 0
        self.assertEqual((row.reserved_qty, row.refunded_qty), (taken, 0))
        compensation.proposal_id.action_execute()
        self._finish(compensation)
        self.assertTrue(compensation._is_done(), compensation._get_open_text())
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), order)
        row = self._ledger(line)
        self.assertEqual((row.reserved_qty, row.refunded_qty, row.is_over), (0, given, False))
        self._check_money(compensation, line)

    def _take_back(self, compensation):
        if compensation.goods_state:
            compensation.action_take_back()
        else:
            compensation.sudo().move_id.button_cancel()

    def _finish(self, compensation):
        for _step in range(3):
            if compensation.goods_state in ("awaited", "partial"):
                compensation.action_receive_goods()
            elif compensation.goods_state == "deliver":
                compensation.action_hand_over_goods()
        move = compensation.sudo().move_id
        invoices = compensation.sudo().exchange_order_id.invoice_ids
        (move | invoices.filtered(lambda m: m.state == "draft")).filtered(
            lambda m: m.state == "draft"
        ).action_post()
        if move.amount_residual:
            self._pay(move)

    def _check_money(self, compensation, line):
        move = compensation.sudo().move_id
        if not move:
            return
        self.assertEqual(move.currency_id, line.currency_id)
        self.assertEqual(move.amount_total, compensation.amount)
        charged = line.invoice_lines.filtered(lambda i: i.move_id == move.reversed_entry_id)
        self.assertEqual(move.invoice_line_ids.price_unit, charged.price_unit)
        self.assertEqual(move.invoice_currency_rate, charged.move_id.invoice_currency_rate)
