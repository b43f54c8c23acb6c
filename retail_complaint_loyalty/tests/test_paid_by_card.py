from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.proves import proves

from .loyalty_common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestPaidByCard(LoyaltyCommon):
    def _pay_by_gift_card(self, order, points):
        card = self._card(self._program("gift_card"), points)
        self._use(order, card.code)
        return card

    @proves("SOL-8", "What was paid by gift card goes back on the card, the rest in money")
    def test_partly_by_gift_card(self):
        """113 bought, 100 of it by gift card: 13 in money, 100 on the card."""
        order = self._quote((113, 1))
        card = self._pay_by_gift_card(order, 100)
        invoice = self._bill(order)
        self.assertEqual((invoice.amount_total, card.points), (13, 0))
        given = self._give_back(order.order_line[0])
        self.assertEqual((given.amount, given.card_amount), (113, 100))
        self.assertRegex(given._get_public_text(), "100.00 of it goes back on the card")
        move = given.sudo().move_id
        self.assertEqual((move.amount_total, card.points), (13, 0))
        move.action_post()
        self.assertEqual((move.amount_residual, card.points), (13, 100))
        self._pay(move, self.accountant)
        self.assertTrue(given._is_done())

    @proves("SOL-8", "Paid wholly by gift card, it all goes back on the card and no money is paid")
    def test_wholly_by_gift_card(self):
        """Two pieces, one after the other: each puts its price back, once."""
        order = self._quote((50, 2))
        card = self._pay_by_gift_card(order, 100)
        self._bill(order)
        line = order.order_line[0]
        first = self._give_back(line)
        move = first.sudo().move_id
        self.assertEqual((first.amount, move.amount_total), (50, 0))
        move.action_post()
        self.assertEqual(card.points, 50)
        self.assertTrue(first._is_done())
        self._give_back(line).sudo().move_id.action_post()
        self.assertEqual(card.points, 100)
        with self.assertRaisesRegex(UserError, "left to give back"):
            self._give_back(line)

    def test_by_ewallet(self):
        """An e-wallet is a means of payment, too."""
        program = self._program("ewallet")
        wallet = self._card(program, 60)
        order = self._quote((80, 2))
        order._apply_program_reward(program.reward_ids, wallet)
        self._bill(order)
        given = self._give_back(order.order_line[0])
        self.assertEqual((given.amount, given.card_amount), (80, 30))
        given.sudo().move_id.action_post()
        self.assertEqual(wallet.points, 30)

    def test_booked_twice(self):
        """Set back to draft and posted again, a credit note puts nothing on the card again."""
        order = self._quote((50, 2))
        card = self._pay_by_gift_card(order, 100)
        self._bill(order)
        move = self._give_back(order.order_line[0]).sudo().move_id
        move.action_post()
        move.button_draft()
        move.action_post()
        self.assertEqual(card.points, 50)

    def test_cancelled(self):
        """A credit note that is gone takes off the card what it had put there, if it is there."""
        order = self._quote((50, 2))
        card = self._pay_by_gift_card(order, 100)
        self._bill(order)
        given = self._give_back(order.order_line[0])
        move = given.sudo().move_id
        move.action_post()
        card.points = 20
        move.button_draft()
        refused = self.assertRaisesRegex(UserError, "has used a part.*settle what is to change")
        with refused, self.cr.savepoint():
            move.button_cancel()
        card.points = 50
        move.button_cancel()
        self.assertEqual((card.points, given.state), (0, "reserved"))
        given.proposal_id.action_execute()
        given.sudo().move_id.action_post()
        self.assertEqual(card.points, 50)

    @proves("SOL-9", "The law counts the price paid, whatever it was paid with")
    def test_price_paid(self):
        """Standards and laws read the whole price, of which a card paid a part."""
        order = self._quote((113, 1))
        self._pay_by_gift_card(order, 100)
        self._bill(order)
        line = self._add_purchase(self._register(), order.order_line[0], quantity=1)
        self.assertEqual(line._get_paid_amount(), 113)

    @proves("SOL-8", "Refunding the purchase of a gift card takes its value off the card")
    def test_bought_card(self):
        """A card of 50 was bought and 20 of it spent: 30 is paid back, and nothing is left."""
        program = self._program("gift_card")
        product = program.trigger_product_ids[:1]
        order = self._quote((10, 1))
        order.order_line.write({"product_id": product.id, "price_unit": 50, "tax_ids": False})
        order._update_programs_and_rewards()
        self._bill(order)
        card = program.coupon_ids
        self.assertEqual(card.points, 50)
        card.points = 30
        with self.assertRaisesRegex(UserError, "only .*30.00 is left.*Refund that"):
            self._give_back(order.order_line)
        given = self._give_back(order.order_line, mode="amount", requested_amount=30)
        self.assertEqual((card.points, given.sudo().move_id.amount_total), (0, 30))
        given.action_take_back()
        self.assertEqual(card.points, 30)
