from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResUsers(models.Model):
    _inherit = "res.users"

    retail_store_ids = fields.Many2many(
        "retail.store",
        "retail_store_res_users_rel",
        "user_id",
        "store_id",
        string="Stores",
    )
    complaint_department_ids = fields.Many2many(
        "complaint.department",
        "complaint_department_member_rel",
        "user_id",
        "department_id",
        string="Departments for complaints",
    )
    complaint_region_ids = fields.Many2many(
        "complaint.region",
        "complaint_region_manager_rel",
        "user_id",
        "region_id",
        string="Regions",
    )

    def _get_complaint_domain(self, operation, company_ids):
        """Return the domain on ``helpdesk.ticket`` of the complaints within this user's reach.

        The one place that says who may see a case; the global record rules of the ticket and of
        every model below it ask it. It names no ids of stores or teams, since the domain of a rule
        is cached per user and membership changes while it is.

        :param operation: "read" or "write"
        :param company_ids: the companies that the user has chosen
        """
        self.ensure_one()
        if self.share:
            # The complainants themselves, not their whole company.
            reach = Domain("partner_id", "=", self.partner_id.id)
        elif operation == "read" and self.has_group("retail_complaint.group_auditor"):
            reach = Domain.TRUE
        else:
            reach = self._get_complaint_reach(operation)
        return list(reach & Domain("company_id", "in", company_ids))

    def _get_complaint_store_domain(self):
        """Return the domain of the stores of which this user sees the figures."""
        mine = Domain("member_ids", "in", self.ids) | self._get_complaint_managed_domain()
        return mine | self._get_complaint_led_domain()

    def _get_complaint_setup_domain(self):
        """Return the domain of the stores of which this user changes what belongs to them.

        The stores of their figures, and the areas of these. Who leads a team has the stores of
        its company; an administrator all of them.
        """
        if self.has_group("base.group_system"):
            return Domain.TRUE
        mine = self._get_complaint_store_domain()
        groups = self.env["complaint.group"].sudo()
        led = groups.search(
            [("kind", "=", "leading"), ("team_id", "!=", False), ("member_ids", "in", self.ids)]
        )
        if led:
            is_common = any(not group.company_id for group in led)
            mine |= Domain.TRUE if is_common else Domain("company_id", "in", led.company_id.ids)
        return mine | Domain("parent_id", "any", mine)

    def _get_complaint_setting_domain(self, company_ids, stores=None):
        """Return the domain of the rows of settings that this user may change.

        Those of the chosen companies, and of the stores that they set up. What all companies
        share is changed by who belongs to all of them.

        :param stores: the field that names stores; empty is all stores of the company
        """
        self.ensure_one()
        shared = [False] if self._has_all_complaint_companies() else []
        domain = Domain("company_id", "in", [*company_ids, *shared])
        if stores:
            domain &= Domain(stores, "not any", [("is_set_up_by_me", "=", False)])
        return list(domain)

    def _get_complaint_scope_domain(self):
        """Return the domain of the groups and shifts that this user may change.

        Those of the stores that they set up, and of the teams in whose leading group they are.
        """
        self.ensure_one()
        if self.has_group("base.group_system"):
            return list(Domain.TRUE)
        of_team = Domain("team_id", "any", self._get_complaint_led_domain())
        return list(Domain("store_id.is_set_up_by_me", "=", True) | of_team)

    def _get_complaint_managed_domain(self):
        """Return the domain of the stores that this user manages, alone or as part of a region."""
        return Domain("manager_id", "=", self.id) | Domain("region_id.manager_ids", "in", self.ids)

    def _get_complaint_led_domain(self):
        """Return the domain of the stores or teams in whose leading group this user is."""
        groups = [("kind", "=", "leading"), ("member_ids", "in", self.ids)]
        return Domain("complaint_group_ids", "any", groups)

    def _ensure_complaint_role(self):
        """:raises ValidationError: when a user has no role by which they see complaints"""
        roles = self.env.ref("retail_complaint.group_intake") | self.env.ref(
            "retail_complaint.group_auditor"
        )
        strangers = self.sudo().filtered(lambda user: not user.all_group_ids & roles)
        if strangers:
            raise ValidationError(
                self.env._(
                    "%s has no role for complaints and would see nothing. Give him one first.",
                    ", ".join(strangers.mapped("name")),
                )
            )

    def _is_away(self):
        """Whether this user has leave now, by the calendars of the resource planning."""
        self.ensure_one()
        now = fields.Datetime.now()
        # Leaves of others are private; only whether somebody can be asked is read.
        return bool(
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_count(
                [
                    ("resource_id.user_id", "=", self.id),
                    ("date_from", "<=", now),
                    ("date_to", ">=", now),
                ],
                limit=1,
            )
        )

    def _get_complaint_reach(self, operation):
        """Return the domain of the cases of staff: their own, their stores', their groups'.

        A confidential case is for its owner, the managers of its store and region, the leading
        group and the task force (REC-3).
        """
        trusted = (
            Domain("user_id", "=", self.id)
            | Domain("complaint_is_led_by_me", "=", True)
            | Domain("complaint_is_in_my_task_force", "=", True)
        )
        usual = Domain("complaint_registrar_id", "=", self.id)
        if self.has_group("retail_complaint.group_agent"):
            usual |= Domain("complaint_is_in_my_stores", "=", True)
        if operation == "read":
            # The support group reads, the others work on the case; who is asked to take it reads.
            usual |= Domain("complaint_is_known_to_my_group", "=", True)
            usual |= Domain("complaint_is_offered_to_me", "=", True)
        else:
            usual |= Domain("complaint_is_handled_by_my_group", "=", True)
        if not self.has_group("retail_complaint.group_manager"):
            usual &= Domain("complaint_is_confidential", "=", False)
        # Nobody reads a complaint about themselves; they are asked for a statement.
        return (trusted | usual) & Domain("complaint_is_about_me", "=", False)

    def _get_complaint_level(self):
        """Return how high a user stands among the roles of complaints; 0 without a role."""
        self.ensure_one()
        privilege = self.env.ref("retail_complaint.group_privilege")
        # Groups are not everybody's to read.
        groups = self.sudo().all_group_ids.filtered(lambda group: group.privilege_id == privilege)
        return max(groups.mapped("sequence"), default=0)
