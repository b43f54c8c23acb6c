"""``python3 -m dev <command>``: every target of the Makefile."""

import importlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

from dev.paths import ROOT
from dev.steps import Stop, say


class Command(NamedTuple):
    """What `help` says, where `main()` is, and what must be set up before it runs."""

    help: str
    module: str
    parts: tuple[str, ...] = ()
    in_venv: bool = False


_RUN = ("odoo", "venv")
COMMANDS = {
    "setup": Command("fetch all that the others need", "dev.setup"),
    "serve": Command(
        "a running Odoo with the demo shop (LANG_UI=zh_CN, PORT=8069)",
        "dev.serve",
        (*_RUN, "pdf"),
        in_venv=True,
    ),
    "test": Command(
        "all tests; T=expression for a part",
        "dev.testing.run",
        (*_RUN, "system"),
        in_venv=True,
    ),
    "soak": Command(
        "the long forms of the load, kill and concurrency tests",
        "dev.testing.soak",
        (*_RUN, "system"),
        in_venv=True,
    ),
    "lint": Command("check the code", "dev.lint", (*_RUN, "lint"), in_venv=True),
    "format": Command("format the code", "dev.format", (*_RUN, "lint"), in_venv=True),
    "bench": Command(
        "measure against the baselines; FULL=1 for full size",
        "dev.bench",
        _RUN,
        in_venv=True,
    ),
    "trace": Command("which test proves which requirement, by the last run", "dev.trace"),
    "shell": Command("a Python shell in the demo database", "dev.shell", _RUN, True),
    "i18n": Command(
        "renew the translation templates and files",
        "dev.i18n",
        (*_RUN, "lint"),
        in_venv=True,
    ),
    "lock": Command("renew the lock files", "dev.locking", _RUN),
    "clean": Command("remove what the other commands made here", "dev.clean"),
    "help": Command("this list", "dev.__main__"),
}


def main() -> None:
    """List the commands."""
    print("make <target>, or without make: python3 -m dev <target>\n")
    for name, command in COMMANDS.items():
        print(f"  {name:8} {command.help}")


def run(name: str) -> int:
    """Run one command; return the exit status."""
    if name not in COMMANDS:
        say(f"There is no command {name!r}; `python3 -m dev help` lists them.")
        return 2
    command = COMMANDS[name]
    try:
        if Path.cwd() != ROOT:
            os.chdir(ROOT)
        if command.parts:
            importlib.import_module("dev.setup").ensure(*command.parts)
        if command.in_venv:
            importlib.import_module("dev.venv").reexec()
        if name == "help":
            main()
            return 0
        return importlib.import_module(command.module).main() or 0
    except Stop as problem:
        say(f"! {problem}")
        return 1
    except KeyboardInterrupt:
        say("! interrupted")
        return 130


if __name__ == "__main__":
    sys.exit(run(sys.argv[1] if len(sys.argv) > 1 else "help"))
