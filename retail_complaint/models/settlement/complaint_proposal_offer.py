from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: In these the customer may look at what he was offered.
SHOWN_STATES = ("offered", "accepted", "refused", "executed")
MAX_WORDS = 4000


class ComplaintProposal(models.Model):
    """The customer's own answer: by a link to one page that shows the offer and nothing else.

    The page lets him accept, refuse or comment while the offer stands, and shows him what was
    agreed afterwards (SOL-5). What was offered and what it came to is told to him (EXE-2).
    """

    _name = "complaint.proposal"
    _inherit = ["complaint.link.mixin", "complaint.proposal"]
    _link_path = "/complaint/offer"

    link = fields.Char(
        string="Link for the customer",
        help="It opens this offer only: to accept it, refuse it or comment on it.",
    )

    @api.depends("state")
    def _compute_link(self):
        return super()._compute_link()

    def _is_link_shown(self):
        return super()._is_link_shown() and self.state in SHOWN_STATES

    # Telling ---------------------------------------------------------------------------------

    def action_offer(self):
        """Offer, and tell the customer: written with the link, else by a call to make."""
        result = super().action_offer()
        for proposal in self:
            proposal._as_server().write({"token": self._new_token()})
            proposal._tell_customer("retail_complaint.mail_template_proposal", "proposal")
        return result

    def _after_execution(self):
        result = super()._after_execution()
        self._tell_customer("retail_complaint.mail_template_result", "result")
        return result

    def _tell_customer(self, template, purpose):
        self.ensure_one()
        # Also where the customer's own yes, or an accountant's payment, is what he is told of.
        proposal = self.sudo()
        proposal.ticket_id._tell(self.env.ref(template).sudo(), purpose, proposal)

    # The customer's answer -------------------------------------------------------------------

    @api.model
    def _get_link_domain(self):
        is_shown = Domain("state", "in", SHOWN_STATES)
        return super()._get_link_domain() & is_shown & Domain("ticket_id.active", "=", True)

    def _is_open_to_answer(self):
        self.ensure_one()
        today = self.ticket_id._to_customer_time(fields.Datetime.now()).date()
        return self.state == "offered" and not (self.valid_until and self.valid_until < today)

    def _record_customer_answer(self, answer, words):
        """Take what the customer answered by his link; the second click changes nothing.

        :param answer: "accept", "refuse" or "comment"
        :param words: his own words, plain text
        :raises UserError: for a comment without words
        """
        self.ensure_one()
        self._lock()
        words = (words or "").strip()[:MAX_WORDS]
        if not self._is_open_to_answer():
            return
        if answer == "comment":
            self._record_comment(words)
            return
        self._as_server().write({"consent_channel": "portal", "consent_note": words})
        if answer == "accept":
            self.action_accept()
            told = self.env._("The customer accepted the proposal %s.", self.name)
        else:
            self.action_refuse()
            told = self.env._("The customer refused the proposal %s.", self.name)
        self.ticket_id._post_customer_answer(told, words)

    def _record_comment(self, words):
        if not words:
            raise UserError(self.env._("Write what you would like us to change or explain."))
        told = self.env._("The customer comments on the proposal %s.", self.name)
        self.ticket_id._post_customer_answer(told, words)
        self.ticket_id._record_customer_reply()
