"""Streams of events or courses as lines (NDJSON), one document or entry a line.

Nothing here opens a file: lines come from any iterable, such as a file opened for reading, and go to ``writelines``.
Arguments are checked at the call, before the first line: these functions return generators and are none themselves,
because a generator function checks nothing until its first item is taken.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import attrs

from iptcore.course import Course
from iptcore.documents.course_document import course_data, events_of, from_json, known
from iptcore.documents.envelope import ENTRIES, sealed, unsealed
from iptcore.documents.errors import BadDocument
from iptcore.documents.event_document import entry_data
from iptcore.documents.limits import HOW_GIVEN, LIMITS, Limits
from iptcore.documents.plain_data import parsed
from iptcore.documents.upgrades import upgraded
from iptcore.documents.writing import written
from iptcore.errors import Fault, InvalidValue
from iptcore.events import Event
from iptcore.validation import got, must_be, must_be_flags

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_T = TypeVar("_T")


def _each(name: str, given: Iterable[_T], advice: str) -> Iterable[_T]:
    several: object = given
    if isinstance(several, str | bytes) or not isinstance(several, Iterable):
        raise InvalidValue("argument", [Fault(name, "several, one after the other", got(several), advice)])
    return given


def write_entries(events: Iterable[Event]) -> Iterator[str]:
    """A log of events as lines: the first names schema and version, then one line an event.

    Raises:
        InvalidValue: at the call, unless *events* are several; at its line, for anything that is not an event.
    """
    return _written_entries(_each("events", events, "call write_entries([event])"))


def _written_entries(events: Iterable[Event]) -> Iterator[str]:
    yield written(sealed(ENTRIES, {})) + "\n"
    for event in events:
        yield written(entry_data(event)) + "\n"


def read_entries(lines: Iterable[str | bytes], *, limits: Limits = LIMITS) -> Iterator[Event]:
    """The events of a log, one by one as its lines come; blank lines are passed over. *limits* hold for each line.

    Raises:
        InvalidValue: at the call, for an argument that does not fit.
        BadDocument: at the first line that is wrong, with everything that is wrong with it.
    """
    must_be(Limits, "limits", limits, HOW_GIVEN)
    return _entries(_numbered(_lines(lines)), limits)


def _entries(lines: Iterator[tuple[str, str | bytes]], limits: Limits) -> Iterator[Event]:
    version = None
    for what, line in lines:
        data = parsed(what, line, limits)
        if version is None:
            inside, faults = unsealed(ENTRIES, data, ())
            if inside is None or faults:
                raise BadDocument(what, faults)
            version = data["version"]
            continue
        events, faults = events_of([upgraded(data, version)])
        if faults:
            raise BadDocument(what, (attrs.evolve(fault, path=fault.path.removeprefix("/0")) for fault in faults))
        yield events[0]
    if version is None:
        raise BadDocument("line 1", [Fault("", f"the schema {ENTRIES} and its version", "nothing")])


def write_courses(courses: Iterable[Course]) -> Iterator[str]:
    """Courses as lines, each a document of its own.

    Raises:
        InvalidValue: at the call, unless *courses* are several; at its line, for anything that is not a course.
    """
    return _written_courses(_each("courses", courses, "call write_courses([course])"))


def _written_courses(courses: Iterable[Course]) -> Iterator[str]:
    for course in courses:
        must_be(Course, "", course, "call write_courses([course])")
        yield written(course_data(course)) + "\n"


def read_courses(
    lines: Iterable[str | bytes],
    *,
    protocols: "Iterable[Protocol] | None" = (),
    strict: bool = False,
    limits: Limits | None = None,
) -> Iterator[Course]:
    """The courses of a cohort, one by one as its lines come, each read as by :func:`from_json`.

    Raises:
        InvalidValue: at the call, for an argument that does not fit.
        BadDocument: at the first line that is wrong, with everything that is wrong with it.
    """
    protocols = tuple(protocols) if isinstance(protocols, Iterable) else protocols
    must_be_flags(strict=strict)
    known(protocols or ())  # for its errors; each line looks them up again
    if limits is not None:
        must_be(Limits, "limits", limits, HOW_GIVEN)
    read = partial(from_json, protocols=protocols, strict=strict, limits=limits)
    return (read(line, what=what) for what, line in _numbered(_lines(lines)))


def _lines(lines: Iterable[str | bytes]) -> Iterable[str | bytes]:
    return _each("lines", lines, "pass an open file, or a list")


def _numbered(lines: Iterable[str | bytes]) -> Iterator[tuple[str, str | bytes]]:
    number, whole = 0, True
    try:
        for number, line in enumerate(lines, start=1):
            # Anything but text goes on, and is reported as a fault of its line.
            if not hasattr(line, "strip") or line.strip():
                yield f"line {number}", line
    except UnicodeError:  # of a file opened as text; it is read in parts, so the fault may lie some lines further on
        whole = False
    if not whole:  # raised here, without the other error as its context, which holds the text
        raise BadDocument(
            f"what follows line {number}", [Fault("", "text in UTF-8", "other bytes", "store it as UTF-8")]
        )
