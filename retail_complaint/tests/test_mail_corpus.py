from odoo.tests import tagged
from odoo.tools import mute_logger

from .mail_common import MailGatewayCommon
from .mail_corpus_odd import LETTERS, NO_LETTERS
from .proves import proves


@tagged("post_install", "-at_install")
class TestMailCorpus(MailGatewayCommon):
    def _take(self, mail):
        """Return the cases that a mail makes when nothing else has come before it."""
        with self.subTest(mail=mail.name):
            return self._receive(mail.raw)
        return self.tickets

    @proves("INT-1", "A mail becomes one case, readable, whatever program and charset wrote it")
    def test_letters(self):
        """Every letter makes one case with its words, files and sender, and loses nothing."""
        self.env["mail.gateway.allowed"].create({"email": self.stranger})
        for mail in LETTERS:
            ticket = self._take(mail)
            with self.subTest(mail=mail.name):
                self.assertEqual(len(ticket), 1)
                self._check(ticket, mail)

    def _check(self, ticket, mail):
        self.assertTrue(ticket.name.startswith(mail.title), ticket.name)
        self.assertLessEqual(len(ticket.name), 250)
        words = self._words(ticket)
        self.assertIn(mail.words, words)
        self.assertNotIn("\ufffd", ticket.name)
        for active in ("<script", "onerror", "javascript:"):
            self.assertNotIn(active, ticket.description)
        self.assertEqual(len(ticket.message_ids.attachment_ids), mail.files)
        self.assertEqual(ticket.email_normalized, mail.contact)
        self.assertEqual((ticket.team_id, ticket.complaint_store_id), (self.team, self.store_a))
        self.assertEqual((ticket.company_id, ticket.user_id), (self.company, self.agent))
        self.assertFalse(ticket.complaint_registrar_id)
        self.assertEqual(
            ticket.channel_id, self.env.ref("retail_complaint.helpdesk_ticket_channel_email")
        )
        self.assertEqual(ticket.message_ids.filtered("message_id")[-1:].model, ticket._name)

    def test_no_letters(self):
        """What a machine or we ourselves wrote makes no case."""
        for mail in NO_LETTERS:
            with self.subTest(mail=mail.name), mute_logger("odoo.addons.mail.models.mail_thread"):
                self.assertFalse(self._receive(mail.raw))

    def test_no_partner_was_made(self):
        """All these strangers leave no contact behind."""
        before = self.env["res.partner"].search_count([])
        for mail in LETTERS[:12]:
            self._receive(mail.raw)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_corpus(self):
        """The corpus is as large as it has to be, and every entry has a name of its own."""
        names = [mail.name for mail in (*LETTERS, *NO_LETTERS)]
        self.assertEqual(len(names), len(set(names)))
        self.assertGreaterEqual(len(names), 60)
