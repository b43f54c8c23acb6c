"""The check that keeps the folders of `models/` in their order (dev/lint/order.py)."""

import ast

import pytest

from dev.lint import figures, order

PEOPLE = """
class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    owner_since = fields.Datetime()

    def _get_owner(self):
        return self.user_id


class ComplaintGroup(models.Model):
    _name = "complaint.group"
    purpose = fields.Char()
"""


@pytest.mark.parametrize(
    ("code", "crosses"),
    [
        ("ticket._get_owner()", {"_get_owner"}),
        ("env['complaint.group']", {"complaint.group"}),
        ("records.mapped('ticket_id.owner_since')", {"owner_since"}),
        ("cr.execute('SELECT 1 FROM helpdesk_ticket ORDER BY owner_since')", {"owner_since"}),
        ("group.purpose", {"purpose"}),
        ("say('purpose')", set()),  # a word
        ("'What `_get_owner` does.'", set()),  # a docstring
        ("from ..people.helpdesk_ticket import KINDS", {"KINDS"}),
        ("from .people import KINDS", set()),
        ("self.user_id", set()),  # of Odoo
    ],
)
def test_name_of_a_folder_further_right_is_found(code, crosses):
    """A folder uses only what stands left of it in the order."""
    files = _files({"people/helpdesk_ticket.py": PEOPLE, "case/retail_store.py": code})
    found = order.breaches(files, foreign={"user_id"})
    crossing = {breach for breach in found if breach.kind != order.MISPLACED}
    store = "case/retail_store.py"
    assert crossing == {order.Breach("case -> people", store, name) for name in crosses}


def test_name_belongs_to_the_leftmost_folder():
    """To use a seam, or to override one further right, keeps to the order."""
    seam = (
        "class Ticket(models.Model):\n"
        "    _inherit = 'helpdesk.ticket'\n"
        "    def _after_told(self):\n"
        "        return self._get_owner()\n"
    )
    files = _files(
        {
            "told/helpdesk_ticket_told.py": seam,
            "clock/helpdesk_ticket_clock.py": seam,
            "people/helpdesk_ticket.py": PEOPLE,
            "people/helpdesk_ticket_roles.py": "ticket._get_owner()",
            "people/helpdesk_ticket_reach.py": "ticket._after_told()",
        }
    )
    crossed = [(use.file, use.name, use.step) for use in order.uses(files)]
    assert crossed == [
        ("told/helpdesk_ticket_told.py", "_get_owner", 1),
        ("clock/helpdesk_ticket_clock.py", "_get_owner", 2),
        ("people/helpdesk_ticket_roles.py", "_get_owner", 0),
        ("people/helpdesk_ticket_reach.py", "_after_told", -1),
    ]


@pytest.mark.parametrize(
    ("file", "strange"),
    [
        ("people/helpdesk_ticket.py", ["complaint.group"]),
        ("people/helpdesk_ticket_roles.py", ["complaint.group"]),
        ("people/complaint_group.py", ["helpdesk.ticket"]),
        ("people/helpdesk_ticketing.py", ["helpdesk.ticket", "complaint.group"]),
    ],
)
def test_file_is_named_after_its_model(file, strange):
    """From the name of a model one knows its file, and the other way round."""
    assert [name for name, _line in order.misplaced(file, ast.parse(PEOPLE))] == strange


def test_list_of_exceptions_only_shrinks():
    """A breach without an entry, an entry without a breach and one without a reason each fail."""
    breaches = [order.Breach("case -> told", f"case/{x}.py", f"_{x}") for x in "abc"]
    a, b, c = breaches
    assert not order.compare({a: 7}, {a: "It reads."})
    (missing,) = order.compare({a: 7, b: 9}, {a: "It reads."})
    assert missing.startswith("case/b.py:9: _b (case -> told)")
    (needless,) = order.compare({a: 7}, {a: "It reads.", c: "It reads."})
    assert "case/c.py: _c (case -> told) is not needed any more" in needless
    (unexplained,) = order.compare({a: 7}, {a: order.UNEXPLAINED})
    assert "has no reason yet" in unexplained


def test_list_of_exceptions_keeps_its_reasons():
    """To renew the list asks a reason for what is new alone, and drops what is gone."""
    kept = order.Breach("case -> told", "case/a.py", "_a")
    gone = order.Breach("case -> told", "case/b.py", "_b")
    text = figures.write_reasons([kept, gone], {kept: "It reads.", gone: "It reads."})
    known = order.read_reasons(text)
    assert known == {kept: "It reads.", gone: "It reads."}
    moved = kept._replace(file="case/c.py")
    new = kept._replace(name="_new")
    renewed = order.read_reasons(figures.write_reasons([moved, new], known))
    assert renewed == {moved: "It reads.", new: order.UNEXPLAINED}


def _files(texts):
    return {file: ast.parse(text) for file, text in texts.items()}
