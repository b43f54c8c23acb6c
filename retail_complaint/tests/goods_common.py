"""Goods that were sold, delivered, invoiced and paid; what moved, in one line."""

from .common import ComplaintCommon


class GoodsCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.product.is_storable = True
        cls.product.categ_id = cls.env["product.category"].create({"name": "Household"})
        cls.other = cls._new_product("Salmon fillet", 20, is_storable=True)
        for product in (cls.product, cls.other):
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, 100
            )
        cls.clerk = cls._new_login("rc_clerk", "stock.group_stock_user", email="clerk@shop.example")

    @classmethod
    def _sell_now(cls, quantity=5, deliver=None, **vals):
        """Return the line of an order that was also delivered, in full if not said otherwise."""
        line = super()._sell_now(quantity, **vals)
        cls._deliver(line, quantity if deliver is None else deliver)
        return line

    @classmethod
    def _deliver(cls, line, quantity):
        moves = line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        if quantity and moves:
            cls._move(moves, quantity)

    @classmethod
    def _move(cls, moves, quantity=None, user=None, backorder=True):
        """Validate the picking of these moves as the warehouse does."""
        for move in moves.with_user(user or cls.env.user):
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        pickings = moves.with_user(user or cls.env.user).picking_id
        keep = {} if backorder else {"picking_ids_not_to_backorder": pickings.ids}
        pickings.with_context(skip_backorder=True, **keep).button_validate()

    def _goods(self, line, kind, state="executed", ticket=None, **vals):
        """Return the compensation of a kind of goods, brought to a state."""
        proposal = self._propose(ticket or self._investigated(line), kind=kind, **vals)
        proposal = self._to_state(proposal, state)
        return proposal.compensation_ids.filtered(lambda c: c.kind == kind)

    def _receipts(self, compensation):
        return compensation.sudo().rma_ids.reception_move_id.filtered(
            lambda m: m.state not in ("done", "cancel")
        )

    def _deliveries(self, compensation):
        moves = compensation.sudo().rma_ids.delivery_move_ids
        moves |= compensation.sudo().exchange_order_id.order_line.move_ids
        return moves.filtered(lambda m: m.state not in ("done", "cancel"))

    def _assert_books(self, line, order, ledger):
        """order: (delivered, invoiced, to invoice); ledger: (reserved, given back) pieces."""
        row = self._ledger(line)
        self.assertEqual((line.qty_delivered, line.qty_invoiced, line.qty_to_invoice), order)
        self.assertEqual((row.reserved_qty, row.refunded_qty), ledger)
