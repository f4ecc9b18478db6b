"""One value of any class with every field filled in, always the same."""

import types
import typing
from collections.abc import Iterator
from datetime import date
from enum import Enum
from itertools import count
from typing import Any

import attrs

from iptcore.constraints import Constraint, constraint
from iptcore.errors import InvalidValue
from iptcore.events import Event, MiddleBegun
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import ProblemArea, RoleTransition
from iptcore.values import Value, fields_of


def filled(cls: type[Any], word: str = "word") -> Any:
    """A value with every field that goes together with the others; each text and key begins with *word*."""
    return _Filling(word).value(cls)


class _Filling:
    def __init__(self, word: str) -> None:
        self._words = (f"{word}-{number}" for number in count(1))

    def value(self, cls: type[Any]) -> Any:
        if cls is PartialDate:
            return PartialDate(year=2024, month=3, about=True)
        if cls is Event:
            return MiddleBegun(on=date(2026, 1, 19))
        parts = {field.name: self._part(field.type, constraint(field)) for field in fields_of(cls)}
        while True:
            try:
                return cls(**parts)
            except InvalidValue as invalid:
                parts = dict(_without_one_at_odds(cls, parts, invalid))

    def _part(self, annotation: Any, bound: Constraint) -> Any:
        inside = [kind for kind in typing.get_args(annotation) if kind is not types.NoneType]
        if typing.get_origin(annotation) in (typing.Union, types.UnionType):
            return self._part(inside[0], bound) if len(inside) == 1 else self.value(RoleTransition)
        if typing.get_origin(annotation) is tuple:
            return (self._part(inside[0], bound),)
        if annotation is str:
            return "S02a" if bound.code else next(self._words)
        if annotation in (int, float):
            low = -1 if bound.low is None else bound.low
            return annotation(low if bound.high is None else (low + bound.high) // 2)
        if annotation is bool:
            return True
        if annotation is date:
            return date(2026, 1, 5)
        return list(annotation)[-1] if issubclass(annotation, Enum) else self.value(annotation)


def _without_one_at_odds(cls: type[Value], parts: dict[str, Any], invalid: InvalidValue) -> Iterator[tuple[str, Any]]:
    """The parts without the last optional one of a sense that does not hold."""
    broken = next(sense for sense in cls.senses if " and ".join(sense.fields) == invalid.faults[0].path)
    optional = {field.name for field in fields_of(cls) if field.default is not attrs.NOTHING}
    gone = [name for name in broken.fields if name in parts and name in optional][-1]
    return ((name, part) for name, part in parts.items() if name != gone)


def models() -> list[type[Any]]:
    """Every class that can stand in an event, the events themselves left out."""
    classes: dict[type[Any], None] = {}

    def look(annotation: Any) -> None:
        for kind in typing.get_args(annotation) or (annotation,):
            if typing.get_args(kind):
                look(kind)
            elif isinstance(kind, type) and issubclass(kind, Value) and kind not in classes and kind is not Event:
                classes[kind] = None
                for field in fields_of(kind):
                    look(field.type)

    from iptcore.events import EVENTS

    for event in EVENTS:
        for field in fields_of(event):
            look(field.type)
    return [cls for cls in classes if cls is not ProblemArea]
