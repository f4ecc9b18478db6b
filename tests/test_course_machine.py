"""Any record, entered in any order and corrected in any way, says what a plain list of its entries says.

The machine enters reports of today, late reports and corrections, some of which make no sense, into a course of the
package and into a list (tests/course_model.py), and compares all that both say after every step.
"""

import pickle
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import course_model as model
from iptcore import IPT
from iptcore.course import Course, after, as_of, replay
from iptcore.documents import from_json, to_json
from iptcore.errors import InvalidValue, StaleRevision
from iptcore.events import (
    EVENTS,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    Correction,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    EntriesCorrected,
    Event,
    GoalAgreed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.goal import Goal
from iptcore.protocol.judgements import NotAllowed
from iptcore.vocabulary import ConsentScope, DiscontinuationReason, Purpose, TerminationKind, WhyNot

pytestmark = pytest.mark.slow

OPENED = date(2026, 1, 5)
SCOPES = (ConsentScope.TREATMENT, ConsentScope.RECORDING)
CLAUSES = ("I02a", "I05a")
INSTRUMENTS = ("PHQ-9", "GAD-7")
OPENING = CourseOpened(on=OPENED, client="c-1", protocol=IPT.code, edition=IPT.edition, consent=True)

STEPS = st.sampled_from(
    [
        MiddleBegun(on=OPENED),
        MiddleBegun(on=OPENED),
        MiddleResumed(on=OPENED),
        *(TerminationBegun(on=OPENED, how=how) for how in TerminationKind),
        CourseSuspended(on=OPENED),
        CourseResumed(on=OPENED),
    ]
)
ENDS = st.sampled_from(
    [
        CourseCompleted(on=OPENED),
        ClientReferred(on=OPENED),
        *(CourseDiscontinued(on=OPENED, reason=reason) for reason in DiscontinuationReason),
    ]
)
GOALS = st.builds(Goal, key=st.sampled_from(("talk", "rest")), area=st.just("a"), words=st.sampled_from("xyz"))
REPORTS = st.one_of(
    st.builds(SessionHeld, on=st.just(OPENED), purpose=st.sampled_from(Purpose)),
    st.builds(
        SymptomsRated,
        on=st.just(OPENED),
        instrument=st.sampled_from(INSTRUMENTS),
        total=st.integers(1, 21).map(float),
        suicide_item=st.sampled_from((None, 0, 1)),
    ),
    st.builds(ConsentGiven, on=st.just(OPENED), scope=st.sampled_from(SCOPES)),
    st.builds(ConsentWithdrawn, on=st.just(OPENED), scope=st.sampled_from(SCOPES)),
    st.builds(GoalAgreed, on=st.just(OPENED), goal=GOALS),
    st.builds(
        NotDone, on=st.just(OPENED), task=st.sampled_from(CLAUSES), why=st.sampled_from(WhyNot), because=st.just("so")
    ),
)
ANYTHING = STEPS | ENDS | REPORTS
"""What is reported; the machine dates it."""

STEPS_AND_ENDS = {MiddleBegun, MiddleResumed, TerminationBegun, CourseCompleted, CourseDiscontinued, ClientReferred}


class CourseMachine(RuleBasedStateMachine):
    """A course that is written down as real ones are: late, twice, wrongly, and mended."""

    def __init__(self) -> None:
        super().__init__()
        self.course = Course()
        self.history: list[Event] = []
        self.today = OPENED
        self.earlier: list[Course] = []

    def enter(self, event: Event) -> None:
        """Put *event* to the protocol, and enter it whatever the protocol says, as an import does."""
        before = self.course
        with pytest.raises(StaleRevision):
            IPT.apply(before, event, revision=len(self.history) + 1)
        refused = any(objection.refuses for objection in IPT.objections(before, event))
        try:
            applied = IPT.apply(before, event, revision=len(self.history))
        except NotAllowed:
            assert refused
            assert event.decision or not self.makes_sense(event)
        else:
            assert not refused
            assert applied == after(before, event)
        self.earlier.append(before)
        self.course = after(before, event)
        self.history.append(event)

    def makes_sense(self, event: Event) -> bool:
        """Whether the step table and the day allow it. Of a correction, this does not know."""
        opening = model.opening(self.history)
        before = [entry for entry in model.happened(self.history) if entry.on <= event.on]
        return (
            not isinstance(event, EntriesCorrected)
            and opening is not None
            and event.on >= opening.on
            and model.exists(type(event), model.standing(before))
            # A step or an ending that is entered late must not change an ending that stands.
            and not (type(event) in STEPS_AND_ENDS and model.standing(self.history).ended is not None)
        )

    @initialize(opened=st.booleans())
    def open(self, opened: bool) -> None:
        if opened:
            self.enter(OPENING)

    @rule(event=REPORTS | STEPS, days=st.integers(0, 9))
    def report_today(self, event: Event, days: int) -> None:
        self.today += timedelta(days)
        self.enter(event.replace(on=self.today))

    @rule(event=ENDS)
    def end(self, event: Event) -> None:
        self.enter(event.replace(on=self.today))

    @rule(event=ANYTHING, share=st.integers(0, 9))
    def report_late(self, event: Event, share: int) -> None:
        self.enter(event.replace(on=OPENED + (self.today - OPENED) * share // 10))

    @rule(days=st.integers(-3, 3))
    def open_again(self, days: int) -> None:
        self.enter(OPENING.replace(on=self.today + timedelta(days), client="c-2"))

    @precondition(lambda self: self.history)
    @rule(data=st.data(), event=ANYTHING | st.none(), days=st.integers(-9, 9))
    def correct(self, data: st.DataObject, event: Event | None, days: int) -> None:
        number = data.draw(st.integers(1, len(self.history)))
        was = self.history[number - 1]
        if event is not None:
            event = (was if isinstance(was, CourseOpened) else event).replace(on=was.on + timedelta(days))
        if isinstance(was, EntriesCorrected):
            with pytest.raises(InvalidValue):
                self.course.correct(number, event, on=self.today, because="wrong")
        else:
            self.enter(self.course.correct(number, event, on=self.today, because="wrong"))

    @precondition(lambda self: self.history)
    @rule(data=st.data(), event=ANYTHING | st.none(), late=st.integers(0, 9))
    def correct_by_hand(self, data: st.DataObject, event: Event | None, late: int) -> None:
        """Several entries at once, named by numbers, kinds and days that may be wrong; dated earlier than entered."""
        numbers = data.draw(st.lists(st.integers(1, len(self.history) + 2), min_size=1, max_size=3, unique=True))
        corrections = []
        for number in numbers:
            was = self.history[number - 1] if number <= len(self.history) else OPENING
            kind = data.draw(st.sampled_from((None, was.kind, was.kind, "risk_assessed")))
            dated = data.draw(st.sampled_from((None, was.on, was.on, was.on + timedelta(1))))
            corrections.append(Correction(entry=number, replacement=event, corrects=kind, dated=dated))
        on = self.today - timedelta(late)
        self.enter(EntriesCorrected(on=on, corrections=tuple(corrections), because="wrong"))

    @invariant()
    def says_what_the_list_says(self) -> None:
        course, history = self.course, self.history
        assert (course.history, course.revision) == (tuple(history), len(history))
        assert [tuple(entry) for entry in course.timeline] == model.timeline(history)
        at = (course.status, course.phase, course.phase_began_on, course.ending, course.ended_on)
        assert (*at, course.sessions_in_phase) == model.standing(history)
        assert course.opening == model.opening(history)
        assert course.last_on == max((event.on for event in model.happened(history)), default=None)
        assert list(course.counted) == model.counted(history)
        assert {goal.key: goal for goal in course.goals} == model.goals(history)
        for kind in EVENTS:
            assert list(course.all(kind)) == [event for event in model.happened(history) if type(event) is kind]
            assert course.has(kind) is bool(course.all(kind))
        for code in INSTRUMENTS:
            assert list(course.ratings(code)) == model.ratings(history, code)
        for scope in SCOPES:
            assert course.consent(scope) == model.consent(history, scope)
        for clause in CLAUSES:
            assert course.not_done(clause) == model.reason(history, clause)

    @invariant()
    def the_step_table_is_that_of_the_rules(self) -> None:
        at = model.standing(self.history)
        for option in IPT.allowed(self.course):
            against = {objection.code for objection in option.objections}
            assert ("C01a" in against) is not model.exists(option.kind, at), option.kind

    @invariant()
    def is_the_replay_of_its_history(self) -> None:
        again = replay(self.history)
        assert again == self.course
        assert hash(again) == hash(self.course)

    @invariant()
    def stood_before_a_late_report_as_the_list_did(self) -> None:
        probe = SessionHeld(on=OPENED + (self.today - OPENED) // 2)
        before = [event for event in model.happened(self.history) if event.on <= probe.on]
        before = [event for event in before if not isinstance(event, EntriesCorrected)]
        stood = as_of(self.course, probe)
        assert (stood.status, stood.phase, stood.phase_began_on) == model.standing(before)[:3]

    def teardown(self) -> None:
        """No later entry changed an earlier course, and nothing is lost where it is stored."""
        for number, course in enumerate(self.earlier):
            assert course == replay(self.history[:number])
        assert pickle.loads(pickle.dumps(self.course)) == self.course
        if isinstance(self.course.opening, CourseOpened):
            assert from_json(to_json(self.course)) == self.course


class TestCourse(CourseMachine.TestCase):  # type: ignore[name-defined,misc]  # made by Hypothesis
    settings: Any = settings(max_examples=60, stateful_step_count=25, deadline=None)
