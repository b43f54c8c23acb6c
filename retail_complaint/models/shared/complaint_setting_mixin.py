from odoo import models
from odoo.exceptions import AccessError


class ComplaintSettingMixin(models.AbstractModel):
    """Settings of the helpdesk of which the leading group has those of complaints.

    Record rules let it change what is flagged for complaints; here the flag stays. What is for
    ordinary tickets stays with the managers of the helpdesk.
    """

    _name = "complaint.setting.mixin"
    _inherit = ["complaint.placed.mixin"]
    _description = "Setting of the helpdesk for complaints"
    #: The field that tells what is for complaints from what is for ordinary tickets.
    _complaint_flag = ""

    def write(self, vals):
        flag = self._complaint_flag
        if flag in vals and not vals[flag]:
            self._ensure_can_unflag()
        return super().write(vals)

    def _ensure_can_unflag(self):
        """:raises AccessError: when this would make an ordinary setting of one for complaints"""
        flagged = self.filtered(self._complaint_flag)
        is_helpdesk = self.env.user.has_group("helpdesk_mgmt.group_helpdesk_manager")
        if flagged and not (self.env.su or is_helpdesk):
            raise AccessError(
                self.env._(
                    "%s is for complaints. A manager of the helpdesk can make it one for ordinary "
                    "tickets.",
                    flagged[0].display_name,
                )
            )
