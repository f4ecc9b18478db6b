"""Severity and reliable change."""

import pytest

from iptcore.errors import UnknownName
from iptcore.model.figure import Figure
from iptcore.model.instruments import instrument
from iptcore.model.measure import Instrument
from iptcore.readings.change import change, severity
from iptcore.sources import cite
from readings.story import CLIENT, CLINICIAN, course, day, rated, treated

# instrument | by | baseline | later | reliable change: only where an index is published
CHANGES = [
    ("PHQ-9", CLIENT, 16, 10, "improved"),
    ("PHQ-9", CLIENT, 16, 11, "within_error"),
    ("PHQ-9", CLIENT, 16, 16, "within_error"),
    ("PHQ-9", CLIENT, 16, 21, "within_error"),
    ("PHQ-9", CLIENT, 16, 22, "worsened"),
    ("GAD-7", CLIENT, 12, 8, "improved"),
    ("GAD-7", CLIENT, 12, 9, "within_error"),
    ("EPDS", CLIENT, 14, 10, "improved"),
    ("EPDS", CLIENT, 14, 11, "within_error"),
    ("PCL-5", CLIENT, 50, 45, "improved"),
    ("PCL-5", CLIENT, 50, 46, "within_error"),
    ("K10", CLIENT, 30, 23, "improved"),
    ("K10", CLIENT, 30, 24, "within_error"),
    ("HRSD-17", CLINICIAN, 24, 0, None),
    ("BDI-II", CLIENT, 40, 0, None),
    ("MADRS", CLINICIAN, 40, 0, None),
    ("QIDS-SR16", CLIENT, 20, 0, None),
]


@pytest.mark.parametrize(("code", "by", "before", "after", "expected"), CHANGES)
def test_reliable_change_where_an_index_is_published(code, by, before, after, expected):
    reading = change(treated(code, (0, before), (28, after), rater=by), instrument(code))
    assert reading.change == expected
    assert (reading.fall, reading.since, reading.on) == (before - after, day(0), day(28))


def test_no_change_without_two_ratings_of_one_kind():
    for recorded in (
        course(),
        treated("PHQ-9", (0, 20)),
        treated("PHQ-9", (0, 99), (28, 3)),
        course(*rated("BDI-II", (0, 20))),
    ):
        assert (change(recorded, instrument("PHQ-9")).change, change(recorded, instrument("PHQ-9")).fall) == (
            None,
            None,
        )


@pytest.mark.parametrize(("after", "expected"), [(10, "within_error"), (9, "improved"), (11, "worsened")])
def test_an_index_of_nothing_at_all(after, expected):
    mine = Instrument(code="M", name="Mine", low=0, high=20, reliable_change=(Figure(number=0, source=cite("D")),))
    assert change(treated("M", (0, 10), (28, after)), mine).change == expected


def test_an_index_as_a_share():
    share = Figure(number=0.2, share=True, source=cite("D"))
    mine = Instrument(code="M", name="Mine", low=0, high=20, reliable_change=(share,))
    reading = change(treated("M", (0, 10), (28, 8)), mine)
    assert (reading.change, reading.reasons[1]) == ("improved", "reliable from 0.2 times the first")


# instrument | by | total | band
BANDS = [
    ("PHQ-9", CLIENT, 4, "minimal"),
    ("PHQ-9", CLIENT, 5, "mild"),
    ("PHQ-9", CLIENT, 19, "moderately severe"),
    ("PHQ-9", CLIENT, 20, "severe"),
    ("HRSD-17", CLINICIAN, 22, "severe"),
    ("HRSD-17", CLINICIAN, 23, "very severe"),
    ("BDI-II", CLIENT, 28, "moderate"),
    ("BDI-II", CLIENT, 29, "severe"),
    ("EPDS", CLIENT, 20, None),
]


@pytest.mark.parametrize(("code", "by", "total", "expected"), BANDS)
def test_severity_is_the_band_of_the_latest_rating(code, by, total, expected):
    assert severity(treated(code, (0, 3), (28, total), rater=by), instrument(code)).band == expected


def test_severity_by_another_convention():
    recorded = treated("HRSD-17", (0, 23), rater=CLINICIAN)
    assert severity(recorded, instrument("HRSD-17"), convention="Zimmerman 2013").band == "moderate"
    with pytest.raises(UnknownName, match="convention for the bands of HRSD-17"):
        severity(recorded, instrument("HRSD-17"), convention="mine")


def test_severity_of_nothing_rated():
    assert severity(course(), instrument("PHQ-9")).reasons == ("no rating on it is recorded",)
    assert severity(treated("EPDS", (0, 20)), instrument("EPDS")).reasons == ("no bands are agreed for the EPDS",)
