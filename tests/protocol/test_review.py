"""What a review says of objections that something entered later settles."""

from collections.abc import Iterator
from datetime import date

import pytest

from iptcore.course import after, replay
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    Correction,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    DepartureExplained,
    EntriesCorrected,
    Event,
    MemberJoined,
    MiddleBegun,
    NotDone,
    ProgressReviewed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.model.contract import ContractAmendment, TreatmentContract
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.catalogue import IPT, IPT_WHO
from iptcore.protocol.rules import RULES
from iptcore.vocabulary import (
    AdverseEventKind,
    ContactReason,
    ContactWith,
    Frequency,
    Purpose,
    ReviewOutcome,
    RiskAction,
    SafetyConcernKind,
    WhyNot,
)
from rules.case import day, opened
from rules.histories import GRIEF, formulation


def assessed(on: int, action: RiskAction = RiskAction.NONE) -> RiskAssessed:
    return RiskAssessed(on=day(days=on), action=action, reasons="asked openly")


def rated(on: int, item: int | None = 0) -> SymptomsRated:
    return SymptomsRated(on=day(days=on), instrument="PHQ-9", total=12, suicide_item=item)


def contacted(on: int, reason: ContactReason = ContactReason.OUTREACH) -> ContactMade:
    return ContactMade(on=day(days=on), reason=reason)


def planned(on: int) -> SafetyPlanAgreed:
    return SafetyPlanAgreed(on=day(days=on), plan=SafetyPlan(own_steps=("walk",)))


def reviewed(on: int) -> ProgressReviewed:
    return ProgressReviewed(on=day(days=on), outcomes=(ReviewOutcome.CONTINUE,))


def raised(on: int, action: str | None = None) -> SafeguardingRaised:
    return SafeguardingRaised(on=day(days=on), concern="a child", action=action)


def amended(on: int, **changes: object) -> ContractAmended:
    change = ContractAmendment(**changes)
    return ContractAmended(on=day(days=on), amendment=change, client_agrees=True, therapist_agrees=True)


HELD = SessionHeld(on=day(days=7))
ATTEMPT = AdverseEventRecorded(on=day(days=7), what=AdverseEventKind.SUICIDE_ATTEMPT)
MANIA = AdverseEventRecorded(on=day(days=6), what=AdverseEventKind.MANIA)
MISSED = SessionMissed(on=day(days=7))
CONTACTS = CrisisContactsRecorded(on=day(days=7), contacts=(CrisisContact(how="by telephone", service="line"),))
PAUSE = (CourseSuspended(on=day(days=1)), CourseResumed(on=day(days=7)))
AFTER_A_MONTH = (SessionHeld(on=day(), risk_checked=True), SessionHeld(on=day(days=35)))
THRICE = tuple(SessionMissed(on=day(days=days)) for days in (0, 3, 7))
CALLED_THE_DOCTOR = contacted(9, ContactReason.ADMINISTRATIVE).replace(contacted=ContactWith.PROFESSIONAL)
FOUR = tuple(SessionHeld(on=day(days=7 * week)) for week in range(4))

TWO_OF_ONE = (
    ContractAgreed(on=day(), contract=TreatmentContract(sessions=1)),
    SessionHeld(on=day(days=1)),
    SessionHeld(on=day(days=14)),
)
OPEN_END = (
    ContractAgreed(on=day(), contract=TreatmentContract(review_on=day(days=7), frequency=Frequency.MONTHLY)),
    SessionHeld(on=day(days=14)),
)
SPACED_OUT = (
    ContractAgreed(on=day(), contract=TreatmentContract(sessions=12, frequency=Frequency.WEEKLY)),
    *(SessionHeld(on=day(days=14 * number)) for number in range(3)),
)
IN_A_GROUP = SessionHeld(on=day(days=7), purpose=Purpose.GROUP, group="g")
LEFT = CourseDiscontinued(on=day(days=7))
REFERRED = ClientReferred(on=day(days=7))
VIOLENT = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)
CONCERN = RelationshipRecorded(on=day(), relationship=Relationship(key="partner", safety_concern=VIOLENT))


def calling(person: str, on: int = 9) -> CrisisContactsRecorded:
    return CrisisContactsRecorded(on=day(days=on), contacts=(CrisisContact(how="by telephone", person=person),))


def not_known(clause: str) -> NotDone:
    return NotDone(on=day(days=9), task=clause, why=WhyNot.UNKNOWN, because="the notes do not say")


def mother(on: int, *, alive: bool) -> RelationshipRecorded:
    return RelationshipRecorded(on=day(days=on), relationship=Relationship(key="mother", alive=alive))


def judged(on: int, *, safe: bool) -> RelationshipRecorded:
    weighed = VIOLENT.replace(reviewed=True, joint_work_safe=safe)
    return RelationshipRecorded(on=day(days=on), relationship=Relationship(key="partner", safety_concern=weighed))


LEANING = calling("partner", on=0)

