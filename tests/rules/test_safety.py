"""Cases of S02-S05, S11, S14, S16 and S18."""

from typing import Any

import pytest

from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ContactMade,
    CourseCompleted,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    FurtherTreatmentDecided,
    MiddleBegun,
    NotDone,
    Referral,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.rules import contact, safety
from iptcore.vocabulary import (
    AdverseEventKind,
    ContactDirection,
    ContactReason,
    ContactWith,
    DiscontinuationReason,
    FurtherTreatment,
    MissedBy,
    RiskAction,
    SuspensionReason,
    WhyNot,
)

from .case import Case, breaks, day, keeps, opened
from .histories import numbered

PROTOCOL = numbered(*safety.RULES, *contact.RULES)

MIDDLE = MiddleBegun(on=day(3))


def assessed(on: int, action: RiskAction = RiskAction.NONE) -> RiskAssessed:
    return RiskAssessed(on=day(days=on), action=action, reasons="asked openly")


def rated(on: int, item: int | None, instrument: str = "PHQ-9") -> SymptomsRated:
    return SymptomsRated(on=day(days=on), instrument=instrument, total=12, suicide_item=item)


def held(on: int, checked: bool | None = None) -> SessionHeld:
    return SessionHeld(on=day(days=on), risk_checked=checked)


def attempt(on: int, what: AdverseEventKind = AdverseEventKind.SUICIDE_ATTEMPT) -> AdverseEventRecorded:
    return AdverseEventRecorded(on=day(days=on), what=what)


def decided(what: FurtherTreatment) -> FurtherTreatmentDecided:
    return FurtherTreatmentDecided(on=day(15), what=what)


def contacted(on: int, reason: ContactReason = ContactReason.OUTREACH) -> ContactMade:
    return ContactMade(on=day(days=on), reason=reason)


def refused(on: int) -> NotDone:
    return NotDone(on=day(days=on), task="S05a", why=WhyNot.DECLINED, because="wants no plan")


def stopped(**parts: Any) -> CourseDiscontinued:
    return CourseDiscontinued(on=day(4), **parts)


def referred(**parts: Any) -> ClientReferred:
    return ClientReferred(on=day(4), referral=Referral(to="a clinic", on=day(4), **parts))


URGENT = assessed(3, RiskAction.URGENT)
ESCALATED = RiskEscalated(on=day(days=3), to="the crisis team")
PLAN = SafetyPlanAgreed(on=day(days=3), plan=SafetyPlan(own_steps=("walk",)))
DONE = CourseCompleted(on=day(16))
PAUSED = CourseSuspended(on=day(2))
RESUMED = CourseResumed(on=day(3))
MISSED = SessionMissed(on=day(2))
HOSPITAL = CourseSuspended(on=day(1), reason=SuspensionReason.HOSPITAL)
BACK = CourseResumed(on=day(4))
CAREGIVER_CALLED = ContactMade(
    on=day(days=15),
    reason=ContactReason.CRISIS,
    contacted=ContactWith.CAREGIVER,
    direction=ContactDirection.INCOMING,
)
CLIENT_CALLED = ContactMade(on=day(days=15), reason=ContactReason.CRISIS, direction=ContactDirection.INCOMING)
CRISIS_LINE = CrisisContactsRecorded(on=day(), contacts=(CrisisContact(how="by telephone", service="crisis line"),))

