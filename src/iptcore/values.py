"""The parent class of every value of the library.

A value is frozen, takes its parts by name, and is checked once, when it is made: all its faults are reported together.
What a field may hold is written once, in its metadata (:mod:`iptcore.constraints`), and what must hold between fields
once, in *senses*::

    @value
    class Goal(Value):
        words: str = field(metadata=text(label="Goal", longest=500))
        weight: int = field(default=1, metadata=number(1, 5))

The type of a field is taken from its annotation (:mod:`iptcore.shapes`) and held exactly (:mod:`iptcore.validation`).
All the rest is attrs: defaults, factories, converters, validators, ``attrs.evolve``, ``attrs.asdict`` and their like.
"""

import functools
import inspect
import itertools
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self, TypeAlias, TypeVar, dataclass_transform

import attrs

from iptcore.constraints import MANY, Constraint, constraint
from iptcore.errors import Fault, InvalidValue
from iptcore.shapes import NoShape, Shape, plainly, shape_of
from iptcore.validation import ABSENT, Fits, check, misfits, nearest

_T = TypeVar("_T")
_V = TypeVar("_V", bound="Value")


def fields_of(cls: type) -> tuple["attrs.Attribute[Any]", ...]:
    """The attrs fields of a value class, in their order."""
    fields: tuple[attrs.Attribute[Any], ...] = cls.__attrs_attrs__  # type: ignore[attr-defined]  # @value made it
    return fields


@attrs.frozen(kw_only=True)
class Sense:
    """A condition between fields of one value; it is checked only if none of *fields* has a fault of its own."""

    fields: tuple[str, ...]
    expected: str
    holds: Callable[[Any], bool]
    advice: str = ""


_FACTORY: Any = attrs.Factory  # mypy takes it for a function


class _Part(NamedTuple):
    """One field of a class: everything that a check needs, prepared when the class is made."""

    argument: str
    exact: type | None
    """The class of which every instance fits; None where more has to be checked."""
    default: Any
    fits: Fits
    shape: Shape
    bound: Constraint


_AtOnce: TypeAlias = Callable[[dict[str, Any], Mapping[str, Any]], bool]
"""Puts the given parts, and defaults for the others, into an empty dictionary, and returns True. If a part does not
fit, is missing or is unknown, it puts nothing there and returns False."""


class _Long:
    """Stands for a default that is too long to be read in a signature."""

    def __repr__(self) -> str:
        return "…"


class _Signature:
    """The signature of a value class, for help and documentation, made when somebody asks."""

    def __get__(self, instance: Any, cls: Any) -> inspect.Signature:
        _, *parameters = inspect.signature(cls.__init__).parameters.values()
        return inspect.Signature(
            [part.replace(default=_Long()) if len(repr(part.default)) > 200 else part for part in parameters]
        )


