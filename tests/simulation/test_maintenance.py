"""Maintenance treatment: its frequency, and a drug that is withdrawn."""

import json

import attrs
import numpy as np
import pytest

from iptcore.errors import InvalidValue
from iptcore.simulation import (
    ARMS,
    IPT_PLAN,
    BadRequest,
    Cohort,
    Comparison,
    Manifest,
    Trial,
    as_published,
    describe,
    power,
    rerun,
    simulate,
)
from iptcore.vocabulary import Frequency

LONG = IPT_PLAN.replace(follow_up_months=36)
BOTH = LONG.replace(maintenance="ipt_and_drug")
DRUG = LONG.replace(maintenance="drug")
ALIKE = as_published().but(therapist_sd=0.0)
STEADY = ALIKE.but(recurrence_hr_episode=1.0, recurrence_rate=0.05, recurrence_hr_drug=0.2)


def months(plan, **numbers):
    return simulate(plan, 40_000, seed=3, parameters=STEADY.but(**numbers))["months_well"]


def test_no_difference_between_frequencies_was_found():
    cohorts = [
        simulate(LONG.replace(maintenance="ipt", maintenance_frequency=frequency), 500, seed=3).summary()
        for frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY)
    ]
    assert cohorts[0] == cohorts[1] == cohorts[2]
    assert as_published().item("recurrence_hr_weekly").source.startswith("Frank 2007")


@pytest.mark.parametrize("frequency", [Frequency.WEEKLY, Frequency.FORTNIGHTLY])
def test_a_difference_that_is_assumed_is_a_hazard_ratio(frequency):
    plan = LONG.replace(maintenance="ipt", maintenance_frequency=frequency)
    halved = months(plan, **{f"recurrence_hr_{frequency.value}": 0.5})
    np.testing.assert_array_equal(
        halved, months(plan.replace(maintenance_frequency=Frequency.MONTHLY), recurrence_hr_ipt=0.375)
    )


def test_withdrawn_at_once_is_never_given_and_withdrawn_late_is_never_withdrawn():
    np.testing.assert_allclose(months(BOTH.replace(drug_until=0)), months(LONG.replace(maintenance="ipt")))
    np.testing.assert_array_equal(months(BOTH.replace(drug_until=36)), months(BOTH))
    np.testing.assert_allclose(
        months(DRUG.replace(drug_until=12), recurrence_hr_drug=1.0), months(LONG, recurrence_hr_drug=1.0)
    )


@pytest.mark.parametrize("shape", [1.0, 0.8])
def test_the_hazard_is_that_with_the_drug_and_then_that_without(shape):
    well = months(DRUG.replace(drug_until=12), recurrence_shape=shape)
    well = well[~np.isnan(well)]

    def survival(month):
        before, after = min(month, 12) ** shape, max(month, 12) ** shape - 12**shape
        return np.exp(-0.05 * (0.2 * before + after))

    for month in (6, 12, 24, 35.9):
        assert (well > month).mean() == pytest.approx(survival(month), abs=0.015)


def trial(drug_until, per_arm=60, **numbers):
    arms = ARMS["combined"].named("continued"), ARMS["combined"].named("withdrawn")
    plans = {"withdrawn": BOTH.replace(drug_until=drug_until)}
    return Trial(arms=arms, per_arm=per_arm, protocol=BOTH, plans=plans, parameters=STEADY.but(**numbers))


def test_a_withdrawal_is_a_trial_and_its_outcome_recurrence():
    results = trial(6, per_arm=1500).run(seed=3)
    comparison = results.compare()
    assert comparison.recurrence().low > 0.1
    group = comparison.first
    well = group.columns["well"]
    assert group.recurred_of_well[0].mean() == group.columns["recurred"][well].mean()
    # The end of treatment, from which on the arms differ, is the same.
    assert not comparison.mean_difference().excludes_zero
    assert power(trial(6, per_arm=100), seed=3, repetitions=50, analysis=Comparison.recurrence).value > 0.5
    none = power(trial(6, recurrence_hr_drug=1.0), seed=3, repetitions=300, analysis=Comparison.recurrence)
    assert (none.found + none.against) / 300 < 0.08


def test_recurrence_in_groups_and_without_follow_up():
    grouped = attrs.evolve(trial(6, per_arm=400), protocol=BOTH.replace(group_size=8))
    first, second = (design.run(seed=3).compare() for design in (grouped, trial(6, per_arm=400)))
    assert len(first.first.recurred_of_well[1]) == len(first.first.recurred_of_well[0])
    assert first.recurrence().high - first.recurrence().low >= 0.9 * (
        second.recurrence().high - second.recurrence().low
    )
    with pytest.raises(BadRequest, match="without follow-up"):
        Trial(protocol=IPT_PLAN.replace(follow_up_months=0), per_arm=10).run(seed=3).compare().recurrence()


def test_all_of_it_comes_back(tmp_path):
    plan = BOTH.replace(maintenance_frequency=Frequency.WEEKLY, drug_until=12)
    cohort = simulate(plan, 100, seed=3)
    cohort.save(tmp_path / "cohort.npz")
    assert Cohort.load(tmp_path / "cohort.npz").plan == plan
    assert rerun(cohort.manifest).summary() == cohort.summary()
    results = trial(12).run(seed=3)
    assert rerun(results.manifest).compare().recurrence() == results.compare().recurrence()
    answer = power(trial(12), seed=3, repetitions=20, analysis=Comparison.recurrence)
    stored = Manifest.from_dict(json.loads(json.dumps(answer.manifest.as_dict())))
    assert rerun(stored) == answer
    assert answer != power(trial(12), seed=3, repetitions=20)
    said = describe(plan)
    assert "with maintenance (ipt_and_drug, IPT weekly, the drug withdrawn after 12 months)." in said
    assert "follow-up 18 months.\n" in describe()
    assert "with maintenance (drug)." in describe(DRUG)


@pytest.mark.parametrize(
    "parts",
    [
        {"drug_until": 6},
        {"maintenance": "ipt", "drug_until": 6},
        {"maintenance": "drug", "drug_until": -1},
        {"maintenance_frequency": Frequency.WEEKLY},
        {"maintenance": "drug", "maintenance_frequency": Frequency.FORTNIGHTLY},
        {"maintenance": "ipt", "maintenance_frequency": Frequency.TWICE_WEEKLY},
        {"maintenance": "ipt", "maintenance_frequency": "monthly"},
    ],
)
def test_maintenance_that_cannot_be_is_refused(parts):
    with pytest.raises(InvalidValue):
        IPT_PLAN.replace(**parts)


def test_a_ratio_has_to_be_above_nothing():
    with pytest.raises(BadRequest, match="recurrence_hr_weekly"):
        simulate(IPT_PLAN, 3, seed=1, parameters=as_published().but(recurrence_hr_weekly=0.0))
