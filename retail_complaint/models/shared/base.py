import json

from odoo import models

from .complaint_guarded_mixin import _read_named, belongs_to_cases

#: The names of fields by which models point to whatever document there is.
POINTS_TO_MODEL = ("model", "res_model", "render_model", "res_model_id", "model_id")
POINTS_TO_ID = ("res_id", "res_ids")
DEFAULT = "default_"


class Base(models.AbstractModel):
    """A form that is opened on a case, of whatever model, shows nothing of one out of reach.

    Odoo shows the name of what a record points to as superuser: of the document of a message, an
    activity, a rating, and of what is named by a default of the request. Where such a record is
    created Odoo checks the document; while it is typed it does not.
    """

    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su:
            self._check_pointed(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_pointed(self, values):
        """:raises AccessError: for a case out of reach that is newly named"""
        named = {
            name.removeprefix(DEFAULT): value
            for name, value in self.env.context.items()
            if name.startswith(DEFAULT)
        } | values
        for model, ids in self._iter_pointed(named):
            self.env[model].browse(ids).check_access("read")

    def _iter_pointed(self, named):
        """Yield (model, ids) of cases, their parts and files, as far as these values name new."""
        for name, value in named.items():
            field = self._fields.get(name)
            if not value or field is None:
                continue
            if field.relational:
                model, ids = field.comodel_name, _read_named(field, value)[0]
                ids = set(ids) - set(self.sudo()[name].ids if field.store else ())
                if model == "ir.attachment":
                    ids = self._find_case_files(ids)
                if ids and (belongs_to_cases(model) or model == "ir.attachment"):
                    yield model, list(ids)
            elif field.type == "reference" and isinstance(value, str):
                model, _comma, record_id = value.partition(",")
                if belongs_to_cases(model) and model in self.env and record_id.isdecimal():
                    yield model, [int(record_id)]
        kept = self._get_pointers()
        ids = self._get_pointed_ids(named) - self._get_pointed_ids(kept)
        for model in self._get_pointed_models(kept | named):
            if ids and belongs_to_cases(model) and model in self.env:
                yield model, list(ids)

    def _find_case_files(self, ids):
        files = self.env["ir.attachment"].sudo().browse(ids).exists()
        return set(files.filtered(lambda file: belongs_to_cases(file.res_model or "")).ids)

    def _get_pointers(self):
        """Return what a kept record points to already, and shows to who reads it."""
        if not self:
            return {}
        names = [n for n in (*POINTS_TO_MODEL, *POINTS_TO_ID) if n in self._fields]
        [kept] = self.sudo().read(names, load=None)
        return kept

    def _get_pointed_models(self, named):
        for name in POINTS_TO_MODEL:
            field, value = self._fields.get(name), named.get(name)
            if field is None or not value:
                continue
            if field.type == "many2one":
                value = self.env["ir.model"].sudo().browse(_read_named(field, value)[0]).model
            if isinstance(value, str):
                yield value

    @staticmethod
    def _get_pointed_ids(named):
        found = set()
        for name in POINTS_TO_ID:
            value = named.get(name)
            if isinstance(value, str):
                try:
                    value = json.loads(value)
                except ValueError:
                    continue
            value = value if isinstance(value, list) else [value]
            found.update(one for one in value if type(one) is int and one)
        return found
