from odoo.models import MAGIC_COLUMNS
from odoo.tests import tagged
from odoo.tools import mute_logger

from .proves import proves
from .rights_common import SECRET, RightsCommon, is_ours


@tagged("post_install", "-at_install")
class TestRelationsOutOfReach(RightsCommon):
    """Every relation that a client may set, set to a record of a case out of reach."""

    def _relations(self):
        """Return (model, field name, value) of every writable relation to a record of the case."""
        for name, model in sorted(self.env.items()):
            if (
                model._abstract
                or not is_ours(model._original_module or "")
                and name != "helpdesk.ticket"
            ):
                continue
            guarded = getattr(model, "_get_guarded_fields", frozenset)()
            for field in model._fields.values():
                # That a field is readonly only screens know.
                if not field.relational or field.compute or field.name in guarded:
                    continue
                if field.comodel_name in self.records:
                    ids = self.records[field.comodel_name].ids
                    is_one = field.type == "many2one"
                    yield name, field.name, ids[0] if is_one else [[6, 0, ids]]

    def _attempts(self, model, name, value):
        """Return what a client does with such a value, by name."""
        model_fields = self.env[model]._fields
        vals = self._fill(model) | {name: value}
        context = {f"default_{field}": sent for field, sent in vals.items()}

        def spec(user):
            read = self.env[model].with_user(user).fields_get(attributes=["type"])
            return {
                field: {"fields": {"display_name": {}}} if kind["type"] == "many2one" else {}
                for field, kind in read.items()
                if kind["type"] not in ("one2many", "many2many", "binary")
                and field not in ("complaint_words", "complaint_duplicate_keys")
                and model_fields[field].type != "properties"
            }

        return {
            "onchange": lambda user: self.call(
                user, model, "onchange", [], vals, [name], spec(user)
            ),
            "create": lambda user: self.call(user, model, "web_save", [], vals, spec(user)),
            "opened": lambda user: self.call(
                user, model, "onchange", [], {}, [], spec(user), context=context
            ),
        }

    def _fill(self, model):
        """Return what a client would enter beside a relation: choices, and what is required."""
        vals = {}
        for field in self.env[model]._fields.values():
            if field.compute or field.name in ("id", *MAGIC_COLUMNS):
                continue
            if field.type == "many2one" and field.required and field.comodel_name in self.records:
                vals[field.name] = self.records[field.comodel_name].ids[0]
            elif field.type == "selection" and not field.required:
                vals[field.name] = field.get_values(self.env)[0]
            elif field.required and not field.relational and not field.default:
                vals[field.name] = self.forged_value(field)
        return vals if model != "helpdesk.ticket" else {}

    @proves("REC-3", "Naming a record in a dialogue gives nothing of it to who cannot read it")
    def test_relations(self):
        """Nothing comes back, not even a name, whether by onchange, create, or a default."""
        relations = list(self._relations())
        self.assertGreater(len(relations), 30)
        holes = []
        attempts = [
            (model, name, way, attempt)
            for model, name, value in relations
            for way, attempt in self._attempts(model, name, value).items()
        ]
        for (model, name, way, attempt), role, user in self._get_tries(attempts):
            answer = ""
            try:
                with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
                    answer = attempt(user)
                    savepoint.rollback()
            except Exception:  # refused, in whatever way
                answer = answer or ""
            self.env.invalidate_all()
            if SECRET in answer:
                holes.append(f"{role}: {way} {model}.{name}: {answer[:160]}")
        self.assertFalse(holes, "\n".join(holes))

    def test_ways_lead_somewhere(self):
        """Who is in reach does get the names: the test above would see what leaks."""
        seen = set()
        for model, name, value in self._relations():
            for way, attempt in self._attempts(model, name, value).items():
                for user in (self.agent_b, self.manager_b):
                    try:
                        with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
                            if SECRET in attempt(user):
                                seen.add((way, model))
                            savepoint.rollback()
                    except Exception:  # what else the record needs
                        self.env.invalidate_all()
                    self.env.invalidate_all()
        self.assertEqual({way for way, _model in seen}, {"onchange", "create", "opened"})
        self.assertGreater(len(seen), 15, seen)

    def test_transients_are_their_creators(self):
        """What somebody types into a dialogue is no other's, for every dialogue of ours."""
        rules = self.env["ir.rule"].search([("global", "=", True)])
        for name, model in self.env.items():
            if not (model._transient and is_ours(model._original_module)):
                continue
            domains = [rule.domain_force for rule in rules if rule.model_id.model == name]
            self.assertIn("[('create_uid', '=', user.id)]", domains, name)


@tagged("post_install", "-at_install")
class TestLongRelationsOutOfReach(TestRelationsOutOfReach):
    is_long = True
    allow_inherited_tests_method = True
