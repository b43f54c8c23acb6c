from odoo import fields, models


class ComplaintMeasure(models.Model):
    """The appointment of a free repeat: once it was kept, the service was given."""

    _inherit = "complaint.measure"

    kind = fields.Selection(
        selection_add=[("appointment", "Appointment")], ondelete={"appointment": "set default"}
    )

    def _finish(self, state, result):
        finished = super()._finish(state, result)
        # Its owner need not have any right on the case or on its order.
        lines = self.env["complaint.compensation"].sudo().search([("measure_id", "in", self.ids)])
        if state == "done":
            for line in lines.repeat_order_id.order_line:
                line.qty_delivered = line.product_uom_qty
        else:
            lines._on_document_gone()
        return finished
