{
    "name": "China - Retail Complaint",
    "summary": "Chinese consumer law as dated rows: amounts, deadlines, duties",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "countries": ["cn"],
    "depends": ["retail_complaint"],
    "data": [
        "data/complaint_statute_input_data.xml",
        "data/complaint_statute_amount_data.xml",
        "data/complaint_statute_deadline_data.xml",
        "data/complaint_statute_rule_data.xml",
    ],
}
