"""What leaves in a spreadsheet is text, whatever a customer wrote."""

import csv
import io
import json

import openpyxl
import psycopg2

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ..controllers.export import LIVE_BEGINNINGS, is_live
from .proves import proves
from .rights_common import RightsCommon, is_ours

BODY = "HYPERLINK('http://x.example','SECRET-CELL')"
#: Link of a workbook, and what only its library takes for a formula, too.
CELLS = [f"{begin}{BODY}{'}' if begin == '{=' else ''}" for begin in LIVE_BEGINNINGS]


@tagged("post_install", "-at_install")
class TestExport(RightsCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls._new_login("rc_export", "base.group_system,base.group_allow_export")

    def setUp(self):
        super().setUp()
        for group in ("manager", "auditor", "accountant"):
            self.admin.group_ids |= self.env.ref(f"retail_complaint.group_{group}")
        self.store_b.member_ids |= self.admin
        self.authenticate(self.admin.login, self.admin.login)

    def _export(self, kind, records, names, **more):
        data = {
            "model": records._name,
            "fields": [{"name": name, "label": name, "type": "char"} for name in names],
            "ids": records.ids,
            "domain": [],
            "import_compat": False,
            "context": {},
            **more,
        }
        form = {"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open(f"/web/export/{kind}", data=form)
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        return answer.content

    def _poison(self, records, begin):
        """Write a formula into each text field of a record, as the database lets us.

        Below the ORM: what no rule of today lets in may come in tomorrow.
        """
        names = []
        for name, field in records._fields.items():
            if not (field.type in ("char", "text", "html") and field.store and field.column_type):
                continue
            if field.company_dependent or not records._has_field_access(field, "read"):
                continue
            cell = CELLS[(begin + len(names)) % len(CELLS)]
            value = json.dumps({"en_US": cell}) if field.translate else cell
            query = "UPDATE %s SET %s = %s WHERE id IN %s"
            table, column = SQL.identifier(records._table), SQL.identifier(name)
            try:
                with mute_logger("odoo.sql_db"), self.cr.savepoint():
                    self.cr.execute(SQL(query, table, column, value, tuple(records.ids)))
            except psycopg2.IntegrityError:
                continue
            names.append(name)
        self.env.invalidate_all()
        return names

    @proves("REC-3", "No text that a customer wrote is a formula in what staff exports")
    def test_every_text_of_every_model(self):
        """Each text field of each of our models, as a workbook and as CSV, plain and to import."""
        seen = 0
        for number, (model, records) in enumerate(self.records.items()):
            if not (is_ours(self.env[model]._original_module) or model == "helpdesk.ticket"):
                continue
            if not self.env[model].with_user(self.admin).has_access("read"):
                continue
            records = records.with_user(self.admin)._filtered_access("read")[:1]
            names = records and self._poison(records, number)
            if not names:
                continue
            with self.subTest(model):
                compat = bool(number % 2)
                seen += self._check_workbook(
                    self._export("xlsx", records, names, import_compat=compat)
                )
                self._check_csv(self._export("csv", records, names, import_compat=compat))
        self.assertGreater(seen, 50)

    def _check_workbook(self, content):
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
        found = 0
        for cell in cells:
            self.assertNotEqual(cell.data_type, "f", cell.value)
            self.assertIsNone(cell.hyperlink)
            if is_live(cell.value):
                self.assertTrue(cell.quotePrefix, cell.value)
                found += 1
        return found

    def _check_csv(self, content):
        for row in csv.reader(io.StringIO(content.decode())):
            for cell in row:
                self.assertFalse(is_live(cell), cell)

    def test_groups_and_pivots(self):
        """Grouped lists and pivot tables have names in their titles."""
        ticket = self.secret.sudo()
        ticket.partner_id.name = ticket.name = "=1+1"
        content = self._export(
            "xlsx", ticket, ["name", "partner_name"], groupby=["partner_id"], import_compat=False
        )
        self._check_workbook(content)
        title = {"title": "=1+1", "width": 1, "height": 1, "is_bold": False}
        table = {
            "title": "Complaints",
            "model": "helpdesk.ticket",
            "measure_count": 1,
            "col_group_headers": [[title]],
            "measure_headers": [title],
            "rows": [
                {"title": "=1+1", "indent": 0, "values": [{"value": 2.5}, {"value": "{=1+1}"}]},
                {"title": "external:c.xlsx", "indent": 1, "values": [{"value": "@x"}]},
            ],
        }
        form = {"data": json.dumps(table), "csrf_token": http.Request.csrf_token(self)}
        answer = self.url_open("/web/pivot/export_xlsx", data=form)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        self.assertFalse([cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink])
        self.assertIn(2.5, [cell.value for cell in cells])

    @proves("INT-9", "What a customer wrote is kept as they wrote it, also where it is a formula")
    def test_kept_as_written(self):
        """The text in the database has no quotation mark; nor has the cell of the workbook."""
        ticket = self.secret.sudo()
        ticket.complaint_demand = "=1+1"
        self.assertEqual(ticket.complaint_demand, "=1+1")
        book = openpyxl.load_workbook(
            io.BytesIO(self._export("xlsx", ticket, ["complaint_demand"]))
        )
        cell = book.active["A2"]
        self.assertEqual((cell.value, cell.data_type, cell.quotePrefix), ("=1+1", "s", True))
        rows = self._export("csv", ticket, ["complaint_demand"]).decode().splitlines()
        self.assertEqual(rows[1], '"\'=1+1"')
