"""Sessions in groups: members share a therapist, and as much of their pace as ``group_icc`` says."""

import math

import attrs
import numpy as np
import pytest

from iptcore.errors import InvalidValue
from iptcore.protocol.catalogue import IPT_AST, IPT_WHO
from iptcore.simulation import (
    ARMS,
    IPT_PLAN,
    BadRequest,
    Cohort,
    Comparison,
    Trial,
    as_published,
    describe,
    hedges_g,
    intraclass_correlation,
    mean_difference,
    plan_of,
    power,
    rerun,
    risk_difference,
    share,
    simulate,
)
from iptcore.simulation.results.effects import t_quantile

GROUPS = IPT_PLAN.replace(group_size=8)
ALIKE = as_published().but(therapist_sd=0.0, trial_sd=0.0)
QUIET = ALIKE.but(
    natural_rate=0.0, worsening_rate=0.0, attendance=1.0, leaving_ipt=-50.0, leaving_improved=0.0, leaving_early=0.0
)
"""Nothing but treatment happens, and everybody gets all of it."""
IN_GROUPS, ALONE = ARMS["ipt"].named("groups"), "ipt"
TRIAL = Trial(arms=(IN_GROUPS, ALONE), per_arm=80, plans={"groups": GROUPS}, parameters=ALIKE.but(group_icc=0.5))


def paces(icc, exponent=1.0):
    cohort = simulate(
        GROUPS, 40_000, seed=3, parameters=QUIET.but(group_icc=icc, pace_exponent=exponent), keep=("severity",)
    )
    severity = cohort["severity"]
    return -np.log(severity[16] / severity[0]) / 16 / QUIET["effect_ipt"], cohort["therapist"]


def test_members_share_as_much_of_their_pace_as_was_said():
    for icc in (0.0, 0.2, 0.6):
        pace, group = paces(icc)
        assert pace.mean() == pytest.approx(1.0, abs=0.05)
        assert pace.std() == pytest.approx(1.0, abs=0.07)
        assert intraclass_correlation(pace, group) == pytest.approx(icc, abs=0.05)
    pace, group = paces(1.0, exponent=0.7)
    assert intraclass_correlation(pace, group) == pytest.approx(1.0)


def test_without_a_correlation_a_group_is_a_caseload():
    alone = simulate(IPT_PLAN.replace(caseload=5), 2000, seed=3)
    groups = simulate(IPT_PLAN.replace(group_size=5), 2000, seed=3, parameters=as_published())
    for name, column in alone.columns.items():
        np.testing.assert_array_equal(groups.columns[name], column)
    assert groups.manifest.notes
    assert groups.manifest.parameter_hash == alone.manifest.parameter_hash


def test_single_sessions_before_a_group_are_sessions_like_the_others():
    alone_first, at_once = (
        simulate(GROUPS.replace(pre_group=number), 500, seed=3, parameters=ALIKE.but(group_icc=0.4))
        for number in (3, 0)
    )
    for name, column in at_once.columns.items():
        np.testing.assert_array_equal(alone_first.columns[name], column)


def test_a_trial_takes_a_protocol_of_groups():
    plans = {"groups": IPT_AST, "larger": plan_of(IPT_WHO, group_size=10).replace(entry_cut=None)}
    alone = IPT_PLAN.replace(entry_cut=None)
    arms = IN_GROUPS, ARMS["ipt"].named("larger"), ALONE
    trial = Trial(
        arms=arms, protocol=alone, plans=plans, per_arm=70, outcome_week=8, parameters=ALIKE.but(group_icc=0.3),
        stratum="area", randomisation_block=6,
    )  # fmt: skip
    results = trial.run(seed=3)
    for name, size in (("groups", 7), ("larger", 10)):
        *full, last = np.unique(results.group(name).clusters, return_counts=True)[1]
        assert set(full) == {size} >= {max(last, size)}
    assert results.group("ipt").clusters is None
    assert rerun(results.manifest).compare().hedges_g() == results.compare().hedges_g()


def test_a_correlation_moves_no_figure_of_many_people():
    without, with_icc = (
        simulate(GROUPS, 60_000, seed=3, parameters=ALIKE.but(group_icc=icc)).summary().figures() for icc in (0.0, 0.5)
    )
    for figure in ("last_mean", "last_sd", "left", "responded"):
        assert with_icc[figure] == pytest.approx(without[figure], rel=0.03)


