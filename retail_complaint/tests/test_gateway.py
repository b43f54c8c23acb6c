import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import html2plaintext

from ..models.channel.complaint_gateway_api import ApiRefusal
from .common import ComplaintCommon
from .mail_corpus import PNG
from .proves import proves


class GatewayCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway = cls._new_gateway("WeChat")
        cls.env["complaint.duty.shift"].create(
            {"user_id": cls.agent.id, "store_id": cls.store_a.id, "duty": "first_receiver"}
        )
        cls.api = cls.env["complaint.gateway"].with_user(cls.gateway.user_id)

    @classmethod
    def _new_gateway(cls, name, **vals):
        return (
            cls.env["complaint.gateway"]
            .with_user(cls.manager)
            .create(
                {
                    "name": name,
                    "team_id": cls.team.id,
                    "store_id": cls.store_a.id,
                    "channel_id": cls.env.ref("retail_complaint.helpdesk_ticket_channel_wechat").id,
                    **vals,
                }
            )
        )

    def _create(self, message_id="m1", text="鱼臭了", **case):
        answer = self.api.create_case({"message_id": message_id, "text": text, **case})
        return self.env["helpdesk.ticket"].browse(answer["id"])

    def _append(self, ticket, message_id="m2", text="还是臭", **message):
        message = {"message_id": message_id, "text": text, **message}
        answer = self.api.append_message(ticket.id, message)
        return self.env["helpdesk.ticket"].browse(answer["id"])

    def _calls(self, ticket):
        call = self.env.ref("mail.mail_activity_data_call")
        return ticket.activity_ids.filtered(lambda activity: activity.activity_type_id == call)

    @staticmethod
    def _file(name, content):
        return {"name": name, "content": base64.b64encode(content).decode()}


