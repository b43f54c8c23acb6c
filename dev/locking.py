"""``make lock``: renew the lock files from the requirements beside them."""

import os
import subprocess
import tempfile
import zipfile
from pathlib import Path

from dev import odoo_source, venv
from dev.paths import ROOT
from dev.steps import Stop, step

# One resolution for every Python that we support, with markers where they differ.
_OLDEST_PYTHON = "3.11"


def main() -> None:
    """Renew the lock files with the newest versions that fit together."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        uv = _resolver(work)
        stand_in = _odoo_wheel(work)
        for name in ("dev", "lint", "node"):
            with step(f"lock file {name}.txt"):
                _compile(uv, name, stand_in)


def _resolver(work: Path) -> Path:
    with step("the resolver (uv)"):
        command = [str(venv.PYTHON), "-m", "pip", "install", "-q", "--no-input"]
        subprocess.run([*command, "--target", str(work / "uv"), "uv"], check=True)
    return work / "uv" / "bin" / "uv"


def _odoo_wheel(work: Path) -> Path:
    """Make a stand-in for Odoo, which our addons require and no index has."""
    folder = work / "wheels"
    folder.mkdir()
    version = odoo_source.SERIES
    tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"odoo-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"odoo-{version}.dist-info/METADATA", venv.odoo_metadata())
        wheel.writestr(f"odoo-{version}.dist-info/WHEEL", tag)
        wheel.writestr(f"odoo-{version}.dist-info/RECORD", "")
    return folder


def _compile(uv: Path, name: str, stand_in: Path) -> None:
    command = [
        *(str(uv), "pip", "compile", f"{name}.in", "--output-file", f"{name}.txt"),
        *("--universal", "--python-version", _OLDEST_PYTHON, "--upgrade"),
        *("--generate-hashes", "--only-binary", ":all:"),
        *("--find-links", str(stand_in), "--no-emit-package", "odoo"),
        *("--override", "override.txt", "--no-config"),
        *("--custom-compile-command", "make lock", "--quiet"),
    ]
    environment = {**os.environ, "UV_PYTHON": str(venv.PYTHON)}
    done = subprocess.run(command, cwd=ROOT / "dev" / "lock", env=environment, check=False)
    if done.returncode:
        raise Stop(f"{name}.in could not be resolved; {name}.txt is as it was.")
