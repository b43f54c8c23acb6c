from odoo.tools import SQL


def migrate(cr, version):
    """Give repeats of a service their own link to their order; they borrowed that of exchanges."""
    cr.execute(
        SQL(
            """
            UPDATE complaint_compensation
               SET repeat_order_id = exchange_order_id, exchange_order_id = NULL
             WHERE kind = 'repeat' AND exchange_order_id IS NOT NULL
            """
        )
    )
