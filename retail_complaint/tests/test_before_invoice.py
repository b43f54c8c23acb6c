from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestBeforeInvoice(GoodsCommon):
    """Delivered and not invoiced yet, as for a canteen that is billed by the month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.invoice_policy = "delivery"

    def _delivered(self, quantity=5, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": quantity, **vals}
                    )
                ],
            }
        )
        order.action_confirm()
        self._deliver(order.order_line, quantity)
        return order.order_line

    def _invoice_month(self, line):
        invoice = line.order_id._create_invoices()
        invoice.action_post()
        return invoice

    @proves("SOL-8", "Money for what is not invoiced yet is credited on the order, once")
    def test_money(self):
        """A piece of 14.13 is credited on the order: the invoice is 56.50, then four are left."""
        line = self._delivered()
        given = self._goods(line, "refund", quantity=1)
        credit = given.sudo().credit_line_id
        self.assertEqual((given.amount, credit.price_total), (14.13, -14.13))
        self.assertEqual((credit.order_id, credit.tax_ids), (line.order_id, line.tax_ids))
        self.assertFalse(given.sudo().move_id)
        self.assertTrue(given._is_done())
        with self.assertRaisesRegex(UserError, "left to give back"):
            self._goods(line, "refund", state="offered", quantity=5)
        invoice = self._invoice_month(line)
        self.assertEqual(invoice.amount_total, 56.5)
        accounts = invoice.invoice_line_ids.account_id
        self.assertEqual(len(accounts), 1)
        with self.assertRaisesRegex(UserError, "left to give back"):
            self._goods(line, "refund", state="offered", quantity=5)
        rest = self._goods(line, "refund", quantity=4)
        rest.sudo().move_id.action_post()
        self.assertEqual((rest.amount, invoice.amount_residual), (56.5, 0))

    def test_taken_back(self):
        """Taken back, the order charges the whole again, and it can be given anew."""
        line = self._delivered()
        given = self._goods(line, "price_reduction", mode="amount", requested_amount=10)
        line.order_id.action_lock()
        given.action_take_back()
        self.assertEqual(given.proposal_id.state, "accepted")
        given.proposal_id.action_execute()
        self.assertEqual(self._invoice_month(line).amount_total, 60.63)
        with self.assertRaisesRegex(UserError, "have moved"):
            given.action_take_back()

    def test_fixed(self):
        """Whoever sells cannot change or delete what a case credits."""
        line = self._delivered()
        given = self._goods(line, "price_reduction", mode="amount", requested_amount=10)
        seller = self._new_login("rc_seller", "sales_team.group_sale_manager")
        credit = given.sudo().credit_line_id.with_user(seller)
        with self.assertRaisesRegex(UserError, "Take it back in the case"):
            credit.price_unit = -70
        with self.assertRaisesRegex(UserError, "in the case that agreed"):
            credit.unlink()

    def test_larger_than_the_invoice(self):
        """Of two credits only the one that the invoice covers is taken in; the other waits."""
        line = self._delivered()
        self._goods(line, "price_reduction", mode="amount", requested_amount=50)
        self._goods(line, "price_reduction", mode="amount", requested_amount=20)
        order = line.order_id
        line.qty_to_invoice = 4
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(invoice.amount_total, 6.5)
        self.assertEqual(
            order.order_line.filtered("complaint_credit_of_id").mapped("qty_to_invoice"), [0, 1]
        )

    @proves("SOL-2", "Goods that are not invoiced yet are returned: the order charges what is kept")
    def test_return(self):
        """Two of five come back: three are invoiced, three are left to give back."""
        line = self._delivered()
        given = self._goods(line, "return", quantity=2)
        self.assertFalse(given._is_done())
        given.action_receive_goods()
        self.assertTrue(given._is_done())
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (3, 3))
        self.assertEqual(self._invoice_month(line).amount_total, 42.38)
        with self.assertRaisesRegex(UserError, "only .*42.38 was charged"):
            self._goods(line, "refund", state="offered", quantity=4)
        self.assertEqual(self._goods(line, "refund", quantity=3).amount, 42.38)

    def test_goods(self):
        """A replacement, an exchange and a repair need no invoice."""
        line = self._delivered()
        for kind in ("replacement", "exchange", "repair"):
            given = self._goods(line, kind, quantity=1)
            given.action_receive_goods()
            given.action_hand_over_goods()
            self.assertTrue(given._is_done(), kind)
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (4, 4))
