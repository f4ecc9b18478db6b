"""The open demands of safety: what stands, since when, and that the order of entry never matters."""

from datetime import date
from itertools import combinations, permutations

import pytest

from iptcore.course import Course, replay
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseDiscontinued,
    CrisisContactsRecorded,
    EntriesCorrected,
    Event,
    FormulationAgreed,
    NotDone,
    ProgressReviewed,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.model.contract import TreatmentContract
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.problem_area import RoleDispute
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.catalogue import CATALOGUE, IPT, IPT_A
from iptcore.readings.risk import absences_in_a_row
from iptcore.readings.safety import WHY, SafetyDemand, open_safety
from iptcore.readings.unsafe_people import open_concern
from iptcore.vocabulary import (
    AdverseEventKind,
    ConsentGiver,
    ConsentScope,
    ContactReason,
    ContactWith,
    DiscontinuationReason,
    MissedBy,
    Purpose,
    ReviewOutcome,
    RiskAction,
    SafetyConcernKind,
    SafetyMatter,
    WhyNot,
)
from rules.case import day, opened

HUSBAND = (CrisisContact(how="at home", person="husband"),)


def assessed(on: date, action: RiskAction = RiskAction.NONE) -> Event:
    return RiskAssessed(on=on, action=action, reasons="asked openly")


def concern(on: date, *, reviewed: bool = False, safe: bool | None = None) -> Event:
    feared = SafetyConcern(kind=SafetyConcernKind.VIOLENCE, reviewed=reviewed, joint_work_safe=safe)
    return RelationshipRecorded(on=on, relationship=Relationship(key="husband", safety_concern=feared))


def dispute(on: date) -> Event:
    area = FocalArea(area=RoleDispute(key="home", parties=("husband",)), primary=True)
    return FormulationAgreed(on=on, formulation=Formulation(areas=(area,), accepted=True))


REPORTS = {
    "positive item": lambda on: SymptomsRated(on=on, instrument="PHQ-9", total=12, suicide_item=2),
    "attempt": lambda on: AdverseEventRecorded(on=on, what=AdverseEventKind.SUICIDE_ATTEMPT),
    "mania": lambda on: AdverseEventRecorded(on=on, what=AdverseEventKind.MANIA),
    "no risk": assessed,
    "urgent": lambda on: assessed(on, RiskAction.URGENT),
    "plan wanted": lambda on: assessed(on, RiskAction.PLAN),
    "escalated": lambda on: RiskEscalated(on=on, to="the crisis team"),
    "plan with husband": lambda on: SafetyPlanAgreed(on=on, plan=SafetyPlan(contacts=HUSBAND)),
    "husband to call": lambda on: CrisisContactsRecorded(on=on, contacts=HUSBAND),
    "joint contract": lambda on: ContractAgreed(on=on, contract=TreatmentContract(joint_with=("husband",))),
    "dispute": dispute,
    "concern": concern,
    "judged safe": lambda on: concern(on, reviewed=True, safe=True),
    "met": lambda on: SessionHeld(on=on, purpose=Purpose.CONJOINT, people=("husband",)),
    "unnamed": lambda on: SessionHeld(on=on, purpose=Purpose.CONJOINT),
    "somebody called": lambda on: ContactMade(on=on, reason=ContactReason.ADMINISTRATIVE, contacted=ContactWith.OTHER),
    "absent": lambda on: SessionMissed(on=on),
    "called": lambda on: ContactMade(on=on, reason=ContactReason.OUTREACH),
    "child": lambda on: SafeguardingRaised(on=on, concern="a child"),
    "child seen to": lambda on: SafeguardingRaised(on=on, concern="A  child", action="called the office"),
    "reviewed": lambda on: ProgressReviewed(on=on, outcomes=(ReviewOutcome.CONTINUE,)),
    "left": lambda on: CourseDiscontinued(on=on, reason=DiscontinuationReason.LOST_CONTACT),
    "referred": lambda on: ClientReferred(on=on),
}

SETTLES = {
    "no risk": {"positive item", "attempt", "urgent", "plan wanted", "absent", "left", "referred"},
    "urgent": {"positive item", "attempt", "plan wanted"},
    "plan wanted": {"positive item", "attempt", "urgent", "absent", "left", "referred"},
    "escalated": {"urgent", "left", "referred"},
    "plan with husband": {"urgent", "plan wanted"},
    "judged safe": {"concern"},
    "met": {"absent"},
    "unnamed": {"absent"},
    "called": {"absent", "left"},
    "child seen to": {"child"},
    "reviewed": {"mania"},
}
"""What a report settles when it comes after; every other pair means the same in either order of happening."""


