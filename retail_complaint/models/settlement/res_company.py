from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_goodwill_product_id = fields.Many2one(
        "product.product",
        string="Goodwill product",
        default=lambda self: self._default_complaint_product("goodwill"),
        help="Its income account takes what is given as goodwill; its taxes apply (none).",
    )
    complaint_damages_product_id = fields.Many2one(
        "product.product",
        string="Damages product",
        default=lambda self: self._default_complaint_product("damages"),
        help="Its income account takes what is paid as damages; its taxes apply (none).",
    )
    complaint_statutory_product_id = fields.Many2one(
        "product.product",
        string="Statutory product",
        default=lambda self: self._default_complaint_product("statutory"),
        help="Its income account takes what a law makes us pay; its taxes apply (none).",
    )
    complaint_chargeback_product_id = fields.Many2one(
        "product.product",
        string="Charge-back product",
        default=lambda self: self._default_complaint_product("chargeback"),
        help="Its accounts take what suppliers, carriers and tenants bear; its taxes apply (none).",
    )
    complaint_grant_move_type = fields.Selection(
        [("out_refund", "Credit note"), ("in_invoice", "Vendor bill")],
        string="Document of goodwill and damages",
        default="out_refund",
        required=True,
    )
    complaint_reopen_days = fields.Integer(
        string="Days to reopen",
        default=30,
        help="So long after its end a customer's mail reopens a case; later it makes a new one.",
    )
    complaint_walkin_partner_id = fields.Many2one(
        "res.partner",
        string="Walk-in customer",
        help="Stands on the documents of customers without a record.",
    )

    complaint_followup_attempts = fields.Integer(
        string="Follow-up: attempts",
        default=3,
        help="So many calls in vain, not all in one day, and a customer counts as not reached.",
    )

    _complaint_followup_attempts_positive = models.Constraint(
        "CHECK (complaint_followup_attempts > 0)", "Try to reach a customer at least once."
    )

    def write(self, vals):
        result = super().write(vals)
        if "resource_calendar_id" in vals:
            self.env["complaint.clock"]._ask_replan([("ticket_id.company_id", "in", self.ids)])
        return result

    def _default_complaint_product(self, kind):
        return self.env.ref(f"retail_complaint.product_product_{kind}", raise_if_not_found=False)
