"""Words that no database, header or reader can take, through every door: taken, cleaned."""

import json

from odoo import http
from odoo.tests import new_test_user, tagged

from .mail_common import MailGatewayCommon
from .mail_corpus import build
from .proves import proves
from .test_gateway import GatewayCommon
from .test_statement_page import TestStatementPage as _StatementPage
from .web_common import WebCommon

#: A zero byte, a bell, an escape, line breaks of all kinds, what turns writing round, what has no
#: width, and an emoji of three that must stay whole.
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
DIRT = (
    "\x00\x07\x1b\x85\u2028\u2029\x0b\u202a\u202e\u2066\u2069\u200b\ufeff\u2060\U000e0041",
    "\r\nBcc: all@shop.example",
)
DIRTY = f"=1+1 Wang{DIRT[0]} {FAMILY}{DIRT[1]}"
UNSEEN = set(DIRT[0]) | {"\r", "\ud800"}


class CleanCommon:
    def _check_words(self, *values, lines=True):
        """What was dirty is there, without what nobody sees; names are on one line."""
        for value in values:
            self.assertIn("Wang", value)
            self.assertIn(FAMILY, value)
            self.assertFalse(UNSEEN & set(value), repr(value))
            self.assertTrue(lines or "\n" not in value, repr(value))

    def _send_all(self):
        """Build and send what waits to be mailed, so that a bad header shows."""
        mails = self.env["mail.mail"].sudo().search([("state", "=", "outgoing")])
        self.assertTrue(mails)
        mails.send(raise_exception=True)
        self.assertFalse(mails.exists().filtered(lambda mail: mail.state == "exception"))


@tagged("post_install", "-at_install")
class TestCleanWeb(CleanCommon, WebCommon):
    @proves("INT-9", "Nothing that a stranger types into the form makes a case or its mails fail")
    def test_form_and_page(self):
        """Every field of the form, and a message on the page of the case, in one go."""
        names = ("story", "receipt", "demand", "name")
        ticket, _page = self._take(email="w@mail.example", **dict.fromkeys(names, DIRTY))
        self._check_words(ticket.description)
        self._check_words(
            ticket.partner_name,
            ticket.complaint_demand,
            ticket.complaint_receipt_number,
            lines=False,
        )
        self.assertEqual(ticket.name, "=1+1 Wang")
        track = f"/complaint/track/{ticket.complaint_tracking_code}"
        data = {"words": DIRTY, "form": self._open(track)}
        data["csrf_token"] = http.Request.csrf_token(self)
        self.assertEqual(self.url_open(f"{track}/say", data=data).status_code, 200)
        message = ticket.message_ids.filtered(lambda m: FAMILY in m.body)[:1]
        self._check_words(message.body)
        self._check_words(message.email_from, lines=False)
        self._tell(ticket.with_user(self.agent), "progress", words=DIRTY)
        ticket.message_notify(
            body=message.body,
            subject=ticket.name,
            email_from=message.email_from,
            partner_ids=self.agent.partner_id.ids,
        )
        self._send_all()

    def test_addresses(self):
        """Codes and tokens that are dirt are wrong codes, and no errors."""
        for path in ("/complaint/track/%00%E2%80%AE", "/complaint/offer/%00", "/complaint/new/%ED"):
            self.assertLess(self.url_open(path).status_code, 500, path)
        answer = self.url_open("/complaint/track?code=%00%0d%0aX-Bad:1")
        self.assertNotIn("X-Bad", answer.headers)

    @proves("INT-9", "Words on the portal are cleaned like all others")
    def test_portal(self):
        """The portal's own form, and a message in its chatter, halves of characters included."""
        visitor = new_test_user(self.env, "rc_clean", groups="base.group_portal")
        visitor.partner_id.email = "rc_clean@mail.example"
        self.authenticate(visitor.login, visitor.login)
        form = self._token_of(self.url_open("/new/ticket"))
        data = {"subject": DIRTY, "description": DIRTY, "form": form, "team": self.team.id}
        data["csrf_token"] = http.Request.csrf_token(self)
        self.assertEqual(self.url_open("/submitted/ticket", data=data).status_code, 200)
        ticket = self.env["helpdesk.ticket"].search([("partner_id", "=", visitor.partner_id.id)])
        self._check_words(ticket.description)
        self._check_words(ticket.name, lines=False)
        ticket.team_id = self.team
        answer = self._post_json(
            "/mail/message/post",
            thread_model="helpdesk.ticket",
            thread_id=ticket.id,
            post_data={
                "body": DIRTY + "\ud800",
                "message_type": "comment",
                "subtype_xmlid": "mail.mt_comment",
            },
        )
        self.assertNotIn("error", answer)
        self._check_words(ticket.message_ids[0].body)

    @proves("INT-9", "Staff's own programs cannot put a second header into a mail either")
    def test_rpc(self):
        """By RPC a member of staff writes what no screen would take."""
        self.authenticate(self.agent.login, self.agent.login)
        vals = {
            "name": DIRTY + "\ud800",
            "description": DIRTY + "\ud800",
            "partner_name": DIRTY,
            "complaint_phone": DIRTY,
            "team_id": self.team.id,
            "complaint_store_id": self.store_a.id,
        }
        answer = self._post_json(
            "/web/dataset/call_kw",
            model="helpdesk.ticket",
            method="create",
            args=[vals],
            kwargs={},
        )
        ticket = self.env["helpdesk.ticket"].browse(answer["result"])
        self._check_words(ticket.description)
        self._check_words(ticket.name, ticket.partner_name, ticket.complaint_phone, lines=False)
        ticket.with_user(self.agent).write({"complaint_demand": DIRTY})
        self._check_words(ticket.complaint_demand)

    def _post_json(self, path, **params):
        # As text: halves of characters are sent as JSON writes them.
        data = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        return self.opener.post(self.base_url() + path, data=data, headers=headers).json()


