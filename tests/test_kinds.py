"""docs/kinds.md says of every kind of compensation what the code says."""

import ast
import re

import odoo.addons.retail_complaint_loyalty  # noqa: F401 its kinds become known by the import
from odoo.addons.retail_complaint.tools.compensation import KINDS, Kind

from dev.lint import tree
from dev.paths import ROOT

PAGE = ROOT / "docs/kinds.md"
STEP = re.compile(r"""_by_kind\(\s*["'](\w+)["']""")


def sources() -> list[str]:
    """Return the code of the models of all addons."""
    return [path.read_text("utf-8") for path in tree.files(".py") if "models" in path.parts]


def steps() -> set[str]:
    """Return what is done the way of a kind."""
    return {step for source in sources() for step in STEP.findall(source)}


def own_steps(owner: str) -> list[str]:
    """Return the steps for which a kind, a family or all kinds have a method."""
    defined = {
        node.name
        for source in sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    }
    return sorted(step for step in steps() if f"_{owner}_{step}" in defined)


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |".replace("|  |", "| |").replace("|  |", "| |")


def kind_row(kind: Kind) -> str:
    facts = (kind.in_ledger, kind.comes_back, kind.goes_out, kind.is_money, kind.is_rated)
    marks = ["x" if fact else "" for fact in facts]
    return row(
        f"`{kind.code}`",
        kind.family,
        *marks,
        kind.mode or "either",
        ", ".join(own_steps(kind.code)),
    )


def rows(heading: str) -> list[str]:
    """Return the rows of the table below a heading of the page."""
    part = PAGE.read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line for line in part.splitlines() if line.startswith("| `")]


def test_kinds() -> None:
    """The first table has each kind that is declared, with what it is and does itself."""
    assert rows("What each kind is") == [kind_row(kind) for kind in KINDS.values()]


def test_families() -> None:
    """The second table has what families do for their kinds, and what holds for all."""
    owners = [*dict.fromkeys(kind.family for kind in KINDS.values() if kind.family), "kind"]
    assert rows("What families do") == [
        row(f"`{owner}`", ", ".join(own_steps(owner))) for owner in owners
    ]


def test_steps() -> None:
    """The third table explains each step, and each is done for some kind."""
    explained = {line.split("`")[1] for line in rows("What a kind can do its own way")}
    assert explained == steps()
    owners = {*KINDS, *(kind.family for kind in KINDS.values()), "kind"}
    assert {step for owner in owners for step in own_steps(owner)} == steps()
