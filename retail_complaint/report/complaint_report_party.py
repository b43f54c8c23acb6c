from odoo import api, fields, models
from odoo.tools import SQL

from ..models.investigation.complaint_party import PARTY_KINDS


class ComplaintReportParty(models.Model):
    """Figures by tenant, supplier, department and employee: one row for each party of a case."""

    _name = "complaint.report.party"
    _inherit = ["complaint.report.mixin"]
    _description = "Figures by party"
    _auto = False
    _rec_name = "party_id"

    ticket_id = fields.Many2one(
        aggregator="count_distinct", string="Cases", help="Cases, each counted once."
    )
    party_id = fields.Many2one("complaint.party", readonly=True)
    role = fields.Selection(selection="_get_roles", readonly=True)
    party_kind = fields.Selection(PARTY_KINDS, string="Kind of party", readonly=True)
    user_id = fields.Many2one("res.users", string="Employee", readonly=True)
    department_id = fields.Many2one("complaint.department", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Firm or person", readonly=True)
    justified_count = fields.Integer(
        string="Justified",
        readonly=True,
        help="Found justified or partly so; a misunderstanding does not count.",
    )
    cost_share = fields.Float(
        string="Share of the cost (%)",
        aggregator="avg",
        readonly=True,
        help="What the party bears of the cost of its cases, on average.",
    )

    @api.model
    def _get_roles(self):
        return self.env["complaint.party"]._fields["role"]._description_selection(self.env)

    def _get_columns(self):
        return super()._get_columns() | {
            "id": SQL("party.id"),
            "party_id": SQL("party.id"),
            "role": SQL("party.role"),
            "party_kind": SQL("party.kind"),
            "user_id": SQL("party.user_id"),
            "department_id": SQL("party.department_id"),
            "partner_id": SQL("party.partner_id"),
            "justified_count": SQL("ticket.complaint_is_justified::int"),
            "cost_share": SQL("party.cost_share"),
            "recovered": SQL("coalesce(recovered.money, 0)"),
        }

    def _get_source(self):
        return SQL(
            """
            complaint_party AS party
            JOIN %s ON ticket.id = party.ticket_id
            LEFT JOIN %s AS recovered ON recovered.party_id = party.id
            """,
            super()._get_source(),
            self._get_recovered("party_id"),
        )
