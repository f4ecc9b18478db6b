"""Schedules: arms of one trial with different ones, and several sessions a week."""

import attrs
import numpy as np
import pytest

from iptcore import IPT
from iptcore.errors import InvalidValue
from iptcore.events import ContractAgreed, ContractAmended, SessionHeld
from iptcore.protocol.catalogue import IPT_B, IPT_M
from iptcore.simulation import (
    ARMS,
    IPT_PLAN,
    BadRequest,
    Baseline,
    Policy,
    Trial,
    as_published,
    plan_of,
    power,
    predictive,
    rerun,
    simulate,
    weekly,
)
from iptcore.vocabulary import Frequency

ALIKE = as_published().but(therapist_sd=0.0)
BRIEF = weekly(8, code="brief").replace(rating_weeks=IPT_PLAN.rating_weeks)
ARM = ARMS["ipt"].named("brief")
TRIAL = Trial(arms=("ipt", ARM), plans={"brief": BRIEF}, parameters=as_published())


def columns_of(results, arm):
    return {name: column for name, column in results.cohorts[arm].columns.items() if name != "therapist"}


def test_equal_schedules_give_equal_results():
    trial = attrs.evolve(TRIAL, plans={"brief": IPT_PLAN.replace(code="again")}, parameters=ALIKE)
    results = trial.run(seed=3, repetitions=5)
    first, second = columns_of(results, "ipt"), columns_of(results, "brief")
    for name, column in first.items():
        np.testing.assert_array_equal(second[name], column)


def test_a_plan_said_twice_is_the_plan_said_once():
    trial = Trial(per_arm=30)
    again = attrs.evolve(trial, plans={"ipt": IPT_PLAN, "placebo": IPT_PLAN}, outcome_week=16)
    by_default, by_name = (version.run(seed=3).compare() for version in (trial, again))
    assert by_default.hedges_g() == by_name.hedges_g()
    np.testing.assert_array_equal(by_default.first.columns["therapist"], by_name.first.columns["therapist"])


def test_more_sessions_do_more_and_none_of_either_does_nothing():
    trial = attrs.evolve(TRIAL, per_arm=3000, spread=False)
    assert trial.run(seed=3).compare().mean_difference().low > 1.0
    none = attrs.evolve(trial, parameters=as_published().but(effect_ipt=0.0, leaving_ipt=-50.0))
    assert not none.run(seed=3).compare().mean_difference().excludes_zero
    result = power(attrs.evolve(none, per_arm=40), seed=3, repetitions=300)
    assert (result.found + result.against) / 300 < 0.09


def test_the_outcome_is_on_a_day_that_all_have():
    longer = IPT_PLAN.replace(rating_weeks=(0, 8, 16, 30))
    shorter = weekly(8, code="brief").replace(rating_weeks=(0, 4, 8))
    trial = attrs.evolve(TRIAL, protocol=longer, plans={"brief": shorter}, outcome_week=8)
    group, brief = (trial.run(seed=3).group(arm) for arm in trial.names)
    assert (len(group.scores), len(brief.scores)) == (2, 3)
    cohort = trial.run(seed=3).cohorts["ipt"]
    np.testing.assert_array_equal(group.observed, cohort.scores()[1, group.rows])
    with pytest.raises(BadRequest, match="last ratings in different weeks"):
        attrs.evolve(trial, outcome_week=None)
    with pytest.raises(BadRequest, match="every arm is rated"):
        attrs.evolve(trial, outcome_week=16)


def test_schedules_of_one_treatment_share_its_place_among_trials():
    results = attrs.evolve(TRIAL, parameters=ALIKE.but(trial_sd=2.0, leaving_ipt=-50.0), per_arm=40).run(
        seed=3, repetitions=40
    )
    first, brief = (
        np.array([results.cohorts[arm].last_score()[place * 80 : place * 80 + 80].mean() for place in range(40)])
        for arm in results.trial.names
    )
    assert np.corrcoef(first, brief)[0, 1] > 0.9
    assert ARM.named("briefer").treatment == "ipt"
    assert ARM.label is None


