"""How the course of a case is written: what happened, and on which day counted from the opening."""

from datetime import date, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from iptcore.course import Course, replay
from iptcore.events import CourseOpened, Event, MiddleBegun, RecurrenceRecorded, SymptomsRated
from iptcore.model.instruments import INSTRUMENTS
from iptcore.testing.values import values
from iptcore.vocabulary import RaterType

OPENED = date(2026, 1, 5)
CLIENT, CLINICIAN = RaterType.CLIENT, RaterType.CLINICIAN


def day(number: int) -> date:
    """The day that comes so many days after the opening."""
    return OPENED + timedelta(days=number)


def on(text: str) -> date:
    """A day of the calendar: 2026-03-01."""
    return date.fromisoformat(text)


def course(*events: Event, **parts: object) -> Course:
    """A course that was opened on day 0, and what happened in it, in the order given."""
    opening = {"on": OPENED, "client": "c-1", "protocol": "ipt", "edition": "2018", "consent": True} | parts
    return replay((CourseOpened(**opening), *events))


def rated(instrument: str, *ratings: tuple[int | str, float], rater: RaterType = CLIENT, **parts) -> tuple[Event, ...]:
    """Ratings on one instrument: the day, counted or by the calendar, and the total."""
    when = [day(number) if isinstance(number, int) else on(number) for number, _ in ratings]
    return tuple(
        SymptomsRated(on=at, instrument=instrument, total=total, rater=rater, **parts)
        for at, (_, total) in zip(when, ratings, strict=True)
    )


def treated(instrument: str, *ratings: tuple[int | str, float], rater: RaterType = CLIENT) -> Course:
    """A course whose middle phase begins on day 0: the first rating, on that day, is the baseline."""
    return course(MiddleBegun(on=OPENED), *rated(instrument, *ratings, rater=rater))


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A law holds on a busy machine too."""

# -- any course, well run or not ---------------------------------------------------------------------------------------

DAYS = st.integers(-30, 500).map(day)
TOTALS = st.one_of(st.integers(0, 30), st.integers(0, 200), st.floats(0, 200, allow_nan=False))
RATINGS = st.builds(
    SymptomsRated,
    on=DAYS,
    instrument=st.sampled_from([instrument.code for instrument in INSTRUMENTS[:5]] + ["LSAS", "EDE-Q", "MY-OWN"]),
    total=TOTALS,
    rater=st.sampled_from([CLIENT, CLINICIAN]),
    version=st.sampled_from([None, None, "de"]),
)
PHQ_9 = st.builds(SymptomsRated, on=DAYS, instrument=st.just("PHQ-9"), total=st.sampled_from([0, 4, 5, 10, 20, 99]))
HRSD_17 = st.builds(
    SymptomsRated,
    on=DAYS,
    instrument=st.just("HRSD-17"),
    total=st.sampled_from([0, 7, 8, 14, 15, 30]),
    rater=st.just(CLINICIAN),
)
RETURNS = st.builds(RecurrenceRecorded, on=DAYS, diagnosed=st.sampled_from([None, True, False]))
ANYTHING = values(Event)

courses = st.builds(
    lambda begun, events: course(begun, *events),
    st.builds(MiddleBegun, on=DAYS),
    st.lists(st.one_of(PHQ_9, HRSD_17, RATINGS, RETURNS, ANYTHING), max_size=14),
)
"""Courses of which nobody asked whether a protocol would take them."""
