from odoo import api, fields, models

from ..models.settlement.account_move import PAYOUT_ROUTES

#: What a journal says by its type; for the others accounting chooses.
ROUTE_OF_JOURNAL = {"cash": "cash", "bank": "bank", "credit": "card"}


class AccountPaymentRegister(models.TransientModel):
    """Odoo's payment dialogue puts on record how a refund of a complaint was paid out (SOL-10)."""

    _inherit = "account.payment.register"

    has_complaint = fields.Boolean(compute="_compute_has_complaint", compute_sudo=True)
    complaint_payout_route = fields.Selection(
        PAYOUT_ROUTES,
        string="Paid out by",
        compute="_compute_complaint_payout_route",
        store=True,
        readonly=False,
    )
    complaint_payout_reference = fields.Char(
        string="Payout reference",
        help="The number under which bank, WeChat Pay or Alipay knows the payment.",
    )

    def _get_complaint_moves(self):
        """Return the documents of complaints among what is paid."""
        # Who pays reads no compensations of other companies; the question is of these moves only.
        return self.line_ids.move_id.filtered(lambda move: move.sudo().complaint_compensation_ids)

    @api.depends("line_ids")
    def _compute_has_complaint(self):
        for wizard in self:
            wizard.has_complaint = bool(wizard._get_complaint_moves())

    @api.depends("journal_id")
    def _compute_complaint_payout_route(self):
        for wizard in self:
            wizard.complaint_payout_route = ROUTE_OF_JOURNAL.get(wizard.journal_id.type)

    def _create_payments(self):
        payments = super()._create_payments()
        self._get_complaint_moves().write(
            {
                "complaint_payout_route": self.complaint_payout_route,
                "complaint_payout_reference": self.complaint_payout_reference,
            }
        )
        return payments
