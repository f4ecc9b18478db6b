"""What holds for every course, well run or not: O04 to O07, O09, T09, T10, and that no reading ever fails."""

import pickle
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iptcore.course import replay
from iptcore.events import (
    ClientReferred,
    CourseCompleted,
    CourseDiscontinued,
    EntriesCorrected,
    FormulationAgreed,
    GoalAgreed,
    GoalReviewed,
    MoodEventLink,
    PatternNamed,
    RecurrenceRecorded,
    RelationshipRecorded,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.instruments import INSTRUMENTS, instrument
from iptcore.model.inventory import Pattern, Relationship
from iptcore.model.problem_area import RoleDispute
from iptcore.readings.change import change, severity
from iptcore.readings.client_courses import overlaps, time_between
from iptcore.readings.closeness import closeness
from iptcore.readings.dispute import disputes
from iptcore.readings.endings import DEFINITIONS, UNILATERAL, before_sessions, premature_ending
from iptcore.readings.goals import goal_attainment, goals_met, t_score
from iptcore.readings.halfway import at_half, non_response
from iptcore.readings.maintenance import maintenance_criteria
from iptcore.readings.outcome import below_cutoff, partial_remission, recovery, remission, response
from iptcore.readings.outcome_schemes import SCHEMES
from iptcore.readings.patterns import mood_event_links, patterns
from iptcore.readings.ratings import comparable
from iptcore.readings.returns import recurrence, relapse, returns
from iptcore.readings.spells import rated_on
from iptcore.vocabulary import Ending, LinkDirection, ReturnKind, Status, TerminationKind
from readings.story import UNHURRIED, course, courses, day

OUTCOMES = (response, partial_remission, remission, recovery, relapse, recurrence)
instruments = st.sampled_from([instrument("PHQ-9"), instrument("HRSD-17")]) | st.sampled_from(INSTRUMENTS)
schemes = st.sampled_from(SCHEMES)


@UNHURRIED
@given(courses, instruments, schemes)
def test_no_reading_fails_and_each_says_why_and_by_what(told, asked, scheme):
    readings = [
        *(outcome(told, asked, scheme) for outcome in OUTCOMES),
        *(one(told, asked) for one in (below_cutoff, change, severity, at_half, non_response, maintenance_criteria)),
        *(premature_ending(told, definition) for definition in (*DEFINITIONS, before_sessions(8))),
        *returns(told, asked, scheme),
        *(goals_met(told), t_score(told), mood_event_links(told)),
        *disputes(told),
        *closeness(told),
        *overlaps([told, told]),
        *time_between([told, told], asked),
    ]
    for reading in readings:
        assert all(reading.reasons)
        assert reading.reasons
        assert str(reading.source)
        assert pickle.loads(pickle.dumps(reading)) == reading
    assert len(goal_attainment(told)) == len(told.goals)
    assert len(patterns(told)) == len(told.patterns)


def test_nothing_private_shows_in_a_reading():
    told = course(
        RelationshipRecorded(on=day(0), relationship=Relationship(key="secret-1", ring="inner")),
        FormulationAgreed(
            on=day(1), formulation=Formulation(areas=(FocalArea(area=RoleDispute(key="secret-2", issue="secret")),))
        ),
        GoalAgreed(on=day(2), goal=Goal(key="secret-3", area="secret-2", words="secret")),
        GoalReviewed(on=day(3), goal="secret-3", attainment=1, words="secret"),
        PatternNamed(on=day(4), pattern=Pattern(key="secret-4", words="secret", people=("secret-1",))),
        SessionHeld(
            on=day(5),
            links=(MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="secret", relationship="secret-1"),),
        ),
        RecurrenceRecorded(on=day(6), words="secret"),
        CourseDiscontinued(on=day(7), details="secret"),
        client="secret-0",
    )
    again = course(on=day(100), client="secret-0")
    readings = [
        *(goal_attainment(told), goals_met(told), t_score(told), disputes(told), closeness(told), patterns(told)),
        *(mood_event_links(told), overlaps([told, told]), time_between([told, again], instrument("PHQ-9"))),
        *(premature_ending(told, definition) for definition in DEFINITIONS),
        *(returns(told, instrument("PHQ-9"), scheme) for scheme in SCHEMES),
    ]
    assert all(readings[place] for place in (0, 3, 4, 5, 8))
    assert "secret" not in repr(readings)
    assert "secret" not in " ".join(str(one) for one in readings)