def test_therapists_of_two_caseloads_are_different_people():
    results = attrs.evolve(TRIAL, plans={"brief": BRIEF.replace(caseload=3)}, per_arm=20).run(seed=3, repetitions=3)
    seen = []
    for repetition in range(3):
        for arm, most in (("ipt", 8), ("brief", 3)):
            numbers, loads = np.unique(results.group(arm, repetition).columns["therapist"], return_counts=True)
            assert loads.max() == most
            seen += numbers.tolist()
    assert len(seen) == len(set(seen))


def test_completers_of_each_arm_have_their_own_definition():
    trial = attrs.evolve(TRIAL, completer={"brief": (6, 8)})
    results = trial.run(seed=3)
    done = results.group("brief", completers=True)
    assert 0 < len(done) < len(results.group("brief"))
    assert (done.columns["sessions"] >= 6).all()
    assert (results.group("ipt", completers=True).columns["sessions"] >= 12).all()


@pytest.mark.parametrize(
    ("completer", "says"),
    [((12, 8), "8 sessions in 8 weeks, and a completer has at least 12 in 8"), ((6, 15), "at least 6 in 15")],
)
def test_completers_that_a_schedule_cannot_have_are_refused(completer, says):
    results = attrs.evolve(TRIAL, completer={"brief": completer}).run(seed=3)
    with pytest.raises(BadRequest, match=says):
        results.compare(completers=True)
    assert len(results.group("ipt", completers=True)) > 0


def four_more(state):
    return np.where(state.improvement < 0.5, 4, 0)


def test_an_extension_of_some_arms_asks_for_the_week_of_the_outcome():
    longer = Policy(extension=four_more, longest_extension=4)
    trial = Trial(policies={"ipt": longer, "placebo": longer}, per_arm=20, completer=(20, 20))
    results = trial.run(seed=3)
    assert {len(results.group(arm).scores) for arm in trial.names} == {21}
    assert 0 < len(results.group("ipt", completers=True)) < 20
    with pytest.raises(BadRequest, match="those of an extension included"):
        attrs.evolve(trial, policies={"ipt": longer})
    results = attrs.evolve(trial, policies={"ipt": longer}, outcome_week=16).run(seed=3)
    assert {len(results.group(arm).scores) for arm in trial.names} == {17}


def test_an_arm_of_another_name_is_given_where_its_treatment_is():
    only = BRIEF.replace(arms=("ipt",))
    assert len(attrs.evolve(TRIAL, plans={"brief": only}).run(seed=3).group("brief")) == 60
    with pytest.raises(BadRequest, match="cannot be given as that arm"):
        simulate(only, 3, seed=1, arm=ARMS["placebo"].named("ipt-like"), parameters=ALIKE)


def test_a_protocol_is_a_schedule_too_and_all_of_it_comes_back():
    trial = attrs.evolve(TRIAL, plans={"brief": IPT_B}, outcome_week=8, completer={"brief": (6, 8)})
    results = trial.run(seed=3, repetitions=2)
    assert results.manifest.notes
    again = rerun(results.manifest)
    assert again.compare().hedges_g() == results.compare().hedges_g()
    assert again.trial.plan("brief").code == "ipt-b"
    result = power(trial, seed=3, repetitions=10)
    assert rerun(result.manifest).found == result.found
    drawn = predictive(trial, seed=3, draws=3)
    np.testing.assert_array_equal(rerun(drawn.manifest).draws["brief: left"], drawn.draws["brief: left"])


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"plans": {"longer": BRIEF}}, "plans names an arm that is not in the trial: use one of ipt, brief"),
        ({"plans": {"bref": BRIEF}}, "did you mean brief?"),
        ({"plans": BRIEF}, "mapping of arms to plans"),
        ({"plans": {"brief": "eight"}}, "a protocol or a Plan"),
        ({"plans": {"brief": BRIEF.replace(entry_cut=None)}}, "the same people"),
        ({"plans": {"brief": BRIEF.replace(baseline=Baseline(instrument="PHQ-9", cut=10))}}, "the same people"),
        ({"plans": {"brief": BRIEF.replace(instrument="PHQ-9")}}, "the same instruments"),
        ({"parameters": None}, "pass parameters"),
        ({"outcome_week": 0}, "at least 1"),
        ({"outcome_week": 17}, "every arm is rated"),
        ({"completer": {"longer": (6, 8)}}, "completer names an arm"),
        ({"completer": {"brief": 6}}, "completer has to be a tuple"),
    ],
)
def test_schedules_that_do_not_go_together_are_refused(parts, says):
    with pytest.raises(BadRequest, match=says):
        attrs.evolve(TRIAL, **parts)


