from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: What the case agreed; changed by settling the case anew, not on the return.
AGREED_FIELDS = frozenset(
    {
        "complaint_compensation_id",
        "complaint_store_id",
        "company_id",
        "partner_id",
        "order_id",
        "picking_id",
        "move_id",
        "product_id",
        "product_uom_qty",
        "product_uom",
        "operation_id",
    }
)


class Rma(models.Model):
    """A return of a case: it tells its compensation what happens to the goods."""

    _inherit = "rma"

    # Every move that is done, cancelled or deleted asks for the returns on it.
    move_id = fields.Many2one(index="btree_not_null")
    reception_move_id = fields.Many2one(index="btree_not_null")
    order_id = fields.Many2one(index="btree_not_null")

    complaint_compensation_id = fields.Many2one(
        "complaint.compensation",
        string="Complaint compensation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
    )
    complaint_store_id = fields.Many2one(
        "retail.store",
        string="Store of the complaint",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Its staff, and who may see the case, see this return.",
    )
    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(
            vals.get("complaint_compensation_id") or vals.get("complaint_store_id")
            for vals in vals_list
        ):
            raise AccessError(
                self.env._("Returns of a complaint are made by executing its proposal.")
            )
        return super().create(vals_list)

    def write(self, vals):
        # The link is asked for with the server's rights: who moves goods has none on cases.
        ours = self.sudo().filtered("complaint_compensation_id")
        if ours and not self.env.su and AGREED_FIELDS.intersection(vals):
            raise UserError(
                self.env._(
                    "%s moves what was agreed in a complaint. To change it, cancel it and settle "
                    "the case anew.",
                    ours[0].name,
                )
            )
        states = {rma: rma.state for rma in ours} if "state" in vals else {}
        result = super().write(vals)
        for rma, before in states.items():
            if rma.state != before:
                rma.complaint_compensation_id._on_rma_state(rma, before)
        return result

    def action_draft(self):
        if self.sudo().complaint_compensation_id:
            raise UserError(
                self.env._("This return belongs to a complaint. Execute its proposal again.")
            )
        return super().action_draft()

    def action_cancel(self):
        ours = self.sudo().filtered("complaint_compensation_id")
        moved = ours.filtered(lambda rma: rma._has_complaint_moved())
        if moved and not self.env.su:
            raise UserError(
                self.env._(
                    "Goods of %s have moved. Return them by the button on their receipt or "
                    "delivery, and tell who handles the case.",
                    moved[0].name,
                )
            )
        return super().action_cancel()

    # Goods of a case -------------------------------------------------------------------------

    def _is_complaint_return(self):
        return bool(self.operation_id.action_create_receipt)

    def _has_complaint_moved(self):
        """Whether goods of it came in or went out, and the warehouse has not moved them back."""
        moves = self.reception_move_id | self.delivery_move_ids
        return any(move._is_complaint_goods_moved() for move in moves)

    def _get_complaint_goods(self):
        self.ensure_one()
        return f"{self.product_uom_qty:g} x {self.product_id.display_name} ({self.name})"

    def _set_complaint_lot(self, lot):
        """The piece complained about is the one that comes back."""
        if lot:
            lines = self.reception_move_id.move_line_ids
            lines.filtered(lambda line: line.product_id == lot.product_id).lot_id = lot

    def _deliver_complaint_goods(self):
        """Make the delivery of a replacement, or of what was repaired."""
        repair = self.env.ref("retail_complaint.rma_operation_repair")
        for rma in self:
            if rma.operation_id == repair:
                rma.create_return(fields.Datetime.now(), rma.product_uom_qty, rma.product_uom)
                continue
            rma.create_replace(
                fields.Datetime.now(),
                rma.warehouse_id,
                rma.product_id,
                rma.product_uom_qty,
                rma.product_uom,
            )

    def _split_complaint_return(self, missing):
        """Leave to this return what came, and return another one for what is missing."""
        self.ensure_one()
        self.product_uom_qty -= missing
        return self.copy(
            {
                "complaint_compensation_id": self.complaint_compensation_id.id,
                "complaint_store_id": self.complaint_store_id.id,
                "product_uom_qty": missing,
                "state": "confirmed",
                "origin_split_rma_id": self.id,
            }
        )

    def _find_complaint_backorder(self):
        """Await what is missing with the backorder of the receipt; without one it never comes."""
        for rma in self:
            receipt = rma.origin_split_rma_id.reception_move_id
            waiting = self.env["stock.move"].search(
                [
                    ("picking_id.backorder_id", "=", receipt.picking_id.id),
                    ("product_id", "=", receipt.product_id.id),
                    ("state", "not in", ("done", "cancel")),
                    ("rma_receiver_ids", "=", False),
                ]
            )
            fitting = waiting.filtered(
                lambda move, rma=rma: (
                    not rma.product_uom.compare(move.product_uom_qty, rma.product_uom_qty)
                )
            )
            if fitting:
                rma.reception_move_id = fitting[0]
            else:
                rma.state = "cancelled"

    def _scrap_complaint_goods(self):
        """Scrap on arrival what may not be sold again."""
        scraps = self.env["stock.scrap"]
        for rma in self:
            for line in rma.reception_move_id.move_line_ids:
                scraps |= scraps.create(
                    {
                        "product_id": line.product_id.id,
                        "scrap_qty": line.quantity,
                        "product_uom_id": line.product_uom_id.id,
                        "lot_id": line.lot_id.id,
                        "location_id": line.location_dest_id.id,
                        "company_id": rma.company_id.id,
                        "origin": rma.name,
                    }
                )
        scraps.do_scrap()
