from datetime import date, timedelta

import pytest

from iptcore.course import Course, replay
from iptcore.events import (
    ContractAgreed,
    CourseOpened,
    MiddleBegun,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import TreatmentContract
from iptcore.model.instruments import instrument
from iptcore.model.measure import Instrument
from iptcore.readings import days, ratings, sessions
from iptcore.vocabulary import AbsencePolicy, Purpose, RaterType, RiskAction

PHQ = instrument("PHQ-9")
BDI = instrument("BDI-II")
MINE = Instrument(code="MINE", name="My own questions", low=0, high=30)


def day(number):
    return date(2026, 1, 5) + timedelta(days=number)


def rated(number, total, code="PHQ-9", **parts):
    return SymptomsRated(on=day(number), instrument=code, total=total, **parts)


def course(*events):
    return replay([CourseOpened(on=day(0), client="c-1", protocol="ipt", edition="1", consent=True), *events])


def test_the_first_rating_among_those_named_decides_on_the_instrument():
    rated_twice = course(rated(0, 5, "GAD-7"), rated(1, 12), rated(2, 20, "BDI-II"))
    assert ratings.primary_instrument(rated_twice, ("BDI-II", "PHQ-9")) == "PHQ-9"
    assert ratings.primary_instrument(rated_twice, ("EPDS",)) is None
    assert ratings.baseline(rated_twice, ()) is None


def test_the_baseline_is_the_last_of_its_kind_in_the_initial_phase():
    by_others = rated(3, 20, rater=RaterType.CLINICIAN)
    known = course(rated(0, 15), rated(2, 14), by_others, MiddleBegun(on=day(3)), rated(4, 10), rated(9, 5))
    first = ratings.baseline(known, ("PHQ-9",))
    assert first == rated(2, 14)
    assert [rating.total for rating in ratings.since_baseline(known, first)] == [5, 10]


def test_the_baseline_is_the_first_rating_where_the_initial_phase_had_none():
    assert ratings.baseline(course(MiddleBegun(on=day(3)), rated(4, 10), rated(9, 5)), ("PHQ-9",)) == rated(4, 10)


def test_an_early_ending_fixes_the_baseline_too():
    known = course(rated(0, 15), TerminationBegun(on=day(3)), rated(4, 10))
    assert ratings.baseline(known, ("PHQ-9",)) == rated(0, 15)


def test_the_final_rating_is_the_latest_since_the_last_phase_began():
    known = course(rated(0, 15), TerminationBegun(on=day(3)), rated(3, 10), rated(5, 5, "GAD-7"))
    assert ratings.final_rating(known) == rated(5, 5, "GAD-7")
    assert ratings.final_rating(known, "PHQ-9") == rated(3, 10)
    assert ratings.final_rating(known, "EPDS") is None
    assert ratings.final_rating(course(rated(0, 15))) is None
    assert ratings.final_rating(course(rated(0, 15), TerminationBegun(on=day(3)))) is None
    assert ratings.final_rating(course(TerminationBegun(on=day(3)), rated(4, 3)), "EPDS") is None


COMPARISONS = (
    ratings.responded,
    ratings.reliably_improved,
    ratings.reliably_worsened,
    ratings.improved,
    ratings.rose_a_band,
    ratings.suicide_item_newly_positive,
    ratings.worsened,
)


@pytest.mark.parametrize("compare", COMPARISONS)
def test_nothing_is_said_of_ratings_of_two_kinds_or_of_an_unknown_instrument(compare):
    before, by_others = rated(0, 20, suicide_item=0), rated(9, 3, suicide_item=1, rater=RaterType.CLINICIAN)
    assert compare(before, by_others, PHQ) is None
    assert compare(before, before, None) is None


@pytest.mark.parametrize(("total", "response", "reliable"), [(10, True, True), (11, False, True), (15, False, False)])
def test_improvement_is_response_or_reliable_change(total, response, reliable):
    before, later = rated(0, 20), rated(9, total)
    assert ratings.responded(before, later, PHQ) is response
    assert ratings.reliably_improved(before, later, PHQ) is reliable
    assert ratings.improved(before, later, PHQ) is (response or reliable)


def test_improvement_is_judged_by_what_is_published():
    assert ratings.improved(rated(0, 30, "BDI-II"), rated(9, 15, "BDI-II"), BDI) is True
    assert ratings.improved(rated(0, 30, "BDI-II"), rated(9, 16, "BDI-II"), BDI) is False
    assert ratings.improved(rated(0, 30, "MINE"), rated(9, 0, "MINE"), MINE) is None


def test_worsening_is_judged_by_the_index_where_there_is_one():
    assert ratings.worsened(rated(0, 9), rated(9, 15), PHQ) is True
    assert ratings.worsened(rated(0, 9), rated(9, 14, suicide_item=2), PHQ) is False


def test_worsening_is_judged_by_bands_and_the_suicide_item_where_there_is_none():
    before = rated(0, 14, "BDI-II", suicide_item=0)
    assert ratings.worsened(before, rated(9, 19, "BDI-II", suicide_item=0), BDI) is False
    assert ratings.worsened(before, rated(9, 20, "BDI-II"), BDI) is True
    assert ratings.worsened(before, rated(9, 14, "BDI-II", suicide_item=1), BDI) is True
    assert ratings.worsened(rated(0, 3, "MINE"), rated(9, 30, "MINE"), MINE) is None


def test_a_suicide_item_that_was_positive_is_not_newly_so():
    assert ratings.suicide_item_newly_positive(rated(0, 9, suicide_item=1), rated(9, 9, suicide_item=2), PHQ) is False
    assert ratings.suicide_item_newly_positive(rated(0, 9), rated(9, 9, suicide_item=1), PHQ) is True
    assert ratings.suicide_item_newly_positive(rated(0, 9), rated(9, 9), PHQ) is None


def agreed(**terms):
    return ContractAgreed(on=day(0), contract=TreatmentContract(**terms))


def test_sessions_held_and_missed_ones_that_count_use_up_the_contract():
    events = (
        SessionHeld(on=day(0)),
        SessionHeld(on=day(1), purpose=Purpose.CRISIS),
        SessionMissed(on=day(7)),
        SessionMissed(on=day(14), counts=True),
        SessionMissed(on=day(21), counts=False),
    )
    assert sessions.sessions_used(course(*events)) == 2
    assert sessions.sessions_used(course(agreed(absences=AbsencePolicy.COUNTS), *events)) == 3
    assert sessions.sessions_used(course(agreed(absences=AbsencePolicy.CASE_BY_CASE), *events)) == 2


@pytest.mark.parametrize(("number", "held", "half"), [(8, 3, None), (8, 4, 3), (8, 6, 3), (7, 3, None), (7, 4, 3)])
def test_half_of_the_contract(number, held, half):
    known = course(agreed(sessions=number), *(SessionHeld(on=day(one)) for one in range(held)))
    assert sessions.half_held(known) == (None if half is None else day(half))


def test_half_of_no_contract_is_not_known():
    assert sessions.half_held(Course()) is None
    assert sessions.half_held(course(agreed(), SessionHeld(on=day(0)))) is None


def test_risk_is_current_from_the_day_of_the_last_session_on():
    assessed = RiskAssessed(on=day(3), action=RiskAction.NONE, reasons="well")
    assert days.has_current_risk(course(assessed))
    assert days.has_current_risk(course(SessionHeld(on=day(3)), assessed))
    assert not days.has_current_risk(course(assessed, SessionHeld(on=day(4))))
    assert not days.has_current_risk(Course())
