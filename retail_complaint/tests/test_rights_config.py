"""Settings of another store, team or company: nobody writes them, and nothing is moved there."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ComplaintCommon
from .proves import proves
from .rights_common import SettingsWalk, is_ours

#: Models of settings without a company, and why all companies share them.
SHARED = {
    "complaint.statute.input": "the questions that formulas of the law ask, which come with packs",
    "complaint.review.decision": "of a review, whose company it has",
}
#: Relations of settings to what has a company, which say nothing of the row's own.
UNCHECKED = {
    ("complaint.escalation.rule", "store_ids"): "a common rule may be about some stores alone",
    ("complaint.escalation.rule", "severity_ids"): "no case of another company has them",
    ("complaint.escalation.rule", "category_ids"): "no case of another company has them",
    ("complaint.review", "store_ids"): "its rule asks that all of them are one's own",
    ("complaint.root.cause", "analytic_account_id"): "kept by company",
    ("complaint.gateway", "team_id"): "asked by a constraint, for a team of all companies as well",
    ("complaint.group", "team_id"): "the company is that of the team",
    ("complaint.group", "store_id"): "the company is that of the store",
    ("complaint.duty.shift", "team_id"): "the company is that of the team",
    ("complaint.duty.shift", "store_id"): "the company is that of the store",
    ("helpdesk.ticket.team", "complaint_store_id"): "a team of all companies may serve one store",
    ("helpdesk.ticket.team", "complaint_calendar_id"): "a calendar only counts time",
}


@tagged("post_install", "-at_install")
class TestSettingsOutOfReach(SettingsWalk, ComplaintCommon):
    """Every model of settings that names a store or a company, by a walk over the registry."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = cls.env["helpdesk.ticket.team"].search([("is_complaint", "=", True)], limit=1)

    def _writable(self, model, comodel):
        guarded = getattr(model, "_get_guarded_fields", frozenset)()
        return [
            field
            for field in model._fields.values()
            if field.comodel_name == comodel
            and field.name not in guarded
            and not field.related
            and (field.store or field.inverse)
            and not (field.compute and field.readonly)
            # Areas name their store.
            and not (field.type == "one2many" and comodel == model._name)
        ]

    def _name_store(self, field, store):
        return store.id if field.type == "many2one" else [Command.set(store.ids)]

    def _make(self, model, field, store):
        """Return a row of a store, as whoever may do everything made it."""
        vals = self._fill(model._name) | {field.name: self._name_store(field, store)}
        return model.create(vals)

    def _refused(self, what, *args, error=AccessError):
        """Whether a client is refused something; it is undone where not."""
        try:
            with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
                what(*args)
                self.env.flush_all()
                savepoint.rollback()
        except error:
            return True
        finally:
            self.env.invalidate_all()
        return False

    @proves("REC-3", "Settings of another store are not written, nor moved there or away from it")
    def test_stores(self):
        """Who sets up store A, for each model: nothing of store B, and everything of A."""
        seen = set()
        for name, model in self._settings():
            for field in self._writable(model, "retail.store"):
                for user in (self.manager, self.duty):
                    if not model.with_user(user).has_access("create"):
                        continue
                    seen.add((name, field.name))
                    with self.subTest(model=name, field=field.name, user=user.login):
                        self._check_store(model, field, user)
        self.assertGreater(len(seen), 10, seen)

    def _check_store(self, model, field, user):
        mine, theirs = self.store_a, self.store_b
        with self.undone():
            rows = model.with_user(user)
            there = {field.name: self._name_store(field, theirs)}
            here = {field.name: self._name_store(field, mine)}
            self.assertTrue(self._refused(rows.create, self._fill(model._name) | there), "made")
            self.assertFalse(self._refused(rows.create, self._fill(model._name) | here), "at home")
            own = self._make(model, field, mine).with_user(user)
            self.assertTrue(self._refused(own.write, there), "moved there")
            self.assertFalse(self._refused(own.write, here), "written at home")
            own.unlink()
            other = self._make(model, field, theirs).with_user(user)
            self.assertTrue(self._refused(other.write, here), "moved away")
            self.assertTrue(self._refused(other.write, {"display_name": "x"}), "written")
            self.assertTrue(self._refused(other.unlink), "deleted")

    def test_staff(self):
        """Nobody puts themselves onto the staff, the roster or into the groups of another store."""
        me = self.manager
        attacks = [
            lambda: self.store_b.with_user(me).write({"member_ids": [Command.link(me.id)]}),
            lambda: self.store_b.with_user(me).write({"manager_id": me.id}),
            lambda: self.store_b.with_user(me).write(
                {"complaint_shift_ids": [Command.create({"user_id": me.id})]}
            ),
            lambda: self.store_b.with_user(me).write(
                {"complaint_group_ids": [Command.create({"leader_id": me.id})]}
            ),
            lambda: self.store_a.with_user(me).write({"area_ids": [Command.link(self.store_b.id)]}),
            lambda: (
                self.env["complaint.region"]
                .with_user(me)
                .create(
                    {
                        "name": "Mine",
                        "manager_ids": [Command.link(me.id)],
                        "store_ids": [Command.link(self.store_b.id)],
                    }
                )
            ),
            lambda: (
                self.env["complaint.group"]
                .with_user(me)
                .create({"team_id": self.shared.id, "leader_id": me.id})
            ),
            lambda: (
                self.env["complaint.duty.shift"]
                .with_user(self.duty)
                .create({"team_id": self.shared.id, "user_id": self.duty.id})
            ),
        ]
        for number, attack in enumerate(attacks):
            with self.subTest(number):
                self.assertTrue(self._refused(attack))

    def test_region_of_others(self):
        """Who sets up one store of a region does not choose who manages the others."""
        region = self.env["complaint.region"].create(
            {"name": "East", "store_ids": [Command.set((self.store_a | self.store_b).ids)]}
        )
        mine = region.with_user(self.manager)
        vals = {"manager_ids": [Command.link(self.manager.id)]}
        self.assertTrue(self._refused(mine.write, vals))
        region.manager_ids = self.manager
        self.assertFalse(self._refused(mine.write, {"name": "Far east"}))
        shifts = self.env["complaint.duty.shift"].with_user(self.manager)
        vals = {"store_id": self.store_b.id, "user_id": self.duty.id}
        self.assertFalse(self._refused(shifts.create, vals))

    def test_who_sets_up_all(self):
        """The leading group of a team sets up the stores of its companies; so do administrators."""
        vals = {"store_id": self.store_b.id, "user_id": self.duty.id}
        shifts = self.env["complaint.duty.shift"]
        admin = self._new_login("rc_admin", "base.group_system,retail_complaint.group_manager")
        self.assertFalse(self._refused(shifts.with_user(admin).create, vals))
        group = self.env["complaint.group"].create(
            {"team_id": self.shared.id, "leader_id": self.manager.id}
        )
        self.assertFalse(self._refused(shifts.with_user(self.manager).create, vals))
        self.assertFalse(self._refused(group.with_user(self.manager).write, {"duty": "Decide"}))
        group.team_id = self.shared.copy(
            {"company_id": self.env["res.company"].create({"name": "Elsewhere"}).id}
        )
        self.assertTrue(self._refused(shifts.with_user(self.manager).create, vals))

    def test_opening_a_store(self):
        """Whoever opens a store belongs to its staff, and so can go on with it."""
        stores = self.env["retail.store"].with_user(self.manager)
        store = stores.create({"name": "New", "code": "T-N"})
        self.assertIn(self.manager, store.member_ids)
        store.name = "Newer"
        area = stores.create({"name": "Bakery", "code": "T-N1", "parent_id": store.id})
        self.assertFalse(area.member_ids)
        area.name = "Bread"
        self.assertFalse(self.store_b.with_user(self.manager).is_set_up_by_me)
        found = stores.search([("is_set_up_by_me", "=", True)])
        self.assertEqual(found & (self.store_a | self.store_b | store), self.store_a | store)

    # Companies -------------------------------------------------------------------------------

    @proves("REC-3", "Settings are not moved to a company that their writer may not use")
    def test_companies(self):
        """Each model of ours with a company: neither a new row there nor one of ours moved."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["retail.store"].create(
            {"name": "There", "code": "T-X", "company_id": elsewhere.id}
        )
        seen = set()
        for name, model in self._settings():
            field = model._fields.get("company_id")
            if not field or field.related or field.compute and field.readonly:
                continue
            seen.add(name)
            with self.subTest(name), self.undone():
                self._check_company(model, elsewhere)
        self.assertGreater(len(seen), 12, seen)

    def _check_company(self, model, elsewhere):
        vals = {"company_id": self.company.id}
        there = {"company_id": elsewhere.id}
        if model._name == "complaint.review":
            vals["store_ids"] = [Command.set(self.store_a.ids)]
        rows = model.with_user(self.manager)
        row = rows.create(self._fill(model._name) | vals)
        self.assertTrue(self._refused(rows.create, self._fill(model._name) | vals | there))
        # Some say it in words of their own.
        self.assertTrue(self._refused(row.write, there, error=UserError), "moved")
        if model._fields["company_id"].required:
            return
        # What all companies share is nobody's who belongs to one of them.
        self.assertTrue(self._refused(row.write, {"company_id": False}, error=UserError), "shared")
        row.sudo().unlink()
        if model._name != "complaint.statute":
            row = rows.create(self._fill(model._name))
            self.assertEqual(row.company_id, self.company, "by itself of one's own company")
            row.unlink()
        shared = model.create(self._fill(model._name) | {"company_id": False})
        self.assertTrue(self._refused(shared.with_user(self.manager).unlink), "deleted")

    def test_shared_settings(self):
        """In a house of one company, or for who belongs to all, shared settings are to change."""
        severity = self.env["complaint.severity"].search([("company_id", "=", False)], limit=1)
        mine = severity.with_user(self.manager)
        mine.name = "Worse"
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["retail.store"].create(
            {"name": "There", "code": "T-X", "company_id": elsewhere.id}
        )
        with self.assertRaises(AccessError):
            mine.name = "Worst"
        self.manager.company_ids |= elsewhere
        mine.name = "Worst"

    @proves("REC-3", "Settings belong to a company or are shared on purpose")
    def test_every_setting_has_a_company(self):
        """A company and its rule, checked against what the row names; or a reason why not."""
        rules = self.env["ir.rule"].search([("global", "=", True)])
        for name, model in self._settings():
            if name in SHARED:
                continue
            with self.subTest(name):
                self.assertIn("company_id", model._fields)
                domains = [r.domain_force for r in rules if r.model_id.model == name]
                self.assertTrue(any("company_ids" in (domain or "") for domain in domains))
                unchecked = {
                    field.name
                    for field in model._fields.values()
                    if field.type in ("many2one", "many2many")
                    and is_ours(field._module)
                    and (field.store or field.inverse)
                    and not field.related
                    and not field.check_company
                    and (name, field.name) not in UNCHECKED
                    and field.comodel_name not in ("res.company", "res.users")
                    and "company_id" in self.env[field.comodel_name]._fields
                }
                self.assertFalse(unchecked)
                if any(
                    getattr(field, "check_company", False) and is_ours(field._module)
                    for field in model._fields.values()
                ):
                    self.assertTrue(model._check_company_auto)

    def test_rows_of_another_company(self):
        """A severity, safety flag or cause of another company is on no case of ours."""
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        top = self.env["complaint.severity"].create(
            {"name": "There", "level": 99, "company_id": elsewhere.id}
        )
        hazard = self.env["complaint.hazard"].create(
            {"name": "Glass", "keywords": "smelled", "company_id": elsewhere.id}
        )
        category = self.env.ref("retail_complaint.helpdesk_ticket_category_spoiled")
        ticket = self._register(category_id=category.id)
        self.assertTrue(ticket.complaint_is_safety)
        self.assertNotEqual(ticket.complaint_severity_id, top)
        hazards = self.env["complaint.hazard"]
        self.assertNotIn(hazard, hazards._propose("It smelled", self.company))
        self.assertIn(hazard, hazards._propose("It smelled", elsewhere))
        self.assertEqual(self.env["complaint.severity"]._get_top(elsewhere), top)
        with self.assertRaises(UserError):
            category.complaint_severity_id = top
        with self.assertRaises(UserError):
            ticket.sudo().complaint_severity_id = top
