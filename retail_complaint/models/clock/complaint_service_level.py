from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.case import Row, named
from ...tools.process import KINDS
from ...tools.service_level import CLOCK_KINDS, DATED_KINDS, UNITS, choose


class ComplaintServiceLevel(models.Model):
    """How long a clock runs, for the cases that it is about.

    Of the levels that fit a case the closest counts; ``tools/case.py`` says which.
    """

    _name = "complaint.service.level"
    _inherit = ["complaint.placed.mixin"]
    _description = "Service level"
    _order = "clock_kind, severity_id, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    clock_kind = fields.Selection(
        [kind for kind in CLOCK_KINDS if kind[0] not in DATED_KINDS],
        string="Clock",
        required=True,
        default="resolution",
        index=True,
    )
    severity_id = fields.Many2one(
        "complaint.severity", ondelete="cascade", index=True, check_company=True
    )
    category_id = fields.Many2one(
        "helpdesk.ticket.category",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="With the categories below it.",
    )
    store_id = fields.Many2one(
        "retail.store",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        domain="[('parent_id', '=', False)]",
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        domain="[('is_complaint', '=', True)]",
    )
    kind = fields.Selection(
        KINDS,
        help="Empty: complaints and after-sales requests. Suggestions and inquiries have only "
        "the clocks whose service level names them.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    length = fields.Float(required=True, default=1)  # pylint: disable=attribute-deprecated # a field named length
    unit = fields.Selection(UNITS, required=True, default="hours")
    counts = fields.Selection(
        [
            ("always", "Around the clock"),
            ("working", "Working hours of the store, else the team, else the company"),
        ],
        string="Counted",
        required=True,
        default="always",
    )
    warning = fields.Float(
        help="So long before it is due, in the same unit, the case counts as at risk."
    )
    can_pause = fields.Boolean(
        string="May pause",
        default=True,
        help="Off for what a law or an authority demands: waiting for the customer is no excuse.",
    )

    _length_positive = models.Constraint(
        "CHECK (length > 0)", "A service level must be longer than zero."
    )
    _warning_within = models.Constraint(
        "CHECK (warning >= 0 AND warning < length)",
        "The warning comes before the clock is due: enter less than its length.",
    )
    _one_per_criteria = models.UniqueIndex(
        "(clock_kind, severity_id, category_id, store_id, team_id, kind, company_id)"
        " NULLS NOT DISTINCT WHERE active IS TRUE",
        "Another service level of this clock is about the same cases. Change that one.",
    )

    @api.depends("clock_kind", "severity_id", "category_id", "store_id", "team_id", "kind")
    def _compute_name(self):
        labels = dict(self._fields["clock_kind"]._description_selection(self.env))
        for level in self:
            parts = [labels.get(level.clock_kind), *level._get_criteria()]
            level.name = ", ".join(part for part in parts if part)

    @api.depends("store_id", "team_id", "category_id", "severity_id")
    def _compute_company_id(self):
        for level in self:
            level.company_id = (
                level.store_id.company_id
                or level.team_id.company_id
                or level.category_id.company_id
                or level.severity_id.company_id
                or level.company_id
                or self.env.user._get_complaint_setting_company()
            )

    def _get_criteria(self):
        """Return the labels of what this level names."""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        records = (self.severity_id, self.category_id, self.store_id, self.team_id)
        return [record.display_name for record in records if record] + [
            kinds[kind] for kind in [self.kind] if kind
        ]

    @api.constrains("unit", "counts", "store_id", "team_id", "company_id")
    def _check_calendar(self):
        for level in self:
            if level.unit == "days" and level.counts == "working":
                raise ValidationError(
                    self.env._("Calendar days run around the clock. Choose working days instead.")
                )
            if level.unit == "working_days" and level.counts != "working":
                raise ValidationError(
                    self.env._("Working days are counted by working hours. Choose them.")
                )
            if level.counts == "working":
                level._check_attendances()

    def _check_attendances(self):
        company = self.company_id or self.store_id.company_id or self.env.company
        calendar = (
            self.store_id.calendar_id
            or self.team_id.complaint_calendar_id
            or company.resource_calendar_id
        )
        calendar._ensure_complaint_hours(self.name)

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        levels._on_change(levels.mapped("clock_kind"))
        return levels

    def write(self, vals):
        before = self.mapped("clock_kind")
        result = super().write(vals)
        self._on_change(before + self.mapped("clock_kind"))
        return result

    def unlink(self):
        kinds = self.mapped("clock_kind")
        result = super().unlink()
        self._on_change(kinds)
        return result

    def _on_change(self, clock_kinds):
        """Forget what was cached, and ask for new plans of the running clocks of these kinds."""
        self.env.registry.clear_cache()
        self.env["complaint.clock"]._ask_replan([("kind", "in", clock_kinds)])

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """Return all active levels as plain data, small and read for every case."""
        return tuple(
            Row(
                level.id,
                level.clock_kind,
                named(
                    severity=level.severity_id.ids,
                    category=level.category_id.ids,
                    team=level.team_id.ids,
                    store=level.store_id.ids,
                    kind=[level.kind],
                    company=level.company_id.ids,
                ),
            )
            for level in self.sudo().with_context(active_test=True).search([])
        )

    @api.model
    def _get_level(self, clock_kind, case):
        """Return the level that holds for this clock in a case, or none.

        :param case: a ``tools.case.Case``
        """
        found = choose(self._get_table(), clock_kind, case)
        return self.browse(found.id if found else [])
