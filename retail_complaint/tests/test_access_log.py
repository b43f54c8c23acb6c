from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestAccessLog(ComplaintCommon):
    def _logged(self, what):
        return self.env["complaint.access.log"].search([("what", "=", what)])

    @proves("REC-3", "Who looks into a confidential case is on record, and an auditor reads it")
    def test_read(self):
        """By form, list of stories or API, once an hour; not by lists, not for other cases."""
        self.registry_enter_test_mode()
        plain, ticket = self._register(), self._register()
        ticket.with_user(self.manager).complaint_is_confidential = True
        own = ticket.with_user(self.manager)
        ways = (
            lambda: own.web_read({"description": {}}),
            lambda: own.read(["description"]),
            lambda: own.search_read([("id", "=", ticket.id)], ["description"]),
            lambda: own.read(),
        )
        for way in ways:
            with self.undone():
                self.assertFalse(self._logged("read"))
                way()
                [row] = self._logged("read")
                self.assertEqual((row.user_id, row.res_id), (self.manager, ticket.id))
                self.assertEqual(row.name, ticket.number)
                way()
                self.assertEqual(self._logged("read"), row)
        own.web_search_read([("id", "=", ticket.id)], {"name": {}, "number": {}})
        plain.with_user(self.manager).read(["description"])
        self.assertFalse(self._logged("read"))

    def test_not_for_who_may_not(self):
        """Who is refused leaves no trace of a reading that was none."""
        ticket = self._register()
        ticket.with_user(self.manager).complaint_is_confidential = True
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent_b).read(["description"])
        self.assertFalse(self._logged("read"))

    @proves("REC-3", "Who exports cases is on record, with how many and what of them")
    def test_export(self):
        """Cases and what belongs to them; ordinary tickets are none of ours."""
        allowed = self.env.ref("base.group_allow_export")
        (self.manager | self.env.ref("base.user_admin")).group_ids |= allowed
        tickets = self._register() | self._register()
        tickets.with_user(self.manager).export_data(["number", "description"])
        [row] = self._logged("export")
        self.assertEqual(row.user_id, self.manager)
        self.assertEqual(row.note, "2 records: number, description")
        log = tickets.complaint_contact_log_ids
        log |= log.create({"ticket_id": tickets[:1].id, "words": "Told"})
        log.with_user(self.manager).export_data(["words"])
        self.assertEqual(len(self._logged("export")), 2)
        ordinary = self.env["helpdesk.ticket"].create({"name": "Lamp", "description": "x"})
        ordinary.with_user(self.env.ref("base.user_admin")).export_data(["number"])
        self.assertEqual(len(self._logged("export")), 2)

    @proves("ORG-5", "A changed limit names who changed it, from what to what")
    def test_limit(self):
        """Made, changed, deleted; what changes nothing leaves no row."""
        limits = self.env["complaint.authority"].with_user(self.manager)
        limit = limits.create({"user_id": self.agent.id, "case_amount": 50})
        limit.case_amount = 80
        limit.case_amount = 80
        limit.unlink()
        notes = self._logged("limit").sorted("id").mapped("note")
        self.assertEqual(len(notes), 3)
        self.assertIn("case_amount: 50.0", notes[1])
        self.assertIn("case_amount: 80.0", notes[1])
        self.assertEqual(self._logged("limit").user_id, self.manager)

    def test_rights(self):
        """Auditors read it; nobody writes or deletes it, an administrator neither."""
        self.env["complaint.authority"].with_user(self.manager).create(
            {"user_id": self.agent.id, "case_amount": 50}
        )
        row = self._logged("limit")
        self.assertTrue(row.with_user(self.auditor).read(["note", "user_id"]))
        for user in (self.intake, self.agent, self.duty, self.manager, self.accountant):
            with self.assertRaises(AccessError):
                row.with_user(user).read(["note"])
        for user in (self.auditor, self.manager, self.env.ref("base.user_admin")):
            for step in (
                lambda log: log.write({"note": "x"}),
                lambda log: log.unlink(),
                lambda log: log.create({"what": "read", "user_id": log.env.uid}),
            ):
                with self.assertRaises(AccessError):
                    step(row.with_user(user))
        with self.assertRaises(AccessError):
            row.sudo().unlink()
