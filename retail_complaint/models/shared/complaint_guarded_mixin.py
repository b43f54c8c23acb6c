from odoo import api, models, tools
from odoo.exceptions import AccessError

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
    """Fields that only the server's own methods write: no client, import or saved default.

    They are marked where they are defined, ``guarded=True``; the methods of the model write them
    through ``self._as_server()``. That key opens one create or write of this very model: what the
    values carry for other records (commands of x2many fields) is the client's again. Guarded
    fields are not copied (``copy=False``).
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

    @api.model
    def default_get(self, fields):
        # A default of a guarded field comes from its definition, never from the context
        # of the request or from a default that a user saved for himself.
        defaults = super().default_get(fields)
        for name in self._get_guarded_fields().intersection(defaults):
            field = self._fields[name]
            if field.default:
                defaults[name] = field.convert_to_write(field.default(self), self)
            else:
                del defaults[name]
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        self._check_guarded(set().union(*vals_list))
        return super(ComplaintGuardedMixin, self._without_key()).create(vals_list)

    def write(self, vals):
        self._check_guarded(vals)
        return super(ComplaintGuardedMixin, self._without_key()).write(vals)
