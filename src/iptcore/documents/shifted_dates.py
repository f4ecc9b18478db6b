"""Dates moved by a number of days: intervals and order stay, and none leaves the calendar."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from iptcore.errors import Fault, InvalidValue
from iptcore.model.partial_date import PartialDate
from iptcore.vocabulary import Season

_LIFE = (1800, 2199)
"""The years that a partial date may name."""

_SEASONS = (Season.SPRING, Season.SUMMER, Season.AUTUMN, Season.WINTER)
"""In their order within a year, as they are stored: winter is the one that begins in December."""


class _Unit(NamedTuple):
    """A precision of partial dates: years, seasons or months, counted through from the year 0."""

    per_year: int
    of: Callable[[PartialDate], int]
    on: Callable[[date], int]
    part: Callable[[int], dict[str, Any]]
    """The field that says which of the year it is, counted from 0."""


_YEARS = _Unit(1, lambda moment: moment.year, lambda day: day.year, lambda _: {})
_QUARTERS = _Unit(
    4,
    lambda moment: 4 * moment.year + (_SEASONS.index(moment.season) if moment.season else 0),
    lambda day: (12 * day.year + day.month - 3) // 3,  # from March on
    lambda part: {"season": _SEASONS[part]},
)
_MONTHS = _Unit(
    12,
    lambda moment: 12 * moment.year + (moment.month or 1) - 1,
    lambda day: 12 * day.year + day.month - 1,
    lambda part: {"month": part + 1},
)

Reported: TypeAlias = tuple[PartialDate, date]
"""A partial date, and the day of the event that holds it."""


def _unit(moment: PartialDate) -> _Unit | None:
    """The precision of a partial date; None for one of a day."""
    if moment.day is not None:
        return None
    return _QUARTERS if moment.season is not None else _YEARS if moment.month is None else _MONTHS


class Shift:
    """Moves dates by *days*: whole days by as many, and partial dates each by its own precision.

    Partial dates of a month, season or year all move by as many of these as *first*, the first day of the course, does:
    so intervals and order between them stay, and the way back leads to where they were. They move by fewer where
    something would otherwise happen after the day on which it was recorded.

    Raises:
        InvalidValue: where a date would leave the calendar.
    """

    def __init__(self, days: int, first: date, reported: Iterable[Reported]) -> None:
        self._days = days
        days_reported = list(reported)
        self._steps: Mapping[_Unit, int] = {
            unit: self._step(unit, first, [(moment, on) for moment, on in days_reported if _unit(moment) is unit])
            for unit in (_YEARS, _QUARTERS, _MONTHS)
        }

    def _step(self, unit: _Unit, first: date, reported: Iterable[Reported]) -> int:
        least, most = [unit.on(self.day(first)) - unit.on(first)], list[int]()
        for moment, on in reported:
            ahead = unit.of(moment) - unit.on(on)
            bounds = least if ahead > 0 or (ahead == 0 and moment.anticipated) else most
            bounds.append(unit.on(self.day(on)) - unit.of(moment))
        return min([max(least), *most])

    def day(self, day: date) -> date:
        """The day, moved."""
        to = day.toordinal() + self._days
        if not date.min.toordinal() <= to <= date.max.toordinal():
            raise _beyond(date.min, date.max)
        return date.fromordinal(to)

    def partly(self, moment: PartialDate) -> PartialDate:
        """The partial date, moved, as precise as it was."""
        unit = _unit(moment)
        if unit is None:
            to = self.day(date(moment.year, moment.month or 1, moment.day or 1))
            self._within(to.year)
            return moment.replace(year=to.year, month=to.month, day=to.day)
        year, part = divmod(unit.of(moment) + self._steps[unit], unit.per_year)
        self._within(year)
        return moment.replace(year=year, **unit.part(part))

    @staticmethod
    def _within(year: int) -> None:
        if not _LIFE[0] <= year <= _LIFE[1]:
            raise _beyond(date(_LIFE[0], 1, 1), date(_LIFE[1], 12, 31))


def _beyond(first: date, last: date) -> InvalidValue:
    expected = f"days that keep dates within {first} to {last}"
    return InvalidValue("argument", [Fault("days", expected, advice="choose fewer days")])