@UNHURRIED
@given(courses, instruments, schemes)
def test_o04_ratings_of_another_kind_change_nothing(told, asked, scheme):
    first = rated_on(told, asked).first
    other = tuple(
        rating.replace(total=0)
        for rating in told.all(SymptomsRated)
        if first is not None and rating.instrument == asked.code and not comparable(first, rating)
    )
    more = replay((*told.history, *other))
    for outcome in OUTCOMES:
        assert outcome(more, asked, scheme).answer is outcome(told, asked, scheme).answer
    assert change(more, asked).change is change(told, asked).change


@UNHURRIED
@given(courses, instruments, schemes)
def test_o05_remission_takes_two_ratings_and_the_days_of_the_scheme(told, asked, scheme):
    well = remission(told, asked, scheme)
    if well.answer:
        low = {rating.on for rating in rated_on(told, asked).ratings if asked.below_cutoff(rating.total, rating.rater)}
        assert {well.since, well.on} <= low
        assert well.on - well.since >= timedelta(days=scheme.remission_days.number)
        assert well.until is None or well.until >= well.on


@UNHURRIED
@given(courses, instruments, schemes)
def test_o06_recovery_comes_after_remission_and_its_months(told, asked, scheme):
    recovered = recovery(told, asked, scheme)
    if recovered.answer:
        assert remission(told, asked, scheme).answer
        assert recovered.on - recovered.since >= timedelta(days=28 * scheme.recovery_months.number)


@UNHURRIED
@given(courses, instruments, schemes)
def test_o07_a_return_is_relapse_or_recurrence_or_not_known_and_never_both(told, asked, scheme):
    found = returns(told, asked, scheme)
    sure = [one.kind for one in found if one.answer]
    assert bool(relapse(told, asked, scheme).answer) is (ReturnKind.RELAPSE in sure)
    assert bool(recurrence(told, asked, scheme).answer) is (ReturnKind.RECURRENCE in sure)
    if ReturnKind.RECURRENCE in sure:
        assert recovery(told, asked, scheme).answer
    if sure:
        assert remission(told, asked, scheme).answer or sure == [None] * len(sure)
    assert [one.on for one in found] == sorted(one.on for one in found)


@UNHURRIED
@given(courses, st.sampled_from(INSTRUMENTS))
def test_o09_reliable_change_only_where_an_index_is_published(told, asked):
    if not asked.reliable_change:
        assert change(told, asked).change is None


@UNHURRIED
@given(courses, st.sampled_from(INSTRUMENTS), schemes)
def test_nothing_is_answered_by_a_number_that_is_not_published(told, asked, scheme):
    if not asked.remission:
        for outcome in (remission, recovery, relapse, recurrence):
            assert outcome(told, asked, scheme).answer is None
    if not asked.response:
        assert response(told, asked, scheme).answer is None


@UNHURRIED
@given(courses)
def test_t09_a_premature_ending_names_its_definition(told):
    for definition in DEFINITIONS:
        answer = premature_ending(told, definition)
        assert (answer.definition, answer.source) == (definition, definition.source)
        assert (answer.answer is None) or told.status is Status.ENDED


ENDINGS = (CourseCompleted, CourseDiscontinued, ClientReferred, EntriesCorrected)
"""What ends a course, or mends what did."""


@UNHURRIED
@given(courses)
def test_t10_an_agreed_early_end_with_goals_met_is_no_dropout(told):
    last = told.last_on
    told = replay([event for event in told.history if not isinstance(event, ENDINGS)])
    met = [GoalReviewed(on=last, goal=goal.key, attainment=0) for goal in told.goals]
    early = TerminationBegun(on=last, how=TerminationKind.EARLY_BY_AGREEMENT)
    ended = replay((*told.history, *met, early, CourseCompleted(on=last)))
    assert ended.ending is Ending.COMPLETED_EARLY
    assert goals_met(ended).answer is (True if told.goals else None)
    assert premature_ending(ended, UNILATERAL).answer is False


@pytest.mark.parametrize("asked", INSTRUMENTS, ids=lambda one: one.code)
def test_every_instrument_can_be_asked(asked):
    for outcome in OUTCOMES:
        assert outcome(replay(()), asked, SCHEMES[0]).answer is None
