"""Programs and fonts of the system: found, installed by apt for root, or named.

What is missing stops neither set-up nor server. Who needs it calls :func:`require` and
fails with a sentence that says what to install.
"""

import ctypes.util
import dataclasses
import os
import shutil
import subprocess
from pathlib import Path

from dev.steps import STAMPS, Stop, lock, say, step


@dataclasses.dataclass(frozen=True)
class Need:
    """Something of the system that a part of the project needs."""

    purpose: str
    package: str  # Debian's
    programs: tuple[str, ...] = ()
    fonts: str = ""  # a language that some font must have
    library: str = ""  # a shared library, by its name for the linker

    def find(self) -> Path | None:
        """Return the path of the program, font or library, None if there is none."""
        if self.library:
            name = ctypes.util.find_library(self.library)
            return Path(name) if name else None
        if self.fonts:
            return _font(self.fonts)
        found = next(filter(None, map(shutil.which, self.programs)), None)
        return Path(found) if found else None


NEEDS = {
    "chromium": Need(
        "tests in a browser",
        "chromium",
        ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"),
    ),
    "wkhtmltopdf": Need("Odoo's PDF reports", "wkhtmltopdf", ("wkhtmltopdf",)),
    "pango": Need("our forms in PDF", "libpangoft2-1.0-0", library="pangoft2-1.0"),
    "fonts-cjk": Need("Chinese text in PDFs and screenshots", "fonts-noto-cjk", fonts="zh"),
}
PDF = ("wkhtmltopdf", "pango", "fonts-cjk")


def require(name: str) -> Path:
    """Return the path of the program, font or library.

    :raises Stop: with the sentence that tells how to install it
    """
    found = NEEDS[name].find()
    if not found:
        raise Stop(missing(name))
    return found


def missing(name: str) -> str:
    """Say what is missing, what it is for, and the command that installs it."""
    need = NEEDS[name]
    return (
        f"{name} is missing, needed for {need.purpose}. On Debian: "
        f"sudo apt-get install --no-install-recommends {need.package}"
    )


def ensure(*names: str) -> None:
    """Find the named needs (default: all); root gets what is missing from apt.

    That is tried once: what this machine's archives do not have is told, not waited for.
    """
    for name in names or tuple(NEEDS):
        if NEEDS[name].find():
            continue
        tried = STAMPS / f"apt-{name}"
        if os.geteuid() == 0 and shutil.which("apt-get") and not tried.exists():
            with lock(STAMPS / "apt.lock", "another command to install packages"):
                _install(name)
            tried.touch()
        if not NEEDS[name].find():
            say(f"! {missing(name)}")


def _install(name: str) -> None:
    """Install with the machine's own apt; a failure is told by what is then missing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step(f"{name}, for {NEEDS[name].purpose}, by apt") as progress:
        for arguments in (
            ["update"],
            ["install", "-y", "--no-install-recommends", NEEDS[name].package],
        ):
            with subprocess.Popen(
                ["apt-get", "-q", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            ) as process:
                assert process.stdout
                line = ""
                for line in process.stdout:
                    progress.update(line.strip()[:76])
            if process.returncode and arguments[0] == "install":
                say(f"  apt-get failed: {line.strip()}")


def _font(language: str) -> Path | None:
    """Return a font file for the language, asking fontconfig as browsers do."""
    program = shutil.which("fc-list")
    if program:
        done = subprocess.run(
            [program, f":lang={language}", "file"],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = done.stdout.splitlines()
        return Path(lines[0].rstrip(": ")) if lines else None
    return next(Path("/usr/share/fonts").rglob("NotoSans*CJK*"), None)
