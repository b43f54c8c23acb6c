"""The rooms of ``models/``: a folder uses what stands left of it, a file is named after its model.

What still breaks these rules stands in order_exceptions.txt, with its reason;
``python3 -m dev.lint.figures`` counts and renews that.

Uses are found by names. The leftmost folder that defines a model, a field or a method owns its
name: to override it further right is no use, and a name with two meanings counts for the one
further left. What Odoo defines as well counts for nobody.
"""

import ast
import re
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from dev import odoo, odoo_source
from dev.lint import tree
from dev.paths import ROOT
from dev.steps import Stop

# Each folder uses what stands above it here; what stands below extends it by `super()`.
ORDER = (
    "shared",
    "case",
    "process",
    "people",
    "told",
    "clock",
    "investigation",
    "settlement",
    "goods",
    "followup",
    "channel",
    "law",
    "chargeback",
    "paper",
    "review",
)
MODELS = ROOT / "retail_complaint/models"
EXCEPTIONS = ROOT / "dev/lint/order_exceptions.txt"
MISPLACED = "other model"
UNEXPLAINED = "?"

GROUP = re.compile(r"(\w+ -> \w+|other model): (\S.*)")
ENTRY = re.compile(r"    ([\w/]+\.py): (\S.*)")
# In a string: fields of a path, an order, a query. A word without underscore may be just a word.
WORD = re.compile(r"\w*_\w+")
DEFINITION = re.compile(r"^    (?:async )?def (\w+)|^    (\w+) = fields\.", re.MULTILINE)


class Use(NamedTuple):
    """What a file uses of another one."""

    file: str
    line: int
    name: str
    owner: str

    @property
    def folder(self) -> str:
        return _folder(self.file)

    @property
    def step(self) -> int:
        """How many folders to the left the owner stands; less than 0 is against the order."""
        return ORDER.index(self.folder) - ORDER.index(self.owner)


class Breach(NamedTuple):
    """A name that a file should not use or define; ``kind`` names the folders it leads across."""

    kind: str
    file: str
    name: str


Files = dict[str, ast.Module]
Lines = dict[Breach, int]
Reasons = dict[Breach, str]


def findings() -> list[str]:
    """Return what breaks the rules and is not in the list, and what is there in vain."""
    files = read_files(MODELS)
    if strange := {_folder(file) for file in files}.difference(ORDER):
        return [f"models/: {', '.join(sorted(strange))}: no place in ORDER of dev/lint/order.py"]
    return compare(breaches(files, foreign_names()), read_reasons(EXCEPTIONS.read_text("utf-8")))


def compare(found: Lines, known: Reasons) -> list[str]:
    """Return what was found and has no reason, and what has a reason in vain."""
    listed = tree.name(EXCEPTIONS)
    new = [
        f"{file}:{line}: {name} ({kind}): use what stands left, or give the reason in {listed}"
        for (kind, file, name), line in found.items()
        if (kind, file, name) not in known
    ]
    gone = [
        f"{listed}: {file}: {name} ({kind}) is not needed any more: take it out"
        for kind, file, name in known.keys() - found.keys()
    ]
    blank = [
        f"{listed}: {file}: {name} ({kind}) has no reason yet"
        for (kind, file, name), reason in known.items()
        if reason == UNEXPLAINED
    ]
    return sorted(new) + sorted(gone) + sorted(blank)


def read_files(models: Path) -> Files:
    return {
        path.relative_to(models).as_posix(): ast.parse(path.read_text("utf-8"))
        for path in sorted(models.glob("*/*.py"))
        if path.name != "__init__.py"
    }


def breaches(files: Files, foreign: Iterable[str] = ()) -> Lines:
    """Return all names that break a rule, with the line of the first of them in its file."""
    found: Lines = {}
    for use in uses(files, foreign):
        if use.step < 0:
            breach = Breach(f"{use.folder} -> {use.owner}", use.file, use.name)
            found.setdefault(breach, use.line)
    for file, code in files.items():
        for model, line in misplaced(file, code):
            found.setdefault(Breach(MISPLACED, file, model), line)
    return found


