from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .complaint_chargeback import CLAIMED_KINDS


class ComplaintChargeback(models.Model):
    """The document of a charge-back: drafted once by accounting, and what undoing does."""

    _inherit = "complaint.chargeback"

    # Claiming --------------------------------------------------------------------------------

    def action_claim(self):
        """Draft the document of each charge-back, once, with the accountant's own rights.

        :raises UserError: when the party is no firm, or nothing is claimed from such a party
        """
        self.check_access("read")
        for chargeback in self:
            chargeback._lock()
            if chargeback.move_id:
                continue
            chargeback._ensure_can_be_claimed()
            company = chargeback.company_id
            move = (
                self.env["account.move"]
                .with_company(company)
                .create(chargeback._prepare_claim_vals())
            )
            # Accounting has no write right on what belongs to the case.
            chargeback.sudo()._as_server().write({"state": "claimed", "move_id": move.id})
        return True

    def _ensure_can_be_claimed(self):
        self.ensure_one()
        if self.kind not in CLAIMED_KINDS:
            raise UserError(
                self.env._("%s is recorded only: no document is sent to this party.", self.name)
            )
        self._ensure_open()
        if not self.partner_id:
            raise UserError(
                self.env._(
                    "%(party)s of case %(case)s is a name only. The case needs the firm first.",
                    party=self.name,
                    case=self.case_number,
                )
            )

    def _prepare_claim_vals(self):
        self.ensure_one()
        product = self.company_id.sudo().complaint_chargeback_product_id
        if not product:
            raise UserError(
                self.env._(
                    "There is no product to book charge-backs on. Set one under Complaints, "
                    "Settings."
                )
            )
        is_tenant = self.kind == "tenant"
        taxes = product.taxes_id if is_tenant else product.supplier_taxes_id
        text = self.env._("Share of %(share)s %% in complaint %(case)s")
        return {
            "move_type": "out_invoice" if is_tenant else "in_refund",
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": fields.Date.context_today(self),
            "ref": self.case_number,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": text % {"share": f"{self.cost_share:g}", "case": self.case_number},
                        "quantity": 1,
                        "price_unit": self.amount,
                        "tax_ids": [Command.set(taxes.ids)],
                    }
                )
            ],
        }

    def action_open_document(self):
        """Open the document of a charge-back, where there is one."""
        self.ensure_one()
        self.check_access("read")
        if not self.move_id:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    # Undoing ---------------------------------------------------------------------------------

    def _on_document_gone(self):
        """The claim was cancelled or deleted in accounting: it can be claimed again."""
        self._as_server().write({"state": "proposed", "move_id": False})

    def _on_compensation_gone(self):
        """What was given is given no more: nothing is left to charge back."""
        for chargeback in self:
            move = chargeback.move_id
            if move.state == "posted":
                chargeback.ticket_id.message_post(
                    body=self.env._(
                        "%(party)s was charged %(amount)s for a compensation that was cancelled: "
                        "accounting has to reverse %(document)s.",
                        party=chargeback.name,
                        amount=chargeback.currency_id.format(chargeback.amount),
                        document=move.name,
                    )
                )
                continue
            chargeback._as_server().write({"state": "cancelled", "move_id": False})
            move.filtered(lambda m: m.state == "draft").button_cancel()
