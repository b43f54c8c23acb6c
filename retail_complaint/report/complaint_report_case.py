from odoo import fields, models
from odoo.tools import SQL


class ComplaintReportCase(models.Model):
    """Figures by case: one row for each, however many lines or people it has (ANA-1, ANA-2)."""

    _name = "complaint.report.case"
    _inherit = ["complaint.report.mixin"]
    _description = "Figures by case"
    _auto = False
    _rec_name = "ticket_id"

    case_count = fields.Integer(string="Cases", readonly=True, help="Cases received, drills apart.")
    justified_count = fields.Integer(
        string="Justified",
        readonly=True,
        help="Found justified or partly so; a misunderstanding does not count.",
    )
    resolved_count = fields.Integer(
        string="Resolved",
        readonly=True,
        help="The result was told, and the customer's measures, goods and payments are done.",
    )
    reopened_count = fields.Integer(
        string="Times reopened", readonly=True, help="How often these cases were reopened."
    )
    response_hours = fields.Float(
        string="Hours to the first response",
        aggregator="avg",
        readonly=True,
        help="From receipt to the first time that a person told the customer anything, day and "
        "night. Average of the cases that were answered.",
    )
    response_clock_hours = fields.Float(
        string="Hours to the first response, by the clock",
        aggregator="avg",
        readonly=True,
        help="The same by the clock of the service level: in its working hours, without pauses.",
    )
    response_due_count = fields.Integer(
        string="First responses that were due",
        readonly=True,
        help="Cases that were answered, or whose time for it is over.",
    )
    response_met_count = fields.Integer(
        string="First responses in time", readonly=True, help="Answered before it was due."
    )
    response_share = fields.Float(
        string="Share answered in time",
        aggregator="avg",
        readonly=True,
        help="First responses in time, of those that were due.",
    )
    resolution_hours = fields.Float(
        string="Hours to the resolution",
        aggregator="avg",
        readonly=True,
        help="From receipt to resolved, day and night. Average of the cases that are resolved.",
    )
    resolution_clock_hours = fields.Float(
        string="Hours to the resolution, by the clock",
        aggregator="avg",
        readonly=True,
        help="The same by the clock of the service level: in its working hours, without pauses.",
    )
    resolution_due_count = fields.Integer(
        string="Resolutions that were due",
        readonly=True,
        help="Cases that are resolved, or whose time for it is over.",
    )
    resolution_met_count = fields.Integer(
        string="Resolved in the set time", readonly=True, help="Resolved before it was due."
    )
    resolution_share = fields.Float(
        string="Resolution rate in the set time",
        aggregator="avg",
        readonly=True,
        help="Resolved in the set time, of the resolutions that were due.",
    )
    satisfaction = fields.Float(
        aggregator="avg",
        readonly=True,
        help="From 1, very dissatisfied, to 5, very satisfied. Average of those who answered.",
    )
    money = fields.Monetary(
        readonly=True,
        help="What was given back or paid, tax included, in the currency of the company.",
    )

    def _get_shares(self):
        return {
            "response_share": ("response_met_count", "response_due_count"),
            "resolution_share": ("resolution_met_count", "resolution_due_count"),
        }

    def _get_columns(self):
        return (
            super()._get_columns()
            | {
                "id": SQL("ticket.id"),
                "case_count": SQL("1"),
                "justified_count": SQL("ticket.complaint_is_justified::int"),
                "resolved_count": SQL("(ticket.complaint_resolved_at IS NOT NULL)::int"),
                "reopened_count": SQL("coalesce(ticket.complaint_reopen_count, 0)"),
                "response_hours": self._get_hours(SQL("ticket.complaint_first_response_at")),
                "resolution_hours": self._get_hours(SQL("ticket.complaint_resolved_at")),
                "satisfaction": SQL("nullif(ticket.complaint_satisfaction, '0')::float"),
                "money": SQL("coalesce(given.money, 0)"),
                "recovered": SQL("coalesce(recovered.money, 0)"),
            }
            | self._get_clock_columns("response")
            | self._get_clock_columns("resolution")
        )

    @staticmethod
    def _get_hours(until):
        return SQL("extract(epoch FROM %s - ticket.complaint_received_at) / 3600", until)

    @staticmethod
    def _get_clock_columns(name):
        clock = SQL.identifier(name)
        columns = {
            "clock_hours": SQL("%s.hours", clock),
            "met_count": SQL("(%s.result = 'met')::int", clock),
            "due_count": SQL(
                "(%s.state = 'stopped' OR %s.due_at < timezone('UTC', now()))::int", clock, clock
            ),
            "share": SQL("(%s.result = 'met')::int::float", clock),
        }
        return {f"{name}_{column}": expression for column, expression in columns.items()}

    def _get_source(self):
        return SQL(
            """
            %s
            LEFT JOIN %s AS response ON response.ticket_id = ticket.id
            LEFT JOIN %s AS resolution ON resolution.ticket_id = ticket.id
            LEFT JOIN (%s) AS given ON given.ticket_id = ticket.id
            LEFT JOIN %s AS recovered ON recovered.ticket_id = ticket.id
            """,
            super()._get_source(),
            self._get_clocks("first_response", SQL("ASC")),
            self._get_clocks("resolution", SQL("DESC")),
            self._get_money(),
            self._get_recovered("ticket_id"),
        )

    @staticmethod
    def _get_clocks(kind, direction):
        """Return one clock of a kind for each case: its first run, or its last."""
        return SQL(
            """
            (SELECT DISTINCT ON (clock.ticket_id)
                clock.ticket_id, clock.state, clock.result, clock.due_at,
                CASE clock.state WHEN 'stopped' THEN clock.consumed * CASE clock.unit
                    WHEN 'hours' THEN 1
                    WHEN 'days' THEN 24
                    ELSE coalesce(calendar.hours_per_day, 8)
                END END AS hours
            FROM complaint_clock AS clock
            LEFT JOIN resource_calendar AS calendar ON calendar.id = clock.calendar_id
            WHERE clock.kind = %s AND clock.result IS DISTINCT FROM 'cancelled'
            ORDER BY clock.ticket_id, clock.id %s)
            """,
            kind,
            direction,
        )

    @staticmethod
    def _get_money():
        """Return what was given in each case, in the currency of its company."""
        return SQL(
            """
            SELECT compensation.ticket_id,
                sum(coalesce(abs(move.amount_total_signed), compensation.amount)) AS money
            FROM complaint_compensation AS compensation
            LEFT JOIN account_move AS move ON move.id = compensation.move_id
            WHERE compensation.state = 'executed'
            GROUP BY compensation.ticket_id
            """
        )
