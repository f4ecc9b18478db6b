"""Names in exports: ids that stay the same, and names that identify nobody."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha1
from typing import Any, TypeVar

from iptcore.constraints import KEY
from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.validation import a, got

_T = TypeVar("_T")

URN = "urn:iptcore"
"""The prefix of our code systems, protocols and identifiers (our decision: it is not a web address)."""

_NAME = re.compile(KEY)

_MISSING = frozenset({"na", "nan", "none", "null"})
"""Words that programs read as a missing cell of a table."""


def code_system(of: str) -> str:
    """The URI of one of our code systems."""
    return f"{URN}:{of}"


def stable_id(*parts: str | int) -> str:
    """An id that is always the same for the same parts: a UUID of version 5 (RFC 9562).

    Anybody who knows the parts can compute it, so none of them may be private.
    """
    digest = bytearray(sha1("\n".join((URN, *map(str, parts))).encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def checked_name(what: str, name: Any) -> str:
    """The *name*, if it has the form of a key.

    Raises:
        InvalidValue: otherwise.
    """
    faults = list(_against_name("name", name))
    if faults:
        raise InvalidValue(what, faults)
    checked: str = name
    return checked


def checked_courses(what: str, courses: Any) -> Mapping[str, Course]:
    """The *courses*, if they map names to courses.

    Raises:
        InvalidValue: otherwise.
    """
    return checked_named(what, "course", Course, courses)


def checked_named(what: str, one: str, kind: type[_T], given: Any) -> Mapping[str, _T]:
    """What was given, if it maps names of courses to values of that *kind*; *one* is the word for such a value.

    Raises:
        InvalidValue: otherwise.
    """
    if not isinstance(given, Mapping):
        advice = f'give each a name of its own: {{"course-1": {one}}}'
        raise InvalidValue(what, [Fault(f"{one}s", f"a mapping from names to {one}s", got(given), advice)])
    faults = [fault for place, name in enumerate(given) for fault in _against_name(f"{one}s, name {place + 1}", name)]
    faults += [
        Fault(f"{one}s, number {place + 1}", a(kind.__name__), got(part))
        for place, part in enumerate(given.values())
        if not isinstance(part, kind)
    ]
    if faults:
        raise InvalidValue(what, faults)
    return given


def _against_name(path: str, name: Any) -> Iterable[Fault]:
    if type(name) is not str or not _NAME.fullmatch(name) or name.lower() in _MISSING:
        expected = "1 to 64 letters, digits, _, . or -, and not a word for a missing cell such as NA"
        yield Fault(
            path, expected, got(name), "choose a name that says nothing about the client: it is exported unchanged"
        )
