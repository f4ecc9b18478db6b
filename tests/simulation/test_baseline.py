"""The people of a study, by its own table of baselines and on its own instrument."""

import numpy as np
import pytest

from iptcore.errors import InvalidValue
from iptcore.simulation import (
    IPT_PLAN,
    BadRequest,
    Baseline,
    Cohort,
    Scale,
    Trial,
    as_published,
    describe,
    power,
    predictive,
    rerun,
    simulate,
)

PHQ = Baseline(instrument="PHQ-9", mean=16.0, sd=4.0, cut=10)
MOOD = Scale(name="mood", intercept=2.0, slope=0.5, own_sd=1.0, error_sd=1.5, highest=30, source="my own")


def people(baseline, **more):
    plan = IPT_PLAN.replace(instrument=baseline.instrument, baseline=baseline)
    return simulate(plan, 40_000, seed=3, arm="untreated", parameters=as_published(), **more)


@pytest.mark.parametrize(
    "baseline",
    [
        PHQ,
        Baseline(instrument="PHQ-9", mean=16.0, sd=4.5),
        Baseline(instrument="MADRS", mean=28.0, sd=6.9, cut=20),
        Baseline(instrument="HRSD-17", mean=19.6, sd=4.6, cut=14),
        Baseline(instrument="EPDS", mean=17.6, sd=3.9, cut=12),
        Baseline(instrument="mood", mean=14.0, sd=3.5, cut=9),
    ],
    ids=lambda baseline: f"{baseline.instrument} {baseline.cut}",
)
def test_those_taken_in_are_those_of_the_study(baseline):
    first = people(baseline, scales=(MOOD,) if baseline.instrument == "mood" else None).scores()[0]
    assert first.mean() == pytest.approx(baseline.mean, abs=0.12)
    assert first.std(ddof=1) == pytest.approx(baseline.sd, rel=0.02)
    assert first.min() >= (0 if baseline.cut is None else baseline.cut)


def test_a_cut_that_says_what_the_plan_says_changes_nothing():
    plan = IPT_PLAN.replace(baseline=Baseline(instrument="HRSD-17", cut=14))
    assert simulate(plan, 3000, seed=3).summary() == simulate(IPT_PLAN, 3000, seed=3).summary()


def test_people_come_at_a_peak_of_what_takes_them_in():
    plan = IPT_PLAN.replace(baseline=Baseline(instrument="PHQ-9", cut=15), rating_weeks=(0, 1, 16))
    cohort = simulate(plan, 40_000, seed=3, arm="untreated", scales=("PHQ-9", "HRSD-17"), keep=("severity",))
    phq, hrsd = cohort.scores("PHQ-9"), cohort.scores("HRSD-17")
    latent = cohort["severity"][0]
    # The PHQ-9 lets them in, so it reads more than their severity; the HRSD-17 only shares the fluctuation of the week.
    assert phq[0].mean() - (1.19 + 0.693 * latent.mean()) > 0.4
    assert 0.0 < hrsd[0].mean() - latent.mean() < 1.0
    assert phq[1].mean() < phq[0].mean() - 0.2


def test_baselines_passed_in_are_scores_of_that_instrument():
    plan = IPT_PLAN.replace(instrument="MADRS", baseline=Baseline(instrument="MADRS", cut=20))
    given = np.arange(2000) % 41 + 20.0
    cohort = simulate(plan, 2000, seed=3, clients={"baseline": given})
    inside = (given >= 25) & (given <= 50)
    assert np.abs(cohort.scores()[0] - given)[inside].max() == 0
    with pytest.raises(BadRequest, match="from 0 to 60"):
        simulate(plan, 2, seed=3, clients={"baseline": [61, 20]})
    with pytest.raises(BadRequest, match="from 0 to 52"):
        simulate(IPT_PLAN, 2, seed=3, clients={"baseline": [53, 20]})


