from odoo import fields, models


class HelpdeskTicket(models.Model):
    """What the law gives the customer of a case, and the way to it (SOL-9)."""

    _inherit = "helpdesk.ticket"

    complaint_claim_ids = fields.One2many(
        "complaint.statutory.claim",
        "ticket_id",
        string="Statutory amounts",
        readonly=True,
        copy=False,
    )

    def action_complaint_law(self):
        """Open the calculator of what the law says."""
        self.ensure_one()
        self._ensure_can_handle()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What the law says"),
            "res_model": "complaint.law.calculator",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def _prepare_proposal_lines(self):
        """Add what the law gives and no proposal has yet."""
        owed = self.complaint_claim_ids.filtered(
            lambda claim: claim.state == "confirmed" and not claim.is_offered
        )
        claims = [{"kind": "statutory", "claim_id": claim.id} for claim in owed]
        return super()._prepare_proposal_lines() + claims
