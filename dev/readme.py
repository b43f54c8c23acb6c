"""README.rst of an addon, put together from its manifest and its readme/ fragments."""

import ast
from pathlib import Path

SECTIONS = (
    ("DESCRIPTION", ""),
    ("INSTALL", "Installation"),
    ("CONFIGURE", "Configuration"),
    ("USAGE", "Usage"),
    ("ROADMAP", "Known issues and roadmap"),
    ("DEVELOP", "Development"),
    ("HISTORY", "Changelog"),
    ("CONTRIBUTORS", "Contributors"),
)
NOTE = ".. Made by `make format` from the fragments in readme/; change those."


def text(addon: Path) -> str:
    """The whole README.rst as it should be."""
    manifest = ast.literal_eval((addon / "__manifest__.py").read_text("utf-8"))
    title = manifest["name"]
    bar = "=" * len(title)
    parts = [NOTE, f"{bar}\n{title}\n{bar}"]
    for stem, heading in SECTIONS:
        fragment = addon / "readme" / f"{stem}.rst"
        if not fragment.is_file():
            continue
        if heading:
            parts.append(f"{heading}\n{'=' * len(heading)}")
        parts.append(fragment.read_text("utf-8").strip())
    return "\n\n".join(parts) + "\n"


def outdated(addon: Path) -> bool:
    target = addon / "README.rst"
    return not target.is_file() or target.read_text("utf-8") != text(addon)


def write(addon: Path) -> None:
    if outdated(addon):
        (addon / "README.rst").write_text(text(addon), "utf-8")
