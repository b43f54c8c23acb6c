from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.case import Row, named, plain
from ...tools.clock import Period, get_moment
from ...tools.clock_calendar import local_date, midnight
from ...tools.formula import FormulaError, evaluate, names, spell
from ...tools.service_level import UNITS
from ...tools.statute import layers


class ComplaintStatute(models.Model):
    """A rule of law, or the company's own stricter promise: dated, layered, with its source.

    The nearest layer holds: city before province, country and union of countries; the company's
    promise comes on top and counts where it gives the customer more. The software shows what a rule
    says and how sure that is; a named person confirms it. No figure stands in code (SOL-9).
    """

    _name = "complaint.statute"
    _inherit = ["complaint.placed.mixin"]
    _description = "Rule of law"
    _order = "sequence, code, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        string="Matter",
        required=True,
        index=True,
        help="Rules on the same matter stand above one another: the nearest layer holds.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("amount", "Amount"), ("deadline", "Deadline"), ("rule", "To be observed")],
        required=True,
        default="amount",
    )
    alternative = fields.Char(
        string="Only one of",
        help="Of the rules with the same word here the customer chooses one; they do not add up.",
    )
    country_group_id = fields.Many2one(
        "res.country.group", string="Union", ondelete="restrict", help="Its countries."
    )
    country_id = fields.Many2one("res.country", ondelete="restrict", help="Empty: everywhere.")
    state_id = fields.Many2one(
        "res.country.state",
        string="Province",
        ondelete="restrict",
        domain="[('country_id', '=', country_id)]",
    )
    city = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        string="Promise of",
        index=True,
        ondelete="cascade",
        help="The company's own promise, on top of the law. Empty: it is law.",
    )
    valid_from = fields.Date(help="For what happened on this day or later.")
    valid_to = fields.Date(help="For what happened on this day or earlier.")
    text = fields.Text(
        string="What it says", translate=True, help="Conditions, exclusions, what to mind."
    )
    formula = fields.Char(help="Arithmetic on the inputs: + - * / ( ) min max.")
    input_ids = fields.Many2many("complaint.statute.input", string="Inputs")
    is_maximum = fields.Boolean(string="At most", help="The formula gives an upper bound.")
    currency_id = fields.Many2one(
        "res.currency", help="Of the figures in the formula. Empty: that of the company."
    )
    aggregate_hours = fields.Float(
        string="Added up within (hours)",
        help="Purchases of the same goods this close in time count as one.",
    )
    length = fields.Float()  # pylint: disable=attribute-deprecated # a field named length
    unit = fields.Selection(UNITS)
    starts = fields.Char(string="Counts from", translate=True)
    skips_first_day = fields.Boolean(
        default=True,
        help="Of a length in days, the day from which it counts is not one; it ends with its last "
        "day.",
    )
    follow_as = fields.Selection(
        [("authority", "Clock of the authority"), ("measure", "Task with a date")],
        string="Followed as",
        default="measure",
    )
    article = fields.Char(translate=True)
    source = fields.Char(help="Where the text stands.")
    is_verified = fields.Boolean(
        string="Verified", help="Somebody read it in the text of the law or on an official page."
    )
    verified_by = fields.Char()
    verified_on = fields.Date()
    certainty = fields.Char(compute="_compute_certainty")

    _length_positive = models.Constraint(
        "CHECK (kind <> 'deadline' OR (length > 0 AND unit IS NOT NULL))",
        "A deadline needs a length above zero and its unit.",
    )
    _dates_ordered = models.Constraint(
        "CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from)",
        "It ends before it begins.",
    )

    @api.depends("is_verified", "verified_by", "verified_on")
    def _compute_certainty(self):
        for statute in self:
            if not statute.is_verified:
                statute.certainty = self.env._("Not verified: read the law before you rely on it.")
            elif statute.verified_on:
                statute.certainty = self.env._(
                    "Read in its text by %(who)s on %(date)s.",
                    who=statute.verified_by or self.env._("somebody"),
                    date=format_date(self.env, statute.verified_on),
                )
            else:
                statute.certainty = self.env._(
                    "Read in its text by %s.", statute.verified_by or self.env._("somebody")
                )

    @api.constrains("kind", "formula", "input_ids")
    def _check_formula(self):
        for statute in self.filtered(lambda row: row.kind == "amount"):
            try:
                unknown = names(statute.formula or "") - set(statute.input_ids.mapped("code"))
            except FormulaError as error:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the formula cannot be read near %(detail)s. It may hold "
                        "numbers, the names of inputs, + - * / ( ) min and max.",
                        name=statute.name,
                        detail=error.detail or "-",
                    )
                ) from error
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(name)s: the formula reads %(inputs)s, which is not among its inputs.",
                        name=statute.name,
                        inputs=", ".join(sorted(unknown)),
                    )
                )

    @api.constrains("state_id", "city", "country_id")
    def _check_layer(self):
        for statute in self:
            if (statute.state_id or statute.city) and not statute.country_id:
                raise ValidationError(
                    self.env._("A province or city needs its country: %s.", statute.name)
                )

    # Verifying -------------------------------------------------------------------------------

    def action_verify(self):
        """Record that the user has read the rule in the text of the law, today.

        :raises AccessError: when the user does not belong to the leading group
        """
        self.env["helpdesk.ticket"]._ensure_manager()
        self.check_access("read")
        # Law rows are everybody's and change with the law pack; that somebody read them is ours.
        self.sudo().write(
            {
                "is_verified": True,
                "verified_by": self.env.user.name,
                "verified_on": fields.Date.context_today(self),
            }
        )

    # Which one -------------------------------------------------------------------------------

    @api.model
    def _get_in_force(self, case):
        """Return [(rule of law, the company's own promise)] of every matter; one may be empty.

        :param case: a ``tools.case.Case``: where and on which day the law is asked for
        """
        # The law is everybody's to read; a promise is the company's own.
        rows = self.sudo().search(
            Domain("country_id", "in", [False, case.country_id])
            & Domain("company_id", "in", [False, case.company_id])
        )
        found = layers((row._as_row() for row in rows), case)
        pairs = {
            code: (self.browse(pair.law or []), self.browse(pair.promise or []))
            for code, pair in found.items()
        }
        order = {row.code: index for index, row in reversed(list(enumerate(rows)))}
        return [pairs[code] for code in sorted(pairs, key=order.get)]

    def _as_row(self):
        self.ensure_one()
        about = named(
            country=self.country_id.ids,
            state=self.state_id.ids,
            city=[plain(self.city or "")],
            company=self.company_id.ids,
        )
        if self.country_group_id:
            # A union without countries holds nowhere, not everywhere.
            about["union"] = frozenset(self.country_group_id.country_ids.ids)
        return Row(
            self.id,
            self.code,
            about,
            first=self.valid_from or date.min,
            last=self.valid_to or date.max,
            sequence=self.sequence,
        )

    # What it comes to ------------------------------------------------------------------------

    def _evaluate(self, inputs):
        """Return what the formula comes to, in the currency of its figures, not below zero.

        :param inputs: {code: Decimal}

        :raises UserError: when an input is missing, or must not be zero
        """
        self.ensure_one()
        try:
            return max(evaluate(self.formula, inputs), Decimal(0))
        except FormulaError as error:
            labels = dict(self.sudo().input_ids.mapped(lambda row: (row.code, row.name)))
            label = labels.get(error.detail, error.detail)
            if error.problem == "zero":
                raise UserError(
                    self.env._(
                        "%(rule)s cannot be computed while %(input)s is zero.",
                        rule=self.name,
                        input=label,
                    )
                ) from error
            raise UserError(
                self.env._("%(rule)s needs %(input)s.", rule=self.name, input=label)
            ) from error

    def _spell(self, inputs):
        """Return the formula with its inputs filled in."""
        self.ensure_one()
        return spell(self.formula, inputs)

    def _get_due(self, started_at, calendar):
        """Return when a deadline ends that counts from ``started_at`` (UTC)."""
        self.ensure_one()
        counts_work = self.unit == "working_days"
        zone = calendar.tz or "UTC"
        skips = self.skips_first_day and self.unit != "hours"
        if skips:
            started_at = midnight(local_date(started_at, zone) + timedelta(days=1), zone)
        plan = self.env["complaint.clock"]._make_plan(
            {
                "unit": self.unit,
                "length": self.length,
                "calendar_id": calendar.id if counts_work else False,
                "zone": zone,
                "can_pause": False,
            },
            {},
        )
        length = Fraction(round(self.length * 3600), 3600)
        due = get_moment([Period(started_at, None)], plan.spans, length)
        # Midnight belongs to the next day.
        return due - timedelta(seconds=1) if skips and not counts_work else due
