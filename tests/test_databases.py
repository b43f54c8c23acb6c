"""Template databases: made once, cloned for every run, never half-made."""

import contextlib
import os

import pytest

from dev import base_cache, databases
from dev.postgres import Server
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


def test_another_shop_makes_another_test_template(addons, tmp_path, monkeypatch):
    """The shop in which the tests take place is in their template, and in no other."""
    before = [databases.template_name(kind) for kind in databases.KINDS]
    monkeypatch.setattr(databases, "_SHOP", tmp_path / "shop.py")
    databases._SHOP.write_text("def keep(env): pass")
    after = [databases.template_name(kind) for kind in databases.KINDS]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Return a cache of this test, for whoever has one."""
    monkeypatch.setattr(base_cache, "FOLDER", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def small(postgres, name):
    """Return the name of a small database with a file."""
    if not postgres.own:
        pytest.skip("Databases of the user's own server are not shared.")
    databases.execute(postgres, "CREATE DATABASE {}", name)
    with contextlib.closing(databases.connect(postgres, name)) as connection:
        connection.cursor().execute("CREATE TABLE fish AS SELECT '鱼' AS name")
    (databases.filestore(postgres, name) / "ab").mkdir(parents=True)
    (databases.filestore(postgres, name) / "ab" / "abcd").write_bytes(b"photo")
    return name


@pytest.fixture
def unpacked(postgres):
    """Return the name of an empty database to unpack into, dropped at the end."""
    name = databases.run_name(f"{run_database.worker()}_unpacked")
    databases.drop(postgres, name)
    databases.execute(postgres, "CREATE DATABASE {} TEMPLATE template0", name)
    yield name
    databases.drop(postgres, name)


def test_a_base_is_shared_by_the_cache(postgres, small, unpacked, cache):
    """What one checkout has built another unpacks, data and files; nobody else may read it."""
    files = databases.filestore(postgres, small)
    base_cache.save(postgres, small, files)
    assert base_cache.has(small)
    assert (cache / small).stat().st_mode & 0o077 == 0
    before = (cache / small / "dump").stat().st_mtime_ns
    base_cache.save(postgres, small, files)
    assert (cache / small / "dump").stat().st_mtime_ns == before, "the first one's stays"
    assert [path.name for path in cache.iterdir()] == [small]

    target = databases.filestore(postgres, unpacked)
    assert base_cache.restore(postgres, small, unpacked, target)
    with contextlib.closing(databases.connect(postgres, unpacked)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT name FROM fish")
        assert cursor.fetchall() == [("鱼",)]
    assert (target / "ab" / "abcd").read_bytes() == b"photo"


def test_a_broken_entry_is_thrown_away(postgres, small, unpacked, cache, capfd):
    """A damaged cache costs the time of a build, and does so once."""
    base_cache.save(postgres, small, databases.filestore(postgres, small))
    dump = cache / small / "dump"
    dump.write_bytes(dump.read_bytes()[:100])
    target = databases.filestore(postgres, unpacked)
    assert not base_cache.restore(postgres, small, unpacked, target)
    assert not base_cache.has(small)
    assert "of no use" in capfd.readouterr().err


def test_a_cache_that_cannot_be_written_is_no_obstacle(postgres, small, cache, capfd):
    """Whoever has no home to write to builds for the one checkout."""
    cache.write_text("no folder")
    base_cache.save(postgres, small, databases.filestore(postgres, small))
    assert "not kept for other checkouts" in capfd.readouterr().err


def test_the_cache_keeps_the_newest(postgres, small, cache):
    """Old bases go, also what a killed command has left half made; what is being made stays."""
    for age, entry in enumerate(("newest", *"bcd", "oldest", ".left.1", ".making.2")):
        (cache / entry).mkdir(parents=True)
        old = (2 + age) * 24 * 3600 if entry != ".making.2" else 1
        past = (cache / entry).stat().st_mtime - old
        os.utime(cache / entry, (past, past))
    base_cache.save(postgres, small, databases.filestore(postgres, small))
    left = {path.name for path in cache.iterdir()}
    assert left == {small, "newest", "b", "c", ".making.2"}


def test_what_may_differ_is_not_shared(monkeypatch, tmp_path):
    """Bases of the user's own server or source folder stay in the one checkout."""
    embedded, own = Server("socket", 5432, "odoo", kind="test"), Server("db", 5432, "odoo")
    odoo = base_cache.odoo_source.Odoo("19.0", str(base_cache.CACHE / "odoo-19.0"), ())
    monkeypatch.setattr(base_cache.odoo_source, "current", lambda: odoo)
    assert base_cache.fits(embedded)
    assert not base_cache.fits(own)
    changing = base_cache.odoo_source.Odoo("19.0", str(tmp_path), ())
    monkeypatch.setattr(base_cache.odoo_source, "current", lambda: changing)
    assert not base_cache.fits(embedded)
