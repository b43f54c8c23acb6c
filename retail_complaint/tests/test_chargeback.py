import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestChargeback(ComplaintCommon):
    sales_ahead = 1

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier, cls.tenant = cls.env["res.partner"].create(
            [{"name": "Fish Ltd"}, {"name": "Tenant Ltd"}]
        )

    def _party(self, ticket, kind, share, **vals):
        return ticket.env["complaint.party"].create(
            {"ticket_id": ticket.id, "kind": kind, "cost_share": share, "name": kind, **vals}
        )

    def _executed(self, *parties):
        """Return an executed refund of 28.25 in a case with parties: (kind, share, values)."""
        ticket = self._investigated()
        for kind, share, vals in parties:
            self._party(ticket, kind, share, **vals)
        return self._to_state(self._propose(ticket), "executed")

    def _from_supplier(self, share=40):
        proposal = self._executed(("supplier", share, {"partner_id": self.supplier.id}))
        return proposal, proposal.ticket_id.complaint_chargeback_ids

    @proves("SOL-6", "Each party at fault bears its share of what was given, once")
    def test_proposed_at_execution(self):
        """Executing proposes the shares; asking again adds nothing, a later party its own."""
        proposal = self._executed(
            ("supplier", 40, {"partner_id": self.supplier.id}),
            ("employee", 10, {"user_id": self.duty.id}),
            ("department", 0, {}),
        )
        ticket = proposal.ticket_id
        rows = ticket.complaint_chargeback_ids
        self.assertEqual(
            sorted(
                zip(rows.mapped("kind"), rows.mapped("amount"), rows.mapped("state"), strict=True)
            ),
            [("employee", 2.83, "recorded"), ("supplier", 11.3, "proposed")],
        )
        ticket.action_complaint_charge_back()
        self.assertEqual(ticket.complaint_chargeback_ids, rows)
        self._party(ticket, "carrier", 20)
        ticket.action_complaint_charge_back()
        ticket.invalidate_recordset()
        self.assertEqual(len(ticket.complaint_chargeback_ids), 3)

    @proves("SOL-6", "A supplier's share is a drafted vendor refund, followed until it is paid")
    def test_supplier(self):
        """Accounting drafts it once, with its own rights; what is paid shows as recovered."""
        proposal, row = self._from_supplier()
        mine = row.with_user(self.accountant)
        mine.action_claim()
        mine.action_claim()
        move = row.sudo().move_id
        self.assertEqual((move.move_type, move.state), ("in_refund", "draft"))
        self.assertEqual((move.partner_id, move.amount_total), (self.supplier, 11.3))
        self.assertEqual(move.invoice_line_ids.product_id.name, "Charge-backs from complaints")
        self.assertFalse(move.complaint_compensation_ids)
        self.assertEqual(self.env["account.move"].search_count([("ref", "=", row.case_number)]), 2)
        self.assertEqual(row.recovered_amount, 0)
        move.action_post()
        self._pay(move, self.accountant)
        self.assertEqual(row.recovered_amount, 11.3)
        self.assertEqual(row.paid_amount, 0, "the customer was not paid yet")
        refund = proposal.sudo().compensation_ids.filtered("amount").move_id
        refund.action_post()
        self._pay(refund, self.accountant)
        row.invalidate_recordset()
        self.assertEqual(row.paid_amount, 28.25)

    @proves("ANA-1", "What suppliers paid back stands in the figures beside what was given")
    def test_in_the_figures(self):
        """By case, product and party; drafted, unpaid and reversed claims recover nothing."""
        proposal, row = self._from_supplier()
        self._add_purchase(proposal.ticket_id, self._sell())
        row.with_user(self.accountant).action_claim()
        move = row.sudo().move_id
        self._assert_recovered(0)
        move.action_post()
        self._assert_recovered(0)
        self._pay(move, self.accountant)
        self._assert_recovered(11.3)
        move.line_ids.remove_move_reconcile()
        self._assert_recovered(0)
        self._reverse(move)
        self._assert_recovered(0)

    def _assert_recovered(self, amount):
        self.env.flush_all()
        for model in ("case", "line", "party"):
            report = self.env[f"complaint.report.{model}"].with_user(self.manager)
            [[recovered]] = report._read_group([], [], ["recovered:sum"])
            self.assertAlmostEqual(recovered, amount, msg=model)

    @proves("ORG-7", "A tenant merchant shares in the settlement: his share is invoiced to him")
    def test_tenant(self):
        """The tenant gets an invoice."""
        proposal = self._executed(("tenant", 100, {"partner_id": self.tenant.id}))
        row = proposal.ticket_id.complaint_chargeback_ids
        row.with_user(self.accountant).action_claim()
        move = row.sudo().move_id
        self.assertEqual((move.move_type, move.partner_id), ("out_invoice", self.tenant))
        self.assertEqual(move.amount_total, 28.25)

    @proves("SOL-6", "Employees and departments are recorded and never sent a bill")
    def test_recorded_only(self):
        """Neither by the button, nor by force: the database refuses it."""
        proposal = self._executed(("employee", 10, {"user_id": self.duty.id}))
        row = proposal.ticket_id.complaint_chargeback_ids
        with self.assertRaisesRegex(UserError, "recorded only"):
            row.with_user(self.accountant).action_claim()
        move = proposal.sudo().compensation_ids.filtered("amount").move_id
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            row.sudo()._as_server().move_id = move
            row.flush_recordset()

    def test_blocks_nothing(self):
        """An open charge-back keeps no case from being resolved."""
        proposal, row = self._from_supplier()
        before = proposal.ticket_id._get_open_work()
        row.sudo().unlink()
        self.assertEqual(proposal.ticket_id._get_open_work(), before)

    def test_rights(self):
        """Accounting sees no ticket behind it; an agent drafts nothing, the other store none."""
        proposal, row = self._from_supplier()
        mine = row.with_user(self.accountant)
        self.assertEqual(mine.case_number, proposal.ticket_id.number)
        for field in ("ticket_id", "party_id"):
            with self.assertRaises(AccessError):
                mine.read([field])
        with self.assertRaises(AccessError):
            row.with_user(self.agent).action_claim()
        self.assertFalse(row.sudo().move_id)
        for method in ("action_claim", "action_waive"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(self.agent_b), method)()
        for forged in ({"amount": 1}, {"state": "waived"}, {"move_id": 1}, {"kind": "tenant"}):
            with self.assertRaises(AccessError):
                row.write(forged)
        with self.assertRaises(AccessError):
            row.create({"compensation_id": row.compensation_id.id})

    def test_share_is_changed_until_it_is_claimed(self):
        """The agent corrects the share before the claim, never above the whole, never after."""
        proposal, row = self._from_supplier()
        row.cost_share = 50
        self.assertEqual(row.amount, 14.13)
        self._party(proposal.ticket_id, "carrier", 30)
        proposal.ticket_id.action_complaint_charge_back()
        with self.assertRaisesRegex(UserError, "at most 100"):
            row.cost_share = 71
        row.with_user(self.accountant).action_claim()
        with self.assertRaisesRegex(UserError, "settled"):
            row.cost_share = 10

    def test_list_costs_the_same(self):
        """Accounting's list reads twelve charge-backs with as many queries as two."""
        ticket = self._from_supplier()[0].ticket_id
        spec = dict.fromkeys(
            ("case_number", "name", "amount", "paid_amount", "recovered_amount", "payment_state"),
            {},
        )
        rows = self.env["complaint.chargeback"].with_user(self.accountant)

        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.web_search_read([("company_id", "=", self.company.id)], spec)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for _number in range(10):
            self._party(ticket, "supplier", 1, partner_id=self.supplier.id)
        ticket.action_complaint_charge_back()
        self.assertLessEqual(count(), few)

    def test_waived(self):
        """What was waived is not claimed any more."""
        _proposal, row = self._from_supplier()
        row.action_waive()
        with self.assertRaisesRegex(UserError, "settled"):
            row.with_user(self.accountant).action_claim()

    def test_party_is_a_name_only(self):
        """A document needs a firm: it says whose is missing."""
        proposal = self._executed(("carrier", 10, {}))
        row = proposal.ticket_id.complaint_chargeback_ids
        with self.assertRaisesRegex(UserError, "name only"):
            row.with_user(self.accountant).action_claim()

    def test_claim_gone(self):
        """A claim cancelled or deleted in accounting can be drafted again."""
        for undo in ("button_cancel", "unlink"):
            _proposal, row = self._from_supplier()
            row.with_user(self.accountant).action_claim()
            getattr(row.sudo().move_id, undo)()
            self.assertEqual((row.state, row.move_id.id), ("proposed", False))
            row.with_user(self.accountant).action_claim()
            self.assertTrue(row.sudo().move_id)

    def test_compensation_gone(self):
        """What is not given any more is not charged back; what was posted is to be reversed."""
        for is_posted, state in ((False, "cancelled"), (True, "claimed")):
            proposal, row = self._from_supplier()
            row.with_user(self.accountant).action_claim()
            claim = row.sudo().move_id
            if is_posted:
                claim.action_post()
            proposal.sudo().compensation_ids.filtered("amount").move_id.button_cancel()
            self.assertEqual(row.state, state)
            self.assertEqual(claim.state, "posted" if is_posted else "cancel")
        message = proposal.ticket_id.message_ids.filtered(lambda m: "reverse" in m.body)
        self.assertEqual(len(message), 1)

    def test_drill(self):
        """A drill costs nobody anything."""
        ticket = self._investigated(complaint_is_drill=True)
        self._party(ticket, "supplier", 50, partner_id=self.supplier.id)
        self._to_state(self._propose(ticket), "executed")
        self.assertFalse(ticket.complaint_chargeback_ids)

    @proves("SOL-7", "Training, warning, transfer and process change are measures; no case waits")
    def test_internal_measures(self):
        """Internal measures stay on record with owner and date, and block no resolution."""
        proposal, _row = self._from_supplier()
        ticket = proposal.ticket_id
        before = ticket._get_open_work()
        for kind in ("training", "discipline", "transfer", "process"):
            measure = ticket.env["complaint.measure"].create(
                {"ticket_id": ticket.id, "kind": kind, "name": kind, "user_id": self.duty.id}
            )
            self.assertTrue(measure.is_internal)
        self.assertEqual(ticket._get_open_work(), before)
