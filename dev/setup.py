"""``make setup`` and the parts of it that other commands ask for."""

from dev import odoo_source, system, venv

# part: what does it. The virtual environment is made for the Odoo that was found.
_PARTS = {
    "odoo": odoo_source.ensure,
    "venv": venv.ensure,
    "pdf": lambda: system.ensure(*system.PDF),
    "system": system.ensure,
    "lint": venv.ensure_lint,
}


def ensure(*parts: str) -> None:
    """Do what is not done yet of ``odoo``, ``venv``, ``pdf``, ``system``, ``lint``.

    ``system`` includes ``pdf``. The parts are done in the order given.
    """
    for part in parts:
        _PARTS[part]()


def main() -> None:
    """Set up everything, so that the other commands start at once."""
    ensure("odoo", "venv", "system", "lint")
