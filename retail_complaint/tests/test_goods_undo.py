from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .goods_common import GoodsCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestGoodsUndo(GoodsCommon):
    """Partial receipts, cancelled pickings, and who sees and changes the returns of a case."""

    sales_ahead = 1

    @proves("SOL-8", "A receipt cancelled before anything moved reopens the settlement")
    def test_cancelled_receipt(self):
        """The warehouse cancels the receipt: the proposal is open and the ledger as before."""
        line = self._sell()
        compensation = self._goods(line, "return")
        move = compensation.sudo().move_id
        self._receipts(compensation).picking_id.with_user(self.clerk).action_cancel()
        self.assertEqual(compensation.proposal_id.state, "accepted")
        self.assertEqual((move.state, compensation.move_id.ids), ("cancel", []))
        self.assertFalse(compensation.goods_state)
        self._assert_books(line, (5, 5, 0), (2, 0))
        compensation.proposal_id.action_execute()
        self._move(self._receipts(compensation))
        self._assert_books(line, (3, 5, 0), (0, 2))
        self.assertEqual(len(compensation.sudo()._get_active_rmas()), 1)

    def test_cancelled_credit_note(self):
        """Accounting cancels the draft before anything came back: the receipt is cancelled too."""
        line = self._sell()
        compensation = self._goods(line, "return")
        receipt = self._receipts(compensation)
        compensation.sudo().move_id.with_user(self.accountant).button_cancel()
        self.assertEqual((compensation.proposal_id.state, receipt.state), ("accepted", "cancel"))
        compensation.proposal_id.action_cancel()
        self._assert_books(line, (5, 5, 0), (0, 0))

    def test_cancelled_credit_note_after_arrival(self):
        """With the goods here, executing again makes the credit note only; they are not lost."""
        line = self._sell()
        compensation = self._goods(line, "return")
        compensation.action_receive_goods()
        compensation.sudo().move_id.with_user(self.accountant).button_cancel()
        with self.assertRaisesRegex(UserError, "have moved"):
            compensation.proposal_id.action_cancel()
        compensation.proposal_id.action_execute()
        self.assertEqual(len(compensation.sudo().rma_ids), 1)
        compensation.sudo().move_id.action_post()
        self._assert_books(line, (3, 5, 0), (0, 2))

    def test_cancelled_delivery(self):
        """A replacement whose delivery is cancelled is open again, or waits to be delivered."""
        line = self._sell()
        kept = self._goods(line, "replacement", goods_back="no")
        self._deliveries(kept).picking_id.with_user(self.clerk).action_cancel()
        self.assertEqual(kept.proposal_id.state, "accepted")
        kept.proposal_id.action_cancel()
        compensation = self._goods(line, "replacement")
        compensation.action_receive_goods()
        self._deliveries(compensation).picking_id.with_user(self.clerk).action_cancel()
        self.assertEqual((compensation.state, compensation.goods_state), ("executed", "deliver"))
        compensation.action_hand_over_goods()
        self.assertTrue(compensation._is_done())
        self._assert_books(line, (5, 5, 0), (0, 0))

    def test_taken_back_by_the_agent(self):
        """Agents take back what has not moved; afterwards they are told the way out."""
        line = self._sell()
        compensation = self._goods(line, "replacement")
        receipt = self._receipts(compensation)
        compensation.action_take_back()
        self.assertEqual((compensation.proposal_id.state, receipt.state), ("accepted", "cancel"))
        compensation.proposal_id.action_execute()
        compensation.action_receive_goods()
        with self.assertRaisesRegex(UserError, "by the button Return"):
            compensation.action_take_back()

    @proves("SOL-8", "Goods that came back go to the customer again, and the settlement is undone")
    def test_moved_back(self):
        """The way out after the goods moved: the warehouse returns its receipt."""
        line = self._sell()
        compensation = self._goods(line, "return")
        receipt = self._receipts(compensation)
        self._move(receipt)
        self.assertFalse(compensation.can_take_back)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=receipt.picking_id.id)
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._move(back.move_ids)
        compensation.invalidate_recordset()
        compensation.action_take_back()
        self._assert_books(line, (5, 5, 0), (2, 0))
        compensation.proposal_id.action_execute()
        self.assertEqual(compensation.goods_state, "awaited")

    @proves("SOL-2", "What comes back in parts is counted in parts, and refunded when all is here")
    def test_partial_receipt(self):
        """Two of three come first; the refund waits for the third."""
        line = self._sell()
        compensation = self._goods(line, "return", quantity=3)
        self._move(self._receipts(compensation), 2, user=self.clerk)
        self.assertEqual(compensation.goods_state, "partial")
        self.assertEqual(sorted(compensation.sudo().rma_ids.mapped("product_uom_qty")), [1, 2])
        self._assert_books(line, (3, 5, 0), (0, 3))
        with self.assertRaisesRegex(UserError, "have not come back"):
            compensation.sudo().move_id.action_post()
        self._move(self._receipts(compensation), user=self.clerk)
        self.assertEqual(compensation.goods_state, "done")
        self._assert_books(line, (2, 5, 0), (0, 3))
        compensation.sudo().move_id.action_post()

    def test_settled_for_what_came(self):
        """The rest never comes: the refund is for what is here, and the ledger follows."""
        line = self._sell()
        compensation = self._goods(line, "return", quantity=3)
        self._move(self._receipts(compensation), 2, user=self.clerk, backorder=False)
        self.assertEqual(compensation.state, "executed")
        compensation.action_settle_arrived()
        move = compensation.sudo().move_id
        self.assertEqual((compensation.quantity, move.amount_total), (2, 28.25))
        self._assert_books(line, (3, 5, 0), (0, 2))
        self.assertEqual(self._ledger(line).refunded_amount, 28.25)
        move.with_user(self.accountant).action_post()
        self._pay(move)
        self.assertTrue(compensation._is_done())
        with self.assertRaisesRegex(UserError, "Only a return that has arrived in part"):
            compensation.action_settle_arrived()

    def test_one_of_two_goods(self):
        """Of two goods in one receipt one arrives: the other stays awaited."""
        first, second = self._sell(), self._sell(product=self.other)
        ticket = self._investigated(first)
        self._add_purchase(ticket, second, quantity=1)
        proposal = self._propose(ticket, kind="return")
        proposal.compensation_ids.create(
            {
                "proposal_id": proposal.id,
                "kind": "return",
                "line_id": ticket.complaint_line_ids[1].id,
            }
        )
        self._to_state(proposal, "executed")
        one, other = proposal.compensation_ids.filtered(lambda c: c.kind == "return")
        receipt = self._receipts(one)
        rest = self._receipts(other)
        rest.quantity = 0
        self._move(receipt, user=self.clerk)
        self.assertEqual((one.goods_state, other.goods_state), ("done", "awaited"))
        self._move(self._receipts(other), user=self.clerk)
        self.assertEqual(other.goods_state, "done")

    def test_several_deliveries(self):
        """Pieces of several deliveries come back to each of them, and never more than delivered."""
        line = self._sell(deliver=0)
        self._move(line.move_ids, 3)
        with self.assertRaisesRegex(UserError, "but only 3.0 were delivered"):
            self._goods(line, "return", state="submitted", quantity=4)
        self._deliver(line, 2)
        compensation = self._goods(line, "return", quantity=4)
        rmas = compensation.sudo().rma_ids
        self.assertEqual(sorted(rmas.mapped("product_uom_qty")), [1, 3])
        self.assertEqual(len(rmas.move_id), 2)
        with self.assertRaisesRegex(UserError, "but only 1.0 were delivered"):
            self._goods(line, "replacement", state="submitted", quantity=2)
        compensation.action_receive_goods()
        self._assert_books(line, (1, 5, 0), (0, 4))

    def test_lot(self):
        """The lot complained about is the one that comes back."""
        self.product.tracking = "lot"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.product.id} for name in ("L1", "L2")]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                self.product, self.warehouse.lot_stock_id, 3, lot_id=lot
            )
        line = self._sell_now()
        ticket = self._investigated(line)
        ticket.complaint_line_ids.lot_id = lots[1]
        compensation = self._goods(None, "return", ticket=ticket)
        compensation.action_receive_goods()
        received = compensation.sudo().rma_ids.reception_move_id
        self.assertEqual(received.lot_ids, lots[1])

    def test_invoice_without_order(self):
        """Goods of a bare invoice come back too; there is no delivery to check."""
        line = self._invoice()
        self._pay(line.move_id)
        ticket = self._investigated(False)
        self._add_purchase(ticket, invoice_line_id=line.id)
        compensation = self._goods(None, "return", ticket=ticket)
        compensation.action_receive_goods()
        compensation.sudo().move_id.action_post()
        self.assertEqual(self._ledger(line).refunded_qty, 2)

    def test_set_of_parts(self):
        """A set that was delivered as its parts is refused, with the way out."""
        line = self._sell()
        part = line.move_ids
        part.product_id = self.other
        part.sale_line_id = line
        with self.assertRaisesRegex(UserError, "is a set"):
            self._goods(line, "return", state="submitted")

    # Rights ----------------------------------------------------------------------------------

    def test_reach(self):
        """A return of a case is for its store, for who reaches the case, and for the customer."""
        rma = self._goods(self._sell(), "return").sudo().rma_ids
        user = self._rma_user
        self.assertTrue(user("here", self.store_a).search([("id", "=", rma.id)]))
        self.assertFalse(user("there", self.store_b).search([("id", "=", rma.id)]))
        portal = self._new_login("rc_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        rma.message_subscribe(self.customer.ids)
        self.assertFalse(self.env["rma"].with_user(portal).search([("id", "=", rma.id)]))
        self.assertEqual(rma.user_id, self.agent)

    def _rma_user(self, login, store):
        user = self._new_login(f"rc_rma_{login}", "rma.rma_group_user_all,stock.group_stock_user")
        store.member_ids |= user
        return self.env["rma"].with_user(user)

    def test_agreed_is_fixed(self):
        """In the app of returns nobody changes, splits or doubles what a case agreed."""
        compensation = self._goods(self._sell(), "return")
        user = self._rma_user("here", self.store_a).env.user
        rma = compensation.sudo().rma_ids.with_user(user)
        for vals in (
            {"product_uom_qty": 5},
            {"product_id": self.other.id},
            {"operation_id": self.env.ref("rma.rma_operation_refund").id},
        ):
            with self.assertRaisesRegex(UserError, "what was agreed"):
                rma.write(vals)
        with self.assertRaises(AccessError):
            rma.create(
                {
                    "product_id": self.product.id,
                    "complaint_store_id": self.store_a.id,
                }
            )
        rma.action_cancel()
        self.assertEqual(compensation.proposal_id.state, "accepted")
        with self.assertRaisesRegex(UserError, "Execute its proposal again"):
            rma.action_draft()

    def test_buttons_ask_for_rights(self):
        """Who does not handle the case moves no goods of it, by screen or API."""
        compensation = self._goods(self._sell(), "return")
        for user in (self.intake, self.agent_b, self.auditor, self.accountant):
            for name in (
                "action_receive_goods",
                "action_hand_over_goods",
                "action_take_back",
                "action_settle_arrived",
            ):
                with self.assertRaises(AccessError):
                    getattr(compensation.with_user(user), name)()

    def test_clerk_reads_the_receipt(self):
        """A clerk without rights on returns opens and lists the receipt."""
        picking = self._receipts(self._goods(self._sell(), "return")).picking_id
        self.assertEqual(picking.with_user(self.clerk).rma_count, 0)

    def test_indexes(self):
        """What every stock move asks of returns is found by an index."""
        for table, columns in {
            "rma": ("move_id", "reception_move_id", "order_id"),
            "account_move_line": ("rma_id",),
        }.items():
            self.cr.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
            found = " ".join(row[0] for row in self.cr.fetchall())
            for column in columns:
                with self.subTest(table=table):
                    self.assertRegex(found, rf"\({column}\)")
