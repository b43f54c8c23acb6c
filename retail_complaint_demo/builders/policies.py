"""Standard compensation; what the law gives in a case; what a supplier bears of another."""

from ..tables import policies as table
from .shop import LANGUAGES, translate


def build_standards(shop):
    """Set what is standard, before the first case."""
    ref = shop.env.ref
    vals_list = [
        {
            "name": row.names[0],
            "basis": row.basis[0],
            "company_id": shop.company.id,
            "kind": "refund",
            "category_id": ref(f"retail_complaint.helpdesk_ticket_category_{row.category}").id,
            "finding": row.finding,
            "severity_id": row.severity
            and ref(f"retail_complaint.complaint_severity_{row.severity}").id,
            "value": row.percent,
            "step_amount": row.step,
            "rounding": "up",
        }
        for row in table.STANDARDS
    ]
    policies = shop.env["complaint.policy"].create(vals_list)
    for policy, row in zip(policies, table.STANDARDS, strict=True):
        translate(policy, row.names)
        for lang, basis in zip(LANGUAGES, row.basis, strict=True):
            policy.with_context(lang=lang).basis = basis


def build_claims(shop):
    """Let the owner of a case ask the law, and charge another case to its supplier."""
    claimed = shop.cases[table.CLAIMED_CASE]
    claimed = claimed.with_user(claimed.sudo().user_id)
    calculators = claimed.env["complaint.law.calculator"]
    rule = shop.env.ref(table.CLAIMED_RULE)
    calculators.create({"ticket_id": claimed.id, "statute_id": rule.id}).action_confirm()

    supplied = shop.cases[table.SUPPLIED_CASE]
    supplied = supplied.with_user(supplied.sudo().user_id)
    supplier = shop.env["res.partner"].create(
        {"name": table.SUPPLIER, "is_company": True, "company_id": shop.company.id}
    )
    supplied.env["complaint.party"].create(
        {
            "ticket_id": supplied.id,
            "role": "other",
            "kind": "supplier",
            "partner_id": supplier.id,
            "cost_share": 100,
        }
    )
    supplied.action_complaint_charge_back()
    rows = supplied.sudo().complaint_chargeback_ids
    rows.with_user(shop.users["accountant"]).action_claim()
