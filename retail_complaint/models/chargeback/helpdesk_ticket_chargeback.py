from odoo import fields, models
from odoo.exceptions import UserError


class HelpdeskTicket(models.Model):
    """What those at fault bear of what this case cost (SOL-6)."""

    _inherit = "helpdesk.ticket"

    complaint_chargeback_ids = fields.One2many(
        "complaint.chargeback", "ticket_id", string="Charge-backs", copy=False
    )

    def action_complaint_charge_back(self):
        """Propose what each party with a share bears of what was given, once."""
        self.ensure_one()
        self._ensure_can_handle()
        created = self.env["complaint.chargeback"]._propose(self.complaint_compensation_ids)
        if not created and not self.complaint_chargeback_ids:
            raise UserError(
                self.env._(
                    "Nothing to charge back: enter among the people involved who bears which "
                    "share of the cost, and execute the proposal."
                )
            )
