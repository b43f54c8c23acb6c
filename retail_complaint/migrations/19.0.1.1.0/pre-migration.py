"""The case form has one frame now, and what stood on the old one does not find its place."""

from odoo.tools import SQL

PARTS = (
    "helpdesk_ticket_view_form_clocks",
    "helpdesk_ticket_view_form_duplicate",
    "helpdesk_ticket_view_form_goods",
    "helpdesk_ticket_view_form_header",
    "helpdesk_ticket_view_form_investigation",
    "helpdesk_ticket_view_form_pages",
    "helpdesk_ticket_view_form_people",
    "helpdesk_ticket_view_form_settlement",
)


def migrate(cr, version):
    """Empty the parts of the form; this update writes them anew or removes them.

    Odoo would combine the new frame with the old parts before it has read the new ones.
    """
    cr.execute(
        SQL(
            """
            UPDATE ir_ui_view
               SET arch_db = '{"en_US": "<data/>"}', inherit_id = frame.res_id
              FROM ir_model_data AS part, ir_model_data AS frame
             WHERE ir_ui_view.id = part.res_id
               AND part.model = 'ir.ui.view'
               AND part.module = 'retail_complaint'
               AND part.name IN %s
               AND frame.module = 'retail_complaint'
               AND frame.name = 'helpdesk_ticket_view_form'
            """,
            PARTS,
        )
    )
