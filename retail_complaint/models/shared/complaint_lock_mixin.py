from odoo import api, models
from odoo.tools import SQL


class ComplaintLockMixin(models.AbstractModel):
    """Rows that one transaction holds and the others do not change meanwhile.

    Three ways, by what the others are to do: wait (:meth:`_lock`), fail at once with a message
    (Odoo's ``lock_for_update``), or take other rows (:meth:`_lock_batch`, for scheduled actions).
    """

    _name = "complaint.lock.mixin"
    _description = "Rows held by one transaction"

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

    @api.model
    def _lock_batch(self, condition, order, limit):
        """Return rows, as superuser, that fit and that no other process has in hand.

        :param condition: SQL that a partial index serves
        :param order: SQL
        """
        query = SQL(
            "SELECT id FROM %s WHERE %s ORDER BY %s LIMIT %s FOR UPDATE SKIP LOCKED",
            SQL.identifier(self._table),
            condition,
            order,
            limit,
        )
        self.flush_model()
        # Scheduled actions have the rows in hand whoever may read them.
        return self.sudo().browse([row_id for (row_id,) in self.env.execute_query(query)])
