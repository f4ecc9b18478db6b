"""Cohorts: what they hold, their summaries, tables and files."""

import importlib
import json
import math
from pathlib import Path

import attrs
import numpy as np
import pytest

from iptcore.protocol.catalogue import IPT_A
from iptcore.simulation import (
    COLUMNS,
    IPT_PLAN,
    BadRequest,
    Policy,
    Scale,
    as_published,
    client_table,
    describe,
    kaplan_meier,
    long_table,
    rerun,
    simulate,
    summarise,
    survival_table,
    weekly,
)  # fmt: skip
from iptcore.simulation.results import outcomes
from iptcore.simulation.results.summary import Summary, moments, quantile

GOLDEN = Path(__file__).with_name("golden_summary.json")


@pytest.fixture(scope="module")
def cohort():
    return simulate(IPT_PLAN, 1000, seed=7)


def test_the_pinned_summary(cohort):
    """A change here changes what every seed means: say so in the changelog."""
    rounded = {name: None if np.isnan(value) else round(value, 9) for name, value in cohort.summary().figures().items()}
    assert rounded == json.loads(GOLDEN.read_text())


def test_every_column_is_documented_and_as_documented():
    cohort = simulate(IPT_PLAN, 50, seed=7, keep=("severity",), trial_size=10, clients={"baseline": [20.0] * 50})
    switching = simulate(IPT_PLAN, 50, seed=7, policy=Policy(switching=lambda s: s.arm, other_arms=("combined",)))
    columns = {**switching.columns, **cohort.columns}
    names = {"score.<scale>" if name.startswith("score.") else name for name in columns}
    assert names == set(COLUMNS)
    for name, column in columns.items():
        said = COLUMNS["score.<scale>" if name.startswith("score.") else name]
        assert said.startswith(column.dtype.name + " ")
        assert column.shape[-1] == 50


def test_what_the_columns_mean(cohort):
    left = cohort["ended"] == 1
    assert (cohort["weeks"][left] < 16).all()
    assert (cohort["weeks"][~left] == 16).all()
    weeks = np.arange(17)[:, None]
    assert (np.isnan(cohort.scores()) == (left & (weeks > cohort["weeks"]))).all()
    assert (cohort["attended"].sum(axis=0) == cohort["sessions"]).all()
    assert (cohort["months_well"][cohort["recurred"]] <= 18).all()
    assert (np.isnan(cohort["months_well"]) == ~cohort["well"]).all()
    assert len(cohort) == 1000
    assert repr(cohort) == "Cohort(1000 courses of ipt, seed=7, scenario='as_published')"
    assert cohort.completers().sum() == outcomes.completers(cohort["sessions"], cohort["weeks"]).sum()
    assert cohort.take([3, 5])["weeks"].tolist() == cohort["weeks"][[3, 5]].tolist()
    assert cohort.plan is cohort.request.plan


def test_a_cohort_of_another_arm_says_so():
    other = simulate(IPT_PLAN, 5, seed=7, arm="drug")
    assert repr(other) == "Cohort(5 courses of ipt, arm='drug', seed=7, scenario='as_published')"
    assert "5 simulated courses of ipt, arm drug, seed 7" in other._repr_html_()


def test_scores_on_an_instrument_that_is_not_there_say_how_to_get_them():
    cohort = simulate(IPT_PLAN, 5, seed=7)
    with pytest.raises(BadRequest, match=r'rated on HRSD-17 alone: simulate with scales=\("HRSD-17", "PHQ-9"\)'):
        cohort.scores("PHQ-9")
    with pytest.raises(BadRequest, match=r'scales=\("HRSD-17", "…"\)'):
        cohort.last_score("canary")


def test_some_get_worse_and_most_get_better(cohort):
    figures = cohort.summary().figures()
    assert 0.0 < figures["worse"] < 0.1
    assert figures["responded"] > 0.3


