"""What a settlement costs: a hundred refunds executed against the same credit notes by hand.

By hand is Odoo's own reversal wizard, called once for each invoice, which drafts the same
documents without any ledger, authority, digest or message to the customer. The target is the
suite's own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from dev import orm
from dev.bench import Benchmark, Timed
from tests.harness.odoo_server import OdooServer

BATCH = 100
PIECES = 5


@contextmanager
def prepare(odoo: OdooServer) -> Iterator[tuple[Timed, Timed]]:
    """Yield the two ways to draft a hundred credit notes; both are rolled back."""
    registry = orm.registry(odoo.postgres, odoo.database)
    with registry.cursor() as cursor:
        env = orm.Environment(cursor, orm.SUPERUSER_ID, {})
        lines = _sell(env)
        proposals = _settle(env, lines)
        invoices = lines.move_id.ids

    def timed(work: Callable[[Any], None]) -> Timed:
        def run() -> float:
            with registry.cursor() as cursor:
                env = orm.Environment(cursor, orm.SUPERUSER_ID, {})
                begun = time.perf_counter()
                work(env)
                cursor.flush()
                seconds = time.perf_counter() - begun
                drafted = [("move_type", "=", "out_refund"), ("state", "=", "draft")]
                assert env["account.move"].search_count(drafted) == BATCH
                cursor.rollback()
            return seconds

        return run

    def execute(env: Any) -> None:
        env["complaint.proposal"].browse(proposals).action_execute()

    def reverse(env: Any) -> None:
        for invoice in env["account.move"].browse(invoices):
            wizard = env["account.move.reversal"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()

    yield timed(execute), timed(reverse)


def _sell(env: Any) -> Any:
    """Return the lines of a hundred posted invoices of one line each."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    tax = env["account.tax"].create({"name": "13 %", "amount": 13, "type_tax_use": "sale"})
    product = env["product.product"].create({"name": "Cod", "taxes_id": [(6, 0, tax.ids)]})
    partners = env["res.partner"].create([{"name": f"Buyer {n}"} for n in range(BATCH)])
    line = {"product_id": product.id, "quantity": PIECES, "price_unit": 12.5}
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": [(0, 0, line)],
            }
            for partner in partners
        ]
    )
    moves.action_post()
    return moves.invoice_line_ids


def _settle(env: Any, lines: Any) -> list[int]:
    """Return accepted proposals that refund all pieces of each line, one case each."""
    store = env["retail.store"].create({"name": "Bench", "code": "BENCH"})
    team = env.ref("retail_complaint.helpdesk_ticket_team_complaints")
    category = env.ref("retail_complaint.helpdesk_ticket_category_quality")
    env["complaint.authority"].create({"user_id": env.uid, "is_unlimited": True})
    cases = env["helpdesk.ticket"].create(
        [
            {
                "name": "Spoiled",
                "description": "It smelled.",
                "team_id": team.id,
                "category_id": category.id,
                "partner_id": line.partner_id.id,
                "complaint_store_id": store.id,
                "complaint_reply_channel": "phone",
                "complaint_line_ids": [(0, 0, {"invoice_line_id": line.id, "quantity": PIECES})],
            }
            for line in lines
        ]
    )
    cases.write({"complaint_finding": "justified", "complaint_finding_basis": "law"})
    cases.action_complaint_advance("proposal")
    proposals = env["complaint.proposal"].create(
        [
            {
                "ticket_id": case.id,
                "compensation_ids": [(0, 0, {"line_id": case.complaint_line_ids.id})],
            }
            for case in cases
        ]
    )
    proposals.action_submit()
    proposals.action_offer()
    proposals.write({"consent_channel": "phone"})
    proposals.action_accept()
    return proposals.ids


BENCHMARK = Benchmark(
    subject=f"{BATCH} refunds executed",
    baseline=f"{BATCH} reversal wizards",
    target=1.5,
    prepare=prepare,
    rounds=3,
)
