"""What the people of one trial share, and the two options of structure that came with it."""

import numpy as np
import pytest

from iptcore.simulation import IPT_PLAN, BadRequest, as_published, simulate, weekly
from iptcore.simulation.engine.treatment_effects import brevity_weight, session_weights
from iptcore.simulation.inputs.parameters import ONCE_WITHOUT, hash_of

SIZE, TRIALS = 200, 40
SHORT = IPT_PLAN.replace(rating_weeks=(0, 16), follow_up_months=0)
EVEN = dict.fromkeys(("trial_sd", *(name for name in ONCE_WITHOUT if name.startswith("trial"))), 0.0)


def by_trial(column):
    return np.asarray(column, float).reshape(TRIALS, SIZE).mean(axis=1)


def run(arm="ipt", trial_size=SIZE, **numbers):
    return simulate(
        SHORT, SIZE * TRIALS, seed=3, arm=arm, trial_size=trial_size, scales=("HRSD-17", "PHQ-9"),
        parameters=as_published().but({**EVEN, **numbers}),
    )  # fmt: skip


FIGURES = {
    "trial_entry_sd": (4.0, lambda cohort: by_trial(cohort.scores()[0])),
    "trial_leaving_sd": (1.0, lambda cohort: by_trial(cohort["ended"] == 1)),
    "trial_natural_sd": (1.0, lambda cohort: by_trial(cohort["end_severity"])),
    "trial_scale_sd": (3.0, lambda cohort: by_trial(cohort.scores("PHQ-9")[0])),
}


@pytest.mark.parametrize("name", FIGURES)
def test_trials_differ_in_what_they_are_said_to_differ_in(name):
    sd, figure = FIGURES[name]
    assert figure(run(**{name: sd})).std() > 1.4 * figure(run()).std()


@pytest.mark.parametrize("name", FIGURES)
def test_without_trials_their_spread_changes_nothing(name):
    wide, even = run(trial_size=None, **{name: FIGURES[name][0]}), run(trial_size=None)
    for column in even.columns:
        np.testing.assert_array_equal(wide[column], even[column])


def test_the_arms_of_a_trial_share_how_its_people_come_and_leave():
    numbers = {"trial_entry_sd": 4.0, "trial_leaving_sd": 1.5}
    ipt, usual = (run(arm, **numbers) for arm in ("ipt", "usual_care"))
    np.testing.assert_array_equal(ipt.scores()[0], usual.scores()[0])
    assert np.corrcoef(by_trial(ipt["ended"] == 1), by_trial(usual["ended"] == 1))[0, 1] > 0.6


def test_a_trial_of_the_very_ill_still_keeps_to_the_entry_cut():
    assert run(trial_entry_sd=6.0).scores()[0].min() >= SHORT.entry_cut


def test_the_hrsd_is_the_scale_of_the_model_and_has_no_offset():
    np.testing.assert_array_equal(run(trial_scale_sd=3.0).scores(), run().scores())


def test_no_trials_at_all_draw_nothing():
    assert len(simulate(SHORT, 0, seed=3, trial_size=5, parameters=as_published().but(trial_entry_sd=4.0))) == 0


def test_a_set_written_before_these_numbers_is_what_it_was():
    full = as_published().but(ONCE_WITHOUT)
    old = full.replace(items=tuple(item for item in full if item.name not in ONCE_WITHOUT))
    assert old.hash == full.hash == hash_of(full.numbers)
    np.testing.assert_array_equal(
        simulate(SHORT, 300, seed=3, parameters=old).scores(), simulate(SHORT, 300, seed=3, parameters=full).scores()
    )
    lacking = old.replace(items=old.items[1:])
    with pytest.raises(BadRequest, match="1 parameters of the model are missing"):
        simulate(SHORT, 5, seed=3, parameters=lacking)


def test_a_falling_effect_has_the_total_of_an_even_one():
    weights = session_weights(0.5, 16)
    assert sum(weights) == pytest.approx(16.0)
    assert weights[0] == pytest.approx(2 * weights[3])
    assert session_weights(0.0, 20) == [1.0] * 20
    weekly = SHORT.replace(rating_weeks=tuple(range(17)))
    even, falling = (
        simulate(weekly, 4000, seed=3, parameters=as_published().but(effect_decline=decline)).summary().mean
        for decline in (0.0, 0.5)
    )
    assert falling[4] < even[4] - 0.5
    assert falling[16] == pytest.approx(even[16], abs=0.6)


def test_short_courses_do_as_much_as_long_ones_where_the_course_counts_and_not_its_sessions():
    assert brevity_weight(0.0, 4) == brevity_weight(2.0, 16) == 1.0
    assert brevity_weight(0.5, 4) == 2.0
    assert brevity_weight(1.0, 0) == 16.0  # a plan without sessions, which a policy extends
    plans = [weekly(4, code="short"), weekly(16, code="long")]
    for brevity, apart in ((0.0, True), (1.0, False)):
        numbers = as_published().but(effect_brevity=brevity, natural_rate=0.0, worsening_rate=0.0, attendance=1.0)
        numbers = numbers.but(leaving_ipt=-30.0, leaving_early=0.0)
        short, long = (simulate(plan, 4000, seed=3, parameters=numbers)["end_severity"].mean() for plan in plans)
        assert (short > long + 2.0) == apart
        assert apart or short == pytest.approx(long, abs=0.05)


def test_recurrence_knows_how_the_course_went():
    plan = IPT_PLAN.replace(follow_up_months=18)
    numbers = as_published()
    plain, unresponsive, recovered = (
        simulate(plan, 8000, seed=3, keep=("severity",), parameters=numbers.but(more))
        for more in ({}, {"recurrence_hr_no_response": 3.0}, {"recurrence_hr_recovered": 0.3})
    )
    well, severity = plain["well"], plain["severity"]
    halved = severity[16] <= severity[0] / 2
    long = (severity[9:] <= numbers.numbers["well_below"]).all(axis=0)
    for changed, whom, fewer in ((unresponsive, well & ~halved, False), (recovered, well & long, True)):
        np.testing.assert_array_equal(changed["months_well"][well & ~whom], plain["months_well"][well & ~whom])
        before, after = (cohort["recurred"][whom].mean() for cohort in (plain, changed))
        assert (after < before - 0.1) if fewer else (after > before + 0.1)


def test_worsening_in_proportion_spares_those_who_are_well():
    added, proportional = (
        simulate(SHORT, 8000, seed=3, keep=("severity",), parameters=as_published().but(worsening_power=power))
        for power in (0.0, 1.0)
    )
    well = added["severity"][15] < 3
    assert proportional["severity"][16, well].max() < added["severity"][16, well].max()
