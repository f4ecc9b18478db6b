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
    MiddleBegun,
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
from iptcore.model.measure import Band
from iptcore.model.problem_area import RoleDispute
from iptcore.protocol.catalogue import IPT
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
from iptcore.readings.ratings import comparable, rated_among, rated_on, readable
from iptcore.readings.returns import recurrence, relapse, returns
from iptcore.vocabulary import (
    Direction,
    Ending,
    LinkDirection,
    MissingItemsPolicy,
    ReturnKind,
    Status,
    TerminationKind,
)
from readings.story import UNHURRIED, course, courses, day

OUTCOMES = (response, partial_remission, remission, recovery, relapse, recurrence)
instruments = st.sampled_from([instrument("PHQ-9"), instrument("HRSD-17")]) | st.sampled_from(INSTRUMENTS)
schemes = st.sampled_from(SCHEMES)


@UNHURRIED
@given(courses, instruments, schemes)
def test_no_reading_fails_and_each_says_why_and_by_what(record, asked, scheme):
    readings = [
        *(outcome(record, asked, scheme) for outcome in OUTCOMES),
        *(
            reading(record, asked)
            for reading in (below_cutoff, change, severity, at_half, non_response, maintenance_criteria)
        ),
        *(premature_ending(record, definition) for definition in (*DEFINITIONS, before_sessions(8))),
        *returns(record, asked, scheme),
        *(goals_met(record), t_score(record), mood_event_links(record)),
        *disputes(record),
        *closeness(record),
        *overlaps([record, record]),
        *time_between([record, record], asked),
    ]
    for reading in readings:
        assert all(reading.reasons)
        assert reading.reasons
        assert str(reading.source)
        assert pickle.loads(pickle.dumps(reading)) == reading
    assert len(goal_attainment(record)) == len(record.goals)
    assert len(patterns(record)) == len(record.patterns)


def test_nothing_private_shows_in_a_reading():
    record = course(
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
        *(
            goal_attainment(record),
            goals_met(record),
            t_score(record),
            disputes(record),
            closeness(record),
            patterns(record),
        ),
        *(
            mood_event_links(record),
            overlaps([record, record]),
            time_between([record, again], instrument("PHQ-9")),
        ),
        *(premature_ending(record, definition) for definition in DEFINITIONS),
        *(returns(record, instrument("PHQ-9"), scheme) for scheme in SCHEMES),
    ]
    assert all(readings[place] for place in (0, 3, 4, 5, 8))
    assert "secret" not in repr(readings)
    assert "secret" not in " ".join(str(reading) for reading in readings)


@UNHURRIED
@given(courses, instruments, schemes)
def test_o04_ratings_of_another_kind_change_nothing(record, asked, scheme):
    first = rated_on(record, asked).first
    other = tuple(
        rating.replace(total=0)
        for rating in record.all(SymptomsRated)
        if first is not None
        and rating.instrument == asked.code
        and not comparable(first, rating)
        and readable(rating, asked)
    )
    more = replay((*record.history, *other))
    for outcome in OUTCOMES:
        assert outcome(more, asked, scheme).answer is outcome(record, asked, scheme).answer
    assert change(more, asked).change is change(record, asked).change


@UNHURRIED
@given(courses, instruments, schemes)
def test_o05_remission_takes_two_ratings_and_the_days_of_the_scheme(record, asked, scheme):
    well = remission(record, asked, scheme)
    if well.answer:
        low = {
            rating.on for rating in rated_on(record, asked).ratings if asked.below_cutoff(rating.total, rating.rater)
        }
        assert {well.since, well.on} <= low
        assert well.on - well.since >= timedelta(days=scheme.remission_days.number)
        assert well.until is None


@UNHURRIED
@given(courses, instruments, schemes)
def test_o06_recovery_comes_after_remission_and_its_months(record, asked, scheme):
    recovered = recovery(record, asked, scheme)
    if recovered.answer:
        assert remission(record, asked, scheme).answer
        assert recovered.on >= recovered.since
        assert asked.below_cutoff(rated_on(record, asked).ratings[-1].total, rated_on(record, asked).first.rated_by)


@UNHURRIED
@given(courses, instruments, schemes)
def test_o07_a_return_is_relapse_or_recurrence_or_not_known_and_never_both(record, asked, scheme):
    found = returns(record, asked, scheme)
    sure = [reading.kind for reading in found if reading.answer]
    for outcome, kind in ((relapse, ReturnKind.RELAPSE), (recurrence, ReturnKind.RECURRENCE)):
        again = outcome(record, asked, scheme)
        assert (again.since is not None) is (kind in sure)
        assert not (again.answer and kind not in sure)
        assert (again.until is not None) is (again.answer is False and again.since is not None)
    assert [reading.on for reading in found] == sorted(reading.on for reading in found)


@UNHURRIED
@given(courses, instruments, schemes)
def test_an_answer_is_yes_while_it_holds_and_no_once_it_was(record, asked, scheme):
    for outcome in OUTCOMES:
        reading = outcome(record, asked, scheme)
        if reading.answer:
            assert reading.since is not None
            assert reading.until is None
        if reading.until is not None:
            assert reading.answer is False
            assert reading.since <= reading.until


ASKED = (below_cutoff, severity, change, at_half, non_response, maintenance_criteria)


def answers(record, asked, scheme):
    """Whatever the readings answer, without the numbers and the words."""
    read = [
        *(outcome(record, asked, scheme) for outcome in OUTCOMES),
        *(reading(record, asked) for reading in ASKED),
    ]
    parts = ("answer", "since", "on", "until", "change", "band", "half", "rated", "kind")
    return [[getattr(reading, part, None) for part in parts] for reading in (*read, *returns(record, asked, scheme))]


