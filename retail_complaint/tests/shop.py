"""The shop that the tests take place in: two stores, a user per role, something to sell.

`make test` makes it once, in the template of its databases: there this file is run by itself,
before any test, so it imports nothing of the others. In any other Odoo each test class makes
its own.
"""

from passlib.context import CryptContext

ROLES = {
    "intake": "retail_complaint.group_intake",
    "agent": "retail_complaint.group_agent",
    "duty": "retail_complaint.group_duty_manager",
    "manager": "retail_complaint.group_manager",
    "auditor": "retail_complaint.group_auditor",
    "accountant": "account.group_account_invoice",
}
#: Who works in which store, by name: (role, store).
STAFF = {
    **{role: (role, "store_a") for role in ROLES},
    "manager2": ("manager", "store_a"),
    "agent_b": ("agent", "store_b"),
}

_LANG = "en_US"
#: Of the external ids by which the template keeps the shop.
_MODULE = "__test__"
# Nobody attacks these passwords, and each look at a real one takes a third of a second.
_PASSWORDS = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)


def get(env):
    """Return the records of the shop by name: those of the template, else made now."""
    kept = env["ir.model.data"].search([("module", "=", _MODULE)])
    return {data.name: env[data.model].browse(data.res_id) for data in kept} or make(env)


def keep(env):
    """Make the shop for all that are cloned from this database."""
    env["ir.model.data"]._update_xmlids(
        [
            {"xml_id": f"{_MODULE}.{name}", "record": record, "noupdate": True}
            for name, record in make(env).items()
        ]
    )


def make(env):
    """Return the records of a new shop by name."""
    env = env(context=dict(env.context, lang=_LANG))
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    stores = env["retail.store"].create(
        [{"name": "Store A", "code": "T-A"}, {"name": "Store B", "code": "T-B"}]
    )
    shop = dict(zip(("store_a", "store_b"), stores, strict=True))
    users = new_users(env, {name: role for name, (role, _store) in STAFF.items()})
    for name, user in zip(STAFF, users, strict=True):
        shop[name] = user
        shop[STAFF[name][1]].member_ids |= user
    shop["store_a"].manager_id = shop["manager"]
    shop["customer"] = env["res.partner"].create(
        {"name": "Wang Xiaoming", "phone": "13800001234", "email": "wang@shop.example"}
    )
    shop["tax"] = env["account.tax"].create(
        {"name": "VAT 13%", "amount": 13, "type_tax_use": "sale"}
    )
    shop["product"] = env["product.product"].create(
        product_vals(shop["tax"], name="Cod fillet", list_price=12.5)
    )
    return shop


def new_users(env, roles):
    """Return new users by the roles of their names, without the mail that invites them.

    The login is the name with ``rc_`` before it, and the password is the login.
    """
    users = env["res.users"].with_context(no_reset_password=True)
    users = users.create(
        [
            {
                "login": f"rc_{name}",
                "name": f"rc_{name} ({ROLES[role]})",
                "email": f"{name}@shop.example",
                "group_ids": [(6, 0, env.ref(ROLES[role]).ids)],
                "lang": _LANG,
            }
            for name, role in roles.items()
        ]
    )
    for user in users:
        user._set_encrypted_password(user.id, _PASSWORDS.hash(user.login))
    return users.with_env(env)


def product_vals(tax, **vals):
    """Return the values of goods that are sold with a tax and invoiced as ordered."""
    return {
        "type": "consu",
        "invoice_policy": "order",
        "taxes_id": [(6, 0, tax.ids)],
        **vals,
    }
