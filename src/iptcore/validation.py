"""Whether a part fits the annotation and the constraint of its field, and if not, why not.

The type is held exactly: ``True`` is no number, a ``datetime`` is no ``date``, and nothing is converted.
"""

import collections.abc
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from iptcore.constraints import (
    CODE,
    GREATEST,
    KEY,
    MANY,
    NO_KEY,
    NOT_ON_ONE_LINE,
    UNPRINTABLE,
    VISIBLE,
    Constraint,
)
from iptcore.errors import Fault

Fits = Callable[[Any], bool]
Explain = Callable[[Any], Iterator[Fault]]

ABSENT = object()
"""Stands for a part that was not given and has no default; it fits nowhere."""

_CODE, _KEY, _NO_KEY = map(re.compile, (CODE, KEY, NO_KEY))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_VISIBLE, _UNPRINTABLE, _NOT_ON_ONE_LINE = map(re.compile, (VISIBLE, UNPRINTABLE, NOT_ON_ONE_LINE))


def check(annotation: Any, bound: Constraint) -> tuple[Fits, Explain]:
    """How to see fast that a part fits, and how to say why it does not."""
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _check_union(inside, bound)
    if origin is tuple:
        return _check_items(inside[0], bound) if inside[1:] == (...,) else _check_pair(inside, bound)
    fits = _fits(annotation, bound)
    expected = _expected(annotation, bound)

    def explain(part: Any) -> Iterator[Fault]:
        beyond = " out of bounds" if type(part) in (int, float) and annotation in (type(part), float) else ""
        yield Fault(path="", expected=expected, got=got(part) + beyond, advice=_how_to_write(annotation, part))

    return fits, explain


def _how_to_write(annotation: Any, part: Any) -> str:
    """How to write what was meant, where text stands for a word or a day; it shows no text but ours."""
    if type(part) is not str or not isinstance(annotation, type):
        return ""
    if issubclass(annotation, Enum):
        meant = next((member.name for member in annotation if member.value == part), None)
        words = [str(member.value) for member in annotation]
        return nearest(part, words) if meant is None else f"write {annotation.__name__}.{meant}"
    if annotation is date and _DAY.fullmatch(part):
        return "write date(year, month, day), or date.fromisoformat(text)"
    return "write PartialDate.parse(text)" if annotation.__name__ == "PartialDate" else ""


def _fits(annotation: Any, bound: Constraint) -> Fits:
    if annotation is str:
        if bound.code:
            return lambda part: type(part) is str and _CODE.fullmatch(part) is not None
        return _fits_key if bound.key else _fits_text(bound)
    if annotation in (int, float):
        kinds = (int,) if annotation is int else (int, float)
        low, high = bound.low, bound.high
        return lambda part: type(part) in kinds and low <= part <= high
    if typing.get_origin(annotation) is type:
        (parent,) = typing.get_args(annotation)
        return lambda part: isinstance(part, type) and issubclass(part, parent)
    if typing.get_origin(annotation) is collections.abc.Callable:
        return callable
    if annotation in (bool, date) or issubclass(annotation, Enum):
        return lambda part: type(part) is annotation
    return lambda part: isinstance(part, annotation)


def _fits_text(bound: Constraint) -> Fits:
    longest = bound.longest
    unfit = _UNPRINTABLE if bound.private else _NOT_ON_ONE_LINE

    def fits(part: Any) -> bool:
        return (
            type(part) is str
            and 0 < len(part) <= longest
            and not part.isspace()
            # What Python calls ASCII and printable is more than we ask, and is seen twice as fast.
            and (part.isascii() or _VISIBLE.search(part) is not None)
            and (part.isprintable() or unfit.search(part) is None)
        )

    return fits


def _fits_key(part: Any) -> bool:
    return (
        type(part) is str
        and _KEY.fullmatch(part) is not None
        and (part[0] > "9" or _NO_KEY.fullmatch(part) is None)  # those begin with a digit
    )


def _check_union(inside: tuple[Any, ...], bound: Constraint) -> tuple[Fits, Explain]:
    optional = types.NoneType in inside
    rest = tuple(kind for kind in inside if kind is not types.NoneType)
    if len(rest) == 1:
        fits, explain = check(rest[0], bound)
        return (lambda part: part is None or fits(part)), explain
    expected = "one of " + ", ".join(kind.__name__ for kind in rest)

    def explain_any(part: Any) -> Iterator[Fault]:
        yield Fault(path="", expected=expected, got=got(part))

    return (lambda part: isinstance(part, rest) or (optional and part is None)), explain_any


