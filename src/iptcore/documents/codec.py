"""Values as plain data, and plain data as values, on cattrs, which no other module imports.

A value is an object with the names of its fields; a field that equals its default is left out. Words from a vocabulary
are stored as they are, dates as ``2026-01-31``, partial dates as readable text, and where a field may hold one of
several classes the object says which in ``kind``.

Reading converts what has another form in JSON (objects, lists, words, dates) and hands on everything else untouched, so
that the check of the value itself judges it: nothing is coerced, and no constraint is written twice.
"""

import typing
from collections.abc import Callable
from datetime import date
from types import NoneType, UnionType
from typing import Any, TypeAlias

from cattrs import Converter
from cattrs.fns import identity
from cattrs.gen import make_dict_unstructure_fn, override

from iptcore.errors import InvalidValue
from iptcore.events import EVENTS, Event
from iptcore.model.goal import Goal
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import AnyProblemArea, ProblemArea
from iptcore.values import Value, fields_of, made
from iptcore.vocabulary import Word

TAG = "kind"
"""The key that tells the class of an object where there is a choice."""

ALWAYS_WRITTEN: dict[type[Value], tuple[str, ...]] = {Goal: ("area",)}
"""Optional parts that were once demanded: they are written always and in their place, as before."""

Read: TypeAlias = Callable[[Any, Any], Any]

AREAS: dict[str, type[ProblemArea]] = {area.kind: area for area in typing.get_args(AnyProblemArea)}
"""The classes of problem areas by their tags."""

_ISO_DATE = len("2026-01-31")

_SMALL = 1e-4
"""Below this, orjson and the standard library write numbers in another form."""


def data_of(value: Value) -> dict[str, Any]:
    """A value as data that a JSON writer takes; an event or a problem area with its tag.

    Words stay members of their vocabularies, and tuples of plain items stay tuples: writers know both.
    """
    data: dict[str, Any] = converter.get_unstructure_hook(type(value))(value)
    return data


