"""What a letter needs to be filled in, read from its template before it is sent.

A value that is printed only under a condition, in a loop, or with a substitute (``or``) may be
missing; every other one leaves a hole in the letter.

>>> needed_paths('<p>Dear <t t-out="object.name or 1"/>, by <b t-out="object.due"/></p>')
['due']
>>> needed_paths('<t t-if="object.x"><t t-out="object.x"/></t> <t t-out="object.due"/>')
['due']
>>> needed_paths('<p t-out="format_datetime(object.due, tz=object.store.tz or object.tz)"/>')
['due']
>>> with_markers('<p>by <b t-out="object.due">soon</b></p>', {"due": "Due"})
'<p>by <b>[[Due]]</b></p>'
>>> unfilled("by [[Due]], since [[why, in a sentence]]")
['Due', 'why, in a sentence']
"""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree, html

#: What somebody still has to write stands between these.
_MARKER = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_CONDITIONS = ("t-if", "t-elif", "t-else", "t-foreach")


def unfilled(words: str) -> list[str]:
    """Return what a text still leaves to be written, in its order."""
    return [hole.strip() for hole in _MARKER.findall(words)]


def needed_paths(body: str) -> list[str]:
    """Return the paths of the fields without which the body has a hole, in its order."""
    found = []
    for node in _outputs(_parse(body)):
        found += [path for path in _paths(node.get("t-out")) if path not in found]
    return found


def with_markers(body: str, labels: Mapping[str, str]) -> str:
    """Return the body with a marker instead of each value whose path is among ``labels``."""
    root = _parse(body)
    for node in _outputs(root):
        missing = [labels[path] for path in _paths(node.get("t-out")) if path in labels]
        if missing:
            del node.attrib["t-out"]
            for child in list(node):
                node.remove(child)
            node.text = "".join(f"[[{label}]]" for label in missing)
    return "".join(
        [root.text or "", *(etree.tostring(child, encoding="unicode") for child in root)]
    )


def _parse(body: str) -> Any:
    return html.fragment_fromstring(body, create_parent="div")


def _outputs(root: Any) -> Iterator[Any]:
    for node in root.iter(etree.Element):
        if node.get("t-out") and not _is_conditional(node):
            yield node


def _is_conditional(node: Any) -> bool:
    chain = [node, *node.iterancestors()]
    return any(step.get(name) is not None for step in chain for name in _CONDITIONS)


def _paths(expression: str) -> list[str]:
    """Return the paths from ``object`` that an expression prints; none that has a substitute."""
    found: list[str] = []
    _walk(ast.parse(expression.strip(), mode="eval").body, found)
    return found


def _walk(node: ast.AST, found: list[str]) -> None:
    if isinstance(node, ast.BoolOp | ast.IfExp):
        return
    if isinstance(node, ast.Attribute):
        path = _path(node)
        if path:
            found.append(path)
        return
    for child in ast.iter_child_nodes(node):
        # What is called on the record is not a field.
        if not (isinstance(node, ast.Call) and child is node.func):
            _walk(child, found)


def _path(node: ast.AST) -> str:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    is_object = isinstance(node, ast.Name) and node.id == "object"
    return ".".join(reversed(names)) if is_object else ""
