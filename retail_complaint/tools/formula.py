"""Formulas that stand in data: arithmetic on named inputs, and nothing else.

A law pack writes ``max(3 * price, 500)`` into a row; no figure of a law stands in code. Numbers,
names, ``+ - * /``, brackets, ``min`` and ``max`` are all there is, so a row can do no harm.
"""

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal

MAX_FORMULA_LENGTH = 300
MAX_NUMBER = 1e12
_OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}
_CHOICES: dict[str, Callable[..., Decimal]] = {"min": min, "max": max}


class FormulaError(ValueError):
    """A formula that cannot be read or computed; ``problem`` is syntax, name or zero."""

    def __init__(self, problem: str, detail: str = ""):
        super().__init__(f"{problem}: {detail}")
        self.problem = problem
        self.detail = detail


def names(text: str) -> frozenset[str]:
    """Return the names of the inputs that a formula reads.

    >>> sorted(names("max(3 * price, 500) + loss"))
    ['loss', 'price']

    :raises FormulaError: when the text is no formula
    """
    functions = set()
    found = set()
    for node in ast.walk(_parse(text)):
        if isinstance(node, ast.Call):
            functions.add(node.func)
        elif isinstance(node, ast.Name):
            found.add(node)
    return frozenset(node.id for node in found if node not in functions)


def evaluate(text: str, inputs: Mapping[str, Decimal]) -> Decimal:
    """Return what a formula comes to, exactly: nothing is rounded but by division.

    >>> evaluate("max(3 * price, 500)", {"price": Decimal("499.99") / 3})
    Decimal('500')
    >>> evaluate("max(10 * price, 1000)", {"price": Decimal("0.01")})
    Decimal('1000')
    >>> evaluate("1 / count", {"count": Decimal(0)})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    FormulaError: zero: count

    :raises FormulaError: when the text is no formula, an input is missing, or it divides by zero
    """
    return _value(_parse(text), inputs)


def spell(text: str, inputs: Mapping[str, Decimal]) -> str:
    """Return a formula with its inputs filled in, as people write it.

    >>> spell("max(3 * price, 500)", {"price": Decimal("12.50")})
    'max(3 × 12.50, 500)'
    """

    class Fill(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.Name:
            value = inputs.get(node.id)
            return node if value is None else ast.Name(f"{value:f}", node.ctx)

    return ast.unparse(Fill().visit(_parse(text))).replace(" * ", " × ").replace(" / ", " ÷ ")


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_FORMULA_LENGTH:
        raise FormulaError("syntax", text[:20])
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError("syntax", text) from error
    _check(node)
    return node


def _check(node: ast.expr) -> None:
    """:raises FormulaError: for anything but the few things that a formula may hold"""
    parts: list[ast.expr]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        parts = [node.left, node.right]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        parts = [node.operand]
    elif isinstance(node, ast.Call) and _is_choice(node):
        parts = node.args
    elif isinstance(node, ast.Name) or _is_number(node):
        parts = []
    else:
        raise FormulaError("syntax", ast.unparse(node))
    for part in parts:
        _check(part)


def _is_number(node: ast.expr) -> bool:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float) and abs(node.value) < MAX_NUMBER


def _is_choice(node: ast.Call) -> bool:
    is_known = isinstance(node.func, ast.Name) and node.func.id in _CHOICES
    return is_known and not node.keywords and bool(node.args)


def _value(node: ast.expr, inputs: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, ast.Constant):
        return Decimal(repr(node.value))
    if isinstance(node, ast.Name):
        if node.id not in inputs:
            raise FormulaError("name", node.id)
        return inputs[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, inputs)
    if isinstance(node, ast.BinOp):
        right = _value(node.right, inputs)
        if isinstance(node.op, ast.Div) and not right:
            raise FormulaError("zero", ast.unparse(node.right))
        return _OPERATIONS[type(node.op)](_value(node.left, inputs), right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _CHOICES[node.func.id](*(_value(part, inputs) for part in node.args))
    raise FormulaError("syntax", ast.unparse(node))
