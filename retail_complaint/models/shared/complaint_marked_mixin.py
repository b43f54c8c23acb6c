from odoo import api, models
from odoo.exceptions import AccessError


class ComplaintMarkedMixin(models.AbstractModel):
    """Settings of the helpdesk of which the leading group has those of complaints.

    Record rules let it change what is marked for complaints; here it keeps the mark. What is
    for ordinary tickets stays with the managers of the helpdesk.
    """

    _name = "complaint.marked.mixin"
    _description = "Setting of the helpdesk marked for complaints"

    @api.model
    def _get_mark(self):
        """Return the name of the field that marks what is for complaints."""
        raise NotImplementedError

    def write(self, vals):
        mark = self._get_mark()
        if mark in vals and not vals[mark]:
            self._ensure_may_unmark()
        return super().write(vals)

    def _ensure_may_unmark(self):
        """:raises AccessError: when this would make an ordinary setting of one for complaints"""
        marked = self.filtered(self._get_mark())
        is_helpdesk = self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager")
        if marked and not (self.env.su or is_helpdesk):
            raise AccessError(
                self.env._(
                    "%s is for complaints. A manager of the helpdesk can make it one for ordinary "
                    "tickets.",
                    marked[0].display_name,
                )
            )
