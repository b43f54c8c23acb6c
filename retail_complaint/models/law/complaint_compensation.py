from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintCompensation(models.Model):
    """The statutory amount: money beside the purchase, never counted in the ledger."""

    _inherit = "complaint.compensation"

    kind = fields.Selection(
        selection_add=[("statutory", "Statutory amount")], ondelete={"statutory": "cascade"}
    )
    claim_id = fields.Many2one(
        "complaint.statutory.claim",
        domain="[('ticket_id', '=', parent.ticket_id), ('state', '=', 'confirmed')]",
        ondelete="restrict",
        index="btree_not_null",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )

    @api.depends("claim_id")
    def _compute_amount(self):
        return super()._compute_amount()

    @api.depends("claim_id")
    def _compute_policy(self):
        result = super()._compute_policy()
        for compensation in self:
            if compensation.kind == "statutory":
                compensation.why = compensation.claim_id.why
        return result

    def _get_asked_fields(self):
        return {"claim_id"} if self.kind == "statutory" else super()._get_asked_fields()

    def _get_kind_amount(self):
        return self.claim_id.amount if self.kind == "statutory" else super()._get_kind_amount()

    def _check_kind(self):
        if self.kind != "statutory":
            return super()._check_kind()
        claim = self.claim_id
        if claim.ticket_id != self.proposal_id.ticket_id or claim.state != "confirmed":
            raise UserError(
                self.env._("Choose a claim that was confirmed for this case by the calculator.")
            )
        others = claim.compensation_ids - self
        if any(other.proposal_state not in ("refused", "cancelled") for other in others):
            raise UserError(self.env._("%s is in another proposal already.", claim.name))
        return super()._check_kind()

    def _prepare_grant_vals(self):
        vals = super()._prepare_grant_vals()
        if self.kind == "statutory":
            [(_command, _id, line_vals)] = vals["invoice_line_ids"]
            claim = self.claim_id
            line_vals["name"] = "\n".join(filter(None, (claim.name, claim.article)))
        return vals

    def _get_public_text(self):
        if self.kind != "statutory":
            return super()._get_public_text()
        return ", ".join(filter(None, (self.claim_id.name, self.claim_id.article)))

    def _get_digest_content(self):
        content = super()._get_digest_content()
        if self.kind != "statutory":
            return content
        return dict(content, claim=self.claim_id.id, why=self.claim_id.why)
