from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.charge_part import dump
from ...tools.compensation import Kind, declare

KINDS = declare(
    Kind(
        code="refund",
        label="Refund of a purchase",
        in_ledger=True,
        mode="",
        asks=frozenset({"line_id", "mode", "requested_amount"}),
    ),
    Kind(
        code="price_reduction",
        label="Price reduction",
        in_ledger=True,
        asks=frozenset({"line_id", "requested_amount"}),
    ),
    Kind(code="goodwill", label="Goodwill"),
    Kind(code="damages", label="Damages"),
)


class ComplaintCompensation(models.Model):
    """One line of a proposal: a kind, its amount, and the document that it became.

    What a kind is, it declares (``tools/compensation.py``); how it acts, its methods say
    (``complaint_compensation_kind.py``). ``docs/kinds.md`` shows how to add one.
    """

    _name = "complaint.compensation"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Compensation"
    _order = "proposal_id, id"

    proposal_id = fields.Many2one(
        "complaint.proposal", required=True, readonly=True, index=True, ondelete="cascade"
    )
    proposal_state = fields.Selection(related="proposal_id.state", string="State of the proposal")
    # The title of a ticket is private: accounting reads the case number instead.
    ticket_id = fields.Many2one(
        related="proposal_id.ticket_id",
        store=True,
        index=True,
        precompute=True,
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
        guarded=True,
    )
    case_number = fields.Char(
        related="proposal_id.ticket_id.number", store=True, precompute=True, guarded=True
    )
    company_id = fields.Many2one(
        related="proposal_id.company_id",
        store=True,
        index=True,
        precompute=True,
        guarded=True,
    )
    kind = fields.Selection(KINDS, required=True, default="refund")
    line_id = fields.Many2one(
        "complaint.line",
        string="Purchase",
        ondelete="restrict",
        index="btree_not_null",
        domain="[('ticket_id', '=', parent.ticket_id), ('is_proven', '=', True)]",
    )
    mode = fields.Selection(
        [("quantity", "By quantity"), ("amount", "By amount")],
        compute="_compute_mode",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_quantity",
        store=True,
        readonly=False,
        precompute=True,
    )
    requested_amount = fields.Monetary(help="Tax included, in the currency of the purchase.")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_amount", store=True, guarded=True
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        help="What will be given back, tax included, as the credit note will compute it.",
        guarded=True,
    )
    card_amount = fields.Monetary(
        string="Back on a card",
        compute="_compute_amount",
        store=True,
        help="What of the amount was paid by gift card or e-wallet, and goes back there.",
        guarded=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("reserved", "Reserved"),
            ("executed", "Executed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        guarded=True,
    )
    ledger_id = fields.Many2one(
        "complaint.ledger",
        readonly=True,
        copy=False,
        index="btree_not_null",
        guarded=True,
    )
    charge_part = fields.Json(
        readonly=True,
        copy=False,
        help="The part of what was charged that this line gives back, frozen when it is set "
        "aside: net, each tax, its share of discounts and of what was paid by card.",
        guarded=True,
    )
    is_made_good = fields.Boolean(
        readonly=True,
        copy=False,
        help="The customer has the goods once more: the purchase stands as it did before, and may "
        "be given back should these fail, too.",
        guarded=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Credit note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        guarded=True,
    )
    move_digest = fields.Char(readonly=True, copy=False, guarded=True)
    counted_amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        help="What was counted against limits of authority when it was executed.",
        guarded=True,
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    move_state = fields.Selection(related="move_id.state", string="Posting")
    payment_state = fields.Selection(related="move_id.payment_state", string="Payment")
    asked_fields = fields.Char(
        compute="_compute_asked_fields", help="Names of the fields that this kind asks for."
    )
    can_take_back = fields.Boolean(compute="_compute_can_take_back")

    _amount_positive = models.Constraint(
        "CHECK (quantity >= 0 AND requested_amount >= 0)",
        "A compensation gives something back: enter a positive quantity and amount.",
    )

    @api.depends("kind")
    def _compute_mode(self):
        for compensation in self:
            mode = compensation._get_kind().mode
            compensation.mode = mode or compensation.mode or "quantity"

    @api.depends("kind", "line_id", "mode")
    def _compute_quantity(self):
        for compensation in self:
            mode = compensation._get_kind().mode or compensation.mode
            by_quantity = mode == "quantity"
            compensation.quantity = compensation.line_id.quantity if by_quantity else 0

    @api.depends("kind", "line_id", "mode", "quantity", "requested_amount")
    def _compute_amount(self):
        for compensation in self:
            company_currency = compensation.proposal_id.company_id.currency_id
            if not compensation._get_kind().in_ledger:
                compensation.currency_id = company_currency
                compensation.amount = compensation._by_kind("amount")
                compensation.card_amount = 0
                continue
            line = compensation.line_id
            compensation.currency_id = line.currency_id or company_currency
            if compensation.proposal_state not in (False, "draft"):
                # What was submitted keeps the amounts of then.
                compensation.amount = compensation.amount
                compensation.card_amount = compensation.card_amount
                continue
            amounts = compensation._get_wanted() if line.is_proven else (0, 0)
            compensation.amount, compensation.card_amount = amounts

    @api.depends("kind")
    def _compute_asked_fields(self):
        for compensation in self:
            compensation.asked_fields = ",".join(sorted(compensation._get_asked_fields()))

    @api.depends("state", "move_state")
    def _compute_can_take_back(self):
        for compensation in self:
            is_open = compensation.state == "executed" and compensation._is_shown_on_case()
            compensation.can_take_back = is_open and not compensation.sudo()._has_moved()

    # CRUD ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        compensations = super().create(vals_list)
        compensations._ensure_draft()
        return compensations

    def write(self, vals):
        if not self._is_server_write():
            self._check_guarded(vals)
            self._ensure_draft()
            if "proposal_id" in vals:
                raise UserError(self.env._("A line stays in its proposal."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self._ensure_draft()

    def _ensure_draft(self):
        """:raises UserError: when the proposal of a line is no draft any more"""
        for compensation in self:
            compensation.proposal_id.ticket_id._ensure_can_handle()
            if compensation.proposal_state != "draft":
                raise UserError(
                    self.env._(
                        "Proposal %s is no draft any more. Take it back to draft to change it.",
                        compensation.proposal_id.name,
                    )
                )

    def _ensure_none_executed(self):
        """:raises UserError: when one of these lines was executed, which is for good"""
        executed = self.filtered(lambda line: line.state == "executed")
        if executed:
            raise UserError(
                self.env._(
                    "A part of proposal %s was executed. Settle what remains by a new proposal.",
                    executed[0].proposal_id.name,
                )
            )

    # From offer to document ------------------------------------------------------------------

    def _ensure_can_be_offered(self):
        """:raises UserError: naming the first line that cannot be offered and why"""
        for compensation in self:
            compensation._by_kind("check")
        if self and self._is_drill():
            return
        for compensation, row in self._get_ledger_rows().items():
            row._ensure_left(compensation.quantity, compensation.amount)
            compensation._take_part()

    def _get_ledger_rows(self):
        """Return the locked ledger row of each line that gives back a purchase."""
        purchases = {
            line: line.line_id._get_purchase_line() for line in self if line._get_kind().in_ledger
        }
        rows = self.env["complaint.ledger"]._get_locked(list(purchases.values()))
        by_key = {(row.origin_model, row.origin_id): row for row in rows}
        return {line: by_key[p._name, p.id] for line, p in purchases.items()}

    def _is_drill(self):
        return self.proposal_id.ticket_id.complaint_is_drill

    def _reserve(self):
        if not self or self._is_drill():
            return
        for compensation, row in self._get_ledger_rows().items():
            row._reserve(compensation.quantity, compensation.amount)
            part = compensation._take_part()
            compensation._as_server().write(
                {"ledger_id": row.id, "charge_part": dump(part), "state": "reserved"}
            )
        self.filtered(lambda line: line.state == "draft")._as_server().write({"state": "reserved"})

    def _release(self):
        """:raises UserError: when what a line made has moved: withdrawn alone, it would be lost"""
        for compensation in self:
            compensation._by_kind("release")
        reserved = self.filtered(lambda line: line.state == "reserved")
        for compensation, row in reserved._get_ledger_rows().items():
            row._release(compensation.quantity, compensation.amount)
        reserved._as_server().write({"state": "draft", "ledger_id": False, "charge_part": False})

    def _execute(self):
        """Consume what was reserved and make the documents, all in this transaction."""
        if self and self._is_drill():
            self._as_server().write({"state": "executed"})
            return
        for compensation, row in self._get_ledger_rows().items():
            row._consume(compensation.quantity, compensation.amount)
        for compensation in self:
            vals = compensation._by_kind("execute")
            compensation._as_server().write(dict(vals, state="executed"))

    def _check_creditable(self):
        """Seam: :raises UserError: when what was bought cannot be paid back, or not so much."""

    def _before_credit(self):
        """Seam: money is given back for what was bought, in this transaction."""

    # Undoing ---------------------------------------------------------------------------------

    def action_take_back(self):
        """Take back what was executed while nothing of it has moved; it can be executed again.

        :raises UserError: when goods or money have moved, with the way out
        """
        for compensation in self:
            compensation._ensure_executed()
            compensation._by_kind("check_take_back")
            compensation._on_document_gone()
        return True

    def _ensure_executed(self):
        """Hold the proposal for what is done to an executed line.

        :raises UserError: when it was not executed, or the case is closed
        """
        self.proposal_id.ticket_id._ensure_can_handle()
        self.proposal_id._lock()
        if self.state != "executed":
            raise UserError(self.env._("Execute the proposal first."))

    def _on_document_gone(self):
        """The document was cancelled, deleted or reversed in accounting: to be executed again."""
        if not self:
            return
        # In the order in which execution locks, or the two would wait for each other.
        self.proposal_id._lock()
        executed = self.filtered(lambda line: line.state == "executed")
        moves = {line: line.sudo().move_id for line in executed}
        for compensation, row in executed._get_ledger_rows().items():
            if compensation.is_made_good:
                row._reserve(compensation.quantity, compensation.amount)
            else:
                row._restore(compensation.quantity, compensation.amount)
        executed.sudo().move_id.complaint_is_void = True
        for proposal, lines in executed.grouped("proposal_id").items():
            proposal._give_back_authority(lines)
            lines._as_server().write(
                {
                    "state": "reserved",
                    "move_id": False,
                    "move_digest": False,
                    "is_made_good": False,
                }
            )
            proposal._as_server().write({"state": "accepted", "executed_at": False})
            proposal._tell_owner_undone()
        for compensation, move in moves.items():
            compensation._by_kind("undo")
            # Nothing is paid for what was taken back.
            move.exists().filtered(lambda m: m.state == "draft").button_cancel()

    def _make_good(self):
        """The goods are with the customer once more: what the ledger took of the purchase is back.

        Until then nobody else can give it back, too.
        """
        for compensation, row in self._get_ledger_rows().items():
            if compensation.state == "executed" and not compensation.is_made_good:
                row._move(reserved=(0, 0), refunded=(-compensation.quantity, -compensation.amount))
                compensation._as_server().write({"is_made_good": True})

    def _on_document_paid(self):
        """The document was paid out: the case learns it (EXE-2 tells the customer)."""
        for compensation in self:
            compensation.proposal_id.ticket_id.message_post(
                body=self.env._(
                    "%(amount)s of proposal %(name)s was paid.",
                    amount=compensation.currency_id.format(compensation.amount),
                    name=compensation.proposal_id.name,
                )
            )
