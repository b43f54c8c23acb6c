"""Shops' baskets, sold and given back in random steps over the API; the books are the oracle.

What must come out is computed from posted entries alone, never by the code under test.
"""

import random
from typing import NamedTuple

import pytest

from odoo.addons.retail_complaint.tests.proves import proves

from tests.harness.settlement import Settlement
from tests.harness.shop import Sale, Shop

#: Taxes that a shop has: name, per cent, whether the price includes it.
TAXES = (("13 incl", 13, True), ("9 incl", 9, True), ("19 on top", 19, False), ("none", 0, None))
STEPS = ("pieces", "pieces", "money", "withdrawn")

ORDER_MOVES = """
    WITH invoices AS (
        SELECT DISTINCT l.move_id AS id
        FROM account_move_line l
        JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
        JOIN sale_order_line s ON s.id = r.order_line_id
        WHERE s.order_id = %s
    ), moves AS (
        SELECT id FROM invoices
        UNION
        SELECT m.id FROM account_move m JOIN invoices i ON m.reversed_entry_id = i.id
    )
"""
TOTALS = """
    SELECT
        coalesce(sum(amount_total) FILTER (WHERE move_type = 'out_invoice'), 0),
        coalesce(sum(amount_total) FILTER (WHERE move_type = 'out_refund'), 0)
    FROM account_move WHERE id IN (SELECT id FROM moves) AND state = 'posted'
"""
BALANCES = """
    SELECT l.account_id, l.tax_line_id, sum(l.balance)
    FROM account_move_line l JOIN account_move m ON m.id = l.move_id
    WHERE m.id IN (SELECT id FROM moves) AND m.state = 'posted'
        AND l.display_type IN ('product', 'tax')
    GROUP BY 1, 2
"""
OWED = """
    SELECT coalesce(sum(amount_residual_signed), 0) FROM account_move
    WHERE id IN (SELECT id FROM moves) AND state = 'posted'
"""


def cents(amount: float) -> int:
    """Return an amount in cents: sums of floats are not exact."""
    return round(amount * 100)


class Basket(NamedTuple):
    """An order that was sold, delivered and invoiced, and what of it is still to be given."""

    order: int
    lines: list[int]
    invoice: int
    paid: int
    card: int | None
    card_points: float


