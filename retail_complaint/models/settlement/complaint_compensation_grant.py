from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintCompensation(models.Model):
    """Goodwill and damages: money beside the purchase, on products and accounts of their own."""

    _inherit = "complaint.compensation"

    def _create_grant(self):
        """Draft the document that grants goodwill or damages, without an invoice behind it."""
        self.ensure_one()
        # Who executes needs the right on the case, not on accounting; accounting posts it.
        return (
            self.env["account.move"]
            .sudo()
            .with_company(self.company_id)
            .create(self._prepare_grant_vals())
        )

    def _prepare_grant_vals(self):
        company = self.company_id.sudo()
        product = company[f"complaint_{self.kind}_product_id"]
        if not product:
            raise UserError(
                self.env._(
                    "There is no product to book %s on. Set one under Complaints, Settings.",
                    self._get_kind_label(),
                )
            )
        return {
            "move_type": company.complaint_grant_move_type,
            "partner_id": self._get_payee().id,
            "currency_id": self.currency_id.id,
            "invoice_date": fields.Date.context_today(self),
            "invoice_payment_term_id": False,
            "ref": self.case_number,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": self._by_kind("grant_text", product),
                        "quantity": 1,
                        "price_unit": self.amount,
                        "tax_ids": [Command.set(product.taxes_id.ids)],
                        "analytic_distribution": self._get_analytic_distribution(),
                    }
                )
            ],
        }

    def _get_payee(self):
        """Return who is paid: the customer, or for a nameless one the company's walk-in partner.

        The walk-in partner stands on the document only, never on the case: it would show every case
        to whoever shares it.
        """
        ticket = self.proposal_id.ticket_id.sudo()
        partner = ticket.partner_id or self.company_id.sudo().complaint_walkin_partner_id
        if not partner:
            raise UserError(
                self.env._(
                    "The case has no customer to pay. Enter one, or set a walk-in customer under "
                    "Complaints, Settings."
                )
            )
        return partner
