"""The project's own files, as the checks see them."""

import os
from functools import cache
from pathlib import Path

from dev.paths import BUILD, ROOT, STATE

SKIPPED = {".git", "__pycache__", "node_modules", "build"}


@cache
def everything() -> tuple[Path, ...]:
    """All files of the project, sorted; no git is needed, a fresh machine has none."""
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [
            name
            for name in subfolders
            if name not in SKIPPED and (name == ".ci" or not name.startswith("."))
            if Path(folder, name) not in (STATE, BUILD)
        ]
        found += [Path(folder, name) for name in names]
    return tuple(sorted(found))


def files(*suffixes: str) -> list[Path]:
    return [path for path in everything() if path.suffix in suffixes]


@cache
def addons() -> tuple[Path, ...]:
    return tuple(sorted(path.parent for path in ROOT.glob("*/__manifest__.py")))


def translated_addons() -> list[Path]:
    """Return the addons with translations; a demo company speaks its customers' languages."""
    return [addon for addon in addons() if not addon.name.endswith("_demo")]


def addon_files(*suffixes: str) -> list[Path]:
    return [path for path in files(*suffixes) if any(addon in path.parents for addon in addons())]


def name(path: Path) -> str:
    """The path as a person writes it: from the root of the project."""
    return path.relative_to(ROOT).as_posix()
