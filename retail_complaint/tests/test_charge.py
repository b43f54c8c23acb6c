import doctest
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import charge as charge_module
from ..tools import charge_amount, charge_part
from ..tools.charge import Line, charge
from ..tools.charge_amount import Amount, part
from ..tools.charge_part import Paid, dump, less, load, more, pay_back, still_paid, take

thorough = settings(
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
MEANS = ("payment", "deposit")
#: No tax, one, another, two on the same base; the keys are the rates.
RATES = [(), (13,), (9,), (7, 3)]


# The oracle: the rules once more, in plain words and slow numbers -----------------------------


def rounded(number):
    """A fraction to the unit, halves away from zero."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def parts_of(amount):
    return {"net": amount.net, **amount.taxes}


def summed(amounts):
    """The sum by component, without what is zero."""
    total = {}
    for amount in amounts:
        for name, number in parts_of(amount).items():
            total[name] = total.get(name, 0) + number
    return {name: number for name, number in total.items() if number}


def split_by_trial(total, weights):
    """Of all ways to give the odd units to some lines, that with the largest remainders."""
    ideal = [Fraction(total * weight, sum(weights)) for weight in weights]
    floors = [int(share) for share in ideal]
    places = range(len(weights))
    best = max(
        combinations(places, total - sum(floors)),
        key=lambda chosen: (
            sum(ideal[place] - floors[place] for place in chosen),
            [-place for place in chosen],
        ),
    )
    return [floors[place] + (place in best) for place in places]


def is_off(line):
    return line.amount.gross < 0 or (not line.amount.gross and line.kind in ("discount", *MEANS))


def find_reach(line, charging):
    """Which lines a discount or payment is meant for."""
    mine = [row for row in charging if line.order in ("", row.order)]
    if line.targets:
        return [row for row in charging if (row.purchase or row.key) in line.targets]
    goods = [row for row in mine if row.kind == "goods"]
    delivery = [row for row in mine if row.kind == "delivery"]
    if line.scope == "free_shipping":
        return delivery
    if line.scope in ("typed", "global"):
        return sorted(goods + delivery)
    if line.scope == "cheapest" and any(row.amount.gross for row in goods):
        priced = [row for row in goods if row.amount.gross]
        prices = [
            (Fraction(row.amount.gross, row.quantity), row.purchase or row.key) for row in priced
        ]
        return [row for row in priced if (row.purchase or row.key) == min(prices)[1]]
    return goods


def compute_gross(lines):
    """What each charged line came to, tax included, and what of each other line had no place."""
    lines = sorted(lines)
    charging = [line for line in lines if not is_off(line)]
    sellable = [line for line in charging if line.kind not in MEANS]
    left = {line.key: line.amount.gross for line in charging}
    charged, shares, unplaced = dict(left), {}, {}
    takers = [
        ((line.kind in MEANS) + (line.kind == "payment"), line.step, len(reach), line.key, line)
        for line in lines
        if is_off(line)
        for reach in [find_reach(line, charging)]
    ]
    for turn, *_place, line in sorted(takers):
        reach = find_reach(line, charging)
        taxes = set(line.amount.taxes)
        same = [row for row in reach if line.scope == "typed" or set(row.amount.taxes) == taxes]
        mine = [row for row in sellable if line.order in ("", row.order)]
        rest = -line.amount.gross
        for rows in (same, reach, mine, sellable):
            room = [left[row.key] for row in rows]
            now = min(rest, sum(room))
            if now:
                for row, share in zip(rows, split_by_trial(now, room), strict=True):
                    left[row.key] -= share
                    charged[row.key] -= 0 if turn else share
                    shares[line.key, row.key] = shares.get((line.key, row.key), 0) - share
                rest -= now
        unplaced[line.key] = -rest
    return charged, shares, unplaced


# What shops sell ----------------------------------------------------------------------------------


def taxed(amount, rates, included, sway=0):
    """An amount with its taxes; ``sway`` is the unit that rounding over the document moves."""
    net = amount * 100 / (100 + sum(rates)) if included else Fraction(amount)
    taxes = {str(rate): rounded(net * rate / 100) for rate in rates}
    if taxes and all(taxes.values()):
        taxes[str(rates[0])] += sway
    net = int(amount) - sum(taxes.values()) if included else rounded(net)
    return Amount(net, taxes)


rates = st.sampled_from(RATES)


@st.composite
def goods_lines(draw, included):
    lines = []
    for number in range(draw(st.integers(1, 7))):
        gross = draw(st.one_of(st.integers(0, 30), st.integers(0, 20_000)))
        amount = taxed(Fraction(gross), draw(rates), included, draw(st.integers(-1, 1)))
        assume(amount.net >= 0)
        kind = draw(st.sampled_from(["goods", "goods", "goods", "delivery"]))
        purchase = draw(st.sampled_from(["", "p", "q", "r"])) if kind == "goods" else ""
        order = draw(st.sampled_from(["", "", "", "S1", "S2"]))
        quantity = draw(st.one_of(st.integers(1, 12), st.integers(1, 1200)))
        lines.append(Line(f"{number}", amount, quantity, kind, purchase, order=order))
    return lines


@st.composite
def takers(draw, number, goods, included):
    """A discount or a payment, from nothing to more than all."""
    kind = draw(st.sampled_from(["discount", "discount", "discount", "goods", *MEANS]))
    whole = sum(line.amount.gross for line in goods)
    size = draw(st.one_of(st.integers(0, 50), st.integers(0, whole * 6 // 5)))
    scopes = ["order", "global", "cheapest", "specific", "free_product", "free_shipping", "typed"]
    targets = draw(st.sampled_from([(), (), ("p",), ("p", "q"), ("gone",)]))
    return Line(
        f"{draw(st.sampled_from('a5'))}{number}",
        -taxed(Fraction(size), draw(rates), included),
        kind=kind if size else "discount",
        scope="typed" if kind in ("payment", "goods") else draw(st.sampled_from(scopes)),
        targets=frozenset(targets),
        step=draw(st.integers(0, 1)),
        order=draw(st.sampled_from(["", "", "S1"])),
    )


@st.composite
def baskets(draw):
    """All documents of an order or two: up to twelve lines with every mixture."""
    included = draw(st.booleans())
    lines = draw(goods_lines(included))
    lines += [draw(takers(n, lines, included)) for n in range(draw(st.integers(0, 5)))]
    return draw(st.permutations(lines))


@st.composite
def discounted_by_odoo(draw):
    """Goods with an order discount as Odoo makes it: a line for each tax, of at most all."""
    goods = [line._replace(order="") for line in draw(goods_lines(draw(st.booleans())))]
    percent = draw(st.integers(1, 100))
    off = []
    for taxes in {frozenset(line.amount.taxes) for line in goods}:
        net, *amounts = (
            rounded(Fraction(percent, 100) * sum(parts_of(line.amount)[name] for line in of_tax))
            for of_tax in [[line for line in goods if set(line.amount.taxes) == taxes]]
            for name in ["net", *sorted(taxes)]
        )
        amount = -Amount(net, dict(zip(sorted(taxes), amounts, strict=True)))
        off.append(Line(f"off {sorted(taxes)}", amount, kind="discount", scope="global"))
    return goods, off, percent


#: What is asked for: pieces and money in thousandths of what is left, or an earlier part back.
requests = st.lists(
    st.tuples(
        st.sampled_from(["pieces", "pieces", "money", "both", "release"]),
        st.integers(0, 1000),
        st.integers(0, 1000),
    ),
    max_size=12,
)


@tagged("post_install", "-at_install")
class TestChargeLaws(BaseCase):
    def test_examples(self):
        """The examples in the documentation of the rules are true."""
        for module in (charge_amount, charge_module, charge_part):
            self.assertFalse(doctest.testmod(module).failed)

    @thorough
    @given(lines=baskets())
    def test_as_the_oracle(self, lines):
        """Each line bears its share of discounts and payments as their scopes say, to the cent."""
        charged, shares, unplaced = compute_gross(lines)
        result = charge(lines)
        self.assertEqual({row.key: row.amount.gross for row in result.charges}, charged)
        found = {
            (off, row.key): share.gross
            for row in result.charges
            for off, share in (row.discounts | row.cards | row.deposits).items()
        }
        self.assertEqual(found, {pair: share for pair, share in shares.items() if share})
        for key, rest in unplaced.items():
            self.assertEqual(result.unplaced.get(key, Amount(0)).gross, rest)

    @thorough
    @given(lines=baskets())
    def test_nothing_is_lost(self, lines):
        """The charges are the documents with payments and deposits, net and tax by tax."""
        result = charge(lines)
        placed = {}
        for row in result.charges:
            for key, share in (row.discounts | row.cards | row.deposits).items():
                placed.setdefault(key, []).append(share)
        for line in filter(is_off, lines):
            shares = [*placed.get(line.key, []), result.unplaced.get(line.key, Amount(0))]
            self.assertEqual(summed(shares), summed([line.amount]))
        documents = [line.amount for line in lines]
        paid = [line.amount for line in lines if is_off(line) and line.kind in MEANS]
        over = [rest for key, rest in result.unplaced.items() if not self._is_means(lines, key)]
        self.assertEqual(
            summed([row.amount for row in result.charges] + over + paid), summed(documents)
        )

    def _is_means(self, lines, key):
        return next(line.kind in MEANS for line in lines if line.key == key)

    @thorough
    @given(lines=baskets())
    def test_never_below_zero(self, lines):
        """No discount makes net, tax or total of a line negative, no payment exceeds its price."""
        amounts = {line.key: line.amount for line in lines}
        for row in charge(lines).charges:
            self.assertEqual(row.own, amounts[row.key])
            self.assertEqual(summed([row.amount]), summed([row.own, *row.discounts.values()]))
            for name, number in parts_of(row.amount).items():
                self.assertGreaterEqual(number, 0)
                self.assertLessEqual(number, parts_of(row.own)[name])
            self.assertGreaterEqual(row.money, 0)

    @thorough
    @given(lines=baskets(), data=st.data())
    def test_order_of_lines_does_not_matter(self, lines, data):
        """Lines that were dragged to other places cost the same."""
        self.assertEqual(charge(lines), charge(data.draw(st.permutations(lines))))

    @thorough
    @given(case=discounted_by_odoo())
    def test_percent_of_the_order(self, case):
        """So many per cent off the order are so many per cent off each line, taxes included."""
        goods, off, percent = case
        result = charge(goods + off)
        self.assertFalse(result.unplaced)
        for row in result.charges:
            for name, number in parts_of(row.own).items():
                cost = parts_of(row.amount)[name]
                self.assertLess(abs(cost - number * (1 - Fraction(percent, 100))), 3)

    @thorough
    @given(
        rest=st.builds(
            lambda net, tax, other: Amount(net, {"a": tax, "b": other}),
            st.integers(0, 5000),
            st.integers(0, 900),
            st.integers(0, 90),
        ),
        pieces=st.integers(1, 1000),
        after=st.integers(0, 1000),
    )
    def test_part(self, rest, pieces, after):
        """A part is the rest less the rounded share of what stays, in total and in each tax."""
        after = min(after, pieces)
        given_back = part(rest, pieces, after)
        left = rest - given_back
        self.assertEqual(left.gross, rounded(Fraction(rest.gross * after, pieces)))
        taxes = {key: rounded(Fraction(tax * after, pieces)) for key, tax in rest.taxes.items()}
        if 0 <= left.gross - sum(taxes.values()) <= rest.net:
            self.assertEqual(left.taxes, taxes)
        for name, number in parts_of(given_back).items():
            self.assertTrue(0 <= number <= parts_of(rest)[name])
        self.assertEqual(part(-rest, pieces, after), -given_back)


@tagged("post_install", "-at_install")
class TestChargeParts(BaseCase):
    def _ask(self, lefts, kind, some, much):
        """Take what a request asks for and compare its price with the formula."""
        pieces = sum(left.quantity for left in lefts)
        money = sum(left.amount.gross for left in lefts)
        quantity = pieces * some // 1000 if kind != "money" else None
        gross = money * much // 1000 if kind != "pieces" else None
        parts = take(lefts, quantity, gross)
        if gross is None and quantity:
            gross = money - rounded(Fraction(money * (pieces - quantity), pieces))
        self.assertEqual(sum(row.amount.gross for row in parts), gross or 0)
        self.assertEqual(sum(row.quantity for row in parts), quantity or 0)
        return parts

    def _settle(self, lefts, parts, change):
        by_key = {row.key: row for row in parts}
        return [change(left, by_key[left.key]) if left.key in by_key else left for left in lefts]

    def _run(self, whole, wishes):
        """Give back and release as asked, then all the rest; return the parts that stand."""
        lefts, standing = list(whole), []
        for kind, some, much in wishes:
            if kind == "release":
                if standing:
                    parts = standing.pop(some % len(standing))
                    lefts = self._settle(lefts, parts, more)
                continue
            parts = self._ask(lefts, kind, some, much)
            for row in parts:
                self._check_part(row, next(left for left in lefts if left.key == row.key))
                self.assertEqual(load(dump(row)), row)
            lefts = self._settle(lefts, parts, less)
            standing.append(parts)
        standing.append(self._ask(lefts, "both", 1000, 1000))
        lefts = self._settle(lefts, standing[-1], less)
        for left in lefts:
            self.assertFalse(left.quantity or left.amount or left.own or left.money)
        return standing

    def _check_part(self, row, left):
        """Nothing is negative and nothing more than what is left."""
        self.assertTrue(0 <= row.quantity <= left.quantity)
        for mine, rest in ((row.amount, left.amount), (row.own, left.own)):
            for name, number in parts_of(mine).items():
                self.assertTrue(0 <= number <= parts_of(rest)[name])
        for name in ("discounts", "cards", "deposits"):
            for key, share in getattr(row, name).items():
                for component, number in parts_of(share).items():
                    rest = parts_of(getattr(left, name)[key])[component]
                    self.assertTrue(min(rest, 0) <= number <= max(rest, 0))
        self.assertTrue(0 <= row.money <= left.money)
        self.assertEqual(summed([row.amount]), summed([row.own, *row.discounts.values()]))

    @thorough
    @given(lines=baskets(), wishes=requests)
    def test_parts_sum_to_the_whole(self, lines, wishes):
        """However a purchase is given back, it adds up to what was charged, and never to more."""
        for whole in charge(lines).by_purchase().values():
            rows = [row for parts in self._run(whole, wishes) for row in parts]
            for left in whole:
                mine = [row for row in rows if row.key == left.key]
                self.assertEqual(sum(row.quantity for row in mine), left.quantity)
                for name in ("amount", "own"):
                    amounts = [getattr(row, name) for row in mine]
                    self.assertEqual(summed(amounts), summed([getattr(left, name)]))
                for name in ("discounts", "cards", "deposits"):
                    for key, share in getattr(left, name).items():
                        shares = [getattr(row, name)[key] for row in mine]
                        self.assertEqual(summed(shares), summed([share]))

    @thorough
    @given(lines=baskets(), wishes=requests, data=st.data())
    def test_paid_back_as_paid(self, lines, wishes, data):
        """Cards, payments and what is open get what is theirs, in parts as in whole."""
        goods = sum(line.amount.gross for line in lines if not is_off(line))
        card = Line("card", Amount(-data.draw(st.integers(0, goods))), kind="payment")
        purchases = charge([*lines, card]).by_purchase().values()
        whole = max(purchases, key=lambda rows: sum(row.amount.gross for row in rows))
        due = sum(row.money - sum(d.gross for d in row.deposits.values()) for row in whole)
        unpaid = data.draw(st.integers(0, due))
        waived = data.draw(st.integers(0, (due - unpaid) // 10))
        cash = data.draw(st.integers(0, due - unpaid - waived))
        bank = due - unpaid - waived - cash
        paid = Paid(unpaid, {"cash": cash, "bank": bank}, waived)
        cards = {}
        for parts in self._run(whole, wishes):
            back = pay_back(parts, paid)
            gross = sum(row.amount.gross for row in parts)
            given_back = sum(back.cards.values()) + sum(back.money.values())
            self.assertEqual(given_back + back.unpaid + back.waived, gross)
            self.assertFalse(back.open)
            self.assertEqual(back.unpaid, min(paid.unpaid, gross - sum(back.cards.values())))
            self._check_by_formula(back, paid)
            paid = still_paid(paid, back)
            for key, amount in back.cards.items():
                self.assertGreaterEqual(amount, 0)
                cards[key] = cards.get(key, 0) + amount
        self.assertEqual(paid, Paid(0, {"cash": 0, "bank": 0}, 0))
        for key, amount in cards.items():
            by_card = [row.cards[key].gross for row in whole if key in row.cards]
            self.assertEqual(amount, -sum(by_card))

    def _check_by_formula(self, back, paid):
        settled = sum(paid.money.values()) + paid.waived
        now = sum(back.money.values()) + back.waived
        self.assertTrue(0 <= back.waived <= paid.waived)
        for method, amount in paid.money.items():
            self.assertTrue(0 <= back.money[method] <= amount)
            if settled:
                share = Fraction(amount * now, settled)
                self.assertLessEqual(abs(back.money[method] - share), 1)

    @thorough
    @given(
        gross=st.integers(0, 500),
        unpaid=st.integers(0, 300),
        cash=st.integers(0, 300),
        waived=st.integers(0, 20),
    )
    def test_nothing_is_paid_that_was_not_paid(self, gross, unpaid, cash, waived):
        """What was neither paid nor is open on the invoice stays a credit of the customer."""
        parts = charge([Line("a", Amount(gross))]).charges
        back = pay_back(parts, Paid(unpaid, {"cash": cash}, waived))
        self.assertLessEqual(back.money["cash"], cash)
        self.assertEqual(back.open, max(gross - unpaid - cash - waived, 0))
        self.assertEqual(back.unpaid + back.money["cash"] + back.waived + back.open, gross)
