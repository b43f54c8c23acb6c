"""The dialogues that take one text: a statement, a result, the reason of a withdrawal.

The record behind each checks rights and conditions.
"""

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


class ComplaintEvidenceWithdrawal(models.TransientModel):
    _name = "complaint.evidence.withdrawal"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Withdrawal of evidence"

    evidence_id = fields.Many2one("complaint.evidence", required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Withdraw the evidence; its file goes for good."""
        self.ensure_one()
        self.evidence_id._withdraw(self.reason)
        return {"type": "ir.actions.act_window_close"}