SETTLED = [
    ("S02b", (HELD,), assessed(7), assessed(8)),
    ("S02c", PAUSE, assessed(7), assessed(8)),
    ("S03a", (HELD,), assessed(7), assessed(8)),
    ("S03b", (assessed(0, RiskAction.PLAN), HELD), assessed(7), assessed(8)),
    ("S04b", (rated(7, 1),), assessed(9), assessed(6)),
    ("S04d", (rated(7, None),), assessed(9), assessed(6)),
    ("S04f", (ATTEMPT,), assessed(9), assessed(6)),
    ("S05e", (assessed(0, RiskAction.PLAN), HELD), planned(7), planned(8)),
    ("S13c", (CONCERN, contacted(7).replace(person="partner")), judged(9, safe=True), judged(9, safe=False)),
    ("S14b", (HELD,), CONTACTS, contacted(8)),
    ("S16a", (rated(5, 1), MISSED), contacted(9), contacted(9, ContactReason.ADMINISTRATIVE)),
    ("S16e", THRICE, contacted(8), CALLED_THE_DOCTOR),
    ("S17b", (MANIA, HELD), reviewed(9), reviewed(5)),
    ("S18a", (raised(7),), raised(9, "called the office"), raised(9)),
    ("C03a", TWO_OF_ONE, amended(14, sessions=2), amended(14, minutes=45)),
    ("S16c", (rated(5, 1), LEFT), contacted(9), contacted(9, ContactReason.ADMINISTRATIVE)),
    ("S16d", (rated(5, 1), REFERRED), RiskEscalated(on=day(days=9), to="the clinic"), contacted(9)),
    ("S19a", (CONCERN, LEANING), calling("sister"), contacted(9)),
    ("S19b", (CONCERN, formulation()), formulation(GRIEF, on=day(days=9)), contacted(9)),
    ("S19c", (LEANING, CONCERN), calling("sister"), contacted(9)),
    ("I13c", (formulation(GRIEF), mother(7, alive=True)), mother(9, alive=False), contacted(9)),
    ("C03b", OPEN_END, amended(14, review_on=day(days=100)), amended(14, minutes=45)),
    ("C08b", SPACED_OUT, amended(28, frequency=Frequency.FORTNIGHTLY), amended(28, minutes=45)),
    ("G03b", (IN_A_GROUP,), MemberJoined(on=day(days=7), group="g"), MemberJoined(on=day(days=7), group="h")),
    ("T08b", (LEFT,), not_known("T08b"), contacted(9)),
    ("T08c", (LEFT,), rated(7), rated(9)),
    ("T08d", (LEFT,), assessed(7), assessed(9)),
    ("C06b", AFTER_A_MONTH, assessed(35), assessed(36)),
    ("M03a", (HELD,), rated(7), rated(8)),
    ("M11a", FOUR, rated(21), rated(22)),
]
"""The clause, what is objected to, what settles it when it is entered later, and what does not."""


def found(*events: Event) -> set[str]:
    return {finding.objection.code for finding in IPT.review(replay(opened(*events)))}


@pytest.mark.parametrize(("clause", "given", "settles", "leaves"), SETTLED, ids=[row[0] for row in SETTLED])
def test_what_comes_later_settles_it(clause: str, given: tuple[Event, ...], settles: Event, leaves: Event) -> None:
    assert clause in found(*given)
    assert clause not in found(*given, settles)
    assert clause in found(*given, leaves)


def test_a_rating_of_one_session_does_not_settle_that_the_one_before_has_none() -> None:
    rated_after = [event for days in (0, 7) for event in (SessionHeld(on=day(days=days)), rated(days))]
    left_out, next_one = SessionHeld(on=day(days=14)), SessionHeld(on=day(days=21))
    course = replay(opened(*rated_after, left_out, next_one, rated(21)))
    assert [finding.entry for finding in IPT.review(course) if finding.objection.code == "M03a"] == [7]
    assert "M03a" not in found(*rated_after, left_out, next_one, rated(21), rated(14))


def test_every_clause_that_may_be_settled_later_is_told_here() -> None:
    def followed() -> Iterator[str]:
        for rule in RULES:
            yield from (clause.code for clause in rule.clauses if clause.followed is not None)

    assert sorted(followed()) == sorted(row[0] for row in SETTLED)


def test_corrections_that_name_themselves_are_judged_in_no_time():
    course = IPT.open(on=date(2026, 1, 5), client="c-1", consent=True)
    for number in range(2, 14):
        itself = Correction(entry=number, replacement=MiddleBegun(on=date(2026, 1, 5)))
        event = EntriesCorrected(on=date(2026, 1, 5), corrections=(itself,), because="wrong number")
        assert not IPT.accepts(course, event)
        course = after(course, event)


def test_a_finding_is_said_on_one_line_and_its_explanation_is_not_shown():
    course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
    course = IPT.apply(course, SessionHeld(on=date(2026, 1, 6)))
    reason = DepartureExplained(on=date(2026, 1, 6), rule="M03a", because="she had no glasses")
    (finding,) = (finding for finding in IPT.review(course) if finding.objection.code == "M03a")
    (explained,) = (finding for finding in IPT.review(IPT.apply(course, reason)) if finding.objection.code == "M03a")
    assert str(finding) == f"entry 2, 2026-01-06, SessionHeld, advisory: {finding.objection}"
    assert str(explained) == f"entry 2, 2026-01-06, SessionHeld, advisory (explained): {explained.objection}"


def test_every_protocol_judges_a_course_of_another_by_its_own_rules_and_leaves_its_opening():
    course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
    session = SessionHeld(on=date(2026, 1, 5), minutes=90)
    assert IPT_WHO.objections(course, session) != IPT.objections(course, session)
    later = IPT_WHO.apply(course, session)
    assert later == IPT.apply(course, session)
    assert later.opening.protocol == "ipt"
