{
    "name": "Retail Complaint Survey",
    "summary": "The customer's answer to a settled complaint by a questionnaire of your own",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "depends": ["retail_complaint", "survey"],
    "auto_install": True,
    "data": [
        "data/survey_data.xml",
        "views/complaint_followup_views.xml",
        "views/survey_survey_views.xml",
        "views/survey_question_views.xml",
    ],
}
