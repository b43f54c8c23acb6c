from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: Odoo keeps a price as it is given; more digits than the currency has meet an amount to the cent.
PRICE_DIGITS = 6


class ComplaintCompensation(models.Model):
    """The refund: a credit note drafted from the invoice's own line."""

    _inherit = "complaint.compensation"

    def _get_charge_lines(self):
        """Return the posted invoice lines that this refund may credit, the oldest first.

        Read with the server's rights: agents have none on accounting.
        """
        self.ensure_one()
        line = self.line_id.sudo()
        purchase = line._get_purchase_line()
        if purchase._name == "account.move.line":
            charge_lines = purchase
        else:
            charge_lines = line.invoice_line_id or purchase.invoice_lines
        return charge_lines._filter_complaint_charges().sorted(
            lambda charge_line: (charge_line.move_id.invoice_date, charge_line.id)
        )

    def _find_charge_line(self):
        """Return the line that this refund credits: the one with room for it, else the oldest."""
        charge_lines = self._get_charge_lines()
        return next(filter(self._has_room, charge_lines), charge_lines[:1])

    def _has_room(self, charge_line):
        """Whether the invoice line can take this refund after all that was credited on it."""
        purchase = self.line_id._get_purchase_line()
        by_cases = (
            self.sudo()
            .search(
                [
                    ("move_id.reversed_entry_id", "=", charge_line.move_id.id),
                    ("line_id", "!=", False),
                ]
            )
            .filtered(lambda other: other.line_id._get_purchase_line() == purchase)
        )
        outside = charge_line._get_complaint_outside_credits(purchase).filtered(
            lambda line: line.move_id.reversed_entry_id == charge_line.move_id
        )
        used = sum(by_cases.mapped("amount"))
        used += sum(line._get_complaint_charged() for line in outside)
        total = used + self._get_credit(charge_line)[1]
        currency = charge_line.currency_id
        return currency.compare_amounts(total, charge_line._get_complaint_charged()) <= 0

    def _get_line_with_room(self):
        """Return the invoice line that takes this refund.

        :raises UserError: when no invoice of the purchase has room for it
        """
        charge_line = next(filter(self._has_room, self._get_charge_lines()), None)
        if not charge_line:
            raise UserError(
                self.env._(
                    "%s was invoiced in parts, and none of them has room for this refund. Split it "
                    "along the invoices.",
                    self.line_id.purchase_number,
                )
            )
        return charge_line

    def _get_credit(self, charge_line):
        """Return ([(invoice line, what its credit changes)], total with tax) of this refund.

        By quantity the invoice line's price, discount and taxes are taken as they are, with their
        share of the discounts that stand on lines of their own. By amount, one piece is credited at
        the price that gives the amount with the line's own taxes; where no price does to the cent,
        at the nearest one below.
        """
        self.ensure_one()
        if self.mode == "quantity":
            parts = [(charge_line, {"quantity": self.quantity})]
            parts += self._get_discount_parts(charge_line)
            return parts, self._get_total(parts)
        price = self._find_price(charge_line, self.requested_amount)
        parts = self._get_parts_at_price(charge_line, price)
        return parts, self._get_total(parts) if price else 0.0

    def _get_discount_parts(self, charge_line):
        """Return the parts that take back these pieces' share of the document's discounts."""
        part = self.quantity / charge_line.quantity if charge_line.quantity else 0.0
        # In the price, since a quantity has few digits.
        return [
            (
                discount,
                {
                    "quantity": 1.0,
                    "price_unit": round(
                        discount.price_unit * discount.quantity * share * part, PRICE_DIGITS
                    ),
                },
            )
            for discount, share in charge_line._get_complaint_discounts().items()
        ]

    @api.model
    def _get_parts_at_price(self, charge_line, price):
        return [(charge_line, {"quantity": 1.0, "price_unit": price, "discount": 0.0})]

    @api.model
    def _get_total(self, parts):
        """Return what a credit note with these parts comes to, as accounting computes it."""
        taxes, charge_line = self.env["account.tax"], parts[0][0]
        company, currency = charge_line.company_id, charge_line.currency_id
        base_lines = [
            taxes._prepare_base_line_for_taxes_computation(
                line, is_refund=True, extra_tax_data={}, **changes
            )
            for line, changes in parts
        ]
        taxes._add_tax_details_in_base_lines(base_lines, company)
        taxes._round_base_lines_tax_details(base_lines, company)
        totals = taxes._get_tax_totals_summary(base_lines, currency, company)
        return totals["total_amount_currency"]

    def _find_price(self, charge_line, amount):
        """Return the unit price whose total with taxes is ``amount``, or just below; else 0."""
        currency = charge_line.currency_id
        if not charge_line.price_total or currency.compare_amounts(amount, 0) <= 0:
            return 0.0
        net = charge_line.price_unit * (1 - charge_line.discount / 100) * charge_line.quantity
        price = net * amount / charge_line.price_total
        candidates = {}
        for shift in (0, 1, -1, 2, -2):
            candidate = round(price + shift * currency.rounding / 2, PRICE_DIGITS)
            short = amount - self._get_total(self._get_parts_at_price(charge_line, candidate))
            if currency.compare_amounts(short, 0) >= 0:
                candidates.setdefault(currency.round(short), candidate)
        is_near = (
            candidates and currency.compare_amounts(min(candidates), 5 * currency.rounding) <= 0
        )
        return candidates[min(candidates)] if is_near else 0.0

    def _create_credit_note(self):
        """Draft the credit note of one refund and return it."""
        charge_line = self._get_line_with_room()
        # Who executes needs the right on the case, not on accounting; what is drafted is what was
        # approved, and accounting posts it.
        move = (
            self.env["account.move"]
            .sudo()
            .with_company(charge_line.company_id)
            .create(self._prepare_credit_note_vals(charge_line))
        )
        if move.currency_id.compare_amounts(move.amount_total, self.amount):
            raise UserError(
                self.env._(
                    "The credit note would be %(drafted)s, but %(approved)s was approved. Take the "
                    "proposal back to draft: price or taxes changed.",
                    drafted=move.currency_id.format(move.amount_total),
                    approved=move.currency_id.format(self.amount),
                )
            )
        return move

    def _prepare_credit_note_vals(self, charge_line):
        invoice = charge_line.move_id
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
            "invoice_line_ids": [
                Command.create(self._prepare_credit_line_vals(line, changes))
                for line, changes in self._get_credit(charge_line)[0]
            ],
        }

    def _prepare_credit_line_vals(self, invoice_line, changes):
        vals = invoice_line.with_context(include_business_fields=True).copy_data()[0]
        vals.pop("move_id", None)
        # No goods come back with this refund: linked to the order line it would make Odoo invoice
        # the pieces again.
        vals.pop("sale_line_ids", None)
        # Amounts that were forced on the whole line do not hold for a part of it.
        vals.pop("extra_tax_data", None)
        distribution = self._get_analytic_distribution(invoice_line.analytic_distribution)
        return vals | changes | {"analytic_distribution": distribution}

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
