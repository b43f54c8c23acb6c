from odoo import models


class ComplaintProposal(models.Model):
    """A proposal of a house at fault has an apology in it."""

    _inherit = "complaint.proposal"

    def action_submit(self):
        """Submit, with the apology that is owed where the house is at fault."""
        self.filtered(lambda proposal: proposal.state == "draft")._add_owed_apology()
        return super().action_submit()

    def _add_owed_apology(self):
        owed = self.filtered(
            lambda proposal: (
                proposal.compensation_ids
                and proposal.ticket_id.complaint_is_justified
                and "apology" not in proposal.compensation_ids.mapped("kind")
            )
        )
        self.env["complaint.compensation"].create(
            [{"proposal_id": proposal.id, "kind": "apology"} for proposal in owed]
        )
