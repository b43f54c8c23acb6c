from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestFigures(ComplaintCommon):
    """The register in figures: a case counts once, a drill never, and each sees their stores."""

    def _read(self, model, groupby, *measures, user=None, **vals):
        self.env.flush_all()
        domain = [(name, "=", value) for name, value in vals.items()]
        found = (
            self.env[f"complaint.report.{model}"]
            .with_user(user or self.manager)
            ._read_group(domain, groupby, measures)
        )
        return found if groupby else found[0]

    @proves("ANA-1", "A case with three products and two people is still one case in every figure")
    def test_counted_once(self):
        """Lines and people have figures of their own; cases are counted once in each."""
        ticket = self._register()
        for _number in range(3):
            self._add_purchase(ticket, self._sell())
        self.env["complaint.party"].create(
            [
                {"ticket_id": ticket.id, "kind": "other", "name": name, "role": "witness"}
                for name in ("Li", "Zhao")
            ]
        )
        self.assertEqual(self._read("case", [], "case_count:sum"), (1,))
        self.assertEqual(self._read("line", [], "ticket_id:count_distinct", "quantity:sum"), (1, 6))
        self.assertEqual(self._read("party", [], "ticket_id:count_distinct", "__count"), (1, 2))

    @proves("QLT-3", "A drill is in no figure")
    def test_no_drill(self):
        """Cases, lines and parties of a drill count nowhere, nor against orders."""
        drill = self._register(self.manager, complaint_is_drill=True)
        self._add_purchase(drill, self._sell())
        for model in ("case", "line", "party"):
            self.assertEqual(self._read(model, [], "__count"), (0,))
        self.assertFalse(self._read("rate", [], "case_count:sum")[0])

    @proves("ANA-2", "Response time is told as the customer waited and as the clock ran")
    def test_times(self):
        """Day and night by the calendar; by the clock only what its service level counts."""
        levels = self.env["complaint.service.level"].search([("clock_kind", "=", "first_response")])
        levels.write({"length": 8, "unit": "hours", "counts": "working"})
        calendar = self.env["resource.calendar"].create({"name": "From eight", "tz": "UTC"})
        self.store_a.calendar_id = calendar
        received = fields.Datetime.to_datetime("2026-03-02 07:00:00")  # a Monday
        with freeze_time(received):
            channel = self.env.ref("retail_complaint.helpdesk_ticket_channel_email")
            ticket = self._register(complaint_received_at=received, channel_id=channel.id)
        with freeze_time(received + timedelta(hours=3)):
            self._tell(ticket, "acknowledge")
        hours, clock_hours, due, met, share = self._read(
            "case",
            [],
            "response_hours:avg",
            "response_clock_hours:avg",
            "response_due_count:sum",
            "response_met_count:sum",
            "response_share:avg",
        )
        self.assertAlmostEqual(hours, 3, delta=0.01)
        self.assertAlmostEqual(clock_hours, 2, delta=0.01)
        self.assertEqual((due, met, share), (1, 1, 1))

    @proves("ANA-2", "The resolution rate counts what is overdue, not only what is resolved")
    def test_resolution_rate(self):
        """One case resolved in time and one that is open and overdue: one half."""
        done = self._register(complaint_finding=False)
        done.write({"complaint_finding": "not_justified", "complaint_finding_basis": "law"})
        self._tell(done)
        done.action_complaint_advance("followup")
        with freeze_time(fields.Datetime.now() - timedelta(days=60)):
            self._register()
        [(due, met, share)] = [
            self._read(
                "case",
                [],
                "resolution_due_count:sum",
                "resolution_met_count:sum",
                "resolution_share:avg",
            )
        ]
        self.assertEqual((due, met, share), (2, 1, 0.5))

    @proves("ANA-1", "Money is told by kind and product, in the currency of the company")
    def test_money(self):
        """A refund stands with its product, goodwill with none; the case has the sum."""
        refund = self._settled()
        goodwill = self._propose(
            refund.ticket_id, kind="goodwill", requested_amount=20, line_id=False
        )
        self._to_state(goodwill, "executed")
        self.assertEqual(self._read("case", [], "money:sum"), (48.25,))
        by_kind = dict(self._read("line", ["compensation_kind"], "money:sum"))
        self.assertEqual((by_kind["refund"], by_kind["goodwill"]), (28.25, 20))
        by_product = dict(self._read("line", ["product_id"], "money:sum"))
        self.assertEqual(by_product[self.product], 28.25)

    @proves("ANA-1", "Hot hours and days are those at the store, not those of the server")
    def test_time_at_the_store(self):
        """Half past one at night in UTC on a Monday is half past nine in Shanghai."""
        calendar = self.env["resource.calendar"].create({"name": "Shanghai", "tz": "Asia/Shanghai"})
        self.store_a.calendar_id = calendar
        self._register(complaint_received_at="2026-05-04 01:30:00")
        self._register(complaint_received_at="2026-05-03 17:00:00")
        self.assertEqual(
            sorted(self._read("case", ["weekday", "hour"], "case_count:sum")),
            [("1", "01", 1), ("1", "09", 1)],
        )

    @proves("ANA-1", "A busy store and a quiet one are compared by cases per thousand orders")
    def test_against_orders(self):
        """Orders of the store's warehouse; two cases on four orders are 500 per thousand."""
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.company.id)], limit=1
        )
        self.store_a.warehouse_id = warehouse
        self.store_b.warehouse_id = warehouse
        before = self._read("rate", [], "order_count:sum", store_id=self.store_a.id)[0] or 0
        for _number in range(4):
            self._sell(pay=False)
        for _number in range(2):
            self._register()
        orders, rate = self._read(
            "rate", [], "order_count:sum", "per_thousand:avg", store_id=self.store_a.id
        )
        self.assertEqual(orders, before + 4)
        self.assertAlmostEqual(rate, 2000 / orders)

    @proves("ANA-1", "A store manager sees the figures of his stores and of no other")
    def test_own_stores(self):
        """Members and leading group see their store; auditors their company; others nothing."""
        manager_b = self._new_user("manager_b", "manager", self.store_b)
        self._add_purchase(self._register(), self._sell())
        for model, measure in (
            ("case", "case_count:sum"),
            ("line", "ticket_id:count_distinct"),
            ("rate", "case_count:sum"),
        ):
            self.assertEqual(self._read(model, [], measure)[0], 1)
            self.assertFalse(self._read(model, [], measure, user=manager_b)[0])
            self.assertEqual(self._read(model, [], measure, user=self.auditor)[0], 1)
            with self.assertRaises(AccessError):
                self._read(model, [], measure, user=self.agent)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.auditor.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self._read("case", [], "case_count:sum", user=self.auditor)[0])

    def test_every_figure_is_defined(self):
        """Each measure says on screen what it means."""
        for model in ("case", "line", "party", "rate"):
            for name, field in self.env[f"complaint.report.{model}"]._fields.items():
                is_measure = field.aggregator and field.type in ("integer", "float", "monetary")
                if is_measure and name != "id":
                    self.assertTrue(field.help, f"{model}.{name}")

    def test_queries(self):
        """A pivot costs one statement, and what it does not show is not joined."""
        self._register()
        report = self.env["complaint.report.case"].with_user(self.manager)
        groupby, measure = ["store_id", "received_at:month"], ["case_count:sum"]
        report._read_group([], groupby, measure)
        with self.assertQueryCount(1):
            report._read_group([], groupby, measure)
        pivot = SQL(
            "EXPLAIN SELECT store_id, sum(case_count) FROM (%s) AS r GROUP BY 1",
            report._table_query,
        )
        self.env.cr.execute(pivot)
        plan = "\n".join(row for (row,) in self.env.cr.fetchall())
        self.assertNotIn("complaint_clock", plan)
        self.assertNotIn("complaint_compensation", plan)
