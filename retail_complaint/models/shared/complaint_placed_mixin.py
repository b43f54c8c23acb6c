from odoo import models


class ComplaintPlacedMixin(models.AbstractModel):
    """Settings of a store, a team or a company stay with those who may write them there.

    Odoo asks its rules before a write alone: whoever may write a row could move it to where they
    may not, such as a shift onto the roster of another store.
    """

    _name = "complaint.placed.mixin"
    _description = "Setting of a store, team or company"
    #: Stores and teams are such rows themselves.
    _is_place = True

    def write(self, vals):
        """:raises AccessError: also for rows that would belong where the user may not write"""
        result = super().write(vals)
        if any(self._names_place(name) for name in vals):
            self.check_access("write")
        return result

    def _names_place(self, name):
        """Whether a field says where a row belongs."""
        comodel = self._fields[name].comodel_name
        return comodel == "res.company" or (
            comodel and getattr(self.env[comodel], "_is_place", False)
        )
