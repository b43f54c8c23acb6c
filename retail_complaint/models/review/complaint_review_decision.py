from odoo import api, fields, models


class ComplaintReviewDecision(models.Model):
    """What a review decided: who does what until when, and what came of it (ANA-4)."""

    _name = "complaint.review.decision"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _description = "Decision of a review"
    _order = "is_done, date_due, id"

    review_id = fields.Many2one("complaint.review", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="review_id.company_id", store=True, precompute=True)
    name = fields.Char(string="What is to be done", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        domain="[('share', '=', False)]",
        required=True,
        index=True,
        ondelete="restrict",
    )
    date_due = fields.Date(string="Due", required=True)
    is_done = fields.Boolean(string="Done", tracking=True)
    effect = fields.Text(help="What came of it, by the figures since.")

    @api.model_create_multi
    def create(self, vals_list):
        decisions = super().create(vals_list)
        for decision in decisions:
            decision.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=decision.date_due,
                user_id=decision.user_id.id,
                summary=decision.name,
            )
        return decisions

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_done"):
            self.activity_feedback(["mail.mail_activity_data_todo"])
        elif {"user_id", "date_due"}.intersection(vals):
            for decision in self:
                decision.activity_reschedule(
                    ["mail.mail_activity_data_todo"],
                    date_deadline=decision.date_due,
                    new_user_id=decision.user_id.id,
                )
        return result
