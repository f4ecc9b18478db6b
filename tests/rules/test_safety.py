"""Cases of S02-S05, S11, S14, S16 and S18."""

import pytest

from iptcore.events import (
    AdverseEventRecorded,
    CourseCompleted,
    CourseResumed,
    CourseSuspended,
    FurtherTreatmentDecided,
    MiddleBegun,
    NotDone,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.risk import SafetyPlan
from iptcore.protocol.rules import safety
from iptcore.vocabulary import (
    AdverseEventKind,
    FurtherTreatment,
    RiskAction,
    SuspensionReason,
    WhyNot,
)

from .case import Case, breaks, day, keeps, opened
from .histories import numbered

PROTOCOL = numbered(*safety.RULES)

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


def refused(on: int) -> NotDone:
    return NotDone(on=day(days=on), task="S05a", why=WhyNot.DECLINED, because="wants no plan")


URGENT = assessed(3, RiskAction.URGENT)
ESCALATED = RiskEscalated(on=day(days=3), to="the crisis team")
PLAN = SafetyPlanAgreed(on=day(days=3), plan=SafetyPlan(own_steps=("walk",)))
DONE = CourseCompleted(on=day(16))
WANTS_PLAN = assessed(3, RiskAction.PLAN)
PAUSED = CourseSuspended(on=day(2))
RESUMED = CourseResumed(on=day(3))
HOSPITAL = CourseSuspended(on=day(1), reason=SuspensionReason.HOSPITAL)
BACK = CourseResumed(on=day(4))

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
    keeps("S05d", "no plan is asked for", given=opened(assessed(3)), when=MIDDLE),
    breaks("S05d", "a plan is asked for, and none agreed", given=opened(WANTS_PLAN), when=MIDDLE),
    breaks("S05d", "somebody was brought in, which is no plan", given=opened(WANTS_PLAN, ESCALATED), when=MIDDLE),
    breaks("S05d", "a plan from before is no answer", given=opened(PLAN, WANTS_PLAN), when=MIDDLE),
    breaks(
        "S05d",
        "a plan from before risk rose anew",
        given=opened(PLAN, assessed(4), assessed(5, RiskAction.PLAN)),
        when=MIDDLE,
    ),
    breaks(
        "S05d",
        "less urgent now, and still no plan",
        given=opened(URGENT, ESCALATED, assessed(4, RiskAction.PLAN)),
        when=MIDDLE,
    ),
    breaks(
        "S05d",
        "also before the end",
        given=opened(MIDDLE, TerminationBegun(on=day(12)), assessed(85, RiskAction.PLAN)),
        when=DONE,
    ),
    keeps("S05d", "a plan that day", given=opened(WANTS_PLAN, PLAN), when=MIDDLE),
    keeps(
        "S05d",
        "the plan holds for the next assessment",
        given=opened(WANTS_PLAN, PLAN, assessed(10, RiskAction.PLAN)),
        when=MIDDLE,
    ),
    keeps(
        "S05d",
        "the plan of the urgent day holds",
        given=opened(URGENT, PLAN, assessed(4, RiskAction.PLAN)),
        when=MIDDLE,
    ),
    keeps("S05d", "nothing is needed any more", given=opened(WANTS_PLAN, assessed(4)), when=MIDDLE),
    keeps(
        "S05d", "while it is urgent S05a asks", given=opened(WANTS_PLAN, assessed(4, RiskAction.URGENT)), when=MIDDLE
    ),
    keeps("S05d", "refused", given=opened(WANTS_PLAN, refused(3).replace(task="S05d")), when=MIDDLE),
    keeps("S05d", "refused at the session", given=opened(WANTS_PLAN, refused(3).replace(task="S05e")), when=MIDDLE),
    breaks("S05d", "refused before", given=opened(refused(2).replace(task="S05d"), WANTS_PLAN), when=MIDDLE),
    breaks("S05e", "the next session", given=opened(WANTS_PLAN), when=held(7, checked=True)),
    keeps("S05e", "the session of the assessment, before the plan is entered", given=opened(WANTS_PLAN), when=held(3)),
    keeps("S05e", "a plan since", given=opened(WANTS_PLAN, PLAN), when=held(7)),
    keeps("S05e", "refused", given=opened(WANTS_PLAN, refused(3).replace(task="S05e")), when=held(7)),
    breaks("S02c", "assessed long before it", given=opened(PAUSED, assessed(20)), when=CourseResumed(on=day(9))),
    breaks("S03b", "not checked after an attempt", given=opened(assessed(3), attempt(4)), when=held(7, checked=False)),
    keeps(
        "S18a", "with what was done", when=SafeguardingRaised(on=day(2), concern="a child", action="called the office")
    ),
    breaks("S18a", "without what was done", when=SafeguardingRaised(on=day(2), concern="a child")),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
