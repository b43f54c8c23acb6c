from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from ...tools.case import LIMIT, Case, Row, closest, named

#: What of a row says how much who may grant.
TERMS = (
    "active",
    "case_amount",
    "customer_amount",
    "customer_months",
    "store_amount",
    "is_unlimited",
)


class ComplaintAuthority(models.Model):
    """How much a role, or one user, may grant: per case, customer and months, store and month.

    The closest row counts: one that names the user before their role, the store before all
    stores, the kind before all kinds. Of the roles of a user only the highest counts that has a
    row for what is asked: what agents may grant says nothing about a manager, who is one as well.
    Amounts are in the currency of the company.
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
        rows._log_change({}, rows._get_terms())
        return rows

    def write(self, vals):
        self._ensure_not_own()
        before = self._get_terms()
        result = super().write(vals)
        self._ensure_not_own()
        self._log_change(before, self._get_terms())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_not_own(self):
        self._ensure_not_own()
        self._log_change(self._get_terms(), {})

    def _get_terms(self):
        """Return ``{row: what it says}``, in field names, for the record of changes."""
        return {
            row: "; ".join(f"{name}: {row[name]}" for name in TERMS if row[name]) for row in self
        }

    def _log_change(self, before, after):
        # What is installed and upgraded is nobody's change.
        for row in self if not self.env.su else ():
            was, now = (terms.get(row, "-") for terms in (before, after))
            if was != now:
                self.env["complaint.access.log"]._log("limit", row, f"{was}\n{now}")

    def _ensure_not_own(self):
        """:raises AccessError: when users set what they themselves may grant"""
        user = self.env.user
        if self.env.su or user.has_group("base.group_system"):
            return
        if any(row._counts_for(user) for row in self.sudo()):
            raise AccessError(
                self.env._(
                    "This limit is your own, or you would come under it. Ask an administrator to "
                    "change it."
                )
            )

    def _counts_for(self, user):
        """Whether what a user may grant could depend on this row, in any case."""
        self.ensure_one()
        if self.user_id:
            return self.user_id == user
        roles = user.sudo().all_group_ids
        if self.group_id not in roles:
            return False
        higher = roles.filtered(lambda role: self.group_id in role.all_implied_ids) - self.group_id
        covering = Domain("group_id", "in", higher.ids)
        for name in ("company_id", "store_id", "kind"):
            value = self[name].id if name != "kind" else self.kind
            covering &= Domain(name, "in", list({False, value}))
        return not self.search_count(covering, limit=1)

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
        roles = rows.group_id
        lower = roles.browse().union(*(role.all_implied_ids - role for role in roles))
        rows = rows.filtered(lambda row: row.group_id not in lower)
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
