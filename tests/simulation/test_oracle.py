"""The columns and the plain scalar model come to the same courses."""

import attrs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iptcore.protocol.catalogue import IPT_AST
from iptcore.simulation import ARMS, IPT_PLAN, SCALES, Arm, Baseline, Part, Per, Scale, as_published, plan_of, weekly
from iptcore.simulation.engine.block import simulate_block
from iptcore.simulation.inputs.policy import AS_PLANNED, Policy
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.inputs.seeds import BLOCK
from iptcore.vocabulary import Frequency
from simulation.oracle import live_one

pytestmark = pytest.mark.slow

SCHEDULES = {
    "weekly": IPT_PLAN,
    "every four weeks, and after": IPT_PLAN.replace(rating_weeks=(0, 4, 8, 12, 16, 30)),
    "weekly treatment goes on": IPT_PLAN.replace(rating_weeks=(0, 16, 30), weekly_until=24),
    "twice a week": weekly(15, code="twice", per_week=2),
    "now and then": IPT_PLAN.replace(session_weeks=(1, 1, 1, 2, 3, 3, 9), phases=()),
    "single sessions, and then a group": plan_of(IPT_AST),
    "every other week": IPT_PLAN.replace(
        session_weeks=tuple(range(2, 17, 2)), phases=(), rating_weeks=(0, 1, 2, 3, 7, 16)
    ),
}
MOOD = Scale(name="mood", intercept=-3.0, slope=0.4, own_sd=1.0, error_sd=2.0, highest=10, source="my own")


def run_of(arm, plan, **more):
    asked = Request.of(
        plan, 200, seed=11, arm=arm, parameters=as_published(), scales=("HRSD-17",), keep=("severity",)
    )  # fmt: skip
    return attrs.evolve(asked, **more)


def check(run, block, places):
    columns = simulate_block(run, block, 200)
    for place in places:
        life = live_one(run, block, place)
        np.testing.assert_allclose(columns["severity"][:, place], life.severity, atol=1e-9, rtol=0)
        for scale, scores in life.scores.items():
            np.testing.assert_array_equal(columns[f"score.{scale}"][:, place], scores)
        assert columns["weeks"][place] == life.weeks
        assert columns["ended"][place] == life.ended
        assert columns["sessions"][place] == sum(life.attended)
        if "attended" in columns:
            assert columns["attended"][:, place].tolist() == life.attended
        if run.policy.switching:
            assert (columns["final_arm"][place], columns["switched"][place]) == (life.arm, life.switched)
        assert columns["well"][place] == life.well
        assert columns["recurred"][place] == life.recurred
        np.testing.assert_allclose(columns["months_well"][place], life.months_well)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("arm", list(ARMS))
@pytest.mark.parametrize("trial_size", [None, 90])
def test_column_by_column(arm, schedule, trial_size):
    check(run_of(arm, SCHEDULES[schedule], trial_size=trial_size), 1, range(0, 200, 13))


# -- whatever the numbers, the plan and the policy ---------------------------------------------------------------------


def add_a_drug(state):
    return np.where((state.week > 5) & ~(state.score < 12), state.arm_index("combined"), state.arm)


def stop_sessions(state):
    return np.where(state.missed_in_a_row >= 1, state.arm_index("usual_care"), state.arm)


def rings_up(state):
    return np.where(state.missed_in_a_row >= 1, 0.9, 0.6)


def four_more(state):
    return np.where(state.improvement < 0.6, 4, 9)


def quicker(state):
    return np.where(state.covariates["area"] == 1, 1.5, 0.5)


def well(state):
    return state.score <= 6


def leaves_after_three(state):
    return np.where(state.sessions == 3, 0.5, 0.0)


