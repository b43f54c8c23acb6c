from odoo import fields, models


class HelpdeskTicket(models.Model):
    """What is standard for a case, and the proposal that starts with it (SOL-3)."""

    _inherit = "helpdesk.ticket"

    def _get_paid_in_company_currency(self):
        """Return what was paid for all that this case proves, at the rates of then."""
        self.ensure_one()
        company, currency = self.company_id, self.company_id.currency_id
        total = 0.0
        for line in self.complaint_line_ids.filtered("is_proven"):
            paid = line._get_paid_amount()
            total += line.currency_id._convert(paid, currency, company, line.purchase_date)
        return currency.round(total)

    def _get_standard_lines(self):
        """Return the values of the lines that are standard for this case, in a stable order."""
        self.ensure_one()
        standards = self.env["complaint.policy"]._get_standards(self)
        compensations = self.env["complaint.compensation"]
        lines = []
        for kind in sorted(standards):
            lines += compensations._prepare_standard_vals(self, kind, standards[kind])
        return lines

    def action_complaint_propose(self):
        """Open a new proposal that starts with what is standard for such a case."""
        action = super().action_complaint_propose()
        lines = self._get_standard_lines()
        if lines:
            if self.complaint_is_justified:
                lines.append({"kind": "apology"})
            commands = [fields.Command.create(line) for line in lines]
            action["context"] = dict(action["context"], default_compensation_ids=commands)
        return action
