"""``make serve`` as its user meets it: it starts, it is killed, it is stopped by Ctrl-C."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev import postgres_user, venv
from dev.paths import ROOT, STATE

START = 900  # seconds, for the first start, which builds the database
STOP = 60

pytestmark = pytest.mark.soak


class Served:
    """A `make serve` that runs on a state folder of its own."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self._output = state.parent / f"{time.monotonic_ns()}.output"
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("PGHOST", "DATABASE_URL", "LANG_UI")
        }
        with self._output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dev", "serve"],
                cwd=ROOT,
                env=environment | {"RC_STATE": str(state), "PORT": "8169"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def text(self) -> str:
        """What the user sees."""
        return self._output.read_text("utf-8")

    def wait(self) -> None:
        """Wait for the address, and for a page there."""
        deadline = time.monotonic() + START
        while not (found := re.search(r"http://[\d.:]+", self.text)):
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.2)
        with urllib.request.urlopen(f"{found[0]}/web/login") as page:
            assert b"oe_login_form" in page.read()


def processes(state: Path) -> list[int]:
    """Return the processes that were started from the state folder or work in it."""
    places = (str(state), str(postgres_user.outside(state)))
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text() + os.readlink(process / "cwd")
        except OSError:
            continue
        if any(place in words for place in places):
            found.append(int(process.name))
    return found


@pytest.fixture
def state(tmp_path) -> Iterator[Path]:
    """Return a state folder with the set-up of this checkout and no database."""
    folder = tmp_path / "state"
    folder.mkdir()
    (folder / "venv").symlink_to(venv.VENV)
    shutil.copy(STATE / "odoo.json", folder)
    shutil.copytree(STATE / "steps", folder / "steps")
    yield folder
    for pid in processes(folder):
        os.kill(pid, signal.SIGKILL)
    clean = [sys.executable, "-m", "dev", "clean"]
    subprocess.run(clean, cwd=ROOT, env={**os.environ, "RC_STATE": str(folder)}, check=True)


def test_it_survives_kills_and_leaves_nothing(state):
    """After any SIGKILL the next start serves again; after Ctrl-C no process is left."""
    first = Served(state)
    first.wait()
    before = set(processes(state))
    first.process.kill()
    first.process.wait()

    second = Served(state)
    second.wait()
    assert "that a killed `make serve` left" in second.text
    assert before & set(processes(state)), "the database server was taken over"
    third = Served(state)
    assert third.process.wait(timeout=STOP) == 1
    assert "is being served" in third.text
    for pid in processes(state):
        os.kill(pid, signal.SIGKILL)
    second.process.wait()

    fourth = Served(state)
    fourth.wait()
    fourth.process.send_signal(signal.SIGINT)
    assert fourth.process.wait(timeout=STOP) == 0
    assert not processes(state)
