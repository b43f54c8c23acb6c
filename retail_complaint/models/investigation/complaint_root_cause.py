from odoo import api, fields, models


class ComplaintRootCause(models.Model):
    """Why it happened: training, process, facility, merchant management, supplier (INV-6)."""

    _name = "complaint.root.cause"
    _inherit = ["complaint.placed.mixin"]
    _description = "Root cause"
    _parent_store = True
    _check_company_auto = True
    _order = "sequence, id"
    _rec_name = "complete_name"
    _rec_names_search = ["name"]

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "complaint.root.cause",
        string="Part of",
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    parent_path = fields.Char(index=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.user._get_complaint_setting_company(),
        help="Empty: every company.",
    )
    child_ids = fields.One2many("complaint.root.cause", "parent_id", string="Parts")
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        company_dependent=True,
        groups="analytic.group_analytic_accounting",
        help="What complaints of this cause cost is booked here, beside the store's account.",
    )

    @api.depends("name", "parent_id.complete_name")
    @api.depends_context("lang")
    def _compute_complete_name(self):
        for cause in self:
            parent = cause.parent_id.complete_name
            cause.complete_name = f"{parent} / {cause.name}" if parent else cause.name
