from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.goods import Flow, allocate, goods_state

GOODS_SELECTION = [
    ("return", "Return and refund"),
    ("exchange", "Exchange"),
    ("replacement", "Replacement"),
    ("redelivery", "Re-delivery of what was missing"),
    ("repair", "Repair"),
    ("repeat", "Free repeat service"),
]
GOODS_KINDS = frozenset(kind for kind, _label in GOODS_SELECTION)
#: Kinds that give goods only: their amount is the worth of the pieces, nothing is paid.
WITHOUT_MONEY = GOODS_KINDS - {"return", "exchange"}
#: Kinds by which goods come back, as chosen in ``goods_back``.
RETURNING_KINDS = frozenset({"return", "exchange", "replacement", "repair"})


class ComplaintCompensation(models.Model):
    """Goods that come back, go out again, or are given anew.

    Goods move through OCA ``rma``, money never does. A kind that gives back a purchase, as money or
    as goods, takes its pieces *and* what was charged for them from the ledger, so that a piece
    that was replaced, exchanged or delivered again is not refunded too. A repair takes nothing:
    should it fail, the purchase can still be given back.
    """

    _inherit = "complaint.compensation"

    kind = fields.Selection(
        selection_add=GOODS_SELECTION, ondelete=dict.fromkeys(sorted(GOODS_KINDS), "cascade")
    )
    goods_back = fields.Selection(
        [
            ("before", "First"),
            ("after", "Later"),
            ("no", "Not"),
        ],
        string="Goods come back",
        compute="_compute_goods_back",
        store=True,
        readonly=False,
        precompute=True,
    )
    disposal = fields.Selection(
        [
            ("inspect", "Inspect in the returns location"),
            ("quarantine", "Quarantine"),
            ("scrap", "Scrap on arrival"),
        ],
        string="What came back goes to",
        compute="_compute_disposal",
        store=True,
        readonly=False,
        precompute=True,
        help="Food and what else is never resold goes to quarantine or is scrapped.",
    )
    rma_ids = fields.One2many(
        "rma",
        "complaint_compensation_id",
        string="Returns and deliveries",
        readonly=True,
        guarded=True,
    )
    goods_state = fields.Selection(
        [
            ("awaited", "Goods awaited"),
            ("partial", "Goods partly arrived"),
            ("deliver", "To be delivered"),
            ("done", "Goods done"),
        ],
        string="Goods",
        compute="_compute_goods_state",
        store=True,
        guarded=True,
    )
    asked_fields = fields.Char(
        compute="_compute_asked_fields", help="Names of the fields that this kind asks for."
    )

    @api.depends("kind")
    def _compute_asked_fields(self):
        for compensation in self:
            compensation.asked_fields = ",".join(sorted(compensation._get_asked_fields()))

    def _get_asked_fields(self):
        """Return the names of the fields that a line of this kind asks for, for its screens."""
        self.ensure_one()
        asked = {
            "refund": {"line_id", "mode", "requested_amount"},
            "price_reduction": {"line_id", "requested_amount"},
            "apology": {"words"},
            "repair": {"line_id"},
            "redelivery": {"line_id"},
            "return": {"line_id", "goods_back"},
            "exchange": {"line_id", "goods_back", "exchange_product_id"},
            "replacement": {"line_id", "goods_back"},
            "repeat": {"line_id", "appointment_at"},
        }.get(self.kind, {"requested_amount"})
        return asked | {"disposal"} if self.kind in RETURNING_KINDS - {"repair"} else asked

    @api.depends("kind")
    def _compute_goods_back(self):
        for compensation in self:
            kind = compensation.kind
            if kind not in RETURNING_KINDS:
                compensation.goods_back = False
            elif kind == "repair" or not compensation.goods_back:
                compensation.goods_back = "before"

    @api.depends("kind", "line_id")
    def _compute_disposal(self):
        for compensation in self:
            if compensation.kind not in RETURNING_KINDS:
                compensation.disposal = False
            elif compensation.kind == "repair":
                compensation.disposal = "inspect"
            elif compensation._is_never_resold():
                compensation.disposal = "quarantine"
            elif not compensation.disposal:
                compensation.disposal = "inspect"

    def _is_never_resold(self):
        """Whether what comes back may not be sold again: by its category, or it is dangerous."""
        self.ensure_one()
        ticket = self.proposal_id.ticket_id
        return self.line_id.product_id._is_never_resold() or bool(ticket.complaint_hazard_ids)

    @api.depends(
        "rma_ids.state",
        "rma_ids.operation_id",
        "exchange_order_id.state",
        "exchange_order_id.delivery_status",
    )
    def _compute_goods_state(self):
        for compensation in self:
            compensation.goods_state = goods_state(compensation._get_goods_flows())

    def _get_goods_flows(self):
        self.ensure_one()
        return [
            Flow(
                comes=bool(rma.operation_id.action_create_receipt),
                goes=bool(rma.operation_id.action_create_delivery),
                state=rma.state,
            )
            for rma in self.rma_ids
        ]

    @api.depends("kind")
    def _compute_mode(self):
        goods = self.filtered(lambda line: line.kind in GOODS_KINDS)
        goods.mode = "quantity"
        return super(ComplaintCompensation, self - goods)._compute_mode()

    @api.depends("kind", "line_id", "mode")
    def _compute_quantity(self):
        goods = self.filtered(lambda line: line.kind in GOODS_KINDS)
        for compensation in goods:
            compensation.quantity = compensation.line_id.quantity
        return super(ComplaintCompensation, self - goods)._compute_quantity()

    def _get_kind_amount(self):
        return 0.0 if self.kind == "repair" else super()._get_kind_amount()

    # Checks ----------------------------------------------------------------------------------

    def _check_kind(self):
        if self.kind not in GOODS_KINDS:
            return super()._check_kind()
        if self.kind in WITHOUT_MONEY:
            self._check_purchase()
            self._check_size()
        else:
            super()._check_kind()
        if not self.line_id.uom_id.compare(self.quantity, 0) > 0:
            raise UserError(self.env._("Say how many pieces: more than none."))
        return self._check_goods()

    def _check_goods(self):
        """:raises UserError: when goods of this purchase cannot move as the line says"""
        product = self.line_id.product_id
        if (product.type == "service") != (self.kind == "repeat"):
            raise UserError(
                self.env._(
                    "%(product)s: goods are returned, exchanged, replaced or repaired; a service "
                    "is repeated.",
                    product=product.display_name,
                )
            )
        if self.kind in RETURNING_KINDS and not self.goods_back:
            raise UserError(self.env._("Say whether the goods come back."))
        if self.kind == "return" and self.goods_back == "no":
            raise UserError(
                self.env._("If the goods stay with the customer, choose: Refund of a purchase.")
            )
        if self.kind == "exchange" and self.goods_back == "no":
            raise UserError(self.env._("In an exchange the goods come back, first or later."))
        if self.disposal == "inspect" and self.kind != "repair" and self._is_never_resold():
            raise UserError(
                self.env._(
                    "%s is never sold again. What comes back goes to quarantine or is scrapped.",
                    product.display_name,
                )
            )
        if product.type != "service":
            self._check_delivered()

    def _check_delivered(self):
        """:raises UserError: when fewer pieces were delivered than are to come back"""
        # Whoever handles the case need not have rights on the stock.
        purchase = self.line_id.sudo()._get_purchase_line()
        self._check_kit(purchase)
        if self.kind == "redelivery":
            self._check_missing(purchase)
        elif self.goods_back in ("before", "after") and not self._get_active_rmas():
            origins = self._get_return_origins(purchase)
            available = sum(quantity for _move, quantity in origins)
            is_known = purchase._name == "sale.order.line"
            if is_known and self.line_id.uom_id.compare(self.quantity, available) > 0:
                raise UserError(
                    self.env._(
                        "%(number)s: %(quantity)s pieces are to come back, but only %(available)s "
                        "were delivered and have not come back yet.",
                        number=self.line_id.purchase_number,
                        quantity=self.quantity,
                        available=available,
                    )
                )

    def _check_kit(self, purchase):
        moves = self._get_delivery_moves(purchase)
        if moves and purchase.product_id not in moves.product_id:
            raise UserError(
                self.env._(
                    "%s is a set that was delivered as its parts. Choose: Refund of a purchase, "
                    "and let the warehouse return the parts of the delivery without updating the "
                    "quantities of the order.",
                    purchase.product_id.display_name,
                )
            )

    def _check_missing(self, purchase):
        """Pieces that are still on their way are not delivered a second time."""
        if purchase._name != "sale.order.line":
            return
        on_way = purchase.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        if on_way:
            raise UserError(
                self.env._(
                    "%(number)s is not delivered in full yet: %(pickings)s is open. Deliver it, "
                    "or cancel it first.",
                    number=self.line_id.purchase_number,
                    pickings=", ".join(on_way.picking_id.mapped("name")),
                )
            )

    def _get_delivery_moves(self, purchase):
        """Return the moves by which this purchase reached the customer; bridges extend this."""
        if purchase._name != "sale.order.line":
            return self.env["stock.move"]
        return purchase.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_id._is_outgoing()
                and not (move.rma_id or move.origin_returned_move_id)
            )
        )

    def _get_return_origins(self, purchase):
        """Return [(move, pieces of it that can still come back)], in the unit of the purchase."""
        moves = self._get_delivery_moves(purchase)
        lot = self.line_id.sudo().lot_id
        origins = []
        for move in moves.sorted(lambda m: (lot not in m.lot_ids, m.date, m.id)):
            left = move.quantity - sum(map(self._get_come_back, move.returned_move_ids))
            in_purchase_unit = move.product_uom._compute_quantity(left, purchase.product_uom_id)
            origins.append((move, in_purchase_unit))
        return origins

    @api.model
    def _get_come_back(self, receipt):
        """Return how much of a delivery has come back, or will, by this receipt."""
        if receipt.state == "cancel" or "returned" in receipt.rma_receiver_ids.mapped("state"):
            return 0.0  # what was repaired went out again
        if receipt.state != "done":
            return receipt.product_uom_qty
        out = receipt.returned_move_ids.filtered(lambda move: move.state == "done")
        return receipt.quantity - sum(out.mapped("quantity"))

    def _allocate_origins(self, purchase):
        """Return [(move or no move, pieces)] that make up the quantity of this line."""
        origins = self._get_return_origins(purchase)
        if not origins:
            return [(self.env["stock.move"], self.quantity)]
        return allocate(self.quantity, origins)

    # Words -----------------------------------------------------------------------------------

    def _get_digest_content(self):
        content = super()._get_digest_content()
        if self.kind not in GOODS_KINDS:
            return content
        return dict(content, goods_back=self.goods_back, disposal=self.disposal)

    def _get_public_text(self):
        text = super()._get_public_text()
        if self.kind == "repair":
            return self.env._(
                "%(kind)s: %(product)s",
                kind=text,
                product=f"{self.quantity:g} x {self.line_id.name}",
            )
        if self.kind in RETURNING_KINDS and self.goods_back == "before":
            return self.env._("%s, when the goods have come back", text)
        return text

    def _is_done(self):
        if self.kind not in GOODS_KINDS or self._is_drill():
            return super()._is_done()
        if self.goods_state != "done" and self.kind != "repeat":
            return False
        return self.kind in WITHOUT_MONEY or super()._is_done()

    def _get_open_text(self):
        product = f"{self.quantity:g} x {self.line_id.name}"
        goods = self.sudo()
        names = ", ".join(goods._get_active_rmas().mapped("name"))
        if self.goods_state == "awaited":
            return self.env._(
                "%(product)s is to come back (%(names)s).", product=product, names=names
            )
        if self.goods_state == "partial":
            return self.env._(
                "%(product)s has come back in part (%(names)s).", product=product, names=names
            )
        if self.goods_state == "deliver":
            return self.env._(
                "%(product)s is to be delivered (%(names)s).", product=product, names=names
            )
        if self.kind in WITHOUT_MONEY:
            return self.env._("%s is to be given again.", product)
        return super()._get_open_text()


class ComplaintProposal(models.Model):
    _inherit = "complaint.proposal"

    asked_fields = fields.Char(
        compute="_compute_asked_fields", help="Names of the fields that its lines ask for."
    )

    @api.depends("compensation_ids.kind")
    def _compute_asked_fields(self):
        for proposal in self:
            asked = set()
            for line in proposal.compensation_ids:
                asked |= line._get_asked_fields()
            proposal.asked_fields = ",".join(sorted(asked))
