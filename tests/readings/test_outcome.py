"""Response, partial remission, remission and recovery, on both sides of every cut-off and duration."""

import pytest

from iptcore.course import Course
from iptcore.errors import InvalidValue
from iptcore.events import CourseDiscontinued, MiddleBegun, RecurrenceRecorded
from iptcore.model.figure import Figure
from iptcore.model.instruments import instrument
from iptcore.model.measure import Instrument
from iptcore.readings.answer import either
from iptcore.readings.change import change, severity
from iptcore.readings.halfway import at_half, non_response
from iptcore.readings.outcome import below_cutoff, partial_remission, recovery, remission, response
from iptcore.readings.outcome_schemes import ACNP_2006, FRANK_1991, SCHEMES
from iptcore.readings.returns import recurrence, relapse, returns
from iptcore.readings.spells import days, months
from iptcore.sources import cite
from iptcore.vocabulary import Baseline, MissingItemsPolicy
from readings.story import CLIENT, CLINICIAN, OPENED, course, day, on, rated, treated

FRANK, ACNP = FRANK_1991, ACNP_2006
YES, NO, UNKNOWN, WAS = True, False, None, "was"


def said(reading):
    """The answer, and whether a no means that it was so once."""
    return WAS if reading.answer is NO and reading.since else reading.answer


# instrument | by | baseline | later | responded (Frank: one rating is enough)
RESPONSES = [
    ("PHQ-9", CLIENT, 20, 10, YES),
    ("PHQ-9", CLIENT, 20, 11, NO),
    ("HRSD-17", CLINICIAN, 24, 12, YES),
    ("HRSD-17", CLINICIAN, 24, 13, NO),
    ("BDI-II", CLIENT, 30, 15, YES),
    ("BDI-II", CLIENT, 30, 16, NO),
    ("MADRS", CLINICIAN, 30, 15, YES),
    ("MADRS", CLINICIAN, 30, 16, NO),
    ("QIDS-SR16", CLIENT, 16, 8, YES),
    ("QIDS-SR16", CLIENT, 16, 9, NO),
    ("LSAS", CLINICIAN, 100, 71, YES),
    ("LSAS", CLINICIAN, 100, 72, NO),
    ("LSAS", CLIENT, 100, 72, YES),
    ("LSAS", CLIENT, 100, 73, NO),
    ("CAPS", CLINICIAN, 100, 69, YES),
    ("CAPS", CLINICIAN, 100, 70, NO),
    ("YMRS", CLINICIAN, 30, 15, YES),
    ("YMRS", CLINICIAN, 30, 16, NO),
    ("GAD-7", CLIENT, 15, 0, UNKNOWN),
    ("EPDS", CLIENT, 20, 0, UNKNOWN),
    ("PCL-5", CLIENT, 50, 0, UNKNOWN),
    ("K10", CLIENT, 40, 10, UNKNOWN),
    ("PHQ-9", CLIENT, 0, 0, UNKNOWN),
]


@pytest.mark.parametrize(("code", "by", "before", "after", "expected"), RESPONSES)
def test_response_by_the_published_share(code, by, before, after, expected):
    recorded = treated(code, (0, before), (28, after), rater=by)
    assert response(recorded, instrument(code), FRANK).answer is expected


# instrument | by | total | at or under its published cut-off
CUT_OFFS = [
    ("PHQ-9", CLIENT, 4, YES),
    ("PHQ-9", CLIENT, 5, NO),
    ("HRSD-17", CLINICIAN, 7, YES),
    ("HRSD-17", CLINICIAN, 8, NO),
    ("MADRS", CLINICIAN, 10, YES),
    ("MADRS", CLINICIAN, 11, NO),
    ("QIDS-SR16", CLIENT, 5, YES),
    ("QIDS-SR16", CLIENT, 6, NO),
    ("LSAS", CLINICIAN, 30, YES),
    ("LSAS", CLINICIAN, 31, NO),
    ("LSAS", CLIENT, 35, YES),
    ("LSAS", CLIENT, 36, NO),
    ("CAPS", CLINICIAN, 19, YES),
    ("CAPS", CLINICIAN, 20, NO),
    ("CGI-S", CLINICIAN, 2, YES),
    ("CGI-S", CLINICIAN, 3, NO),
    ("YMRS", CLINICIAN, 12, YES),
    ("YMRS", CLINICIAN, 13, NO),
    ("BDI-II", CLIENT, 0, UNKNOWN),
    ("GAD-7", CLIENT, 0, UNKNOWN),
    ("EPDS", CLIENT, 0, UNKNOWN),
    ("CES-D", CLIENT, 0, UNKNOWN),
]