def uses(files: Files, foreign: Iterable[str] = ()) -> Iterator[Use]:
    """Yield each use of what only other files define."""
    definers: dict[str, set[str]] = {}
    for file, code in files.items():
        for name in set(_definitions(code)).difference(foreign):
            definers.setdefault(name, set()).add(file)
    for file, code in files.items():
        for line, name in _names(code, definers):
            if file not in definers[name]:
                folders = set(map(_folder, definers[name]))
                here = folders & {_folder(file)}
                yield Use(file, line, name, min(here or folders, key=ORDER.index))
        for node in ast.walk(code):
            if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
                owner = node.module.partition(".")[0]
                yield from (Use(file, node.lineno, alias.name, owner) for alias in node.names)


def _folder(file: str) -> str:
    return file.partition("/")[0]


def _names(code: ast.Module, known: Container[str]) -> Iterator[tuple[int, str]]:
    """Yield the known names that a file says, as an attribute or in a string of its code."""
    docstrings = {node.value for node in ast.walk(code) if isinstance(node, ast.Expr)}
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and node.attr in known:
            yield node.lineno, node.attr
        elif node in docstrings:
            continue
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_model = "." in node.value and node.value in known
            said = [node.value] if is_model else WORD.findall(node.value)
            yield from ((node.lineno, name) for name in said if name in known)


def _definitions(code: ast.Module) -> Iterator[str]:
    """Yield the models, fields and methods that a file defines."""
    for node, model, is_new in _classes(code):
        if is_new:
            yield model
        for part in node.body:
            if isinstance(part, ast.FunctionDef):
                yield part.name
            elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Call):
                if ast.unparse(part.value.func).startswith("fields."):
                    yield from (ast.unparse(target) for target in part.targets)


def _classes(code: ast.Module) -> Iterator[tuple[ast.ClassDef, str, bool]]:
    """Yield the classes of models, the name of the model, and whether it begins there."""
    for node in code.body:
        if not isinstance(node, ast.ClassDef):
            continue
        values = {
            ast.unparse(part.targets[0]): ast.literal_eval(part.value)
            for part in node.body
            if isinstance(part, ast.Assign)
            if ast.unparse(part.targets[0]) in ("_name", "_inherit")
        }
        parents = values.get("_inherit", ())
        name = values.get("_name", parents)
        if isinstance(name, str):
            yield node, name, name != parents and name not in parents


def misplaced(file: str, code: ast.Module) -> list[tuple[str, int]]:
    """Return the models that a file defines or extends beside the one of its name."""
    stem = Path(file).stem
    lines = {model: node.lineno for node, model, _is_new in _classes(code)}
    own = max(
        (model for model in lines if f"{stem}_".startswith(model.replace(".", "_") + "_")),
        key=len,
        default=None,
    )
    return [(model, line) for model, line in lines.items() if model != own]


def foreign_names() -> set[str]:
    """Return the names of fields and methods in Odoo and in what the addon depends on."""
    package = Path(odoo_source.current().python_path, "odoo")
    places = [*odoo.addons_path(), package / "addons"]
    sources, todo = {package / "orm"}, _depends(MODELS.parent)
    while todo:
        name = todo.pop()
        folder = next(place / name for place in places if (place / name).is_dir())
        if folder not in sources:
            sources.add(folder)
            todo += _depends(folder)
    names: set[str] = set()
    for path in (path for folder in sources for path in folder.rglob("*.py")):
        if "tests" not in path.parts:
            for found in DEFINITION.findall(path.read_text("utf-8")):
                names.update(found)
    return names


def _depends(addon: Path) -> list[str]:
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))
    return list(manifest.get("depends") or ())


def read_reasons(text: str) -> Reasons:
    """Read the list of exceptions.

    :raises Stop: for a line that is neither a reason nor an entry below one
    """
    reasons: Reasons = {}
    kind = reason = ""
    for number, line in enumerate(text.splitlines(), 1):
        if group := GROUP.fullmatch(line):
            kind, reason = group.groups()
        elif kind and (entry := ENTRY.fullmatch(line)):
            reasons |= {Breach(kind, entry[1], name): reason for name in entry[2].split()}
        elif line.strip() and not line.startswith("#"):
            raise Stop(f"{tree.name(EXCEPTIONS)}:{number}: not understood: {line}")
    return reasons
