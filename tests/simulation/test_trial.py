"""Trials, their effect sizes, power, and uncertainty."""

import json
import math
from concurrent.futures import ThreadPoolExecutor

import attrs
import numpy as np
import pytest

from iptcore import IPT
from iptcore.protocol.catalogue import IPT_A
from iptcore.simulation import (
    IPT_PLAN,
    Arm,
    BadRequest,
    Cohort,
    Comparison,
    Estimate,
    Manifest,
    Parameter,
    Part,
    Per,
    Policy,
    Scale,
    Trial,
    as_published,
    bias_discounted,
    draw_parameters,
    hedges_g,
    mean_difference,
    monte_carlo_error,
    number_needed_to_treat,
    one_way,
    posterior_draw,
    power,
    predictive,
    probabilistic,
    repetitions_needed,
    rerun,
    risk_difference,
    sample_size,
    share,
    simulate,
    weekly,
)  # fmt: skip
from iptcore.simulation.inputs.parameters import Basis, Spread
from iptcore.simulation.results.effects import t_quantile
from iptcore.simulation.trials.power import Power
from iptcore.simulation.trials.uncertainty import bounds, draw_independent

pytestmark = pytest.mark.slow

EQUAL = as_published().but(
    effect_placebo=as_published()["effect_ipt"], leaving_placebo=as_published()["leaving_ipt"], therapist_sd=0.0
)


@pytest.fixture(scope="module")
def results():
    return Trial(per_arm=40, stratum="area").run(seed=2, repetitions=30)


def test_everybody_is_assigned_once_and_evenly(results):
    assert results.assigned.shape == (30 * 80,)
    for repetition in range(30):
        first, second = results.group("ipt", repetition), results.group("placebo", repetition)
        assert sorted([*first.rows, *second.rows]) == list(range(repetition * 80, repetition * 80 + 80))
        strata = [np.bincount(group.columns["area"], minlength=4) for group in (first, second)]
        assert np.abs(strata[0] - strata[1]).max() <= 2


def test_blocks_are_permuted():
    results = Trial(per_arm=400, randomisation_block=2).run(seed=2)
    pairs = results.assigned.reshape(-1, 2)
    assert (pairs.sum(axis=1) == 1).all()
    assert 0.4 < pairs[:, 0].mean() < 0.6


@pytest.mark.parametrize(("arms", "block"), [(("ipt", "placebo"), 4), (("ipt", "placebo", "usual_care"), 6)])
def test_fine_strata_favour_no_arm(arms, block):
    trial = Trial(arms=arms, per_arm=20, stratum="age", randomisation_block=block)
    got = trial.run(seed=2, repetitions=300)
    sizes = np.array([np.bincount(arms_of, minlength=len(arms)) for arms_of in got.assigned.reshape(300, -1)])
    assert np.abs(sizes.mean(axis=0) - 20).max() < 1.0
    assert (trial.run(seed=2, repetitions=3).assigned == got.assigned[: 3 * trial.people]).all()


def test_strata_need_be_no_whole_numbers():
    halves = Trial(per_arm=100, stratum=lambda known: known["age"] % 2 / 2).run(seed=2)
    odd = halves.cohorts["ipt"]["age"] % 2 == 1
    assert max(abs(halves.assigned[some].mean() - 0.5) for some in (odd, ~odd)) < 0.04


def test_strata_of_ones_own():
    def severe(known):
        return known["baseline"] >= 20

    results = Trial(per_arm=60, stratum=severe).run(seed=2)
    high = results.cohorts["ipt"].scores()[0] >= 20
    assert abs(results.assigned[high].mean() - 0.5) < 0.05


@pytest.mark.parametrize("spread", [True, False])
def test_strata_are_of_the_baselines_that_the_trial_has(spread):
    seen = []
    differing = as_published().but(trial_entry_sd=4.0)
    trial = Trial(per_arm=20, stratum=lambda known: seen.append(known["baseline"]) or known["area"], spread=spread)
    results = attrs.evolve(trial, parameters=differing).run(seed=2, repetitions=3)
    np.testing.assert_array_equal(seen[0], results.cohorts["ipt"].scores()[0])


def test_arms_share_their_clients(results):
    first, second = results.cohorts.values()
    assert (first.scores()[0] == second.scores()[0]).all()


