"""Whether a part fits the shape and the constraint of its field, and if not, why not.

The type must match exactly: ``True`` is not a number, a ``datetime`` is not a ``date``, a subclass of a value is not
that value, and nothing is converted.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, TypeVar

from iptcore.constraints import (
    GREATEST,
    KEY,
    MANY,
    NO_KEY,
    NOT_ON_ONE_LINE,
    UNPRINTABLE,
    VISIBLE,
    Constraint,
)
from iptcore.errors import Fault, InvalidValue, UnknownName
from iptcore.rule_codes import CODE
from iptcore.shapes import Shape, shape_of

_T = TypeVar("_T")

Fits = Callable[[Any], bool]

ABSENT = object()
"""Stands for a part that was not given and has no default; it fits nowhere."""

_is_code, _is_key, _is_no_key = (re.compile(form).fullmatch for form in (CODE, KEY, NO_KEY))
_pattern = cache(re.compile)
"""Patterns that few texts need: each is compiled when it is first needed, and not at import."""


def check(shape: Shape, bound: Constraint) -> Fits:
    """A function that says whether a part fits; :func:`misfits` says why one does not."""
    fits = _fits(shape, bound)
    return (lambda part: part is None or fits(part)) if shape.optional else fits


def _fits(shape: Shape, bound: Constraint) -> Fits:
    kind, inside = shape.kind, shape.inside
    match shape.sort:
        case "text":
            return _fits_code if bound.code else _fits_key if bound.key else _fits_text(bound)
        case "number":
            kinds, low, high = ((int,) if kind is int else (int, float)), bound.low, bound.high
            return lambda part: type(part) in kinds and low <= part <= high
        case "flag" | "date" | "word":
            return lambda part: type(part) is kind
        case "object":
            return _fits_object(kind)
        case "literal":
            return lambda part: any(part == choice and type(part) is type(choice) for choice in kind)
        case "class":
            return lambda part: isinstance(part, type) and issubclass(part, kind)
        case "function":
            return callable
        case "choice":
            choices = [_fits_choice(choice, bound) for choice in inside]
            return lambda part: any(fits(part) for fits in choices)
        case "items":
            return _fits_items(inside[0], bound)
        case _:  # a pair
            places = [check(item, bound) for item in inside]
            return lambda part: (
                type(part) is tuple
                and len(part) == len(places)
                and all(fits(item) for fits, item in zip(places, part, strict=True))
            )


def _fits_choice(shape: Shape, bound: Constraint) -> Fits:
    if shape.sort in ("text", "number"):  # of several shapes, a bound belongs to only one
        kind = shape.kind
        return lambda part: type(part) is kind
    return _fits(shape, bound)


def _fits_object(kind: Any) -> Fits:
    if not hasattr(kind, "__attrs_attrs__") or _stands_for_several(kind):
        return lambda part: isinstance(part, kind)
    # What a subclass adds would be lost where the part is written.
    return lambda part: type(part) is kind


def _stands_for_several(kind: Any) -> bool:
    """Whether a class only declares the tag of those below it, as Event does: such a field takes each of them."""
    declared = "kind" in kind.__annotations__ and not hasattr(kind, "kind")
    return declared and all(field.name != "kind" for field in kind.__attrs_attrs__)


def _fits_code(part: Any) -> bool:
    return type(part) is str and _is_code(part) is not None


def _fits_key(part: Any) -> bool:
    return (
        type(part) is str
        and _is_key(part) is not None
        and (part[0] > "9" or _is_no_key(part) is None)  # those begin with a digit
    )


def _fits_text(bound: Constraint) -> Fits:
    longest = bound.longest
    unfit = UNPRINTABLE if bound.private else NOT_ON_ONE_LINE

    def fits(part: Any) -> bool:
        return (
            type(part) is str
            and 0 < len(part) <= longest
            and not part.isspace()
            # A printable ASCII text passes both patterns, and is recognised twice as fast.
            and (part.isascii() or _pattern(VISIBLE).search(part) is not None)
            and (part.isprintable() or _pattern(unfit).search(part) is None)
        )

    return fits


def _fits_items(shape: Shape, bound: Constraint) -> Fits:
    fits_one, fewest, most = check(shape, bound), bound.fewest, bound.most

    def fits(part: Any) -> bool:
        return (
            type(part) is tuple
            and fewest <= len(part) <= most
            and all(map(fits_one, part))
            and (len(part) < 2 or not _repeats(part, bound))
        )

    return fits


def _repeats(part: tuple[Any, ...], bound: Constraint) -> bool:
    if not bound.distinct:
        return False
    compared = [getattr(item, bound.by) for item in part] if bound.by else part
    return len(set(compared)) < len(part)


# -- why not -----------------------------------------------------------------------------------------------------------


def misfits(shape: Shape, bound: Constraint, part: Any) -> Iterator[Fault]:
    """Why a part does not fit: every fault of it, and none where it fits."""
    if not check(shape, bound)(part):
        if shape.sort == "items":
            yield from _misfits_of_items(shape.inside[0], bound, part)
        elif shape.sort == "pair":
            yield from _misfits_of_pair(shape.inside, bound, part)
        else:
            beyond = " out of bounds" if shape.sort == "number" and type(part) in (int, shape.kind) else ""
            yield Fault("", _expected(shape, bound), got(part) + beyond, _how_to_write(shape, bound, part))


def _misfits_of_items(shape: Shape, bound: Constraint, part: Any) -> Iterator[Fault]:
    if type(part) is not tuple:
        advice = "write (…,) for a tuple of one" if check(shape, bound)(part) else "write tuple(...) around a list"
        advice = 'write ("…",)' if type(part) is str else advice
        yield Fault("", "a tuple", got(part), advice)
        return
    if not bound.fewest <= len(part) <= bound.most:
        yield Fault("", f"{bound.fewest} to {bound.most} items", f"{len(part)} of them")
    looked_at = part[: max(bound.most, MANY)]
    fits_one = check(shape, bound)
    bad = [(place, item) for place, item in enumerate(looked_at) if not fits_one(item)]
    for place, item in bad:
        for fault in misfits(shape, bound, item):
            yield fault.below(f"[{place}]")
    # Two of them are only compared where all fit: what comes after those looked at may not even be hashable.
    if all(map(fits_one, part)) and _repeats(part, bound):
        yield Fault("", "no item twice" + (f" (told apart by their {bound.by})" if bound.by else ""))


def _misfits_of_pair(shapes: tuple[Shape, ...], bound: Constraint, part: Any) -> Iterator[Fault]:
    if type(part) is not tuple or len(part) != len(shapes):
        yield Fault("", f"a tuple of {len(shapes)}", got(part))
        return
    for place, (shape, item) in enumerate(zip(shapes, part, strict=True)):
        for fault in misfits(shape, bound, item):
            yield fault.below(f"[{place}]")


def _how_to_write(shape: Shape, bound: Constraint, part: Any) -> str:
    """How to write what was meant, such as a day for a text; it shows no text but ours."""
    if any(hasattr(kind, "__attrs_attrs__") and isinstance(part, kind) for kind in shape.kinds):
        return "give one of this class itself: what a subclass adds would not be stored"
    if hasattr(shape.kind, "__iptcore_parts__"):
        meant = next((how for given, how in shape.kind.how_to_write.items() if isinstance(part, given)), None)
        return meant or _how_to_wrap(shape.kind, part)
    if shape.sort == "date":
        return _how_to_write_day(part)
    if shape.kind is time:
        return "write time(hour, minute)"
    if type(part) is not str:
        return ""
    # The key of a person is not a name with a hyphen: that advice is for codes alone.
    if bound.key and not bound.private and re.fullmatch(KEY, re.sub(r"\s+", "-", part.strip())):
        return "write a hyphen for a blank, as in PHQ-9"
    if shape.sort == "word":
        meant = next((member.name for member in shape.kind if member.value == part), None)
        words = [str(member.value) for member in shape.kind]
        return nearest(part, words) if meant is None else f"write {shape.kind.__name__}.{meant}"
    if shape.sort == "literal":
        return nearest(part, [choice for choice in shape.kind if type(choice) is str])
    return ""


def _how_to_wrap(kind: Any, part: Any) -> str:
    """The class of the field around what belongs inside: a focal area around a role transition."""
    for attribute in kind.__attrs_attrs__ if hasattr(part, "__attrs_attrs__") else ():
        if type(part) in shape_of(attribute.type).kinds:
            return f"write {kind.__name__}({attribute.name}=…)"
    return ""


def _how_to_write_day(part: Any) -> str:
    if isinstance(part, datetime):
        return "write moment.date()"
    is_day = type(part) is str and re.fullmatch(r"\d{4}-\d{2}-\d{2}", part)
    return "write date(year, month, day), or date.fromisoformat(text)" if is_day else ""


def _expected(shape: Shape, bound: Constraint) -> str:
    """What belongs in a field, in words."""
    match shape.sort:
        case "text" if bound.key:
            return "a key of 1 to 64 letters, digits, '_', '.' or '-' that is neither a phone number nor a date"
        case "text" if bound.code:
            return "a code such as S02 or S02a"
        case "text":
            return f"text of 1 to {bound.longest} printable characters{'' if bound.private else ' on one line'}"
        case "number":
            return _expected_number(shape.kind, bound)
        case "flag":
            return "True or False"
        case "date":
            return "a date without time of day"
        case "word":
            return f"{a(shape.kind.__name__)} (" + ", ".join(str(member.value) for member in shape.kind) + ")"
        case "literal":
            return "one of " + ", ".join(map(str, shape.kind))
        case "class":
            return f"a subclass of {shape.kind.__name__}"
        case "function":
            return "a function"
        case "choice":
            return "one of " + ", ".join(
                choice.kind.__name__ if choice.kind else _expected(choice, bound) for choice in shape.inside
            )
        case _:
            return a(shape.kind.__name__)


def _expected_number(kind: type, bound: Constraint) -> str:
    sort = "a whole number" if kind is int else "a number"
    if bound.low > -GREATEST and bound.high < GREATEST:
        return f"{sort} from {bound.low:g} to {bound.high:g}"
    if bound.low > -GREATEST:
        return f"{sort} of at least {bound.low:g}"
    return f"{sort} of at most {bound.high:g}" if bound.high < GREATEST else sort


def a(name: str) -> str:
    """A name behind its article."""
    return f"an {name}" if name[0] in "AEIOUaeiou" else f"a {name}"


def nearest(word: Any, known: Iterable[str], *, likeness: float = 0.6) -> str:
    """The advice to take the word of ours that is nearest; empty where none is near. It shows no word but ours.

    *likeness* is what counts as near, up to 1 for the same word. Capitals make no difference.
    """
    import difflib  # late: most programs never misspell anything

    spelt = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word[:64].casefold(), spelt, n=1, cutoff=likeness) if type(word) is str else []
    return f"did you mean {spelt[near[0]]}?" if near else ""


def got(part: Any) -> str:
    """What sort of thing this is, without saying what it is."""
    if part is None or part is ABSENT:
        return "nothing"
    if type(part) is str:
        if _pattern(VISIBLE).search(part) is None:
            return "blank text"
        return f"text of {len(part)} character{'' if len(part) == 1 else 's'}"
    if type(part) in (int, float):
        if type(part) is float and not math.isfinite(part):
            return "a number that is not finite"
        return "a number" if abs(part) <= GREATEST else "a number beyond 10**15"
    if type(part) is bool:
        return "a bool"
    if isinstance(part, datetime):
        return "a date with time of day"
    return a(type(part).__name__)


def got_for_number(part: Any) -> str:
    """What sort of thing this is, where a whole number within bounds belongs."""
    return f"{got(part)} out of bounds" if type(part) is int else got(part)


# -- of an argument ----------------------------------------------------------------------------------------------------


def looked_up(table: Mapping[Any, _T], name: object) -> _T | None:
    """What *table* has under a name; None where it has nothing, and for what is no text, which a table may not take."""
    return table.get(name) if isinstance(name, str) else None


def unknown_name(what: str, name: object, known: Iterable[str]) -> UnknownName:
    """The error for a name that is none of *known*, with the nearest of these."""
    names = tuple(known)
    return UnknownName(what, names, nearest(name, names))


def must_be(kind: type[_T], name: str, given: object, advice: str) -> _T:
    """The value of the argument *name*, which has to be of one class; *advice* says what to write.

    Raises:
        InvalidValue: for a value of another class.
    """
    if not isinstance(given, kind):
        raise InvalidValue("argument", [Fault(name, a(kind.__name__), got(given), advice)])
    return given


def must_be_day(on: object, name: str = "on") -> None:
    """Raise an error for anything but a date without a time of day; *name* is the name of the argument.

    Raises:
        InvalidValue: for anything else.
    """
    # The same moment as a datetime is another day to every set, so that departures of that day would not be found.
    if not isinstance(on, date) or isinstance(on, datetime):
        raise InvalidValue("argument", [Fault(name, "a date without time of day", got(on), _how_to_write_day(on))])


def must_be_flags(**flags: object) -> None:
    """Raise an error for anything but True and False: the text "no" from a request would count as yes.

    Raises:
        InvalidValue: for anything else, by the name of its argument.
    """
    faults = [Fault(name, "True or False", got(given)) for name, given in flags.items() if type(given) is not bool]
    if faults:
        raise InvalidValue("argument", faults)
