from odoo import api, fields, models

from ...tools.compensation import Kind, declare

KINDS = declare(
    Kind(
        code="apology",
        label="Apology",
        is_money=False,
        is_rated=False,
        asks=frozenset({"words"}),
    )
)


class ComplaintCompensation(models.Model):
    """An apology: no money, but words, and owed wherever the house is at fault.

    It is done when it was said: with the result, which the case waits for.
    """

    _inherit = "complaint.compensation"

    kind = fields.Selection(selection_add=KINDS, ondelete={"apology": "cascade"})
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
            if not compensation._asks("words"):
                compensation.words = False
            elif not compensation.words:
                lang = compensation.proposal_id.ticket_id._get_customer_lang()
                spoken = compensation.with_context(lang=lang)
                compensation.words = spoken.env._(
                    "We are sorry for what happened, and for the trouble it caused you."
                )

    def _apology_digest_content(self):
        return dict(self._kind_digest_content(), words=self.words)

    def _apology_public_text(self):
        return self.words
