import doctest
import inspect
import re

from odoo.tests import tagged

from ..tools import compensation
from .common import ComplaintCommon

#: An override that only names what a compute depends on, too.
DEPENDS = re.compile(r"\s*@api\.depends\(.*\)\n\s*def \w+\(self\):\n\s*return super\(\)\.\w+\(\)\n")


@tagged("post_install", "-at_install")
class TestKinds(ComplaintCommon):
    def test_pure_rules(self):
        """The examples in the documentation of the declarations are true."""
        failed, tried = doctest.testmod(compensation)
        self.assertTrue(tried)
        self.assertFalse(failed)

    def test_declared(self):
        """Every kind that can be chosen says what it is, by the name that is shown."""
        shown = dict(self.env["complaint.compensation"]._fields["kind"].selection)
        declared = {code: compensation.kind_of(code).label for code in shown}
        self.assertEqual(declared, shown)

    def test_undeclared(self):
        """A kind that an addon only adds to the list is money beside the purchase."""
        kind = compensation.kind_of("donation")
        self.assertTrue(kind.is_money and kind.is_rated)
        self.assertFalse(kind.in_ledger or kind.on_purchase)

    def test_no_override_hides_another(self):
        """Overrides of our files pass on what they do not do, in whichever order they stand."""
        for model in ("complaint.compensation", "complaint.proposal", "account.move"):
            for name, methods in self._get_methods(model).items():
                if len(methods) > 1:
                    hiding = [
                        method.__module__
                        for method, is_extension in methods
                        if is_extension and "super(" not in inspect.getsource(method)
                    ]
                    self.assertFalse(hiding, f"{model}.{name}")

    def _get_methods(self, model):
        """Return {name: [(method, whether its file extends the model)]} of our files."""
        found = {}
        for cls in type(self.env[model]).__mro__:
            if not cls.__module__.startswith("odoo.addons.retail_complaint"):
                continue
            for name, method in vars(cls).items():
                if inspect.isfunction(method) and not DEPENDS.fullmatch(inspect.getsource(method)):
                    found.setdefault(name, []).append((method, model in cls._inherit))
        return found