def mirrored(figures, high):
    return tuple(figure.replace(number=high - figure.number) for figure in figures)


def turned(one):
    """The same instrument with its totals turned round: what was the most severe is the lowest."""
    return one.replace(
        direction=Direction.HIGHER_IS_BETTER,
        cut_offs=mirrored(one.cut_offs, one.high),
        remission=mirrored(one.remission, one.high),
        conventions=tuple(
            convention.replace(
                bands=tuple(
                    Band(low=one.high - band.high, high=one.high - band.low, label=band.label)
                    for band in reversed(convention.bands)
                )
            )
            for convention in one.conventions
        ),
    )


def turned_range(span, high):
    return span.replace(low=0 if span.high is None else high - span.high, high=high - span.low)


MIRRORED = [
    instrument
    for instrument in INSTRUMENTS
    if instrument.low == 0 and instrument.direction is Direction.HIGHER_IS_WORSE
]


@UNHURRIED
@given(courses, st.sampled_from([instrument("HRSD-17"), instrument("PHQ-9")]) | st.sampled_from(MIRRORED), schemes)
def test_an_instrument_turned_round_gives_the_same_answers(record, asked, scheme):
    # To hundredths: of a smaller difference nothing may be left when it is taken from the highest total.
    history = [
        event.replace(total=round(event.total, 2)) if isinstance(event, SymptomsRated) else event
        for event in record.history
        if not isinstance(event, EntriesCorrected)
    ]
    other = [
        event.replace(total=asked.high - event.total)
        if isinstance(event, SymptomsRated) and event.instrument == asked.code and event.total <= asked.high
        else event
        for event in history
    ]
    ranges = {
        name: tuple(turned_range(span, asked.high) for span in getattr(scheme, name) if span.instrument == asked.code)
        for name in ("partial_remission", "full_syndrome")
    }
    whole = asked.replace(whole=False)  # a difference of two decimals need not be whole where the decimals are
    assert answers(replay(other), turned(whole), scheme.replace(**ranges)) == answers(replay(history), whole, scheme)


@UNHURRIED
@given(courses, instruments, schemes, st.integers(-30, 500), st.integers(0, 6))
def test_a_total_with_too_many_items_missing_changes_no_answer(record, asked, scheme, number, total):
    missing = {"missing_items": asked.most_missing + 1, "missing_policy": MissingItemsPolicy.SUM_OF_ANSWERED}
    few = SymptomsRated(on=day(number), instrument=asked.code, total=total, **missing)
    assert answers(replay((*record.history, few)), asked, scheme) == answers(record, asked, scheme)


@UNHURRIED
@given(courses, st.permutations(INSTRUMENTS[:6]), st.lists(st.integers(0, 20), min_size=6, max_size=6))
def test_the_order_of_entry_within_a_day_does_not_decide_which_instrument_counts(record, order, totals):
    ratings = [
        SymptomsRated(on=day(0), instrument=instrument.code, total=total)
        for instrument, total in zip(INSTRUMENTS[:6], totals, strict=True)
    ]
    places = [INSTRUMENTS.index(instrument) for instrument in order]
    # A correction names an entry by its number, which is another report in another order.
    first, *later = [event for event in record.history if not isinstance(event, EntriesCorrected)] or record.history
    given_so = replay((first, *ratings, *later))
    otherwise = replay((first, *(ratings[place] for place in places), *later))
    assert rated_among(given_so, INSTRUMENTS) == rated_among(otherwise, INSTRUMENTS)
    for kind in (MiddleBegun, TerminationBegun, CourseCompleted):
        event = kind(on=max(record.last_on, day(0)))
        asked, again = (IPT.objections(course, event) for course in (given_so, otherwise))
        assert [objection.code for objection in asked] == [objection.code for objection in again]


@UNHURRIED
@given(courses, st.sampled_from(INSTRUMENTS))
def test_o09_reliable_change_only_where_an_index_is_published(record, asked):
    if not asked.reliable_change:
        assert change(record, asked).change is None


@UNHURRIED
@given(courses, st.sampled_from(INSTRUMENTS), schemes)
def test_nothing_is_answered_by_a_number_that_is_not_published(record, asked, scheme):
    if not asked.remission:
        for outcome in (remission, recovery, relapse, recurrence):
            assert outcome(record, asked, scheme).answer is None
    if not asked.response:
        assert response(record, asked, scheme).answer is None


@UNHURRIED
@given(courses)
def test_t09_a_premature_ending_names_its_definition(record):
    for definition in DEFINITIONS:
        answer = premature_ending(record, definition)
        assert (answer.definition, answer.source) == (definition, definition.source)
        assert (answer.answer is None) or record.status is Status.ENDED


ENDINGS = (CourseCompleted, CourseDiscontinued, ClientReferred, EntriesCorrected)
"""What ends a course, or mends what did."""


@UNHURRIED
@given(courses)
def test_t10_an_agreed_early_end_with_goals_met_is_no_dropout(record):
    last = record.last_on
    record = replay([event for event in record.history if not isinstance(event, ENDINGS)])
    met = [GoalReviewed(on=last, goal=goal.key, attainment=0) for goal in record.goals]
    early = TerminationBegun(on=last, how=TerminationKind.EARLY_BY_AGREEMENT)
    ended = replay((*record.history, *met, early, CourseCompleted(on=last)))
    assert ended.ending is Ending.COMPLETED_EARLY
    assert goals_met(ended).answer is (True if record.goals else None)
    assert premature_ending(ended, UNILATERAL).answer is False


@pytest.mark.parametrize("asked", INSTRUMENTS, ids=lambda instrument: instrument.code)
def test_every_instrument_can_be_asked(asked):
    for outcome in OUTCOMES:
        assert outcome(replay(()), asked, SCHEMES[0]).answer is None
