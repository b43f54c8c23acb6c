from odoo import Command
from odoo.tests import tagged

from .rights_common import RightsCommon, is_ours


@tagged("post_install", "-at_install")
class TestChosenCompanies(RightsCommon):
    """Who belongs to two companies and has chosen one works in that one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.both = cls._new_login(
            "rc_both",
            ",".join(
                f"retail_complaint.group_{role}" for role in ("manager", "accountant", "auditor")
            ),
            company_id=cls.company.id,
            company_ids=[Command.set([cls.company.id, cls.elsewhere.id])],
        )
        cls.store_b.member_ids |= cls.both

    def _find(self, model, companies):
        """Return the records of the case of our company that are found by its case."""
        records = self.env[model].with_user(self.both)
        records = records.with_context(allowed_company_ids=companies.ids)
        return records.search([("id", "in", self.records[model].ids)])

    def test_records_follow_the_choice(self):
        """A case and all that belongs to it is found under its own company alone."""
        seen = 0
        for model in self.records:
            if not (is_ours(self.env[model]._original_module) or model == "helpdesk.ticket"):
                continue
            with self.subTest(model):
                found = self._find(model, self.company)
                self.assertFalse(self._find(model, self.elsewhere), model)
                self.assertEqual(self._find(model, self.company | self.elsewhere), found)
                seen += bool(found)
        self.assertGreater(seen, 10)

    def test_figures_follow_the_choice(self):
        """Figures do not add the money of two companies, nor the cases of one to the other's."""
        self.env.flush_all()
        for model in ("complaint.report.case", "complaint.report.line", "complaint.report.party"):
            with self.subTest(model):
                rows = self.env[model].with_user(self.both)
                here = rows.with_context(allowed_company_ids=self.company.ids)
                there = rows.with_context(allowed_company_ids=self.elsewhere.ids)
                self.assertTrue(here.search_count([("store_id", "=", self.store_b.id)]))
                self.assertFalse(there.search_count([("store_id", "=", self.store_b.id)]))
