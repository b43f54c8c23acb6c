from odoo import api, fields, models


class ComplaintCompensation(models.Model):
    """An apology: no money, but words, and owed wherever the house is at fault."""

    _inherit = "complaint.compensation"

    kind = fields.Selection(selection_add=[("apology", "Apology")], ondelete={"apology": "cascade"})
    words = fields.Text(
        string="Words to the customer",
        compute="_compute_words",
        store=True,
        readonly=False,
        precompute=True,
        help="What we apologise for; the customer reads it in the offer and in the result.",
    )

    @api.depends("kind")
    def _compute_words(self):
        for compensation in self:
            if compensation.kind != "apology":
                compensation.words = False
            elif not compensation.words:
                lang = compensation.proposal_id.ticket_id._get_customer_lang()
                spoken = compensation.with_context(lang=lang)
                compensation.words = spoken.env._(
                    "We are sorry for what happened, and for the trouble it caused you."
                )

    def _get_kind_amount(self):
        return 0.0 if self.kind == "apology" else super()._get_kind_amount()

    def _check_kind(self):
        return None if self.kind == "apology" else super()._check_kind()

    def _execute_kind(self):
        return {} if self.kind == "apology" else super()._execute_kind()

    def _is_done(self):
        """An apology is done when it was said: with the result, which the case waits for."""
        return True if self.kind == "apology" else super()._is_done()

    def _get_digest_content(self):
        content = super()._get_digest_content()
        return dict(content, words=self.words) if self.kind == "apology" else content

    def _get_public_text(self):
        return self.words if self.kind == "apology" else super()._get_public_text()


class ComplaintProposal(models.Model):
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
