from odoo import fields, models


class ComplaintStatementAnswer(models.TransientModel):
    _name = "complaint.statement.answer"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Answer of the employee who was asked"

    statement_id = fields.Many2one("complaint.statement", required=True, readonly=True)
    question = fields.Text(related="statement_id.question", related_sudo=False)
    answer = fields.Text(required=True)

    def action_confirm(self):
        """Give the answer; it cannot be changed afterwards."""
        self.ensure_one()
        self.statement_id.action_answer(self.answer)
        return {"type": "ir.actions.act_window_close"}