def test_therapists_have_caseloads_of_one_arm_and_repetition(tmp_path):
    trial = Trial(arms=("ipt", "other_therapy"), per_arm=20, stratum="baseline")
    got = trial.run(seed=2, repetitions=3)
    seen = []
    for repetition in range(3):
        for arm in trial.names:
            group = got.group(arm, repetition)
            numbers, caseloads = np.unique(group.columns["therapist"], return_counts=True)
            assert set(caseloads[:-1]) == {8}
            assert caseloads[-1] <= 8
            seen += numbers.tolist()
    assert len(seen) == len(set(seen))
    got.cohorts["other_therapy"].save(tmp_path / "arm.npz")
    assert set(seen) & set(Cohort.load(tmp_path / "arm.npz")["therapist"])
    assert (got.cohorts["ipt"].scores()[0] == simulate(IPT_PLAN, 120, seed=2).scores()[0]).all()


def test_completers_are_among_the_randomised(results):
    everyone, done = results.group("ipt"), results.group("ipt", completers=True)
    assert set(done.rows) < set(everyone.rows)
    assert (done.columns["sessions"] >= 12).all()
    figures = done.figures()
    assert figures["n"] == len(done)
    assert figures["left"].value <= everyone.figures()["left"].value
    assert np.isnan(everyone.observed).sum() == everyone.left.sum()


def test_comparisons(results):
    comparison = results.compare()
    assert comparison.hedges_g() == hedges_g(comparison.first.last, comparison.second.last)
    assert comparison.hedges_g(observed=True) != comparison.hedges_g()
    assert comparison.mean_difference().value == pytest.approx(
        comparison.second.last.mean(dtype=float) - comparison.first.last.mean(dtype=float)
    )
    assert comparison.response().value * comparison.nnt().value == pytest.approx(1.0)
    assert results.compare("placebo", 3, completers=True).first.arm == "ipt"
    assert comparison.second.below_cutoff.dtype == bool


def own_names(cohorts):
    return {str(cohorts["ipt"].manifest.seed): 1.0}


@pytest.mark.parametrize(("arms", "block"), [(2, 4), (3, 6), (4, 4), (5, 10)])
def test_the_usual_block_fits_the_number_of_arms(arms, block):
    names = ("ipt", "placebo", "drug", "usual_care", "combined")[:arms]
    trial = Trial(arms=names, per_arm=6)
    assert trial.randomisation_block == block
    assert [len(trial.run(seed=1).group(name)) for name in names] == [6] * arms


def test_two_names_in_compare_are_one_too_many():
    results = Trial(arms=("ipt", "usual_care"), per_arm=4).run(seed=1)
    with pytest.raises(BadRequest, match=r'beside ipt compare takes the name of one arm.*: compare\("usual_care", 0\)'):
        results.compare("ipt", "usual_care")


def test_what_comes_back_is_shown_on_one_line():
    trial = Trial(per_arm=10)
    results = trial.run(seed=1)
    assert repr(results.compare()) == "Comparison(first=<Group of 10>, second=<Group of 10>)"
    assert repr(results).startswith("Results(trial=Trial(per_arm=10, ")
    assert "cohorts=<dict of 2>, assigned=<ndarray of 20>, repetitions=1, manifest=Manifest(…))" in repr(results)
    assert "scores=<ndarray of 17 x 10>" in repr(results.group("ipt"))
    shown = [
        trial,
        power(trial, seed=1, repetitions=2),
        as_published(),
        results.manifest,
        results.cohorts["ipt"].request,
        results.cohorts["ipt"].summary(),
        probabilistic(IPT_PLAN, arms=("ipt",), courses=20, draws=2, seed=1),
        one_way(IPT_PLAN, arms=("ipt",), names=("effect_ipt", "attendance"), courses=20, seed=1),
    ]
    for value in (*shown, results.group("ipt")):
        text = repr(value)
        assert text.startswith(f"{type(value).__name__}(")
        assert "\n" not in text
        assert len(text) < 500


