"""A real course, read against simulated ones."""

from datetime import date, timedelta

import numpy as np
import pytest

from iptcore import IPT, SessionHeld, replay
from iptcore.course import Course
from iptcore.events import SymptomsRated
from iptcore.protocol.catalogue import IPT_A, IPT_AST
from iptcore.protocol.protocol import Between
from iptcore.readings.ratings import baseline, readable_on, responded
from iptcore.simulation import Therapist, place, play, progress, simulate
from iptcore.vocabulary import MissingItemsPolicy, RaterType

SCALES = ("HRSD-17", "PHQ-9")
DAY = date(2026, 1, 5)


@pytest.fixture(scope="module")
def cohort():
    return simulate(IPT, 60, seed=7, scales=SCALES)


def until(course, event):
    """A course as it stood after the first so many events."""
    earlier_course = Course()
    for earlier in course.history[:event]:
        earlier_course = IPT.apply(earlier_course, earlier)
    return earlier_course


def test_session_and_baseline_are_those_of_the_course(cohort):
    for row in range(12):
        course = cohort.course(row)
        came = [*cohort["attended"][:, row]]
        weeks = np.flatnonzero(~np.isnan(cohort.scores()[:, row]))
        ratings = [(int(sum(came[:week])), float(cohort.scores()[week, row])) for week in weeks]
        assert progress(course, IPT) == place("HRSD-17", ratings)


def test_not_enough_ratings_at_first(cohort):
    course = cohort.course(0)
    first = next(n for n, event in enumerate(course.history) if isinstance(event, SessionHeld))
    assert progress(Course(), IPT).words.startswith("not enough ratings")
    assert progress(until(course, first), IPT).words.startswith("not enough ratings")


def scored(totals, instrument="HRSD-17", rater=RaterType.CLIENT):
    """A course by the manual, rated so."""

    def answer(course, event):
        if isinstance(event, SymptomsRated):
            week = (event.on - date(2026, 1, 5)).days // 7
            return event.replace(total=totals(week), instrument=instrument, rater=rater if week else RaterType.CLIENT)
        return event

    return play(IPT, Therapist(IPT, instruments=(instrument,)), answer)


def test_above_and_below():
    assert progress(scored(lambda week: 24 + week // 4), IPT).words == "above the 95th percentile of simulated courses"
    assert progress(scored(lambda week: max(24 - 2 * week, 0)), IPT).below is not None


def test_what_is_outside_is_said_to_be_outside():
    assert "outside the table, which holds those of 14 to" in progress(scored(lambda week: 9), IPT).words
    assert "outside" in progress(scored(lambda week: 45 - week), IPT).words


def test_another_instrument_is_taken_where_it_says_more():
    assert progress(scored(lambda week: 18, instrument="PHQ-9"), IPT).above is not None


def test_ratings_of_another_kind_are_no_comparison():
    assert progress(scored(lambda week: 20, rater=RaterType.CLINICIAN), IPT).words.startswith("not enough ratings")


def test_protocols_without_a_table(cohort):
    course = cohort.course(0)
    for protocol in (IPT_A, IPT_AST, IPT.replace(sessions=Between(12, 12))):
        said = progress(course, protocol)
        assert not said.placed
        assert said.words == f"there is no table for {protocol.code}: only 16 sessions of IPT have one"
    none = progress(course, IPT.replace(primary_instruments=("EDE-Q",)))
    assert none.words == "the table holds none of the primary instruments"


def rated(totals):
    """A course with ratings on the HRSD-17 on the given days, and a weekly session from the day 3 on."""
    course = IPT.open(on=DAY, client="c", consent=True)
    days = {DAY + timedelta(days=day): total for day, total in totals.items()}
    ratings = [SymptomsRated(on=on, instrument="HRSD-17", total=total) for on, total in days.items()]
    sessions = [SessionHeld(on=DAY + timedelta(days=3 + 7 * week)) for week in range(3)]
    return replay((*course.history, *sorted((*ratings, *sessions), key=lambda event: event.on)))


def test_the_baseline_is_the_first_rating_as_in_the_readings_and_in_the_columns():
    """Not the last before the first session: a fall while somebody waits is part of the change."""
    course = rated({0: 26, 2: 18, 15: 14})
    assert baseline(course, IPT.instrument("HRSD-17")).total == 26
    assert (
        progress(course, IPT) == place("HRSD-17", [(0, 26), (0, 18), (2, 14)]) == place("HRSD-17", [(0, 26), (2, 14)])
    )
    assert progress(course, IPT) != place("HRSD-17", [(0, 18), (2, 14)])


@pytest.mark.parametrize(
    "unreadable",
    [{"total": 60}, {"total": 3, "missing_items": 12, "missing_policy": MissingItemsPolicy.PRORATED}],
    ids=["no such total", "most items missing"],
)
def test_what_cannot_be_read_is_as_if_it_had_not_been_rated(unreadable):
    plain = rated({0: 26, 15: 14})
    for on in (DAY, DAY + timedelta(days=22)):
        rating = SymptomsRated(on=on, instrument="HRSD-17", **unreadable)
        assert progress(replay((plain.history[0], rating, *plain.history[1:])), IPT) == progress(plain, IPT)


def test_change_in_the_columns_is_change_in_the_readings(cohort):
    """First and last score of a row, and its response, as the core reads them off the played course."""
    instrument = IPT.instrument("HRSD-17")
    first, last = cohort.scores()[0], cohort.last_score()
    for row in range(len(cohort)):
        course = cohort.course(row)
        ratings = readable_on(course, instrument)
        assert (baseline(course, instrument).total, ratings[-1].total) == (first[row], last[row])
        assert responded(ratings[0], ratings[-1], instrument) is bool(last[row] <= first[row] / 2)
