from odoo import api, fields, models, tools

from ...tools.roles import LEVELS, OWNER, ROLES, Level, levels_of


class ComplaintLevel(models.Model):
    """A level above the owner of a case; in their order everybody is asked who is asked in turn.

    The way up and approval ask all of them, each purpose that has a mark only those with it; see
    ``tools/roles.py``. A company's own level goes before the common one of the same role.
    """

    _name = "complaint.level"
    _inherit = ["complaint.placed.mixin"]
    _description = "Level"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    # A new level stands where the list shows it: at the end.
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    role = fields.Selection(
        [(role, label) for role, label in ROLES if role != OWNER],
        string="Who",
        required=True,
        help="Who of the case stands at this level. Without anybody it is passed over.",
    )
    is_receiver = fields.Boolean(
        string="On the spot",
        help="Takes at once what comes in by itself where the roster names nobody, and looks "
        "after suspect food.",
    )
    is_last_resort = fields.Boolean(
        string="Last resort",
        help="Gets, without being asked, what was refused twice and what nobody else takes.",
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.user._get_complaint_setting_company(),
        help="Empty: every company.",
    )

    _role_unique = models.UniqueIndex(
        "(role, COALESCE(company_id, 0))",
        "There is a level of these people already, perhaps an archived one.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        levels = super().create(vals_list)
        self.env.registry.clear_cache()
        return levels

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _get_roles(self, company, purpose=None):
        """Return the roles of the levels of a company, the lowest first.

        :param purpose: "is_receiver" or "is_last_resort": only the levels marked so
        """
        levels = levels_of(self._get_table(), company.id)
        return tuple(level.role for level in levels if not purpose or getattr(level, purpose))

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """Return all active levels as plain data, small and read for every case."""
        return tuple(
            Level(level.role, level.is_receiver, level.is_last_resort, level.company_id.id or 0)
            # In which order people are asked is no secret to whoever registers a case.
            for level in self.sudo().with_context(active_test=True).search([])
        )

    @api.model
    def _get_labels(self, company):
        """Return what the roles are called, levels as the house named them, the lowest first."""
        # Also of levels that are no more: cases of that time say them.
        levels = self.sudo().with_context(active_test=False)
        levels = levels.search([("company_id", "in", (False, company.id))])
        names = {level.role: level.name for level in levels if not level.company_id}
        names |= {level.role: level.name for level in levels if level.company_id}
        return names | {
            role: label
            for role, label in self._fields["role"]._description_selection(self.env)
            if role not in names
        }

    @api.model
    def _load_shipped(self):
        """Make the levels of :data:`LEVELS`; a house that has levels keeps its own."""
        if self.with_context(active_test=False).search_count([], limit=1):
            return
        labels = dict(ROLES)
        self._load_records(
            [
                {
                    "xml_id": f"retail_complaint.complaint_level_{level.role}",
                    "noupdate": True,
                    "values": {
                        "name": labels[level.role],
                        "sequence": 10 * place,
                        "role": level.role,
                        "is_receiver": level.is_receiver,
                        "is_last_resort": level.is_last_resort,
                    },
                }
                for place, level in enumerate(LEVELS, start=1)
            ]
        )
