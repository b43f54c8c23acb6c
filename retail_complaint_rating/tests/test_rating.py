import re

from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.retail_complaint.tests.proves import proves
from odoo.addons.retail_complaint.tests.test_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestRating(FollowupCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._explained()
        cls.ticket.complaint_reply_channel = "email"
        cls.followup = cls._followup(cls.ticket)

    def _ask(self):
        """Send the letter and return the addresses of its smileys, the best first."""
        self.followup.action_ask_in_writing()
        told = self.ticket.complaint_contact_log_ids
        message = told.filtered(lambda log: log.purpose == "followup").message_id
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertFalse(re.findall(r"/rate/\w+/\d", message.body))
        return re.findall(r"/rate/\w+/\d", mail.body_html)

    def _tap(self, path, feedback=""):
        """Open a smiley of the letter and send the form behind it, as nobody in particular."""
        self.authenticate(None, None)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        token, rate = path.rsplit("/", 2)[1:]
        data = {
            "rate": rate,
            "feedback": feedback,
            "csrf_token": http.Request.csrf_token(self),
        }
        return self.url_open(f"/rate/{token}/submit_feedback", data=data)

    @proves("EXE-6", "One tap on a smiley in the letter is the answer to the follow-up")
    def test_answered(self):
        """The grade is the satisfaction, the words the opinion; opening the page is no answer."""
        paths = self._ask()
        self.assertEqual([path[-1] for path in paths], ["5", "3", "1"])
        self.authenticate(None, None)
        self.url_open(paths[0])
        self.assertEqual(self.followup.state, "to_ask")
        self.assertEqual(self._tap(paths[0], "Thank you!").status_code, 200)
        self.assertEqual(self.followup.state, "answered")
        self.assertEqual(
            (self.followup.satisfaction_handling, self.followup.satisfaction_result), ("5", "5")
        )
        self.assertEqual(self.followup.opinion, "Thank you!")
        self.assertEqual(self.ticket.complaint_satisfaction, "5")
        self.assertEqual(self.ticket.complaint_phase, "followup")

    @proves("EXE-5", "A customer who taps the sad smiley reopens his case, once")
    def test_unsatisfied(self):
        """A second tap, on whichever smiley, changes neither rating nor case."""
        paths = self._ask()
        self._tap(paths[2], "Nobody listened.")
        self.assertEqual(self.ticket.complaint_phase, "assessment")
        self._tap(paths[0])
        self._tap(paths[2])
        self.assertEqual(self.ticket.complaint_reopen_count, 1)
        self.assertEqual(self.followup.opinion, "Nobody listened.")
        rating = self.env["rating.rating"].search([("complaint_ticket_id", "=", self.ticket.id)])
        self.assertEqual(rating.mapped("rating"), [1])

    @proves("EXE-6", "Answered by telephone first, a tap is not counted a second time")
    def test_once(self):
        """Whichever answer comes first stands."""
        paths = self._ask()
        self.followup.action_answer("5", "4", "By telephone.")
        self._tap(paths[2], "Later.")
        self.assertEqual(self.followup.opinion, "By telephone.")
        self.assertEqual(self.ticket.complaint_phase, "followup")

    @proves(
        "REC-3", "Staff neither rates a complaint in the customer's name nor changes his rating"
    )
    def test_rights(self):
        """Whoever may read the case may read the rating; another store does not; nobody writes."""
        paths = self._ask()
        token = paths[0].split("/")[2]
        rating = self.env["rating.rating"].search([("access_token", "=", token)])
        with self.assertRaises(AccessError):
            self.ticket.with_user(self.agent).rating_apply(5, token=token)
        with self.assertRaises(AccessError):
            rating.with_user(self.agent).write({"rating": 5, "consumed": True})
        with self.assertRaises(AccessError):
            rating.with_user(self.manager).copy()
        self.assertEqual(self.followup.state, "to_ask")
        self.assertTrue(rating.with_user(self.agent).has_access("read"))
        self.assertFalse(rating.with_user(self.agent_b).has_access("read"))

    def test_ordinary_ticket(self):
        """Other tickets are rated as ever, by whomever Odoo lets."""
        ticket = self.env["helpdesk.ticket"].create({"name": "A lamp", "description": "Dark."})
        self.assertFalse(ticket.is_complaint)
        token = ticket._rating_get_access_token()
        self.assertEqual(ticket.rating_apply(3, token=token).rating, 3)
        self.assertEqual(ticket.rating_apply(5, token=token).rating, 5)
