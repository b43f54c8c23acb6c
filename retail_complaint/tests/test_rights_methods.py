import inspect

from odoo.tests import tagged
from odoo.tools import mute_logger

from .proves import proves
from .rights_common import SECRET, RightsCommon, is_ours

#: What a client sends for a parameter, by its name. A method with another one fails the test.
ARGUMENTS = {
    "reason": "A forged reason.",
    "words": "Forged words.",
    "result": "Forged result.",
    "phase": "archived",
    "vals": {},
    "vals_list": [{}],
    "fields": ["id"],
    "query": SECRET,
    "partner_id": False,
    "store_id": False,
    "at": "2030-01-01 00:00:00",
    "handling": "5",
    "opinion": "Forged opinion.",
    "channel": "phone",
    "answer": "Forged answer.",
    "rate": "5",
    "rating": "5",
    "token": "forged",
    "case": {},
    "case_id": 0,
    "message": {},
    "told": {},
    "default": None,
    "partner_ids": [],
    "subtype_ids": None,
    "access_uid": None,
    "fields_to_export": ["id", "display_name"],
}
#: Tried elsewhere: what the mail gateway calls in test_mail, the dialogues in
#: test_rights_relations, notifying about a case in tests/test_attacks.py.
ELSEWHERE = {
    "message_process",
    "message_parse",
    "message_route",
    "message_notify",
    "onchange",
    "default_get",
}
#: What must answer such a caller, and why.
ANSWERS = {
    ("complaint.desk", "search_caller"): "the desk serves every customer of the company, by name "
    "and telephone, and shows no case for it",
}
#: What keeps a result though who calls it changes no case: whether evidence is what was accepted.
CHECKS = {
    ("complaint.evidence", "action_verify"),
    ("helpdesk.ticket", "action_complaint_verify_evidence"),
}


def public_methods(env):
    """Return {(model, method): parameters} of what our modules define or override."""
    found = {}
    for name, model in env.items():
        if model._abstract:
            continue
        cls = type(model)
        for definition in cls.__mro__:
            if not is_ours(definition.__module__):
                continue
            for method, member in vars(definition).items():
                if method.startswith("_") or not inspect.isfunction(member):
                    continue
                if any(getattr(getattr(c, method, None), "_api_private", 0) for c in cls.__mro__):
                    continue
                parameters = inspect.signature(getattr(cls, method)).parameters
                found[name, method] = [
                    p.name
                    for p in list(parameters.values())[1:]
                    if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
                ]
    return {key: value for key, value in found.items() if key[1] not in ELSEWHERE}


@tagged("post_install", "-at_install")
class TestMethodsOutOfReach(RightsCommon):
    """Every public method of every model, by everybody who must not reach the case."""

    def _prepare(self, model, method, parameters):
        """Return (args, kwargs) for a method on the records of the case."""
        records = self.records.get(model)
        values = {name: ARGUMENTS[name] for name in parameters}
        if method in ("create", "search_caller") or model == "complaint.gateway":
            return [], values
        if "vals" in values and records is not None:
            field = next(
                field
                for field in records._fields.values()
                if field.store and field.type in ("char", "text", "selection", "boolean", "date")
            )
            values["vals"] = {field.name: self.forged_value(field)}
        return [records.ids if records is not None else []], values

    def _try(self, user, model, method, args, kwargs):
        """Return what a call answers, None where it is refused, and what it changed; undo it."""
        try:
            with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db"):
                answer = self.call(user, model, method, *args, **kwargs)
                changed = self.snapshot() != self.before
                savepoint.rollback()
        except Exception:  # refused, in whatever way
            self.env.invalidate_all()
            return None, False
        self.env.invalidate_all()
        return answer, changed

    def test_arguments(self):
        """Each method has a value for each of its parameters, or nobody tried it."""
        unknown = {
            f"{model}.{method}({name})"
            for (model, method), parameters in public_methods(self.env).items()
            for name in parameters
            if name not in ARGUMENTS
        }
        self.assertFalse(unknown, "give these a value in ARGUMENTS")

    @proves("REC-3", "No public method gives anything of a case to who must not reach it")
    def test_methods(self):
        """Nothing of the case comes back and nothing of it changes, whoever calls what."""
        methods = public_methods(self.env)
        self.assertGreater(len(methods), 150)
        self.before = self.snapshot()
        holes, cells = [], {}
        for (model, method), role, user in self._get_tries(methods, watchers=True):
            if model not in self.records and method in ("write", "unlink", "create"):
                continue  # no record of the case; settings are tried in test_access
            args, kwargs = self._prepare(model, method, methods[model, method])
            answer, changed = self._try(user, model, method, args, kwargs)
            cells[f"{model}.{method}", role] = "refused" if answer is None else "nothing"
            if answer and SECRET in answer and (model, method) in ANSWERS:
                cells[f"{model}.{method}", role] = "answers"
            elif answer and SECRET in answer and role in self.outsiders:
                holes.append(f"{role} reads by {model}.{method}: {answer[:200]}")
            if changed and not (role == "auditor" and (model, method) in CHECKS):
                holes.append(f"{role} changes by {model}.{method}")
        self.write_table("methods_by_role", cells)
        self.assertFalse(holes, "\n".join(holes))

    def test_the_secret_is_one(self):
        """Who is in reach does read it: the test above would see what leaks."""
        answer = self.call(self.agent_b, "helpdesk.ticket", "read", self.secret.ids, ["name"])
        self.assertIn(SECRET, answer)
        self.assertGreater(len(self.records), 12)


@tagged("post_install", "-at_install")
class TestLongMethodsOutOfReach(TestMethodsOutOfReach):
    is_long = True
    allow_inherited_tests_method = True
