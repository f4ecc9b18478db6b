"""Old documents, brought up to the present version as plain data, one step after another.

A step is a pure function and never changes once it is released. It works on the data alone and uses no class, so that
its result does not change when a class does. It leaves data that it cannot convert as they are: reading reports them as
faults.
"""

from collections.abc import Callable
from typing import Any

VERSION = 3
"""The version of the documents that are written."""

Step = Callable[[dict[str, Any]], dict[str, Any]]


def upgraded(data: dict[str, Any], version: int) -> dict[str, Any]:
    """The data of a document of an older *version* as the present version has them."""
    for step in range(version, VERSION):
        data = STEPS[step](data)
    return data


# -- from 1 to 2: partial dates are text -------------------------------------------------------------------------------

_PARTIAL_DATES = {"onset", "when", "began", "ended", "last_seen"}
"""In version 1 these keys held partial dates and nothing else."""

_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}

_PARTS_OF_A_DATE = {"year", "month", "day", "season", "about", "before", "anticipated"}


def partial_dates_as_text(data: Any) -> Any:
    """Version 1 stored a partial date as an object of its parts; version 2 stores it as EDTF text."""
    if type(data) is list:
        return [partial_dates_as_text(item) for item in data]
    if type(data) is not dict:
        return data
    return {
        key: _as_text(part) if key in _PARTIAL_DATES and type(part) is dict else partial_dates_as_text(part)
        for key, part in data.items()
    }


def _as_text(moment: dict[str, Any]) -> Any:
    part, day = moment.get("month"), moment.get("day")
    season = moment.get("season")
    if season is not None:
        if part is not None or type(season) is not str or season not in _SEASONS:
            return moment
        part = _SEASONS[season]
    numbers = [moment.get("year"), part, day]
    flags = [moment.get(flag, False) for flag in ("before", "about", "anticipated")]
    if (
        not moment.keys() <= _PARTS_OF_A_DATE
        or any(type(number) is not int or not 0 <= number <= 9999 for number in numbers if number is not None)
        or any(type(flag) is not bool for flag in flags)
        or numbers[0] is None
        or (part is None and day is not None)
    ):
        return moment
    before, about, ahead = flags
    body = "-".join([f"{numbers[0]:04d}", *(f"{number:02d}" for number in numbers[1:] if number is not None)])
    return f"{'../' * before}{body}{'~' * about}{'?ahead' * ahead}"


# -- from 2 to 3: new words and optional fields ------------------------------------------------------------------------


# -- from 2 to 3: a clause has moved -----------------------------------------------------------------------------------

_MOVED = {"S13d": "S19a"}
"""Whom to turn to was a clause of S13 in version 2, and is one of S19 in version 3."""


def moved_clauses(data: Any) -> Any:
    """Version 3 has kinds, words and optional fields that version 2 did not have; explanations follow their clause."""
    if type(data) is list:
        return [moved_clauses(item) for item in data]
    if type(data) is not dict:
        return data
    moved = {key: moved_clauses(part) for key, part in data.items()}
    rule = data.get("rule")
    if data.get("kind") == "departure_explained" and type(rule) is str:
        moved["rule"] = _MOVED.get(rule, rule)
    return moved


STEPS: dict[int, Step] = {1: partial_dates_as_text, 2: moved_clauses}
"""The step from each version to the next."""
