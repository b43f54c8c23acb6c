from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.retail_complaint.tools.charge_part import load


class ComplaintCompensation(models.Model):
    """What was paid by gift card or e-wallet goes back there, when its credit note is posted.

    It needs no entry of its own: it stands on the credit note, where the line by which the card
    paid is reversed.
    """

    _inherit = "complaint.compensation"

    card_points = fields.Json(
        readonly=True,
        copy=False,
        help="What was put back on each card: {id of the card: points}.",
        guarded=True,
    )

    def _give_back_to_cards(self):
        """Put what a posted credit note reverses back on the cards that paid, once."""
        for compensation in self:
            part = compensation.charge_part
            if compensation.card_points or not (part and part["cards"]):
                continue
            given = {}
            for key, share in load(part).cards.items():
                line = compensation._get_ledger()._get_charge_line(key)
                sale_line = line if line._name == "sale.order.line" else line.sale_line_ids[:1]
                card = sale_line.coupon_id
                rate = card and sale_line.price_total and sale_line.points_cost
                if rate:
                    paid = compensation._get_ledger()._in_figures(
                        0, share.gross, compensation.currency_id
                    )[1]
                    points = round(sale_line.points_cost * paid / sale_line.price_total, 6)
                    given[str(card.id)] = given.get(str(card.id), 0.0) + points
            compensation._move_points(given, 1)
            compensation._as_server().write({"card_points": given})

    def _move_points(self, points, sign):
        """Add to cards, or take off them, with a line in their history."""
        for card_id, amount in points.items():
            # Who executes or posts has no right on loyalty programs.
            card = self.env["loyalty.card"].sudo().with_context(loyalty_no_mail=True)
            card = card.browse(int(card_id))
            self._lock_voucher(card)
            if sign < 0 and card.currency_id.compare_amounts(card.points, amount) < 0:
                raise UserError(
                    self.env._(
                        "Of the %(points)s that went back to %(code)s, the customer has used a "
                        "part: %(left)s are left. Leave the credit note as it is, and settle what "
                        "is to change by another proposal.",
                        points=f"{amount:g}",
                        code=card.code,
                        left=card.points_display,
                    )
                )
            card.points += sign * amount
            if sign > 0:
                card.active = True
            issued, used = (amount, 0.0) if sign > 0 else (0.0, amount)
            self._record_voucher(card, issued=issued, used=used)

    def _on_document_gone(self):
        for compensation in self.filtered("card_points"):
            compensation._move_points(compensation.card_points, -1)
            compensation._as_server().write({"card_points": False})
        return super()._on_document_gone()
