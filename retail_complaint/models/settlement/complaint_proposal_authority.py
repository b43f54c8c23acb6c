from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

LEADING_GROUP = "retail_complaint.group_manager"


class ComplaintProposal(models.Model):
    """Who may approve: limits of authority, and the nearest person whose limits cover it."""

    _inherit = "complaint.proposal"

    approver_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="The nearest person whose limits cover it; he was asked to approve.",
        guarded=True,
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends("state", "amount", "compensation_ids.amount")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        may_handle = self.env.user.has_group("retail_complaint.group_agent")
        for proposal in self:
            waits = may_handle and proposal.state == "submitted"
            proposal.can_approve = waits and not proposal._get_approval_obstacle(self.env.user)

    # Amounts ---------------------------------------------------------------------------------

    def _in_company_currency(self, amount):
        self.ensure_one()
        company = self.company_id
        today = fields.Date.context_today(self)
        return self.currency_id._convert(amount, company.currency_id, company, today)

    def _get_case_compensations(self):
        """Return the lines that count against a limit per case: these, and others promised."""
        self.ensure_one()
        others = self.ticket_id.sudo().complaint_compensation_ids.filtered(
            lambda line: (
                line.state == "executed"
                or line.proposal_id.state in ("offered", "accepted", "executed")
            )
        )
        return self.sudo().compensation_ids | others

    # Limits ----------------------------------------------------------------------------------

    def _get_limit_of(self, user):
        """Return (row of authority, None), or (None, why this user's limits do not cover it)."""
        self.ensure_one()
        totals, rows = defaultdict(float), defaultdict(float)
        for line in self._get_case_compensations():
            worth = line._by_kind("worth")
            if line.state == "executed":
                amount = line.counted_amount
            else:
                amount = line.proposal_id._in_company_currency(
                    line.amount if worth is None else worth
                )
            if not amount and worth is not None:
                continue
            row = self.env["complaint.authority"]._get_for(
                user, self.ticket_id.sudo().complaint_store_id, line.kind, self.company_id
            )
            if not row:
                return None, self.env._("%s has no authority to grant this.", user.name)
            if worth is None and not row.is_unlimited:
                return None, self.env._(
                    "Nobody can say what this is worth at most: %(kind)s. It is for somebody "
                    "without a limit.",
                    kind=line._get_kind_label(),
                )
            totals[row] += amount
            # What was executed has been counted in the use of the month.
            is_new = line.proposal_id == self and line.state != "executed"
            rows[row] += amount if is_new else 0
        # Use by customer and by store is of all kinds together.
        new = sum(rows.values())
        for row, total in totals.items():
            reason = self._get_excess(user, row, total, new)
            if reason:
                return None, reason
        return next(iter(totals), self.env["complaint.authority"]), None

    def _get_excess(self, user, row, case_amount, amount):
        """Return why a proposal exceeds one row of authority, if it does.

        :param case_amount: what the row has to cover of the case
        :param amount: what the proposal adds to the use of customer and store
        """
        if row.is_unlimited:
            return None
        company, ticket = self.company_id, self.ticket_id.sudo()
        currency = company.currency_id
        use = self.env["complaint.authority.use"]
        customer = ticket.partner_id.commercial_partner_id
        day = self._get_day_at_store(fields.Datetime.now())
        spent_on = use._get_used(company, "customer", customer, row.customer_months, day)
        spent_by = use._get_used(company, "store", ticket.complaint_store_id, 1, day)
        checks = [(row.case_amount, case_amount, self.env._("per case"))]
        if row.customer_amount and customer:
            total = spent_on + amount
            checks.append((row.customer_amount, total, self.env._("per customer")))
        if row.store_amount:
            total = spent_by + amount
            checks.append((row.store_amount, total, self.env._("per store and month")))
        for limit, total, text in checks:
            if currency.compare_amounts(total, limit) > 0:
                return self.env._(
                    "%(user)s may grant %(limit)s %(scope)s; this makes %(total)s.",
                    user=user.name,
                    limit=currency.format(limit),
                    scope=text,
                    total=currency.format(total),
                )
        return None

    # Steps -----------------------------------------------------------------------------------

    def action_submit(self):
        """Submit; what lies within the submitter's own limits is approved at once."""
        result = super().action_submit()
        for proposal in self:
            if not proposal._get_approval_obstacle(self.env.user):
                proposal._approve()
        return result

    def action_offer(self):
        """Offer what its approver may still grant, with all that was promised since."""
        for proposal in self.filtered(lambda proposal: proposal.state == "approved"):
            proposal._ensure_still_covered()
        return super().action_offer()

    def _ensure_still_covered(self):
        """:raises UserError: when other promises used the approver's limits up since approval"""
        _row, reason = self.sudo()._get_limit_of(self.approval_ids[:1].user_id)
        if reason:
            raise UserError(
                self.env._(
                    "%s Other proposals used it since the approval. Take the proposal back to "
                    "draft and submit it again.",
                    reason,
                )
            )

    def _get_approval_obstacle(self, user):
        return super()._get_approval_obstacle(user) or self._get_limit_of(user)[1]

    def _prepare_approval_vals(self, decision, reason):
        row, _excess = self._get_limit_of(self.env.user)
        return dict(
            super()._prepare_approval_vals(decision, reason),
            authority_id=row.id if row else False,
            limit_amount=row.case_amount if row else 0,
            is_unlimited=bool(row and row.is_unlimited),
        )

    def _get_approver(self):
        """Return the nearest person whose limits cover it, other than who submitted it.

        Nearest along the levels of the house, as the case would go up (ORG-5); who is away is
        skipped.
        """
        asked = self.submitted_by_id
        for role in self.env["complaint.level"]._get_roles(self.company_id):
            users = self.ticket_id._get_role_users(role) - asked
            for user in users.sorted(lambda user: user.has_group(LEADING_GROUP)):
                can_reach = self.ticket_id.with_user(user).has_access("write")
                if can_reach and not user._is_away() and not self._get_approval_obstacle(user):
                    return user
        return self.env["res.users"]

    def _ask_approver(self):
        approver = self._get_approver()
        self._as_server().write({"approver_id": approver.id})
        if approver:
            self.ticket_id.activity_schedule(
                "retail_complaint.mail_activity_type_approve",
                user_id=approver.id,
                summary=self.name,
                note=self.env._(
                    "Proposal %(name)s over %(amount)s waits for approval.",
                    name=self.name,
                    amount=self.currency_id.format(self.amount),
                ),
            )

    def _close_approval_activity(self):
        self.ticket_id.activity_unlink(["retail_complaint.mail_activity_type_approve"])

    # Use -------------------------------------------------------------------------------------

    def _spend_authority(self, lines):
        """Count what lines take out of the house against the month's use, in this transaction.

        :raises UserError: when parallel cases used the approver's limits up since the approval
        """
        self.ensure_one()
        if self.ticket_id.sudo().complaint_is_drill:
            return
        self._ensure_still_covered()
        for line in lines:
            worth = line._by_kind("worth")
            counted = self._in_company_currency(line.amount if worth is None else worth)
            line._as_server().write({"counted_amount": counted})
        self._count_use(sum(lines.mapped("counted_amount")), fields.Datetime.now())

    def _give_back_authority(self, lines, share=1.0):
        """Take back a share of what was counted for lines, as it was counted.

        It goes back to the month in which it was spent, or the next month could spend it twice.
        """
        self.ensure_one()
        back = 0.0
        for line in lines:
            kept = self.company_id.currency_id.round(line.counted_amount * (1 - share))
            back += line.counted_amount - kept
            line._as_server().write({"counted_amount": kept})
        self._count_use(-back, self.executed_at or fields.Datetime.now())

    def _get_day_at_store(self, moment):
        """Return the day at the store: a month ends there, wherever who approves sits."""
        zone = self.ticket_id.sudo()._get_complaint_calendar().tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()

    def _count_use(self, amount, moment):
        if not amount:
            return
        use = self.env["complaint.authority.use"]
        ticket = self.ticket_id.sudo()
        day = self._get_day_at_store(moment)
        customer = ticket.partner_id.commercial_partner_id
        use._spend(self.company_id, "customer", customer, amount, day)
        use._spend(self.company_id, "store", ticket.complaint_store_id, amount, day)
