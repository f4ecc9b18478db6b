"""Small changes of a source file, each of which some test should notice."""

import ast
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_ASSERTING = ("strict",)
"""Arguments that assert something of the code itself, as ``zip(..., strict=True)`` does."""
_TYPES = {
    "Callable",
    "GrowingList",
    "Iterable",
    "Iterator",
    "Mapping",
    "Sequence",
    "dict",
    "frozenset",
    "list",
    "tuple",
    "type",
}
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}


class Mutant(NamedTuple):
    """A part of a file replaced by another text of as many lines."""

    path: Path
    where: str
    """The function or class it is in, by its qualified name; "" in the module itself."""
    first: int
    last: int
    """The lines of the changed part."""
    statement: int
    """The first line of the statement it is in."""
    start: int
    stop: int
    """The replaced bytes of the file."""
    new: str
    what: str
    """The change in words: ``a < b -> a <= b``."""

    @property
    def name(self) -> str:
        """How it is told from others, whatever moves above it in the file."""
        return f"{self.path.as_posix()} {self.where or 'module'}: {self.what}"

    def source(self) -> bytes:
        """The changed file."""
        text = self.path.read_bytes()
        return text[: self.start] + self.new.encode() + text[self.stop :]


def mutants(path: Path) -> Iterator[Mutant]:
    """All changes of one file, in its order."""
    source = path.read_bytes()
    lines = source.splitlines(keepends=True)
    offsets = [0]
    for line in lines:
        offsets.append(offsets[-1] + len(line))

    def walk(node: ast.AST, inside: tuple[str, ...], statement: ast.stmt | None) -> Iterator[Mutant]:
        if isinstance(node, ast.stmt):
            statement = node
        if _left_alone(node):
            return
        if statement is not None and isinstance(node, ast.expr | ast.stmt):
            start = offsets[node.lineno - 1] + node.col_offset
            stop = offsets[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
            old = source[start:stop].decode()
            for new in _changes(node):
                # The lines below keep their numbers, so that code which did not change is equal to what it was.
                gap = "\n" * (old.count("\n") - new.count("\n"))
                text = f"({new}{gap})" if isinstance(node, ast.expr) else new + gap
                last = node.end_lineno or node.lineno
                at = ".".join(inside)
                yield Mutant(path, at, node.lineno, last, statement.lineno, start, stop, text, _said(node, new))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inside = (*inside, node.name)
        for child in _parts(node):
            yield from walk(child, inside, statement)

    yield from walk(ast.parse(source), (), None)


def _said(node: ast.AST, new: str) -> str:
    """A change in words: of a long text, such as a table of rules, no more than what is around the difference."""
    before, after = (" ".join(text.split()) for text in (ast.unparse(node), new))
    if min(len(before), len(after)) > 2 * _AROUND:
        start = max(_alike(before, after) - _AROUND, 0)
        end = max(_alike(before[:start:-1], after[:start:-1]) - _AROUND, 0)
        before, after = (
            "…" * (start > 0) + text[start : len(text) - end] + "…" * (end > 0) for text in (before, after)
        )
    return f"{before} -> {after}"


def _alike(first: str, second: str) -> int:
    """How many characters are the same from the beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


_AROUND = 40


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a node that are worth a change: no annotations, docstrings, decorators."""
    for name, part in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in part if isinstance(part, list) else [part]:
            if isinstance(child, ast.AST):
                yield child


def _left_alone(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
        return True
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in _TYPES:
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.keyword) and node.arg in _ASSERTING:
        return True
    named = node.func if isinstance(node, ast.Call) else None
    return isinstance(named, ast.Name) and named.id in ("TypeVar", "assert_never", "cast", "Generic")


def _changes(node: ast.expr | ast.stmt) -> Iterator[str]:
    """The texts by which a node may be replaced."""
    match node:
        case ast.Constant(value=bool() as value):
            yield repr(not value)
        case ast.Constant(value=(int() | float()) as value):
            yield repr(value + 1)
        case ast.Constant(value=str() as value):
            yield repr("XX" + value)
        case ast.Compare(ops=[operator]):
            yield _with(node, ops=[_COMPARED[type(operator)]()])
        case ast.BoolOp(op=ast.And()):
            yield _with(node, op=ast.Or())
        case ast.BoolOp():
            yield _with(node, op=ast.And())
        case ast.UnaryOp(op=ast.Not()):
            yield ast.unparse(node.operand)
        case ast.BinOp() if type(node.op) in _COMPUTED:
            yield _with(node, op=_COMPUTED[type(node.op)]())
        case ast.IfExp():
            yield _with(node, body=node.orelse, orelse=node.body)
        case ast.Lambda():
            yield _with(node, body=ast.Constant(None))
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Delete():
            yield "pass"
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) | ast.Set() if len(node.elts) > 1:
            for number in range(len(node.elts)):
                yield _with(node, elts=node.elts[:number] + node.elts[number + 1 :])
        case ast.Dict() if len(node.keys) > 1:
            for number in range(len(node.keys)):
                keys, values = list(node.keys), list(node.values)
                del keys[number], values[number]
                yield _with(node, keys=keys, values=values)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            for number, loop in enumerate(node.generators):
                for which in range(len(loop.ifs)):
                    kept = _copy(loop, ifs=loop.ifs[:which] + loop.ifs[which + 1 :])
                    yield _with(node, generators=[*node.generators[:number], kept, *node.generators[number + 1 :]])
        case ast.Call():
            for number, keyword in enumerate(node.keywords):
                if keyword.arg not in _ASSERTING:
                    yield _with(node, keywords=node.keywords[:number] + node.keywords[number + 1 :])
            if isinstance(node.func, ast.Name) and node.func.id in _CALLED:
                yield _with(node, func=ast.Name(_CALLED[node.func.id]))


def _copy(node: ast.AST, **changed: object) -> ast.AST:
    return type(node)(**{**dict(ast.iter_fields(node)), **changed})


def _with(node: ast.AST, **changed: object) -> str:
    return ast.unparse(_copy(node, **changed))
