"""What a field may hold: its annotation is read once, here, and has one form everywhere else.

The check of a value, documents, schemas, explanations and test strategies all call :func:`shape_of`; none of them
reads an annotation itself::

    shape = shape_of(field.type)            # int | None            -> sort "number", kind int, optional
    shape.inside[0]                         # tuple[Goal, ...]      -> sort "items", and the shape of each item

``match shape.sort`` then covers all there is, and mypy says which sort was forgotten.
"""

import collections.abc
import types
import typing
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

Sort: TypeAlias = Literal[
    "text", "number", "flag", "date", "word", "object", "literal", "class", "function", "choice", "items", "pair"
]
"""What sort of thing a field holds.

``text`` (str), ``number`` (int or float), ``flag`` (bool), ``date`` (without time of day), ``word`` (an enum),
``object`` (any other class, values among them), ``literal`` (one of the things named), ``class`` (a subclass),
``function``, ``choice`` (of several shapes), ``items`` (a tuple of any length), ``pair`` (a tuple with a shape for each
place).
"""

_PLAIN: tuple[Any, Any] = date.__mro__[-2], datetime.__mro__[-3]
"""date and datetime themselves, also where the clock is frozen: who freezes it puts subclasses in the place of every
name of a module that stands for one of them, and looks into no tuple."""


class Shape(NamedTuple):
    """What a field may hold.

    *kind* is the class of what is held, for ``class`` its parent, for ``literal`` the things named as a tuple, and None
    for the rest. *inside* holds the shape of each item (one), of each place of a pair, or of each thing to choose from.
    *optional* says that None may stand there.
    """

    sort: Sort
    kind: Any = None
    inside: tuple["Shape", ...] = ()
    optional: bool = False

    @property
    def kinds(self) -> tuple[Any, ...]:
        """The classes to choose from; the one class where there is no choice."""
        return tuple(shape.kind for shape in self.inside) if self.sort == "choice" else (self.kind,)


class NoShape(TypeError):
    """An annotation that no field may have. The message says what to write instead."""


def shape_of(annotation: Any) -> Shape:
    """The shape of what a field with this annotation may hold.

    Raises:
        NoShape: for an annotation that is not supported.
        NameError: for one that is still a text.
    """
    return _shape_of(annotation)


@cache
def _shape_of(annotation: Any) -> Shape:
    while True:  # what only gives another name to a type
        if isinstance(annotation, typing.NewType):
            annotation = annotation.__supertype__
        elif typing.get_origin(annotation) is typing.Annotated:
            annotation = annotation.__origin__
        elif type(annotation).__name__ == "TypeAliasType":
            annotation = annotation.__value__
        else:
            break
    if isinstance(annotation, (str, typing.ForwardRef)):
        raise NameError(f"the annotation {annotation!r} is not resolved")  # noqa: TRY004  # as Python says of a name
    origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _choice(inside)
    if origin is tuple and inside[1:] == (...,):
        return Shape("items", inside=(shape_of(inside[0]),))
    if origin is tuple:
        return Shape("pair", inside=tuple(map(shape_of, inside)))
    if origin is Literal:
        return Shape("literal", tuple(choice for choice in inside if choice is not None), optional=None in inside)
    if origin is type:
        return Shape("class", inside[0])
    if collections.abc.Callable in (origin, annotation):
        return Shape("function")
    if origin is None and isinstance(annotation, type):
        return _one(annotation)
    raise NoShape(f"{annotation!r} is not a type that a value can hold; {_INSTEAD}")


_INSTEAD = "write tuple[...] for several things, A | B for a choice, or a class"


def _one(kind: type) -> Shape:
    if kind is str:
        return Shape("text", str)
    if kind in (int, float):
        return Shape("number", kind)
    if kind is bool:
        return Shape("flag", bool)
    if issubclass(kind, Enum):
        return Shape("word", kind)
    plain, timed = _PLAIN
    if issubclass(kind, plain) and not issubclass(kind, timed):
        return Shape("date", plain)
    hashed: object = kind.__hash__  # None for what can change
    if hashed is None or kind in (tuple, Any, types.NoneType) or issubclass(kind, (set, frozenset)):
        raise NoShape(f"{kind!r} is not a type that a value can hold; {_INSTEAD}")
    return Shape("object", kind)


def _choice(inside: tuple[Any, ...]) -> Shape:
    shapes = tuple(shape_of(kind) for kind in inside if kind is not types.NoneType)
    optional = types.NoneType in inside or any(shape.optional for shape in shapes)
    if len(shapes) == 1:
        return shapes[0]._replace(optional=optional)
    return Shape("choice", None, tuple(shape._replace(optional=False) for shape in shapes), optional)


def plainly(shape: Shape, part: Any) -> Any:
    """*part* with a plain date in place of each date of a subclass, where its shape has dates; else itself.

    Tests that freeze the clock make such subclasses. A date with a time of day stays as it is: it is not a date.
    """
    plain_date, timed = _PLAIN
    if shape.sort == "date" and isinstance(part, plain_date) and not isinstance(part, timed):
        return part if type(part) is plain_date else plain_date(part.year, part.month, part.day)
    if shape.sort in ("items", "pair") and type(part) is tuple:
        insides = shape.inside * len(part) if shape.sort == "items" else shape.inside
        plain = tuple(map(plainly, insides, part))
        # What does not fit is left to be judged whole.
        return plain if len(plain) == len(part) and any(map(_differs, plain, part)) else part
    return part


def _differs(left: Any, right: Any) -> bool:
    return left is not right
