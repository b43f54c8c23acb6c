from odoo import models
from odoo.exceptions import UserError

from ...tools.goods import DEAD, PENDING

OPERATION = "retail_complaint.rma_operation_%s"


class ComplaintCompensation(models.Model):
    """The returns and deliveries by which the goods of a compensation move.

    One ``rma`` per delivery from which pieces come back, made and confirmed in the transaction
    that executes. What comes back is received by the warehouse in its own app, or by the agent at
    the desk; the credit note is drafted at once and cannot be posted before (see
    :meth:`_goods_check_posting`). Runs with the server's rights: agents have none on returns and
    stock, and the warehouse has none on cases.
    """

    _inherit = "complaint.compensation"

    # Making them -----------------------------------------------------------------------------

    def _get_active_rmas(self):
        return self.sudo().rma_ids.filtered(lambda rma: rma.state not in DEAD)

    def _get_moved_rmas(self):
        return self._get_active_rmas().filtered(lambda rma: rma._has_complaint_moved())

    def _goods_execute(self):
        # After a credit note was cancelled the goods may have moved already: they stay as they are.
        if not self._get_active_rmas():
            self._check_goods()
            self._by_kind("make_rmas")
        return self._kind_execute()

    def _goods_make_rmas(self):
        """Make and confirm the returns and deliveries of one line."""
        self._create_rmas("return")

    def _repair_make_rmas(self):
        self._create_rmas("repair")

    def _redelivery_make_rmas(self):
        self._create_delivery(self._get_redelivery_operation())

    def _replacement_make_rmas(self):
        if self.goods_back == "before":
            self._create_rmas("replacement")
            return
        if self.goods_back == "after":
            self._create_rmas("collection")
        self._create_delivery("delivery")

    def _get_redelivery_operation(self):
        """Pieces that the order does not count as delivered are counted when they go out."""
        purchase = self.line_id.sudo()._get_purchase_line()
        if purchase._name != "sale.order.line":
            return "delivery"
        after = purchase.qty_delivered + self.quantity
        is_short = purchase.product_uom_id.compare(after, purchase.product_uom_qty) <= 0
        return "redelivery" if is_short else "delivery"

    def _create_rmas(self, operation):
        purchase = self.line_id.sudo()._get_purchase_line()
        rmas = self._create_rma_records(operation, self._allocate_origins(purchase))
        rmas.action_confirm()
        rmas._set_complaint_lot(self.line_id.sudo().lot_id)
        return rmas

    def _create_delivery(self, operation):
        purchase = self.line_id.sudo()._get_purchase_line()
        origin = self._get_delivery_moves(purchase)[:1]
        rma = self._create_rma_records(operation, [(origin, self.quantity)])
        rma.action_confirm()
        rma._deliver_complaint_goods()
        return rma

    def _create_rma_records(self, operation, origins):
        purchase = self.line_id.sudo()._get_purchase_line()
        # Agents have no right on returns; what is made is what was approved. The customer hears
        # of it from us, not by a mail of every return in this transaction.
        rma = (
            self.env["rma"].sudo().with_company(self.company_id).with_context(tracking_disable=True)
        )
        return rma.create(
            [
                self._prepare_rma_vals(operation, purchase, move, quantity)
                for move, quantity in origins
            ]
        )

    def _prepare_rma_vals(self, operation, purchase, move, quantity):
        ticket = self.proposal_id.ticket_id.sudo()
        is_order = purchase._name == "sale.order.line"
        order = purchase.order_id if is_order else self.env["sale.order"].sudo()
        document = order or purchase.move_id
        invoicing = order.partner_invoice_id or document.partner_id
        return {
            "complaint_compensation_id": self.id,
            "complaint_store_id": ticket.complaint_store_id.id,
            "company_id": self.company_id.id,
            "user_id": (ticket.user_id or self.env.user).id,
            "origin": ticket.number,
            "partner_id": document.partner_id.id,
            "partner_invoice_id": invoicing.id,
            "partner_shipping_id": (document.partner_shipping_id or document.partner_id).id,
            "order_id": order.id,
            "picking_id": move.picking_id.id,
            "move_id": move.id,
            "product_id": purchase.product_id.id,
            "product_uom_qty": quantity,
            "product_uom": purchase.product_uom_id.id,
            "operation_id": self.env.ref(OPERATION % operation).id,
            "location_id": self._get_return_location(purchase).id,
        }

    def _get_goods_warehouse(self, purchase):
        """Return the warehouse of the store of the case, else that of the order."""
        store = self.proposal_id.ticket_id.sudo().complaint_store_id
        warehouse = store.warehouse_id
        if not warehouse and purchase._name == "sale.order.line":
            warehouse = purchase.order_id.warehouse_id
        warehouse = warehouse or self.env["stock.warehouse"].sudo().search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        if not warehouse.rma_loc_id:
            raise UserError(
                self.env._("The warehouse %s takes no returns. Tick RMA on it.", warehouse.name)
            )
        return warehouse

    def _get_return_location(self, purchase):
        warehouse = self._get_goods_warehouse(purchase)
        if self.disposal in ("quarantine", "scrap"):
            return warehouse._get_complaint_quarantine()
        return warehouse.rma_loc_id

    # What happens to them --------------------------------------------------------------------

    def _on_rma_state(self, rma, before):
        """A return or delivery of this compensation changed its state."""
        self.ensure_one()
        if rma.state == "received" and before == "confirmed":
            self._on_goods_arrived(rma)
        elif rma.state in DEAD or (rma.state == "received" and before in PENDING):
            self._on_goods_gone(rma)
        elif rma.state in ("replaced", "returned"):
            self._on_goods_delivered(rma)

    def _on_goods_arrived(self, rma):
        self._tell_goods(self.env._("%s has come back.", rma._get_complaint_goods()))
        if self.disposal == "scrap":
            rma._scrap_complaint_goods()
        self._by_kind("on_arrived", rma)
        if not self._is_awaiting_goods():
            self._by_kind("on_all_arrived")
        self._make_good_when_done()

    def _goods_on_arrived(self, rma):
        """What this return brought is here: what goes out for it may go."""
        if not rma.operation_id.action_create_delivery:
            rma.write({"state": "finished"})

    def _replacement_on_arrived(self, rma):
        if rma.operation_id.action_create_delivery:
            rma._deliver_complaint_goods()
        else:
            self._goods_on_arrived(rma)

    def _is_awaiting_goods(self):
        return any(
            rma.operation_id.action_create_receipt and rma.state == "confirmed"
            for rma in self._get_active_rmas()
        )

    def _goods_on_all_arrived(self):
        """All that was to come back is here."""
        self._link_credit_to_order()
        if self._is_credited_on_order() and self._is_charged_as_delivered():
            # The order charges what was kept: there is less to give back, and nothing is owed.
            self._make_good()

    def _link_credit_to_order(self):
        """The order counts as invoiced what the customer kept, once the goods are back.

        Only where the delivered quantity is invoiced: by ordered quantity Odoo would invoice again
        what came back.
        """
        purchase = self.line_id.sudo()._get_purchase_line()
        if purchase._name != "sale.order.line" or purchase.product_id.invoice_policy == "order":
            return
        # Discounts that stand on lines of their own are no pieces of the order.
        self.sudo().move_id.invoice_line_ids.filtered(
            lambda line: line.product_id == purchase.product_id and line.price_unit >= 0
        ).sale_line_ids = purchase

    def _on_goods_delivered(self, rma):
        self._tell_goods(self.env._("%s was delivered.", rma._get_complaint_goods()))
        self._by_kind("on_delivered", rma)
        self._make_good_when_done()

    def _make_good_when_done(self):
        """Goods that were given once more stand for the purchase, when all of it has moved."""
        kind = self._get_kind()
        if kind.in_ledger and not kind.is_money and self.goods_state == "done":
            self._make_good()

    def _goods_on_delivered(self, rma):
        """Goods of this line have reached the customer."""

    def _replacement_on_delivered(self, rma):
        """The task to replace a suspect item is done by this (INV-4)."""
        measures = self.proposal_id.ticket_id.sudo().complaint_measure_ids.filtered(
            lambda measure: measure.kind == "replacement" and measure.state == "open"
        )
        for measure in measures:
            measure._finish("done", self.env._("Replaced with %s.", rma.name))

    def _on_goods_gone(self, rma):
        """A receipt or delivery was cancelled in the warehouse."""
        if self.state != "executed":
            return
        came_back = rma.reception_move_id.state == "done"
        if not came_back and rma.state != "cancelled":
            rma.write({"state": "cancelled"})
            return
        if came_back or self._has_moved():
            self._tell_goods(
                self.env._(
                    "%s was cancelled in the warehouse after other goods or money of it had "
                    "moved. Deliver it again, or settle what has arrived.",
                    rma.name,
                )
            )
        else:
            self._on_document_gone()

    # Taking them back ------------------------------------------------------------------------

    def _goods_has_moved(self):
        return bool(self._get_moved_rmas()) or self._kind_has_moved()

    def _goods_release(self):
        moved = self._get_moved_rmas()
        if self.state == "reserved" and moved:
            raise UserError(
                self.env._(
                    "Goods of %(proposal)s have moved (%(names)s). Execute it again; or let "
                    "the warehouse move them back, by the button Return of their receipt or "
                    "delivery.",
                    proposal=self.proposal_id.name,
                    names=", ".join(moved.mapped("name")),
                )
            )
        self._by_kind("undo")

    def _goods_undo(self):
        self._kind_undo()
        rmas = self._get_active_rmas()
        if self._get_moved_rmas():
            return
        moved_back = rmas.filtered(
            lambda rma: "done" in (rma.reception_move_id | rma.delivery_move_ids).mapped("state")
        )
        (rmas - moved_back).action_cancel()
        moved_back.write({"state": "cancelled"})

    def _goods_check_posting(self):
        if self.goods_back == "before" and self._is_awaiting_goods():
            raise UserError(
                self.env._(
                    "The goods of case %s have not come back yet. The refund can be posted when "
                    "they are received.",
                    self.case_number,
                )
            )
        self._kind_check_posting()

    def _tell_goods(self, text):
        self.proposal_id.ticket_id.sudo().message_post(body=text)
