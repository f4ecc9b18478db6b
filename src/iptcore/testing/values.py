"""Strategies for values, made from the metadata of their fields, so that a constraint is written only once."""

import typing
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from iptcore.constraints import Constraint, constraint
from iptcore.errors import InvalidValue
from iptcore.events import EVENTS, Event, Follows
from iptcore.model.formulation import Formulation
from iptcore.model.measure import Band, Bands, Instrument
from iptcore.model.problem_area import AnyProblemArea, ProblemArea
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Rule
from iptcore.rule_codes import CODE
from iptcore.shapes import Shape, shape_of
from iptcore.values import Value, fields_of

_T = TypeVar("_T")
_V = TypeVar("_V", bound=Value)
_Parts = dict[str, Any]

KEYS = ("area-1", "goal-1", "person-1", "person-2", "a", "7b")
"""Keys that are drawn often, so that events refer to the parts of other events."""

ITEMS = 3
"""The most items that a strategy puts into a field, unless the field requires more."""


_KINDS_OF: dict[type, tuple[type[Any], ...]] = {Event: EVENTS, ProblemArea: shape_of(AnyProblemArea).kinds}
"""The classes that stand for several kinds."""

FAR = 1_000_000
"""The bound for numbers whose field has none."""


def values(cls: type[_V], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[_V]:
    """All values of a class; *parts* are strategies that replace those made from the metadata.

    A field that may be left out is left out half of the time. Parts that do not fit together are changed, not filtered
    out; for a class of your own, the fields of a :class:`~iptcore.values.Sense` that does not hold get their defaults.
    """
    kinds: tuple[type[Any], ...] | None = _KINDS_OF.get(cls)
    if kinds is not None:
        return st.sampled_from(kinds).flatmap(lambda kind: values(kind, **parts))
    strategies = {**_strategies(typing.cast("Any", cls)), **parts}
    defaults = {field.name: field.default for field in fields_of(cls)}
    required = [name for name in defaults if defaults[name] is attrs.NOTHING or name in parts]
    optional = [name for name in defaults if name not in required]

    def value(draw: st.DrawFn) -> _V:
        named = list(required)
        # One number says of many optional fields which are given: far fewer choices than a yes or no for each. Of more
        # than 24 bits, Hypothesis draws mostly small numbers, and the last fields would hardly ever be given.
        for some in (optional[first : first + 16] for first in range(0, len(optional), 16)):
            given = draw(st.integers(0, 2 ** len(some) - 1))
            named += (name for place, name in enumerate(some) if given >> place & 1)
        return _made(cls, {name: draw(strategies[name]) for name in named})

    return drawn_by(value)


@st.composite
def drawn_by(draw: st.DrawFn, make: Callable[[st.DrawFn], _T]) -> _T:
    """A strategy from a function of *draw*. The only composite, because Hypothesis reads the source of each one."""
    return make(draw)


@cache
def _strategies(cls: Any) -> dict[str, st.SearchStrategy[Any]]:
    return {field.name: _part(shape_of(field.type), constraint(field)) for field in fields_of(cls)}


def _made(cls: type[_V], parts: _Parts) -> _V:
    mend = _MENDS.get(cls)
    if mend is not None:
        parts = mend(parts)
    while True:
        try:
            return cls(**parts)
        except InvalidValue as invalid:
            parts = _fewer(cls, parts, invalid)


def _fewer(cls: type[Value], parts: _Parts, invalid: InvalidValue) -> _Parts:
    """The parts without one that does not fit the others; each was drawn to be valid by itself."""
    broken = {fault.path for fault in invalid.faults}
    at_odds = [name for sense in cls.senses if " and ".join(sense.fields) in broken for name in sense.fields]
    optional = {field.name for field in fields_of(cls) if field.default is not attrs.NOTHING}
    given = [name for name in at_odds if name in parts and name in optional]
    if not given:
        reject()
    return {name: part for name, part in parts.items() if name != given[-1]}


# -- one field ---------------------------------------------------------------------------------------------------------


def _part(shape: Shape, bound: Constraint) -> st.SearchStrategy[Any]:
    """A strategy for everything that a field of this shape and constraint may hold."""
    some = _some(shape, bound)
    return st.one_of(st.none(), some) if shape.optional else some


def _some(shape: Shape, bound: Constraint) -> st.SearchStrategy[Any]:
    match shape.sort:
        case "choice":
            return st.one_of(*(_part(inside, bound) for inside in shape.inside))
        case "items":
            return _items(shape.inside[0], bound)
        case "pair":
            return st.tuples(*(_part(inside, bound) for inside in shape.inside))
        case "class":
            return st.sampled_from(_KINDS_OF[shape.kind])
        case "function":
            return st.sampled_from((holds_always, holds_never))
        case "text":
            return codes() if bound.code else keys() if bound.key else words(bound.longest, one_line=not bound.private)
        case "number":
            return _numbers(shape.kind, bound)
        case "flag":
            return st.booleans()
        case "date":
            return st.dates()
        case "word" | "literal":
            return st.sampled_from(shape.kind)
        case _ if issubclass(shape.kind, Value):
            # Not by its type: without a registered strategy Hypothesis would guess one, which knows no constraint.
            return st.deferred(lambda: values(shape.kind))
        case _:
            return st.from_type(shape.kind)


def _items(shape: Shape, bound: Constraint) -> st.SearchStrategy[tuple[Any, ...]]:
    told_apart: Any = (lambda item: getattr(item, bound.by)) if bound.by else (lambda item: item)
    return st.lists(
        _part(shape, bound),
        min_size=bound.fewest,
        max_size=min(bound.most, max(ITEMS, bound.fewest)),
        unique_by=told_apart if bound.distinct else None,
    ).map(tuple)


def _numbers(kind: type, bound: Constraint) -> st.SearchStrategy[Any]:
    low, high = max(bound.low, -FAR), min(bound.high, FAR)
    whole = st.integers(int(low), int(high))
    return whole if kind is int else st.one_of(whole, st.floats(low, high))


_LETTERS = st.characters(min_codepoint=ord("a"), max_codepoint=ord("z"))
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_ON_ONE_LINE = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=_TURNING)
_PRINTABLE = st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t\r", exclude_characters=_TURNING)


