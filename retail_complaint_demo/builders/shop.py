from copy import copy
from datetime import datetime, time, timedelta

from odoo import fields

#: Shanghai keeps no summer time.
UTC_OFFSET = timedelta(hours=8)
LANGUAGES = ("en_US", "zh_CN", "zh_TW")


class Shop:
    """The demo company while it is built: its records by the keys of the tables."""

    def __init__(self, env):
        # Nobody reads how goods and sales came to be, and the log of it doubles the time.
        self.env = env(context=dict(env.context, tracking_disable=True))
        self.now = fields.Datetime.now()
        self.company = env["res.company"]
        self.users = {}
        self.stores = {}
        self.areas = {}
        self.customers = {}
        self.products = {}
        self.lots = {}
        self.orders = {}
        self.invoices = {}
        self.cases = {}

    def model(self, name, login):
        """Return the model with the rights of a user and nothing more."""
        return self.env[name].with_user(self.users[login])

    def of(self, company):
        """Return the same shop as who works for one of its companies sees it."""
        shop = copy(self)
        shop.company = company
        shop.env = self.env(context=dict(self.env.context, allowed_company_ids=company.ids))
        return shop

    def moment(self, days, clock):
        """Return the UTC time of a moment of the tables, never later than now."""
        day = (self.now + UTC_OFFSET).date() - timedelta(days=days)
        wanted = datetime.combine(day, time.fromisoformat(clock)) - UTC_OFFSET
        return min(wanted, self.now)

    def day(self, days):
        """Return the date in Shanghai so many days ago."""
        return (self.now + UTC_OFFSET).date() - timedelta(days=days)


def translate(record, names):
    """Give a record its name in every language of :data:`LANGUAGES`."""
    for lang, name in zip(LANGUAGES, names, strict=True):
        record.with_context(lang=lang).name = name
