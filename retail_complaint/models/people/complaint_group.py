from odoo import api, fields, models
from odoo.exceptions import ValidationError

GROUP_KINDS = [
    ("leading", "Leading group"),
    ("handling", "Handling group"),
    ("support", "Support group"),
]


class ComplaintGroup(models.Model):
    """One of the three groups of the organisation, with leader, deputy and members (ORG-1).

    The leading group decides and sums up, the handling group works on the cases, the support
    group (warehouse, finance, cleaning) reads them and helps.
    """

    _name = "complaint.group"
    _inherit = ["complaint.scope.mixin"]
    _description = "Group of the complaint organisation"
    _order = "store_id, team_id, kind, id"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(GROUP_KINDS, required=True, default="leading")
    leader_id = fields.Many2one(
        "res.users", domain="[('share', '=', False)]", required=True, ondelete="restrict"
    )
    deputy_id = fields.Many2one(
        "res.users", domain="[('share', '=', False)]", ondelete="restrict", index="btree_not_null"
    )
    member_ids = fields.Many2many(
        "res.users",
        "complaint_group_member_rel",
        "group_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False)]",
        help="Leader and deputy belong to them.",
    )
    duty = fields.Text(translate=True, help="What this group does when a complaint comes in.")

    _one_scope = models.Constraint(
        "CHECK ((team_id IS NULL) <> (store_id IS NULL))",
        "A group belongs to a team or to a store: choose one of both.",
    )
    _kind_team_unique = models.UniqueIndex(
        "(team_id, kind) WHERE team_id IS NOT NULL", "This team already has such a group."
    )
    _kind_store_unique = models.UniqueIndex(
        "(store_id, kind) WHERE store_id IS NOT NULL", "This store already has such a group."
    )

    @api.depends("kind", "team_id", "store_id")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for group in self:
            scope = group.store_id.name or group.team_id.name or ""
            group.name = f"{labels.get(group.kind, '')}, {scope}".strip(", ")

    @api.constrains("leader_id", "deputy_id", "member_ids")
    def _check_people(self):
        for group in self:
            if group.leader_id == group.deputy_id:
                raise ValidationError(
                    self.env._(
                        "%s: the deputy stands in for the leader. Choose somebody else.",
                        group.name,
                    )
                )
            group.member_ids._ensure_complaint_role()

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups._complete_members()
        return groups

    def write(self, vals):
        result = super().write(vals)
        if {"leader_id", "deputy_id", "member_ids"}.intersection(vals):
            self._complete_members()
        return result

    def _complete_members(self):
        """Leader and deputy are members: reach is asked of one list."""
        for group in self:
            missing = (group.leader_id | group.deputy_id) - group.member_ids
            if missing:
                group.member_ids |= missing

    def _get_people(self):
        """Return the people of the groups, leaders in front, then deputies, then members."""
        return self.leader_id | self.deputy_id | self.member_ids
