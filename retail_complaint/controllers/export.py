import json

from odoo import http

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter

#: How a text begins that spreadsheets, or the library that writes them, take for more than text.
LIVE_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "{=", "internal:", "external:")
#: As they are written on Chinese keyboards, which some spreadsheets read as the others.
LIVE_BEGINNINGS += ("＝", "＋", "－", "＠")


def is_live(value):
    """Whether a value would be a formula, or a link to a file, in a spreadsheet.

    >>> is_live("=1+1"), is_live(" -2"), is_live("1-1"), is_live(-2.5)
    (True, True, False, False)
    """
    return isinstance(value, str) and value.lstrip(" \xa0\n").startswith(LIVE_BEGINNINGS)


def defuse(value):
    """Return the value of a cell in a format that knows no kinds of cells.

    The quotation mark is what spreadsheets write themselves before such a text.
    """
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    return f"'{value}" if is_live(value) else value


class TextWriter:
    """A text is written as text, unchanged: in a workbook its cell says so, by kind and format."""

    def write(self, row, column, cell_value, style=None):
        """Write a cell; what looks like a formula stays text also when somebody edits it."""
        if not isinstance(cell_value, str):
            return super().write(row, column, cell_value, style)
        if is_live(cell_value):
            style = self._get_text_style()
        return self.worksheet.write_string(row, column, cell_value, style)

    def _get_text_style(self):
        if not hasattr(self, "_text_style"):
            self._text_style = self.workbook.add_format({"text_wrap": True, "quote_prefix": True})
        return self._text_style


class RowWriter(TextWriter, ExportXlsxWriter):
    """Of a plain list."""


class GroupWriter(TextWriter, GroupExportXlsxWriter):
    """Of a grouped list."""


class ComplaintExcelExport(ExcelExport):
    """Workbooks of whatever is exported: what a customer wrote is reached from many models."""

    def from_data(self, fields, columns_headers, rows):
        """Return a workbook of these rows; see Odoo's own, which makes formulas of texts."""
        with RowWriter(fields, columns_headers, len(rows)) as writer:
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    writer.write_cell(number, column, value)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        """Return a workbook of these groups; see :meth:`from_data`."""
        with GroupWriter(fields, columns_headers, groups.count) as writer:
            row, column = 1, 0
            for name, group in groups.children.items():
                row, column = writer.write_group(row, column, name, group)
        return writer.value


class ComplaintCSVExport(CSVExport):
    """CSV knows no kinds of cells; Odoo's own covers the half of the beginnings."""

    def from_data(self, fields, columns_headers, rows):
        """Return the rows as CSV, none of whose cells is a formula."""
        return super().from_data(
            fields, columns_headers, [[defuse(value) for value in row] for row in rows]
        )


class ComplaintTableExporter(TableExporter):
    """Workbooks of pivot tables, whose titles are names that anybody may have typed."""

    @http.route()
    def export_xlsx(self, data, **kw):
        """Return the table as a workbook without formulas."""
        table = json.load(data) if hasattr(data, "read") else json.loads(data)
        # Its own title names the sheet, and no sheet may begin with a quotation mark.
        safe = json.dumps(self._defuse_titles(table) | {"title": table.get("title")})
        return super().export_xlsx(safe, **kw)

    def _defuse_titles(self, value):
        if isinstance(value, dict):
            return {name: self._defuse_titles(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._defuse_titles(inner) for inner in value]
        return defuse(value)
