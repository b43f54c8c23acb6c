from odoo import api, fields, models
from odoo.exceptions import UserError


class ComplaintStatutoryClaim(models.Model):
    """What a law gives the customer in a case, as a named person confirmed it (SOL-9).

    Written by the calculator's confirmation and never changed: the rule, its inputs, the result,
    and how sure it was. What turns out wrong is withdrawn with a reason.
    """

    _name = "complaint.statutory.claim"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Confirmed statutory amount"
    _order = "id desc"
    _is_server_only = True

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, precompute=True)
    statute_id = fields.Many2one(
        "complaint.statute", string="Rule", required=True, readonly=True, ondelete="restrict"
    )
    name = fields.Char(required=True, readonly=True)
    alternative = fields.Char(readonly=True)
    event_date = fields.Date(string="Happened on", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)
    inputs = fields.Json(readonly=True, help="The inputs of the formula by name.")
    why = fields.Text(string="Why this number", required=True, readonly=True)
    article = fields.Char(readonly=True)
    is_verified = fields.Boolean(string="Verified then", readonly=True)
    confirmed_by_id = fields.Many2one("res.users", required=True, readonly=True)
    confirmed_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("confirmed", "Confirmed"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        default="confirmed",
    )
    withdrawn_reason = fields.Text(readonly=True)
    withdrawn_by_id = fields.Many2one("res.users", readonly=True)
    compensation_ids = fields.One2many("complaint.compensation", "claim_id", string="Offered as")
    is_offered = fields.Boolean(string="In a proposal", compute="_compute_is_offered")

    _one_of_alternatives = models.UniqueIndex(
        "(ticket_id, alternative) WHERE state = 'confirmed' AND alternative IS NOT NULL",
        "Only one of these claims counts: the customer chooses. Withdraw the other one first.",
    )
    _one_of_rule = models.UniqueIndex(
        "(ticket_id, statute_id) WHERE state = 'confirmed'",
        "This rule is confirmed for the case already. Withdraw it first.",
    )

    @api.depends("compensation_ids.proposal_state")
    def _compute_is_offered(self):
        for claim in self:
            states = claim.compensation_ids.mapped("proposal_state")
            claim.is_offered = any(state not in ("refused", "cancelled") for state in states)

    @api.model
    def _confirm(self, ticket, vals):
        """Record a result for the user who confirms it; the calculator has computed it.

        :raises AccessError: when the user does not handle the case
        """
        ticket._ensure_can_handle()
        # Nobody has a create right: what is recorded is what the calculator computed.
        claim = (
            self.sudo()
            ._as_server()
            .create(
                {
                    **vals,
                    "ticket_id": ticket.id,
                    "confirmed_by_id": self.env.uid,
                    "confirmed_at": fields.Datetime.now(),
                }
            )
        )
        ticket.message_post(
            body=self.env._(
                "%(user)s confirmed: %(claim)s, %(amount)s.",
                user=self.env.user.name,
                claim=claim.name,
                amount=claim.currency_id.format(claim.amount),
            )
        )
        return self.browse(claim.id)

    def action_withdraw(self, reason=None):
        """Take a confirmed claim back, with a written reason.

        :raises UserError: without a reason, or while a proposal rests on it
        """
        for claim in self:
            claim.ticket_id._ensure_can_handle()
            if claim.state != "confirmed":
                raise UserError(self.env._("%s was withdrawn already.", claim.name))
            if claim.is_offered:
                raise UserError(
                    self.env._("A proposal rests on %s. Withdraw the proposal first.", claim.name)
                )
            claim.ticket_id._check_reason(reason)
            # See _confirm: nobody has a write right.
            claim.sudo()._as_server().write(
                {
                    "state": "withdrawn",
                    "withdrawn_reason": reason,
                    "withdrawn_by_id": self.env.uid,
                }
            )
            claim.ticket_id.message_post(
                body=self.env._("Withdrawn: %(claim)s. %(reason)s", claim=claim.name, reason=reason)
            )

    def action_ask_withdraw(self):
        """Open the dialogue that takes the reason of :meth:`action_withdraw`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Withdraw"),
            "res_model": "complaint.statutory.withdrawal",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_claim_id": self.id},
        }
