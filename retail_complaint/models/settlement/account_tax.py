from odoo import api, models

from ...tools.charge_amount import Amount, units, value

#: Odoo keeps a price as it is given; more digits than the currency has meet an amount to the cent.
PRICE_DIGITS = 6
#: How many units of the currency a price may be off the amount of its line by rounding.
ROUNDED = 2


class AccountTax(models.Model):
    _inherit = "account.tax"

    def _get_complaint_group(self):
        """Return the taxes that a discount goes by; amounts that are fixed it does not reduce."""
        return frozenset(str(tax.id) for tax in self if tax.amount_type != "fixed")

    @api.model
    def _get_complaint_amount(self, base_line):
        """Return net and each tax of a line whose taxes are computed and rounded.

        In the currency of its document, in units of its rounding.
        """
        step, details = base_line["currency_id"].rounding, base_line["tax_details"]
        net = details["total_excluded_currency"] + details["delta_total_excluded_currency"]
        taxes = {}
        for row in details["taxes_data"]:
            key = str(row["tax"].id)
            taxes[key] = taxes.get(key, 0) + units(row["tax_amount_currency"], step)
        return Amount(units(net, step), taxes)

    def _prepare_complaint_price_vals(self, line, amount, quantity, invoice):
        """Return quantity, price and ``extra_tax_data`` of a line that comes to an exact amount.

        :param line: whose price and discount it keeps where they give the amount to a few cents
        :param amount: net and taxes, in units of the currency of the invoice
        :param quantity: pieces; none makes it one piece at the price that gives the amount
        :param invoice: whose currency and rate hold, or the order where there is none yet
        """
        step = invoice.currency_id.rounding
        included = self.filtered("price_include").ids
        shown = amount.net + sum(amount.taxes.get(str(tax_id), 0) for tax_id in included)
        price, discount = line.price_unit, line.discount
        priced = price * (1 - discount / 100) * quantity
        off = abs(units(priced, step) - shown)
        if not quantity or off > (ROUNDED if self else 0):
            quantity, discount = quantity or 1.0, 0.0
            price = round(value(shown, step) / quantity, PRICE_DIGITS)
        vals = {"quantity": quantity, "price_unit": price, "discount": discount}
        return vals | {"extra_tax_data": self._get_complaint_exact(amount, vals, invoice)}

    def _get_complaint_exact(self, amount, vals, invoice):
        """Return what makes Odoo book exactly this net and these taxes, at the invoice's rate."""
        if not self or any(self.mapped("has_negative_factor")):
            # Without a tax the price carries it; a reverse charge is booked on both sides.
            return False
        is_order = invoice._name == "sale.order"
        rate = (invoice.currency_rate if is_order else invoice.invoice_currency_rate) or 1.0
        money, own = invoice.currency_id, invoice.company_id.currency_id

        def both(count):
            amount = value(count, money.rounding)
            return amount, own.round(amount / rate)

        net, net_own = both(amount.net)
        taxes = {}
        for tax in self:
            tax_amount, tax_own = both(amount.taxes.get(str(tax.id), 0))
            taxes[str(tax.id)] = {
                "tax_amount_currency": tax_amount,
                "tax_amount": tax_own,
                "base_amount_currency": net,
                "base_amount": net_own,
            }
        return vals | {
            "currency_id": money.id,
            "rate": rate,
            "manual_total_excluded_currency": net,
            "manual_total_excluded": net_own,
            "manual_tax_amounts": taxes,
        }
