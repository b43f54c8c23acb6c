"""``make bench``: what the suite costs, as a multiple of a baseline from the same run.

A benchmark is a module of ``dev.bench.benchmarks`` with a ``BENCHMARK``; its file name is its
id. Each works on its own copy of one seeded database. The machine and its load touch subject
and baseline alike, so their ratio is what can be compared between machines and days; the
milliseconds beside it are for the reader.

PostgreSQL is the tests' fast one. What it saves, it saves the baseline above all, so ratios
come out rather too high than too low.
"""

import importlib
import json
import os
import pkgutil
import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from dev import databases, postgres
from dev.bench import machine, seed
from dev.paths import BUILD
from dev.postgres import Server
from dev.steps import Stop
from tests.harness import odoo_server
from tests.harness.odoo_server import OdooServer

Timed = Callable[[], float]

FULL_SIZE = 500_000
RESULTS = BUILD / "bench.json"


@dataclass(frozen=True)
class Benchmark:
    """A subject, its baseline, and how many times the baseline it may take.

    :param prepare: given an Odoo, not started, on a copy of the seeded database, yields the
        subject and the baseline; each does its work once and returns the seconds it took
    :param target: the benchmark's own file says where the figure comes from
    """

    subject: str
    baseline: str
    target: float
    prepare: Callable[[OdooServer], AbstractContextManager[tuple[Timed, Timed]]]
    rounds: int = 9


def main() -> None:
    """Run all benchmarks, or the one that B names. A missed target is told, no failure."""
    size = FULL_SIZE if os.environ.get("FULL") == "1" else FULL_SIZE // 20
    chosen = _chosen(os.environ.get("B", ""))
    server = postgres.start("test")
    try:
        databases.drop_leftovers(server)
        template = seed.database(server, size)
        print(f"\n{size:,} tickets; a ratio up to the target is good")
        print(f"{'id':16}{'ratio':>9}{'target':>9}  {'':7}{'subject':>11}{'baseline':>12}")
        results = [
            _result(id_, benchmark, size, _pairs(server, template, id_, benchmark))
            for id_, benchmark in chosen.items()
        ]
    finally:
        server.stop()
    BUILD.mkdir(exist_ok=True)
    report = {"commit": machine.commit(), "machine": machine.describe(), "results": results}
    RESULTS.write_text(json.dumps(report, indent=2) + "\n", "utf-8")
    print(f"written to {RESULTS}")


def _chosen(name: str) -> dict[str, Benchmark]:
    package = importlib.import_module("dev.bench.benchmarks")
    known = {
        module.name.replace("_", "-"): f"{package.__name__}.{module.name}"
        for module in pkgutil.iter_modules(package.__path__)
    }
    if name and name not in known:
        raise Stop(f"There is no benchmark {name!r}: {', '.join(known)}.")
    return {
        id_: importlib.import_module(module).BENCHMARK
        for id_, module in known.items()
        if name in ("", id_)
    }


def _pairs(
    server: Server, template: str, id_: str, benchmark: Benchmark
) -> list[tuple[float, float]]:
    """Measure subject and baseline in turn, so that each pair met the same machine."""
    odoo = odoo_server.new(server, template, f"bench_{id_.replace('-', '_')}")
    try:
        with benchmark.prepare(odoo) as (subject, baseline):
            subject(), baseline()  # fills caches
            return [(subject(), baseline()) for _round in range(benchmark.rounds)]
    finally:
        odoo.dispose()


def _result(
    id_: str, benchmark: Benchmark, size: int, pairs: list[tuple[float, float]]
) -> dict[str, Any]:
    value = statistics.median(took / floor for took, floor in pairs)
    ok = value <= benchmark.target
    took, floor = (1000 * statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"{id_:16}{value:9.1f}{benchmark.target:9.1f}  {'ok' if ok else 'MISSED':7}"
        f"{took:8.1f} ms{floor:9.1f} ms  {benchmark.subject} / {benchmark.baseline}",
        flush=True,
    )
    return {
        "id": id_,
        "value": round(value, 2),
        "unit": "times the baseline",
        "target": benchmark.target,
        "better": "lower",
        "ok": ok,
        "size": size,
        "baseline": f"{benchmark.baseline}: {floor:.1f} ms",
    }
