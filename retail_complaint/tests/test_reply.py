from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tests.common import BaseCase

from ..tools.merge_fields import unfilled
from .common import ComplaintCommon
from .proves import proves

STEPS = ("acknowledge", "delay", "propose", "decide", "refuse", "close")


class TestMergeFields(BaseCase):
    @given(st.lists(st.text("abc 鱼", min_size=1).map(str.strip).filter(bool)))
    def test_unfilled(self, holes):
        """Every hole is found, in its order, whatever stands between them."""
        words = " and ".join(f"[[ {hole} ]]" for hole in holes)
        self.assertEqual(unfilled(words), holes)


@tagged("post_install", "-at_install")
class TestReply(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env.ref("retail_complaint.mail_template_delay")

    def _open(self, ticket, **values):
        wizard = self.env["complaint.tell"].with_user(self.agent)
        form = Form(wizard.with_context(default_ticket_id=ticket.id))
        for name, value in values.items():
            form[name] = value
        return form

    @proves("QLT-5", "For every step staff finds the recommended words, and how to say them")
    def test_every_step(self):
        """Acknowledge, delay, propose, decide, refuse and close have words and advice."""
        ticket = self._register()
        for step in STEPS:
            with self.subTest(step=step):
                form = self._open(ticket, reply=step)
                self.assertIn("Wang Xiaoming", form.words)
                self.assertTrue(form.advice)

    @proves("QLT-5", "A refusal says where else the customer can turn, or it is not sent")
    def test_holes(self):
        """What the words leave to be written is named, and nothing is sent or kept before."""
        ticket = self._register()
        form = self._open(ticket, reply="refuse")
        self.assertIn("you can turn to: [[", form.words)
        with self.assertRaisesRegex(UserError, "reason, by law.*consumer hotline"):
            form.save().action_tell()
        self.assertFalse(ticket.complaint_contact_log_ids)
        with self.assertRaisesRegex(UserError, "double brackets"), self.env.cr.savepoint():
            self._tell(ticket, words="Because [[why]].")
        form.words = "We cannot, because it was opened. You can turn to 12315."
        form.save().action_tell()
        log = ticket.complaint_contact_log_ids
        self.assertEqual((log.purpose, log.channel, log.user_id), ("result", "email", self.agent))
        mail = self.env["mail.mail"].search([("mail_message_id", "=", log.message_id.id)])
        self.assertIn("You can turn to 12315.", mail.body_html)
        self.assertIn(self.customer, mail.recipient_ids)

    @proves("QLT-5", "Words with a missing value are stopped before they are sent, by its name")
    def test_missing_field(self):
        """A letter that would say "done by ." is not sent; the error names what is missing."""
        ticket = self._register()
        ticket.complaint_clock_ids.sudo()._as_server().unlink()
        ticket._as_server().write({"complaint_resolution_due": False})
        with self.assertRaisesRegex(UserError, "needs: Resolution due"):
            ticket._tell(self.template.sudo(), "progress")
        self.assertFalse(ticket.complaint_contact_log_ids)
        form = self._open(ticket, reply="delay")
        self.assertIn("[[Resolution due]]", form.words)

    @proves("QLT-5", "A category has words of its own, and so have its parts through it")
    def test_category(self):
        """The words of the closest category are taken, by hand and by themselves."""
        allergy = self.env.ref("retail_complaint.helpdesk_ticket_category_allergy")
        ticket = self._register(category_id=allergy.id)
        self.assertIn("see a doctor", self._open(ticket, reply="acknowledge").words)
        ticket._tell(self.env.ref("retail_complaint.mail_template_acknowledge").sudo(), "progress")
        self.assertIn("see a doctor", ticket.complaint_contact_log_ids.words)
        part = allergy.copy({"name": "Nuts", "parent_id": allergy.id})
        ticket.category_id = part
        self.assertIn("see a doctor", self._open(ticket, reply="acknowledge").words)
        ticket.category_id = self.env.ref("retail_complaint.helpdesk_ticket_category_other")
        self.assertNotIn("doctor", self._open(ticket, reply="acknowledge").words)

    @proves("QLT-5", "The customer is told in his own language, whatever the agent's is")
    def test_language(self):
        """Words changed by an administrator are used at once, in the customer's language."""
        self.env["res.lang"]._activate_lang("zh_TW")
        self.customer.lang = "zh_TW"
        close = self.env.ref("retail_complaint.mail_template_close")
        close.with_context(lang="zh_TW").body_html = "<p>謝謝您，<t t-out='object.number'/></p>"
        ticket = self._register()
        self.assertEqual(self._open(ticket, reply="close").words, f"謝謝您，{ticket.number}")

    def test_said(self):
        """By telephone nothing is sent: the words are kept as said, with what was promised."""
        ticket = self._register()
        form = self._open(ticket, reply="acknowledge", channel="phone")
        form.promised_at = "2099-01-01 12:00:00"
        form.save().action_tell()
        log = ticket.complaint_contact_log_ids
        self.assertEqual((log.purpose, log.channel), ("acknowledge", "phone"))
        self.assertFalse(log.message_id)
        self.assertTrue(log.promised_at)

    def test_drill(self):
        """In a drill nothing leaves the house."""
        ticket = self._register(self.duty, complaint_is_drill=True)
        wizard = self.env["complaint.tell"].with_user(self.duty)
        form = Form(wizard.with_context(default_ticket_id=ticket.id))
        form.save().action_tell()
        self.assertFalse(ticket.complaint_contact_log_ids.message_id)
