from fractions import Fraction

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...tools.clock import Plan, always
from ...tools.clock_calendar import calendar_days
from ...tools.service_level import CLOCK_KINDS, PAUSE_REASONS, UNITS
from .resource_calendar import CalendarSpans

#: What a clock is planned by; a copy of it stands in each start and re-plan of the history.
PLAN_FIELDS = ("level_id", "unit", "length", "warning", "calendar_id", "zone", "can_pause")


class ComplaintClock(models.Model):
    """One run of a clock in a case.

    What is stored here is what ``tools/clock.py`` reads from the history, so that lists can be
    searched and sorted; how it comes about stands in ``complaint_clock_history.py``. Nothing stored
    depends on the time of the reading. A stopped clock keeps the spans that counted, for good.
    """

    _name = "complaint.clock"
    _inherit = ["complaint.guarded.mixin", "complaint.set.aside.mixin"]
    _description = "Clock of a complaint"
    _order = "ticket_id, started_at, id"
    _is_server_only = True

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade", readonly=True
    )
    kind = fields.Selection(CLOCK_KINDS, string="Clock", required=True, readonly=True)
    level_id = fields.Many2one(
        "complaint.service.level",
        string="Service level",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    level_reason = fields.Char(string="Why this one", compute="_compute_level_reason")
    unit = fields.Selection(UNITS, required=True, readonly=True)
    length = fields.Float(readonly=True, digits=(16, 6))  # pylint: disable=attribute-deprecated # a field named length
    warning = fields.Float(readonly=True, digits=(16, 6))
    calendar_id = fields.Many2one(
        "resource.calendar",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: it runs around the clock.",
    )
    zone = fields.Char(string="Time zone", readonly=True)
    can_pause = fields.Boolean(string="May pause", readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("paused", "Paused"), ("stopped", "Stopped")],
        required=True,
        readonly=True,
    )
    result = fields.Selection(
        [("met", "In time"), ("missed", "Too late"), ("cancelled", "Not needed any more")],
        readonly=True,
    )
    pause_reason = fields.Selection(PAUSE_REASONS, string="Waiting for", readonly=True)
    started_at = fields.Datetime(string="Started", required=True, readonly=True)
    due_at = fields.Datetime(string="Due", readonly=True)
    warning_at = fields.Datetime(string="At risk from", readonly=True)
    stopped_at = fields.Datetime(string="Stopped", readonly=True)
    next_at = fields.Datetime(
        string="Next escalation", readonly=True, help="When the next rule acts on this clock."
    )
    consumed = fields.Float(
        readonly=True,
        digits=(16, 6),
        help="Time gone, in the unit of the length; kept while the clock stands.",
    )
    worked = fields.Json(readonly=True, help="The spans that counted, of a stopped clock.")
    needs_replan = fields.Boolean(readonly=True)
    problem = fields.Text(
        readonly=True, help="What keeps this clock from being planned as it should."
    )
    event_ids = fields.One2many("complaint.clock.event", "clock_id", string="History")

    _one_run = models.UniqueIndex(
        "(ticket_id, kind) WHERE state <> 'stopped'", "This clock runs already."
    )
    # What the scheduler takes, however many clocks run beside it.
    _next_at_index = models.Index("(next_at, id) WHERE next_at IS NOT NULL")
    _needs_replan_index = models.Index("(id) WHERE needs_replan IS TRUE")
    _problem_index = models.Index("(id) WHERE problem IS NOT NULL")

    @api.depends("kind", "calendar_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for clock in self:
            calendar = clock.sudo().calendar_id.name or self.env._("around the clock")
            clock.display_name = f"{labels.get(clock.kind)} ({calendar})"

    @api.depends("level_id")
    def _compute_level_reason(self):
        for clock in self:
            level = clock.sudo().level_id
            criteria = ", ".join(level._get_criteria()) if level else ""
            if not level:
                clock.level_reason = self.env._("A date was set, not a service level.")
            elif criteria:
                clock.level_reason = self.env._(
                    "Of the levels that fit, it names the case most closely: %s.", criteria
                )
            else:
                clock.level_reason = self.env._("No other level fits: this one is for all cases.")

    # Plans -----------------------------------------------------------------------------------

    @api.model
    def _get_new_spans(self):
        """Return a store of calendar spans, to read each calendar once in one piece of work."""
        return {}

    def _get_plan_vals(self):
        """Return what this clock is planned by, as it stands in its history."""
        self.ensure_one()
        vals = {name: self[name] for name in PLAN_FIELDS}
        return dict(vals, level_id=self.level_id.id, calendar_id=self.calendar_id.id)

    @api.model
    def _make_plan(self, vals, spans):
        """Return a plan as the engine takes it.

        :param vals: values of :data:`PLAN_FIELDS`
        :param spans: from :meth:`_get_new_spans`
        """
        key = (vals["unit"], vals["calendar_id"], vals["zone"])
        if key not in spans:
            if vals["calendar_id"]:
                # Whoever registers a case need not be able to read the calendars.
                calendars = self.env["resource.calendar"].sudo()
                spans[key] = CalendarSpans(calendars.browse(vals["calendar_id"]), vals["unit"])
            else:
                is_hours = vals["unit"] == "hours"
                spans[key] = always if is_hours else calendar_days(vals["zone"])
        length = Fraction(round(vals["length"] * 3600), 3600)
        return Plan(length, spans[key], bool(vals["can_pause"]))

    @api.model
    def _prepare_level_plan(self, ticket, level):
        """Return what a clock of this case is planned by under a service level."""
        calendar = ticket._get_complaint_calendar()
        counts_work = level.counts == "working"
        return {
            "level_id": level.id,
            "unit": level.unit,
            "length": level.length,
            "warning": level.warning,
            "calendar_id": calendar.id if counts_work else False,
            "zone": ticket._get_customer_timezone(),
            "can_pause": level.can_pause,
        }

    @api.model
    def _prepare_dated_plan(self, start, due):
        """Return what a clock is planned by that runs, without pause, until a date."""
        return {
            "level_id": False,
            "unit": "hours",
            "length": max((due - start).total_seconds(), 0) / 3600,
            "warning": 0,
            "calendar_id": False,
            "zone": "UTC",
            "can_pause": False,
        }

    def action_retry(self):
        """Plan anew the clocks that were set aside or have a problem.

        :raises AccessError: when the user does not belong to the leading group
        """
        self.env["helpdesk.ticket"]._ensure_manager()
        self.check_access("read")
        self._ask_replan([("id", "in", self.ids)])

    # Reading ---------------------------------------------------------------------------------

    def _get_last_due(self, kind):
        """Return when the latest run of a kind among these clocks is or was due."""
        runs = self.filtered(lambda clock: clock.kind == kind and clock.result != "cancelled")
        return runs.sorted("started_at")[-1:].due_at

    def _get_due_text(self):
        """Return the due time as people of the case read it, in its time zone."""
        self.ensure_one()
        return format_datetime(self.env, self.due_at, tz=self.ticket_id._get_customer_timezone())
