"""The instruments: their numbers on both sides of every line, and where each number comes from."""

import pickle
import re
from collections import Counter
from itertools import pairwise

import pytest

from iptcore.errors import InvalidValue, UnknownName
from iptcore.model.figure import Figure
from iptcore.model.instruments import INSTRUMENTS, instrument, nearest_code
from iptcore.model.measure import Band, Bands, Instrument, known_by_code
from iptcore.model.suicide_item import SUICIDE_ITEM_POSITIVE
from iptcore.sources import Standing, cite
from iptcore.vocabulary import Direction, MeasureKind, RaterType

CLIENT, CLINICIAN = RaterType.CLIENT, RaterType.CLINICIAN
MINE = Instrument(code="MY-5", name="My five questions", low=0, high=20)

# Code | items | lowest and highest total | whole | LOINC of the total | who rates
TABLE = [
    ("PHQ-9", 9, 0, 27, True, "44261-6", "client"),
    ("GAD-7", 7, 0, 21, True, "70274-6", "client"),
    ("HRSD-17", 17, 0, 52, True, None, "clinician"),
    ("BDI-II", 21, 0, 63, True, "89209-1", "client"),
    ("BDI-I", 21, 0, 63, True, None, "client"),
    ("EPDS", 10, 0, 30, True, None, "client"),
    ("CES-D", 20, 0, 60, True, None, "client"),
    ("MADRS", 10, 0, 60, True, None, "clinician"),
    ("QIDS-SR16", 16, 0, 27, True, None, "client"),
    ("EDE-Q", 28, 0, 6, False, None, "client"),
    ("LSAS", 24, 0, 144, True, None, "clinician client"),
    ("CAPS-5", 20, 0, 80, True, None, "clinician"),
    ("CAPS", None, 0, 136, True, None, "clinician"),
    ("PCL-5", 20, 0, 80, True, None, "client"),
    ("IIP-32", 32, 0, 4, False, None, "client"),
    ("SAS-SR", 54, 1, 5, False, None, "client"),
    ("WHODAS-2.0", 36, 0, 100, False, None, "client"),
    ("CGI-S", 1, 1, 7, True, None, "clinician"),
    ("YMRS", 11, 0, 60, True, None, "clinician"),
    ("K10", 10, 10, 50, True, None, "client"),
    ("HAMA", 14, 0, 56, True, None, "clinician"),
    ("MMSE", None, 0, 30, True, None, "clinician"),
    ("SRM-5", None, 0, 7, False, None, "client"),
    ("MOOD-1-10", 1, 1, 10, True, None, "client"),
    ("BINGES-7", None, 0, 200, True, None, "client clinician"),
]

# Code | the least and the greatest answer to an item | items that may be missing
ITEMS = [
    ("PHQ-9", 0, 3, 2),
    ("GAD-7", 0, 3, 1),
    ("HRSD-17", 0, 4, 3),
    ("BDI-II", 0, 3, 4),
    ("BDI-I", 0, 3, 4),
    ("EPDS", 0, 3, 2),
    ("CES-D", 0, 3, 4),
    ("MADRS", 0, 6, 2),
    ("QIDS-SR16", 0, 3, 3),
    ("EDE-Q", 0, 6, 5),
    ("LSAS", 0, 6, 4),
    ("CAPS-5", 0, 4, 4),
    ("CAPS", None, None, 0),
    ("PCL-5", 0, 4, 4),
    ("IIP-32", 0, 4, 6),
    ("SAS-SR", 1, 5, 10),
    ("WHODAS-2.0", 0, 4, 7),
    ("CGI-S", 1, 7, 0),
    ("YMRS", 0, 8, 2),
    ("K10", 1, 5, 2),
    ("HAMA", 0, 4, 2),
    ("MMSE", None, None, 0),
    ("SRM-5", None, None, 0),
    ("MOOD-1-10", 1, 10, 0),
    ("BINGES-7", None, None, 0),
]

KINDS = {
    MeasureKind.MEAN: ["EDE-Q", "IIP-32", "SAS-SR", "SRM-5"],
    MeasureKind.PERCENTAGE: ["WHODAS-2.0"],
    MeasureKind.RATING: ["CGI-S", "MOOD-1-10"],
    MeasureKind.COUNT: ["BINGES-7"],
}
HIGHER_IS_BETTER = ["MMSE", "SRM-5"]

