"""The appointments of a contract: when the sessions will be, never beyond what was agreed (rule C03).

The rule of recurrence is expanded on wall-clock time, and each appointment is put into its time zone afterwards: ten
o'clock stays ten o'clock when the clocks change. Where that time does not exist or exists twice, the appointment says
so, and the reading before the change (``fold=0``) is taken.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from attrs import field

from iptcore.constraints import number, several, text
from iptcore.course import Course, must_be_course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import SessionMissed
from iptcore.model.contract import TreatmentContract
from iptcore.protocol.number_range import Between
from iptcore.readings.pauses import pauses
from iptcore.readings.sessions import sessions_used
from iptcore.validation import must_be_day
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Frequency, Status, Weekday, WhenAway

MOST = 400
"""The greatest number of appointments, as of sessions in a contract."""

YEARS = 50
"""How far ahead appointments are looked for (our decision: 400 monthly sessions take 34 years)."""


@value
class Stretch(Value):
    """So many appointments at one frequency: a tapered course is a sequence of them."""

    frequency: Frequency
    count: int = field(metadata=number(1, MOST))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("frequency",),
            expected="a fixed frequency",
            holds=lambda stretch: stretch.frequency is not Frequency.FLEXIBLE,
            advice="plan flexible appointments one by one",
        ),
    )


@value
class Away(Value):
    """Days without appointments: a holiday, an absence. *last* None means one day.

    A skipped appointment is added at the end, so that the number agreed stays. A moved one takes place on the next open
    weekday before the appointment that follows it, and is skipped where there is none.
    """

    first: date
    last: date | None = None
    then: WhenAway = WhenAway.SKIP

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("first", "last"),
            expected="a first day that is not after the last",
            holds=lambda away: away.last is None or away.first <= away.last,
        ),
    )

    def holds(self, day: date) -> bool:
        """Whether *day* is one of these days."""
        return self.first <= day <= (self.last or self.first)


@value
class Appointment(Value):
    """One appointment. *session* is its place in the contract, *planned* the day that the rule of recurrence gave.

    *starts* carries its time zone. *gap*: the clocks skip that time on that day; *fold*: they show it twice.
    """

    session: int = field(metadata=number(1, MOST))
    starts: datetime
    planned: date
    gap: bool = False
    fold: bool = False

    @property
    def day(self) -> date:
        """The day of the appointment."""
        return self.starts.date()

    @property
    def moved(self) -> bool:
        """Whether it is not on the day that the rule gave."""
        return self.day != self.planned


@value
class Schedule(Value):
    """The appointments of a contract, in the order of time.

    *skipped* are days on which one would have been; *unplanned* counts sessions for which no day was found within
    fifty years.
    """

    zone: str = field(metadata=text(longest=80, private=False))
    appointments: tuple[Appointment, ...] = field(metadata=several(most=MOST))
    skipped: tuple[date, ...] = field(default=(), metadata=several(most=100_000))
    unplanned: int = field(default=0, metadata=number(0, MOST))

    @property
    def last(self) -> date | None:
        """The day of the last appointment."""
        return self.appointments[-1].day if self.appointments else None

    @property
    def clock_changes(self) -> tuple[Appointment, ...]:
        """The appointments whose time does not exist on their day, or exists twice: settle them with the client."""
        return tuple(appointment for appointment in self.appointments if appointment.gap or appointment.fold)

    def span_days(self, began: date | None = None) -> int | None:
        """Days from the first session to the last appointment; *began* is the first session where it was held."""
        if not self.appointments:
            return None
        return (self.appointments[-1].day - (began or self.appointments[0].day)).days

    def fits(self, span: Between, began: date | None = None) -> bool | None:
        """Whether it lies within the span of a protocol (``Protocol.span_days``); None if nothing is planned."""
        days = self.span_days(began)
        return None if days is None or self.unplanned else span.holds(days)

    def due(self, course: Course, on: date) -> Appointment | None:
        """The next appointment on or after the day *on* that is not yet accounted for; None if there is none.

        Nothing is due of a course that has ended, nor on the days on which it is suspended.
        """
        return next((appointment for appointment in self._open(course, on) if appointment.day >= on), None)

    def overdue(self, course: Course, on: date) -> tuple[Appointment, ...]:
        """The appointments before the day *on* of which the course does not say that they were held or missed.

        None are of a course that has ended, and none on the days on which it was suspended.
        """
        return tuple(appointment for appointment in self._open(course, on) if appointment.day < on)

    def _open(self, course: Course, on: date) -> Iterator[Appointment]:
        """Appointments not accounted for, as many as the contract has left, numbered as the course counts.

        What was held or missed since its first day accounts for the appointment of that day, or else for the nearest
        one; where that one is accounted for, it is a session more, which shortens the end. What falls on a day of a
        suspension is left out of both.
        """
        must_be_course(course)
        must_be_day(on)
        if course.status is Status.ENDED or not self.appointments:
            return iter(())
        paused = tuple(pauses(course))
        since = min(appointment.planned for appointment in self.appointments)
        days = [event.on for event in (*course.counted, *course.newest(SessionMissed))]
        free = [appointment for appointment in self.appointments if not _within(appointment.day, paused)]
        accounted = _accounted_for(
            {appointment.day for appointment in free},
            [day for day in days if day >= since and not _within(day, paused)],
        )
        used = sessions_used(course)
        left = max(self.appointments[-1].session + self.unplanned - used, 0)
        still = (appointment for appointment in free if appointment.day not in accounted)
        return (
            appointment.replace(session=min(used + place, MOST))
            for place, appointment in enumerate(islice(still, left), start=1)
        )


@value
class ScheduleRequest(Value):
    """The arguments of :func:`plan`, checked like any other value."""

    contract: TreatmentContract
    first: date
    at: time
    zone: str = field(metadata=text(longest=80, private=False))
    days: tuple[Weekday, ...] = field(metadata=several())
    stretches: tuple[Stretch, ...] = field(metadata=several(distinct=False))
    away: tuple[Away, ...] = field(metadata=several(most=1_000, distinct=False))
    used: int = field(metadata=number(0, MOST))


def plan(
    contract: TreatmentContract,
    *,
    first: date,
    at: time,
    zone: str,
    days: tuple[Weekday, ...] = (),
    stretches: tuple[Stretch, ...] = (),
    away: tuple[Away, ...] = (),
    used: int = 0,
) -> Schedule:
    """The appointments of the sessions that a contract has left; of an agreed range, up to its upper end.

    Of an open end those up to the day of its review.

    *first* is the day of the next one, *at* its wall-clock time, *zone* the name of a time zone (``Europe/London``).
    *days* are the days of the week where there are several sessions a week; other appointments stay on the day of the
    week they are on. A monthly one keeps its week too (the second Tuesday; a fifth one is the last). *stretches* taper;
    without them the frequency of the contract holds to the end. *used* sessions of the contract are used up. *away* are
    at most a thousand absences.

    Raises:
        InvalidValue: with everything that does not fit, also when *stretches* are more than the contract has left.
    """
    wanted = ScheduleRequest(
        contract=contract, first=first, at=at, zone=zone, days=days, stretches=stretches, away=away, used=used
    )  # fmt: skip
    until = contract.review_on if contract.limit is None else None
    left = max((contract.limit or MOST) - used, 0)
    if not stretches and left and contract.frequency not in (None, Frequency.FLEXIBLE):
        wanted = wanted.replace(stretches=(Stretch(frequency=contract.frequency, count=left),))
    faults = tuple(_faults(wanted, left))
    if faults:
        raise InvalidValue("schedule", faults)
    planned, skipped = _expand(wanted, until or date.max)
    appointments = tuple(
        _appointment(used + place, on, day, ZoneInfo(zone)) for place, (on, day) in enumerate(planned, start=1)
    )
    unplanned = 0 if until else sum(stretch.count for stretch in wanted.stretches) - len(appointments)
    return Schedule(zone=zone, appointments=appointments, skipped=tuple(skipped), unplanned=unplanned)


# -- how ---------------------------------------------------------------------------------------------------------------


def _accounted_for(appointments: set[date], days: list[date]) -> set[date]:
    """Of the days of *appointments* those that *days* account for: by the day itself, or else the nearest one."""
    accounted = appointments.intersection(days)
    for day in sorted(set(days) - accounted):
        # Of two as near, one that is free goes first, then the earlier.
        nearest = min(
            appointments,
            key=lambda appointment: (abs((appointment - day).days), appointment in accounted, appointment),
            default=None,
        )
        accounted |= {nearest} if nearest is not None else set()
    return accounted


def _within(day: date, stretches: tuple[tuple[date, date], ...]) -> bool:
    return any(first <= day < end for first, end in stretches)


_SEVERAL_A_WEEK = {Frequency.TWICE_WEEKLY: 2, Frequency.THRICE_WEEKLY: 3}
_WORKING_DAYS = 5


def _faults(wanted: ScheduleRequest, left: int) -> Iterator[Fault]:
    contract, first, days, stretches = wanted.contract, wanted.first, wanted.days, wanted.stretches
    if contract.limit is None and contract.review_on is None:
        yield Fault(path="contract.sessions", expected="a number of sessions, or a day of review", got="nothing")
    elif sum(stretch.count for stretch in stretches) > left:
        yield Fault(path="stretches", expected=f"at most the {left} sessions that the contract has left", got="more")
    elif left and not stretches:
        advice = "give stretches, or plan flexible appointments one by one"
        yield Fault(path="contract.frequency", expected="a fixed frequency", got="none", advice=advice)
    elif contract.tapered and len(stretches) < 2:
        yield Fault(path="stretches", expected="two or more for a tapered contract", got=f"{len(stretches)}")
    if not date.min.year < first.year <= date.max.year - YEARS:
        ends = f"a day after the first year and {YEARS} years before the last of the calendar"
        yield Fault(path="first", expected=ends, got="another day")
    if wanted.at.tzinfo is not None:
        yield Fault(path="at", expected="a wall-clock time without a zone", got="one with a zone", advice="give zone")
    if not _is_zone(wanted.zone):
        if available_timezones():
            yield Fault(path="zone", expected="the name of a time zone such as Europe/London", got="an unknown name")
        else:
            advice = "install the package tzdata: the system has no time zones"
            yield Fault(path="zone", expected="a database of time zones", got="none", advice=advice)
    needed = max((_SEVERAL_A_WEEK.get(stretch.frequency, 0) for stretch in stretches), default=0)
    if len(days) != needed:
        yield Fault(path="days", expected=f"{needed} days of the week", got=f"{len(days)}")
    elif days and first.weekday() not in map(_index, days):
        yield Fault(path="first", expected="one of the days of the week given as days", got="another day")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _index(day: Weekday) -> int:
    return list(Weekday).index(day)


def _expand(wanted: ScheduleRequest, until: date) -> tuple[list[tuple[datetime, date]], list[date]]:
    """The wall-clock times of the appointments, each with the day that the rule gave, and the days that fell out."""
    planned: list[tuple[datetime, date]] = []
    skipped: list[date] = []
    begin = datetime.combine(wanted.first, wanted.at)
    for stretch in wanted.stretches:
        count = len(planned) + stretch.count
        for here, following in pairwise(_recurrence(stretch.frequency, begin, wanted.days)):
            if len(planned) == count or here.date() > until:
                break
            if planned and here <= planned[-1][0]:
                continue
            on = _open_day(here, following, wanted.away)
            if on is None:
                skipped.append(here.date())
            else:
                planned.append((on, here.date()))
                begin = here
    return planned, skipped


def _recurrence(frequency: Frequency, begin: datetime, days: tuple[Weekday, ...]) -> Iterator[datetime]:
    """The wall-clock times that the frequency gives from *begin* on, for fifty years."""
    from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

    until = begin + timedelta(days=YEARS * 365)
    if frequency in _SEVERAL_A_WEEK:
        return iter(rrule(WEEKLY, dtstart=begin, until=until, byweekday=[_index(day) for day in days]))
    if frequency is Frequency.MONTHLY:
        week = (begin.day - 1) // 7 + 1
        on = weekday(begin.weekday(), week if week < 5 else -1)
        return iter(rrule(MONTHLY, dtstart=begin, until=until, byweekday=on))
    return iter(rrule(WEEKLY, dtstart=begin, until=until, interval=2 if frequency is Frequency.FORTNIGHTLY else 1))


def _open_day(here: datetime, following: datetime, away: tuple[Away, ...]) -> datetime | None:
    """When the appointment of *here* takes place: then, on an open weekday before *following*, or not at all."""
    then = {absence.then for absence in away if absence.holds(here.date())}
    if WhenAway.SKIP in then:
        return None
    day = here
    while any(absence.holds(day.date()) for absence in away) or (day > here and day.weekday() >= _WORKING_DAYS):
        day += timedelta(days=1)
        if day >= following:
            return None
    return day


def _appointment(session: int, local: datetime, planned: date, zone: ZoneInfo) -> Appointment:
    starts = local.replace(tzinfo=zone, fold=0)
    gap = starts.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local
    fold = not gap and starts.utcoffset() != starts.replace(fold=1).utcoffset()
    return Appointment(session=session, starts=starts, planned=planned, gap=gap, fold=fold)
