from odoo import fields, models


class ComplaintMeasureResult(models.TransientModel):
    _name = "complaint.measure.result"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Result of a measure"

    measure_id = fields.Many2one("complaint.measure", required=True, readonly=True)
    note = fields.Text(related="measure_id.note", related_sudo=False)
    result = fields.Text(required=True)

    def action_done(self):
        """Finish the measure with this result."""
        self.ensure_one()
        self.measure_id.action_done(self.result)
        return {"type": "ir.actions.act_window_close"}

    def action_cancel(self):
        """Give the measure up for this reason."""
        self.ensure_one()
        self.measure_id.action_cancel(self.result)
        return {"type": "ir.actions.act_window_close"}
