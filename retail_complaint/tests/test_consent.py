from freezegun import freeze_time

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestConsentPage(ComplaintCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.ticket = cls._investigated()
        cls.proposal = cls._propose(cls.ticket)
        cls.proposal.grounds = "The pack was past its date."
        cls._to_state(cls.proposal, "offered")
        cls.path = f"/complaint/offer/{cls.proposal.sudo().token}"

    def _visit(self, browser="en-US"):
        """Come as a visitor without an account, with a browser in this language."""
        self.authenticate(None, None)
        self.opener.headers["Accept-Language"] = browser

    def _answer(self, answer, words="", path=None):
        data = {"answer": answer, "words": words, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(f"{path or self.path}/answer", data=data)

    @proves("SOL-5", "The customer accepts by his link, himself, and the case goes on at once")
    def test_accept(self):
        """Their page shows the offer and nothing else; their yes is on record with their words."""
        self._visit()
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        for shown in ("28.25", "2 x Cod fillet", "past its date", "We are sorry", "I accept"):
            self.assertIn(shown, page.text)
        for secret in (self.ticket.name, "smelled", self.agent.name, self.customer.email):
            self.assertNotIn(secret, page.text)
        self.assertEqual(self.proposal.state, "offered")
        page = self._answer("accept", "Thank you.")
        self.assertIn("carrying it out", page.text)
        self.assertEqual(self.proposal.state, "accepted")
        self.assertEqual(self.proposal.consent_channel, "portal")
        self.assertEqual(self.proposal.consent_note, "Thank you.")
        self.assertTrue(self.proposal.consent_at)
        self.assertFalse(self.proposal.consent_user_id)
        self.assertEqual(self.ticket.complaint_phase, "execution")
        message = self.ticket.message_ids.filtered(lambda m: "Thank you." in m.body)
        self.assertEqual(message.author_id, self.customer)
        self.assertIn(self.agent.partner_id, message.notified_partner_ids)
        # A second click, and a late change of mind, change nothing.
        self._answer("refuse")
        self.assertEqual(self.proposal.state, "accepted")

    @proves("SOL-5", "A refusal by link goes back to negotiation and frees what was reserved")
    def test_refuse(self):
        """The refusal and its reason are on file, and a new proposal may be made."""
        self._visit()
        page = self._answer("refuse", "<b>I want all of it</b>")
        self.assertIn("did not accept", page.text)
        self.assertEqual(self.proposal.state, "refused")
        self.assertEqual(self.ticket.complaint_phase, "proposal")
        ledger = self._ledger(self.ticket.complaint_line_ids.sale_line_id)
        self.assertEqual(ledger.reserved_amount, 0)
        message = self.ticket.message_ids.filtered(lambda m: "I want all of it" in m.body)
        self.assertIn("&lt;b&gt;", message.body)
        self._to_state(self._propose(self.ticket), "offered")
        self.assertEqual(self.url_open(self.path).status_code, 200)

    @proves("SOL-5", "The customer may comment instead, and the offer still stands")
    def test_comment(self):
        """Their words reach the owner, and what waited for them runs on."""
        self.ticket.action_complaint_pause("customer")
        self._visit()
        page = self._answer("comment", "Could it be a voucher?")
        self.assertIn("We have your words", page.text)
        self.assertIn("I accept", page.text)
        self.assertEqual(self.proposal.state, "offered")
        self.assertFalse(self.ticket.complaint_pause_reason)
        self.assertTrue(self.ticket.message_ids.filtered(lambda m: "a voucher?" in m.body))
        with mute_logger("odoo.http"):
            page = self._answer("comment", "  ")
        self.assertEqual(page.status_code, 400)
        self.assertIn("what you would like us to change", page.text)

    @proves("REC-3", "A wrong, withdrawn or lapsed link shows nothing of any case")
    @mute_logger("odoo.http")
    def test_closed(self):
        """Nobody accepts what is not offered to them any more."""
        self._visit()
        self.assertEqual(self.url_open("/complaint/offer/nothing").status_code, 404)
        self.assertEqual(self._answer("execute").status_code, 404)
        self.proposal.action_cancel()
        for path in (self.path, f"{self.path}/agreement"):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 404)
            self.assertNotIn(self.ticket.number, page.text)
        self._answer("accept")
        self.assertEqual(self.proposal.state, "cancelled")

    def test_lapsed(self):
        """After its date an offer is not accepted any more, though nobody took it back yet."""
        self.proposal._as_server().write({"valid_until": "2026-01-31"})
        with freeze_time("2026-02-02 08:00:00"):
            self._visit()
            self.assertIn("time of this offer is over", self.url_open(self.path).text)
            self._answer("accept")
        self.assertEqual(self.proposal.state, "offered")

    def test_lapses_at_the_customers_midnight(self):
        """The last day of an offer ends where the customer is, as the clocks count it."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.proposal._as_server().write({"valid_until": "2026-01-31"})
        for moment, is_open in (("15:59:00", True), ("16:01:00", False)):
            with freeze_time(f"2026-01-31 {moment}"):
                self.assertEqual(self.proposal._is_open_to_answer(), is_open)

    @mute_logger("odoo.http")
    def test_forged(self):
        """A form sent without the page's own token changes nothing; nor does a mere look."""
        self._visit()
        answer = self.url_open(f"{self.path}/answer", data={"answer": "accept"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.url_open(f"{self.path}/answer?answer=accept").status_code, 405)
        self.assertEqual(self.proposal.state, "offered")

    def test_agreement(self):
        """What was agreed is a page to print, in the language of the reader."""
        self._visit("zh-CN")
        self._answer("accept")
        page = self.url_open(f"{self.path}/agreement").text
        for shown in ("和解协议", self.proposal.name, "28.25", self.customer.name):
            self.assertIn(shown, page)
        action = self.proposal.action_print_agreement()
        self.assertEqual(action["url"], f"/complaint/form/agreement?ids={self.proposal.id}")
        with self.assertRaisesRegex(UserError, "Offer the proposal first"):
            self._propose(self.ticket).action_print_agreement()

    def test_token_is_for_agents(self):
        """The secret of the link is read by nobody who could not answer in the case."""
        for user in (self.intake, self.auditor):
            with self.assertRaises(AccessError):
                self.proposal.with_user(user).read(["token"])
        with self.assertRaises(AccessError):
            self.proposal.write({"token": "mine"})
