from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ComplaintCommon
from .goods_common import GoodsCommon
from .proves import proves


@tagged("post_install", "-at_install")
class TestGoods(GoodsCommon):
    sales_ahead = 1

    @proves("SOL-2", "Goods come back and the refund is posted when they are here, not before")
    def test_return_first(self):
        """The credit note waits for the goods; the clerk receives them without seeing the case."""
        line = self._sell()
        compensation = self._goods(line, "return")
        move = compensation.sudo().move_id
        self.assertEqual(compensation.goods_state, "awaited")
        self.assertEqual((move.state, move.amount_total), ("draft", 28.25))
        compensation.proposal_id.action_execute()
        self.assertEqual((len(compensation.sudo().rma_ids), compensation.move_id), (1, move))
        with self.assertRaisesRegex(UserError, "have not come back yet"):
            move.with_user(self.accountant).action_post()
        self.assertIn("is to come back", compensation._get_open_text())
        self._assert_books(line, (5, 5, 0), (0, 2))
        self._move(self._receipts(compensation), user=self.clerk)
        self.assertEqual(compensation.goods_state, "done")
        self._assert_books(line, (3, 5, 0), (0, 2))
        self.assertFalse(compensation._is_done())
        move.with_user(self.accountant).action_post()
        self._pay(move, self.accountant)
        self.assertTrue(compensation._is_done())
        self.assertEqual(compensation.sudo().rma_ids.mapped("state"), ["finished"])
        with self.assertRaises(AccessError):
            compensation.proposal_id.ticket_id.with_user(self.clerk).read(["name"])

    def test_return_of_delivered_policy(self):
        """Where the delivered quantity is invoiced, nothing is to invoice or to credit again."""
        self.product.invoice_policy = "delivery"
        line = self._sell_delivered(5)
        compensation = self._goods(line, "return")
        self._assert_books(line, (5, 5, 0), (0, 2))
        self._move(self._receipts(compensation), user=self.clerk)
        self._assert_books(line, (3, 3, 0), (0, 2))
        compensation.sudo().move_id.action_post()
        self._assert_books(line, (3, 3, 0), (0, 2))
        self.assertEqual(line.order_id.invoice_status, "invoiced")

    def _sell_delivered(self, quantity):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                ],
            }
        )
        order.action_confirm()
        self._deliver(order.order_line, quantity)
        invoice = order._create_invoices()
        invoice.action_post()
        self._pay(invoice)
        return order.order_line

    def test_return_later(self):
        """By choice the customer is refunded at once; the case waits for the goods."""
        line = self._sell()
        compensation = self._goods(line, "return", goods_back="after")
        move = compensation.sudo().move_id
        move.with_user(self.accountant).action_post()
        self._pay(move, self.accountant)
        self.assertFalse(compensation._is_done())
        compensation.action_receive_goods()
        self.assertTrue(compensation._is_done())
        self._assert_books(line, (3, 5, 0), (0, 2))

    @proves("SOL-8", "While a piece is being replaced it is not refunded too, nor replaced again")
    def test_replacement(self):
        """A replacement takes the piece and its price from the ledger; the order stays as it is."""
        line = self._sell()
        compensation = self._goods(line, "replacement", quantity=4)
        self.assertFalse(compensation.sudo().move_id)
        self.assertFalse(self._deliveries(compensation))
        self._move(self._receipts(compensation), user=self.clerk)
        self.assertEqual(compensation.goods_state, "deliver")
        self._assert_books(line, (5, 5, 0), (0, 4))
        row = self._ledger(line)
        self.assertEqual((row.refunded_amount, row.left_qty), (56.5, 1))
        for kind, words in (
            ("refund", "is too much"),
            ("replacement", "have not come back yet"),
            ("redelivery", "is too much"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._goods(line, kind, state="offered", quantity=2)

    @proves("SOL-8", "A piece that replaced a faulty one stands for the purchase, should it fail")
    def test_replacement_fails_too(self):
        """Replaced, replaced again, then returned for money: each time for the same purchase."""
        line = self._sell()
        for _time in range(2):
            compensation = self._goods(line, "replacement", quantity=4)
            self._move(self._receipts(compensation), user=self.clerk)
            self._move(self._deliveries(compensation), user=self.clerk)
            self.assertTrue(compensation._is_done())
            self._assert_books(line, (5, 5, 0), (0, 0))
        back = self._goods(line, "return", quantity=5)
        self._move(self._receipts(back), user=self.clerk)
        self.assertEqual((back.sudo().move_id.amount_total, line.qty_delivered), (70.63, 0))
        with self.assertRaisesRegex(UserError, "is too much"):
            self._goods(line, "refund", state="offered", quantity=1)

    def test_replacement_at_once(self):
        """Customers may get the new goods first, or keep what they have."""
        line = self._sell()
        later = self._goods(line, "replacement", goods_back="after")
        self.assertEqual(later.goods_state, "deliver")
        later.action_hand_over_goods()
        self.assertEqual(later.goods_state, "awaited")
        later.action_receive_goods()
        self.assertTrue(later._is_done())
        kept = self._goods(line, "replacement", goods_back="no")
        self.assertFalse(self._receipts(kept))
        kept.action_hand_over_goods()
        self.assertTrue(kept._is_done())
        self._assert_books(line, (5, 5, 0), (0, 0))

    @proves("INV-4", "A suspect item that was replaced closes the task to replace it")
    def test_replacement_task(self):
        """Delivering the replacement finishes the task of the case to replace the item."""
        ticket = self._investigated(self._sell())
        task = ticket.env["complaint.measure"].create(
            {
                "ticket_id": ticket.id,
                "kind": "replacement",
                "name": "Replace the fish",
                "user_id": self.agent.id,
            }
        )
        compensation = self._goods(None, "replacement", ticket=ticket, goods_back="no")
        self.assertEqual(task.state, "open")
        compensation.action_hand_over_goods()
        self.assertEqual(task.state, "done")
        self.assertIn(compensation.sudo().rma_ids.name, task.result)

    def test_redelivery(self):
        """What the papers say was delivered goes out again, beside the order."""
        line = self._sell()
        compensation = self._goods(line, "redelivery")
        self.assertEqual(compensation.goods_state, "deliver")
        self._assert_books(line, (5, 5, 0), (0, 2))
        self._move(self._deliveries(compensation), user=self.clerk)
        self.assertTrue(compensation._is_done())
        self._assert_books(line, (5, 5, 0), (0, 0))

    def test_redelivery_of_a_short_delivery(self):
        """What the order knows is missing is counted as delivered when it goes out."""
        line = self._sell(deliver=0)
        self._move(line.move_ids, 3)
        open_moves = line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        with self.assertRaisesRegex(UserError, "is not delivered in full yet"):
            self._goods(line, "redelivery", state="submitted")
        open_moves._action_cancel()
        self.assertEqual(line.qty_delivered, 3)
        compensation = self._goods(line, "redelivery")
        self._move(self._deliveries(compensation))
        self._assert_books(line, (5, 5, 0), (0, 0))
        self.assertEqual(len(line.order_id.order_line), 1)

    def test_repair(self):
        """A repair gives nothing back: when it fails, the purchase can still be refunded."""
        line = self._sell()
        compensation = self._goods(line, "repair")
        self.assertEqual(compensation.amount, 0)
        self._move(self._receipts(compensation), user=self.clerk)
        self.assertEqual(compensation.goods_state, "deliver")
        compensation.action_hand_over_goods()
        self.assertTrue(compensation._is_done())
        self.assertEqual(compensation.sudo().rma_ids.state, "returned")
        self.assertFalse(self._ledger(line))
        self._assert_books_of_order(line, (5, 5, 0))
        self._goods(line, "return", quantity=5)

    def _assert_books_of_order(self, line, expected):
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), expected)

    @proves("SOL-2", "Food that came back never goes to stock again")
    def test_food(self):
        """What is never resold goes to quarantine, or is scrapped on arrival."""
        self.product.categ_id = self.env["product.category"].create(
            {
                "name": "Fish",
                "parent_id": self.env["product.category"]
                .create({"name": "Food", "complaint_never_resold": True})
                .id,
            }
        )
        line = self._sell()
        with self.assertRaisesRegex(UserError, "is never sold again"):
            self._goods(line, "return", state="submitted", disposal="inspect")
        compensation = self._goods(line, "return", quantity=1)
        self.assertEqual(compensation.disposal, "quarantine")
        compensation.action_receive_goods()
        quarantine = self.env["stock.location"].search([("complaint_is_quarantine", "=", True)])
        self.assertEqual(self._stock(quarantine), 1)
        back = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "location_id": quarantine.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )
        back._action_confirm()
        back.quantity = 1
        back.picked = True
        with self.assertRaisesRegex(UserError, "does not go back to stock"):
            back._action_done()
        back._action_cancel()
        scrapped = self._goods(line, "return", quantity=1, disposal="scrap")
        scrapped.action_receive_goods()
        self.assertEqual(self._stock(quarantine), 1)
        scrap = self.env["stock.scrap"].search([("origin", "=", scrapped.sudo().rma_ids.name)])
        self.assertEqual((scrap.state, scrap.scrap_qty), ("done", 1))

    def _stock(self, location):
        return self.env["stock.quant"]._get_available_quantity(self.product, location)

    def test_desk_waits_for_the_goods(self):
        """The desk is told to wait before it tries to pay for goods that are still awaited."""
        self.store_a.cash_journal_id = self.env["account.journal"].create(
            {"name": "Till A", "code": "TILLA", "type": "cash"}
        )
        self.env["complaint.authority"].create({"user_id": self.agent.id, "case_amount": 30})
        proposal = self._goods(self._sell(), "return").proposal_id
        self.assertFalse(proposal.can_pay_at_desk)
        with self.assertRaisesRegex(UserError, "have not come back yet"):
            proposal.action_pay_at_desk()
        proposal.compensation_ids.filtered("rma_ids").action_receive_goods()
        proposal.invalidate_recordset()
        self.assertTrue(proposal.can_pay_at_desk)

    def test_service_cannot_return(self):
        """Goods are returned, a service is repeated."""
        line = self._sell(1, deliver=0, product=self._new_product("Facial", 300, type="service"))
        ticket = self._investigated(False)
        self._add_purchase(ticket, line, quantity=1)
        with self.assertRaisesRegex(UserError, "a service is repeated"):
            self._goods(None, "return", state="submitted", ticket=ticket)
        with self.assertRaisesRegex(UserError, "a service is repeated"):
            self._goods(self._sell(), "repeat", state="submitted")

    def test_drill(self):
        """A drill moves no goods."""
        ticket = self._investigated(self._sell(), complaint_is_drill=True)
        compensation = self._goods(None, "replacement", ticket=ticket)
        self.assertFalse(compensation.sudo().rma_ids)
        self.assertTrue(compensation._is_done())


