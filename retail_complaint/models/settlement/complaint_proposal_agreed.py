from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.digest import digest

#: From submission to execution nobody changes whom a proposal is for and who gives it.
BINDING = ("submitted", "approved", "offered", "accepted")


class ComplaintProposal(models.Model):
    """What was agreed, and between whom: customer, their company and accounts, store and company.

    They are kept when the proposal is submitted, are part of what is approved, and must be the
    same when it is offered and executed: a case, a contact or a merge of contacts changed
    meanwhile leads no money to somebody else.
    """

    _inherit = "complaint.proposal"

    parties = fields.Json(readonly=True, copy=False, guarded=True)

    def _get_parties(self):
        """Return the parties as plain data: ids, and a digest of the customer's bank accounts.

        The digest is empty where there is none: customers often name their account last.
        """
        self.ensure_one()
        ticket = self.ticket_id.sudo()
        payee = ticket.partner_id.commercial_partner_id
        accounts = sorted(payee.bank_ids.mapped("sanitized_acc_number"))
        return {
            "customer": ticket.partner_id.id,
            "payee": payee.id,
            "accounts": digest(accounts) if accounts else "",
            "store": ticket.complaint_store_id.id,
            "company": ticket.company_id.id,
        }

    def _ensure_same_parties(self):
        """:raises UserError: naming what changed since the proposal was submitted, and the way"""
        agreed, now = self.parties or {}, self._get_parties()
        changed = [name for name, value in agreed.items() if value and value != now[name]]
        # Of a nameless customer the name is what was agreed, too.
        if agreed and not agreed["customer"] and now["customer"]:
            changed.append("customer")
        if changed:
            labels = {
                "customer": self.env._("the customer"),
                "payee": self.env._("the company of the customer"),
                "accounts": self.env._("the customer's bank account"),
                "store": self.env._("the store"),
                "company": self.env._("the company"),
            }
            raise UserError(
                self.env._(
                    "Since proposal %(name)s was submitted, %(what)s was changed. Withdraw it, "
                    "take it back to draft and submit it again.",
                    name=self.name,
                    what=labels[changed[0]],
                )
            )

    def _ensure_approved(self):
        """:raises UserError: without a valid approval of just these lines, amounts and parties"""
        self._ensure_same_parties()
        latest = self.approval_ids[:1]
        if latest.decision != "approved" or latest.digest != self._get_digest():
            raise UserError(
                self.env._(
                    "Proposal %s was changed after its approval. Take it back to draft and submit "
                    "it again.",
                    self.name,
                )
            )
