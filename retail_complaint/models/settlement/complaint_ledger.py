from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class ComplaintLedger(models.Model):
    """What may still be given back on one purchase line: the guard against paying twice (SOL-8).

    One row per purchase line, in quantity (unit of the purchase) and in money (currency of the
    purchase, tax included, all positive). The row is locked and updated in the transaction that
    makes the document, so two of them at the same time cannot both pass. ``outside`` is what
    was credited without a case; it reduces what is left and may exceed it, which raises the
    alarm.
    """

    _name = "complaint.ledger"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Refund ledger of a purchase line"
    _order = "id desc"
    _rec_name = "origin_number"
    _is_server_only = True

    origin_model = fields.Char(required=True, readonly=True)
    origin_id = fields.Many2oneReference(
        "Purchase line", model_field="origin_model", required=True, readonly=True
    )
    origin_number = fields.Char(string="Order or invoice", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    product_id = fields.Many2one("product.product", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", readonly=True)
    charged_qty = fields.Float(digits="Product Unit", readonly=True)
    reserved_qty = fields.Float(digits="Product Unit", readonly=True)
    refunded_qty = fields.Float(digits="Product Unit", readonly=True)
    outside_qty = fields.Float(digits="Product Unit", readonly=True)
    charged_amount = fields.Monetary(readonly=True)
    reserved_amount = fields.Monetary(readonly=True)
    refunded_amount = fields.Monetary(readonly=True)
    outside_amount = fields.Monetary(readonly=True)
    left_qty = fields.Float(digits="Product Unit", compute="_compute_left")
    left_amount = fields.Monetary(compute="_compute_left")
    is_over = fields.Boolean(
        string="Over-refunded",
        readonly=True,
        index=True,
        help="More was given back than charged, counting credit notes made outside a case.",
    )
    compensation_ids = fields.One2many("complaint.compensation", "ledger_id")

    _origin_unique = models.UniqueIndex(
        "(origin_model, origin_id)", "This purchase line has a ledger row already."
    )
    _within_charged = models.Constraint(
        "CHECK (reserved_amount + refunded_amount <= charged_amount"
        " AND reserved_qty + refunded_qty <= charged_qty)",
        "More would be given back on this purchase than was charged.",
    )
    _not_negative = models.Constraint(
        "CHECK (reserved_qty >= 0 AND refunded_qty >= 0 AND outside_qty >= 0"
        " AND reserved_amount >= 0 AND refunded_amount >= 0 AND outside_amount >= 0)",
        "The ledger of a purchase cannot go below zero.",
    )

    @api.depends(
        "charged_qty",
        "reserved_qty",
        "refunded_qty",
        "outside_qty",
        "charged_amount",
        "reserved_amount",
        "refunded_amount",
        "outside_amount",
    )
    def _compute_left(self):
        for row in self:
            row.left_qty = row.charged_qty - row.reserved_qty - row.refunded_qty - row.outside_qty
            row.left_amount = (
                row.charged_amount - row.reserved_amount - row.refunded_amount - row.outside_amount
            )

    # Rows ------------------------------------------------------------------------------------

    @api.model
    def _get_locked(self, purchase_lines):
        """Return the ledger rows of these purchase lines, made if missing, locked and up to date.

        :param purchase_lines: list of records as :meth:`complaint.line._get_purchase_line`
            gives them
        """
        if not purchase_lines:
            return self.browse()
        for purchase in purchase_lines:
            self._insert_missing(purchase)
        keys = [(purchase._name, purchase.id) for purchase in purchase_lines]
        return self._lock_where(SQL("(origin_model, origin_id) IN %s", tuple(keys)))

    @api.model
    def _lock_where(self, condition):
        """Lock the rows and read the books again.

        Odoo retries a request that meets a row changed meanwhile; always in the order of ids,
        so that two settlements of the same purchases wait for each other instead of
        deadlocking.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL("SELECT id FROM complaint_ledger WHERE %s ORDER BY id FOR UPDATE", condition),
            log_exceptions=False,  # losing a race is no error
        )
        rows = self.sudo().browse([row_id for (row_id,) in self.env.cr.fetchall()])
        rows.invalidate_recordset()
        rows._sync_books()
        return rows

    @api.model
    def _sync_with_moves(self, moves):
        """Read the books again for the purchases that these customer documents touch."""
        origins = moves.reversed_entry_id
        lines = (moves | origins | origins.reversed_entry_id).invoice_line_ids
        rows = self.search(
            Domain("origin_model", "=", "sale.order.line")
            & Domain("origin_id", "in", lines.sale_line_ids.ids)
            | Domain("origin_model", "=", "account.move.line")
            & Domain("origin_id", "in", lines.ids)
        )
        if rows:
            self._lock_where(SQL("id IN %s", tuple(rows.ids)))

    @api.model
    def _insert_missing(self, purchase):
        """Make the row if missing; ON CONFLICT, as Odoo retries no integrity error."""
        document = purchase.order_id if purchase._name == "sale.order.line" else purchase.move_id
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO complaint_ledger (
                    origin_model, origin_id, origin_number, company_id, product_id, currency_id,
                    uom_id, charged_qty, reserved_qty, refunded_qty, outside_qty, charged_amount,
                    reserved_amount, refunded_amount, outside_amount, is_over,
                    create_uid, create_date, write_uid, write_date
                ) VALUES (%s, %s, %s, %s, %s, %s, %s, 0, 0, 0, 0, 0, 0, 0, 0, FALSE,
                    %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC')
                ON CONFLICT DO NOTHING
                """,
                purchase._name,
                purchase.id,
                document.name,
                purchase.company_id.id,
                purchase.product_id.id or None,
                purchase.currency_id.id,
                purchase.product_uom_id.id or None,
                self.env.uid,
                self.env.uid,
            ),
            log_exceptions=False,  # losing a race is no error
        )

    def _get_purchase(self):
        self.ensure_one()
        return self.env[self.origin_model].browse(self.origin_id)

    def _sync_books(self):
        """Read again what was charged, and credited outside a case, from the documents."""
        for row in self:
            purchase = row._get_purchase()
            charges = row._get_charges_for_parts(purchase)
            outside = row._get_outside(purchase, [charge.key for charge in charges])
            charged_qty, charged_amount = row._in_figures(
                sum(charge.quantity for charge in charges),
                sum(charge.amount.gross for charge in charges),
                row.currency_id,
            )
            outside_qty, outside_amount = row._in_figures(
                sum(quantity for _line, quantity, _gross in outside),
                sum(gross for _line, _quantity, gross in outside),
                row.currency_id,
            )
            used_qty = row.reserved_qty + row.refunded_qty
            used_amount = row.reserved_amount + row.refunded_amount
            # An invoice cancelled after we gave money back: what is no longer charged counts as
            # given back outside, so that the books stay free and the alarm is raised.
            row._as_server().write(
                {
                    "charged_qty": max(charged_qty, used_qty),
                    "charged_amount": max(charged_amount, used_amount),
                    "outside_qty": outside_qty + max(used_qty - charged_qty, 0),
                    "outside_amount": outside_amount + max(used_amount - charged_amount, 0),
                }
            )
            row._raise_alarm()

    def _raise_alarm(self):
        """Tell the owners of the cases concerned, once, when more was given back than charged."""
        self.ensure_one()
        over = self.currency_id.compare_amounts(self.left_amount, 0) < 0
        if over == self.is_over:
            return
        self._as_server().write({"is_over": over})
        if not over:
            return
        for ticket in self.compensation_ids.ticket_id:
            ticket.activity_schedule(
                "retail_complaint.mail_activity_type_over_refund",
                user_id=(ticket.complaint_store_id.manager_id or ticket.user_id).id or self.env.uid,
                note=self.env._(
                    "%(number)s: with credit notes made outside the case, %(amount)s more was "
                    "given back than charged.",
                    number=self.origin_number,
                    amount=self.currency_id.format(-self.left_amount),
                ),
            )

    # Movements -------------------------------------------------------------------------------

    def _reserve(self, quantity, amount):
        """Set aside what is offered.

        :raises UserError: when less is left
        """
        self.ensure_one()
        self._ensure_left(quantity, amount)
        self._move(reserved=(quantity, amount))

    def _release(self, quantity, amount):
        """Give back what was set aside and is not offered any more."""
        self._move(reserved=(-quantity, -amount))

    def _consume(self, quantity, amount):
        """Turn what was set aside into given back, in the transaction that makes the document.

        :raises UserError: when credit notes outside the case used it up meanwhile
        """
        self._ensure_left(0, 0)
        self._move(reserved=(-quantity, -amount), refunded=(quantity, amount))

    def _restore(self, quantity, amount):
        """Set aside again what was given back by a document that is gone."""
        self._move(reserved=(quantity, amount), refunded=(-quantity, -amount))

    def _move(self, reserved, refunded=(0, 0)):
        self.ensure_one()
        self._as_server().write(
            {
                "reserved_qty": self.reserved_qty + reserved[0],
                "reserved_amount": self.reserved_amount + reserved[1],
                "refunded_qty": self.refunded_qty + refunded[0],
                "refunded_amount": self.refunded_amount + refunded[1],
            }
        )
        self.flush_recordset()

    def _ensure_left(self, quantity, amount):
        too_much = self.currency_id.compare_amounts(amount, self.left_amount) > 0
        too_many = self.uom_id and self.uom_id.compare(quantity, self.left_qty) > 0
        if too_much or too_many:
            raise UserError(
                self.env._(
                    "%(number)s: %(left)s (%(left_qty)s pieces) are left to give back of "
                    "%(charged)s charged; %(amount)s (%(quantity)s pieces) is too much.",
                    number=self.origin_number,
                    left=self.currency_id.format(max(self.left_amount, 0)),
                    left_qty=max(self.left_qty, 0),
                    charged=self.currency_id.format(self.charged_amount),
                    amount=self.currency_id.format(amount),
                    quantity=quantity,
                )
            )
