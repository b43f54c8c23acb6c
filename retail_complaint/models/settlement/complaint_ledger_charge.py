from odoo import api, models
from odoo.fields import Domain

from ...tools.charge import charge
from ...tools.charge_amount import units, value
from ...tools.charge_part import less, take


class ComplaintLedger(models.Model):
    """What was charged for a purchase, and what is left of it (``tools/charge.py``).

    All amounts here are those of the charge: integers in units of the currency's rounding, and of
    the precision of quantities.
    """

    _inherit = "complaint.ledger"

    # What was charged ------------------------------------------------------------------------

    @api.model
    def _get_charges(self, purchase):
        """Return the charges of a purchase line: one for each of its invoices, the oldest first.

        What is not invoiced yet is the last, by the key of the order line.

        :param purchase: as :meth:`complaint.line._get_purchase_line` gives it
        """
        purchase = purchase.sudo()
        orders, lines = self._get_bought_together(purchase)
        rows = lines._get_complaint_charge_lines()
        rows += lines._get_complaint_foreign_credits()
        rows += orders.order_line._get_complaint_charge_lines()
        charges = charge(rows).by_purchase().get(purchase._get_complaint_key(), [])
        return sorted(charges, key=self._get_age)

    def _get_charges_for_parts(self, purchase):
        """Return the charges; without what is not invoiced where an invoice given back is gone.

        It may be invoiced again, but until it is, money was given back for nothing.
        """
        charges = self._get_charges(purchase)
        keys = {row.key for row in charges}
        parts = [line.charge_part for line in self._get_standing(purchase) if line.charge_part]
        if all(part["key"] in keys or part["key"].startswith("sale.") for part in parts):
            return charges
        return [row for row in charges if self._get_invoice(row)]

    @api.model
    def _get_bought_together(self, purchase):
        """Return the orders and the posted invoice lines whose discounts may reach a purchase.

        Those of its order; and of others that stand on one invoice with it, where a reduction was
        typed on that invoice, since it names no order.
        """
        is_order = purchase._name == "sale.order.line"
        orders = purchase.order_id if is_order else self.env["sale.order"].sudo()
        shared = self.env["account.move"].sudo() if is_order else purchase.move_id
        while True:
            lines = (
                orders.order_line.invoice_lines | shared.invoice_line_ids
            )._filter_complaint_charges()
            typed = lines.move_id.invoice_line_ids._filter_complaint_charges().filtered(
                lambda line: not line.sale_line_ids and line.price_subtotal < 0
            )
            if typed.move_id <= shared and (not typed or lines.sale_line_ids.order_id <= orders):
                return orders, lines.filtered(
                    lambda line, orders=orders: (
                        not line.sale_line_ids or line.sale_line_ids.order_id & orders
                    )
                )
            shared |= typed.move_id
            orders |= shared.invoice_line_ids.sale_line_ids.order_id

    @api.model
    def _get_charge_line(self, key):
        """Return the line of an order or invoice by its key in a charge."""
        model, line_id = key.split(",")
        return self.env[model].sudo().browse(int(line_id))

    @api.model
    def _get_invoice(self, row):
        """Return the invoice of a charge, or none for what is not invoiced yet."""
        line = self._get_charge_line(row.key)
        is_invoiced = line._name == "account.move.line"
        return line.move_id if is_invoiced else self.env["account.move"].sudo()

    @api.model
    def _get_age(self, row):
        invoice = self._get_invoice(row)
        return (not invoice, str(invoice.invoice_date), self._get_charge_line(row.key).id)

    # What is left ----------------------------------------------------------------------------

    @api.model
    def _get_lefts(self, purchase, but=()):
        """Return what is left of each charge of a purchase.

        Less what cases promised or gave back, and what was credited without a case.

        :param but: compensations whose parts count as left
        """
        lefts = {row.key: row for row in self._get_charges(purchase)}
        for compensation in self._get_standing(purchase):
            if compensation not in but:
                compensation._take_off(lefts)
        for credit, quantity, gross in self._get_outside(purchase, lefts):
            self._take_from(lefts, quantity, gross, credit.move_id.reversed_entry_id)
        return list(lefts.values())

    @api.model
    def _get_standing(self, purchase):
        """Return the compensations that set aside or gave back something of a purchase."""
        rows = self.sudo().search(
            Domain("origin_model", "=", purchase._name) & Domain("origin_id", "=", purchase.id)
        )
        return rows.compensation_ids.filtered(
            lambda line: line.state in ("reserved", "executed") and not line.is_made_good
        )

    @api.model
    def _get_outside(self, purchase, keys):
        """Return [(line, pieces, gross)] of the credit notes that no case made."""
        lines = self.env["account.move.line"].sudo()
        for key in keys:
            line = self._get_charge_line(key)
            lines |= line if line._name == "account.move.line" else lines
        credits = lines._get_complaint_outside_credits(purchase.sudo())
        given = []
        for move in credits.move_id:
            product_lines = move.invoice_line_ids.filtered(
                lambda line: line.display_type == "product"
            )
            for row in charge(product_lines._get_complaint_charge_lines()).charges:
                line = self._get_charge_line(row.key)
                if line in credits:
                    given.append((line, row.quantity, row.amount.gross))
        return given

    @api.model
    def _take_from(self, lefts, quantity, gross, invoice):
        """Take pieces and money off what is left, the invoice's own first; never more than it is.

        :param lefts: {key: charge}, changed in place
        """
        rows = sorted(lefts.values(), key=lambda row: self._get_invoice(row) != invoice)
        for left in rows:
            pieces = min(quantity, max(left.quantity, 0))
            money = min(gross, max(left.amount.gross, 0))
            if pieces or money:
                lefts[left.key] = less(left, *take([left], pieces, money))
                quantity, gross = quantity - pieces, gross - money

    # In figures ------------------------------------------------------------------------------

    @api.model
    def _get_qty_step(self):
        return 10 ** -self.env["decimal.precision"].precision_get("Product Unit")

    @api.model
    def _in_units(self, quantity, amount, currency):
        """Return quantity and amount in the units of the charge."""
        return units(quantity, self._get_qty_step()), units(amount, currency.rounding)

    @api.model
    def _in_figures(self, quantity, gross, currency):
        """Return quantity and amount in figures, from the units of the charge."""
        return value(quantity, self._get_qty_step()), value(gross, currency.rounding)
