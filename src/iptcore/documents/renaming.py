"""Other words for words: the same for the same, and different ones for different ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import product
from string import ascii_uppercase
from typing import Any, TypeAlias

import attrs

from iptcore.constraints import Constraint
from iptcore.errors import Fault, InvalidValue
from iptcore.protocol.protocol import Protocol
from iptcore.validation import check

Rename: TypeAlias = Callable[[str], str]
"""Gives the word that stands for another."""

_is_key, _why_no_key = check(str, Constraint(key=True))

_WHAT = "a deidentified course"
_ONE_FOR_EACH = "make one for each key of the course; what raises on the way is not told, for it may show a key"
_NOT_ITS_OWN = Fault(
    path="keys",
    expected="another key for each key, and for each its own",
    got="a key of the course itself, or one key for two",
    advice="make each a new one: of two people under one key nobody can tell who is who",
)


def numbered(words: Iterable[str]) -> Rename:
    """*words* in the order in which they are needed. They say nothing of what they stand for."""
    rest, new = iter(words), dict[str, str]()
    return lambda old: new.get(old) or new.setdefault(old, next(rest))


def names(protocols: Iterable[Protocol]) -> Rename:
    """What is a name to the library or to *protocols* as it is, and ``OTHER001``, ``OTHER002`` for what is not."""
    known = _library().union(*map(_names_of, protocols))
    other = numbered(word for word in _others() if word not in known)
    return lambda name: name if name in known else other(name)


def rekeyed(keys: Rename | Mapping[str, str]) -> Rename:
    """What a caller makes of each key, asked once for each.

    Raises :class:`~iptcore.errors.InvalidValue` for what is no key, is a key of the course, or was given to another.
    What the caller raises goes no further, for it may show the key.
    """
    new: dict[str, str] = {}
    taken: set[str] = set()

    def rename(old: str) -> str:
        if old not in new:
            made = _asked(keys, old)
            if made == old or made in taken or old in taken:
                raise InvalidValue(_WHAT, [_NOT_ITS_OWN])
            taken.update((old, made))
            new[old] = made
        return new[old]

    return rename


def _asked(keys: Rename | Mapping[str, str], old: str) -> str:
    made: Any = None
    with suppress(Exception):
        made = keys[old] if isinstance(keys, Mapping) else keys(old)
    if not _is_key(made):
        # Raised out here, where it has no cause or context that shows the key.
        raise InvalidValue(
            _WHAT, (attrs.evolve(fault, path="keys", advice=_ONE_FOR_EACH) for fault in _why_no_key(made))
        )
    return made  # type: ignore[no-any-return]  # it was checked


@cache
def _library() -> frozenset[str]:
    from iptcore.protocol.catalogue import CATALOGUE  # late: it builds every protocol

    return frozenset().union(*map(_names_of, CATALOGUE))


def _names_of(protocol: Protocol) -> frozenset[str]:
    """The names that a protocol gives to itself, its rules and clauses, its instruments and its rings."""
    rules = (rule.code for rule in protocol.every_rule)
    instruments = (instrument.code for instrument in protocol.instruments)
    return frozenset((protocol.code, protocol.edition, *protocol.clauses, *rules, *instruments, *protocol.circle.rings))


def _others() -> Iterator[str]:
    # In the form of a code, which fits a public field of every sort.
    return (
        f"OTHER{''.join(letters)}{number:03d}"
        for length in range(4)
        for letters in product(ascii_uppercase, repeat=length)
        for number in range(1, 1_000)
    )
