"""When to offer maintenance: each published criterion on both sides of its number."""

import pytest

from iptcore.errors import InvalidValue
from iptcore.events import EpisodeRecorded, MiddleBegun, TerminationBegun
from iptcore.model.instruments import instrument
from iptcore.readings.maintenance import maintenance_criteria, maintenance_indicated
from iptcore.vocabulary import Baseline
from readings.story import OPENED, course, day, rated

YES, NO, UNKNOWN = True, False, None
PHQ = instrument("PHQ-9")


def episode_of(first=15, last=4, code="PHQ-9", **episode):
    """A course whose baseline and final rating are given; what is not said of the episode is recorded as no."""
    recorded = {
        "earlier_episodes": 0,
        "quick_recurrence": False,
        "first_onset_age": 30,
        "severe_before": False,
        "family_history": False,
    } | episode
    ratings = [(0, first)] + ([(98, last)] if last is not None else [])
    return course(
        EpisodeRecorded(on=OPENED, **recorded),
        *rated(code, *ratings),
        MiddleBegun(on=OPENED),
        TerminationBegun(on=day(84)),
    )


# what was recorded | criteria ask for it | which decide
CASES = [
    ("nothing of the kind", episode_of(), NO, 6),
    ("two earlier episodes", episode_of(earlier_episodes=2), NO, 6),
    ("three earlier episodes", episode_of(earlier_episodes=3), YES, 1),
    ("two that came back quickly", episode_of(earlier_episodes=2, quick_recurrence=True), YES, 1),
    ("one that came back quickly", episode_of(earlier_episodes=1, quick_recurrence=True), NO, 6),
    ("two, how quickly is not recorded", episode_of(earlier_episodes=2, quick_recurrence=None), UNKNOWN, 1),
    ("one, how quickly is not recorded", episode_of(earlier_episodes=1, quick_recurrence=None), NO, 6),
    ("earlier episodes not recorded, nothing quick", episode_of(earlier_episodes=None), UNKNOWN, 1),
    ("first onset at 60", episode_of(first_onset_age=60), NO, 6),
    ("first onset at 61", episode_of(first_onset_age=61), YES, 1),
    ("age at onset not recorded", episode_of(first_onset_age=None), UNKNOWN, 1),
    ("severe before", episode_of(severe_before=True), YES, 1),
    ("severe now: 20 on the PHQ-9", episode_of(first=20), YES, 1),
    ("19 on the PHQ-9", episode_of(first=19), NO, 6),
    ("whether severe before is not recorded", episode_of(severe_before=None), UNKNOWN, 1),
    ("family history", episode_of(family_history=True), YES, 1),
    ("family history not recorded", episode_of(family_history=None), UNKNOWN, 1),
    ("residual symptoms: 5 on the PHQ-9", episode_of(last=5), YES, 1),
    ("no final rating", episode_of(last=None), UNKNOWN, 1),
    ("two criteria", episode_of(last=5, family_history=True), YES, 2),
    ("three, nothing else known", course(EpisodeRecorded(on=OPENED, earlier_episodes=3)), YES, 1),
    ("nothing recorded", course(), UNKNOWN, 6),
]


@pytest.mark.parametrize(("what", "given", "expected", "telling"), CASES)
def test_maintenance_is_offered_when_a_criterion_is_met(what, given, expected, telling):
    asked = maintenance_criteria(given, PHQ)
    assert (asked.answer, len(asked.reasons)) == (expected, telling), what
    assert len(asked.criteria) == 6
    assert {reading.source for reading in (asked, *asked.criteria)} == {asked.source}
    assert maintenance_indicated(given, PHQ, Baseline.FIRST) is expected


def test_the_last_word_counts():
    later = EpisodeRecorded(on=day(7), family_history=True)
    assert maintenance_criteria(course(*episode_of().history, later), PHQ).reasons == ("family history",)


def test_without_an_instrument_severity_and_residue_are_not_known():
    asked = maintenance_criteria(episode_of(), None)
    assert (asked.answer, asked.reasons) == (None, ("severe episodes", "residual symptoms at the end"))
    assert maintenance_criteria(episode_of(code="CAPS-5"), instrument("CAPS-5")).reasons == asked.reasons


@pytest.mark.parametrize(("last", "expected"), [(9, UNKNOWN), (10, YES)])
def test_without_a_remission_cut_off_a_case_has_residual_symptoms(last, expected):
    assert maintenance_criteria(episode_of(last=last, code="EPDS"), instrument("EPDS")).answer is expected


@pytest.mark.parametrize(
    ("which", "expected"),
    [(Baseline.FIRST, NO), (Baseline.LAST_BEFORE_MIDDLE, NO), (Baseline.HIGHEST_BEFORE_MIDDLE, YES)],
)
def test_the_baseline_can_be_chosen(which, expected):
    begun = (MiddleBegun(on=day(3)), TerminationBegun(on=day(84)))
    known = course(episode_of().history[1], *rated("PHQ-9", (0, 19), (1, 20), (2, 19), (98, 4)), *begun)
    assert maintenance_criteria(known, PHQ, baseline=which).answer is expected


def test_the_code_of_an_instrument_is_refused():
    with pytest.raises(InvalidValue, match="instrument: expected an Instrument"):
        maintenance_criteria(episode_of(), "PHQ-9")
