"""Dates of life: as much of a date as somebody remembers."""

from datetime import date

import pytest
from hypothesis import given

from iptcore.errors import InvalidValue
from iptcore.model.partial_date import PartialDate
from iptcore.testing import values
from iptcore.vocabulary import Season

TEXTS = [
    ("2024", PartialDate(year=2024), date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-02", PartialDate(year=2024, month=2), date(2024, 2, 1), date(2024, 2, 29)),
    ("2024-12", PartialDate(year=2024, month=12), date(2024, 12, 1), date(2024, 12, 31)),
    ("2024-03-17", PartialDate(year=2024, month=3, day=17), date(2024, 3, 17), date(2024, 3, 17)),
    ("2024-21", PartialDate(year=2024, season=Season.SPRING), date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-24", PartialDate(year=2024, season=Season.WINTER), date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-03~", PartialDate(year=2024, month=3, about=True), date(2024, 3, 1), date(2024, 3, 31)),
    ("../2024-03", PartialDate(year=2024, month=3, before=True), None, date(2024, 3, 31)),
    ("2027-05?ahead", PartialDate(year=2027, month=5, anticipated=True), date(2027, 5, 1), date(2027, 5, 31)),
]


@pytest.mark.parametrize(("words", "moment", "earliest", "latest"), TEXTS, ids=[words for words, *_ in TEXTS])
def test_a_partial_date_and_its_text(words: str, moment: PartialDate, earliest: date | None, latest: date):
    assert str(moment) == words
    assert PartialDate.parse(words) == moment
    assert (moment.earliest, moment.latest) == (earliest, latest)


@given(values(PartialDate))
def test_the_text_says_it_all(moment: PartialDate):
    assert PartialDate.parse(str(moment)) == moment
    assert moment.earliest is None or moment.earliest <= moment.latest


def test_a_day_that_is_wholly_known():
    assert PartialDate.of(date(2024, 2, 29)) == PartialDate(year=2024, month=2, day=29)


@pytest.mark.parametrize(
    "parts",
    [
        {"year": 2023, "month": 2, "day": 29},
        {"year": 2024, "day": 3},
        {"year": 2024, "month": 3, "season": Season.SPRING},
        {"year": 1799},
        {"year": 2024, "month": 13},
    ],
)
def test_what_is_no_date(parts: dict[str, object]):
    with pytest.raises(InvalidValue):
        PartialDate(**parts)


@pytest.mark.parametrize("words", ["", "last spring", "2024-3", "2024-03-40", "2024-25", "24th", "2024-03-17T10:00"])
def test_what_is_no_text_of_a_date(words: str):
    with pytest.raises(InvalidValue) as invalid:
        PartialDate.parse(words)
    assert not words or words not in str(invalid.value)


def test_only_a_text_is_parsed():
    with pytest.raises(InvalidValue):
        PartialDate.parse(5)
