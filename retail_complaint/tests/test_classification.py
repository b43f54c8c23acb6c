from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestClassification(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top = cls.env.ref("retail_complaint.complaint_severity_critical")
        cls.minor = cls.env.ref("retail_complaint.complaint_severity_minor")
        cls.injury = cls.env.ref("retail_complaint.complaint_hazard_injury")
        cls.child = cls.env.ref("retail_complaint.complaint_hazard_child")
        cls.safety = cls.env.ref("retail_complaint.helpdesk_ticket_category_safety")
        cls.attitude = cls.env.ref("retail_complaint.helpdesk_ticket_category_attitude")

    @proves("CLS-1", "The categories of the business form a tree that it extends and renames")
    def test_tree(self):
        """A part of a category has its severity and flags unless it has its own."""
        categories = self.env["helpdesk.ticket.category"]
        quality = self.env.ref("retail_complaint.helpdesk_ticket_category_quality")
        part = categories.create({"name": "Mould", "parent_id": quality.id, "is_complaint": True})
        self.assertEqual(part.complete_name, "Product quality / Mould")
        ticket = self._register(category_id=part.id)
        self.assertEqual(ticket.complaint_severity_id, quality.complaint_severity_id)
        part.complaint_severity_id = self.minor
        ticket = self._register(category_id=part.id)
        self.assertEqual(ticket.complaint_severity_id, self.minor)
        quality.complaint_hazard_ids = self.injury
        self.assertEqual(self._register(category_id=part.id).complaint_severity_id, self.top)
        shipped = categories.search([("is_complaint", "=", True)])
        self.assertGreaterEqual(len(shipped), 11)

    @proves("CLS-2", "One choice, the category, rates the case: severity and priority follow")
    def test_assessed_in_one_step(self):
        """The category gives the severity at registration, later, and at once on the screen."""
        ticket = self._register(category_id=self.attitude.id)
        self.assertEqual((ticket.complaint_severity_id, ticket.priority), (self.minor, "0"))
        later = self._register(category_id=False)
        self.assertFalse(later.complaint_severity_id)
        later.category_id = self.attitude
        self.assertEqual(later.complaint_severity_id, self.minor)
        form = Form(
            self.env["helpdesk.ticket"].with_user(self.agent).with_context(complaint_stages=True),
            "retail_complaint.helpdesk_ticket_view_form",
        )
        form.category_id = self.attitude
        self.assertEqual(form.complaint_severity_id, self.minor)
        form.complaint_hazard_ids.add(self.child)
        self.assertEqual(form.complaint_severity_id, self.top)

    @proves("CLS-5", "Injury, allergy, spoiled food, a child or fire: top severity, by every door")
    def test_every_door(self):
        """Registration, category, screen, import and later change all end at the top severity."""
        low = {"complaint_severity_id": self.minor.id}
        flagged = self._register(complaint_hazard_ids=[(4, self.injury.id)], **low)
        by_category = self._register(category_id=self.safety.id, **low)
        later, moved = self._register(**low), self._register(**low)
        later.write({"complaint_hazard_ids": [(4, self.child.id)], **low})
        moved.category_id = self.safety
        result = (
            self.env["helpdesk.ticket"]
            .with_user(self.agent)
            .load(
                [
                    *("name", "description", "team_id/.id", "complaint_store_id/.id"),
                    *("complaint_hazard_ids", "complaint_severity_id"),
                ],
                [["x", "x", str(self.team.id), str(self.store_a.id), "Injury", "Minor"]],
            )
        )
        self.assertFalse(result["messages"])
        imported = self.env["helpdesk.ticket"].browse(result["ids"])
        for ticket in (flagged, by_category, later, moved, imported):
            self.assertTrue(ticket.complaint_is_safety)
            self.assertEqual(ticket.complaint_severity_id, self.top)
            self.assertEqual(ticket.priority, "3")
            ticket.with_user(self.manager).complaint_severity_id = self.minor
            self.assertEqual(ticket.complaint_severity_id, self.top)

    def test_ordinary_ticket(self):
        """A ticket that becomes a complaint of a safety category gets the top severity."""
        team = self.env["helpdesk.ticket.team"].create({"name": "IT"})
        ticket = self.env["helpdesk.ticket"].create(
            {
                "name": "x",
                "description": "x",
                "team_id": team.id,
                "category_id": self.safety.id,
                "complaint_severity_id": self.minor.id,
            }
        )
        self.assertFalse(ticket.complaint_is_safety)
        ticket.team_id = self.team
        self.assertEqual(ticket.complaint_severity_id, self.top)

    @proves("CLS-5", "Only the leading group takes a safety flag down, and writes why")
    def test_taking_down(self):
        """A flag goes by the button of the leading group alone; who and why stay on record."""
        ticket = self._register(complaint_hazard_ids=[(6, 0, (self.injury | self.child).ids)])
        for door in (ticket, ticket.with_user(self.manager)):
            for command in ((3, self.child.id), (5,), (6, 0, self.injury.ids)):
                with self.assertRaisesRegex(UserError, "safety flag stays"), self.cr.savepoint():
                    door.write({"complaint_hazard_ids": [command]})
        for name in ("complaint_is_safety", "complaint_hazard_cleared_reason"):
            with self.assertRaises(AccessError):
                ticket.write({name: False})
        wizard = self.env["complaint.case.wizard"]
        vals = {"ticket_id": ticket.id, "step": "clear_hazards", "reason": "A scratch, no injury"}
        with self.assertRaisesRegex(AccessError, "leading group"):
            wizard.with_user(self.agent).create(vals).action_confirm()
        with self.assertRaisesRegex(UserError, "reason"):
            ticket.with_user(self.manager)._clear_hazards("")
        wizard.with_user(self.manager).create(vals).action_confirm()
        self.assertFalse(ticket.complaint_is_safety)
        self.assertEqual(ticket.complaint_hazard_cleared_by_id, self.manager)
        self.assertIn("A scratch, no injury", str(ticket.message_ids.mapped("body")))
        ticket.complaint_severity_id = self.minor
        self.assertEqual(ticket.complaint_severity_id, self.minor)

    def test_flag_is_raised_by_hand(self):
        """Those who register a complaint raise a flag themselves."""
        ticket = self._register(self.intake)
        ticket.complaint_hazard_ids = self.injury
        self.assertEqual(ticket.complaint_severity_id, self.top)