def _check_items(kind: Any, bound: Constraint) -> tuple[Fits, Explain]:
    fits_one, explain_one = check(kind, bound)

    def repeated(part: tuple[Any, ...]) -> bool:
        if not bound.distinct or len(part) < 2:
            return False
        told_apart = [getattr(item, bound.by) for item in part] if bound.by else part
        return len(set(told_apart)) < len(part)

    def fits(part: Any) -> bool:
        return (
            type(part) is tuple
            and bound.fewest <= len(part) <= bound.most
            and all(map(fits_one, part))
            and not repeated(part)
        )

    def explain(part: Any) -> Iterator[Fault]:
        if type(part) is not tuple:
            advice = 'write ("…",)' if type(part) is str else "write tuple(...) around a list"
            yield Fault(path="", expected="a tuple", got=got(part), advice=advice)
            return
        if not bound.fewest <= len(part) <= bound.most:
            yield Fault(path="", expected=f"{bound.fewest} to {bound.most} items", got=f"{len(part)} of them")
        looked_at = part[: max(bound.most, MANY)]
        bad = [(place, item) for place, item in enumerate(looked_at) if not fits_one(item)]
        for place, item in bad:
            for fault in explain_one(item):
                yield fault.below(f"[{place}]")
        # Two of them are only compared where all fit: what comes after those looked at may not even be hashable.
        if all(map(fits_one, part)) and repeated(part):
            yield Fault(path="", expected="no item twice" + (f" (told apart by their {bound.by})" if bound.by else ""))

    return fits, explain


def _check_pair(kinds: tuple[Any, ...], bound: Constraint) -> tuple[Fits, Explain]:
    checks = [check(kind, bound) for kind in kinds]

    def fits(part: Any) -> bool:
        return (
            type(part) is tuple
            and len(part) == len(checks)
            and all(one(item) for (one, _), item in zip(checks, part, strict=True))
        )

    def explain(part: Any) -> Iterator[Fault]:
        if type(part) is not tuple or len(part) != len(checks):
            yield Fault(path="", expected=f"a tuple of {len(checks)}", got=got(part))
            return
        for place, ((one, why), item) in enumerate(zip(checks, part, strict=True)):
            if not one(item):
                for fault in why(item):
                    yield fault.below(f"[{place}]")

    return fits, explain


def _expected(annotation: Any, bound: Constraint) -> str:
    """What belongs in a field, in words."""
    if annotation is str:
        if bound.key:
            return "a key of 1 to 64 letters, digits, '_', '.' or '-' that is no phone number and no date"
        if bound.code:
            return "a code such as S02 or S02a"
        return f"text of 1 to {bound.longest} printable characters{'' if bound.private else ' on one line'}"
    if annotation in (int, float):
        sort = "a whole number" if annotation is int else "a number"
        if bound.low > -GREATEST and bound.high < GREATEST:
            return f"{sort} from {bound.low:g} to {bound.high:g}"
        if bound.low > -GREATEST:
            return f"{sort} of at least {bound.low:g}"
        return f"{sort} of at most {bound.high:g}" if bound.high < GREATEST else sort
    if typing.get_origin(annotation) is type:
        return f"a subclass of {typing.get_args(annotation)[0].__name__}"
    if typing.get_origin(annotation) is collections.abc.Callable:
        return "a function"
    if annotation is bool:
        return "True or False"
    if annotation is date:
        return "a date without time of day"
    if issubclass(annotation, Enum):
        return f"{a(annotation.__name__)} (" + ", ".join(str(member.value) for member in annotation) + ")"
    return a(annotation.__name__)


def a(name: str) -> str:
    """A name behind its article."""
    return f"an {name}" if name[0] in "AEIOUaeiou" else f"a {name}"


def nearest(word: Any, known: Iterable[str]) -> str:
    """The advice to take the word of ours that is nearest; empty where none is near. It shows no word but ours."""
    import difflib  # late: most programs never misspell anything

    near = difflib.get_close_matches(word[:64], known, n=1) if type(word) is str else []
    return f"did you mean {near[0]}?" if near else ""


def got(part: Any) -> str:
    """What sort of thing this is, without saying what it is."""
    if part is None or part is ABSENT:
        return "nothing"
    if type(part) is str:
        if _VISIBLE.search(part) is None:
            return "blank text"
        return f"text of {len(part)} character{'' if len(part) == 1 else 's'}"
    if type(part) in (int, float):
        if type(part) is float and not math.isfinite(part):
            return "a number that is not finite"
        return "a number" if abs(part) <= GREATEST else "a number beyond 10**15"
    if type(part) is bool:
        return "a yes or no"
    if type(part) is datetime:
        return "a date with time of day"
    return a(type(part).__name__)
