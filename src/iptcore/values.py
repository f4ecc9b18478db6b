"""What every value of the library has in common.

A value is frozen, takes its parts by name, and is checked once, when it is made: all its faults are reported together.
What a field may hold is written once, in its metadata (:mod:`iptcore.constraints`), and what must hold between fields
once, in *senses*::

    @value
    class Goal(Value):
        words: str = field(metadata=text(label="Goal", longest=500))
        weight: int = field(default=1, metadata=number(1, 5))

The type of a field is taken from its annotation and held exactly (:mod:`iptcore.validation`).
"""

import inspect
import itertools
import types
import typing
from collections.abc import Callable, Iterator
from datetime import date
from enum import Enum
from threading import RLock
from typing import Any, ClassVar, NamedTuple, Self, TypeVar, dataclass_transform

import attrs

from iptcore.constraints import MANY, constraint
from iptcore.errors import Fault, InvalidValue
from iptcore.validation import ABSENT, Explain, Fits, check, nearest

_T = TypeVar("_T")
_V = TypeVar("_V", bound="Value")


def fields_of(cls: type) -> tuple["attrs.Attribute[Any]", ...]:
    """The attrs fields of a value class, in their order."""
    fields: tuple[attrs.Attribute[Any], ...] = cls.__attrs_attrs__  # type: ignore[attr-defined]  # @value made it
    return fields


@attrs.frozen(kw_only=True)
class Sense:
    """What must hold between fields of one value; asked only when none of *fields* has a fault of its own."""

    fields: tuple[str, ...]
    expected: str
    holds: Callable[[Any], bool]
    advice: str = ""


class _Long:
    """Stands for a default that is too long to be read in a signature."""

    def __repr__(self) -> str:
        return "…"


def _shown_default(default: Any) -> Any:
    if default is attrs.NOTHING:
        return inspect.Parameter.empty
    return _Long() if len(repr(default)) > 200 else default


class _Signature:
    """The signature of a value class, for help and documentation, made when somebody asks."""

    def __get__(self, instance: Any, cls: type) -> inspect.Signature:
        return inspect.Signature(
            [
                inspect.Parameter(
                    attribute.alias or attribute.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=_shown_default(attribute.default),
                    annotation=attribute.type,
                )
                for attribute in fields_of(cls)
            ]
        )


class Value:
    """The parent of every model and event: takes its parts by name, checks them all, and shows nothing private.

    Raises :class:`~iptcore.errors.InvalidValue` with every fault: parts that are missing, unknown, of another type or
    out of bounds, and parts that do not go together.

    It is frozen against assignment. Its ``__dict__`` is a plain one, for speed: who writes into ``vars(value)`` changes
    the value unchecked, and its hash with it.
    """

    senses: ClassVar[tuple[Sense, ...]] = ()
    __signature__: ClassVar[Any] = _Signature()
    _iptcore_checks: ClassVar["_Checks | None"] = None

    def __init__(self, /, **parts: Any) -> None:
        fill(self, parts)

    def replace(self, **changes: Any) -> Self:
        """This value with some parts changed, checked like any other. ``copy.replace`` does the same."""
        return type(self)(**{**dict(zip(_checks(type(self)).each, _parts(self), strict=True)), **changes})

    __replace__ = replace

    # attrs freezes a class when it builds it; a value that was unpickled can be there before that.
    def __setattr__(self, name: str, part: Any) -> None:
        raise attrs.exceptions.FrozenInstanceError

    def __delattr__(self, name: str) -> None:
        raise attrs.exceptions.FrozenInstanceError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and type(other) is type(self) and _parts(self) == _parts(other)

    def __hash__(self) -> int:
        return hash((type(self), *_parts(self)))

    def __repr__(self) -> str:
        shown_parts = []
        for attribute in fields_of(type(self)):
            part = self.__dict__[attribute.name]
            if part is not attribute.default:
                shown_parts.append(f"{attribute.name}={'…' if constraint(attribute).private else _show(part)}")
        return f"{type(self).__name__}({', '.join(shown_parts)})"


def updated(was: _V, now: _V) -> _V:
    """*now*, with what it leaves at its defaults as it was: silence takes nothing back.

    For classes without senses, whose parts go together however they are combined.
    """
    said = vars(was)
    return now.replace(**{
        field.name: said[field.name] for field in fields_of(type(now)) if vars(now)[field.name] == field.default
    })  # fmt: skip