def reader(annotation: Any) -> Read:
    """How to read what belongs in a field with this annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Word):
        return _read_word(annotation)  # cattrs would read it as the str that it also is
    read: Read = converter.get_structure_hook(annotation)
    return read


def choice(annotation: Any) -> dict[str, type[Value]] | None:
    """The classes by their tags, where a field may hold an object of one of several; None where it may not."""
    kinds = bare(annotation)
    if Event in kinds:
        return {event.kind: event for event in EVENTS}
    return dict(AREAS) if set(AREAS.values()) & set(kinds) else None


def tag(cls: type) -> str | None:
    """The tag of a class that is read among others; None for a class that always stands alone."""
    return cls.kind if issubclass(cls, (Event, ProblemArea)) else None


# -- reading -----------------------------------------------------------------------------------------------------------


def untouched(data: Any, _: Any) -> Any:
    """What JSON holds as it is: texts, numbers, yes and no, nothing."""
    return data


def _read_date(data: Any, _: Any) -> Any:
    # date.fromisoformat reads other forms too; these two dashes leave only the one that is written.
    if type(data) is str and len(data) == _ISO_DATE and data[4] == data[7] == "-":
        try:
            return date.fromisoformat(data)
        except ValueError:
            pass
    return data


def _read_partial_date(data: Any, _: Any) -> Any:
    if type(data) is str:
        try:
            return PartialDate.parse(data)
        except InvalidValue:
            pass
    return data


def _read_word(vocabulary: type[Word]) -> Read:
    words = {word.value: word for word in vocabulary}

    def read(data: Any, _: Any) -> Any:
        return words.get(data, data) if type(data) is str else data

    return read


def _read_items(annotation: Any) -> Read:
    kinds = typing.get_args(annotation)
    readers = [reader(kind) for kind in kinds if kind is not ...]
    if kinds[1:] != (...,):

        def read_pair(data: Any, _: Any) -> Any:
            if type(data) is not list or len(data) != len(readers):
                return data
            return tuple(read(item, None) for read, item in zip(readers, data, strict=True))

        return read_pair
    (read_item,) = readers

    def read_all(data: Any, _: Any) -> Any:
        if type(data) is not list:
            return data
        return tuple(data) if read_item is untouched else tuple([read_item(item, None) for item in data])

    return read_all


def read_value(cls: type[Value]) -> Read:
    """How to read the object of a class."""
    hooks = {field.name: reader(field.type) for field in fields_of(cls)}
    to_convert = tuple((name, hook) for name, hook in hooks.items() if hook is not untouched)
    tagged = tag(cls) is not None

    def read(data: Any, _: Any) -> Any:
        if type(data) is not dict:
            return data
        parts = data.copy()
        if tagged:
            parts.pop(TAG, None)
        for name, convert in to_convert:
            part = parts.get(name)
            if part is not None:
                parts[name] = convert(part, None)
        return made(cls, parts)

    return read


def _read_chosen(annotation: Any) -> Read:
    classes = choice(annotation) or {}
    readers: dict[str, Read] = {}

    def read(data: Any, _: Any) -> Any:
        kind = data.get(TAG) if type(data) is dict else None
        if type(kind) is not str:
            return data
        chosen = readers.get(kind)
        if chosen is None:
            if kind not in classes:
                return data
            # Made when it is met: a correction holds an event, which may be a correction.
            chosen = readers[kind] = reader(classes[kind])
        return chosen(data, None)

    return read


def _read_optional(annotation: Any) -> Read:
    (kind,) = bare(annotation)
    # Nothing stays nothing in each of the readers.
    return reader(kind)


# -- writing -----------------------------------------------------------------------------------------------------------


def write_value(cls: type[Value]) -> Callable[[Any], dict[str, Any]]:
    """How to write a value as an object, its tag first."""
    always: dict[str, Any] = {name: override(omit_if_default=False) for name in ALWAYS_WRITTEN.get(cls, ())}
    write = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **always)
    kind = tag(cls)
    if kind is None:
        return write

    return lambda value: {TAG: kind, **write(value)}


def _write_optional(annotation: Any) -> Callable[[Any], Any]:
    # What is optional has nothing as its default, and a default is not written.
    (kind,) = bare(annotation)
    write: Callable[[Any], Any] = converter.get_unstructure_hook(kind)
    return write


def _write_chosen(_: Any) -> Callable[[Any], Any]:
    return lambda value: None if value is None else data_of(value)


def _write_items(annotation: Any) -> Callable[[Any], Any]:
    kinds = typing.get_args(annotation)
    writers = [converter.get_unstructure_hook(kind) for kind in kinds if kind is not ...]
    if kinds[1:] != (...,):
        return lambda items: [write(item) for write, item in zip(writers, items, strict=True)]
    (write,) = writers
    return identity if write is identity else lambda items: [write(item) for item in items]


class SmallNumber(float):
    """A number that orjson hands back to us, so that we choose its form."""


def _write_number(amount: float | None) -> float | None:
    return SmallNumber(amount) if amount and abs(amount) < _SMALL else amount


# -- the table ---------------------------------------------------------------------------------------------------------


def bare(annotation: Any) -> tuple[Any, ...]:
    """The types a field may hold, nothing left out."""
    inside = typing.get_args(annotation) if _is_union(annotation) else (annotation,)
    return tuple(kind for kind in inside if kind is not NoneType)


def _is_union(annotation: Any) -> bool:
    return typing.get_origin(annotation) in (typing.Union, UnionType)


def _is_optional(annotation: Any) -> bool:
    return _is_union(annotation) and len(bare(annotation)) == 1


def _is_tuple(annotation: Any) -> bool:
    return typing.get_origin(annotation) is tuple


def _is_value(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Value)


def _is_choice(annotation: Any) -> bool:
    return annotation is Event or (_is_union(annotation) and len(bare(annotation)) > 1)


def is_class(annotation: Any) -> bool:
    """Whether a field holds a class and not a value."""
    return typing.get_origin(annotation) is type


converter: Converter = Converter(detailed_validation=False)
"""What cattrs knows of our types: one way to read and one to write for each."""

for _plain in (str, int, float, bool):
    converter.register_structure_hook(_plain, untouched)
converter.register_unstructure_hook(float, _write_number)
converter.register_structure_hook(date, _read_date)
converter.register_unstructure_hook(date, date.isoformat)
converter.register_structure_hook(PartialDate, _read_partial_date)
converter.register_unstructure_hook(PartialDate, str)
converter.register_structure_hook_factory(_is_value, read_value)
converter.register_unstructure_hook_factory(_is_value, write_value)
converter.register_structure_hook_factory(_is_tuple, _read_items)
converter.register_unstructure_hook_factory(_is_tuple, _write_items)
converter.register_structure_hook_factory(_is_optional, _read_optional)
converter.register_unstructure_hook_factory(_is_optional, _write_optional)
converter.register_structure_hook_factory(_is_choice, _read_chosen)
converter.register_unstructure_hook_factory(_is_choice, _write_chosen)
