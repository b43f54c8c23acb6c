from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

#: Enough to choose from; a search that finds more wants another word.
MAX_FOUND = 40


class ComplaintPurchaseFinder(models.TransientModel):
    """Find what was bought: one field for number, customer, telephone, product and date (INT-5)."""

    _name = "complaint.purchase.finder"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Find the purchase"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, readonly=True)
    query = fields.Char(
        string="Search",
        help="Any of: order or invoice number, customer, telephone, product, date "
        "(2026-05-31). Several words narrow the search.",
    )
    line_ids = fields.One2many(
        "complaint.purchase.finder.line",
        "finder_id",
        string="Purchases",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    is_cut = fields.Boolean(compute="_compute_line_ids", store=True)

    @api.depends("query", "ticket_id")
    def _compute_line_ids(self):
        for finder in self:
            found = finder._search_purchases()
            finder.is_cut = len(found) >= MAX_FOUND
            finder.line_ids = [Command.clear()] + [Command.create(vals) for vals in found]

    def _search_purchases(self):
        """Return values of the purchase lines that match every word, latest first."""
        ticket = self.ticket_id
        customer = ticket.partner_id.commercial_partner_id
        return self._find_purchases(self.query, customer, ticket.company_id)

    @api.model
    def _find_purchases(self, query, customer, company, limit=MAX_FOUND):
        """Return values of the purchase lines that match every word, latest first.

        Read with the server's rights: who takes a complaint need not have rights on sales or
        accounting. It shows purchases of the companies that the user works in, and none without a
        word of three letters or a known customer.
        """
        words = (query or "").split()
        if not customer and not any(len(word) >= 3 for word in words):
            return []
        own = Domain("company_id", "=", company.id)
        orders = Domain.AND([own, self._get_sale_domain(customer)])
        invoices = Domain.AND([own, self._get_invoice_domain(customer)])
        for word in words:
            orders &= self._get_word_domain(word, "order_id", "date_order", "order_partner_id")
            invoices &= self._get_word_domain(word, "move_id", "invoice_date", "partner_id")
        found = [
            dict(self._prepare_line_vals(line), sale_line_id=line.id)
            for line in self.env["sale.order.line"].sudo().search(orders, limit=limit)
        ]
        found += [
            dict(self._prepare_line_vals(line), invoice_line_id=line.id)
            for line in self.env["account.move.line"].sudo().search(invoices, limit=limit)
        ]
        return sorted(found, key=lambda vals: str(vals["date"]), reverse=True)[:limit]

    @api.model
    def _get_sale_domain(self, customer):
        domain = Domain("state", "=", "sale") & Domain("display_type", "=", False)
        domain &= Domain("is_downpayment", "=", False)
        if customer:
            domain &= Domain("order_partner_id.commercial_partner_id", "=", customer.id)
        return domain

    @api.model
    def _get_invoice_domain(self, customer):
        """Posted invoices without an order; those of an order are found by their order."""
        domain = Domain("parent_state", "=", "posted") & Domain("display_type", "=", "product")
        domain &= Domain("move_id.move_type", "=", "out_invoice")
        domain &= Domain("sale_line_ids", "=", False)
        if customer:
            domain &= Domain("partner_id.commercial_partner_id", "=", customer.id)
        return domain

    @api.model
    def _get_word_domain(self, word, document, date, partner):
        """Return the domain of the lines to which one word belongs."""
        domain = Domain.OR(
            Domain(path, "ilike", word)
            for path in (
                f"{document}.name",
                f"{document}.{'client_order_ref' if document == 'order_id' else 'ref'}",
                f"{partner}.name",
                f"{partner}.phone",
                f"{partner}.email",
                "product_id.name",
                "product_id.default_code",
                "product_id.barcode",
            )
        )
        if document == "order_id":
            domain |= Domain("invoice_lines.move_id.name", "ilike", word)
        try:
            day = fields.Date.to_date(word)
        except ValueError:
            return domain
        path = f"{document}.{date}"
        return domain | Domain(path, ">=", day) & Domain(path, "<", day + timedelta(days=1))

    @api.model
    def _prepare_line_vals(self, line):
        is_sale = line._name == "sale.order.line"
        document = line.order_id if is_sale else line.move_id
        return {
            "number": document.name,
            "date": fields.Date.to_date(document.date_order if is_sale else document.invoice_date),
            "partner_id": document.partner_id.id,
            "product_id": line.product_id.id,
            "bought_qty": line.product_uom_qty if is_sale else line.quantity,
            "quantity": line.product_uom_qty if is_sale else line.quantity,
            "price_total": line.price_total,
            "currency_id": line.currency_id.id,
        }

    def action_add(self):
        """Add the chosen purchases to the case; a case without a customer gets the buyer."""
        self.ensure_one()
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Tick the purchase that the complaint is about."))
        if len(chosen.partner_id.commercial_partner_id) > 1:
            raise UserError(
                self.env._("These were bought by different customers. Choose one customer's.")
            )
        ticket = self.ticket_id
        if not ticket.partner_id and not ticket.complaint_is_anonymous:
            buyer = chosen.partner_id[:1].sudo()
            ticket.write({"partner_id": buyer.id, "partner_name": buyer.name})
        chosen._add_to_case(ticket)
        return {"type": "ir.actions.act_window_close"}


class ComplaintPurchaseFoundMixin(models.AbstractModel):
    """A purchase as it was found, until it is taken into a case."""

    _name = "complaint.purchase.found.mixin"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Purchase found"

    sale_line_id = fields.Many2one("sale.order.line", ondelete="cascade")
    invoice_line_id = fields.Many2one("account.move.line", ondelete="cascade")
    number = fields.Char(string="Order or invoice")
    date = fields.Date()
    partner_id = fields.Many2one("res.partner", string="Customer")
    product_id = fields.Many2one("product.product")
    bought_qty = fields.Float(string="Bought", digits="Product Unit")
    quantity = fields.Float(string="Complained about", digits="Product Unit")
    price_total = fields.Monetary(string="Charged")
    currency_id = fields.Many2one("res.currency")

    def _add_to_case(self, ticket):
        """Take these purchases into a case; what they are is read from their documents."""
        return self.env["complaint.line"].create(
            [
                {
                    "ticket_id": ticket.id,
                    "sale_line_id": line.sale_line_id.id,
                    "invoice_line_id": line.invoice_line_id.id,
                    "quantity": line.quantity,
                }
                for line in self
            ]
        )


class ComplaintPurchaseFinderLine(models.TransientModel):
    _name = "complaint.purchase.finder.line"
    _inherit = ["complaint.purchase.found.mixin"]
    _description = "Purchase found"

    finder_id = fields.Many2one("complaint.purchase.finder", required=True, ondelete="cascade")
    is_chosen = fields.Boolean(string="Take")
