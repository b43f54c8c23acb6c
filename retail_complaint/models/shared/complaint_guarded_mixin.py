from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...tools.guard import CONTEXT_NAME, SERVER_KEY


class ComplaintGuardedMixin(models.AbstractModel):
    """Fields that only the server's own methods write: no client, import or saved default.

    A model names them in :meth:`_get_guarded_fields`; its methods write them through
    ``self._as_server()``. That key opens one create or write of this very model: what the
    values carry for other records (commands of x2many fields) is the client's again. Guarded
    fields are not copied (``copy=False``).
    """

    _name = "complaint.guarded.mixin"
    _description = "Fields written by the server only"

    @api.model
    def _get_guarded_fields(self):
        """Return the names of the fields that only the server's own code may write."""
        return frozenset()

    def _as_server(self):
        """Return the records in a context whose next create or write may set guarded fields."""
        return self.with_context(**{CONTEXT_NAME: (SERVER_KEY, self._name)})

    def _as_client(self):
        """Return the records without the key of :meth:`_as_server`."""
        if not self.env.context.get(CONTEXT_NAME):
            return self
        return self.with_context(**{CONTEXT_NAME: None})

    def _is_server_write(self):
        key = self.env.context.get(CONTEXT_NAME)
        return isinstance(key, tuple) and key[0] is SERVER_KEY and key[1] == self._name

    def _lock(self):
        """Hold these rows until the transaction ends; who loses a race is retried, and sees it."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            ),
            log_exceptions=False,  # losing a race is no error
        )
        self.invalidate_recordset()

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
        return super(ComplaintGuardedMixin, self._as_client()).create(vals_list)

    def write(self, vals):
        self._check_guarded(vals)
        return super(ComplaintGuardedMixin, self._as_client()).write(vals)
