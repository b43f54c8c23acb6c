{
    "name": "Retail Complaint Demo Company",
    "summary": "Three stores with goods, sales and thirty complaints to look at",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "author": "Retail Complaint contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/helpdesk",
    "license": "AGPL-3",
    "depends": [
        "retail_complaint",
        "l10n_cn_retail_complaint",
        "sale_management",
        "product_expiry",
        "mail_bot",
        "l10n_cn",
    ],
    "post_init_hook": "post_init_hook",
}
