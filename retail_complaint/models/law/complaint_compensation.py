from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.compensation import Kind, declare

KINDS = declare(
    Kind(
        code="statutory",
        label="Statutory amount",
        is_rated=False,
        asks=frozenset({"claim_id"}),
    )
)


class ComplaintCompensation(models.Model):
    """The statutory amount: money beside the purchase, as a named person confirmed it."""

    _inherit = "complaint.compensation"

    kind = fields.Selection(selection_add=KINDS, ondelete={"statutory": "cascade"})
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
        return super()._compute_policy()

    def _statutory_amount(self):
        return self.claim_id.amount

    def _statutory_standard(self):
        """No policy says what a law gives: the claim says why."""
        return self.env["complaint.policy"], 0.0, self.claim_id.why

    def _statutory_check(self):
        claim = self.claim_id
        if claim.ticket_id != self.proposal_id.ticket_id or claim.state != "confirmed":
            raise UserError(
                self.env._("Choose a claim that was confirmed for this case by the calculator.")
            )
        others = claim.compensation_ids - self
        if any(other.proposal_state not in ("refused", "cancelled") for other in others):
            raise UserError(self.env._("%s is in another proposal already.", claim.name))
        self._kind_check()

    def _statutory_digest_content(self):
        return dict(self._kind_digest_content(), claim=self.claim_id.id, why=self.claim_id.why)

    def _statutory_grant_text(self, product):
        return "\n".join(filter(None, (self.claim_id.name, self.claim_id.article)))

    def _statutory_public_text(self):
        return ", ".join(filter(None, (self.claim_id.name, self.claim_id.article)))
