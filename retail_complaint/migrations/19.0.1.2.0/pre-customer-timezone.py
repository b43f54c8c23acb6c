from odoo.tools import SQL

#: What shipped letters asked for the customer's time zone, in every language.
BEFORE = "tz=object.complaint_store_id.calendar_id.tz or object.company_id.resource_calendar_id.tz"
AFTER = "tz=object._get_customer_timezone()"


def migrate(cr, version):
    """Write times in letters in the time zone that the clocks use, also where a house kept them."""
    cr.execute(
        SQL(
            "UPDATE mail_template SET body_html = replace(body_html::text, %s, %s)::jsonb"
            " WHERE strpos(body_html::text, %s) > 0",
            BEFORE,
            AFTER,
            BEFORE,
        )
    )
