from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import SQL, html2plaintext

from ...tools.likeness import ALIKE, key, likeness, phone_key, pieces, plain
from ...tools.process import ENDED

#: Two reports of one incident reach us within these days of each other.
DUPLICATE_WINDOW = timedelta(days=30)
#: So many of the cases nearest in time are compared by their words, per store.
POOL = 500
#: More than these help nobody to decide.
SHOWN = 5
#: What a key of this kind says, strongest first.
KEY_KINDS = ("purchase", "outside", "phone", "mail", "lot")
#: What is written changes the keys or the words of a case.
COMPARED_FIELDS = frozenset(
    {
        "name",
        "description",
        "partner_id",
        "partner_email",
        "complaint_phone",
        "complaint_outside_number",
        "complaint_store_id",
    }
)


class HelpdeskTicket(models.Model):
    """One incident reported twice is shown as a probable duplicate, never merged by itself (INT-8).

    First by what identifies: purchase, telephone, e-mail, outside number, lot. Then by the words,
    within the store and the weeks around. A bridge that knows other receipts extends
    :meth:`_get_duplicate_keys`.
    """

    _inherit = "helpdesk.ticket"

    complaint_duplicate_keys = fields.Char(
        compute="_compute_complaint_duplicate_keys",
        store=True,
        prefetch=False,
        groups=NO_ACCESS,
        help="What identifies the case, parted by bars.",
    )
    complaint_words = fields.Char(
        compute="_compute_complaint_words",
        store=True,
        prefetch=False,
        groups=NO_ACCESS,
        help="What was told, folded to what it is compared by.",
    )
    complaint_duplicate_check = fields.Selection(
        [("suspected", "Probable duplicate"), ("cleared", "Not a duplicate")],
        string="Duplicate",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_duplicate_hint = fields.Html(
        string="Probable duplicates", compute="_compute_complaint_duplicate_hint", sanitize=False
    )

    _complaint_duplicate_keys_index = models.Index(
        "USING gin (string_to_array(complaint_duplicate_keys, '|')) WHERE is_complaint IS TRUE"
    )
    _complaint_store_received_index = models.Index(
        "(complaint_store_id, complaint_received_at) WHERE is_complaint IS TRUE"
    )

    @api.depends(
        "complaint_phone",
        "complaint_outside_number",
        "partner_id",
        "partner_email",
        "complaint_line_ids.purchase_number",
    )
    def _compute_complaint_duplicate_keys(self):
        for ticket in self:
            keys = {key(kind, value) for kind, value in ticket._get_duplicate_keys() if value}
            ticket.complaint_duplicate_keys = "|".join(sorted(keys)) or False

    @api.depends("name", "description")
    def _compute_complaint_words(self):
        for ticket in self:
            told = html2plaintext(ticket.description or "")
            ticket.complaint_words = plain(f"{ticket.name or ''} {told}") or False

    def _get_duplicate_keys(self):
        """Return (kind, value) of everything that identifies what the case is about."""
        self.ensure_one()
        partner, lines = self.partner_id, self.complaint_line_ids
        return [
            ("phone", phone_key(self.complaint_phone or "")),
            ("phone", phone_key(partner.phone or "")),
            ("mail", self.partner_email or ""),
            ("mail", partner.email or ""),
            ("outside", self.complaint_outside_number or ""),
            *(("purchase", line.purchase_number or "") for line in lines),
        ]

    @api.constrains("duplicate_id")
    def _check_duplicate_ends(self):
        """What is written to a case that was merged is looked for where the others lead."""
        circle = self.filtered("is_complaint")
        if circle and circle._has_cycle("duplicate_id"):
            raise ValidationError(
                self.env._(
                    "%s would be continued in itself. Merge it into a case that goes on.",
                    ", ".join(circle.mapped("number")),
                )
            )

    # Finding ---------------------------------------------------------------------------------

    def _find_probable_duplicates(self):
        """Return the cases that are probably about the same incident, with the reasons.

        Two queries, however many cases are asked about at once: one by the index of the keys, one
        by store and time for the words. The user's rights apply; an anonymous visitor must never
        be shown the answer.

        :return: ``{case: [(other case, [reason, ...]), ...]}``, the most probable first
        """
        cases = self.filtered(lambda ticket: ticket.complaint_received_at and ticket.company_id)
        by_key = cases._get_key_candidates()
        by_store = {
            store: cases._get_word_candidates(store) for store in cases.complaint_store_id._origin
        }
        return {
            case: case._rank_duplicates(by_key, by_store.get(case.complaint_store_id._origin, []))
            for case in cases
        }

    def _get_duplicate_domain(self):
        moments = self.mapped("complaint_received_at")
        return (
            Domain("is_complaint", "=", True)
            & Domain("company_id", "in", self.company_id._origin.ids)
            & Domain("complaint_received_at", ">=", min(moments) - DUPLICATE_WINDOW)
            & Domain("complaint_received_at", "<=", max(moments) + DUPLICATE_WINDOW)
            & Domain("complaint_outcome", "!=", "merged")
        )

    def _get_own_keys(self):
        # Nobody has rights on the keys themselves: they are compared, never shown.
        return set((self.sudo().complaint_duplicate_keys or "").split("|")) - {""}

    def _get_key_candidates(self):
        """Return (id, company, received, drill, set of keys) of cases that share a key."""
        keys = set().union(*(case._get_own_keys() for case in self))
        if not keys:
            return []
        shared = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "string_to_array(%s, '|') && %s::text[]",
                SQL.identifier(alias, "complaint_duplicate_keys"),
                sorted(keys),
            )
        )
        return [
            (*row, set(found.split("|")))
            for *row, found in self._select_candidates(
                self._get_duplicate_domain() & shared,
                "complaint_duplicate_keys",
                POOL * len(self),
            )
        ]

    def _get_word_candidates(self, store):
        """Return (id, company, received, drill, set of pieces) of a store's cases around."""
        cases = self.filtered(lambda case: case.complaint_store_id._origin == store)
        if not any(case.sudo().complaint_words for case in cases):
            return []
        domain = cases._get_duplicate_domain() & Domain("complaint_store_id", "=", store.id)
        return [
            (*row, pieces(words or ""))
            for *row, words in self._select_candidates(domain, "complaint_words", POOL)
        ]

    def _select_candidates(self, domain, column, limit):
        """Read the one column that is compared, latest first, within the user's reach."""
        tickets = self.env["helpdesk.ticket"]
        tickets.flush_model()
        query = tickets._search(domain, order="complaint_received_at desc", limit=limit)
        names = ("id", "company_id", "complaint_received_at", "complaint_is_drill", column)
        columns = [SQL.identifier(tickets._table, name) for name in names]
        return self.env.execute_query(query.select(*columns))

    def _rank_duplicates(self, by_key, by_words):
        """Return ``[(other case, reasons), ...]``, the most probable first."""
        self.ensure_one()
        mine, told = self._get_own_keys(), pieces(self.sudo().complaint_words or "")
        reasons, order = {}, {}
        for other, keys in self._iter_near(by_key):
            shared = sorted(mine & keys, key=self._get_key_rank)
            if shared:
                reasons[other] = [self._get_key_reason(name) for name in shared]
                order[other] = (self._get_key_rank(shared[0]), 0.0)
        for other, words in self._iter_near(by_words):
            alike = likeness(told, words)
            if alike >= ALIKE:
                reasons.setdefault(other, []).append(self.env._("told in like words"))
                rank = order.get(other, (len(KEY_KINDS), 0.0))[0]
                order[other] = (rank, -alike)
        best = sorted(order, key=lambda other: (order[other], -other))[:SHOWN]
        return [(self.browse(other), reasons[other]) for other in best]

    def _iter_near(self, candidates):
        """Yield (id, what is compared) of candidates that can be about this case's incident."""
        me = self._origin.id
        for other, company, received, is_drill, compared in candidates:
            if (
                other != me
                and company == self.company_id._origin.id
                and bool(is_drill) == self.complaint_is_drill
                and abs(received - self.complaint_received_at) <= DUPLICATE_WINDOW
            ):
                yield other, compared

    @api.model
    def _get_key_rank(self, name):
        return KEY_KINDS.index(name.partition(":")[0])

    @api.model
    def _get_key_reason(self, name):
        kind, _colon, value = name.partition(":")
        return {
            "purchase": self.env._("same purchase %s", value.upper()),
            "outside": self.env._("same outside number %s", value.upper()),
            "phone": self.env._("same telephone %s", value),
            "mail": self.env._("same e-mail %s", value),
            "lot": self.env._("same lot %s", value.upper()),
        }[kind]

    # Showing ---------------------------------------------------------------------------------

    @api.depends(
        "complaint_duplicate_keys",
        "complaint_words",
        "complaint_duplicate_check",
        "complaint_received_at",
        "complaint_store_id",
        "complaint_phase",
    )
    @api.depends_context("uid")
    def _compute_complaint_duplicate_hint(self):
        """While a case is typed, and until somebody has said that it is another one."""
        shown = self.filtered(
            lambda ticket: (
                ticket.complaint_phase not in ENDED
                and (not ticket._origin or ticket.complaint_duplicate_check == "suspected")
            )
        )
        found = shown._find_probable_duplicates()
        for ticket in self:
            ticket.complaint_duplicate_hint = ticket._get_duplicate_hint(found.get(ticket))

    def _get_duplicate_hint(self, found):
        """Return a list of links with reasons; what the user does not see is told as such."""
        if found:
            rows = Markup("").join(
                Markup('<li><a href="/odoo/complaints/{}">{}</a> {}: {}</li>').format(
                    other.id, other.number, other.name, "; ".join(reasons)
                )
                for other, reasons in found
            )
            return Markup('<ul class="mb-0">{}</ul>').format(rows)
        if self._origin and self.complaint_duplicate_check == "suspected":
            return Markup("<p>{}</p>").format(
                self.env._("Another case that you do not see. Ask a duty manager to compare them.")
            )
        return False

    # Arrival ---------------------------------------------------------------------------------

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self._suspect_duplicates()
        return result

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if COMPARED_FIELDS.intersection(vals):
            self._suspect_duplicates()
        return result

    def _suspect_duplicates(self):
        """Mark the open cases that probably came twice, whatever door they came by."""
        # Also what lies out of reach of who registers; only whether there is any is kept.
        unchecked = self.sudo().filtered(
            lambda ticket: (
                not ticket.complaint_duplicate_check and ticket.complaint_phase not in ENDED
            )
        )
        found = unchecked._find_probable_duplicates()
        suspected = unchecked.browse([case.id for case, others in found.items() if others])
        if suspected:
            suspected._as_server().write({"complaint_duplicate_check": "suspected"})

    def action_complaint_not_duplicate(self):
        """Say that these cases are not about what an earlier one is about.

        :raises AccessError: for those who may not write the case
        """
        self.check_access("write")
        suspected = self.filtered(lambda t: t.complaint_duplicate_check == "suspected")
        suspected._as_server().write({"complaint_duplicate_check": "cleared"})
        for ticket in suspected:
            ticket.message_post(body=self.env._("Compared: not a duplicate."))
