"""Whether the arguments of reading are what they should be, whatever their annotations say."""

import re
from collections.abc import Iterable
from typing import Any, TypeVar

from iptcore.errors import Fault, InvalidValue, UnknownName
from iptcore.validation import a, got, nearest

_T = TypeVar("_T")

_WHAT = "a reading"


def of_kind(name: Any, known: Iterable[str]) -> None:
    """Raise :class:`~iptcore.errors.UnknownName` for what is not the name of a *known* kind."""
    kinds = tuple(known)
    if not isinstance(name, str) or name not in kinds:
        word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower() if isinstance(name, str) else name
        raise UnknownName("kind of event or document", kinds, nearest(word, kinds))


def one(kind: type[_T], name: str, given: Any, advice: str) -> _T:
    """The value of an argument. Raises :class:`~iptcore.errors.InvalidValue` for one of another class."""
    if not isinstance(given, kind):
        raise InvalidValue(_WHAT, [Fault(name, a(kind.__name__), got(given), advice)])
    return given


def only(kind: type[_T], name: str, given: Any) -> tuple[_T, ...]:
    """The values of an argument, all of one class. Raises :class:`~iptcore.errors.InvalidValue` for anything else."""
    values = tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(value, kind) for value in values):
        raise InvalidValue(_WHAT, [Fault(name, f"{name} alone", "something else", f"pass yours as {name}=[yours]")])
    return values
