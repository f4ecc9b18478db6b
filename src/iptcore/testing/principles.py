"""The seven principles of the protocol as laws: what is refused, what cures it, and what the clinician decides.

A law is a plain function of a protocol and of the values that it draws from strategies. It raises
:class:`AssertionError` if it is broken.
"""

import typing
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias, TypeVar

from hypothesis import strategies as st

from iptcore.course import Course, after, as_of, standings
from iptcore.events import (
    EVENTS,
    AdverseEventRecorded,
    ClientReferred,
    ContactMade,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    DepartureExplained,
    EntriesCorrected,
    Event,
    EventKind,
    FollowUpHeld,
    NotDone,
    RecurrenceRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SymptomsRated,
)
from iptcore.protocol.cures import cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Level, Objection
from iptcore.protocol.steps import NEXT_PHASE, STEPS, place
from iptcore.testing.courses import GAP, courses, later
from iptcore.testing.faithful import faithful_courses
from iptcore.testing.values import values
from iptcore.vocabulary import Status

_T = TypeVar("_T")


class Draw(typing.Protocol):
    """Draws a value from a strategy; the report of a broken law shows it."""

    def __call__(self, strategy: st.SearchStrategy[_T]) -> _T:
        """A value from *strategy*."""


Law: TypeAlias = Callable[[Protocol, Draw], None]

OPENED = (Status.OPEN, Status.SUSPENDED, Status.ENDED)

SAFETY: tuple[EventKind, ...] = (
    RiskAssessed,
    RiskEscalated,
    SafetyPlanAgreed,
    CrisisContactsRecorded,
    SafeguardingRaised,
    AdverseEventRecorded,
    ContactMade,
    SymptomsRated,
    FollowUpHeld,
)
"""The kinds of events that are open in every state of an opened course (P4)."""

LEAVING: tuple[EventKind, ...] = (ClientReferred, CourseDiscontinued)

# -- the principles ----------------------------------------------------------------------------------------------------


def facts_are_never_refused(protocol: Protocol, draw: Draw) -> None:
    """P1: where the step table has a kind of fact, every coherent event of that kind is accepted."""
    course = draw(opened_courses(protocol))
    today = draw(later(course))
    kinds = [kind for kind in EVENTS if not kind.decision and place(course) in STEPS[kind]]
    facts = [fact for kind in kinds for fact in examples(protocol, course, kind, today)]
    for fact in (draw(values(draw(st.sampled_from(kinds)), on=st.just(today))), *facts):
        refusing = all_that_refuses(protocol, course, fact)
        hold(
            {objection.level for objection in refusing} <= {Level.COHERENCE},
            f"{fact} is a fact and was refused: {[objection.code for objection in refusing]}",
        )


def refusals_are_cured_today(protocol: Protocol, draw: Draw) -> None:
    """P2: every refusal of a change of phase or an ending can be cured today, by the cures that it names."""
    course = draw(st.sampled_from((Status.OPEN, Status.SUSPENDED)).flatmap(lambda at: courses(protocol, status=at)))
    today = draw(later(course))
    if course.status is Status.SUSPENDED:
        course = protocol.apply(course, *way_to(protocol, course, CourseResumed, today))
    step = draw(values(draw(_steps(course)), on=st.just(today)))
    # Against coherence nothing helps: it is the step itself that makes no sense.
    refusing = all_that_refuses(protocol, course, step)
    for objection in [against for against in refusing if against.level is not Level.COHERENCE]:
        cures = cure(protocol, course, objection, today, to=step)
        hold(cures, f"nothing cures {objection.code} before {type(step).__name__}")
        cured = protocol.apply(course, *cures)
        hold(objection.code not in codes_against(protocol, cured, step), f"{objection.code} stands after its cures")