# Code | convention | the first total of each band, and its label
BANDS = [
    ("PHQ-9", None, "0 minimal, 5 mild, 10 moderate, 15 moderately severe, 20 severe"),
    ("GAD-7", None, "0 minimal, 5 mild, 10 moderate, 15 severe"),
    ("HRSD-17", None, "0 none, 8 mild, 14 moderate, 19 severe, 23 very severe"),
    ("HRSD-17", "Zimmerman 2013", "0 none to mild, 17 moderate, 24 severe"),
    ("BDI-II", None, "0 minimal, 14 mild, 20 moderate, 29 severe"),
    ("MADRS", None, "0 none, 7 mild, 20 moderate, 35 severe"),
    ("QIDS-SR16", None, "0 none, 6 mild, 11 moderate, 16 severe, 21 very severe"),
    ("CGI-S", None, "1 none, 2 borderline, 3 mild, 4 moderate, 5 marked, 6 severe, 7 extreme"),
    ("K10", None, "10 low, 16 moderate, 22 high, 30 very high"),
    ("K10", "by disorder", "10 none, 20 mild, 25 moderate, 30 severe"),
]
WITHOUT_BANDS = ["BDI-I", "EPDS", "CES-D", "EDE-Q", "LSAS", "CAPS-5", "CAPS", "PCL-5", "IIP-32", "SAS-SR", "WHODAS-2.0",
                 "YMRS", "HAMA", "MMSE", "SRM-5", "MOOD-1-10", "BINGES-7"]  # fmt: skip

# Code | rater | the greatest total below the cut-off
REMISSION = [
    ("PHQ-9", CLIENT, 4),
    ("HRSD-17", CLINICIAN, 7),
    ("MADRS", CLINICIAN, 10),
    ("QIDS-SR16", CLIENT, 5),
    ("LSAS", CLINICIAN, 30),
    ("LSAS", CLIENT, 35),
    ("CAPS", CLINICIAN, 19),
    ("CGI-S", CLINICIAN, 2),
    ("YMRS", CLINICIAN, 12),
]
NO_REMISSION = ["GAD-7", "BDI-II", "BDI-I", "EPDS", "CES-D", "EDE-Q", "CAPS-5", "PCL-5", "IIP-32", "SAS-SR",
                "WHODAS-2.0", "K10", "HAMA", "MMSE", "SRM-5", "MOOD-1-10", "BINGES-7"]  # fmt: skip

# Code | rater | before | the greatest total after that is a response
RESPONSE = [
    ("PHQ-9", CLIENT, 20, 10),
    ("HRSD-17", CLINICIAN, 21, 10),
    ("BDI-II", CLIENT, 30, 15),
    ("MADRS", CLINICIAN, 30, 15),
    ("QIDS-SR16", CLIENT, 16, 8),
    ("YMRS", CLINICIAN, 24, 12),
    ("LSAS", CLINICIAN, 100, 71),
    ("LSAS", CLIENT, 100, 72),
    ("CAPS", CLINICIAN, 70, 48),  # more than 30 %: a fall to 49 is exactly 30 %
]

RELIABLE = [("PHQ-9", 6), ("GAD-7", 4), ("EPDS", 4), ("PCL-5", 5), ("K10", 7)]

CUT_OFFS = [
    ("PHQ-9", [10]),
    ("GAD-7", [8]),
    ("EPDS", [10, 13, 15]),
    ("CES-D", [16]),
    ("EDE-Q", [2.3, 2.8]),
    ("LSAS", [30, 60]),
    ("PCL-5", [31, 33]),
    ("YMRS", [12, 6, 12, 20, 30, 40, 52]),
    ("MMSE", [23]),
]

SUICIDE_ITEMS = [
    ("PHQ-9", 9, Standing.READ),
    ("EPDS", 10, Standing.READ),
    ("BDI-II", 9, Standing.READ),
    ("BDI-I", 9, Standing.READ),
    ("QIDS-SR16", 12, Standing.UNVERIFIED),
    ("HRSD-17", 3, Standing.UNVERIFIED),
    ("MADRS", 10, Standing.UNVERIFIED),
]


