from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...tools.digest import digest


class ComplaintProposal(models.Model):
    """What we offer: draft, submitted, approved, offered, accepted or refused, executed.

    Lines are written in draft only. An approval carries the digest of the lines; execution asks
    for a valid one with the same digest. What is offered is reserved in the ledger.
    """

    _name = "complaint.proposal"
    _inherit = ["complaint.guarded.mixin", "complaint.set.aside.mixin"]
    _description = "Proposal to settle a complaint"
    _order = "ticket_id, sequence, id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="ticket_id.company_id", store=True, precompute=True)
    store_id = fields.Many2one(related="ticket_id.complaint_store_id", string="Store")
    sequence = fields.Integer(readonly=True, default=1, guarded=True)
    name = fields.Char(compute="_compute_name")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("offered", "Offered"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
            ("executed", "Executed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        guarded=True,
    )
    grounds = fields.Text(
        compute="_compute_grounds",
        store=True,
        readonly=False,
        precompute=True,
        help="Why this is fair: law, contract, standard or store rule. The customer reads it.",
    )
    compensation_ids = fields.One2many("complaint.compensation", "proposal_id", string="Lines")
    approval_ids = fields.One2many(
        "complaint.approval", "proposal_id", string="Approvals", guarded=True
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_amount", store=True, guarded=True
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="Sum of the lines, tax included.",
        guarded=True,
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False, guarded=True)
    offered_at = fields.Datetime(readonly=True, copy=False, guarded=True)
    executed_at = fields.Datetime(readonly=True, copy=False, guarded=True)
    asked_fields = fields.Char(
        compute="_compute_asked_fields", help="Names of the fields that its lines ask for."
    )

    @api.depends("sequence", "ticket_id.number")
    def _compute_name(self):
        for proposal in self:
            proposal.name = f"{proposal.ticket_id.number or ''}-{proposal.sequence}"

    @api.depends("ticket_id")
    def _compute_grounds(self):
        for proposal in self:
            ticket = proposal.ticket_id
            kept = proposal.grounds if ticket else ""
            proposal.grounds = kept or (ticket and ticket._get_finding_in_words()) or False

    @api.depends("compensation_ids.amount", "compensation_ids.currency_id", "company_id")
    def _compute_amount(self):
        for proposal in self:
            currency = proposal.compensation_ids.filtered("amount").currency_id[:1]
            proposal.currency_id = currency or proposal.company_id.currency_id
            proposal.amount = sum(proposal.compensation_ids.mapped("amount"))

    @api.depends("compensation_ids.kind")
    def _compute_asked_fields(self):
        for proposal in self:
            asked = set()
            for line in proposal.compensation_ids:
                asked |= line._get_asked_fields()
            proposal.asked_fields = ",".join(sorted(asked))

    @api.depends("name")
    def _compute_display_name(self):
        for proposal in self:
            proposal.display_name = proposal.name

    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sent(vals_list)
        tickets = self.env["helpdesk.ticket"].browse([v["ticket_id"] for v in vals_list])
        tickets._ensure_can_handle()
        numbered = []
        taken = dict(
            self.sudo()._read_group(
                [("ticket_id", "in", tickets.ids)], ["ticket_id"], ["sequence:max"]
            )
        )
        for vals in vals_list:
            ticket = tickets.browse(vals["ticket_id"])
            taken[ticket] = taken.get(ticket, 0) + 1
            numbered.append(dict(vals, sequence=taken[ticket]))
        # The key is for this row only: the lines in the same request are the client's.
        # Named as empty, or the defaults of a screen would add theirs once more.
        lines = [vals.get("compensation_ids") for vals in numbered]
        numbered = [dict(vals, compensation_ids=[]) for vals in numbered]
        proposals = super(ComplaintProposal, self._as_server()).create(numbered)
        for proposal, commands in zip(proposals, lines, strict=True):
            if commands:
                proposal.write({"compensation_ids": commands})
        return proposals

    def write(self, vals):
        if not self._is_server_write():
            self._check_guarded(vals)
            self._check_editable(vals)
        return super().write(vals)

    def _check_editable(self, vals):
        allowed = {
            "draft": {"grounds", "compensation_ids", "valid_until"},
            "offered": {"consent_channel", "consent_note"},
        }
        for proposal in self:
            if set(vals) - allowed.get(proposal.state, set()):
                raise UserError(
                    self.env._(
                        "Proposal %(name)s is %(state)s. Take it back to draft to change it.",
                        name=proposal.name,
                        state=proposal._get_state_label(),
                    )
                )

    def _get_state_label(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state].lower()

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        if any(proposal.state != "draft" or proposal.approval_ids for proposal in self):
            raise UserError(self.env._("Only a draft can be deleted. Cancel the proposal."))

    # Steps -----------------------------------------------------------------------------------

    def action_submit(self):
        """Ask for approval of a draft.

        :raises UserError: naming what is wrong with it
        """
        for proposal in self:
            proposal._ensure_step("draft")
            proposal._ensure_can_be_submitted()
            vals = {"submitted_by_id": self.env.uid, "parties": proposal._get_parties()}
            proposal._as_server().write(dict(vals, state="submitted"))
            proposal._ask_approver()

    def action_approve(self):
        """Approve what was submitted.

        :raises AccessError: when the user's authority does not cover it
        """
        for proposal in self:
            proposal._ensure_step("submitted")
            proposal._ensure_can_approve()
            proposal._approve()

    def _approve(self):
        self._decide("approved")
        self._as_server().write({"state": "approved"})

    def action_reject(self, reason=None):
        """Send a submitted proposal back to draft."""
        for proposal in self:
            proposal._ensure_step("submitted")
            proposal._ensure_can_approve()
            proposal._decide("rejected", reason)
            proposal._as_server().write({"state": "draft", "submitted_by_id": False})

    def action_offer(self):
        """Offer it to the customer: what is offered is reserved, so nobody else can give it away.

        :raises UserError: when less is left than it offers
        """
        for proposal in self:
            proposal._ensure_step("approved")
            proposal._ensure_approved()
            proposal.compensation_ids._reserve()
            proposal._as_server().write({"state": "offered", "offered_at": fields.Datetime.now()})
            proposal.ticket_id._after_offered(proposal)

    def action_accept(self):
        """Record that the customer accepted; the case goes on to execution."""
        for proposal in self:
            proposal._ensure_step("offered")
            proposal._record_consent("accepted")
            if proposal.ticket_id.complaint_phase == "proposal":
                proposal.ticket_id._advance("execution")

    def action_refuse(self):
        """Record that the customer refused; what was reserved is free again."""
        for proposal in self:
            proposal._ensure_step("offered")
            proposal.compensation_ids._release()
            proposal._record_consent("refused")

    def action_execute(self):
        """Make the documents of an accepted proposal, once; when they exist, nothing is done."""
        self.ticket_id._ensure_can_handle()
        for proposal in self._without_defaults():
            proposal._lock()
            if proposal.state == "executed":
                continue
            proposal._ensure_step("accepted")
            proposal._ensure_approved()
            pending = proposal.compensation_ids.filtered(lambda line: line.state != "executed")
            proposal._spend_authority(pending)
            pending._execute()
            proposal._as_server().write({"state": "executed", "executed_at": fields.Datetime.now()})
            proposal._after_execution()
        return True

    def _after_execution(self):
        """Seam: the documents exist now."""
        self.ticket_id._after_executed(self)

    def _tell_owner_undone(self):
        """A document is gone: somebody is to execute the proposal again, or to withdraw it."""
        self.ensure_one()
        ticket = self.ticket_id
        text = self.env._(
            "A document of proposal %s was cancelled in accounting. Execute it again or "
            "withdraw it.",
            self.name,
        )
        ticket.message_post(body=text)
        users = ticket._get_within_reach(ticket.user_id) or ticket._ensure_leader_in_reach()
        ticket._schedule_quietly(
            users[:1],
            "retail_complaint.mail_activity_type_look",
            lambda env: env._("A refund was undone in accounting"),
            text,
        )

    def action_cancel(self):
        """Withdraw a proposal that was not executed; what was reserved is free again."""
        for proposal in self:
            proposal._ensure_step("draft", "submitted", "approved", "offered", "accepted")
            proposal.compensation_ids._release()
            proposal._as_server().write({"state": "cancelled"})
            proposal._close_approval_activity()

    def action_draft(self):
        """Take a submitted or approved proposal back to draft to change it; approvals lapse.

        :raises UserError: when something of it was executed, which is for good
        """
        for proposal in self:
            proposal._ensure_step("submitted", "approved", "cancelled")
            proposal.compensation_ids._ensure_none_executed()
            proposal._as_server().write({"state": "draft", "submitted_by_id": False})
            proposal._close_approval_activity()

    def action_open(self):
        """Open the proposal in a dialogue above its case."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_send_back(self):
        """Ask the approver for the reason of :meth:`action_reject`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send back"),
            "res_model": "complaint.case.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_ticket_id": self.ticket_id.id,
                "default_proposal_id": self.id,
                "default_step": "send_back",
            },
        }

    # Checks ----------------------------------------------------------------------------------

    def _ensure_step(self, *states):
        """:raises UserError: unless the proposal is in one of these states and the case is open"""
        self.ensure_one()
        self.ticket_id._ensure_can_handle()
        if self.state not in states:
            raise UserError(
                self.env._(
                    "Proposal %(name)s is %(state)s: this step comes at another time.",
                    name=self.name,
                    state=self._get_state_label(),
                )
            )

    def _ensure_can_be_submitted(self):
        ticket = self.ticket_id
        if ticket.complaint_phase not in ("proposal", "execution"):
            raise UserError(
                self.env._(
                    "%(number)s is in %(phase)s. Bring it to the proposal phase first.",
                    number=ticket.number,
                    phase=ticket._get_phase_label(ticket.complaint_phase),
                )
            )
        if not (self.grounds or "").strip():
            raise UserError(self.env._("Write the grounds: why is this proposal fair?"))
        if not self.compensation_ids:
            raise UserError(self.env._("A proposal needs at least one line."))
        if len(self.compensation_ids.filtered("amount").currency_id) > 1:
            raise UserError(
                self.env._("Purchases in several currencies need a proposal for each currency.")
            )
        self.compensation_ids._ensure_can_be_offered()

    def _ensure_can_approve(self):
        """:raises AccessError: when the user's authority does not cover the proposal"""
        reason = self._get_approval_obstacle(self.env.user)
        if reason:
            raise AccessError(
                self.env._("%s Ask somebody with a higher limit to approve it.", reason)
            )

    def _get_digest(self):
        self.ensure_one()
        # As stored: a quantity just typed is rounded on its way to the database.
        self.compensation_ids.flush_recordset()
        self.compensation_ids.invalidate_recordset(["quantity", "amount"])
        lines = [line._get_digest_content() for line in self.compensation_ids]
        # Approvals from before parties were kept are for the lines alone.
        return digest([*lines, self.parties] if self.parties else lines)

    def _decide(self, decision, reason=None):
        # Approvals have no create right for anybody: the server appends them after its checks.
        vals = self._prepare_approval_vals(decision, reason)
        self.env["complaint.approval"].sudo()._as_server().create(vals)
        self._close_approval_activity()

    def _prepare_approval_vals(self, decision, reason):
        return {
            "proposal_id": self.id,
            "decision": decision,
            "user_id": self.env.uid,
            "decided_at": fields.Datetime.now(),
            "reason": reason,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "digest": self._get_digest(),
        }

    # Seams -----------------------------------------------------------------------------------

    def _get_approval_obstacle(self, user):
        """Return why this user cannot approve the proposal; empty when they can."""
        self.ensure_one()
        return ""

    def _get_desk_obstacle(self):
        """Return why this user cannot pay the proposal at the desk now; empty when they can."""
        self.ensure_one()
        return ""
