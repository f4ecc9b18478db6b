"""Dates moved by a number of days: each as far as the others, and none out of the calendar."""

from datetime import date

from iptcore.errors import Fault, InvalidValue
from iptcore.model.partial_date import PartialDate
from iptcore.vocabulary import Season

_LIFE = (date(1800, 1, 1), date(2199, 12, 31))
"""The first and the last day of the years that a partial date may name."""

_SEASON_OF = (
    *(Season.WINTER,) * 2, *(Season.SPRING,) * 3, *(Season.SUMMER,) * 3, *(Season.AUTUMN,) * 3, Season.WINTER,
)  # fmt: skip
"""The season that a month is mostly told as, January first."""

_MIDDLE_OF = {Season.WINTER: 1, Season.SPRING: 4, Season.SUMMER: 7, Season.AUTUMN: 10}


def moved(day: date, days: int, first: date = date.min, last: date = date.max) -> date:
    """The date that many days later, from *first* to *last*. Raises :class:`~iptcore.errors.InvalidValue` beyond."""
    to = day.toordinal() + days
    if not first.toordinal() <= to <= last.toordinal():
        expected = f"days that keep dates within {first} to {last}"
        raise InvalidValue("a deidentified course", [Fault("days", expected, advice="choose fewer days")])
    return date.fromordinal(to)


def moved_partly(moment: PartialDate, days: int) -> PartialDate:
    """The partial date that many days later, as precise as it was: that of a month or a year moves by its middle."""
    if moment.day is not None and moment.month is not None:
        to = moved(date(moment.year, moment.month, moment.day), days, *_LIFE)
        return moment.replace(year=to.year, month=to.month, day=to.day)
    if moment.season is not None:
        to = moved(date(moment.year, _MIDDLE_OF[moment.season], 15), days, *_LIFE)
        return moment.replace(year=to.year, season=_SEASON_OF[to.month - 1])
    to = moved(date(moment.year, moment.month or 7, 15 if moment.month else 1), days, *_LIFE)
    return moment.replace(year=to.year, month=to.month if moment.month else None)
