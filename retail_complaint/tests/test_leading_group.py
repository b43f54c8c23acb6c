from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves

TEXTS = {
    "complaint_cause": "The cooler failed overnight.",
    "complaint_effect": "The customer got his money within the hour and stays.",
    "complaint_lessons": "The cooler reports its temperature by itself.",
}


@tagged("post_install", "-at_install")
class TestLeadingGroup(ComplaintCommon):
    """What the leading group hears of every case, and what it says at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.severities = {
            name: cls.env.ref(f"retail_complaint.complaint_severity_{name}")
            for name in ("minor", "ordinary", "serious", "critical")
        }
        cls.cashier = cls._new_user("cashier", "intake", cls.store_b)
        for kind, people in (
            ("leading", cls.manager | cls.manager2),
            ("support", cls.cashier | cls.auditor),
        ):
            cls.env["complaint.group"].create(
                {
                    "kind": kind,
                    "store_id": cls.store_a.id,
                    "leader_id": people[0].id,
                    "deputy_id": people[1].id,
                }
            )
        for name, report_to in (
            ("ordinary", "leader"),
            ("serious", "leading"),
            ("critical", "all"),
        ):
            cls.severities[name].report_to = report_to

    def _get_told(self, ticket):
        asked = self.env.ref("retail_complaint.mail_activity_type_report")
        return ticket.sudo().activity_ids.filtered(lambda a: a.activity_type_id == asked).user_id

    @proves("RSP-4", "Every case is on the leading group's list at once, as the severity says")
    def test_reported(self):
        """The leader, the whole group, or the support group too find it among their activities."""
        whom = {
            "minor": self.env["res.users"],
            "ordinary": self.manager,
            "serious": self.manager | self.manager2,
            "critical": self.manager | self.manager2 | self.cashier | self.auditor,
        }
        for name, users in whom.items():
            mails = self.env["mail.mail"].sudo().search_count([])
            ticket = self._register(complaint_severity_id=self.severities[name].id)
            self.assertEqual(self._get_told(ticket), users, name)
            self.assertEqual(self.env["mail.mail"].sudo().search_count([]), mails)
            self.assertFalse(users.partner_id & ticket.message_partner_ids)

    @proves("RSP-4", "A case that turns out worse is reported to those who did not hear of it yet")
    def test_raised(self):
        """Raising the severity tells the rest of the group, and nobody twice."""
        ticket = self._register()
        ticket.complaint_severity_id = self.severities["serious"]
        told = ticket.sudo().activity_ids
        self.assertEqual(len(told), 2)
        self.assertEqual(told.user_id, self.manager | self.manager2)
        ticket.complaint_severity_id = self.severities["ordinary"]
        self.assertEqual(ticket.sudo().activity_ids, told)

    @proves("RSP-4", "Once the leading group has rated a case, nobody is asked to rate it again")
    def test_rated(self):
        """A rating by the leading group closes the reports; one by the agent does not."""
        ticket = self._register(complaint_severity_id=self.severities["serious"].id)
        ticket.complaint_severity_id = self.severities["ordinary"]
        self.assertEqual(self._get_told(ticket), self.manager | self.manager2)
        ticket.with_user(self.manager).complaint_severity_id = self.severities["minor"]
        self.assertFalse(self._get_told(ticket))

    @proves("RSP-4", "A case that the leading group finds worse is told to whom that concerns")
    def test_rated_worse(self):
        """Those who were told before are done with it, those who were not hear of it now."""
        ticket = self._register(complaint_severity_id=self.severities["serious"].id)
        ticket.with_user(self.manager).complaint_severity_id = self.severities["critical"]
        self.assertEqual(self._get_told(ticket), self.cashier | self.auditor)

    def test_over(self):
        """Nobody has to look at the report of a case that is over."""
        ticket = self._register()
        self.assertEqual(self._get_told(ticket), self.manager)
        ticket._end("withdrawn", "She took it back.")
        self.assertFalse(self._get_told(ticket))

    def test_suggestions_are_not_reported(self):
        """A suggestion is no complaint."""
        self.assertFalse(self._get_told(self._register(complaint_kind="suggestion")))

    def test_mail_is_reported(self):
        """A case that came in by mail is reported too."""
        self.team.write({"alias_name": "rc-complaints", "complaint_store_id": self.store_a.id})
        domain = self.env["mail.alias.domain"].create({"name": "shop.example"})
        self.team.alias_domain_id = domain
        mail = (
            "From: Wang <wang@shop.example>\nTo: rc-complaints@shop.example\n"
            "Subject: Cold soup\nMessage-Id: <rc2@shop.example>\n\nIt was cold."
        )
        ticket_id = self.env["mail.thread"].message_process("helpdesk.ticket", mail)
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self.assertEqual(ticket.complaint_store_id, self.store_a)
        self.assertEqual(self._get_told(ticket), self.manager)

    def test_case_out_of_reach(self):
        """What goes wrong with a case that no leader reaches: its first owns it, and is told."""
        ticket = self._register().sudo()
        self.assertEqual(ticket._ensure_leader_in_reach(), self.manager | self.manager2)
        self.assertEqual(ticket.user_id, self.agent)
        self.env["complaint.group"].search([("store_id", "=", self.store_a.id)]).unlink()
        self.store_a.member_ids -= self.manager | self.manager2
        self.store_a.manager_id = False
        ticket._report_to_leading_group("The printer is on fire.")
        leader = ticket._get_role_users("leading_group")[0]
        self.assertEqual(ticket.user_id, leader)
        self.assertEqual(ticket.complaint_handover_ids[0].user_id, leader)
        asked = ticket.activity_ids.filtered(lambda activity: "on fire" in (activity.note or ""))
        self.assertEqual(asked.user_id, leader)

    def test_reports_come_in_batches(self):
        """Registering many cases costs few queries more each."""
        vals = {
            "name": "x",
            "description": "x",
            "team_id": self.team.id,
            "complaint_store_id": self.store_a.id,
            "complaint_severity_id": self.severities["ordinary"].id,
        }
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        tickets.create(dict(vals))
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        tickets.create([dict(vals, complaint_severity_id=self.severities["minor"].id)] * 10)
        self.env.flush_all()
        without = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        tickets.create([dict(vals) for _i in range(10)])
        self.env.flush_all()
        self.assertLess(self.env.cr.sql_log_count - before - without, 40)

    @proves("REC-6", "Cause, effect and measures stand on the case, with who wrote them and when")
    def test_summing_up(self):
        """The leading group sums up; its words are stamped."""
        ticket = self._register()
        ticket.with_user(self.manager2).write(TEXTS)
        self.assertEqual(ticket.complaint_summed_up_by_id, self.manager2)
        self.assertTrue(ticket.complaint_summed_up_at)
        with self.assertRaisesRegex(AccessError, "set by hand"):
            ticket.with_user(self.manager).complaint_summed_up_by_id = self.manager

    @proves("REC-6", "Nobody else speaks for the leading group")
    def test_only_the_leading_group(self):
        """Neither agent nor duty manager nor registrar; a named member of the group does."""
        ticket = self._register()
        for user in (self.agent, self.duty):
            with self.assertRaisesRegex(AccessError, "leading group"):
                ticket.with_user(user).complaint_cause = "Bad luck"
        with self.assertRaisesRegex(AccessError, "leading group"):
            self._register(complaint_cause="Bad luck")
        group = ticket.sudo()._get_group("leading")
        group.member_ids |= self.duty
        ticket.with_user(self.duty).complaint_cause = "Bad luck"
        self.assertEqual(ticket.complaint_summed_up_by_id, self.duty)

    @proves("REC-6", "A serious case is not archived before it was summed up")
    def test_gate(self):
        """The gate asks for all three texts where the severity needs them."""
        for name, needed in (("serious", True), ("ordinary", False)):
            ticket = self._register(complaint_severity_id=self.severities[name].id)
            ticket.write(
                {"complaint_finding": "misunderstanding", "complaint_finding_basis": "law"}
            )
            self._tell(ticket)
            ticket.action_complaint_advance("followup")
            ticket.complaint_satisfaction = "4"
            if needed:
                with self.assertRaisesRegex(UserError, "summing-up"):
                    ticket.action_complaint_next()
                ticket.with_user(self.manager).write(dict(TEXTS, complaint_effect=" "))
                with self.assertRaisesRegex(UserError, "summing-up"):
                    ticket.action_complaint_next()
                ticket.with_user(self.manager).write(TEXTS)
            self.assertTrue(self._get_told(ticket))
            ticket.action_complaint_next()
            self.assertEqual(ticket.complaint_phase, "archived")
            # Nobody has to look at the report of a case that is over.
            self.assertFalse(self._get_told(ticket))
