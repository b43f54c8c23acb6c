from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: Hours to answer an offer where the severity is not known yet.
DEFAULT_HOURS = 24.0


class HelpdeskTicket(models.Model):
    """How a case gets another owner: offered, or given without asking (ORG-3, ORG-4)."""

    _inherit = "helpdesk.ticket"

    complaint_handover_ids = fields.One2many(
        "complaint.handover", "ticket_id", string="Hand-overs", copy=False
    )
    complaint_offer_id = fields.Many2one(
        "complaint.handover", string="Pending hand-over", compute="_compute_complaint_offer"
    )
    complaint_can_offer = fields.Boolean(compute="_compute_complaint_offer")
    complaint_offer_text = fields.Char(compute="_compute_complaint_offer")

    @api.depends_context("uid")
    @api.depends("complaint_handover_ids.state")
    def _compute_complaint_offer(self):
        for ticket in self:
            # A pending offer is no secret to who reads the case.
            offer = ticket.sudo().complaint_handover_ids.filtered(
                lambda handover: handover.state == "offered"
            )
            ticket.complaint_offer_id = offer[:1]
            ticket.complaint_offer_text = offer._get_text() if offer else False
            ticket.complaint_can_offer = ticket.is_complaint and ticket._can_offer()

    # Offers ----------------------------------------------------------------------------------

    def _can_offer(self):
        self.ensure_one()
        user = self.env.user
        return not self.complaint_archived_at and (
            self.user_id == user or user.has_group("retail_complaint.group_duty_manager")
        )

    def _ensure_can_offer(self):
        """:raises AccessError: when the user neither owns the case nor is a duty manager"""
        self.check_access("write")
        if not self._can_offer():
            raise AccessError(
                self.env._(
                    "%s is handed over by its owner or a duty manager, while it is open.",
                    self.number,
                )
            )

    def _offer(self, receiver, reason, kind="handover"):
        """Offer the case to a user, department or team; it stays with its owner until accepted.

        :param receiver: one record of ``res.users``, ``complaint.department`` or
            ``helpdesk.ticket.team``
        :param kind: "handover" needs the record of intake; "emergency" and "escalation" do not
        :raises UserError: naming what is missing
        """
        self.ensure_one()
        self._ensure_can_offer()
        self._check_reason(reason)
        if kind == "handover":
            self._ensure_understood()
        return self._make_offer(receiver, self._get_candidates(receiver), reason, kind)

    def _ensure_understood(self):
        """No hand-over before the problem is understood: the record of intake is complete."""
        missing = self._get_gate_missing("assessment") if self.complaint_phase == "intake" else []
        if missing:
            raise UserError(
                self.env._(
                    "Complete the record before you hand %(number)s over. Missing:\n%(missing)s",
                    number=self.number,
                    missing="\n".join(f"- {text}" for text in missing),
                )
            )

    def _make_offer(self, receiver, candidates, reason, kind):
        """Write the offer down, in place of a pending one, and ask the receiver."""
        # The server keeps the rows; that this user may offer the case was checked before.
        ticket = self.sudo()
        pending = ticket.complaint_handover_ids.filtered(lambda h: h.state == "offered")
        if pending and kind != "escalation":
            raise UserError(
                self.env._(
                    "%(number)s is offered to %(receiver)s already. Take that back first.",
                    number=self.number,
                    receiver=pending.receiver_name,
                )
            )
        pending._close("withdrawn")
        vals = dict(
            self._prepare_handover_vals(receiver, reason, kind),
            state="offered",
            lapse_at=fields.Datetime.now() + timedelta(hours=self._get_handover_hours()),
            candidate_ids=[fields.Command.set(candidates.ids)],
        )
        handover = ticket.env["complaint.handover"]._as_server().create(vals)
        cron = self.env.ref("retail_complaint.ir_cron_lapse_handovers").sudo()
        cron._trigger(at=handover.lapse_at)
        ticket._schedule_quietly(
            candidates[:1],
            "retail_complaint.mail_activity_type_handover",
            lambda env: env._("Accept or refuse the case"),
            reason,
        )
        return handover.with_env(self.env)

    def _prepare_handover_vals(self, receiver, reason, kind):
        name = {
            "res.users": "user_id",
            "complaint.department": "department_id",
            "helpdesk.ticket.team": "team_id",
        }[receiver._name]
        return {
            "ticket_id": self.id,
            "kind": kind,
            "from_user_id": self.user_id.id,
            "offered_by_id": self.env.uid,
            "offered_at": fields.Datetime.now(),
            "reason": reason,
            name: receiver.id,
        }

    def _get_handover_hours(self):
        return self.complaint_severity_id.handover_hours or DEFAULT_HOURS

    def _get_candidates(self, receiver):
        """Return who may accept the case for ``receiver``, whoever is asked first in front.

        :raises UserError: when nobody is left who may take it
        """
        self.ensure_one()
        if receiver._name == "res.users":
            people = receiver
        elif receiver._name == "complaint.department":
            people = receiver.sudo()._get_people(self.complaint_store_id)
        else:
            people = receiver.sudo().user_id | receiver.sudo().user_ids
        if people == self.user_id:
            raise UserError(self.env._("%s owns the case already.", people.name))
        candidates = self._filter_takers(people)
        if not candidates:
            raise UserError(
                self.env._(
                    "%(receiver)s cannot take %(number)s: it takes somebody of this company with "
                    "the agent role who is not concerned himself; a confidential case, somebody "
                    "who may see it.",
                    receiver=receiver.display_name,
                    number=self.number,
                )
            )
        return candidates

    def _get_handover_suggestions(self):
        """Return to whom the case is best offered, best first: records of users and departments.

        Whose customer, whose duty (ORG-3): the salesperson, then the department concerned; for
        food the duty manager before both.
        """
        self.ensure_one()
        found = []
        salesperson = self._filter_takers(self._get_role_users("salesperson"))[:1]
        department = self.complaint_department_id
        found += [salesperson] if salesperson else []
        if department and self._filter_takers(self._get_role_users("department")):
            found.append(department)
        duty_manager = self._filter_takers(self._get_role_users("duty_manager"))[:1]
        if duty_manager and duty_manager not in found:
            first = self.sudo().category_id.complaint_duty_manager_first
            found.insert(0 if first else len(found), duty_manager)
        return found

    # Without asking ------------------------------------------------------------------------

    def _give_to_leader(self, reason):
        """End the passing round: the last resort gets the case, and is not asked (ORG-4).

        As shipped that is the team leader, else whoever comes above.

        :return: whoever got it, empty where nobody may
        """
        self.ensure_one()
        roles = self.env["complaint.level"]._get_roles(self.company_id, "is_last_resort")
        for role in roles:
            leader = self._filter_takers(self._get_role_users(role))[:1]
            if leader:
                self._assign(leader, reason, "escalation")
                return leader
        return self.env["res.users"]

    def _assign(self, user, reason, kind):
        """Give cases to a user without asking them, and write down why."""
        # Rows and ownership are the server's; the callers check who may do this.
        tickets = self.sudo()
        tickets.complaint_handover_ids.filtered(lambda h: h.state == "offered")._close("withdrawn")
        rows = [
            dict(ticket._prepare_handover_vals(user, reason, kind), state="assigned")
            for ticket in tickets
        ]
        tickets.env["complaint.handover"]._as_server().create(
            [dict(row, offered_by_id=self.env.uid) for row in rows]
        )
        tickets._set_owner(user)
        tickets._schedule_quietly(
            user,
            "retail_complaint.mail_activity_type_look",
            lambda env: env._("The case is yours now"),
            reason,
        )

    def _reassign(self, user, reason):
        """Give the cases of an absent colleague to another; the leading group does.

        :raises UserError: when the other may not take one of them
        """
        self._ensure_manager()
        self.check_access("write")
        self._check_reason(reason)
        for ticket in self:
            if user != ticket.user_id and not ticket._filter_takers(user):
                ticket._get_candidates(user)
        self.filtered(lambda ticket: ticket.user_id != user)._assign(user, reason, "reassignment")

    def _leave_to_uninvolved(self):
        """Take cases away from owners and task forces against whom they are.

        To be called when the respondents of a case have changed.
        """
        for ticket in self:
            respondents = ticket._get_respondent_users()
            if ticket.sudo().complaint_task_force_ids & respondents:
                ticket.sudo()._leave_task_force(respondents)
            if ticket.user_id in respondents and not ticket._give_to_leader(
                self.env._("The complaint is about its owner.")
            ):
                # Rather nobody, for whoever handles cases of the store to take.
                ticket._set_owner(self.env["res.users"])

    # Buttons ---------------------------------------------------------------------------------

    def action_complaint_handover(self):
        """Open the dialogue that offers the case, or refuses an offer (context)."""
        self.ensure_one()
        step = self.env.context.get("complaint_step", "offer")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse the case") if step == "refuse" else self.env._("Hand over"),
            "res_model": "complaint.handover.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_ticket_id": self.id,
                "default_step": step,
            },
        }

    def action_complaint_accept(self):
        """Accept the pending offer of each case."""
        for ticket in self:
            ticket._get_pending_offer().action_accept()

    def action_complaint_withdraw(self):
        """Take the pending offer of each case back."""
        for ticket in self:
            ticket._get_pending_offer().action_withdraw()

    def _set_phase(self, phase):
        result = super()._set_phase(phase)
        if phase == "archived":
            # Nobody takes over what is over. The rows are the server's.
            offers = self.sudo().complaint_handover_ids
            offers.filtered(lambda handover: handover.state == "offered")._close("withdrawn")
        return result

    def _get_pending_offer(self):
        self.ensure_one()
        self.check_access("read")
        if not self.complaint_offer_id:
            raise UserError(self.env._("%s is not offered to anybody.", self.number))
        return self.complaint_offer_id

    def _after_handover_closed(self, handover):
        """Tell the owner when their offer came back; hook of what else follows from the answer."""
        self.ensure_one()
        texts = {
            "refused": lambda env: env._("Hand-over refused by %s", handover.receiver_name),
            "lapsed": lambda env: env._("Nobody accepted the case: %s", handover.receiver_name),
        }
        if handover.state in texts:
            self.sudo()._schedule_quietly(
                self.user_id,
                "retail_complaint.mail_activity_type_look",
                texts[handover.state],
                handover.answer_reason or handover.reason,
            )
            self.env["complaint.escalation"]._fire(
                f"handover_{handover.state}", self, {self.id: f"handover:{handover.id}"}
            )
