"""Single events as documents."""

from typing import Any

import attrs

from iptcore.documents.codec import TAG, data_of
from iptcore.documents.course_document import events_of
from iptcore.documents.envelope import EVENT, sealed, unsealed
from iptcore.documents.errors import BadDocument, known_kind
from iptcore.documents.explaining import at, faults_of, not_one_of
from iptcore.documents.limits import LIMITS, Limits
from iptcore.documents.plain_data import parsed, plain
from iptcore.errors import Fault, InvalidValue
from iptcore.events import EVENTS, KINDS, Event
from iptcore.validation import got


def event_data(event: Event) -> dict[str, Any]:
    """An event as the data of a document of its own."""
    return sealed(EVENT, {"event": entry_data(event, "a course, a protocol or an event")})


def entry_data(event: Event, expected: str = "an event") -> dict[str, Any]:
    """An event as data; *expected* is what the caller takes.

    Raises:
        InvalidValue: for anything else.
    """
    if type(event) not in EVENTS:
        advice = "write_entries(history) writes a history" if isinstance(event, list | tuple) else ""
        raise InvalidValue("argument", [Fault("", expected, got(event), advice)])
    return data_of(event)


def event_from_json(text: str | bytes, *, limits: Limits = LIMITS, what: str = "the document") -> Event:
    """The event that a document of a single event holds.

    Raises:
        BadDocument: with everything that is wrong.
    """
    event, faults = event_of(parsed(what, text, limits))
    if event is None:
        raise BadDocument(what, faults)
    return event


def event_from_data(kind: str, data: Any, *, limits: Limits = LIMITS, what: str = "the event") -> Event:
    """The event of that *kind* (its tag) that plain *data* hold, such as a form that somebody has filled in.

    *data* are what :func:`faults` takes.

    Raises:
        BadDocument: with everything that is wrong.
        UnknownName: for another *kind*.
    """
    kind = known_kind(kind, KINDS)
    form, too_much = plain(data, limits)
    if too_much is not None:
        raise BadDocument(what, [too_much])
    events, within = events_of([{TAG: kind, **form} if type(form) is dict else form])
    if within or type(events[0]) is not KINDS[kind]:
        raise BadDocument(what, form_faults(kind, form))
    return events[0]


def form_faults(kind: str, data: Any) -> list[Fault]:
    """What is wrong with *data* that may leave their ``kind`` out."""
    faults_found = list(faults_of(KINDS[kind], data))
    if isinstance(data, dict) and data.get(TAG, kind) != kind:
        faults_found += at(TAG, [not_one_of([kind], data[TAG])])
    return faults_found


def event_of(data: Any) -> tuple[Event | None, list[Fault]]:
    """The event that the data of a document stand for, and what is wrong with them; None if anything is."""
    inside, faults = unsealed(EVENT, data, ("event",))
    if inside is None:
        return None, faults
    events, within = events_of([inside.get("event")])
    faults += (attrs.evolve(fault, path=fault.path.replace("/0", "/event", 1)) for fault in within)
    return (None if faults else events[0]), faults
