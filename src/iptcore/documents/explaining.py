"""Why data do not make a value: every reason, each with its place.

Plain reading (:mod:`iptcore.documents.codec`) stops at the first value that cannot be made. This second reading comes
afterwards and does not stop: where a part is faulty it goes on with the parts beside it.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from iptcore.documents.codec import AREAS, TAG, choice, reader, tag
from iptcore.documents.plain_data import Doubled
from iptcore.errors import Fault, InvalidValue
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.rule import Rule
from iptcore.shapes import Shape, shape_of
from iptcore.validation import got, nearest
from iptcore.values import Value, fields_of, from_parts


class _Broken:
    """Stands where no value could be made; it fits nowhere, and its faults are reported already."""


_BROKEN = _Broken()

ENOUGH = 1_000
"""The search for faults ends after this many: it would take long in a document that was sent with a million of them."""

_MANY = 10
"""Of more words than these only the nearest is named."""

_SAID_IN_JSON = {
    "a tuple": "a list",
    "a dict": "an object",
    "a bool": "a boolean",
    "a Doubled": "an object",
    "a Foreign": "what JSON does not hold",
    "True or False": "true or false",
    "a date without time of day": "a date as text, such as 2026-01-31",
    "a PartialDate": "a partial date as text, such as 2024, 2024-03, 2024-03-17, 2024-21 (spring), 2024-03~ or ../2024",
    "a Rule": "the code of a rule: of the library, or passed in with rules=[yours]",
    "a subclass of ProblemArea": f"the tag of a problem area ({', '.join(AREAS)})",
    "an Instrument": "an instrument: the code of one of the library's, or an object",
    "a Work": "a cited work: the key of one of the library's, or an object",
}
"""What a field may hold, in the words of a value, and in the words for a document."""

_NEVER_OBJECTS = (PartialDate, Rule)
"""Values that stand in documents as text alone."""


def faults_of(cls: type[Value], data: Any) -> list[Fault]:
    """Everything that keeps *data* from standing for a value of a class. The path of each fault is a JSON pointer."""
    whole, faults = _read(shape_of(cls), data)
    if whole is _BROKEN or isinstance(whole, cls):
        return faults
    return [Fault("", "an object", in_json(got(data)))]


def at(place: str | int, faults: Iterable[Fault]) -> Iterator[Fault]:
    """The same faults, seen from one level up."""
    return (attrs.evolve(fault, path=f"/{place}{fault.path}") for fault in faults)


def enough(faults: Iterable[Fault]) -> list[Fault]:
    """The first `ENOUGH` faults, and a last one that says that there are more."""
    rest = iter(faults)
    listed = list(itertools.islice(rest, ENOUGH))
    more = Fault("", f"at most {ENOUGH} faults", "more", "correct these first, then check again")
    return listed if next(rest, None) is None else [*listed, more]


def unknown_keys(data: Mapping[str, Any], known: Iterable[str]) -> Iterator[Fault]:
    """A fault for each key that is not *known*. It is not named, for a key that is not ours may be private."""
    names = tuple(known)
    for key in itertools.islice((key for key in data if key not in names), ENOUGH):
        yield Fault("", "known keys only", "an unexpected key", nearest(key, names) or "remove it")


def not_one_of(words: Iterable[str], data: Any) -> Fault:
    """The fault of *data* that should be one of some words."""
    known = tuple(words)
    expected = "one of " + ", ".join(known) if len(known) <= _MANY else f"one of the {len(known)} words known there"
    return Fault("", expected, in_json(got(data)), nearest(data, known))


def _read(shape: Shape, data: Any) -> tuple[Any, list[Fault]]:
    """What the data stand for, with _BROKEN for each part that has faults of its own."""
    classes = choice(shape)
    if data is None:
        return None, []
    if classes is not None:
        return _read_chosen(classes, data)
    if shape.sort in ("items", "pair") and type(data) is list:
        return _read_items(shape, data)
    if shape.sort == "object" and shape.kind not in _NEVER_OBJECTS and isinstance(data, dict):
        return _read_object(shape.kind, data)
    return reader(shape)(data), []


def _read_items(shape: Shape, data: list[Any]) -> tuple[Any, list[Fault]]:
    each = shape.inside * len(data) if shape.sort == "items" else shape.inside
    if len(each) != len(data):
        return tuple(data), []
    items, below = [], list[Fault]()
    for place, (inside, item) in enumerate(zip(each, data, strict=True)):
        read_item, faults = _read(inside, item)
        items.append(read_item)
        below += at(place, faults)
        if len(below) > ENOUGH:
            return _BROKEN, enough(below)
    return tuple(items), below


def _read_chosen(classes: Mapping[str, type[Value]], data: Any) -> tuple[Any, list[Fault]]:
    if not isinstance(data, dict):
        return _BROKEN, [Fault("", f"an object with its {TAG}", in_json(got(data)))]
    kind = data.get(TAG)
    if type(kind) is not str or kind not in classes:
        return _BROKEN, list(at(TAG, [not_one_of(classes, kind)]))
    return _read_object(classes[kind], data)


def _read_object(cls: type[Value], data: dict[str, Any]) -> tuple[Any, list[Fault]]:
    fields = {field.name: field for field in fields_of(cls)}
    given = {key: part for key, part in data.items() if not (key == TAG and tag(cls))}
    faults = list(unknown_keys(given, fields))
    if type(data) is Doubled:
        faults.append(Fault("", "each key once", "one that stands twice", "remove one of the two"))
    parts = {}
    for name, part in given.items():
        if name in fields:
            parts[name], below = _read(shape_of(fields[name].type), part)
            faults += at(name, below)
    whole: Any = _BROKEN
    try:
        whole = from_parts(cls, parts)
    except InvalidValue as bad:
        faults += [_in_document(fault) for fault in bad.faults if fault.got != got(_BROKEN)]
    return (_BROKEN if faults else whole), faults


def _in_document(fault: Fault) -> Fault:
    """A fault of a value in the words and the place of a document."""
    if " and " in fault.path:
        return attrs.evolve(fault, path="", expected=f"{fault.expected} ({fault.path})")
    return Fault(
        path="/" + fault.path.replace("[", "/").replace("]", "").replace(".", "/") if fault.path else "",
        expected=in_json(fault.expected),
        got=in_json(fault.got),
        advice="" if fault.expected == "a tuple" else fault.advice,
    )


def in_json(words: str) -> str:
    """The words of a value's fault, for a document."""
    return _SAID_IN_JSON.get(words, words.replace("a tuple of", "a list of"))