def matters(*events: Event) -> set[tuple[SafetyMatter, str | None]]:
    return {(demand.matter, demand.person) for demand in open_safety(replay(opened(*events)))}


def settles(first: str, second: str) -> bool:
    ends = {"left", "referred"} <= {first, second}  # the first ending stands
    return ends or second in SETTLES.get(first, ()) or first in SETTLES.get(second, ())


PAIRS = list(combinations(REPORTS, 2))


@pytest.mark.parametrize("pair", PAIRS, ids=" and ".join)
def test_the_order_of_entry_is_no_matter(pair: tuple[str, str]) -> None:
    for early, late in permutations(pair):
        background = REPORTS["positive item"](day(0))
        events = REPORTS[early](day(1)), REPORTS[late](day(2))
        for given in (events, (background, *events)):
            courses = [replay(opened(*order)) for order in permutations(given)]
            assert all(open_safety(course) == open_safety(courses[0]) for course in courses)


@pytest.mark.parametrize("pair", [one for one in PAIRS if not settles(*one)], ids=" and ".join)
def test_the_order_of_happening_is_no_matter_where_nothing_settles(pair: tuple[str, str]) -> None:
    one, other = (REPORTS[name] for name in pair)
    assert matters(one(day(1)), other(day(2))) == matters(other(day(1)), one(day(2)))
    assert matters(one(day(1)), other(day(1))) == matters(other(day(1)), one(day(1)))


@pytest.mark.parametrize(
    ("settling", "raised"), [(settling, other) for settling, others in SETTLES.items() for other in sorted(others)]
)
def test_within_a_day_the_order_of_entry_is_the_order_of_happening(settling: str, raised: str) -> None:
    for first, second in ((settling, raised), (raised, settling)):
        events = REPORTS[first], REPORTS[second]
        spread, together = [make(day(n)) for n, make in enumerate(events)], [make(day(0)) for make in events]
        assert matters(*spread) == matters(*together)


def only(course: Course) -> SafetyDemand:
    (demand,) = open_safety(course)
    return demand


def test_a_demand_says_since_when_why_and_what_settles_it() -> None:
    demand = only(replay(opened(REPORTS["positive item"](day(1)), REPORTS["positive item"](day(2)))))
    assert (demand.matter, demand.since) == (SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED, day(1))
    assert demand.settled_by == (RiskAssessed,)
    assert demand.reasons == ("a positive suicide item, and no assessment since",)


SETTLED_BY = {
    SafetyMatter.URGENT_NOT_ACTED_ON: {RiskEscalated, SafetyPlanAgreed, NotDone},
    SafetyMatter.URGENT_NOT_REASSESSED: {RiskAssessed},
    SafetyMatter.HARM_NOT_ASSESSED: {RiskAssessed},
    SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED: {RiskAssessed},
    SafetyMatter.PLAN_NOT_AGREED: {SafetyPlanAgreed, RiskAssessed, NotDone},
    SafetyMatter.TURN_NOT_REVIEWED: {ProgressReviewed},
    SafetyMatter.LEFT_WITH_OPEN_RISK: {ContactMade, RiskEscalated, RiskAssessed},
    SafetyMatter.RISK_NOT_PASSED_ON: {RiskEscalated, RiskAssessed},
    SafetyMatter.ABSENCE_NOT_FOLLOWED_UP: {ContactMade, SessionHeld, RiskAssessed},
    SafetyMatter.SAFEGUARDING_WITHOUT_ACTION: {SafeguardingRaised},
    SafetyMatter.CONSENT_WITHDRAWN: {ConsentGiven, CourseDiscontinued, ClientReferred},
    SafetyMatter.UNSAFE_JOINT_WORK: {RelationshipRecorded, ContractAmended},
    SafetyMatter.UNSAFE_SUPPORT: {
        RelationshipRecorded, CrisisContactsRecorded, SafetyPlanAgreed, RelapsePlanAgreed, ConsentGiven,
    },
    SafetyMatter.UNSAFE_CONFRONTATION: {RelationshipRecorded, FormulationAgreed, SessionHeld},
    SafetyMatter.UNSAFE_PERSON_MET: {RelationshipRecorded},
    SafetyMatter.PRESENCE_NOT_SAID: {EntriesCorrected, RelationshipRecorded},
    SafetyMatter.RISK_NEVER_ASSESSED: {RiskAssessed},
    SafetyMatter.NO_CRISIS_CONTACTS: {CrisisContactsRecorded},
}  # fmt: skip


