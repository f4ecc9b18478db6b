"""The error for arguments with which nothing can be simulated."""

import math
import operator
from collections.abc import Iterable, Sequence
from numbers import Real
from typing import Any

import numpy as np

from iptcore.errors import Fault, InvalidValue, few_of
from iptcore.validation import nearest


class BadRequest(InvalidValue):
    """The arguments of a simulation are invalid; the message says what to pass instead.

    An invalid plan, arm, scale or parameter raises the parent class, `InvalidValue`, like every value.
    """

    def __init__(self, message: str) -> None:
        super().__init__("arguments of a simulation", [Fault(path="", expected="valid arguments", advice=message)])
        self.message: str = message

    def __reduce__(self) -> tuple[type["BadRequest"], tuple[str]]:
        return type(self), (self.message,)

    def __str__(self) -> str:
        return self.message


def unknown(what: str, name: object, known: Iterable[str], otherwise: str = "") -> BadRequest:
    """The error for a name that is none of *known*: first the nearest of these, then what to do if that is not meant.

    *what* begins the message (``unknown arm``). *otherwise* is what to do; left out, it gives the names that are known
    (of many only the first).
    """
    names = list(map(str, known))
    meant = nearest(name, names)
    otherwise = otherwise or f"use one of {few_of(names)}"
    return BadRequest(f"{what}: {f'{meant} If not, ' if meant else ''}{otherwise}")


def whole(given: Any, what: str, least: int, most: int | None = None) -> int:
    """A whole number from *least* to *most*, of Python or numpy; True and False are not numbers here.

    Raises:
        BadRequest: if it is anything else.
    """
    if isinstance(given, (bool, np.bool_)):
        raise BadRequest(f"{what} has to be a whole number, got a bool: write the number")
    number = _index(given)
    if number is None:
        raise BadRequest(f"{what} has to be a whole number, got a {type(given).__name__}: write one such as 7")
    if number < least:
        raise BadRequest(f"{what} has to be at least {least}, got a smaller number")
    if most is not None and number > most:
        raise BadRequest(f"{what} has to be at most {most}, got a greater number")
    return number


def _index(given: Any) -> int | None:
    try:
        return operator.index(given)
    except TypeError:  # an array has one only if it holds a single whole number
        return None


def _is_finite(number: Any) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond any float
        return False


def real(given: Any, what: str, least: float = -math.inf, most: float = math.inf) -> float:
    """A finite number from *least* to *most*, of Python or numpy; True and False are not numbers here.

    Raises:
        BadRequest: if it is anything else.
    """
    if isinstance(given, (bool, np.bool_)) or not isinstance(given, Real) or not _is_finite(given):
        raise BadRequest(f"{what} has to be a finite number: write one such as 0.5")
    number = float(given)
    if not least <= number <= most:
        raise BadRequest(f"{what} has to be a number from {least:g} to {most:g}")
    return number


def flag(given: Any, what: str) -> bool:
    """True or False; anything else would count as one of them by mistake, such as the text "no" as yes.

    Raises:
        BadRequest: if it is anything else.
    """
    return bool(of_kind(given, bool, f"{what} has to be True or False"))


def of_kind(given: Any, kind: Any, such_as: str) -> Any:
    """The argument, if it is an instance of a class, or of one of several classes.

    Raises:
        BadRequest: with the message *such_as*, if it is not.
    """
    if not isinstance(given, kind):
        raise BadRequest(such_as)
    return given


def a_tuple(given: Any, what: str, such_as: str, most: int) -> Sequence[Any]:
    """A tuple or list of at most *most* items.

    Raises:
        BadRequest: if it is anything else.
    """
    if not isinstance(given, (tuple, list)) or len(given) > most:
        raise BadRequest(f"{what} has to be a tuple of at most {most} items, such as {such_as}")
    return given
