"""What `make lint` checks and what `make format` mends, each a line of these lists."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dev import odoo, odoo_source, venv
from dev.lint import node, order, own, tree, views
from dev.paths import ROOT, STATE

CONFIGURATION = (
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    "eslint.config.cjs",
    ".editorconfig",
    ".prettierrc.yml",
)
PRETTY = (".xml", ".js", ".scss", ".css", ".json", ".yml", ".yaml")

# A model may be split by subject over several files of an addon.
SPLIT_MODELS = "--disable=consider-merging-classes-inherited"


@dataclass(frozen=True)
class Check:
    """One tool over some files; `run` returns what it has to complain about.

    :param files: what its answer depends on; None for a check that is too cheap to be saved
    """

    name: str
    run: Callable[[], str]
    files: Sequence[Path] | None = None


def blocking(node_command: list[str]) -> list[Check]:
    """All of `make lint`, the slowest first so that two cores end together."""
    python = tree.files(".py")
    addons = tree.addons()
    parts = tree.addon_files(".py", ".xml", ".csv", ".rst", ".png", ".toml")
    words = tree.addon_files(".po", ".pot")
    rooms = [path for path in python if order.MODELS in path.parents]
    manifests = [addon / "__manifest__.py" for addon in addons]
    typed = [ROOT / "dev", *(path for addon in addons if (path := addon / "tools").is_dir())]
    beside_odoo = Path(odoo_source.current().python_path, "odoo", "addons")
    known = ",".join(str(path) for path in (*odoo.addons_path(), beside_odoo))
    return [
        _tool("pylint-odoo", parts, "pylint", SPLIT_MODELS, *addons),
        _tool("mypy", python, "mypy", "--cache-dir", STATE / "lint/mypy", *typed),
        _prettier(node_command, "--check"),
        _eslint(node_command),
        _tool("oca-checks-odoo-module", parts, "oca-checks-odoo-module", *addons),
        _tool("oca-checks-po", words, "oca-checks-po", *words),
        _tool("translations complete", words, "python", "-m", "dev.i18n", "check"),
        _tool(
            *("moo check-licenses", manifests, "moo", "--no-addons-path-from-import-odoo"),
            *("--addons-path", known, "--select-addons-dir", ROOT, "check-licenses"),
        ),
        _tool("ruff check", python, "ruff", "check", "--quiet", "--no-cache", "."),
        _tool("ruff format", python, "ruff", "format", "--diff", "--quiet", "--no-cache", "."),
        _own("sizes", own.sizes),
        _own("reasons of switched-off checks", own.reasons),
        _own("host names and machine paths", own.leaks),
        _own("addon files", own.addon_files),
        _own("README.rst of addons", own.readmes),
        _own("views extend by names", views.extensions),
        _own("order of models", order.findings, [*rooms, order.EXCEPTIONS]),
    ]


def mending(node_command: list[str]) -> list[Check]:
    """All of `make format`, in the order in which one tool leaves work to the next."""
    python = tree.files(".py")
    addons = tree.addons()
    words = tree.addon_files(".po", ".pot")
    return [
        _tool("oca-checks-odoo-module", addons, "oca-checks-odoo-module", "--fix", *addons),
        _tool("oca-checks-po", words, "oca-checks-po", "--fix", *words),
        _eslint(node_command, "--fix"),
        _prettier(node_command, "--write"),
        _tool("ruff check", python, "ruff", "check", "--fix-only", "--quiet", "--no-cache", "."),
        _tool("ruff format", python, "ruff", "format", "--quiet", "--no-cache", "."),
    ]


def _tool(name: str, files: Sequence[Path], program: str, *words: object) -> Check:
    """A check by a program of the lint tools' virtual environment."""
    return Check(name, _command(venv.LINT_VENV / "bin" / program, *words), files)


def _own(
    name: str, findings: Callable[[], list[str]], files: Sequence[Path] | None = None
) -> Check:
    return Check(name, lambda: "\n".join(findings()), files)


def _prettier(node_command: list[str], mode: str) -> Check:
    files = [path for path in tree.files(*PRETTY) if path.name != "package-lock.json"]
    program = node.MODULES / "prettier/bin/prettier.cjs"
    plugin = f"--plugin={node.MODULES / '@prettier/plugin-xml/src/plugin.js'}"
    run = _command(*node_command, program, plugin, mode, "--log-level=warn", *files)
    return Check("prettier", run, files)


def _eslint(node_command: list[str], *options: str) -> Check:
    files = [path for path in tree.files(".js") if "static" in path.parts]
    program = node.MODULES / "eslint/bin/eslint.js"
    run = _command(*node_command, program, "--max-warnings=0", *options, *files)
    return Check("eslint", run, files)


def _command(*words: object) -> Callable[[], str]:
    """Run a program; it complains by its exit code, and then with all that it said."""

    def run() -> str:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=ROOT,
            env=node.environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if not done.returncode:
            return ""
        return done.stdout.strip() or f"it ended with code {done.returncode}"

    return run
