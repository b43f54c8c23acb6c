import ast
import re
import runpy
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import SQL, file_path, mute_logger, sql

from .. import controllers, models
from .common import ComplaintCommon

RENAMED = "retail_complaint/migrations/19.0.1.2.0/pre-store-token.py"


@tagged("post_install", "-at_install")
class TestLink(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store_a.action_renew_qr()
        cls.proposal = cls._to_state(cls._propose(cls._investigated()), "offered")

    def test_opens_its_own(self):
        """A link opens the one record whose token it carries, and nothing for any other words."""
        token = self.proposal.sudo().token
        proposals = self.env["complaint.proposal"]
        self.assertEqual(proposals._find_by_token(token), self.proposal)
        for other in (None, False, "", token[:-1], f"{token}x", token.lower(), "%", "码", "\0"):
            self.assertFalse(proposals._find_by_token(other))
        self.assertFalse(self.env["retail.store"]._find_by_token(token))

    def test_finds_by_digest(self):
        """Tokens are found by the index of their digests, which nobody can feel the way along."""
        for model in ("complaint.proposal", "complaint.followup", "complaint.statement"):
            self.assertIn(f"{self._table(model)}_token_unique", self._explain(model))
        self.assertIn("retail_store_token_unique", self._explain("retail.store"))
        index = "helpdesk_ticket_complaint_tracking_code_unique"
        self.assertIn(index, self._explain("helpdesk.ticket", "complaint_tracking_code"))

    def test_compared_in_constant_time(self):
        """No code of ours compares a secret by signs that stop at the first wrong letter."""
        secrets = re.compile(r"(token|tracking_code|secret|signature|hmac)$")
        compared = 0
        for package in (models, controllers):
            for path in Path(package.__file__).parent.rglob("*.py"):
                tree = ast.parse(path.read_text("utf-8"))
                for node in ast.walk(tree):
                    where = f"{path}:{getattr(node, 'lineno', 0)}"
                    if isinstance(node, ast.Compare):
                        words = ast.unparse(node)
                        self.assertTrue(not self._names(node, secrets), f"{where}: {words}")
                        compared += 1
                    if isinstance(node, ast.Tuple) and len(node.elts) == 3:
                        # A condition of a search.
                        name = getattr(node.elts[0], "value", None)
                        is_by_value = getattr(node.elts[1], "value", None) in ("=", "in", "like")
                        self.assertFalse(
                            isinstance(name, str) and is_by_value and secrets.search(name),
                            f"{where}: {ast.unparse(node)}",
                        )
        self.assertGreater(compared, 100)

    @staticmethod
    def _names(node, pattern):
        sides = [node.left, *node.comparators]
        # Whether there is one at all is no comparison of secrets.
        if any(isinstance(side, ast.Constant) for side in sides):
            return False
        names = [getattr(side, "attr", getattr(side, "id", "")) for side in sides]
        return any(map(pattern.search, names))

    def _table(self, model):
        return self.env[model]._table

    def _explain(self, model, name="token"):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(
            SQL(
                "EXPLAIN SELECT id FROM %s WHERE sha256(%s::bytea) = %s",
                SQL.identifier(self._table(model)),
                SQL.identifier(name),
                b"digest",
            )
        )
        return str(self.env.cr.fetchall())

    def test_token_is_unique(self):
        """No two records are opened by one link."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.store_b._as_server().write({"token": self.store_a.token})
            self.env.flush_all()

    def test_printed_codes_stay_good(self):
        """The code of a store that was printed before the field's new name still opens its form."""
        token, cr = self.store_a.token, self.env.cr
        sql.rename_column(cr, "retail_store", "token", "public_token")
        script = runpy.run_path(file_path(RENAMED))
        for _again in range(2):
            script["migrate"](cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(self.env["retail.store"]._find_by_token(token), self.store_a)