def half(state):
    return np.full(len(state.severity), 0.5)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"arms": ("ipt",)}, "two or more arms"),
        ({"arms": ("ipt", "ipt")}, "different names"),
        ({"per_arm": 1}, "per_arm has to be at least 2"),
        ({"randomisation_block": 3}, "multiple of the 2 arms: write randomisation_block=4"),
        ({"policies": {"drug": Policy()}}, "not in the trial"),
        ({"protocol": "ipt"}, "pass IPT"),
        ({"arms": 3}, "arms has to be a tuple"),
        ({"arms": ("ipt", 3)}, "unknown arm"),
        ({"per_arm": 10**7}, "at most 1000000"),
        ({"per_arm": 60.0}, "got a float"),
        ({"policies": [Policy()]}, "a mapping of arms to policies"),
        ({"policies": {"ipt": half}}, "a mapping of arms to policies"),
        ({"stratum": "mood"}, "baseline, prior_episodes, age, area"),
        ({"stratum": 3}, "baseline, prior_episodes, age, area"),
        ({"completer": 12}, "completer has to be a tuple"),
        ({"completer": (12,)}, "and of weeks"),
        ({"completer": (12, "15")}, "whole number"),
        ({"spread": 1}, "spread has to be True or False"),
        ({"parameters": {"effect_ipt": 0.1}}, "as_published().but"),
        ({"protocol": weekly(8, code="brief")}, "pass parameters=... explicitly"),
        ({"scales": ("mood",)}, "unknown instrument"),
    ],
)
def test_trials_that_make_no_sense(parts, said):
    with pytest.raises(BadRequest) as refused:
        Trial(**parts)
    assert said in str(refused.value)


def test_questions_that_make_no_sense(results):
    for ask in (
        lambda: results.group("drug"), lambda: results.group(["ipt"]), lambda: results.group("ipt", 30),
        lambda: results.group("ipt", "1"), lambda: Trial(stratum=lambda known: [1]).run(seed=1),
        lambda: Trial(stratum=lambda known: known["baseline"].astype(str)).run(seed=1),
        lambda: Trial(stratum=lambda known: known["baseline"] * math.nan).run(seed=1),
        lambda: power("ipt", seed=1), lambda: power(Trial(), seed=1, analysis=3), lambda: power(Trial(), seed=None),
        lambda: power(Trial(per_arm=2), seed=1, repetitions=2, analysis=lambda comparison: 0.5),
        lambda: power(Trial(per_arm=2), seed=1, repetitions=2, analysis=lambda comparison: results.group("drug")),
        lambda: sample_size("ipt", seed=1), lambda: sample_size(Trial(), seed=1, wanted="0.8"),
        lambda: sample_size(Trial(), seed=1, at_most=1), lambda: predictive("ipt", seed=1),
        lambda: predictive(Trial(), seed=1, draws=1), lambda: draw_parameters(np.random.default_rng(1), {}),
        lambda: draw_parameters(7), lambda: probabilistic(IPT_A, seed=1), lambda: one_way(IPT_A, seed=1),
        lambda: one_way(IPT_PLAN, seed=1, names=["trial_sd"]),
        lambda: probabilistic(IPT_PLAN, seed=1, arms=("ipt", "ipt")),
        lambda: Trial(arms=("ipt", "usual_care")).run(seed=1).compare(completers=True),
        lambda: probabilistic(IPT_PLAN, seed=1, arms="ipt"),
        lambda: probabilistic(IPT_PLAN, seed=1, arms=()), lambda: probabilistic(IPT_PLAN, seed=1, courses=1),
        lambda: probabilistic(IPT_PLAN, seed=1, figures="left"),
        lambda: probabilistic(IPT_PLAN, seed=1, draws=2, courses=50, figures=lambda cohorts: 3),
        lambda: probabilistic(IPT_PLAN, seed=1, draws=2, courses=50, figures=own_names),
        lambda: one_way(IPT_PLAN, seed=1, names="attendance"), lambda: one_way(IPT_PLAN, seed=1, names=["mood"]),
        lambda: one_way(IPT_PLAN, seed=1, parameters={}), lambda: monte_carlo_error(1.5, 10),
        lambda: repetitions_needed(0.5, "0.1"), lambda: mean_difference(np.ones(3), np.arange(3.0), level=2.0),
        lambda: monte_carlo_error("0.5", 10), lambda: Trial().run(seed=1, repetitions=0),
        lambda: Trial().run(seed=1, repetitions=10**9), lambda: power(Trial(), seed=1, repetitions=10**9),
        lambda: power(Trial(), seed=1, repetitions=2, other="drug"), lambda: sample_size(Trial(), seed=1, wanted=1.0),
        lambda: monte_carlo_error(0.5, 0), lambda: repetitions_needed(0.5, 0.0), lambda: share(np.ones(3), level=1.0),
        lambda: one_way(IPT_PLAN, seed=1, names=["fidelity_effect"], courses=50),
        lambda: one_way(IPT_PLAN, seed=1, names=["attendance"], courses=50, figure="mood"),
    ):  # fmt: skip
        with pytest.raises(BadRequest):
            ask()