# -- several sessions a week -------------------------------------------------------------------------------------------

TWICE = IPT.adapt(code="twice", name="Twice a week", frequencies=(Frequency.TWICE_WEEKLY,))
QUIET = as_published().but(
    natural_rate=0.0, worsening_rate=0.0, leaving_ipt=-50.0, leaving_improved=0.0, leaving_early=0.0
)
"""Nothing but treatment happens."""


def test_a_protocol_of_two_sessions_a_week_takes_half_the_weeks():
    plan = plan_of(TWICE)
    assert (plan.weeks, plan.session_weeks[:4], len(plan.session_weeks)) == (8, (1, 1, 2, 2), 16)
    assert plan.session_weeks == weekly(16, code="twice", per_week=2).session_weeks
    assert weekly(7, code="thrice", per_week=3).session_weeks == (1, 1, 1, 2, 2, 2, 3)
    assert plan_of(TWICE.adapt(code="thrice", frequencies=(Frequency.THRICE_WEEKLY,))).weeks == 6


@pytest.mark.parametrize("decline", [0.0, 0.5])
def test_where_only_treatment_happens_as_many_sessions_do_as_much(decline):
    cohorts = [
        simulate(weekly(12, code="some", per_week=times), 300, seed=3, parameters=QUIET.but(effect_decline=decline))
        for times in (1, 2, 3)
    ]
    assert [cohort.plan.weeks for cohort in cohorts] == [12, 6, 4]
    for other in cohorts[1:]:
        np.testing.assert_array_equal(other["attended"], cohorts[0]["attended"])
        np.testing.assert_allclose(other["end_severity"], cohorts[0]["end_severity"], rtol=1e-12)


def test_people_may_leave_after_each_of_the_sessions_of_a_week():
    sure = as_published().but(leaving_ipt=-2.0, leaving_improved=0.0, leaving_early=0.0, effect_ipt=0.0, attendance=1.0)
    left = [
        np.isin(simulate(weekly(12, code="some", per_week=times), 20_000, seed=3, parameters=sure)["ended"], 1).mean()
        for times in (1, 2)
    ]
    chance = 1 / (1 + np.exp(2.0))
    assert left == pytest.approx([1 - (1 - chance) ** 11, 1 - (1 - chance) ** 10], abs=0.01)


def test_rows_are_courses_that_their_protocol_accepts():
    cohort = simulate(TWICE, 40, seed=7, parameters=as_published())
    for row, course in enumerate(cohort.courses(protocol=TWICE)):
        assert not [finding for finding in TWICE.review(course) if finding.objection.refuses]
        assert len(course.all(SessionHeld)) == cohort["sessions"][row]
    days = [event.on.weekday() for event in cohort.course(0, protocol=TWICE).all(SessionHeld)]
    assert days[:4] == [0, 3, 0, 3]
    assert rerun(cohort.manifest).summary() == cohort.summary()


def test_the_contract_of_a_row_is_on_the_frequency_of_its_plan():
    plan = weekly(16, code=IPT.code, per_week=2)
    courses = [*simulate(plan, 40, seed=7, parameters=as_published()).courses()]
    assert {course.contract.frequency for course in courses if course.contract} == {Frequency.TWICE_WEEKLY}
    assert not [finding for course in courses for finding in IPT.review(course)]


def twelve_more(state):
    return np.full(len(state.severity), 12)


