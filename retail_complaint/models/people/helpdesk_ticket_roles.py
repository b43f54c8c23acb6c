from odoo import api, fields, models
from odoo.tools import plaintext2html


class HelpdeskTicket(models.Model):
    """Who fills which role in a case, by roster, groups, departments, stores (ORG-1, ORG-8).

    And how people are asked for something in it.
    """

    _inherit = "helpdesk.ticket"

    complaint_department_id = fields.Many2one(
        "complaint.department",
        string="Lead department",
        tracking=True,
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Follows from the category.",
    )

    # The category decides -----------------------------------------------------------------

    def _prepare_complaint_vals(self, vals, team):
        added = super()._prepare_complaint_vals(vals, team)
        if not vals.get("complaint_department_id"):
            category = self.env["helpdesk.ticket.category"].browse(vals.get("category_id"))
            added["complaint_department_id"] = category.complaint_department_id.id
        return added

    def _complete_changes(self, vals):
        vals = super()._complete_changes(vals)
        if vals.get("category_id") and "complaint_department_id" not in vals:
            category = self.env["helpdesk.ticket.category"].browse(vals["category_id"])
            if category.complaint_department_id:
                vals = dict(vals, complaint_department_id=category.complaint_department_id.id)
        return vals

    @api.onchange("category_id")
    def _onchange_complaint_department(self):
        if self.category_id.complaint_department_id:
            self.complaint_department_id = self.category_id.complaint_department_id

    # Intake -------------------------------------------------------------------------------

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self.filtered(lambda ticket: not ticket.user_id)._give_to_first_receiver()
        return result

    # Roles --------------------------------------------------------------------------------

    def _get_role_users(self, role):
        """Return the users who fill ``role`` for this case, whoever is asked first in front.

        Nobody fills it: an empty recordset. All of them are active staff of the company; whether
        the case is within their reach is not asked here.

        :param role: a key of :data:`ROLES`
        """
        self.ensure_one()
        # Staff lists of stores and teams are not readable for everybody who handles a case.
        users = getattr(self.sudo(), f"_get_role_{role}")()
        return self._filter_staff(users).with_env(self.env)

    def _filter_staff(self, users):
        """Return those who work for the company of the case."""
        company = self.company_id
        return users.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )

    def _get_role_owner(self):
        return self.user_id

    def _get_role_first_receiver(self):
        return self._get_on_duty("first_receiver")

    def _get_role_duty_manager(self):
        """The duty managers of the roster at this hour, then those of the store.

        Who stands above, and may do the same and more, where the store has no other.
        """
        staff = self._get_store_staff("retail_complaint.group_duty_manager")
        above = self.env.ref("retail_complaint.group_region_manager")
        others = staff.filtered(lambda user: above not in user.all_group_ids)
        return self._get_on_duty("duty_manager") | (others or staff)

    def _get_role_team_leader(self):
        return self.team_id.user_id | self._get_group("handling").leader_id

    def _get_role_store_manager(self):
        return self.complaint_store_id.manager_id

    def _get_role_region_manager(self):
        return self.complaint_store_id.region_id.manager_ids

    def _get_role_leading_group(self):
        """The leading group of the store, else of the team.

        Where none was named, who has that role in the store, else in the company.
        """
        # The group of a team of all companies may have nobody in this one.
        people = self._filter_staff(self._get_group("leading")._get_people())
        if people:
            return people
        group = "retail_complaint.group_manager"
        staff = self._get_store_staff(group)
        if staff:
            return staff
        return self.env.ref(group).all_user_ids - self.env.ref("base.user_root")

    def _get_role_handling_group(self):
        return self._get_group("handling")._get_people()

    def _get_role_support_group(self):
        return self._get_group("support")._get_people()

    def _get_role_department(self):
        return self.complaint_department_id._get_people(self.complaint_store_id)

    def _get_role_salesperson(self):
        """The salesperson of what was bought, then of the customer (ORG-3)."""
        lines = self.complaint_line_ids
        sold_by = (
            lines.sale_line_id.order_id.user_id | lines.invoice_line_id.move_id.invoice_user_id
        )
        return sold_by | self.partner_id.user_id

    def _get_group(self, kind):
        """Return the group of this kind that the case belongs to, the store's before the team's."""
        return self.env["complaint.group"]._get_nearest(
            self.complaint_store_id, self.team_id, [("kind", "=", kind)]
        )

    def _get_on_duty(self, duty):
        return self.env["complaint.duty.shift"]._get_on_duty(
            duty,
            self.complaint_store_id,
            self.team_id,
            fields.Datetime.now(),
            self._get_complaint_calendar().tz or "UTC",
        )

    def _get_store_staff(self, group):
        """Return the staff of the store concerned who belong to ``group``, its manager first."""
        store = self.complaint_store_id
        group = self.env.ref(group)
        return (store.manager_id | store.member_ids).filtered(
            lambda user: group in user.all_group_ids
        )

    def _get_highest_staff(self):
        """Return whoever of the company stands highest among the roles of complaints, or nobody."""
        self.ensure_one()
        intake = self.env.ref("retail_complaint.group_intake")
        # Groups are not everybody's to read.
        staff = self._filter_staff(intake.sudo().all_user_ids)
        highest = staff.sorted(lambda user: user._get_complaint_level(), reverse=True)[:1]
        return highest.with_env(self.env)

    # Asking ------------------------------------------------------------------------------

    def _schedule_quietly(self, users, xmlid, summary, note=""):
        """Ask users for something in these cases, by an activity for today: no mail, no following.

        :param summary: function of an environment, so that each reads their own language
        """
        rows = []
        for user in users:
            told = self.with_context(lang=user.lang).env
            rows += [
                {
                    "res_model_id": self.env["ir.model"]._get_id("helpdesk.ticket"),
                    "res_id": ticket.id,
                    "activity_type_id": self.env.ref(xmlid).id,
                    "user_id": user.id,
                    "summary": summary(told),
                    "note": plaintext2html(note) if note else False,
                    "date_deadline": fields.Date.context_today(self),
                    "automated": True,
                }
                for ticket in self
            ]
        if rows:
            quiet = {"mail_activity_quick_update": True, "complaint_no_follow": True}
            self.env["mail.activity"].with_context(**quiet).create(rows)
