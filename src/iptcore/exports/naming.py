"""Names in exports: ids that stay the same, and names that identify nobody."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha1
from typing import Any

from iptcore.constraints import KEY
from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.validation import got

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
    if not isinstance(courses, Mapping):
        advice = 'give each a name of its own: {"course-1": course}'
        raise InvalidValue(what, [Fault("courses", "a mapping from names to courses", got(courses), advice)])
    faults = [
        fault for place, name in enumerate(courses) for fault in _against_name(f"courses, name {place + 1}", name)
    ]
    faults += [
        Fault(f"courses, number {place + 1}", "a Course", got(course))
        for place, course in enumerate(courses.values())
        if not isinstance(course, Course)
    ]
    if faults:
        raise InvalidValue(what, faults)
    return courses


def _against_name(path: str, name: Any) -> Iterable[Fault]:
    if type(name) is not str or not _NAME.fullmatch(name) or name.lower() in _MISSING:
        expected = "1 to 64 letters, digits, _, . or -, and not a word for a missing cell such as NA"
        yield Fault(
            path, expected, got(name), "choose a name that says nothing about the client: it is exported unchanged"
        )
