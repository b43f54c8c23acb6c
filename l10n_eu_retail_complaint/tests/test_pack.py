from datetime import date

from odoo.tests import TransactionCase, tagged

from odoo.addons.retail_complaint.tests.proves import proves
from odoo.addons.retail_complaint.tools.case import Case


@tagged("post_install", "-at_install")
class TestPack(TransactionCase):
    def _codes(self, country, day=date(2026, 5, 1)):
        case = Case(country_id=self.env.ref(f"base.{country}").id, day=day)
        pairs = self.env["complaint.statute"]._get_in_force(case)
        return {law.code for law, _own in pairs if law and law.code.startswith(("eu_", "uk_"))}

    @proves("SOL-9", "The same mechanism holds the law of a union of countries and of one country")
    def test_places(self):
        """Rules of the Union hold in its countries, those of the United Kingdom there only."""
        for member in ("de", "fr"):
            self.assertIn("eu_withdrawal", self._codes(member))
            self.assertFalse({code for code in self._codes(member) if code.startswith("uk_")})
        self.assertIn("uk_reject", self._codes("uk"))
        self.assertNotIn("eu_withdrawal", self._codes("uk"))
        self.assertFalse(self._codes("jp"))

    def test_dates(self):
        """The register of safety complaints is a duty since 2024-12-13."""
        self.assertNotIn("eu_safety", self._codes("de", date(2024, 12, 12)))
        self.assertIn("eu_safety", self._codes("de", date(2024, 12, 13)))

    def test_nothing_is_verified(self):
        """Nothing here was read in the law, and each row says so."""
        rows = self.env["complaint.statute"].search([("code", "=like", "eu_%")])
        rows |= rows.search([("code", "=like", "uk_%")])
        self.assertEqual(len(rows), 7)
        self.assertFalse(rows.filtered("is_verified"))
        self.assertTrue(all("Not verified" in row.certainty for row in rows))
