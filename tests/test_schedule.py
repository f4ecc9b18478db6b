"""The appointments of a contract: every frequency, days away, both changes of the clocks, and an oracle beside them."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given
from hypothesis import strategies as st

from iptcore import schedule
from iptcore.course import replay
from iptcore.errors import InvalidValue
from iptcore.events import (
    ClientReferred,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    SessionHeld,
    SessionMissed,
)
from iptcore.model.contract import TreatmentContract
from iptcore.protocol.number_range import Between
from iptcore.schedule import Appointment, Away, Schedule, Stretch, plan
from iptcore.vocabulary import DiscontinuationReason, Frequency, MissedBy, Weekday, WhenAway
from readings.story import UNHURRIED

LONDON, NEW_YORK, LORD_HOWE, KAMPALA = "Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Kampala"
MON, WED, FRI = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY
TEN = time(10)


def on(text):
    return date.fromisoformat(text)


def planned(sessions, frequency, first, *, at=TEN, zone=LONDON, **more):
    """The schedule of so many sessions at one frequency."""
    return plan(TreatmentContract(sessions=sessions, frequency=frequency), first=on(first), at=at, zone=zone, **more)


def days_of(schedule):
    return [appointment.day.isoformat() for appointment in schedule.appointments]


def tapered(*stretches, first, sessions=None, **more):
    total = sessions or sum(count for _, count in stretches)
    return plan(
        TreatmentContract(sessions=total, tapered=True),
        first=on(first),
        at=TEN,
        zone=LONDON,
        stretches=tuple(Stretch(frequency=frequency, count=count) for frequency, count in stretches),
        **more,
    )


# -- the frequencies ---------------------------------------------------------------------------------------------------

# what | the schedule | its days
DAYS = [
    ("weekly", planned(3, Frequency.WEEKLY, "2026-01-07"), ["2026-01-07", "2026-01-14", "2026-01-21"]),
    ("fortnightly", planned(3, Frequency.FORTNIGHTLY, "2026-01-07"), ["2026-01-07", "2026-01-21", "2026-02-04"]),
    (
        "twice weekly",
        planned(4, Frequency.TWICE_WEEKLY, "2026-01-07", days=(MON, WED)),
        ["2026-01-07", "2026-01-12", "2026-01-14", "2026-01-19"],
    ),
    (
        "three a week",
        planned(4, Frequency.THRICE_WEEKLY, "2026-01-05", days=(FRI, MON, WED)),
        ["2026-01-05", "2026-01-07", "2026-01-09", "2026-01-12"],
    ),
    (
        "monthly, the second Wednesday",
        planned(4, Frequency.MONTHLY, "2026-01-14"),
        ["2026-01-14", "2026-02-11", "2026-03-11", "2026-04-08"],
    ),
    (
        "monthly, the fourth Wednesday: the 28th",
        planned(3, Frequency.MONTHLY, "2026-01-28"),
        ["2026-01-28", "2026-02-25", "2026-03-25"],
    ),
    (
        "monthly, a fifth Thursday: the last one, from the 29th",
        planned(4, Frequency.MONTHLY, "2026-01-29"),
        ["2026-01-29", "2026-02-26", "2026-03-26", "2026-04-30"],
    ),
    (
        "tapered: weekly, fortnightly, monthly",
        tapered((Frequency.WEEKLY, 3), (Frequency.FORTNIGHTLY, 2), (Frequency.MONTHLY, 2), first="2026-01-07"),
        ["2026-01-07", "2026-01-14", "2026-01-21", "2026-02-04", "2026-02-18", "2026-03-18", "2026-04-15"],
    ),
    (
        "twice weekly, then weekly on the day of the last",
        tapered((Frequency.TWICE_WEEKLY, 3), (Frequency.WEEKLY, 2), first="2026-01-05", days=(MON, WED)),
        ["2026-01-05", "2026-01-07", "2026-01-12", "2026-01-19", "2026-01-26"],
    ),
    ("nothing left", planned(3, Frequency.WEEKLY, "2026-01-07", used=3), []),
    ("more used up than agreed", planned(3, Frequency.WEEKLY, "2026-01-07", used=5), []),
]


@pytest.mark.parametrize(("what", "schedule", "expected"), DAYS)
def test_days_of_each_frequency(what, schedule, expected):
    assert days_of(schedule) == expected, what
    assert schedule.last == (on(expected[-1]) if expected else None)


def test_monthly_for_three_years_stays_in_its_week():
    schedule = planned(36, Frequency.MONTHLY, "2026-01-13")
    assert {((appointment.day.day - 1) // 7, appointment.day.weekday()) for appointment in schedule.appointments} == {
        (1, 1)
    }
    assert schedule.last == on("2028-12-12")


def test_a_range_is_planned_up_to_its_upper_end():
    contract = TreatmentContract(sessions=12, at_most=16, frequency=Frequency.WEEKLY)
    assert len(plan(contract, first=on("2026-01-07"), at=TEN, zone=LONDON).appointments) == 16


def test_sessions_are_numbered_from_those_used_up():
    schedule = planned(5, Frequency.WEEKLY, "2026-01-07", used=2)
    assert [appointment.session for appointment in schedule.appointments] == [3, 4, 5]


# -- days away ---------------------------------------------------------------------------------------------------------


def away(first, last=None, then=WhenAway.SKIP):
    return Away(first=on(first), last=on(last) if last else None, then=then)


MOVE = WhenAway.MOVE

# who is away when, of four weekly sessions from Wednesday 7 January | the days | skipped
ABSENCES = [
    ("a holiday", [away("2026-01-14")], ["01-07", "01-21", "01-28", "02-04"], ["01-14"]),
    ("another day of the week", [away("2026-01-13")], ["01-07", "01-14", "01-21", "01-28"], []),
    ("two weeks", [away("2026-01-12", "2026-01-23")], ["01-07", "01-28", "02-04", "02-11"], ["01-14", "01-21"]),
    ("to the day itself", [away("2026-01-10", "2026-01-14")], ["01-07", "01-21", "01-28", "02-04"], ["01-14"]),
    ("from the day after", [away("2026-01-15", "2026-01-20")], ["01-07", "01-14", "01-21", "01-28"], []),
    ("a holiday moved", [away("2026-01-14", then=MOVE)], ["01-07", "01-15", "01-21", "01-28"], []),
    ("moved over a weekend", [away("2026-01-14", "2026-01-16", MOVE)], ["01-07", "01-19", "01-21", "01-28"], []),
    ("nowhere to move", [away("2026-01-14", "2026-01-20", MOVE)], ["01-07", "01-21", "01-28", "02-04"], ["01-14"]),
    ("to the day before the next", [away("2026-01-14", "2026-01-19", MOVE)], ["01-07", "01-20", "01-21", "01-28"], []),
    ("moved past another absence", [away("2026-01-14", then=MOVE), away("2026-01-15")],
     ["01-07", "01-16", "01-21", "01-28"], []),
    ("skipped by one and moved by another", [away("2026-01-14", then=MOVE), away("2026-01-14")],
     ["01-07", "01-21", "01-28", "02-04"], ["01-14"]),
    ("the first one moved", [away("2026-01-07", then=MOVE)], ["01-08", "01-14", "01-21", "01-28"], []),
    ("the first one skipped", [away("2026-01-07")], ["01-14", "01-21", "01-28", "02-04"], ["01-07"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "absences", "expected", "skipped"), ABSENCES)
def test_days_away_are_skipped_or_moved_and_the_number_stays(what, absences, expected, skipped):
    schedule = planned(4, Frequency.WEEKLY, "2026-01-07", away=tuple(absences))
    assert [day[5:] for day in days_of(schedule)] == expected, what
    assert [one.isoformat()[5:] for one in schedule.skipped] == skipped, what
    assert [appointment.moved for appointment in schedule.appointments] == [
        appointment.day != appointment.planned for appointment in schedule.appointments
    ]


def test_a_moved_appointment_knows_where_it_was():
    one = planned(4, Frequency.WEEKLY, "2026-01-07", away=(away("2026-01-14", then=MOVE),)).appointments[1]
    assert (one.day, one.planned, one.moved, one.starts.time()) == (on("2026-01-15"), on("2026-01-14"), True, TEN)


def test_sessions_on_saturdays_stay_there():
    schedule = planned(2, Frequency.WEEKLY, "2026-01-10")
    assert days_of(schedule) == ["2026-01-10", "2026-01-17"]


def test_a_denser_stretch_begins_after_what_was_moved():
    stretches = ((Frequency.MONTHLY, 1), (Frequency.WEEKLY, 2))
    schedule = tapered(*stretches, first="2026-01-07", away=(away("2026-01-07", "2026-01-20", MOVE),))
    assert days_of(schedule) == ["2026-01-21", "2026-01-28", "2026-02-04"]


@pytest.mark.parametrize(
    ("frequency", "days", "before"),
    [(Frequency.WEEKLY, (), 2), (Frequency.TWICE_WEEKLY, (MON, WED), 3), (Frequency.MONTHLY, (), 1)],
)
def test_what_finds_no_day_within_fifty_years_is_said(frequency, days, before):
    schedule = planned(4, frequency, "2026-01-07", days=days, away=(away("2026-01-15", "2090-01-01"),))
    assert (len(schedule.appointments), schedule.unplanned) == (before, 4 - before)
    assert schedule.fits(Between(0, 1_000)) is None


def test_the_fifty_years_are_so_many_times_365_days():
    # The last appointment with another one behind it in those 18,250 days is the one after 2,606 weeks.
    first, last = on("2026-01-07"), on("2026-01-07") + timedelta(weeks=2606)
    absence = Away(first=on("2026-01-15"), last=last - timedelta(days=1))
    far = planned(4, Frequency.WEEKLY, "2026-01-07", away=(absence,))
    assert (days_of(far), far.unplanned) == ([first.isoformat(), "2026-01-14", last.isoformat()], 1)


# -- the clocks --------------------------------------------------------------------------------------------------------

# zone | first day | wall-clock time | offsets from UTC in hours, week by week | gaps | folds (places)
CLOCKS = [
    (LONDON, "2026-03-22", time(10), [0, 1, 1], [], []),
    (LONDON, "2026-03-22", time(0, 59), [0, 0, 1], [], []),
    (LONDON, "2026-03-22", time(1), [0, 0, 1], [1], []),
    (LONDON, "2026-03-22", time(1, 59), [0, 0, 1], [1], []),
    (LONDON, "2026-03-22", time(2), [0, 1, 1], [], []),
    (LONDON, "2026-10-18", time(10), [1, 0, 0], [], []),
    (LONDON, "2026-10-18", time(0, 59), [1, 1, 0], [], []),
    (LONDON, "2026-10-18", time(1), [1, 1, 0], [], [1]),
    (LONDON, "2026-10-18", time(1, 59), [1, 1, 0], [], [1]),
    (LONDON, "2026-10-18", time(2), [1, 0, 0], [], []),
    (NEW_YORK, "2026-03-01", time(1, 59), [-5, -5, -4], [], []),
    (NEW_YORK, "2026-03-01", time(2), [-5, -5, -4], [1], []),
    (NEW_YORK, "2026-03-01", time(3), [-5, -4, -4], [], []),
    (NEW_YORK, "2026-10-25", time(0, 59), [-4, -4, -5], [], []),
    (NEW_YORK, "2026-10-25", time(1), [-4, -4, -5], [], [1]),
    (NEW_YORK, "2026-10-25", time(2), [-4, -5, -5], [], []),
    (LORD_HOWE, "2026-03-29", time(1, 29), [11, 11, 10.5], [], []),
    (LORD_HOWE, "2026-03-29", time(1, 30), [11, 11, 10.5], [], [1]),
    (LORD_HOWE, "2026-03-29", time(1, 59), [11, 11, 10.5], [], [1]),
    (LORD_HOWE, "2026-03-29", time(2), [11, 10.5, 10.5], [], []),
    (LORD_HOWE, "2026-09-27", time(1, 59), [10.5, 10.5, 11], [], []),
    (LORD_HOWE, "2026-09-27", time(2), [10.5, 10.5, 11], [1], []),
    (LORD_HOWE, "2026-09-27", time(2, 29), [10.5, 10.5, 11], [1], []),
    (LORD_HOWE, "2026-09-27", time(2, 30), [10.5, 11, 11], [], []),
    (KAMPALA, "2026-03-22", time(1, 30), [3, 3, 3], [], []),
    (KAMPALA, "2026-10-18", time(1, 30), [3, 3, 3], [], []),
]


@pytest.mark.parametrize(("zone", "first", "at", "offsets", "gaps", "folds"), CLOCKS)
def test_the_wall_clock_stays_when_the_clocks_change(zone, first, at, offsets, gaps, folds):  # noqa: PLR0917
    schedule = planned(3, Frequency.WEEKLY, first, at=at, zone=zone)
    appointments = schedule.appointments
    assert [appointment.starts.time() for appointment in appointments] == [at] * 3
    assert [appointment.starts.utcoffset() / timedelta(hours=1) for appointment in appointments] == offsets
    assert [place for place, appointment in enumerate(appointments) if appointment.gap] == gaps
    assert [place for place, appointment in enumerate(appointments) if appointment.fold] == folds
    assert schedule.clock_changes == tuple(appointments[place] for place in gaps + folds)
    assert [appointment.starts.fold for appointment in appointments] == [0, 0, 0]


def test_the_reading_before_the_change_is_taken_whatever_was_asked_for():
    twice = planned(1, Frequency.WEEKLY, "2026-10-25", at=time(1, 30, fold=1)).appointments[0]
    assert (twice.starts.fold, twice.starts.utcoffset(), twice.fold) == (0, timedelta(hours=1), True)


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, LORD_HOWE, KAMPALA])
@pytest.mark.parametrize("at", [time(hour, minute) for hour in range(4) for minute in (0, 30)], ids=str)
def test_gaps_and_folds_are_those_that_dateutil_sees(zone, at):
    for appointment in planned(53, Frequency.WEEKLY, "2026-01-04", at=at, zone=zone).appointments:
        assert appointment.gap is not tz.datetime_exists(appointment.starts)
        # With zoneinfo, dateutil calls a time that does not exist ambiguous as well.
        assert (appointment.fold or appointment.gap) is tz.datetime_ambiguous(appointment.starts)


# -- the oracle --------------------------------------------------------------------------------------------------------

WRITTEN = {
    Frequency.WEEKLY: {"FREQ": "WEEKLY"},
    Frequency.FORTNIGHTLY: {"FREQ": "WEEKLY", "INTERVAL": 2},
    Frequency.TWICE_WEEKLY: {"FREQ": "WEEKLY", "BYDAY": ["MO", "WE"]},
    Frequency.THRICE_WEEKLY: {"FREQ": "WEEKLY", "BYDAY": ["MO", "WE", "FR"]},
}
DENSE = {Frequency.TWICE_WEEKLY: (MON, WED), Frequency.THRICE_WEEKLY: (MON, WED, FRI)}


def written(frequency, first, at, count, skipped):
    """The recurrence as icalendar writes it and dateutil expands it, on wall-clock time."""
    begin = datetime.combine(first, at)
    rule = icalendar.vRecur({**WRITTEN[frequency], "COUNT": count}).to_ical().decode()
    found = rruleset()
    found.rrule(rrulestr(rule, dtstart=begin))
    for day in skipped:
        found.exdate(datetime.combine(day, at))
    return list(found)


@UNHURRIED
@given(
    st.sampled_from(list(WRITTEN)),
    st.integers(0, 3_000),
    st.times(max_value=time(23)).map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    st.integers(1, 60),
    st.lists(st.integers(0, 300), max_size=20),
    st.sampled_from([LONDON, NEW_YORK, LORD_HOWE, KAMPALA]),
)
def test_the_same_days_as_icalendar_and_dateutil(frequency, weeks, at, count, numbers, zone):  # noqa: PLR0917
    first = date(2020, 1, 6) + timedelta(weeks=weeks)
    off = {first + timedelta(days=number) for number in numbers}
    schedule = planned(
        count,
        frequency,
        first.isoformat(),
        at=at,
        zone=zone,
        days=DENSE.get(frequency, ()),
        away=tuple(Away(first=day) for day in sorted(off)),
    )
    oracle = written(frequency, first, at, count + len(schedule.skipped), off)
    assert [appointment.starts.replace(tzinfo=None) for appointment in schedule.appointments] == oracle
    assert [appointment.starts for appointment in schedule.appointments] == [
        start.replace(tzinfo=ZoneInfo(zone)) for start in oracle
    ]
    assert set(schedule.skipped) <= off


@pytest.mark.parametrize("first", ["2026-01-05", "2026-01-14", "2026-01-28", "2026-01-29", "2026-05-31"])
def test_the_same_months_as_icalendar_and_dateutil(first):
    begin = datetime.combine(on(first), TEN)
    week = (begin.day - 1) // 7 + 1
    code = f"{week if week < 5 else -1}{['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][begin.weekday()]}"
    rule = icalendar.vRecur({"FREQ": "MONTHLY", "BYDAY": [code], "COUNT": 36}).to_ical().decode()
    schedule = planned(36, Frequency.MONTHLY, first)
    assert [appointment.starts.replace(tzinfo=None) for appointment in schedule.appointments] == list(
        rrulestr(rule, dtstart=begin)
    )


# -- laws --------------------------------------------------------------------------------------------------------------

stretches = st.lists(
    st.builds(
        Stretch,
        frequency=st.sampled_from([Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY]),
        count=st.integers(1, 12),
    ),
    min_size=2,
    max_size=4,
).map(tuple)
absences = st.lists(
    st.builds(
        lambda start, length, then: Away(first=start, last=start + timedelta(days=length), then=then),
        st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        st.integers(0, 20),
        st.sampled_from(WhenAway),
    ),
    max_size=5,
).map(tuple)


@UNHURRIED
@given(stretches, absences, st.integers(0, 5), st.integers(0, 5), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_laws_of_a_schedule(steps, off, spare, used, first):
    wanted = sum(step.count for step in steps)
    contract = TreatmentContract(sessions=wanted + spare + used, tapered=True)
    schedule = plan(contract, first=first, at=TEN, zone=LONDON, stretches=steps, away=off, used=used)
    appointments = schedule.appointments
    assert len(appointments) == wanted
    assert used + len(appointments) <= contract.limit
    assert [appointment.session for appointment in appointments] == list(range(used + 1, used + wanted + 1))
    starts = [appointment.starts.astimezone(UTC) for appointment in appointments]
    assert starts == sorted(set(starts))
    assert appointments[0].planned >= first
    assert not any(absence.holds(appointment.day) for appointment in appointments for absence in off)
    assert all(
        any(absence.holds(appointment.planned) for absence in off) for appointment in appointments if appointment.moved
    )
    assert all(any(absence.holds(day) for absence in off) for day in schedule.skipped)
    assert all(appointment.day.weekday() < 5 for appointment in appointments if appointment.moved)
    assert {appointment.starts.time() for appointment in appointments} == {TEN}


# -- what does not fit -------------------------------------------------------------------------------------------------

WEEKLY = {"contract": TreatmentContract(sessions=4, frequency=Frequency.WEEKLY)}
TWICE = {"contract": TreatmentContract(sessions=4, frequency=Frequency.TWICE_WEEKLY)}
THREE, TWO = Stretch(frequency=Frequency.WEEKLY, count=3), Stretch(frequency=Frequency.MONTHLY, count=2)

REFUSED = [
    ("more than the contract has left", {**WEEKLY, "stretches": (THREE, TWO)}, "stretches: expected at most the 4"),
    ("more than is left of it", {**WEEKLY, "stretches": (THREE,), "used": 2}, "at most the 2 sessions"),
    ("no number agreed", {"contract": TreatmentContract(frequency=Frequency.WEEKLY)}, "contract.sessions: expected"),
    ("no frequency agreed", {"contract": TreatmentContract(sessions=4)}, "contract.frequency: expected a fixed"),
    (
        "flexible",
        {"contract": TreatmentContract(sessions=4, frequency=Frequency.FLEXIBLE)},
        "contract.frequency: expected a fixed frequency",
    ),
    (
        "tapered, nobody says how",
        {"contract": TreatmentContract(sessions=4, frequency=Frequency.WEEKLY, tapered=True)},
        "stretches: expected two or more",
    ),
    ("too near the end of the calendar", {**WEEKLY, "first": date(9950, 1, 4)}, "first: expected a day after"),
    ("in the first year of the calendar", {**WEEKLY, "first": date(1, 12, 31)}, "first: expected a day after"),
    ("a day with its time", {**WEEKLY, "first": datetime(2026, 1, 7)}, "first: expected a date without time of day"),
    ("no contract", {"contract": None}, "contract: expected a TreatmentContract, got nothing"),
    ("no time", {**WEEKLY, "at": "10:00"}, "at: expected a time"),
    ("no name of a zone", {**WEEKLY, "zone": UTC}, "zone: expected text"),
    ("a day for days", {**TWICE, "days": MON}, "days: expected a tuple"),
    ("a stretch for stretches", {**WEEKLY, "stretches": THREE}, "stretches: expected a tuple"),
    ("a list of absences", {**WEEKLY, "away": [Away(first=date(2026, 1, 7))]}, "away: expected a tuple"),
    ("more absences than days", {**WEEKLY, "away": (Away(first=date(2026, 1, 7)),) * 1001}, "away: expected 0 to 1000"),
    ("fewer than none used", {**WEEKLY, "used": -1}, "used: expected a whole number from 0 to 400"),
    ("a yes for a number", {**WEEKLY, "used": True}, "used: expected a whole number"),
    ("a time with its zone", {**WEEKLY, "at": time(10, tzinfo=UTC)}, "at: expected a wall-clock time"),
    ("no such zone", {**WEEKLY, "zone": "Mars/Olympus"}, "zone: expected the name of a time zone"),
    ("no zone at all", {**WEEKLY, "zone": ""}, "zone: expected"),
    (
        "a long name of a zone",
        {**WEEKLY, "zone": "x" * 81},
        "zone: expected text of 1 to 80 printable characters on one line",
    ),
    ("too many used", {**WEEKLY, "used": 401}, "used: expected a whole number from 0 to 400"),
    ("a folder of zones", {**WEEKLY, "zone": "Europe"}, "zone: expected"),
    ("a path", {**WEEKLY, "zone": "../etc"}, "zone: expected"),
    ("twice weekly, on which days", TWICE, "days: expected 2 days of the week, got 0"),
    ("twice weekly on one day", {**TWICE, "days": (MON, MON)}, "days: expected no item twice"),
    ("twice weekly on three", {**TWICE, "days": (MON, WED, FRI)}, "days: expected 2 days of the week, got 3"),
    ("weekly on given days", {**WEEKLY, "days": (WED,)}, "days: expected 0"),
    ("the first on another day", {**TWICE, "days": (MON, FRI)}, "first: expected one of the days"),
]


@pytest.mark.parametrize(("what", "parts", "expected"), REFUSED)
def test_what_does_not_fit_is_told(what, parts, expected):
    with pytest.raises(InvalidValue) as refused:
        plan(**({"first": on("2026-01-07"), "at": TEN, "zone": LONDON} | parts))
    assert expected in str(refused.value), what


def test_fifty_years_before_the_end_of_the_calendar_there_is_time():
    assert planned(3, Frequency.WEEKLY, "9949-01-06").unplanned == 0


def test_the_second_year_of_the_calendar_is_early_enough():
    first = planned(3, Frequency.WEEKLY, "0002-01-01", at=time(0), zone="Asia/Tokyo").appointments[0]
    assert first.day == date(2, 1, 1)


def test_everything_is_told_at_once():
    with pytest.raises(InvalidValue) as refused:
        plan(TreatmentContract(), first=date(9990, 1, 1), at=time(10, tzinfo=UTC), zone="x", days=(MON,))
    assert [fault.path for fault in refused.value.faults] == ["contract.sessions", "first", "at", "zone", "days"]


def test_each_refusal_says_what_was_expected_what_was_given_and_what_to_do():
    def wrong(**parts):
        with pytest.raises(InvalidValue) as refused:
            plan(**{"first": on("2026-01-07"), "at": TEN, "zone": LONDON, **WEEKLY, **parts})
        return [(fault.path, fault.expected, fault.got, fault.advice) for fault in refused.value.faults]

    agreed = WEEKLY["contract"]
    limit = "a day after the first year and 50 years before the last of the calendar"
    stretches = "give stretches, or plan flexible appointments one by one"
    assert wrong(contract=agreed.replace(sessions=None)) == [
        ("contract.sessions", "a number of sessions, or a day of review", "nothing", "")
    ]
    assert wrong(stretches=(THREE, TWO)) == [
        ("stretches", "at most the 4 sessions that the contract has left", "more", "")
    ]
    assert wrong(contract=agreed.replace(frequency=None)) == [
        ("contract.frequency", "a fixed frequency", "none", stretches)
    ]
    assert wrong(contract=agreed.replace(tapered=True)) == [
        ("stretches", "two or more for a tapered contract", "1", "")
    ]
    assert wrong(first=date(9950, 1, 4)) == [("first", limit, "another day", "")]
    assert wrong(at=time(10, tzinfo=UTC)) == [
        ("at", "a wall-clock time without a zone", "one with a zone", "give zone")
    ]
    assert wrong(zone="Mars") == [("zone", "the name of a time zone such as Europe/London", "an unknown name", "")]
    assert wrong(days=(WED,)) == [("days", "0 days of the week", "1", "")]
    assert wrong(**TWICE, days=(MON, FRI)) == [
        ("first", "one of the days of the week given as days", "another day", "")
    ]


def faults_of(cls, **parts):
    with pytest.raises(InvalidValue) as refused:
        cls(**parts)
    return [(fault.path, fault.expected, fault.advice) for fault in refused.value.faults]


def test_a_stretch_and_an_absence_make_sense():
    assert faults_of(Stretch, frequency=Frequency.FLEXIBLE, count=3) == [
        ("frequency", "a fixed frequency", "plan flexible appointments one by one")
    ]
    backwards = {"first": on("2026-01-14"), "last": on("2026-01-13")}
    assert faults_of(Away, **backwards) == [("first and last", "a first day that is not after the last", "")]


@pytest.mark.parametrize("many", [0, 401])
def test_there_are_at_most_as_many_appointments_as_sessions_in_a_contract(many):
    bounds = "a whole number from 1 to 400"
    assert faults_of(Stretch, frequency=Frequency.WEEKLY, count=many) == [("count", bounds, "")]
    assert faults_of(Appointment, session=many, starts=datetime(2026, 1, 7, 10), planned=on("2026-01-07")) == [
        ("session", bounds, "")
    ]


def test_a_schedule_is_bounded():
    first = Appointment(session=1, starts=datetime(2026, 1, 7, 10), planned=on("2026-01-07"))
    days = tuple(date.fromordinal(number) for number in range(1, 100_002))
    assert faults_of(Schedule, zone="x" * 81, appointments=(first,) * 401, skipped=days, unplanned=401) == [
        ("zone", "text of 1 to 80 printable characters on one line", ""),
        ("appointments", "0 to 400 items", ""),
        ("appointments", "no item twice", ""),
        ("skipped", "0 to 100000 items", ""),
        ("unplanned", "a whole number from 0 to 400", ""),
    ]
    assert faults_of(Schedule, zone=LONDON, appointments=(), unplanned=-1)[0][0] == "unplanned"


def test_the_least_that_makes_a_schedule():
    first = Appointment(session=1, starts=datetime(2026, 1, 7, 10), planned=on("2026-01-07"))
    assert (first.gap, first.fold) == (False, False)
    schedule = Schedule(zone=LONDON, appointments=(first,))
    assert (schedule.skipped, schedule.unplanned) == ((), 0)
    assert repr(schedule).startswith("Schedule(zone='Europe/London', appointments=(")


# -- the course along its schedule -------------------------------------------------------------------------------------

SIXTEEN = planned(16, Frequency.WEEKLY, "2026-01-07")


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Between(77, 122), True),
        (Between(105, 105), True),
        (Between(106, None), False),
        (Between(None, 104), False),
        (Between(None, None), True),
    ],
)
def test_whether_the_course_fits_its_span(span, expected):
    assert (SIXTEEN.span_days(), SIXTEEN.fits(span)) == (105, expected)


def test_the_span_counts_from_the_session_that_was_held_first():
    rest = planned(16, Frequency.WEEKLY, "2026-03-04", used=8)
    assert (rest.span_days(), rest.span_days(on("2026-01-07"))) == (49, 105)
    assert rest.fits(Between(None, 104), began=on("2026-01-07")) is False


def test_nothing_planned_has_no_span():
    nothing = planned(3, Frequency.WEEKLY, "2026-01-07", used=3)
    assert (nothing.last, nothing.span_days(), nothing.fits(Between(None, None))) == (None, None, None)
    assert nothing.due(replay(()), on("2026-01-07")) is None


def held(*days):
    opening = CourseOpened(on=on("2026-01-05"), client="c-1", protocol="ipt", edition="2018", consent=True)
    return replay((opening, *(SessionHeld(on=on(day)) for day in days)))


def paused(day):
    return CourseSuspended(on=on(day))


def back(day):
    return CourseResumed(on=on(day))


def stopped(day, reason=DiscontinuationReason.CLIENT_CHOICE):
    return CourseDiscontinued(on=on(day), reason=reason)


# sessions held | asked on | next due | overdue
DUE = [
    ([], "2026-01-05", "2026-01-07", []),
    ([], "2026-01-07", "2026-01-07", []),
    ([], "2026-01-08", "2026-01-14", ["2026-01-07"]),
    (["2026-01-07"], "2026-01-08", "2026-01-14", []),
    (["2026-01-07"], "2026-01-07", "2026-01-14", []),
    (["2026-01-09"], "2026-01-10", "2026-01-14", []),
    (["2026-01-07", "2026-01-14"], "2026-01-22", "2026-01-28", ["2026-01-21"]),
    (["2026-01-06"], "2026-01-08", "2026-01-14", ["2026-01-07"]),
    (["2026-01-07"], "2026-05-01", None, [appointment.day.isoformat() for appointment in SIXTEEN.appointments[1:]]),
]


@pytest.mark.parametrize(("sessions", "asked", "due", "overdue"), DUE)
def test_what_is_due_next_and_what_is_overdue(sessions, asked, due, overdue):
    course = held(*sessions)
    following = SIXTEEN.due(course, on(asked))
    assert (following.day.isoformat() if following else None) == due
    assert [appointment.day.isoformat() for appointment in SIXTEEN.overdue(course, on(asked))] == overdue


# what happened after the session of 2026-01-07 | asked on | next due | overdue
PAUSED = [
    ("suspended", [paused("2026-01-12")], "2026-01-20", None, []),
    ("suspended on the day of an appointment", [paused("2026-01-14")], "2026-01-20", None, []),
    ("suspended the day after one", [paused("2026-01-15")], "2026-01-20", None, ["2026-01-14"]),
    ("resumed", [paused("2026-01-12"), back("2026-01-27")], "2026-01-27", "2026-01-28", []),
    (
        "resumed on the day of an appointment",
        [paused("2026-01-12"), back("2026-01-28")],
        "2026-01-28",
        "2026-01-28",
        [],
    ),
    (
        "resumed, asked while it was suspended",
        [paused("2026-01-12"), back("2026-01-27")],
        "2026-01-13",
        "2026-01-28",
        [],
    ),
    ("resumed and missed", [paused("2026-01-12"), back("2026-01-27")], "2026-01-30", "2026-02-04", ["2026-01-28"]),
    (
        "resumed and held",
        [paused("2026-01-12"), back("2026-01-27"), SessionHeld(on=on("2026-01-28"))],
        "2026-01-30",
        "2026-02-04",
        [],
    ),
    (
        "seen while suspended, which takes the place of no later appointment",
        [paused("2026-01-12"), SessionHeld(on=on("2026-01-21")), back("2026-01-27")],
        "2026-01-27",
        "2026-01-28",
        [],
    ),
    (
        "suspended twice, and once more while it was",
        [paused("2026-01-12"), paused("2026-01-13"), back("2026-01-20"), paused("2026-01-26"), back("2026-02-02")],
        "2026-02-10",
        "2026-02-11",
        ["2026-01-21", "2026-02-04"],
    ),
    ("resumed without a suspension", [back("2026-01-12")], "2026-01-20", "2026-01-21", ["2026-01-14"]),
    ("ended while suspended", [paused("2026-01-12"), stopped("2026-01-13")], "2026-01-30", None, []),
    ("discontinued", [stopped("2026-01-20")], "2026-01-30", None, []),
    ("discontinued, asked about a day before", [stopped("2026-01-20")], "2026-01-12", None, []),
    ("the client died", [stopped("2026-01-20", DiscontinuationReason.DEATH)], "2026-01-21", None, []),
    ("referred", [ClientReferred(on=on("2026-01-20"))], "2026-01-21", None, []),
    ("completed", [CourseCompleted(on=on("2026-01-20"))], "2026-01-21", None, []),
]


@pytest.mark.parametrize(("what", "happened", "asked", "due", "overdue"), PAUSED)
def test_nothing_is_due_while_suspended_or_after_the_end(what, happened, asked, due, overdue):
    course = replay((*held("2026-01-07").history, *happened))
    following = SIXTEEN.due(course, on(asked))
    assert (following.day.isoformat() if following else None) == due, what
    assert [appointment.day.isoformat() for appointment in SIXTEEN.overdue(course, on(asked))] == overdue, what


# Twelve weekly sessions from Tuesday 3 March, that day held: what happened | asked on | next due | its number | overdue
MATCHED = [
    ("a session never entered", [SessionHeld(on=on("2026-03-17"))], "2026-03-18", "2026-03-24", 4, ["2026-03-10"]),
    (
        "cancelled by us and made up two days later",
        [SessionMissed(on=on("2026-03-10"), missed_by=MissedBy.THERAPIST), SessionHeld(on=on("2026-03-12"))],
        "2026-03-13",
        "2026-03-17",
        3,
        [],
    ),
    ("an extra session", [SessionHeld(on=on("2026-03-06"))], "2026-03-07", "2026-03-10", 3, []),
    ("moved by a day", [SessionHeld(on=on("2026-03-11"))], "2026-03-12", "2026-03-17", 3, []),
    ("two on the day of one", [SessionHeld(on=on("2026-03-03"))], "2026-03-04", "2026-03-10", 3, []),
    ("a missed one that does not count", [SessionMissed(on=on("2026-03-10"))], "2026-03-11", "2026-03-17", 2, []),
]


@pytest.mark.parametrize("case", MATCHED, ids=[case[0] for case in MATCHED])
def test_appointments_are_matched_by_day_and_then_by_nearness(case):
    what, happened, asked, due, number, overdue = case
    weekly = planned(12, Frequency.WEEKLY, "2026-03-03")
    course = replay((*held("2026-03-03").history, *happened))
    following = weekly.due(course, on(asked))
    assert (following.day, following.session) == (on(due), number), what
    assert [appointment.day.isoformat() for appointment in weekly.overdue(course, on(asked))] == overdue, what


def test_a_session_more_shortens_the_end():
    weekly = planned(3, Frequency.WEEKLY, "2026-03-03")
    last = weekly.appointments[-1].day
    assert weekly.due(held("2026-03-03"), last).day == last
    assert weekly.due(held("2026-03-03", "2026-03-06"), last) is None


def test_more_sessions_than_agreed_leave_nothing_due():
    weekly = planned(3, Frequency.WEEKLY, "2026-03-03")
    course = held("2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")
    assert weekly.due(course, on("2026-03-07")) is None
    assert weekly.overdue(course, on("2026-04-01")) == ()


def test_sessions_that_found_no_day_are_left_of_the_contract_all_the_same():
    weekly = planned(4, Frequency.WEEKLY, "2026-01-07", away=(away("2026-01-15", "2090-01-01"),))
    assert (len(weekly.appointments), weekly.unplanned) == (2, 2)
    due = weekly.due(held("2026-01-07"), on("2026-01-08"))
    assert (due.day, due.session) == (on("2026-01-14"), 2)


def test_a_session_between_two_appointments_stands_for_the_free_one_and_else_for_the_earlier():
    fortnightly = planned(12, Frequency.FORTNIGHTLY, "2026-03-03")
    assert fortnightly.due(held("2026-03-03", "2026-03-10"), on("2026-03-04")).day == on("2026-03-31")
    for earlier, later in pairwise(fortnightly.appointments):
        course = held((earlier.day + timedelta(days=7)).isoformat())
        overdue = {appointment.day for appointment in fortnightly.overdue(course, on("2027-01-01"))}
        assert (earlier.day in overdue, later.day in overdue) == (False, True)


def test_an_open_end_is_planned_to_its_review():
    contract = TreatmentContract(frequency=Frequency.MONTHLY, review_on=on("2026-06-01"))
    monthly = plan(contract, first=on("2026-01-14"), at=TEN, zone=LONDON)
    assert (days_of(monthly), monthly.unplanned) == (
        ["2026-01-14", "2026-02-11", "2026-03-11", "2026-04-08", "2026-05-13"],
        0,
    )


def test_an_appointment_on_the_day_of_the_review_is_planned_and_none_after_it():
    def days(review):
        contract = TreatmentContract(frequency=Frequency.WEEKLY, review_on=on(review))
        return days_of(plan(contract, first=on("2026-01-07"), at=TEN, zone=LONDON))

    assert days("2026-01-13") == ["2026-01-07"]
    assert days("2026-01-14") == days("2026-01-20") == ["2026-01-07", "2026-01-14"]


def test_a_system_without_time_zones_is_told_apart_from_a_wrong_name(monkeypatch):
    def wrong(zone):
        with pytest.raises(InvalidValue) as refused:
            planned(2, Frequency.WEEKLY, "2026-01-07", zone=zone)
        return str(refused.value)

    assert "the name of a time zone such as Europe/London" in wrong("Europe/Lodnon")
    monkeypatch.setattr(schedule, "available_timezones", set)
    missing = "a database of time zones, got none; install the package tzdata: the system has no time zones"
    assert wrong("Europe/Lodnon") == f"invalid schedule:\n  - zone: expected {missing}"


def test_where_all_appointments_fell_into_a_pause_a_session_after_it_stands_for_none():
    two = planned(2, Frequency.WEEKLY, "2026-01-07")
    course = replay(
        (
            *held().history,
            CourseSuspended(on=on("2026-01-06")),
            CourseResumed(on=on("2026-01-20")),
            SessionHeld(on=on("2026-01-21")),
        )
    )
    assert two.overdue(course, on("2026-02-01")) == ()


def test_a_missed_session_is_not_overdue():
    course = replay((*held("2026-01-07").history, SessionMissed(on=on("2026-01-14"))))
    assert SIXTEEN.overdue(course, on("2026-01-20")) == ()


def test_dateutil_is_loaded_when_the_first_schedule_is_made():
    code = "import iptcore, iptcore.schedule, sys; print('dateutil' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
