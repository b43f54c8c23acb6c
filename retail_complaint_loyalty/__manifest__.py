{
    "name": "Retail Complaint: Vouchers",
    "summary": "Coupons, gift cards, e-wallet and points as compensation",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "depends": ["retail_complaint", "sale_loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/complaint_compensation_views.xml",
    ],
    "auto_install": True,
    "uninstall_hook": "uninstall_hook",
}
