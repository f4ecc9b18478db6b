"""Courses as documents: the list of their entries in an envelope."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from iptcore.course import Course, replay
from iptcore.documents.codec import data_of, reader
from iptcore.documents.envelope import COURSE, sealed, unsealed
from iptcore.documents.errors import BadDocument, only
from iptcore.documents.explaining import at, enough, faults_of, in_json
from iptcore.documents.limits import LIMITS, STRICT, Limits
from iptcore.documents.plain_data import parsed
from iptcore.errors import Fault, InvalidValue
from iptcore.events import Event
from iptcore.shapes import shape_of
from iptcore.validation import got, must_be_flags

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

Known: TypeAlias = Mapping[str, Mapping[str, "Protocol"]]
"""Protocols by code and edition."""

_KEYS = ("protocol", "edition", "entries")

_TWO_BY_ONE_NAME = Fault(
    path="protocols",
    expected="each protocol under a code and edition of its own",
    got="the code and edition of a protocol of the catalogue, or of another of yours",
    advice='give yours its own: yours.replace(code="my-arm", edition="1")',
)

_NOT_OPENED = Fault(
    path="/entries",
    expected="an opening, under whose protocol the history is judged",
    got="entries of a course that was not opened",
    advice="read it without strict=True, or enter its opening first",
)

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
    limits: Limits | None = None,
    what: str = "the document",
) -> Course:
    """The course that a document holds: its entries folded, and not judged.

    *protocols* are known beside those of the catalogue; no two may have the same code and edition. With None, the
    protocol that the document names need not be known. *strict* also reviews the course under the protocol and edition
    it was opened under, and refuses an illegal history and entries without an opening. *what* names the document in
    messages.

    With None as *limits* the usual ones hold; *strict* then allows 10,000 items, because twice as many entries can make
    a review four times as long where they are corrections, groups joined and left, or ratings between missed sessions.
    1,000 corrections (7,000 items) take about 15 seconds: set smaller limits for documents from strangers.

    Raises:
        BadDocument: with everything that is wrong.
        InvalidValue: for an argument that does not fit.

    >>> from datetime import date
    >>> from iptcore import IPT
    >>> from iptcore.documents import to_json
    >>> course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
    >>> from_json(to_json(course)) == course
    True
    """
    must_be_flags(strict=strict)
    usual = STRICT if strict else LIMITS
    course, faults = course_of(parsed(what, text, usual if limits is None else limits))
    if course is not None and not (protocols is None and not strict):
        faults += _judged(what, course, known(protocols or ()), strict=strict)
    if course is None or faults:
        raise BadDocument(what, faults)
    return course


def course_of(data: Any) -> tuple[Course | None, list[Fault]]:
    """The course in the data of a document, and the faults of the data; the course is None if there are any."""
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
    read = reader(shape_of(Event))
    try:
        events = [read(entry) for entry in entries]
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
    """The protocols of the catalogue and *protocols*.

    Raises:
        InvalidValue: for anything but a protocol, and for two different protocols with the same code and edition: a
            course would be judged by the wrong one, and nobody would notice.
    """
    if protocols == ():
        return _catalogue()
    from iptcore.protocol.protocol import Protocol

    by_code = {code: dict(editions) for code, editions in _catalogue().items()}
    for protocol in only(Protocol, "protocols", protocols):
        if by_code.setdefault(protocol.code, {}).setdefault(protocol.edition, protocol) != protocol:
            raise InvalidValue("argument", [_TWO_BY_ONE_NAME])
    return by_code


@cache
def _catalogue() -> Known:
    from iptcore.protocol.catalogue import CATALOGUE  # late: it builds every protocol, and writing needs none

    by_code: dict[str, dict[str, Protocol]] = {}
    for protocol in CATALOGUE:
        by_code.setdefault(protocol.code, {})[protocol.edition] = protocol
    return by_code


def _judged(what: str, course: Course, protocols: Known, *, strict: bool) -> list[Fault]:
    """The faults of the course under its protocol. A history that it refuses raises an error with the findings."""
    opening = course.opening
    if opening is None:
        # A strict reading reviews the history, and a course that was not opened has no protocol to review it.
        return [_NOT_OPENED] if strict and course.revision else []
    editions = protocols.get(opening.protocol)
    if editions is None:
        expected = f"the code of a protocol known here ({', '.join(protocols)})"
        return list(at("protocol", [Fault("", expected, "an unknown one", _ADVICE)]))
    if not strict:
        return []
    protocol = editions.get(opening.edition)
    if protocol is None:
        expected = f"an edition known here ({', '.join(editions)})"
        return list(at("edition", [Fault("", expected, "an unknown one", _ADVICE)]))
    findings = protocol.review(course)
    illegal = [finding for finding in findings if finding.objection.refuses]
    if illegal:
        faults = (Fault(f"/entries/{finding.entry - 1}", f"to {finding.objection}") for finding in illegal)
        # A clinician's explanation is private, and an error may be logged.
        raise BadDocument(what, faults, (finding.replace(explained=None) for finding in findings))
    return []
