"""What a case offers, up to the credit note that accounting pays."""

from datetime import timedelta

from odoo.fields import Command

from .orders import pay

#: States in which a proposal has been submitted, and approved.
SUBMITTED = ("submitted", "approved", "offered", "accepted", "refused", "executed", "cancelled")
APPROVED = SUBMITTED[1:]


class Negotiation:
    """One offer of a case on its way."""

    def __init__(self, shop, ticket, manager, offer):
        self.shop = shop
        self.ticket = ticket
        self.manager = manager
        self.offer = offer
        self.proposal = None

    def plan(self):
        """Return the steps as pairs of a moment and what is done then."""
        offer = self.offer
        drafted = self.shop.moment(*offer.drafted)
        steps = [(drafted, self._draft)]
        answers = {"refused": self._refuse, "cancelled": self._withdraw}
        if offer.offered:
            steps.append((self.shop.moment(*offer.offered), self._offer))
        if offer.answered:
            answer = answers.get(offer.state, self._accept)
            steps.append((self.shop.moment(*offer.answered), answer))
        if offer.executed:
            executed = self.shop.moment(*offer.executed)
            steps.append((executed, self._execute))
            steps.append((executed + timedelta(minutes=30), self._account))
        return steps

    def _draft(self):
        offer = self.offer
        proposals = self.ticket.env["complaint.proposal"]
        self.proposal = proposals.create(
            {
                "ticket_id": self.ticket.id,
                "grounds": offer.grounds,
                "departure_reason": offer.departure,
                "compensation_ids": [
                    Command.create(self._prepare_give_vals(give)) for give in offer.gives
                ],
            }
        )
        if offer.sent_back:
            self.proposal.action_submit()
            self.proposal.with_user(self.manager).action_reject(offer.sent_back)
        if offer.state in SUBMITTED:
            self.proposal.action_submit()
        # What its author may decide alone is approved by its submission.
        if offer.state in APPROVED and self.proposal.state == "submitted":
            self.proposal.with_user(self.manager).action_approve()

    def _prepare_give_vals(self, give):
        product = self.shop.products[give.product]
        line = self.ticket.complaint_line_ids.filtered(lambda line: line.product_id == product)
        if give.amount:
            return {"line_id": line.id, "mode": "amount", "requested_amount": give.amount}
        return {"kind": give.kind, "line_id": line.id, "quantity": give.quantity}

    def _offer(self):
        self.proposal.action_offer()
        self.proposal.write(
            {"consent_channel": self.offer.channel, "consent_note": self.offer.answer}
        )

    def _accept(self):
        self.proposal.action_accept()

    def _refuse(self):
        self.proposal.action_refuse()

    def _withdraw(self):
        self.proposal.action_cancel()

    def _execute(self):
        self.proposal.action_execute()

    def _account(self):
        """Let accounting take the credit notes, which the agent cannot even read, further."""
        days, _clock = self.offer.executed
        moves = self.proposal.sudo().compensation_ids.move_id
        for move in moves.with_user(self.shop.users["accountant"]):
            if self.offer.money == "drafted":
                continue
            move.action_post()
            if self.offer.money == "paid":
                pay(self.shop, move, days)
