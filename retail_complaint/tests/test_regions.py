"""Regions above stores: who sees their cases and figures, and when their managers are asked."""

import runpy

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import file_path, mute_logger

from .clock_common import ClockCommon
from .proves import proves

ADDED = "retail_complaint/migrations/19.0.1.3.0/post-region-level.py"


@tagged("post_install", "-at_install")
class TestRegions(ClockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.east, cls.west = cls.env["complaint.region"].create(
            [{"name": "East"}, {"name": "West"}]
        )
        cls.store_a.region_id = cls.east
        cls.store_b.region_id = cls.west
        role = "retail_complaint.group_region_manager"
        cls.of_east = cls._new_login("rc_east", role)
        cls.of_west = cls._new_login("rc_west", role)
        cls.east.manager_ids = cls.of_east
        cls.west.manager_ids = cls.of_west

    def _get_rights(self, ticket, user):
        ticket = ticket.with_user(user)
        return "".join(op[0] for op in ("read", "write") if ticket.has_access(op))

    @proves("REC-3", "A region manager sees the cases of the stores of the region, and no others")
    def test_reach(self):
        """Also confidential ones, as the store manager does; with the store they go elsewhere."""
        ticket = self._register()
        ticket.sudo()._set_owner(self.manager)
        for is_confidential in (False, True):
            ticket.sudo().complaint_is_confidential = is_confidential
            self.assertEqual(self._get_rights(ticket, self.of_east), "rw")
            self.assertEqual(self._get_rights(ticket, self.of_west), "")
            tickets = ticket.browse().with_user(self.of_east)
            self.assertIn(ticket, tickets.search([("is_complaint", "=", True)]))
            tickets = tickets.with_user(self.of_west)
            self.assertNotIn(ticket, tickets.search([("is_complaint", "=", True)]))
        self.store_a.region_id = self.west
        self.assertEqual(self._get_rights(ticket, self.of_east), "")
        self.assertEqual(self._get_rights(ticket, self.of_west), "rw")
        self.east.manager_ids |= self.of_west
        self.assertEqual(self._get_rights(ticket, self.of_east), "")

    def test_other_company(self):
        """Who manages a region of one company and works for another sees nothing of it there."""
        ticket = self._register()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.of_east.write(
            {"company_ids": [Command.set(elsewhere.ids)], "company_id": elsewhere.id}
        )
        self.assertEqual(self._get_rights(ticket, self.of_east), "")
        self.assertFalse(self.env["complaint.region"].with_user(self.of_east).search([]))
        with self.assertRaises(UserError):
            self.store_a.region_id = self.east.create({"name": "There", "company_id": elsewhere.id})

    def test_about_them(self):
        """A complaint about the region manager is not theirs to read."""
        ticket = self._register()
        self.env["complaint.party"].create(
            {"ticket_id": ticket.id, "user_id": self.of_east.id, "role": "respondent"}
        )
        self.assertEqual(self._get_rights(ticket, self.of_east), "")

    @proves("ANA-1", "Figures are told by region, and a region manager has those of the region")
    def test_figures(self):
        """Cases and rates by region; nobody has a region's figures who has none of its stores."""
        self._register()
        self._register(self.agent_b, complaint_store_id=self.store_b.id)
        self.env.flush_all()
        for model in ("case", "line", "party", "rate"):
            figures = self.env[f"complaint.report.{model}"]
            count = "case_count:sum" if model in ("case", "rate") else "__count"
            with self.subTest(model):
                mine = dict(figures.with_user(self.of_east)._read_group([], ["region_id"], [count]))
                self.assertLessEqual(set(mine), {self.east})
                if model in ("case", "rate"):
                    self.assertEqual(mine, {self.east: 1})
                    ours = [("store_id", "in", (self.store_a | self.store_b).ids)]
                    both = dict(figures._read_group(ours, ["region_id"], [count]))
                    self.assertEqual(both, {self.east: 1, self.west: 1})
        with self.assertRaises(AccessError):
            self.env["complaint.report.case"].with_user(self.duty).search([])

    @proves("RSP-6", "Above the store manager a case goes to the region, then to the leading group")
    def test_ladder(self):
        """A store without a region is passed over; the region's managers are no duty managers."""
        boss = self._new_user("boss", "agent", self.store_a)
        self.store_a.manager_id = boss
        ticket = self._register_at().sudo()
        ticket._set_owner(boss)
        ticket._hand_up("Late.")
        self.assertEqual((ticket.complaint_rung, ticket.user_id), ("region_manager", self.of_east))
        ticket._hand_up("Late again.")
        self.assertEqual(ticket.complaint_rung, "leading_group")
        self.store_a.region_id = False
        self.assertFalse(ticket._get_role_users("region_manager"))
        self.store_a.member_ids |= self.of_east
        self.assertEqual(ticket._get_role_users("duty_manager"), self.duty)

    @proves(
        "SOL-4", "What exceeds the duty manager and not the region's limit, the region approves"
    )
    def test_limit(self):
        """As shipped 500, 2,000, no limit; the levels are asked in their order."""
        limits = self.env["complaint.authority"]
        self.store_a.manager_id = False
        ticket = self._investigated()
        for amount, approver in ((400, self.duty), (1500, self.of_east), (2500, self.manager)):
            proposal = self._propose(ticket, kind="goodwill", requested_amount=amount)
            proposal.action_submit()
            with self.subTest(amount):
                self.assertEqual(proposal.approver_id, approver)
            proposal.action_draft()
            proposal.unlink()
        row = limits._get_for(self.of_east, self.store_a, "goodwill", self.company)
        self.assertEqual(row.case_amount, 2000)
        row = limits._get_for(self.manager, self.store_a, "goodwill", self.company)
        self.assertTrue(row.is_unlimited, "the leading group is above")

    def test_who_may(self):
        """The leading group names regions and their managers, who have a role for complaints."""
        stranger = self._new_login("rc_stranger", "base.group_user")
        with self.assertRaisesRegex(ValidationError, "no role"):
            self.east.manager_ids |= stranger
        for user in (self.duty, self.of_east):
            with self.assertRaises(AccessError):
                self.east.with_user(user).name = "Mine"

    def test_area(self):
        """An area is in the region of its store."""
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.env["retail.store"].create(
                {
                    "name": "Bakery",
                    "code": "T-A1",
                    "parent_id": self.store_a.id,
                    "region_id": self.east.id,
                }
            )

    def test_house_that_has_levels(self):
        """An upgrade adds the level below the leading group, once; one that is there stays."""
        levels = self.env["complaint.level"]
        roles = levels._get_roles(self.company)
        shipped = self.env.ref("retail_complaint.complaint_level_region_manager")
        script = runpy.run_path(file_path(ADDED))
        shipped.active = False
        script["migrate"](self.env.cr, "19.0.1.1.0")
        self.assertNotIn("region_manager", levels._get_roles(self.company))
        shipped.unlink()
        for _again in range(2):
            script["migrate"](self.env.cr, "19.0.1.1.0")
        self.assertEqual(levels._get_roles(self.company), roles)