# -- effect sizes ------------------------------------------------------------------------------------------------------


def test_hedges_g_by_hand():
    first, second = np.array([1.0, 2.0, 3.0]), np.array([3.0, 4.0, 5.0, np.nan])
    estimate = hedges_g(first, second)
    assert estimate.value == pytest.approx(2.0 * (1 - 3 / 15))
    half = 1.959964 * math.sqrt(6 / 9 + estimate.value**2 / 12)
    assert (estimate.low, estimate.high) == pytest.approx((estimate.value - half, estimate.value + half))
    assert str(estimate).startswith("1.60 (")
    assert str(Estimate(1.0, 0.5, 1.5)) == "1.00 (0.50 to 1.50)"
    assert str(Estimate(1.0, 0.5, 1.5, 0.9)) == "1.00 (0.50 to 1.50 at 90 %)"


@pytest.mark.parametrize("figure", ["hedges_g", "mean_difference", "response", "nnt"])
def test_a_comparison_has_intervals_of_the_level_that_is_asked_for(results, figure):
    ask = getattr(results.compare(), figure)
    usual, narrow = ask(), ask(level=0.5)
    assert (usual.level, narrow.level) == (0.95, 0.5)
    assert narrow.value == usual.value
    assert not usual.high <= narrow.high
    with pytest.raises(BadRequest, match="between 0 and 1"):
        ask(level=1.5)


def test_the_level_is_that_of_the_functions():
    plan = IPT_PLAN.replace(follow_up_months=18)
    comparison = Trial(per_arm=100, protocol=plan).run(seed=2).compare()
    first, second = comparison.first, comparison.second
    assert comparison.hedges_g(level=0.9) == hedges_g(first.last, second.last, 0.9)
    assert comparison.mean_difference(observed=True, level=0.9) == mean_difference(first.observed, second.observed, 0.9)
    assert comparison.response(level=0.9) == risk_difference(first.responded, second.responded, 0.9)
    assert comparison.nnt(level=0.9) == number_needed_to_treat(comparison.response(level=0.9))
    recurred = [group.columns["recurred"][group.columns["well"]] for group in (second, first)]
    assert comparison.recurrence(level=0.9) == risk_difference(*recurred, 0.9)


def test_where_nothing_can_be_said_the_level_is_kept_and_checked():
    few = np.array([1.0])
    for ask in (hedges_g, mean_difference, lambda a, b, level: share(np.array([]), level)):
        assert ask(few, few, 0.9).level == 0.9
        with pytest.raises(BadRequest, match="between 0 and 1"):
            ask(few, few, 9.0)
    assert number_needed_to_treat(Estimate(0.0, -1.0, 1.0, 0.9)).level == 0.9


def test_where_nothing_can_be_said():
    few, flat = np.array([1.0]), np.array([2.0, 2.0])
    for estimate in (hedges_g(few, flat), hedges_g(flat, flat), mean_difference(few, flat), mean_difference(flat, flat),
                     share(np.array([])), number_needed_to_treat(Estimate(0.0, -1.0, 1.0)),
                     number_needed_to_treat(Estimate(math.nan, 0.0, 0.0))):  # fmt: skip
        assert estimate.value != estimate.value
        assert not estimate.excludes_zero


def test_shares_and_numbers_needed():
    yes, no = np.arange(100) < 60, np.arange(100) < 40
    difference = risk_difference(yes, no)
    assert difference.value == pytest.approx(0.2)
    assert difference.low == pytest.approx(0.0605, abs=2e-3)
    needed = number_needed_to_treat(difference)
    assert needed.value == pytest.approx(5.0)
    assert needed.low < 5.0 < needed.high
    unclear = number_needed_to_treat(Estimate(0.1, -0.1, 0.3))
    assert unclear.value == pytest.approx(10.0)
    assert math.isnan(unclear.low)
    assert number_needed_to_treat(Estimate(-0.2, -0.3, -0.1)).low == pytest.approx(-10.0)


def test_quantiles_of_students_t():
    for freedom, wanted in ((1, 12.7062), (2, 4.3027), (2.5, 3.5747), (10, 2.2281), (30, 2.0423), (1000, 1.9623)):
        assert t_quantile(0.975, freedom) == pytest.approx(wanted, abs=5e-4)


