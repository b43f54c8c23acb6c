"""Users with a password and an API key."""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from passlib.context import CryptContext

if TYPE_CHECKING:
    from tests.harness.odoo_server import OdooServer

# As Odoo stores API keys (base, res_users.py), but for the rounds: each request has a key.
_INDEX_SIZE = 8
_KEY_CONTEXT = CryptContext(["pbkdf2_sha512"], pbkdf2_sha512__rounds=1)


class User(NamedTuple):
    """Somebody who can log in."""

    id: int
    login: str
    password: str
    key: str


class Accounts:
    """Makes the users of one server."""

    def __init__(self, server: "OdooServer"):
        self._server = server
        self._admin: User | None = None

    @property
    def admin(self) -> User:
        """The administrator that every database has."""
        if not self._admin:
            user = self._server.id_of("base.user_admin")
            self._admin = User(user, "admin", "admin", self.new_key(user))
        return self._admin

    def of_shop(self, name: str) -> User:
        """Return somebody of the staff whom the template has, by their name there."""
        user = self._server.id_of(f"__test__.{name}")
        login = f"rc_{name}"
        return User(user, login, login, self.new_key(user))

    def create(self, login: str, groups: Iterable[str], values: dict[str, Any]) -> User:
        """Make a user who has exactly these groups, through Odoo itself."""
        password = secrets.token_urlsafe(12)
        ids = [self._server.id_of(group) for group in groups]
        context = {"no_reset_password": True, "mail_create_nolog": True}
        [user] = self._server.admin.call(
            "res.users",
            "create",
            context=context,
            vals_list=[
                {
                    "login": login,
                    "name": login.replace("_", " ").title(),
                    "email": f"{login}@shop.example",
                    "password": password,
                    "group_ids": [(6, 0, ids)],
                    **values,
                }
            ],
        )
        return User(user, login, password, self.new_key(user))

    def new_key(self, user: int) -> str:
        """Give a user an API key that never expires.

        Odoo gives one only to the user himself, in a dialog that asks for his password and
        ends the key after some days: too short for a test that moves the time.
        """
        key = secrets.token_hex(20)
        with self._server.sql.cursor() as cursor:
            cursor.execute(
                "INSERT INTO res_users_apikeys (name, user_id, scope, key, index)"
                " VALUES ('tests', %s, 'rpc', %s, %s)",
                [user, _KEY_CONTEXT.hash(key), key[:_INDEX_SIZE]],
            )
        return key
