from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ComplaintLine(models.Model):
    """The lots that were delivered, read from the delivery; which of them it is, is chosen."""

    _inherit = "complaint.line"

    delivered_lot_ids = fields.Many2many(
        "stock.lot", string="Delivered", readonly=True, guarded=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        domain="[('id', 'in', delivered_lot_ids)]",
        index="btree_not_null",
        ondelete="restrict",
        help="The lot that the complaint is about, out of those that were delivered.",
    )

    @api.constrains("lot_id", "delivered_lot_ids")
    def _check_lot(self):
        for line in self.filtered("lot_id"):
            # Staff without rights on the stock still handle what was delivered.
            if line.lot_id not in line.sudo().delivered_lot_ids:
                raise ValidationError(
                    self.env._(
                        "Lot %(lot)s was not delivered with %(number)s. Choose one that was.",
                        lot=line.sudo().lot_id.name,
                        number=line.purchase_number or line.name,
                    )
                )

    @api.model
    def _prepare_origin_vals(self, vals):
        prepared = super()._prepare_origin_vals(vals)
        sale_line = self.env["sale.order.line"].sudo().browse(vals.get("sale_line_id"))
        if not sale_line and vals.get("invoice_line_id"):
            invoice_line = self.env["account.move.line"].sudo().browse(vals["invoice_line_id"])
            sale_line = invoice_line.sale_line_ids
        lots = sale_line.move_ids.filtered(lambda move: move.state == "done").lot_ids
        prepared["delivered_lot_ids"] = [fields.Command.set(lots.ids)]
        if len(lots) == 1 and not vals.get("lot_id"):
            prepared["lot_id"] = lots.id
        return prepared
