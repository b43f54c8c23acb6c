from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...tools.case import LIMIT, Case, Row, closest, named


class ComplaintAuthority(models.Model):
    """How much a role, or one user, may grant: per case, customer and months, store and month.

    The closest row counts: one that names the user before their role, the store before all
    stores, the kind before all kinds. Amounts are in the currency of the company.
    """

    _name = "complaint.authority"
    _inherit = ["complaint.placed.mixin"]
    _description = "Authority limit"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        help="Empty: every company.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    group_id = fields.Many2one(
        "res.groups",
        string="Role",
        domain=lambda self: [
            ("privilege_id", "=", self.env.ref("retail_complaint.group_privilege").id)
        ],
        ondelete="cascade",
    )
    user_id = fields.Many2one("res.users", ondelete="cascade")
    store_id = fields.Many2one(
        "retail.store", domain="[('parent_id', '=', False)]", check_company=True
    )
    kind = fields.Selection(selection="_get_kinds", help="Empty: every kind.")
    is_unlimited = fields.Boolean(string="No limit")
    case_amount = fields.Monetary(string="Per case")
    customer_amount = fields.Monetary(
        string="Per customer", help="In the months named beside; zero: as per case only."
    )
    customer_months = fields.Integer(string="Months", default=12)
    store_amount = fields.Monetary(string="Per store and month", help="Zero: as per case only.")

    _amounts_positive = models.Constraint(
        "CHECK (case_amount >= 0 AND customer_amount >= 0 AND store_amount >= 0"
        " AND customer_months > 0)",
        "Limits are amounts of zero or more, over one month at least.",
    )

    @api.model
    def _get_kinds(self):
        """The kinds of compensation, with those that other addons added."""
        return self.env["complaint.compensation"]._fields["kind"]._description_selection(self.env)

    @api.depends("group_id", "user_id", "store_id", "kind")
    def _compute_name(self):
        kinds = dict(self._get_kinds())
        for authority in self:
            parts = [
                authority.user_id.name or authority.group_id.name,
                authority.store_id.name,
                kinds.get(authority.kind),
            ]
            authority.name = ", ".join(part for part in parts if part)

    @api.depends("store_id")
    def _compute_company_id(self):
        for authority in self:
            authority.company_id = (
                authority.store_id.company_id
                or authority.company_id
                or self.env.user._get_complaint_setting_company()
            )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for authority in self:
            authority.currency_id = (authority.company_id or self.env.company).currency_id

    @api.constrains("group_id", "user_id", "sequence")
    def _check_holder(self):
        for authority in self:
            if bool(authority.group_id) == bool(authority.user_id):
                raise ValidationError(
                    self.env._("A limit belongs to a role or to a user: choose one of them.")
                )

    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._ensure_not_own()
        return rows

    def write(self, vals):
        self._ensure_not_own()
        result = super().write(vals)
        self._ensure_not_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_not_own(self):
        self._ensure_not_own()

    def _ensure_not_own(self):
        """:raises AccessError: when users of a leading group set what they themselves may grant"""
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return
        leading = self.env.ref("retail_complaint.group_manager")
        if any(row.user_id == user or row.group_id == leading for row in self):
            raise AccessError(
                self.env._("Nobody sets his own limit. Ask an administrator to change it.")
            )

    @api.model
    def _get_for(self, user, store, kind, company):
        """Return the row that counts for a user; empty when they may grant nothing."""
        rows = self.sudo().search(
            Domain("company_id", "in", [False, company.id])
            & Domain("store_id", "in", [False, store.id])
            & Domain("kind", "in", [False, kind])
            & (
                Domain("user_id", "=", user.id)
                | Domain("group_id", "in", user.sudo().all_group_ids.ids)
            )
        )
        case = Case(user_id=user.id, store_id=store.id or 0, gives=kind)
        winner = closest((row._as_row() for row in rows), case, LIMIT)
        return rows.browse(winner.id if winner else [])

    def _as_row(self):
        self.ensure_one()
        return Row(
            self.id,
            about=named(user=self.user_id.ids, store=self.store_id.ids, gives=[self.kind]),
            width=float("inf") if self.is_unlimited else self.case_amount,
            sequence=self.sequence,
        )
