"""The company, its stores and its users."""

from odoo.exceptions import UserError
from odoo.fields import Command

from ..tables.stores import COMPANY, REGIONS, SISTER, SISTER_STORES, STORES
from ..users import USERS
from .shop import LANGUAGES, translate

TIME_ZONE = "Asia/Shanghai"
#: What a role may do; nothing beyond, so that the demo shows the product's own rights.
ROLES = {
    "intake": ["retail_complaint.group_intake"],
    "agent": ["retail_complaint.group_agent"],
    "duty manager": ["retail_complaint.group_duty_manager"],
    "region manager": ["retail_complaint.group_region_manager"],
    "manager": ["retail_complaint.group_manager"],
    # Above the managers of stores, of which they are staff.
    "leading group": ["retail_complaint.group_manager"],
    "accountant": ["account.group_account_manager"],
    "auditor": ["retail_complaint.group_auditor"],
    "salesman": ["sales_team.group_sale_salesman"],
    "warehouse": ["stock.group_stock_manager"],
}
#: Where a role begins its day; the others begin where Odoo does.
HOMES = {
    "intake": "retail_complaint.complaint_desk_action",
    "agent": "retail_complaint.helpdesk_ticket_action",
    "duty manager": "retail_complaint.helpdesk_ticket_action",
    "region manager": "retail_complaint.helpdesk_ticket_action",
    "manager": "retail_complaint.helpdesk_ticket_action",
    "leading group": "retail_complaint.helpdesk_ticket_action",
    "auditor": "retail_complaint.helpdesk_ticket_action",
    "accountant": "retail_complaint.complaint_compensation_action",
}
#: What the shop's goods need everywhere.
FEATURES = ["stock.group_production_lot", "product.group_product_pricelist"]


def build(shop):
    """Make the companies, then the stores with their areas, then who works there."""
    _ensure_first(shop.env)
    _load_languages(shop.env)
    shop.company = _create_company(shop.env, COMPANY)
    sister = _create_company(shop.env, SISTER)
    # Everything from here on belongs to this company, unless it says so.
    shop.env = shop.env(context=dict(shop.env.context, allowed_company_ids=shop.company.ids))
    employee = shop.env.ref("base.group_user")
    for feature in FEATURES:
        employee._apply_group(shop.env.ref(feature))
    _create_stores(shop, STORES)
    _create_stores(shop.of(sister), SISTER_STORES)
    _create_users(shop)
    _create_regions(shop)


def _ensure_first(env):
    """:raises UserError: when the demo company is there already"""
    if env["res.company"].search_count([("name", "=", COMPANY)], limit=1):
        raise UserError(env._("This database has the demo company already. Use a fresh one."))


def _load_languages(env):
    active = {code for code, _name in env["res.lang"].get_installed()}
    missing = [code for code in LANGUAGES if code not in active]
    if missing:
        languages = (
            env["res.lang"].with_context(active_test=False).search([("code", "in", missing)])
        )
        wizard = env["base.language.install"].create(
            {"lang_ids": [Command.set(languages.ids)], "overwrite": False}
        )
        wizard.lang_install()


def _create_company(env, name):
    """Make a company of its own, so that nothing that is there already is touched."""
    company = env["res.company"].create(
        {
            "name": name,
            "country_id": env.ref("base.cn").id,
            "currency_id": env.ref("base.CNY").id,
            "city": "上海",
            "phone": "02155500100",
            "email": "service@example.com",
        }
    )
    # Shelf prices in China include the tax.
    company.account_price_include = "tax_included"
    company.resource_calendar_id.tz = TIME_ZONE
    # Not try_loading(): that is for a registry with all modules, and warns during an installation.
    env["account.chart.template"]._load("cn", company, install_demo=False)
    return company


def _create_stores(shop, rows):
    Store = shop.env["retail.store"]
    for sequence, row in enumerate(rows, 1):
        values = {"name": row.names[0], "code": row.code}
        warehouse = shop.env["stock.warehouse"].create(dict(values, company_id=shop.company.id))
        address = shop.env["res.partner"].create(
            {
                "name": row.names[1],
                "parent_id": shop.company.partner_id.id,
                "type": "other",
                "street": row.street,
                "city": "上海",
                "country_id": shop.env.ref("base.cn").id,
            }
        )
        extra = {"sequence": sequence, "partner_id": address.id, "warehouse_id": warehouse.id}
        store = Store.create(values | extra)
        translate(store, row.names)
        shop.stores[row.key] = store
        for number, area in enumerate(row.areas, 1):
            record = Store.create(
                {"name": area.names[0], "code": f"{row.code}-{number}", "parent_id": store.id}
            )
            translate(record, area.names)
            shop.areas[row.key, area.key] = record


def _create_users(shop):
    """Make the staff; the portal user follows with the customers."""
    Users = shop.env["res.users"].with_context(no_reset_password=True)
    languages = {row.key: row.lang for row in STORES + SISTER_STORES}
    for row in USERS:
        if row.role not in ROLES:
            continue
        keys = row.store.split()
        stores = shop.env["retail.store"].union(*(shop.stores[key] for key in keys))
        companies = stores.company_id or shop.company
        groups = shop.env["res.groups"].union(*(shop.env.ref(name) for name in ROLES[row.role]))
        home = HOMES.get(row.role)
        shop.users[row.login] = Users.create(
            {
                "name": row.name,
                "login": row.login,
                "password": row.password,
                "email": f"{row.login}@example.com",
                "lang": languages.get(keys[0] if keys else "", "en_US"),
                "tz": TIME_ZONE,
                # Read in Odoo: a demo sends no mail.
                "notification_type": "inbox",
                # On a telephone Odoo's lesson in chatting would cover the whole screen.
                "odoobot_state": "disabled",
                "action_id": home and shop.env.ref(home).id,
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [Command.link(group.id) for group in groups],
                "retail_store_ids": [Command.set(stores.ids)],
            }
        )
        if row.role == "manager":
            for key in keys:
                shop.stores[key].manager_id = shop.users[row.login]
    handlers = [user.id for user in shop.users.values() if user.retail_store_ids]
    team = shop.env.ref("retail_complaint.helpdesk_ticket_team_complaints")
    team.user_ids = [Command.link(user_id) for user_id in handlers]
    # Whoever tries the demo begins as administrator: they work here and see everything.
    shop.env.ref("base.user_admin").write(
        {
            "company_ids": [
                Command.link(company.id)
                for company in shop.env["retail.store"].union(*shop.stores.values()).company_id
            ],
            "company_id": shop.company.id,
            "retail_store_ids": [Command.link(store.id) for store in shop.stores.values()],
        }
    )


def _create_regions(shop):
    """Put the stores under region managers; one of them is still to be named."""
    for row in REGIONS:
        manager = shop.users.get(row.manager)
        region = shop.env["complaint.region"].create(
            {
                "name": row.names[0],
                "manager_ids": [Command.set(manager.ids if manager else [])],
                "store_ids": [Command.set([shop.stores[key].id for key in row.stores])],
            }
        )
        translate(region, row.names)
