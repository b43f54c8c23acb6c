from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ComplaintCompensation(models.Model):
    """The free repeat of a service: an order line at no charge, its appointment as a measure."""

    _inherit = "complaint.compensation"

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

    def _check_goods(self):
        result = super()._check_goods()
        if self.kind == "repeat" and not self.appointment_at:
            raise UserError(self.env._("Say when the service is given again."))
        return result

    def _get_digest_content(self):
        content = super()._get_digest_content()
        if self.kind != "repeat":
            return content
        return dict(content, appointment=str(self.appointment_at))

    def _get_public_text(self):
        text = super()._get_public_text()
        if self.kind != "repeat":
            return text
        when = fields.Datetime.context_timestamp(
            self.proposal_id.ticket_id.sudo(), self.appointment_at
        )
        return self.env._("%(text)s, on %(when)s", text=text, when=f"{when:%Y-%m-%d %H:%M}")

    def _execute_goods(self):
        if self.kind != "repeat":
            return super()._execute_goods()
        purchase = self.line_id.sudo()._get_purchase_line()
        order = purchase.order_id if purchase._name == "sale.order.line" else None
        vals = self._prepare_complaint_order_vals(order, purchase)
        vals.pop("warehouse_id", None)
        vals["order_line"] = [
            Command.create(
                {
                    "product_id": purchase.product_id.id,
                    "product_uom_qty": self.quantity,
                    "product_uom_id": purchase.product_uom_id.id,
                    "price_unit": 0.0,
                    "complaint_is_free": True,
                }
            )
        ]
        # Agents have no rights on sales; what is ordered is what was approved.
        order = self.env["sale.order"].sudo().with_company(self.company_id).create(vals)
        order.with_context(mail_notify_force_send=False).action_confirm()
        self._as_server().write(
            {"exchange_order_id": order.id, "measure_id": self._create_appointment().id}
        )
        return None

    def _create_appointment(self):
        ticket = self.proposal_id.ticket_id
        owner = self.appointment_user_id or ticket.user_id or self.env.user
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
                "date_due": fields.Datetime.context_timestamp(self, self.appointment_at).date(),
                "note": fields.Datetime.to_string(self.appointment_at),
            }
        )

    def _get_goods_flows(self):
        return [] if self.kind == "repeat" else super()._get_goods_flows()

    def _is_done(self):
        if self.kind != "repeat" or self._is_drill():
            return super()._is_done()
        return self.sudo().measure_id.state == "done"

    def _get_open_text(self):
        if self.kind != "repeat":
            return super()._get_open_text()
        return self.env._(
            "%(service)s is to be given again on %(date)s.",
            service=self.line_id.name,
            date=self.sudo().measure_id.date_due,
        )

    def _undo_goods(self):
        result = super()._undo_goods()
        appointment = self.sudo().measure_id
        if appointment.state == "open":
            appointment._finish("cancelled", self.env._("The settlement was taken back."))
        return result

    def _has_moved(self):
        return super()._has_moved() or self.sudo().measure_id.state == "done"

    def _release(self):
        given = self.filtered(
            lambda line: line.state == "reserved" and line.sudo().measure_id.state == "done"
        )
        if given:
            raise UserError(
                self.env._("%s was given already and cannot be withdrawn.", given[0].line_id.name)
            )
        return super()._release()


class ComplaintMeasure(models.Model):
    _inherit = "complaint.measure"

    kind = fields.Selection(
        selection_add=[("appointment", "Appointment")], ondelete={"appointment": "set default"}
    )

    def _finish(self, state, result):
        finished = super()._finish(state, result)
        # Its owner need not have any right on the case or on its order.
        lines = self.env["complaint.compensation"].sudo().search([("measure_id", "in", self.ids)])
        if state == "done":
            for line in lines.exchange_order_id.order_line:
                line.qty_delivered = line.product_uom_qty
        else:
            lines._on_document_gone()
        return finished


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    complaint_is_free = fields.Boolean(
        string="Free repeat of a complaint", readonly=True, copy=False
    )

    @api.depends("complaint_is_free")
    def _compute_qty_to_invoice(self):
        """A free repeat is never invoiced, not even at zero."""
        free = self.filtered("complaint_is_free")
        free.qty_to_invoice = 0
        return super(SaleOrderLine, self - free)._compute_qty_to_invoice()
