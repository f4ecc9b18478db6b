"""What the joint fit is held against: predictors that know as much of a trial as the model, and no more."""

import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "calibration"))

from hierarchy import COMMON, PRIOR_SD, SPREADS, Form, M, Model, spreads_at
from leave_out import Judged, crps, in_sds, naive, naive_line, published
from library import ARM, designs
from other_ways_to_score import PLACES, counted, error_over_trials
from run_results import load
from trials import STUDIES, TYPICAL, Study

WITH_BOTH = [t for t, s in enumerate(STUDIES) if {"control: baseline", "control: end"} <= published(s).keys()]


def judged(name: str = "control: end", scores: dict[str, float] | None = None) -> list[Judged]:
    """That figure of every trial that gives it, the model's draws moved by *scores*."""
    made = []
    for t, study in enumerate(STUDIES):
        if name in published(study) and (got := naive(name, t)):
            mean, sd, free = got
            draws = mean + sd * stats.t(free).ppf(PLACES)
            own = draws + (scores or {}).get(study.name, 0.0)
            unit = TYPICAL[study.scale][1]
            made.append(Judged(study.name, name, published(study)[name], unit, own, draws, draws, draws, draws))
    return made


def test_a_predictor_that_knows_the_baseline_takes_the_line_of_the_other_trials() -> None:
    """The rival of a model that knows the baseline was the pooled fall, a weak one: the model looked twice as good."""
    lost = {"fall": 0.0, "line": 0.0}
    for t in WITH_BOTH:
        value, unit = published(STUDIES[t])["control: end"], TYPICAL[STUDIES[t].scale][1]
        for rival, got in (("fall", naive("control: end", t, fall=True)), ("line", naive_line("control: end", t))):
            mean, sd, free = got
            lost[rival] += crps(value, mean + sd * stats.t(free).ppf(PLACES)) / unit
    assert lost["line"] < 0.8 * lost["fall"]


def on_a_line(t: int, study: Study) -> Study:
    """The trial with its control's end on one line of its baseline, in SDs of the scale."""
    if t not in WITH_BOTH:
        return study
    centre, size = TYPICAL[study.scale]
    x = in_sds(study, "control: baseline", study.control.base)
    return replace(study, control=replace(study.control, post=centre + size * (0.5 * x - 1.0)))


def test_the_line_is_exact_where_the_other_trials_lie_on_one_and_does_not_see_the_trial_that_is_judged() -> None:
    studies = tuple(on_a_line(t, study) for t, study in enumerate(STUDIES))
    for t in WITH_BOTH:
        value = published(studies[t])["control: end"]
        judged_apart = replace(studies[t], control=replace(studies[t].control, post=value + 9.0))
        mean, sd, free = naive_line("control: end", t, (*studies[:t], judged_apart, *studies[t + 1 :]))
        assert (mean, sd, free) == (pytest.approx(value), pytest.approx(0.0, abs=1e-6), len(WITH_BOTH) - 3)


def test_the_line_is_that_of_a_regression_with_the_error_of_its_prediction() -> None:
    t = WITH_BOTH[2]
    others = [STUDIES[k] for k in WITH_BOTH if k != t]
    x, y = (np.array([in_sds(s, n, published(s)[n]) for s in others]) for n in ("control: baseline", "control: end"))
    design = np.column_stack([np.ones_like(x), x])
    beta, rest, *_ = np.linalg.lstsq(design, y)
    at = np.array([1.0, in_sds(STUDIES[t], "control: baseline", STUDIES[t].control.base)])
    variance = rest[0] / (len(x) - 2) * (1 + at @ np.linalg.inv(design.T @ design) @ at)
    centre, size = TYPICAL[STUDIES[t].scale]
    expected = (centre + size * at @ beta, size * variance**0.5, len(x) - 2)
    assert naive_line("control: end", t) == pytest.approx(expected)


def test_the_score_of_draws_is_that_of_their_density() -> None:
    z = 0.7
    exact = z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - np.pi**-0.5
    assert crps(z, stats.norm.ppf(PLACES)) == pytest.approx(exact, abs=2e-4)


def test_a_gain_that_is_the_same_in_every_trial_has_no_error() -> None:
    assert error_over_trials(judged()) == pytest.approx(0.0, abs=1e-12)
    assert error_over_trials(judged(scores={"Dennis 2020": 3.0})) > 0.01


def test_a_model_that_says_what_the_naive_predictor_says_is_no_better_and_one_that_is_further_off_is_worse() -> None:
    ways = ("as the pass mark says", "each kind of figure has the same weight", "each trial has the same weight")
    alike, off = dict(counted(judged())), dict(counted(judged(scores={"Dennis 2020": 30.0})))
    assert list(alike) == [name for name, _ in load("calibration_trials")["counted"]]
    assert {alike[way] for way in ways} == {"+0.0%"}
    assert all(off[way].startswith("-") for way in ways)


def test_who_rates_changes_the_effect_of_ipt_where_people_rate_themselves_alone() -> None:
    library = SimpleNamespace(names=list(designs()), by_week=False)
    spreads = spreads_at(np.zeros(len(SPREADS)))
    (offset, slope), (offset_apart, slope_apart) = (
        Model(library, form=form).maps(spreads) for form in (Form(), Form(self_rated=True))
    )
    assert (offset == offset_apart).all()
    arms, inputs, parameters = np.nonzero(slope != slope_apart)
    c = COMMON.index("effect_self_rated")
    names = [STUDIES[arm // 2].name for arm in arms]
    assert names == ["Bolton 2003", "Grote 2009", "Power 2012", "Dennis 2020", "Vigod 2021"]
    assert (arms % 2 == 0).all()
    assert set(inputs) == {M + 1}
    assert set(parameters) == {M + c}
    assert slope_apart[arms, inputs, parameters] == pytest.approx(PRIOR_SD[c] / ARM[1][2])
