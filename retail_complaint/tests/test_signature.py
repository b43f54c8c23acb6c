from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestSignature(ComplaintCommon):
    """Nobody speaks in the customer's name, and who only reads a case writes nothing in it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ticket = cls._register()
        cls.ticket._as_server().write({"complaint_pause_reason": "customer"})
        cls.own = cls.ticket.with_user(cls.agent).message_post(body="Mine")
        cls.note = cls.env.ref("mail.mt_note")

    def _ways(self, user):
        """Yield each way in which a client puts words in the customer's mouth, by its name."""
        ticket = self.ticket.with_user(user)
        customer = self.customer
        messages = self.env["mail.message"].with_user(user)
        own = self.own.with_user(user)
        vals = {
            "model": "helpdesk.ticket",
            "res_id": ticket.id,
            "body": "Forged",
            "message_type": "comment",
            "subtype_id": self.env.ref("mail.mt_comment").id,
        }
        forged = {"body": "Forged", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        stranger = f"Wang <{customer.email}>"
        yield "post", lambda: ticket.message_post(author_id=customer.id, **forged)
        yield "post by address", lambda: ticket.message_post(email_from=stranger, **forged)
        yield (
            "post by nobody",
            lambda: ticket.message_post(author_id=False, email_from=stranger, **forged),
        )
        yield (
            "notify",
            lambda: ticket.message_notify(
                author_id=customer.id, partner_ids=self.duty.partner_id.ids, body="Forged"
            ),
        )
        yield "create", lambda: messages.create(dict(vals, author_id=customer.id))
        yield (
            "create by nobody",
            lambda: messages.create(dict(vals, author_id=False, email_from=stranger)),
        )
        yield (
            "create by default",
            lambda: messages.with_context(default_author_id=customer.id).create(vals),
        )
        yield "write", lambda: own.write({"author_id": customer.id})
        yield "write the address", lambda: own.write({"email_from": stranger})
        yield "write the date", lambda: own.write({"date": fields.Datetime.now()})
        yield (
            "composer",
            lambda: (
                self.env["mail.compose.message"]
                .with_user(user)
                .create(
                    {
                        "model": "helpdesk.ticket",
                        "res_ids": str(ticket.ids),
                        "author_id": customer.id,
                        "body": "Forged",
                    }
                )
                ._action_send_mail()
            ),
        )

    @proves("REC-3", "What stands in a case as the customer's word was the customer's word")
    def test_author(self):
        """By no way, by no role: nothing is written, no clock runs on."""
        before = self.ticket.message_ids
        for user in (self.agent, self.duty, self.manager):
            for name, way in self._ways(user):
                with (
                    self.subTest(name, user=user.login),
                    self.undone(),
                    self.assertRaisesRegex(AccessError, "signed by whoever writes"),
                ):
                    way()
        self.assertEqual(self.ticket.message_ids, before)
        self.assertEqual(self.ticket.complaint_pause_reason, "customer")

    def test_address_of_the_customer(self):
        """Signed by staff, a message is no answer of the customer, whatever its address says."""
        self.ticket.with_user(self.agent).message_post(
            author_id=self.agent.partner_id.id,
            email_from=self.customer.email,
            body="I called them.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.ticket.complaint_pause_reason, "customer")

    @proves("REC-3", "Auditors read everything and write nothing, not even a note")
    def test_auditor(self):
        """Neither message nor activity, by no method of Odoo's either."""
        ticket = self.ticket.with_user(self.auditor)
        self.assertTrue(ticket.has_access("read"))
        before = (self.ticket.message_ids, self.ticket.activity_ids)
        wizard = self.env["mail.activity.schedule"].with_user(self.auditor)
        ways = {
            "post": lambda: ticket.message_post(body="x"),
            "note": lambda: ticket.message_post(body="x", subtype_id=self.note.id),
            "create": lambda: (
                self.env["mail.message"]
                .with_user(self.auditor)
                .create({"model": ticket._name, "res_id": ticket.id, "body": "x"})
            ),
            "edit": lambda: self.own.with_user(self.auditor).write({"body": "x"}),
            "activity": lambda: ticket.activity_schedule("mail.mail_activity_data_todo"),
            "schedule": lambda: (
                wizard.with_context(active_model=ticket._name, active_ids=ticket.ids)
                .create({"summary": "x"})
                .action_schedule_activities()
            ),
        }
        for name, way in ways.items():
            with self.subTest(name), self.undone(), self.assertRaises(AccessError):
                way()
        self.assertEqual((self.ticket.message_ids, self.ticket.activity_ids), before)

    @proves("INV-2", "A photo that came with the customer's mail is changed and deleted by nobody")
    def test_files(self):
        """Files of others stay; one's own are one's own to put right."""
        files = self.env["ir.attachment"]
        place = {"res_model": "helpdesk.ticket", "res_id": self.ticket.id}
        theirs = files.create({"name": "fish.txt", "raw": b"as it was", **place})
        for user in (self.agent, self.duty, self.manager):
            file = theirs.with_user(user)
            self.assertTrue(file.has_access("write"))
            for name, step in {
                "content": lambda file=file: file.write({"raw": b"other"}),
                "data": lambda file=file: file.write({"datas": "b3RoZXI="}),
                "name": lambda file=file: file.write({"name": "other.txt"}),
                "place": lambda file=file: file.write({"res_model": False, "res_id": False}),
                "deleted": lambda file=file: file.unlink(),
                "nested": lambda file=file: self.own.with_user(self.agent).write(
                    {"attachment_ids": [[1, file.id, {"raw": b"other"}]]}
                ),
            }.items():
                with (
                    self.subTest(name, user=user.login),
                    self.undone(),
                    self.assertRaises(AccessError),
                ):
                    step()
        self.assertEqual(theirs.raw, b"as it was")
        mine = files.with_user(self.agent).create({"name": "a.txt", "raw": b"a", **place})
        mine.name = "b.txt"
        mine.unlink()

    def test_who_writes(self):
        """Who may change the case writes in it; so does the customer, on the portal."""
        for user in (self.intake, self.agent, self.duty, self.manager):
            ticket = self._register(user)
            message = ticket.message_post(body="Noted")
            self.assertEqual(message.author_id, user.partner_id)
        portal = self._new_login("rc_portal", "base.group_portal")
        ticket = self._register(partner_id=portal.partner_id.id)
        ticket.message_subscribe(portal.partner_id.ids)
        self.assertTrue(
            ticket.with_user(portal).message_post(
                body="Any news?", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        )
        ordinary = self.env["helpdesk.ticket"].create({"name": "Lamp", "description": "x"})
        ordinary.message_post(body="x", author_id=self.customer.id)
