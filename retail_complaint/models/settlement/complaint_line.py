from odoo import models

from ...tools.charge_amount import scale


class ComplaintLine(models.Model):
    """What was paid for a purchase: the base of standards and of laws."""

    _inherit = "complaint.line"

    def _get_paid_amount(self):
        """Return what the customer paid for the pieces complained about.

        Tax included, in the currency of the purchase, by whatever means: a gift card paid, too.
        Coupons, points and other discounts that stand on lines of their own are taken off; a gift
        was free. As invoiced, and what is not invoiced yet as it was ordered.
        """
        self.ensure_one()
        if not self.is_proven:
            return 0.0
        # Agents have no rights on sales and accounting.
        ledger = self.env["complaint.ledger"].sudo()
        charges = ledger._get_charges(self.sudo()._get_purchase_line())
        pieces = sum(row.quantity for row in charges)
        gross = sum(row.amount.gross for row in charges)
        quantity = min(ledger._in_units(self.quantity, 0, self.currency_id)[0], pieces)
        if quantity <= 0:
            return 0.0
        return ledger._in_figures(0, scale(gross, quantity, pieces), self.currency_id)[1]
