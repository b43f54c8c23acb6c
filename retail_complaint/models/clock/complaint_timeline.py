from odoo import fields, models
from odoo.tools import SQL

#: Where the rows come from.
SOURCES = (
    ("clock", "complaint.clock.event", "Clock"),
    ("escalation", "complaint.escalation", "Escalation"),
    ("told", "complaint.contact.log", "Told"),
    ("phase", "mail.tracking.value", "Phase"),
)


class ComplaintTimeline(models.Model):
    """All that happened to a case in the order of time, read from where it is kept."""

    _name = "complaint.timeline"
    _description = "Timeline of a complaint"
    _auto = False
    _order = "at desc, id desc"
    _depends = {
        "complaint.clock.event": ["ticket_id", "at", "user_id"],
        "complaint.escalation": ["ticket_id", "due_at", "done_at"],
        "complaint.contact.log": ["ticket_id", "told_at", "user_id"],
    }

    ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)
    at = fields.Datetime(string="When", readonly=True)
    source = fields.Selection(
        [(key, label) for key, _model, label in SOURCES], string="What", readonly=True
    )
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)
    source_model = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    description = fields.Char(compute="_compute_description")

    @property
    def _table_query(self):
        # Each source has its own quarter of the ids.
        return SQL(
            """
            SELECT id * 4 AS id, ticket_id, at, 'clock' AS source, id AS source_id,
                   'complaint.clock.event' AS source_model, user_id
              FROM complaint_clock_event
            UNION ALL
            SELECT id * 4 + 1, ticket_id, coalesce(done_at, due_at), 'escalation', id,
                   'complaint.escalation', NULL
              FROM complaint_escalation
            UNION ALL
            SELECT id * 4 + 2, ticket_id, told_at, 'told', id, 'complaint.contact.log', user_id
              FROM complaint_contact_log
            UNION ALL
            SELECT value.id * 4 + 3, message.res_id, message.date, 'phase', value.id,
                   'mail.tracking.value', value.create_uid
              FROM mail_tracking_value value
              JOIN mail_message message ON message.id = value.mail_message_id
              JOIN ir_model_fields field ON field.id = value.field_id
             WHERE message.model = 'helpdesk.ticket' AND field.model = 'helpdesk.ticket'
               AND field.name = 'stage_id'
            """
        )

    def _compute_description(self):
        for source, model, _label in SOURCES:
            rows = self.filtered(lambda row, source=source: row.source == source)
            # The rule of the timeline says who reads a row; its source has none of its own.
            records = self.env[model].sudo().browse(rows.mapped("source_id"))
            for row, record in zip(rows, records, strict=True):
                row.description = getattr(row, f"_describe_{source}")(record)

    def _describe_clock(self, event):
        label = dict(event._fields["kind"]._description_selection(self.env))[event.kind]
        reasons = dict(event._fields["reason"]._description_selection(self.env))
        waiting = f" ({reasons[event.reason]})" if event.reason and event.kind == "pause" else ""
        return f"{event.clock_id.display_name}: {label}{waiting}"

    def _describe_escalation(self, escalation):
        states = dict(escalation._fields["state"]._description_selection(self.env))
        return f"{escalation.display_name}: {escalation.outcome or states[escalation.state]}"

    def _describe_told(self, log):
        labels = [
            dict(log._fields[name]._description_selection(self.env)).get(log[name])
            for name in ("purpose", "channel")
        ]
        return f"{', '.join(filter(None, labels))}: {log.words}"

    def _describe_phase(self, value):
        return f"{value.old_value_char or ''} → {value.new_value_char or ''}"
