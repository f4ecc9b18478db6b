"""The laws that every protocol keeps. Run them on a protocol of your own.

A law is a plain function of a protocol and of the values that it draws from strategies. It raises
:class:`AssertionError` if it is broken.
"""

import pickle
import typing
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

import hypothesis
from hypothesis import strategies as st

from iptcore.corrections import may_correct
from iptcore.course import Course, after, replay
from iptcore.errors import StaleRevision
from iptcore.events import (
    Correction,
    CourseOpened,
    EntriesCorrected,
    Event,
)
from iptcore.protocol.cures import example
from iptcore.protocol.examples import examples
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Level
from iptcore.protocol.steps import GATES
from iptcore.readings.safety import open_safety
from iptcore.testing.courses import courses, illegal_events, later, legal_events
from iptcore.testing.principles import (
    Draw,
    Law,
    all_that_refuses,
    an_ending_stands,
    codes_against,
    departures_lift_what_a_manual_binds,
    facts_are_never_refused,
    hold,
    kinds_but_corrections,
    names_decide_nothing,
    opened_courses,
    refusals_are_cured_today,
    safety_and_leaving_are_open,
    what_is_asked_may_be_answered,
    what_lasts_is_said_once,
    who_follows_the_manual_hears_nothing,
)
from iptcore.testing.values import drawn_by, values
from iptcore.vocabulary import Phase, Status

_T = TypeVar("_T")

HISTORIES = st.lists(
    values(Event, on=st.one_of(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.dates())), max_size=12
)
"""Any valid events in any order."""


# -- the verbs ---------------------------------------------------------------------------------------------------------


def closed_means_refused(protocol: Protocol, draw: Draw) -> None:
    """If ``allowed`` says that a kind of event is closed, every event of that kind is refused."""
    course = draw(courses(protocol))
    today = draw(later(course))
    closed = [option for option in protocol.allowed(course) if not option.open]
    drawn = draw(st.sampled_from(closed))
    payloads = [(drawn, draw(values(drawn.kind, on=st.just(today))))]
    payloads += [(option, event) for option in closed for event in examples(protocol, course, option.kind, today)]
    for option, event in payloads:
        announced = {objection.code for objection in option.objections if objection.refuses}
        refusing = {objection.code for objection in all_that_refuses(protocol, course, event)}
        hold(refusing, f"{option.kind.__name__} is closed, and {event} was accepted")
        hold(announced <= refusing)


def open_means_possible(protocol: Protocol, draw: Draw) -> None:
    """If ``allowed`` says that a kind of event is open, there is an event of that kind that is accepted."""
    course = draw(courses(protocol))
    today = draw(later(course))
    for option in protocol.allowed(course):
        if option.open:
            event = example(protocol, course, option.kind, today)
            hold(event, f"{option.kind.__name__} is open, and no example of it is accepted")


def objections_and_apply_agree(protocol: Protocol, draw: Draw) -> None:
    """``apply`` refuses exactly the events with a refusing objection, and names all of them; ``accepts`` agrees."""
    course = draw(courses(protocol))
    event = draw(st.one_of(values(Event), legal_events(course, protocol), illegal_events(course, protocol)))
    objections = protocol.objections(course, event)
    hold(protocol.accepts(course, event) is not any(objection.refuses for objection in objections))
    try:
        applied = protocol.apply(course, event)
    except NotAllowed as refusal:
        hold(refusal.objections == objections)
        hold(any(objection.refuses for objection in objections))
    else:
        hold(not any(objection.refuses for objection in objections))
        hold(applied == after(course, event))


def several_are_applied_as_one_by_one(protocol: Protocol, draw: Draw) -> None:
    """Several events are applied with the same result as one by one, or none of them is applied."""
    course = draw(courses(protocol))
    more = draw(st.lists(st.one_of(values(Event, on=later(course)), legal_events(course, protocol)), max_size=4))
    before = course.history
    one_by_one: Course | None = course
    for event in more:
        if one_by_one is not None:
            one_by_one = after(one_by_one, event) if protocol.accepts(one_by_one, event) else None
    try:
        applied: Course | None = protocol.apply(course, *more, revision=course.revision)
    except NotAllowed:
        applied = None
    hold(applied == one_by_one)
    hold(course.history == before)


def due_is_what_the_next_step_lacks(protocol: Protocol, draw: Draw) -> None:
    """The open tasks are what the course lacks for the next phase, after the open demands of safety."""
    course = draw(courses(protocol, status=Status.OPEN))
    gate = GATES[typing.cast("Phase", course.phase)]
    kept = {code for code, clause in protocol.clauses.items() if clause.kept is not None and gate in clause.on}
    lines = [{task.code, *task.also} for task in protocol.due(course) if not task.done]
    undone = set[str]().union(*lines)
    lacking = kept & undone
    matters = {demand.matter for demand in open_safety(course, protocol.known_instruments)}
    demands = [clause for clause in protocol.clauses.values() if clause.matter in matters]
    demanded = {clause.code for clause in demands if protocol.level(clause) is not Level.OFF}
    for_safety = [not line.isdisjoint(demanded) for line in lines]
    hold(for_safety == sorted(for_safety, reverse=True), "a checklist does not begin with the demands of safety")
    hold(undone == lacking | demanded)
    for step in examples(protocol, course, gate, draw(later(course))):
        hold(lacking == codes_against(protocol, course, step) & kept)


def a_review_says_what_was_said(protocol: Protocol, draw: Draw) -> None:
    """E01: a review holds the objections to each entry on its day, without those that a later entry settles."""
    course = draw(courses(protocol))
    if any(type(event) is EntriesCorrected for event in course.history):
        return
    followed = {code: clause.followed for code, clause in protocol.clauses.items() if clause.followed}
    expected, at = [], Course()
    for number, event in course.timeline:
        expected += [
            (number, objection)
            for objection in protocol.objections(at, event)
            if objection.code not in followed or not followed[objection.code](protocol, course, event)
        ]
        at = after(at, event)
    hold([(finding.entry, finding.objection) for finding in protocol.review(course)] == expected)


