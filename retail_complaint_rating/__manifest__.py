{
    "name": "Retail Complaint Rating",
    "summary": "The customer's answer to a settled complaint by one tap on a smiley",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "depends": ["retail_complaint", "rating"],
    "auto_install": True,
    "data": ["security/rating_rating_rules.xml"],
}
