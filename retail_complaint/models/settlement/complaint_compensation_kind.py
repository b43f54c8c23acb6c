from odoo import models
from odoo.exceptions import UserError

from ...tools.charge_part import dump
from ...tools.compensation import kind_of


class ComplaintCompensation(models.Model):
    """How a line acts: each step is a method named after its kind, or after the kind's family.

    ``_by_kind("execute")`` is ``_<kind>_execute`` of this line's kind; where there is none, it is
    ``_<family>_execute``, and at last ``_kind_execute``, which does what is right for money and
    stands here. A method that only adds something calls the one that it adds to by its name, so
    it does not matter in which order files and addons are loaded.
    """

    _inherit = "complaint.compensation"

    def _get_kind(self):
        """Return what the kind of this line declared."""
        return kind_of(self.kind)

    def _get_kind_label(self):
        return dict(self._fields["kind"]._description_selection(self.env)).get(self.kind, "")

    def _asks(self, field):
        """Whether lines of this kind ask for a field."""
        return field in self._get_kind().asks

    def _by_kind(self, step, *args):
        """Do a step the way this line's kind does it."""
        self.ensure_one()
        *own, default = self._get_kind().get_methods(step)
        name = next((name for name in own if hasattr(type(self), name)), default)
        return getattr(self, name)(*args)

    # Before it is offered --------------------------------------------------------------------

    def _kind_amount(self):
        """Return what a line gives that is not in the ledger, in company currency."""
        return self.requested_amount if self._asks("requested_amount") else 0.0

    def _kind_worth(self):
        """Return what a line takes out of the house at most, in its currency; None: unknown.

        It is what limits of authority count. Not stored: prices and rewards change.
        """
        return self.amount

    def _get_asked_fields(self):
        """Return the names of the fields that this line asks for, for its screens."""
        return self._by_kind("asked_fields")

    def _kind_asked_fields(self):
        return self._get_kind().asks

    def _kind_check(self):
        """:raises UserError: when this line cannot be offered, with the way out"""
        kind = self._get_kind()
        if kind.on_purchase:
            self._check_purchase()
        if kind.is_money:
            self._check_amount()
        if kind.on_purchase:
            self._check_size()
        if kind.in_ledger and kind.is_money:
            self._check_creditable()

    def _check_purchase(self):
        if self.line_id.ticket_id != self.proposal_id.ticket_id:
            raise UserError(self.env._("Choose a purchase of this case to refund."))
        self.line_id._get_purchase_line()
        if not self._get_charges():
            raise UserError(
                self.env._(
                    "%s has no posted invoice to credit. Ask accounting to post it first.",
                    self.line_id.purchase_number,
                )
            )
        if self.mode == "amount" and self._has_fixed_tax():
            raise UserError(
                self.env._(
                    "The taxes of %s do not follow the price. Refund it by quantity.",
                    self.line_id.purchase_number,
                )
            )

    def _check_amount(self):
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("The refund is nothing. Enter a quantity or an amount."))

    def _check_size(self):
        line = self.line_id
        if line.sudo()._get_purchase_line().is_downpayment and self.quantity != 1:
            raise UserError(
                self.env._(
                    "A deposit is given back as a whole, or the last invoice would still take the "
                    "rest of it off: refund one piece of it, and invoice what is kept."
                )
            )
        if line.uom_id and line.uom_id.compare(self.quantity, line.purchased_qty) > 0:
            raise UserError(
                self.env._(
                    "%(quantity)s pieces to refund, but only %(bought)s were bought on %(number)s.",
                    quantity=self.quantity,
                    bought=line.purchased_qty,
                    number=line.purchase_number,
                )
            )
        ledger = self._get_ledger()
        gross = sum(row.amount.gross for row in self._get_charges())
        charged = ledger._in_figures(0, gross, self.currency_id)[1]
        if self.currency_id.compare_amounts(self.amount, charged) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s to refund, but only %(charged)s was charged on %(number)s.",
                    amount=self.currency_id.format(self.amount),
                    charged=self.currency_id.format(charged),
                    number=line.purchase_number,
                )
            )

    def _check_pieces(self):
        """:raises UserError: unless pieces are given, of goods or of a service as the kind says"""
        product = self.line_id.product_id
        if not self.line_id.uom_id.compare(self.quantity, 0) > 0:
            raise UserError(self.env._("Say how many pieces: more than none."))
        if (product.type == "service") != self._get_kind().is_service:
            raise UserError(
                self.env._(
                    "%(product)s: goods are returned, exchanged, replaced or repaired; a service "
                    "is repeated.",
                    product=product.display_name,
                )
            )

    def _get_digest_content(self):
        """Return what an approval of this line is for; when it changes, the approval is void."""
        return self._by_kind("digest_content")

    def _kind_digest_content(self):
        purchase = self.line_id._get_purchase_line() if self.line_id else None
        return {
            "kind": self.kind,
            "purchase": [purchase._name, purchase.id] if purchase is not None else None,
            "mode": self.mode,
            "quantity": repr(self.quantity),
            "amount": repr(self.amount),
            "currency": self.currency_id.name,
        }

    # Its document ----------------------------------------------------------------------------

    def _kind_execute(self):
        """Make the document of one line and return its values to keep."""
        kind = self._get_kind()
        if not kind.is_money:
            return {}
        if kind.in_ledger and not self.charge_part:
            # Set aside before parts were kept.
            self._as_server().write({"charge_part": dump(self._take_part())})
        if self._is_credited_on_order():
            return {"credit_line_id": self._create_order_credit().id}
        move = self._create_credit_note() if kind.in_ledger else self._create_grant()
        return {"move_id": move.id, "move_digest": move._get_complaint_digest()}

    def _kind_grant_text(self, product):
        """Return what the document of a grant says.

        :param product: what it is booked on
        """
        return product.display_name

    def _kind_check_posting(self):
        """:raises UserError: when the document may not be posted, or not yet"""
        self._check_move_unchanged()

    def _is_done(self):
        """Whether what was promised has reached the customer; a drill promises nothing."""
        return self._is_drill() or self._by_kind("is_settled")

    def _kind_is_settled(self):
        if self._is_credited_on_order():
            return True
        move = self.sudo().move_id
        is_paid = move.payment_state in ("paid", "in_payment", "reversed")
        return not self._get_kind().is_money or (move.state == "posted" and is_paid)

    # In words --------------------------------------------------------------------------------

    def _get_open_text(self):
        """Return the sentence that says what this line still waits for."""
        return self._by_kind("open_text")

    def _kind_open_text(self):
        move = self.sudo().move_id
        if move.state == "draft":
            return self.env._("The credit note is to be posted by accounting.")
        return self.env._("The credit note %s is to be paid out.", move.name)

    def _get_public_text(self):
        """Return what this line gives, in words for the customer."""
        return self._by_kind("public_text")

    def _kind_public_text(self):
        if not self._get_kind().on_purchase:
            return self._get_kind_label()
        product = self.line_id.name
        if self.mode == "quantity":
            product = f"{self.quantity:g} x {product}"
        text = self.env._("%(kind)s: %(product)s", kind=self._get_kind_label(), product=product)
        if self.currency_id.compare_amounts(self.card_amount, 0) > 0:
            return self.env._(
                "%(text)s; %(money)s of it goes back on the card that paid",
                text=text,
                money=self.currency_id.format(self.card_amount),
            )
        return text

    # Taking it back --------------------------------------------------------------------------

    def _is_shown_on_case(self):
        """Whether the case lists this line among what moves or was issued."""
        return self._by_kind("is_shown_on_case")

    def _kind_is_shown_on_case(self):
        return bool(self.credit_line_id)

    def _has_moved(self):
        """Whether goods or money of this line have moved, so that it cannot just be undone."""
        return self._by_kind("has_moved")

    def _kind_has_moved(self):
        return self.sudo().move_id.state == "posted" or self._is_credit_invoiced()

    def _kind_check_take_back(self):
        """:raises UserError: when what was executed cannot be taken back, with the way out"""
        if self._has_moved():
            raise UserError(
                self.env._(
                    "Goods or money of this line have moved. Let the warehouse move the goods "
                    "back, by the button Return of their receipt or delivery; and ask "
                    "accounting to reverse what is posted."
                )
            )

    def _kind_release(self):
        """Give up what a line made beside its document, when the line is withdrawn.

        :raises UserError: when it has moved: withdrawn alone, it would be lost
        """

    def _kind_undo(self):
        """Undo what a line made beside its document, when the document is gone.

        What has moved stays, for the next execution.
        """
        self._drop_order_credit()
