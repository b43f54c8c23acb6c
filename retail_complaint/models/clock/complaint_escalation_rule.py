from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.case import named
from ...tools.escalation import Rule
from ...tools.roles import ROLES
from ...tools.service_level import CLOCK_KINDS

#: Rules that act at a time which follows from a clock; the others act when something happens.
CLOCK_TRIGGERS = frozenset({"warning", "before", "after", "promise_broken"})
TRIGGERS = [
    ("warning", "At risk: the warning point of the service level"),
    ("before", "So long before it is due"),
    ("after", "When it is due, or so long after"),
    ("promise_broken", "A promise to the customer is broken"),
    ("registered", "A complaint is registered"),
    ("reopened", "A case is reopened"),
    ("handover_refused", "A hand-over is refused"),
    ("handover_lapsed", "A hand-over lapses"),
]
ACTIONS = [
    ("notify", "Notify"),
    ("activity", "Schedule an activity"),
    ("hand_up", "Hand the case one level up"),
    ("raise_severity", "Raise the severity"),
    ("task_force", "Form a task force"),
    ("tell_customer", "Tell the customer"),
]
#: Actions that need somebody to turn to.
WHOM_ACTIONS = frozenset({"notify", "activity", "task_force"})


class ComplaintEscalationRule(models.Model):
    """What happens by itself, when, to which cases and to whom (RSP-6)."""

    _name = "complaint.escalation.rule"
    _inherit = ["complaint.placed.mixin"]
    _description = "Escalation rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.user._get_complaint_setting_company(),
        help="Empty: every company.",
    )
    trigger = fields.Selection(TRIGGERS, string="When", required=True, default="after")
    hours = fields.Float(help="Hours before or after the clock is due.")
    clock_kind = fields.Selection(
        CLOCK_KINDS, string="Clock", help="Empty: every clock. Only for times of clocks."
    )
    severity_ids = fields.Many2many(
        "complaint.severity", string="Severities", help="Empty: all of them."
    )
    category_ids = fields.Many2many(
        "helpdesk.ticket.category",
        string="Categories",
        help="With the categories below them. Empty: all of them.",
    )
    store_ids = fields.Many2many(
        "retail.store",
        string="Stores",
        domain="[('parent_id', '=', False)]",
        help="Empty: all of them.",
    )
    action = fields.Selection(ACTIONS, string="What", required=True, default="notify")
    role = fields.Selection(ROLES, string="Whom", default="leading_group")
    template_id = fields.Many2one(
        "mail.template",
        string="Words",
        domain="[('model', '=', 'helpdesk.ticket')]",
        ondelete="restrict",
        help="What the customer is told, in his language: by e-mail, or as the words of a call.",
    )

    _hours_positive = models.Constraint(
        "CHECK (hours >= 0)", "Enter the hours without a sign: the rule says before or after."
    )

    @api.constrains("trigger", "clock_kind", "hours")
    def _check_trigger(self):
        for rule in self:
            if rule.trigger not in CLOCK_TRIGGERS and rule.clock_kind:
                raise ValidationError(
                    self.env._("%s happens to a case, not to a clock. Clear the clock.", rule.name)
                )
            if rule.trigger == "before" and not rule.hours:
                raise ValidationError(
                    self.env._("%s: enter how many hours before it is due.", rule.name)
                )

    @api.constrains("action", "role", "template_id", "store_ids")
    def _check_whom(self):
        for rule in self:
            if rule.action == "tell_customer" and not rule.template_id:
                raise ValidationError(
                    self.env._("%s: choose the words that the customer is told.", rule.name)
                )
            if rule.action in WHOM_ACTIONS and not rule.role:
                raise ValidationError(
                    self.env._("%s would turn to nobody. Choose whom.", rule.name)
                )
            if rule.action in WHOM_ACTIONS and rule.role == "store_manager":
                rule._check_store_managers()

    def _check_store_managers(self):
        intake = self.env.ref("retail_complaint.group_intake")
        for store in self.store_ids.sudo():
            manager = store.manager_id
            if not manager:
                raise ValidationError(
                    self.env._(
                        "%(rule)s would turn to nobody: %(store)s has no manager. Name one, or "
                        "choose somebody else.",
                        rule=self.name,
                        store=store.name,
                    )
                )
            if intake not in manager.all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%(rule)s would turn to %(user)s, who may not see complaints. Give him a "
                        "role, or choose somebody else.",
                        rule=self.name,
                        user=manager.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._on_change()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._on_change()
        return result

    def unlink(self):
        result = super().unlink()
        self._on_change()
        return result

    def _on_change(self):
        """Forget what was cached, and find anew when the next rule acts on the open clocks."""
        self.env.registry.clear_cache()
        self.env["complaint.clock"]._ask_replan([])

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """Return all active rules as plain data, small and read for every clock."""
        return tuple(
            Rule(
                rule.id,
                rule.clock_kind or "",
                named(
                    severity=rule.severity_ids.ids,
                    category=rule.category_ids.ids,
                    store=rule.store_ids.ids,
                    company=rule.company_id.ids,
                ),
                trigger=rule.trigger,
                hours=rule.hours,
            )
            for rule in self.sudo().with_context(active_test=True).search([])
        )
