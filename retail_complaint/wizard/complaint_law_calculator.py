from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_datetime

from ..tools.case import Case


class ComplaintLawCalculator(models.TransientModel):
    """What the law says for a case: rule, inputs, result, and how sure that is (SOL-9).

    It computes and shows its basis; the person who presses the button confirms it by name. Where
    the customer may choose between rules, all of them are shown.
    """

    _name = "complaint.law.calculator"
    _inherit = ["complaint.guarded.mixin"]
    _description = "What the law says"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    company_id = fields.Many2one(related="ticket_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    event_date = fields.Date(
        string="Happened on",
        required=True,
        compute="_compute_event_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The rules of this day hold.",
    )
    available_ids = fields.Many2many("complaint.statute", compute="_compute_available_ids")
    statute_id = fields.Many2one(
        "complaint.statute", string="Rule", domain="[('id', 'in', available_ids)]"
    )
    kind = fields.Selection(related="statute_id.kind")
    text = fields.Text(related="statute_id.text")
    article = fields.Char(related="statute_id.article")
    source = fields.Char(related="statute_id.source")
    is_verified = fields.Boolean(related="statute_id.is_verified")
    certainty = fields.Char(related="statute_id.certainty")
    line_ids = fields.Many2many(
        "complaint.line",
        string="Purchases",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('ticket_id', '=', ticket_id), ('is_proven', '=', True)]",
        help="What the rule is applied to, at the price that was really paid.",
    )
    input_ids = fields.One2many(
        "complaint.law.calculator.input",
        "calculator_id",
        compute="_compute_input_ids",
        store=True,
        readonly=False,
    )
    amount = fields.Monetary(compute="_compute_result")
    why = fields.Text(string="Why this number", compute="_compute_result")
    problem = fields.Char(compute="_compute_result")
    choices = fields.Text(
        string="The customer chooses one",
        compute="_compute_result",
        help="Rules that exclude one another, and what each comes to.",
    )
    close_purchases = fields.Char(compute="_compute_close_purchases")
    started_at = fields.Datetime(
        string="Counts from",
        compute="_compute_event_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    starts = fields.Char(related="statute_id.starts", string="That is")
    due_at = fields.Datetime(string="Due", compute="_compute_due_at")

    @api.depends("ticket_id")
    def _compute_event_date(self):
        for calculator in self:
            ticket = calculator.ticket_id
            happened = ticket.complaint_incident_at or ticket.complaint_received_at
            calculator.event_date = ticket._to_customer_time(happened).date()
            calculator.started_at = happened

    @api.depends("ticket_id")
    def _compute_line_ids(self):
        for calculator in self:
            calculator.line_ids = calculator.ticket_id.complaint_line_ids.filtered("is_proven")

    # Rules -----------------------------------------------------------------------------------

    def _get_pairs(self):
        """Return {rule to show: the company's own promise on the same matter} of the day."""
        self.ensure_one()
        if not self.ticket_id or not self.event_date:
            return {}
        # The address of a store need not be the agent's to read.
        place = self.ticket_id.sudo().complaint_store_id._get_place()
        found = self.env["complaint.statute"]._get_in_force(Case(day=self.event_date, **place))
        return {law or promise: promise if law else law for law, promise in found}

    @api.depends("ticket_id", "event_date")
    def _compute_available_ids(self):
        for calculator in self:
            rules = self.env["complaint.statute"].union(*calculator._get_pairs())
            calculator.available_ids = rules

    def _get_alternatives(self):
        """Return the rules between which the customer chooses, the chosen one among them."""
        self.ensure_one()
        rule = self.statute_id
        if not rule.alternative:
            return rule
        return self.available_ids.filtered(lambda other: other.alternative == rule.alternative)

    # Inputs ----------------------------------------------------------------------------------

    @api.depends("statute_id", "line_ids")
    def _compute_input_ids(self):
        for calculator in self:
            # Names of inputs are no secret, and what was typed survives another choice of rule.
            wanted = calculator._get_alternatives().sudo().input_ids.sorted()
            typed = {row.input_id.code: row.value for row in calculator.input_ids}
            read = calculator._read_purchases()
            commands = [Command.clear()]
            for row in wanted:
                value = read[row.source] if row.source else typed.get(row.code, 0)
                commands.append(Command.create({"input_id": row.id, "value": value}))
            calculator.input_ids = commands

    def _read_purchases(self):
        """Return what the chosen purchases say: the price really paid, and the pieces."""
        self.ensure_one()
        company, day = self.company_id, self.event_date or fields.Date.context_today(self)
        price = sum(
            line.currency_id._convert(
                line._get_paid_amount(), self.currency_id, company, line.purchase_date or day
            )
            for line in self.line_ids
        )
        return {"price": price, "quantity": sum(self.line_ids.mapped("quantity"))}

    def _get_inputs(self, statute):
        """Return {code: Decimal} of the inputs that a rule reads, money in its own currency."""
        self.ensure_one()
        # By name: in a form that is not saved yet, records are others than those in the database.
        wanted = set(statute.sudo().input_ids.mapped("code"))
        read, inputs = self._read_purchases(), {}
        for row in self.input_ids.filtered(lambda row: row.input_id.code in wanted):
            kind = row.input_id
            # What cannot be changed is read again: no client says what was paid.
            value = row.value if kind.is_editable or not kind.source else read[kind.source]
            if kind.unit == "money":
                value = self._convert(value, self.currency_id, statute.currency_id)
            inputs[kind.code] = Decimal(repr(value))
        return inputs

    def _convert(self, amount, from_currency, to_currency):
        company = self.company_id
        source = from_currency or self.currency_id
        return source._convert(amount, to_currency or self.currency_id, company, self.event_date)

    # Result ----------------------------------------------------------------------------------

    @api.depends("statute_id", "input_ids.value", "line_ids", "event_date")
    def _compute_result(self):
        for calculator in self:
            rule = calculator.statute_id
            calculator.amount, calculator.why, calculator.problem = 0, False, False
            calculator.choices = False
            if rule.kind != "amount":
                continue
            try:
                chosen, amount = calculator._get_best(rule)
            except UserError as error:
                calculator.problem = error.args[0]
                continue
            calculator.amount = amount
            calculator.why = calculator._explain(chosen, amount)
            calculator.choices = calculator._compare()

    def _get_best(self, rule):
        """Return (rule, amount): of the law and the company's own promise what gives more."""
        promise = self._get_pairs().get(rule, rule.browse())
        results = [(row, self._get_amount(row)) for row in (rule, *promise)]
        return max(results, key=lambda result: result[1])

    def _get_amount(self, rule):
        amount = float(rule._evaluate(self._get_inputs(rule)))
        return self.currency_id.round(self._convert(amount, rule.currency_id, self.currency_id))

    def _explain(self, rule, amount):
        """Return the basis as it stays with the claim: inputs, rule, article, certainty."""
        inputs = self._get_inputs(rule)
        wanted = rule.sudo().input_ids.sorted()
        lines = [rule.name]
        lines += [f"{row.name}: {inputs[row.code]:f}" for row in wanted if row.code in inputs]
        lines.append(f"{rule._spell(inputs)} = {self.currency_id.format(amount)}")
        if rule.is_maximum:
            lines.append(self.env._("This is the most that can be asked."))
        if rule.company_id:
            lines.append(self.env._("The company's own promise gives more than the law."))
        if self.line_ids:
            lines.append(", ".join(sorted(filter(None, self.line_ids.mapped("purchase_number")))))
        lines += filter(None, (rule.article, rule.source, rule.certainty))
        return "\n".join(lines)

    def _compare(self):
        """Return what each of the rules comes to between which the customer chooses."""
        rules = self._get_alternatives()
        if len(rules) < 2:
            return False
        lines = []
        for rule in rules:
            try:
                amount = self.currency_id.format(self._get_best(rule)[1])
            except UserError as error:
                amount = error.args[0]
            lines.append(f"{rule.name}: {amount}")
        return "\n".join(lines)

    @api.depends("statute_id", "line_ids")
    def _compute_close_purchases(self):
        for calculator in self:
            hours = calculator.statute_id.aggregate_hours
            orders = calculator._find_close_orders(hours) if hours else []
            names = ", ".join(order.name for order in orders)
            calculator.close_purchases = names or False

    def _find_close_orders(self, hours):
        """Return other orders of this customer for the same goods, close in time to the chosen.

        Read with the server's rights: agents have none on sales. They see the numbers only.
        """
        chosen = self.line_ids.sudo().sale_line_id
        buyer = self.ticket_id.partner_id.commercial_partner_id
        found = chosen.order_id.browse()
        for line in chosen if buyer else ():
            found |= found.search(
                [
                    ("company_id", "=", line.company_id.id),
                    ("partner_id.commercial_partner_id", "=", buyer.id),
                    ("state", "=", "sale"),
                    ("date_order", ">=", line.order_id.date_order - timedelta(hours=hours)),
                    ("date_order", "<=", line.order_id.date_order + timedelta(hours=hours)),
                    ("order_line.product_id", "=", line.product_id.id),
                ]
            )
        return found - chosen.order_id

    @api.depends("statute_id", "started_at")
    def _compute_due_at(self):
        for calculator in self:
            rule, started_at = calculator.statute_id, calculator.started_at
            calculator.due_at = False
            if rule.kind == "deadline" and started_at:
                promise = calculator._get_pairs().get(rule, rule.browse())
                calendar = calculator.ticket_id._get_complaint_calendar()
                due = [row._get_due(started_at, calendar) for row in (rule, *promise)]
                calculator.due_at = min(filter(None, due), default=False)

    # Confirming ------------------------------------------------------------------------------

    def action_confirm(self):
        """Confirm the result by name: an amount becomes a claim, a deadline is followed.

        :raises UserError: when something is missing
        """
        self.ensure_one()
        self.ticket_id._ensure_can_handle()
        if self.statute_id not in self.available_ids:
            raise UserError(self.env._("Choose a rule that holds for this case on that day."))
        if self.kind == "amount":
            self._confirm_amount()
        elif self.kind == "deadline":
            self._confirm_deadline()
        return {"type": "ir.actions.act_window_close"}

    def _confirm_amount(self):
        if self.line_ids.ticket_id - self.ticket_id or not all(self.line_ids.mapped("is_proven")):
            raise UserError(self.env._("Choose proven purchases of this case."))
        rule, amount = self._get_best(self.statute_id)
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("It comes to nothing. Check what was entered."))
        inputs = self._get_inputs(rule)
        self.env["complaint.statutory.claim"]._confirm(
            self.ticket_id,
            {
                "statute_id": rule.id,
                "name": rule.name,
                "alternative": rule.alternative,
                "event_date": self.event_date,
                "amount": amount,
                "inputs": {code: str(value) for code, value in inputs.items()},
                "why": self._explain(rule, amount),
                "article": rule.article,
                "is_verified": rule.is_verified,
            },
        )

    def _confirm_deadline(self):
        ticket, rule = self.ticket_id, self.statute_id
        if not self.due_at:
            raise UserError(self.env._("Enter from when it counts."))
        if rule.follow_as == "authority":
            ticket.complaint_outside_deadline = self.due_at
        else:
            self.env["complaint.measure"].create(
                {
                    "ticket_id": ticket.id,
                    "kind": "request",
                    "name": rule.name,
                    "note": "\n".join(filter(None, (rule.text, rule.article, rule.certainty))),
                    "user_id": (ticket.user_id or self.env.user).id,
                    "date_due": ticket._to_customer_time(self.due_at).date(),
                }
            )
        ticket.message_post(
            body=self.env._(
                "%(user)s confirmed: %(rule)s, due %(due)s. %(certainty)s",
                user=self.env.user.name,
                rule=", ".join(filter(None, (rule.name, rule.article))),
                due=format_datetime(self.env, self.due_at, tz=ticket._get_customer_timezone()),
                certainty=rule.certainty,
            )
        )


class ComplaintLawCalculatorInput(models.TransientModel):
    _name = "complaint.law.calculator.input"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Input of the calculator"
    _order = "id"

    calculator_id = fields.Many2one("complaint.law.calculator", required=True, ondelete="cascade")
    input_id = fields.Many2one("complaint.statute.input", required=True, readonly=True)
    name = fields.Char(related="input_id.name")
    hint = fields.Char(related="input_id.hint")
    unit = fields.Selection(related="input_id.unit")
    is_editable = fields.Boolean(related="input_id.is_editable")
    value = fields.Float(digits=(16, 2))

    _value_positive = models.Constraint(
        "CHECK (value >= 0)", "The inputs of a rule are numbers of zero or more."
    )
