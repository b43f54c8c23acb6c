"""Fetch Debian packages as any user, with folders of our own instead of the system's.

Nothing is installed and the machine's package state is neither changed nor relied on.
The archive is the one that the machine's own sources name; apt checks its signatures.
"""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dev.paths import CACHE
from dev.steps import Progress, Stop

_KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
_FIELDS = "$(REPO_URI) $(ORIGIN) $(LABEL)"


class Unavailable(Exception):
    """The packages cannot be had; the message says what was tried."""


class Archive:
    """A Debian archive, looked at through private folders that vanish afterwards."""

    def __init__(self, uri: str = "") -> None:
        """Use the archive at ``uri``, or the one that the machine's sources name."""
        if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
            raise Unavailable("this machine has no apt and dpkg")
        CACHE.mkdir(parents=True, exist_ok=True)
        self._home = tempfile.TemporaryDirectory(prefix="apt-", dir=CACHE)
        self._dir = Path(self._home.name)
        self.uri = uri or self._own_archive()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._home.cleanup()

    def download(
        self, suite: str, packages: Sequence[str], target: Path, progress: Progress
    ) -> list[Path]:
        """Fetch the packages of a suite into ``target``; return their files."""
        options = self._options(suite)
        progress.update(f"package lists of {suite}")
        self._apt(options, "update", "-oAPT::Update::Error-Mode=any")
        urls = self._apt(options, "download", "--print-uris", *packages)
        sizes = [int(size) for size in re.findall(r"^'\S+' \S+ (\d+)", urls, re.M)]
        target.mkdir(parents=True, exist_ok=True)
        before = set(target.iterdir())
        title = f"{len(packages)} packages of {suite}"
        command = ["apt-get", *options, "-qq", "download", *packages]
        with subprocess.Popen(
            command,
            cwd=target,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            while True:
                try:
                    output, _ = process.communicate(timeout=0.5)
                    break
                except subprocess.TimeoutExpired:
                    got = sum(f.stat().st_size for f in _files(target, before))
                    progress.update(f"{title}: {got >> 20} of {sum(sizes) >> 20} MB fetched")
        if process.returncode:
            raise Unavailable(_last_lines(output))
        return [f for f in _files(target, before) if f.suffix == ".deb"]

    def _own_archive(self) -> str:
        """Return the address of the Debian archive in the machine's own sources."""
        found = _debian(["apt-get", "indextargets"])
        if not found:
            # A fresh container has no package lists yet, and without them apt does not
            # know which of its sources is Debian. A source that fails is not our affair.
            options = self._private("own")
            subprocess.run(
                ["apt-get", *options, "-qq", "update"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )
            found = _debian(["apt-get", *options, "indextargets"])
        if not found:
            raise Unavailable("no Debian archive could be found in its apt sources")
        return found

    def _options(self, suite: str) -> list[str]:
        keyring = next((path for path in _KEYRINGS if Path(path).exists()), None)
        if not keyring:
            raise Unavailable(f"{_KEYRINGS[0]} is missing (debian-archive-keyring)")
        sources = self._dir / f"{suite}.list"
        sources.write_text(f"deb [signed-by={keyring}] {self.uri} {suite} main\n", encoding="utf-8")
        return [
            *self._private(suite),
            f"-oDir::Etc::SourceList={sources}",
            "-oDir::Etc::SourceParts=/dev/null",
            "-oDir::Etc::Preferences=/dev/null",
            "-oDir::Etc::PreferencesParts=/dev/null",
        ]

    def _private(self, name: str) -> list[str]:
        lists, cache = self._dir / name / "lists", self._dir / name / "cache"
        (lists / "partial").mkdir(parents=True, exist_ok=True)
        (cache / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        return [
            f"-oDir::State::Lists={lists}",
            f"-oDir::Cache={cache}",
            "-oDir::State::Status=/dev/null",
            f"-oAPT::Sandbox::User={pwd.getpwuid(os.geteuid()).pw_name}",
            "-oAcquire::Languages=none",
        ]

    def _apt(self, options: Sequence[str], *arguments: str) -> str:
        done = subprocess.run(
            ["apt-get", *options, "-qq", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Unavailable(_last_lines(done.stdout))
        return done.stdout


def unpack(package: Path, target: Path, exclude: Sequence[str] = ()) -> None:
    """Unpack the files of a package below ``target``, without running its scripts.

    :raises Stop: when the file is no Debian package
    """
    target.mkdir(parents=True, exist_ok=True)
    archive = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
    skip = [f"--exclude={pattern}" for pattern in exclude]
    done = subprocess.run(
        ["tar", "-x", "--no-same-owner", "-C", str(target), "--wildcards", *skip],
        stdin=archive.stdout,
        check=False,
    )
    if archive.wait() or done.returncode:
        raise Stop(f"{package} could not be unpacked: is it a whole Debian package?")


def _debian(command: Sequence[str]) -> str:
    done = subprocess.run(
        [*command, "--format", _FIELDS, "Created-By: Packages"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        uri, _, names = line.partition(" ")
        if names == "Debian Debian":
            return uri
    return ""


def _files(folder: Path, before: set[Path]) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file() and p not in before)


def _last_lines(output: str) -> str:
    return "\n".join(output.strip().splitlines()[-4:])
