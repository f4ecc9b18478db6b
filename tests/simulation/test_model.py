"""What the model does, in directions a clinician can check."""

import numpy as np
import pytest

from iptcore.errors import InvalidValue
from iptcore.simulation import IPT_PLAN, Policy, as_published, hedges_g, simulate, track
from iptcore.simulation.inputs.posterior import POSTERIOR
from iptcore.simulation.inputs.scales import SCALES
from iptcore.simulation.results import outcomes

N = 4000


def end(**more):
    return simulate(more.pop("plan", IPT_PLAN), N, seed=5, **more)["end_severity"].mean()


def numbers(**more):
    return as_published().but(**more)


def test_treatments_do_more_than_none():
    ends = {
        arm: end(arm=arm) for arm in ("ipt", "drug", "combined", "placebo", "usual_care", "waiting_list", "untreated")
    }
    assert ends["combined"] < ends["ipt"] < ends["placebo"] < ends["usual_care"] < ends["waiting_list"]
    assert ends["drug"] < ends["placebo"]


def test_without_treatment_and_without_life_nothing_changes():
    still = numbers(natural_rate=0.0, worsening_rate=0.0)
    cohort = simulate(IPT_PLAN, 200, seed=5, arm="untreated", parameters=still, keep=("severity",))
    assert (cohort["severity"] == cohort["severity"][0]).all()


@pytest.mark.parametrize(
    ("change", "better"),
    [
        ({"natural_rate": 0.1}, True),
        ({"worsening_rate": 0.1}, False),
        ({"attendance": 0.5}, False),
        ({"effect_ipt": 0.2}, True),
        ({"leaving_ipt": 0.0}, False),
        ({"leaving_early": -9.0}, True),
    ],
)
def test_each_number_works_in_its_direction(change, better):
    assert bool(end(parameters=numbers(**change)) < end()) is better


def test_the_natural_rate_alone_and_the_worsening_rate_alone():
    assert end(parameters=numbers(worsening_rate=0.0)) < end() < end(parameters=numbers(natural_rate=0.0))


@pytest.mark.parametrize("coefficient", ["pace_per_episode", "pace_per_decade", "pace_per_severity"])
def test_covariates_moderate_only_when_asked(coefficient):
    plain, moved = (
        simulate(IPT_PLAN, N, seed=5),
        simulate(IPT_PLAN, N, seed=5, parameters=numbers(**{coefficient: 0.3})),
    )
    by = {"pace_per_episode": "prior_episodes", "pace_per_decade": "age"}.get(coefficient)
    value = plain[by] if by else plain.scores()[0]
    gain = plain["end_severity"] - moved["end_severity"]
    high = value > np.median(value)
    assert gain[high].mean() > gain[~high].mean()


def test_clients_can_be_brought_along():
    given = {
        "baseline": np.full(N, 30.0), "age": np.full(N, 70), "area": np.zeros(N, int), "prior_episodes": np.full(N, 6),
        "mine": np.arange(N),
    }  # fmt: skip
    cohort = simulate(IPT_PLAN, N, seed=5, clients=given)
    assert (cohort.scores()[0] == 30).all()
    assert (cohort["mine"] == np.arange(N)).all()
    recurred = cohort["recurred"].sum() / cohort["well"].sum()
    plain = simulate(IPT_PLAN, N, seed=5)
    assert recurred > plain["recurred"].sum() / plain["well"].sum()
    assert cohort["end_severity"].mean() > plain["end_severity"].mean()
    assert not cohort.manifest.repeatable
    assert simulate(IPT_PLAN, 0, seed=5, clients={"baseline": np.empty(0)})["weeks"].size == 0


def test_people_come_at_a_peak_only_where_a_cut_lets_them_in():
    cut = simulate(IPT_PLAN, N, seed=5, arm="untreated", keep=("severity",))
    free = simulate(IPT_PLAN.replace(entry_cut=None), N, seed=5, arm="untreated", keep=("severity",))
    assert cut.scores()[0].min() == 14
    assert (cut.scores()[0] - cut["severity"][0]).mean() > (free.scores()[0] - free["severity"][0]).mean() + 0.2


