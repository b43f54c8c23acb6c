"""Chromium, driven by Playwright: the system's own browser, and nothing from outside."""

import os
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ConsoleMessage, Page, Playwright, expect

from dev import system
from dev.paths import BUILD
from tests.harness.accounts import User
from tests.harness.odoo_server import OdooServer

SCREENSHOTS = BUILD / "screenshots"
TIMEOUT = 60_000  # milliseconds; a busy machine takes its time

_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that asks for a host elsewhere gets no answer, on any machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


class Size(NamedTuple):
    """The size of a window, in pixels."""

    width: int
    height: int


DESKTOP = Size(1400, 900)
PHONE = Size(390, 844)


def launch(playwright: Playwright) -> Chromium:
    """Start the system's Chromium.

    :raises dev.steps.Stop: when there is none, with what to do
    """
    program = system.require("chromium")
    expect.set_options(timeout=TIMEOUT)
    arguments = list(_ARGUMENTS)
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=program, args=arguments)


class Session:
    """Somebody at a screen: a fresh browser profile at one server.

    ``errors`` gathers what its pages raise or log as errors.
    """

    def __init__(
        self,
        chromium: Chromium,
        server: OdooServer,
        size: Size = DESKTOP,
        lang: str = "en_US",
    ):
        self.server = server
        self.size = size
        self.lang = lang
        self.errors: list[str] = []
        self._context = chromium.new_context(
            base_url=server.url,
            viewport={"width": size.width, "height": size.height},
            locale=lang.replace("_", "-"),
            is_mobile=size == PHONE,
            has_touch=size == PHONE,
        )
        self._context.set_default_timeout(TIMEOUT)
        self.page = self.open()

    def open(self) -> Page:
        """Return another page of the same profile."""
        page = self._context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._on_console)
        return page

    def login(self, user: User, path: str = "/odoo") -> Page:
        """Log in by the form, as people do, and go to ``path``; return the page."""
        self.page.goto(f"/web/login?redirect={path}")
        self.page.fill("form.oe_login_form input[name=login]", user.login)
        self.page.fill("form.oe_login_form input[name=password]", user.password)
        self.page.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_url(lambda url: "/web/login" not in url)
        return self.page

    def screenshot(self, name: str) -> Path:
        """Keep what is seen now, under the name, the language and the size."""
        width, height = self.size
        path = SCREENSHOTS / f"{name}-{self.lang}-{width}x{height}.png"
        self.page.screenshot(path=path)
        return path

    def close(self) -> None:
        """Close the pages."""
        self._context.close()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url')})")
