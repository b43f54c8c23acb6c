from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .mail_common import MailGatewayCommon
from .mail_corpus import ALIAS, FROM, OTHER_ALIAS, build
from .proves import proves


@tagged("post_install", "-at_install")
class TestMailSender(MailGatewayCommon):
    @proves("INT-3", "A customer is recognised by his address, and no second one is made of him")
    def test_known_customer(self):
        """Capitals and a display name do not matter."""
        before = self.env["res.partner"].search_count([])
        ticket = self._write(From='"W., X." <WANG@Shop.Example>')
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.message_ids[-1:].author_id, self.customer)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_several_customers(self):
        """One address, two people: the name decides, else the firm; nobody is guessed."""
        partners = self.env["res.partner"].create(
            [{"name": name, "email": self.stranger} for name in ("Wang Xiaoming", "Wang Li")]
        )
        self.assertEqual(self._write(From=FROM).partner_id, partners[0])
        ticket = self._write(From=self.stranger)
        self.assertFalse(ticket.partner_id)
        self.assertEqual(ticket.email_normalized, self.stranger)
        firm = self.env["res.partner"].create({"name": "Canteen", "is_company": True})
        partners.parent_id = firm
        self.assertEqual(self._write(From=self.stranger).partner_id, firm)

    def test_customer_of_another_company(self):
        """The contact of a company that the case is not of stays out of it."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            {"name": "Wang", "email": self.stranger, "company_id": elsewhere.id}
        )
        self.assertFalse(self._write(From=FROM).partner_id)

    @proves("ORG-2", "A case that comes by mail belongs to whoever is on duty, never to the system")
    def test_owner(self):
        """Neither the system nor a forged sender becomes the owner or the registrar."""
        for sender in (FROM, "agent_b@shop.example", "manager@shop.example"):
            with self.subTest(sender=sender):
                ticket = self._write(From=sender)
                self.assertEqual(ticket.user_id, self.agent)
                self.assertFalse(ticket.complaint_registrar_id)
                self.assertEqual(ticket.complaint_intake_store_id, self.env["retail.store"])
        self.env["complaint.duty.shift"].search([]).unlink()
        self.store_a.manager_id = False
        self.store_a.member_ids = False
        nobody = self._write(From=FROM)
        self.assertNotEqual(nobody.user_id, self.env.ref("base.user_root"))

    def test_company(self):
        """Company and store follow from the team, though the gateway runs in another company."""
        other = self.env["res.company"].create(
            {"name": "Mall Ltd", "alias_domain_id": self.domain.id}
        )
        store = self.env["retail.store"].create(
            {"name": "Mall", "code": "M", "company_id": other.id}
        )
        self.other_team.write({"company_id": other.id, "complaint_store_id": store.id})
        ticket = self._write(To=OTHER_ALIAS, From="agent@shop.example")
        self.assertEqual((ticket.company_id, ticket.complaint_store_id), (other, store))
        # A team of all companies takes the company of its store.
        self.other_team.company_id = False
        self.assertEqual(self._write(To=OTHER_ALIAS).company_id, other)

    def test_store_of_an_alias(self):
        """A store may have an address of its own, which names it."""
        self.env["mail.alias"].create(
            {
                "alias_name": "store-b",
                "alias_domain_id": self.domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                "alias_defaults": repr(
                    {"team_id": self.team.id, "complaint_store_id": self.store_b.id}
                ),
            }
        )
        ticket = self._write(To="store-b@shop.example")
        self.assertEqual((ticket.team_id, ticket.complaint_store_id), (self.team, self.store_b))

    def test_ordinary_team(self):
        """A team that handles no complaints gets its tickets from the helpdesk as ever."""
        self.env["helpdesk.ticket.team"].create(
            {"name": "IT", "alias_name": "it", "alias_domain_id": self.domain.id}
        )
        self._write(To="it@shop.example", Subject="Printer", Auto_Submitted="auto-generated")
        ticket = self.tickets.search([("name", "=", "Printer")])
        self.assertEqual((len(ticket), ticket.is_complaint), (1, False))

    def test_two_addresses(self):
        """Two teams of a company in one mail make one case, of the team named first."""
        ticket = self._write(To=OTHER_ALIAS, Cc=ALIAS)
        self.assertEqual(ticket.team_id, self.other_team)
        other = self.env["res.company"].create({"name": "Mall Ltd"})
        self.other_team.company_id = other
        self.assertEqual(self._write(To=OTHER_ALIAS, Cc=ALIAS).company_id, other | self.company)

    @proves("REC-3", "Whoever a mail names in copy does not follow the case for it")
    def test_nobody_is_made_a_follower(self):
        """Staff of another store, put into copy by anybody, get nothing of the case."""
        ticket = self._write(Cc="agent_b@shop.example, li@mail.example")
        self._answer(ticket, Cc="agent_b@shop.example")
        self.assertNotIn(self.agent_b.partner_id, ticket.message_partner_ids)
        self.assertIn("li@mail.example", ticket.email_cc)
        self.assertIn(self.agent.partner_id, ticket.message_partner_ids)

    def test_many_of_one_sender(self):
        """What looks like a loop stops after twenty cases of one sender within two hours."""
        made = [self._write(From=f"Robot {n} <{self.stranger}>") for n in range(22)]
        self.assertEqual([len(ticket) for ticket in made], [1] * 20 + [0] * 2)
        made = [
            self._write(From="bot@mail.example", Reply_To=f"c{n}@mail.example") for n in range(22)
        ]
        self.assertEqual(sum(map(len, made)), 20)
        self.assertTrue(self._write(From="li@mail.example"))


@tagged("post_install", "-at_install")
class TestMailOnce(MailGatewayCommon):
    @proves("INT-8", "The same mail delivered twice is one case")
    def test_same_message_id(self):
        """Whether to the same or another of our addresses, now or days later."""
        ticket = self._write(Message_Id="<one@mail.example>")
        self.assertTrue(ticket)
        for to in (ALIAS, OTHER_ALIAS):
            self.assertFalse(self._write(Message_Id="<one@mail.example>", To=to))
        self.assertEqual(len(ticket.message_ids.filtered(lambda m: m.message_type == "email")), 1)

    def test_claimed_at_the_same_time(self):
        """Where another process has just taken a mail in, nothing is made of it here."""
        self.env["complaint.inbound"]._claim("<two@mail.example>")
        self.assertFalse(self._write(Message_Id="<two@mail.example>"))

    @proves("RSP-2", "One acknowledgement: number, process, expected date and where to look")
    def test_acknowledgement(self):
        """Exactly one, to the customer's address, and no machine answers it."""
        ticket = self._write(From=FROM)
        mail = self._acknowledge()
        self.assertEqual(len(mail), 1)
        self.assertIn(self.stranger, mail.email_to)
        due = fields.Datetime.context_timestamp(
            ticket.with_context(tz=self.company.resource_calendar_id.tz),
            ticket.complaint_resolution_due,
        )
        page = ticket._get_track_path()
        for words in (ticket.number, "What happens now", str(due.year), page):
            self.assertIn(words, mail.body_html)
        self.assertIn("auto-generated", mail.headers)
        [told] = ticket.complaint_contact_log_ids
        self.assertEqual((told.purpose, told.is_automatic), ("acknowledge", True))
        self.assertFalse(ticket.complaint_first_response_at, "A machine's word is no response.")
        self._answer(ticket)
        self.assertFalse(self._acknowledge(), "An answer is not acknowledged again.")

    def test_answers_come_back(self):
        """The acknowledgement asks for answers at the team's address, where they find the case."""
        ticket = self._write(From=FROM)
        mail = self._acknowledge()
        self.assertIn(ALIAS, mail.reply_to)
        made = self._write("Thanks", From=FROM, In_Reply_To=mail.message_id, To=mail.reply_to)
        self.assertFalse(made)
        self.assertIn("Thanks", ticket.message_ids[:1].body)

    def test_no_address(self):
        """Without any address somebody has to find out whom to call."""
        ticket = self._receive(build(b"x", drop=["From"]))
        self.assertFalse(self._acknowledge())
        self.assertEqual(self._calls(ticket).user_id, self.agent)

    def test_it_came_back(self):
        """A report that the acknowledgement did not arrive makes no case, and a call to make."""
        ticket = self._write(From=FROM)
        mail = self._acknowledge()
        made = self._receive(
            build(
                b"--b\r\nContent-Type: text/plain\r\n\r\nNo such user\r\n--b\r\n"
                b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
                b"Final-Recipient: rfc822; wang@mail.example\r\nAction: failed\r\n\r\n--b\r\n"
                b"Content-Type: message/rfc822\r\n\r\nMessage-Id: "
                + mail.message_id.encode()
                + b"\r\n\r\nx\r\n--b--\r\n",
                From="MAILER-DAEMON@mail.example",
                Content_Type="multipart/report; report-type=delivery-status; boundary=b",
            )
        )
        self.assertFalse(made)
        self.assertFalse(ticket.complaint_contact_log_ids.is_delivered)
        self.assertEqual(self._calls(ticket).complaint_purpose, "acknowledge")