@tagged("post_install", "-at_install")
class TestLots(ComplaintCommon):
    def _deliver(self, *lots):
        product = self._new_product("Milk", 3, is_storable=True, tracking="lot")
        line = self._sell(4, product=product)
        move = line.move_ids
        lot_model = self.env["stock.lot"]
        created = lot_model.create([{"name": name, "product_id": product.id} for name in lots])
        move.move_line_ids.unlink()
        own = {"product_id": product.id, "picking_id": move.picking_id.id}
        move.move_line_ids = [
            Command.create({**own, "lot_id": lot.id, "quantity": 4 / len(lots), "picked": True})
            for lot in created
        ]
        move.picking_id.button_validate()
        self.assertEqual(move.state, "done")
        return line, created

    @proves("INT-5", "The lot is read from the delivery, not typed")
    def test_one_lot(self):
        """A delivered lot comes with the purchase; another lot is refused."""
        line, lots = self._deliver("L1")
        purchase = self._add_purchase(self._register(), line)
        self.assertEqual((purchase.delivered_lot_ids, purchase.lot_id), (lots, lots))
        foreign = self.env["stock.lot"].create({"name": "L9", "product_id": line.product_id.id})
        with self.assertRaisesRegex(ValidationError, "was not delivered"):
            purchase.write({"lot_id": foreign.id})
        with self.assertRaises(AccessError):
            purchase.write({"delivered_lot_ids": [Command.link(foreign.id)]})

    def test_several_lots(self):
        """Of several delivered lots the one is chosen; a free line has none and is unproven."""
        line, lots = self._deliver("L1", "L2")
        ticket = self._register()
        purchase = self._add_purchase(ticket, line)
        self.assertEqual(purchase.delivered_lot_ids, lots)
        self.assertFalse(purchase.lot_id)
        purchase.lot_id = lots[1]
        free = self._add_purchase(ticket, name="Milk from the market", quantity=1)
        self.assertFalse(free.is_proven or free.delivered_lot_ids)
        with self.assertRaises(ValidationError):
            free.lot_id = lots[0]
