"""``make setup`` and the parts of it that other commands ask for."""

from concurrent.futures import ThreadPoolExecutor

from dev import odoo_source, system, venv

# part: what does it.
_PARTS = {
    "odoo": odoo_source.ensure,
    "venv": venv.ensure,
    "pdf": lambda: system.ensure(*system.PDF),
    "system": system.ensure,
    "lint": venv.ensure_lint,
}


def ensure(*parts: str) -> None:
    """Do what is not done yet of ``odoo``, ``venv``, ``pdf``, ``system``, ``lint``.

    ``system`` includes ``pdf``. The parts are done side by side: most of them wait for the
    network while another one unpacks.
    """
    with ThreadPoolExecutor() as pool:
        running = [pool.submit(_PARTS[part]) for part in parts]
    for part in running:
        part.result()
    if {"odoo", "venv"} <= set(parts):
        venv.ensure_odoo()


def main() -> None:
    """Set up everything, so that the other commands start at once."""
    ensure("odoo", "venv", "system", "lint")
