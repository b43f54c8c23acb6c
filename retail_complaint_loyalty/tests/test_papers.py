from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.proves import proves

from .loyalty_common import LoyaltyCommon

PNG = b"data:image/png;base64,"


@tagged("post_install", "-at_install")
class TestPapers(LoyaltyCommon):
    """The papers of the modules that we stand on, which draw barcodes by a library of its own."""

    def _print(self, report, records):
        reports = self.env["ir.actions.report"]
        html, _kind = reports._render_qweb_html(report, records.ids)
        self.assertIn(b"</html>", html, report)
        return html

    @proves("SOL-2", "The letter of a gift card is printed, with the barcode that the till reads")
    def test_vouchers(self):
        """Gift card and coupon: the barcode is a drawing in the letter."""
        for program_type, report in (
            ("gift_card", "loyalty.report_gift_card"),
            ("coupons", "loyalty.report_loyalty_card"),
        ):
            card = self._card(self._program(program_type), 20)
            html = self._print(report, card)
            self.assertIn(PNG, html, program_type)
            self.assertIn(card.code.encode(), html)

    def test_others(self):
        """Order, invoice, credit note, delivery, picking list and return are printed."""
        self.product.barcode = "6901234567892"
        line = self._sell()
        order = line.order_id
        order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        case = self._investigated(line)
        given = self._to_state(self._propose(case, kind="return"), "executed").compensation_ids
        papers = {
            "sale.action_report_saleorder": order,
            "account.account_invoices": order.invoice_ids | given.sudo().move_id,
            "stock.action_report_delivery": order.picking_ids,
            "stock.action_report_picking": order.picking_ids,
            "rma.report_rma_action": given.sudo().rma_ids,
        }
        for report, records in papers.items():
            with self.subTest(report=report):
                self._print(report, records)
        picture = self.env["ir.actions.report"].barcode("EAN13", self.product.barcode)
        self.assertEqual(picture[1:4], b"PNG")

    def test_every_code(self):
        """Each barcode that Odoo's papers and screens ask for can be drawn."""
        for kind, code in (
            ("Code128", "WH/OUT/00001"),
            ("EAN13", "6901234567892"),
            ("EAN8", "96385074"),
            ("QR", "https://shop.example/complaint"),
        ):
            picture = self.env["ir.actions.report"].barcode(kind, code)
            self.assertEqual(picture[1:4], b"PNG", kind)
