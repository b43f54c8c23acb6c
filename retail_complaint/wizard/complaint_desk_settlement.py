from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

SETTLEMENTS = [
    ("refund", "Money back for what was bought"),
    ("price_reduction", "Part of the price back"),
    ("goodwill", "Goodwill"),
    ("apology", "An apology"),
]


class ComplaintDesk(models.TransientModel):
    """Settle a simple complaint where it was told (RSP-1), and pay it at once (SOL-11).

    Every step is the case's and the proposal's own, with their checks: this only takes them in
    one go, while the customer waits.
    """

    _inherit = "complaint.desk"

    settlement = fields.Selection(SETTLEMENTS, string="Settle on the spot")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(help="Tax included.")
    limit = fields.Char(string="Your limit", compute="_compute_limit")
    proposal_id = fields.Many2one("complaint.proposal", readonly=True)
    settled = fields.Text(readonly=True)

    @api.depends("settlement", "ticket_id")
    @api.depends_context("uid")
    def _compute_limit(self):
        for desk in self:
            kind = desk.settlement
            if not desk.ticket_id or kind in (False, "apology"):
                desk.limit = False
                continue
            row = self.env["complaint.authority"]._get_for(
                self.env.user, desk.store_id, kind, desk.company_id
            )
            if row.is_unlimited:
                desk.limit = self.env._("You decide without a limit.")
            elif row:
                amount = desk.currency_id.format(row.case_amount)
                desk.limit = self.env._("You decide up to %s; more goes to approval.", amount)
            else:
                desk.limit = self.env._("It goes to approval.")

    def action_register(self):
        """Register, and propose what settles most cases of its kind."""
        result = super().action_register()
        if not self.settlement:
            self.settlement = "refund" if self.line_ids else "apology"
        return result

    def action_settle(self):
        """Settle the registered case as the customer agreed, and pay it as far as this may.

        What exceeds the user's limit is submitted, and its approver is asked.

        :raises AccessError: for those who do not handle cases
        :raises UserError: saying why it cannot be settled here; nothing of it is kept then
        """
        self.ensure_one()
        if self.proposal_id:
            return
        if not (self.ticket_id and self.settlement):
            raise UserError(self.env._("Choose what the customer gets."))
        channel = self._get_spoken_channel()
        # The customers are here: what they are offered and get is said, not written.
        ticket = self.ticket_id.with_context(complaint_spoken_channel=channel)
        ticket._ensure_can_handle()
        proposal = self._propose(ticket)
        self.proposal_id = proposal
        proposal.action_submit()
        if proposal.state == "approved":
            self.settled = self._conclude(proposal, channel)
        else:
            self.settled = self.env._(
                "%(amount)s is beyond your limit. %(approver)s is asked to approve it.",
                amount=proposal.currency_id.format(proposal.amount),
                approver=proposal.approver_id.name or self.env._("The leading group"),
            )

    def _propose(self, ticket):
        if not ticket.complaint_finding:
            basis = "goodwill" if self.settlement == "goodwill" else "store_rule"
            ticket.write({"complaint_finding": "justified", "complaint_finding_basis": basis})
        ticket._advance("proposal")
        return (
            self.env["complaint.proposal"]
            .with_context(**ticket.env.context)
            .create(
                {
                    "ticket_id": ticket.id,
                    "grounds": self.env._("Settled on the spot."),
                    "compensation_ids": [
                        Command.create(vals) for vals in self._prepare_lines(ticket)
                    ],
                }
            )
        )

    def _prepare_lines(self, ticket):
        """Return the values of the compensations."""
        proven = ticket.complaint_line_ids.filtered("is_proven")
        if self.settlement in ("refund", "price_reduction") and not proven:
            raise UserError(
                self.env._("Find the purchase first: only what was bought is given back.")
            )
        if self.settlement == "refund":
            return [{"kind": "refund", "line_id": line.id} for line in proven]
        if self.settlement == "apology":
            return [{"kind": "apology"}]
        vals = {"kind": self.settlement, "requested_amount": self.amount}
        if self.settlement == "price_reduction":
            vals["line_id"] = proven[0].id
        return [vals]

    def _conclude(self, proposal, channel):
        """Take an approved proposal to its end, as agreed here; return what became of it."""
        proposal.action_offer()
        proposal.consent_channel = channel
        proposal.action_accept()
        proposal.action_execute()
        if not proposal.amount:
            done = self.env._("Settled with an apology.")
        elif proposal.can_pay_at_desk:
            done = proposal._get_paid_text(proposal._pay_at_desk())
        else:
            amount = proposal.currency_id.format(proposal.amount)
            if proposal.sudo().compensation_ids.move_id:
                done = self.env._("%s is booked; accounting pays it out.", amount)
            else:
                done = self.env._("The next invoice charges %s less.", amount)
        ticket = proposal.ticket_id
        if not ticket._get_gate_missing("followup"):
            ticket._advance("followup")
        return done
