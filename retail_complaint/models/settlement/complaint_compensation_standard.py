from odoo import api, fields, models

from ...tools.compensation import kind_of

#: A refund by quantity follows the taxes of its invoice to the cent; a standard need not.
CENTS_APART = 5


class ComplaintCompensation(models.Model):
    """What is standard for a line, and why: frozen with the line when it is submitted."""

    _inherit = "complaint.compensation"

    requested_amount = fields.Monetary(
        compute="_compute_requested_amount", store=True, readonly=False
    )
    policy_id = fields.Many2one(
        "complaint.policy",
        string="Standard",
        compute="_compute_policy",
        store=True,
        ondelete="restrict",
        index="btree_not_null",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
        guarded=True,
    )
    policy_amount = fields.Monetary(
        string="Standard amount", compute="_compute_policy", store=True, guarded=True
    )
    why = fields.Text(
        string="Why this number",
        compute="_compute_policy",
        store=True,
        help="The rule, what it was applied to, and each step to the amount.",
        guarded=True,
    )

    @api.depends("kind", "line_id")
    def _compute_requested_amount(self):
        for compensation in self:
            found = compensation._get_standard() if compensation.mode == "amount" else None
            if found:
                compensation.requested_amount = found[1]
            elif not (compensation.requested_amount and compensation._get_kind().is_rated):
                compensation.requested_amount = 0

    @api.depends("kind", "line_id")
    def _compute_policy(self):
        for compensation in self:
            if compensation.proposal_state not in (False, "draft"):
                # What was submitted keeps the standard of then.
                compensation.policy_id = compensation.policy_id
                compensation.policy_amount = compensation.policy_amount
                compensation.why = compensation.why
                continue
            found = compensation._get_standard()
            policy, amount, why = found or (self.env["complaint.policy"], 0, False)
            compensation.policy_id = policy
            compensation.policy_amount = amount
            compensation.why = why

    # Standard --------------------------------------------------------------------------------

    def _get_standard(self):
        """Return (policy, amount, why this number) for this line; None where nothing is standard.

        A kind that gives back a purchase is rated by that purchase, others by all of the case.
        """
        return self._by_kind("standard")

    def _kind_standard(self):
        kind, ticket = self._get_kind(), self.proposal_id.ticket_id
        if not ticket or not kind.is_rated:
            return None
        policy = self.env["complaint.policy"]._get_standards(ticket).get(self.kind)
        if not policy or (kind.in_ledger and not self.line_id.is_proven):
            return None
        return self._rate(policy, ticket, self.line_id)

    @api.model
    def _rate(self, policy, ticket, line):
        if kind_of(policy.kind).in_ledger:
            price, currency, day = line._get_paid_amount(), line.currency_id, line.purchase_date
        else:
            currency = ticket.company_id.currency_id
            price, day = ticket._get_paid_in_company_currency(), ticket._get_case().day
        return policy, *policy._get_offer(price, currency, day)

    @api.model
    def _prepare_standard_vals(self, ticket, kind, policy):
        """Return the values of the lines that a policy gives in a case."""
        if not kind_of(kind).in_ledger:
            amount = self._rate(policy, ticket, None)[1]
            return [{"kind": kind, "requested_amount": amount}]
        vals_list = []
        for line in ticket.complaint_line_ids.filtered("is_proven"):
            amount = self._rate(policy, ticket, line)[1]
            vals = {"kind": kind, "line_id": line.id, "mode": "amount", "requested_amount": amount}
            is_whole = line.currency_id.compare_amounts(amount, line._get_paid_amount()) == 0
            if is_whole and not kind_of(kind).mode:
                vals = {"kind": kind, "line_id": line.id}
            vals_list.append(vals)
        return vals_list

    def _get_departure(self, standards):
        """Return how this line departs from the standard of its case, in a sentence, or None."""
        self.ensure_one()
        # In a form that was just opened the currency may not be there yet.
        currency = self.currency_id or self.proposal_id.ticket_id.company_id.currency_id
        if not self._get_kind().is_rated or not currency.compare_amounts(self.amount, 0):
            return None
        kind = self._get_kind_label()
        if self.kind not in standards:
            return self.env._("%s is not standard for such a case.", kind)
        apart = abs(self.amount - self.policy_amount)
        if currency.compare_amounts(apart, CENTS_APART * currency.rounding) <= 0:
            return None
        return self.env._(
            "%(kind)s: %(amount)s, where %(standard)s is standard.",
            kind=kind,
            amount=currency.format(self.amount),
            standard=currency.format(self.policy_amount),
        )
