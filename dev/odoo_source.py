"""Find Odoo 19 Community: the user's own, or Debian's package unpacked into the cache.

In this order: ``ODOO_SRC`` (a source folder), an ``odoo`` 19 that the running Python
can import, ``ODOO_DEB`` (a package file), what the cache has, Debian's ``odoo-19``.
"""

import dataclasses
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from dev import apt
from dev.paths import CACHE, STATE
from dev.steps import Progress, Stop, digest, lock, once, say

SERIES = "19.0"
RECORD = STATE / "odoo.json"

# odoo-19 is in this suite alone. The packages that its links point to come from stable:
# the newer ones renamed their files.
_SUITE = "sid"
_LINKED_SUITE = "stable"
_LINKED = (
    "fonts-font-awesome",
    "fonts-glyphicons-halflings",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
_PYTHON_PATH = "usr/lib/python3/dist-packages"
_EXCLUDE = (
    # Two thirds of the package are translations; ours are Chinese.
    "*/i18n*/[a-y]*.po",
    "*/i18n*/z[a-gi-z]*.po",
    # The addons once more, only their code, by a slip of the packaging.
    *(f"./{_PYTHON_PATH}/{name}" for name in ("addons", "doc", "setup")),
)
# Debian leaves this library out. Only the blur of video calls uses it, but without the
# file every page logs an error; an empty one is enough.
_MISSING_LIBRARY = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"

_HELP = (
    "Give one of these and run it again:\n"
    "  ODOO_SRC=folder        a source tree of Odoo 19\n"
    "  ODOO_DEB=file          Debian's package odoo-19, fetched by you\n"
    "  ODOO_DEB_MIRROR=url    a Debian archive that this machine reaches"
)


@dataclasses.dataclass(frozen=True)
class Odoo:
    """An Odoo on this machine."""

    version: str
    python_path: str  # the folder that has the package `odoo`
    addons: tuple[str, ...]  # folders of addons, those inside the package apart


def current() -> Odoo:
    """Return the Odoo that set-up chose.

    :raises Stop: before set-up
    """
    try:
        values = json.loads(RECORD.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Stop("Odoo is not set up in this checkout: run `make setup`.") from None
    return Odoo(values["version"], values["python_path"], tuple(values["addons"]))


def ensure() -> None:
    """Find or fetch Odoo, and note where it is for :func:`current`."""
    names = ("ODOO_SRC", "ODOO_DEB", "ODOO_DEB_MIRROR")
    inputs = [f"{name}={os.environ.get(name, '')}" for name in names]
    once("odoo", [*inputs, _recipe()], "Odoo 19 Community", _locate, _still_there)


def _still_there() -> bool:
    return RECORD.exists() and (Path(current().python_path) / "odoo").is_dir()


def _locate(progress: Progress) -> None:
    source, package = os.environ.get("ODOO_SRC"), os.environ.get("ODOO_DEB")
    if source:
        odoo, origin = _from_folder(Path(source).expanduser().resolve()), "ODOO_SRC"
    elif not package and (importable := _importable()):
        odoo, origin = importable, "importable by this Python"
    else:
        odoo, origin = _from_cache(package, progress), "Debian's package"
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps(dataclasses.asdict(odoo)), encoding="utf-8")
    say(f"  {odoo.version} in {odoo.python_path} ({origin})")


def _from_folder(folder: Path) -> Odoo:
    """Describe a source tree: `odoo/` and `addons/` side by side, or only `odoo/`."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        raise Stop(f"ODOO_SRC={folder} is no source folder of Odoo: no odoo/release.py")
    facts = runpy.run_path(str(release))
    if facts["series"] != SERIES:
        raise Stop(f"ODOO_SRC={folder} is Odoo {facts['series']}; needed is {SERIES}.")
    beside = folder / "addons"
    addons = (str(beside),) if beside.is_dir() else ()
    return Odoo(facts["version"], str(folder), addons)


def _importable() -> Odoo | None:
    """Return the Odoo 19 that the running Python imports from elsewhere, if any."""
    code = "import odoo.release as r; print(r.series, r.version, r.__file__)"
    done = subprocess.run(
        # Not from this folder: the current one would come first on its path.
        [getattr(sys, "_base_executable", sys.executable), "-c", code],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    series, version, file = (done.stdout.split(maxsplit=2) + [""] * 3)[:3]
    if done.returncode or series != SERIES:
        return None
    # A link of our own, so that the packages beside that odoo do not come along.
    package, here = Path(file.strip()).parent, STATE / "importable"
    here.mkdir(parents=True, exist_ok=True)
    (here / "odoo").unlink(missing_ok=True)
    (here / "odoo").symlink_to(package)
    return Odoo(version, str(here), ())


def _from_cache(package: str | None, progress: Progress) -> Odoo:
    CACHE.mkdir(parents=True, exist_ok=True)
    with lock(CACHE / "odoo.lock", "another checkout to unpack Odoo"):
        file = None
        if package:
            file = Path(package).expanduser().resolve()
            if not file.is_file():
                raise Stop(f"ODOO_DEB={file} is not there.")
        home = _in_cache(_version(file) if file else f"{SERIES}*")
        if not home:
            home = _unpacked(file, progress)
    [version] = re.findall(r"^odoo-(.+?)-[0-9a-f]{8}", home.name)
    return Odoo(version, str(home / _PYTHON_PATH), ())


def _in_cache(version: str) -> Path | None:
    """Return the newest that is unpacked whole, with all that its links point to."""
    found = CACHE.glob(f"odoo-{version}-{_recipe()}")
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def _recipe() -> str:
    """Name what is made of the packages, so that a change here unpacks them again."""
    return digest([*_LINKED, *_EXCLUDE, _MISSING_LIBRARY])[:8]


def _version(file: Path) -> str:
    done = subprocess.run(
        ["dpkg-deb", "-f", str(file), "Package", "Version"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.fullmatch(rf"Package: odoo-19\nVersion: ({re.escape(SERIES)}\S*)\n", done.stdout)
    if not found:
        raise Stop(f"{file} is no Debian package odoo-19 of version {SERIES}.")
    return found[1]


def _unpacked(file: Path | None, progress: Progress) -> Path:
    """Unpack the package, fetching what is not given; the result appears as a whole."""
    for leftover in CACHE.glob("unpacking-*"):
        shutil.rmtree(leftover)
    with tempfile.TemporaryDirectory(prefix="unpacking-", dir=CACHE) as temporary:
        work = Path(temporary)
        linked = _download(file, work, progress)
        file = file or next(work.glob("odoo/*.deb"))
        target = work / "root"
        for number, each in enumerate([file, *linked], start=1):
            progress.update(f"unpacking package {number} of {len(linked) + 1}")
            apt.unpack(each, target, _EXCLUDE)
        _mend(target)
        # Without what its links point to it serves, but is not taken another time.
        home = CACHE / f"odoo-{_version(file)}-{_recipe()}{'' if linked else '-bare'}"
        shutil.rmtree(home, ignore_errors=True)
        target.rename(home)
    return home


def _download(file: Path | None, work: Path, progress: Progress) -> list[Path]:
    """Fetch what is needed beside ``file``; return the packages that Odoo links to."""
    try:
        with apt.Archive(os.environ.get("ODOO_DEB_MIRROR", "")) as archive:
            if not file:
                archive.download(_SUITE, ["odoo-19"], work / "odoo", progress)
            return archive.download(_LINKED_SUITE, _LINKED, work / "linked", progress)
    except apt.Unavailable as problem:
        if file:
            say(f"  without the packages of fonts that Odoo links to: {problem}")
            return []
        raise Stop(f"Odoo 19 cannot be fetched from Debian: {problem}\n{_HELP}") from None


def _mend(root: Path) -> None:
    """Add what the package lacks, and say which of its links lead nowhere."""
    library = root / _PYTHON_PATH / "odoo" / "addons" / _MISSING_LIBRARY
    library.parent.mkdir(parents=True, exist_ok=True)
    library.touch()
    addons = root / _PYTHON_PATH / "odoo" / "addons"
    dangling = [
        str(path.relative_to(addons))
        for path in addons.rglob("*")
        if path.is_symlink() and not path.exists()
    ]
    if dangling:
        say(f"  {len(dangling)} links to fonts or scripts lead nowhere, such as")
        say(f"  {dangling[0]}: some icons in e-mails and at the till will be missing.")
