from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

#: Texts longer than this are cut where a change is kept.
MAX_NOTE = 2000


class ComplaintAccessLog(models.Model):
    """Who looked where few may look, took cases out of the house, or changed a limit (REC-3).

    Auditors read it, nobody edits it. It names cases by number and holds nothing of them.
    """

    _name = "complaint.access.log"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Access to cases"
    _order = "id desc"
    _is_server_only = True

    what = fields.Selection(
        [
            ("read", "Read a confidential case"),
            ("export", "Exported"),
            ("limit", "Changed a limit of authority"),
        ],
        string="Action",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, index=True)
    done_at = fields.Datetime(string="When", required=True, readonly=True, index=True)
    # No relation: the row outlives the record, and is written while others hold it.
    res_model = fields.Char(string="Model", readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="res_model", readonly=True)
    name = fields.Char(string="Of what", readonly=True)
    note = fields.Text(string="Which", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    _read_once_an_hour = models.UniqueIndex(
        "(user_id, res_model, res_id, date_trunc('hour', done_at)) WHERE what = 'read'"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Who did what stays on record."))

    @api.model
    def _log(self, what, records, note=None):
        """Keep what the user did to records, in this transaction.

        :param note: what exactly, in words or field names
        """
        vals = [self._prepare_vals(what, record, note) for record in records]
        # Nobody has the right to write it; that is what makes it a record.
        self.sudo()._as_server().create(vals)

    @api.model
    def _log_export(self, records, names):
        """Keep that the user exported records: one row, with how many and which fields."""
        if records:
            count = self.env._(
                "%(count)s records: %(fields)s", count=len(records), fields=", ".join(names)
            )
            self._log("export", records[:1], count)

    @api.model
    def _prepare_vals(self, what, record, note):
        company = record.company_id if "company_id" in record._fields else self.env.company
        return {
            "what": what,
            "user_id": self.env.uid,
            "done_at": fields.Datetime.now(),
            "res_model": record._name,
            "res_id": record.id,
            "name": record.sudo().display_name,
            "note": note and note[:MAX_NOTE],
            "company_id": company.id,
        }

    @api.model
    def _log_read(self, tickets):
        """Keep that the user read confidential cases, each once an hour.

        In a transaction of its own: reading is done in one that writes nothing, and a reading
        that is undone was one.
        """
        query = SQL(
            "INSERT INTO complaint_access_log"
            " (what, user_id, done_at, res_model, res_id, name, company_id,"
            " create_uid, create_date, write_uid, write_date)"
            " VALUES %s ON CONFLICT DO NOTHING",
            SQL(", ").join(
                SQL(
                    "('read', %(user)s, %(now)s, %(model)s, %(id)s, %(name)s, %(company)s,"
                    " %(user)s, %(now)s, %(user)s, %(now)s)",
                    user=self.env.uid,
                    now=fields.Datetime.now(),
                    model=ticket._name,
                    id=ticket.id,
                    name=ticket.number,
                    company=ticket.company_id.id,
                )
                for ticket in tickets.sudo()
            ),
        )
        with self.env.registry.cursor() as cr:
            cr.execute(query)
