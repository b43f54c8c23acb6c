"""How well the folders of ``models/`` keep to their order: ``python3 -m dev.lint.figures``.

With ``--write`` it renews the list of exceptions first: it keeps the reasons, and puts a question
mark where somebody has to give one.
"""

import sys
from collections import Counter
from collections.abc import Iterable

from dev.lint import order
from dev.lint.order import Breach, Files, Reasons

HEADING = """\
# What still breaks the rules of dev/lint/order.py, by reason. The list only shrinks: `make lint`
# fails for what is missing here, and for what is not needed any more.
# `python3 -m dev.lint.figures --write` renews it.
"""


def write_reasons(found: Iterable[Breach], known: Reasons) -> str:
    """Return the list for what was found; what has moved inside a folder keeps its reason."""
    moved = {(breach.kind, breach.name): reason for breach, reason in known.items()}
    groups: dict[tuple[str, str], dict[str, list[str]]] = {}
    for breach in sorted(found):
        kind, file, name = breach
        reason = known.get(breach) or moved.get((kind, name), order.UNEXPLAINED)
        groups.setdefault((kind, reason), {}).setdefault(file, []).append(name)
    text = HEADING
    for kind, reason in sorted(groups, key=lambda group: (_place(group[0]), group)):
        text += f"\n{kind}: {reason}\n"
        entries = groups[kind, reason].items()
        text += "".join(f"    {file}: {' '.join(names)}\n" for file, names in entries)
    return text


def _place(kind: str) -> list[int]:
    places = {folder: place for place, folder in enumerate(order.ORDER)}
    return [places.get(folder, len(places)) for folder in kind.split(" -> ")]


def figures(files: Files, foreign: Iterable[str] = ()) -> str:
    """Say how many uses of another file's names stay in their folder, keep or break the order."""
    steps = [use.step for use in order.uses(files, foreign)]
    inside, against = steps.count(0), sum(step < 0 for step in steps)
    across = len(steps) - inside
    pairs = Counter(breach.kind for breach in order.breaches(files, foreign))
    return "\n".join(
        (
            f"{len(steps):5} uses of what another file defines",
            f"{inside:5} inside a folder, {inside / len(steps):.1%}",
            f"{across - against:5} with the order",
            f"{against:5} against it, {against / across:.1%} of those that leave a folder",
            f"{sum(pairs.values()):5} names in the list of exceptions:",
            *(f"{pairs[kind]:11} {kind}" for kind in sorted(pairs, key=_place)),
        )
    )


def main() -> None:
    files, foreign = order.read_files(order.MODELS), order.foreign_names()
    if sys.argv[1:] == ["--write"]:
        known = order.read_reasons(order.EXCEPTIONS.read_text("utf-8"))
        text = write_reasons(order.breaches(files, foreign), known)
        order.EXCEPTIONS.write_text(text, "utf-8")
    print(figures(files, foreign))


if __name__ == "__main__":
    main()
