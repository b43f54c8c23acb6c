from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

PARTY_KINDS = [
    ("employee", "Employee"),
    ("department", "Department"),
    ("tenant", "Tenant merchant"),
    ("supplier", "Supplier"),
    ("carrier", "Carrier"),
    ("customer", "On the customer's side"),
    ("other", "Somebody else"),
]


class ComplaintParty(models.Model):
    """Who a complaint is about, who saw it, and who else is involved (INT-2, ORG-7)."""

    _name = "complaint.party"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Person or firm involved in a complaint"
    _order = "role, id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    role = fields.Selection(
        [("respondent", "Respondent"), ("witness", "Witness"), ("other", "Involved")],
        required=True,
        default="respondent",
        help="Respondent: whom the complaint is about.",
    )
    kind = fields.Selection(PARTY_KINDS, required=True, default="employee")
    user_id = fields.Many2one(
        "res.users",
        string="Employee",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "complaint.department",
        index="btree_not_null",
        ondelete="restrict",
        help="Its head is asked for its statement.",
    )
    partner_id = fields.Many2one(
        "res.partner", string="Firm or person", index="btree_not_null", ondelete="restrict"
    )
    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, required=True, precompute=True
    )
    contact = fields.Char(
        compute="_compute_contact",
        store=True,
        readonly=False,
        help="Telephone or e-mail under which this party is reached.",
    )
    note = fields.Text(string="Part in it", help="What this party has to do with the case.")
    cost_share = fields.Float(
        string="Share of the cost (%)",
        digits=(5, 2),
        help="How much of what the case costs this party bears.",
    )
    statement_ids = fields.One2many("complaint.statement", "party_id", string="Statements")
    statement_state = fields.Selection(
        [("asked", "Asked"), ("answered", "Answered")],
        string="Statement",
        compute="_compute_statement_state",
    )

    _cost_share_percent = models.Constraint(
        "CHECK (cost_share BETWEEN 0 AND 100)", "A share of the cost lies between 0 and 100 %."
    )

    @api.depends("user_id", "department_id", "partner_id")
    def _compute_name(self):
        for party in self:
            known = party.user_id or party.department_id or party.partner_id
            # An anonymous witness has a name and nothing else.
            party.name = known.display_name or party.name

    @api.depends("user_id", "partner_id")
    def _compute_contact(self):
        for party in self:
            known = party.partner_id or party.user_id.partner_id
            party.contact = known.phone or known.email or party.contact

    @api.depends("statement_ids.state")
    def _compute_statement_state(self):
        for party in self:
            states = set(party.statement_ids.mapped("state"))
            party.statement_state = next((s for s in ("asked", "answered") if s in states), False)

    @api.constrains("kind", "user_id")
    def _check_user(self):
        for party in self:
            if party.user_id and party.kind != "employee":
                raise ValidationError(
                    self.env._("%s is an employee: choose that kind.", party.user_id.name)
                )

    @api.constrains("cost_share", "ticket_id")
    def _check_cost_share(self):
        totals = self._read_group(
            [("ticket_id", "in", self.ticket_id.ids)], ["ticket_id"], ["cost_share:sum"]
        )
        for ticket, total in totals:
            if total > 100.001:
                raise ValidationError(
                    self.env._(
                        "The parties of %(number)s bear %(total)s %% of the cost: at most 100 %% "
                        "can be shared out.",
                        number=ticket.number,
                        total=round(total, 2),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ensure_other_than_user(vals.get("user_id"), vals.get("role", "respondent"))
        parties = super().create(vals_list)
        parties.ticket_id._leave_to_uninvolved()
        return parties

    def write(self, vals):
        if "ticket_id" in vals:
            raise UserError(self.env._("A party stays with its case."))
        for party in self:
            self._ensure_other_than_user(
                vals.get("user_id", party.user_id.id), vals.get("role", party.role)
            )
        result = super().write(vals)
        if {"role", "user_id"}.intersection(vals):
            self.ticket_id._leave_to_uninvolved()
        return result

    def _ensure_other_than_user(self, user_id, role):
        """:raises UserError: when users would lose the case while they write it"""
        if role == "respondent" and user_id == self.env.uid and not self.env.su:
            raise UserError(
                self.env._(
                    "A complaint about yourself is for somebody else: hand it over first. The new "
                    "owner enters you among the people involved."
                )
            )

    def action_ask_statement(self):
        """Open a new request for a statement of this party."""
        self.ensure_one()
        self.ticket_id._ensure_can_handle()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask %s for a statement", self.name),
            "res_model": "complaint.statement",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_party_id": self.id},
        }