def test_the_error_of_a_simulation():
    assert monte_carlo_error(0.8, 1600) == pytest.approx(0.01)
    assert repetitions_needed(0.8, 0.01) == 1600
    assert repetitions_needed(0.8, 0.005) == 6400
    assert repetitions_needed(0.0, 0.01) == repetitions_needed(1.0, 0.01) == 1


# -- power -------------------------------------------------------------------------------------------------------------


def test_equal_arms_are_found_different_as_often_as_chance_has_it():
    got = power(Trial(parameters=EQUAL, spread=False), seed=1, repetitions=400)
    assert got.found + got.against == pytest.approx(0.05 * 400, abs=4 * math.sqrt(0.05 * 0.95 * 400))
    assert got.failed == 0


def test_more_people_more_power_and_its_error():
    small, large = (
        power(Trial(per_arm=n, spread=False, arms=("ipt", "usual_care")), seed=1, repetitions=100) for n in (10, 80)
    )
    assert small.value < large.value
    assert small.error == pytest.approx(monte_carlo_error(small.value, 100))
    assert large.repetitions_needed(0.01) == repetitions_needed(large.value, 0.01)
    assert "Monte Carlo error" in str(large)
    with ThreadPoolExecutor(2) as executor:
        trial = Trial(per_arm=10, spread=False, arms=("ipt", "usual_care"))
        assert power(trial, seed=1, repetitions=100, executor=executor) == small
    assert "failed" not in str(large)


def test_failures_are_counted_and_never_hidden():
    calls = []

    def shaky(comparison):
        calls.append(1)
        if len(calls) % 4 == 0:
            raise RuntimeError(calls)
        return Estimate(math.nan, math.nan, math.nan) if len(calls) % 4 == 1 else Estimate(1.0, 0.5, 1.5)

    got = power(Trial(per_arm=4), seed=1, repetitions=20, analysis=shaky)
    assert (got.found, got.failed, got.value) == (10, 10, 0.5)
    assert got.why[0] == "repetition 0: no figure"
    assert got.why[1] == "repetition 3: RuntimeError"
    assert str(got).endswith("20 repetitions, 10 failed)")


def test_all_or_nothing_still_has_an_error():
    manifest = Trial().run(seed=1).manifest
    for significant in (0, 100):
        got = Power(found=significant, against=0, failed=0, repetitions=100, per_arm=5, why=(), manifest=manifest)
        assert got.error > 0
        assert got.repetitions_needed(0.001) == 4975


def test_the_size_of_a_sample():
    trial = Trial(arms=("ipt", "untreated"), spread=False, parameters=as_published().but(effect_ipt=0.15))
    size, tried = sample_size(trial, seed=1, repetitions=60)
    assert size is not None
    assert any(got.per_arm == size and got.value >= 0.8 for got in tried)
    none, tried = sample_size(Trial(parameters=EQUAL), seed=1, repetitions=20, at_most=40)
    assert none is None
    assert tried[-1].per_arm == 40
    small, _ = sample_size(trial, seed=1, repetitions=20, wanted=0.1)
    assert small <= 16
    few, tried = sample_size(trial, seed=1, repetitions=20, wanted=0.99, at_most=5)
    assert few is None
    assert [got.per_arm for got in tried] == [5]


# -- uncertainty -------------------------------------------------------------------------------------------------------


def test_probabilistic_sensitivity():
    wide = probabilistic(IPT_PLAN, seed=4, draws=12, courses=400)
    narrow = probabilistic(
        IPT_PLAN, seed=4, draws=12, courses=400, spread_between_trials=False, parameters=bias_discounted()
    )
    figure = "g ipt over usual_care"
    assert np.subtract(*wide.interval(figure)[::-1]) > 0
    assert wide.draws[figure].mean() > narrow.draws[figure].mean()
    table = wide.table()
    assert len(table["figure"]) == len(wide.draws)
    assert len(wide.parameters) == 12
    again = probabilistic(IPT_PLAN, seed=4, draws=12, courses=400)
    np.testing.assert_array_equal(again.draws[figure], wide.draws[figure])


def test_intervals_of_what_was_not_drawn():
    spreads = predictive(Trial(per_arm=20), seed=4, draws=2)
    for figure, level in (("mood", 0.95), ("ipt: left", 1.5), ("ipt: left", "0.95")):
        with pytest.raises(BadRequest):
            spreads.interval(figure, level)


