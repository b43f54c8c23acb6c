from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.proves import proves

from .loyalty_common import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestRewards(LoyaltyCommon):
    def _discount(self, discount, **vals):
        """Return a promotion by code that takes off some per cent."""
        reward = {"reward_type": "discount", "discount": discount, "discount_mode": "percent"}
        return self._program("promo_code", rewards=[reward | vals])

    def _paid(self, order):
        """Return what the customer paid for each line of goods."""
        lines = order.order_line.filtered(lambda line: line.price_unit > 0)
        case = self._register()
        return [
            self._add_purchase(case, line, quantity=line.product_uom_qty)._get_paid_amount()
            for line in lines
        ]

    @proves("SOL-8", "A discount on one product lowers what is given back for it, not for others")
    def test_on_one_product(self):
        """Half off the first, nothing off the second, also after the reward was edited."""
        order = self._quote((100, 1), (100, 1))
        first, second = order.order_line
        program = self._discount(
            50,
            discount_applicability="specific",
            discount_product_ids=[(6, 0, first.product_id.ids)],
        )
        self._use(order, program.rule_ids.code)
        invoice = self._bill(order)
        self.assertEqual(invoice.amount_total, 150)
        program.reward_ids.discount_applicability = "order"
        self.assertEqual(self._paid(order), [50, 100])
        given = self._give_back(first) | self._give_back(second)
        self.assertEqual(given.mapped("amount"), [50, 100])
        self.assertEqual(given.sudo().move_id.mapped("amount_total"), [50, 100])

    def test_on_the_order(self):
        """Ten per cent off all: each bears its part."""
        order = self._quote((20.74, 6), (3.35, 3))
        self._use(order, self._discount(10).rule_ids.code)
        invoice = self._bill(order)
        self.assertAlmostEqual(sum(self._paid(order)), invoice.amount_total)
        given = [self._give_back(order.order_line[1]).amount for _piece in range(3)]
        whole = self._give_back(order.order_line[0], quantity=6).amount
        self.assertAlmostEqual(sum(given) + whole, invoice.amount_total)

    def test_on_the_cheapest(self):
        """Half off the cheapest is off the cheapest."""
        order = self._quote((100, 1), (40, 1))
        self._use(order, self._discount(50, discount_applicability="cheapest").rule_ids.code)
        self._bill(order)
        self.assertEqual(self._paid(order), [100, 20])

    def test_free_product(self):
        """A product that was given costs nothing and lowers nothing else."""
        order = self._quote((30, 2))
        gift = self._new_product("Gift", 15)
        program = self._program(
            "promo_code",
            rewards=[{"reward_type": "product", "reward_product_id": gift.id}],
        )
        self._use(order, program.rule_ids.code)
        self._bill(order)
        self.assertEqual(self._paid(order)[0], 60)
