from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.compensation import Kind, declare
from ...tools.goods import Flow, allocate, goods_state

BACK = frozenset({"line_id", "goods_back", "disposal"})
KINDS = declare(
    Kind(
        code="return",
        label="Return and refund",
        family="goods",
        in_ledger=True,
        comes_back=True,
        mode="quantity",
        asks=BACK,
    ),
    Kind(
        code="exchange",
        label="Exchange",
        family="goods",
        in_ledger=True,
        comes_back=True,
        goes_out=True,
        mode="quantity",
        asks=BACK | {"exchange_product_id"},
    ),
    Kind(
        code="replacement",
        label="Replacement",
        family="goods",
        in_ledger=True,
        is_money=False,
        comes_back=True,
        goes_out=True,
        mode="quantity",
        asks=BACK,
    ),
    Kind(
        code="redelivery",
        label="Re-delivery of what was missing",
        family="goods",
        in_ledger=True,
        is_money=False,
        goes_out=True,
        mode="quantity",
        asks=frozenset({"line_id"}),
    ),
    Kind(
        code="repair",
        label="Repair",
        family="goods",
        is_money=False,
        comes_back=True,
        goes_out=True,
        mode="quantity",
        asks=frozenset({"line_id"}),
    ),
)


class ComplaintCompensation(models.Model):
    """Goods that come back, go out again, or are given anew.

    Goods move through OCA ``rma``, money never does. A kind that gives back a purchase, as money or
    as goods, takes its pieces *and* what was charged for them from the ledger, so that a piece
    that was replaced, exchanged or delivered again is not refunded too. A repair takes nothing:
    should it fail, the purchase can still be given back.
    """

    _inherit = "complaint.compensation"

    kind = fields.Selection(
        # In the list, goods stand before services.
        selection_add=[*KINDS, ("repeat",)],
        ondelete={code: "cascade" for code, _label in KINDS},
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

    @api.depends("kind")
    def _compute_goods_back(self):
        for compensation in self:
            if not compensation._get_kind().comes_back:
                compensation.goods_back = False
            elif not (compensation.goods_back and compensation._asks("goods_back")):
                compensation.goods_back = "before"

    @api.depends("kind", "line_id")
    def _compute_disposal(self):
        for compensation in self:
            if not compensation._get_kind().comes_back:
                compensation.disposal = False
            elif not compensation._asks("disposal"):
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
        """Return what comes back and what goes out, with how far it is."""
        self.ensure_one()
        flows = [
            Flow(
                comes=bool(rma.operation_id.action_create_receipt),
                goes=bool(rma.operation_id.action_create_delivery),
                state=rma.state,
            )
            for rma in self.rma_ids
        ]
        return flows + self._get_exchange_flows()

    @api.depends("goods_state")
    def _compute_can_take_back(self):
        return super()._compute_can_take_back()

    # Checks ----------------------------------------------------------------------------------

    def _goods_check(self):
        self._kind_check()
        self._check_goods()

    def _check_goods(self):
        """:raises UserError: when goods of this purchase cannot move as the line says"""
        self._check_pieces()
        if self._get_kind().comes_back and not self.goods_back:
            raise UserError(self.env._("Say whether the goods come back."))
        if self.disposal == "inspect" and self._asks("disposal") and self._is_never_resold():
            raise UserError(
                self.env._(
                    "%s is never sold again. What comes back goes to quarantine or is scrapped.",
                    self.line_id.product_id.display_name,
                )
            )
        # Whoever handles the case need not have rights on the stock.
        purchase = self.line_id.sudo()._get_purchase_line()
        self._check_kit(purchase)
        self._by_kind("check_movable", purchase)

    def _goods_check_movable(self, purchase):
        """:raises UserError: when the goods of a purchase cannot move as its kind has them move"""
        if self.goods_back in ("before", "after"):
            self._check_delivered(purchase)

    def _return_check_movable(self, purchase):
        if self.goods_back == "no":
            raise UserError(
                self.env._("If the goods stay with the customer, choose: Refund of a purchase.")
            )
        self._goods_check_movable(purchase)

    def _redelivery_check_movable(self, purchase):
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

    def _check_delivered(self, purchase):
        """:raises UserError: when fewer pieces were delivered than are to come back"""
        if purchase._name != "sale.order.line" or self._get_active_rmas():
            return
        available = sum(quantity for _move, quantity in self._get_return_origins(purchase))
        if self.line_id.uom_id.compare(self.quantity, available) > 0:
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
        states = receipt.rma_receiver_ids.mapped("state")
        if receipt.state == "cancel" or "returned" in states or "replaced" in states:
            return 0.0  # what was repaired went out again, for what was replaced another piece
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

    def _goods_digest_content(self):
        return dict(self._kind_digest_content(), goods_back=self.goods_back, disposal=self.disposal)

    def _goods_public_text(self):
        text = self._kind_public_text()
        if self.goods_back == "before":
            return self.env._("%s, when the goods have come back", text)
        return text

    def _repair_public_text(self):
        return self._kind_public_text()

    def _goods_is_settled(self):
        return self.goods_state == "done" and self._kind_is_settled()

    def _goods_open_text(self):
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
        if not self._get_kind().is_money:
            return self.env._("%s is to be given again.", product)
        return self._kind_open_text()

    def _goods_is_shown_on_case(self):
        return bool(self.goods_state)
