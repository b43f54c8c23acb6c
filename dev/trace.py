"""``make trace``: for every requirement the tests that prove it, and how they went.

Every test run leaves ``build/proofs.json``, keyed by test: which requirements it proves, in
which sentence, and its outcome. A whole ``make test`` or ``make soak`` replaces what the
last whole run of the same kind has left; a part (``T=``) renews only the tests it ran, and
so wipes nothing that is known about other requirements.
"""

import json
import re
from pathlib import Path
from typing import Literal, TypedDict

from dev.paths import BUILD, ROOT

REQUIREMENTS = ROOT / "docs" / "requirements.md"
PROOFS = BUILD / "proofs.json"
TRACE = BUILD / "trace.json"

_ROW = re.compile(r"^\| (?P<id>[A-Z]{3}-[0-9A-Z]+) \| [^|]* \| (?P<text>.+) \|$")

Status = Literal["passed", "failed", "open"]


class Tested(TypedDict):
    """What one run says of one test."""

    kind: str  # of the run: "test" or "soak"
    outcome: str  # "passed", "failed" or "skipped"
    proves: list[tuple[str, str]]  # requirement, sentence


class Test(TypedDict):
    """One test in the trace of a requirement."""

    id: str
    sentence: str
    outcome: str


class Traced(TypedDict):
    """The trace of one requirement."""

    status: Status
    tests: list[Test]


def requirements(path: Path = REQUIREMENTS) -> dict[str, str]:
    """Return the requirements, id and text, in the order of the document."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = _ROW.match(line)
        if row:
            found[row["id"]] = row["text"]
    return found


def read_proofs(path: Path) -> dict[str, Tested]:
    """Return what the last runs have left: nothing when there was none."""
    if not path.exists():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))


def write_proofs(path: Path, run: dict[str, Tested], kind: str, whole: bool) -> None:
    """Add the tests of a run to what is known; a whole run replaces its kind."""
    kept = {
        test: tested
        for test, tested in read_proofs(path).items()
        if not (whole and tested["kind"] == kind)
    }
    _write_json(path, kept | run)


def trace(known: dict[str, str], proofs: dict[str, Tested]) -> dict[str, Traced]:
    """Return for every known requirement its status and its tests."""
    traced: dict[str, Traced] = {}
    for requirement in known:
        tests = [
            Test(id=test, sentence=sentence, outcome=tested["outcome"])
            for test, tested in sorted(proofs.items())
            for proven, sentence in tested["proves"]
            if proven == requirement
        ]
        traced[requirement] = Traced(status=status(tests), tests=tests)
    return traced


def status(tests: list[Test]) -> Status:
    """Return failed when any test failed; what was skipped proves nothing."""
    outcomes = {test["outcome"] for test in tests}
    if "failed" in outcomes:
        return "failed"
    return "passed" if "passed" in outcomes else "open"


def table(known: dict[str, str], traced: dict[str, Traced]) -> str:
    """Return the trace to be read: a line per requirement, then per test."""
    lines = []
    for requirement, entry in traced.items():
        lines.append(f"{requirement:8} {entry['status']:7} {known[requirement][:72]}")
        lines += [f"{'':8} {test['outcome']:7}   {test['sentence']}" for test in entry["tests"]]
    states = [entry["status"] for entry in traced.values()]
    counts = ", ".join(f"{states.count(s)} {s}" for s in ("passed", "failed", "open"))
    return "\n".join([*lines, "", f"{len(states)} requirements: {counts}"])


def main() -> int:
    """Print the trace of the last run and write it to ``build/trace.json``."""
    proofs = read_proofs(PROOFS)
    known = requirements()
    traced = trace(known, proofs)
    _write_json(TRACE, traced)
    print(table(known, traced))
    if not proofs:
        print("No run has been recorded yet: run `make test` first.")
    print(f"Written to {TRACE.relative_to(ROOT)}")
    return 0


def _write_json(path: Path, content: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(
        json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    unfinished.replace(path)