@tagged("post_install", "-at_install")
class TestGateway(GatewayCommon):
    @proves("INT-1", "A message from a messenger becomes a case of its channel, store and team")
    def test_create(self):
        """Owner by the roster, customer by their address, where to reach them on record."""
        ticket = self._create(
            name="王小明",
            email="WANG@shop.example",
            phone="13800001234",
            sender="o-openid",
            demand="退款",
            incident_at="2026-03-02T09:00:00+08:00",
        )
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(
            (ticket.team_id, ticket.complaint_store_id, ticket.channel_id, ticket.user_id),
            (self.team, self.store_a, self.gateway.channel_id, self.agent),
        )
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(str(ticket.complaint_incident_at), "2026-03-02 01:00:00")
        self.assertEqual((ticket.complaint_sender, ticket.name), ("o-openid", "鱼臭了"))
        self.assertEqual(ticket.complaint_reply_channel, "wechat")
        self.assertFalse(ticket.complaint_registrar_id)
        self.assertFalse(ticket.complaint_lang)

    def test_language(self):
        """The gateway may say what the customer reads; what we do not speak is left out."""
        for lang in ("zh_CN", "zh_TW"):
            self.env["res.lang"]._activate_lang(lang)
        for number, (lang, found) in enumerate(
            {"zh-Hant": "zh_TW", "zh_CN": "zh_CN", "en-GB": "en_US", "xx": False}.items()
        ):
            self.assertEqual(self._create(f"m{number}", lang=lang).complaint_lang, found)

    def test_openid_is_a_contact(self):
        """Where the messenger reaches them nothing else is demanded of customers."""
        before = self.env["res.partner"].search_count([])
        ticket = self._create(sender="o-openid")
        self.assertFalse(ticket._get_intake_missing())
        self.assertTrue(self._create("m2")._get_intake_missing())
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_store_by_code(self):
        """The gateway may name the store; one that the company does not have is refused."""
        self.assertEqual(self._create(store="T-B").complaint_store_id, self.store_b)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["retail.store"].create({"name": "X", "code": "T-X", "company_id": other.id})
        with self.assertRaisesRegex(ApiRefusal, "T-X") as refusal:
            self._create("m2", store="T-X")
        self.assertEqual((refusal.exception.field, refusal.exception.http_status), ("store", 422))

    @proves("INT-8", "The same message sent again answers the same case and does nothing")
    def test_idempotent(self):
        """For a new case, a further message and what was told; another gateway has its own ids."""
        ticket = self._create()
        self.assertEqual(self._create(), ticket)
        for _time in range(2):
            self._append(ticket)
            self.api.report_told(ticket.id, {"message_id": "m3", "text": "请稍等"})
        self.assertEqual(str(ticket.message_ids.mapped("body")).count("还是臭"), 1)
        self.assertEqual(len(ticket.complaint_contact_log_ids), 1)
        for change in (lambda: self._create(text="别的"), lambda: self._append(ticket, "m1")):
            with self.assertRaises(ApiRefusal) as refusal:
                change()
            self.assertEqual(refusal.exception.http_status, 409)
        other = self._new_gateway("Douyin")
        made = other.with_user(other.user_id).create_case({"message_id": "m1", "text": "鱼臭了"})
        self.assertNotEqual(made["id"], ticket.id)

    @proves("RSP-7", "What the customer writes in the messenger lets the clocks of his case run on")
    def test_append(self):
        """The owner reads it in the case, under the customer's name."""
        ticket = self._create(name="王小明")
        ticket.action_complaint_pause("customer")
        self.assertTrue(self.api.get_status(ticket.id)["waits_for_customer"])
        self._append(ticket)
        self.assertFalse(ticket.complaint_pause_reason)
        message = ticket.message_ids[:1]
        self.assertIn("还是臭", message.body)
        self.assertIn("王小明", message.email_from)
        self.assertNotEqual(message.author_id, self.gateway.user_id.partner_id)
        self.assertIn(self.agent.partner_id, message.notified_partner_ids)
        self.assertNotIn(self.gateway.user_id.partner_id, ticket.message_partner_ids)

    @proves("EXE-5", "A messenger reopens a closed case as a mail does, and later makes a new one")
    def test_closed(self):
        """The answer names the case in which it goes on."""
        ticket = self._create(name="王小明", sender="o-openid")
        ticket._set_phase("archived")
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(days=31)):
            new = self._append(ticket)
            self.assertEqual(new.complaint_previous_id, ticket)
            self.assertEqual((new.complaint_sender, new.partner_name), ("o-openid", "王小明"))
            self.assertEqual(self.api.get_status(new.id)["previous_id"], ticket.id)
            self.assertEqual(self._append(ticket), new, "Sent again it is the same answer.")
        self.assertEqual(ticket.complaint_phase, "archived")
        self._append(ticket, "m4")
        self.assertEqual(ticket.complaint_phase, "assessment")

    @proves("EXE-2", "What a gateway says it told is on record; what did not arrive is a call")
    def test_told(self):
        """A machine's words are no response, a person's are."""
        ticket = self._create(phone="13800001234")
        self.api.report_told(ticket.id, {"message_id": "t1", "text": "已收到"})
        self.assertFalse(ticket.complaint_first_response_at)
        self.api.report_told(ticket.id, {"message_id": "t2", "text": "马上看", "by": "person"})
        self.assertTrue(ticket.complaint_first_response_at)
        self.api.report_told(
            ticket.id,
            {"message_id": "t3", "text": "退款 25 元", "purpose": "result", "delivered": False},
        )
        self.assertFalse(ticket._is_told("result"))
        self.assertEqual(self._calls(ticket).complaint_purpose, "result")
        told = self.api.get_status(ticket.id)["told"]
        self.assertEqual([row["text"] for row in told], ["已收到", "马上看"])
        self.assertEqual(ticket.complaint_contact_log_ids.mapped("channel"), ["wechat"] * 3)

    @proves("INV-1", "Pictures and voices from a messenger are evidence, byte by byte as they came")
    def test_media(self):
        """What is no proof by its content is refused, and the case with it."""
        voice = b"\x02#!SILK_V3" + bytes(20)
        ticket = self._create(media=[self._file("a.png", PNG), self._file("b.silk", voice)])
        evidence = self.env["complaint.evidence"].search([("ticket_id", "=", ticket.id)])
        self.assertEqual(evidence.mapped("kind"), ["photo", "recording"])
        self.assertEqual(base64.b64decode(evidence[0].file), PNG)
        count = self.env["helpdesk.ticket"].search_count([])
        for name, content in (("a.png", b"MZ\x90\x00\x03" + bytes(9)), ("a.svg", b"<svg/>")):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._create("m2", media=[self._file(name, content)])
        with self.assertRaises(UserError), self.cr.savepoint():
            self._create("m2", media=[{"name": "a.png", "content": "no base64"}])
        self.assertEqual(self.env["helpdesk.ticket"].search_count([]), count)
        self.assertTrue(self._create("m2"), "A refused message may be sent again, mended.")


