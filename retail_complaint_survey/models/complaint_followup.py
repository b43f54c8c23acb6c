from odoo import api, fields, models


class ComplaintFollowup(models.Model):
    """Asked in writing, the customer gets the questionnaire in place of the two plain questions."""

    _inherit = "complaint.followup"

    survey_input_ids = fields.One2many(
        "survey.user_input",
        "complaint_followup_id",
        string="Questionnaires",
        groups="base.group_system",
    )
    survey_answers = fields.Text(string="Questionnaire", compute="_compute_survey_answers")

    @api.depends("state")
    def _compute_survey_answers(self):
        # Who reads the follow-up reads what the customer answered for it, and no other answers.
        for followup in self:
            done = followup.sudo().survey_input_ids.filtered(lambda answer: answer.state == "done")
            followup.survey_answers = done[0]._get_complaint_text() if done else False

    def _get_link_path(self):
        answer = self.sudo().survey_input_ids[:1]
        return answer.get_start_url() if answer else super()._get_link_path()

    def _mark_asked(self, channel):
        if channel not in ("phone", "in_person", "portal"):
            self._prepare_questionnaire()
        return super()._mark_asked(channel)

    def _prepare_questionnaire(self):
        """Make the customer's own link to the questionnaire, where one is in use; once."""
        own = self.sudo()
        survey = own.env["survey.survey"].search([("complaint_followup", "=", True)], limit=1)
        if not survey or own.survey_input_ids:
            return
        ticket = own.ticket_id
        survey._create_answer(
            partner=ticket.partner_id,
            email=ticket._get_reply_address(),
            check_attempts=False,
            complaint_followup_id=own.id,
        )
        own.invalidate_recordset(["survey_input_ids"])
