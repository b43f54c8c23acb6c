"""The addons' translation templates; `make lint` tells what is not translated to Chinese."""

import subprocess

from dev import venv
from dev.paths import ROOT

# In a process of its own: this one must not load an Odoo.
SCRIPT = """
from dev import i18n
for target, template in i18n.templates().items():
    if i18n.is_outdated(target, template):
        print(target.name)
"""


def test_templates_are_current(template):
    """Every .pot has exactly the terms of its addon; `make i18n` writes them."""
    done = subprocess.run(
        [venv.PYTHON, "-c", SCRIPT], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    assert not done.stdout, f"outdated, run `make i18n`: {done.stdout}"
