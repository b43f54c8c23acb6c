"""Worked examples of the amounts, each at the edge where people go wrong."""

from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.proves import proves

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestWorkedExamples(LawCommon):
    @proves("SOL-9", "China, fraud: three times the price, and 500 yuan where that is less")
    def test_fraud_floor(self):
        """166.66 comes to 499.98, so 500 binds; from 166.67 on three times the price is more."""
        for price, amount in ((166.66, 500), (166.67, 500.01), (0.01, 500), (2000, 6000)):
            with self.subTest(price=price):
                self.assertEqual(self._calculate(self._bought(price), "fraud").amount, amount)

    @proves("SOL-9", "China, unsafe food: ten times the price, and 1,000 yuan where that is less")
    def test_food_floor(self):
        """A sweet for one fen brings 1,000; 100.01 brings 1,000.10."""
        for price, amount in ((0.01, 1000), (99.99, 1000), (100.01, 1000.1)):
            with self.subTest(price=price):
                calculator = self._calculate(self._bought(price), "unsafe_food_price")
                self.assertEqual(calculator.amount, amount)

    @proves("SOL-9", "China, unsafe food: ten times the price or three times the loss, both shown")
    def test_food_either_or(self):
        """120 paid and 800 of medical costs: 1,200 or 2,400; fraud stands beside, not on top."""
        ticket = self._bought(120)
        calculator = self._calculate(ticket, "unsafe_food_price", loss=800)
        self.assertEqual(calculator.amount, 1200)
        shown = calculator.choices.replace("\N{NO-BREAK SPACE}", "")
        for amount in ("1,200.00", "2,400.00", "500.00"):
            self.assertIn(amount, shown)
        calculator = self._calculate(ticket, "unsafe_food_loss", loss=800)
        self.assertEqual(calculator.amount, 2400)
        calculator.action_confirm()
        self.assertEqual(ticket.complaint_claim_ids.amount, 2400)
        self.assertEqual(ticket.complaint_claim_ids.alternative, "cn_punitive")

    def test_food_loss_floor(self):
        """A loss of 300 comes to 900, so 1,000 binds; no loss at all brings 1,000 too."""
        ticket = self._bought(120)
        for loss, amount in ((300, 1000), (333.34, 1000.02), (0, 1000)):
            calculator = self._calculate(ticket, "unsafe_food_loss", loss=loss)
            self.assertEqual(calculator.amount, amount)

    @proves("SOL-9", "China: the same goods on five receipts in an hour are added up, one minimum")
    def test_five_receipts(self):
        """Five of 60: 3,000 for who did not know, not five times 1,000; a knowing buyer of whom a
        household reasonably needs two gets 1,200."""
        ticket = self._bought(60, 60, 60, 60, 60)
        calculator = self._calculate(ticket, "unsafe_food_price")
        self.assertEqual(calculator.amount, 3000)
        self.assertEqual(self._calculate(ticket, "unsafe_food_price", household=2).amount, 1200)
        self.assertEqual(self._calculate(ticket, "unsafe_food_price", household=9).amount, 3000)
        small = self._bought(5, 5, 5, 5, 5)
        self.assertEqual(self._calculate(small, "unsafe_food_price").amount, 1000)

    def test_receipts_outside_the_case(self):
        """Receipts of that hour that the case does not name are pointed out by number."""
        named, other = self._sell(1, pay=False), self._sell(1, pay=False)
        ticket = self._register()
        self._add_purchase(ticket, named, quantity=1)
        calculator = self._calculate(ticket, "unsafe_food_price")
        self.assertEqual(calculator.close_purchases, other.order_id.name)

    @proves("SOL-9", "The base is the price really paid: coupons and points are taken off")
    def test_coupon(self):
        """400 in the basket, 100 by coupon: the line of 300 cost 225, three times is 675."""
        lines = self._basket(300, 100, -100)
        ticket = self._register()
        self._add_purchase(ticket, lines[0], quantity=1)
        self.assertEqual(self._calculate(ticket, "fraud").amount, 675)

    def test_discount(self):
        """The discount of the line counts: 300 at a fifth off is 240, three times is 720."""
        ticket = self._register()
        line = self._sell(1, price_unit=300, discount=20, pay=False)
        self._add_purchase(ticket, line, quantity=1)
        self.assertEqual(self._calculate(ticket, "fraud").amount, 720)

    def test_gift(self):
        """A free gift cost nothing: for food it brings the minimum, and adds nothing to others."""
        lines = self._basket(300, 0)
        gift, both = self._register(), self._register()
        self._add_purchase(gift, lines[1], quantity=1)
        for line in lines:
            self._add_purchase(both, line, quantity=1)
        self.assertEqual(self._calculate(gift, "unsafe_food_price").amount, 1000)
        self.assertEqual(self._calculate(both, "unsafe_food_price").amount, 3000)

    def test_some_of_the_pieces(self):
        """Complained about two of five pieces of 100: the base is 200."""
        ticket = self._register()
        self._add_purchase(ticket, self._sell(5, price_unit=100, pay=False), quantity=2)
        self.assertEqual(self._calculate(ticket, "fraud").amount, 600)

    @proves("SOL-9", "A refund of the price and the statutory amount stand beside each other")
    def test_refund_and_statutory(self):
        """300 back in part, and 900 on top; the ledger holds the refund alone."""
        ticket = self._bought(300)
        line = ticket.sudo().complaint_line_ids.sale_line_id
        refund = self._propose(ticket, kind="price_reduction", requested_amount=100)
        self._to_state(refund, "executed")
        calculator = self._calculate(ticket, "fraud")
        self.assertEqual(calculator.amount, 900)
        calculator.action_confirm()
        claim = ticket.complaint_claim_ids
        statutory = self._propose(ticket, kind="statutory", line_id=False, claim_id=claim.id)
        self._to_state(statutory, "executed")
        self.assertEqual(self._ledger(line).refunded_amount, 100)
        self.assertEqual(
            statutory.sudo().compensation_ids.filtered("amount").move_id.amount_total, 900
        )

    @proves("SOL-9", "China, prepaid cards of salons: who is at fault decides price and interest")
    def test_prepaid(self):
        """3,000 for ten visits at 300 (400 at full price), four used, half a year ago."""
        ticket = self._bought(3000)
        common = {"prepaid": 3000, "used": 4, "days": 182.5}
        shop = self._calculate(ticket, "prepaid_shop", discounted_price=300, lpr=3, **common)
        # 3,000 - 4 x 300 = 1,800, and half of 3 % of it.
        self.assertEqual(shop.amount, 1827)
        customer = self._calculate(
            ticket, "prepaid_consumer", full_price=400, deposit_rate=1, **common
        )
        # 3,000 - 4 x 400 = 1,400, and half of 1 % of it.
        self.assertEqual(customer.amount, 1407)
        over = self._calculate(
            ticket, "prepaid_consumer", full_price=400, deposit_rate=1, prepaid=3000, used=8, days=9
        )
        self.assertEqual(over.amount, 0, "more was used than paid: nothing is left, nothing owed")

    def test_prepaid_for_a_time(self):
        """1,200 for 365 days of a gym, 73 used: four fifths are left."""
        ticket = self._bought(1200)
        calculator = self._calculate(
            ticket, "prepaid_unlimited", prepaid=1200, total_days=365, used_days=73
        )
        self.assertEqual(calculator.amount, 960)
        empty = self._calculate(ticket, "prepaid_unlimited", prepaid=1200, used_days=73)
        self.assertIn("Days of the card", empty.problem)

    def test_prepaid_with_a_bonus(self):
        """1,000 paid, 200 given: of a balance of 600 five sixths were paid."""
        ticket = self._bought(1000)
        calculator = self._calculate(ticket, "prepaid_bonus", balance=600, prepaid=1000, bonus=200)
        self.assertEqual(calculator.amount, 500)