def starts(written):
    return [(int(low), label) for low, label in (step.split(" ", 1) for step in written.split(", "))]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_what_an_instrument_is(row):
    scale = instrument(row[0])
    loinc = scale.loinc.words if scale.loinc else None
    assert (scale.code, scale.items, scale.low, scale.high, scale.whole, loinc, " ".join(scale.raters)) == row


def test_the_table_names_every_instrument_once():
    assert [row[0] for row in TABLE] == [scale.code for scale in INSTRUMENTS]


@pytest.mark.parametrize("row", ITEMS, ids=lambda row: row[0])
def test_the_answers_to_items_and_how_many_may_be_missing(row):
    scale = instrument(row[0])
    assert (scale.code, scale.item_low, scale.item_high, scale.most_missing) == row


def test_the_items_of_every_instrument_are_in_the_table():
    assert [row[0] for row in ITEMS] == [scale.code for scale in INSTRUMENTS]


def test_what_sort_of_number_a_total_is_and_which_way_is_better():
    other = {kind: [scale.code for scale in INSTRUMENTS if scale.kind is kind] for kind in KINDS}
    assert other == KINDS
    assert [scale.code for scale in INSTRUMENTS if scale.direction is Direction.HIGHER_IS_BETTER] == HIGHER_IS_BETTER


@pytest.mark.parametrize("scale", INSTRUMENTS, ids=lambda scale: scale.code)
def test_all_items_together_can_make_up_every_total(scale):
    if scale.kind is MeasureKind.SUM and scale.items is not None:
        assert scale.items * scale.item_low <= scale.low
        assert scale.high <= scale.items * scale.item_high


# Code | items left out of a plain sum | the least and the greatest sum of the others
SUMS = [
    ("PHQ-9", 0, 0, 27),
    ("PHQ-9", 2, 0, 21),
    ("PHQ-9", 9, 0, 0),
    ("PHQ-9", 50, 0, 0),
    ("HRSD-17", 1, 0, 52),
    ("HRSD-17", 10, 0, 28),
    ("K10", 2, 8, 40),
    ("EDE-Q", 20, 0, 6),
]