def test_predictive_intervals_hold_sampling_too():
    spreads = predictive(Trial(per_arm=20), seed=4, draws=10)
    assert set(spreads.draws) >= {"ipt: last_mean", "placebo: left", "g ipt over placebo"}
    low, high = spreads.interval("g ipt over placebo", 0.8)
    assert low < high


def test_one_way_sensitivity_puts_the_influential_first():
    table = one_way(IPT_PLAN, seed=4, names=["attendance", "effect_ipt", "recurrence_rate"], courses=2000).table()
    assert table["parameter"][0] == "effect_ipt"
    assert table["span"] == sorted(table["span"], reverse=True)
    assert table["span"][-1] == 0.0
    some = as_published().but(attendance=0.9)
    all_of_them = one_way(IPT_PLAN, seed=4, arms=("ipt",), courses=50, figure="ipt: left", parameters=some).table()
    assert "effect_ipt" in all_of_them["parameter"]
    assert not {"fidelity_effect", "trial_sd", "attendance"} & set(all_of_them["parameter"])


def test_draws_begin_with_the_parameters_that_are_passed():
    own = Parameter(name="mine", value=0.5, unit="1", meaning="mine", source="mine", basis=Basis.ASSUMED,
                    spread=Spread.UNIFORM, low=0.4, high=0.6)  # fmt: skip
    base = as_published().but(effect_ipt=0.2, rating_sd=3.0).with_more(own)
    drawn, low = (
        [draw_parameters(np.random.default_rng(seed), parameters) for seed in range(30)]
        for parameters in (base, bias_discounted())
    )
    assert {(parameters["effect_ipt"], parameters["rating_sd"]) for parameters in drawn} == {(0.2, 3.0)}
    assert len({parameters["effect_placebo"] for parameters in drawn}) > 20
    assert all(0.4 < parameters["mine"] < 0.6 for parameters in drawn)
    assert low[0].scenario == "bias_discounted"
    assert np.mean([parameters["effect_ipt"] for parameters in low]) < 0.5 * as_published()["effect_ipt"]
    parameters = posterior_draw(3)
    assert draw_parameters(np.random.default_rng(1), parameters)["effect_ipt"] == parameters["effect_ipt"]
    odd = base.with_more(as_published().item("natural_rate").replace(value=0.5))
    assert draw_parameters(np.random.default_rng(1), odd)["natural_rate"] == 0.5


def test_a_predictive_interval_is_that_of_the_trial_asked_about():
    mine = Arm(name="mine", parts=(Part(effect="mine", per=Per.SESSION, pace="ipt"),), leaving=None)
    own = Parameter(name="mine", value=0.5, unit="1", meaning="mine", source="mine", basis=Basis.ASSUMED)
    trial = Trial(arms=(mine, "usual_care"), per_arm=50, parameters=as_published().with_more(own), spread=False)
    strong = predictive(trial, seed=4, draws=8)
    weak = predictive(attrs.evolve(trial, parameters=as_published().with_more(own.replace(value=0.0))), seed=4, draws=8)
    wide = predictive(attrs.evolve(trial, spread=True), seed=4, draws=8)
    figure = "g mine over usual_care"
    assert strong.draws[figure].min() > 0.5 > weak.draws[figure].mean()
    assert wide.draws[figure].std() > strong.draws[figure].std()
    many = probabilistic(IPT_PLAN, seed=4, arms=(mine, "ipt"), draws=2, courses=50, parameters=trial.parameters)
    assert "g mine over ipt" in many.draws
    assert one_way(IPT_PLAN, seed=4, arms=(mine, "ipt"), names=["effect_ipt"], courses=50, parameters=trial.parameters)


def test_an_instrument_of_ones_own_is_an_outcome():
    mood = Scale(name="mood", slope=0.4, error_sd=1.0, highest=20, source="my own")
    result = Trial(per_arm=20, scales=(mood, "HRSD-17")).run(seed=2)
    group = result.group("ipt")
    assert group.scale == "mood"
    assert np.nanmax(group.scores) <= 20
    assert np.isnan(group.below_cutoff).all()
    assert math.isnan(group.figures()["below_cutoff"].value)
    spreads = predictive(Trial(per_arm=20, scales=(mood,)), seed=2, draws=2)
    assert math.isnan(spreads.interval("ipt: below_cutoff")[0])
    lines = spreads.table()
    assert dict(zip(lines["figure"], lines["draws"], strict=True))["ipt: below_cutoff"] == 0


