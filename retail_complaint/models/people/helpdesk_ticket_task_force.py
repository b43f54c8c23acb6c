from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

TASK_FORCE_FIELDS = frozenset({"complaint_task_force_ids", "complaint_task_force_leader_id"})


class HelpdeskTicket(models.Model):
    """Who, beside the usual people, sees this one case, and who does not (ORG-6, REC-3).

    Who sees a case is said in ``res.users._get_complaint_domain``; here is what it asks.
    """

    _inherit = "helpdesk.ticket"

    complaint_is_confidential = fields.Boolean(
        string="Confidential",
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="Only the owner, the store manager, the leading group and the task force see it.",
    )
    complaint_task_force_leader_id = fields.Many2one(
        "res.users",
        string="Task force leader",
        tracking=True,
        copy=False,
        domain="[('share', '=', False)]",
        groups="base.group_user",
    )
    complaint_task_force_ids = fields.Many2many(
        "res.users",
        "complaint_task_force_rel",
        "ticket_id",
        "user_id",
        string="Task force",
        tracking=True,
        copy=False,
        domain="[('share', '=', False)]",
        groups="base.group_user",
        help="They see and work on this one case, whatever their store.",
    )

    # Task force ------------------------------------------------------------------------------

    @api.model
    def _check_registration(self, vals):
        self._ensure_may_set_reach(vals)
        return super()._check_registration(vals)

    def _check_changes(self, vals):
        self._ensure_may_set_reach(vals)
        return super()._check_changes(vals)

    @api.model
    def _get_followed_fields(self):
        return super()._get_followed_fields() | {"complaint_task_force_ids"}

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        cases = self.filtered(lambda case: case in former)
        if TASK_FORCE_FIELDS.intersection(vals):
            for case in cases:
                members = case.sudo().complaint_task_force_ids
                before = former[case].get("complaint_task_force_ids", members)
                case._after_task_force_changed(before, members)
                # The leader is a member: reach is asked of one list.
                if leader := case.sudo().complaint_task_force_leader_id - members:
                    link = {"complaint_task_force_ids": [Command.link(leader.id)]}
                    case.sudo()._as_server().write(link)
        if vals.get("complaint_is_confidential"):
            for case in cases:
                case._ensure_still_inside()
                case._drop_outsiders()
        return result

    def _ensure_may_set_reach(self, vals):
        """:raises AccessError: when these values open a case, which takes a duty manager"""
        opened = TASK_FORCE_FIELDS.intersection(name for name in vals if vals[name]) or (
            "complaint_is_confidential" in vals
            and not vals["complaint_is_confidential"]
            and any(self.sudo().mapped("complaint_is_confidential"))
        )
        if opened and not self.env.su and not self._is_duty_manager():
            raise AccessError(
                self.env._(
                    "Who else sees a case is decided by a duty manager or the leading group."
                )
            )

    def _is_duty_manager(self):
        return self.env.user.has_group("retail_complaint.group_duty_manager")

    def _after_task_force_changed(self, former, members):
        """Who joins the task force follows the case, who leaves no longer does."""
        self.ensure_one()
        # Following is the server's; who decides on the task force was checked before.
        ticket = self.sudo()
        (members - former)._ensure_complaint_role()
        respondents = members & ticket._get_respondent_users()
        if respondents:
            raise UserError(
                self.env._(
                    "The case is about %s, who cannot be in its task force.",
                    ", ".join(respondents.mapped("name")),
                )
            )
        left = former - members
        ticket.message_unsubscribe((left - ticket.user_id).partner_id.ids)
        ticket.message_subscribe((members - former).partner_id.ids)
        ticket._schedule_quietly(
            members - former,
            "retail_complaint.mail_activity_type_look",
            lambda env: env._("You are in the task force"),
        )

    def _form_task_force(self, users, reason):
        """Put users into the task force; the first of them leads it where nobody does yet."""
        for ticket in self.sudo():
            leader = ticket.complaint_task_force_leader_id or users[:1]
            ticket.write(
                {
                    "complaint_task_force_leader_id": leader.id,
                    "complaint_task_force_ids": [Command.link(user.id) for user in users],
                }
            )
            ticket.message_post(body=ticket.env._("Task force formed: %s", reason))

    def _leave_task_force(self, users):
        """Take users out of the task force."""
        for ticket in self:
            vals = {"complaint_task_force_ids": [Command.unlink(user.id) for user in users]}
            if ticket.complaint_task_force_leader_id in users:
                vals["complaint_task_force_leader_id"] = False
            ticket.write(vals)

    # Confidential cases ----------------------------------------------------------------------

    def _get_within_reach(self, users):
        """Return those of ``users`` who can read the case."""
        self.ensure_one()
        return users.filtered(lambda user: self.with_user(user).has_access("read"))

    def _ensure_still_inside(self):
        """:raises AccessError: when users close the case to themselves"""
        self.flush_recordset()
        if not (self.env.su or self.has_access("read")):
            raise AccessError(
                self.env._(
                    "You would no longer see it yourself. Ask the owner of the case or the leading "
                    "group to make it confidential."
                )
            )

    def _drop_outsiders(self):
        """Take what they follow or had planned in a case from staff who see it no longer."""
        self.ensure_one()
        self.flush_recordset()
        # What others have on the case is not readable for everybody who may close it to them.
        ticket = self.sudo()
        staff = ticket.message_partner_ids.user_ids | ticket.activity_ids.user_id
        outsiders = staff.filtered(lambda user: not user.share)
        outsiders -= ticket._get_within_reach(outsiders)
        ticket.message_unsubscribe(outsiders.partner_id.ids)
        planned = ticket.activity_ids.filtered(lambda activity: activity.user_id in outsiders)
        if ticket.user_id:
            planned.with_context(mail_activity_quick_update=True).write(
                {"user_id": ticket.user_id.id}
            )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if self.env.context.get("complaint_no_follow"):
            return True
        confidential = self.sudo().filtered("complaint_is_confidential")
        if confidential and partner_ids:
            confidential._ensure_insiders(self.env["res.partner"].sudo().browse(partner_ids))
        return super().message_subscribe(partner_ids, subtype_ids)

    def _ensure_insiders(self, partners):
        """:raises AccessError: when staff among ``partners`` do not see these cases"""
        staff = partners.user_ids.filtered(lambda user: not user.share)
        for ticket in self:
            outsiders = staff - ticket._get_within_reach(staff)
            if outsiders:
                raise AccessError(
                    self.env._(
                        "%(number)s is confidential, and %(users)s does not see it. A duty "
                        "manager can put him into the task force.",
                        number=ticket.number,
                        users=", ".join(outsiders.mapped("name")),
                    )
                )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        ticket = self.sudo()
        if len(ticket) != 1 or not ticket.complaint_is_confidential:
            return recipients
        # A name typed into a message opens no confidential case.
        users = self.env["res.users"].sudo().browse(r["uid"] for r in recipients if r["uid"])
        staff = users.filtered(lambda user: not user.share)
        outsiders = staff - ticket._get_within_reach(staff)
        return [r for r in recipients if r["uid"] not in outsiders.ids]