def test_only_what_takes_place_in_groups_is_shared():
    usual = [
        simulate(GROUPS, 500, seed=3, arm="usual_care", parameters=ALIKE.but(group_icc=icc)).summary()
        for icc in (0.0, 0.9)
    ]
    assert usual[0] == usual[1]
    results = attrs.evolve(TRIAL, arms=(IN_GROUPS, ALONE, "usual_care"), randomisation_block=6, per_arm=3000).run(
        seed=3
    )
    assert results.group("groups").icc > 0.05
    assert math.isnan(results.group("ipt").icc)
    assert (
        Trial(protocol=GROUPS, arms=("ipt", "usual_care"), parameters=ALIKE).run(seed=3).group("usual_care").clusters
        is None
    )


def test_a_group_is_of_one_arm_and_one_repetition():
    results = TRIAL.run(seed=3, repetitions=2)
    seen = []
    for repetition in range(2):
        group = results.group("groups", repetition)
        numbers, sizes = np.unique(group.clusters, return_counts=True)
        assert set(sizes[:-1]) == {8}
        seen += numbers.tolist()
    assert len(seen) == len(set(seen))


def welch(comparison):
    return mean_difference(comparison.first.last, comparison.second.last)


@pytest.mark.slow
def test_where_there_is_no_effect_the_analysis_of_groups_finds_as_little_as_it_should():
    by_groups = power(TRIAL, seed=3, repetitions=600)
    plain = power(TRIAL, seed=3, repetitions=600, analysis=welch)
    assert (plain.found + plain.against) / 600 > 0.08
    assert 0.02 < (by_groups.found + by_groups.against) / 600 < 0.075
    assert by_groups.failed == 0


@pytest.mark.parametrize("groups", [2, 4])
def test_few_groups_find_no_effect_too_often_by_no_measure_of_it(groups):
    trial = attrs.evolve(TRIAL, protocol=GROUPS, plans={}, per_arm=8 * groups, spread=False)
    for analysis in (Comparison.mean_difference, Comparison.hedges_g):
        result = power(trial, seed=9, repetitions=400, analysis=analysis)
        assert (result.found + result.against) / 400 < 0.075


def test_groups_cost_power():
    trial = Trial(arms=(IN_GROUPS, "usual_care"), per_arm=48, plans={"groups": GROUPS}, spread=False, parameters=ALIKE)
    many, few = (
        power(attrs.evolve(trial, parameters=ALIKE.but(effect_ipt=0.04, group_icc=icc)), seed=3, repetitions=150).value
        for icc in (0.0, 0.8)
    )
    assert few < many - 0.05


def test_all_of_it_comes_back(tmp_path):
    cohort = simulate(GROUPS, 100, seed=3, parameters=ALIKE.but(group_icc=0.3))
    cohort.save(tmp_path / "groups.npz")
    assert Cohort.load(tmp_path / "groups.npz").plan.group_size == 8
    assert rerun(cohort.manifest).summary() == cohort.summary()
    results = TRIAL.run(seed=3)
    assert rerun(results.manifest).compare().hedges_g() == results.compare().hedges_g()
    assert "members of a group by group_icc" in describe(GROUPS)
    assert "Weeks 16, sessions 16 (in groups of 8), assessments" in describe(GROUPS)
    assert "Weeks 16, sessions 16, assessments" in describe()
    members = simulate(IPT_AST, 20, seed=3, parameters=ALIKE)
    members.save(tmp_path / "members.npz")
    assert Cohort.load(tmp_path / "members.npz").plan == plan_of(IPT_AST)
    assert rerun(members.manifest).summary() == members.summary()
    assert "sessions 10 (in groups of 7, the first 2 single), assessments" in describe(IPT_AST)


# -- figures of clusters -----------------------------------------------------------------------------------------------

SCORES = np.array([3.0, 4.0, 9.0, 8.0, 14.0, np.nan, 6.0, 7.0])
PAIRS = np.repeat([1, 2, 3, 4], 2)
OTHERS = np.array([10.0, 12.0, 15.0, 9.0, 11.0])


def test_clusters_of_one_are_individuals():
    alone = np.arange(8), np.arange(5)
    assert mean_difference(SCORES, OTHERS, clusters=alone) == pytest.approx(mean_difference(SCORES, OTHERS))
    assert mean_difference(SCORES, OTHERS, clusters=(alone[0], None)).low == pytest.approx(
        mean_difference(SCORES, OTHERS).low
    )
    yes = SCORES > 5
    assert share(yes, clusters=alone[0]).low <= share(yes).low
    assert math.isnan(intraclass_correlation(SCORES, alone[0]))