def test_summaries_add_up_and_are_those_of_the_columns(cohort):
    run = cohort.request
    parts = [Summary.of(run, cohort.take(slice(*cut))) for cut in ((0, 10), (10, 400), (400, 1000))]
    assert parts[2] + parts[0] + parts[1] == cohort.summary()
    assert cohort.summary() != 3
    assert cohort.summary().manifest == summarise(IPT_PLAN, 1000, seed=7).manifest
    assert cohort.summary().manifest.task == "summarise"
    with pytest.raises(BadRequest, match="some rows"):
        rerun(parts[0].manifest)
    with pytest.raises(BadRequest, match="some rows"):
        rerun(attrs.evolve(cohort, columns=cohort.take([1, 2])).summary().manifest)
    assert cohort.summary() == summarise(IPT_PLAN, 1000, seed=7)
    np.testing.assert_allclose(cohort.summary().mean, np.nanmean(cohort.scores(), axis=1, dtype=float))
    np.testing.assert_allclose(cohort.summary().sd, np.nanstd(cohort.scores(), axis=1, ddof=1, dtype=float))
    assert cohort.summary().percentile(0.5)[0] == np.median(cohort.scores()[0])
    assert json.dumps(cohort.summary().as_dict())


def test_without_follow_up_nothing_is_said_of_it():
    brief = simulate(IPT_PLAN.replace(follow_up_months=0), 20, seed=7)
    assert brief.summary().well == 0
    assert survival_table(brief)["months"].size == 0


def test_nothing_is_summarised_as_nothing():
    empty = simulate(IPT_PLAN, 0, seed=7)
    figures = empty.summary().figures()
    assert figures.pop("courses") == 0
    assert np.isnan(list(figures.values())).all()
    assert moments(np.array([0, 1]))[1] != moments(np.array([0, 1]))[1]
    assert quantile(np.zeros(3, int), 0.5) != quantile(np.zeros(3, int), 0.5)
    assert survival_table(empty)["course"].size == 0


def test_a_cohort_can_be_run_again_from_its_manifest(cohort):
    again = rerun(cohort.manifest)
    assert again.manifest == cohort.manifest
    for name, column in cohort.columns.items():
        np.testing.assert_array_equal(again[name], column)
    manifest = cohort.manifest.as_dict()
    assert manifest["seed"] == 7
    assert manifest["parameter_hash"] == as_published().hash
    assert json.dumps(manifest)


def test_own_numbers_run_again_too():
    from iptcore.simulation import Basis, Parameter, Part, Per
    from iptcore.simulation.inputs.arms import Arm

    own = Parameter(name="mine", value=0.1, unit="log", meaning="mine", source="mine", basis=Basis.ASSUMED)
    arm = Arm(name="mine", parts=(Part(effect="mine", per=Per.SESSION, pace="ipt"),), leaving="leaving_ipt")
    cohort = simulate(IPT_PLAN, 100, seed=7, arm=arm, parameters=as_published().with_more(own).but(scenario="mine"))
    assert rerun(cohort.manifest).summary() == cohort.summary() == rerun(cohort.summary().manifest)
    assert rerun(cohort.manifest).manifest == cohort.manifest


def test_a_short_plan_has_completers_of_its_own_only():
    cohort = simulate(weekly(8, code="brief"), 200, seed=7, parameters=as_published())
    assert math.isnan(cohort.summary().figures()["completers"])
    halves = Summary.of(cohort.request, cohort.columns) + Summary.empty(cohort.request)
    assert math.isnan(halves.figures()["completers"])
    for plan in (weekly(11, code="few"), weekly(16, code="twice", per_week=2)):
        assert math.isnan(simulate(plan, 20, seed=7, parameters=as_published()).summary().figures()["completers"])
    nobody = simulate(IPT_PLAN, 20, seed=7, parameters=as_published().but(leaving_ipt=5.0))
    assert nobody.summary().figures()["completers"] == 0.0
    assert 0.5 < cohort.completers(6, 7).mean() < 1.0
    with pytest.raises(
        BadRequest, match=r"8 sessions in 8 weeks, .* at least 12 in 15: pass others, completers\(6, 7\)"
    ):
        cohort.completers()
    with pytest.raises(BadRequest, match=r"completers\(6, 7\)"):
        cohort.completers(6, 9)
    without = simulate(IPT_PLAN, 20, seed=7, arm="usual_care", parameters=as_published())
    with pytest.raises(BadRequest, match=r"at most 0 sessions in 16 weeks, .*: pass others, completers\(0, 15\)"):
        without.completers()
    assert without.completers(0, 15).any()


