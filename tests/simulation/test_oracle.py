"""The columns and the plain scalar model come to the same courses."""

import attrs
import numpy as np
import pytest

from iptcore.simulation import ARMS, IPT_PLAN, SCALES, as_published
from iptcore.simulation.block import simulate_block
from iptcore.simulation.policy import AS_PLANNED, Policy
from iptcore.simulation.treatment import Run
from simulation.oracle import live_one

SCHEDULES = {
    "weekly": IPT_PLAN,
    "every four weeks, and after": IPT_PLAN.replace(rating_weeks=(0, 4, 8, 12, 16, 30)),
    "every other week": IPT_PLAN.replace(
        session_weeks=tuple(range(2, 17, 2)), phases=(), rating_weeks=(0, 1, 2, 3, 7, 16)
    ),
}


def run_of(arm, plan, **more):
    run = Run(
        seed=11, plan=plan, arm=ARMS[arm], numbers=as_published().numbers, policy=AS_PLANNED,
        scales=(SCALES["hrsd_17"],), keep=frozenset({"severity"}),
    )  # fmt: skip
    return attrs.evolve(run, **more)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("arm", list(ARMS))
@pytest.mark.parametrize("trial_size", [None, 90])
def test_column_by_column(arm, schedule, trial_size):
    run = run_of(arm, SCHEDULES[schedule], trial_size=trial_size)
    made = simulate_block(run, 1, 200)
    for place in range(0, 200, 13):
        life = live_one(run, 1, place)
        np.testing.assert_allclose(made["severity"][:, place], life.severity, atol=1e-9, rtol=0)
        np.testing.assert_array_equal(made["score.hrsd_17"][:, place], life.scores)
        assert made["weeks"][place] == life.weeks
        assert made["ended"][place] == (life.left_after is not None)
        assert made["sessions"][place] == sum(life.attended)
        if ARMS[arm].sessions:
            assert made["attended"][:, place].tolist() == life.attended
        assert made["well"][place] == life.well
        assert made["recurred"][place] == life.recurred
        np.testing.assert_allclose(made["months_well"][place], life.months_well)


def all_come(state):
    return np.ones(len(state.severity))


@pytest.mark.parametrize("arm", ["ipt", "usual_care", "untreated", "combined"])
def test_asking_a_policy_that_changes_nothing_changes_nothing(arm):
    plain = simulate_block(run_of(arm, IPT_PLAN), 0, 700)
    asked = simulate_block(run_of(arm, IPT_PLAN, policy=Policy(response=all_come)), 0, 700)
    for name, column in plain.items():
        np.testing.assert_array_equal(asked[name], column)