def test_an_extension_of_two_sessions_a_week_is_agreed_to_be_weekly():
    longer = Policy(extension=twelve_more, longest_extension=12)
    cohorts = [
        simulate(weekly(16, code=IPT.code, per_week=per_week), 5, seed=7, parameters=QUIET, policy=longer)
        for per_week in (1, 2)
    ]
    once, twice = ([*cohort.courses()] for cohort in cohorts)
    for course in twice:
        assert course.last(ContractAgreed).contract.frequency is Frequency.TWICE_WEEKLY
        assert (course.contract.limit, course.contract.frequency) == (28, Frequency.WEEKLY)
        assert "C12a" not in {finding.objection.code for finding in IPT.review(course)}
    assert {course.last(ContractAmended).amendment.frequency for course in once} == {None}
    for course in cohorts[1].courses(protocol=TWICE):  # which has no weekly sessions
        assert course.contract.frequency is Frequency.TWICE_WEEKLY


ANY = IPT.adapt(code="any", frequencies=())
FLEXIBLE = IPT.adapt(code="flexible", frequencies=(Frequency.FLEXIBLE,))


@pytest.mark.parametrize(
    ("protocol", "plan", "agreed"),
    [
        (IPT, IPT_PLAN, Frequency.WEEKLY),
        (IPT, weekly(1, code="one"), Frequency.WEEKLY),
        (TWICE, weekly(7, code="some", per_week=2), Frequency.TWICE_WEEKLY),
        # A frequency that the manual does not have is in no contract.
        (TWICE, weekly(7, code="some"), Frequency.TWICE_WEEKLY),
        (IPT, weekly(16, code="some", per_week=3), Frequency.WEEKLY),
        (ANY, weekly(16, code="some", per_week=3), Frequency.THRICE_WEEKLY),
        (ANY, IPT_PLAN.replace(session_weeks=(2, 4, 6, 8), phases=()), Frequency.FORTNIGHTLY),
        (ANY, plan_of(IPT_M), Frequency.MONTHLY),
        (ANY, IPT_PLAN, Frequency.WEEKLY),
        (ANY, IPT_PLAN.replace(session_weeks=(1, 1, 2, 7), phases=()), Frequency.WEEKLY),
        (FLEXIBLE, weekly(16, code="some", per_week=2), Frequency.FLEXIBLE),
    ],
)
def test_a_frequency_is_agreed_that_the_protocol_allows(protocol, plan, agreed):
    course = simulate(plan, 1, seed=3, parameters=QUIET).course(0, protocol=protocol)
    assert course.contract.frequency is agreed


def test_a_policy_is_asked_for_each_session_of_a_week():
    asked = []

    def once(state):
        asked.append((state.week, int(state.sessions[0])))
        return np.ones(len(state.severity))

    plan = weekly(4, code="some", per_week=2)
    cohort = simulate(plan, 5, seed=3, parameters=QUIET, policy=Policy(attendance=once))
    assert asked == [(1, 0), (1, 1), (2, 2), (2, 3)]
    assert (cohort["sessions"] == 4).all()


@pytest.mark.parametrize("weeks", [(2, 1), (1, 1, 1, 1), (1, 17)])
def test_sessions_that_are_no_schedule_are_refused(weeks):
    with pytest.raises(InvalidValue, match="three in a week"):
        IPT_PLAN.replace(session_weeks=weeks, phases=())
    with pytest.raises(BadRequest, match="per_week"):
        weekly(8, code="some", per_week=4)


def test_weekly_against_monthly_maintenance():
    often = weekly(156, code="weekly-maintenance", ratings_every=4, entry_cut=None)
    trial = Trial(
        arms=(ARMS["ipt"].named("weekly"), "ipt"), protocol=IPT_M, plans={"weekly": often}, per_arm=200,
        parameters=QUIET, spread=False,
    )  # fmt: skip
    results = trial.run(seed=3)
    assert (results.trial.plan("weekly").weeks, results.trial.plan("ipt").weeks) == (156, 156)
    sessions = [results.group(arm).columns["sessions"].mean() for arm in trial.names]
    assert sessions[0] / sessions[1] == pytest.approx(156 / 36, rel=0.05)
    assert results.compare().mean_difference().low > 0
