from odoo import fields, models
from odoo.tools import SQL


class ComplaintReportRate(models.Model):
    """Cases against orders, by store and day: what a busy store and a quiet one are compared by."""

    _name = "complaint.report.rate"
    _description = "Cases per thousand orders"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "store_id"

    company_id = fields.Many2one("res.company", readonly=True)
    region_id = fields.Many2one(
        "complaint.region", readonly=True, help="Of the store concerned, as it is today."
    )
    store_id = fields.Many2one("retail.store", string="Store concerned", readonly=True)
    date = fields.Datetime(readonly=True)
    case_count = fields.Integer(string="Cases", readonly=True, help="Cases received, drills apart.")
    justified_count = fields.Integer(
        string="Justified",
        readonly=True,
        help="Found justified or partly so; a misunderstanding does not count.",
    )
    order_count = fields.Integer(
        string="Orders",
        readonly=True,
        help="Confirmed orders of the warehouse of the store. A store without a warehouse of its "
        "own has none.",
    )
    per_thousand = fields.Float(
        string="Cases per 1,000 orders",
        aggregator="avg",
        readonly=True,
        help="Cases of the time and store, for each thousand orders of the same.",
    )

    @property
    def _table_query(self):
        # One order counts for one store, also where several share a warehouse.
        return SQL(
            """
            SELECT ticket.id * 2 AS id, ticket.company_id, concerned.region_id,
                ticket.complaint_store_id AS store_id,
                ticket.complaint_received_at AS date, 1 AS case_count,
                ticket.complaint_is_justified::int AS justified_count, 0 AS order_count,
                NULL::float AS per_thousand
            FROM helpdesk_ticket AS ticket
            LEFT JOIN retail_store AS concerned ON concerned.id = ticket.complaint_store_id
            WHERE ticket.is_complaint IS TRUE AND ticket.complaint_is_drill IS NOT TRUE
                AND ticket.active IS TRUE
            UNION ALL
            SELECT sale.id * 2 + 1, sale.company_id, store.region_id, store.id, sale.date_order,
                0, 0, 1, NULL
            FROM sale_order AS sale
            LEFT JOIN (
                SELECT DISTINCT ON (warehouse_id) warehouse_id, region_id, id FROM retail_store
                WHERE warehouse_id IS NOT NULL AND parent_id IS NULL ORDER BY warehouse_id, id
            ) AS store ON store.warehouse_id = sale.warehouse_id
            WHERE sale.state = 'sale'
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "per_thousand:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "1000.0 * sum(%s) / nullif(sum(%s), 0)",
            self._field_to_sql(self._table, "case_count", query),
            self._field_to_sql(self._table, "order_count", query),
        )
