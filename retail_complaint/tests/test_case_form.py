"""The case form: one frame, which every concern and other addons extend at its names."""

from pathlib import Path

from lxml import etree

from odoo.exceptions import ValidationError
from odoo.modules.migration import load_script
from odoo.tests import tagged

from .common import ComplaintCommon

MIGRATION = Path(__file__).parents[1] / "migrations/19.0.1.1.0/pre-migration.py"
# What the readme promises to who writes a bridge.
ANCHORS = (
    ("header", "complaint_header"),
    ("div", "button_box"),
    ("div", "complaint_notices"),
    ("group", "customer"),
    ("group", "classification"),
    ("page", "happened"),
    ("page", "settlement"),
    ("page", "other"),
    ("group", "helpdesk_extensions"),
)


@tagged("post_install", "-at_install")
class TestCaseForm(ComplaintCommon):
    def setUp(self):
        super().setUp()
        self.form = self.env.ref("retail_complaint.helpdesk_ticket_view_form")

    def _extend(self, arch):
        return self.env["ir.ui.view"].create(
            {
                "name": "bridge",
                "model": "helpdesk.ticket",
                "inherit_id": self.form.id,
                "arch": arch,
            }
        )

    def test_other_addons_at_every_anchor(self):
        """What another addon puts at an anchor stands there last, for whoever handles the case."""
        for tag, name in ANCHORS:
            with self.subTest(anchor=name):
                self._extend(
                    f'<{tag} name="{name}" position="inside"><div name="theirs_{name}" /></{tag}>'
                )
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        arch = etree.fromstring(tickets.get_view(self.form.id, "form")["arch"])
        for tag, name in ANCHORS:
            with self.subTest(anchor=name):
                [anchor] = arch.iterfind(f".//{tag}[@name='{name}']")
                self.assertEqual(anchor[-1].get("name"), f"theirs_{name}")

    def test_concerns_in_their_order(self):
        """Concerns extend the frame itself, each in its turn, and before other addons."""
        ours = self.form.inherit_children_ids.filtered(
            lambda view: view.xml_id.startswith("retail_complaint.")
        )
        self.assertFalse(ours.inherit_children_ids)
        priorities = ours.mapped("priority")
        self.assertEqual(len(set(priorities)), len(ours))
        self.assertLess(max(priorities), self._extend("<data />").priority)

    def test_update_over_the_old_form(self):
        """Parts that were made for another form do not stop the update that brings this one."""
        part = self.env.ref("retail_complaint.helpdesk_ticket_view_form_people")
        old = '{"en_US": "<div name=\\"gone\\" position=\\"before\\" />"}'
        self.env.cr.execute("UPDATE ir_ui_view SET arch_db = %s WHERE id = %s", (old, part.id))
        self.env.invalidate_all()
        arch = self.form.arch
        with self.assertRaisesRegex(ValidationError, "gone"), self.cr.savepoint():
            self.form.arch = arch
        load_script(str(MIGRATION), "pre_migration").migrate(self.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.form.arch = arch
        self.assertEqual(part.inherit_id, self.form)