def test_it_comes_back_from_manifest_and_file(tmp_path):
    plan = IPT_PLAN.replace(instrument="PHQ-9", baseline=PHQ)
    cohort = simulate(plan, 300, seed=3, clients={"baseline": np.full(300, 18.0)})
    cohort.save(tmp_path / "cohort.npz")
    again = Cohort.load(tmp_path / "cohort.npz")
    assert again.plan == plan
    assert again.summary() == cohort.summary()
    plain = simulate(plan, 300, seed=3)
    assert rerun(plain.manifest).summary() == plain.summary()
    trial = Trial(protocol=plan, per_arm=10)
    assert rerun(trial.run(seed=1).manifest).trial.protocol == plan


def test_a_study_that_is_planned_keeps_its_people_whatever_the_parameters():
    trial = Trial(protocol=IPT_PLAN.replace(instrument="PHQ-9", baseline=PHQ), per_arm=2000)

    def entry(results):
        return {"first": float(results.group("ipt").scores[0].mean())}

    drawn = predictive(trial, seed=3, draws=8, figures=entry).draws["first"]
    assert np.abs(drawn - PHQ.mean).max() < 0.4
    assert power(Trial(protocol=trial.protocol, per_arm=40), seed=3, repetitions=20).failed == 0


@pytest.mark.parametrize(
    ("plan", "more", "says"),
    [
        ({"mean": 16.0, "sd": 1.0}, {}, "sd of the baseline is too small"),
        ({"mean": 12.0, "sd": 6.0, "cut": 10}, {}, "no people can have"),
        ({"mean": 30.0, "sd": 3.0}, {}, "no people can have"),
        ({"mean": 14.1, "sd": 4.1, "cut": 10}, {}, "outside the range of the HRSD-17"),
        ({"instrument": "LSAS", "cut": 30}, {}, "cannot read the instrument"),
        ({"instrument": "flat"}, {"scales": (Scale(name="flat", slope=0, highest=10),)}, "slope of at least"),
        ({"instrument": "flat"}, {"scales": (Scale(name="flat", slope=1e-300, highest=10),)}, "slope of at least"),
        ({"cut": 28}, {}, "above 27, the highest score"),
        ({"mean": 20.0, "sd": 3.0, "cut": 28}, {}, "above 27, the highest score"),
        ({"instrument": "long", "cut": 90}, {"scales": (Scale(name="long", highest=100),)}, "cut of its baseline"),
    ],
)
def test_people_who_cannot_be_are_refused(plan, more, says):
    baseline = Baseline(**{"instrument": "PHQ-9", **plan})
    with pytest.raises(BadRequest, match=says):
        simulate(IPT_PLAN.replace(baseline=baseline), 3, seed=1, parameters=as_published(), **more)


@pytest.mark.parametrize("parts", [{"mean": 16.0}, {"sd": 4.0}, {"cut": -1}, {"mean": "high", "sd": 3}])
def test_half_a_baseline_is_refused(parts):
    with pytest.raises(InvalidValue):
        Baseline(instrument="PHQ-9", **parts)


def test_the_description_says_who_is_taken_in():
    said = " ".join(describe(IPT_PLAN.replace(baseline=PHQ)).split())
    assert "of 10 or more on the PHQ-9; those who enter have a mean of 16 (SD 4)" in said
    assert "of 14 or more on the HRSD-17." in " ".join(describe(IPT_PLAN).split())


def test_baselines_that_may_be_of_another_instrument_are_told_in_the_notes():
    rated = IPT_PLAN.replace(instrument="PHQ-9")
    scores = {"baseline": [4, 9, 20, 27]}
    cohort = simulate(rated, 4, seed=1, clients=scores)
    assert cohort.scores()[0].tolist() != scores["baseline"]
    trial = Trial(arms=("ipt", "placebo"), per_arm=2, protocol=rated, clients=scores)
    for result in (cohort, trial.run(seed=1)):
        (note,) = result.manifest.notes
        assert "taken for scores on the HRSD-17, and ipt is rated on the PHQ-9" in note
    advised = rated.replace(baseline=Baseline(instrument="PHQ-9"))
    told = simulate(advised, 4, seed=1, clients=scores)
    assert (told.scores()[0].tolist(), told.manifest.notes) == (scores["baseline"], ())
    assert simulate(rated, 4, seed=1).manifest.notes == ()
    assert simulate(IPT_PLAN, 4, seed=1, clients=scores).manifest.notes == ()
