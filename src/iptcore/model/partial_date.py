"""Dates of life, only as precise as they are remembered or expected."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, shown
from iptcore.errors import Fault, InvalidValue
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Season

_SEASONS = (Season.SPRING, Season.SUMMER, Season.AUTUMN, Season.WINTER)
_TEXT = (
    r"(?P<before>\.\./)?(?P<year>[0-9]{4})(?:-(?P<part>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
    r"(?P<about>~)?(?P<ahead>\?ahead)?"
)


def _is_a_day(moment: "PartialDate") -> bool:
    if moment.day is None:
        return True
    if moment.month is None:
        return False
    try:
        date(moment.year, moment.month, moment.day)
    except ValueError:
        return False
    return True


@value
class PartialDate(Value):
    """A year, a month, a season or a day, which may be approximate, only an upper bound, or still ahead.

    ``str(moment)`` is the text that is stored, in the Extended Date/Time Format (EDTF, ISO 8601-2) where that has a
    form: ``2024``, ``2024-03``, ``2024-21`` (spring), ``2024-03~`` (about), ``../2024-03`` (before). A date that is
    anticipated adds ``?ahead``, for which EDTF has no word.

    >>> moment = PartialDate.parse("2024-03~")
    >>> moment.month, moment.about, str(moment.latest)
    (3, True, '2024-03-31')
    >>> str(PartialDate(year=2024, season=Season.SPRING, before=True))
    '../2024-21'
    """

    year: int = field(metadata=number(1800, 2199, "Year"))
    month: int | None = field(default=None, metadata=number(1, 12, "Month"))
    day: int | None = field(default=None, metadata=number(1, 31, "Day"))
    season: Season | None = field(default=None, metadata=shown("Season"))
    about: bool = field(default=False, metadata=shown("About", "the date is approximate"))
    before: bool = field(default=False, metadata=shown("Before", "it was before this date; how long is not known"))
    anticipated: bool = field(default=False, metadata=shown("Ahead", "it is expected and has not happened yet"))

    how_to_write: ClassVar[Mapping[type, str]] = {
        date: "write PartialDate.of(day)",
        str: "write PartialDate.parse(text)",
    }
    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(fields=("year", "month", "day"), expected="a day of the calendar, with its month", holds=_is_a_day),
        Sense(
            fields=("season", "month"),
            expected="a season or a month, not both",
            holds=lambda moment: moment.season is None or moment.month is None,
        ),
    )

    @property
    def earliest(self) -> date | None:
        """The first day it can have been; None for a date known only as "before"."""
        if self.before:
            return None
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can have been, taking "about" at its word."""
        if self.day is not None and self.month is not None:
            return date(self.year, self.month, self.day)
        if self.month is None or self.month == 12:
            return date(self.year, 12, 31)
        return date(self.year, self.month + 1, 1) - timedelta(days=1)

    def __str__(self) -> str:
        part = self.month if self.season is None else 21 + _SEASONS.index(self.season)
        pieces = [f"{number:02d}" for number in (part, self.day) if number is not None]
        body = "-".join([f"{self.year:04d}", *pieces])
        return f"{'../' * self.before}{body}{'~' * self.about}{'?ahead' * self.anticipated}"

    @classmethod
    def parse(cls, words: str) -> "PartialDate":
        """The partial date that *words*, in the form of ``str(moment)``, stand for.

        Raises:
            InvalidValue: when they stand for none.
        """
        matched = re.fullmatch(_TEXT, words) if type(words) is str else None
        if matched is None:
            expected = "a partial date such as 2024, 2024-03, 2024-03-17, 2024-21 (spring), 2024-03~ or ../2024"
            raise InvalidValue(cls.__name__, [Fault(path="", expected=expected)])
        part = int(matched["part"]) if matched["part"] else None
        is_season = part is not None and 21 <= part <= 24
        return cls(
            year=int(matched["year"]),
            month=None if is_season else part,
            day=int(matched["day"]) if matched["day"] else None,
            season=_SEASONS[part - 21] if part is not None and is_season else None,
            about=matched["about"] is not None,
            before=matched["before"] is not None,
            anticipated=matched["ahead"] is not None,
        )

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """The partial date of a day that is wholly known."""
        return cls(year=day.year, month=day.month, day=day.day)
