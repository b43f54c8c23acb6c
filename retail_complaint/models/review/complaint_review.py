from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

MONTHS = {"month": 1, "quarter": 3}


class ComplaintReview(models.Model):
    """The meeting that looks back on a month or quarter, with its figures as they stood (ANA-6).

    The figures are taken once and stay, whatever becomes of the cases later; a closed review
    changes no more.
    """

    _name = "complaint.review"
    _inherit = ["complaint.placed.mixin", "complaint.guarded.mixin", "mail.thread"]
    _description = "Review of complaints"
    _order = "date_from desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    store_ids = fields.Many2many(
        "retail.store",
        "complaint_review_store_rel",
        "review_id",
        "store_id",
        string="Stores",
        domain="[('parent_id', '=', False), ('company_id', '=', company_id)]",
        required=True,
        default=lambda self: self._default_stores(),
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter")], required=True, default="month"
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(string="To", compute="_compute_date_to", store=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        guarded=True,
    )
    taken_at = fields.Datetime(string="Figures of", readonly=True, copy=False, guarded=True)
    figure_ids = fields.One2many("complaint.review.figure", "review_id", string="Figures")
    rising_ids = fields.One2many(
        "complaint.review.figure",
        "review_id",
        string="What rose",
        domain=[("is_rising", "=", True)],
    )
    held_on = fields.Date(string="Meeting on")
    attendee_ids = fields.Many2many(
        "res.users",
        "complaint_review_attendee_rel",
        "review_id",
        "user_id",
        string="Present",
        domain="[('share', '=', False)]",
    )
    minutes = fields.Html(help="What was said and found, for those who were not there.")
    decision_ids = fields.One2many("complaint.review.decision", "review_id", string="Decisions")

    # Defaults --------------------------------------------------------------------------------

    @api.model
    def _default_stores(self):
        mine = self.env.user.sudo().retail_store_ids.filtered(
            lambda store: not store.parent_id and store.company_id == self.env.company
        )
        return mine.ids

    @api.model
    def _default_date_from(self):
        today = fields.Date.context_today(self)
        return fields.Date.start_of(today, "month") - relativedelta(months=1)

    @api.depends("date_from", "period", "store_ids.name")
    def _compute_name(self):
        for review in self:
            day = review.date_from
            number = day and (
                f"{day:%Y-%m}" if review.period == "month" else f"{day.year} Q{day.month // 3 + 1}"
            )
            stores = ", ".join(review.store_ids[:3].mapped("name"))
            more = len(review.store_ids) - 3
            review.name = f"{number} {stores}" + (f" +{more}" if more > 0 else "")

    @api.depends("date_from", "period")
    def _compute_date_to(self):
        for review in self:
            start = review.date_from
            months = relativedelta(months=MONTHS[review.period or "month"], days=-1)
            review.date_to = start and start + months

    @api.constrains("date_from", "period")
    def _check_date_from(self):
        for review in self:
            if review.date_from != fields.Date.start_of(review.date_from, review.period):
                raise ValidationError(
                    self.env._("A review begins on the first day of its month or quarter.")
                )

    @api.onchange("date_from", "period")
    def _onchange_date_from(self):
        if self.date_from and self.period:
            self.date_from = fields.Date.start_of(self.date_from, self.period)

    def write(self, vals):
        closed = self.filtered(lambda review: review.state == "closed")
        if closed and not self._is_server_write():
            raise UserError(self.env._("%s is closed. Open it again to change it.", closed[0].name))
        taken = self.filtered("taken_at")
        scope = {"store_ids", "date_from", "period", "company_id"}
        if taken and scope.intersection(vals) and not self._is_server_write():
            raise UserError(
                self.env._("The figures were taken for this time and these stores. Add a review.")
            )
        return super().write(vals)

    # Figures ---------------------------------------------------------------------------------

    def action_take_figures(self):
        """Take the figures of the period and of the one before it, as they stand now.

        Read with the rights of whoever takes them: they see their stores.

        :raises UserError: when the review is closed
        """
        self.check_access("write")
        for review in self:
            if review.state == "closed":
                raise UserError(
                    self.env._("%s is closed. Open it again to change it.", review.name)
                )
            # A figure that is taken is the server's: nobody writes one by hand.
            figures = self.env["complaint.review.figure"].sudo()
            review.figure_ids.sudo()._as_server().unlink()
            figures._as_server().create(review._get_figures())
            review._as_server().write({"taken_at": fields.Datetime.now()})

    def _get_figures(self):
        """Return the values of the figures: totals first, then the most frequent of each sort."""
        self.ensure_one()
        months = relativedelta(months=MONTHS[self.period])
        now = self._get_period_domain(self.date_from, self.date_from + months)
        before = self._get_period_domain(self.date_from - months, self.date_from)
        rows = self.env["complaint.review.figure"]._read_figures(now, before)
        return [dict(row, review_id=self.id, sequence=n) for n, row in enumerate(rows)]

    def _get_period_domain(self, start, end):
        """Return the domain of the cases received from ``start`` to before ``end``."""
        zone = timezone(self.company_id.resource_calendar_id.tz or "UTC")
        begin, until = (
            zone.localize(datetime.combine(day, time.min)).astimezone(utc).replace(tzinfo=None)
            for day in (start, end)
        )
        return [
            ("store_id", "in", self.store_ids.ids),
            ("received_at", ">=", begin),
            ("received_at", "<", until),
        ]

    def action_close(self):
        """Close the review: minutes and decisions stay as they are.

        :raises UserError: without figures or minutes
        """
        self.check_access("write")
        for review in self:
            if not (review.taken_at and review.held_on and review.minutes):
                raise UserError(
                    self.env._(
                        "Take the figures, and enter the day and the minutes of the meeting first."
                    )
                )
            review._as_server().write({"state": "closed"})

    def action_reopen(self):
        """Open a closed review again; its figures stay."""
        self.check_access("write")
        self._as_server().write({"state": "open"})
