import runpy

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, file_path

from ..tools.told import VEIL
from .common import ComplaintCommon
from .proves import proves
from .secrets_common import find_readable

VEILING = "retail_complaint/migrations/19.0.1.3.0/post-veil-links.py"


@tagged("post_install", "-at_install")
class TestSecrets(ComplaintCommon, HttpCase):
    """The customer's links are the customer's: staff sees that they were sent, never the link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.staff = cls.agent | cls.duty | cls.manager | cls.auditor | cls.accountant | cls.intake
        cls.written = cls._make_case()
        # Without an address all is said by telephone, from notes.
        cls.customer.email = False
        cls.said = cls._make_case()
        cls.env.flush_all()

    @classmethod
    def _make_case(cls):
        ticket = cls._investigated()
        ticket.sudo()._tell(
            cls.env.ref("retail_complaint.mail_template_acknowledge"), "acknowledge"
        )
        cls._to_state(cls._propose(ticket), "executed")
        ticket.sudo().complaint_compensation_ids.move_id.filtered(
            lambda move: move.state == "draft"
        ).action_post()
        cls._pay(ticket.sudo().complaint_compensation_ids.move_id)
        calls = ticket.activity_ids.filtered(lambda call: call.complaint_purpose == "result")
        calls.action_feedback()
        ticket.action_complaint_advance("followup")
        followup = ticket.complaint_followup_ids
        if ticket._get_reply_address():
            followup.action_ask_in_writing()
        ticket.sudo()._portal_ensure_token()
        return ticket

    def _get_secrets(self, ticket):
        own = ticket.sudo()
        return {
            "the code of the case": own.complaint_tracking_code,
            "the link of the offer": own.complaint_proposal_ids.token,
            "the link of the question": own.complaint_followup_ids.token,
            "the token of the portal": own.access_token,
        }

    @proves("REC-3", "Nobody of the staff can answer in the customer's place: links are theirs")
    def test_nowhere(self):
        """No field of any model that any role reads holds a link or a code of a customer."""
        secrets = {
            f"{what} of {ticket.number}": secret
            for ticket in (self.written, self.said)
            for what, secret in self._get_secrets(ticket).items()
        }
        self.assertEqual(len({*secrets.values()} - {False}), 8)
        self.assertFalse(find_readable(self.staff, secrets))
        # What was looked at holds what stands for them.
        told = self.written.complaint_contact_log_ids.mapped("words")
        self.assertTrue(any(self.written._get_veiled_track_path() in words for words in told))

    def test_only_the_letter(self):
        """What leaves for the customer has them, each in its letter."""
        mails = self.env["mail.mail"].search(
            [("model", "=", "helpdesk.ticket"), ("res_id", "=", self.written.id)]
        )
        letters = "".join(mails.mapped("body_html"))
        own = self.written.sudo()
        for path in (
            own._get_track_path(),
            own.complaint_proposal_ids._get_link_path(),
            own.complaint_followup_ids._get_link_path(),
        ):
            self.assertTrue(path in letters, path)
        self.assertFalse(VEIL in letters)

    def test_dialogue(self):
        """Words that staff looks over before they are sent are veiled, and arrive unveiled."""
        ticket = self._register()
        self.customer.email = "wang@mail.example"
        dialogue = (
            self.env["complaint.tell"]
            .with_user(self.agent)
            .create({"ticket_id": ticket.id, "reply": "acknowledge", "channel": "email"})
        )
        code = ticket.sudo().complaint_tracking_code
        self.assertNotIn(code, dialogue.words)
        self.assertIn(ticket._get_veiled_track_path(), dialogue.words)
        dialogue.action_tell()
        log = ticket.complaint_contact_log_ids[:1]
        self.assertNotIn(code, f"{log.words}{log.message_id.body}")
        mail = self.env["mail.mail"].search([("mail_message_id", "=", log.message_id.id)])
        self.assertIn(code, mail.body_html)

    def test_upgrade(self):
        """What was kept with open links before is veiled by the upgrade."""
        own, cr = self.written.sudo(), self.env.cr
        log, note = own.complaint_contact_log_ids[:1], own.message_ids[:1]
        open_words = f"{own._get_track_path()} {own.complaint_proposal_ids._get_link_path()}"
        rate = "/rate/" + "a1" * 16
        for table, column, record in (
            ("complaint_contact_log", "words", log),
            ("mail_message", "body", note),
        ):
            sets = SQL("%s = %s", SQL.identifier(column), f"{open_words} {rate}/5")
            cr.execute(
                SQL("UPDATE %s SET %s WHERE id = %s", SQL.identifier(table), sets, record.id)
            )
        runpy.run_path(file_path(VEILING))["migrate"](cr, "19.0.1.2.0")
        self.env.invalidate_all()
        veiled = own._get_veiled_track_path()
        veiled += f" {own.complaint_proposal_ids._get_veiled_path()} /rate/-***/5"
        self.assertEqual(log.words, veiled)
        self.assertIn(veiled, note.body)

    def test_other_case(self):
        """Naming the page of another case reveals nothing."""
        ticket = self._register()
        words = self.written._get_veiled_track_path()
        words += self.written.complaint_proposal_ids._get_veiled_path()
        self.assertEqual(ticket._reveal_links(words), words)

    def test_papers(self):
        """No paper that staff prints holds one."""
        secrets = self._get_secrets(self.written)
        papers = self.env["complaint.paper"].with_user(self.agent)
        printed = 0
        for kind, paper in papers._get_papers().items():
            case = {
                "helpdesk.ticket": self.written,
                "complaint.proposal": self.written.complaint_proposal_ids,
                "complaint.followup": self.written.complaint_followup_ids,
            }.get(paper.model)
            if case is None:
                continue
            page = str(papers._render_page(paper, case.with_user(self.agent), None))
            printed += 1
            for what, secret in secrets.items():
                self.assertNotIn(secret, page, (kind, what))
        self.assertGreater(printed, 4)

    def test_not_to_be_asked_for(self):
        """Neither by name, nor by search, nor by the methods of Odoo that make an address."""
        for user in self.staff:
            ticket = self.written.with_user(user)
            proposal = self.written.complaint_proposal_ids.with_user(user)
            for record, field in (
                (ticket, "complaint_tracking_code"),
                (ticket, "access_token"),
                (proposal, "token"),
            ):
                with self.assertRaises(AccessError, msg=f"{user.login} {field}"):
                    record.read([field])
                with self.assertRaises(AccessError, msg=f"{user.login} {field}"):
                    record.search([(field, "like", "a")])
        agent = self.written.with_user(self.agent)
        self.assertNotIn(self.written.sudo().access_token, agent._get_share_url(redirect=True))
        self.assertNotIn("hash", agent._get_share_url(pid=self.customer.id))
        self.agent.group_ids |= self.env.ref("base.group_partner_manager")
        shared = self.env["portal.share"].with_user(self.agent)
        shared = shared.with_context(active_model="helpdesk.ticket", active_id=agent.id).create({})
        self.assertNotIn(self.written.sudo().access_token, shared.share_link)

    def test_portal_page(self):
        """Only the customer's own token, or login, makes the portal's page the customer's."""
        ticket = self._investigated()
        self.customer.email = "wang@mail.example"
        self._to_state(self._propose(ticket), "offered")
        ticket.sudo()._portal_ensure_token()
        self.agent.password = "agent-of-the-shop"
        self.authenticate(self.agent.login, "agent-of-the-shop")
        own = ticket.sudo()
        for token in ("", "x", "None", "False"):
            page = self.url_open(f"/my/ticket/{ticket.id}?access_token={token}").text
            self.assertNotIn(own.complaint_tracking_code, page)
            self.assertNotIn(own.complaint_proposal_ids.token, page)
        self.authenticate(None, None)
        page = self.url_open(f"/my/ticket/{ticket.id}?access_token={own.access_token}").text
        self.assertIn(own.complaint_proposal_ids.token, page)
