"""The private virtual environment, made from the lock file."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev import apt, odoo_source
from dev.paths import ROOT, STATE
from dev.steps import Progress, Stop, once, say

LOCK_DIR = ROOT / "dev" / "lock"
LOCK_FILE = LOCK_DIR / "dev.txt"
LINT_LOCK_FILE = LOCK_DIR / "lint.txt"
VENV = STATE / "venv"
LINT_VENV = STATE / "venv-lint"
PYTHON = VENV / "bin" / "python"
LINT_PYTHON = LINT_VENV / "bin" / "python"

_SUPPORTED = ((3, 13), (3, 12), (3, 11))
# What changes which packages a Python sees, or how it starts.
_PYTHON_VARIABLES = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__")

_LAUNCHER = """#!{python}
# With workers Odoo starts itself again by this file's path; `python -m odoo` breaks there.
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""


def ensure() -> None:
    """Make the environment that runs Odoo and the tests, as yet without Odoo."""

    def make(progress: Progress) -> None:
        _create(VENV)
        install(PYTHON, LOCK_FILE, progress)

    once(
        "venv",
        [_text(LOCK_FILE)],
        "Python packages into a private environment",
        make,
        lambda: _runs(PYTHON),
    )


def ensure_odoo() -> None:
    """Let the environment import the Odoo that was found, know it as a package, and start it."""
    odoo = odoo_source.current()
    once(
        "venv-odoo",
        [_text(LOCK_FILE), odoo_metadata(), _LAUNCHER, odoo.python_path],
        "Odoo into the environment",
        lambda _progress: _add_odoo(odoo),
        lambda: (VENV / "bin" / "odoo").exists(),
    )


def ensure_lint() -> None:
    """Make the environment of the tools that check the code."""

    def make(progress: Progress) -> None:
        _create(LINT_VENV)
        install(LINT_PYTHON, LINT_LOCK_FILE, progress)

    once(
        "venv-lint",
        [_text(LINT_LOCK_FILE)],
        "Python packages of the checks",
        make,
        lambda: _runs(LINT_PYTHON),
    )


def reexec() -> None:
    """Run this very command again under the environment's Python, unless it is there."""
    if Path(sys.prefix) == VENV:
        return
    arguments = [str(PYTHON), "-m", "dev", *sys.argv[1:]]
    os.execve(PYTHON, arguments, environ())


def environ() -> dict[str, str]:
    """Return the process environment without what would lead Python elsewhere."""
    values = {k: v for k, v in os.environ.items() if k not in _PYTHON_VARIABLES}
    # Odoo is thousands of files: compile them once, whatever the caller prefers.
    values.pop("PYTHONDONTWRITEBYTECODE", None)
    values["PYTHONNOUSERSITE"] = "1"
    return values


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _runs(python: Path) -> bool:
    """Tell whether the environment survived, e.g. an upgrade of the system's Python."""
    return python.exists()


def _create(home: Path) -> None:
    base = _base_python()
    if home.exists():
        shutil.rmtree(home)
    # pip comes from the lock file, so neither ensurepip nor Debian's python3-venv,
    # which has it, is needed.
    done = subprocess.run(
        [base, "-m", "venv", "--without-pip", str(home)],
        env=environ(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Stop(
            f"{base} cannot make a virtual environment: {done.stderr.strip()}\n"
            "On Debian: apt-get install python3-venv"
        )


def _base_python() -> str:
    """Return the running Python if it fits, else the newest on the PATH that does."""
    if sys.version_info[:2] in _SUPPORTED:
        return str(getattr(sys, "_base_executable", sys.executable))
    for version in _SUPPORTED:
        name = "python{}.{}".format(*version)
        found = shutil.which(name)
        # A shim of a version manager may be there without its Python.
        if found and not subprocess.run([found, "-c", ""], check=False).returncode:
            return found
    raise Stop(
        f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]} "
        "and the PATH has none of them. On Debian: apt-get install python3"
    )


def _add_odoo(odoo: odoo_source.Odoo) -> None:
    site = next(VENV.glob("lib/python3.*/site-packages"))
    (site / "odoo19.pth").write_text(f"{odoo.python_path}\n", encoding="utf-8")
    info = site / f"odoo-{odoo_source.SERIES}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(odoo_metadata(), encoding="utf-8")
    (info / "INSTALLER").write_text("dev\n", encoding="utf-8")
    files = (f"{info.name}/METADATA", f"{info.name}/INSTALLER", f"{info.name}/RECORD")
    lines = "".join(f"{name},,\n" for name in (*files, "odoo19.pth"))
    (info / "RECORD").write_text(lines, encoding="utf-8")
    launcher = VENV / "bin" / "odoo"
    launcher.write_text(_LAUNCHER.format(python=PYTHON), encoding="utf-8")
    launcher.chmod(0o755)


