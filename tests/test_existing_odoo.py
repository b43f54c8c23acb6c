"""An Odoo that is there already takes the suite by its addons path or as a pip package."""

import os
import re
import shutil
import subprocess
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from dev import databases, odoo, venv
from dev.paths import ROOT

ADDON = "retail_complaint"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the packages of the addons that the template has, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    # In the checkout whool would leave out what is not committed yet.
    sources = [
        shutil.copytree(ROOT / addon, folder / addon, ignore=shutil.ignore_patterns("__pycache__"))
        for addon in databases.addons("test")
    ]
    offline = ["--no-index", "--no-build-isolation", "--no-deps", "--quiet"]
    command = [venv.PYTHON, "-m", "pip", "wheel", *offline, "-w", folder, *sources]
    subprocess.run(command, env=venv.environ(), cwd=folder, check=True)
    return sorted(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(wheels: list[Path]) -> Path:
    """Return the package of the core."""
    [core] = [wheel for wheel in wheels if f"odoo_addon_{ADDON}-" in wheel.name]
    return core


@pytest.fixture
def existing(postgres, template, tmp_path):
    """Return a function that updates the addon by an Odoo without any configuration of ours."""
    database = databases.clone(postgres, template, databases.run_name("existing"))

    def update(*options: str, **environment: str) -> None:
        log = tmp_path / "odoo.log"
        command = [
            *(venv.PYTHON, venv.VENV / "bin" / "odoo", "-c", os.devnull, *options),
            *("-d", database, "-u", ADDON, "--stop-after-init", "--no-http"),
            *(f"--data-dir={odoo.data_dir(postgres)}", f"--logfile={log}"),
        ]
        known = odoo.environ() | postgres.env() | environment
        subprocess.run(command, env=known, cwd=tmp_path, check=True)
        lines = log.read_text("utf-8")
        assert re.search(rf"Module {ADDON} loaded in", lines), lines
        assert not re.search(r" (WARNING|ERROR|CRITICAL) ", lines), lines

    yield update
    databases.drop(postgres, database)


def test_checkout_on_the_addons_path(existing):
    """Beside the OCA packages, an Odoo needs the checkout on its addons path and no more."""
    existing(f"--addons-path={ROOT}")


def test_package_of_pip(existing, wheels, tmp_path):
    """Installed by pip, the addons are found without any addons path."""
    target = tmp_path / "site-packages"
    offline = ["--no-index", "--no-deps", "--quiet", "--disable-pip-version-check"]
    command = [venv.PYTHON, "-m", "pip", "install", *offline, "--target", target, *wheels]
    subprocess.run(command, env=venv.environ(), cwd=tmp_path, check=True)
    existing(PYTHONPATH=str(target))


def test_package_requires_what_requirements_txt_installs(wheel):
    """The package names what it needs, in the versions that requirements.txt installs."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_string(archive.read(name).decode())
    required = set(metadata.get_all("Requires-Dist"))
    assert required == {
        "odoo==19.0.*",
        "odoo-addon-helpdesk_mgmt==19.0.*",
        "odoo-addon-rma_sale==19.0.*",
        "qrcode",
        "weasyprint",
    }
    installed = (ROOT / "requirements.txt").read_text("utf-8").replace("-", "_").splitlines()
    for requirement in required - {"odoo==19.0.*"}:
        assert requirement.replace("-", "_") in installed
