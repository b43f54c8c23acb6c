from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestOutcome(ComplaintCommon):
    def _ended(self):
        ticket = self._register(complaint_kind="inquiry")
        self._tell(ticket, told_at="2026-01-01 10:00:00")
        ticket.action_complaint_next()
        return ticket

    def test_unreachable(self):
        """Unreachable needs three recorded attempts on two days, none of them successful."""
        ticket = self._register()
        now = fields.Datetime.now()
        for hours in (30, 3, 2):
            with self.assertRaisesRegex(UserError, "3 times on 2 days"):
                ticket._end("unreachable", "No answer")
            self._tell(ticket, "progress", is_delivered=False, told_at=now - timedelta(hours=hours))
        ticket._end("unreachable", "No answer")
        self.assertEqual(
            (ticket.complaint_phase, ticket.complaint_outcome), ("archived", "unreachable")
        )

    def test_tried_on_two_days_of_the_customer(self):
        """Days are the customer's: half past eleven and half past midnight are two of them."""
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        ticket = self._register()
        day = fields.Datetime.now().replace(hour=15, minute=0) - timedelta(days=3)
        for minutes in (0, 30, 90):
            at = day + timedelta(minutes=minutes)
            self._tell(ticket, "progress", is_delivered=False, told_at=at)
        ticket._end("unreachable", "No answer")
        self.assertEqual(ticket.complaint_outcome, "unreachable")

    @proves("EXE-5", "Who is complained about never gets the reopened case")
    def test_not_to_a_respondent(self):
        """A case that goes up passes by the people whom it is about."""
        ticket = self._ended()
        ticket._reopen("Not satisfied")
        duty_managers = ticket._get_role_users("duty_manager")
        self.env["complaint.party"].create(
            [{"ticket_id": ticket.id, "user_id": user.id} for user in duty_managers]
        )
        user, _done = ticket.sudo()._hand_up("Not satisfied")
        self.assertNotIn(user, duty_managers)