def words(longest: int, *, one_line: bool = False) -> st.SearchStrategy[str]:
    """Texts of 1 to *longest* characters that are not blank."""
    rest = st.text(_ON_ONE_LINE if one_line else _PRINTABLE, max_size=min(longest, 4_000) - 1)
    return st.builds(str.__add__, _LETTERS, rest)


def keys() -> st.SearchStrategy[str]:
    """Pseudonyms, often equal ones; the first or second character is a letter, so that none is a date or number."""
    rest = st.text("abcXYZ019_.-", max_size=63)
    return st.one_of(st.sampled_from(KEYS), st.builds(str.__add__, _LETTERS, rest))


def codes() -> st.SearchStrategy[str]:
    """Codes of rules and clauses."""
    return st.from_regex(CODE, fullmatch=True)


def holds_always(*_: Any) -> bool:
    """A predicate of a made-up clause."""
    return True


def holds_never(*_: Any) -> bool:
    """A predicate of a made-up clause."""
    return False


# -- what has to go together -------------------------------------------------------------------------------------------


def _mended_link(parts: _Parts) -> _Parts:
    here = parts.get("client") is not None and parts.get("opened") is not None
    return {**parts, "elsewhere": not here}


def _mended_areas(parts: _Parts) -> _Parts:
    return {**parts, "areas": tuple({focal.area.key: focal for focal in parts.get("areas", ())}.values())}


def _mended_ends(parts: _Parts) -> _Parts:
    low, high = parts.get("low"), parts.get("high")
    if low is None or high is None:
        return parts
    return {**parts, "low": min(low, high), "high": max(low, high)}


def _mended_bands(parts: _Parts) -> _Parts:
    """The bands as consecutive ranges, each of one point."""
    bands = tuple(band.replace(low=2 * place, high=2 * place + 1) for place, band in enumerate(parts["bands"]))
    return {**parts, "bands": bands}


def _mended_instrument(parts: _Parts) -> _Parts:
    parts = _mended_ends(parts)
    if parts["low"] == parts["high"]:
        parts = {**parts, "low": 0, "high": 1}
    band = Band(low=parts["low"], high=parts["high"], label="any")
    conventions = tuple(convention.replace(bands=(band,)) for convention in parts.get("conventions", ()))
    item = parts.get("suicide_item")
    if item is not None:  # one of the items
        item = item.replace(number=min(max(int(item.number), 1), parts.get("items") or 1_000))
    return {**parts, "conventions": conventions, "suicide_item": item}


def _mended_clause(parts: _Parts) -> _Parts:
    if parts.get("kept") is None and parts.get("fits") is None:
        return {**parts, "kept": holds_always}
    return {**parts, "fits": None} if parts.get("kept") is not None else parts


def _mended_rule(parts: _Parts) -> _Parts:
    code = parts["code"].rstrip("abcdefghijklmnopqrstuvwxyz")
    clauses = tuple(
        clause.replace(code=code + letter) for letter, clause in zip("abcdefgh", parts["clauses"], strict=False)
    )
    return {**parts, "code": code, "clauses": clauses}


def _mended_protocol(parts: _Parts) -> _Parts:
    clauses = {clause.code for rule in parts["rules"] for clause in rule.clauses}
    names = {field.name for field in fields_of(Protocol)}
    levels = tuple(level for level in parts.get("levels", ()) if level[0] in clauses)
    cited = tuple(citation for citation in parts.get("cited", ()) if citation[0] in names)
    return {**parts, "levels": levels, "cited": cited}


_MENDS: dict[type, Callable[[_Parts], _Parts]] = {
    Follows: _mended_link,
    Formulation: _mended_areas,
    Band: _mended_ends,
    Bands: _mended_bands,
    Between: _mended_ends,
    Instrument: _mended_instrument,
    Clause: _mended_clause,
    Rule: _mended_rule,
    Protocol: _mended_protocol,
}
"""Functions that make parts of a value, drawn one by one, fit together."""
