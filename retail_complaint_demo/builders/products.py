"""What is sold, who buys it, and what lies in the stores."""

from collections import Counter
from datetime import timedelta

from odoo.fields import Command

from ..tables.customers import CUSTOMERS, PORTAL_CUSTOMER
from ..tables.orders import ORDERS
from ..tables.products import KINDS, NAMES, PRODUCTS
from ..users import USERS
from .shop import translate

#: A delivery comes every so many days, so that even the freshest food is sold in time.
ARRIVAL_DAYS = 4
#: What lies in every store today, beside what was sold.
ON_SHELF = {"": 40, "lot": 40, "serial": 5}
HKD_RATE = 1.09


def build(shop):
    """Make customers, products and the stock: what was sold since, and what is on the shelf."""
    _create_customers(shop)
    _create_products(shop)
    _fill_stock(shop)


def arrival(order):
    """Return how many days ago the batches of an order had come."""
    day = order.days + order.shelved
    return day + 1 + -(day + 1) % ARRIVAL_DAYS


def _create_customers(shop):
    for row in CUSTOMERS:
        shop.customers[row.key] = shop.env["res.partner"].create(
            {
                "name": row.name,
                "phone": row.phone,
                "email": row.email,
                "lang": row.lang,
                "city": row.city,
                "country_id": shop.env.ref("base.hk" if row.currency else "base.cn").id,
                "is_company": row.is_company,
                "company_id": shop.company.id,
            }
        )
        if row.currency:
            pricelist = _create_pricelist(shop, row.currency)
            shop.customers[row.key].property_product_pricelist = pricelist
    (login,) = (row for row in USERS if row.role == "customer")
    shop.users[login.login] = (
        shop.env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "partner_id": shop.customers[PORTAL_CUSTOMER].id,
                "login": login.login,
                "password": login.password,
                "tz": "Asia/Shanghai",
                "company_id": shop.company.id,
                "company_ids": [Command.set(shop.company.ids)],
                "group_ids": [Command.set(shop.env.ref("base.group_portal").ids)],
            }
        )
    )


def _create_pricelist(shop, code):
    currency = shop.env.ref(f"base.{code}")
    currency.active = True
    shop.env["res.currency.rate"].create(
        {
            "currency_id": currency.id,
            "company_id": shop.company.id,
            "name": shop.day(90),
            "company_rate": HKD_RATE,
        }
    )
    return shop.env["product.pricelist"].create(
        {"name": code, "currency_id": currency.id, "company_id": shop.company.id}
    )


def _create_products(shop):
    categories = {}
    for key, kind in KINDS.items():
        categories[key] = shop.env["product.category"].create({"name": kind.names[0]})
        translate(categories[key], kind.names)
    categories["food"].removal_strategy_id = shop.env.ref("product_expiry.removal_fefo")
    categories["food"].complaint_never_resold = True
    for number, row in enumerate(PRODUCTS, 1):
        product = shop.env["product.product"].create(
            {
                "name": NAMES[row.key][0],
                "default_code": row.key.upper(),
                "barcode": f"200000000{number:03}",
                "categ_id": categories[row.kind].id,
                "company_id": shop.company.id,
                "type": "service" if row.kind == "service" else "consu",
                "is_storable": row.kind != "service",
                "tracking": row.tracking or "none",
                "use_expiration_date": bool(row.shelf_days),
                "expiration_time": row.shelf_days,
                "removal_time": 1,
                "alert_time": 2,
                "list_price": row.price,
                "standard_price": round(row.price * 0.6, 2),
                "taxes_id": [Command.set(_get_tax(shop, row.tax).ids)],
                "supplier_taxes_id": [Command.clear()],
                # Paid at the till, so invoiced as ordered.
                "invoice_policy": "order",
            }
        )
        translate(product, NAMES[row.key])
        shop.products[row.key] = product


def _get_tax(shop, percent):
    return shop.env["account.tax"].search(
        [
            ("company_id", "=", shop.company.id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", percent),
        ],
        limit=1,
    )


def _fill_stock(shop):
    """Count in what came: each batch for the orders that it served, and today's for the shelf."""
    rows = {row.key: row for row in PRODUCTS if KINDS[row.kind].stores}
    came = Counter()
    for order in ORDERS:
        for key, quantity in order.lines.items():
            if key in rows:
                came[order.store, key, arrival(order)] += quantity
    for row in rows.values():
        for store in KINDS[row.kind].stores:
            came[store, row.key, ARRIVAL_DAYS] += ON_SHELF[row.tracking]
    counts = []
    for (store, key, days), quantity in came.items():
        vals = {
            "product_id": shop.products[key].id,
            "location_id": shop.stores[store].warehouse_id.lot_stock_id.id,
        }
        lots = _get_lots(shop, rows[key], days, quantity)
        pieces = quantity / (len(lots) or 1)
        counts += [dict(vals, lot_id=lot.id, inventory_quantity=pieces) for lot in lots or [lots]]
    quants = shop.model("stock.quant", "warehouse").with_context(inventory_mode=True)
    quants.create(counts).action_apply_inventory()


def _get_lots(shop, row, days, quantity):
    """Return the batch that came so many days ago, or the numbered pieces, or nothing."""
    product = shop.products[row.key]
    name = f"{product.default_code}-{shop.day(days):%y%m%d}"
    if not row.tracking:
        return product.env["stock.lot"]
    key = product, days
    if row.tracking == "serial":
        return _create_lots(shop, product, [f"{name}-{n}" for n in range(1, quantity + 1)])
    if key not in shop.lots:
        shop.lots[key] = _create_lots(shop, product, [name])
        came = shop.moment(days, "08:00")
        shop.lots[key].expiration_date = came + timedelta(days=row.shelf_days)
    return shop.lots[key]


def _create_lots(shop, product, names):
    return shop.model("stock.lot", "warehouse").create(
        [{"name": name, "product_id": product.id, "company_id": shop.company.id} for name in names]
    )
