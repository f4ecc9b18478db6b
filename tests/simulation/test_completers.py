"""The completers as those who are analysed: in a comparison, a power and a sample size."""

import ast

import attrs
import numpy as np
import pytest

from iptcore.simulation import (
    BadRequest,
    Comparison,
    Estimate,
    Trial,
    as_published,
    power,
    rerun,
    sample_size,
    weekly,
)

BRIEF = Trial(
    arms=("ipt", "placebo"), per_arm=40, protocol=weekly(8, code="brief"), completer=(6, 7), parameters=as_published()
)


def test_the_power_for_completers_compares_completers():
    answer = power(BRIEF, seed=3, repetitions=40, completers=True)
    results = BRIEF.run(seed=3, repetitions=40)
    bounds = []
    for repetition in range(40):
        ends = []
        for arm in BRIEF.names:
            group = results.group(arm, repetition)
            done = (group.columns["sessions"] >= 6) & (group.columns["weeks"] >= 7)
            ends.append(group.last[done])
        ours, theirs = ends
        error = np.sqrt(ours.var(ddof=1) / len(ours) + theirs.var(ddof=1) / len(theirs))
        bounds.append(theirs.mean() - ours.mean() - 2.0 * error)
    assert answer.found == (np.array(bounds) > 0).sum()
    assert answer.found != power(BRIEF, seed=3, repetitions=40).found


def test_a_power_for_completers_is_made_again_from_its_manifest():
    for parts in ({}, {"analysis": Comparison.response}):
        answer = power(BRIEF, seed=3, repetitions=10, completers=True, **parts)
        assert rerun(answer.manifest) == answer
        of_all = power(BRIEF, seed=3, repetitions=2, **parts)
        assert '"completers"' not in of_all.manifest.arguments


def test_the_size_of_a_sample_whose_completers_are_analysed():
    per_arm, tried = sample_size(BRIEF, seed=3, repetitions=40, wanted=0.3, completers=True)
    (chosen,) = [each for each in tried if each.per_arm == per_arm]
    assert chosen == power(attrs.evolve(BRIEF, per_arm=per_arm), seed=3, repetitions=40, completers=True)


def test_completers_that_cannot_be():
    with pytest.raises(BadRequest, match="has to be True or False"):
        power(BRIEF, seed=3, completers=1)
    with pytest.raises(BadRequest, match="at most 8 sessions in 8 weeks"):
        power(attrs.evolve(BRIEF, completer=(12, 15)), seed=3, repetitions=2, completers=True)


@pytest.mark.parametrize("arm", ["ipt", "usual_care"])
@pytest.mark.parametrize("sessions", [1, 8, 16])
def test_what_the_refusal_of_completers_advises_is_taken(sessions, arm):
    plan = weekly(sessions, code="plan")
    trial = attrs.evolve(BRIEF, arms=("ipt", "usual_care"), protocol=plan, completer=(99, 99))
    with pytest.raises(BadRequest) as refused:
        trial.run(seed=1).group(arm, completers=True)
    advice = ast.literal_eval(str(refused.value).split("completer=")[1])
    assert len(attrs.evolve(trial, completer=advice).run(seed=1).group(arm, completers=True)) > 0


def test_an_interval_with_its_ends_exchanged_is_refused():
    def the_other_way_round(comparison):
        found = comparison.mean_difference()
        return Estimate(-found.value, -found.low, -found.high)

    with pytest.raises(BadRequest, match="low end of this interval lies above its high end"):
        power(BRIEF, seed=3, repetitions=2, analysis=the_other_way_round)
