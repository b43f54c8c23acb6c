from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .proves import proves
from .test_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupPage(FollowupCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._explained()
        cls.followup = cls._followup(cls.ticket)
        cls.path = f"/complaint/followup/{cls.followup.sudo().token}"

    def _visit(self):
        self.authenticate(None, None)
        self.opener.headers["Accept-Language"] = "en-US"

    def _answer(self, path=None, **answers):
        data = dict(answers, csrf_token=http.Request.csrf_token(self))
        return self.url_open(f"{path or self.path}/answer", data=data)

    @proves("EXE-6", "The customer answers by a link, without an account, once")
    def test_answer(self):
        """The page shows two questions and nothing of the case; the second answer is not taken."""
        self._visit()
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn(self.ticket.number, page.text)
        for secret in (self.ticket.name, "smelled", self.agent.name, self.customer.email, "shelf"):
            self.assertNotIn(secret, page.text)
        self.assertEqual(self.followup.state, "to_ask")
        page = self._answer(handling="5", result="4", opinion="<b>Thanks</b>")
        self.assertIn("We have your answer", page.text)
        self._answer(handling="1", result="1")
        self.assertEqual(self.followup.satisfaction_handling, "5")
        self.assertEqual(self.followup.answered_channel, "portal")
        self.assertFalse(self.followup.user_id)
        self.assertEqual(self.ticket.complaint_satisfaction, "4")
        message = self.ticket.message_ids.filtered(lambda m: "Thanks" in m.body)
        self.assertIn("&lt;b&gt;", message.body)
        self.assertEqual(message.author_id, self.customer)

    @proves("EXE-5", "Unsatisfied by his link, he reopens the case without asking anybody")
    def test_unsatisfied(self):
        """Also an archived case, whose customer could not be reached, is taken up again."""
        self.company.complaint_followup_attempts = 1
        self.followup.action_no_answer()
        self.ticket.action_complaint_next()
        self._visit()
        self._answer(handling="2", result="5", opinion="Nobody listened.")
        self.assertEqual(self.ticket.complaint_phase, "assessment")
        self.assertEqual(self.ticket.complaint_reopen_count, 1)
        self.assertEqual(self.followup.state, "answered")

    @mute_logger("odoo.http")
    def test_refused_input(self):
        """No grade, a forged form, a mere look or a wrong link change nothing."""
        self._visit()
        page = self._answer(handling="5", opinion="Half an answer")
        self.assertEqual(page.status_code, 400)
        self.assertIn("five answers", page.text)
        self.assertIn("Half an answer", page.text)
        forged = self.url_open(f"{self.path}/answer", data={"handling": "1", "result": "1"})
        self.assertEqual(forged.status_code, 400)
        self.assertEqual(self.url_open(f"{self.path}/answer?handling=1").status_code, 405)
        self.assertEqual(self.url_open("/complaint/followup/nothing").status_code, 404)
        self.assertEqual(self.followup.state, "to_ask")
        self.followup.action_refused()
        self.assertEqual(self.url_open(self.path).status_code, 404)

    @proves("EXE-6", "The link is sent once, in the customer's language")
    def test_send(self):
        """They are written to once; who wants to be called is not written to."""
        self.ticket.complaint_reply_channel = "phone"
        with self.assertRaisesRegex(UserError, "to be called"):
            self.followup.action_ask_in_writing()
        self.ticket.complaint_reply_channel = "email"
        self.followup.action_ask_in_writing()
        told = self.ticket.complaint_contact_log_ids[:1]
        self.assertEqual((told.purpose, told.channel), ("followup", "email"))
        self.assertIn(self.followup._get_veiled_path(), told.message_id.body)
        self.assertEqual((self.followup.asked, self.followup.asked_channel), (1, "email"))
        with self.assertRaisesRegex(UserError, "asked in writing before"):
            self.followup.action_ask_in_writing()
