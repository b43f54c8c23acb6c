from odoo import fields, models
from odoo.exceptions import AccessError

REPORT = "complaint.report.case"


class DigestDigest(models.Model):
    """What the leading group reads of complaints in its periodic mail: of its own stores."""

    _inherit = "digest.digest"

    kpi_complaint_received = fields.Boolean("Complaints received")
    kpi_complaint_received_value = fields.Integer(compute="_compute_kpi_complaint_received_value")
    kpi_complaint_justified = fields.Boolean("Complaints found justified")
    kpi_complaint_justified_value = fields.Integer(compute="_compute_kpi_complaint_justified_value")
    kpi_complaint_late = fields.Boolean("Complaints not answered in time")
    kpi_complaint_late_value = fields.Integer(compute="_compute_kpi_complaint_late_value")

    def _compute_kpi_complaint_received_value(self):
        self._compute_kpi_complaint("received", [])

    def _compute_kpi_complaint_justified_value(self):
        self._compute_kpi_complaint("justified", [("justified_count", "=", 1)])

    def _compute_kpi_complaint_late_value(self):
        late = [("response_due_count", "=", 1), ("response_met_count", "!=", 1)]
        self._compute_kpi_complaint("late", late)

    def _compute_kpi_complaint(self, name, domain):
        """Count the cases of the period by company.

        :raises AccessError: for who sees no figures; the digest then leaves it out for them
        """
        if not self.env[REPORT].has_access("read"):
            raise AccessError(self.env._("You have no access to the figures of complaints."))
        self._calculate_company_based_kpi(
            REPORT,
            f"kpi_complaint_{name}_value",
            date_field="received_at",
            additional_domain=domain,
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("retail_complaint.retail_complaint_menu").id
        for name in ("received", "justified", "late"):
            actions[f"kpi_complaint_{name}"] = (
                f"retail_complaint.complaint_report_case_action?menu_id={menu}"
            )
        return actions
