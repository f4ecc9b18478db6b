"""Rows of a cohort as full courses: accepted by their protocol, and every observed column can be read off again."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iptcore import IPT
from iptcore.documents import from_json, to_json
from iptcore.errors import InvalidValue
from iptcore.events import (
    ClientReferred,
    CourseDiscontinued,
    EpisodeRecorded,
    FollowUpHeld,
    MedicationChanged,
    MedicationReviewed,
    MiddleResumed,
    NotDone,
    RecurrenceRecorded,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
    TherapistAssigned,
)
from iptcore.protocol.catalogue import CATALOGUE, IPT_A, IPT_AST, IPT_G, IPT_INPATIENT, IPT_M, IPT_SAD, IPT_VA, IPT_WHO
from iptcore.protocol.number_range import Between
from iptcore.simulation import (
    IPT_PLAN,
    Arm,
    BadRequest,
    Cohort,
    Departures,
    Part,
    Per,
    Policy,
    Scale,
    Trial,
    as_published,
    plan_of,
    rerun,
    simulate,
    timetable_of,
    weekly,
)  # fmt: skip
from iptcore.simulation.play.course_of_row import AREAS
from iptcore.vocabulary import DiscontinuationReason, Ending, Frequency, MedicationNeed, Purpose

pytestmark = pytest.mark.slow

OPENED = date(2026, 1, 5)
ENDINGS = {0: Ending.COMPLETED, 1: Ending.DISCONTINUED, 2: Ending.COMPLETED_EARLY}
ROWS, FEWER = 1000, 100
"""Rows for IPT, and for each other protocol: a row takes 10 ms, and tests/benchmarks has a thousand of each."""


def modelled():
    """All protocols but that of groups beside single sessions."""
    return [protocol for protocol in CATALOGUE if protocol is not IPT_INPATIENT]


def asked(protocol):
    """What to simulate of a protocol: itself, or its plan for groups of eight where it leaves their size open."""
    return plan_of(protocol, group_size=8) if protocol.group_size == Between(None, None) else protocol


def made_up(protocol):
    """The scale of what the model has none for, with made-up numbers; None where it has one."""
    points = {"EDE-Q": (1.0, 0.15, 6), "CAPS-5": (10.0, 1.5, 80), "LSAS": (20.0, 3.0, 144)}
    code = plan_of(asked(protocol)).instrument
    if code not in points:
        return None
    intercept, slope, highest = points[code]
    return (Scale(name=code, intercept=intercept, slope=slope, error_sd=0.1, highest=highest, source="made up"),)


def read_off(course, plan, codes, sessions):
    """The observed columns of a row, from its course alone."""
    week_of = {OPENED + timedelta(weeks=week): week for week in range(251)}
    weeks = sorted({*plan.rating_weeks, *sessions[len(plan.session_weeks) :]})
    scores = {code: [math.nan] * len(weeks) for code in codes}
    for rating in course.all(SymptomsRated):
        scores[rating.instrument][weeks.index(week_of[rating.on])] = rating.total
    attended = {week_of[session.on] + 1 for session in course.all(SessionHeld)}
    missed = {week_of[session.on] + 1 for session in course.all(SessionMissed)}
    assert attended | missed <= set(sessions)
    assert not attended & missed
    return {
        **{f"score.{code}": line for code, line in scores.items()},
        "attended": [week in attended for week in sessions],
        "sessions": len(course.all(SessionHeld)),
        "weeks": week_of[course.ended_on],
        "ended": next(number for number, ending in ENDINGS.items() if ending is course.ending),
        "age": course.opening.age,
        "prior_episodes": course.last(EpisodeRecorded).earlier_episodes,
    }


def check(cohort, row, protocol, *, resumed=False):
    """What has to hold of every row. That a binding objection refuses an entry, `play` has seen to already."""
    course = cohort.course(row)
    plan = plan_of(asked(protocol))
    extension = range(plan.weeks + 1, plan.weeks + 1 + len(cohort["attended"]) - len(plan.session_weeks))
    sessions = (*plan.session_weeks, *extension)
    codes = [name[6:] for name in cohort.columns if name.startswith("score.")]
    for name, recorded in read_off(course, plan, codes, sessions).items():
        np.testing.assert_array_equal(np.asarray(recorded, float), cohort[name][..., row].astype(float), err_msg=name)
    assert all(not finding.objection.refuses for finding in protocol.review(course))
    if course.formulation and AREAS[cohort["area"][row]] in protocol.areas:
        assert type(course.formulation.areas[0].area) is AREAS[cohort["area"][row]]
    assert course.last(TherapistAssigned).therapist == f"therapist-{cohort['therapist'][row]}"
    assert course.has(RecurrenceRecorded) == bool(cohort["recurred"][row])
    assert course.has(FollowUpHeld) == bool(cohort["well"][row] and not cohort["recurred"][row])
    for event in (*course.all(RecurrenceRecorded), *course.all(FollowUpHeld)):
        months = ((event.on - OPENED).days - 7 * (sessions[-1] if resumed else plan.weeks)) / (365.25 / 12)
        assert months == pytest.approx(cohort["months_well"][row], abs=0.5 / 30)
    return course


@pytest.fixture(scope="module")
def cohort():
    return simulate(IPT, ROWS, seed=7)


# -- every row ---------------------------------------------------------------------------------------------------------


@pytest.mark.no_cover  # here and below: single rows go through the same lines, and measuring takes as long
@pytest.mark.parametrize("quarter", range(4))
def test_a_thousand_rows_of_ipt(cohort, quarter):
    endings = {check(cohort, row, IPT).ending for row in range(quarter, ROWS, 4)}
    assert endings == {Ending.COMPLETED, Ending.DISCONTINUED}


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "protocol", [known for known in modelled() if known is not IPT], ids=lambda protocol: protocol.code
)
def test_rows_of_every_protocol_with_a_model(protocol):
    cohort = simulate(asked(protocol), FEWER, seed=11, parameters=as_published(), scales=made_up(protocol))
    for row in range(FEWER):
        check(cohort, row, protocol)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 2**63),
    row=st.integers(0, 9),
    numbers=st.fixed_dictionaries({
        "attendance": st.floats(0.0, 1.0),
        "missed_rating": st.floats(0.0, 0.9),
        "assessed_after_leaving": st.floats(0.0, 1.0),
        "leaving_ipt": st.floats(-6.0, 0.0),
    }),
)  # fmt: skip
def test_whatever_the_numbers_of_the_model(seed, row, numbers):
    check(simulate(IPT, 10, seed=seed, parameters=as_published().but(numbers)), row, IPT)


def test_the_same_row_is_the_same_course(cohort, tmp_path):
    again = simulate(IPT, 20, seed=7)
    cohort.save(tmp_path / "cohort.npz")
    loaded = Cohort.load(tmp_path / "cohort.npz")
    for row in (0, 19):
        assert cohort.course(row) == again.course(row) == loaded.course(np.int64(row))
    assert cohort.course(0) != cohort.course(1)
    assert cohort.course(0, opened=date(2027, 3, 1)).opened_on == date(2027, 3, 1)
    assert from_json(to_json(cohort.course(3))) == cohort.course(3)


def test_a_row_does_not_depend_on_the_rows_written_before_it(cohort):
    forwards = [cohort.course(row) for row in range(40)]
    backwards = [cohort.course(row) for row in reversed(range(40))]
    assert forwards == backwards[::-1] == [simulate(IPT, 40, seed=7).course(row) for row in range(40)]
    assert cohort.course(0, opened=date(2027, 3, 1)) != forwards[0] == cohort.course(0)


def test_a_score_of_nothing_has_no_sign(cohort):
    """Some versions of numpy round a small negative number to -0.0, others to 0.0: the documents are the same."""
    rows = np.flatnonzero((cohort.scores() == 0).any(axis=0))[:50]
    assert len(rows)
    assert not any("-0.0" in to_json(cohort.course(row)) for row in rows)


# -- what happened to somebody -----------------------------------------------------------------------------------------


def test_who_leaves_is_discontinued_with_a_reason(cohort):
    row = int(np.flatnonzero(cohort["ended"] == 1)[0])
    left = cohort.course(row).last(CourseDiscontinued)
    assert left.reason is DiscontinuationReason.CLIENT_CHOICE
    assert left.on == OPENED + timedelta(weeks=int(cohort["weeks"][row]))


def four_more(state):
    return np.where(state.improvement < 0.5, 4, 0)


def two_more(state):
    return np.full(len(state.severity), 2)


def add_a_drug(state):
    return np.where((state.week >= 8) & (state.improvement < 0.3), state.arm_index("combined"), state.arm)


def drug_instead(state):
    return np.full(len(state.severity), 0 if state.week < 5 else state.arm_index("drug"))


def low_enough(state):
    return state.severity < 7.0


def at_once(state):
    return np.full(len(state.severity), True)


def test_an_extension_is_agreed_and_the_middle_phase_resumed():
    policy = Policy(extension=four_more, longest_extension=4)
    cohort = simulate(IPT, 60, seed=7, policy=policy, parameters=as_published().but(leaving_ipt=-2.0))
    for row in range(60):
        course = check(cohort, row, IPT, resumed=True)
        if cohort["ended"][row] == 0:
            assert course.has(MiddleResumed) == (cohort["weeks"][row] == 20)
            assert course.contract.limit == cohort["weeks"][row]
    assert ((cohort["weeks"] > 16) & (cohort["ended"] == 1)).any()


def test_a_short_extension_stays_in_the_last_phase():
    cohort = simulate(IPT, 5, seed=7, policy=Policy(extension=two_more, longest_extension=2))
    for row in np.flatnonzero(cohort["weeks"] == 18):
        course = check(cohort, row, IPT, resumed=True)
        assert not course.has(MiddleResumed)
        assert course.contract.limit == 18


def test_a_drug_added_on_the_way_is_recorded_on_its_day():
    cohort = simulate(IPT, 60, seed=7, policy=Policy(switching=add_a_drug, other_arms=("combined",)))
    assert cohort["switched"].any()
    for row in range(60):
        changes = check(cohort, row, IPT).all(MedicationChanged)
        days = [OPENED + timedelta(weeks=int(week) - 1) for week in cohort["switched"][row : row + 1] if week]
        assert [change.on for change in changes] == days
        assert all(change.taken_now for change in changes)


def test_a_drug_from_the_start_and_stopped_on_the_way():
    started = simulate(IPT, 3, seed=7, arm="combined").course(0)
    assert started.all(MedicationReviewed)[0].need is MedicationNeed.PRESCRIBED
    assert [change.on for change in started.all(MedicationChanged)] == [OPENED]
    policy = Policy(switching=lambda state: np.full(len(state.severity), int(state.week > 3)), other_arms=("ipt",))
    stopped = simulate(IPT, 3, seed=7, arm="combined", policy=policy).course(0)
    assert [change.taken_now for change in stopped.all(MedicationChanged)] == [True, False]


def test_a_change_between_arms_alike_in_drugs_is_no_event():
    own = Arm(name="own", parts=(Part(effect=0.1, per=Per.SESSION, pace="ipt"),))
    policy = Policy(switching=lambda state: np.full(len(state.severity), int(state.week > 3)), other_arms=(own,))
    assert not simulate(IPT, 1, seed=7, policy=policy).course(0).has(MedicationChanged)


def test_who_changes_to_an_arm_without_the_treatment_is_referred():
    cohort = simulate(IPT, 10, seed=7, policy=Policy(switching=drug_instead, other_arms=("drug",)))
    row = int(np.flatnonzero(cohort["switched"] == 5)[0])
    course = cohort.course(row)
    assert course.ending is Ending.REFERRED
    assert course.last(ClientReferred).referral.to == "drug"
    assert course.ended_on == OPENED + timedelta(weeks=4)
    rated = [rating.total for rating in course.all(SymptomsRated)]
    assert rated == [score for score in cohort.scores()[:, row] if not np.isnan(score)]
    assert IPT.review(course) == ()


def another_therapy(state):
    return np.full(len(state.severity), 0 if state.week < 5 else state.arm_index("other_therapy"))


def test_sessions_after_a_referral_are_in_the_columns_alone():
    cohort = simulate(IPT, 10, seed=7, policy=Policy(switching=another_therapy, other_arms=("other_therapy",)))
    for row in np.flatnonzero(cohort["switched"]):
        course = cohort.course(int(row))
        assert course.last(ClientReferred).on == course.ended_on == OPENED + timedelta(weeks=4)
        assert len(course.all(SessionHeld)) == cohort["attended"][:4, row].sum() < cohort["sessions"][row]
        assert cohort["weeks"][row] > 4
        assert course.last(SymptomsRated).on == OPENED + timedelta(weeks=int(cohort["weeks"][row]))


@pytest.mark.parametrize("finishing", [low_enough, at_once])
def test_an_early_end_by_agreement(finishing):
    cohort = simulate(IPT, 30, seed=7, policy=Policy(finishing=finishing))
    assert (cohort["ended"] == 2).any()
    for row in range(30):
        check(cohort, row, IPT)


# -- instruments, plans, protocols -------------------------------------------------------------------------------------


def test_every_instrument_is_rated():
    cohort = simulate(IPT, 20, seed=7, scales=("BDI-II", "HRSD-17", "PHQ-9"))
    for row in range(20):
        check(cohort, row, IPT)


def test_an_instrument_of_ones_own_and_no_baseline_that_the_protocol_knows():
    mood = Scale(name="mood", slope=0.3, error_sd=1.0, highest=20, source="my own")
    course = simulate(IPT, 2, seed=7, scales=(mood,)).course(0)
    assert {rating.instrument for rating in course.all(SymptomsRated)} == {"mood"}
    assert [reason.task for reason in course.all(NotDone)] == ["I02a"]


def test_a_plan_without_phases_and_with_ratings_after_the_end():
    plan = weekly(12, code="ipt", ratings_every=4).replace(rating_weeks=(0, 4, 8, 12, 26))
    cohort = simulate(plan, 10, seed=7, parameters=as_published())
    course = cohort.course(int(np.flatnonzero(cohort["ended"] == 0)[0]))
    assert course.last(SymptomsRated).on == OPENED + timedelta(weeks=26)
    assert course.ended_on == OPENED + timedelta(weeks=12)
    assert len(course.all(SymptomsRated)) == 5


def test_a_plan_without_follow_up():
    course = simulate(IPT_PLAN.replace(follow_up_months=0), 2, seed=7).course(0)
    assert course.last_on == course.ended_on


def test_groups_with_a_plan_of_ones_own():
    plan = weekly(8, code=IPT_AST.code, group_size=6)
    course = simulate(plan, 3, seed=7, parameters=as_published()).course(0)
    assert {session.purpose for session in course.all(SessionHeld)} == {Purpose.GROUP}
    assert all(not finding.objection.refuses for finding in IPT_AST.review(course))


@pytest.mark.parametrize("protocol", modelled(), ids=lambda protocol: protocol.code)
def test_a_plan_keeps_the_numbers_of_its_protocol(protocol):
    plan, table = plan_of(asked(protocol)), timetable_of(protocol)
    in_group = len(plan.session_weeks) - plan.pre_group
    assert protocol.sessions.holds(in_group)
    assert (in_group, plan.pre_group) == (len(table.counted), len(table.sessions) - len(table.counted))
    assert protocol.initial_sessions.holds(plan.phases[0] - plan.pre_group)
    assert (plan.phases[0] - plan.pre_group, plan.phases[2]) == (table.initial, table.last)
    assert (plan.group_size is None) == (protocol.group_size is None)
    assert protocol.group_size is None or protocol.group_size.holds(plan.group_size)


def test_a_group_begins_with_its_single_sessions():
    plan = plan_of(IPT_AST)
    assert (plan.group_size, plan.pre_group, plan.weeks, len(plan.session_weeks)) == (7, 2, 10, 10)
    assert plan.phases == (4, 4, 2)
    assert plan == weekly(
        10, code="ipt-ast", group_size=7, pre_group=2, phases=(4, 4, 2), entry_cut=None, ages=IPT_AST.ages
    )
    assert plan_of(IPT_AST, group_size=4) == plan.replace(group_size=4)
    assert (plan_of(IPT_WHO, group_size=8).phases, plan_of(IPT_G, group_size=9).weeks) == ((2, 5, 2), 23)
    fortnightly = IPT_AST.adapt(code="own", frequencies=(Frequency.FORTNIGHTLY,))
    assert plan_of(fortnightly).session_weeks[:5] == (1, 2, 3, 5, 7)
    for parts in ({"group_size": None}, {"pre_group": 5}, {"pre_group": 11, "phases": ()}):
        with pytest.raises(InvalidValue, match="single sessions before a group"):
            plan.replace(**parts)


def test_members_of_a_group_join_it_and_only_its_sessions_count():
    cohort = simulate(IPT_AST, 60, seed=7, parameters=as_published().but(group_icc=0.3, attendance=0.7))
    for row, course in enumerate(cohort.courses()):
        held, attended = course.all(SessionHeld), cohort["attended"][:, row]
        purposes = [session.purpose for session in held]
        assert purposes == [Purpose.PRE_GROUP] * attended[:2].sum() + [Purpose.GROUP] * attended[2:].sum()
        for missed in course.all(SessionMissed):
            assert missed.counts is (False if missed.on < OPENED + timedelta(weeks=2) else None)
        in_group = {(session.group, session.group_size) for session in course.counted}
        assert in_group <= {(f"group-{cohort['therapist'][row]}", 7)}
        if course.contract:
            assert (course.contract.limit, course.contract.frequency) == (8, Frequency.WEEKLY)
    everybody = simulate(IPT_AST, 60, seed=7, parameters=as_published().but(attendance=1.0, leaving_ipt=-50.0))
    found = {finding.objection.code for course in everybody.courses() for finding in IPT_AST.review(course)}
    assert found == {"S10b"}  # the model knows adults


def test_single_sessions_of_a_protocol_with_groups_beside_them():
    plan = weekly(15, code=IPT_INPATIENT.code, per_week=3)
    course = simulate(plan, 1, seed=7, parameters=as_published()).course(0)
    assert {session.purpose for session in course.all(SessionHeld)} == {Purpose.REGULAR}
    assert course.contract.frequency is Frequency.THRICE_WEEKLY
    assert all(not finding.objection.refuses for finding in IPT_INPATIENT.review(course))


@pytest.mark.parametrize("phases", [(), (2, 6, 2), (10, 0, 0)])
def test_groups_of_odd_phases_are_courses_too(phases):
    plan = plan_of(IPT_AST).replace(phases=phases)
    for course in simulate(plan, 5, seed=7, parameters=as_published()).courses():
        assert all(not finding.objection.refuses for finding in IPT_AST.review(course))
    for course in simulate(plan, 5, seed=7, parameters=as_published()).courses(protocol=IPT):
        assert {session.purpose for session in course.all(SessionHeld)} <= {Purpose.REGULAR}


def test_departures_are_an_option():
    cohort = simulate(IPT, 3, seed=7)
    drifted = cohort.course(0, departures=Departures(drift=1.0))
    assert "M04a" in {finding.objection.code for finding in IPT.review(drifted)}
    assert drifted == cohort.course(0, departures=Departures(drift=1.0))


def test_a_protocol_of_ones_own_is_passed():
    own = IPT.adapt(code="own-arm", sessions=Between(10, 10))
    cohort = simulate(own, 3, seed=7, parameters=as_published())
    assert cohort.course(0, protocol=own).opening.protocol == "own-arm"
    with pytest.raises(BadRequest, match="not in the catalogue"):
        cohort.course(0)


# -- the plan of a protocol --------------------------------------------------------------------------------------------


def test_only_ipt_is_calibrated():
    assert plan_of(IPT) == IPT_PLAN == plan_of(IPT_PLAN)
    assert [protocol.code for protocol in modelled() if plan_of(asked(protocol)).calibrated] == ["ipt"]
    assert not plan_of(IPT.adapt(code="own")).calibrated
    assert not plan_of(IPT.replace(sessions=Between(12, 12))).calibrated
    assert not IPT_PLAN.replace(weeks=20).calibrated
    assert not weekly(12, code="ipt").calibrated
    assert IPT_PLAN.replace(rating_weeks=(0, 16), caseload=4, maintenance="ipt").calibrated
    with pytest.raises(BadRequest, match="not fitted to outcomes of ipt-va"):
        simulate(IPT_VA, 1, seed=7)
    said = simulate(IPT_VA, 1, seed=7, parameters=as_published()).manifest.notes
    assert "assumptions" in said[0]
    assert simulate(IPT, 1, seed=7).manifest.notes == ()


def test_the_numbers_of_a_plan():
    monthly = plan_of(IPT_M)
    assert (monthly.weeks, len(monthly.session_weeks), monthly.session_weeks[:3]) == (156, 36, (1, 5, 10))
    assert monthly.rating_weeks[:3] == (0, 4, 9)
    assert monthly.entry_cut is None
    assert plan_of(IPT_SAD).instrument == "LSAS"
    assert plan_of(IPT.adapt(code="own", primary_instruments=())).instrument == "HRSD-17"
    assert plan_of(IPT_A).phases == (3, 10, 3)
    assert plan_of(IPT.adapt(code="own", sessions=Between(None, None), frequencies=())).weeks == 16


@pytest.mark.parametrize(
    "protocol", [known for known in modelled() if made_up(known)], ids=lambda protocol: protocol.code
)
def test_no_other_diagnosis_runs_as_depression(protocol):
    wanted = asked(protocol)
    code = plan_of(wanted).instrument
    with pytest.raises(
        BadRequest, match=f"does not cover what {protocol.code} treats, rated on {code}: pass your own param"
    ):
        simulate(wanted, 10, seed=7)
    for scales in (None, ("HRSD-17",), ("HRSD-17", *made_up(protocol))):
        with pytest.raises(BadRequest, match=f"no scale for {code}, the primary instrument of {protocol.code}: pass"):
            simulate(wanted, 10, seed=7, parameters=as_published(), scales=scales)
    with pytest.raises(BadRequest, match=f"no scale for {code}"):
        Trial(protocol=wanted, parameters=as_published())
    given = simulate(wanted, 10, seed=7, parameters=as_published(), scales=made_up(protocol))
    assert [name for name in given.columns if name.startswith("score.")] == [f"score.{code}"]
    assert rerun(given.manifest).summary() == given.summary()
    own = simulate(plan_of(wanted).replace(instrument="HRSD-17"), 10, seed=7, parameters=as_published())
    assert "score.HRSD-17" in own.columns


@pytest.mark.parametrize(
    ("protocol", "size", "words"),
    [
        ("ipt", None, "got a str"),
        (IPT_WHO, None, "ipt-who leaves the size of its groups open: pass plan_of"),
        (IPT_WHO.adapt(code="own", group_size=None), None, "own leaves the size of its groups open"),
        (IPT_INPATIENT, None, "groups beside its single sessions"),
        (IPT_INPATIENT, 8, "groups beside its single sessions"),
        (IPT, 8, "ipt is no protocol of groups"),
        (IPT_PLAN, 8, "a group_size of its own"),
        (IPT_AST, 1, "group_size has to be at least 2"),
        (IPT_AST, 101, "group_size has to be at most 100"),
        (IPT_AST, "six", "group_size has to be a whole number"),
        (IPT_AST.adapt(code="own", group_size=Between(1, 1)), None, "group_size has to be at least 2"),
        (IPT_AST.adapt(code="own", by_purpose=((Purpose.GROUP, Between(251, 251)),)), None, "not those of own"),
        (IPT_AST.adapt(code="own", by_purpose=((Purpose.GROUP, Between(0, 0)),)), None, "not those of own"),
    ],
)
def test_what_has_no_plan(protocol, size, words):
    with pytest.raises(BadRequest, match=words):
        plan_of(protocol, group_size=size)


@pytest.mark.parametrize(
    ("sessions", "frequency"),
    [
        (Between(0, 0), Frequency.WEEKLY), (Between(None, 0.5), Frequency.WEEKLY),
        (Between(251, None), Frequency.WEEKLY), (Between(None, 10**15), Frequency.WEEKLY),
        (Between(126, 126), Frequency.FORTNIGHTLY), (Between(58, 58), Frequency.MONTHLY),
    ],
)  # fmt: skip
def test_no_session_and_too_many_have_no_plan(sessions, frequency):
    with pytest.raises(BadRequest, match="not those of own: pass a Plan"):
        plan_of(IPT.adapt(code="own", sessions=sessions, frequencies=(frequency,)))


@pytest.mark.parametrize("initial", [Between(None, None), Between(0, 0), Between(30, 30)], ids=str)
@pytest.mark.parametrize(
    ("sessions", "frequency", "weeks"),
    [
        (Between(1, 1), Frequency.WEEKLY, 1), (Between(1, 1.9), Frequency.MONTHLY, 4),
        (Between(250, 250), Frequency.FLEXIBLE, 250), (Between(125, 125), Frequency.FORTNIGHTLY, 250),
        (Between(57, 57), Frequency.MONTHLY, 247), (Between(40, None), Frequency.WEEKLY, 40),
        (Between(2, 2), Frequency.FORTNIGHTLY, 4), (Between(3, 3), Frequency.TWICE_WEEKLY, 2),
        (Between(250, 250), Frequency.THRICE_WEEKLY, 84),
    ],
)  # fmt: skip
def test_odd_protocols_have_a_plan_and_courses(sessions, frequency, weeks, initial):
    odd = IPT.adapt(code="own", edition="e" * 64, sessions=sessions, frequencies=(frequency,), initial_sessions=initial)
    assert plan_of(odd).weeks == weeks
    cohort = simulate(odd, 2, seed=7, parameters=as_published())
    assert all(not finding.objection.refuses for finding in odd.review(cohort.course(0, protocol=odd)))


# -- nonsense ----------------------------------------------------------------------------------------------------------


def test_nonsense_is_refused_with_advice(cohort):
    for row, words in ((1000, "there are 1000 courses"), (-1, "at least 0"), (1.5, "whole number")):
        with pytest.raises(BadRequest, match=words):
            cohort.course(row)
    with pytest.raises(BadRequest, match="set the parameter missed_rating"):
        cohort.course(0, departures=Departures(missed_rating=0.1))
    with pytest.raises(BadRequest, match="no sessions"):
        simulate(IPT, 1, seed=7, arm="waiting_list").course(0)
    placebo = simulate(IPT, 1, seed=7, arm="placebo")
    with pytest.raises(BadRequest, match="are not IPT"):
        placebo.course(0)
    assert placebo.course(0, protocol=IPT).opened_on == OPENED