def odoo_metadata() -> str:
    """Return the package metadata of Odoo, which Debian's names differ from."""
    lines = [line.split("#")[0].strip() for line in _text(LOCK_DIR / "odoo.in").split("\n")]
    header = f"Metadata-Version: 2.1\nName: odoo\nVersion: {odoo_source.SERIES}\n"
    return header + "".join(f"Requires-Dist: {line}\n" for line in lines if line)


def install(python: Path, lock_file: Path, progress: Progress) -> None:
    """Install a lock file into the environment of ``python``."""
    total = len(re.findall(r"^[\w.-]+==", _text(lock_file), re.M))
    with _pip_path(python, progress) as pip_path:
        # Exactly the lock file: no resolution, nothing built, every file by its hash.
        command = [
            *(str(python), "-m", "pip", "install", "--no-deps", "--require-hashes"),
            *("--only-binary", ":all:", "--no-input", "--disable-pip-version-check"),
            *("--no-warn-script-location", "--progress-bar", "off"),
            *("-r", str(lock_file)),
        ]
        environment = environ()
        environment["PYTHONPATH"] = pip_path
        # A mirror or a proxy that the machine configured is used, not its other habits.
        environment["PIP_CONSTRAINT"] = os.devnull
        environment["PIP_USER"] = "0"
        with subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            problem = _follow(process, total, progress)
    if process.returncode:
        raise Stop(
            f"pip could not install {lock_file.relative_to(ROOT)}:\n{problem}\n"
            "If this machine has no network or another package index, set PIP_INDEX_URL, or "
            "PIP_NO_INDEX=1 and PIP_FIND_LINKS for a folder of wheels."
        )


def _follow(process: subprocess.Popen[str], total: int, progress: Progress) -> str:
    """Count pip's lines for the user; return what it says of errors."""
    assert process.stdout
    found, errors, line = 0, [], ""
    for line in process.stdout:
        if line.startswith("Collecting "):
            found += 1
            progress.update(f"fetched {found} of {total} packages")
        elif line.startswith("Installing collected"):
            progress.update(f"fetched {total} packages, unpacking them")
        elif line.startswith("ERROR"):
            errors.append(line)
    return "".join(errors or [line]).strip()


@contextmanager
def _pip_path(python: Path, progress: Progress) -> Iterator[str]:
    """Give what to put on the path of a Python so that it has pip."""
    wheel = _bundled_pip(python)
    if wheel:
        yield str(wheel)
        return
    # Debian keeps pip apart from its Python, in a package that unpacks as well as it
    # installs.
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        try:
            with apt.Archive(os.environ.get("ODOO_DEB_MIRROR", "")) as archive:
                [package] = archive.download("stable", ["python3-pip-whl"], work / "deb", progress)
        except apt.Unavailable as problem:
            raise Stop(
                f"This Python has no pip, and it cannot be fetched: {problem}\n"
                "On Debian or Ubuntu: apt-get install python3-venv"
            ) from None
        apt.unpack(package, work / "root")
        say("  pip from Debian's python3-pip-whl, this Python has none")
        yield str(next(work.glob("root/usr/share/python-wheels/pip-*.whl")))


def _bundled_pip(python: Path) -> Path | None:
    """Return the wheel of pip that comes with a Python, for its `ensurepip`."""
    code = (
        "import importlib.util, os, sysconfig;"
        "spec = importlib.util.find_spec('ensurepip');"
        "print(spec and spec.origin and os.path.join(os.path.dirname(spec.origin), '_bundled'));"
        "print(sysconfig.get_config_var('WHEEL_PKG_DIR'))"
    )
    done = subprocess.run(
        [str(python), "-c", code],
        env=environ(),
        capture_output=True,
        text=True,
        check=True,
    )
    folders = [line for line in done.stdout.splitlines() if line not in ("", "None")]
    wheels = [wheel for folder in folders for wheel in Path(folder).glob("pip-*.whl")]
    return next(iter(wheels), None)