@pytest.mark.parametrize(("code", "left_out", "least", "greatest"), SUMS)
def test_a_plain_sum_is_no_more_than_the_answers_can_make_up(code, left_out, least, greatest):
    scale = instrument(code)
    assert [scale.in_range(total, left_out=left_out) for total in (least - 1, least, greatest, greatest + 1)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_of_unknown_items_a_sum_can_be_as_low_as_nothing():
    mine = Instrument(code="MY-5", name="Mine", low=5, high=25)
    assert [mine.in_range(total, left_out=2) for total in (-1, 0, 25, 26)] == [False, True, True, False]


@pytest.mark.parametrize("scale", INSTRUMENTS, ids=lambda scale: scale.code)
def test_totals_run_from_low_to_high(scale):
    step = 1 if scale.whole else 0.01
    inside, outside = (
        (scale.low, scale.low + step, scale.high),
        (scale.low - step, scale.high + step, float("nan"), float("inf")),
    )
    assert [total for total in inside if not scale.in_range(total)] == []
    assert [total for total in outside if scale.in_range(total)] == []
    assert scale.in_range(scale.low + 0.5) is not scale.whole


@pytest.mark.parametrize(("code", "convention", "written"), BANDS)
def test_bands_on_both_sides_of_each_line(code, convention, written):
    scale, steps = instrument(code), starts(written)
    for (_, lower), (low, upper) in pairwise(steps):
        assert scale.band(low - 1, convention=convention).label == lower
        assert scale.band(low, convention=convention).label == upper
    assert scale.band(scale.low, convention=convention).label == steps[0][1]
    assert scale.band(scale.high, convention=convention).label == steps[-1][1]
    assert scale.band(scale.low - 1, convention=convention) is None
    assert scale.band(scale.high + 1, convention=convention) is None


def test_every_band_convention_is_in_the_table():
    held = [(scale.code, bands.name) for scale in INSTRUMENTS for bands in scale.conventions]
    assert held == [(code, convention or "usual") for code, convention, _ in BANDS]


@pytest.mark.parametrize("code", WITHOUT_BANDS)
def test_where_no_bands_are_agreed_there_is_none(code):
    scale = instrument(code)
    assert (scale.band(scale.high), scale.severe_band, scale.bands) == (None, None, ())


def test_bands_leave_no_gap_between_whole_totals():
    for scale in INSTRUMENTS:
        for convention in scale.conventions:
            for lower, upper in pairwise(convention.bands):
                assert lower.high + 1 == upper.low, (scale.code, convention.name)


@pytest.mark.parametrize(("code", "low", "high"), [("PHQ-9", 20, 27), ("HRSD-17", 23, 52), ("K10", 30, 50)])
def test_the_severe_band_is_the_highest(code, low, high):
    band = instrument(code).severe_band
    assert (band.low, band.high) == (low, high)


def test_an_unknown_convention_lists_those_there_are():
    with pytest.raises(UnknownName, match=r"bands of HRSD-17: choose one of usual, Zimmerman 2013"):
        instrument("HRSD-17").band(10, convention="somebody else")


@pytest.mark.parametrize(("code", "rater", "greatest"), REMISSION)
def test_below_the_cut_off_on_both_sides(code, rater, greatest):
    scale = instrument(code)
    assert scale.below_cutoff(greatest, rater) is True
    assert scale.below_cutoff(greatest + 1, rater) is False


@pytest.mark.parametrize("code", NO_REMISSION)
def test_without_a_published_cut_off_nothing_is_below_it(code):
    assert instrument(code).below_cutoff(instrument(code).low, CLIENT) is None


def test_every_instrument_either_has_a_cut_off_or_is_known_to_have_none():
    assert {code for code, _, _ in REMISSION} | set(NO_REMISSION) == {scale.code for scale in INSTRUMENTS}


def test_where_raters_differ_a_rating_by_nobody_in_particular_has_no_cut_off():
    assert instrument("LSAS").below_cutoff(0) is None
    assert instrument("LSAS").responded(100, 0, RaterType.CAREGIVER) is None
    assert instrument("PHQ-9").below_cutoff(4) is True


@pytest.mark.parametrize(("code", "rater", "before", "after"), RESPONSE)
def test_response_on_both_sides(code, rater, before, after):
    scale = instrument(code)
    assert scale.responded(before, after, rater) is True
    assert scale.responded(before, after + 1, rater) is False


def test_response_is_unknown_without_a_published_share_or_from_nothing():
    assert instrument("GAD-7").responded(20, 0) is None
    assert instrument("PHQ-9").responded(0, 0) is None


def test_instruments_with_a_published_response_are_in_the_table():
    assert {scale.code for scale in INSTRUMENTS if scale.response} == {row[0] for row in RESPONSE}


@pytest.mark.parametrize(("code", "points"), RELIABLE)
def test_reliable_change_on_both_sides(code, points):
    scale = instrument(code)
    middle = scale.low + 10
    assert scale.reliably_improved(middle, middle - points) is True
    assert scale.reliably_improved(middle, middle - points + 1) is False
    assert scale.reliably_improved(middle, middle + points) is False
    assert scale.reliably_worsened(middle, middle + points) is True
    assert scale.reliably_worsened(middle, middle + points - 1) is False
    assert scale.reliably_worsened(middle, middle - points) is False


def test_reliable_change_is_unknown_where_no_index_is_published():
    published = {code for code, _ in RELIABLE}
    for scale in INSTRUMENTS:
        if scale.code not in published:
            assert (scale.reliably_improved(scale.high, scale.low), scale.reliably_worsened(scale.low, scale.high)) == (
                None,
                None,
            )


def test_other_indices_in_use_are_kept_beside_the_usual_one():
    assert [figure.number for figure in instrument("PHQ-9").reliable_change] == [6, 5]
    assert [figure.number for figure in instrument("PCL-5").reliable_change] == [5, 15]


@pytest.mark.parametrize(("code", "totals"), CUT_OFFS)
def test_cut_offs(code, totals):
    assert [figure.number for figure in instrument(code).cut_offs] == totals
    assert all(figure.means for figure in instrument(code).cut_offs)


def test_instruments_with_a_cut_off_are_in_the_table():
    assert [scale.code for scale in INSTRUMENTS if scale.cut_offs] == [code for code, _ in CUT_OFFS]


@pytest.mark.parametrize(("code", "points"), [("HRSD-17", [11]), ("BDI-II", [3.5]), ("EPDS", [4, 3]), ("PCL-5", [10])])
def test_important_change_in_points(code, points):
    assert [figure.number for figure in instrument(code).important_change] == points


def test_important_change_on_the_phq_9_is_a_share_of_the_first_score():
    (share,) = instrument("PHQ-9").important_change
    assert share.reached_by(4, before=20)
    assert not share.reached_by(3, before=20)


@pytest.mark.parametrize(("code", "number", "standing"), SUICIDE_ITEMS)
def test_the_suicide_item_is_positive_from_one(code, number, standing):
    scale = instrument(code)
    assert (scale.suicide_item.number, scale.suicide_item.source.standing) == (number, standing)
    assert [scale.suicide_item_positive(answer) for answer in (None, 0, 1, 3)] == [None, False, True, True]


def test_instruments_without_a_suicide_item_say_nothing_about_it():
    named = {code for code, _, _ in SUICIDE_ITEMS}
    others = [scale for scale in INSTRUMENTS if scale.code not in named]
    assert {scale.suicide_item_positive(3) for scale in others} == {None}
    assert SUICIDE_ITEM_POSITIVE.number == 1


def test_the_line_of_mania_is_twelve_on_the_ymrs():
    assert {scale.code: scale.mania_line.number for scale in INSTRUMENTS if scale.mania_line} == {"YMRS": 12}


@pytest.mark.parametrize("code", ["the diary of somebody", ["diary"], None])
def test_an_unknown_instrument_lists_the_known_ones_and_never_what_was_asked(code):
    with pytest.raises(
        UnknownName, match=r"unknown instrument: choose one of PHQ-9, .*, K10, .*; or make an Instrument"
    ) as e:
        instrument(code)
    assert "diary" not in str(e.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("PHQ9", "PHQ-9"),
        ("phq-9", "PHQ-9"),
        ("HAMD-17", "HRSD-17"),
        ("bdi", "BDI-II"),  # of two editions, the one in use today
        ("BDI2", "BDI-II"),
        ("bdi-1", "BDI-I"),
        ("HAM-D", "HRSD-17"),  # and not the HAMA, which is spelt more alike
        ("HDRS", "HRSD-17"),
        ("HAM-A", "HAMA"),
        ("whodas", "WHODAS-2.0"),
        ("LSAS-SR", "LSAS"),  # and not the SAS-SR, which is spelt more alike
        ("MADRS-S", "MADRS"),
    ],
)
def test_a_misspelt_code_is_answered_with_the_nearest_known_one(written, meant):
    assert nearest_code(written, [scale.code for scale in INSTRUMENTS]) == meant
    with pytest.raises(UnknownName, match=f"did you mean {meant}"):
        instrument(written)


