from odoo import api, fields, models


class ComplaintSeverity(models.Model):
    """How bad a case is: it decides priority, deadlines and who is told (CLS-2)."""

    _name = "complaint.severity"
    _inherit = ["complaint.placed.mixin"]
    _description = "Severity of a complaint"
    _order = "level desc, id"

    name = fields.Char(required=True, translate=True)
    level = fields.Integer(
        required=True, default=1, help="1 is the lowest; it decides the ticket's priority."
    )
    priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Very High")],
        default="1",
        required=True,
    )
    report_to = fields.Selection(
        [
            ("nobody", "Nobody"),
            ("leader", "Leader of the leading group"),
            ("leading", "Whole leading group"),
            ("all", "Leading group and support group"),
        ],
        string="Reported at once to",
        required=True,
        default="leader",
        help="Each of them finds the new case among his activities; no e-mail is sent.",
    )
    handover_hours = fields.Float(
        string="Hours to accept",
        required=True,
        default=24.0,
        help="An offered hand-over that nobody accepts in this time goes back to the owner.",
    )
    needs_summing_up = fields.Boolean(
        string="Summing-up",
        help="The leading group sums the case up before it is archived.",
    )
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.user._get_complaint_setting_company(),
        help="Empty: every company.",
    )
    active = fields.Boolean(default=True)
    level_ids = fields.One2many("complaint.service.level", "severity_id", string="Service levels")

    _level_unique = models.UniqueIndex(
        "(level, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "Another severity already has this level.",
    )
    _handover_hours_positive = models.Constraint(
        "CHECK (handover_hours > 0)", "Give the other side some time to accept a hand-over."
    )

    @api.model
    def _get_top(self, company):
        """Return the highest severity of a company, the one of health and safety (CLS-5)."""
        domain = [("company_id", "in", [False, company.id])]
        return self.with_context(active_test=True).search(domain, limit=1)

    def _get_report_summary(self, env):
        """Return what stands on the list of who hears of a new case, in the language of ``env``."""
        name = self.with_env(env).name or env._("not rated yet")
        return env._("New complaint: %s", name)