def test_mechanisms_matter_only_when_cut_and_only_as_far_as_they_are_causal():
    cut = Policy(mechanisms=(0.0, 0.0, 0.0, 0.0))
    assert end(policy=cut) == end()
    assert end(policy=cut, parameters=numbers(mechanism_share=0.5)) > end()
    assert end(parameters=numbers(mechanism_share=0.5)) == end()
    whole = simulate(IPT_PLAN, 50, seed=5)
    assert (track(simulate(IPT_PLAN, 50, seed=5, policy=cut), noise_sd=0.0) == 0).all()
    assert track(whole, noise_sd=0.0).sum() > 0


def test_fidelity_works_when_switched_on():
    plain, on = simulate(IPT_PLAN, N, seed=5), simulate(IPT_PLAN, N, seed=5, parameters=numbers(fidelity_effect=0.5))
    assert on["end_severity"].std() > plain["end_severity"].std()


def test_maintenance_and_risk_and_shape():
    def recurred(plan, **more):
        cohort = simulate(plan, N, seed=5, **more)
        return cohort["recurred"].sum() / cohort["well"].sum()

    base = recurred(IPT_PLAN)
    assert recurred(IPT_PLAN.replace(maintenance="drug")) < recurred(IPT_PLAN.replace(maintenance="ipt")) < base
    assert recurred(IPT_PLAN.replace(maintenance="ipt_and_drug")) < recurred(IPT_PLAN.replace(maintenance="drug"))
    assert recurred(IPT_PLAN.replace(high_risk=True)) > base
    assert recurred(IPT_PLAN, parameters=numbers(recurrence_shape=0.5)) != base
    assert "recurred" not in simulate(IPT_PLAN.replace(follow_up_months=0), 5, seed=5).columns


def test_ratings_missed_and_ratings_after_leaving():
    some = simulate(IPT_PLAN, N, seed=5, parameters=numbers(missed_rating=0.2))
    stayed = some["ended"] == 0
    assert np.isnan(some.scores()[1:, stayed]).mean() == pytest.approx(0.2, abs=0.01)
    assert not np.isnan(some.scores()[0]).any()
    half = simulate(IPT_PLAN, N, seed=5, parameters=numbers(assessed_after_leaving=0.5))
    left = half["ended"] == 1
    assert np.isnan(half.scores()[-1, left]).mean() == pytest.approx(0.5, abs=0.05)
    all_seen = simulate(IPT_PLAN, N, seed=5, parameters=numbers(assessed_after_leaving=1.0))
    assert not np.isnan(all_seen.scores()).any()


def test_people_leave_between_sessions_and_a_monthly_plan_loses_no_more_for_its_length():
    monthly = IPT_PLAN.replace(
        weeks=64, session_weeks=tuple(range(4, 65, 4)), rating_weeks=tuple(range(0, 65, 4)), phases=()
    )
    still = numbers(leaving_improved=0.0, leaving_early=0.0)
    slow, fast = (simulate(plan, N, seed=5, parameters=still) for plan in (monthly, IPT_PLAN))
    assert set(np.unique(slow["weeks"])) <= set(monthly.session_weeks)
    assert (slow["ended"] == 1).mean() == pytest.approx((fast["ended"] == 1).mean(), abs=0.04)
    without = simulate(monthly, N, seed=5, arm="usual_care", parameters=still)
    assert (without["ended"] == 1).mean() > (slow["ended"] == 1).mean() + 0.2


def test_weekly_treatment_goes_on_where_the_plan_says_so():
    plan = IPT_PLAN.replace(rating_weeks=(0, 16, 40))
    longer = plan.replace(weekly_until=40)
    assert end(arm="drug", plan=longer) < end(arm="drug", plan=plan) - 0.5
    assert end(arm="ipt", plan=longer) == end(arm="ipt", plan=plan)
    left = simulate(longer, N, seed=5, arm="drug")["ended"] == 1
    ends = [simulate(form, N, seed=5, arm="drug")["end_severity"][left] for form in (plan, longer)]
    np.testing.assert_array_equal(*ends)
    with pytest.raises(InvalidValue):
        plan.replace(weekly_until=10)


