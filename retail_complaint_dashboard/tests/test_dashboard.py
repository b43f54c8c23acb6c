import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.retail_complaint.tests.common import ComplaintCommon
from odoo.addons.retail_complaint.tests.proves import proves


@tagged("post_install", "-at_install")
class TestDashboard(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref("retail_complaint_dashboard.spreadsheet_dashboard_complaint")
        cls.content = json.loads(base64.b64decode(cls.dashboard.spreadsheet_binary_data))

    def _figures(self):
        """Return (model, group by, measures, domain) of all that the dashboard asks for."""
        for pivot in self.content["pivots"].values():
            measures = [measure["id"] for measure in pivot["measures"]]
            groupby = [row["fieldName"] for row in pivot["rows"]]
            yield pivot["model"], groupby, measures, pivot["domain"]
        for figure in self.content["sheets"][0]["figures"]:
            chart = figure["data"]
            if chart["type"] != "scorecard":
                asked = chart["metaData"]
                measures = [f"{asked['measure']}:sum"]
                domain = chart["searchParams"]["domain"]
                yield asked["resModel"], asked["groupBy"], measures, domain

    @proves("ANA-2", "The dashboard shows response, resolution and satisfaction at a glance")
    def test_every_figure_can_be_read(self):
        """What the dashboard asks for exists, and the manager of the store gets it."""
        self._settled()
        self.env.flush_all()
        asked = list(self._figures())
        self.assertGreater(len(asked), 6)
        for model, groupby, measures, domain in asked:
            rows = (
                self.env[model]
                .with_user(self.manager)
                .formatted_read_group(domain, groupby, measures)
            )
            self.assertTrue(rows, (model, groupby))

    def test_filters_fit(self):
        """Each filter names a field of what it filters."""
        filters = {each["id"] for each in self.content["globalFilters"]}
        for pivot in self.content["pivots"].values():
            self.assertEqual(set(pivot["fieldMatching"]), filters)
            for match in pivot["fieldMatching"].values():
                self.assertIn(match["chain"], self.env[pivot["model"]]._fields)

    @proves("REC-3", "The dashboard is for the leading group and auditors, not for all staff")
    def test_who_sees_it(self):
        """An agent neither finds the dashboard nor its figures."""
        for user, sees in ((self.manager, True), (self.auditor, True), (self.agent, False)):
            self.assertEqual(self.dashboard.with_user(user).has_access("read"), sees)
            for model in {model for model, *_asked in self._figures()}:
                self.assertEqual(self.env[model].with_user(user).has_access("read"), sees, model)

    def test_digest(self):
        """The digest counts the complaints of the period, in the stores of its reader."""
        self._register()
        self._register(self.agent_b, complaint_store_id=self.store_b.id)
        self.env.flush_all()
        now = fields.Datetime.now()
        digest = self.env["digest.digest"].create(
            {"name": "Digest", "kpi_complaint_received": True}
        )
        period = {
            "start_datetime": now - timedelta(days=1),
            "end_datetime": now + timedelta(days=1),
        }
        mine = digest.with_context(**period).with_user(self.manager).sudo(False)
        self.assertEqual(mine.kpi_complaint_received_value, 1)
        with self.assertRaises(AccessError):
            digest.with_context(**period).with_user(self.agent).read(
                ["kpi_complaint_received_value"]
            )
