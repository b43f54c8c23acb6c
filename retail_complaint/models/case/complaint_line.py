from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ComplaintLine(models.Model):
    """A thing that was bought, read from its order or invoice (INT-5).

    With a proof, product, quantity, price, tax and date are the purchase's own; a client only says
    which purchase line and how many pieces the complaint is about. Without one it is marked
    unproven.
    """

    _name = "complaint.line"
    _inherit = ["complaint.guarded.mixin"]
    _description = "What was bought"
    _order = "id"

    ticket_id = fields.Many2one(
        "helpdesk.ticket", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="ticket_id.company_id")
    sale_line_id = fields.Many2one(
        "sale.order.line", string="Order line", index="btree_not_null", ondelete="restrict"
    )
    invoice_line_id = fields.Many2one(
        "account.move.line", string="Invoice line", index="btree_not_null", ondelete="restrict"
    )
    is_proven = fields.Boolean(
        string="Proven",
        readonly=True,
        help="Read from an order or invoice, not typed.",
        guarded=True,
    )
    name = fields.Char(string="Description", required=True)
    product_id = fields.Many2one("product.product", index="btree_not_null")
    quantity = fields.Float(
        string="Complained about", digits="Product Unit", required=True, default=1.0
    )
    purchased_qty = fields.Float(
        string="Bought", digits="Product Unit", readonly=True, guarded=True
    )
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True, guarded=True)
    price_unit = fields.Float(digits="Product Price", readonly=True, guarded=True)
    discount = fields.Float(string="Discount (%)", digits="Discount", readonly=True, guarded=True)
    tax_ids = fields.Many2many("account.tax", string="Taxes", readonly=True, guarded=True)
    price_total = fields.Monetary(
        string="Charged", readonly=True, help="Tax included.", guarded=True
    )
    currency_id = fields.Many2one("res.currency", readonly=True, guarded=True)
    purchase_partner_id = fields.Many2one(
        "res.partner", string="Buyer", readonly=True, guarded=True
    )
    purchase_number = fields.Char(string="Order or invoice", readonly=True, guarded=True)
    purchase_date = fields.Date(string="Bought on", readonly=True, guarded=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Say how many pieces the complaint is about: more than none."
    )

    @api.constrains("quantity", "purchased_qty")
    def _check_quantity(self):
        for line in self.filtered(lambda line: line.is_proven and line.uom_id):
            if line.uom_id.compare(line.quantity, line.purchased_qty) > 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: %(complained)s were complained about, but only %(bought)s "
                        "were bought on %(number)s. Correct the number of pieces.",
                        product=line.name,
                        complained=line.quantity,
                        bought=line.purchased_qty,
                        number=line.purchase_number,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sent(vals_list)
        vals_list = [dict(vals, **self._prepare_origin_vals(vals)) for vals in vals_list]
        lines = super(ComplaintLine, self._as_server()).create(vals_list)
        lines._check_origin()
        # The same purchase in another case is the surest sign of a duplicate (INT-8).
        lines.ticket_id._suspect_duplicates()
        return lines

    def write(self, vals):
        fixed = {"ticket_id", "sale_line_id", "invoice_line_id"}
        if self.filtered("is_proven"):
            fixed |= {"name", "product_id"}
        if fixed.intersection(vals) and not self._is_server_write():
            raise UserError(
                self.env._(
                    "The purchase is read from its document. Remove the line and add another."
                )
            )
        self._ensure_not_settled()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._ensure_not_settled()

    def _ensure_not_settled(self):
        if (
            self.env["complaint.compensation"]
            .sudo()
            .search_count([("line_id", "in", self.ids), ("proposal_state", "!=", "draft")], limit=1)
        ):
            raise UserError(
                self.env._("A proposal rests on this purchase. It can no longer be changed.")
            )

    # The purchase ----------------------------------------------------------------------------

    @api.model
    def _prepare_origin_vals(self, vals):
        """Return the values read from the purchase that ``vals`` names, or those of a free line.

        Read with the server's rights: who registers a complaint need not have rights on sales or
        accounting; :meth:`_check_origin` checks company, customer and state.
        """
        if vals.get("sale_line_id"):
            sale_line = self.env["sale.order.line"].sudo().browse(vals["sale_line_id"]).exists()
            return self._prepare_purchase_vals(sale_line)
        if vals.get("invoice_line_id"):
            line = self.env["account.move.line"].sudo().browse(vals["invoice_line_id"]).exists()
            return self._prepare_purchase_vals(line)
        return {"is_proven": False}

    @api.model
    def _prepare_purchase_vals(self, line):
        """Return what a line of an order or invoice says of the purchase."""
        is_order = line._name == "sale.order.line"
        document = line.order_id if is_order else line.move_id
        return {
            "is_proven": True,
            "name": line.product_id.display_name or line.name,
            "product_id": line.product_id.id,
            # More than was ordered may have been delivered, of what is sold by weight.
            "purchased_qty": max(line.product_uom_qty, line.qty_delivered, line.qty_invoiced)
            if is_order
            else line.quantity,
            "uom_id": line.product_uom_id.id,
            "price_unit": line.price_unit,
            "discount": line.discount,
            "tax_ids": [fields.Command.set(line.tax_ids.ids)],
            "price_total": line.price_total,
            "currency_id": line.currency_id.id,
            "purchase_partner_id": (document if is_order else line).partner_id.id,
            "purchase_number": document.name,
            "purchase_date": fields.Date.to_date(
                document.date_order if is_order else document.invoice_date
            ),
        }

    def _check_origin(self):
        """:raises UserError: when the purchase is another customer's or company's, or is none"""
        for line in self.sudo().filtered("is_proven"):
            document = line.sale_line_id.order_id or line.invoice_line_id.move_id
            ticket = line.ticket_id
            if document.company_id != ticket.company_id:
                raise UserError(
                    self.env._(
                        "%(number)s belongs to another company than %(ticket)s.",
                        number=document.name,
                        ticket=ticket.number,
                    )
                )
            buyer = line.purchase_partner_id.commercial_partner_id
            customer = ticket.partner_id.commercial_partner_id
            if customer and customer != buyer:
                raise UserError(
                    self.env._(
                        "%(number)s was not bought by %(customer)s. Choose a purchase of this "
                        "customer, or correct the customer first.",
                        number=document.name,
                        customer=customer.display_name,
                    )
                )
            line._check_origin_state(document)
            line._check_origin_pair()

    def _check_origin_state(self, document):
        if self.sale_line_id:
            valid = document.state == "sale" and self._is_bought(self.sale_line_id)
        else:
            valid = (
                document.state == "posted"
                and document.move_type == "out_invoice"
                and self.invoice_line_id.display_type == "product"
                and self._is_bought(self.invoice_line_id.sale_line_ids[:1])
            )
        if not valid:
            raise UserError(
                self.env._(
                    "%s is not a confirmed order or posted invoice line. Choose one that is.",
                    document.name or self.env._("The draft"),
                )
            )

    def _is_bought(self, sale_line):
        """Whether an order line is something bought, or a deposit that no invoice took in yet."""
        if not sale_line.is_downpayment:
            return not sale_line.display_type
        posted = sale_line.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        paid = posted.filtered(lambda line: line.move_id.move_type == "out_invoice")
        return bool(paid) and min(paid.mapped("price_subtotal")) > 0

    def _check_origin_pair(self):
        """An invoice line beside an order line is one by which that very line was invoiced."""
        if (
            self.sale_line_id
            and self.invoice_line_id
            and self.invoice_line_id not in self.sale_line_id.invoice_lines
        ):
            raise UserError(
                self.env._(
                    "%(invoice)s does not invoice %(order)s. Choose the order line alone.",
                    invoice=self.invoice_line_id.move_id.name,
                    order=self.sale_line_id.order_id.name,
                )
            )

    def _get_purchase_line(self):
        """Return the one record that stands for this purchase in the ledger.

        The sale line, else the invoice line, so that one purchase never has two ledger rows.
        Bridges for other receipts extend this.

        :raises UserError: without a proof, or when an invoice line sums up several order lines
        """
        self.ensure_one()
        line = self.sudo()
        if line.sale_line_id:
            return line.sale_line_id
        sale_lines = line.invoice_line_id.sale_line_ids
        if len(sale_lines) > 1:
            raise UserError(
                self.env._(
                    "%(number)s sums up several order lines in one. Choose the order line instead.",
                    number=line.purchase_number,
                )
            )
        purchase = sale_lines or line.invoice_line_id
        if not purchase:
            raise UserError(
                self.env._(
                    "%s has no proof of purchase. Find its order or invoice first.", line.name
                )
            )
        return purchase