POLICIES = {
    "none": AS_PLANNED,
    "mechanisms": Policy(mechanisms=(0.0, 1.0, 2.0, 0.5)),
    "extension": Policy(extension=four_more, longest_extension=6),
    "switching": Policy(switching=add_a_drug, other_arms=("combined",)),
    "all": Policy(
        attendance=rings_up, response=quicker, finishing=well, switching=stop_sessions, extension=four_more,
        longest_extension=3, other_arms=("usual_care", "drug"),
    ),
    "leaving": Policy(leaving=leaves_after_three),
}  # fmt: skip
PLANS = st.builds(
    lambda schedule, entry, maintenance, risk, group: SCHEDULES[schedule].replace(
        high_risk=risk, **group, **maintenance, **entry
    ),
    st.sampled_from(list(SCHEDULES)),
    st.sampled_from(
        [
            {"entry_cut": None},
            {"entry_cut": 0},
            {"entry_cut": 14},
            {"entry_cut": 20},
            {"baseline": Baseline(instrument="PHQ-9", cut=10)},
            {"baseline": Baseline(instrument="MADRS", cut=22)},
            {"baseline": Baseline(instrument="BDI-II")},
        ]
    ),
    st.sampled_from(
        [
            {},
            {"maintenance": "ipt"},
            {"maintenance": "drug"},
            {"maintenance": "ipt_and_drug", "drug_until": 6},
            {"maintenance": "ipt", "maintenance_frequency": Frequency.WEEKLY},
            {"maintenance": "drug", "drug_until": 0},
            {"maintenance": "ipt_and_drug", "maintenance_frequency": Frequency.FORTNIGHTLY},
        ]
    ),
    st.booleans(),
    st.sampled_from(
        [{"group_size": None, "pre_group": 0}, {"group_size": 5, "pre_group": 0}, {"group_size": 8, "pre_group": 2}]
    ),
)
OWN = Arm(
    name="own",
    parts=(Part(effect=0.02, per=Per.WEEK, pace="own"), Part(effect=0.1, per=Per.SESSION, pace="ipt")),
    leaving=-2.0,
    trial_spread=0.5,
)
RANGES = {
    "entry_mean": (12, 30), "entry_sd": (2, 9), "fluctuation_sd": (0.1, 5), "fluctuation_memory": (0, 1),
    "rating_sd": (0.1, 4), "pace_exponent": (0.1, 3), "pace_correlation": (0, 1), "effect_ipt": (0, 0.3),
    "leaving_ipt": (-6, 1), "leaving_improved": (-6, 8), "leaving_early": (-3, 3), "attendance": (0, 1),
    "natural_rate": (0, 0.3), "natural_depth": (0, 4), "worsening_rate": (0, 0.3), "worsening_size": (0, 20),
    "therapist_sd": (0, 1), "trial_sd": (0, 1), "trial_entry_sd": (0, 5),
    "trial_leaving_sd": (0, 1), "trial_natural_sd": (0, 1.5), "trial_scale_sd": (0, 3), "worsening_power": (0, 2),
    "group_icc": (0, 1), "effect_decline": (-0.5, 1), "effect_brevity": (-0.5, 1.5),
    "fidelity_effect": (-1, 1), "fidelity_recurrence": (-1, 1),
    "mechanism_share": (0, 1), "pace_per_episode": (-0.2, 0.2), "pace_per_decade": (-0.2, 0.2),
    "pace_per_severity": (-0.5, 0.5), "assessed_after_leaving": (0, 1), "missed_rating": (0, 0.9),
    "well_below": (0, 20), "recurrence_rate": (0.001, 0.2), "recurrence_hr_episode": (0.8, 1.5),
    "recurrence_hr_weekly": (0.5, 2), "recurrence_hr_fortnightly": (0.5, 2), "recurrence_hr_drug": (0.1, 2),
    "recurrence_shape": (0.5, 2), "recurrence_hr_no_response": (0.5, 3), "recurrence_hr_recovered": (0.2, 1.5),
}  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plan=PLANS,
    arm=st.sampled_from([ARMS["ipt"], ARMS["combined"], ARMS["usual_care"], OWN]),
    policy=st.sampled_from(list(POLICIES.values())),
    numbers=st.fixed_dictionaries({}, optional={name: st.floats(*map(float, ends)) for name, ends in RANGES.items()}),
    scales=st.sampled_from([("HRSD-17",), ("PHQ-9", "HRSD-17"), (MOOD, "BDI-II")]),
    trial_size=st.sampled_from([None, 90]),
    clients=st.sampled_from([{}, {"therapist": np.arange(BLOCK, dtype=np.int32) * 7 % 50 + 3000}]),
)
def test_whatever_is_asked_for(*, plan, arm, policy, numbers, scales, trial_size, clients):
    run = run_of(
        arm, plan, policy=policy, trial_size=trial_size, clients=clients, numbers={**as_published().numbers, **numbers},
        scales=tuple(SCALES[scale] if isinstance(scale, str) else scale for scale in scales),
    )  # fmt: skip
    check(run, 0, range(0, 200, 29))


def test_improvement_that_makes_leaving_likelier():
    numbers = as_published().but(leaving_improved=-3.0).numbers
    plain, asked = (
        simulate_block(run_of("ipt", IPT_PLAN, numbers=numbers, policy=policy), 0, 2000)
        for policy in (AS_PLANNED, Policy(response=all_come))
    )
    np.testing.assert_array_equal(plain["ended"], asked["ended"])
    assert plain["ended"].mean() > 0.6


def all_come(state):
    return np.ones(len(state.severity))


@pytest.mark.parametrize("arm", ["ipt", "usual_care", "untreated", "combined"])
def test_asking_a_policy_that_changes_nothing_changes_nothing(arm):
    plain = simulate_block(run_of(arm, IPT_PLAN), 0, 700)
    asked = simulate_block(run_of(arm, IPT_PLAN, policy=Policy(response=all_come)), 0, 700)
    for name, column in plain.items():
        np.testing.assert_array_equal(asked[name], column)
