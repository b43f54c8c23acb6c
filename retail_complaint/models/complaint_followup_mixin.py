from odoo import fields, models

#: What the customer says at the end; those who handle his case write it down.
SAID = frozenset({"complaint_satisfaction", "complaint_followup_note"})


class ComplaintFollowupMixin(models.AbstractModel):
    """After the settlement: was the customer satisfied?"""

    _name = "complaint.followup.mixin"
    _inherit = ["complaint.process.mixin"]
    _description = "Complaint: follow-up"

    complaint_satisfaction = fields.Selection(
        [
            ("5", "Very satisfied"),
            ("4", "Satisfied"),
            ("3", "Neither"),
            ("2", "Dissatisfied"),
            ("1", "Very dissatisfied"),
            ("0", "Not reached"),
        ],
        string="Satisfaction",
        tracking=True,
        copy=False,
    )
    complaint_followup_note = fields.Text(string="Customer's opinion", copy=False)
    complaint_followup_at = fields.Datetime(string="Followed up", readonly=True, copy=False)
    complaint_followup_user_id = fields.Many2one(
        "res.users", string="Followed up by", readonly=True, copy=False
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "complaint_followup_at",
            "complaint_followup_user_id",
        }

    def _prepare_complaint_vals(self, vals, team):
        # Nobody asks a customer whether he is satisfied before his complaint is registered.
        if SAID.intersection(name for name in vals if vals[name]):
            self._ensure_agent()
        return super()._prepare_complaint_vals(vals, team)

    def write(self, vals):
        if SAID.intersection(vals) and not self._is_server_write():
            self.filtered("is_complaint")._ensure_can_handle()
        if vals.get("complaint_satisfaction"):
            stamp = {
                "complaint_followup_at": fields.Datetime.now(),
                "complaint_followup_user_id": self.env.uid,
            }
            self.filtered("is_complaint")._as_server().write(stamp)
        return super().write(vals)
