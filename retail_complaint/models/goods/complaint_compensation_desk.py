from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.charge_part import dump, load, take
from ...tools.goods import DEAD


class ComplaintCompensation(models.Model):
    """What the agent does with goods: takes them in and hands them out at the desk, or gives up."""

    _inherit = "complaint.compensation"

    def action_receive_goods(self):
        """Take the goods in at the desk: all that is awaited of these lines."""
        for compensation in self._without_defaults():
            compensation._ensure_executed()
            awaited = compensation._get_active_rmas().filtered(
                lambda rma: rma.state == "confirmed" and rma.reception_move_id
            )
            if not awaited:
                raise UserError(self.env._("No goods of this line are awaited."))
            awaited.reception_move_id._do_at_complaint_desk()
        return True

    def action_hand_over_goods(self):
        """Give the goods out at the desk, from the stock of the store; a repair is sent back."""
        for compensation in self._without_defaults():
            compensation._ensure_executed()
            rmas = compensation._get_active_rmas()
            rmas.filtered(
                lambda rma: rma.state == "received" and rma.operation_id.action_create_delivery
            )._deliver_complaint_goods()
            moves = rmas.delivery_move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
            moves |= compensation._get_exchange_moves()
            if not moves:
                raise UserError(self.env._("No goods of this line are to be delivered."))
            moves._do_at_complaint_desk()
        return True

    def action_settle_arrived(self):
        """Go on without the goods that never came: the refund is for what has arrived.

        Less than what was approved is given; it is on record as an approval of its own.

        :raises UserError: when nothing is awaited, or the refund is posted already
        """
        for compensation in self._without_defaults():
            compensation._ensure_executed()
            missing = compensation.sudo().rma_ids.filtered(
                lambda rma: rma._is_complaint_return() and not rma._has_complaint_moved()
            )
            arrived = sum(
                rma.product_uom_qty
                for rma in compensation._get_active_rmas()
                if rma._is_complaint_return() and rma._has_complaint_moved()
            )
            kind, unit = compensation._get_kind(), compensation.line_id.uom_id
            is_return = kind.comes_back and not kind.goes_out
            if not (is_return and arrived and unit.compare(compensation.quantity, arrived) > 0):
                raise UserError(
                    self.env._(
                        "Only a return that has arrived in part is settled like this. Receive the "
                        "goods, or cancel their receipt in the warehouse."
                    )
                )
            missing.filtered(lambda rma: rma.state not in DEAD).action_cancel()
            compensation._reduce_to(arrived)
        return True

    def _reduce_to(self, quantity):
        """Give back fewer pieces than agreed: draft, ledger, use of authority and approval."""
        move = self.sudo().move_id
        if move and move.state != "draft":
            raise UserError(
                self.env._("%s is posted. Reverse it and execute the proposal again.", move.name)
            )
        was = (self.quantity, self.amount)
        row = self._get_ledger_rows()[self]
        pieces = self._get_ledger()._in_units(quantity, 0, self.currency_id)[0]
        agreed = load(self.charge_part).key if self.charge_part else None
        lefts = self._get_lefts()
        part = take([next((row for row in lefts if row.key == agreed), lefts[0])], pieces)[0]
        amount = self._get_ledger()._in_figures(0, part.amount.gross, self.currency_id)[1]
        if move:
            lines = [Command.create(vals) for vals in self._prepare_credit_lines(part)]
            move.write({"invoice_line_ids": [Command.clear(), *lines]})
        self._drop_order_credit()
        self._as_server().write(
            {
                "quantity": quantity,
                "amount": amount,
                "charge_part": dump(part),
                "move_digest": move._get_complaint_digest() if move else False,
            }
        )
        if self._is_credited_on_order():
            self._as_server().write({"credit_line_id": self._create_order_credit().id})
        given = (self.quantity - was[0], self.amount - was[1])
        row._move(reserved=(0, 0), refunded=given)
        self.proposal_id._give_back_authority(self, -given[1] / was[1])
        self.proposal_id._decide("approved", self.env._("Less came back than agreed."))
        self._by_kind("on_all_arrived")
        self._tell_goods(
            self.env._(
                "Settled for %(quantity)s pieces that came back: %(amount)s.",
                quantity=f"{quantity:g}",
                amount=self.currency_id.format(self.amount),
            )
        )
