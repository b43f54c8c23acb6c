"""What uninstalling does before Odoo takes the addon's kinds and fields away."""

from odoo.tools import SQL

from .models.complaint_compensation import KINDS

CODES = tuple(code for code, _label in KINDS)


def uninstall_hook(env):
    """Keep what was granted: vouchers stay with their owners, the lines of cases as goodwill.

    In SQL, since the lines belong to executed proposals, which nobody may change.
    """
    env.cr.execute(
        SQL("UPDATE complaint_compensation SET kind = 'goodwill' WHERE kind IN %s", CODES)
    )
    env.cr.execute(SQL("DELETE FROM complaint_authority WHERE kind IN %s", CODES))
    env.invalidate_all()
