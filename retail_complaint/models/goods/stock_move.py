from odoo import models


class StockMove(models.Model):
    """Receipts of a case may arrive in part; rma alone asks for the exact quantity."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        absent = self._detach_absent_returns()
        split = self._split_short_returns()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        for rma, move in absent.items():
            rma.reception_move_id = move
            if move.state == "cancel":
                rma.write({"state": "draft"})
        split._find_complaint_backorder()
        return done

    def _get_complaint_returns(self):
        # The warehouse has no rights on the returns that its receipts are for.
        returns = self.sudo().rma_receiver_ids
        return returns.filtered(
            lambda rma: rma.complaint_compensation_id and rma.state == "confirmed"
        )

    def _detach_absent_returns(self):
        """Take the returns off moves of which nothing came, and return {return: move}."""
        absent = {}
        for move in self.filtered(lambda m: m.state not in ("done", "cancel")):
            if move.product_uom.is_zero(move.quantity):
                for rma in move._get_complaint_returns():
                    absent[rma] = move.sudo()
                    rma.reception_move_id = False
        return absent

    def _split_short_returns(self):
        """Split the returns of moves of which less came; return those of what is still missing."""
        rest = self.env["rma"].sudo()
        for move in self.filtered(lambda m: m.state not in ("done", "cancel") and m.picked):
            for rma in move._get_complaint_returns():
                missing = rma.product_uom_qty - move.quantity
                if rma.product_uom.compare(missing, 0) > 0 and rma.reception_move_id:
                    rest |= rma._split_complaint_return(missing)
        return rest

    def _is_complaint_goods_moved(self):
        """Whether these goods moved and the warehouse has not moved them back."""
        self.ensure_one()
        if self.state != "done":
            return False
        back = self.returned_move_ids.filtered(lambda move: move.state == "done")
        return self.product_uom.compare(self.quantity, sum(back.mapped("quantity"))) > 0

    def _do_at_complaint_desk(self):
        """Record at the desk that all of these goods came in or went out."""
        for move in self:
            move.quantity = move.product_uom_qty
            move.picked = True
        self.picking_id._action_done()