@tagged("post_install", "-at_install")
class TestMailAnswer(MailGatewayCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.start = fields.Datetime.now()

    def _case(self, phase=None):
        ticket = self._write(From=FROM)
        if phase:
            ticket._set_phase(phase)
        return ticket

    def _looks(self, ticket):
        return ticket.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref("retail_complaint.mail_activity_type_look")
        )

    @proves("RSP-7", "The customer's answer by mail goes to his case and lets its clocks run on")
    def test_resumes(self):
        """Their out-of-office note and a colleague's mail do not."""
        ticket = self._case()
        ticket.action_complaint_pause("customer")
        made = self._answer(ticket, "On leave", Auto_Submitted="auto-replied")
        self.assertFalse(made)
        self.assertEqual(ticket.complaint_pause_reason, "customer")
        note = ticket.message_ids[:1]
        self.assertIn("On leave", note.body)
        self.assertTrue(note.subtype_id.internal)
        self._answer(ticket, sender="agent@shop.example")
        self.assertEqual(ticket.complaint_pause_reason, "customer")
        self._answer(ticket)
        self.assertFalse(ticket.complaint_pause_reason)

    def test_number_in_the_subject(self):
        """Where a program drops the headers the number will do, for the customer alone."""
        ticket = self._case()
        self.assertFalse(self._write(From=FROM, Subject=f"Re: complaint {ticket.number}"))
        stranger = self._write(From="li@mail.example", Subject=f"Re: [{ticket.number}]")
        self.assertTrue(stranger, "Somebody else's word opens nobody's case.")
        self.assertEqual(len(ticket.message_ids.filtered(lambda m: m.message_type == "email")), 2)

    @proves(
        "EXE-5", "A customer's mail within the set days reopens a closed case, one level higher"
    )
    def test_reopens(self):
        """Thirty days by default; after the reopening it is an open case."""
        ticket = self._case("archived")
        with freeze_time(self.start + timedelta(days=29)):
            self.assertFalse(self._answer(ticket, "It happened again."))
            self.assertEqual(ticket.complaint_phase, "assessment")
            self.assertEqual(ticket.complaint_reopen_count, 1)
            self._acknowledge()
            self.assertNotEqual(ticket.complaint_rung, "owner")
            self._answer(ticket)
            self.assertEqual(ticket.complaint_reopen_count, 1)

    @proves("EXE-5", "After the set days a customer's mail makes a new case, linked to the old one")
    def test_new_case_later(self):
        """It keeps customer, team and store, and is acknowledged; the old one stays closed."""
        ticket = self._case("archived")
        self.company.complaint_reopen_days = 7
        with freeze_time(self.start + timedelta(days=8)):
            new = self._answer(ticket, "It happened again.")
            self.assertEqual(new.complaint_previous_id, ticket)
            self.assertEqual(
                (new.team_id, new.complaint_store_id, new.email_normalized, new.user_id),
                (self.team, self.store_a, self.stranger, self.agent),
            )
            self.assertEqual(ticket.complaint_phase, "archived")
            self.assertNotIn("again", str(ticket.message_ids.mapped("body")))
            # The old case has ended: nobody is told any more that it was received.
            self.assertEqual(len(self._acknowledge()), 1)
            self.assertFalse(self._answer(new), "Its own answers go on in the new case.")

    def test_link_is_the_servers(self):
        """Nobody links cases by hand to read the number of one that they do not see."""
        with self.assertRaises(AccessError):
            self._register(complaint_previous_id=self._case().id)

    def test_thanks_reopen_nothing(self):
        """Before the follow-up a mail, mostly thanks, is shown to the owner and changes nothing."""
        ticket = self._case("followup")
        self._answer(ticket, "谢谢")
        self.assertEqual(ticket.complaint_phase, "followup")
        self.assertEqual(self._looks(ticket).user_id, self.agent)

    def test_somebody_else_reopens_nothing(self):
        """A supplier's mail on a closed case is shown to the owner, however late it comes."""
        ticket = self._case("archived")
        with freeze_time(self.start + timedelta(days=99)):
            self.assertFalse(self._answer(ticket, sender="fish@supplier.example"))
            self._answer(ticket, "On leave", Auto_Submitted="auto-replied")
        self.assertEqual(ticket.complaint_phase, "archived")
        self.assertEqual(len(self._looks(ticket)), 1)

    @proves("INT-8", "An answer to a merged case goes on in the case that it was merged into")
    def test_merged(self):
        """As far as it is the same customer's; another one's words are not shown to them."""
        first, second = self._case(), self._case()
        other = self._write(From="li@mail.example")
        (second | other).write({"category_id": first.category_id.id})
        for ticket in second | other:
            ticket._end("merged", "The same", first)
        self._answer(second, "One more thing")
        self.assertIn("One more thing", first.message_ids[:1].body)
        self._answer(other, "Mine too", sender="li@mail.example")
        self.assertIn("Mine too", other.message_ids[:1].body)
        self.assertEqual(other.complaint_phase, "archived")
        self.assertEqual(self._looks(other).user_id, first.user_id)

    @proves("REC-3", "A mail that names staff does not open a confidential case, and is not lost")
    def test_confidential(self):
        """The answer arrives; whoever it names in copy stays outside."""
        ticket = self._case()
        ticket.complaint_is_confidential = True
        self.assertFalse(self._answer(ticket, "Secret", Cc="agent_b@shop.example"))
        self.assertIn("Secret", ticket.message_ids[:1].body)
        self.assertNotIn(self.agent_b.partner_id, ticket.message_partner_ids)

    def test_portal_user(self):
        """A customer with a login writes as a customer, and sees their case."""
        user = self._new_login("rc_portal", "base.group_portal", email="wang@shop.example")
        self.customer.email = False
        ticket = self._write(From="wang@shop.example")
        self.assertEqual(ticket.partner_id, user.partner_id)
        self.assertEqual(ticket.user_id, self.agent)
        self.assertTrue(ticket.with_user(user).has_access("read"))

    def test_cost(self):
        """A mail costs what it cost before there were more of its like."""
        costs = []
        for _number in range(8):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._case()
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
        # The first reads what is in the caches from then on.
        self.assertLessEqual(costs[-1], costs[1])


