from odoo import models


class ComplaintFollowup(models.Model):
    """Asked in writing, the customer can answer by one tap on a smiley."""

    _inherit = "complaint.followup"

    def _get_letter_links(self):
        # Ratings, and the customer's token of one, are readable for nobody who sends the letter.
        ticket = self.ticket_id.sudo()
        token = ticket._rating_get_access_token()
        labels = {
            5: self.env._("😀 Satisfied"),
            3: self.env._("😐 Neither"),
            1: self.env._("🙁 Dissatisfied"),
        }
        links = [
            (f"{self.get_base_url()}/rate/{token}/{rate}", label) for rate, label in labels.items()
        ]
        return super()._get_letter_links() + links