@pytest.mark.parametrize("matter", SafetyMatter)
def test_each_demand_is_settled_by_certain_reports(matter: SafetyMatter) -> None:
    assert set(WHY[matter][2]) == SETTLED_BY[matter]


@pytest.mark.parametrize("task", ["S05", "S05a", "S05d", "S05e"])
def test_a_plan_that_was_refused_is_not_demanded(task: str) -> None:
    refused = NotDone(on=day(2), task=task, why=WhyNot.DECLINED, because="not now")
    wanted = REPORTS["plan wanted"](day(1))
    assert only(replay(opened(wanted))).matter is SafetyMatter.PLAN_NOT_AGREED
    assert only(replay(opened(wanted))).since == day(1)
    assert open_safety(replay(opened(wanted, refused))) == ()
    assert only(replay(opened(wanted, refused.replace(task="S04")))).since == day(1)


@pytest.mark.parametrize("order", [(1, 3), (3, 1)])
def test_whoever_was_there_is_asked_for_since_both_are_known(order: tuple[int, int]) -> None:
    unnamed, feared = order
    demands = open_safety(replay(opened(REPORTS["unnamed"](day(unnamed)), concern(day(feared)))))
    since = {demand.since for demand in demands if demand.matter is SafetyMatter.PRESENCE_NOT_SAID}
    assert since == {day(3)}


@pytest.mark.parametrize(("since", "expected"), [("mania", []), ("attempt", [day(4)]), ("positive item", [day(4)])])
def test_risk_that_was_passed_on_is_open_again_when_there_is_harm_and_not_by_a_turn(since: str, expected: list) -> None:
    reports = [(1, "attempt"), (2, "escalated"), (3, since), (4, "referred")]
    demands = open_safety(replay(opened(*(REPORTS[report](day(week)) for week, report in reports))))
    assert [demand.since for demand in demands if demand.matter is SafetyMatter.RISK_NOT_PASSED_ON] == expected


def test_an_absence_whose_reason_is_known_is_followed_up() -> None:
    at_risk = REPORTS["positive item"](day(0))
    for parts, expected in (({}, [day(1)]), ({"explained": True, "missed_by": MissedBy.CLIENT}, [])):
        demands = open_safety(replay(opened(at_risk, SessionMissed(on=day(1), **parts))))
        days = [demand.since for demand in demands if demand.matter is SafetyMatter.ABSENCE_NOT_FOLLOWED_UP]
        assert days == expected


KNOWN = {"explained": True, "missed_by": MissedBy.CLIENT}
BY_US = {"explained": True, "missed_by": MissedBy.THERAPIST}

# reports after one another | absences in a row up to three
ROWS = [
    ("none", [], 0),
    ("two", [{}, {}], 2),
    ("no more than asked", [{}, {}, {}, {}], 3),
    ("a known reason ends it", [{}, KNOWN, {}], 1),
    ("what we called off ends none", [{}, BY_US, {}], 2),
    ("a session ends it", [{}, "session", {}], 1),
    ("a word with the client ends it", [{}, ContactReason.ADMINISTRATIVE, {}], 1),
    ("so does an attempt to reach them", [{}, ContactReason.OUTREACH], 0),
]


@pytest.mark.parametrize(("what", "reports", "expected"), ROWS)
def test_absences_in_a_row(what: str, reports: list, expected: int) -> None:
    def event(number: int, report: object) -> Event:
        if report == "session":
            return SessionHeld(on=day(number))
        if isinstance(report, ContactReason):
            return ContactMade(on=day(number), reason=report, contacted=ContactWith.CLIENT)
        return SessionMissed(on=day(number), **report)

    course = replay(opened(*(event(number, report) for number, report in enumerate(reports, start=1))))
    assert absences_in_a_row(course, 3) == expected, what


