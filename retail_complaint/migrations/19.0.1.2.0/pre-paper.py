import re

from odoo.tools import SQL

#: What was named a form is a paper, or the report on how a case was handled.
RENAMED = ((r"form_((?:action_)?)report", r"paper_\1handling_report"), (r"form_", r"paper_"))


def migrate(cr, version):
    """Keep templates and actions of papers under their new names, with what a house changed."""
    query = SQL(
        "SELECT id, name FROM ir_model_data"
        " WHERE module = 'retail_complaint' AND name ~ '^(form|complaint_form_(action|menu))_'"
    )
    cr.execute(query)
    for data_id, name in cr.fetchall():
        new = next(re.sub(old, to, name) for old, to in RENAMED if re.search(old, name))
        cr.execute(SQL("UPDATE ir_model_data SET name = %s WHERE id = %s", new, data_id))
        keys = [f"retail_complaint.{key}" for key in (new, name)]
        cr.execute(SQL("UPDATE ir_ui_view SET key = %s WHERE key = %s", *keys))
