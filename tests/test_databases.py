"""Template databases: made once, cloned for every run, never half-made."""

import pytest

from dev import databases
from dev.testing import run_database


@pytest.fixture
def name(postgres):
    """Return the name of a database of this test, dropped at its end."""
    name = databases.run_name(f"{run_database.worker()}_databases")
    yield name
    databases.drop(postgres, name)


def test_a_clone_is_whole_and_apart(postgres, template, name):
    """A clone has the data and the files; what happens to it leaves the template alone."""
    databases.clone(postgres, template, name)
    files = [p for p in databases.filestore(postgres, name).rglob("*") if p.is_file()]
    originals = databases.filestore(postgres, template)
    assert files
    assert len(files) == sum(path.is_file() for path in originals.rglob("*"))
    damaged = files[0]
    before = (originals / damaged.relative_to(databases.filestore(postgres, name))).read_bytes()
    damaged.write_bytes(b"tampered")
    original = originals / damaged.relative_to(databases.filestore(postgres, name))
    assert original.read_bytes() == before != damaged.read_bytes()

    databases.drop(postgres, name)
    assert not databases.exists(postgres, name)
    assert not databases.filestore(postgres, name).exists()
    assert databases.exists(postgres, template)


def test_a_clone_in_use_is_replaced(postgres, template, name):
    """What a killed run is still connected to does not stop the next one."""
    databases.clone(postgres, template, name)
    connection = databases.connect(postgres, name)
    databases.clone(postgres, template, name)
    assert databases.exists(postgres, name)
    connection.close()


def test_databases_of_a_killed_run_are_dropped(postgres, name):
    """The next run removes what a killed one has left, and nothing of one that lives."""
    gone = "rc_run_999999999_main"  # no process has such a number
    alive = "rc_run_1_b_other"
    for each in (gone, alive, name):
        databases.execute(postgres, "CREATE DATABASE {}", each)
    (databases.filestore(postgres, "rc_run_999999998_files")).mkdir(parents=True)
    try:
        databases.drop_leftovers(postgres)
        assert databases.names(postgres, "rc_run_99999999") == []
        assert not databases.filestore(postgres, "rc_run_999999998_files").exists()
        assert databases.exists(postgres, alive)
        assert databases.exists(postgres, name)
    finally:
        databases.drop(postgres, alive)


def test_a_warning_fails_a_build(postgres, template, name):
    """No template is made from addons that Odoo installs with a warning."""
    databases.clone(postgres, template, name)
    log = databases.LOG / f"{name}.log"
    log.unlink(missing_ok=True)
    warn = "import logging; logging.getLogger('odoo.x').warning('half a module')\n"
    with pytest.raises(databases.BuildError, match="half a module"):
        databases.odoo_run(postgres, name, log, "shell", "--no-http", script=warn)


@pytest.fixture
def addons(tmp_path, monkeypatch):
    """Return a checkout with two addons of ours, as databases see it."""
    for name, depends in {"rc_one": ["mail"], databases.DEMO: ["rc_one", "stock"]}.items():
        (tmp_path / name / "tests").mkdir(parents=True)
        manifest = {"name": name, "depends": depends}
        (tmp_path / name / "__manifest__.py").write_text(str(manifest))
    (tmp_path / "rc_off").mkdir()
    (tmp_path / "rc_off" / "__manifest__.py").write_text("{'installable': False}")
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    return tmp_path


def test_what_a_template_consists_of(addons):
    """The demo addon is in the demo template alone, one that is off in none."""
    assert databases.addons("test") == ["rc_one"]
    assert databases.addons("demo") == ["rc_one", databases.DEMO]
    assert databases.dependencies(["rc_one"]) == ["base", "mail", "web"]
    assert databases.dependencies(databases.addons("demo")) == [*("base", "mail", "stock", "web")]
    with pytest.raises(ValueError, match="no kind"):
        databases.addons("other")


@pytest.mark.parametrize(
    ("path", "makes_another"),
    [
        ("rc_one/models/thing.py", True),
        ("rc_one/data/thing.xml", True),
        ("rc_one/i18n/zh_CN.po", True),
        ("rc_one/tests/test_thing.py", False),
        ("rc_one/readme/DESCRIPTION.rst", False),
        ("rc_one/models/__pycache__/thing.cpython-312.pyc", False),
        (f"{databases.DEMO}/data/thing.xml", False),
    ],
)
def test_which_change_makes_another_template(addons, path, makes_another):
    """Whatever an installation reads makes another test template, a test does not."""
    before = databases.template_name("test")
    changed = addons / path
    changed.parent.mkdir(parents=True, exist_ok=True)
    changed.write_text("changed")
    assert (databases.template_name("test") != before) is makes_another
