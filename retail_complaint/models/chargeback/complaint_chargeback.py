from odoo import api, fields, models
from odoo.exceptions import UserError

from ..investigation.complaint_party import PARTY_KINDS

#: Who is sent a document; of all others it is recorded who bears how much, and no more.
CLAIMED_KINDS = frozenset({"supplier", "carrier", "tenant"})


class ComplaintChargeback(models.Model):
    """What a party at fault bears of a compensation, how it is claimed and followed (SOL-6, ORG-7).

    Suppliers and carriers get a drafted vendor refund, tenants a drafted invoice, once. Departments
    and employees are recorded: an employee is never sent a bill. No case waits for any of it.
    """

    _name = "complaint.chargeback"
    _inherit = ["complaint.guarded.mixin", "complaint.lock.mixin"]
    _description = "Charge-back"
    _order = "id desc"

    compensation_id = fields.Many2one(
        "complaint.compensation",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        guarded=True,
    )
    ticket_id = fields.Many2one(
        related="compensation_id.ticket_id",
        store=True,
        index=True,
        precompute=True,
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
        guarded=True,
    )
    case_number = fields.Char(
        related="compensation_id.case_number", store=True, precompute=True, guarded=True
    )
    company_id = fields.Many2one(
        related="compensation_id.company_id",
        store=True,
        index=True,
        precompute=True,
        guarded=True,
    )
    party_id = fields.Many2one(
        "complaint.party",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="retail_complaint.group_intake,retail_complaint.group_auditor",
        guarded=True,
    )
    kind = fields.Selection(
        PARTY_KINDS, string="Kind of party", required=True, readonly=True, guarded=True
    )
    name = fields.Char(string="At fault", required=True, readonly=True, guarded=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Firm",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        guarded=True,
    )
    cost_share = fields.Float(string="Share (%)", digits=(5, 2), required=True)
    currency_id = fields.Many2one(related="compensation_id.currency_id", guarded=True)
    compensation_amount = fields.Monetary(
        related="compensation_id.amount", string="Given", guarded=True
    )
    paid_amount = fields.Monetary(
        string="Paid out",
        compute="_compute_paid_amount",
        compute_sudo=True,
        help="What the customer has received of this compensation.",
        guarded=True,
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, guarded=True)
    note = fields.Text(help="Why this party bears it; it stays in the house.")
    state = fields.Selection(
        [
            ("proposed", "To claim"),
            ("recorded", "Recorded"),
            ("claimed", "Claimed"),
            ("waived", "Waived"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        index=True,
        guarded=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Document",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        guarded=True,
    )
    move_state = fields.Selection(related="move_id.state", string="Posting", guarded=True)
    payment_state = fields.Selection(
        related="move_id.payment_state", string="Payment", guarded=True
    )
    recovered_amount = fields.Monetary(
        string="Recovered",
        compute="_compute_recovered_amount",
        store=True,
        help="What the party has paid or settled.",
        guarded=True,
    )

    _once = models.UniqueIndex(
        "(compensation_id, party_id) WHERE state <> 'cancelled'",
        "This party bears a share of this compensation already.",
    )
    _one_document = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL")
    _share_percent = models.Constraint(
        "CHECK (cost_share > 0 AND cost_share <= 100)",
        "A share of the cost lies above 0 and up to 100 %.",
    )
    _claimed_only = models.Constraint(
        "CHECK (move_id IS NULL OR kind IN ('supplier', 'carrier', 'tenant'))",
        "Only suppliers, carriers and tenants are sent a document.",
    )

    @api.depends("compensation_id.amount", "cost_share")
    def _compute_amount(self):
        for chargeback in self:
            amount = chargeback.compensation_id.amount * chargeback.cost_share / 100
            chargeback.amount = chargeback.currency_id.round(amount)

    @api.depends("move_id.amount_residual", "move_id.state", "move_id.reversal_move_ids.state")
    def _compute_recovered_amount(self):
        for chargeback in self:
            # Agents see what came back, though they have no right on accounting.
            move = chargeback.sudo().move_id
            counts = move.state == "posted" and not move._is_complaint_reversed()
            recovered = move.amount_total - move.amount_residual if counts else 0
            chargeback.recovered_amount = recovered

    @api.depends("compensation_id.move_id.amount_residual", "compensation_id.move_id.state")
    def _compute_paid_amount(self):
        for chargeback in self:
            move = chargeback.compensation_id.move_id
            counts = move.state == "posted" and move.payment_state != "reversed"
            paid = move.amount_total - move.amount_residual if counts else 0
            chargeback.paid_amount = paid

    @api.constrains("cost_share")
    def _check_shares(self):
        totals = self.sudo()._read_group(
            [
                ("compensation_id", "in", self.compensation_id.ids),
                ("state", "!=", "cancelled"),
            ],
            ["compensation_id"],
            ["cost_share:sum"],
        )
        for _compensation, total in totals:
            if total > 100.001:
                raise UserError(
                    self.env._(
                        "The shares come to %s %%: at most 100 %% of a compensation can be "
                        "charged back.",
                        round(total, 2),
                    )
                )

    # CRUD ------------------------------------------------------------------------------------

    def write(self, vals):
        if not self._is_server_write():
            self._check_guarded(vals)
            self._ensure_open()
        return super().write(vals)

    def _ensure_open(self):
        """:raises UserError: when it was claimed, waived or cancelled"""
        for chargeback in self:
            if chargeback.state not in ("proposed", "recorded"):
                raise UserError(
                    self.env._(
                        "The charge-back on %(party)s in %(case)s is settled: it stays as it is.",
                        party=chargeback.name,
                        case=chargeback.case_number,
                    )
                )

    # Proposing -------------------------------------------------------------------------------

    @api.model
    def _propose(self, compensations):
        """Propose what each party with a share of the cost bears of executed compensations, once.

        A drill costs nothing, and what costs no money is not charged back.
        """
        lines = compensations.filtered(
            lambda line: line.state == "executed" and line.move_id and line.amount
        )
        # Whoever executes may see parties and charge-backs of the case; the server adds the rows.
        known = {
            (row.compensation_id, row.party_id)
            for row in self.sudo().search(
                [("compensation_id", "in", lines.ids), ("state", "!=", "cancelled")]
            )
        }
        vals_list = [
            self._prepare_chargeback_vals(line, party)
            for line in lines.sudo()
            for party in line.ticket_id.complaint_party_ids.filtered("cost_share")
            if (line, party) not in known
        ]
        created = self.sudo()._as_server().create(vals_list)
        return self.browse(created.ids)

    @api.model
    def _prepare_chargeback_vals(self, compensation, party):
        return {
            "compensation_id": compensation.id,
            "party_id": party.id,
            "kind": party.kind,
            "name": party.name,
            "partner_id": party.partner_id.id,
            "cost_share": party.cost_share,
            "state": "proposed" if party.kind in CLAIMED_KINDS else "recorded",
        }

    def action_waive(self):
        """Do without a charge-back that was not claimed yet."""
        for chargeback in self:
            chargeback.check_access("read")
            chargeback._ensure_can_decide()
            chargeback._ensure_open()
            # Accounting decides it too, and has no write right on what belongs to the case.
            chargeback.sudo()._as_server().write({"state": "waived"})

    def _ensure_can_decide(self):
        """:raises AccessError: for others than accounting and those who handle the case"""
        if not self.env.user.has_group("account.group_account_invoice"):
            self.ticket_id._ensure_can_handle()
