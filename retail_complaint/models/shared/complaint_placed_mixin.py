from odoo import models

#: Where a row belongs: what these fields name says who may write it.
PLACES = frozenset(
    {"company_id", "store_id", "store_ids", "complaint_store_id", "team_id", "parent_id"}
)


class ComplaintPlacedMixin(models.AbstractModel):
    """Settings of a store, a team or a company stay with those who may write them there.

    Odoo asks its rules before a write alone: whoever may write a row could move it to where they
    may not, such as a shift onto the roster of another store.
    """

    _name = "complaint.placed.mixin"
    _description = "Setting of a store, team or company"

    def write(self, vals):
        """:raises AccessError: also for rows that would belong where the user may not write"""
        result = super().write(vals)
        if PLACES.intersection(vals):
            self.check_access("write")
        return result
