import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.likeness import phone_key

#: So many of each are offered while somebody types: what one glance takes in.
MAX_CUSTOMERS = 5
MAX_PURCHASES = 8
#: The record that a choice stands for, by its first part.
SALE, INVOICE, CUSTOMER, NEW = "sale", "invoice", "customer", "new"
#: "2x cod": two pieces of what is found by the rest.
PIECES = re.compile(r"^\s*(\d{1,6})\s*[x×*]\s*(.*)$", re.IGNORECASE)


class ComplaintDesk(models.TransientModel):
    """The one field that finds customer and purchase while somebody is talking (INT-1)."""

    _inherit = "complaint.desk"

    @api.model
    def search_caller(self, query, partner_id=False, store_id=False):
        """Return what a half-typed word may mean: customers, purchases, or somebody new.

        :param query: part of a telephone number, name, e-mail, order or invoice number, or, with
            a known customer, product; "2x" before it says how many pieces
        :return: list of ``{"pick", "label", "detail"}``, for :meth:`_onchange_pick`
        :raises AccessError: for those who register no complaints
        """
        self.check_access("create")
        query = (query or "").strip()
        customer = self.env["res.partner"].browse(partner_id or []).exists()
        company = self.env["retail.store"].browse(store_id or []).company_id or self.env.company
        found = [] if customer else self._find_customers(query, company)
        # Without a customer a purchase is found by its number: a product alone is no key.
        if customer or any(character.isdigit() for character in query):
            found += self._find_bought(query, customer.commercial_partner_id, company)
        if query and not customer:
            found.append(
                {
                    "pick": f"{NEW}:{query}",
                    "label": self.env._("Somebody new: %s", query),
                    "detail": "",
                }
            )
        return found

    @api.model
    def _find_customers(self, query, company):
        partners = self.env["res.partner"]
        if len(query) < 2:
            return []
        domain = Domain("name", "ilike", query) | Domain("email", "ilike", query)
        by_phone = partners._get_complaint_phone_domain(query)
        if by_phone is not None:
            domain = by_phone
        domain &= Domain("company_id", "in", [False, company.id])
        return [
            {
                "pick": f"{CUSTOMER}:{partner.id}",
                "label": partner.display_name,
                "detail": " · ".join(filter(None, (partner.phone, partner.email))),
            }
            for partner in partners.search(domain, limit=MAX_CUSTOMERS)
        ]

    @api.model
    def _find_bought(self, query, customer, company):
        counted = PIECES.match(query)
        pieces, query = counted.groups() if counted else ("1", query)
        finder = self.env["complaint.purchase.finder"]
        bought = finder._find_purchases(query, customer, company, limit=MAX_PURCHASES)
        products = self.env["product.product"].sudo()
        partners = self.env["res.partner"].sudo()
        found = []
        for vals in bought:
            kind = SALE if vals.get("sale_line_id") else INVOICE
            line = vals.get("sale_line_id") or vals["invoice_line_id"]
            product = products.browse(vals["product_id"]).display_name
            parts = [
                vals["number"],
                fields.Date.to_string(vals["date"]),
                f"{vals['bought_qty']:g}",
                self.env["res.currency"].browse(vals["currency_id"]).format(vals["price_total"]),
                "" if customer else partners.browse(vals["partner_id"]).display_name,
            ]
            found.append(
                {
                    "pick": f"{kind}:{line}:{pieces}",
                    "label": product or vals["number"],
                    "detail": " · ".join(filter(None, parts)),
                }
            )
        return found

    @api.onchange("pick")
    def _onchange_pick(self):
        """Take what was chosen in the search into the record, and free the field for the next."""
        kind, _colon, value = (self.pick or "").partition(":")
        if kind == NEW:
            self._take_new(value)
        elif kind == CUSTOMER:
            self._take_customer(self.env["res.partner"].browse(int(value)).exists())
        elif kind in (SALE, INVOICE):
            line, _colon, pieces = value.partition(":")
            self._take_purchase(kind, int(line), float(pieces))
        if kind:
            self.pick = False

    def _take_new(self, text):
        if phone_key(text) and not any(c.isalpha() for c in text):
            self.phone = text
        elif "@" in text:
            self.email = text
        else:
            self.partner_name = text

    def _take_customer(self, partner):
        self.partner_id = partner
        self.phone = partner.phone or self.phone
        self.email = partner.email or self.email
        self.partner_name = partner.name

    def _take_purchase(self, kind, line_id, pieces):
        """:raises UserError: for a purchase of another company than the user works in"""
        model = "sale.order.line" if kind == SALE else "account.move.line"
        line = self.env[model].sudo().browse(line_id).exists()
        if line.company_id not in self.env.companies:
            raise UserError(self.env._("This purchase is not to be found any more."))
        taken = self.line_ids.sale_line_id if kind == SALE else self.line_ids.invoice_line_id
        if line.id in taken.ids:
            return
        vals = self.env["complaint.purchase.finder"]._prepare_line_vals(line)
        vals["sale_line_id" if kind == SALE else "invoice_line_id"] = line.id
        vals["quantity"] = min(vals["quantity"], pieces)
        self.line_ids = [Command.create(vals)]
        if not self.partner_id:
            self._take_customer(self.env["res.partner"].sudo().browse(vals["partner_id"]))
