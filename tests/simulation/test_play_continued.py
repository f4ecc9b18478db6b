"""A therapist who continues the course of somebody else first does what is still to be done for the client's safety."""

from datetime import date

import pytest

from iptcore import IPT, Status
from iptcore.events import (
    AdverseEventRecorded,
    ConsentGiven,
    ConsentWithdrawn,
    CourseResumed,
    CourseSuspended,
    MiddleBegun,
    ProgressReviewed,
    RiskAssessed,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SymptomsRated,
)
from iptcore.readings.safety import open_safety
from iptcore.simulation import Therapist, play
from iptcore.vocabulary import AdverseEventKind, ConsentScope, RiskAction

DAY = date(2026, 1, 22)
BEGUN = play(IPT, Therapist(IPT), lambda course, event: None if course.has(MiddleBegun) else event)


def continued(*events):
    """The course in the middle phase after *events*, and that which a therapist makes of it."""
    before = IPT.apply(BEGUN, *events)
    return before, play(IPT, Therapist(IPT), course=before)


@pytest.mark.parametrize(
    ("event", "settled_by"),
    [
        (ConsentWithdrawn(on=DAY, scope=ConsentScope.TREATMENT), ConsentGiven),
        (RiskAssessed(on=DAY, action=RiskAction.PLAN, reasons="asked openly"), SafetyPlanAgreed),
        (AdverseEventRecorded(on=DAY, what=AdverseEventKind.HYPOMANIA), ProgressReviewed),
        (AdverseEventRecorded(on=DAY, what=AdverseEventKind.SELF_HARM), RiskAssessed),
    ],
    ids=["consent", "plan", "turn", "harm"],
)
def test_an_open_demand_of_safety_is_settled_before_the_next_session(event, settled_by):
    """Consent that was withdrawn was not asked for again: the sessions went on without it."""
    before, course = continued(event)
    assert open_safety(before)
    assert type(course.history[before.revision]) is settled_by
    assert [finding.objection.code for finding in IPT.review(course) if finding.entry > before.revision] == []
    assert course.status is Status.ENDED


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
