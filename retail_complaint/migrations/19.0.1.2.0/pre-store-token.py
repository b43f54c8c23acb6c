from odoo.tools import SQL, sql


def migrate(cr, version):
    """Keep the codes of the stores: printed ones stay good under the field's new name."""
    if sql.column_exists(cr, "retail_store", "public_token"):
        cr.execute(SQL("DROP INDEX IF EXISTS retail_store_public_token_unique"))
        sql.rename_column(cr, "retail_store", "public_token", "token")