def test_completers_of_arms_without_sessions():
    trial = Trial(arms=("ipt", "usual_care"), completer=(0, 15))
    assert len(trial.run(seed=1).group("usual_care", completers=True)) > 20
    figures = simulate(IPT_PLAN, 100, seed=1, arm="usual_care").summary().figures()
    assert math.isnan(figures["completers"])


# -- what was made can be made again -----------------------------------------------------------------------------------


def own_stratum(known):
    return known["age"] >= 40


TRIAL = Trial(
    arms=("ipt", Arm(name="mine", parts=(Part(effect=0.02, per=Per.WEEK, pace="mine"),), leaving=-3.0)),
    per_arm=np.int64(10), stratum="area", protocol=IPT, policies={"ipt": Policy(mechanisms=(1.0, 1.0, 0.5, 1.0))},
    parameters=bias_discounted(), scales=("PHQ-9", Scale(name="mood", slope=0.4, highest=20, source="my own")),
)  # fmt: skip


def test_every_result_is_made_again_from_its_manifest():
    results_of = (
        TRIAL.run(seed=2, repetitions=3),
        power(TRIAL, seed=2, repetitions=np.int64(3)),
        predictive(TRIAL, seed=2, draws=2),
        probabilistic(IPT_A, seed=2, arms=TRIAL.arms, draws=2, courses=50, parameters=as_published()),
        one_way(IPT, seed=2, names=["effect_ipt"], courses=50, parameters=bias_discounted()),
    )
    for result in results_of:
        manifest = Manifest.from_dict(json.loads(json.dumps(result.manifest.as_dict())))
        assert manifest.repeatable
        again, direct = rerun(manifest), rerun(result.manifest)
        assert again.manifest == direct.manifest == manifest
        assert type(again) is type(result)
    results, powers, predicted, probable, ways = results_of
    np.testing.assert_array_equal(rerun(results.manifest).assigned, results.assigned)
    np.testing.assert_array_equal(rerun(results.manifest).group("mine", 2).scores, results.group("mine", 2).scores)
    assert rerun(powers.manifest) == powers
    assert rerun(ways.manifest).lines == ways.lines
    for spreads in (predicted, probable):
        for figure, drawn in rerun(spreads.manifest).draws.items():
            np.testing.assert_array_equal(drawn, spreads.draws[figure])
    assert results_of[3].manifest.notes
    assert results_of[0].manifest.parameter_hash == bias_discounted().hash


@pytest.mark.parametrize(
    "analysis", [Comparison.mean_difference, Comparison.hedges_g, Comparison.response, Comparison.nnt]
)
def test_a_power_by_an_analysis_of_the_library_is_made_again(analysis):
    answer = power(TRIAL, seed=2, repetitions=5, other="mine", analysis=analysis)
    assert answer.manifest.repeatable
    assert rerun(answer.manifest) == answer


def test_the_usual_analysis_is_not_written_down():
    assert "analysis" not in json.loads(power(TRIAL, seed=2, repetitions=1).manifest.arguments)


@pytest.mark.parametrize("analysis", ["guess", 3, ["nnt"], {"is": "function", "name": "Comparison.nnt"}])
def test_an_analysis_that_the_library_does_not_have_is_not_made_again(analysis):
    manifest = power(TRIAL, seed=2, repetitions=1, analysis=Comparison.nnt).manifest
    arguments = {**json.loads(manifest.arguments), "analysis": analysis}
    with pytest.raises(BadRequest, match="damaged"):
        rerun(manifest.replace(arguments=json.dumps(arguments)))


def no_figures(cohorts):
    return {"one": 1.0}


def no_analysis(comparison):
    return Estimate(1.0, 0.5, 1.5)


def test_functions_of_ones_own_are_named_and_not_made_again():
    small = Trial(per_arm=4, stratum=own_stratum)
    for result, name in (
        (small.run(seed=1), "own_stratum"),
        (power(Trial(per_arm=4), seed=1, repetitions=2, analysis=no_analysis), "no_analysis"),
        (probabilistic(IPT_PLAN, seed=1, draws=2, courses=10, figures=no_figures), "no_figures"),
        (one_way(IPT_PLAN, seed=1, names=["effect_ipt"], courses=10, figures=no_figures), "no_figures"),
        (Trial(per_arm=4, policies={"ipt": Policy(attendance=half)}).run(seed=1), "half"),
    ):
        assert name in result.manifest.arguments
        with pytest.raises(BadRequest, match="functions or clients of your own"):
            rerun(result.manifest)