def test_what_no_manifest_can_hold_is_said():
    cohort = simulate(IPT_PLAN, 20, seed=7, policy=Policy(attendance=lambda s: np.full(len(s.severity), 0.5)))
    assert not cohort.manifest.repeatable
    assert "attendance" in cohort.manifest.arguments
    with pytest.raises(BadRequest, match="call the function that made the result again, and pass them"):
        rerun(cohort.manifest)


def test_tables_are_taken_by_the_libraries_researchers_use(cohort):
    tables = long_table(cohort, last=100), survival_table(cohort), client_table(cohort)
    assert len(tables[0]["score"]) == 1700
    assert tables[0]["score"][16] == pytest.approx(cohort.scores()[16, 0], nan_ok=True)
    assert tables[0]["in_treatment"].sum() == (cohort["weeks"][:100] + 1).sum()
    assert len(tables[1]["course"]) == cohort["well"].sum()
    curve = kaplan_meier(tables[1])
    assert (np.diff(curve["well"]) < 0).all()
    assert curve["well"][-1] == pytest.approx(1 - tables[1]["recurred"].mean())
    for table in tables:
        assert len({len(column) for column in table.values()}) == 1
        for library, make in (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "table")):
            assert len(getattr(importlib.import_module(library), make)(table)) == len(table["course"])


def test_survival_with_ties_and_losses():
    table = {
        "course": np.arange(6),
        "months": np.array([5.0, 2.0, 2.0, 3.0, 5.0, 9.0]),
        "recurred": np.array([True, True, True, False, True, False]),
    }
    curve = kaplan_meier(table)
    assert curve["month"].tolist() == [2.0, 5.0]
    assert curve["at_risk"].tolist() == [6, 3]
    assert curve["well"] == pytest.approx([4 / 6, 4 / 6 / 3])


def test_tables_are_made_of_cohorts():
    for make in (long_table, survival_table, client_table):
        with pytest.raises(BadRequest, match="pass the result of simulate"):
            make(5)


def test_no_recurrence_makes_an_empty_curve():
    table = {"course": np.arange(2), "months": np.array([18.0, 18.0]), "recurred": np.array([False, False])}
    assert kaplan_meier(table)["month"].size == 0


def test_outcomes():
    nan = np.nan
    scores = np.array([[20.0, 20.0], [nan, 10.0], [8.0, nan]])
    assert outcomes.carried_forward(scores).tolist() == [8.0, 10.0]
    assert outcomes.response(scores[0], np.array([10.0, 11.0])).tolist() == [True, False]
    assert outcomes.worse(np.array([10.0, 10.0]), np.array([16.0, 15.0]), 6).tolist() == [True, False]
    flat, fall = np.full(8, 30.0), np.array([30.0, 31, 30, 29, 15, 14, 15, 16])
    assert outcomes.sudden_gains(np.stack([flat, fall], axis=1)).tolist() == [False, True]
    assert outcomes.sudden_gains(np.stack([fall, flat], axis=1)[:2]).tolist() == [False, False]


def test_the_description_is_written_from_the_code():
    said = describe()
    for words in (*as_published().numbers, "SFC64", "partly unverified", "waiting_list"):
        assert words in said
    assert "**Note:**" not in said
    assert "**Note:** the model was not fitted to outcomes of this form" in describe(IPT_A)
    assert "score\n   of any height" in describe(IPT_PLAN.replace(entry_cut=None), as_published().but(scenario="mine"))


def test_a_column_that_is_not_there(cohort):
    with pytest.raises(BadRequest, match=r"no such column: use one of score\.HRSD-17, weeks"):
        cohort["mood"]


def test_scores_far_beyond_the_usual_are_counted_too():
    wide = Scale(name="wide", highest=1000, slope=20.0, error_sd=1.0)
    summary = simulate(IPT_PLAN, 100, seed=7, scales=(wide,)).summary()
    assert summary.rated.shape == (17, 1001)
    assert summary.figures()["baseline_mean"] > 256
