from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.retail_complaint.tools.charge_part import load

from .complaint_compensation_card import QUIETLY, hint_of


class ComplaintCompensation(models.Model):
    """What was paid by gift card or e-wallet goes back there, when its credit note is posted.

    It needs no entry of its own: it stands on the credit note, where the line by which the card
    paid is reversed. The purchase of a card is refunded by as much as is left on it.
    """

    _inherit = "complaint.compensation"

    card_points = fields.Json(
        readonly=True,
        copy=False,
        help="What was put back on each card: {id of the card: points}.",
        guarded=True,
    )

    bought_points = fields.Json(
        readonly=True,
        copy=False,
        help="What was taken off each card that was bought: {id of the card: points}.",
        guarded=True,
    )

    # Cards that were bought ------------------------------------------------------------------

    def _get_bought_cards(self):
        """Return the gift cards and e-wallets whose value this purchase bought."""
        line = self.line_id.sudo()
        sale_line = line.sale_line_id or line.invoice_line_id.sale_line_ids[:1]
        cards = sale_line.order_id.coupon_point_ids.coupon_id
        return cards.filtered(
            lambda card: (
                card.program_id.is_payment_program
                and sale_line.product_id in card.program_id.trigger_product_ids
            )
        )

    def _check_creditable(self):
        result = super()._check_creditable()
        cards = self._get_bought_cards()
        left = sum(card.points for card in cards if card.points > 0)
        if cards and self.currency_id.compare_amounts(self.amount, left) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s to refund, but of what was bought only %(left)s is left on the "
                    "card. Refund that, as an amount.",
                    amount=self.currency_id.format(self.amount),
                    left=self.currency_id.format(left),
                )
            )
        return result

    def _before_credit(self):
        """Take the value that is paid back off the cards that were bought."""
        result = super()._before_credit()
        cards = self._get_bought_cards()
        for card in cards:
            self._lock_voucher(card)
        self._check_creditable()
        taken, due = {}, self.amount
        for card in cards.sorted("points", reverse=True):
            points = min(card.points, due)
            if points > 0:
                taken[str(card.id)] = points
                due -= points
        self._move_points(taken, -1)
        self._as_server().write({"bought_points": taken or False})
        return result

    # Cards that paid -------------------------------------------------------------------------

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
            card = self.env["loyalty.card"].sudo().with_context(**QUIETLY)
            card = card.browse(int(card_id))
            self._lock_voucher(card)
            if sign < 0 and card.currency_id.compare_amounts(card.points, amount) < 0:
                raise UserError(
                    self.env._(
                        "Of the %(points)s that went back to %(code)s, the customer has used a "
                        "part: %(left)s are left. Leave the credit note as it is, and settle what "
                        "is to change by another proposal.",
                        points=f"{amount:g}",
                        code=hint_of(card),
                        left=card.points_display,
                    )
                )
            card.points += sign * amount
            if sign > 0:
                card.active = True
            issued, used = (amount, 0.0) if sign > 0 else (0.0, amount)
            self._record_voucher(card, issued=issued, used=used)

    def _on_document_gone(self):
        for compensation in self.filtered(lambda line: line.card_points or line.bought_points):
            compensation._move_points(compensation.card_points or {}, -1)
            compensation._move_points(compensation.bought_points or {}, 1)
            compensation._as_server().write({"card_points": False, "bought_points": False})
        return super()._on_document_gone()
