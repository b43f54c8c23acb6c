from odoo import models
from odoo.exceptions import UserError


class RetailStore(models.Model):
    _inherit = "retail.store"

    def action_print_qr(self):
        """Print the sheets of a store and its areas, each with its code.

        :raises UserError: when there is no code yet
        """
        self.check_access("read")
        places = (self | self.area_ids).filtered("token")
        if not places:
            raise UserError(self.env._("There is no QR code yet. Make one first."))
        return self.env["complaint.paper"]._get_action("store", places)
