"""What the record of safety holds, which no correction may take away."""

import pytest

from iptcore.course import replay
from iptcore.documents import from_json, to_json
from iptcore.events import (
    AdverseEventRecorded,
    ConsentWithdrawn,
    Correction,
    CrisisContactsRecorded,
    DiagnosisRecorded,
    EntriesCorrected,
    MiddleBegun,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SymptomsRated,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.record import brings_in_no_decision, loses_no_safety_fact, safety_in
from iptcore.vocabulary import (
    AdverseEventKind,
    Condition,
    ConsentScope,
    DiagnosisRole,
    RiskAction,
    SafetyConcernKind,
)
from rules.case import day, opened


def diagnosed(condition: Condition, role: DiagnosisRole = DiagnosisRole.COMORBID, **parts: bool) -> DiagnosisRecorded:
    return DiagnosisRecorded(on=day(1), diagnosis=Diagnosis(condition=condition, role=role, **parts))


CONCERN = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)
DANGERS = [
    RiskAssessed(on=day(1), action=RiskAction.NONE, reasons="x"),
    RiskAssessed(on=day(1), action=RiskAction.PLAN, reasons="x"),
    RiskAssessed(on=day(1), action=RiskAction.URGENT, reasons="x"),
    SymptomsRated(on=day(1), instrument="PHQ-9", total=9, suicide_item=1),
    AdverseEventRecorded(on=day(1), what=AdverseEventKind.MANIA),
    AdverseEventRecorded(on=day(1), what=AdverseEventKind.SELF_HARM),
    diagnosed(Condition.PSYCHOSIS),
    DiagnosisRecorded(
        on=day(1), diagnosis=Diagnosis(condition=Condition.BIPOLAR_DISORDER, role=DiagnosisRole.COMORBID)
    ),
    RiskEscalated(on=day(1), to="the crisis team"),
    SafetyPlanAgreed(on=day(1), plan=SafetyPlan(own_steps=("walk",))),
    CrisisContactsRecorded(on=day(1), contacts=(CrisisContact(how="a line"),)),
    SafeguardingRaised(on=day(1), concern="a child"),
    ConsentWithdrawn(on=day(1), scope=ConsentScope.TREATMENT),
    ConsentWithdrawn(on=day(1), scope=ConsentScope.TREATMENT, person="p"),
    ConsentWithdrawn(on=day(1), scope=ConsentScope.RECORDING),
    RelationshipRecorded(on=day(1), relationship=Relationship(key="p", safety_concern=CONCERN)),
    RelationshipRecorded(on=day(1), relationship=Relationship(key="q", safety_concern=CONCERN)),
]
HARMLESS = [
    SymptomsRated(on=day(1), instrument="PHQ-9", total=9, suicide_item=0),
    DiagnosisRecorded(
        on=day(1), diagnosis=Diagnosis(condition=Condition.PSYCHOSIS, role=DiagnosisRole.COMORBID, active=False)
    ),
    diagnosed(Condition.PSYCHOSIS, role=DiagnosisRole.PAST),
    DiagnosisRecorded(
        on=day(1), diagnosis=Diagnosis(condition=Condition.MAJOR_DEPRESSION, role=DiagnosisRole.COMORBID)
    ),
    RelationshipRecorded(on=day(1), relationship=Relationship(key="p")),
    None,
]


PAST_AND_ACTIVE = diagnosed(Condition.PSYCHOSIS, role=DiagnosisRole.PAST, active=True)


def test_a_past_diagnosis_that_is_active_is_present():
    assert safety_in(diagnosed(Condition.PSYCHOSIS)) <= safety_in(PAST_AND_ACTIVE)


@pytest.mark.parametrize(
    ("later", "questioned"),
    [
        ((), True),
        ((diagnosed(Condition.PSYCHOSIS, role=DiagnosisRole.PAST, active=False),), False),
        ((diagnosed(Condition.PSYCHOSIS, role=DiagnosisRole.PAST),), True),
        ((diagnosed(Condition.PSYCHOSIS, active=False),), True),
        ((diagnosed(Condition.MAJOR_DEPRESSION, role=DiagnosisRole.PAST, active=False),), True),
    ],
)
def test_a_diagnosis_that_contradicts_itself_is_questioned_until_it_is_cleared_up(later, questioned):
    course = replay(opened(PAST_AND_ACTIVE, *later))
    assert any(finding.objection.code == "C14c" for finding in IPT.review(course)) is questioned
    IPT.apply(replay(opened()), PAST_AND_ACTIVE)  # a fact is not refused
    assert from_json(to_json(course)) == course


def test_what_an_entry_says_of_safety_is_told_apart():
    for number, danger in enumerate(DANGERS):
        alike = [other for other in DANGERS if safety_in(danger) <= safety_in(other)]
        # No action needed says nothing beyond that risk was assessed.
        assert len(alike) == (3 if number == 0 else 1)
        assert not any(safety_in(danger) <= safety_in(other) for other in HARMLESS)


def test_a_concern_that_was_judged_safe_is_less_than_an_open_one():
    safe = Relationship(key="p", safety_concern=CONCERN.replace(reviewed=True, joint_work_safe=True))
    assert safety_in(RelationshipRecorded(on=day(1), relationship=safe)) < safety_in(DANGERS[-2])


def two(first: Correction, second: Correction) -> EntriesCorrected:
    return EntriesCorrected(on=day(3), corrections=(first, second), because="x")


RECORDED = replay(opened(RiskAssessed(on=day(1), action=RiskAction.URGENT, reasons="x"), SessionHeld(on=day(2))))


def test_of_two_corrections_each_has_to_keep_what_is_known_of_safety():
    strike, mend = Correction(entry=2), Correction(entry=3, replacement=SessionHeld(on=day(2), minutes=50))
    assert loses_no_safety_fact(IPT, RECORDED, EntriesCorrected(on=day(3), corrections=(mend,), because="x"))
    assert not loses_no_safety_fact(IPT, RECORDED, two(strike, mend))
    assert not loses_no_safety_fact(IPT, RECORDED, two(mend, strike))


def test_of_two_corrections_none_may_bring_in_a_decision():
    mend = Correction(entry=2, replacement=RiskAssessed(on=day(1), action=RiskAction.URGENT, reasons="y"))
    decide = Correction(entry=3, replacement=MiddleBegun(on=day(2)))
    assert brings_in_no_decision(IPT, RECORDED, EntriesCorrected(on=day(3), corrections=(mend,), because="x"))
    assert not brings_in_no_decision(IPT, RECORDED, two(decide, mend))
    assert not brings_in_no_decision(IPT, RECORDED, two(mend, decide))