def test_ratings_go_on_after_the_end():
    cohort = simulate(IPT_PLAN.replace(rating_weeks=(0, 16, 40)), N, seed=5)
    assert cohort.scores().shape == (3, N)


def test_scales_follow_severity():
    cohort = simulate(IPT_PLAN.replace(rating_weeks=(0, 16)), N, seed=5, scales=("HRSD-17", "BDI-I", "PHQ-9"))
    for scale in ("BDI-I", "PHQ-9"):
        assert np.corrcoef(cohort.last_score(), cohort.last_score(scale))[0, 1] > 0.6


POOLED = {  # C11: baseline mean and SD, treated and control means after; severity is 18.6 (4.9), 9.8 and 14.2
    "BDI-I": (23.3, 7.1, 12.5, 18.6), "BDI-II": (26.1, 8.1, 15.8, 22.1), "PHQ-9": (14.1, 4.1, 8.0, 11.0),
    "EPDS": (15.0, 4.5, 8.5, 12.0), "CES-D": (26.0, 8.7, 16.6, 22.2), "MADRS": (22.9, 7.8, 14.2, 17.8),
}  # fmt: skip


@pytest.mark.parametrize("name", POOLED)
def test_scales_run_through_the_pooled_means_they_were_fitted_to(name):
    scale, (first, sd, treated, control) = SCALES[name], POOLED[name]
    line = np.polyfit([18.6, 9.8, 14.2], [first, treated, control], 1)
    assert (scale.slope, scale.intercept) == pytest.approx(line, abs=0.01)
    assert np.hypot(scale.slope * 4.9, np.hypot(scale.own_sd, scale.error_sd)) == pytest.approx(sd, abs=0.02)


def test_the_noise_of_scales_is_what_it_was_solved_to():
    """C3: the share that calibration solved by sudden gains; C4: two PHQ-9 a fortnight apart correlate by .737."""
    bdi = SCALES["BDI-I"]
    assert bdi.error_sd**2 / (bdi.own_sd**2 + bdi.error_sd**2) == pytest.approx(POSTERIOR["bdi_error_share"], abs=0.01)
    plan = IPT_PLAN.replace(weeks=2, session_weeks=(), phases=(), rating_weeks=(0, 2), entry_cut=None)
    cohort = simulate(plan, 40_000, seed=5, arm="untreated", scales=("PHQ-9",), parameters=as_published())
    assert np.corrcoef(cohort.scores("PHQ-9"))[0, 1] == pytest.approx(0.737, abs=0.02)


@pytest.mark.parametrize(("arm", "g"), [("usual_care", 0.60), ("other_therapy", 0.06), ("drug", -0.13)])
def test_the_centre_has_the_effects_it_was_solved_to(arm, g):
    """Cuijpers 2016, last scores carried forward on the schedule of the NIMH programme."""
    plan = IPT_PLAN.replace(rating_weeks=(0, 4, 8, 12, 16))
    lasts = [simulate(plan, 60_000, seed=5, arm=treatment).last_score() for treatment in ("ipt", arm)]
    assert hedges_g(*lasts).value == pytest.approx(g, abs=0.02)


def test_the_centre_spreads_trials_as_it_was_solved_to():
    """The standard deviation of g between trials lies between those of the two pools, 0.35 and 0.46."""
    plan, size = IPT_PLAN.replace(rating_weeks=(0, 4, 8, 12, 16)), 512
    ends = [
        simulate(plan, 400 * size, seed=5, arm=arm, trial_size=size).last_score().reshape(-1, size)
        for arm in ("ipt", "usual_care")
    ]
    gs = np.array([hedges_g(*pair).value for pair in zip(*ends, strict=True)])
    sampling = np.mean(2 / size + gs**2 / (4 * size))
    assert np.sqrt(gs.var(ddof=1) - sampling) == pytest.approx(0.405, abs=0.03)


# -- policies ----------------------------------------------------------------------------------------------------------