@pytest.mark.parametrize(
    "changes",
    [
        {"task": "guess"}, {"arguments": "[]"}, {"arguments": "{"},
        {"arguments": '{"trial": {"is": "Trial", "hope": 1}}'},
        {"arguments": '{"trial": {"is": "os"}}'}, {"arguments": "{}"}, {"arguments": '{"trial": {}}'},
        {"arguments": '{"trial": 3, "repetitions": 1, "seed": 2}'},
    ],
)  # fmt: skip
def test_manifests_changed_to_nonsense(changes):
    manifest = TRIAL.run(seed=2).manifest.replace(**changes)
    with pytest.raises(BadRequest, match="damaged"):
        rerun(manifest)
    with pytest.raises(BadRequest, match="pass the manifest"):
        rerun(manifest.as_dict())


def test_draws_of_parameters():
    generator = np.random.default_rng(1)
    drawn = draw_parameters(generator)
    assert drawn.hash != as_published().hash
    own = Parameter(name="mine", value=1.0, unit="1", meaning="mine", source="mine", basis=Basis.ASSUMED,
                    spread=Spread.NORMAL, low=0.0, high=2.0)  # fmt: skip
    values = [draw_independent(as_published().with_more(own), generator) for _ in range(200)]
    assert np.mean([v["mine"] for v in values]) == pytest.approx(1.0, abs=0.15)
    assert all(0.0 <= v["pace_correlation"] <= 1.0 for v in values)
    assert np.median([v["recurrence_hr_ipt"] for v in values]) == pytest.approx(0.75, abs=0.15)
    assert bounds(own) == (0.0, 2.0)
    low, high = bounds(as_published().item("effect_ipt"))
    assert low < as_published()["effect_ipt"] < high


def test_predictive_takes_completers_and_figures_of_ones_own():
    trial = Trial(per_arm=20, completer=(0, 15))
    usual = predictive(trial, seed=4, draws=3)
    both = predictive(trial, seed=4, draws=3, completers=True)
    for name, drawn in usual.draws.items():
        np.testing.assert_array_equal(both.draws[name], drawn)
    assert list(both.draws)[len(usual.draws) :] == [f"{name} (completers)" for name in usual.draws]
    np.testing.assert_array_equal(both.draws["ipt: left (completers)"], 0.0)
    again = rerun(both.manifest)
    for name, drawn in both.draws.items():
        np.testing.assert_array_equal(again.draws[name], drawn)

    def stayed(results):
        return {"stayed": len(results.group("ipt", completers=True)) / len(results.group("ipt"))}

    own = predictive(trial, seed=4, draws=3, figures=stayed)
    assert list(own.draws) == ["stayed"]
    np.testing.assert_allclose(own.draws["stayed"], 1 - usual.draws["ipt: left"])
    with pytest.raises(BadRequest):
        rerun(own.manifest)
    for parts in ({"completers": 1}, {"figures": 3}, {"figures": stayed, "completers": True}):
        with pytest.raises(BadRequest):
            predictive(trial, seed=4, draws=3, **parts)


def test_sensitivity_is_asked_on_the_scales_that_are_passed():
    scales = (Scale(name="own", intercept=1.0, slope=0.3, error_sd=1.0, highest=20, source="made up"),)
    for sensitivity in (
        probabilistic(IPT_PLAN, seed=4, draws=2, courses=50, scales=scales),
        one_way(IPT_PLAN, seed=4, courses=50, names=("effect_ipt",), figure="ipt: last_mean", scales=scales),
    ):
        assert str(rerun(sensitivity.manifest).table()) == str(sensitivity.table())
        figure = sensitivity.draws["ipt: last_mean"][0] if hasattr(sensitivity, "draws") else sensitivity.lines[0][3]
        assert 0 < figure < 7


def test_a_power_by_an_analysis_of_ones_own_says_what_to_call_again():
    answer = power(Trial(per_arm=8), seed=1, repetitions=2, analysis=lambda comparison: comparison.mean_difference())
    with pytest.raises(BadRequest, match="call the function that made the result again, and pass them") as refused:
        rerun(answer.manifest)
    assert "simulate" not in str(refused.value)