def what_is_asked_may_be_answered(protocol: Protocol, draw: Draw) -> None:
    """P3: where a reason counts, the clause is met by the event itself and by the reason why it was not done."""
    course = draw(courses(protocol, status=Status.OPEN))
    today = draw(later(course))
    step = draw(values(draw(_steps(course)), on=st.just(today)))
    for objection in protocol.objections(course, step):
        if NotDone in objection.cures:
            reason = draw(values(NotDone, on=st.just(today), task=st.just(objection.code)))
            hold(objection.code not in codes_against(protocol, protocol.apply(course, reason), step))
            done = objection.replace(cures=tuple(kind for kind in objection.cures if kind is not NotDone))
            cures = cure(protocol, course, done, today, to=step)
            hold(cures or not done.cures, f"{objection.code} can be met by a reason and not by an event")
            left = codes_against(protocol, protocol.apply(course, *cures), step)
            hold(not done.cures or objection.code not in left)


def safety_and_leaving_are_open(protocol: Protocol, draw: Draw) -> None:
    """P4: safety is open in every state, leaving in every state before the end."""
    course = draw(opened_courses(protocol))
    today = draw(later(course))
    kinds = SAFETY + (() if course.status is Status.ENDED else LEAVING)
    kinds += (CourseSuspended,) if course.status is Status.OPEN else ()
    for kind in kinds:
        event = example(protocol, course, kind, today)
        hold(event, f"{kind.__name__} is closed in a course that is {course.status.label}")
        protocol.apply(course, typing.cast("Event", event))


def an_ending_stands(protocol: Protocol, draw: Draw) -> None:
    """P4: no event but a correction changes whether, how and when a course ended, whenever it is dated."""
    course = draw(courses(protocol, status=Status.ENDED))
    afterwards = draw(values(draw(kinds_but_corrections()), on=later(course)))
    hold(_end(after(course, afterwards)) == _end(course))
    on = draw(st.dates(typing.cast("date", course.opened_on), typing.cast("date", course.last_on)))
    at = as_of(course, RecurrenceRecorded(on=on))
    moves: tuple[EventKind, ...] = (CourseSuspended, *LEAVING, *NEXT_PHASE)
    for kind in moves:
        grown = course
        for late in way_to(protocol, at, kind, on):
            grown = after(grown, late) if protocol.accepts(grown, late) else grown
        hold(_end(grown) == _end(course), f"a late {kind.__name__} changes how the course ended")


def names_decide_nothing(protocol: Protocol, draw: Draw) -> None:
    """P5: the same numbers, choices and rules under another name give the same answers."""
    renamed = protocol.replace(code="another", edition="another", name="Another")
    course = draw(courses(protocol))
    event = draw(values(Event, on=later(course)))
    hold(renamed.objections(course, event) == protocol.objections(course, event))
    hold(renamed.due(course) == protocol.due(course))
    hold(renamed.allowed(course) == protocol.allowed(course))


def departures_lift_what_a_manual_binds(protocol: Protocol, draw: Draw) -> None:
    """P6: a binding clause explained the same day does not refuse, and the review says why; no other is lifted."""
    course = draw(courses(protocol, status=Status.OPEN))
    today = draw(later(course))
    decision = draw(_decisions(protocol, course, today))
    refusing = all_that_refuses(protocol, course, decision)
    explained = course
    for objection in refusing:
        binding = objection.level is Level.BINDING
        # The codes of the step table are not clauses: there, the whole rule is named.
        for code in {objection.code if protocol.knows(objection.code) else objection.rule, objection.rule}:
            reason = draw(values(DepartureExplained, on=st.just(today), rule=st.just(code)))
            lifted = _against(protocol, after(course, reason), decision)[objection.code]
            hold(lifted.refuses is not binding, f"{objection.code}, {objection.level.label}, and {code} was explained")
            hold(lifted.explained is binding)
            explained = after(explained, reason) if binding else explained
            before = after(course, reason.replace(on=today - timedelta(1)))
            hold(_against(protocol, before, decision)[objection.code].refuses, "explained on another day")
    if all(objection.level is Level.BINDING for objection in refusing):
        taken = protocol.apply(explained, decision)
        findings = {
            finding.objection.code: finding for finding in protocol.review(taken) if finding.entry == taken.revision
        }
        for objection in refusing:
            hold(findings[objection.code].explained, f"the review does not say why {objection.code} was departed from")


