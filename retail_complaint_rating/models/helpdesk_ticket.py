from odoo import models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def rating_apply(self, rate, token=None, rating=None, **kwargs):
        """Take a rating of the customer; of a complaint it is the answer to its follow-up, once."""
        if self.is_complaint and rating and rating.consumed:
            return rating
        rating = super().rating_apply(rate, token=token, rating=rating, **kwargs)
        # Odoo's page acts with the server's rights once it has seen the customer's token.
        followup = self.is_complaint and self.env.su and self._get_followup()
        if followup:
            grade = str(round(rating.rating))
            followup._record_customer_satisfaction(grade, grade, rating.feedback)
        return rating

    def _rating_apply_get_default_subtype_id(self):
        if not self.is_complaint:
            return super()._rating_apply_get_default_subtype_id()
        # What follows from the answer is told to the owner; the smiley itself is kept.
        return self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")
