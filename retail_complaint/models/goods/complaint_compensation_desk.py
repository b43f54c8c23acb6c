from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.goods import DEAD


class ComplaintCompensation(models.Model):
    """What the agent does with goods: takes them in and hands them out at the desk, or gives up."""

    _inherit = "complaint.compensation"

    can_take_back = fields.Boolean(compute="_compute_can_take_back")

    @api.depends("state", "goods_state", "move_state")
    def _compute_can_take_back(self):
        for compensation in self:
            is_open = compensation.state == "executed" and compensation._is_shown_on_case()
            compensation.can_take_back = is_open and not compensation.sudo()._has_moved()

    def _is_shown_on_case(self):
        """Whether the case lists this line among what moves or was issued; bridges add theirs."""
        self.ensure_one()
        return bool(self.goods_state or self.measure_id)

    def action_receive_goods(self):
        """Take the goods in at the desk: all that is awaited of these lines."""
        for compensation in self:
            compensation._ensure_goods_step()
            awaited = compensation._get_active_rmas().filtered(
                lambda rma: rma.state == "confirmed" and rma.reception_move_id
            )
            if not awaited:
                raise UserError(self.env._("No goods of this line are awaited."))
            awaited.reception_move_id._do_at_complaint_desk()
        return True

    def action_hand_over_goods(self):
        """Give the goods out at the desk, from the stock of the store; a repair is sent back."""
        for compensation in self:
            compensation._ensure_goods_step()
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

    def _get_exchange_moves(self):
        return self.env["stock.move"].sudo()

    def _ensure_goods_step(self):
        self.proposal_id.ticket_id._ensure_can_handle()
        self.proposal_id._lock()
        if self.state != "executed":
            raise UserError(self.env._("Execute the proposal first."))

    def action_take_back(self):
        """Take back what was executed while nothing of it has moved; it can be executed again.

        :raises UserError: when goods or money have moved, with the way out
        """
        for compensation in self:
            compensation._ensure_goods_step()
            if compensation._has_moved():
                raise UserError(
                    self.env._(
                        "Goods or money of this line have moved. Let the warehouse move the goods "
                        "back, by the button Return of their receipt or delivery; and ask "
                        "accounting to reverse what is posted."
                    )
                )
            compensation._on_document_gone()
        return True

    def action_settle_arrived(self):
        """Go on without the goods that never came: the refund is for what has arrived.

        Less than what was approved is given; it is on record as an approval of its own.

        :raises UserError: when nothing is awaited, or the refund is posted already
        """
        for compensation in self:
            compensation._ensure_goods_step()
            missing = compensation.sudo().rma_ids.filtered(
                lambda rma: rma._is_complaint_return() and not rma._has_complaint_moved()
            )
            arrived = sum(
                rma.product_uom_qty
                for rma in compensation._get_active_rmas()
                if rma._is_complaint_return() and rma._has_complaint_moved()
            )
            is_short = compensation.line_id.uom_id.compare(compensation.quantity, arrived) > 0
            if compensation.kind != "return" or not arrived or not is_short:
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
        if move.state != "draft":
            raise UserError(
                self.env._("%s is posted. Reverse it and execute the proposal again.", move.name)
            )
        was = (self.quantity, self.amount)
        row = self._get_ledger_rows()[self]
        purchase = self.line_id.sudo()._get_purchase_line()
        self._as_server().write({"quantity": quantity})
        charged = move.reversed_entry_id.invoice_line_ids.filtered(
            lambda line: purchase in (line, line.sale_line_ids)
        )
        parts = self._get_credit(charged[:1])[0]
        move.write(
            {
                "invoice_line_ids": [
                    Command.clear(),
                    *(
                        Command.create(self._prepare_credit_line_vals(line, changes))
                        for line, changes in parts
                    ),
                ]
            }
        )
        # What accounting pays is what the draft says, also where invoices differ by a cent.
        self._as_server().write(
            {"amount": move.amount_total, "move_digest": move._get_complaint_digest()}
        )
        given = (self.quantity - was[0], self.amount - was[1])
        row._move(reserved=(0, 0), refunded=given)
        self.proposal_id._spend_authority(-given[1], sign=-1)
        self.proposal_id._decide("approved", self.env._("Less came back than agreed."))
        self._on_all_arrived()
        self._tell_goods(
            self.env._(
                "Settled for %(quantity)s pieces that came back: %(amount)s.",
                quantity=f"{quantity:g}",
                amount=self.currency_id.format(self.amount),
            )
        )


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    def _get_desk_obstacle(self):
        obstacle = super()._get_desk_obstacle()
        if obstacle:
            return obstacle
        if any(
            line.goods_back == "before" and line._is_awaiting_goods()
            for line in self.compensation_ids
        ):
            return self.env._("The goods have not come back yet.")
        return None
