"""Which row holds when and where, and what is said about how sure it is."""

from datetime import date, datetime

from odoo import fields
from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.proves import proves
from odoo.addons.retail_complaint.tools.case import Case

from .common import LawCommon


@tagged("post_install", "-at_install")
class TestRows(LawCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["complaint.statute"].search(
            [("country_id", "=", cls.env.ref("base.cn").id), ("company_id", "=", False)]
        )

    def _in_force(self, day, state=None):
        china = self.env.ref("base.cn").id
        case = Case(country_id=china, state_id=state.id if state else 0, day=day)
        return {law.code: law for law, _own in self.rows._get_in_force(case) if law}

    @proves("SOL-9", "China: 12315 mediation follows the order in force on the day of the event")
    def test_mediation_by_day(self):
        """Until 2026-04-14 the 45 working days of Order 20, from the 15th the 60 of Order 121."""
        old, new = self._rule("mediation_20"), self._rule("mediation_121")
        self.assertEqual(self._in_force(date(2026, 4, 14))["cn_12315_mediation"], old)
        self.assertEqual(self._in_force(date(2026, 4, 15))["cn_12315_mediation"], new)
        self.assertEqual((old.length, old.unit), (45, "working_days"))
        self.assertEqual((new.length, new.unit), (60, "days"))
        self.assertNotIn("cn_12315_acceptance", self._in_force(date(2026, 4, 15)))

    def test_mediation_on_the_clock(self):
        """Confirmed, it is the deadline of the authority's clock: sixty days after acceptance."""
        ticket = self._bought(10)
        calculator = self._calculate(ticket, "mediation_121", day="2026-05-04")
        calculator.started_at = datetime(2026, 5, 4, 2)
        calculator.action_confirm()
        self.assertEqual(ticket.complaint_outside_deadline.date(), date(2026, 7, 3))

    def test_seven_days(self):
        """Goods signed for on the 1st go back without a reason until the end of the 8th."""
        ticket = self._bought(10)
        calculator = self._calculate(ticket, "return_distance")
        self.assertIn("made to order", calculator.text)
        calculator.started_at = datetime(2026, 5, 1, 6)
        zone = ticket._get_complaint_calendar().tz
        local = fields.Datetime.context_timestamp(ticket.with_context(tz=zone), calculator.due_at)
        self.assertEqual(local.replace(tzinfo=None), datetime(2026, 5, 8, 23, 59, 59))

    def test_recall(self):
        """The three levels of a recall: 24, 48, 72 hours to start, 10, 20, 30 days to finish."""
        for level, hours, days in ((1, 24, 10), (2, 48, 20), (3, 72, 30)):
            start, done = self._rule(f"recall_{level}_start"), self._rule(f"recall_{level}_done")
            self.assertEqual((start.length, start.unit), (hours, "hours"))
            self.assertEqual((done.length, done.unit), (days, "working_days"))
        calculator = self._calculate(self._bought(10), "recall_1_start")
        calculator.started_at = datetime(2026, 5, 1, 6)
        self.assertEqual(calculator.due_at, datetime(2026, 5, 2, 6))

    def test_provinces(self):
        """Rules of a province hold there and nowhere else."""
        zhejiang = self.env.ref("base.state_cn_ZJ")
        self.assertIn("cn_zj_answer", self._in_force(date(2026, 5, 1), zhejiang))
        self.assertNotIn("cn_zj_answer", self._in_force(date(2026, 5, 1)))

    def test_prepaid_since(self):
        """The rules on prepaid cards begin on 2025-05-01."""
        self.assertNotIn("cn_prepaid_shop", self._in_force(date(2025, 4, 30)))
        self.assertIn("cn_prepaid_shop", self._in_force(date(2025, 5, 1)))

    @proves("SOL-9", "A row that nobody read in the law says so wherever it is used")
    def test_certainty(self):
        """Each row is read, with who and when, or says that it is not verified."""
        self.assertGreater(len(self.rows), 40)
        for row in self.rows:
            with self.subTest(row.code):
                self.assertTrue(row.article)
                if row.is_verified:
                    self.assertTrue(row.source and row.verified_by and row.verified_on)
                else:
                    self.assertIn("Not verified", row.certainty)
        unread = {"cn_fraudulent_claims", "cn_deliberate_delay", "cn_zj_answer", "cn_food_accident"}
        self.assertFalse(self.rows.filtered(lambda row: row.code in unread and row.is_verified))
