from odoo import api, fields, models
from odoo.tools import SQL


class ComplaintReportLine(models.Model):
    """Figures by product, lot and supplier, and the money by kind (ANA-1).

    One row for each thing that was complained about, and one for each compensation that was given;
    a case with three lines is still one case, since cases are counted once.
    """

    _name = "complaint.report.line"
    _inherit = ["complaint.report.mixin"]
    _description = "Figures by product and money"
    _auto = False
    _rec_name = "product_id"

    ticket_id = fields.Many2one(
        aggregator="count_distinct", string="Cases", help="Cases, each counted once."
    )
    product_id = fields.Many2one("product.product", readonly=True)
    product_category_id = fields.Many2one("product.category", readonly=True)
    lot_id = fields.Many2one("stock.lot", readonly=True)
    supplier_id = fields.Many2one(
        "res.partner", readonly=True, help="The first vendor of the product."
    )
    compensation_kind = fields.Selection(selection="_get_compensation_kinds", readonly=True)
    quantity = fields.Float(
        readonly=True, help="Pieces complained about, in the unit in which they were bought."
    )
    money = fields.Monetary(
        readonly=True,
        help="What was given back or paid, tax included, in the currency of the company.",
    )

    @api.model
    def _get_compensation_kinds(self):
        return self.env["complaint.compensation"]._fields["kind"]._description_selection(self.env)

    def _get_columns(self):
        return super()._get_columns() | {
            "id": SQL("item.id"),
            "product_id": SQL("item.product_id"),
            "product_category_id": SQL("template.categ_id"),
            "lot_id": SQL("item.lot_id"),
            "supplier_id": SQL("vendor.partner_id"),
            "compensation_kind": SQL("item.compensation_kind"),
            "quantity": SQL("item.quantity"),
            "money": SQL("item.money"),
            "recovered": SQL("coalesce(recovered.money, 0)"),
        }

    def _get_source(self):
        return SQL(
            """
            (%s) AS item
            JOIN %s ON ticket.id = item.ticket_id
            LEFT JOIN product_product AS product ON product.id = item.product_id
            LEFT JOIN product_template AS template ON template.id = product.product_tmpl_id
            LEFT JOIN (
                SELECT DISTINCT ON (product_tmpl_id) product_tmpl_id, partner_id
                FROM product_supplierinfo ORDER BY product_tmpl_id, sequence, id
            ) AS vendor ON vendor.product_tmpl_id = template.id
            LEFT JOIN %s AS recovered ON recovered.compensation_id = item.compensation_id
            """,
            self._get_items(),
            super()._get_source(),
            self._get_recovered("compensation_id"),
        )

    @staticmethod
    def _get_items():
        """Return the two sorts of rows; even and odd ids keep them apart."""
        return SQL(
            """
            SELECT id * 2 AS id, ticket_id, product_id, lot_id, NULL AS compensation_kind,
                quantity, 0 AS money, NULL::int AS compensation_id
            FROM complaint_line
            UNION ALL
            SELECT compensation.id * 2 + 1, compensation.ticket_id, line.product_id, line.lot_id,
                compensation.kind, 0, coalesce(abs(move.amount_total_signed), compensation.amount),
                compensation.id
            FROM complaint_compensation AS compensation
            LEFT JOIN complaint_line AS line ON line.id = compensation.line_id
            LEFT JOIN account_move AS move ON move.id = compensation.move_id
            WHERE compensation.state = 'executed'
            """
        )