class _Later:
    """Stands for the attrs fields of a value class until somebody asks for them, and then has attrs build the class.

    attrs compiles code for every class. For the hundred classes of this library that would take longer than importing
    attrs itself, and most programs use a few of them.
    """

    _lock = RLock()

    def __get__(self, instance: Any, cls: type) -> tuple["attrs.Attribute[Any]", ...]:
        with self._lock:
            owner = next(base for base in cls.__mro__ if "__attrs_attrs__" in base.__dict__)
            if owner.__dict__["__attrs_attrs__"] is self:
                attrs.define(
                    owner, frozen=True, kw_only=True, slots=False, init=False, repr=False, eq=False, match_args=False
                )
        return fields_of(owner)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(attrs.field,))
def value(cls: type[_T]) -> type[_T]:
    """Make a frozen attrs class of a :class:`Value`, whose parts are given by name.

    attrs contributes the fields and the freezing; ``attrs.fields``, ``attrs.evolve`` and ``attrs.asdict`` work. One
    ``__init__`` serves all classes, so that every fault is told at once, missing arguments included. Without slots,
    because a plain ``__dict__`` is filled and copied in one step.
    """
    cls.__attrs_attrs__ = _Later()  # type: ignore[attr-defined]  # the name by which attrs knows its classes
    cls._iptcore_checks = None  # type: ignore[attr-defined]  # those of its parent are not its own
    return cls


class _Checks(NamedTuple):
    """What a class takes: its defaults, what must be given, and for each part its default, and if and why it fits."""

    defaults: dict[str, Any]
    required: tuple[str, ...]
    each: dict[str, tuple[Any, Fits, Explain]]


def fill(value: Value, parts: dict[str, Any]) -> None:
    """Give a new value its *parts* and check them: ``Value.__init__`` for a caller who has them in a dictionary.

    Defaults are taken on trust, so that a value costs what it is given, not what it could hold. The parts lie in the
    order of the fields.
    """
    checks = _checks(type(value))
    each = checks.each
    held = value.__dict__
    held.update(checks.defaults)
    held.update(parts)
    if len(held) > len(each):
        raise InvalidValue(type(value).__name__, _faults(value, checks))
    for name in checks.required:
        if name not in parts:
            raise InvalidValue(type(value).__name__, _faults(value, checks))
    for name, part in parts.items():
        default, fits, _ = each[name]
        if part is not default and not fits(part):
            raise InvalidValue(type(value).__name__, _faults(value, checks))
    for sense in value.senses:
        if not sense.holds(value):
            raise InvalidValue(type(value).__name__, _faults(value, checks))


def _checks(cls: type[Value]) -> _Checks:
    """The checks of a class, made at its first instance and kept on it."""
    checks = cls._iptcore_checks
    if checks is None:
        fields = fields_of(cls)
        checks = cls._iptcore_checks = _Checks(
            defaults={field.name: ABSENT if field.default is attrs.NOTHING else field.default for field in fields},
            required=tuple(field.name for field in fields if field.default is attrs.NOTHING),
            each={field.name: _check_field(field) for field in fields},
        )
    return checks


def _check_field(field: "attrs.Attribute[Any]") -> tuple[Any, Fits, Explain]:
    kind = field.type
    if field.default is None:
        # Nothing passes as the default that it is, and need not be asked for again.
        rest = tuple(one for one in typing.get_args(kind) if one is not types.NoneType)
        kind = typing.Union[rest]  # type: ignore[assignment]  # noqa: UP007  # made from a tuple
    default = object() if field.default is attrs.NOTHING else field.default
    return default, *check(kind, constraint(field))


def _faults(self: Value, checks: _Checks) -> Iterator[Fault]:
    held, faulty = self.__dict__, set()
    for name, (default, fits, explain) in checks.each.items():
        part = held[name]
        if part is not default and not fits(part):
            faulty.add(name)
            for fault in explain(part):
                yield fault.below(name)
    for name in itertools.islice((name for name in held if name not in checks.each), MANY):
        meant = nearest(name, checks.each)
        expected = "only fields that it has" if meant else "only the fields of " + ", ".join(checks.each)
        yield Fault(path="", expected=expected, got="another one", advice=meant)
    for sense in self.senses:
        if faulty.isdisjoint(sense.fields) and not sense.holds(self):
            yield Fault(path=" and ".join(sense.fields), expected=sense.expected, advice=sense.advice)


def _parts(self: Value) -> list[Any]:
    held = self.__dict__
    return [held[name] for name in _checks(type(self)).each]


def _show(part: Any) -> str:
    if isinstance(part, Enum):
        return str(part.value)
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, tuple):
        return f"({', '.join(map(_show, part))}{',' if len(part) == 1 else ''})"
    return repr(part)
