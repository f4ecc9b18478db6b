"""Values as plain data, and plain data as values, on cattrs, which no other module imports.

A value is an object with the names of its fields; a field that equals its default is left out. Words from a vocabulary
are stored as they are, dates as ``2026-01-31``, partial dates as readable text, and where a field may hold one of
several classes the object says which in ``kind``.

Reading converts what has another form in JSON (objects, lists, words, dates) and hands on everything else untouched, so
that the check of the value itself judges it: nothing is coerced, and no constraint is written twice.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from cattrs import Converter
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn, override

from iptcore.errors import InvalidValue
from iptcore.events import EVENTS, Event
from iptcore.model.goal import Goal
from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.measure import Instrument
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import AnyProblemArea, ProblemArea
from iptcore.protocol.rule import Rule
from iptcore.shapes import Shape, shape_of
from iptcore.sources import BIBLIOGRAPHY, Work
from iptcore.values import Value, fields_of, from_parts
from iptcore.vocabulary import Word

TAG = "kind"
"""The key that names the class of an object, where a field may hold one of several."""

ALWAYS_WRITTEN: dict[type[Value], tuple[str, ...]] = {Goal: ("area",)}
"""Optional parts that were once demanded: they are written always and in their place, as before."""

Read: TypeAlias = Callable[[Any], Any]
Write: TypeAlias = Callable[[Any], Any]

AREAS: dict[str, type[ProblemArea]] = {area.kind: area for area in shape_of(AnyProblemArea).kinds}
"""The classes of problem areas by their tags."""

_ISO_DATE = len("2026-01-31")

_SMALL = 1e-4
"""Below this, orjson and the standard library write numbers in another form."""


def data_of(value: Value) -> dict[str, Any]:
    """A value as data that a JSON writer takes; an event or a problem area with its tag.

    Words stay members of their vocabularies, and tuples of plain items stay tuples: the writers of JSON accept both.
    """
    kind: Any = type(value)
    data: dict[str, Any] = _writer_of(kind)(value)
    return data


@cache
def _writer_of(cls: type[Any]) -> Write:
    return writer(shape_of(cls))


def choice(shape: Shape) -> Mapping[str, type[Value]] | None:
    """The classes by their tags, where a field may hold an object of one of several; None where it may not."""
    if Event in shape.kinds:
        return _EVENTS
    return AREAS if shape.sort == "choice" and not set(AREAS.values()).isdisjoint(shape.kinds) else None


def tag(cls: type) -> str | None:
    """The tag of a class that is read among others; None for a class that always stands alone."""
    return cls.kind if issubclass(cls, (Event, ProblemArea)) else None


# -- reading -----------------------------------------------------------------------------------------------------------


@cache
def reader(shape: Shape) -> Read:
    """The function that reads a field of this shape. Each of these functions returns None for None."""
    classes = choice(shape)
    if classes is not None:
        return _read_chosen(classes)
    match shape.sort:
        case "items":
            return _read_items(reader(shape.inside[0]))
        case "pair":
            return _read_pair(tuple(map(reader, shape.inside)))
        case "date":
            return _read_date
        case "word":
            return _read_word(shape.kind)
        case "class":
            return _named(AREAS, untouched)
        case "object":
            return _read_object(shape.kind)
        case _:
            return untouched


def untouched(data: Any) -> Any:
    """Values that are the same in JSON and in Python: texts, numbers, True and False, None."""
    return data


def _read_date(data: Any) -> Any:
    # date.fromisoformat reads other forms too; these two dashes leave only the one that is written.
    if type(data) is str and len(data) == _ISO_DATE and data[4] == data[7] == "-":
        try:
            return date.fromisoformat(data)
        except ValueError:
            pass
    return data


def _read_partial_date(data: Any) -> Any:
    if type(data) is str:
        try:
            return PartialDate.parse(data)
        except InvalidValue:
            pass
    return data


def _read_word(vocabulary: type[Word]) -> Read:
    return _named({word.value: word for word in vocabulary}, untouched)


def _named(known: Mapping[str, Any], otherwise: Read) -> Read:
    """How to read what a text names; anything but a text is read *otherwise*."""

    def read(data: Any) -> Any:
        return known.get(data, data) if type(data) is str else otherwise(data)

    return read


def _read_pair(readers: tuple[Read, ...]) -> Read:
    def read(data: Any) -> Any:
        if type(data) is not list or len(data) != len(readers):
            return data
        return tuple([read_one(item) for read_one, item in zip(readers, data, strict=True)])

    return read


def _read_items(read_item: Read) -> Read:
    def read(data: Any) -> Any:
        if type(data) is not list:
            return data
        return tuple(data) if read_item is untouched else tuple([read_item(item) for item in data])

    return read


def _read_object(cls: type[Any]) -> Read:
    if cls is PartialDate:
        return _read_partial_date
    if cls in _NAMED:
        return _named(_NAMED[cls][0], read_value(cls))
    return untouched if cls is Rule else read_value(cls)


def read_value(cls: type[Value]) -> Read:
    """How to read the object of a class."""
    hooks = {field.name: reader(shape_of(field.type)) for field in fields_of(cls)}
    to_convert = tuple((name, hook) for name, hook in hooks.items() if hook is not untouched)
    tagged = tag(cls) is not None

    def read(data: Any) -> Any:
        if type(data) is not dict:
            return data
        parts = data.copy()
        if tagged:
            parts.pop(TAG, None)
        for name, convert in to_convert:
            part = parts.get(name)
            if part is not None:
                parts[name] = convert(part)
        return from_parts(cls, parts)

    return read


def _read_chosen(classes: Mapping[str, type[Value]]) -> Read:
    readers: dict[str, Read] = {}

    def read(data: Any) -> Any:
        kind = data.get(TAG) if type(data) is dict else None
        if type(kind) is not str:
            return data
        chosen = readers.get(kind)
        if chosen is None:
            if kind not in classes:
                return data
            # Made when it is met: a correction holds an event, which may be a correction.
            chosen = readers[kind] = reader(shape_of(classes[kind]))
        return chosen(data)

    return read


# -- writing -----------------------------------------------------------------------------------------------------------


@cache
def writer(shape: Shape) -> Write:
    """The function that writes a field of this shape. None is a default, and defaults are not written."""
    if choice(shape) is not None:
        return lambda value: None if value is None else data_of(value)
    match shape.sort:
        case "items":
            write = writer(shape.inside[0])
            return identity if write is identity else lambda items: [write(item) for item in items]
        case "pair":
            writers = tuple(map(writer, shape.inside))
            return lambda items: [write(item) for write, item in zip(writers, items, strict=True)]
        case "number" if shape.kind is float:
            return _write_number
        case "date":
            return date.isoformat
        case "class":
            return attrgetter(TAG)
        case "object":
            return _write_object(shape.kind)
        case _:
            return identity


def _write_object(cls: type[Any]) -> Write:
    if cls is PartialDate:
        return str
    if cls is Rule:
        return attrgetter("code")
    write = write_value(cls)
    if cls not in _NAMED:
        return write
    known, name = _NAMED[cls]
    return lambda value: name(value) if known.get(name(value)) == value else write(value)


def write_value(cls: type[Value]) -> Callable[[Any], dict[str, Any]]:
    """How to write a value as an object, its tag first."""
    always = ALWAYS_WRITTEN.get(cls, ())
    parts: dict[str, Any] = {
        field.name: override(
            unstruct_hook=writer(shape_of(field.type)), omit_if_default=False if field.name in always else None
        )
        for field in fields_of(cls)
    }
    write = make_dict_unstructure_fn(cls, _CONVERTER, _cattrs_omit_if_default=True, **parts)
    kind = tag(cls)
    if kind is None:
        return write

    return lambda value: {TAG: kind, **write(value)}


class SmallNumber(float):
    """A number that orjson hands back to us, so that we choose its form."""


def _write_number(amount: float | None) -> float | None:
    return SmallNumber(amount) if amount and abs(amount) < _SMALL else amount


# -- the tables --------------------------------------------------------------------------------------------------------

_CONVERTER = Converter()
"""Used only to make the code that writes an object; the shape of each field says how to write it."""

_EVENTS = MappingProxyType({event.kind: event for event in EVENTS})

_NAMED: dict[type[Any], tuple[Mapping[str, Any], Callable[[Any], str]]] = {
    Instrument: ({instrument.code: instrument for instrument in INSTRUMENTS}, attrgetter("code")),
    Work: (BIBLIOGRAPHY, attrgetter("key")),
}
"""What stands in a document by its name where it is the library's own, and as an object otherwise."""
