from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.case import fits
from .complaint_escalation_rule import ACTIONS, TRIGGERS


class ComplaintEscalation(models.Model):
    """One firing of a rule: written down when it is due, then carried out, at most once per run.

    ``occasion`` names the run: a clock, the registration, the second reopening.
    """

    _name = "complaint.escalation"
    _inherit = ["complaint.guarded.mixin", "complaint.set.aside.mixin"]
    _description = "Escalation"
    _order = "due_at desc, id desc"
    _is_server_only = True

    rule_id = fields.Many2one(
        "complaint.escalation.rule", required=True, readonly=True, ondelete="restrict"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="cascade"
    )
    clock_id = fields.Many2one(
        "complaint.clock", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    occasion = fields.Char(required=True, readonly=True)
    trigger = fields.Selection(TRIGGERS, string="Why", required=True, readonly=True)
    action = fields.Selection(ACTIONS, string="What", required=True, readonly=True)
    due_at = fields.Datetime(string="Due", required=True, readonly=True)
    done_at = fields.Datetime(string="Done", readonly=True)
    state = fields.Selection(
        [("pending", "To do"), ("done", "Done"), ("failed", "Set aside")],
        required=True,
        default="pending",
        readonly=True,
    )
    outcome = fields.Text(string="What was done", readonly=True)
    user_ids = fields.Many2many("res.users", string="Whom", readonly=True)

    _once = models.UniqueIndex(
        "(rule_id, ticket_id, occasion)", "This rule has acted on this occasion already."
    )
    _pending_index = models.Index("(due_at, id) WHERE state = 'pending'")
    _failed_index = models.Index("(id) WHERE state = 'failed'")

    @api.depends("rule_id", "ticket_id")
    def _compute_display_name(self):
        for escalation in self:
            escalation.display_name = escalation.sudo().rule_id.name

    # Writing down ----------------------------------------------------------------------------

    @api.model
    def _get_fired(self, clocks):
        """Return the ids of the rules that acted on each of these clocks, by its id."""
        fired = defaultdict(set)
        found = self.sudo().search_fetch([("clock_id", "in", clocks.ids)], ["clock_id", "rule_id"])
        for escalation in found:
            fired[escalation.clock_id.id].add(escalation.rule_id.id)
        return fired

    @api.model
    def _prepare_clock_vals(self, clock, rule_id, moment):
        return dict(
            self._prepare_vals(clock.ticket_id.id, rule_id, f"clock:{clock.id}", moment),
            clock_id=clock.id,
        )

    @api.model
    def _prepare_vals(self, ticket_id, rule_id, occasion, moment):
        rule = self.env["complaint.escalation.rule"].sudo().browse(rule_id)
        return {
            "ticket_id": ticket_id,
            "rule_id": rule_id,
            "occasion": occasion,
            "trigger": rule.trigger,
            "action": rule.action,
            "due_at": moment,
        }

    @api.model
    def _fire(self, trigger, tickets, occasions=None):
        """Write down what the rules do when this happens to these cases; it is done at once after.

        :param occasions: by ticket id, what tells this time from the next, such as "reopened:2"
        """
        rules = [
            rule
            for rule in self.env["complaint.escalation.rule"]._get_table()
            if rule.trigger == trigger
        ]
        if not rules or not tickets:
            return
        cases = tickets.sudo()._get_cases()
        now = fields.Datetime.now()
        rows = [
            self._prepare_vals(ticket.id, rule.id, (occasions or {}).get(ticket.id, trigger), now)
            for ticket in tickets
            for rule in rules
            if fits(rule, cases[ticket.id])
        ]
        if rows:
            # Nobody has rights to write escalations: what happens in the case makes them.
            self.sudo()._as_server().create(rows)
            self.env["complaint.clock"]._wake_scheduler()

    # Carrying out ----------------------------------------------------------------------------

    @api.model
    def _execute_batch(self, limit):
        """Carry out what is written down, the oldest first; what fails is set aside."""
        rows = self._lock_batch(SQL("state = 'pending'"), SQL("due_at, id"), limit)
        for escalation in rows:
            escalation._do_or_set_aside(type(self)._execute)
        return len(rows)

    def _set_aside(self, problem):
        self._as_server().write({"state": "failed", "outcome": problem})
        return super()._set_aside(problem)

    def _report_set_aside(self, problem):
        return super()._report_set_aside(
            self.env._(
                "The escalation %(rule)s failed: %(error)s",
                rule=self.rule_id.name,
                error=problem,
            )
        )

    def _execute(self):
        """Do what the rule says and keep what was done, in the language of the company."""
        self = self.with_context(lang=self.ticket_id.company_id.partner_id.lang)
        ticket = self.ticket_id
        if ticket.complaint_archived_at:
            users = self.env["res.users"]
            outcome = self.env._("The case was archived before: nothing was done.")
        else:
            users, outcome = getattr(self, f"_do_{self.action}")(ticket)
        self._as_server().write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "outcome": outcome,
                "user_ids": [fields.Command.set(users.ids)],
            }
        )

    def _get_text(self):
        """Return what happened, for those who are told."""
        if self.clock_id:
            return self.env._(
                "%(rule)s: %(clock)s, due %(due)s.",
                rule=self.rule_id.name,
                clock=self.clock_id.display_name,
                due=self.clock_id._get_due_text(),
            )
        return self.rule_id.name

    def _ensure_users(self, ticket):
        """Return whom the rule turns to; where nobody of them reaches the case, the leading group.

        Of which then somebody reaches it: :meth:`helpdesk.ticket._ensure_leader_in_reach`.
        """
        users = ticket._get_within_reach(ticket._get_role_users(self.rule_id.role))
        return users or ticket._ensure_leader_in_reach()

    def _do_notify(self, ticket):
        users = self._ensure_users(ticket)
        for user in users:
            told = self.with_context(lang=user.lang)
            ticket.with_context(lang=user.lang).message_notify(
                partner_ids=user.partner_id.ids,
                subject=told.rule_id.name,
                body=told._get_text(),
            )
        return users, self.env._("Notified: %s.", ", ".join(users.mapped("name")))

    def _do_activity(self, ticket):
        user = self._ensure_users(ticket)[:1]
        told = self.with_context(lang=user.lang)
        ticket.activity_schedule(
            "retail_complaint.mail_activity_type_escalation",
            user_id=user.id,
            summary=told.rule_id.name,
            note=told._get_text(),
        )
        return user, self.env._("Activity for %s.", user.name)

    def _do_hand_up(self, ticket):
        return ticket._hand_up(self._get_text())

    def _do_raise_severity(self, ticket):
        return self.env["res.users"], ticket._raise_severity()

    def _do_task_force(self, ticket):
        users = self._ensure_users(ticket)
        ticket._form_task_force(users, self._get_text())
        return users, self.env._("Task force: %s.", ", ".join(users.mapped("name")))

    def _do_tell_customer(self, ticket):
        nobody = self.env["res.users"]
        purpose = "acknowledge" if self.trigger == "registered" else "progress"
        told = ticket.complaint_first_response_at and not ticket._get_reply_address()
        if purpose == "acknowledge" and told:
            return nobody, self.env._("Nothing sent: the customer was told in person.")
        return nobody, ticket._tell(self.rule_id.template_id, purpose, is_automatic=True)

    def action_retry(self):
        """Take up again what was set aside.

        :raises AccessError: when the user does not belong to the leading group
        """
        if not self.env.user.has_group("retail_complaint.group_manager"):
            raise AccessError(self.env._("Only the leading group can do this."))
        self.check_access("read")
        # The rule set it aside; nobody else may write escalations.
        failed = self.sudo().filtered(lambda escalation: escalation.state == "failed")
        failed._as_server().write({"state": "pending", "outcome": False})
        self.env["complaint.clock"]._wake_scheduler()
