from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools.case import STANDARD, Row, closest_of_each, named
from ...tools.compensation import kind_of
from ...tools.policy import Formula, compute
from ...tools.process import FINDINGS


class ComplaintPolicy(models.Model):
    """Standard compensation: like cases get the like offer (SOL-3).

    Of the policies that fit a case the closest counts for each kind of compensation:
    ``tools/case.py`` says which, ``tools/policy.py`` what it comes to.
    """

    _name = "complaint.policy"
    _inherit = ["complaint.placed.mixin"]
    _description = "Standard compensation"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(selection="_get_kinds", string="Gives", required=True, default="refund")
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('is_complaint', '=', True)]",
        check_company=True,
        help="With the categories below it. Empty: every category.",
    )
    severity_id = fields.Many2one(
        "complaint.severity",
        ondelete="restrict",
        check_company=True,
        help="Empty: every severity.",
    )
    finding = fields.Selection(FINDINGS, help="Empty: whatever was found.")
    store_id = fields.Many2one(
        "retail.store",
        domain="[('parent_id', '=', False)]",
        check_company=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: every store.",
    )
    valid_from = fields.Date(help="For cases received on this day or later.")
    valid_to = fields.Date(help="For cases received on this day or earlier.")
    method = fields.Selection(
        [
            ("percentage", "Percentage of the price"),
            ("fixed", "Fixed amount"),
            ("multiple", "Multiple of the price"),
        ],
        string="How much",
        required=True,
        default="percentage",
        help="The price is what the customer paid for the pieces that he complains about.",
    )
    value = fields.Float(
        string="Percent, amount or times", digits=(16, 4), required=True, default=100
    )
    floor_amount = fields.Monetary(string="At least", help="Zero: no lower bound.")
    cap_amount = fields.Monetary(string="At most", help="Zero: no upper bound.")
    step_amount = fields.Monetary(
        string="Rounded to", help="To whole multiples of this amount. Zero: not rounded."
    )
    rounding = fields.Selection(
        [("nearest", "Nearest"), ("up", "Up"), ("down", "Down")], required=True, default="nearest"
    )
    basis = fields.Char(
        required=True,
        translate=True,
        help="What it rests on, for the customer to read: a law, a promise, a store rule.",
    )

    _amounts_positive = models.Constraint(
        "CHECK (value > 0 AND floor_amount >= 0 AND cap_amount >= 0 AND step_amount >= 0)",
        "A standard gives something: enter a number above zero, and no negative bounds.",
    )
    _bounds_ordered = models.Constraint(
        "CHECK (cap_amount = 0 OR cap_amount >= floor_amount)",
        "The upper bound lies below the lower one.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "It ends before it begins.",
    )

    @api.model
    def _get_kinds(self):
        """The kinds of compensation, with those that other addons added."""
        field = self.env["complaint.compensation"]._fields["kind"]
        return [
            (kind, label)
            for kind, label in field._description_selection(self.env)
            if kind_of(kind).is_rated
        ]

    @api.constrains("kind")
    def _check_kind(self):
        if not all(kind_of(policy.kind).is_rated for policy in self):
            raise ValidationError(self.env._("There is no standard for this kind."))

    # Which one -------------------------------------------------------------------------------

    @api.model
    def _get_standards(self, ticket):
        """Return {kind of compensation: policy} for a case; empty where nothing is standard."""
        case = ticket._get_case()
        # What is standard is read by everybody who handles a case.
        rows = self.sudo().search(
            Domain("company_id", "=", ticket.company_id.id)
            & Domain("store_id", "in", [False, case.store_id])
        )
        chosen = closest_of_each((row._as_row() for row in rows), case, STANDARD)
        return {kind: self.sudo().browse(row.id) for kind, row in chosen.items()}

    def _as_row(self):
        self.ensure_one()
        return Row(
            self.id,
            self.kind,
            named(
                category=self.category_id.ids,
                severity=self.severity_id.ids,
                finding=[self.finding],
                store=self.store_id.ids,
            ),
            first=self.valid_from or date.min,
            last=self.valid_to or date.max,
            sequence=self.sequence,
        )

    # How much --------------------------------------------------------------------------------

    def _get_offer(self, price, currency, day):
        """Return (amount, why this number) for a price that was paid.

        :param currency: of the price and of the amount; bounds are converted at the rate of ``day``
        """
        self.ensure_one()

        def number(amount):
            converted = self.currency_id._convert(amount, currency, self.company_id, day)
            return Decimal(repr(converted))

        is_money = self.method == "fixed"
        formula = Formula(
            self.method,
            number(self.value) if is_money else Decimal(repr(self.value)),
            number(self.floor_amount),
            number(self.cap_amount),
            number(self.step_amount),
            self.rounding,
        )
        steps = compute(formula, Decimal(repr(price)))
        amount = currency.round(float(steps[-1].amount))
        return amount, self._explain(steps, price, currency)

    def _explain(self, steps, price, currency):
        basis = self.env._("%(policy)s. Basis: %(basis)s", policy=self.name, basis=self.basis)
        return "\n".join([basis, *(self._explain_step(step, price, currency) for step in steps)])

    def _explain_step(self, step, price, currency):
        amount = currency.format(float(step.amount))
        named = {"value": f"{self.value:g}", "price": currency.format(price), "amount": amount}
        if step.name == "percentage":
            return self.env._("%(value)s %% of the price paid, %(price)s: %(amount)s", **named)
        if step.name == "multiple":
            return self.env._("%(value)s times the price paid, %(price)s: %(amount)s", **named)
        return {
            "fixed": self.env._("Fixed amount: %s", amount),
            "step": self.env._("Rounded: %s", amount),
            "floor": self.env._("At least: %s", amount),
            "cap": self.env._("At most: %s", amount),
        }[step.name]