def test_nothing_like_a_code_has_no_nearest_one():
    assert nearest_code("my own questions", [scale.code for scale in INSTRUMENTS]) is None


# -- laws --------------------------------------------------------------------------------------------------------------


def figures_of(scale):
    several = (scale.cut_offs, scale.response, scale.remission, scale.reliable_change, scale.important_change)
    return [
        *(figure for group in several for figure in group),
        *filter(None, (scale.suicide_item, scale.mania_line, scale.missing_allowed)),
    ]


@pytest.mark.parametrize("scale", INSTRUMENTS, ids=lambda scale: scale.code)
def test_every_number_has_a_source_with_a_standing(scale):
    facts = list(scale.facts())
    held = figures_of(scale) + list(scale.conventions) + [said for said in (scale.loinc, scale.licence) if said]
    assert scale.source is not None
    assert len(facts) == len(held) + 1
    assert Counter(source for _, source in facts) == Counter([scale.source, *(part.source for part in held)])
    assert all(isinstance(source.standing, Standing) for _, source in facts)
    assert len({words for words, _ in facts}) == len(facts)


def test_facts_read_as_words():
    facts = {
        words: source.standing.value
        for scale in (instrument("LSAS"), instrument("K10"))
        for words, source in scale.facts()
    }
    assert facts["LSAS: items, their answers, range, window and raters"] == "unverified"
    assert facts["LSAS: remission 30 by clinician"] == "read"
    assert facts["LSAS: cut offs 60 screening: its generalised type"] == "read"
    assert facts["K10: bands by disorder"] == "read"
    assert facts["K10: bands usual"] == "read"
    assert facts["K10: licence free"] == "unverified"


