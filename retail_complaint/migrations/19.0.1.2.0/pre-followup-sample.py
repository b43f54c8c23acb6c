from odoo.tools import SQL


def migrate(cr, version):
    """All customers are asked (EXE-4): who was left out by a sample is just not asked."""
    cr.execute(SQL("UPDATE complaint_followup SET skip_reason = NULL WHERE skip_reason = 'sample'"))
