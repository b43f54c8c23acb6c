from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Give a house that has levels the one of the region managers, right below the leading group.

    Without anybody in it, it is passed over.
    """
    levels = api.Environment(cr, SUPERUSER_ID, {})["complaint.level"]
    levels = levels.with_context(active_test=False)
    top = levels.search([("role", "=", "leading_group"), ("company_id", "=", False)], limit=1)
    if not top or levels.search_count([("role", "=", "region_manager")], limit=1):
        return
    levels._load_records(
        [
            {
                "xml_id": "retail_complaint.complaint_level_region_manager",
                "noupdate": True,
                "values": {
                    "name": "Region manager",
                    "sequence": top.sequence - 1,
                    "role": "region_manager",
                    "is_last_resort": True,
                },
            }
        ]
    )
