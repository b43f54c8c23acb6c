import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

MAX_REF = 255


class ComplaintInbound(models.Model):
    """A message from outside that was taken in, by the id that its sender gave it: once.

    The database decides: of two deliveries at the same time the later is retried by Odoo, and
    then finds what the first has made.
    """

    _name = "complaint.inbound"
    _inherit = ["complaint.guarded.mixin"]
    _description = "Message that came in"
    _order = "id desc"
    _is_server_only = True

    gateway_id = fields.Many2one(
        "complaint.gateway", readonly=True, ondelete="restrict", help="Empty: by e-mail."
    )
    message_ref = fields.Char(string="Id of the sender", required=True, readonly=True)
    sender = fields.Char(
        readonly=True, help="Address in the sender's own world: an e-mail or messenger id."
    )
    digest = fields.Char(readonly=True, help="SHA-256 of what was sent.")
    ticket_id = fields.Many2one(
        "helpdesk.ticket", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _once = models.UniqueIndex("(COALESCE(gateway_id, 0), message_ref)")
    _sender_index = models.Index("(sender) WHERE sender IS NOT NULL")

    @api.model
    def _claim(self, message_ref, sender=None, gateway=None, content=b""):
        """Return the row of a message and whether it is new; new ones are the caller's to take in.

        :param message_ref: the id that the sender gave it
        """
        message_ref = self._get_ref(message_ref)
        values = {
            "gateway_id": gateway.id if gateway else None,
            "message_ref": message_ref,
            "sender": sender or None,
            "digest": self._digest(content) if content else None,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            "create_date": self.env.cr.now(),
            "write_date": self.env.cr.now(),
        }
        query = SQL(
            "INSERT INTO complaint_inbound (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
            SQL(", ").join(map(SQL.identifier, values)),
            tuple(values.values()),
        )
        rows = self.env.execute_query(query)
        # Nobody has rights on these rows but to read them.
        inbound = self.sudo()
        if rows:
            return inbound.browse(rows[0][0]), True
        return inbound._find(message_ref, gateway), False

    @api.model
    def _find(self, message_ref, gateway=None):
        return self.search(
            [
                ("gateway_id", "=", gateway.id if gateway else False),
                ("message_ref", "=", self._get_ref(message_ref)),
            ],
            limit=1,
        )

    @staticmethod
    def _digest(content):
        return hashlib.sha256(content).hexdigest()

    def _is_same(self, content):
        """Whether this is what was sent under this id before."""
        return self.digest == self._digest(content)

    @staticmethod
    def _get_ref(message_ref):
        # An index takes no longer ones; of these the digest is as good.
        if len(message_ref) <= MAX_REF:
            return message_ref
        return f"sha256:{hashlib.sha256(message_ref.encode()).hexdigest()}"

    def _belongs_to(self, ticket):
        """Keep which case a message went to."""
        self._as_server().write({"ticket_id": ticket.id})
