from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.charge_amount import scale
from ...tools.charge_part import less, load, take


class ComplaintCompensation(models.Model):
    """The refund: a part of what was charged, and the credit note that gives it back.

    The part is taken from what is left of one invoice of the purchase (``tools/charge_part.py``),
    frozen when it is set aside, and credited to the cent, tax by tax.
    """

    _inherit = "complaint.compensation"

    # The part --------------------------------------------------------------------------------

    def _get_charges(self):
        """Return the charges that this line may give back, the oldest invoice first.

        Money is credited on an invoice; goods may move before there is one.
        """
        self.ensure_one()
        # Read with the server's rights: agents have none on sales and accounting.
        line = self.line_id.sudo()
        return self._filter_charges(self._get_ledger()._get_charges(line._get_purchase_line()))

    def _get_lefts(self):
        """Return what is left of these charges for this line, after those before it."""
        self.ensure_one()
        purchase = self.line_id.sudo()._get_purchase_line()
        ledger = self._get_ledger()
        lefts = {row.key: row for row in ledger._get_lefts(purchase, but=self | self._origin)}
        for other in self.proposal_id.compensation_ids:
            if other == self:
                break
            if (
                other.state == "draft"
                and other._get_kind().in_ledger
                and other.line_id.is_proven
                and other.line_id.sudo()._get_purchase_line() == purchase
            ):
                other._take_off(lefts)
        return self._filter_charges(lefts.values())

    def _get_ledger(self):
        return self.env["complaint.ledger"].sudo()

    def _filter_charges(self, charges):
        only = self.line_id.sudo().invoice_line_id
        if only and self.line_id.sudo().sale_line_id:
            charges = [row for row in charges if row.key == only._get_complaint_key()]
        if self._get_kind().is_money:
            charges = filter(self._can_be_credited, charges)
        return list(charges)

    def _get_wanted(self):
        """Return (what this line gives back, what of it goes back on cards), tax included.

        Of pieces it is their part of what is left where one invoice has enough, so that the last
        piece takes the rest; else their share of what was charged, which is refused later.
        """
        ledger, currency = self._get_ledger(), self.currency_id
        quantity, amount = self._get_pieces(), None
        if self.mode == "amount":
            amount = ledger._in_units(0, self.requested_amount, currency)[1]
        part = self._find_part(quantity, amount)
        if part:
            cards = sum(share.gross for share in part.cards.values())
            amounts = part.amount.gross, -cards
        else:
            rows = self._get_charges()
            pieces = sum(row.quantity for row in rows)
            money = sum(row.amount.gross for row in rows)
            if amount is None:
                amount = scale(money, quantity, pieces) if pieces > 0 else 0
            amounts = amount, 0
        return tuple(ledger._in_figures(0, gross, currency)[1] for gross in amounts)

    def _get_pieces(self):
        """Return the pieces that this line gives back, in units of the charge."""
        quantity = self.quantity if self.mode == "quantity" else 0.0
        return self._get_ledger()._in_units(quantity, 0, self.currency_id)[0]

    def _find_part(self, quantity, amount):
        """Return the part of the first invoice that has so much left, or None.

        :param amount: None for what the pieces come to
        """
        for left in self._get_lefts():
            if quantity <= left.quantity and (amount or 0) <= left.amount.gross:
                parts = take([left], quantity, amount)
                if parts:
                    return parts[0]
        return None

    def _take_part(self):
        """Return the part of what is left that comes to the amount of this line.

        :raises UserError: when no invoice of the purchase has room for it
        """
        amount = self._get_ledger()._in_units(0, self.amount, self.currency_id)[1]
        part = self._find_part(self._get_pieces(), amount)
        if part:
            return part
        raise UserError(
            self.env._(
                "%s was invoiced in parts, and none of them has room for this refund. Split it "
                "along the invoices.",
                self.line_id.purchase_number,
            )
        )

    def _take_off(self, lefts):
        """Take what this line gives back off what is left, {key: charge}, in place."""
        part = self.charge_part and load(self.charge_part)
        if part and part.key in lefts:
            lefts[part.key] = less(lefts[part.key], part)
            return
        # Of the time before parts were kept, or of an order line that was invoiced since.
        amount = self._get_ledger()._in_units(0, self.amount, self.currency_id)[1]
        invoice = self.sudo().move_id.reversed_entry_id
        self._get_ledger()._take_from(lefts, self._get_pieces(), amount, invoice)

    def _has_fixed_tax(self):
        """Whether an amount for each piece, such as a deposit on bottles, is in the price."""
        taxes = self.line_id.sudo().tax_ids.flatten_taxes_hierarchy()
        return "fixed" in taxes.mapped("amount_type")

    # The credit note -------------------------------------------------------------------------

    def _create_credit_note(self):
        """Return the drafted credit note of this refund.

        One for each invoice and proposal; what waits for goods has its own, since it is posted at
        another time.
        """
        self._before_credit()
        part = load(self.charge_part)
        invoice = self._get_ledger()._get_invoice(part)
        lines = [Command.create(vals) for vals in self._prepare_credit_lines(part)]
        # Who executes needs the right on the case, not on accounting; what is drafted is what was
        # approved, and accounting posts it.
        move = self._find_credit_note(invoice)
        due = move.amount_total + self._get_credit_total(part)
        if move:
            move.write({"invoice_line_ids": lines})
        else:
            vals = self._prepare_credit_note_vals(invoice)
            move = move.with_company(invoice.company_id).create(dict(vals, invoice_line_ids=lines))
        if move.currency_id.compare_amounts(move.amount_total, due):
            raise UserError(
                self.env._(
                    "The credit note would be %(drafted)s, but %(approved)s was approved. Take the "
                    "proposal back to draft: price or taxes changed.",
                    drafted=move.currency_id.format(move.amount_total),
                    approved=move.currency_id.format(due),
                )
            )
        move.complaint_compensation_ids._as_server().write(
            {"move_digest": move._get_complaint_digest()}
        )
        return move

    def _find_credit_note(self, invoice):
        """Return the draft of this proposal on the same invoice, if there is one to add to."""
        others = self.proposal_id.sudo().compensation_ids - self
        if self._get_kind().family:
            return others.move_id.browse()
        moves = others.filtered(lambda line: not line._get_kind().family).move_id
        return moves.filtered(
            lambda move: move.state == "draft" and move.reversed_entry_id == invoice
        )[:1]

    def _get_credit_total(self, part):
        """Return what the credit note of a part comes to: less what goes back on cards."""
        cards = sum(share.gross for share in part.cards.values())
        return self._get_ledger()._in_figures(0, part.amount.gross + cards, self.currency_id)[1]

    def _prepare_credit_note_vals(self, invoice):
        return {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "journal_id": invoice.journal_id.id,
            "partner_id": invoice.partner_id.id,
            "partner_shipping_id": invoice.partner_shipping_id.id,
            "currency_id": invoice.currency_id.id,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "invoice_date": fields.Date.context_today(self),
            "invoice_currency_rate": invoice.invoice_currency_rate,
            "invoice_payment_term_id": False,
            "invoice_user_id": invoice.invoice_user_id.id,
            "invoice_origin": invoice.name,
            "ref": self.case_number,
        }

    def _prepare_credit_lines(self, part):
        """Return the lines of the credit note of a part.

        One for the goods; and one for its share of each discount, and of each card that paid.
        """
        ledger = self._get_ledger()
        invoice = ledger._get_invoice(part)
        quantity = ledger._in_figures(part.quantity, 0, self.currency_id)[0]
        shares = [(key, share) for key, share in (part.discounts | part.cards).items() if share]
        rows = [(ledger._get_charge_line(part.key), part.own, quantity)]
        rows += [(ledger._get_charge_line(key), share, 0.0) for key, share in shares]
        return [self._prepare_credit_line_vals(invoice, *row) for row in rows]

    def _prepare_credit_line_vals(self, invoice, line, amount, quantity):
        """Return the values of a credit note line that gives back so much of a line.

        :param line: of an invoice, or of an order where it is not invoiced yet
        :param amount: net and taxes, in units of the currency
        :param quantity: pieces, in the unit of the purchase; none for an amount
        """
        if line._name == "sale.order.line":
            vals = line._prepare_invoice_line()
        else:
            vals = line.with_context(include_business_fields=True).copy_data()[0]
            vals.pop("move_id", None)
            if quantity:
                unit = line._get_complaint_purchase().product_uom_id
                if unit and line.product_uom_id:
                    quantity = unit._compute_quantity(quantity, line.product_uom_id, round=False)
        if not line.is_downpayment:
            # No goods come back with this refund: linked to the order line it would make Odoo
            # invoice the pieces again. A deposit that is given back is to be forgotten there.
            vals.pop("sale_line_ids", None)
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        distribution = self._get_analytic_distribution(line.analytic_distribution)
        return (
            vals
            | taxes._prepare_complaint_price_vals(line, amount, quantity, invoice)
            | {"analytic_distribution": distribution}
        )

    def _check_move_unchanged(self):
        """:raises UserError: when the drafted credit note is no longer what was approved"""
        self.ensure_one()
        if self.move_id._get_complaint_digest() != self.move_digest:
            raise UserError(
                self.env._(
                    "The credit note of case %s was changed after it was drafted. Cancel it and "
                    "execute the proposal again.",
                    self.case_number,
                )
            )