@pytest.mark.parametrize(("code", "by", "total", "expected"), CUT_OFFS)
def test_below_the_cut_off_of_each_instrument_and_never_remission_on_one_rating(code, by, total, expected):
    recorded = treated(code, (0, instrument(code).high), (84, total), rater=by)
    assert below_cutoff(recorded, instrument(code)).answer is expected
    for scheme in SCHEMES:
        assert remission(recorded, instrument(code), scheme).answer is (NO if expected is NO else UNKNOWN)


@pytest.mark.parametrize(("code", "by", "total", "expected"), CUT_OFFS)
def test_remission_on_each_instrument_by_its_own_cut_off(code, by, total, expected):
    recorded = treated(code, (0, instrument(code).high), (84, total), (105, total), rater=by)
    for scheme in SCHEMES:
        assert remission(recorded, instrument(code), scheme).answer is expected


# what happened after the baseline of 20 on the PHQ-9 | Frank | ACNP: a response is held for three weeks
HELD = [
    ("one rating of 10", [(28, 10)], YES, UNKNOWN),
    ("10, and 10 after 20 days", [(28, 10), (48, 10)], YES, UNKNOWN),
    ("10, and 10 after 21 days", [(28, 10), (49, 10)], YES, YES),
    ("10, and 11 after 21 days", [(28, 10), (49, 11)], WAS, NO),
    ("10, and 11 after 22 days: when it was lost is not recorded", [(28, 10), (50, 11)], WAS, NO),
    ("10, 11 after 14 days, then 10 for three weeks", [(28, 10), (42, 11), (49, 10), (70, 10)], YES, YES),
    ("never below 11", [(28, 11), (56, 15)], NO, NO),
    ("no rating since the baseline", [], UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("what", "later", "frank", "acnp"), HELD)
def test_response_is_held_for_as_long_as_the_scheme_asks(what, later, frank, acnp):
    recorded = treated("PHQ-9", (0, 20), *later)
    assert [said(response(recorded, instrument("PHQ-9"), scheme)) for scheme in (FRANK, ACNP)] == [frank, acnp], what


# what happened after the baseline of 24 on the HRSD-17 | Frank: 14 days | ACNP: 21 days
REMISSIONS = [
    ("one rating of 7", [(84, 7)], UNKNOWN, UNKNOWN),
    ("7, and 7 after 13 days", [(84, 7), (97, 7)], UNKNOWN, UNKNOWN),
    ("7, and 7 after 14 days", [(84, 7), (98, 7)], YES, UNKNOWN),
    ("7, and 7 after 20 days", [(84, 7), (104, 7)], YES, UNKNOWN),
    ("7, and 7 after 21 days", [(84, 7), (105, 7)], YES, YES),
    ("7, and 8 after 14 days", [(84, 7), (98, 8)], NO, NO),
    ("7, and 8 after 22 days: not now, whether it was is not recorded", [(84, 7), (106, 8)], NO, NO),
    ("7, 8 after a week, 7 after two", [(84, 7), (91, 8), (98, 7)], UNKNOWN, UNKNOWN),
    ("7 for three weeks, 8 since", [(84, 7), (91, 7), (105, 7), (112, 8)], WAS, WAS),
    ("7 for three weeks, 8, and 7 once", [(84, 7), (105, 7), (112, 8), (119, 7)], UNKNOWN, UNKNOWN),
    ("7, and 7 after 92 days", [(84, 7), (176, 7)], YES, YES),
    ("7, and 7 after 93 days: the silence is too long", [(84, 7), (177, 7)], UNKNOWN, UNKNOWN),
    ("never 7", [(84, 8), (98, 8)], NO, NO),
    ("no rating since the baseline", [], UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("what", "later", "frank", "acnp"), REMISSIONS)
def test_remission_lasts_as_long_as_the_scheme_asks(what, later, frank, acnp):
    recorded = treated("HRSD-17", (0, 24), *later, rater=CLINICIAN)
    assert [said(remission(recorded, instrument("HRSD-17"), scheme)) for scheme in (FRANK, ACNP)] == [frank, acnp], what


# below the cut-off since 1 April, 24 before | Frank: 1 October | ACNP: 1 August
RECOVERIES = [
    ("to 31 July", ["04-01", "06-01", "07-31"], None, UNKNOWN, UNKNOWN),
    ("to 1 August", ["04-01", "06-01", "08-01"], None, UNKNOWN, YES),
    ("to 30 September", ["04-01", "07-01", "09-30"], None, UNKNOWN, YES),
    ("to 1 October", ["04-01", "07-01", "10-01"], None, YES, YES),
    ("to 1 June, 8 on 1 August", ["04-01", "06-01"], "08-01", NO, NO),
    ("to 1 June, 8 on 2 August", ["04-01", "06-01"], "08-02", NO, NO),
    ("to 1 August, 8 on 1 October", ["04-01", "06-01", "08-01"], "10-01", NO, WAS),
    ("to 1 October, 8 on 2 October", ["04-01", "07-01", "10-01"], "10-02", WAS, WAS),
    ("on 1 April and 1 October, silence between", ["04-01", "10-01"], None, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("what", "well", "ill", "frank", "acnp"), RECOVERIES)
def test_recovery_comes_months_after_the_onset_of_remission(what, well, ill, frank, acnp):
    later = [(f"2026-{when}", 7) for when in well] + ([(f"2026-{ill}", 8)] if ill else [])
    recorded = treated("HRSD-17", (0, 24), *later, rater=CLINICIAN)
    assert [said(recovery(recorded, instrument("HRSD-17"), scheme)) for scheme in (FRANK, ACNP)] == [frank, acnp], what


@pytest.mark.parametrize(
    ("reach", "begins", "expected"),
    [
        (months(4), "2026-01-31", "2026-05-31"),
        (months(6), "2026-08-31", "2027-02-28"),
        (months(6), "2027-08-31", "2028-02-29"),
        (months(12), "2026-12-01", "2027-12-01"),
        (months(6), "9999-08-01", "9999-12-31"),
        (months(1), "9999-01-31", "9999-02-28"),
        (days(14), "2026-12-25", "2027-01-08"),
        (days(14), "9999-12-25", "9999-12-31"),
    ],
)
def test_durations_end_in_the_calendar(reach, begins, expected):
    assert reach(on(begins)) == on(expected)


def test_recovery_ends_where_the_month_does():
    recorded = treated("HRSD-17", (0, 24), ("2026-08-31", 5), ("2026-11-30", 5), ("2027-02-28", 5), rater=CLINICIAN)
    assert recovery(recorded, instrument("HRSD-17"), FRANK).on == on("2027-02-28")


# totals on the HRSD-17, the first one the baseline | partial remission by Frank
PARTIAL = [
    ("from 15 to 14", [15, 14], YES),
    ("from 15 to 8", [15, 8], YES),
    ("from 24 to 15", [24, 15], NO),
    ("from 24 to 7", [24, 7], NO),
    ("never 15 or more", [14, 10], UNKNOWN),
    ("nothing since the baseline", [24], UNKNOWN),
]


@pytest.mark.parametrize(("what", "totals", "expected"), PARTIAL)
def test_partial_remission_is_8_to_14_on_the_hamilton_scale(what, totals, expected):
    recorded = treated("HRSD-17", *((28 * place, total) for place, total in enumerate(totals)), rater=CLINICIAN)
    assert partial_remission(recorded, instrument("HRSD-17"), FRANK).answer is expected, what


def test_partial_remission_is_not_known_where_the_scheme_gives_no_range():
    recorded = treated("HRSD-17", (0, 24), (28, 10), rater=CLINICIAN)
    assert partial_remission(recorded, instrument("HRSD-17"), ACNP).answer is UNKNOWN
    assert partial_remission(treated("PHQ-9", (0, 20), (28, 7)), instrument("PHQ-9"), FRANK).answer is UNKNOWN
    without = FRANK.replace(name="mine", partial_remission=())
    assert partial_remission(recorded, instrument("HRSD-17"), without).reasons == (
        "no range of partial remission in mine is known here for the HRSD-17",
    )


def test_a_state_tells_when_it_began_when_it_was_established_and_until_when():
    reading = remission(treated("PHQ-9", (0, 20), (70, 4), (77, 3), (84, 2), (91, 9)), instrument("PHQ-9"), FRANK)
    assert (reading.since, reading.on, reading.until) == (day(70), day(84), day(91))
    assert reading.source.standing.value == "unverified"
    assert str(reading) == (
        "was, from 2026-03-16 until 2026-04-06: below the cut-off (4 or less): rated so on 2026-03-16 "
        "to 2026-03-30, otherwise on 2026-04-06; "
        "required: 14 days [Psychiatric Services 201900295; Frank 1991 (unverified)]"
    )


def test_a_state_that_was_not_established_tells_why():
    reading = remission(treated("PHQ-9", (0, 20), (70, 4)), instrument("PHQ-9"), FRANK)
    assert reading.reasons == ("below the cut-off (4 or less): rated so on 2026-03-16; required: 14 days",)
    assert (reading.since, reading.on, reading.until) == (None, None, None)


def test_of_several_times_the_last_is_told():
    recorded = treated("PHQ-9", (0, 20), (30, 4), (44, 4), (60, 9), (70, 4), (90, 4))
    assert remission(recorded, instrument("PHQ-9"), FRANK).since == day(70)


def test_a_remission_before_a_silence_stays_one():
    reading = remission(treated("PHQ-9", (0, 20), (30, 4), (44, 4), (300, 4), (307, 9)), instrument("PHQ-9"), FRANK)
    assert (reading.answer, reading.since, reading.until) == (NO, day(30), day(307))
    goes_on = remission(treated("PHQ-9", (0, 20), (30, 4), (44, 4), (300, 4)), instrument("PHQ-9"), FRANK)
    assert (goes_on.answer, goes_on.since, goes_on.until) == (YES, day(30), None)


@pytest.mark.parametrize(("diagnosed", "expected"), [(True, NO), (None, NO), (False, UNKNOWN)])
def test_a_recorded_recurrence_ends_remission_and_a_denied_one_does_not(diagnosed, expected):
    well = rated("PHQ-9", (0, 20), (30, 4), (37, 4))
    recorded = course(MiddleBegun(on=OPENED), *well, RecurrenceRecorded(on=day(40), diagnosed=diagnosed))
    assert remission(recorded, instrument("PHQ-9"), FRANK).answer is expected


def test_only_ratings_of_one_kind_are_compared():
    other = [
        *rated("PHQ-9", (28, 2), rater=CLINICIAN),
        *rated("PHQ-9", (35, 2), version="de"),
        *rated("PHQ-9", (42, 99)),
    ]
    recorded = course(MiddleBegun(on=OPENED), *rated("PHQ-9", (0, 20)), *other)
    for asked in (response, remission, recovery):
        reading = asked(recorded, instrument("PHQ-9"), FRANK)
        assert reading.answer is UNKNOWN
        assert reading.reasons[-2:] == (
            "ratings out of range, or with too many items missing, left aside: 1",
            "ratings of another version or rater left aside: 2",
        )


@pytest.mark.parametrize("asked", [response, partial_remission, remission, recovery])
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_nothing_rated_is_nothing_known(asked, scheme):
    for recorded in (course(), course(*rated("BDI-II", (0, 30))), treated("PHQ-9", (0, 99))):
        assert asked(recorded, instrument("PHQ-9"), scheme).answer is UNKNOWN
        assert below_cutoff(recorded, instrument("PHQ-9")).answer is UNKNOWN


def test_an_instrument_of_ones_own():
    mine = Instrument(
        code="MY-5", name="My five questions", low=0, high=20, remission=(Figure(number=3, source=cite("D")),),
        response=(Figure(number=6, source=cite("D")),),
    )  # fmt: skip
    recorded = treated("MY-5", (0, 15), (28, 9), (42, 3), (56, 3))
    assert response(recorded, mine, FRANK).reasons[0].startswith("better by 6 points than 15 on 2026-01-05 (first)")
    assert remission(recorded, mine, FRANK).answer is YES


def test_a_response_that_was_lost_is_told_as_past():
    reading = response(treated("PHQ-9", (0, 20), (21, 9), (28, 18), (56, 21)), instrument("PHQ-9"), FRANK)
    assert (reading.answer, reading.since, reading.until) == (NO, day(21), day(28))
    assert str(reading).startswith("was, from 2026-01-26 until 2026-02-02: ")


def test_a_response_that_was_lost_and_may_have_come_back_is_told_as_both():
    reading = response(treated("PHQ-9", (0, 20), (21, 9), (42, 9), (49, 18), (56, 9)), instrument("PHQ-9"), ACNP)
    assert (reading.answer, reading.since, reading.words) == (UNKNOWN, None, "not known")
    assert reading.reasons[-1] == "before that from 2026-01-26 until 2026-02-23"


def test_recovery_holds_from_the_day_on_which_its_months_are_over():
    ratings = [("2026-03-30", 4), ("2026-05-25", 4), ("2026-08-03", 4)]
    reading = recovery(treated("HRSD-17", (0, 24), *ratings, rater=CLINICIAN), instrument("HRSD-17"), ACNP)
    assert (reading.since, reading.on, reading.words) == (on("2026-07-30"), on("2026-08-03"), "yes, since 2026-07-30")


@pytest.mark.parametrize(
    ("which", "expected"),
    [(Baseline.FIRST, YES), (Baseline.LAST_BEFORE_MIDDLE, NO), (Baseline.HIGHEST_BEFORE_MIDDLE, YES)],
)
def test_the_baseline_of_a_response_is_chosen_and_told(which, expected):
    begun = MiddleBegun(on=day(14))
    recorded = course(*rated("PHQ-9", (0, 20), (7, 18), (14, 12)), begun, *rated("PHQ-9", (42, 9), (77, 8)))
    reading = response(recorded, instrument("PHQ-9"), FRANK, baseline=which)
    assert (reading.answer, reading.baseline) == (expected, which)


def test_who_left_in_the_first_phase_is_judged_against_the_first_rating():
    recorded = course(*rated("PHQ-9", (0, 20), (7, 12), (14, 9)), CourseDiscontinued(on=day(14)))
    for which in Baseline:
        assert response(recorded, instrument("PHQ-9"), FRANK, baseline=which).answer is YES


def test_a_sum_of_two_of_nine_answers_is_read_by_nothing():
    few = {"missing_items": 7, "missing_policy": MissingItemsPolicy.SUM_OF_ANSWERED}
    recorded = course(
        MiddleBegun(on=OPENED), *rated("PHQ-9", (0, 18)), *rated("PHQ-9", (28, 4), (42, 4), (56, 4), **few)
    )
    for asked in (response, remission, recovery):
        reading = asked(recorded, instrument("PHQ-9"), ACNP)
        assert reading.answer is UNKNOWN
        assert reading.reasons[-1] == "ratings out of range, or with too many items missing, left aside: 3"


def test_an_answer_has_no_truth_value():
    with pytest.raises(TypeError, match="unknown"):
        bool(below_cutoff(course(), instrument("PHQ-9")))
    assert str(below_cutoff(course(), instrument("PHQ-9"))) == (
        "not known: no rating on the PHQ-9 is recorded [iptcore (decision)]"
    )
    assert [either(()), either((False, None)), either((None, True))] == [NO, UNKNOWN, YES]


@pytest.mark.parametrize("given", [None, "ACNP 2006"])
@pytest.mark.parametrize("read", [response, partial_remission, remission, recovery, returns, relapse, recurrence])
def test_a_reading_requires_a_scheme(read, given):
    with pytest.raises(
        InvalidValue, match=r"scheme: expected a Scheme, got .*; iptcore\.readings\.outcome_schemes has"
    ):
        read(Course(), instrument("PHQ-9"), given)


@pytest.mark.parametrize("given", [None, "PHQ-9"])
@pytest.mark.parametrize(
    "read",
    [
        lambda given: response(Course(), given, FRANK_1991),
        lambda given: severity(Course(), given),
        lambda given: change(Course(), given),
        lambda given: at_half(Course(), given),
        lambda given: non_response(Course(), given),
    ],
    ids=["response", "severity", "change", "at_half", "non_response"],
)
def test_a_reading_requires_an_instrument(read, given):
    with pytest.raises(InvalidValue, match=r"instrument: expected an Instrument, got .*; IPT.instrument\("):
        read(given)
