"""Whoever misspells a name of the simulator is first shown the name that was probably meant."""

import numpy as np
import pytest

from iptcore.simulation import (
    IPT_PLAN,
    SCALES,
    Arm,
    BadRequest,
    Baseline,
    Part,
    Per,
    Policy,
    Trial,
    as_published,
    expected,
    long_table,
    one_way,
    posterior_draw,
    power,
    probabilistic,
    scenario,
    simulate,
    track,
)

COHORT = simulate(IPT_PLAN, 20, seed=7)
WITHOUT_SESSIONS = simulate(IPT_PLAN, 20, seed=7, arm="usual_care")
TRIAL = Trial(arms=("ipt", "placebo"), per_arm=4)
RESULTS = TRIAL.run(seed=7)
SPREADS = probabilistic(IPT_PLAN, seed=7, draws=2, courses=8)
OWN = Arm(name="own", parts=(Part(effect="efect_ipt", per=Per.SESSION, pace="ipt"),))


def simulated(plan=IPT_PLAN, **wishes):
    return simulate(plan, 3, seed=7, **wishes)


def switching(state):
    return np.full(len(state.arm), state.arm_index("combind"))


def on(instrument):
    return IPT_PLAN.replace(baseline=Baseline(instrument=instrument))


@pytest.mark.parametrize(
    ("ask", "meant", "else_"),
    [
        (lambda: simulated(arm="drgu"), "drug", "pass an Arm of your own, or one of: ipt, drug"),
        (lambda: simulated(arm="IPT"), "ipt", "pass an Arm"),
        (lambda: simulated(arm=OWN), "effect_ipt", "add it with parameters.with_more"),
        (lambda: simulated(scales=("PHQ9",)), "PHQ-9", "pass a Scale of your own, or one of: HRSD-17"),
        (lambda: simulated(scales=("HAM-D",)), "HRSD-17", "pass a Scale"),
        (lambda: simulated(IPT_PLAN.replace(instrument="phq 9")), "PHQ-9", "pass your own parameters"),
        (
            lambda: simulated(IPT_PLAN.replace(instrument="MADRAS"), parameters=as_published()),
            "MADRS",
            "pass your own as the first",
        ),
        (lambda: simulated(on("BDI 2")), "BDI-II", "take one that ships"),
        (lambda: simulated(IPT_PLAN.replace(maintenance="ipt+drug")), "ipt_and_drug", "use one of none, ipt"),
        (lambda: Policy(other_arms=("combind",)), "combined", "pass an Arm"),
        (
            lambda: simulated(policy=Policy(switching=switching, other_arms=("combined",))),
            "combined",
            "use one of ipt, combined, or name it in other_arms",
        ),
        (lambda: COHORT["sesions"], "sessions", "use one of score.HRSD-17"),
        (lambda: COHORT["score.hrsd17"], "score.HRSD-17", "use one of score.HRSD-17"),
        (lambda: COHORT.scores("HRSD 17"), "HRSD-17", 'simulate with scales=("HRSD-17", "…")'),
        (lambda: COHORT.last_score("phq9"), "PHQ-9", 'simulate with scales=("HRSD-17", "…")'),
        (lambda: long_table(COHORT, scale="HDRS"), "HRSD-17", "simulate with"),
        (lambda: Trial(arms=("ipt", "placbo")), "placebo", "pass an Arm"),
        (lambda: Trial(stratum="aera"), "area", "pass a function, or one of: baseline"),
        (lambda: Trial(policies={"placbo": Policy()}), "placebo", "use one of ipt, placebo"),
        (lambda: TRIAL.plan("placbo"), "placebo", "use one of ipt, placebo"),
        (lambda: TRIAL.completes("placbo"), "placebo", "use one of ipt, placebo"),
        (lambda: RESULTS.group("placbo"), "placebo", "use one of ipt, placebo"),
        (lambda: RESULTS.compare("placbo"), "placebo", "use one of ipt, placebo"),
        (lambda: power(TRIAL, seed=7, repetitions=2, other="placbo"), "placebo", "use one of ipt, placebo"),
        (lambda: SPREADS.interval("ipt: last_men"), "ipt: last_mean", "use one of ipt: last_mean"),
        (
            lambda: one_way(IPT_PLAN, seed=7, names=("effect_ipt",), courses=8, figure="g ipt over usual care"),
            "g ipt over usual_care",
            "use one of ipt: last_mean",
        ),
        (
            lambda: one_way(IPT_PLAN, seed=7, names=("efect_ipt",)),
            "effect_ipt",
            f"use one of {len(as_published().items)} names, such as",
        ),
        (lambda: as_published()["effect_ip"], "effect_ipt", f"use one of {len(as_published().items)} names, such as"),
        (lambda: scenario("as published"), "as_published", "use one of as_published, bias_discounted"),
        (lambda: posterior_draw(0, "bias_discount"), "bias_discounted", "use one of"),
        (lambda: expected("PHQ9", 15, 4), "PHQ-9", "use one of HRSD-17"),
    ],
    ids=lambda part: str(part.__code__.co_firstlineno) if callable(part) else None,
)
def test_a_misspelt_name_gets_the_nearest_one_and_then_the_rest(ask, meant, else_):
    with pytest.raises(BadRequest) as refused:
        ask()
    assert f": did you mean {meant}? If not, {else_}" in str(refused.value)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: simulated(arm="zzz"), "unknown arm: pass an Arm of your own, or one of: "),
        (lambda: Trial(arms=("ipt", "brief")), r'of the same treatment has .*: ARMS\["ipt"\].named\("brief"\)'),
        (lambda: Trial(arms=("ipt", "ipt")), r'of the same treatment, .* is ARMS\["ipt"\].named\("brief"\)'),
        (lambda: simulated(scales=("zzz",)), "unknown instrument: pass a Scale of your own, or one of: "),
        (lambda: COHORT["zzz"], "no such column: use one of "),
        (lambda: COHORT["severity"], "without the column severity: .* only with keep="),
        (lambda: WITHOUT_SESSIONS["attended"], "without the column attended: .* absent without sessions"),
        (lambda: RESULTS.group("zzz"), "not in the trial: use one of ipt, placebo$"),
        (lambda: COHORT[["sessions", "weeks"]], "no such column: use one of score.HRSD-17"),
        (lambda: COHORT.scores(["HRSD-17"]), 'simulate with scales=\\("HRSD-17", "…"\\)'),
        (lambda: Trial(stratum=["area"]), "pass a function, or one of: baseline"),
    ],
)
def test_where_no_name_is_near_all_are_listed(ask, says):
    with pytest.raises(BadRequest, match=says):
        ask()


@pytest.mark.parametrize("code", SCALES)
def test_a_code_that_is_known_is_taken_as_it_is(code):
    assert simulated(scales=(code,)).primary == code


def test_what_is_no_column_of_a_cohort_without_sessions_is_not_guessed():
    with pytest.raises(BadRequest, match="no mechanism to track"):
        track(WITHOUT_SESSIONS)