class Baskets:
    """A shop that sells what shops sell: several taxes, discounts, cards, partly paid."""

    def __init__(self, server, seed):
        self.shop, self.random = Shop(server), random.Random(seed)
        self.settle, self.server = Settlement(self.shop), server
        new = self.shop.new
        self.taxes = [
            new(
                "account.tax",
                name=f"{name} {seed}",
                amount=rate,
                type_tax_use="sale",
                price_include_override="tax_included" if included else "tax_excluded",
            )
            for name, rate, included in TAXES
            if included is not None
        ]
        [self.program] = self.shop.admin.call(
            "loyalty.program",
            "create",
            vals_list=[{"name": "Gift cards"}],
            context={"default_program_type": "gift_card"},
        )
        self.goods = [
            new(
                "product.product",
                name=f"Goods {number}",
                type="consu",
                is_storable=False,
                invoice_policy="order",
                taxes_id=[(6, 0, taxes)],
            )
            for number, taxes in enumerate([tax] for tax in self.taxes)
        ]
        self.goods.append(
            new("product.product", name="Untaxed", type="consu", taxes_id=[(6, 0, [])])
        )

    def sell(self):
        """Return a basket of up to three lines, with what shops take off and are paid by."""
        pick, admin, new = self.random, self.shop.admin, self.shop.new
        lines = [
            (
                0,
                0,
                {
                    "product_id": pick.choice(self.goods),
                    "product_uom_qty": pick.choice([1, 2, 3, 6, 7]),
                    "price_unit": pick.randint(50, 3000) / 100,
                    "discount": pick.choice([0, 0, 10, 33.33]),
                },
            )
            for _line in range(pick.randint(1, 3))
        ]
        order = new("sale.order", partner_id=self.shop.customer, order_line=lines)
        [read] = admin.call("sale.order", "read", ids=[order], fields=["order_line"])
        if pick.random() < 0.6:
            wizard = new(
                "sale.order.discount",
                sale_order_id=order,
                discount_type="so_discount",
                discount_percentage=pick.choice([0.05, 0.1, 0.333]),
            )
            admin.call("sale.order.discount", "action_apply_discount", ids=[wizard])
        card, points = None, 0.0
        if pick.random() < 0.5:
            card, points = self.pay_by_card(order)
        admin.call("sale.order", "action_confirm", ids=[order])
        wizard = new(
            "sale.advance.payment.inv",
            advance_payment_method="delivered",
            sale_order_ids=[(6, 0, [order])],
        )
        admin.call("sale.advance.payment.inv", "create_invoices", ids=[wizard])
        [invoice] = admin.call(
            "account.move", "search", domain=[("line_ids.sale_line_ids.order_id", "=", order)]
        )
        admin.call("account.move", "action_post", ids=[invoice])
        paid = self.pay(invoice)
        return Basket(order, read["order_line"], invoice, paid, card, points)

    def pay_by_card(self, order):
        points = float(self.random.randint(1, 30))
        [card] = self.shop.admin.call(
            "loyalty.card",
            "create",
            vals_list=[{"program_id": self.program, "points": points}],
            context={"loyalty_no_mail": True},
        )
        [read] = self.shop.admin.call("loyalty.card", "read", ids=[card], fields=["code"])
        wizard = self.shop.new(
            "sale.loyalty.coupon.wizard", order_id=order, coupon_code=read["code"]
        )
        self.shop.admin.call("sale.loyalty.coupon.wizard", "action_apply", ids=[wizard])
        [program] = self.shop.admin.call(
            "loyalty.program", "read", ids=[self.program], fields=["reward_ids"]
        )
        wizard = self.shop.new(
            "sale.loyalty.reward.wizard",
            order_id=order,
            selected_reward_id=program["reward_ids"][0],
        )
        self.shop.admin.call("sale.loyalty.reward.wizard", "action_apply", ids=[wizard])
        assert self.server.query(
            "SELECT 1 FROM sale_order_line WHERE order_id = %s AND coupon_id = %s", order, card
        )
        return card, points

    def pay(self, invoice):
        """Have nothing, a half or all of an invoice paid; return how much, in cents."""
        [(total,)] = self.server.query("SELECT amount_total FROM account_move WHERE id=%s", invoice)
        paid = round(cents(total) * self.random.choice([0, 0.5, 1, 1]))
        if paid:
            context = {"active_model": "account.move", "active_ids": [invoice]}
            [wizard] = self.shop.admin.call(
                "account.payment.register",
                "create",
                vals_list=[{"amount": paid / 100}],
                context=context,
            )
            self.shop.admin.call(
                "account.payment.register", "action_create_payments", ids=[wizard], context=context
            )
        return paid

    # Giving back -----------------------------------------------------------------------------

    def left(self, line):
        """Return (pieces, cents) of a line that are left by the ledger; None if untouched."""
        rows = self.server.query(
            "SELECT charged_qty - reserved_qty - refunded_qty, charged_amount - reserved_amount"
            " - refunded_amount FROM complaint_ledger WHERE origin_model = 'sale.order.line'"
            " AND origin_id = %s",
            line,
        )
        return (rows[0][0], cents(rows[0][1])) if rows else None

    def step(self, basket):
        """Give back something of a random line, or offer it and withdraw."""
        line, step = self.random.choice(basket.lines), self.random.choice(STEPS)
        left = self.left(line)
        if left is None:
            [(quantity,)] = self.server.query(
                "SELECT product_uom_qty FROM sale_order_line WHERE id = %s", line
            )
            left = (quantity, 5)
        pieces, money = int(left[0]), left[1]
        if step == "money":
            if money < 1:
                return
            vals = {"mode": "amount", "requested_amount": self.random.randint(1, money) / 100}
        elif pieces < 1:
            return
        else:
            vals = {"quantity": self.random.randint(1, pieces)}
        self.give(basket, line, vals, withdraw=step == "withdrawn")

    def give(self, basket, line, vals, withdraw=False):
        """Propose and execute (or withdraw) what gives back so much of a line; post it."""
        sale = Sale(basket.order, line, basket.invoice, self.shop.customer)
        agent = self.shop.client("agent")
        ticket = self.settle.case(sale, vals.get("quantity", 1))
        [bought] = agent.call("complaint.line", "search", domain=[("ticket_id", "=", ticket)])
        vals = {"kind": "refund", "line_id": bought, **vals}
        proposal = self.shop.new(
            "complaint.proposal", agent, ticket_id=ticket, compensation_ids=[(0, 0, vals)]
        )
        self.settle.walk(proposal, "draft", "offered" if withdraw else "executed")
        if withdraw:
            agent.call("complaint.proposal", "action_cancel", ids=[proposal])
            return
        moves = self.server.query(
            "SELECT move_id FROM complaint_compensation WHERE proposal_id = %s"
            " AND move_id IS NOT NULL",
            proposal,
        )
        accountant = self.shop.client("accountant")
        accountant.call("account.move", "action_post", ids=[move for (move,) in moves])

    def give_all(self, basket):
        """Give back all that is left of each line."""
        for line in basket.lines:
            left = self.left(line)
            [(quantity,)] = self.server.query(
                "SELECT product_uom_qty FROM sale_order_line WHERE id = %s", line
            )
            pieces = quantity if left is None else left[0]
            if pieces:
                self.give(basket, line, {"quantity": float(pieces)})
            elif left[1]:
                self.give(basket, line, {"mode": "amount", "requested_amount": float(left[1])})

    # The books -------------------------------------------------------------------------------

    def totals(self, basket):
        """Return (charged, credited) of posted documents, in cents."""
        [(charged, credited)] = self.server.query(ORDER_MOVES + TOTALS, basket.order)
        return cents(charged), cents(credited)

    def balances(self, basket):
        """Return what is booked on revenue and on each tax: credit below zero."""
        rows = self.server.query(ORDER_MOVES + BALANCES, basket.order)
        return {(account, tax): cents(balance) for account, tax, balance in rows}

    def check(self, basket):
        """No step gives more than was charged, and the ledger says what the books say."""
        charged, credited = self.totals(basket)
        assert credited <= charged
        [(given, back)] = self.server.query(
            "SELECT coalesce(sum(c.amount), 0), coalesce(sum(c.card_amount), 0)"
            " FROM complaint_compensation c JOIN complaint_ledger l ON l.id = c.ledger_id"
            " WHERE c.state = 'executed' AND l.origin_model = 'sale.order.line'"
            " AND l.origin_id = ANY(%s)",
            basket.lines,
        )
        assert credited == cents(given) - cents(back)
        [(refunded,)] = self.server.query(
            "SELECT coalesce(sum(refunded_amount), 0) FROM complaint_ledger"
            " WHERE origin_model = 'sale.order.line' AND origin_id = ANY(%s)",
            basket.lines,
        )
        assert cents(refunded) == cents(given)

    def check_all_given(self, basket):
        """All came back: nothing is left on any account, the card is full, the money is owed."""
        charged, credited = self.totals(basket)
        assert credited == charged
        assert {key: value for key, value in self.balances(basket).items() if value} == {}
        if basket.card:
            [(points,)] = self.server.query(
                "SELECT points FROM loyalty_card WHERE id = %s", basket.card
            )
            assert float(points) == pytest.approx(basket.card_points)
        [(owed,)] = self.server.query(ORDER_MOVES + OWED, basket.order)
        assert -cents(owed) == basket.paid


@proves(
    "SOL-8", "Whatever a basket was, all steps together give back what was charged, to the cent"
)
@pytest.mark.parametrize("count", [8, pytest.param(200, marks=pytest.mark.soak)])
def test_baskets(server, count):
    """Sold with discounts, taxes and cards, given back in random steps, then the rest."""
    baskets = Baskets(server, seed=count)
    for _number in range(count):
        basket = baskets.sell()
        for _step in range(baskets.random.randint(1, 3)):
            baskets.step(basket)
            baskets.check(basket)
        baskets.give_all(basket)
        baskets.check(basket)
        baskets.check_all_given(basket)
