"""Courses as documents: the list of their entries in an envelope."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from iptcore.checks import got
from iptcore.course import Course, replay
from iptcore.documents.bad_document import BadDocument
from iptcore.documents.codec import data_of, reader
from iptcore.documents.envelope import COURSE, sealed, unsealed
from iptcore.documents.explaining import at, enough, faults_of, in_json
from iptcore.documents.limits import LIMITS, Limits, parsed
from iptcore.errors import Fault, InvalidValue
from iptcore.events import Event

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

Known: TypeAlias = dict[str, dict[str, "Protocol"]]
"""Protocols by code and edition."""

_KEYS = ("protocol", "edition", "entries")

_ADVICE = "pass yours in: from_json(…, protocols=[yours]); protocols=None reads it without asking"


def course_data(course: Course) -> dict[str, Any]:
    """A course as the data of its document. The protocol and edition are those of its opening, if it has one."""
    opening = course.opening
    under = {} if opening is None else {"protocol": opening.protocol, "edition": opening.edition}
    return sealed(COURSE, {**under, "entries": [data_of(event) for event in course.history]})


def from_json(
    text: str | bytes,
    *,
    protocols: "Iterable[Protocol] | None" = (),
    strict: bool = False,
    limits: Limits = LIMITS,
    what: str = "the document",
) -> Course:
    """The course that a document holds: its entries folded, and not judged.

    *protocols* are known beside those of the catalogue; with None any protocol is taken at its word. *strict* also
    reviews the course under the protocol and edition it was opened under, and refuses an illegal history: a review of
    two thousand corrections takes a minute, so read what strangers send within smaller *limits*. *what* is how messages
    name the document.

    Raises :class:`BadDocument` with everything that is wrong.
    """
    course, faults = course_of(parsed(what, text, limits))
    if course is not None and not (protocols is None and not strict):
        faults += _judged(what, course, known(protocols or ()), strict=strict)
    if course is None or faults:
        raise BadDocument(what, faults)
    return course


def course_of(data: Any) -> tuple[Course | None, list[Fault]]:
    """The course that the data of a document stand for, and what is wrong with them; None if anything is."""
    inside, faults = unsealed(COURSE, data, _KEYS)
    if inside is None:
        return None, faults
    events, within = events_of(inside.get("entries"))
    faults += at("entries", within)
    if faults:
        return None, faults
    course = replay(events)
    faults += _differences(inside, course)
    return (None if faults else course), faults


def events_of(entries: Any) -> tuple[list[Event], list[Fault]]:
    """The events that a list of entries stands for, and what is wrong with it."""
    if type(entries) is not list:
        return [], [Fault("", "a list of entries", in_json(got(entries)))]
    read = reader(Event)
    try:
        events = [read(entry, None) for entry in entries]
    except InvalidValue:
        events = [None]
    if all(isinstance(event, Event) for event in events):
        return events, []
    return [], enough(fault for place, entry in enumerate(entries) for fault in at(place, faults_of(Event, entry)))


def _differences(inside: dict[str, Any], course: Course) -> Iterator[Fault]:
    """Where the envelope says something else than the opening."""
    for key in ("protocol", "edition"):
        meant = getattr(course.opening, key, None)
        if inside.get(key) != meant:
            expected = "nothing, for the course was not opened" if meant is None else f"the {key} of the opening"
            yield from at(key, [Fault("", expected, in_json(got(inside.get(key))))])


# -- protocols ---------------------------------------------------------------------------------------------------------


def known(protocols: "Iterable[Protocol]") -> Known:
    """The protocols of the catalogue, and *protocols* in place of those with the same code and edition."""
    from iptcore.protocol.catalogue import CATALOGUE  # late: it builds every protocol, and writing needs none

    by_code: Known = {}
    for protocol in (*CATALOGUE, *protocols):
        by_code.setdefault(protocol.code, {})[protocol.edition] = protocol
    return by_code


def _judged(what: str, course: Course, protocols: Known, *, strict: bool) -> list[Fault]:
    """What there is against the course as a document of its protocol. An illegal history raises by itself."""
    opening = course.opening
    if opening is None:
        return []
    editions = protocols.get(opening.protocol)
    if editions is None:
        expected = f"the code of a protocol known here ({', '.join(protocols)})"
        return list(at("protocol", [Fault("", expected, "another one", _ADVICE)]))
    if not strict:
        return []
    protocol = editions.get(opening.edition)
    if protocol is None:
        expected = f"an edition known here ({', '.join(editions)})"
        return list(at("edition", [Fault("", expected, "another one", _ADVICE)]))
    findings = protocol.review(course)
    illegal = [found for found in findings if found.objection.level.refuses]
    if illegal:
        faults = (Fault(f"/entries/{found.entry - 1}", f"to {found.objection}") for found in illegal)
        # A clinician's explanation is private, and an error travels.
        raise BadDocument(what, faults, (found.replace(explained=None) for found in findings))
    return []
