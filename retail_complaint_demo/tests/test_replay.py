from unittest import SkipTest

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.retail_complaint.tests.proves import proves

from ..tables.policies import SUPPLIER
from ..tables.stores import COMPANY

ADDON = "retail_complaint_demo"
CLOSED_PHASES = ("execution", "followup", "archived")


@tagged("post_install", "-at_install")
class TestReplay(TransactionCase):
    """Every settled case of the demo company, asked once more what is standard for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if ADDON not in cls.env.registry._init_modules:
            raise SkipTest("This database has no demo company; make test looks at one that has.")
        company = cls.env["res.company"].search([("name", "=", COMPANY)])
        cls.env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        cls.own = [("company_id", "=", company.id)]
        cls.cases = cls.env["helpdesk.ticket"].search(
            [*cls.own, ("is_complaint", "=", True), ("complaint_phase", "in", CLOSED_PHASES)]
        )

    @proves("SOL-3", "The same facts give the same offer: every settled case of the demo company")
    def test_same_facts_same_offer(self):
        """What was standard then is standard now; a case with the same facts gets the same."""
        compared = 0
        for case in self.cases.filtered("complaint_proposal_ids"):
            standards = case._get_standard_lines()
            twin = self._twin(case)
            self.assertEqual(
                [self._as_facts(vals) for vals in twin._get_standard_lines()],
                [self._as_facts(vals) for vals in standards],
            )
            for line in case.complaint_compensation_ids.filtered("policy_id"):
                policy, amount, why = line._get_standard()
                self.assertEqual(
                    (policy, amount, why), (line.policy_id, line.policy_amount, line.why)
                )
                compared += 1
        self.assertGreaterEqual(compared, 8)

    def _as_facts(self, vals):
        """Return the values of a line, its purchase named by what was bought."""
        line = self.env["complaint.line"].browse(vals.get("line_id"))
        bought = (line.sale_line_id.id, line.quantity) if line else None
        return dict(vals, line_id=bought)

    def _twin(self, case):
        """Return another case with the same facts, of the same moment."""
        twin = case.create(
            {
                "name": "Twin",
                "description": "The same once more",
                "team_id": case.team_id.id,
                "category_id": case.category_id.id,
                "complaint_kind": case.complaint_kind,
                "complaint_store_id": case.complaint_store_id.id,
                "complaint_received_at": case.complaint_received_at,
                "complaint_severity_id": case.complaint_severity_id.id,
                "complaint_hazard_ids": [Command.set(case.complaint_hazard_ids.ids)],
                "partner_id": case.partner_id.id,
            }
        )
        self.env["complaint.line"].create(
            [
                {
                    "ticket_id": twin.id,
                    "sale_line_id": line.sale_line_id.id,
                    "quantity": line.quantity,
                }
                for line in case.complaint_line_ids.filtered("is_proven")
            ]
        )
        twin.complaint_severity_id = case.complaint_severity_id
        twin.complaint_finding = case.complaint_finding
        return twin

    @proves("SOL-3", "Whatever was offered is standard, or says why not and was decided higher up")
    def test_departures(self):
        """No offer of the demo company departs from the standard without a reason."""
        for proposal in self.cases.complaint_proposal_ids:
            if proposal.departure:
                self.assertTrue(proposal.departure_reason)
                approver = proposal.approval_ids[:1].user_id
                self.assertNotEqual(approver, proposal.submitted_by_id)

    def test_law_and_chargeback(self):
        """A case shows what the law gives; a supplier's share is drafted for accounting."""
        claim = self.env["complaint.statutory.claim"].search(self.own)
        # Two packs of 68 yuan.
        self.assertEqual(claim.amount, 1360)
        row = self.env["complaint.chargeback"].search([*self.own, ("name", "=", SUPPLIER)])
        self.assertEqual((row.state, row.move_id.state), ("claimed", "draft"))
        self.assertEqual(row.move_id.move_type, "in_refund")
