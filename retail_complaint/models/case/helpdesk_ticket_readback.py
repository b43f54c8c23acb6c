from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ...tools.told import CHANNELS

OUTSIDE_BODIES = [
    ("12315", "12315 hotline or platform"),
    ("association", "Consumer association"),
    ("authority", "Other authority"),
    ("marketplace", "Marketplace"),
    ("arbitration", "Arbitration"),
    ("court", "Court"),
    ("other", "Other"),
]
OUTSIDE_STAGES = [
    ("passed_on", "Passed on to us"),
    ("mediation", "They mediate"),
    ("decided", "Decided there"),
    ("ended", "Ended without a result"),
]


class HelpdeskTicket(models.Model):
    """The record: read back to the customer (INT-4), and its case outside the house (INT-10)."""

    _inherit = "helpdesk.ticket"

    complaint_readback_at = fields.Datetime(
        string="Read back on", readonly=True, copy=False, guarded=True
    )
    complaint_readback_user_id = fields.Many2one(
        "res.users",
        string="Read back by",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_readback_name = fields.Char(
        string="Confirmed by", readonly=True, copy=False, guarded=True
    )
    complaint_readback_channel = fields.Selection(
        CHANNELS,
        string="Confirmed through",
        readonly=True,
        copy=False,
        guarded=True,
    )
    complaint_readback_text = fields.Text(
        string="What was read back", readonly=True, copy=False, guarded=True
    )
    complaint_readback_changed = fields.Boolean(
        string="Changed since the read-back", compute="_compute_complaint_readback_changed"
    )
    complaint_outside_body = fields.Selection(
        OUTSIDE_BODIES, string="Outside case", copy=False, tracking=True
    )
    complaint_outside_number = fields.Char(
        string="Outside number", copy=False, tracking=True, index="btree_not_null"
    )
    complaint_outside_stage = fields.Selection(
        OUTSIDE_STAGES, string="Outside stage", copy=False, tracking=True
    )
    complaint_outside_deadline = fields.Datetime(
        string="Outside deadline", copy=False, tracking=True
    )

    def _compute_complaint_readback_changed(self):
        for ticket in self:
            read = ticket.complaint_readback_text
            ticket.complaint_readback_changed = read and read != ticket._get_readback_text()

    # Read-back -------------------------------------------------------------------------------

    def action_complaint_read_back(self):
        """Show the words to read to the customer, and take his confirmation."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read back to the customer"),
            "res_model": "complaint.readback",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def _get_readback_text(self):
        """Return the record in the words in which it is read to the customer."""
        self.ensure_one()
        return "\n".join(text for text in self._get_readback_sentences() if text)

    def _get_readback_sentences(self):
        name = self.partner_id.name or self.partner_name
        contact = self.complaint_phone or self.partner_email
        moment = self.complaint_incident_at
        place = self.complaint_store_id.display_name
        bought = [
            self.env._("%(count)g x %(name)s", count=line.quantity, name=line.name)
            for line in self.complaint_line_ids
        ]
        involved = self.complaint_party_ids.mapped("name")
        told = html2plaintext(self.description or "").strip()
        return [
            name and self.env._("Your name is %s.", name),
            contact and self.env._("We reach you at %s.", contact),
            place and self.env._("It is about our store %s.", place),
            moment
            and self.env._(
                "It happened on %s.",
                self._to_customer_time(moment).strftime("%Y-%m-%d %H:%M"),
            ),
            bought and self.env._("You bought: %s.", ", ".join(bought)),
            involved and self.env._("Involved: %s.", ", ".join(involved)),
            self.env._("You told us: %s", told or self.name),
            self.complaint_demand and self.env._("You ask for: %s", self.complaint_demand),
            self.env._("Is that right, and is anything missing?"),
        ]

    def _confirm_readback(self, channel, name):
        """Record that the customer confirmed what stands here.

        :raises UserError: without the channel
        """
        self.ensure_one()
        self.check_access("write")
        if not channel:
            raise UserError(self.env._("Say how the customer confirmed it."))
        self._as_server().write(
            {
                "complaint_readback_at": fields.Datetime.now(),
                "complaint_readback_user_id": self.env.uid,
                "complaint_readback_channel": channel,
                "complaint_readback_name": name
                or self.partner_id.name
                or self.partner_name
                or self.env._("The customer"),
                "complaint_readback_text": self._get_readback_text(),
            }
        )

    # Outside case ----------------------------------------------------------------------------

    def _get_outside_label(self):
        self.ensure_one()
        labels = dict(self._fields["complaint_outside_body"]._description_selection(self.env))
        body = labels.get(self.complaint_outside_body, "")
        return " ".join(filter(None, (body, self.complaint_outside_number)))

    def _ensure_not_settled_outside(self):
        """What is mediated, decided or settled elsewhere is not settled here as well (INT-10).

        :raises UserError: while others mediate, or when another case holds the same outside case
        """
        self.ensure_one()
        if self.complaint_outside_stage == "mediation":
            raise UserError(
                self.env._(
                    "%(case)s: they mediate, and what is agreed there settles it. Wait for it, or "
                    "set the outside stage when they have ended.",
                    case=self._get_outside_label(),
                )
            )
        twin = self._get_outside_duplicate()
        if twin:
            raise UserError(
                self.env._(
                    "%(twin)s is about the same outside case %(case)s and has an offer already. "
                    "Merge the two.",
                    twin=twin.number,
                    case=self._get_outside_label(),
                )
            )

    def _get_outside_duplicate(self):
        """Return another case of the same outside case that holds or had a settlement."""
        if not (self.complaint_outside_body and self.complaint_outside_number):
            return self.browse()
        # Another store may hold it, out of this user's reach: its number alone is told.
        proposal = (
            self.env["complaint.proposal"]
            .sudo()
            .search(
                [
                    ("ticket_id", "!=", self.id),
                    ("company_id", "=", self.company_id.id),
                    ("ticket_id.complaint_outside_body", "=", self.complaint_outside_body),
                    ("ticket_id.complaint_outside_number", "=", self.complaint_outside_number),
                    ("state", "in", ("offered", "accepted", "executed")),
                    ("ticket_id.complaint_is_drill", "=", False),
                ],
                limit=1,
            )
        )
        return proposal.ticket_id

    def _get_authority_deadline(self):
        return self.complaint_outside_deadline

    def _follow_changes(self, vals, former):
        result = super()._follow_changes(vals, former)
        if "complaint_outside_deadline" in vals:
            self._follow_authority()
        return result

    def _after_complaint_created(self):
        result = super()._after_complaint_created()
        self.filtered("complaint_outside_deadline")._follow_authority()
        return result

    # Ordinary tickets ------------------------------------------------------------------------

    def action_complaint_convert(self):
        """Make complaints of ordinary tickets, and open the one when it is one."""
        self.check_access("write")
        team = self._get_default_complaint_team()
        if not team:
            raise UserError(self.env._("No team handles complaints. Set one up first."))
        ordinary = self.filtered(lambda ticket: not ticket.is_complaint)
        ordinary.write({"team_id": team.id})
        if len(self) == 1:
            return self.action_complaint_open()
        return None
