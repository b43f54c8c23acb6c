from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RetailStore(models.Model):
    """A shop, mall, canteen site or salon; its areas (counter, floor, unit) are its children.

    A model of its own, since warehouse, till and branch company each fit only partly.
    """

    _name = "retail.store"
    _description = "Store"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code, unique in the company.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    parent_id = fields.Many2one(
        "retail.store",
        string="Part of",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('parent_id', '=', False)]",
        help="Set for an area of a store; empty for the store itself.",
    )
    area_ids = fields.One2many("retail.store", "parent_id", string="Areas")
    complaint_group_ids = fields.One2many("complaint.group", "store_id", string="Groups")
    complaint_shift_ids = fields.One2many("complaint.duty.shift", "store_id", string="Duty roster")
    partner_id = fields.Many2one("res.partner", string="Address", check_company=True)
    manager_id = fields.Many2one("res.users", string="Store manager")
    member_ids = fields.Many2many(
        "res.users",
        "retail_store_res_users_rel",
        "store_id",
        "user_id",
        string="Staff",
        help="They see the complaints of this store, as far as their role allows.",
    )
    warehouse_id = fields.Many2one("stock.warehouse", check_company=True)
    cash_journal_id = fields.Many2one(
        "account.journal",
        string="Cash desk",
        domain="[('type', '=', 'cash')]",
        check_company=True,
        help="Small refunds within the desk's limit are paid from here at once.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        check_company=True,
        help="What complaints of this store cost is booked on it.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working hours",
        check_company=True,
        help="For clocks that count working time. Empty: those of the team, else the company.",
    )

    _code_company_unique = models.UniqueIndex(
        "(company_id, code)", "Another store or area of this company has this code."
    )

    @api.constrains("calendar_id")
    def _check_calendar(self):
        for store in self.filtered("calendar_id"):
            store.calendar_id._ensure_complaint_hours(store.name)

    @api.constrains("parent_id")
    def _check_two_levels(self):
        for store in self:
            if store.parent_id.parent_id or (store.parent_id and store.area_ids):
                raise ValidationError(
                    self.env._("An area belongs to a store, not to another area.")
                )

    def write(self, vals):
        result = super().write(vals)
        if "calendar_id" in vals:
            self.env["complaint.clock"]._ask_replan(
                [("ticket_id.complaint_store_id", "in", self.ids)]
            )
        return result
