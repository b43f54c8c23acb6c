from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.likeness import PHONE_DIGITS, phone_key


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Customers say their number as they please; it is looked up by its digits, as it is typed.
    _complaint_phone_index = models.Index(
        r"(right(regexp_replace(phone, '\D', '', 'g'), 11) text_pattern_ops)"
        " WHERE phone IS NOT NULL"
    )

    @api.model
    def _get_complaint_phone_domain(self, text):
        """Return the domain of those whose number begins with the digits typed; None for few."""
        digits = phone_key(text)
        if not digits:
            return None
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                r"right(regexp_replace(%(phone)s, '\D', '', 'g'), 11) LIKE %(digits)s"
                " AND %(phone)s IS NOT NULL",
                phone=SQL.identifier(alias, "phone"),
                digits=digits[:PHONE_DIGITS] + "%",
            )
        )
