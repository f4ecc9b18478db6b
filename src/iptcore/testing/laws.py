"""The laws that every protocol keeps, to be run on protocols of one's own.

A law is a plain function of a protocol and of what it draws from strategies. It raises :class:`AssertionError` where it
is broken.
"""

import pickle
import typing
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeAlias, TypeVar

import hypothesis
from hypothesis import strategies as st

from iptcore.course import Course, after, as_of, may_correct, replay
from iptcore.errors import NotAllowed, StaleRevision
from iptcore.events import (
    EVENTS,
    AdverseEventRecorded,
    ClientReferred,
    ContactMade,
    Correction,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
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
from iptcore.protocol.cures import accepts, cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Level, Objection
from iptcore.protocol.steps import GATES, NEXT_PHASE, STEPS, place
from iptcore.readings.safety import open_safety
from iptcore.testing.courses import courses, illegal_events, later, legal_events
from iptcore.testing.values import drawn_by, values
from iptcore.vocabulary import Phase, Status

_T = TypeVar("_T")


class Draw(typing.Protocol):
    """Draws a value from a strategy, and tells it when the law is broken."""

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
"""What is open in every state of an opened course (P4)."""

LEAVING: tuple[EventKind, ...] = (ClientReferred, CourseDiscontinued)

HISTORIES = st.lists(
    values(Event, on=st.one_of(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates())), max_size=12
)
"""Any well-formed events in any order."""


# -- the principles ----------------------------------------------------------------------------------------------------


def facts_are_never_refused(protocol: Protocol, draw: Draw) -> None:
    """P1: where the step table has a kind of fact, every coherent payload of it is taken."""
    course = draw(_opened(protocol))
    today = draw(later(course))
    kinds = [kind for kind in EVENTS if not kind.decision and place(course) in STEPS[kind]]
    facts = [fact for kind in kinds for fact in examples(protocol, course, kind, today)]
    for fact in (draw(values(draw(st.sampled_from(kinds)), on=st.just(today))), *facts):
        refusing = _refusing(protocol, course, fact)
        _hold(
            {objection.level for objection in refusing} <= {Level.COHERENCE},
            f"{fact} is a fact and was refused: {[objection.code for objection in refusing]}",
        )


def refusals_are_cured_today(protocol: Protocol, draw: Draw) -> None:
    """P2: what a change of phase or an ending is refused for, its named cures mend when they are entered today."""
    course = draw(st.sampled_from((Status.OPEN, Status.SUSPENDED)).flatmap(lambda at: courses(protocol, status=at)))
    today = draw(later(course))
    if course.status is Status.SUSPENDED:
        course = protocol.apply(course, *way_to(protocol, course, CourseResumed, today))
    step = draw(values(draw(_steps(course)), on=st.just(today)))
    # Against coherence nothing helps: it is the step itself that makes no sense.
    for objection in (one for one in _refusing(protocol, course, step) if one.level is not Level.COHERENCE):
        cures = cure(protocol, course, objection, today, to=step)
        _hold(cures, f"nothing cures {objection.code} before {type(step).__name__}")
        cured = protocol.apply(course, *cures)
        _hold(objection.code not in _codes(protocol, cured, step), f"{objection.code} stands after its cures")


def what_is_asked_may_be_answered(protocol: Protocol, draw: Draw) -> None:
    """P3: where a reason counts, both the thing itself and the reason why it is not done meet the clause."""
    course = draw(courses(protocol, status=Status.OPEN))
    today = draw(later(course))
    step = draw(values(draw(_steps(course)), on=st.just(today)))
    for objection in protocol.objections(course, step):
        if NotDone in objection.cures:
            reason = draw(values(NotDone, on=st.just(today), task=st.just(objection.code)))
            _hold(objection.code not in _codes(protocol, protocol.apply(course, reason), step))
            done = objection.replace(cures=tuple(kind for kind in objection.cures if kind is not NotDone))
            if done.cures:
                cures = cure(protocol, course, done, today, to=step)
                _hold(cures, f"{objection.code} can be answered and not be done")
                _hold(objection.code not in _codes(protocol, protocol.apply(course, *cures), step))


def safety_and_leaving_are_open(protocol: Protocol, draw: Draw) -> None:
    """P4: safety is open in every state, leaving in every state before the end."""
    course = draw(_opened(protocol))
    today = draw(later(course))
    kinds = SAFETY + (() if course.status is Status.ENDED else LEAVING)
    kinds += (CourseSuspended,) if course.status is Status.OPEN else ()
    for kind in kinds:
        event = example(protocol, course, kind, today)
        _hold(event, f"{kind.__name__} is closed in a course that is {course.status.label}")
        protocol.apply(course, typing.cast("Event", event))


def an_ending_stands(protocol: Protocol, draw: Draw) -> None:
    """P4: no event but a correction changes whether, how and when a course ended, whenever it is dated."""
    course = draw(courses(protocol, status=Status.ENDED))
    afterwards = draw(values(draw(_kinds_but_corrections()), on=later(course)))
    _hold(_end(after(course, afterwards)) == _end(course))
    on = draw(st.dates(typing.cast("date", course.opened_on), typing.cast("date", course.last_on)))
    at = as_of(course, RecurrenceRecorded(on=on))
    moves: tuple[EventKind, ...] = (CourseSuspended, *LEAVING, *NEXT_PHASE)
    for kind in moves:
        grown = course
        for late in way_to(protocol, at, kind, on):
            grown = after(grown, late) if accepts(protocol, grown, late) else grown
        _hold(_end(grown) == _end(course), f"a late {kind.__name__} changes how the course ended")


def names_decide_nothing(protocol: Protocol, draw: Draw) -> None:
    """P5: the same numbers, choices and rules under another name say the same."""
    renamed = protocol.replace(code="another", edition="another", name="Another")
    course = draw(courses(protocol))
    event = draw(values(Event, on=later(course)))
    _hold(renamed.objections(course, event) == protocol.objections(course, event))
    _hold(renamed.due(course) == protocol.due(course))
    _hold(renamed.allowed(course) == protocol.allowed(course))


# -- the verbs ---------------------------------------------------------------------------------------------------------


def closed_means_refused(protocol: Protocol, draw: Draw) -> None:
    """What ``allowed`` closes, it refuses with every payload."""
    course = draw(courses(protocol))
    today = draw(later(course))
    closed = [option for option in protocol.allowed(course) if not option.open]
    drawn = draw(st.sampled_from(closed))
    payloads = [(drawn, draw(values(drawn.kind, on=st.just(today))))]
    payloads += [(option, event) for option in closed for event in examples(protocol, course, option.kind, today)]
    for option, event in payloads:
        said = {objection.code for objection in option.objections if objection.refuses}
        refusing = {objection.code for objection in _refusing(protocol, course, event)}
        _hold(refusing, f"{option.kind.__name__} is closed, and {event} was accepted")
        _hold(said <= refusing)


def open_means_possible(protocol: Protocol, draw: Draw) -> None:
    """For what ``allowed`` opens there is an event that is accepted."""
    course = draw(courses(protocol))
    today = draw(later(course))
    for option in protocol.allowed(course):
        if option.open:
            event = example(protocol, course, option.kind, today)
            _hold(event, f"{option.kind.__name__} is open, and no example of it is accepted")


def objections_and_apply_agree(protocol: Protocol, draw: Draw) -> None:
    """``apply`` refuses exactly what has a refusing objection, and says all of them."""
    course = draw(courses(protocol))
    event = draw(st.one_of(values(Event), legal_events(course, protocol), illegal_events(course, protocol)))
    objections = protocol.objections(course, event)
    try:
        applied = protocol.apply(course, event)
    except NotAllowed as refusal:
        _hold(refusal.objections == objections)
        _hold(any(objection.refuses for objection in objections))
    else:
        _hold(not any(objection.refuses for objection in objections))
        _hold(applied == after(course, event))


def several_are_applied_as_one_by_one(protocol: Protocol, draw: Draw) -> None:
    """Several events are applied as one by one, or none of them is."""
    course = draw(courses(protocol))
    more = draw(st.lists(st.one_of(values(Event, on=later(course)), legal_events(course, protocol)), max_size=4))
    before = course.history
    one_by_one: Course | None = course
    for event in more:
        if one_by_one is not None:
            one_by_one = after(one_by_one, event) if accepts(protocol, one_by_one, event) else None
    try:
        applied: Course | None = protocol.apply(course, *more, revision=course.revision)
    except NotAllowed:
        applied = None
    _hold(applied == one_by_one)
    _hold(course.history == before)


def due_is_what_the_next_step_lacks(protocol: Protocol, draw: Draw) -> None:
    """The tasks not done are what the course lacks for the next phase, and before it what safety asks for anyway."""
    course = draw(courses(protocol, status=Status.OPEN))
    gate = GATES[typing.cast("Phase", course.phase)]
    kept = {code for code, clause in protocol.clauses.items() if clause.kept is not None and gate in clause.on}
    undone = [task.code for task in protocol.due(course) if not task.done]
    lacking = kept.intersection(undone)
    matters = {demand.matter for demand in open_safety(course, protocol.known_instruments)}
    asked = {clause.code for clause in protocol.clauses.values() if clause.matter in matters}
    asked = {code for code in asked if protocol.level(protocol.clauses[code]) is not Level.OFF}
    _hold(set(undone[: len(asked)]) == asked)
    _hold(set(undone) == lacking | asked)
    for step in examples(protocol, course, gate, draw(later(course))):
        _hold(lacking == _codes(protocol, course, step) & kept)


def a_review_says_what_was_said(protocol: Protocol, draw: Draw) -> None:
    """E01: the review is what was objected to each entry on its day, but for what came later and settles it."""
    course = draw(courses(protocol))
    if any(type(event) is EntriesCorrected for event in course.history):
        return
    followed = {code: clause.followed for code, clause in protocol.clauses.items() if clause.followed}
    said, at = [], Course()
    for number, event in course.timeline:
        said += [
            (number, objection)
            for objection in protocol.objections(at, event)
            if objection.code not in followed or not followed[objection.code](protocol, course, event)
        ]
        at = after(at, event)
    _hold([(finding.entry, finding.objection) for finding in protocol.review(course)] == said)


# -- the record --------------------------------------------------------------------------------------------------------


def replay_gives_the_course(protocol: Protocol, draw: Draw) -> None:
    """A course is what its events add up to."""
    course = draw(courses(protocol))
    again = replay(course.history)
    _hold(again == course)
    _hold(again.timeline == course.timeline)


def the_order_of_entry_is_no_matter(protocol: Protocol, draw: Draw) -> None:
    """Events of different days give the same state in whichever order they are entered."""
    course = draw(courses(protocol))
    history = [event for event in course.history if type(event) is not EntriesCorrected]
    by_day = {event.on: event for event in history}
    another = draw(st.permutations(list(by_day.values())))
    course = Course()
    for event in another:
        course = after(course, event)
    _hold(_state(course) == _state(replay(by_day.values())))


def any_events_add_up(protocol: Protocol, draw: Draw) -> None:
    """No well-formed event makes the fold or any predicate raise, in whatever order they come."""
    course = Course()
    history = draw(HISTORIES)
    for event in history:
        course = after(course, event)
    _hold(course == replay(history))
    protocol.allowed(course)
    protocol.due(course)
    protocol.review(course)
    protocol.objections(course, draw(values(Event)))


def a_correction_can_be_taken_back(protocol: Protocol, draw: Draw) -> None:
    """A correction and its reverse give back the state."""
    course = draw(_opened(protocol))
    entries = (number for number, one in enumerate(course.history, start=1) if type(one) is not EntriesCorrected)
    entry = draw(st.sampled_from(tuple(entries)))
    standing = dict(course.timeline).get(entry)
    replacement = draw(st.one_of(st.none(), _kinds_but_corrections().flatmap(values), values(CourseOpened)))
    mends = [Correction(entry=entry, replacement=one) for one in (replacement, standing)]
    if not all(may_correct(course.history, mend) for mend in mends):
        return
    today = typing.cast("date", course.last_on)
    for event in (replacement, standing):
        because = EntriesCorrected(on=today, corrections=(Correction(entry=entry, replacement=event),), because="mend")
        course = after(course, because)
    _hold(_state(replay(course.history[:-2])) == _state(course))


def everything_survives_pickling(protocol: Protocol, draw: Draw) -> None:
    """Courses, objections, findings and refusals come back from a pickle as they were."""
    course = draw(courses(protocol))
    event = draw(illegal_events(course, protocol))
    try:
        protocol.apply(course, event)
    except NotAllowed as refusal:
        again = _pickled(refusal)
        _hold(str(again) == str(refusal))
        _hold(again.objections == refusal.objections)
    _hold(_pickled(course) == course)
    _hold(_pickled(protocol.review(course)) == protocol.review(course))
    stale = StaleRevision(course.revision + 1, course.revision)
    _hold(str(_pickled(stale)) == str(stale))


LAWS: tuple[Law, ...] = (
    facts_are_never_refused,
    refusals_are_cured_today,
    what_is_asked_may_be_answered,
    safety_and_leaving_are_open,
    an_ending_stands,
    names_decide_nothing,
    closed_means_refused,
    open_means_possible,
    objections_and_apply_agree,
    several_are_applied_as_one_by_one,
    due_is_what_the_next_step_lacks,
    a_review_says_what_was_said,
    replay_gives_the_course,
    the_order_of_entry_is_no_matter,
    any_events_add_up,
    a_correction_can_be_taken_back,
    everything_survives_pickling,
)
"""All laws, in the order in which they are best run."""


USUAL = hypothesis.settings(
    max_examples=50, deadline=None, report_multiple_bugs=False, suppress_health_check=list(hypothesis.HealthCheck)
)
"""The settings under which laws are checked; ``hypothesis.settings(USUAL, max_examples=500)`` looks harder."""


def check_law(law: Law, protocol: Protocol, *, settings: hypothesis.settings = USUAL) -> None:
    """Run one law on a protocol.

    Raises :class:`AssertionError`, with the smallest course that breaks the law in its notes, and
    :class:`~iptcore.errors.NotAllowed` where the protocol lets no course get as far as the law looks.
    """

    def attempt(draw: st.DrawFn) -> None:
        def told(strategy: st.SearchStrategy[_T]) -> _T:
            drawn = draw(strategy)
            hypothesis.note(_told(drawn))
            return drawn

        law(protocol, told)

    @settings
    @hypothesis.given(drawn_by(attempt))
    def holds(_: None) -> None:
        """The law was asserted while it was drawn."""

    holds()


def check_protocol(protocol: Protocol, laws: Iterable[Law] = LAWS, *, settings: hypothesis.settings = USUAL) -> None:
    """Run all laws on a protocol, and raise for the first that it breaks as :func:`check_law` does."""
    for law in laws:
        check_law(law, protocol, settings=settings)


# -- how ---------------------------------------------------------------------------------------------------------------


def _hold(holds: object, broken: str = "what the law says does not hold") -> None:
    """Raise where a law is broken; an ``assert`` would be silent under ``python -O``."""
    if not holds:
        raise AssertionError(broken)


def _opened(protocol: Protocol) -> st.SearchStrategy[Course]:
    return st.sampled_from(OPENED).flatmap(lambda status: courses(protocol, status=status))


def _kinds_but_corrections() -> st.SearchStrategy[EventKind]:
    return st.sampled_from([kind for kind in EVENTS if kind is not EntriesCorrected])


def _end(course: Course) -> tuple[object, ...]:
    return course.status, course.phase, course.ending, course.ended_on


def _steps(course: Course) -> st.SearchStrategy[EventKind]:
    """The changes of phase and endings that the step table has here."""
    return st.sampled_from([kind for kind in (*NEXT_PHASE, *LEAVING) if place(course) in STEPS[kind]])


def _refusing(protocol: Protocol, course: Course, event: Event) -> list[Objection]:
    return [objection for objection in protocol.objections(course, event) if objection.refuses]


def _codes(protocol: Protocol, course: Course, event: Event) -> set[str]:
    return {objection.code for objection in protocol.objections(course, event)}


def _state(course: Course) -> dict[str, Any]:
    """Everything that a course says, but not the order in which it was entered, nor that it was corrected."""
    state = {**vars(course), "_history": None, "last_on": None}
    state["_kinds"] = {kind: trail for kind, trail in course._kinds.items() if kind is not EntriesCorrected}
    return state


def _told(drawn: object) -> str:
    """What was drawn, for whoever reads the failure; private parts are made up, and still left out."""
    if isinstance(drawn, Course):
        return "\n".join(["a course of", *(f"  {number}: {event}" for number, event in enumerate(drawn.history, 1))])
    return repr(drawn)


def _pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # what was pickled just now
