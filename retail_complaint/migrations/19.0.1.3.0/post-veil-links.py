from odoo.tools import SQL

#: Where staff reads what was written to customers.
READ_BY_STAFF = (
    ("complaint_contact_log", "words", "line.ticket_id"),
    ("mail_message", "body", "CASE line.model WHEN 'helpdesk.ticket' THEN line.res_id END"),
    ("mail_activity", "note", "CASE line.res_model WHEN 'helpdesk.ticket' THEN line.res_id END"),
)
#: Each secret: table, column, the case's id, and the address before it.
SECRETS = (
    ("complaint_proposal", "token", "ticket_id", "/complaint/offer/"),
    ("complaint_followup", "token", "ticket_id", "/complaint/followup/"),
    ("helpdesk_ticket", "complaint_tracking_code", "id", "/complaint/track/"),
)


def migrate(cr, version):
    """Veil the customers' addresses in what was kept of letters, as new letters are kept."""
    for table, column, case in READ_BY_STAFF:
        text = SQL("line.%s", SQL.identifier(column))
        for secret_table, secret, ticket, path in SECRETS:
            token = SQL("secret.%s", SQL.identifier(secret))
            query = SQL(
                "UPDATE %s AS line SET %s = replace(%s, %s || %s, %s || secret.id || '-***')"
                " FROM %s AS secret WHERE secret.%s = %s"
                " AND %s IS NOT NULL AND strpos(%s, %s || %s) > 0",
                SQL.identifier(table),
                SQL.identifier(column),
                text,
                path,
                token,
                path,
                SQL.identifier(secret_table),
                SQL.identifier(ticket),
                SQL(case),
                token,
                text,
                path,
                token,
            )
            cr.execute(query)
        cr.execute(
            SQL(
                "UPDATE %s AS line SET %s = regexp_replace("
                "%s, '(/rate/)[-_[:alnum:]]{16,}', '\\1-***', 'g')"
                " WHERE %s ~ '/rate/[-_[:alnum:]]{16,}' AND %s IS NOT NULL",
                SQL.identifier(table),
                SQL.identifier(column),
                text,
                text,
                SQL(case),
            )
        )
