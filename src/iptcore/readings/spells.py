"""Ratings in a row: what a course says on one instrument, and for how long it said the same.

A record is silent between its ratings. A spell of ratings that all show the same is surely as long as from its first to
its last; it may have been longer, up to the first rating that shows otherwise. Every question of duration is answered
within these bounds, so that silence is never read as health, nor as illness.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import RecurrenceRecorded, SymptomsRated, TerminationBegun
from iptcore.model.measure import Instrument
from iptcore.readings.days import last_day
from iptcore.readings.ratings import baseline, readable, readable_on
from iptcore.validation import got
from iptcore.vocabulary import Baseline

LATE_SESSIONS = 4
"""The last planned sessions, in which a rise is expected and is no relapse (F4 of the bibliography)."""


class RatedOn(NamedTuple):
    """What a course says on one instrument."""

    first: SymptomsRated | None
    """The baseline; None where nothing was rated."""
    which: Baseline
    """Which rating was asked for as the baseline."""
    ratings: tuple[SymptomsRated, ...]
    """The readable ratings that can be compared with the baseline, itself and earlier ones included."""
    moments: tuple[SymptomsRated | RecurrenceRecorded, ...]
    """These ratings, and the returns that a person recorded unless the full syndrome was denied, as they happened."""
    unreadable: int
    """Ratings on this instrument with a total that it cannot have, or with more items missing than it allows."""
    of_another_kind: int
    """The readable ones of another version or rater."""

    @property
    def since(self) -> tuple[SymptomsRated | RecurrenceRecorded, ...]:
        """What came after the baseline."""
        return next((self.moments[place:] for place, moment in enumerate(self.moments, 1) if moment is self.first), ())

    @property
    def notes(self) -> tuple[str, ...]:
        """What to say about ratings that were left aside."""
        left_aside = (
            (self.unreadable, "ratings out of range, or with too many items missing, left aside"),
            (self.of_another_kind, "ratings of another version or rater left aside"),
        )
        return tuple(f"{words}: {number}" for number, words in left_aside if number)

    @property
    def baseline(self) -> str:
        """The baseline in words; asked for where there is one."""
        return "" if self.first is None else f"{self.first.total:g} on {self.first.on} ({self.which.label})"


def rated_on(course: Course, instrument: Instrument, which: Baseline = Baseline.FIRST) -> RatedOn:
    """The ratings of a course on one instrument: only the same version and rater as at the baseline are compared.

    Raises:
        InvalidValue: for anything but an instrument, such as the code of one.
    """
    given: object = instrument
    if not isinstance(given, Instrument):
        advice = 'IPT.instrument("PHQ-9") gives one, and None for a code that it does not have'
        raise InvalidValue("argument", [Fault("instrument", "an Instrument", got(given), advice)])
    on_it = course.ratings(instrument.code)
    ratings, unreadable = readable_on(course, instrument), sum(not readable(rating, instrument) for rating in on_it)
    kept = set(map(id, ratings))
    moments = tuple(
        event
        for _, event in course.timeline
        if (isinstance(event, SymptomsRated) and id(event) in kept)
        or (isinstance(event, RecurrenceRecorded) and event.diagnosed is not False)
    )
    return RatedOn(
        first=baseline(course, instrument, which),
        which=which,
        ratings=ratings,
        moments=moments,
        unreadable=unreadable,
        of_another_kind=len(on_it) - len(ratings) - unreadable,
    )


class Spell(NamedTuple):
    """Ratings in a row that all show the same, without a silence between them that is too long."""

    days: tuple[date, ...]
    """The days of its ratings."""
    maybe_since: date
    """The first rating that showed the same, if the silences before this spell are bridged."""
    until: date | None
    """The first day after it that shows otherwise; None if there is none."""

    @property
    def first(self) -> date:
        """The day of its first rating."""
        return self.days[0]

    @property
    def last(self) -> date:
        """The day of its last rating."""
        return self.days[-1]

    def lasted(self, reach: "Reach") -> bool | None:
        """Whether it lasted until the day that *reach* gives for its beginning; None where silence hides it."""
        if self.last >= reach(self.first):
            return True
        return False if self.until is not None and self.until <= reach(self.maybe_since) else None

    def established(self, reach: "Reach") -> date | None:
        """The first rating that shows that it lasted so long; None if none does."""
        return next((day for day in self.days if day >= reach(self.first)), None)


Reach = Callable[[date], date]
"""From the beginning of a state to the day until which it has to last."""


def days(number: float) -> Reach:
    """To last *number* days."""
    return partial(_days_after, int(number))


def months(number: float) -> Reach:
    """To last *number* months of the calendar; a month without such a day ends on its last."""
    return partial(_months_after, int(number))


def _days_after(number: int, day: date) -> date:
    return day + min(timedelta(days=number), date.max - day)


def _months_after(number: int, day: date) -> date:
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    import calendar  # late: it brings the locale along, for the names of days and months

    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def spells(
    moments: Iterable[SymptomsRated | RecurrenceRecorded],
    shows: Callable[[SymptomsRated], bool],
    silence: float,
) -> tuple[Spell, ...]:
    """The spells of ratings that all show something. A return that a person recorded ends a spell."""
    stretches: list[Spell] = []
    chain: list[list[date]] = []  # the spells since something else was shown, with nothing but silence between them
    for moment in moments:
        if not (isinstance(moment, SymptomsRated) and shows(moment)):
            stretches += _closed(chain, until=moment.on)
            chain = []
        elif chain and (moment.on - chain[-1][-1]).days <= silence:
            chain[-1].append(moment.on)
        else:
            chain.append([moment.on])
    return (*stretches, *_closed(chain, until=None))


def _closed(chain: list[list[date]], until: date | None) -> Iterator[Spell]:
    for on in chain:
        yield Spell(days=tuple(on), maybe_since=chain[0][0], until=until)


def near_the_end(course: Course) -> Callable[[date], bool]:
    """Whether a day lies in the last four planned sessions or in the last phase, up to the end of the course."""
    limit = course.contract.limit if course.contract else None
    sessions = course.counted.in_order()
    place = None if limit is None else max(limit - LATE_SESSIONS, 0)
    begins = [begun] if (begun := last_day(course, TerminationBegun)) else []
    if place is not None and place < len(sessions):
        begins.append(sessions[place].on)
    first, last = min(begins, default=None), course.ended_on or date.max
    return lambda day: first is not None and first <= day <= last
