"""Cases at a set time, with service levels of the test's own."""

from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from .common import ComplaintCommon

#: A Monday, 10:00 in Shanghai.
MONDAY = datetime(2026, 3, 2, 2)


class ClockCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What the data brings may be changed by whoever uses it: the tests bring their own.
        cls.env["complaint.service.level"].search([]).action_archive()
        cls.env["complaint.escalation.rule"].search([]).action_archive()
        cls.env.flush_all()
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Shop hours",
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{day} {start}",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": stop,
                                "day_period": "morning" if start < 12 else "afternoon",
                            }
                        )
                        for day in range(5)
                        for start, stop in ((9, 12), (13, 18))
                    ),
                ],
            }
        )
        cls.store_a.calendar_id = cls.calendar
        cls.serious = cls.env.ref("retail_complaint.complaint_severity_serious")
        cls.ordinary = cls.env.ref("retail_complaint.complaint_severity_ordinary")
        cls.email = cls.env.ref("retail_complaint.helpdesk_ticket_channel_email")
        cls._new_level("first_response", 8, can_pause=False)
        cls._new_level("preliminary", 24, can_pause=False)
        cls._new_level("proposal", 2, unit="days")
        cls._new_level("resolution", 5, unit="days", warning=1)
        cls._new_level("followup", 7, unit="days", can_pause=False)

    @classmethod
    def _new_level(cls, clock_kind, length, **vals):
        return cls.env["complaint.service.level"].create(
            {"clock_kind": clock_kind, "length": length, **vals}
        )

    @classmethod
    def _new_rule(cls, trigger, action, role="leading_group", **vals):
        return cls.env["complaint.escalation.rule"].create(
            {
                "name": f"{trigger} {action}",
                "trigger": trigger,
                "action": action,
                "role": role,
                **vals,
            }
        )

    @classmethod
    def _register_at(cls, moment=MONDAY, **vals):
        with freeze_time(moment):
            vals = {"channel_id": cls.email.id, "complaint_severity_id": cls.ordinary.id, **vals}
            return cls._register(**vals)

    @classmethod
    def _clock(cls, ticket, kind):
        """Return the latest clock of a kind."""
        return ticket.complaint_clock_ids.filtered(lambda c: c.kind == kind).sorted("id")[-1:]

    def _run_scheduler(self, moment):
        """Run the scheduled action at a moment, without its commits."""
        with freeze_time(moment), self._without_commit():
            self.env["complaint.clock"].sudo()._cron_escalate()

    def _without_commit(self):
        """Let a scheduled action report its batches without ending the test's transaction."""
        cron = type(self.env["ir.cron"])
        return patch.object(cron, "_commit_progress", lambda *args, **options: float("inf"))

    @staticmethod
    def _later(**duration):
        return MONDAY + timedelta(**duration)
