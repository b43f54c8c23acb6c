import doctest

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ..tools import roster
from .common import ComplaintCommon
from .proves import proves

MONDAY = "2026-11-23"


@tagged("post_install", "-at_install")
class TestPeople(ComplaintCommon):
    """Groups, departments and the duty roster: who is asked, at which hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.night = cls._new_user("night", "agent", cls.store_a)
        cls.head = cls._new_user("head", "agent", cls.store_b)
        cls.guard = cls._new_user("guard", "agent", cls.store_a)
        cls.security = cls.env["complaint.department"].create(
            {
                "name": "Security",
                "manager_id": cls.head.id,
                "member_ids": [(6, 0, cls.guard.ids)],
            }
        )

    @classmethod
    def _new_group(cls, kind, people, **scope):
        return cls.env["complaint.group"].create(
            {
                "kind": kind,
                "leader_id": people[0].id,
                "deputy_id": people[1].id,
                "member_ids": [(6, 0, people[2:].ids)],
                **(scope or {"store_id": cls.store_a.id}),
            }
        )

    @classmethod
    def _new_shift(cls, user, **vals):
        return cls.env["complaint.duty.shift"].create(
            {"store_id": cls.store_a.id, "user_id": user.id, **vals}
        )

    def _arrive(self, **vals):
        """Return a case as the mail gateway registers it."""
        gateway = self.env["helpdesk.ticket"].with_user(self.env.ref("base.user_root"))
        return gateway.create(
            {
                "name": "Cold soup",
                "description": "x",
                "team_id": self.team.id,
                "complaint_store_id": self.store_a.id,
                "partner_email": "guest@shop.example",
                **vals,
            }
        )

    def test_pure_rules(self):
        """The examples in the documentation of the roster are true."""
        failed, tried = doctest.testmod(roster)
        self.assertTrue(tried)
        self.assertFalse(failed)

    @proves("ORG-1", "A leading, a handling and a support group each have leader, deputy, members")
    def test_three_groups(self):
        """Each group names its leader first, then the deputy, then members of departments."""
        staff = self.manager2 | self.duty | self.guard
        for kind in ("leading", "handling", "support"):
            group = self._new_group(kind, staff)
            self.assertEqual((group.leader_id, group.deputy_id), (self.manager2, self.duty))
            self.assertEqual(group.member_ids, staff)
            # Neither the order of names nor of ids: as they are asked.
            asked = self._register()._get_role_users(f"{kind}_group")
            self.assertEqual(asked.ids, staff.ids)
            group.write({"leader_id": self.guard.id, "deputy_id": self.manager2.id})
            asked = self._register()._get_role_users(f"{kind}_group")
            self.assertEqual(asked.ids, (self.guard | self.manager2 | self.duty).ids)
        self.assertEqual((self.guard | self.head).complaint_department_ids, self.security)

    @proves("ORG-1", "A store's own group goes before the group of its team")
    def test_store_before_team(self):
        """The store manager's own group answers for the store, the head office's for the others."""
        mine = self._new_group("leading", self.manager | self.duty)
        office = self._new_group("leading", self.head | self.manager2, team_id=self.team.id)
        here = self._register()
        there = self._register(self.agent_b, complaint_store_id=self.store_b.id)
        self.assertEqual(here._get_role_users("leading_group"), mine.member_ids)
        self.assertEqual(there._get_role_users("leading_group"), office.member_ids)

    def test_group_is_complete(self):
        """Leaders are no deputies of themselves, and no customer is a member."""
        group = self._new_group("leading", self.duty | self.agent)
        with self.assertRaisesRegex(ValidationError, "Choose somebody else"):
            group.deputy_id = self.duty
        guest = self.env["res.users"].create(
            {
                "name": "Guest",
                "login": "rc_guest",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        with self.assertRaisesRegex(ValidationError, "no role for complaints"):
            self._new_group("support", self.duty | self.agent | guest)

    @proves("ORG-8", "At every hour the roster names who takes what comes in by mail or web")
    def test_first_receiver(self):
        """A mail at two in the morning belongs to the night shift, at noon to the day shift."""
        self._new_shift(self.agent, hour_from=8, hour_to=20)
        self._new_shift(self.night, hour_from=20, hour_to=8)
        # Two o'clock and noon in Shanghai.
        for moment, user in (("18:00:00", self.night), ("04:00:00", self.agent)):
            with freeze_time(f"{MONDAY} {moment}"):
                ticket = self._arrive()
            self.assertEqual(ticket.user_id, user)
            self.assertFalse(ticket.complaint_registrar_id)

    @proves("ORG-8", "A stand-in on certain days goes before the weekly roster")
    def test_stand_in(self):
        """On the holiday the stand-in receives; the day after, the usual colleague again."""
        self._new_shift(self.agent)
        self._new_shift(self.duty, date_from="2026-11-23", date_to="2026-11-23")
        for day, user in (("2026-11-23", self.duty), ("2026-11-24", self.agent)):
            with freeze_time(f"{day} 04:00:00"):
                self.assertEqual(self._arrive().user_id, user)

    @proves("ORG-8", "A food complaint goes to the duty manager on duty, not to the first receiver")
    def test_food_goes_to_the_duty_manager(self):
        """For food the duty manager of the hour receives."""
        food = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        food.complaint_duty_manager_first = True
        self._new_shift(self.agent)
        self._new_shift(self.duty, duty="duty_manager")
        self.assertEqual(self._arrive(category_id=food.id).user_id, self.duty)
        self.assertEqual(self._arrive().user_id, self.agent)

    def test_gap_in_the_roster(self):
        """Where the roster has a gap, the next in line receives, never the system itself."""
        self.assertEqual(self._arrive().user_id, self.duty)
        self._new_group("handling", self.night | self.guard)
        self.assertEqual(self._arrive().user_id, self.night)
        self.night.active = False
        self.assertEqual(self._arrive().user_id, self.guard)
        empty = self.env["retail.store"].create({"name": "New", "code": "T-N"})
        ticket = self._arrive(complaint_store_id=empty.id)
        self.assertIn(ticket.user_id, self.env.ref("retail_complaint.group_manager").all_user_ids)
        self.assertNotEqual(ticket.user_id, self.env.ref("base.user_root"))

    def test_mail(self):
        """A mail to the team's address becomes a case of the first receiver."""
        self._new_shift(self.night, store_id=False, team_id=self.team.id)
        self.team.alias_name = "rc-complaints"
        domain = self.env["mail.alias.domain"].create({"name": "shop.example"})
        self.team.alias_domain_id = domain
        mail = (
            "From: Wang <wang@shop.example>\nTo: rc-complaints@shop.example\n"
            "Subject: Cold soup\nMessage-Id: <rc1@shop.example>\n\nIt was cold."
        )
        ticket_id = self.env["mail.thread"].message_process("helpdesk.ticket", mail)
        ticket = self.env["helpdesk.ticket"].browse(ticket_id)
        self.assertTrue(ticket.is_complaint)
        self.assertEqual(ticket.user_id, self.night)

    @proves("CLS-3", "The category decides the lead department, at registration and afterwards")
    def test_lead_department(self):
        """A safety complaint is led by security; somebody may still choose otherwise."""
        safety = self.env.ref("retail_complaint.helpdesk_ticket_category_safety")
        safety.complaint_department_id = self.security
        ticket = self._register(category_id=safety.id)
        self.assertEqual(ticket.complaint_department_id, self.security)
        later = self._register()
        self.assertFalse(later.complaint_department_id)
        later.category_id = safety
        self.assertEqual(later.complaint_department_id, self.security)
        # Those of the store first; where it has none there, all of them.
        self.assertEqual(ticket._get_role_users("department"), self.guard)
        there = self._register(
            self.agent_b, category_id=safety.id, complaint_store_id=self.store_b.id
        )
        self.assertEqual(there._get_role_users("department"), self.head)

    @proves(
        "ORG-3", "The salesperson of the order, then the department concerned, is offered first"
    )
    def test_suggestions(self):
        """Whose customer, whose duty: both are proposed, the salesperson in front."""
        line = self._sell()
        line.order_id.user_id = self.night
        ticket = self._register()
        self._add_purchase(ticket, line)
        ticket.complaint_department_id = self.security
        suggested = ticket._get_handover_suggestions()
        self.assertEqual(suggested[:2], [self.night, self.security])
        wizard = (
            self.env["complaint.handover.wizard"]
            .with_user(self.agent)
            .with_context(default_ticket_id=ticket.id)
            .create({"reason": "Your customer"})
        )
        self.assertEqual(wizard.user_id, self.night)
        wizard.action_confirm()
        self.assertEqual(ticket.complaint_offer_id.user_id, self.night)

    def test_settings_are_the_leading_groups(self):
        """An agent changes neither groups nor departments nor the roster."""
        group = self._new_group("leading", self.manager | self.duty)
        shift = self._new_shift(self.night)
        doors = [
            (group, {"member_ids": [(4, self.agent.id)]}),
            (shift, {"user_id": self.agent.id}),
            (self.security, {"manager_id": self.agent.id}),
        ]
        for record, vals in doors:
            with self.assertRaises(AccessError):
                record.with_user(self.agent).write(vals)
        shift.with_user(self.duty).write({"user_id": self.agent.id})
