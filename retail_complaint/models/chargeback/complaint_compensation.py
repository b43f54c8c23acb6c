from odoo import fields, models


class ComplaintCompensation(models.Model):
    _inherit = "complaint.compensation"

    chargeback_ids = fields.One2many(
        "complaint.chargeback", "compensation_id", string="Charge-backs"
    )

    def _on_document_gone(self):
        executed = self.filtered(lambda line: line.state == "executed")
        result = super()._on_document_gone()
        live = executed.chargeback_ids.filtered(lambda row: row.state != "cancelled")
        live._on_compensation_gone()
        return result
