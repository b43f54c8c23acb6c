from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.modules.module import load_script
from odoo.tests import tagged

from .common import ComplaintCommon
from .proves import proves

MIGRATION = Path(__file__).parent.parent / "migrations/19.0.1.1.0/post-repeat_order.py"


@tagged("post_install", "-at_install")
class TestRepeat(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = cls._new_product("Facial", 300, type="service")
        cls.line = cls._sell(1, product=service)
        cls.ticket = cls._investigated(False)
        cls._add_purchase(cls.ticket, cls.line, quantity=1)

    def _repeat(self, state="executed", **vals):
        proposal = self._to_state(self._propose(self.ticket, kind="repeat", **vals), state)
        return proposal.compensation_ids.filtered(lambda line: line.kind == "repeat")

    @proves("SOL-2", "A service that failed is given again at no charge, by appointment")
    def test_free_repeat(self):
        """A free repeat is an order at no charge, with its appointment as a task."""
        with self.assertRaisesRegex(UserError, "Say when"):
            self._repeat(state="submitted")
        when = fields.Datetime.add(fields.Datetime.now(), days=3).replace(hour=10)
        compensation = self._repeat(appointment_at=when)
        order = compensation.sudo().repeat_order_id
        self.assertEqual((order.state, order.amount_total, order.invoice_status), ("sale", 0, "no"))
        task = compensation.sudo().measure_id
        self.assertEqual(
            (task.kind, task.date_due, task.user_id), ("appointment", when.date(), self.agent)
        )
        self.assertFalse(compensation._is_done())
        self.assertEqual(self._ledger(self.line).left_amount, 0)
        task._finish("done", "She is content.")
        self.assertTrue(compensation._is_done())
        self.assertEqual((order.order_line.qty_delivered, order.invoice_status), (1, "no"))

    def test_cancelled(self):
        """An appointment that is given up frees the purchase and reopens the proposal."""
        compensation = self._repeat(appointment_at=fields.Datetime.now())
        compensation.measure_id.action_cancel("She travels")
        self.assertEqual(compensation.proposal_id.state, "accepted")
        self.assertEqual(compensation.sudo().repeat_order_id.state, "cancel")
        compensation.proposal_id.action_cancel()
        self.assertEqual(self._ledger(self.line).left_qty, 1)

    def test_given_stays(self):
        """What was given is neither taken back nor withdrawn."""
        compensation = self._repeat(appointment_at=fields.Datetime.now())
        self.assertTrue(compensation.can_take_back)
        compensation.measure_id._finish("done", "She is content.")
        compensation.invalidate_recordset()
        self.assertFalse(compensation.can_take_back)
        with self.assertRaisesRegex(UserError, "have moved"):
            compensation.action_take_back()

    @proves("SOL-2", "An appointment is told in the customer's time zone, wherever it is made")
    def test_time_zone(self):
        """Nine in the morning in the store is nine in the offer and in the task."""
        self.store_a.calendar_id = self.env["resource.calendar"].create(
            {"name": "Auckland", "tz": "Pacific/Auckland"}
        )
        self.agent.tz = "Europe/Brussels"
        self.ticket = self.ticket.with_context(tz="Europe/Brussels")
        compensation = self._repeat(appointment_at="2030-01-05 20:30:00")
        self.assertIn("on 2030-01-06 09:30", compensation._get_public_text())
        task = compensation.measure_id
        self.assertEqual(task.date_due, fields.Date.to_date("2030-01-06"))
        self.assertEqual(task.note, "2030-01-06 09:30 (Pacific/Auckland)")

    def test_migrated(self):
        """A repeat that borrowed the link of exchanges keeps its order."""
        compensation = self._repeat(appointment_at=fields.Datetime.now()).sudo()
        order = compensation.repeat_order_id
        compensation._as_server().write({"exchange_order_id": order.id, "repeat_order_id": False})
        self.env.flush_all()
        load_script(str(MIGRATION), MIGRATION.stem).migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(compensation.repeat_order_id, order)
        self.assertFalse(compensation.exchange_order_id)