# -- the record --------------------------------------------------------------------------------------------------------


def replay_gives_the_course(protocol: Protocol, draw: Draw) -> None:
    """Replaying the history of a course gives the same course."""
    course = draw(courses(protocol))
    again = replay(course.history)
    hold(again == course)
    hold(again.timeline == course.timeline)


def the_order_of_entry_is_no_matter(protocol: Protocol, draw: Draw) -> None:
    """Events of different days give the same state in any order of entry."""
    course = draw(courses(protocol))
    history = [event for event in course.history if type(event) is not EntriesCorrected]
    by_day = {event.on: event for event in history}
    another = draw(st.permutations(list(by_day.values())))
    course = Course()
    for event in another:
        course = after(course, event)
    hold(_state(course) == _state(replay(by_day.values())))


def any_events_add_up(protocol: Protocol, draw: Draw) -> None:
    """No valid events make the fold or a predicate raise, in any order."""
    course = Course()
    history = draw(HISTORIES)
    for event in history:
        course = after(course, event)
    hold(course == replay(history))
    protocol.allowed(course)
    protocol.due(course)
    protocol.review(course)
    protocol.objections(course, draw(values(Event)))


def a_correction_can_be_taken_back(protocol: Protocol, draw: Draw) -> None:
    """A correction and its reverse restore the state."""
    course = draw(opened_courses(protocol))
    entries = (number for number, event in enumerate(course.history, start=1) if type(event) is not EntriesCorrected)
    entry = draw(st.sampled_from(tuple(entries)))
    standing = dict(course.timeline).get(entry)
    replacement = draw(st.one_of(st.none(), kinds_but_corrections().flatmap(values), values(CourseOpened)))
    mends = [Correction(entry=entry, replacement=event) for event in (replacement, standing)]
    if not all(may_correct(course.history, mend) for mend in mends):
        return
    today = typing.cast("date", course.last_on)
    for event in (replacement, standing):
        because = EntriesCorrected(on=today, corrections=(Correction(entry=entry, replacement=event),), because="mend")
        course = after(course, because)
    hold(_state(replay(course.history[:-2])) == _state(course))


def everything_survives_pickling(protocol: Protocol, draw: Draw) -> None:
    """Courses, objections, findings and refusals are unchanged after pickling and unpickling."""
    course = draw(courses(protocol))
    event = draw(illegal_events(course, protocol))
    try:
        protocol.apply(course, event)
    except NotAllowed as refusal:
        again = _pickled(refusal)
        hold(str(again) == str(refusal))
        hold(again.objections == refusal.objections)
    hold(_pickled(course) == course)
    hold(_pickled(protocol.review(course)) == protocol.review(course))
    stale = StaleRevision(course.revision + 1, course.revision)
    hold(str(_pickled(stale)) == str(stale))


LAWS: tuple[Law, ...] = (
    facts_are_never_refused,
    refusals_are_cured_today,
    what_is_asked_may_be_answered,
    safety_and_leaving_are_open,
    an_ending_stands,
    names_decide_nothing,
    departures_lift_what_a_manual_binds,
    who_follows_the_manual_hears_nothing,
    what_lasts_is_said_once,
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
"""All laws, in the order in which `check_protocol` runs them."""


USUAL = hypothesis.settings(
    max_examples=50, deadline=None, report_multiple_bugs=False, suppress_health_check=list(hypothesis.HealthCheck)
)
"""The default settings for laws; ``hypothesis.settings(USUAL, max_examples=500)`` tries more examples."""


def check_law(law: Law, protocol: Protocol, *, settings: hypothesis.settings = USUAL) -> None:
    """Run one law on a protocol.

    Raises:
        AssertionError: with the smallest course that breaks the law in its notes.
        NotAllowed: if no course can reach the state that the law needs.
    """
    must_be_protocol_and_courses("check_law(law, protocol)", protocol)

    def attempt(draw: st.DrawFn) -> None:
        drawn: list[object] = []

        def noted(strategy: st.SearchStrategy[_T]) -> _T:
            example = draw(strategy)
            drawn.append(example)
            return example

        try:
            law(protocol, noted)
        except Exception:
            for example in drawn:
                hypothesis.note(_told(example))
            raise

    @settings
    @hypothesis.given(drawn_by(attempt))
    def holds(_: None) -> None:
        """Does nothing: the law was asserted while its values were drawn."""

    holds()


def check_protocol(protocol: Protocol, laws: Iterable[Law] = LAWS, *, settings: hypothesis.settings = USUAL) -> None:
    """Run all laws on a protocol, and raise for the first one that it breaks, as :func:`check_law` does."""
    for law in laws:
        check_law(law, protocol, settings=settings)


# -- how ---------------------------------------------------------------------------------------------------------------


def _state(course: Course) -> dict[str, Any]:
    """The state of a course, without the order of entry and without its corrections."""
    state = {**vars(course), "_history": None, "last_on": None}
    state["_kinds"] = {kind: events for kind, events in course._kinds.items() if kind is not EntriesCorrected}
    return state


def _told(drawn: object) -> str:
    """The drawn values, for the report of a failure; private parts are left out, although they are invented."""
    if isinstance(drawn, Course):
        return "\n".join(["a course of", *(f"  {number}: {event}" for number, event in enumerate(drawn.history, 1))])
    return repr(drawn)


def _pickled(thing: Any) -> Any:
    return pickle.loads(pickle.dumps(thing))  # noqa: S301  # what was pickled just now
