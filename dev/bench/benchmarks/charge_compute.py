"""What the charge costs: that of a thousand orders against reading the same lines by the ORM.

An order has ten lines and a discount on the order, and is not invoiced, so that all of it is
computed from its own lines. Read are those fields of the lines that a list of them shows. The
target is the suite's own.
"""

import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dev import orm
from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

ORDERS = 1000
LINES = 10
FIELDS = ["product_id", "product_uom_qty", "price_unit", "discount", "tax_ids", "price_total"]


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the charges of a thousand orders, and the reading of their lines."""
    registry = orm.registry(odoo.postgres, odoo.database)
    with registry.cursor() as cursor:
        env = orm.Environment(cursor, orm.SUPERUSER_ID, {})
        orders = _order(env).ids

    def timed(work: Callable[[Any], None]) -> Timed:
        def run() -> float:
            with registry.cursor() as cursor:
                env = orm.Environment(cursor, orm.SUPERUSER_ID, {})
                begun = time.perf_counter()
                work(env["sale.order"].browse(orders))
                return time.perf_counter() - begun

        return run

    # An addon can be imported once the registry has said where addons are.
    tools = importlib.import_module("odoo.addons.retail_complaint.tools.charge")
    documents = _get_documents(tools)

    def compute(_orders: Any) -> None:
        for document in documents:
            assert len(tools.charge(document).charges) == LINES

    def read(orders: Any) -> None:
        assert len(orders.order_line.read(FIELDS)) == ORDERS * LINES

    yield timed(compute), timed(read)


def _get_documents(tools: Any) -> list[list[Any]]:
    """Return the lines of the orders as the charge is fed: with two taxes and a discount each."""
    line, amount = tools.Line, tools.Amount
    return [
        [
            line(f"{order},{number}", amount(1000 + number, {str(number % 2): 130}), order="o")
            for number in range(LINES)
        ]
        + [
            line(f"{order},d{tax}", amount(-500, {str(tax): -65}), kind="discount", scope="global")
            for tax in range(2)
        ]
        for order in range(ORDERS)
    ]


def _order(env: Any) -> Any:
    """Return a thousand orders of ten lines."""
    tax = env["account.tax"].create({"name": "13 %", "amount": 13, "type_tax_use": "sale"})
    product = env["product.product"].create({"name": "Cod", "taxes_id": [(6, 0, tax.ids)]})
    line = {"product_id": product.id, "product_uom_qty": 5, "price_unit": 12.5}
    partner = env["res.partner"].create({"name": "Buyer"})
    orders = env["sale.order"].with_context(tracking_disable=True)
    return orders.create(
        [{"partner_id": partner.id, "order_line": [(0, 0, line)] * LINES} for _n in range(ORDERS)]
    )


BENCHMARK = Benchmark(
    subject=f"charges of {ORDERS:,} orders",
    baseline=f"{ORDERS * LINES:,} lines read",
    target=1.5,
    prepare=prepare,
    rounds=5,
)
