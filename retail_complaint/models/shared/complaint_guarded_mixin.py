from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.tools.misc import clean_context

from ...tools.clean import drop_unseen, one_line

CONTEXT_NAME = "complaint_server_key"


class _ServerKey:
    """A value that no request can send: it is recognised by identity, not by equality."""

    __slots__ = ()

    def __repr__(self):
        return "<server key>"

    # A context is copied and serialised on its way to other threads and jobs; the
    # key must not survive that.
    def __reduce__(self):
        return (str, ("server key",))


SERVER_KEY = _ServerKey()


class ComplaintGuardedMixin(models.AbstractModel):
    """What a client may send: no field that the server keeps, no record out of reach.

    What is written is cleaned here as well, whichever door it came by: fields of one line hold one
    line, since they become headers of mails, and none holds what nobody sees (``tools/clean.py``).

    Fields that only the server's own methods write are marked where they are defined,
    ``guarded=True``; the methods of the model write them through ``self._as_server()``. That key
    opens one create or write of this very model: what the values carry for other records
    (commands of x2many fields) is the client's again. Guarded fields are not copied
    (``copy=False``).

    Records that a client names are records that the user can read: Odoo shows the name of whatever
    a many2one points to, and computes stored fields, as superuser. Purchases are no part of this:
    staff at the desk has no rights on orders and invoices, and what it may see of them the search
    of purchases says.
    """

    _name = "complaint.guarded.mixin"
    _description = "Fields written by the server only"
    #: All of the model is the server's. Access rows give nobody the right to write it, but the
    #: context of a request would still fill in what the server itself leaves to the defaults.
    _is_server_only = False

    def _valid_field_parameter(self, field, name):
        return name == "guarded" or super()._valid_field_parameter(field, name)

    @api.model
    @tools.ormcache()
    def _get_guarded_fields(self):
        """Return the names of the fields that only the server's own code may write."""
        return frozenset(
            name
            for name, field in self._fields.items()
            if self._is_server_only or getattr(field, "guarded", False)
        )

    def _as_server(self):
        """Return the records in a context whose next create or write may set guarded fields."""
        return self.with_context(**{CONTEXT_NAME: (SERVER_KEY, self._name)})

    def _without_key(self):
        if not self.env.context.get(CONTEXT_NAME):
            return self
        return self.with_context(**{CONTEXT_NAME: None})

    def _without_defaults(self):
        """Return the records in a context without the defaults of the request.

        For steps that make documents: a default would fill what the server leaves open.
        """
        return self.with_env(self.env(context=clean_context(self.env.context)))

    def _is_server_write(self):
        key = self.env.context.get(CONTEXT_NAME)
        return isinstance(key, tuple) and key[0] is SERVER_KEY and key[1] == self._name

    def _check_guarded(self, names):
        if self._is_server_write():
            return
        forged = self._get_guarded_fields().intersection(names)
        if forged:
            labels = ", ".join(
                sorted(self._fields[name]._description_string(self.env) for name in forged)
            )
            raise AccessError(
                self.env._(
                    "%(fields)s cannot be set by hand. Use the buttons of the case, which "
                    "check what has to be checked.",
                    fields=labels,
                )
            )

    def _check_named(self, vals):
        """:raises AccessError: for a case, or what belongs to one, out of the user's reach"""
        if self.env.su or self._is_server_write():
            return
        for name, value in vals.items():
            field = self._fields.get(name)
            if value and field is not None and field.relational:
                self._check_named_records(self.env[field.comodel_name], field, value)

    def _check_named_records(self, comodel, field, value):
        ids, nested = _read_named(field, value)
        if belongs_to_cases(comodel._name):
            comodel.browse(ids).check_access("read")
        if hasattr(comodel, "_check_named"):
            for vals in nested:
                comodel._check_named(vals)

    def _check_sent(self, vals_list):
        """Refuse what a client may not send; to be asked before anything is computed from it.

        :raises AccessError: for a field of the server's, or a record out of reach
        """
        self._check_guarded(set().union(*vals_list))
        for vals in vals_list:
            self._check_named(vals)

    @api.model
    def default_get(self, fields):
        # A default of a guarded field comes from its definition, never from the context
        # of the request or from a default that users saved for themselves.
        defaults = super().default_get(fields)
        for name in self._get_guarded_fields().intersection(defaults):
            field = self._fields[name]
            if field.default:
                defaults[name] = field.convert_to_write(field.default(self), self)
            else:
                del defaults[name]
        self._check_named(defaults)
        return defaults

    def onchange(self, values, field_names, fields_spec):
        self._check_named(values)
        return super().onchange(values, field_names, fields_spec)

    def export_data(self, fields_to_export):
        """Export, and keep who took what of the cases out of the house (REC-3)."""
        result = super().export_data(fields_to_export)
        if not self.env.su:
            self.env["complaint.access.log"]._log_export(self._get_of_cases(), fields_to_export)
        return result

    def _get_of_cases(self):
        """Return those of the records that are cases or parts of them."""
        return self if belongs_to_cases(self._name) else self.browse()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sent(vals_list)
        vals_list = [self._clean_words(vals) for vals in vals_list]
        return super(ComplaintGuardedMixin, self._without_key()).create(vals_list)

    def write(self, vals):
        self._check_sent([vals])
        vals = self._clean_words(vals)
        return super(ComplaintGuardedMixin, self._without_key()).write(vals)

    @api.model
    def _clean_words(self, vals):
        """Return the values with their words as they can be stored, shown and sent."""
        ways = {"char": one_line, "text": drop_unseen, "html": drop_unseen}
        cleaned = {
            name: ways[field.type](value)
            for name, value in vals.items()
            if isinstance(value, str) and (field := self._fields.get(name)) and field.type in ways
        }
        return {**vals, **cleaned}


def belongs_to_cases(model):
    """Whether records of a model, by its name, are cases or parts of them."""
    return model in ("helpdesk.ticket", "retail.store") or model.startswith("complaint.")


def _read_named(field, value):
    """Return the ids that a value of a relation names, and the values nested in it."""
    if field.type == "many2one":
        # The web client sends what it shows as well.
        if isinstance(value, dict):
            value = value.get("id")
        elif isinstance(value, list | tuple):
            value = value[0] if value else False
        return ([value] if isinstance(value, int) and value else []), []
    ids, nested = [], []
    for command in value if isinstance(value, list | tuple) else ():
        if isinstance(command, int):
            ids.append(command)
            continue
        code, record_id, extra = [*command, None, None][:3]
        if code == 6:
            ids += extra or []
        elif code in (1, 2, 3, 4):
            ids.append(record_id)
        if code in (0, 1):
            nested.append(extra or {})
    return [record_id for record_id in ids if isinstance(record_id, int)], nested