@attrs.define(frozen=True, kw_only=True, slots=False, repr=False)
class Value:
    """The parent of every model and event: takes its parts by name, checks them all, and shows nothing private.

    It is frozen against assignment. Its ``__dict__`` is a plain one, for speed: code that writes into ``vars(value)``
    changes the value unchecked, and its hash with it.

    Raises:
        TypeError: for parts that are missing or unknown, as in every call of Python.
        InvalidValue: with every fault of the others: parts of another type or out of bounds, and parts that do not fit
            together.
    """

    senses: ClassVar[tuple[Sense, ...]] = ()
    how_to_write: ClassVar[Mapping[type, str]] = {}
    """How to write a value of this class, by the class of what is often given instead: the advice of the error."""
    __signature__: ClassVar[Any] = _Signature()
    __iptcore_parts__: ClassVar[Mapping[str, _Part]] = {}
    __iptcore_at_once__: ClassVar[_AtOnce] = lambda _contents, _given: False

    if TYPE_CHECKING:
        __attrs_attrs__: ClassVar[Any]

        def __attrs_init__(self, **parts: Any) -> None: ...

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        if "__iptcore_parts__" not in vars(cls):
            raise TypeError(f"{cls.__name__} is a Value, and made by @value: remove the decorator of attrs")

    def replace(self, **changes: Any) -> Self:
        """This value with some parts changed, checked like any other. ``copy.replace`` does the same."""
        contents = self.__dict__
        parts = {field.alias or field.name: contents[field.name] for field in fields_of(type(self)) if field.init}
        return type(self)(**{**parts, **changes})

    __replace__ = replace

    def __getstate__(self) -> dict[str, Any]:
        return {name: part for name, part in self.__dict__.items() if name in self.__iptcore_parts__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take the parts of a pickle: what an older one does not have gets its default, and all is checked again."""
        contents, at_once = self.__dict__, type(self).__iptcore_at_once__
        if contents:
            raise attrs.exceptions.FrozenInstanceError
        if at_once(contents, state) and all(sense.holds(self) for sense in self.senses):
            return
        _lay(self, state)
        _judge(self, unknown=state.keys() - self.__iptcore_parts__.keys())

    def __repr__(self) -> str:
        shown_parts = []
        for attribute in fields_of(type(self)):
            part = self.__dict__[attribute.name]
            if attribute.repr and part is not attribute.default:
                shown_parts.append(f"{attribute.name}={'…' if constraint(attribute).private else _show(part)}")
        return f"{type(self).__name__}({', '.join(shown_parts)})"


def updated(was: _V, now: _V) -> _V:
    """*now*, where every part that it leaves at its default stays as it was: a part that is left out is not removed.

    For classes without senses, whose parts go together however they are combined.
    """
    before, after = vars(was), vars(now)
    return type(now)(**{
        part.argument: before[name] if after[name] == part.default else after[name]
        for name, part in now.__iptcore_parts__.items()
    })  # fmt: skip


def from_parts(cls: type[_V], parts: Mapping[str, Any]) -> _V:
    """A value from parts of another origin, such as a document.

    Raises:
        InvalidValue: with every fault; parts that are missing or unknown are faults too.
    """
    try:
        return cls(**parts)
    except TypeError:
        names = {part.argument: name for name, part in cls.__iptcore_parts__.items()}
        blank = object.__new__(cls)
        _lay(blank, {names[argument]: part for argument, part in parts.items() if argument in names})
        unknown = [argument for argument in parts if argument not in names]
        if not unknown and ABSENT not in vars(blank).values():
            raise  # by a function of the class itself
    _judge(blank, unknown)
    raise AssertionError  # pragma: no cover  # what is missing or unknown was judged


# -- making a class ----------------------------------------------------------------------------------------------------


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field,))
def value(cls: type[_T]) -> type[_T]:
    """Make a frozen attrs class of a :class:`Value`, whose parts are given by name.

    The class has no slots, because a plain ``__dict__`` is filled and copied in one step.

    Raises:
        TypeError: for a field by position, and for an annotation that is not supported or not known yet.
    """
    if not issubclass(cls, Value) or "__attrs_init_subclass__" in vars(cls):
        raise TypeError(f"{cls.__name__} has to be a class below Value, without an __attrs_init_subclass__ of its own")
    here = inspect.currentframe()
    around = here.f_back if here else None
    inherited = cls.__iptcore_parts__ if len(cls.__bases__) == 1 else {}
    cls.__iptcore_parts__ = {}  # says that it was made here
    attrs.define(
        cls,
        frozen=True,
        kw_only=True,
        slots=False,
        repr=False,
        field_transformer=lambda _, fields: [
            field if _was_made(field, inherited) else _resolved(cls, field, around) for field in fields
        ],
    )
    cls.__iptcore_parts__ = {
        field.name: inherited[field.name] if _was_made(field, inherited) else _part(field) for field in fields_of(cls)
    }
    cls.__iptcore_at_once__ = _at_once(cls)
    # To a class with an __init__ of its own, attrs gives this one to call.
    name = "__attrs_init__" if "__attrs_init__" in vars(cls) else "__init__"
    setattr(cls, name, _checked(vars(cls)[name], cls))
    return cls


def _was_made(field: "attrs.Attribute[Any]", inherited: Mapping[str, _Part]) -> bool:
    """Whether a field comes unchanged from the one parent, which was checked when it was made."""
    return field.name in inherited and bool(field.inherited)  # type: ignore[attr-defined]  # attrs does not declare it


def _resolved(cls: type, field: "attrs.Attribute[Any]", around: types.FrameType | None) -> "attrs.Attribute[Any]":
    """The field with its type as a type, where its annotation was deferred."""
    place = f"{cls.__name__}.{field.name}"
    if not field.kw_only or field.type is None:
        raise TypeError(f"{place}: a field is given by name (leave out kw_only=False) and has an annotation")
    try:
        shape_of(field.type)
    except NoShape as error:
        raise TypeError(f"{place}: {error}") from None
    except NameError:
        written = types.SimpleNamespace(__annotations__={field.name: field.type})
        known = {**around.f_globals, **around.f_locals} if around else {}
        try:
            field = field.evolve(type=typing.get_type_hints(written, {**known, cls.__name__: cls})[field.name])
            shape_of(field.type)
        except (NoShape, NameError) as error:
            raise TypeError(f"{place}: {error}") from None
    return field


def _part(field: "attrs.Attribute[Any]") -> _Part:
    shape, bound = shape_of(field.type), constraint(field)
    # None, where it is the default, passes without this check.
    fits = check(Shape(shape.sort, shape.kind, shape.inside) if field.default is None else shape, bound)
    default = object() if field.default is attrs.NOTHING else field.default
    exact = shape.kind if shape.sort in ("flag", "date", "word") else None
    return _Part(field.alias or field.name, exact, default, fits, shape, bound)


def _at_once(cls: type[Value]) -> _AtOnce:
    """The function that puts all parts in place at once; it does nothing where attrs does more than that."""
    fields, parts = fields_of(cls), cls.__iptcore_parts__
    if (
        hasattr(cls, "__attrs_pre_init__")
        or hasattr(cls, "__attrs_post_init__")
        or any(
            isinstance(field.default, _FACTORY)
            or field.converter is not None
            or field.validator is not None
            or not field.init
            or field.alias != field.name
            for field in fields
        )
    ):
        return Value.__iptcore_at_once__
    checks = {name: (part.exact, part.default, part.fits) for name, part in parts.items()}
    required = tuple(field.name for field in fields if field.default is attrs.NOTHING)
    laid = {name: part.default for name, part in parts.items()}

    def at_once(contents: dict[str, Any], given: Mapping[str, Any]) -> bool:
        try:
            for argument, part in given.items():
                exact, default, fits = checks[argument]
                if type(part) is not exact and part is not default and not fits(part):
                    return False
        except KeyError:
            return False
        for argument in required:
            if argument not in given:
                return False
        contents.update(laid)
        contents.update(given)
        return True

    return at_once


def _checked(init: Callable[..., None], cls: type[Value]) -> Callable[..., None]:
    """Take attrs' own ``__init__``, and after it the check of what was given; defaults are taken on trust.

    The check wraps ``__init__`` and is not in ``__attrs_post_init__``, so that a class may have an
    ``__attrs_post_init__`` of its own, and a misspelt part gets a "did you mean". Where all that is given fits, and
    attrs would only store it, it is stored at once: the same value in two thirds of the time,
    and compared and hashed in half.
    """
    at_once, arguments = cls.__iptcore_at_once__, {part.argument for part in cls.__iptcore_parts__.values()}

    @functools.wraps(init)
    def once(self: Value, /, *positional: Any, **given: Any) -> None:
        contents = self.__dict__
        if contents:
            return  # it is a value already, and stays the one it is
        if not positional and at_once(contents, given):
            for sense in self.senses:
                if not sense.holds(self):
                    _judge(self)
            return
        try:
            init(self, *positional, **given)
        except TypeError as error:
            unknown = next((argument for argument in given if argument not in arguments), None)
            meant = nearest(unknown, arguments)
            if not meant or "Did you mean" in str(error):
                raise
            raise TypeError(f"{error}; {meant}") from None
        _judge(self)

    return once


# -- judging a value ---------------------------------------------------------------------------------------------------


def _lay(value: Value, given: Mapping[str, Any]) -> None:
    """Lay parts into an empty value, unjudged: what is not given is its default, or ABSENT."""
    for field in fields_of(type(value)):
        part = given.get(field.name, ABSENT if field.default is attrs.NOTHING else field.default)
        if isinstance(part, _FACTORY):
            part = part.factory(value) if part.takes_self else part.factory()
        convert: Any = field.converter
        if callable(convert) and part is not ABSENT and field.name not in given:
            part = convert(part)
        value.__dict__[field.name] = part


def _judge(value: Any, unknown: Iterable[str] = ()) -> None:
    """Make dates plain, and refuse a value with all its faults, if it has any."""
    contents, parts = value.__dict__, type(value).__iptcore_parts__
    for name, part in parts.items():
        contents[name] = plainly(part.shape, contents.get(name, ABSENT))
    faults = [*_faults(value), *_of_unknown(unknown, parts)]
    if faults:
        contents.clear()
        raise InvalidValue(type(value).__name__, faults)


def _faults(value: Any) -> Iterator[Fault]:
    contents, faulty = value.__dict__, set()
    for name, (_, _, default, fits, shape, bound) in type(value).__iptcore_parts__.items():
        part = contents[name]
        if part is not default and not fits(part):
            faulty.add(name)
            for fault in misfits(shape, bound, part):
                yield fault.below(name)
    for sense in value.senses:
        if faulty.isdisjoint(sense.fields) and not sense.holds(value):
            yield Fault(" and ".join(sense.fields), sense.expected, advice=sense.advice)


def _of_unknown(unknown: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    for name in itertools.islice(unknown, MANY):
        meant = nearest(name, known)
        expected = "known fields only" if meant else "only the fields " + ", ".join(known)
        yield Fault("", expected, "an unexpected field", meant)


def _show(part: Any) -> str:
    if isinstance(part, Enum):
        return str(part.value)
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, tuple):
        return f"({', '.join(map(_show, part))}{',' if len(part) == 1 else ''})"
    return repr(part)
