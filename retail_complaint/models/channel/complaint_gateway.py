import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command

from ...tools.told import REPLY_CHANNELS

GROUP = "retail_complaint.group_gateway"
CHANNEL = "retail_complaint.helpdesk_ticket_channel_wechat"


class ComplaintGateway(models.Model):
    """A program outside that brings complaints and carries words to customers, such as WeChat's.

    It logs in as a technical user of its own, who can do nothing but call the methods of
    ``complaint_gateway_api.py``. Where its cases go is set here; it never says so itself.
    """

    _name = "complaint.gateway"
    _inherit = ["complaint.placed.mixin"]
    _description = "Gateway"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", string="Technical user", required=True, readonly=True, ondelete="restrict"
    )
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        required=True,
        domain="[('is_complaint', '=', True), ('company_id', 'in', [False, company_id])]",
        default=lambda self: self.env["helpdesk.ticket"]._get_default_complaint_team(),
        help="Its cases go to this team.",
    )
    store_id = fields.Many2one(
        "retail.store",
        domain="[('parent_id', '=', False)]",
        check_company=True,
        help="For cases of which the gateway does not name the store.",
    )
    channel_id = fields.Many2one(
        "helpdesk.ticket.channel",
        required=True,
        domain="[('is_complaint', '=', True)]",
        check_company=True,
        default=lambda self: self.env.ref(CHANNEL, raise_if_not_found=False),
        help="Its cases are recorded as having come through this channel.",
    )
    told_channel = fields.Selection(
        "_selection_told_channel",
        string="Tells customers by",
        required=True,
        default="wechat",
        help="How its customers are told. Where nothing sends by it there is a call to make.",
    )

    _user_unique = models.UniqueIndex("(user_id)", "This user belongs to another gateway.")

    @api.model
    def _selection_told_channel(self):
        tickets = self.env["helpdesk.ticket"]
        labels = dict(tickets._selection_reply_channel())
        return [(key, labels[key]) for key in REPLY_CHANNELS]

    @api.constrains("team_id", "company_id")
    def _check_team(self):
        for gateway in self:
            team = gateway.team_id
            if not team.is_complaint or team.company_id - gateway.company_id:
                raise ValidationError(
                    self.env._(
                        "%s does not handle complaints of this company. Choose another team.",
                        team.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        rows = [dict(vals, user_id=self._make_user(vals).id) for vals in vals_list]
        return super().create(rows)

    def write(self, vals):
        if "user_id" in vals:
            raise AccessError(self.env._("A gateway keeps its technical user. Make a new one."))
        result = super().write(vals)
        # The leading group has no rights on users; of these it decides by the gateway.
        users = self.sudo().user_id
        if "active" in vals:
            users.active = vals["active"]
        if "name" in vals:
            users.name = vals["name"]
        if "company_id" in vals:
            users.write(
                {
                    "company_id": vals["company_id"],
                    "company_ids": [Command.set([vals["company_id"]])],
                }
            )
        return result

    def _make_user(self, vals):
        """Make a user who is no member of staff and has one group: the one that may call."""
        company_id = vals.get("company_id") or self.env.company.id
        # The leading group has no rights on users; this one can do less than anybody else.
        users = self.env["res.users"].sudo().with_context(no_reset_password=True)
        return users.create(
            {
                "name": vals.get("name"),
                "login": f"gateway-{uuid.uuid4()}",
                "group_ids": [Command.set(self.env.ref(GROUP).ids)],
                "company_id": company_id,
                "company_ids": [Command.set([company_id])],
            }
        )

    def action_new_key(self):
        """Show a new API key, once; the one before is void.

        :raises AccessError: when the user may not change gateways
        """
        self.ensure_one()
        self.check_access("write")
        # Keys belong to their user, who never sits at a screen; whoever may set a gateway up
        # gets the one that opens it.
        keys = self.env["res.users.apikeys"].sudo()
        keys.search([("user_id", "=", self.sudo().user_id.id)]).unlink()
        key = keys.with_user(self.sudo().user_id).sudo()._generate("rpc", self.name, None)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("API key of %s", self.name),
            "res_model": "res.users.apikeys.show",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    # Words to customers ----------------------------------------------------------------------

    def _send(self, recipient, ticket, words):
        """Seam: carry words to a customer; return whether they went out.

        A bridge that speaks to a messenger extends it. Here nothing is sent, and a call to make
        takes its place (EXE-2).

        :param recipient: the customer's id in the messenger
        """
        return False
