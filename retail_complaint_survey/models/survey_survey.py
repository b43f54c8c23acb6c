from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.retail_complaint.tools.followup import GRADES


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    complaint_followup = fields.Boolean(
        string="Follow-up of complaints",
        help="Sent in place of the two plain questions, when a customer is asked in writing.",
    )

    _complaint_followup_one = models.UniqueIndex(
        "(complaint_followup) WHERE complaint_followup IS TRUE AND active IS TRUE",
        "Another questionnaire follows complaints up already. Take it out of use first.",
    )

    @api.constrains("complaint_followup", "question_and_page_ids")
    def _check_complaint_followup(self):
        for survey in self.filtered("complaint_followup"):
            measured = survey.question_ids.mapped("complaint_measures")
            if sorted(filter(None, measured)) != ["handling", "result"]:
                raise ValidationError(
                    self.env._(
                        "A questionnaire that follows complaints up asks once for the satisfaction "
                        "with the handling and once with the result. Mark one question for each."
                    )
                )


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    complaint_measures = fields.Selection(
        [("handling", "Satisfaction with the handling"), ("result", "With the result")],
        string="Measures, for complaints",
        help="For a scale from 1, very dissatisfied, to 5, very satisfied.",
    )

    @api.constrains("complaint_measures", "question_type", "scale_min", "scale_max")
    def _check_complaint_measures(self):
        for question in self.filtered("complaint_measures"):
            scale = (question.question_type, question.scale_min, question.scale_max)
            if scale != ("scale", 1, len(GRADES)):
                raise ValidationError(
                    self.env._(
                        "%s measures satisfaction: make it a scale from 1 to 5.", question.title
                    )
                )
