"""pytest plugin: all of the project's own, for ``-p``. Each part stands on its own."""

pytest_plugins = (
    "dev.testing.durations",
    "dev.testing.executed",
    "dev.testing.like_odoo",
    "dev.testing.long_forms",
    "dev.testing.proofs",
    "dev.testing.properties",
    "dev.testing.run_database",
    "dev.testing.warnings_fail",
)
