from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.retail_complaint.tests.proves import proves
from odoo.addons.retail_complaint.tests.test_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestQuestionnaire(FollowupCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env.ref("retail_complaint_survey.survey_followup")
        cls.ticket = cls._explained()
        cls.ticket.complaint_reply_channel = "email"
        cls.followup = cls._followup(cls.ticket)

    def _fill_in(self, handling, result, opinion=""):
        """Answer the questionnaire that was sent."""
        answer = self.followup.sudo().survey_input_ids
        ref = self.env.ref
        for name, value in (("handling", handling), ("result", result), ("opinion", opinion)):
            question = ref(f"retail_complaint_survey.survey_followup_{name}")
            answer._save_lines(question, value)
        speed = ref("retail_complaint_survey.survey_followup_speed")
        answer._save_lines(speed, str(ref("retail_complaint_survey.survey_followup_speed_slow").id))
        answer._mark_done()
        return answer

    @proves("EXE-6", "A ready questionnaire is sent by link, and its answers stand on the case")
    def test_sent_and_answered(self):
        """The link of the mail opens the questionnaire; its two grades are the follow-up's."""
        self.followup.action_ask_in_writing()
        answer = self.followup.sudo().survey_input_ids
        self.assertEqual(len(answer), 1)
        self.assertFalse(self.followup.survey_answers)
        self.assertEqual((answer.survey_id, answer.partner_id), (self.survey, self.customer))
        path = answer.get_start_url()
        self.assertEqual(self.followup._get_link_path(), path)
        message = self.ticket.complaint_contact_log_ids[:1].message_id
        self.assertNotIn(answer.access_token, message.body)
        mail = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn(path, mail.body_html.replace("&amp;", "&"))
        self.authenticate(None, None)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Customer feedback on a complaint", page.text)
        for secret in (self.ticket.name, "smelled", "shelf"):
            self.assertNotIn(secret, page.text)
        self._fill_in("4", "3", "The letter was friendly.")
        self.assertEqual(
            (self.followup.satisfaction_handling, self.followup.satisfaction_result), ("4", "3")
        )
        self.assertEqual(self.followup.opinion, "The letter was friendly.")
        self.assertEqual(self.followup.answered_channel, "portal")
        self.assertIn("Too long", self.followup.with_user(self.agent).survey_answers)
        self.assertEqual(self.ticket.complaint_satisfaction, "3")

    @proves("EXE-5", "Unsatisfied in the questionnaire, the customer reopens his case")
    def test_unsatisfied(self):
        """The questionnaire acts as a call does; a second one for the same case changes nothing."""
        self.followup.action_ask_in_writing()
        answer = self._fill_in("1", "5", "Nobody listened.")
        self.assertEqual(self.ticket.complaint_phase, "assessment")
        answer._mark_done()
        self.assertEqual(self.ticket.complaint_reopen_count, 1)

    @proves("EXE-6", "Answered by telephone, the questionnaire is not counted a second time")
    def test_once(self):
        """Whichever answer comes first stands."""
        self.followup.action_ask_in_writing()
        self.followup.action_answer("5", "5", "By telephone.")
        self._fill_in("1", "1", "Later.")
        self.assertEqual(self.followup.opinion, "By telephone.")
        self.assertEqual(self.ticket.complaint_phase, "followup")

    def test_out_of_use(self):
        """Without a questionnaire in use the two plain questions are sent."""
        self.survey.complaint_followup = False
        self.followup.action_ask_in_writing()
        self.assertFalse(self.followup.sudo().survey_input_ids)
        self.assertIn("/complaint/followup/", self.followup._get_link_path())

    def test_check(self):
        """What measures satisfaction is a scale of five, and both are asked; one is in use."""
        handling = self.env.ref("retail_complaint_survey.survey_followup_handling")
        with self.assertRaisesRegex(ValidationError, "scale from 1 to 5"):
            handling.scale_max = 10
        other = self.env["survey.survey"].create({"title": "Short"})
        with self.assertRaisesRegex(ValidationError, "once with the result"):
            other.complaint_followup = True

    @proves("REC-3", "Who handles complaints reads their questionnaires, and no others")
    def test_rights(self):
        """No right on surveys is needed, none is given; another store reads nothing."""
        self.followup.action_ask_in_writing()
        self._fill_in("5", "5", "Thanks.")
        answer = self.followup.sudo().survey_input_ids
        self.assertIn("Too long", self.followup.with_user(self.agent).survey_answers)
        with self.assertRaises(AccessError):
            answer.with_user(self.agent).read(["state"])
        with self.assertRaises(AccessError):
            self.followup.with_user(self.agent_b).read(["survey_answers"])
