from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintDepartment(models.Model):
    """A department that takes on complaints: customer service, security, engineering (CLS-3).

    The same department has people in many stores; those of the store concerned are asked first.
    """

    _name = "complaint.department"
    _inherit = ["complaint.placed.mixin"]
    _description = "Department"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.user._get_complaint_setting_company(),
        help="Empty: every company.",
    )
    manager_id = fields.Many2one(
        "res.users", string="Head", domain="[('share', '=', False)]", ondelete="restrict"
    )
    member_ids = fields.Many2many(
        "res.users",
        "complaint_department_member_rel",
        "department_id",
        "user_id",
        string="Members",
        domain="[('share', '=', False)]",
        help="The head belongs to them.",
    )
    category_ids = fields.One2many(
        "helpdesk.ticket.category", "complaint_department_id", string="Leads complaints about"
    )

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        departments._complete_members()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if {"manager_id", "member_ids"}.intersection(vals):
            self._complete_members()
        return result

    def _complete_members(self):
        for department in self:
            missing = department.manager_id - department.member_ids
            if missing:
                department.member_ids |= missing

    def _get_people(self, store):
        """Return who may take on a case of ``store``, the head of the department first.

        The department's people in that store; where it has none there, all of them.
        """
        people = self.manager_id | self.member_ids
        return people.filtered(lambda user: store in user.retail_store_ids) or people

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named(self):
        named = (
            self.env["helpdesk.ticket"]
            .sudo()
            .search_count([("complaint_department_id", "in", self.ids)], limit=1)
        )
        if named:
            raise UserError(
                self.env._("This department leads complaints. Archive it instead of deleting it.")
            )
