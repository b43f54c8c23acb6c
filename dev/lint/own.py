"""The checks no public tool has: sizes, reasons of switched-off checks, leaks, addon files.

Each returns its findings, one line each; none means passed.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from dev import readme
from dev.lint import tree

Findings = list[str]

# Upper limits in lines; the first that fits counts. Who needs more splits by subject.
LIMITS = (
    ("*/tests/*.py", 500),
    ("tests/*.py", 500),
    ("*.py", 400),
    ("*/views/*.xml", 300),
    ("*/views/*/*.xml", 300),
    ("*.js", 400),
)

# A name of a computer in a file ages, and may betray where it was written.
HOST = re.compile(r"https?://([\w.-]+)")
KNOWN_HOSTS = re.compile(
    r"""^(localhost | 127\.0\.0\.1 | 0\.0\.0\.0
        | ([\w-]+\.)*example(\.\w+)? | ([\w-]+\.)+(test|invalid)  # kept free for examples
        | www\.w3\.org | www\.gnu\.org                            # name spaces, licence
        | (www\.)?odoo-community\.org | github\.com | www\.odoo\.com | www\.debian\.org
        | ([\w-]+\.)+gov\.cn                                      # sources of the law
    )$""",
    re.VERBOSE,
)
MACHINE_PATH = re.compile(r"(?<![\w./~$}-])/(root|home|work|Users)/\w+")

DISABLES = (
    re.compile(r"#\s*(ruff:\s*)?noqa(?P<codes>:\s*[A-Z]+\d+(\s*,\s*[A-Z]+\d+)*)?(?P<reason>.*)"),
    re.compile(r"#\s*type:\s*ignore(?P<codes>\[[\w, -]+\])?(?P<reason>.*)"),
    re.compile(r"pylint:\s*disable=(?P<codes>[\w, -]*[\w-])(?P<reason>.*)"),
    re.compile(r"eslint[-]disable\S*(?P<codes>\s+[\w/-]+(\s*,\s*[\w/-]+)*)?(?P<reason>.*)"),
    re.compile(r"oca-hooks:\s*disable=(?P<codes>[\w,-]+)(?P<reason>.*)"),
)
REASON = re.compile(r"\w+\W+\w+\W+\w+")

ADDON_FILES = (
    "README.rst",
    "pyproject.toml",
    "readme/DESCRIPTION.rst",
    "static/description/icon.png",
)
TRANSLATIONS = ("i18n/{addon}.pot", "i18n/zh_CN.po", "i18n/zh_TW.po")
NEWSFRAGMENT = re.compile(r"^(\d+|\+[\w-]+)\.(feature|bugfix)$")


def _lines(*suffixes: str) -> Iterator[tuple[Path, int, str]]:
    """Yield the lines of all text files, or of those with such names."""
    for path in tree.files(*suffixes) if suffixes else tree.everything():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        for number, line in enumerate(text.splitlines(), 1):
            yield path, number, line


def sizes() -> Findings:
    found = []
    for path in tree.files(".py", ".xml", ".js"):
        name = tree.name(path)
        limit = next((most for glob, most in LIMITS if Path(name).match(glob)), None)
        if limit is None:
            continue
        lines = path.read_text("utf-8").count("\n")
        if lines > limit:
            found.append(f"{name}: {lines} lines, at most {limit}: split by subject")
    return found


def reasons() -> Findings:
    """A check that is switched off names itself and says why, on the same line."""
    return [
        f"{tree.name(path)}:{number}: name the check that is switched off and the reason,"
        f" on this line: {line.strip()}"
        for path, number, line in _lines(".py", ".js", ".xml")
        if is_unexplained(line)
    ]


def is_unexplained(line: str) -> bool:
    """Tell whether the line switches a check off without its name or without a reason."""
    found = (pattern.search(line) for pattern in DISABLES)
    return any(match and not (match["codes"] and REASON.search(match["reason"])) for match in found)


def leaks() -> Findings:
    """No host names but the few that mean something, no paths of one machine."""
    found = []
    for path, number, line in _lines():
        if path.name != "package-lock.json":
            found += [f"{tree.name(path)}:{number}: {leak}" for leak in leaks_in(line)]
    return found


def leaks_in(line: str) -> Findings:
    """Return the names of computers and the paths of one machine in a line."""
    hosts = [host for host in HOST.findall(line) if not KNOWN_HOSTS.match(host)]
    return hosts + [match[0] for match in MACHINE_PATH.finditer(line)]


def addon_files() -> Findings:
    found = []
    for addon in tree.addons():
        translated = addon in tree.translated_addons()
        for pattern in ADDON_FILES + TRANSLATIONS * translated:
            path = addon / pattern.format(addon=addon.name)
            if not path.is_file() or not path.stat().st_size:
                found.append(f"{tree.name(path)}: missing or empty")
        found += [
            f"{tree.name(path)}: a newsfragment is called <issue>.feature or <issue>.bugfix"
            for path in sorted(addon.glob("readme/newsfragments/*"))
            if not NEWSFRAGMENT.match(path.name)
        ]
    return found


def readmes() -> Findings:
    return [
        f"{addon.name}/README.rst is not made from its fragments: run `make format`"
        for addon in tree.addons()
        if readme.outdated(addon)
    ]
