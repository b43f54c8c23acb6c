from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.compensation import Kind, declare

KINDS = declare(
    Kind(
        code="repeat",
        label="Free repeat service",
        in_ledger=True,
        is_money=False,
        is_service=True,
        mode="quantity",
        asks=frozenset({"line_id", "appointment_at"}),
    )
)


class ComplaintCompensation(models.Model):
    """The free repeat of a service: an order line at no charge, its appointment as a measure."""

    _inherit = "complaint.compensation"

    kind = fields.Selection(selection_add=KINDS, ondelete={"repeat": "cascade"})
    appointment_at = fields.Datetime(
        string="Appointment", help="When the service is given again, at no charge."
    )
    appointment_user_id = fields.Many2one(
        "res.users",
        string="Given by",
        domain="[('share', '=', False)]",
        help="Empty: whoever handles the case.",
    )
    measure_id = fields.Many2one(
        "complaint.measure",
        string="Task",
        readonly=True,
        copy=False,
        index="btree_not_null",
        guarded=True,
    )
    repeat_order_id = fields.Many2one(
        "sale.order",
        string="Order of the repeat",
        readonly=True,
        copy=False,
        index="btree_not_null",
        guarded=True,
    )

    def _repeat_check(self):
        self._kind_check()
        self._check_pieces()
        if not self.appointment_at:
            raise UserError(self.env._("Say when the service is given again."))

    def _repeat_digest_content(self):
        return dict(self._kind_digest_content(), appointment=str(self.appointment_at))

    def _get_appointment(self):
        """Return when the service is given again, in the customer's time zone."""
        zone = self.proposal_id.ticket_id._get_complaint_calendar().tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), self.appointment_at)

    def _repeat_public_text(self):
        text = self._kind_public_text()
        when = self._get_appointment()
        return self.env._("%(text)s, on %(when)s", text=text, when=f"{when:%Y-%m-%d %H:%M}")

    # Execution -------------------------------------------------------------------------------

    def _repeat_execute(self):
        purchase = self.line_id.sudo()._get_purchase_line()
        line = {
            "product_id": purchase.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom_id": purchase.product_uom_id.id,
            "price_unit": 0.0,
            "complaint_is_free": True,
        }
        vals = self._prepare_complaint_order_vals(purchase)
        # Agents have no rights on sales; what is ordered is what was approved.
        orders = self.env["sale.order"].sudo().with_company(self.company_id)
        order = orders.create(dict(vals, order_line=[Command.create(line)]))
        order.with_context(mail_notify_force_send=False).action_confirm()
        return {"repeat_order_id": order.id, "measure_id": self._create_appointment().id}

    def _prepare_complaint_order_vals(self, purchase):
        """Return the values of an order that gives something instead of what was bought."""
        order = purchase.order_id if purchase._name == "sale.order.line" else None
        vals = {
            "partner_id": (order or purchase).partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.proposal_id.ticket_id.sudo().number,
            "client_order_ref": (order or purchase.move_id).name,
        }
        if not order:
            return vals
        return vals | {
            "partner_invoice_id": order.partner_invoice_id.id,
            "partner_shipping_id": order.partner_shipping_id.id,
            "pricelist_id": order.pricelist_id.id,
            "fiscal_position_id": order.fiscal_position_id.id,
            "user_id": order.user_id.id,
            "team_id": order.team_id.id,
        }

    def _create_appointment(self):
        ticket = self.proposal_id.ticket_id
        owner = self.appointment_user_id or ticket.user_id or self.env.user
        when = self._get_appointment()
        return self.env["complaint.measure"].create(
            {
                "ticket_id": ticket.id,
                "kind": "appointment",
                "name": self.env._(
                    "Free repeat: %(quantity)s x %(service)s",
                    quantity=f"{self.quantity:g}",
                    service=self.line_id.name,
                ),
                "user_id": owner.id,
                "date_due": when.date(),
                "note": f"{when:%Y-%m-%d %H:%M} ({when.tzinfo})",
            }
        )

    def _repeat_is_settled(self):
        return self.sudo().measure_id.state == "done"

    def _repeat_open_text(self):
        return self.env._(
            "%(service)s is to be given again on %(date)s.",
            service=self.line_id.name,
            date=self.sudo().measure_id.date_due,
        )

    # Taking it back --------------------------------------------------------------------------

    def _repeat_is_shown_on_case(self):
        return bool(self.measure_id)

    def _repeat_has_moved(self):
        line = self.sudo()
        is_given = line.measure_id.state == "done" or line.repeat_order_id._has_complaint_moved()
        return is_given or self._kind_has_moved()

    def _repeat_release(self):
        if self.state == "reserved" and self.sudo().measure_id.state == "done":
            raise UserError(
                self.env._("%s was given already and cannot be withdrawn.", self.line_id.name)
            )
        self._repeat_undo()

    def _repeat_undo(self):
        self.sudo().repeat_order_id._cancel_undelivered()
        appointment = self.sudo().measure_id
        if appointment.state == "open":
            appointment._finish("cancelled", self.env._("The settlement was taken back."))
