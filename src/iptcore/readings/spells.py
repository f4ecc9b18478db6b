"""Ratings in a row that show the same, and for how long they showed it.

A record is silent between its ratings. A spell of ratings that all show the same is surely as long as from its first to
its last; it may have been longer, up to the first rating that shows otherwise. Every question of duration is answered
within these bounds, so that silence is never read as health, nor as illness.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from iptcore.events import RecurrenceRecorded, SymptomsRated


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
