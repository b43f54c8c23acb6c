from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Keep on each executed line what was counted against limits of authority."""
    query = SQL(
        "UPDATE complaint_compensation AS line SET counted_amount = line.amount"
        " FROM res_company AS company WHERE company.id = line.company_id"
        " AND company.currency_id = line.currency_id"
        " AND line.state = 'executed' AND line.counted_amount IS NULL"
    )
    cr.execute(query)
    lines = api.Environment(cr, SUPERUSER_ID, {})["complaint.compensation"].search(
        [("state", "=", "executed"), ("counted_amount", "=", False), ("amount", "!=", 0)]
    )
    for line in lines.filtered(lambda line: line.currency_id != line.company_id.currency_id):
        proposal, company = line.proposal_id, line.company_id
        day = proposal.executed_at or proposal.write_date
        line._as_server().write(
            {
                "counted_amount": line.currency_id._convert(
                    line.amount, company.currency_id, company, day.date()
                )
            }
        )
