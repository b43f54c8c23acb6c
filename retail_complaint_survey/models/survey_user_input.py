from odoo import fields, models

#: Between the answers of one questionnaire.
SEPARATOR = "\n"


class SurveyUserInput(models.Model):
    """The answer of a customer, on its way to their case."""

    _inherit = "survey.user_input"

    complaint_followup_id = fields.Many2one(
        "complaint.followup",
        string="Follow-up",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        groups="base.group_system",
    )

    def _mark_done(self):
        result = super()._mark_done()
        for answer in self.sudo().filtered("complaint_followup_id"):
            grades = answer._get_complaint_grades()
            answer.complaint_followup_id._record_customer_satisfaction(
                grades.get("handling"), grades.get("result"), answer._get_complaint_opinion()
            )
        return result

    def _get_complaint_grades(self):
        """Return the two grades, as the core knows them."""
        return {
            line.question_id.complaint_measures: str(line.value_scale)
            for line in self.user_input_line_ids
            if line.question_id.complaint_measures and not line.skipped
        }

    def _get_complaint_opinion(self):
        """Return what was written, question by question where there are several."""
        lines = self.user_input_line_ids.filtered(
            lambda line: line.answer_type in ("text_box", "char_box") and not line.skipped
        )
        return SEPARATOR.join(filter(None, (line._get_answer_value() for line in lines)))

    def _get_complaint_text(self):
        """Return all questions with their answers as text, for those who handle the case."""
        self.ensure_one()
        return SEPARATOR.join(
            f"{line.question_id.title}: {line._get_answer_value()}"
            for line in self.user_input_line_ids.sorted(lambda line: line.question_id.sequence)
            if not line.skipped
        )
