{
    "name": "European Union and United Kingdom - Retail Complaint",
    "summary": "Some consumer law of the EU and the UK as dated rows, not verified",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "depends": ["retail_complaint"],
    "data": ["data/complaint_statute_data.xml"],
}