def who_follows_the_manual_hears_nothing(protocol: Protocol, draw: Draw) -> None:
    """P7: there is no objection to a course by the manual, neither when events are entered nor in its review."""
    known = [code for code in protocol.primary_instruments if protocol.instrument(code) is not None]
    for instrument in known or (None,):
        course = draw(faithful_courses(protocol, instrument))
        codes = [
            objection.code for entry, at in standings(course) for objection in protocol.objections(at, entry.event)
        ]
        hold(not codes, f"said against a course by the manual, rated on {instrument}: {codes}")
        hold(not protocol.review(course))


def what_lasts_is_said_once(protocol: Protocol, draw: Draw) -> None:
    """P7: advice on a state that lasts is given when the state begins, and not twice in a row."""
    course = draw(courses(protocol))
    lasting = {
        code: clause
        for code, clause in protocol.clauses.items()
        if clause.said_before is not None and protocol.level(clause) in (Level.ADVISORY, Level.DEFINING)
    }
    heard: set[str] = set()
    for entry, at in standings(course):
        now = codes_against(protocol, at, entry.event)
        for code, clause in lasting.items():
            if type(entry.event) in clause.on and code not in now | heard:
                hold(clause.holds(protocol, at, entry.event), f"{code} was left out and had not been said before")
        heard |= now
    kinds = sorted({kind for clause in lasting.values() for kind in clause.on}, key=EVENTS.index)
    if not kinds:
        return
    event = draw(values(draw(st.sampled_from(kinds)), on=later(course)))
    first = codes_against(protocol, course, event)
    again = event.replace(on=event.on + min(timedelta(draw(GAP)), date.max - event.on))
    twice = first & codes_against(protocol, after(course, event), again) & lasting.keys()
    hold(not twice, f"said of an event, and again of one like it after it: {sorted(twice)}")


# -- how ---------------------------------------------------------------------------------------------------------------


def hold(holds: object, broken: str = "what the law says does not hold") -> None:
    """Raise if a law is broken; ``python -O`` would leave out an ``assert``."""
    if not holds:
        raise AssertionError(broken)


def opened_courses(protocol: Protocol) -> st.SearchStrategy[Course]:
    """Courses under way, suspended or ended."""
    return st.sampled_from(OPENED).flatmap(lambda status: courses(protocol, status=status))


def kinds_but_corrections() -> st.SearchStrategy[EventKind]:
    """Kinds of events other than corrections."""
    return st.sampled_from([kind for kind in EVENTS if kind is not EntriesCorrected])


def _end(course: Course) -> tuple[object, ...]:
    return course.status, course.phase, course.ending, course.ended_on


def _steps(course: Course) -> st.SearchStrategy[EventKind]:
    """The changes of phase and endings that the step table allows in this course."""
    return st.sampled_from([kind for kind in (*NEXT_PHASE, *LEAVING) if place(course) in STEPS[kind]])


def all_that_refuses(protocol: Protocol, course: Course, event: Event) -> list[Objection]:
    """The objections that refuse *event*."""
    return [objection for objection in protocol.objections(course, event) if objection.refuses]


def codes_against(protocol: Protocol, course: Course, event: Event) -> set[str]:
    """The codes of all objections to *event*."""
    return set(_against(protocol, course, event))


def _against(protocol: Protocol, course: Course, event: Event) -> dict[str, Objection]:
    return {objection.code: objection for objection in protocol.objections(course, event)}


def _decisions(protocol: Protocol, course: Course, today: date) -> st.SearchStrategy[Event]:
    """Decisions that the step table allows in this course: by the manual, and with any fields."""
    kinds = [kind for kind in EVENTS if kind.decision and place(course) in STEPS[kind]]
    proposed = [event for kind in kinds for event in examples(protocol, course, kind, today)]
    return st.one_of(
        st.sampled_from(proposed), st.sampled_from(kinds).flatmap(lambda kind: values(kind, on=st.just(today)))
    )
