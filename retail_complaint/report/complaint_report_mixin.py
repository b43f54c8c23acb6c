from odoo import api, fields, models
from odoo.tools import SQL

#: The zone in which a store reads the clock.
ZONE = SQL("coalesce(store_calendar.tz, company_calendar.tz, 'UTC')")


class ComplaintReportMixin(models.AbstractModel):
    """What all figures are grouped by: place, kind and time of the case. Drills are never in it.

    A report is one statement on live rows. What it does not select, PostgreSQL does not join: every
    join here is on a unique key.
    """

    _name = "complaint.report.mixin"
    _description = "Figures: dimensions"
    _order = "received_at desc, id desc"

    ticket_id = fields.Many2one("helpdesk.ticket", string="Case", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("helpdesk.ticket.team", readonly=True)
    region_id = fields.Many2one(
        "complaint.region", readonly=True, help="Of the store concerned, as it is today."
    )
    store_id = fields.Many2one("retail.store", string="Store concerned", readonly=True)
    intake_store_id = fields.Many2one("retail.store", string="Store of intake", readonly=True)
    area_id = fields.Many2one("retail.store", readonly=True)
    category_id = fields.Many2one("helpdesk.ticket.category", readonly=True)
    severity_id = fields.Many2one("complaint.severity", readonly=True)
    channel_id = fields.Many2one("helpdesk.ticket.channel", readonly=True)
    root_cause_id = fields.Many2one("complaint.root.cause", readonly=True)
    owner_id = fields.Many2one("res.users", readonly=True)
    kind = fields.Selection(selection="_get_kinds", readonly=True)
    finding = fields.Selection(selection="_get_findings", readonly=True)
    outcome = fields.Selection(selection="_get_outcomes", readonly=True)
    phase = fields.Selection(selection="_get_phases", readonly=True)
    received_at = fields.Datetime(string="Received", readonly=True)
    weekday = fields.Selection(selection="_get_weekdays", readonly=True, help="At the store.")
    hour = fields.Selection(
        [(f"{hour:02}", f"{hour:02}:00") for hour in range(24)],
        string="Hour of the day",
        readonly=True,
        help="At the store.",
    )
    recovered = fields.Monetary(
        readonly=True,
        help="What parties at fault have paid or settled of the charge-backs, in the currency of "
        "the company.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)

    # Selections ------------------------------------------------------------------------------

    @api.model
    def _get_kinds(self):
        return self._get_ticket_selection("complaint_kind")

    @api.model
    def _get_findings(self):
        return self._get_ticket_selection("complaint_finding")

    @api.model
    def _get_outcomes(self):
        return self._get_ticket_selection("complaint_outcome")

    @api.model
    def _get_phases(self):
        return self._get_ticket_selection("complaint_phase")

    @api.model
    def _get_weekdays(self):
        return [
            ("1", self.env._("Monday")),
            ("2", self.env._("Tuesday")),
            ("3", self.env._("Wednesday")),
            ("4", self.env._("Thursday")),
            ("5", self.env._("Friday")),
            ("6", self.env._("Saturday")),
            ("7", self.env._("Sunday")),
        ]

    @api.model
    def _get_ticket_selection(self, name):
        return self.env["helpdesk.ticket"]._fields[name]._description_selection(self.env)

    # The statement ---------------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in self._get_columns().items()
            ),
            self._get_source(),
            self._get_condition(),
        )

    def _get_columns(self):
        """Return {field: SQL expression}; bridges add theirs."""
        plain = {
            "ticket_id": "id",
            "company_id": "company_id",
            "team_id": "team_id",
            "store_id": "complaint_store_id",
            "intake_store_id": "complaint_intake_store_id",
            "area_id": "complaint_area_id",
            "category_id": "category_id",
            "severity_id": "complaint_severity_id",
            "channel_id": "channel_id",
            "root_cause_id": "complaint_root_cause_id",
            "owner_id": "user_id",
            "kind": "complaint_kind",
            "finding": "complaint_finding",
            "outcome": "complaint_outcome",
            "phase": "complaint_phase",
            "received_at": "complaint_received_at",
        }
        local = SQL("timezone(%s, timezone('UTC', ticket.complaint_received_at))", ZONE)
        return {
            name: SQL("ticket.%s", SQL.identifier(column)) for name, column in plain.items()
        } | {
            "region_id": SQL("store.region_id"),
            "currency_id": SQL("company.currency_id"),
            "weekday": SQL("extract(isodow FROM %s)::text", local),
            "hour": SQL("to_char(%s, 'HH24')", local),
        }

    def _get_source(self):
        """Return the tables: the ticket, with what tells the time at its store."""
        return SQL(
            """
            helpdesk_ticket AS ticket
            LEFT JOIN retail_store AS store ON store.id = ticket.complaint_store_id
            LEFT JOIN resource_calendar AS store_calendar ON store_calendar.id = store.calendar_id
            LEFT JOIN res_company AS company ON company.id = ticket.company_id
            LEFT JOIN resource_calendar AS company_calendar
                ON company_calendar.id = company.resource_calendar_id
            """
        )

    def _get_condition(self):
        return SQL(
            "ticket.is_complaint IS TRUE AND ticket.complaint_is_drill IS NOT TRUE"
            " AND ticket.active IS TRUE"
        )

    def action_open_case(self):
        """Open the case, with the rights of whoever asks."""
        self.ensure_one()
        return self.ticket_id.get_formview_action()

    @staticmethod
    def _get_recovered(column):
        """Return what parties at fault have paid back, by a column of the charge-backs."""
        return SQL(
            """
            (SELECT chargeback.%(column)s,
                sum(chargeback.recovered_amount
                    * abs(move.amount_total_signed) / move.amount_total) AS money
            FROM complaint_chargeback AS chargeback
            JOIN account_move AS move ON move.id = chargeback.move_id
            WHERE chargeback.recovered_amount <> 0
            GROUP BY chargeback.%(column)s)
            """,
            column=SQL.identifier(column),
        )

    # Shares ----------------------------------------------------------------------------------

    def _get_shares(self):
        """Return {measure: (numerator, denominator)} of the figures that are a share of sums."""
        return {}

    def _read_group_select(self, aggregate_spec, query):
        name = aggregate_spec.partition(":")[0]
        share = self._get_shares().get(name)
        if not share:
            return super()._read_group_select(aggregate_spec, query)
        above, below = (self._field_to_sql(self._table, part, query) for part in share)
        return SQL("sum(%s)::float / nullif(sum(%s), 0)", above, below)
