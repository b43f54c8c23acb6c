from odoo import fields, models

OUTSIDE_BODIES = [
    ("12315", "12315 hotline or platform"),
    ("association", "Consumer association"),
    ("authority", "Other authority"),
    ("marketplace", "Marketplace"),
    ("arbitration", "Arbitration"),
    ("court", "Court"),
    ("other", "Other"),
]
OUTSIDE_STAGES = [
    ("passed_on", "Passed on to us"),
    ("mediation", "They mediate"),
    ("decided", "Decided there"),
    ("ended", "Ended without a result"),
]


class HelpdeskTicket(models.Model):
    """The same case outside the house: with an authority, an association, a court (INT-10)."""

    _inherit = "helpdesk.ticket"

    complaint_outside_body = fields.Selection(
        OUTSIDE_BODIES, string="Outside case", copy=False, tracking=True
    )
    complaint_outside_number = fields.Char(
        string="Outside number", copy=False, tracking=True, index="btree_not_null"
    )
    complaint_outside_stage = fields.Selection(
        OUTSIDE_STAGES, string="Outside stage", copy=False, tracking=True
    )
    complaint_outside_deadline = fields.Datetime(
        string="Outside deadline", copy=False, tracking=True
    )

    def _get_outside_label(self):
        self.ensure_one()
        labels = dict(self._fields["complaint_outside_body"]._description_selection(self.env))
        body = labels.get(self.complaint_outside_body, "")
        return " ".join(filter(None, (body, self.complaint_outside_number)))
