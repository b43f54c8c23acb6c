from odoo import api, fields, models
from odoo.exceptions import UserError

KIND_SELECTION = [
    ("refund", "Refund of a purchase"),
    ("price_reduction", "Price reduction"),
    ("goodwill", "Goodwill"),
    ("damages", "Damages"),
]
#: Kinds that give back what was charged; the others never count in the ledger.
LEDGER_KINDS = frozenset(
    {"refund", "price_reduction", "return", "exchange", "replacement", "redelivery", "repeat"}
)


class ComplaintCompensation(models.Model):
    """One line of a proposal: a kind, its amount, and the document that it became.

    Each kind knows how to propose its amount, check itself, execute, and name its document. A
    bridge adds a kind to the selection and extends :meth:`_compute_amount`,
    :meth:`_check_kind`,
    :meth:`_execute_kind` and :meth:`_is_done`, calling ``super()`` for the others.
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
    kind = fields.Selection(KIND_SELECTION, required=True, default="refund")
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
    move_state = fields.Selection(related="move_id.state", string="Posting")
    payment_state = fields.Selection(related="move_id.payment_state", string="Payment")

    _amount_positive = models.Constraint(
        "CHECK (quantity >= 0 AND requested_amount >= 0)",
        "A compensation gives something back: enter a positive quantity and amount.",
    )

    @api.depends("kind")
    def _compute_mode(self):
        for compensation in self:
            if compensation.kind != "refund":
                compensation.mode = "amount"
            elif not compensation.mode:
                compensation.mode = "quantity"

    @api.depends("kind", "line_id", "mode")
    def _compute_quantity(self):
        for compensation in self:
            by_quantity = compensation.kind == "refund" and compensation.mode == "quantity"
            compensation.quantity = compensation.line_id.quantity if by_quantity else 0

    @api.depends("kind", "line_id", "mode", "quantity", "requested_amount")
    def _compute_amount(self):
        for compensation in self:
            company_currency = compensation.proposal_id.company_id.currency_id
            if compensation.kind not in LEDGER_KINDS:
                compensation.currency_id = company_currency
                compensation.amount = compensation._get_kind_amount()
                continue
            line = compensation.line_id
            compensation.currency_id = line.currency_id or company_currency
            charge_line = compensation._find_charge_line() if line.is_proven else None
            compensation.amount = compensation._get_credit(charge_line)[1] if charge_line else 0

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

    # What the kinds define -------------------------------------------------------------------

    def _ensure_can_be_offered(self):
        """:raises UserError: naming the first line that cannot be offered and why"""
        for compensation in self:
            compensation._check_kind()
        if self and self._is_drill():
            return
        for compensation, row in self._get_ledger_rows().items():
            row._ensure_left(compensation.quantity, compensation.amount)
            compensation._get_line_with_room()

    def _get_kind_amount(self):
        """Return the amount of a kind that gives back no purchase, in company currency."""
        self.ensure_one()
        return self.requested_amount

    def _check_kind(self):
        self.ensure_one()
        if self.kind in LEDGER_KINDS:
            self._check_purchase()
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("The refund is nothing. Enter a quantity or an amount."))
        if self.kind in LEDGER_KINDS:
            self._check_size()

    def _check_purchase(self):
        if self.line_id.ticket_id != self.proposal_id.ticket_id:
            raise UserError(self.env._("Choose a purchase of this case to refund."))
        self.line_id._get_purchase_line()
        if not self._get_charge_lines():
            raise UserError(
                self.env._(
                    "%s has no posted invoice to credit. Ask accounting to post it first.",
                    self.line_id.purchase_number,
                )
            )
        if not self.amount and self.mode == "amount" and self.requested_amount:
            raise UserError(
                self.env._(
                    "The taxes of %s do not follow the price. Refund it by quantity.",
                    self.line_id.purchase_number,
                )
            )

    def _check_size(self):
        line = self.line_id
        if line.uom_id and line.uom_id.compare(self.quantity, line.purchased_qty) > 0:
            raise UserError(
                self.env._(
                    "%(quantity)s pieces to refund, but only %(bought)s were bought on %(number)s.",
                    quantity=self.quantity,
                    bought=line.purchased_qty,
                    number=line.purchase_number,
                )
            )
        if self.currency_id.compare_amounts(self.amount, line.price_total) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s to refund, but only %(charged)s was charged on %(number)s.",
                    amount=self.currency_id.format(self.amount),
                    charged=self.currency_id.format(line.price_total),
                    number=line.purchase_number,
                )
            )

    def _execute_kind(self):
        """Make the document of one line and return its values to keep."""
        self.ensure_one()
        move = self._create_credit_note() if self.kind in LEDGER_KINDS else self._create_grant()
        return {"move_id": move.id, "move_digest": move._get_complaint_digest()}

    def _is_done(self):
        """Whether what was promised has reached the customer."""
        self.ensure_one()
        if self.proposal_id.ticket_id.complaint_is_drill:
            return True
        move = self.sudo().move_id
        return move.state == "posted" and move.payment_state in (
            "paid",
            "in_payment",
            "reversed",
        )

    def _get_open_text(self):
        """Return the sentence that says what this line still waits for."""
        self.ensure_one()
        move = self.sudo().move_id
        if move.state == "draft":
            return self.env._("The credit note is to be posted by accounting.")
        return self.env._("The credit note %s is to be paid out.", move.name)

    def _get_public_text(self):
        """Return what this line gives, in words for the customer."""
        self.ensure_one()
        kind = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if self.kind not in LEDGER_KINDS:
            return kind
        product = self.line_id.name
        if self.mode == "quantity":
            product = f"{self.quantity:g} x {product}"
        return self.env._("%(kind)s: %(product)s", kind=kind, product=product)

    def _get_digest_content(self):
        self.ensure_one()
        purchase = self.line_id._get_purchase_line() if self.line_id else None
        return {
            "kind": self.kind,
            "purchase": [purchase._name, purchase.id] if purchase is not None else None,
            "mode": self.mode,
            "quantity": repr(self.quantity),
            "amount": repr(self.amount),
            "currency": self.currency_id.name,
        }

    # Ledger ----------------------------------------------------------------------------------

    def _get_ledger_rows(self):
        """Return the locked ledger row of each line that gives back a purchase."""
        purchases = {
            line: line.line_id._get_purchase_line() for line in self if line.kind in LEDGER_KINDS
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
            compensation._as_server().write({"ledger_id": row.id})
        self._as_server().write({"state": "reserved"})

    def _release(self):
        reserved = self.filtered(lambda line: line.state == "reserved")
        for compensation, row in reserved._get_ledger_rows().items():
            row._release(compensation.quantity, compensation.amount)
        reserved._as_server().write({"state": "draft", "ledger_id": False})

    def _execute(self):
        """Consume what was reserved and make the documents, all in this transaction."""
        if self and self._is_drill():
            self._as_server().write({"state": "executed"})
            return
        for compensation, row in self._get_ledger_rows().items():
            row._consume(compensation.quantity, compensation.amount)
        for compensation in self:
            vals = compensation._execute_kind()
            compensation._as_server().write(dict(vals, state="executed"))

    def _on_document_gone(self):
        """The document was cancelled, deleted or reversed in accounting: to be executed again."""
        if not self:
            return
        # In the order in which execution locks, or the two would wait for each other.
        self.proposal_id._lock()
        executed = self.filtered(lambda line: line.state == "executed")
        for compensation, row in executed._get_ledger_rows().items():
            row._restore(compensation.quantity, compensation.amount)
        executed.sudo().move_id.complaint_is_void = True
        for proposal, lines in executed.grouped("proposal_id").items():
            proposal._spend_authority(sum(lines.mapped("amount")), sign=-1)
            lines._as_server().write({"state": "reserved", "move_id": False, "move_digest": False})
            proposal._as_server().write({"state": "accepted", "executed_at": False})
            proposal._tell_owner_undone()

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
