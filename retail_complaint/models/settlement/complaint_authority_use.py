from odoo import api, fields, models


class ComplaintAuthorityUse(models.Model):
    """What was given in a month to a customer or by a store: one row, updated where it is spent.

    The row is updated in the transaction that executes, so that two cases at once cannot both slip
    under a limit.
    """

    _name = "complaint.authority.use"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Use of authority in a month"
    _order = "month desc, id"
    _is_server_only = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    scope = fields.Selection(
        [("customer", "Customer"), ("store", "Store")], required=True, readonly=True
    )
    scope_id = fields.Integer("Id of it", required=True, readonly=True)
    month = fields.Date(required=True, readonly=True, help="The first day of the month.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True)

    scope_name = fields.Char(
        string="Customer or store", compute="_compute_scope_name", compute_sudo=True
    )

    _bucket_unique = models.UniqueIndex("(company_id, scope, scope_id, month)")

    @api.depends("scope", "scope_id")
    def _compute_scope_name(self):
        models_of = {"customer": "res.partner", "store": "retail.store"}
        for use in self:
            use.scope_name = self.env[models_of[use.scope]].browse(use.scope_id).display_name

    @api.model
    def _get_used(self, company, scope, record, months, day):
        """Return what was used in the month of ``day`` and the ``months - 1`` before it."""
        if not record:
            return 0.0
        first = fields.Date.start_of(day, "month")
        since = fields.Date.subtract(first, months=months - 1)
        rows = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("scope", "=", scope),
                ("scope_id", "=", record.id),
                ("month", ">=", since),
            ]
        )
        return sum(rows.mapped("amount"))

    @api.model
    def _spend(self, company, scope, record, amount, day):
        """Add to the row of the month of ``day``, made if missing; negative gives back."""
        if not record:
            return
        month = fields.Date.start_of(day, "month")
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO complaint_authority_use (
                company_id, scope, scope_id, month, amount,
                create_uid, create_date, write_uid, write_date
            ) VALUES (%s, %s, %s, %s, %s, %s, now() AT TIME ZONE 'UTC', %s,
                now() AT TIME ZONE 'UTC')
            ON CONFLICT (company_id, scope, scope_id, month)
            DO UPDATE SET amount = complaint_authority_use.amount + EXCLUDED.amount
            """,
            [company.id, scope, record.id, month, amount, self.env.uid, self.env.uid],
            log_exceptions=False,  # losing a race is no error
        )
        self.sudo().search(
            [("scope", "=", scope), ("scope_id", "=", record.id)]
        ).invalidate_recordset()

    @api.model
    def _merge_customers(self, merged, customer):
        """Count for a customer what was given to the contacts that were merged into theirs."""
        rows = self.sudo().search([("scope", "=", "customer"), ("scope_id", "in", merged.ids)])
        for row in rows:
            self._spend(row.company_id, "customer", customer, row.amount, row.month)
        rows.unlink()
