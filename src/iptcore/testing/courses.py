"""Strategies for events in a course and for courses: legal ones are made along the protocol's own cures."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from hypothesis import reject
from hypothesis import strategies as st

from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import (
    EVENTS,
    ClientReferred,
    Correction,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    EntriesCorrected,
    Event,
    EventKind,
    MiddleBegun,
    MiddleResumed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.cures import example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.steps import Place, place
from iptcore.readings.risk import client_died
from iptcore.testing.values import drawn_by, values
from iptcore.values import Value, fields_of
from iptcore.vocabulary import Phase, Status

_V = TypeVar("_V", bound=Value)

OPENINGS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
"""The days on which a course may open."""

GAP = st.integers(0, 10)
"""Days from one event to the next."""

STANDS: tuple[tuple[Phase | None, Status], ...] = (
    (None, Status.NOT_OPENED),
    *((phase, status) for phase in Phase for status in (Status.OPEN, Status.SUSPENDED, Status.ENDED)),
)
"""Every place in the step table where a course can be."""

_STEPS: dict[tuple[Place, Phase], tuple[EventKind, ...]] = {
    (Place.INITIAL, Phase.MIDDLE): (MiddleBegun,),
    (Place.INITIAL, Phase.TERMINATION): (MiddleBegun, TerminationBegun),
    (Place.MIDDLE, Phase.TERMINATION): (TerminationBegun,),
    (Place.TERMINATION, Phase.MIDDLE): (MiddleResumed,),
}
"""The steps that lead towards a phase."""


def events(course: Course, protocol: Protocol = IPT, *, legal: bool | None = None) -> st.SearchStrategy[Event]:
    """Events for *course*: any valid ones, or those that *protocol* accepts (*legal*) or refuses (not *legal*)."""
    must_be_protocol_and_courses("events(course, protocol)", protocol, course)
    if legal is None:
        return values(Event, on=later(course))
    return legal_events(course, protocol) if legal else illegal_events(course, protocol)


def later(course: Course) -> st.SearchStrategy[date]:
    """Days on or after the last of the timeline."""
    last = course.last_on
    return OPENINGS if last is None else GAP.map(lambda days: last + timedelta(min(days, (date.max - last).days)))


def legal_events(course: Course, protocol: Protocol, kinds: tuple[EventKind, ...] = EVENTS) -> st.SearchStrategy[Event]:
    """Events of *kinds* that *protocol* accepts; some are entered late.

    Each is an accepted example, with as many fields of a randomly drawn event as are accepted too.
    """
    open_kinds = [option.kind for option in protocol.allowed(course) if option.open and option.kind in kinds]

    def event(draw: st.DrawFn) -> Event:
        kind = draw(st.sampled_from(open_kinds or kinds))
        on = draw(later(course))
        accepted = example(protocol, course, kind, on)
        if accepted is None:  # only where the protocol breaks the law of allowed
            reject()
        days = st.just(on) if course.opened_on is None else st.one_of(st.just(on), st.dates(course.opened_on, on))
        parts = {"corrections": _corrections(course)} if kind is EntriesCorrected else {}
        drawn = draw(values(kind, on=days, **parts))
        return blended(accepted, drawn, lambda event: protocol.accepts(course, event))

    return drawn_by(event)


def _corrections(course: Course) -> st.SearchStrategy[tuple[Correction, ...]]:
    """Corrections of entries of the course, by events with days in its time."""
    replacement = values(Event, on=st.dates(course.opened_on or date.min, course.last_on or date.max))
    entries = values(Correction, entry=st.integers(1, course.revision), replacement=st.none() | replacement)
    return st.lists(entries, min_size=1, max_size=2, unique_by=lambda correction: correction.entry).map(tuple)


def illegal_events(course: Course, protocol: Protocol) -> st.SearchStrategy[Event]:
    """Events that *protocol* refuses: of a kind that is closed, or with fields that it refuses."""
    closed = [option.kind for option in protocol.allowed(course) if not option.open]

    def event(draw: st.DrawFn) -> Event:
        drawn = draw(values(Event, on=later(course)))
        if protocol.accepts(course, drawn):
            return draw(values(draw(st.sampled_from(closed)), on=later(course)))
        return drawn

    return drawn_by(event)


def blended(accepted: _V, drawn: _V, fits: Callable[[_V], bool]) -> _V:
    """The *accepted* value, with as many fields of the *drawn* one as *fits* allows."""
    if fits(drawn):
        return drawn
    for field in fields_of(type(accepted)):
        before, part = getattr(accepted, field.name), getattr(drawn, field.name)

        def fits_here(part: Any, name: str = field.name, whole: _V = accepted) -> bool:
            changed = _replaced(whole, name, part)
            return changed is not None and fits(changed)

        if fits_here(part):
            accepted = accepted.replace(**{field.name: part})
        elif isinstance(part, Value) and type(part) is type(before):
            accepted = accepted.replace(**{field.name: blended(before, part, fits_here)})
    return accepted


def _replaced(whole: _V, name: str, part: Any) -> _V | None:
    try:
        return whole.replace(**{name: part})
    except InvalidValue:
        return None


def courses(
    protocol: Protocol, *, phase: Phase | None = None, status: Status | None = None
) -> st.SearchStrategy[Course]:
    """Courses that *protocol* accepted event by event, and that are in *phase* and *status*; None stands for any.

    Raises:
        InvalidValue: if no course can have both: from the opening on a course has a phase, and before it has none.
    """
    must_be_protocol_and_courses("courses(protocol)", protocol)
    stands = [stand for stand in STANDS if phase in (None, stand[0]) and status in (None, stand[1])]
    if not stands:
        advice = "a course has a phase from its opening on: leave out phase or status"
        raise InvalidValue("argument", [Fault("status", "one that the phase goes with", advice=advice)])

    def course(draw: st.DrawFn) -> Course:
        return _lived_through(draw, protocol, *draw(st.sampled_from(stands)))

    return drawn_by(course)


def _lived_through(draw: st.DrawFn, protocol: Protocol, phase: Phase | None, status: Status) -> Course:
    course = Course()
    if phase is None:
        return course
    course = protocol.apply(course, draw(legal_events(course, protocol, (CourseOpened,))))
    if draw(st.booleans()) and phase is not Phase.INITIAL:
        # A detour: as far as the last phase, from where the middle may be resumed.
        course = _walked(draw, protocol, course, Phase.TERMINATION)
        if draw(st.booleans()):
            course = _walked(draw, protocol, course, Phase.MIDDLE)
    course = _walked(draw, protocol, course, phase)
    if status is Status.SUSPENDED:
        course = _stepped(draw, protocol, course, CourseSuspended)
    if status is Status.ENDED:
        leaving = (CourseDiscontinued, ClientReferred)
        endings = (CourseCompleted, *leaving) if phase is Phase.TERMINATION else leaving
        course = _stepped(draw, protocol, course, draw(st.sampled_from(endings)))
    return _lived(draw, protocol, course)


def _walked(draw: st.DrawFn, protocol: Protocol, course: Course, phase: Phase) -> Course:
    while course.phase is not phase:
        course = _lived(draw, protocol, course)
        course = _stepped(draw, protocol, course, draw(st.sampled_from(_STEPS[place(course), phase])))
        if draw(st.integers(0, 7)) == 7:
            course = _stepped(draw, protocol, course, CourseSuspended)
            course = _stepped(draw, protocol, _lived(draw, protocol, course), CourseResumed)
    return course


def _stepped(draw: st.DrawFn, protocol: Protocol, course: Course, kind: EventKind) -> Course:
    on = draw(later(course))
    # Where no way is found, the first example is refused with everything against it.
    way = way_to(protocol, course, kind, on) or tuple(examples(protocol, course, kind, on))[:1]
    return protocol.apply(course, *way)


def _lived(draw: st.DrawFn, protocol: Protocol, course: Course) -> Course:
    """The course after some more events that change neither its phase nor its status."""
    where = place(course)
    often: st.SearchStrategy[tuple[EventKind, ...]] = st.sampled_from(
        (EVENTS, (SessionHeld,), (SymptomsRated,), (EntriesCorrected,), EVENTS)
    )
    for kinds in draw(st.lists(often, max_size=4)):
        lived = protocol.apply(course, draw(legal_events(course, protocol, kinds)))
        led_on = (lived.phase, lived.ending) != (course.phase, course.ending)
        if place(lived) is where and not led_on and (where is Place.ENDED or not client_died(lived)):
            course = lived
    return course
