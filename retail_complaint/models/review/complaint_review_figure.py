from odoo import api, fields, models

from ...tools.process import JUSTIFIED_FINDINGS
from ...tools.review import rose

#: How many of each sort a meeting looks at.
TOP = 10
JUSTIFIED_DOMAIN = [("finding", "in", sorted(JUSTIFIED_FINDINGS))]
RESPONDENT = ("role", "=", "respondent")

#: Measures of the whole, each with the unit in which it is read.
TOTALS = {
    "case_count:sum": "count",
    "justified_count:sum": "count",
    "reopened_count:sum": "count",
    "response_hours:avg": "hours",
    "resolution_hours:avg": "hours",
    "response_share:avg": "share",
    "resolution_share:avg": "share",
    "satisfaction:avg": "score",
    "money:sum": "money",
}
#: Sorts of figures: report, field and what is left out.
SORTS = {
    "store": ("case", "store_id", []),
    "area": ("case", "area_id", [("area_id", "!=", False)]),
    "category": ("case", "category_id", []),
    "cause": ("case", "root_cause_id", [("root_cause_id", "!=", False)]),
    "weekday": ("case", "weekday", []),
    "hour": ("case", "hour", []),
    "product": ("line", "product_id", [("product_id", "!=", False)]),
    "merchant": ("party", "partner_id", [RESPONDENT, ("partner_id", "!=", False)]),
    "department": ("party", "department_id", [RESPONDENT, ("department_id", "!=", False)]),
    "employee": ("party", "user_id", [RESPONDENT, ("user_id", "!=", False)]),
}


class ComplaintReviewFigure(models.Model):
    """One figure of a review, in words and numbers of the day on which it was taken."""

    _name = "complaint.review.figure"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Figure of a review"
    _order = "review_id, sequence, id"
    _rec_name = "label"
    _is_server_only = True

    review_id = fields.Many2one("complaint.review", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    sort = fields.Selection(
        [
            ("total", "In all"),
            ("store", "Store"),
            ("area", "Area"),
            ("category", "Category"),
            ("cause", "Root cause"),
            ("weekday", "Weekday"),
            ("hour", "Hour of the day"),
            ("product", "Product"),
            ("merchant", "Merchant or supplier"),
            ("department", "Department"),
            ("employee", "Employee"),
        ],
        string="By",
        required=True,
    )
    label = fields.Char(string="Of", required=True)
    unit = fields.Selection(
        [
            ("count", "Cases"),
            ("hours", "Hours"),
            ("share", "Share"),
            ("score", "1 to 5"),
            ("money", "Money"),
        ],
        required=True,
        default="count",
    )
    value = fields.Float()
    before = fields.Float(help="The same of the month or quarter before.")
    justified = fields.Integer(help="Of the cases now, those found justified or partly so.")
    value_text = fields.Char(string="Now, in words", compute="_compute_text")
    before_text = fields.Char(string="Before, in words", compute="_compute_text")
    is_rising = fields.Boolean(
        string="Rose", help="More than before, and by more than chance brings by itself."
    )

    @api.depends("value", "before", "unit")
    def _compute_text(self):
        for figure in self:
            figure.value_text = figure._get_text(figure.value)
            figure.before_text = figure._get_text(figure.before)

    def _get_text(self, number):
        self.ensure_one()
        if self.unit == "money":
            return self.review_id.company_id.currency_id.format(number)
        if self.unit == "share":
            return f"{100 * number:.0f} %"
        return f"{number:.0f}" if self.unit == "count" else f"{number:.1f}"

    @api.ondelete(at_uninstall=False)
    def _unlink_by_the_server(self):
        self._check_guarded(["value"])

    @api.model
    def _read_figures(self, now, before):
        """Return values of the figures of two periods, given by their domains."""
        rows = self._read_totals(now, before)
        for sort, (report, field, left_out) in SORTS.items():
            rows += self._read_sort(sort, report, field, now + left_out, before + left_out)
        return rows

    @api.model
    def _read_totals(self, now, before):
        report = self.env["complaint.report.case"]
        rows = []
        both = [report._read_group(domain, [], list(TOTALS))[0] for domain in (now, before)]
        for (measure, unit), value, earlier in zip(TOTALS.items(), *both, strict=True):
            name = measure.partition(":")[0]
            rows.append(
                {
                    "sort": "total",
                    "label": report._fields[name]._description_string(self.env),
                    "unit": unit,
                    "value": value or 0,
                    "before": earlier or 0,
                    "is_rising": name == "case_count" and rose(value or 0, earlier or 0),
                }
            )
        return rows

    @api.model
    def _read_sort(self, sort, report, field, now, before):
        model = self.env[f"complaint.report.{report}"]
        measure = "case_count:sum" if report == "case" else "ticket_id:count_distinct"
        counts, earlier, justified = (
            dict(model._read_group(domain, [field], [measure]))
            for domain in (now, before, now + JUSTIFIED_DOMAIN)
        )
        frequent = sorted(counts, key=lambda key: (-counts[key], str(key)))[:TOP]
        return [
            {
                "sort": sort,
                "label": self._get_label(model, field, key),
                "value": counts[key],
                "before": earlier.get(key, 0),
                "justified": justified.get(key, 0),
                "is_rising": rose(counts[key], earlier.get(key, 0)),
            }
            for key in frequent
        ]

    @api.model
    def _get_label(self, model, field, key):
        if not key:
            return self.env._("(none)")
        if model._fields[field].type == "selection":
            return dict(model._fields[field]._description_selection(self.env))[key]
        return key.display_name