@pytest.mark.parametrize(
    ("report", "matter"),
    [
        ("attempt", SafetyMatter.HARM_NOT_ASSESSED),
        ("positive item", SafetyMatter.POSITIVE_ITEM_NOT_ASSESSED),
        ("absent", SafetyMatter.ABSENCE_NOT_FOLLOWED_UP),
        ("met", SafetyMatter.RISK_NEVER_ASSESSED),
        ("met", SafetyMatter.NO_CRISIS_CONTACTS),
    ],
)
def test_what_happens_again_is_one_demand_since_the_first_time(report: str, matter: SafetyMatter) -> None:
    background = [REPORTS["positive item"](day(0))] if report == "absent" else []
    again = [REPORTS[report](day(number)) for number in (1, 2, 3)]
    days = [demand.since for demand in open_safety(replay(opened(*background, *again))) if demand.matter is matter]
    assert days == [day(1)]


def test_a_person_relied_on_is_named_to_whoever_asks_and_shown_nowhere() -> None:
    demand = only(replay(opened(REPORTS["husband to call"](day(1)), concern(day(2)))))
    assert (demand.matter, demand.person, demand.since) == (SafetyMatter.UNSAFE_SUPPORT, "husband", day(2))
    assert "husband" not in repr(demand)


def test_a_concern_counts_from_the_day_it_was_first_recorded() -> None:
    course = replay(opened(concern(day(1)), concern(day(2), reviewed=True, safe=False)))
    assert open_concern(course, "husband") == (day(1), True)
    assert open_concern(course, "stranger") is None


def test_two_safeguarding_concerns_do_not_settle_each_other() -> None:
    other = SafeguardingRaised(on=day(2), concern="a parent", action="called")
    assert only(replay(opened(REPORTS["child"](day(1)), other))).since == day(1)


def test_a_checklist_begins_with_what_stands() -> None:
    course = replay(opened(REPORTS["urgent"](day(1)), REPORTS["husband to call"](day(1)), concern(day(2))))
    assert [task.code for task in IPT.due(course)][:3] == ["S05a", "S05b", "S19d"]
    assert not any(task.done for task in IPT.due(course)[:3])


FROM_GUARDIAN = ConsentGiven(
    on=day(1), scope=ConsentScope.TREATMENT, given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="husband"
)
OWN = ConsentGiven(on=day(2), scope=ConsentScope.TREATMENT)
GUARDIAN_LEAVES = ConsentWithdrawn(on=day(3), scope=ConsentScope.TREATMENT, person="husband")


def test_what_a_minor_consents_to_does_not_stand_in_for_a_guardian() -> None:
    withdrawn = opened(FROM_GUARDIAN, OWN, GUARDIAN_LEAVES)
    assert only(replay(withdrawn)).matter is SafetyMatter.CONSENT_WITHDRAWN
    assert "S01d" in [task.code for task in IPT_A.due(replay(withdrawn))]
    assert open_safety(replay((*withdrawn, FROM_GUARDIAN.replace(on=day(4))))) == ()
    # Where the client's own consent is enough, the checklist asks for no other.
    assert "S01d" not in [task.code for task in IPT.due(replay(withdrawn))]


def test_nobody_else_withdraws_what_the_client_alone_consented_to() -> None:
    assert open_safety(replay(opened(OWN, GUARDIAN_LEAVES))) == ()


def test_a_guardian_who_is_not_safe_is_relied_on_whoever_consented_after() -> None:
    course = replay(opened(FROM_GUARDIAN, concern(day(1)), OWN))
    assert [demand.matter for demand in open_safety(course)] == [SafetyMatter.UNSAFE_SUPPORT]


def test_what_stands_is_still_listed_after_the_end() -> None:
    course = replay(opened(REPORTS["urgent"](day(1)), REPORTS["left"](day(2))))
    assert [task.code for task in IPT.due(course)] == ["S05a", "S05b", "S16c"]


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_every_demand_has_one_clause_that_asks_for_it(protocol) -> None:
    asked = [clause.matter for clause in protocol.clauses.values() if clause.matter is not None]
    assert sorted(asked) == sorted(SafetyMatter)


def test_the_people_who_were_met_stand_in_the_order_of_the_inventory():
    # The set of those present has another order in each process.
    people = [f"p-{number}" for number in range(8)]
    concern = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)
    known = [
        RelationshipRecorded(on=day(1), relationship=Relationship(key=person, safety_concern=concern))
        for person in people
    ]
    met = SessionHeld(on=day(2), people=tuple(reversed(people)))
    demands = open_safety(replay(opened(*known, met)))
    assert [demand.person for demand in demands if demand.matter is SafetyMatter.UNSAFE_PERSON_MET] == people