CASES = [
    keeps("S02a", "risk was assessed at the first meeting", given=opened(assessed(0)), when=MIDDLE),
    breaks("S02a", "risk was never assessed", when=MIDDLE),
    breaks("S02a", "a positive item the day after the assessment", given=opened(assessed(3), rated(4, 1)), when=MIDDLE),
    keeps("S02a", "assessed after the positive item", given=opened(rated(4, 1), assessed(4)), when=MIDDLE),
    breaks("S02a", "assessed earlier that day", given=opened(assessed(4), rated(4, 1)), when=MIDDLE),
    keeps("S02a", "a later answer that denies it", given=opened(assessed(3), rated(4, 0)), when=MIDDLE),
    keeps("S02b", "the first session after an assessment", given=opened(assessed(0)), when=held(0)),
    breaks("S02b", "the first session, and no assessment yet", when=held(0)),
    breaks("S02a", "an attempt after the assessment", given=opened(assessed(3), attempt(4)), when=MIDDLE),
    keeps("S02c", "assessed during the pause", given=opened(PAUSED, assessed(15)), when=RESUMED),
    keeps("S02c", "assessed on the day of the return", given=opened(PAUSED, assessed(21)), when=RESUMED),
    breaks("S02c", "assessed when the pause began", given=opened(assessed(14), PAUSED), when=RESUMED),
    breaks("S02c", "never assessed", given=opened(PAUSED), when=RESUMED),
    keeps("S02c", "no pause", given=opened(), when=RESUMED),
    keeps("S03a", "while action is needed S03b asks", given=opened(URGENT), when=held(7)),
    breaks("S03b", "not checked while it is urgent", given=opened(URGENT), when=held(7, checked=False)),
    keeps("S04e", "assessed on the day of the attempt", given=opened(attempt(4), assessed(4)), when=MIDDLE),
    breaks("S04e", "an attempt, and no assessment since", given=opened(assessed(3), attempt(4)), when=MIDDLE),
    breaks("S04e", "self-harm", given=opened(attempt(4, AdverseEventKind.SELF_HARM)), when=MIDDLE),
    keeps("S04e", "an admission", given=opened(attempt(4, AdverseEventKind.ADMISSION)), when=MIDDLE),
    breaks("S04f", "assessed earlier that day", given=opened(assessed(4)), when=attempt(4)),
    breaks("S04f", "assessed the day before", given=opened(assessed(3)), when=attempt(4)),
    keeps("S04f", "an admission", when=attempt(4, AdverseEventKind.ADMISSION)),
    breaks("S16a", "absent after an attempt", given=opened(attempt(4)), when=MISSED),
    keeps("S03a", "risk was checked", when=held(7, checked=True)),
    keeps("S03a", "it is said that risk was not checked", when=held(7, checked=False)),
    keeps("S03a", "nothing said, but assessed on the same day", given=opened(assessed(7)), when=held(7)),
    breaks("S03a", "nothing said, and assessed the day before", given=opened(assessed(6)), when=held(7)),
    keeps("S03b", "nothing said, and no action is needed", given=opened(assessed(6)), when=held(7)),
    keeps("S03b", "nothing said, and risk was never assessed", when=held(7)),
    keeps(
        "S03b", "checked while a plan is needed", given=opened(assessed(6, RiskAction.PLAN)), when=held(7, checked=True)
    ),
    breaks("S03b", "nothing said while a plan is needed", given=opened(assessed(6, RiskAction.PLAN)), when=held(7)),
    breaks("S03b", "nothing said while action is urgent", given=opened(URGENT), when=held(7)),
    keeps("S03c", "every session said it", given=opened(held(0, checked=True), held(7, checked=False)), when=MIDDLE),
    keeps("S03c", "assessed on the day of the silent session", given=opened(held(7), assessed(7)), when=MIDDLE),
    breaks("S03c", "a silent session after the assessment", given=opened(assessed(6), held(7)), when=MIDDLE),
    breaks(
        "S03c", "still open after a session that says it", given=opened(held(0), held(7, checked=True)), when=MIDDLE
    ),
    keeps("S04a", "assessed on the day of the positive item", given=opened(rated(4, 1), assessed(4)), when=MIDDLE),
    breaks("S04a", "assessed earlier that day", given=opened(assessed(4), rated(4, 1)), when=MIDDLE),
    breaks("S04e", "assessed earlier on the day", given=opened(assessed(4), attempt(4)), when=MIDDLE),
    breaks("S05a", "refused earlier that day", given=opened(refused(3), URGENT), when=MIDDLE),
    breaks("S05a", "escalated earlier that day", given=opened(ESCALATED, URGENT), when=MIDDLE),
    breaks("S05a", "back from hospital, and nothing done", given=opened(URGENT, HOSPITAL), when=BACK),
    keeps("S05a", "back from hospital, and escalated", given=opened(URGENT, ESCALATED, HOSPITAL), when=BACK),
    breaks("S05b", "back from hospital, still urgent", given=opened(URGENT, ESCALATED, HOSPITAL), when=BACK),
    keeps("S05b", "back, and assessed", given=opened(URGENT, ESCALATED, HOSPITAL, assessed(28)), when=BACK),
    breaks(
        "S05c",
        "a visit to an emergency room, and nothing after",
        given=opened(attempt(4, AdverseEventKind.EMERGENCY_VISIT)),
        when=DONE,
    ),
    breaks(
        "S03b",
        "an attempt after the assessment of the same day",
        given=opened(assessed(7), attempt(7)),
        when=held(7),
    ),
    breaks("S16b", "absent, at risk, and nobody called", given=opened(rated(4, 1), MISSED), when=MIDDLE),
    keeps("S16b", "somebody called", given=opened(rated(4, 1), MISSED, contacted(15)), when=MIDDLE),
    keeps("S16b", "the client came again", given=opened(rated(4, 1), MISSED, held(20)), when=MIDDLE),
    keeps("S16b", "never absent", given=opened(rated(4, 1)), when=MIDDLE),
    breaks("S16b", "the risk was entered after the absence", given=opened(MISSED, rated(4, 1)), when=MIDDLE),
    breaks("S16b", "a caregiver called", given=opened(rated(4, 1), MISSED, CAREGIVER_CALLED), when=MIDDLE),
    keeps("S16b", "the client called", given=opened(rated(4, 1), MISSED, CLIENT_CALLED), when=MIDDLE),
    breaks("S16c", "left at risk, and nobody called", given=opened(rated(4, 1)), when=stopped()),
    breaks("S16c", "called only before the absence", given=opened(rated(4, 1), contacted(5), MISSED), when=stopped()),
    keeps("S16c", "called since", given=opened(rated(4, 1), MISSED, contacted(15)), when=stopped()),
    keeps("S16c", "no risk is open", given=opened(rated(4, 1), assessed(4)), when=stopped()),
    keeps("S16c", "the client died", given=opened(URGENT), when=stopped(reason=DiscontinuationReason.DEATH)),
    keeps("S16c", "escalated", given=opened(URGENT, ESCALATED), when=stopped()),
    keeps("S16c", "passed on", given=opened(URGENT), when=stopped(referral=Referral(risk_passed_on=True))),
    breaks("S16d", "referred, and the risk not passed on", given=opened(URGENT), when=referred()),
    breaks("S16d", "said not to be passed on", given=opened(URGENT), when=referred(risk_passed_on=False)),
    keeps("S16d", "passed on", given=opened(URGENT), when=referred(risk_passed_on=True)),
    keeps("S16d", "nothing is open", when=referred()),
    keeps("S04a", "the suicide item is 0", given=opened(rated(4, 0)), when=MIDDLE),
    keeps("S04a", "the suicide item was not kept", given=opened(rated(4, None)), when=MIDDLE),
    breaks("S04a", "a positive item and no assessment", given=opened(rated(4, 1)), when=MIDDLE),
    breaks("S04a", "assessed only before the positive item", given=opened(assessed(3), rated(4, 1)), when=MIDDLE),
    breaks("S04a", "also on an instrument of one's own", given=opened(rated(4, 2, "MY-5")), when=MIDDLE),
    breaks(
        "S04a",
        "also before the last phase",
        given=opened(MIDDLE, rated(28, 3)),
        when=TerminationBegun(on=day(12)),
    ),
    keeps("S04b", "the suicide item is 0", when=rated(4, 0)),
    breaks("S04b", "positive, and assessed earlier that day", given=opened(assessed(4)), when=rated(4, 1)),
    breaks("S04b", "positive, and not assessed since the day before", given=opened(assessed(3)), when=rated(4, 1)),
    keeps("S04c", "the item was kept", given=opened(rated(4, 0)), when=MIDDLE),
    keeps("S04c", "the instrument does not ask", given=opened(rated(4, None, "GAD-7")), when=MIDDLE),
    keeps("S04c", "an unknown instrument", given=opened(rated(4, None, "MY-5")), when=MIDDLE),
    keeps("S04c", "left out, but assessed that day", given=opened(rated(4, None), assessed(4)), when=MIDDLE),
    breaks("S04c", "left out, and not assessed since", given=opened(assessed(3), rated(4, None)), when=MIDDLE),
    keeps("S04d", "the item is kept beside the total", when=rated(4, 0)),
    keeps("S04d", "left out, but assessed that day", given=opened(assessed(4)), when=rated(4, None)),
    breaks("S04d", "the total alone", when=rated(4, None)),
    keeps("S05a", "never urgent", given=opened(assessed(3, RiskAction.PLAN)), when=MIDDLE),
    keeps("S05a", "urgent, and escalated that day", given=opened(URGENT, ESCALATED), when=MIDDLE),
    keeps("S05a", "urgent, and a safety plan that day", given=opened(URGENT, PLAN), when=MIDDLE),
    keeps("S05a", "urgent, and the plan was refused that day", given=opened(URGENT, refused(3)), when=MIDDLE),
    breaks("S05a", "urgent, and nothing done", given=opened(URGENT, assessed(4)), when=MIDDLE),
    breaks("S05a", "a plan from before is no answer", given=opened(PLAN, assessed(4, RiskAction.URGENT)), when=MIDDLE),
    breaks("S05a", "nor is a refusal from before", given=opened(refused(2), URGENT), when=MIDDLE),
    keeps("S05b", "found no longer urgent", given=opened(URGENT, ESCALATED, assessed(4, RiskAction.PLAN)), when=MIDDLE),
    keeps("S05b", "risk was never assessed", when=MIDDLE),
    breaks("S05b", "escalated, and not assessed again", given=opened(URGENT, ESCALATED), when=MIDDLE),
    breaks(
        "S05b",
        "also before completion",
        given=opened(MIDDLE, TerminationBegun(on=day(12)), assessed(85, RiskAction.URGENT)),
        when=CourseCompleted(on=day(16)),
    ),
    keeps("S05c", "no crisis", given=opened(decided(FurtherTreatment.NONE)), when=DONE),
    breaks("S05c", "urgent once, and nothing after", given=opened(URGENT, decided(FurtherTreatment.NONE)), when=DONE),
    breaks("S05c", "an attempt, and nothing decided", given=opened(attempt(4)), when=DONE),
    breaks(
        "S05c",
        "an admission, and nothing after",
        given=opened(attempt(4, AdverseEventKind.ADMISSION), decided(FurtherTreatment.NONE)),
        when=DONE,
    ),
    keeps("S05c", "care goes on", given=opened(URGENT, decided(FurtherTreatment.CONTINUATION)), when=DONE),
    breaks("S02c", "assessed long before it", given=opened(PAUSED, assessed(20)), when=CourseResumed(on=day(9))),
    breaks("S03b", "not checked after an attempt", given=opened(assessed(3), attempt(4)), when=held(7, checked=False)),
    keeps(
        "S16a",
        "the therapist cancelled",
        given=opened(rated(4, 1)),
        when=SessionMissed(on=day(2), missed_by=MissedBy.THERAPIST),
    ),
    keeps(
        "S11a",
        "referred to a service on a day",
        when=ClientReferred(on=day(4), referral=Referral(to="a clinic", on=day(4))),
    ),
    keeps(
        "S11a", "no referral, with the reason", when=ClientReferred(on=day(4), referral=Referral(none_because="moves"))
    ),
    breaks("S11a", "nothing said", when=ClientReferred(on=day(4))),
    breaks("S11a", "a place without a day", when=ClientReferred(on=day(4), referral=Referral(to="a clinic"))),
    breaks("S11a", "a day without a place", when=ClientReferred(on=day(4), referral=Referral(on=day(4)))),
    breaks("S11a", "not suitable, and nothing said", when=stopped(reason=DiscontinuationReason.NOT_SUITABLE)),
    keeps("S11a", "stopped by the client", when=stopped(reason=DiscontinuationReason.CLIENT_CHOICE)),
    keeps("S14a", "a crisis line is recorded", given=opened(CRISIS_LINE), when=MIDDLE),
    breaks("S14a", "nobody to reach in a crisis", when=MIDDLE),
    keeps("S14b", "a crisis line before the first session", given=opened(CRISIS_LINE), when=held(0)),
    breaks("S14b", "a session, and nobody to reach in a crisis", when=held(0)),
    keeps("S16a", "absent, and nothing is outstanding", given=opened(rated(4, 1), assessed(4)), when=MISSED),
    keeps(
        "S16a",
        "absent for a known reason",
        given=opened(rated(4, 1)),
        when=SessionMissed(on=day(2), explained=True),
    ),
    keeps("S16a", "called on the same day", given=opened(rated(4, 1), contacted(14)), when=MISSED),
    breaks("S16a", "absent after a positive item", given=opened(rated(4, 1)), when=MISSED),
    breaks("S16a", "absent while risk is urgent", given=opened(URGENT), when=MISSED),
    breaks("S16a", "called only the day before", given=opened(rated(4, 1), contacted(13)), when=MISSED),
    breaks(
        "S16a",
        "a contact about an invoice",
        given=opened(rated(4, 1), contacted(14, ContactReason.ADMINISTRATIVE)),
        when=MISSED,
    ),
    keeps(
        "S18a", "with what was done", when=SafeguardingRaised(on=day(2), concern="a child", action="called the office")
    ),
    breaks("S18a", "without what was done", when=SafeguardingRaised(on=day(2), concern="a child")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
