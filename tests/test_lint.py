"""The checks of `make lint` that are our own; the others are proven by their makers."""

import pytest

from dev.lint import own, views

# Put together here, so that the checks do not find them in this file.
OFF = "# no" + "qa"


@pytest.mark.parametrize(
    ("line", "unexplained"),
    [
        (f"import os  {OFF}", True),
        (f"import os  {OFF}: F401", True),
        (f"import os  {OFF}: F401 the doctest below uses it", False),
        ("x = f()  # type: " + "ignore[arg-type]", True),
        ("x = f()  # pylint: " + "disable=no-search-all  # a handful of rows", False),
        ("// eslint-" + "disable-next-line no-alert", True),
        ("// eslint-" + "disable-next-line no-alert -- it is the till's own dialog", False),
    ],
)
def test_switched_off_check_names_itself_and_its_reason(line, unexplained):
    """Nobody switches off a check without saying which and why."""
    assert own.is_unexplained(line) == unexplained


@pytest.mark.parametrize(
    ("line", "leaks"),
    [
        ("see ht" + "tps://build7.corp.internal/log", ["build7.corp.internal"]),
        ("see https://shop.example.com and http://127.0.0.1:8069", []),
        ("log in /ho" + "me/ann/log", ["/ho" + "me/ann"]),
        ("ROOT/ho" + "me/views, <a href='/my/ho" + "me'>", []),
    ],
)
def test_leak_is_found(line, leaks):
    """No file tells on which computer it was written."""
    assert own.leaks_in(line) == leaks


VIEW = """
    <record id="{id}" model="ir.ui.view">
        <field name="inherit_id" ref="{base}" />
        <field name="arch" type="xml">{arch}</field>
    </record>"""
BY_NAME = '<page name="other" position="inside" />'


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"views/people/a.xml": ("a", "form", BY_NAME)}, []),
        (
            {
                "views/people/a.xml": ("a", "form", BY_NAME),
                "views/law/b.xml": ("b", "form", BY_NAME),
            },
            [],
        ),
        (
            {"views/people/a.xml": ("a", "form", BY_NAME), "views/law/b.xml": ("b", "a", BY_NAME)},
            ["addon/views/law/b.xml: addon.b: addon.a is an extension: extend what it extends"],
        ),
        (
            {"views/law/a.xml": ("a", "form", BY_NAME), "views/law/b.xml": ("b", "form", BY_NAME)},
            ["addon/views/law: extends addon.form 2 times: once for each folder"],
        ),
        (
            {
                "views/law/a.xml": (
                    "a",
                    "x.form",
                    '<xpath expr="//header/*[1]" position="before" />',
                )
            },
            ["addon/views/law/a.xml: addon.a: `//header/*[1]`: use a name"],
        ),
    ],
    ids=["one", "a folder each", "extension of an extension", "twice a folder", "by its place"],
)
def test_views_extend_by_names(tmp_path, files, found):
    """A form is extended once by each concern, directly, at what has a name."""
    for name, (xmlid, base, arch) in files.items():
        path = tmp_path / "addon" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<odoo>{VIEW.format(id=xmlid, base=base, arch=arch)}</odoo>", "utf-8")
    assert views.findings(views.read(tmp_path / "addon")) == found
