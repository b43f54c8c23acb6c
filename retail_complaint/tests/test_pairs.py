"""Any two steps, one after the other, on the same purchase (SOL-8)."""

import re

from odoo.exceptions import UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon
from .proves import proves

#: What a case can do with a purchase, and what is done beside it: by accounting, and by the
#: warehouse. "undone" is a refund that was executed and taken back.
KINDS = ("refund", "price_reduction", "return", "exchange", "replacement", "redelivery", "repair")
BESIDE = ("undone", "credited_outside", "came_back_outside")
NEXT = ("refund", "price_reduction", "return", "exchange", "replacement")
#: How a refusal says how many pieces the way that works has.
LEFT = re.compile(r"\((?P<left>[0-9.]+) pieces\) are left|only (?P<delivered>[0-9.]+) were")
#: Pieces sold, and what they came to.
SOLD, CHARGED = 5, 70.63


@tagged("post_install", "-at_install")
class TestPairs(GoodsCommon):
    #: Each step after each; else after each first step one next step, another for each.
    is_long = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Hundreds of settlements: what the chatter tracks of them is tested elsewhere.
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))

    # Steps -----------------------------------------------------------------------------------

    def _take_step(self, step, line, quantity):
        """Do a step to its end: goods moved, documents posted."""
        if step in BESIDE:
            getattr(self, f"_step_{step}")(line, quantity)
        elif step == "price_reduction":
            self._finish(self._goods(line, step, mode="amount", requested_amount=quantity * 5))
        else:
            self._finish(self._goods(line, step, quantity=quantity))

    def _finish(self, compensation):
        if self._receipts(compensation):
            compensation.action_receive_goods()
        if compensation.goods_state == "deliver" or self._deliveries(compensation):
            compensation.action_hand_over_goods()
        sudo = compensation.sudo()
        moves = sudo.move_id | sudo.exchange_order_id.invoice_ids
        moves.filtered(lambda move: move.state == "draft").action_post()

    def _step_undone(self, line, quantity):
        compensation = self._goods(line, "refund", quantity=quantity)
        compensation.action_take_back()
        compensation.proposal_id.action_cancel()

    def _step_credited_outside(self, line, quantity):
        invoice = line.invoice_lines.move_id.filtered(lambda m: m.move_type == "out_invoice")
        self._reverse(invoice, quantity)

    def _step_came_back_outside(self, line, quantity):
        delivery = line.move_ids.filtered(lambda m: m.location_dest_id._is_outgoing())[:1]
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.picking_id.id})
        wizard.product_return_moves.quantity = quantity
        returned = wizard._create_return()
        self._move(returned.move_ids, quantity)

    # What must hold --------------------------------------------------------------------------

    def _get_credited(self, line):
        """Return what posted credit notes gave back on the invoice of a sale."""
        invoices = line.order_id.invoice_ids.filtered(lambda m: m.move_type == "out_invoice")
        credits = invoices.reversal_move_ids.filtered(lambda m: m.state == "posted")
        return round(sum(credits.mapped("amount_total")), 2)

    def _get_row(self, line):
        return self.env["complaint.ledger"]._get_locked([line])

    def _assert_rest_is_given(self, line):
        """What is left is given, to the cent, and then nothing is left."""
        left = self._get_row(line).left_qty
        if left:
            self._take_step("refund", line, left)
        row = self._get_row(line)
        self.assertEqual(self._get_credited(line), CHARGED)
        self.assertEqual((row.left_qty, round(row.left_amount, 2), row.is_over), (0, 0, False))
        with self.assertRaisesRegex(UserError, "are left to give back"):
            self._goods(
                line, "price_reduction", state="offered", mode="amount", requested_amount=0.01
            )

    def _take_as_far_as_it_goes(self, step, line):
        """Take a step with all pieces; where it is refused, with as many as the refusal names."""
        try:
            with self.cr.savepoint():
                self._take_step(step, line, SOLD)
        except UserError as refusal:
            found = LEFT.search(str(refusal))
            self.assertTrue(found, f"no way out: {refusal}")
            left = float(found["left"] or found["delivered"])
            self.assertLess(left, SOLD)
            if left:
                self._take_step(step, line, left)

    @proves("SOL-8", "Whatever was done with a purchase, what is left can be given, and no more")
    def test_pairs(self):
        """Each step after each: a refusal names what is left, and that way works."""
        for number, first in enumerate((*KINDS, *BESIDE)):
            line = self._sell()
            self._take_step(first, line, 2)
            for second in NEXT if self.is_long else [NEXT[number % len(NEXT)]]:
                with self.subTest(first=first, second=second), self.undone():
                    if second == "price_reduction":
                        self._take_step(second, line, 2)
                    else:
                        self._take_as_far_as_it_goes(second, line)
                    self._assert_rest_is_given(line)


@tagged("post_install", "-at_install")
class TestLongPairs(TestPairs):
    is_long = True
    allow_inherited_tests_method = True
