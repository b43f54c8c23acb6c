from odoo.tests import BaseCase, tagged

from ..tools.charge import Line, charge, count
from ..tools.charge_amount import Amount, units, value
from ..tools.charge_part import Paid, less, more, pay_back, still_paid, take


def taxed(gross, rate=13):
    """An amount in cents that has its tax in it."""
    net = round(gross * 100 / (100 + rate))
    return Amount(net, {"t": gross - net})


def get_gross(*lines):
    return {row.key: row.amount.gross for row in charge(lines).charges}


@tagged("post_install", "-at_install")
class TestChargeMoney(BaseCase):
    """The amounts that once came out wrong, as far as arithmetic decides them; in cents."""

    def _give_back(self, lines, *wishes):
        """Give back pieces (an integer) or money (a pair), one after the other."""
        lefts, grosses = charge(lines).charges, []
        for wish in wishes:
            parts = take(lefts, wish) if isinstance(wish, int) else take(lefts, gross=wish[0])
            lefts = [less(left, *(row for row in parts if row.key == left.key)) for left in lefts]
            grosses.append(sum(row.amount.gross for row in parts))
        return grosses

    # Parts add up ----------------------------------------------------------------------------

    def test_given_back_once(self):
        """What was given back is gone: a second and third time there is nothing to take."""
        bought = charge([Line("a", taxed(10000))]).charges[0]
        rest = less(bought, *take([bought], quantity=1))
        with self.assertRaises(ValueError):
            take([rest], quantity=1)
        with self.assertRaises(ValueError):
            take([rest], gross=1)
        self.assertEqual(more(rest, *take([bought], quantity=1)), bought)

    def test_whole_line_less_order_discount(self):
        """20.74 x 6 less 10 % is 112.00, at once and piece by piece."""
        lines = [
            Line("a", taxed(6 * 2074), quantity=6),
            Line("off", taxed(-1244), kind="discount", scope="order"),
        ]
        self.assertEqual(self._give_back(lines, 6), [11200])
        pieces = self._give_back(lines, 1, 1, 1, 1, 1, 1)
        self.assertEqual((sum(pieces), min(pieces), max(pieces)), (11200, 1866, 1867))

    def test_third_piece(self):
        """3 x 3.35 less 10 % is 9.05; the third piece has what the first two left."""
        lines = [Line("a", taxed(905), quantity=3)]
        self.assertEqual(self._give_back(lines, 1, 1, 1), [302, 301, 302])
        self.assertEqual(self._give_back(lines, 2, 1), [603, 302])

    def test_three_for_ten(self):
        """Three for 10.00 are 10.00 when all came back, not 9.99."""
        lines = [Line("a", taxed(1000), quantity=3)]
        self.assertEqual(self._give_back(lines, 1, 1, 1), [333, 333, 334])

    def test_price_reduction_then_return(self):
        """After 10.00 off three pieces of 20.00 each piece is worth 16.67, all of them 50.00."""
        lines = [Line("a", taxed(6000), quantity=3)]
        self.assertEqual(self._give_back(lines, (1000,), 1, 1, 1), [1000, 1667, 1666, 1667])

    def test_pieces_of_the_same_price_on_two_invoices(self):
        """Money off is taken from the older invoice, yet each piece still has its price."""
        lines = [
            Line("a", taxed(2000), 2, purchase="p"),
            Line("b", taxed(8000), 8, purchase="p"),
        ]
        self.assertEqual(self._give_back(lines, (3000,), 1, 9), [3000, 700, 6300])

    def test_charge_that_sank_later(self):
        """What one invoice gave too much since a later discount, the other gives less."""
        given = charge([Line("a", taxed(10000), 1)]).charges
        lines = [
            Line("a", taxed(10000), 1, purchase="p"),
            Line("b", taxed(30000), 3, purchase="p"),
            Line("off", taxed(-8000), kind="discount", scope="order"),
        ]
        first, second = charge(lines).charges
        lefts = [less(first, *given), second]
        self.assertEqual([left.amount.gross for left in lefts], [-2000, 24000])
        parts = take(lefts, quantity=3)
        self.assertEqual([(row.key, row.amount.gross) for row in parts], [("b", 22000)])

    def test_credited_outside(self):
        """40.00 that accounting credited by hand leave 60.00 of 100.00."""
        lines = [Line("a", taxed(10000))]
        self.assertEqual(self._give_back(lines, (4000,), 1), [4000, 6000])

    def test_catch_weight(self):
        """Of 10 kg that weighed 10.4, all 10.4 kg can be given back, and no more."""
        weight = count(units(10, 0.01), units(10.4, 0.01), units(10.4, 0.01))
        bought = charge([Line("a", taxed(10390), weight)]).charges
        self.assertEqual(sum(row.amount.gross for row in take(bought, 1040)), 10390)
        self.assertEqual(sum(row.amount.gross for row in take(bought, 25)), 250)
        with self.assertRaises(ValueError):
            take(bought, 1041)

    def test_currencies(self):
        """Yen have no decimals, dinars three: the parts are exact in each."""
        for whole, step, expected in (
            (1000.0, 1.0, [333.0, 333.0, 334.0]),
            (1.0, 0.001, [0.333, 0.333, 0.334]),
            (10.0, 0.05, [3.35, 3.3, 3.35]),
        ):
            lines = [Line("a", Amount(units(whole, step)), quantity=3)]
            pieces = self._give_back(lines, 1, 1, 1)
            self.assertEqual([value(piece, step) for piece in pieces], expected)

    # Discounts where their reward says -------------------------------------------------------

    def test_half_off_one_of_two(self):
        """50 % off X: X was bought for 50 and Y beside it for 100."""
        off = Line("off", taxed(-5000), kind="discount", scope="specific", targets={"x"})
        lines = [Line("x", taxed(10000)), Line("y", taxed(10000)), off]
        self.assertEqual(get_gross(*lines), {"x": 5000, "y": 10000})

    def test_free_shipping(self):
        """Free shipping makes the delivery free, not the goods cheaper."""
        ship = Line("ship", taxed(2000), kind="delivery")
        off = Line("off", taxed(-2000), kind="discount", scope="free_shipping")
        self.assertEqual(get_gross(Line("a", taxed(10000)), ship, off), {"a": 10000, "ship": 0})

    def test_order_discount_over_two_deliveries(self):
        """10 % off an order of ten, delivered and invoiced two then eight: 9.00 a piece."""
        lines = [
            Line("a", taxed(2000), 2, purchase="p"),
            Line("off", taxed(-1000), kind="discount", scope="order"),
            Line("b", taxed(8000), 8, purchase="p"),
        ]
        self.assertEqual(self._give_back(lines, 1, 1, 1), [900, 900, 900])
        self.assertEqual(self._give_back(lines, 10), [9000])

    def test_order_reward_spares_delivery(self):
        """A reward on the order is off the goods, Odoo's order discount off the delivery, too."""
        goods, ship = Line("a", taxed(10000)), Line("ship", taxed(1000), kind="delivery")
        off = Line("off", taxed(-1100), kind="discount", scope="order")
        self.assertEqual(get_gross(goods, ship, off), {"a": 8900, "ship": 1000})
        off = off._replace(scope="global")
        self.assertEqual(get_gross(goods, ship, off), {"a": 9000, "ship": 900})

    def test_discount_by_tax(self):
        """Odoo's discount has a line for each tax: each is off the goods with that tax."""
        lines = [
            Line("food", Amount(10000, {"9": 900})),
            Line("tool", Amount(10000, {"13": 1300})),
            Line("off 9", Amount(-1000, {"9": -90}), kind="discount", scope="order"),
            Line("off 13", Amount(-5000, {"13": -650}), kind="discount", scope="order"),
        ]
        self.assertEqual(get_gross(*lines), {"food": 9810, "tool": 5650})

    def test_typed_by_hand(self):
        """A negative line typed by hand is off the whole order, its tax off goods that bear it."""
        lines = [
            Line("food", Amount(10000, {"9": 900})),
            Line("tool", Amount(10000, {"13": 1300})),
            Line("off", Amount(-2000, {"13": -220})),
        ]
        result = charge(lines)
        food, tool = (row.amount for row in result.charges)
        self.assertEqual((food.gross, tool.gross), (10900 - 1090, 11300 - 1130))
        self.assertEqual((food.taxes, tool.taxes), ({"9": 900}, {"13": 1080}))
        self.assertFalse(result.unplaced)

    def test_tax_stays_where_it_is_borne(self):
        """Goods too cheap to bear tax leave the tax of a discount to those that bear it."""
        lines = [
            Line("a", Amount(885, {"13": 115})),
            *(Line(f"b{number}", Amount(3, {"13": 0})) for number in range(3)),
            Line("off", Amount(-447, {"13": -58}), kind="discount", scope="order"),
        ]
        result = charge(lines)
        self.assertEqual([row.amount.taxes["13"] for row in result.charges], [57, 0, 0, 0])
        self.assertFalse(result.unplaced)

    def test_tax_that_no_goods_bear(self):
        """A discount with a tax that nothing bears: the price is right, the tax is reported."""
        off = Line("off", Amount(-1000, {"13": -130}))
        result = charge([Line("food", Amount(10000, {"9": 900})), off])
        self.assertEqual(result.charges[0].amount, Amount(8870, {"9": 900}))
        self.assertEqual(result.unplaced, {"off": Amount(130, {"13": -130})})

    def test_more_off_than_charged(self):
        """150 off goods of 100 is 50 off the rest; what then is left is reported, not lost."""
        off = Line("off", Amount(-15000), kind="discount", scope="specific", targets={"x"})
        lines = [Line("x", Amount(10000)), Line("y", Amount(10000)), off]
        self.assertEqual(get_gross(*lines), {"x": 0, "y": 5000})
        self.assertEqual(charge([lines[0], off]).unplaced, {"off": Amount(-5000)})

    def test_cheapest_and_free_product(self):
        """The cheapest is the lowest price a piece; a free product costs nothing."""
        off = Line("off", Amount(-500), kind="discount", scope="cheapest")
        lines = [Line("a", Amount(3000), 3), Line("b", Amount(2000)), Line("gift", Amount(0)), off]
        self.assertEqual(get_gross(*lines), {"a": 2500, "b": 2000, "gift": 0})

    def test_in_the_order_in_which_they_were_taken(self):
        """10 % off the order and half off X of what remains, or the other way round."""
        lines = [Line("x", Amount(10000)), Line("y", Amount(10000))]
        order = Line("order", Amount(-2000), kind="discount", scope="order", step=1)
        half = Line("half", Amount(-4500), kind="discount", targets={"x"}, step=2)
        self.assertEqual(get_gross(*lines, order, half), {"x": 4500, "y": 9000})
        half, order = (
            Line("half", Amount(-5000), targets={"x"}),
            order._replace(amount=Amount(-1500)),
        )
        self.assertEqual(get_gross(*lines, order, half), {"x": 4500, "y": 9000})

    def test_two_orders_on_one_invoice(self):
        """The discount of one order is not off the goods of another on the same invoice."""
        lines = [Line("a", Amount(10000), order="S1"), Line("b", Amount(10000), order="S2")]
        off = Line("off", Amount(-1000), kind="discount", scope="order", order="S1")
        self.assertEqual(get_gross(*lines, off), {"a": 9000, "b": 10000})

    def test_fixed_and_reverse_taxes(self):
        """A fixed tax is not discounted; one that is charged in reverse stays in balance."""
        fixed = Line("a", Amount(10000, {"13": 1300, "eco": 100}), group={"13"})
        off = Line("off", Amount(-1000, {"13": -130}), kind="discount", scope="order")
        taxes = charge([fixed, off]).charges[0].amount.taxes
        self.assertEqual(taxes, {"13": 1170, "eco": 100})
        reverse = Line("b", Amount(10000, {"19": 1900, "19 reverse": -1900}), 4)
        off = Line("off", Amount(-1000, {"19": -190, "19 reverse": 190}), kind="discount")
        result = charge([reverse, off])
        self.assertEqual(result.charges[0].amount, Amount(9000, {"19": 1710, "19 reverse": -1710}))
        quarter = take(result.charges, 1)[0].amount
        self.assertEqual((quarter.net, sum(quarter.taxes.values())), (2250, 0))
        self.assertFalse(result.unplaced)

    # The means of payment --------------------------------------------------------------------

    def test_gift_card(self):
        """Of 113.00, 100.00 paid by card: 13.00 money and 100.00 on the card; law counts 113.00."""
        lines = [Line("a", taxed(11300), 2), Line("card", Amount(-10000), kind="payment")]
        bought = charge(lines).charges
        self.assertEqual(bought[0].amount.gross, 11300)
        paid = Paid(0, {"cash": 1300})
        back = pay_back(bought, paid)
        self.assertEqual((back.cards, back.money), ({"card": 10000}, {"cash": 1300}))
        back = pay_back(take(bought, 1), paid)
        self.assertEqual((back.cards, back.money), ({"card": 5000}, {"cash": 650}))

    def test_wholly_by_card(self):
        """What was paid wholly by card goes wholly back on the card; nothing in money."""
        lines = [Line("a", taxed(11300)), Line("card", Amount(-11300), kind="payment")]
        back = pay_back(charge(lines).charges, Paid(0, {}))
        self.assertEqual((back.cards, back.money, back.unpaid), ({"card": 11300}, {}, 0))

    def test_unpaid_and_partly_paid(self):
        """Of an unpaid invoice nothing is paid out, of one of which 40.00 were paid 40.00."""
        bought = charge([Line("a", taxed(11300))]).charges
        back = pay_back(bought, Paid(11300, {}))
        self.assertEqual((back.unpaid, sum(back.money.values())), (11300, 0))
        back = pay_back(bought, Paid(7300, {"cash": 4000}))
        self.assertEqual((back.unpaid, back.money), (7300, {"cash": 4000}))

    def test_card_and_unpaid(self):
        """Half of 113.00, of which 100.00 by card and 13.00 unpaid: 50.00 on the card, 6.50 off."""
        lines = [Line("a", taxed(11300), 2), Line("card", Amount(-10000), kind="payment")]
        back = pay_back(take(charge(lines).charges, 1), Paid(1300, {}))
        self.assertEqual((back.cards, back.unpaid, back.open), ({"card": 5000}, 650, 0))

    def test_two_credits_on_one_unpaid_invoice(self):
        """10.00 and 20.00 off an unpaid invoice lower what is owed, and pay nobody."""
        bought = charge([Line("a", taxed(10000))]).charges
        paid = Paid(10000, {})
        for gross in (1000, 2000):
            back = pay_back(take(bought, gross=gross), paid)
            self.assertEqual((back.unpaid, back.money, back.open), (gross, {}, 0))
            paid = still_paid(paid, back)
        self.assertEqual(paid.unpaid, 7000)

    def test_early_payment(self):
        """98.00 paid for 100.00 within ten days: 98.00 are paid back, by halves 49.00 each."""
        bought = charge([Line("a", Amount(10000), 2)]).charges
        paid = Paid(0, {"bank": 9800}, waived=200)
        back = pay_back(bought, paid)
        self.assertEqual((back.money, back.waived), ({"bank": 9800}, 200))
        back = pay_back(take(bought, 1), paid)
        self.assertEqual((back.money, back.waived), ({"bank": 4900}, 100))

    def test_deposit(self):
        """A deposit taken off was paid: goods of 100.00 cost 100.00, of which 40.00 before."""
        lines = [Line("a", Amount(10000)), Line("deposit", Amount(-4000), kind="deposit")]
        bought = charge(lines).charges[0]
        self.assertEqual((bought.amount.gross, bought.money), (10000, 6000))
        self.assertEqual(bought.deposits, {"deposit": Amount(-4000)})
        back = pay_back([bought], Paid(6000, {"bank": 4000}))
        self.assertEqual((back.unpaid, back.money), (6000, {"bank": 4000}))

    def test_deposit_alone(self):
        """A deposit that no invoice took in is given back whole, and no discount is off it."""
        lines = [
            Line("deposit", Amount(4000), kind="deposit"),
            Line("a", Amount(10000)),
            Line("off", Amount(-1000), kind="discount", scope="order"),
        ]
        self.assertEqual(get_gross(*lines), {"a": 9000, "deposit": 4000})

    def test_paid_less_than_credited(self):
        """10.00 paid for goods that cost 18.00: 8.00 stay a credit for the next invoice."""
        back = pay_back(charge([Line("a", Amount(1800), 2)]).charges, Paid(0, {"cash": 1000}))
        self.assertEqual((back.money, back.open), ({"cash": 1000}, 800))

    def test_equal_exchange(self):
        """90.00 were paid with a coupon, and that is what an equal piece is exchanged for."""
        lines = [
            Line("a", taxed(10000)),
            Line("coupon", taxed(-1000), kind="discount", scope="order"),
        ]
        self.assertEqual(self._give_back(lines, 1), [9000])

    def test_before_the_invoice(self):
        """Delivered and not invoiced: the order line says what a piece comes to."""
        lines = [
            Line("order line", taxed(10000), count(10, 4, 0)),
            Line("order discount", taxed(-1000), kind="discount", scope="global"),
        ]
        self.assertEqual(self._give_back(lines, 1, 3), [2250, 6750])
