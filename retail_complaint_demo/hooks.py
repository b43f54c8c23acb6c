from .builders import codes, complaints, gateways, orders, people, policies, products
from .builders.shop import Shop


def post_init_hook(env):
    """Build the demo company, each part on the one before, as the users whose work it is.

    A hook instead of data files: dates are relative to today, and what the product checks
    and computes is checked and computed here too.

    :raises UserError: when the database has the demo company already
    """
    shop = Shop(env)
    people.build(shop)
    codes.build(shop)
    products.build(shop)
    orders.build(shop)
    policies.build_standards(shop)
    complaints.build(shop)
    gateways.build(shop)
    policies.build_claims(shop)
