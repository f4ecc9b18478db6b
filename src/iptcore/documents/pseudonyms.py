"""Other words for words: the same for the same, and different ones for different ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import count, product
from string import ascii_letters, ascii_uppercase
from typing import Any, TypeAlias

import attrs

from iptcore.constraints import Constraint
from iptcore.errors import Fault, InvalidValue
from iptcore.events import KINDS
from iptcore.protocol.protocol import Protocol
from iptcore.shapes import shape_of
from iptcore.validation import misfits

Rename: TypeAlias = Callable[[str], str]
"""Gives the word that stands for another."""

_KEY = shape_of(str), Constraint(key=True)

_WHAT = "argument"
_ONE_FOR_EACH = "make one for each key of the course; what raises on the way is not told, for it may show a key"
_NOT_ITS_OWN = Fault(
    path="keys",
    expected="a new key for each key, and different ones for different people",
    got="a key of the course itself, or one key for two",
    advice="make a new key for each person: two people under one key cannot be told apart",
)


# -- keys --------------------------------------------------------------------------------------------------------------


def numbered_keys(course: str) -> Rename:
    """``key-course-1``, ``key-course-2``: keys that no other *course* uses."""
    new: dict[str, str] = {}
    rest = (f"key-{course}-{number}" for number in count(1))
    # None keeps itself, though somebody may have used keys of this form already.
    return lambda old: new.get(old) or new.setdefault(old, next(key for key in rest if key != old))


def keys_of_the_caller(keys: Rename | Mapping[str, str]) -> Rename:
    """The keys that the caller's function or mapping gives; it is called once for each key.

    An error of the caller's function is not shown, because it may show the key.

    Raises:
        InvalidValue: for anything but a key, for a key of the course, and for one that was given before.
    """
    new: dict[str, str] = {}
    taken: set[str] = set()

    def rename(old: str) -> str:
        if old not in new:
            new_key = _asked(keys, old)
            if new_key == old or new_key in taken or old in taken:
                raise InvalidValue(_WHAT, [_NOT_ITS_OWN])
            taken.update((old, new_key))
            new[old] = new_key
        return new[old]

    return rename


def _asked(keys: Rename | Mapping[str, str], old: str) -> str:
    new_key: Any = None
    with suppress(Exception):
        new_key = keys[old] if isinstance(keys, Mapping) else keys(old)
    against = [attrs.evolve(fault, path="keys", advice=_ONE_FOR_EACH) for fault in misfits(*_KEY, new_key)]
    if against:
        # Raised out here, where it has no cause or context that shows the key.
        raise InvalidValue(_WHAT, against)
    return new_key  # type: ignore[no-any-return]  # it was checked


# -- texts -------------------------------------------------------------------------------------------------------------


def numbered_texts(word: str) -> Rename:
    """``[word 1]``, ``[word 2]``. Texts that differ only in capitals still do: ``[word 1]``, ``[Word 1]``.

    Some rules take these for the same, such as two spellings of a medication. Where the letters of *word* give out, the
    rest share the last form.
    """
    forms: dict[str, Iterator[str]] = {}
    new: dict[str, str] = {}

    def rename(old: str) -> str:
        if old not in new:
            alike = old.casefold()
            if alike not in forms:
                forms[alike] = _in_every_case(word, len(forms) + 1)
            new[old] = next(forms[alike])
        return new[old]

    return rename


def _in_every_case(word: str, number: int) -> Iterator[str]:
    letters = [place for place, letter in enumerate(word) if letter in ascii_letters]
    changed = word
    for form in range(2 ** len(letters)):
        swapped = {place for bit, place in enumerate(letters) if form >> bit & 1}
        changed = "".join(letter.swapcase() if place in swapped else letter for place, letter in enumerate(word))
        yield f"[{changed} {number}]"
    while True:
        yield f"[{changed} {number}]"


# -- names -------------------------------------------------------------------------------------------------------------


def known_names(protocols: Iterable[Protocol]) -> Rename:
    """What is a name to the library or to *protocols* as it is, and ``OTHER001``, ``OTHER002`` for what is not."""
    known = _library().union(*map(_names_of, protocols))
    rest = (word for word in _others() if word not in known)
    new: dict[str, str] = {}
    return lambda name: name if name in known else new.get(name) or new.setdefault(name, next(rest))


@cache
def _library() -> frozenset[str]:
    from iptcore.protocol.catalogue import CATALOGUE  # late: it builds every protocol

    return frozenset(KINDS).union(*map(_names_of, CATALOGUE))


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
