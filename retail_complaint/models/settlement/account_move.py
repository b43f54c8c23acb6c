import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.digest import digest

#: What a drafted credit note of a case keeps as approved; date and journal stay open.
FIXED_FIELDS = frozenset(
    {
        "move_type",
        "partner_id",
        "currency_id",
        "invoice_currency_rate",
        "fiscal_position_id",
        "reversed_entry_id",
        "invoice_line_ids",
        "line_ids",
    }
)
#: How money reaches the customer.
PAYOUT_ROUTES = [
    ("cash", "Cash"),
    ("card", "Card"),
    ("wechat", "WeChat Pay"),
    ("alipay", "Alipay"),
    ("bank", "Bank transfer"),
]


def _get_taxes_text(line):
    """Return the amounts of the taxes that a line was given, always in the same words."""
    return json.dumps(line.extra_tax_data, sort_keys=True)


class AccountMove(models.Model):
    _inherit = "account.move"

    complaint_compensation_ids = fields.One2many(
        "complaint.compensation", "move_id", string="Complaint compensations"
    )
    # For every reader of the entry, who need not have any right on compensations.
    complaint_case_numbers = fields.Char(
        compute="_compute_complaint_case_numbers", compute_sudo=True
    )

    complaint_is_void = fields.Boolean(
        string="Withdrawn refund",
        readonly=True,
        copy=False,
        help="It gave back what a case settles anew: cancelled, or reversed in full.",
    )
    complaint_payout_route = fields.Selection(PAYOUT_ROUTES, string="Paid out by", copy=False)
    complaint_payout_reference = fields.Char(string="Payout reference", copy=False)
    complaint_fapiao = fields.Selection(
        [
            ("none", "No tax invoice was issued"),
            ("taken_back", "Taken back"),
            ("red_letter", "Red-letter invoice issued"),
        ],
        string="Tax invoice (fapiao)",
        copy=False,
    )
    complaint_fapiao_number = fields.Char(string="Fapiao or red-letter number", copy=False)

    @api.depends("complaint_compensation_ids.case_number")
    def _compute_complaint_case_numbers(self):
        for move in self:
            numbers = set(move.complaint_compensation_ids.mapped("case_number"))
            move.complaint_case_numbers = ", ".join(sorted(numbers))

    def write(self, vals):
        if "complaint_is_void" in vals and not self.env.su:
            raise UserError(self.env._("Whether a refund is withdrawn follows from its documents."))
        if FIXED_FIELDS.intersection(vals) and not self.env.su:
            fixed = self.filtered(
                lambda move: move.state == "draft" and move.sudo().complaint_compensation_ids
            )
            if fixed:
                raise UserError(
                    self.env._(
                        "%s gives back what was approved in a complaint. Only its date and journal "
                        "can be changed; to change more, cancel it and settle the case anew.",
                        fixed[0].display_name,
                    )
                )
        return super().write(vals)

    def _post(self, soft=True):
        # Accounting has no rights on cases: what was approved is compared by the server.
        for compensation in self.sudo().complaint_compensation_ids:
            compensation._by_kind("check_posting")
            # Another date brings another rate; customers get back what they were charged.
            move = compensation.move_id
            if move.reversed_entry_id:
                move.invoice_currency_rate = move.reversed_entry_id.invoice_currency_rate
        posted = super()._post(soft)
        posted._settle_complaint_order()
        posted._undo_reversed_compensations()
        posted._sync_complaint_ledger()
        return posted

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        """Pair each reversal with its own document.

        Odoo takes two lists by their places, of which that of the documents has no repeats: two
        credit notes on one invoice, posted with one on another, would pay the wrong customer's.
        """
        for move in reverse_moves:
            super(AccountMove, move.reversed_entry_id)._reconcile_reversed_moves(
                move, move_reverse_cancel
            )
        return reverse_moves

    def _settle_complaint_order(self):
        """Set what credit notes of cases leave over off what is unpaid of the same orders.

        Nothing is paid out that was not paid in: a deposit that is still open, or the second
        invoice of an order of which the first is credited.
        """
        for move in self.sudo().filtered("complaint_compensation_ids"):
            if any(line._get_kind().goes_out for line in move.complaint_compensation_ids):
                continue  # it is set off against the new goods
            orders = move.reversed_entry_id.invoice_line_ids.sale_line_ids.order_id
            moves = move | orders.invoice_ids.filtered(
                lambda invoice: invoice.move_type == "out_invoice" and invoice.state == "posted"
            )
            lines = moves.line_ids.filtered(
                lambda line, move=move: (
                    line.account_id.account_type == "asset_receivable"
                    and line.partner_id == move.commercial_partner_id
                    and not line.reconciled
                )
            )
            for of_account in lines.grouped("account_id").values():
                if any(line.move_id == move for line in of_account) and len(of_account.move_id) > 1:
                    of_account.reconcile()

    def _is_complaint_reversed(self):
        """Whether posted documents take all of this one back, be it in parts."""
        self.ensure_one()
        reversals = self.reversal_move_ids.filtered(lambda move: move.state == "posted")
        taken_back = sum(move._get_complaint_weight() for move in reversals)
        short = self._get_complaint_weight() - taken_back
        return bool(reversals) and self.currency_id.compare_amounts(short, 0) <= 0

    def _get_complaint_weight(self):
        """Return what a document comes to, whichever way its entries are signed (storno)."""
        if self.move_type != "entry":
            return self.amount_total
        return sum(abs(line.amount_currency) for line in self.line_ids)

    def _undo_reversed_compensations(self):
        """A document of a case that was reversed in full gives nothing back any more."""
        for origin in self.sudo().reversed_entry_id:
            if origin.complaint_compensation_ids and origin._is_complaint_reversed():
                origin.complaint_compensation_ids._on_document_gone()

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self.sudo().complaint_compensation_ids._on_document_paid()
        return result

    def button_draft(self):
        # Made valid again, it would give the same money back beside what the case settles anew.
        revived = self.filtered("complaint_is_void") | self.filtered(
            "reversed_entry_id.complaint_is_void"
        )
        if revived:
            raise UserError(
                self.env._(
                    "%(name)s belongs to a refund of case %(case)s that was withdrawn. Settle the "
                    "case anew, or make another document.",
                    name=revived[0].display_name,
                    case=revived[0].ref or revived[0].reversed_entry_id.ref,
                )
            )
        self._ensure_complaint_not_paid_out()
        result = super().button_draft()
        self._sync_complaint_ledger()
        return result

    def _ensure_complaint_not_paid_out(self):
        """:raises UserError: while money is out for it, which would be paid a second time"""
        # Accounting has no rights on cases.
        for move in self.sudo().filtered("complaint_compensation_ids"):
            payments = move._get_reconciled_payments().filtered(
                lambda payment: payment.state not in ("draft", "canceled", "rejected")
            )
            if payments:
                raise UserError(
                    self.env._(
                        "%(document)s was paid out by %(payments)s. Cancel the payment first.",
                        document=move.name,
                        payments=", ".join(filter(None, payments.mapped("name"))),
                    )
                )

    def button_cancel(self):
        result = super().button_cancel()
        self.sudo().complaint_compensation_ids._on_document_gone()
        self._sync_complaint_ledger()
        return result

    def unlink(self):
        compensations = self.sudo().complaint_compensation_ids
        compensations._on_document_gone()
        return super().unlink()

    def _sync_complaint_ledger(self):
        """Record in the ledger what these customer documents changed on purchases of cases."""
        moves = self.sudo().filtered(lambda move: move.move_type in ("out_invoice", "out_refund"))
        ours = moves.complaint_compensation_ids.move_id
        if moves - ours:
            self.env["complaint.ledger"].sudo()._sync_with_moves(moves - ours)

    def _get_complaint_booked(self):
        """Return {product line: what it came to}, net and each tax, as it was booked."""
        self.ensure_one()
        taxes = self.env["account.tax"]
        base_lines, _tax_lines = self._get_rounded_base_and_tax_lines()
        return {
            base_line["record"]: taxes._get_complaint_amount(base_line)
            for base_line in base_lines
            if base_line["record"]._name == "account.move.line"
        }

    def _get_complaint_digest(self):
        """Return the digest of what a credit note of a case gives back."""
        self.ensure_one()
        lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return digest(
            {
                "partner": self.partner_id.id,
                "currency": self.currency_id.name,
                "type": self.move_type,
                "invoice": self.reversed_entry_id.id,
                "total": f"{self.amount_total:.6f}",
                "lines": [
                    [
                        line.product_id.id,
                        f"{line.quantity:.6f}",
                        f"{line.price_unit:.6f}",
                        f"{line.discount:.6f}",
                        sorted(line.tax_ids.ids),
                        line.account_id.id,
                        # Where its taxes were given, and do not follow from the price.
                        *([_get_taxes_text(line)] if line.extra_tax_data else []),
                    ]
                    for line in lines
                ],
            }
        )