def test_clusters_by_hand():
    # Means of the pairs 3.5, 8.5, 14 (one), 6.5; residuals from 51/7 summed by pair, four clusters.
    mean = 51 / 7
    totals = [7 - 2 * mean, 17 - 2 * mean, 14 - mean, 13 - 2 * mean]
    variance = sum(total**2 for total in totals) / 49 * 4 / 3
    error = float(OTHERS.var(ddof=1)) / 5
    g = hedges_g(SCORES, OTHERS, clusters=(PAIRS, None))
    pooled = math.sqrt((6 * float(np.nanvar(SCORES, ddof=1)) + 4 * float(OTHERS.var(ddof=1))) / 10)
    freedom = (variance + error) ** 2 / (variance**2 / 3 + error**2 / 4)
    half = t_quantile(0.975, freedom) * math.sqrt((variance + error) / pooled**2 + g.value**2 / 24)
    assert g.value == hedges_g(SCORES, OTHERS).value
    assert g.high - g.value == pytest.approx(half, rel=1e-6)
    assert intraclass_correlation([1.0, 1.0, 5.0, 5.0], np.array([1, 1, 2, 2])) == 1.0
    assert intraclass_correlation([1.0, 5.0, 1.0, 5.0], np.array([1, 1, 2, 2])) < 0
    assert math.isnan(intraclass_correlation([2.0, 2.0, 2.0, 2.0], np.array([1, 1, 2, 2])))


def test_too_few_clusters_have_no_interval_and_alike_ones_a_wide_one():
    assert math.isnan(mean_difference(SCORES, OTHERS, clusters=(np.ones(8), None)).low)
    assert math.isnan(hedges_g(SCORES, OTHERS, clusters=(np.ones(8), None)).low)
    all_of_them = np.ones(8, bool)
    assert share(all_of_them, clusters=PAIRS) == share(np.ones(4, bool))
    assert share(all_of_them, clusters=np.ones(8)) == share(np.ones(1, bool))
    wide, narrow = (
        risk_difference(np.repeat([True, False], 4), np.repeat([True, False], 4), clusters=clusters)
        for clusters in ((PAIRS, PAIRS), (None, None))
    )
    assert wide.low < narrow.low
    balanced = np.array([1.0, 3.0, 1.0, 3.0])  # the means of its clusters do not differ
    assert math.isnan(hedges_g(balanced, balanced + 1, clusters=(PAIRS[:4], PAIRS[:4])).low)


@pytest.mark.parametrize("analysis", [mean_difference, hedges_g, risk_difference])
@pytest.mark.parametrize(
    ("clusters", "says"),
    [
        (None, "a pair"),
        ([[1, 1, 2, 2]], "a pair"),
        ((np.arange(3), None), "each score"),
        (("abcd", None), "each score"),
        ((None, np.ones((4, 2))), "each score"),
        ((None, [1.0, 1.0, 2.0, np.nan]), "each score"),
    ],
)
def test_clusters_that_are_not_those_of_the_scores_are_refused(analysis, clusters, says):
    with pytest.raises(BadRequest, match=says):
        analysis(np.array([1.0, 0.0, 1.0, 1.0]), np.array([0.0, 0.0, 1.0, 0.0]), clusters=clusters)


def test_the_interval_of_a_share_holds_it_as_often_as_it_says():
    generator, groups = np.random.default_rng(3), np.repeat(np.arange(6), 8)
    inside = 0
    for _ in range(600):
        of_group = generator.beta(3.6, 5.4, 6)  # mean 0.4; members correlate by 0.1
        interval = share((generator.random((6, 8)) < of_group[:, None]).ravel(), clusters=groups)
        inside += interval.low <= 0.4 <= interval.high
    assert 0.94 < inside / 600 < 0.98


def test_clusters_may_have_names():
    assert share([True, False, True, True], clusters=["a", "a", "b", "b"]).value == 0.75
    with pytest.raises(BadRequest, match="each score"):
        intraclass_correlation([1.0, 2.0, 3.0], [1, 1])


@pytest.mark.parametrize("size", [1, 0, 101, "eight"])
def test_groups_of_no_size_are_refused(size):
    with pytest.raises(InvalidValue):
        IPT_PLAN.replace(group_size=size)


@pytest.mark.parametrize("icc", [-0.1, 1.1])
def test_a_correlation_lies_between_none_and_all(icc):
    with pytest.raises(BadRequest, match="group_icc"):
        simulate(GROUPS, 3, seed=1, parameters=ALIKE.but(group_icc=icc))
