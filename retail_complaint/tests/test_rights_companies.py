from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .proves import proves
from .rights_common import RightsCommon, SettingsWalk, is_ours

#: Models of ours whose rows belong to no company, and why.
OF_NO_COMPANY = {
    "complaint.statute.input": "the questions of formulas of the law, which come with packs",
    "complaint.web.entry": "addresses of visitors of public pages, which nobody reads",
}


@tagged("post_install", "-at_install")
class TestChosenCompanies(SettingsWalk, RightsCommon):
    """Who belongs to two companies and has chosen one works in that one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        roles = ("manager", "accountant", "auditor")
        cls.both = cls._new_login(
            "rc_both",
            ",".join(
                [f"retail_complaint.group_{role}" for role in roles] + ["base.group_allow_export"]
            ),
            company_id=cls.company.id,
            company_ids=[Command.set([cls.company.id, cls.elsewhere.id])],
        )
        cls.store_b.member_ids |= cls.both
        cls.store_there = cls.env["retail.store"].create(
            {
                "name": "There",
                "code": "T-X",
                "company_id": cls.elsewhere.id,
                "member_ids": [Command.set(cls.both.ids)],
            }
        )
        here = {"allowed_company_ids": cls.elsewhere.ids}
        cls.case_there = (
            cls.env["helpdesk.ticket"]
            .with_user(cls.both)
            .with_context(**here)
            .create(
                {
                    "name": "Cold soup",
                    "description": "It was cold.",
                    "team_id": cls.team.id,
                    "complaint_store_id": cls.store_there.id,
                    "complaint_phone": "13800001111",
                }
            )
        )

    def _find(self, model, companies):
        """Return the records of the case of our company that are found by its case."""
        records = self.env[model].with_user(self.both)
        records = records.with_context(allowed_company_ids=companies.ids)
        return records.search([("id", "in", self.records[model].ids)])

    def _make_settings(self):
        """Make a row of each model of settings, in each of both companies."""
        for name, model in self._settings():
            if "company_id" not in model._fields or model._fields["company_id"].related:
                continue
            for store in (self.store_b, self.store_there):
                vals = self._fill(name) | {"company_id": store.company_id.id}
                if name in ("complaint.group", "complaint.duty.shift"):
                    del vals["company_id"]
                    vals["store_id"] = store.id
                    vals.update({key: self.both.id for key in vals if key.endswith("r_id")})
                if name == "complaint.review":
                    vals["store_ids"] = [Command.set(store.ids)]
                model.create(vals)

    def _get_rows(self, name, company):
        """Return the rows of a model that belong to a company; None where rows have none."""
        model = self.env[name].sudo().with_context(active_test=False)
        for path in ("company_id", "ticket_id.company_id", "review_id.company_id"):
            field = model._fields.get(path.partition(".")[0])
            if field and (field.store or field.related):
                return model.search([(path, "=", company.id)])
        return None

    def _get_ways(self, ids):
        """Return what comes back of rows, by the way in which a client asks for them."""
        domain = [("id", "in", ids)]
        return {
            "search": lambda rows: rows.search(domain).ids,
            "search_read": lambda rows: rows.search_read(domain, ["display_name"]),
            "web": lambda rows: rows.web_search_read(domain, {"display_name": {}})["records"],
            "name_search": lambda rows: rows.name_search("", domain, limit=None),
            "count": lambda rows: range(rows.search_count(domain)),
            "read_group": lambda rows: range(rows._read_group(domain, [], ["__count"])[0][0]),
            "groups": lambda rows: range(
                rows.formatted_read_group(domain, [], ["__count"])[0]["__count"]
            ),
            "read": lambda rows: rows.browse(ids).read(["display_name"]),
            "export": lambda rows: rows.browse(ids).export_data(["display_name"])["datas"],
        }

    def _ask(self, way, name, company):
        """Return how many rows come back; none where it is refused."""
        rows = self.env[name].with_user(self.both)
        self.env.invalidate_all()
        try:
            return len(way(rows.with_context(allowed_company_ids=company.ids)))
        except AccessError:
            return 0

    @proves("REC-3", "Who may see two companies and has chosen one gets nothing of the other")
    def test_every_way(self):
        """Lists, counts, groups, names, export and reading by id, for every model of ours."""
        self._make_settings()
        self.env.flush_all()
        seen = set()
        for name, model in sorted(self.env.items()):
            if model._abstract or model._transient or name in OF_NO_COMPANY:
                continue
            if not (is_ours(model._original_module) or name == "helpdesk.ticket"):
                continue
            if not model.with_user(self.both).has_access("read"):
                continue
            for here, there in (
                (self.company, self.elsewhere),
                (self.elsewhere, self.company),
            ):
                rows = self._get_rows(name, here)
                with self.subTest(model=name, company=here.name):
                    self.assertIsNotNone(rows, "give it a company, or a reason why it has none")
                    mine = rows.with_user(self.both).with_context(allowed_company_ids=here.ids)
                    mine = mine.search([("id", "in", rows.ids)])
                    for way, ask in self._get_ways(mine.ids).items():
                        self.assertEqual(self._ask(ask, name, here), len(mine), way)
                        self.assertFalse(mine and self._ask(ask, name, there), way)
                    if mine:
                        seen.add((name, here))
        self.assertGreater(len({name for name, _company in seen}), 30)
        self.assertGreater(len([name for name, here in seen if here == self.elsewhere]), 20)

    def test_records_follow_the_choice(self):
        """A case and all that belongs to it is found under its own company alone."""
        seen = 0
        for model in self.records:
            if not (is_ours(self.env[model]._original_module) or model == "helpdesk.ticket"):
                continue
            with self.subTest(model):
                found = self._find(model, self.company)
                self.assertFalse(self._find(model, self.elsewhere), model)
                self.assertEqual(self._find(model, self.company | self.elsewhere), found)
                seen += bool(found)
        self.assertGreater(seen, 10)

    def test_figures_follow_the_choice(self):
        """Figures do not add the money of two companies, nor the cases of one to the other's."""
        self.env.flush_all()
        for model in ("complaint.report.case", "complaint.report.line", "complaint.report.party"):
            with self.subTest(model):
                rows = self.env[model].with_user(self.both)
                here = rows.with_context(allowed_company_ids=self.company.ids)
                there = rows.with_context(allowed_company_ids=self.elsewhere.ids)
                self.assertTrue(here.search_count([("store_id", "=", self.store_b.id)]))
                self.assertFalse(there.search_count([("store_id", "=", self.store_b.id)]))