def test_no_address_is_that_of_an_extract():
    for scale in INSTRUMENTS:
        for words, source in scale.facts():
            for citation in source.citations:
                assert citation.work.standing is Standing.READ or citation.work.addresses == (), words


def test_loinc_codes_have_their_form():
    assert all(re.fullmatch(r"\d{4,6}-\d", scale.loinc.words) for scale in INSTRUMENTS if scale.loinc)


def test_every_published_total_is_a_total():
    for scale in INSTRUMENTS:
        for figure in (*scale.cut_offs, *scale.remission):
            assert scale.in_range(figure.number), (scale.code, figure)
        assert all(figure.share and 0 < figure.number < 1 for figure in scale.response)


def test_figures_for_a_rater_are_for_one_who_rates():
    for scale in INSTRUMENTS:
        assert {figure.rater for figure in figures_of(scale)} <= {None, *scale.raters}


def test_no_text_is_long_enough_to_be_an_item():
    for scale in INSTRUMENTS:
        words = [scale.name, scale.note or "", *(figure.means for figure in figures_of(scale))]
        assert max(map(len, words)) <= 100, scale.code
        assert not any("?" in text for text in words)


def test_instruments_are_public_hashable_and_survive_pickling():
    for scale in INSTRUMENTS:
        assert {pickle.loads(pickle.dumps(scale)): 1}[scale] == 1
        assert "…" not in repr(scale)


# -- an instrument of one's own ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "each"),
    [("PHQ-9", True), ("EPDS", True), ("EDE-Q", False), ("PCL-5", False), ("K10", False), ("HRSD-17", False)],
)
def test_what_the_client_fills_in_about_less_than_four_weeks_is_for_each_session(code, each):
    assert instrument(code).for_each_session is each


@pytest.mark.parametrize(
    ("window", "each"),
    [(None, True), ("in general", True), ("3 weeks", True), ("27 days", True), ("28 days", False), ("1 month", False)],
)
def test_the_time_that_an_instrument_asks_about_is_read_from_its_words(window, each):
    assert Instrument(code="MINE", name="Mine", low=0, high=10, window=window).for_each_session is each


def test_an_instrument_of_ones_own_needs_four_words():
    assert (MINE.in_range(20), MINE.in_range(21)) == (True, False)
    assert (MINE.band(3), MINE.severe_band, MINE.below_cutoff(0), MINE.responded(20, 0)) == (None, None, None, None)
    assert (MINE.reliably_improved(20, 0), MINE.suicide_item_positive(1)) == (None, None)
    assert list(MINE.facts()) == []


def test_a_total_with_decimals_between_two_bands_is_in_the_lower_one():
    low, high = Band(low=0, high=2, label="low"), Band(low=3, high=6, label="high")
    mean = Instrument(
        code="MEAN", name="A mean", low=0, high=6, whole=False,
        conventions=(Bands(bands=(low, high), source=cite("D")),),
    )  # fmt: skip
    assert [mean.band(total) for total in (0, 2.4, 2.99, 3, 6)] == [low, low, low, high, high]


# Code | rater | total | well: by the remission cut-off, else by the one of a case, else by the mildest band
WELL = [
    ("PHQ-9", CLIENT, 4, True),
    ("PHQ-9", CLIENT, 4.5, True),  # prorated: below 5
    ("PHQ-9", CLIENT, 5, False),
    ("QIDS-SR16", CLIENT, 5.9, True),
    ("QIDS-SR16", CLIENT, 6, False),
    ("HRSD-17", CLINICIAN, 7, True),
    ("HRSD-17", CLINICIAN, 8, False),
    ("EPDS", CLIENT, 9, True),
    ("EPDS", CLIENT, 10, False),
    ("CES-D", CLIENT, 15, True),
    ("CES-D", CLIENT, 16, False),
    ("EDE-Q", CLIENT, 2.2, True),
    ("EDE-Q", CLIENT, 2.3, False),
    ("LSAS", RaterType.CAREGIVER, 29, True),
    ("BDI-II", CLIENT, 13, True),
    ("BDI-II", CLIENT, 14, False),
    ("BDI-I", CLIENT, 0, None),
    ("CAPS-5", CLINICIAN, 0, None),
    ("MMSE", CLINICIAN, 24, True),
    ("MMSE", CLINICIAN, 23, False),
]


