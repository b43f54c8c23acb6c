from odoo import models
from odoo.tools import SQL


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    def _get_ticket_sequence(self, company_id):
        """Return the sequence that numbers the tickets of a company, as the helpdesk does."""
        return self.search(
            [
                ("code", "=", "helpdesk.ticket.sequence"),
                ("company_id", "in", [company_id, False]),
            ],
            order="company_id",
            limit=1,
        )

    def _get_next_chars(self, count):
        """Draw many numbers of a standard sequence by one statement."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        return [self.get_next_char(number) for (number,) in rows]
