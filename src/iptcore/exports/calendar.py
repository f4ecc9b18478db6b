"""The appointments of a schedule as an iCalendar file (RFC 5545), to import into a calendar as often as it changes.

Each appointment is a separate event, identified by its place in the contract. So a calendar that imports the file again
moves the appointments that have moved and duplicates none, also after the rest of a contract was planned again; a
single recurring event could not be distinguished from the one it replaces. The icalendar package would add a dependency
and a time zone with 140 changes, of which the schedule needs only a few.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from iptcore.constraints import NOT_ON_ONE_LINE
from iptcore.errors import Fault, InvalidValue
from iptcore.exports.naming import checked_name, stable_id
from iptcore.schedule import Schedule
from iptcore.validation import got

LONGEST_LINE = 75
"""The octets of a line before it is folded (RFC 5545, section 3.1)."""

_A_YEAR = timedelta(days=400)
"""How far back to search for the last change of the clocks."""

_ODD = re.compile(NOT_ON_ONE_LINE)


def calendar(
    schedule: Schedule,
    *,
    name: str,
    at: datetime,
    minutes: int,
    sequence: int = 0,
    summary: str = "Appointment",
    before: Schedule | None = None,
) -> str:
    """The text of an iCalendar file with the appointments of *schedule*, each *minutes* long.

    *name* is the name of the course in the calendar: the UID of each event follows from it and from the place of the
    appointment in the contract. *at* is the moment of writing, with a time zone. *sequence* has to be greater for every
    file that is sent out: a calendar keeps the event with the greatest. *before* is the schedule that was sent out
    last: those of its sessions that are not in *schedule* any more are cancelled. Leave it out if *schedule* is the
    rest of a contract and its earlier sessions are to stay.

    Events are marked as private. *summary* is exported unchanged; its default is neutral. A time that the clocks skip
    or show twice is read as before the change, as in the schedule and in RFC 5545.

    Not exported: places, people and alarms; whether a session was held; the original day of a moved appointment, and
    days that were skipped.

    Raises:
        InvalidValue: with everything that does not fit.
    """
    checked_name("calendar", name)
    given = {"schedule": schedule, "at": at, "minutes": minutes, "sequence": sequence, "summary": summary}
    faults = list(_faults({**given, "before": before}))
    if faults:
        raise InvalidValue("calendar", faults)
    planned = {appointment.session for appointment in schedule.appointments}
    events = [(appointment, schedule.zone, "CONFIRMED") for appointment in schedule.appointments]
    if before is not None:
        gone = (appointment for appointment in before.appointments if appointment.session not in planned)
        events += [(appointment, before.zone, "CANCELLED") for appointment in gone]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//iptcore//schedule//EN", "CALSCALE:GREGORIAN"]
    for zone in dict.fromkeys(zone for _, zone, _ in events):
        lines += _time_zone(zone, [appointment.starts for appointment, its, _ in events if its == zone])
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for appointment, zone, status in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{stable_id('calendar', name, appointment.session)}",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{sequence}",
            f"DTSTART;TZID={zone}:{_local(appointment.starts)}",
            f"DURATION:PT{minutes}M",
            f"SUMMARY:{_escaped(summary)}",
            "CLASS:PRIVATE",
            f"STATUS:{status}",
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


# -- how ---------------------------------------------------------------------------------------------------------------


def _faults(given: dict[str, Any]) -> Iterator[Fault]:
    at, minutes, sequence, summary = given["at"], given["minutes"], given["sequence"], given["summary"]
    if not isinstance(given["schedule"], Schedule):
        yield Fault("schedule", "a Schedule", got(given["schedule"]), "make one with iptcore.schedule.plan")
    if not isinstance(given["before"], Schedule | None):
        yield Fault("before", "a Schedule or None", got(given["before"]))
    if not isinstance(at, datetime) or at.utcoffset() is None:
        yield Fault("at", "a moment with a time zone", got(at), "such as datetime.now(UTC)")
    if type(minutes) is not int or not 1 <= minutes <= 480:
        yield Fault("minutes", "a whole number from 1 to 480", got(minutes))
    if type(sequence) is not int or not 0 <= sequence < 2**31:
        yield Fault("sequence", "a whole number that is not negative", got(sequence))
    if type(summary) is not str or not summary.strip() or _ODD.search(summary):
        yield Fault("summary", "words on one line", got(summary))


def _local(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _escaped(words: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", words)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, without splitting a character; all but the first begin with a space."""
    piece = ""
    for mark in line:
        if len((piece + mark).encode()) > LONGEST_LINE:
            yield piece
            piece = " "
        piece += mark
    yield piece


def _time_zone(name: str, starts: list[datetime]) -> Iterator[str]:
    """The time zone, from the last change of its clocks before the first appointment to the last appointment."""
    zone = ZoneInfo(name)
    first, last = min(starts), max(starts)
    begin = datetime.combine(first.date(), time(), UTC) - _A_YEAR
    changes = list(_changes(zone, begin, datetime.combine(last.date(), time(), UTC) + timedelta(days=2)))
    earlier = [change for change in changes if change <= first.astimezone(UTC)]
    since = earlier[-1] if earlier else begin
    yield from ("BEGIN:VTIMEZONE", f"TZID:{name}")
    for change in (since, *(later for later in changes if later > since)):
        before = (change - timedelta(seconds=1)).astimezone(zone).utcoffset() or timedelta()
        after = change.astimezone(zone)
        kind = "DAYLIGHT" if after.dst() else "STANDARD"
        yield f"BEGIN:{kind}"
        yield f"DTSTART:{_local(change + before)}"
        yield f"TZOFFSETFROM:{_offset(before)}"
        yield f"TZOFFSETTO:{_offset(after.utcoffset() or timedelta())}"
        yield f"TZNAME:{after.tzname()}"
        yield f"END:{kind}"
    yield "END:VTIMEZONE"


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The moments between *begin* and *end* at which the offset of the clocks changes."""
    days = (begin + timedelta(days=number) for number in range((end - begin).days + 1))
    for day, following in pairwise(days):
        if _shown(zone, day) != _shown(zone, following):
            low, high = 0, 86_400  # seconds of the day: the last before the change, the first after it
            while high - low > 1:
                middle = (low + high) // 2
                same = _shown(zone, day + timedelta(seconds=middle)) == _shown(zone, day)
                low, high = (middle, high) if same else (low, middle)
            yield day + timedelta(seconds=high)


def _shown(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _offset(shift: timedelta) -> str:
    seconds = int(shift.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    odd = f"{rest % 60:02d}" if rest % 60 else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02d}{rest // 60:02d}{odd}"
