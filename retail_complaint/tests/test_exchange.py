from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestExchange(GoodsCommon):
    sales_ahead = 1

    @proves("SOL-2", "An even exchange costs nobody anything, and the books and stocks are right")
    def test_equal(self):
        """Equal goods at the price paid: credit and invoice cancel each other out."""
        line = self._sell(discount=10)
        compensation = self._goods(line, "exchange")
        self.assertEqual(compensation.exchange_difference, 0)
        order = compensation.sudo().exchange_order_id
        self.assertEqual((order.state, order.amount_total), ("draft", compensation.amount))
        self.assertEqual(compensation.goods_state, "awaited")
        compensation.action_receive_goods()
        self.assertEqual((order.state, compensation.goods_state), ("sale", "deliver"))
        compensation.action_hand_over_goods()
        self.assertEqual(order.order_line.qty_delivered, 2)
        move, invoice = compensation.sudo().move_id, order.invoice_ids
        (move | invoice).with_user(self.accountant).action_post()
        self.assertEqual((move.amount_residual, invoice.amount_residual), (0, 0))
        self.assertTrue(compensation._is_done())
        self._assert_books(line, (3, 5, 0), (0, 2))

    @proves("SOL-2", "In an exchange for dearer goods the customer pays the difference, no more")
    def test_dearer(self):
        """The difference is open on the new invoice; for cheaper goods it is paid out."""
        line = self._sell()
        compensation = self._goods(
            line, "exchange", goods_back="after", exchange_product_id=self.other.id
        )
        self.assertEqual(compensation.exchange_difference, 16.95)  # 2 x 20 + 13 % less 28.25
        self.assertIn("you pay", compensation._get_public_text())
        order = compensation.sudo().exchange_order_id
        self.assertEqual(order.state, "sale")
        order.invoice_ids.action_post()
        compensation.sudo().move_id.action_post()
        self.assertEqual(order.invoice_ids.amount_residual, 16.95)
        compensation.action_hand_over_goods()
        self.assertFalse(compensation._is_done())
        compensation.action_receive_goods()
        self.assertTrue(compensation._is_done())

    @proves("SOL-4", "Limits count the goods that leave, not only the money")
    def test_worth(self):
        """Cheap goods exchanged for dear ones need who may give the dear ones away."""
        self.env["complaint.authority"].create({"user_id": self.agent.id, "case_amount": 100})
        line = self._sell()
        goods = {"kind": "exchange", "exchange_product_id": self.other.id, "quantity": 1}
        proposal = self._propose(self._investigated(line), exchange_quantity=50, **goods)
        proposal.action_submit()
        self.assertEqual(proposal.state, "submitted")
        with self.assertRaisesRegex(AccessError, "this makes"):
            proposal.action_approve()
        proposal.with_user(self.manager).action_approve()
        proposal.action_offer()
        proposal.consent_channel = "phone"
        proposal.action_accept()
        proposal.action_execute()
        exchange = proposal.compensation_ids.filtered(lambda c: c.kind == "exchange")
        self.assertGreater(exchange.exchange_amount, 1000)
        use = self.env["complaint.authority.use"].search([("scope", "=", "customer")])
        self.assertEqual(use.amount, exchange.exchange_amount)
        self.assertEqual(exchange.sudo().counted_amount, exchange.exchange_amount)

    def test_cheaper(self):
        """One piece for two: the customer gets the rest."""
        line = self._sell()
        compensation = self._goods(
            line,
            "exchange",
            exchange_product_id=self.other.id,
            exchange_quantity=1,
        )
        self.assertEqual(compensation.exchange_difference, -5.65)
        self.assertIn("you get", compensation._get_public_text())
        compensation.action_receive_goods()
        compensation.action_hand_over_goods()
        order = compensation.sudo().exchange_order_id
        move = compensation.sudo().move_id
        (move | order.invoice_ids).action_post()
        self.assertEqual((move.amount_residual, order.invoice_ids.amount_residual), (5.65, 0))
        self.assertFalse(compensation._is_done())
        self._pay(move)
        self.assertTrue(compensation._is_done())

    def test_price_as_agreed(self):
        """A price that changed after the offer does not change what the customer agreed to."""
        line = self._sell()
        compensation = self._goods(
            line, "exchange", state="accepted", exchange_product_id=self.other.id
        )
        self.other.list_price = 99
        compensation.proposal_id.action_execute()
        self.assertEqual(compensation.sudo().exchange_order_id.amount_total, 45.2)

    def test_undone(self):
        """Taken back before anything moved, order, credit note and receipt are cancelled."""
        line = self._sell()
        compensation = self._goods(
            line, "exchange", goods_back="after", exchange_product_id=self.other.id
        )
        order, move = compensation.sudo().exchange_order_id, compensation.sudo().move_id
        compensation.action_take_back()
        self.assertEqual((order.state, move.state), ("cancel", "cancel"))
        self.assertEqual(order.invoice_ids.mapped("state"), ["cancel"])
        self.assertEqual(order.order_line.move_ids.mapped("state"), ["cancel"])
        self._assert_books(line, (5, 5, 0), (2, 0))
        compensation.proposal_id.action_execute()
        self.assertEqual(compensation.sudo().exchange_order_id.state, "sale")

    def test_nothing_chosen(self):
        """An exchange says what the customer gets."""
        with self.assertRaisesRegex(UserError, "gets instead"):
            self._goods(self._sell(), "exchange", state="submitted", exchange_quantity=0)

    def test_credit_brings_the_invoice(self):
        """Posting the credit posts the invoice of the new goods too: nobody pays out the whole."""
        compensation = self._goods(self._sell(), "exchange", exchange_product_id=self.other.id)
        compensation.action_receive_goods()
        move = compensation.sudo().move_id.with_user(self.accountant)
        move.action_post()
        invoice = compensation.sudo().exchange_order_id.invoice_ids
        self.assertEqual((invoice.state, move.amount_residual), ("posted", 0))

    def test_goods_that_are_invoiced_when_delivered(self):
        """The credit waits until the new goods are invoiced."""
        self.other.invoice_policy = "delivery"
        compensation = self._goods(self._sell(), "exchange", exchange_product_id=self.other.id)
        compensation.action_receive_goods()
        with self.assertRaisesRegex(UserError, "not invoiced yet"):
            compensation.sudo().move_id.action_post()
        compensation.action_hand_over_goods()
        compensation.sudo().exchange_order_id._create_invoices()
        compensation.sudo().move_id.action_post()
        self.assertEqual(compensation.sudo().move_id.amount_residual, 0)
