from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.told import CHANNELS

#: In these the customers may look at what they were offered.
SHOWN_STATES = ("offered", "accepted", "refused", "executed")
MAX_WORDS = 4000
#: How many lapsed offers one transaction of the scheduled action takes.
BATCH = 100


class ComplaintProposal(models.Model):
    """The customer's own answer: by a link to one page that shows the offer and nothing else.

    The page lets them accept, refuse or comment while the offer stands, and shows them what was
    agreed afterwards (SOL-5). What was offered and what it came to is told to them (EXE-2).
    """

    _name = "complaint.proposal"
    _inherit = ["complaint.link.mixin", "complaint.proposal"]
    _link_path = "/complaint/offer"

    link = fields.Char(
        string="Link for the customer",
        help="It opens this offer only: to accept it, refuse it or comment on it. Staff reads it "
        "without its secret part.",
    )

    consent_channel = fields.Selection(
        CHANNELS, string="Answered by", copy=False, help="How the customer gave his answer."
    )
    consent_note = fields.Text(
        string="Customer's words", copy=False, help="What the customer said to the offer."
    )
    consent_at = fields.Datetime(string="Answered on", readonly=True, copy=False, guarded=True)
    consent_user_id = fields.Many2one(
        "res.users",
        string="Answer recorded by",
        readonly=True,
        copy=False,
        guarded=True,
    )
    valid_until = fields.Date(
        string="Valid until",
        copy=False,
        help="An offer not answered by then lapses and frees what it reserved.",
    )

    @api.depends("state")
    def _compute_link(self):
        return super()._compute_link()

    def _is_link_shown(self):
        return super()._is_link_shown() and self.state in SHOWN_STATES

    # Telling ---------------------------------------------------------------------------------

    def action_offer(self):
        """Offer, and tell the customer: written with the link, else by a call to make.

        :raises UserError: beside a case that others mediate or another case settles (INT-10)
        """
        for proposal in self:
            proposal.ticket_id._ensure_not_settled_outside()
        result = super().action_offer()
        for proposal in self:
            # Nobody has the right to read it, who offers neither.
            proposal.sudo()._as_server().write({"token": self._new_token()})
            proposal._tell_customer("retail_complaint.mail_template_proposal", "proposal")
        return result

    def action_execute(self):
        """Execute nothing that is settled outside meanwhile (INT-10)."""
        for proposal in self.filtered(lambda p: p.state == "accepted"):
            proposal.ticket_id._ensure_not_settled_outside()
        return super().action_execute()

    def _after_execution(self):
        result = super()._after_execution()
        self._tell_customer("retail_complaint.mail_template_result", "result")
        return result

    def _tell_customer(self, template, purpose):
        self.ensure_one()
        # Also where the customer's own yes, or an accountant's payment, is what they are told of.
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
        """Take what the customer answered by their link; the second click changes nothing.

        :param answer: "accept", "refuse" or "comment"
        :param words: their own words, plain text
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

    def _record_consent(self, answer):
        if not self.consent_channel:
            raise UserError(self.env._("Say how the customer answered."))
        # Whoever answers for themselves, by the link of the offer, is no user here.
        recorded_by = self.env.user.filtered(lambda user: not user.share)
        self._as_server().write(
            {
                "state": answer,
                "consent_at": fields.Datetime.now(),
                "consent_user_id": recorded_by.id,
            }
        )
        self.ticket_id._record_customer_reply()
        self.ticket_id._close_calls("proposal")

    # No answer -------------------------------------------------------------------------------

    @api.model
    def _cron_lapse_offers(self):
        """Take back the offers whose time is over, in batches."""
        domain = [
            ("state", "=", "offered"),
            ("valid_until", "<", fields.Date.context_today(self)),
        ]
        lapsed = self.search(domain, limit=BATCH)
        remaining = self.search_count(domain) - len(lapsed)
        lapsed._do_or_set_aside(type(self)._lapse)
        self.env["ir.cron"]._commit_progress(len(lapsed), remaining=remaining)

    def _lapse(self):
        """Take back offers that nobody answered in time; what they reserved is free."""
        for proposal in self:
            proposal.compensation_ids._release()
            proposal._as_server().write({"state": "cancelled"})
            proposal.ticket_id.message_post(
                body=self.env._("The offer %s lapsed without an answer.", proposal.name)
            )
