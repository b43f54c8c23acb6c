"""Set-up on strange machines: what is refused says why, and what leads elsewhere is left out."""

import json
import os
import re
import socket
import subprocess
import sys

import pytest

from dev import __main__ as commands
from dev import apt, odoo, odoo_source, processes, serve, served, steps, venv
from dev.paths import ROOT

SOURCES = ("ODOO_SRC", "ODOO_DEB", "ODOO_DEB_MIRROR")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """Give set-up a machine without an Odoo: an empty cache, state and environment."""
    monkeypatch.setattr(odoo_source, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(odoo_source, "RECORD", tmp_path / "state" / "odoo.json")
    monkeypatch.setattr(odoo_source, "STATE", tmp_path / "state")
    monkeypatch.setattr(odoo_source, "_importable", lambda: None)
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "state" / "steps")
    for name in SOURCES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def no_archive(monkeypatch):
    """Let the machine's sources name no Debian archive."""

    def refuse(_uri):
        raise apt.Unavailable("no Debian archive could be found in its apt sources")

    monkeypatch.setattr(apt, "Archive", refuse)


def test_without_an_archive_the_ways_out_are_named(machine, no_archive):
    """A machine that is not Debian, or has no network, learns what to give."""
    with pytest.raises(steps.Stop, match="no Debian archive") as stop:
        odoo_source.ensure()
    assert all(name in str(stop.value) for name in SOURCES)


def test_a_source_folder_of_another_version_is_refused(machine, monkeypatch):
    """The addons are for one series."""
    release = machine / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("series = version = '18.0'\n")
    monkeypatch.setenv("ODOO_SRC", str(machine))
    with pytest.raises(steps.Stop, match=r"is Odoo 18\.0; needed is 19\.0"):
        odoo_source.ensure()
    release.write_text("series = version = '19.0'\n")
    odoo_source.ensure()
    assert odoo_source.current().python_path == str(machine)


def test_a_file_that_is_no_package_is_refused(machine, monkeypatch):
    """A download that ended early must not become an Odoo."""
    (machine / "odoo.deb").write_text("<html>")
    monkeypatch.setenv("ODOO_DEB", str(machine / "odoo.deb"))
    with pytest.raises(steps.Stop, match="no Debian package"):
        odoo_source.ensure()


def test_what_the_cache_has_needs_no_network(machine, no_archive):
    """Another checkout starts from what the first has unpacked, if that is whole."""
    bare = machine / "cache" / f"odoo-19.0.1-{odoo_source._recipe()}-bare"
    bare.mkdir(parents=True)
    with pytest.raises(steps.Stop):
        odoo_source.ensure()
    whole = machine / "cache" / f"odoo-19.0.0+dfsg-1-{odoo_source._recipe()}"
    whole.mkdir()
    odoo_source.ensure()
    assert odoo_source.current().version == "19.0.0+dfsg-1"


@pytest.mark.parametrize("name", ["dev.txt", "lint.txt"])
def test_the_lock_pins_every_file(name):
    """One exact version and the hashes of its files for each package, and no host."""
    text = (venv.LOCK_DIR / name).read_text("utf-8")
    entries = re.findall(r"^\w[\s\S]*?(?=^\w|\Z)", text, re.MULTILINE)
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text


def test_the_lock_holds_what_odoo_cannot_do_without():
    """lxml 6 changes what Odoo's html_sanitize gives."""
    assert re.search(r"^lxml==5\.", venv.LOCK_FILE.read_text("utf-8"), re.MULTILINE)


def test_odoo_hears_only_its_options(monkeypatch):
    """What the user's shell exports for other programs leads no Odoo to another server."""
    foreign = ("PGHOST", "PGPORT", "PGUSER", "ODOO_RC", "ODOO_HTTP_PORT", "PYTHONPATH")
    for name in foreign:
        monkeypatch.setenv(name, "elsewhere")
    assert not odoo.environ().keys() & set(foreign)


def test_a_number_alone_is_no_process():
    """After a kill the number of a process is given to another, which is not ours to end."""
    own = processes.identity(os.getpid())
    assert processes.alive(own)
    number, start, boot = own.split()
    assert not processes.alive(f"{number} {int(start) - 1} {boot}")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        noted = processes.identity(child.pid)
        processes.end(noted)
        assert not processes.alive(noted)


def test_a_served_checkout_is_not_served_twice(tmp_path, monkeypatch):
    """A living server is left alone; the note of a dead one is no obstacle."""
    monkeypatch.setattr(served, "_NOTE", tmp_path / "serve.json")
    served.note("http://127.0.0.1:1", os.getpid())
    with pytest.raises(steps.Stop, match="is being served: http://127.0.0.1:1"):
        served.clean_up()
    dead = json.loads((tmp_path / "serve.json").read_text()) | {"serve": "", "odoo": ""}
    (tmp_path / "serve.json").write_text(json.dumps(dead))
    served.clean_up()
    assert not (tmp_path / "serve.json").exists()


def test_a_taken_port_is_passed_over(monkeypatch, capsys):
    """Another Odoo on the usual port is no reason not to start."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert serve._free_port() > port
    assert f"Port {port} is taken" in capsys.readouterr().err
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(steps.Stop, match="is no port"):
        serve._free_port()


def test_make_knows_every_command():
    """`make x` and `python3 -m dev x` are the same, and help lists both."""
    [targets] = re.findall(r"^TARGETS = (.*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets.split() == list(commands.COMMANDS)
