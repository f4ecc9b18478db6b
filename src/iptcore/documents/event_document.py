"""Single events as documents, and streams of events or courses as lines (NDJSON), one document or entry a line.

Nothing here opens a file: lines come from any iterable, such as a file opened for reading, and go to ``writelines``.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import attrs

from iptcore.checks import got
from iptcore.course import Course
from iptcore.documents.bad_document import BadDocument
from iptcore.documents.codec import data_of
from iptcore.documents.course_document import course_data, events_of, from_json
from iptcore.documents.envelope import ENTRIES, EVENT, sealed, unsealed
from iptcore.documents.limits import LIMITS, Limits, parsed
from iptcore.documents.upgrades import upgraded
from iptcore.documents.writing import written
from iptcore.errors import Fault, InvalidValue
from iptcore.events import EVENTS, Event

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


def event_data(event: Event) -> dict[str, Any]:
    """An event as the data of a document of its own."""
    return sealed(EVENT, {"event": _entry(event)})


def _entry(event: Event) -> dict[str, Any]:
    if type(event) not in EVENTS:
        raise InvalidValue("a document", [Fault("", "a course, a protocol or events", got(event))])
    return data_of(event)


def event_from_json(text: str | bytes, *, limits: Limits = LIMITS, what: str = "the document") -> Event:
    """The event that a document of a single event holds. Raises :class:`BadDocument` with everything that is wrong."""
    event, faults = event_of(parsed(what, text, limits))
    if event is None:
        raise BadDocument(what, faults)
    return event


def event_of(data: Any) -> tuple[Event | None, list[Fault]]:
    """The event that the data of a document stand for, and what is wrong with them; None if anything is."""
    inside, faults = unsealed(EVENT, data, ("event",))
    if inside is None:
        return None, faults
    events, within = events_of([inside.get("event")])
    faults += (attrs.evolve(fault, path=fault.path.replace("/0", "/event", 1)) for fault in within)
    return (None if faults else events[0]), faults


# -- lines -------------------------------------------------------------------------------------------------------------


def write_entries(events: Iterable[Event]) -> Iterator[str]:
    """A log of events as lines: the first names schema and version, then one line an event."""
    yield written(sealed(ENTRIES, {})) + "\n"
    for event in events:
        yield written(_entry(event)) + "\n"


def read_entries(lines: Iterable[str | bytes], *, limits: Limits = LIMITS) -> Iterator[Event]:
    """The events of a log, one by one as its lines come; blank lines are passed over. *limits* hold for each line.

    Raises :class:`BadDocument` at the first line that is wrong, with everything that is wrong with it.
    """
    version = None
    for what, line in _numbered(lines):
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
    """Courses as lines, each a document of its own."""
    return (written(course_data(course)) + "\n" for course in courses)


def read_courses(
    lines: Iterable[str | bytes],
    *,
    protocols: "Iterable[Protocol] | None" = (),
    strict: bool = False,
    limits: Limits = LIMITS,
) -> Iterator[Course]:
    """The courses of a cohort, one by one as its lines come, each read as by :func:`from_json`.

    Raises :class:`BadDocument` at the first line that is wrong, with everything that is wrong with it.
    """
    protocols = None if protocols is None else tuple(protocols)
    for what, line in _numbered(lines):
        yield from_json(line, protocols=protocols, strict=strict, limits=limits, what=what)


def _numbered(lines: Iterable[str | bytes]) -> Iterator[tuple[str, str | bytes]]:
    # What is no text at all goes on, to be told as a fault of its line.
    kept = ((number, line) for number, line in enumerate(lines, start=1) if not hasattr(line, "strip") or line.strip())
    return ((f"line {number}", line) for number, line in kept)
