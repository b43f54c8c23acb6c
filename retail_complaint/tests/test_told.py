from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestTold(ComplaintCommon):
    sales_ahead = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls.env.ref("mail.mail_activity_data_call")

    def _calls(self, ticket):
        return ticket.activity_ids.filtered(lambda a: a.activity_type_id == self.call)

    def _told(self, ticket, purpose):
        return ticket.complaint_contact_log_ids.filtered(lambda log: log.purpose == purpose)

    @proves("EXE-2", "Offer and result are written to the customer by themselves, with the link")
    def test_by_mail(self):
        """Who has an e-mail address gets both in their language, and both are on record as told."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.customer.lang = "zh_CN"
        ticket = self._investigated()
        proposal = self._to_state(self._propose(ticket), "executed")
        [offer] = self._told(ticket, "proposal")
        self.assertEqual((offer.channel, offer.is_delivered), ("email", True))
        self.assertEqual(offer.user_id, self.agent)
        self.assertFalse(offer.is_automatic)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", offer.message_id.id)])
        self.assertIn(self.customer, mail.recipient_ids)
        self.assertIn(proposal.sudo().token, mail.body_html)
        self.assertIn("您的投诉", mail.subject)
        [result] = self._told(ticket, "result")
        self.assertIn("28.25", result.words)
        self.assertFalse(self._calls(ticket))

    @proves("EXE-2", "Without an e-mail it becomes a call to make, with the words to say")
    def test_by_call(self):
        """The call marked as done is the record that the customer was told."""
        self.customer.email = False
        ticket = self._investigated()
        proposal = self._to_state(self._propose(ticket), "accepted")
        self.assertFalse(self._calls(ticket), "He answered: no call about the offer is left.")
        proposal.action_execute()
        self.assertFalse(self._told(ticket, "result"))
        [call] = self._calls(ticket)
        self.assertEqual(call.user_id, self.agent)
        self.assertIn("28.25", call.note)
        call.with_user(self.agent).action_feedback()
        [result] = self._told(ticket, "result")
        self.assertEqual((result.channel, result.user_id), ("phone", self.agent))
        self.assertIn("28.25", result.words)

    @proves("EXE-2", "The customer is told by the channel that he chose")
    def test_chosen_channel(self):
        """Who wants to hear by telephone is called, though we know their e-mail address."""
        ticket = self._investigated(complaint_reply_channel="phone")
        self._to_state(self._propose(ticket), "offered")
        self.assertFalse(self._told(ticket, "proposal"))
        self.assertEqual(self._calls(ticket).complaint_purpose, "proposal")
        self._tell(ticket, "proposal", channel="in_person")
        self.assertFalse(self._calls(ticket), "Told at the counter: no call is left to make.")

    @proves("EXE-2", "A mail that does not arrive counts as not told, and somebody calls")
    def test_not_delivered(self):
        """Neither a mail that cannot be sent nor one that comes back is a word to the customer."""
        ticket = self._investigated()
        self._to_state(self._propose(ticket), "offered")
        [offer] = self._told(ticket, "proposal")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", offer.message_id.id)])
        mail._postprocess_sent_message(
            [], [], failure_reason="No such user", failure_type="mail_email_invalid"
        )
        self.assertFalse(offer.is_delivered)
        self.assertEqual(self._calls(ticket).complaint_purpose, "proposal")
        self._tell(ticket, "proposal")
        later = self.env["complaint.contact.log"]._log_written(
            ticket, "email", "result", "Done.", self.env["mail.message"]
        )
        ticket._message_receive_bounce(self.customer.email, self.customer)
        self.assertFalse(later.is_delivered)
        self.assertEqual(self._calls(ticket).complaint_purpose, "result")

    @proves("QLT-3", "In a drill no customer gets a mail or a call")
    def test_drill(self):
        """A drill walks the whole process and reaches nobody outside."""
        ticket = self._investigated(user=self.duty, complaint_is_drill=True)
        self._to_state(self._propose(ticket), "executed")
        self.assertFalse(self._calls(ticket))
        self.assertFalse(ticket.complaint_contact_log_ids)


@tagged("post_install", "-at_install")
class TestApology(ComplaintCommon):
    @proves("RSP-8", "Where the house is at fault, every proposal apologises")
    @proves("SOL-2", "An apology is a kind of compensation of its own, without money")
    def test_owed(self):
        """The apology is added when it was left out, in the customer's language, and is told."""
        ticket = self._investigated()
        proposal = self._propose(ticket)
        proposal.action_submit()
        apology = proposal.compensation_ids.filtered(lambda line: line.kind == "apology")
        self.assertEqual(len(apology), 1)
        self.assertEqual(apology.amount, 0)
        self.assertIn("sorry", apology.words)
        proposal.with_user(self.manager).action_approve()
        proposal.action_offer()
        self.assertIn("sorry", ticket.complaint_contact_log_ids[:1].words)

    def test_not_owed(self):
        """Whoever did nothing wrong may be kind without saying sorry."""
        ticket = self._register()
        self._add_purchase(ticket, self._sell())
        ticket.write({"complaint_finding": "not_justified", "complaint_finding_basis": "law"})
        proposal = self.env["complaint.proposal"].with_user(self.agent)
        self.assertNotIn(
            "apology", proposal.new({"ticket_id": ticket.id}).compensation_ids.mapped("kind")
        )
        context = ticket.action_complaint_propose()["context"]
        self.assertEqual(len(context["default_compensation_ids"]), 1)

    def test_words_are_approved(self):
        """Other words after the approval need another approval."""
        ticket = self._investigated(sale_line=False)
        proposal = ticket.env["complaint.proposal"].create(
            {"ticket_id": ticket.id, "compensation_ids": [Command.create({"kind": "apology"})]}
        )
        proposal.action_submit()
        self.assertEqual(proposal.state, "approved", "Words alone lie within everybody's limits.")
        proposal.compensation_ids._as_server().write({"words": "Sorry!"})
        with self.assertRaisesRegex(UserError, "changed after its approval"):
            proposal.action_offer()
