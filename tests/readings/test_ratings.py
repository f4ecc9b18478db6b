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
from iptcore.readings import ratings, risk, sessions
from iptcore.vocabulary import AbsencePolicy, Baseline, Direction, MissingItemsPolicy, Purpose, RaterType, RiskAction

PHQ = instrument("PHQ-9")
BDI = instrument("BDI-II")
MINE = Instrument(code="MINE", name="My own questions", low=0, high=30)


def day(number):
    return date(2026, 1, 5) + timedelta(days=number)


def rated(number, total, code="PHQ-9", **parts):
    return SymptomsRated(on=day(number), instrument=code, total=total, **parts)


def course(*events):
    return replay([CourseOpened(on=day(0), client="c-1", protocol="ipt", edition="1", consent=True), *events])


def test_of_several_instruments_those_that_were_rated_come_in_the_order_that_was_asked_for():
    for ratings_of_a_day in ((rated(0, 12), rated(0, 20, "BDI-II")), (rated(0, 20, "BDI-II"), rated(0, 12))):
        recorded = course(rated(0, 5, "GAD-7"), *ratings_of_a_day)
        assert ratings.rated_among(recorded, (BDI, PHQ)) == (BDI, PHQ)
        assert ratings.rated_among(recorded, (PHQ, BDI)) == (PHQ, BDI)
        assert ratings.rated_among(recorded, (MINE,)) == ()


BEFORE = (rated(0, 15), rated(1, 18), rated(2, 14))
MISSING = {"missing_items": 3, "missing_policy": MissingItemsPolicy.SUM_OF_ANSWERED}


@pytest.mark.parametrize(
    ("which", "total"),
    [(Baseline.FIRST, 15), (Baseline.LAST_BEFORE_MIDDLE, 14), (Baseline.HIGHEST_BEFORE_MIDDLE, 18)],
)
def test_the_baseline_is_the_first_rating_unless_another_is_chosen(which, total):
    by_others = rated(3, 20, rater=RaterType.CLINICIAN)
    known = course(*BEFORE, by_others, MiddleBegun(on=day(3)), rated(4, 27), rated(9, 5))
    first = ratings.baseline(known, PHQ, which)
    assert first.total == total
    assert [rating.total for rating in ratings.since_baseline(known, first, PHQ)][:2] == [5, 27]


@pytest.mark.parametrize("which", Baseline)
def test_in_the_first_phase_the_first_rating_is_the_baseline_whichever_is_chosen(which):
    assert ratings.baseline(course(*BEFORE), PHQ, which) == rated(0, 15)


@pytest.mark.parametrize("which", Baseline)
def test_the_baseline_is_the_first_rating_where_the_initial_phase_had_none(which):
    assert ratings.baseline(course(MiddleBegun(on=day(3)), rated(4, 10), rated(9, 5)), PHQ, which) == rated(4, 10)


def test_an_early_ending_fixes_the_baseline_too():
    known = course(*BEFORE, TerminationBegun(on=day(3)), rated(4, 10))
    assert ratings.baseline(known, PHQ, Baseline.LAST_BEFORE_MIDDLE) == rated(2, 14)


def test_the_highest_is_the_most_severe_where_higher_is_better():
    known = course(*(rating.replace(instrument="MINE") for rating in BEFORE), MiddleBegun(on=day(3)))
    better = MINE.replace(direction=Direction.HIGHER_IS_BETTER)
    assert ratings.baseline(known, better, Baseline.HIGHEST_BEFORE_MIDDLE).total == 14


def test_a_total_with_too_many_items_missing_is_no_baseline_and_no_final_rating():
    known = course(rated(0, 3, **MISSING), rated(1, 15), TerminationBegun(on=day(3)), rated(4, 2, **MISSING))
    assert ratings.baseline(known, PHQ) == rated(1, 15)
    assert ratings.final_rating(known, PHQ) is None
    assert list(ratings.since_baseline(known, ratings.baseline(known, PHQ), PHQ)) == []


# items missing of the PHQ-9 | how the total was made | the total | possible | readable: two may be missing
READABLE = [
    (0, None, 27, True, True),
    (0, None, 27.5, False, False),
    (2, MissingItemsPolicy.PRORATED, 12.9, True, True),
    (3, MissingItemsPolicy.PRORATED, 12, True, False),
    (2, MissingItemsPolicy.SUM_OF_ANSWERED, 21, True, True),
    (2, MissingItemsPolicy.SUM_OF_ANSWERED, 22, False, False),
    (9, MissingItemsPolicy.SUM_OF_ANSWERED, 0, True, False),
    (9, MissingItemsPolicy.SUM_OF_ANSWERED, 1, False, False),
    (2, MissingItemsPolicy.INSTRUMENT_RULE, 27, True, True),
]


@pytest.mark.parametrize(("missing", "policy", "total", "possible", "readable"), READABLE)
def test_a_total_is_readable_with_no_more_items_missing_than_the_instrument_allows(
    missing, policy, total, possible, readable
):
    rating = rated(0, total, missing_items=missing, missing_policy=policy)
    assert (ratings.possible(rating, PHQ), ratings.readable(rating, PHQ)) == (possible, readable)


def test_the_final_rating_is_the_latest_since_the_last_phase_began():
    known = course(rated(0, 15), TerminationBegun(on=day(3)), rated(3, 10), rated(5, 5, "GAD-7"))
    assert ratings.final_rating(known, PHQ) == rated(3, 10)
    assert ratings.final_rating(known, BDI) is None
    assert ratings.final_rating(course(rated(0, 15)), PHQ) is None
    assert ratings.final_rating(course(rated(0, 15), TerminationBegun(on=day(3))), PHQ) is None


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
def test_nothing_is_said_of_ratings_of_two_kinds(compare):
    before, by_others = rated(0, 20, suicide_item=0), rated(9, 3, suicide_item=1, rater=RaterType.CLINICIAN)
    assert compare(before, by_others, PHQ) is None


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
    assert ratings.worsened(before, rated(9, 14, "BDI-II", suicide_item=0), BDI) is False
    assert ratings.worsened(before, rated(9, 13, "BDI-II", suicide_item=0), BDI) is False
    assert ratings.rose_a_band(before, rated(9, 13, "BDI-II"), BDI) is False
    assert ratings.worsened(before, rated(9, 20, "BDI-II"), BDI) is True
    assert ratings.worsened(before, rated(9, 14, "BDI-II", suicide_item=1), BDI) is True


def test_a_rise_on_an_instrument_without_an_index_is_not_known_to_be_a_worsening():
    before = rated(0, 14, "BDI-II", suicide_item=0)
    assert ratings.worsened(before, rated(9, 19, "BDI-II", suicide_item=0), BDI) is None
    assert ratings.worsened(rated(0, 3, "MINE"), rated(9, 30, "MINE"), MINE) is None
    assert ratings.worsened(rated(0, 30, "MINE"), rated(9, 3, "MINE"), MINE) is False


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
    assert risk.has_current_risk(course(assessed))
    assert risk.has_current_risk(course(SessionHeld(on=day(3)), assessed))
    assert not risk.has_current_risk(course(assessed, SessionHeld(on=day(4))))
    assert not risk.has_current_risk(Course())