@pytest.mark.parametrize(("code", "rater", "total", "well"), WELL)
def test_known_well(code, rater, total, well):
    assert instrument(code).known_well(total, rater) is well


BETTER = Instrument(
    code="WELL", name="Well-being", low=0, high=100, whole=False, direction=Direction.HIGHER_IS_BETTER,
    conventions=(
        Bands(
            bands=(
                Band(low=0, high=20, label="poor"),
                Band(low=21, high=79, label="middling"),
                Band(low=80, high=100, label="good"),
            ),
            source=cite("D"),
        ),
    ),
    cut_offs=(Figure(number=50, source=cite("D"), means="poor"),),
    remission=(Figure(number=70, source=cite("D")),),
    response=(Figure(number=0.5, source=cite("D"), share=True),),
    reliable_change=(Figure(number=10, source=cite("D")),),
)  # fmt: skip


def test_where_higher_is_better_everything_is_turned_round():
    assert (BETTER.severe_band.label, BETTER.mildest_band.label) == ("poor", "good")
    assert [BETTER.band(total).label for total in (0, 20, 20.5, 79, 79.5, 100)] == [
        "poor", "poor", "middling", "middling", "good", "good",
    ]  # fmt: skip
    assert [BETTER.is_case(total) for total in (50, 51)] == [True, False]
    assert [BETTER.below_cutoff(total) for total in (69, 70)] == [False, True]
    assert [BETTER.known_well(total) for total in (69, 70)] == [False, True]
    assert [BETTER.responded(20, total) for total in (59, 60)] == [False, True]
    assert BETTER.responded(100, 100) is None
    assert [BETTER.reliably_improved(20, total) for total in (10, 29, 30)] == [False, False, True]
    assert [BETTER.reliably_worsened(20, total) for total in (10, 11, 30)] == [True, False, False]
    assert (BETTER.up_to(70), instrument("PHQ-9").up_to(4)) == ("70 or more", "4 or less")


def test_of_an_instrument_known_by_its_code_nothing_is_said():
    scale = known_by_code("MY-OWN")
    assert (scale.code, scale.in_range(1.5), scale.in_range(10**9), scale.most_missing) == ("MY-OWN", True, True, 0)
    assert (scale.known_well(0), scale.is_case(0), scale.responded(20, 0), scale.reliably_worsened(0, 20)) == (
        None,
    ) * 4


def test_a_suicide_item_of_ones_own():
    item = Figure(number=5, source=cite("D"))
    assert Instrument(code="MY-5", name="Mine", low=0, high=20, suicide_item=item).suicide_item_positive(1) is True


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"low": 20, "high": 20}, "low below high"),
        ({"item_low": 0}, "item_low below item_high, and both or neither"),
        ({"item_low": 3, "item_high": 3}, "item_low below item_high, and both or neither"),
        ({"kind": MeasureKind.MEAN}, "whole=False for a mean"),
        ({"missing_allowed": Figure(number=0.5, source=cite("D"))}, "a whole number of missing items, fewer than"),
        ({"items": 5, "missing_allowed": Figure(number=5, source=cite("D"))}, "a whole number of missing items, fewer"),
        ({"items": 5, "suicide_item": Figure(number=6, source=cite("D"))}, "a suicide item among the items"),
        (
            {"conventions": (Bands(bands=(Band(low=0, high=19, label="all"),), source=cite("D")),)},
            "bands that cover the range from low to high",
        ),
        (
            {"conventions": (Bands(bands=(Band(low=1, high=20, label="all"),), source=cite("D")),)},
            "bands that cover the range from low to high",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(parts, expected):
    with pytest.raises(InvalidValue, match=expected):
        Instrument(**{"code": "MY-5", "name": "Mine", "low": 0, "high": 20, **parts})


def test_bands_must_rise():
    with pytest.raises(InvalidValue, match="low at most high"):
        Band(low=3, high=2, label="upside down")
    with pytest.raises(InvalidValue, match="rise without overlap"):
        Bands(bands=(Band(low=0, high=5, label="a"), Band(low=5, high=9, label="b")), source=cite("D"))
