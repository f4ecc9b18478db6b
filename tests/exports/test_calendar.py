"""Calendars are read by icalendar and dateutil as what the schedule says, and a second import doubles nothing."""

import io
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from dateutil.rrule import WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from iptcore import Frequency, InvalidValue, TreatmentContract
from iptcore.exports.calendar import calendar
from iptcore.schedule import Away, Schedule, plan
from iptcore.vocabulary import WhenAway

AT = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
CONTRACT = TreatmentContract(sessions=12, frequency=Frequency.WEEKLY, minutes=50)
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "UTC",
         "Europe/Dublin", "Pacific/Apia")  # fmt: skip


def planned(first: date = date(2026, 3, 3), zone: str = "Europe/London", at: time = time(10), **more: Any) -> Schedule:
    return plan(CONTRACT, first=first, at=at, zone=zone, **more)


def written(schedule: Schedule, **more: Any) -> str:
    return calendar(schedule, **{"name": "course-1", "at": AT, "minutes": 50, **more})


def events(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def imported(*texts: str) -> dict[str, Any]:
    """What a calendar holds after importing files one after another: by UID, the greatest sequence."""
    by_uid: dict[str, Any] = {}
    for text in texts:
        for event in events(text):
            uid = str(event["UID"])
            if uid not in by_uid or event["SEQUENCE"] >= by_uid[uid]["SEQUENCE"]:
                by_uid[uid] = event
    return {uid: event for uid, event in by_uid.items() if event["STATUS"] != "CANCELLED"}


def starts(events: dict[str, Any]) -> list[datetime]:
    return sorted(event["DTSTART"].dt for event in events.values())


HOLIDAYS = (
    Away(first=date(2026, 3, 30), last=date(2026, 4, 11)),
    Away(first=date(2026, 4, 21), then=WhenAway.MOVE),
)


def test_icalendar_reads_our_own_dates_with_moved_and_skipped_sessions() -> None:
    schedule = planned(away=HOLIDAYS)
    assert schedule.skipped
    assert any(appointment.moved for appointment in schedule.appointments)
    assert starts(imported(written(schedule))) == [appointment.starts for appointment in schedule.appointments]


def test_a_rule_of_dateutil_expands_to_the_same_days() -> None:
    rule = rrule(WEEKLY, dtstart=datetime(2026, 3, 3, 10), count=12)
    zone = ZoneInfo("Europe/London")
    assert starts(imported(written(planned()))) == [moment.replace(tzinfo=zone) for moment in rule]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.dates(date(1990, 1, 1), date(2036, 1, 1)),
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_the_time_zone_that_is_written_gives_the_same_moments(zone: str, first: date, at: time) -> None:
    """Read by dateutil from the file alone, without a database of time zones."""
    schedule = planned(first, zone, at)
    text = written(schedule)
    in_file = re.search(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", text, re.DOTALL)
    assert in_file
    read = tz.tzical(io.StringIO(in_file[0].replace("\r\n", "\n"))).get(zone)
    local = re.findall(r"DTSTART;TZID=[^:]*:(\d{8}T\d{6})", text)
    moments = [datetime.strptime(moment, "%Y%m%dT%H%M%S").replace(tzinfo=read) for moment in local]
    for moment, appointment in zip(moments, schedule.appointments, strict=True):
        if not appointment.gap:  # a time that the clocks skip is read in another way by dateutil
            assert moment.astimezone(UTC) == appointment.starts.astimezone(UTC)


def test_imported_twice_nothing_doubles() -> None:
    text = written(planned())
    assert len(imported(text, text)) == 12
    later = written(planned(away=HOLIDAYS), sequence=1, at=AT + timedelta(days=1))
    events = imported(text, later)
    assert starts(events) == [appointment.starts for appointment in planned(away=HOLIDAYS).appointments]
    assert starts(imported(later, text)) == starts(events)


def test_the_rest_of_a_contract_planned_anew_moves_its_own_sessions_alone() -> None:
    whole = planned()
    rest = planned(date(2026, 5, 7), used=8)
    events = imported(written(whole), written(rest, sequence=1))
    assert starts(events) == [
        *(appointment.starts for appointment in whole.appointments[:8]),
        *(appointment.starts for appointment in rest.appointments),
    ]


def test_sessions_that_are_not_planned_any_more_are_cancelled() -> None:
    shorter = plan(CONTRACT.replace(sessions=10), first=date(2026, 3, 3), at=time(10), zone="Europe/London")
    elsewhere = planned(zone="Europe/Paris")
    events = imported(written(elsewhere), written(shorter, sequence=1, before=elsewhere))
    assert starts(events) == [appointment.starts for appointment in shorter.appointments]
    text = written(shorter, sequence=1, before=elsewhere)
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert text.count("STATUS:CANCELLED") == 2


def test_nothing_is_told_but_that_there_is_an_appointment() -> None:
    (event, *_) = events(written(planned()))
    assert {key: str(event[key]) for key in ("SUMMARY", "CLASS", "STATUS", "SEQUENCE")} == {
        "SUMMARY": "Appointment", "CLASS": "PRIVATE", "STATUS": "CONFIRMED", "SEQUENCE": "0",
    }  # fmt: skip
    assert set(event) == {
        "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DURATION", "SUMMARY", "CLASS", "STATUS", "TRANSP",
    }  # fmt: skip
    assert event["DTSTAMP"].dt == AT
    assert event["DURATION"].dt == timedelta(minutes=50)


def test_a_long_summary_is_escaped_and_folded() -> None:
    summary = "Termin, heute; \\ und später äöü " * 5
    text = written(planned(), summary=summary)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert str(events(text)[0]["SUMMARY"]) == summary
    assert text == written(planned(), summary=summary)


def test_a_zone_of_odd_seconds_is_written_with_them() -> None:
    assert "TZOFFSETTO:-004430\r\n" in written(planned(date(1960, 1, 5), "Africa/Monrovia"))


def test_a_schedule_without_appointments_is_an_empty_calendar() -> None:
    assert events(written(Schedule(zone="Europe/London", appointments=()))) == []


def test_everything_that_does_not_fit_is_said_at_once() -> None:
    with pytest.raises(InvalidValue) as caught:
        calendar(
            None, name="c", at=datetime(2026, 1, 1), minutes=0, sequence=-1, summary="a\nCanary", before=1,  # type: ignore[arg-type]
        )  # fmt: skip
    assert [fault.path for fault in caught.value.faults] == [
        "schedule", "before", "at", "minutes", "sequence", "summary",
    ]  # fmt: skip
    assert "Canary" not in str(caught.value)
