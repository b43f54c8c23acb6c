"""The two programming interfaces of Odoo, as a program elsewhere uses them."""

from collections.abc import Callable
from typing import Any

import odoorpc
import odoorpc.error
import requests

TIMEOUT = 120

Told = Callable[[str], None]  # is given the message of each refusal


class Refused(Exception):
    """Odoo answered with an error: its HTTP status, exception name and message."""

    def __init__(self, status: int, name: str, message: str):
        super().__init__(f"{status} {name}: {message}")
        self.status = status
        self.name = name
        self.message = message


class Json2:
    """A client of ``/json/2`` with an API key."""

    def __init__(self, url: str, key: str, told: Told):
        self.url = url
        self._told = told
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"bearer {key}"

    def call(self, model: str, method: str, /, **arguments: Any) -> Any:
        """Call a public method; ``ids`` and ``context`` are arguments like the others.

        :raises Refused: when Odoo answers with an error
        """
        answer = self._session.post(
            f"{self.url}/json/2/{model}/{method}", json=arguments, timeout=TIMEOUT
        )
        content = answer.json()
        if not answer.ok:
            self._told(content["message"])
            raise Refused(answer.status_code, content["name"], content["message"])
        return content


class Rpc(odoorpc.ODOO):
    """OdooRPC, logged in; a refusal is an ``odoorpc.error.RPCError``."""

    def __init__(self, port: int, database: str, login: str, password: str, told: Told):
        self._told = told
        super().__init__("127.0.0.1", port=port, timeout=TIMEOUT)
        self.login(database, login, password)

    def json(self, url: str, params: dict) -> dict:
        """Send a request, as all methods of OdooRPC do."""
        try:
            return super().json(url, params)
        except odoorpc.error.RPCError as refusal:
            self._told(refusal.args[0])
            raise