@tagged("post_install", "-at_install")
class TestMailTeam(MailGatewayCommon):
    def test_store_of_the_company(self):
        """The store of a team belongs to the team's company."""
        other = self.env["res.company"].create({"name": "Mall Ltd"})
        with self.assertRaisesRegex(ValidationError, "company"):
            self.other_team.write({"company_id": other.id, "complaint_store_id": self.store_a.id})

    def test_group_may_handle(self):
        """A case of a team without a store is worked on by its handling group, which names it."""
        self.env["complaint.group"].create(
            {
                "kind": "handling",
                "team_id": self.other_team.id,
                "leader_id": self.agent.id,
                "member_ids": [Command.link(self.duty.id)],
            }
        )
        ticket = self._write(To=OTHER_ALIAS)
        self.assertEqual(ticket.user_id, self.agent)
        ticket.with_user(self.duty).complaint_store_id = self.store_a
        self.assertEqual(ticket.complaint_store_id, self.store_a)


@tagged("post_install", "-at_install")
class TestMailForged(MailGatewayCommon):
    """The gateway runs as the system: what a login hands to it is a stranger's."""

    def _call(self, user, method, *args, **kwargs):
        """Call a method as the web client and the API do."""
        tickets = self.env["helpdesk.ticket"].with_user(user)
        return call_kw(tickets, method, args, kwargs)

    def test_methods_of_the_gateway_are_private(self):
        """No login rewrites a case, or opens a file, by pretending to be the mail gateway."""
        ticket = self._write(From=FROM)
        portal = self._new_login("forger", "base.group_portal")
        words = {"name": "Forged", "description": "Forged"}
        for user in (portal, self._new_login("clerk", "base.group_user"), self.agent_b):
            for method, args in (
                ("message_update", ([ticket.id], {}, words)),
                ("message_new", ({"email_from": FROM}, {"team_id": self.team.id, **words})),
            ):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    self._call(user, method, *args)
        self.assertNotEqual(ticket.name, "Forged")

    def test_values_beside_a_mail(self):
        """Who may hand in a mail says by it which team it is for, and nothing else of the case."""
        secret = self.env["ir.attachment"].create({"name": "secret", "raw": b"secret"})
        clerk = self._new_login("clerk", "base.group_user")
        message = [
            Command.create({"attachment_ids": [Command.update(secret.id, {"public": True})]})
        ]
        ticket_id = self._call(
            self.agent,
            "message_process",
            "helpdesk.ticket",
            build(From=FROM, To="nobody@elsewhere.example", Message_Id="<1@mail.example>").decode(),
            custom_values={
                "team_id": self.team.id,
                "complaint_store_id": self.store_a.id,
                "complaint_finding": "justified",
                "user_id": clerk.id,
                "complaint_task_force_ids": [Command.link(clerk.id)],
                "message_ids": message,
            },
        )
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self.assertEqual(ticket.complaint_store_id, self.store_a)
        self.assertFalse(ticket.complaint_finding)
        self.assertFalse(ticket.complaint_task_force_ids)
        self.assertNotEqual(ticket.user_id, clerk)
        self.assertFalse(secret.public)
