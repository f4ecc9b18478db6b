"""Single events as documents."""

from typing import Any

import attrs

from iptcore.checks import got
from iptcore.documents.bad_document import BadDocument
from iptcore.documents.codec import data_of
from iptcore.documents.course_document import events_of
from iptcore.documents.envelope import EVENT, sealed, unsealed
from iptcore.documents.limits import LIMITS, Limits, parsed
from iptcore.errors import Fault, InvalidValue
from iptcore.events import EVENTS, Event


def event_data(event: Event) -> dict[str, Any]:
    """An event as the data of a document of its own."""
    return sealed(EVENT, {"event": entry_data(event)})


def entry_data(event: Event) -> dict[str, Any]:
    """An event as data. Raises :class:`~iptcore.errors.InvalidValue` for what is none."""
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
