"""What the leading group may set up: all that is for complaints, nothing of the others' tickets."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import ComplaintCommon
from .proves import proves

CHANNELS = ("desk", "phone", "email", "web", "wechat", "social", "box")
#: The settings of the helpdesk that the menu Configuration opens, and what marks ours.
SETTINGS = {
    "helpdesk.ticket.team": {"is_complaint": True},
    "helpdesk.ticket.stage": {"complaint_phase": "investigation"},
    "helpdesk.ticket.category": {"is_complaint": True},
    "helpdesk.ticket.channel": {"is_complaint": True},
}


@tagged("post_install", "-at_install")
class TestConfiguration(ComplaintCommon):
    @proves("CLS-1", "The leading group adds and renames categories for its business by itself")
    def test_the_leading_groups_own(self):
        """Teams, stages, categories and channels of complaints are made and changed by it."""
        for model, mark in SETTINGS.items():
            with self.subTest(model=model):
                record = self.env[model].with_user(self.manager).create({"name": "Fish", **mark})
                record.name = "Fish and sea food"
                with self.assertRaises(AccessError):
                    record.with_user(self.duty).name = "Taken"
                record.unlink()

    def test_by_the_forms(self):
        """The forms behind the menus can be filled and saved by the leading group."""
        for model, mark in SETTINGS.items():
            context = {f"default_{name}": value for name, value in mark.items()}
            with Form(self.env[model].with_user(self.manager).with_context(**context)) as form:
                form.name = "Fish"
            self.assertTrue(all(form.record[name] == value for name, value in mark.items()))

    def test_nothing_of_others(self):
        """Settings of ordinary tickets stay with the helpdesk, and none is taken over or lent."""
        for model, mark in SETTINGS.items():
            with self.subTest(model=model):
                ordinary = self.env[model].create({"name": "IT"}).with_user(self.manager)
                ours = self.env[model].create({"name": "Ours", **mark}).with_user(self.manager)
                off = dict.fromkeys(mark, False)
                for door in (
                    lambda record=ordinary: record.write({"name": "Ours now"}),
                    lambda record=ordinary, mark=mark: record.write(mark),
                    lambda record=ordinary: record.unlink(),
                    lambda model=ordinary: model.create({"name": "A new one"}),
                    lambda record=ours, off=off: record.write(off),
                ):
                    with self.assertRaises(AccessError):
                        door()

    def test_managers_of_the_helpdesk(self):
        """Managers of the helpdesk keep all settings, also when they lead complaints."""
        of_helpdesk = "helpdesk_mgmt.group_helpdesk_manager"
        for user in (
            self._new_login("rc_boss", f"{of_helpdesk},retail_complaint.group_manager"),
            self._new_login("rc_hd", of_helpdesk),
        ):
            for model, mark in SETTINGS.items():
                record = self.env[model].with_user(user).create({"name": "IT"})
                record.name = "Printers"
                marked = self.env[model].with_user(user).create({"name": "Fish", **mark})
                marked.write(dict.fromkeys(mark, False))
                (record | marked).unlink()

    @proves("INT-1", "Every channel of the procedures can be named, in every company")
    def test_channels_of_every_company(self):
        """Staff of another company register by the same channels; tickets keep their own."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.agent_b.write({"company_id": company.id, "company_ids": [Command.set(company.ids)]})
        offered = self.env["helpdesk.ticket.channel"].with_user(self.agent_b)
        found = offered.search([("is_complaint", "=", True)])
        for name in CHANNELS:
            self.assertIn(self.env.ref(f"retail_complaint.helpdesk_ticket_channel_{name}"), found)
        self.assertFalse(self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone").is_complaint)

    @proves("INT-1", "A mail or portal ticket lands in the register under the house's own channel")
    def test_channels_of_the_helpdesk(self):
        """What the helpdesk names its own web, mail or telephone is ours on a complaint."""
        for name in ("email", "phone", "web"):
            known = self.env.ref(f"helpdesk_mgmt.helpdesk_ticket_channel_{name}")
            ours = self.env.ref(f"retail_complaint.helpdesk_ticket_channel_{name}")
            self.assertEqual(self._register(channel_id=known.id).channel_id, ours)
        mail = self.env["helpdesk.ticket"].message_new(
            {"subject": "Cold soup", "body": "x", "from": "guest@shop.example", "author_id": False},
            {"team_id": self.team.id},
        )
        self.assertEqual(
            mail.channel_id, self.env.ref("retail_complaint.helpdesk_ticket_channel_email")
        )
