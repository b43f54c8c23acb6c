{
    "name": "Retail Complaint Dashboard",
    "summary": "The figures of complaints at a glance, and in the periodic digest",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "depends": ["retail_complaint", "spreadsheet_dashboard", "digest"],
    "auto_install": True,
    "data": [
        "data/dashboards.xml",
        "data/digest_data.xml",
        "views/digest_views.xml",
    ],
}
