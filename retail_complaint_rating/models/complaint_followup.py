from odoo import models

from odoo.addons.retail_complaint.tools.told import VEIL


class ComplaintFollowup(models.Model):
    """Asked in writing, the customer can answer by one tap on a smiley."""

    _inherit = "complaint.followup"

    def _get_letter_links(self):
        labels = {
            5: self.env._("😀 Satisfied"),
            3: self.env._("😐 Neither"),
            1: self.env._("🙁 Dissatisfied"),
        }
        address = f"{self.get_base_url()}{self._get_veiled_rating_path()}"
        links = [(f"{address}/{rate}", label) for rate, label in labels.items()]
        return super()._get_letter_links() + links

    def _get_veiled_rating_path(self):
        return f"/rate/{self.id}{VEIL}"

    def _get_veils(self):
        veils = super()._get_veils()
        for followup in self.filtered(lambda followup: followup._is_link_shown()):
            # Ratings, and the customer's token of one, are readable for nobody who sends letters.
            token = followup.ticket_id.sudo()._rating_get_access_token()
            veils[followup._get_veiled_rating_path()] = f"/rate/{token}"
        return veils