@tagged("post_install", "-at_install")
class TestCleanOffer(CleanCommon, WebCommon):
    def test_comment(self):
        """What a customer says to an offer, by its link."""
        ticket = self._investigated()
        proposal = self._to_state(self._propose(ticket), "offered")
        data = {"answer": "comment", "words": DIRTY}
        data["csrf_token"] = http.Request.csrf_token(self)
        self.url_open(f"/complaint/offer/{proposal.sudo().token}/answer", data=data)
        message = ticket.message_ids.filtered(lambda m: FAMILY in (m.body or ""))[:1]
        self._check_words(message.body)


@tagged("post_install", "-at_install")
class TestCleanStatement(CleanCommon, _StatementPage):
    test_question_and_answer = None

    def test_answer(self):
        """What a merchant answers, and the names of the files beside it."""
        self._visit()
        name = "bill\u202efdp.txt\r\nX: y.txt"
        answer = self._post(DIRTY, files=[("files", (name, b"28.25", "text/plain"))])
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.statement.state, "answered")
        self._check_words(self.statement.answer)
        names = self.statement.evidence_ids.mapped("file_name")
        self.assertFalse(UNSEEN & set("".join(filter(None, names))))


@tagged("post_install", "-at_install")
class TestCleanGateway(CleanCommon, GatewayCommon):
    @proves("INT-8", "A messenger may send any characters: the words arrive, cleaned")
    def test_every_text(self):
        """All texts of the API, halves of characters included, and again under the same id."""
        dirty = DIRTY + "\ud800"
        sent = dict(
            title=dirty,
            sender=dirty,
            name=dirty,
            phone="138\x00\u202e001",
            demand=dirty,
            media=[self._file("p\u202e\ud800.txt", b"28.25")],
        )
        ticket = self._create(message_id="m\x00\ud800", text=dirty, **sent)
        self.assertEqual(self._create(message_id="m\x00\ud800", text=dirty, **sent), ticket)
        self._check_words(ticket.description, ticket.complaint_demand)
        sender = ticket.sudo().complaint_sender
        self._check_words(ticket.name, sender, ticket.partner_name, lines=False)
        self.assertEqual(ticket.complaint_phone, "138001")
        self._append(ticket, text=dirty)
        message = ticket.message_ids.filtered(lambda m: m.message_type == "comment")[:1]
        self._check_words(message.body)
        self._check_words(message.email_from, lines=False)
        self.api.report_told(ticket.id, {"message_id": "t\x00", "text": dirty})
        self._check_words(ticket.complaint_contact_log_ids.sorted("id")[-1].words)


@tagged("post_install", "-at_install")
class TestCleanMail(CleanCommon, MailGatewayCommon):
    @proves("INT-8", "A mail with headers and file names made to deceive is read as what it is")
    def test_mail(self):
        """Subject, sender and the name of an attached file."""
        raw = build(
            DIRTY.encode("utf-8", "replace"),
            From='"Wang\u202eXY\u200b" <wang@mail.example>',
            Subject=f"Fish\u202e\u200b {FAMILY} Wang",
        )
        ticket = self._receive(raw)
        self._check_words(ticket.name, lines=False)
        self._check_words(ticket.description)
        self.assertFalse(UNSEEN & set(ticket.partner_name + ticket.partner_email))
