"""A therapist who continues the course of somebody else first does what is still to be done for the client's safety."""

from datetime import date, timedelta

import pytest

from iptcore import IPT, Status
from iptcore.events import (
    AdverseEventRecorded,
    ConsentWithdrawn,
    ContactMade,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    MiddleBegun,
    ProgressReviewed,
    RelationshipRecorded,
    RiskAssessed,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.model.inventory import SafetyConcern
from iptcore.protocol.catalogue import IPT_CM
from iptcore.readings.safety import open_safety
from iptcore.simulation import Therapist, play
from iptcore.vocabulary import AdverseEventKind, ConsentScope, MissedBy, ReviewOutcome, RiskAction, SafetyConcernKind

DAY = date(2026, 1, 22)
BEGUN = play(IPT, Therapist(IPT), lambda course, event: None if course.has(MiddleBegun) else event)


def continued(*events):
    """The course in the middle phase after *events*, and that which a therapist makes of it."""
    before = IPT.apply(BEGUN, *events)
    return before, play(IPT, Therapist(IPT), course=before)


@pytest.mark.parametrize(
    ("event", "settled_by"),
    [
        (ConsentWithdrawn(on=DAY, scope=ConsentScope.TREATMENT), CourseDiscontinued),
        (RiskAssessed(on=DAY, action=RiskAction.PLAN, reasons="asked openly"), SafetyPlanAgreed),
        (AdverseEventRecorded(on=DAY, what=AdverseEventKind.HYPOMANIA), ProgressReviewed),
        (AdverseEventRecorded(on=DAY, what=AdverseEventKind.SELF_HARM), RiskAssessed),
    ],
    ids=["consent", "plan", "turn", "harm"],
)
def test_an_open_demand_of_safety_is_settled_before_the_next_session(event, settled_by):
    """After consent was withdrawn, the sessions went on without it."""
    before, course = continued(event)
    assert open_safety(before)
    assert type(course.history[before.revision]) is settled_by
    assert [finding.objection.code for finding in IPT.review(course) if finding.entry > before.revision] == []
    assert course.status is Status.ENDED


@pytest.mark.parametrize("asked_before", [False, True], ids=["an attempt alone", "a plan was asked for"])
def test_after_an_attempt_a_safety_plan_is_agreed(asked_before):
    """An assessment that asked for nothing came the same day, and ended the demand for a plan."""
    asked = [RiskAssessed(on=DAY, action=RiskAction.PLAN, reasons="asked openly")] if asked_before else []
    before, course = continued(*asked, AdverseEventRecorded(on=DAY, what=AdverseEventKind.SUICIDE_ATTEMPT))
    written = course.history[before.revision : before.revision + 2]
    assert {type(event) for event in written} == {RiskAssessed, SafetyPlanAgreed}
    assert course.all(RiskAssessed)[1 + asked_before].action is RiskAction.PLAN


def test_a_plan_that_was_asked_for_before_a_pause_is_agreed_after_it():
    asked = RiskAssessed(on=DAY, action=RiskAction.PLAN, reasons="asked openly")
    before, course = continued(asked, CourseSuspended(on=DAY + timedelta(1)))
    kinds = [type(event) for event in course.history[before.revision :]]
    assert kinds[:3] == [RiskAssessed, CourseResumed, SafetyPlanAgreed]


def test_who_did_not_come_is_reached_before_risk_is_assessed():
    attempt = AdverseEventRecorded(on=DAY, what=AdverseEventKind.SUICIDE_ATTEMPT)
    before, course = continued(attempt, SessionMissed(on=DAY + timedelta(7), missed_by=MissedBy.CLIENT))
    kinds = [type(event) for event in course.history[before.revision :]]
    assert kinds[:3] == [ContactMade, RiskAssessed, SafetyPlanAgreed]


def test_after_a_turn_the_client_is_referred_to_a_physician():
    before, course = continued(AdverseEventRecorded(on=DAY, what=AdverseEventKind.PSYCHOSIS))
    assert course.history[before.revision].outcomes == (ReviewOutcome.MEDICAL_REFERRAL,)


def test_nobody_is_judged_safe_in_order_to_go_on():
    """A partner of whom violence was reported was judged safe the same day, and the joint sessions went on."""
    begun = play(IPT_CM, Therapist(IPT_CM), lambda course, event: None if course.has(MiddleBegun) else event)
    [partner] = begun.contract.joint_with
    known = next(somebody for somebody in begun.relationships if somebody.key == partner)
    violence = known.replace(safety_concern=SafetyConcern(kind=SafetyConcernKind.VIOLENCE))
    before = IPT_CM.apply(begun, RelationshipRecorded(on=begun.last_on, relationship=violence))
    course = play(IPT_CM, Therapist(IPT_CM), course=before)
    assert course.all(RelationshipRecorded) == before.all(RelationshipRecorded)
    assert {session.people for session in course.all(SessionHeld)[len(before.all(SessionHeld)) :]} == {()}


def test_what_only_a_later_report_of_the_same_kind_settles_is_left():
    _, course = continued(SafeguardingRaised(on=DAY, concern="somebody may need protection"))
    assert course.status is Status.ENDED
    assert len(course.all(SafeguardingRaised)) == 1


def test_risk_is_assessed_at_the_return_from_a_pause():
    before, course = continued(CourseSuspended(on=DAY))
    assert [type(event) for event in course.history[before.revision :]][:2] == [RiskAssessed, CourseResumed]
    assert IPT.review(course)[len(IPT.review(before)) :] == ()


def test_a_positive_answer_is_followed_up_once_and_not_given_again_on_any_instrument():
    """On the first of two instruments it was copied into each later rating, and nobody assessed the risk."""
    _, course = continued(
        SymptomsRated(on=DAY, instrument="PHQ-9", total=18, suicide_item=2),
        SymptomsRated(on=DAY, instrument="EPDS", total=18, suicide_item=0),
    )
    assert [rating.on for rating in course.all(SymptomsRated) if rating.is_positive] == [DAY]
    assert DAY in [risk.on for risk in course.all(RiskAssessed)]
    assert {rating.instrument for rating in course.all(SymptomsRated) if rating.on > DAY} == {
        "HRSD-17",
        "PHQ-9",
        "EPDS",
    }