@tagged("post_install", "-at_install")
class TestGatewayRights(GatewayCommon):
    @proves("REC-3", "A gateway reaches the cases that it brought, and nothing else in Odoo")
    def test_own_cases_only(self):
        """A case of the desk, of another gateway and none are refused in the same words."""
        desk = self._register()
        other = self._new_gateway("Douyin")
        theirs = other.with_user(other.user_id).create_case({"message_id": "m1", "text": "x"})
        words = set()
        for case_id in (desk.id, theirs["id"], 999999999, 2**40, -1, True, "1", None):
            for act in (
                lambda case_id: self.api.get_status(case_id),
                lambda case_id: self.api.append_message(case_id, {"message_id": "a", "text": "x"}),
                lambda case_id: self.api.report_told(case_id, {"message_id": "b", "text": "x"}),
            ):
                with self.assertRaises(ApiRefusal) as refusal:
                    act(case_id)
                self.assertEqual(refusal.exception.http_status, 404)
                words.add(str(refusal.exception).replace(str(case_id), "?"))
        self.assertEqual(len(words), 1)

    def test_no_other_right(self):
        """The technical user reads and writes no model that holds anything of the house."""
        user = self.gateway.user_id
        ticket = self._create()
        self.assertTrue(user.share)
        self.assertEqual(user.all_group_ids, self.env.ref("retail_complaint.group_gateway"))
        for record in (
            ticket,
            ticket.complaint_clock_ids,
            self.customer,
            self._sell().order_id,
            self._invoice().move_id,
            self.gateway,
            self.env["complaint.inbound"].search([], limit=1),
            self.env["ir.attachment"].create({"name": "x", "raw": b"x"}),
            self.store_a,
        ):
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(model=record._name, operation=operation):
                    self.assertFalse(record.with_user(user).has_access(operation))

    def test_nobody_else_calls_it(self):
        """Staff, the leading group and the administrator are no gateway."""
        for user in (self.agent, self.manager, self.env.ref("base.user_admin")):
            with self.assertRaises(ApiRefusal) as refusal:
                self.env["complaint.gateway"].with_user(user).create_case(
                    {"message_id": "m1", "text": "x"}
                )
            self.assertEqual(refusal.exception.http_status, 403)

    def test_faults(self):
        """What a schema forbids is named; no field of the case can be slipped in."""
        good = {"message_id": "m1", "text": "x"}
        for bad, field in (
            ([], ""),
            ({"text": "x"}, "message_id"),
            (good | {"text": " "}, "text"),
            (good | {"text": "x" * 20001}, "text"),
            (good | {"kind": "fraud"}, "kind"),
            (good | {"complaint_phase": "archived"}, "complaint_phase"),
            (good | {"team_id": 1}, "team_id"),
            (good | {"incident_at": "2026-03-02T09:00:00"}, "incident_at"),
            (good | {"email": "no address"}, "email"),
            (good | {"media": [{"name": "a", "content": "eA=="}] * 11}, "media"),
            (good | {"media": [{"name": "a"}]}, "media[0].content"),
        ):
            with self.subTest(bad=str(bad)[:60]), self.assertRaises(ApiRefusal) as refusal:
                self.api.create_case(bad)
            self.assertEqual(refusal.exception.field, field)
            self.assertEqual(refusal.exception.http_status, 422)

    def test_set_up(self):
        """The leading group makes gateways and keys; an archived gateway is shut out."""
        gateway = self.gateway
        keys = self.env["res.users.apikeys"]
        first = gateway.action_new_key()["context"]["default_key"]
        second = gateway.action_new_key()["context"]["default_key"]
        check = keys._check_credentials
        self.assertEqual(check(scope="rpc", key=second), gateway.sudo().user_id.id)
        self.assertFalse(check(scope="rpc", key=first))
        gateway.active = False
        self.env.flush_all()
        self.assertFalse(check(scope="rpc", key=second))
        with self.assertRaises(AccessError):
            gateway.with_user(self.agent).action_new_key()
        with self.assertRaises(AccessError):
            gateway.write({"user_id": self.env.ref("base.user_admin").id})
        made = gateway.create(
            {
                "name": "Trick",
                "user_id": self.env.ref("base.user_admin").id,
                "channel_id": gateway.channel_id.id,
            }
        )
        self.assertNotEqual(made.user_id, self.env.ref("base.user_admin"))

    def test_cost(self):
        """A message costs what it cost before more cases and messages were there."""
        costs = []
        for number in range(6):
            ticket = self._create(f"m{number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._append(ticket, f"a{number}")
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
        # The first reads what is in the caches from then on.
        self.assertLessEqual(costs[-1], costs[1])


@tagged("post_install", "-at_install")
class TestGatewaySend(GatewayCommon):
    def _tell_result(self, ticket):
        template = self.env.ref("retail_complaint.mail_template_acknowledge")
        return ticket._tell(template, "acknowledge", is_automatic=True)

    @proves("EXE-2", "Where nothing sends by the messenger, somebody calls, with the words to say")
    def test_no_sender(self):
        """The core speaks to no messenger itself."""
        ticket = self._create(sender="o-openid", phone="13800001234")
        self._tell_result(ticket)
        self.assertFalse(ticket.complaint_contact_log_ids)
        self.assertIn(ticket.number, self._calls(ticket).note)

    @proves("EXE-2", "A bridge to a messenger carries the words, and they are on record as told")
    def test_seam(self):
        """It gets the customer's id in the messenger and the words; nobody gets a mail."""
        ticket = self._create(sender="o-openid", email="wang@shop.example")
        carried = []

        def send(gateway, recipient, ticket, words):
            carried.append((gateway.name, recipient, words))
            return True

        mails = self.env["mail.mail"].search_count([])
        with patch.object(type(self.gateway), "_send", send):
            self._tell_result(ticket)
        [(name, recipient, words)] = carried
        self.assertEqual((name, recipient), ("WeChat", "o-openid"))
        self.assertIn(ticket.number, words)
        [told] = ticket.complaint_contact_log_ids
        self.assertEqual((told.channel, told.is_delivered), ("wechat", True))
        self.assertIn(ticket.number, told.message_id.body)
        self.assertFalse(self._calls(ticket))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    @proves("QLT-5", "Words that staff changed go by the messenger too")
    def test_changed_words(self):
        """Told by the messenger they are carried as they stand; by telephone nothing is."""
        ticket = self._create(sender="o-openid").with_user(self.agent)
        carried = []

        def send(gateway, recipient, ticket, words):
            carried.append(html2plaintext(words))
            return True

        tell = self.env["complaint.tell"].with_user(self.agent)
        with patch.object(type(self.gateway), "_send", send):
            for channel in ("wechat", "phone"):
                form = Form(tell.with_context(default_ticket_id=ticket.id))
                self.assertEqual(form.channel, "wechat")
                form.channel = channel
                form.words = "王先生，我们明天换一条新鲜的给您。"
                form.save().action_tell()
        self.assertEqual(carried, ["王先生，我们明天换一条新鲜的给您。"])
        self.assertEqual(
            ticket.complaint_contact_log_ids.sorted("id").mapped("channel"), ["wechat", "phone"]
        )
        self.assertEqual(len(ticket.complaint_contact_log_ids.message_id), 1)
