"""How views extend each other: directly, once a folder, and at names instead of places."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from dev.lint import tree

Findings = list[str]

# The second of its kind, the last one: what somebody adds before it makes it another.
PLACE = re.compile(r"\[\s*(\d+|last\(\)|position\(\))")


class View(NamedTuple):
    """A view of ours. `base` is the view that it extends, by its full id, or nothing."""

    file: str
    id: str
    base: str
    places: list[str]

    @property
    def folder(self) -> str:
        return self.file.rpartition("/")[0]


def extensions() -> Findings:
    return findings([view for addon in tree.addons() for view in read(addon)])


def findings(views: list[View]) -> Findings:
    """Return what is wrong with these views, which are all that there are."""
    known = {view.id: view for view in views}
    found = [
        f"{view.file}: {view.id}: `{place}`: use a name" for view in views for place in view.places
    ]
    found += [
        f"{view.file}: {view.id}: {view.base} is an extension: extend what it extends"
        for view in views
        if view.base in known and known[view.base].base
    ]
    often = Counter((view.base, view.folder) for view in views if view.base)
    found += [
        f"{folder}: extends {base} {count} times: once for each folder"
        for (base, folder), count in often.items()
        if count > 1
    ]
    return found


def read(addon: Path) -> list[View]:
    """Return the views of an addon, its templates among them."""
    found = []
    for path in sorted(addon.rglob("*.xml")):
        for node in ElementTree.parse(path).iter():
            if node.tag == "template" or node.get("model") == "ir.ui.view":
                file = path.relative_to(addon.parent).as_posix()
                found.append(_view(addon.name, file, node))
    return found


def _view(addon: str, file: str, node: ElementTree.Element) -> View:
    inherit = node.get("inherit_id") or ""
    primary = node.get("primary") == "True"
    for field in node.iterfind("field"):
        if field.get("name") == "inherit_id":
            inherit = field.get("ref") or ""
        primary |= field.get("name") == "mode" and field.text == "primary"
    expressions = [xpath.get("expr") or "" for xpath in node.iter("xpath")]
    return View(
        file,
        _full(addon, node.get("id") or ""),
        _full(addon, inherit) if inherit and not primary else "",
        [expression for expression in expressions if PLACE.search(expression)],
    )


def _full(addon: str, name: str) -> str:
    return name if "." in name else f"{addon}.{name}"