def test_attendance_and_missing_in_a_row():
    seen = []

    def attendance(state):
        seen.append((state.week, int(state.missed_in_a_row.max()), int(state.sessions.max())))
        return np.where(state.in_treatment, 0.0 if state.week <= 2 else 1.0, 0.0)

    cohort = simulate(IPT_PLAN, 300, seed=5, policy=Policy(attendance=attendance))
    assert seen[:3] == [(1, 0, 0), (2, 1, 0), (3, 2, 0)]
    assert not cohort["attended"][:2].any()
    assert cohort["attended"][2:, cohort["ended"] == 0].all()


def test_leaving_finishing_and_own_chance():
    def leave(state):
        return (state.uniforms("moving house") < 0.05).astype(float)

    def well(state):
        return state.score <= 6

    cohort = simulate(IPT_PLAN, N, seed=5, policy=Policy(leaving=leave, finishing=well))
    ended = np.bincount(cohort["ended"], minlength=3) / N
    assert ended[1] == pytest.approx(0.3, abs=0.15)
    assert ended[2] > 0.2
    early = cohort["ended"] == 2
    assert (cohort["weeks"][early] < 16).all()
    same = simulate(IPT_PLAN, N, seed=5, policy=Policy(leaving=leave, finishing=well))
    assert (same["weeks"] == cohort["weeks"]).all()


def test_extension_gives_more_sessions_to_those_who_need_them():
    def four_more(state):
        return np.where(state.improvement < 0.5, 4, 0)

    cohort = simulate(IPT_PLAN, N, seed=5, policy=Policy(extension=four_more, longest_extension=4))
    assert cohort["attended"].shape == (20, N)
    assert set(np.unique(cohort["weeks"][cohort["ended"] == 0])) == {16, 20}
    assert cohort["end_severity"].mean() < simulate(IPT_PLAN, N, seed=5)["end_severity"].mean()
    assert not cohort["attended"][16:, cohort["weeks"] == 16].any()
    assert cohort.scores().shape == (21, N)
    assert (np.isnan(cohort.scores()[17:]) == (cohort["weeks"] < np.arange(17, 21)[:, None])).all()


def test_switching_and_adding_a_drug():
    def add_a_drug(state):
        combined = state.arm_index("combined")
        return np.where((state.week > 6) & (state.improvement < 0.3), combined, state.arm)

    cohort = simulate(IPT_PLAN, N, seed=5, policy=Policy(switching=add_a_drug, other_arms=("combined", "usual_care")))
    changed = cohort["final_arm"] == 1
    assert 0.1 < changed.mean() < 0.9
    assert cohort["end_severity"].mean() < simulate(IPT_PLAN, N, seed=5)["end_severity"].mean()


def test_switching_to_an_arm_without_leaving_or_sessions():
    everyone = Policy(switching=lambda state: np.ones(len(state.severity), int), other_arms=("untreated",))
    cohort = simulate(IPT_PLAN, 300, seed=5, policy=everyone)
    assert not cohort["attended"].any()
    assert (cohort["ended"] == 0).all()


def test_a_response_model_of_ones_own():
    faster = Policy(response=lambda state: np.where(state.covariates["area"] == 1, 2.0, 1.0))
    assert end(policy=faster) < end()


def test_ratings_that_were_missed_are_never_shown():
    shown = []

    def attendance(state):
        shown.append(state.score.copy())
        return np.ones(len(state.severity))

    cohort = simulate(
        IPT_PLAN, 300, seed=5, policy=Policy(attendance=attendance), parameters=numbers(missed_rating=0.5)
    )
    for week, seen in enumerate(shown):
        taken = outcomes.carried_forward(cohort.scores()[: week + 1])
        there = cohort["weeks"] > week
        np.testing.assert_array_equal(seen[there], taken[there])


def test_policies_rate_with_any_schedule():
    quiet = Policy(finishing=lambda state: np.isnan(state.score))
    plan = IPT_PLAN.replace(rating_weeks=(0, 8), session_weeks=(2, 4, 6, 16), phases=())
    assert (simulate(plan, 50, seed=5, policy=quiet, parameters=as_published())["ended"] != 2).all()
