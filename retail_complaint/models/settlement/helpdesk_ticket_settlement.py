from odoo import fields, models


class HelpdeskTicket(models.Model):
    """What the case offers and what became of it."""

    _inherit = "helpdesk.ticket"

    complaint_proposal_ids = fields.One2many(
        "complaint.proposal", "ticket_id", string="Proposals", copy=False
    )
    complaint_compensation_ids = fields.One2many(
        "complaint.compensation", "ticket_id", string="Compensations", copy=False
    )

    def _has_binding_proposal(self):
        """Whether the customer holds an offer or has accepted one that is not done."""
        self.ensure_one()
        return any(p.state in ("offered", "accepted") for p in self.complaint_proposal_ids)

    def _get_finding_in_words(self):
        """Return what was found and by which measure, in the customer's language; else nothing."""
        self.ensure_one()
        if not (self.complaint_finding and self.complaint_finding_basis):
            return ""
        spoken = self.with_context(lang=self._get_customer_lang())
        labels = [
            dict(self._fields[name]._description_selection(spoken.env))[self[name]]
            for name in ("complaint_finding", "complaint_finding_basis")
        ]
        return spoken.env._(
            "We looked into your complaint. Finding: %(finding)s. Basis: %(basis)s.",
            finding=labels[0],
            basis=labels[1],
        )

    def _get_open_work(self):
        open_work = super()._get_open_work()
        for proposal in self.complaint_proposal_ids:
            if proposal.state == "accepted":
                open_work.append(
                    self.env._("Proposal %s was accepted but not executed.", proposal.name)
                )
        for compensation in self.complaint_compensation_ids:
            if compensation.state == "executed" and not compensation._is_done():
                open_work.append(compensation._get_open_text())
        return open_work
