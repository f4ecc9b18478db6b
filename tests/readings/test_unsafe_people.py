"""Whom an event names as one to turn to or to face, and who may have come to a session with a caregiver."""

import pytest

from iptcore.course import replay
from iptcore.events import (
    ConsentGiven,
    ContactMade,
    ContractAgreed,
    CrisisContactsRecorded,
    DisputeStageChanged,
    FormulationAgreed,
    GoalAgreed,
    HomeTask,
    MoodEventLink,
    RelapsePlanAgreed,
    RelationshipRecorded,
    SafetyPlanAgreed,
    SessionHeld,
    SickRoleGiven,
)
from iptcore.model.contract import TreatmentContract
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import Relationship
from iptcore.model.problem_area import RoleDispute
from iptcore.model.relapse_plan import RelapsePreventionPlan, SupportPerson
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.readings.unsafe_people import _cares, confronted, present, present_of, relied_on
from iptcore.vocabulary import (
    Attendee,
    ConsentGiver,
    ConsentScope,
    ContactReason,
    ContactWith,
    DisputeStage,
    LinkDirection,
    Purpose,
    Relation,
    TechniqueName,
)
from rules.case import day, opened

AREAS = (
    FocalArea(area=RoleDispute(key="home", parties=("husband",)), primary=True),
    FocalArea(area=RoleDispute(key="work", parties=("chief", "colleague"))),
    FocalArea(area=RoleDispute(key="over", parties=("friend",), stage=DisputeStage.DISSOLUTION)),
)
FORMULATED = FormulationAgreed(on=day(1), formulation=Formulation(areas=AREAS, accepted=True))
COURSE = replay(opened(FORMULATED))
LINK = MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a talk", relationship="sister")
GOAL = Goal(key="g", area="work", words="x")
CONTACTS = (CrisisContact(how="at home", person="aunt"), CrisisContact(how="a line"))

FACED = [
    ("parties of the formulation", FORMULATED, {"husband", "chief", "colleague"}),
    ("of a goal of one dispute", GoalAgreed(on=day(2), goal=GOAL), {"chief", "colleague"}),
    ("of the dispute that moves", DisputeStageChanged(on=day(2), dispute="work", stage=DisputeStage.IMPASSE),
     {"chief", "colleague"}),
    ("of one that ends", DisputeStageChanged(on=day(2), dispute="work", stage=DisputeStage.DISSOLUTION), set()),
    ("of an unknown one", DisputeStageChanged(on=day(2), dispute="x", stage=DisputeStage.IMPASSE), set()),
    ("of the focus of a session", SessionHeld(on=day(2), focus=("home",)), {"husband"}),
    ("of a focus that is over", SessionHeld(on=day(2), focus=("over",)), set()),
    ("of a task", SessionHeld(on=day(2), tasks=(HomeTask(words="x", person="son"), HomeTask(words="y"))), {"son"}),
    ("a talk that is told", SessionHeld(on=day(2), links=(LINK,)), set()),
    ("a talk that is rehearsed",
     SessionHeld(on=day(2), links=(LINK,), techniques=(TechniqueName.ROLE_PLAY,)), {"sister"}),
    ("a talk that is analysed",
     SessionHeld(on=day(2), links=(LINK,), techniques=(TechniqueName.COMMUNICATION_ANALYSIS,)), {"sister"}),
    ("a decision that is analysed",
     SessionHeld(on=day(2), links=(LINK,), techniques=(TechniqueName.DECISION_ANALYSIS,)), set()),
    ("another event", SickRoleGiven(on=day(2)), set()),
]  # fmt: skip


@pytest.mark.parametrize(("what", "event", "people"), FACED)
def test_whom_an_event_plans_to_face(what, event, people):
    assert confronted(COURSE, event) == people, what


PLAN = RelapsePreventionPlan(support=(SupportPerson(person="son"),), contacts=CONTACTS, copies_with=("sister",))
TURNED_TO = [
    ("crisis contacts", CrisisContactsRecorded(on=day(2), contacts=CONTACTS), {"aunt"}),
    ("a safety plan", SafetyPlanAgreed(on=day(2), plan=SafetyPlan(contacts=CONTACTS)), {"aunt"}),
    ("a relapse plan", RelapsePlanAgreed(on=day(2), plan=PLAN), {"son", "aunt", "sister"}),
    (
        "a guardian",
        ConsentGiven(
            on=day(2), scope=ConsentScope.TREATMENT, given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="aunt"
        ),
        {"aunt"},
    ),
    ("a partner's own consent", ConsentGiven(on=day(2), scope=ConsentScope.CONJOINT, person="aunt"), set()),
    ("another event", SickRoleGiven(on=day(2)), set()),
]


@pytest.mark.parametrize(("what", "event", "people"), TURNED_TO)
def test_whom_an_event_makes_somebody_to_turn_to(what, event, people):
    assert relied_on(event) == people, what


@pytest.mark.parametrize(
    ("parts", "cares"),
    [
        ({"caregiver": True}, True),
        ({"caregiver": False, "relation": Relation.PARENT}, False),
        ({"relation": Relation.GRANDPARENT}, True),
        ({"relation": Relation.FRIEND}, False),
        ({}, None),
    ],
)
def test_who_cares_for_the_client(parts, cares):
    assert _cares(Relationship(key="p-1", **parts)) is cares


INVENTORY = (
    Relationship(key="wife", relation=Relation.PARTNER),
    Relationship(key="mother", relation=Relation.PARENT),
    Relationship(key="father", relation=Relation.PARENT, alive=False),
    Relationship(key="guardian", caregiver=True),
    Relationship(key="friend", relation=Relation.FRIEND),
    Relationship(key="x"),
)
JOINT = ContractAgreed(on=day(1), contract=TreatmentContract(joint_with=("friend", "x", "stranger", "father")))
MEETINGS = [
    (SessionHeld(on=day(2)), set()),
    (SessionHeld(on=day(2), people=("friend", "stranger")), {"friend", "stranger"}),
    (SessionHeld(on=day(2), attendees=(Attendee.CAREGIVER,)), {"mother", "guardian", "x", "stranger", "father"}),
    (SessionHeld(on=day(2), attendees=(Attendee.CAREGIVER,), people=("mother",)), {"mother"}),
    (SessionHeld(on=day(2), attendees=(Attendee.PARTNER, Attendee.CAREGIVER), people=("wife",)),
     {"wife", "mother", "guardian", "x", "stranger", "father"}),
    (SessionHeld(on=day(2), attendees=(Attendee.OTHER,)), {"friend", "x", "stranger", "father"}),
    (SessionHeld(on=day(2), purpose=Purpose.CONJOINT), {"wife", "friend", "x", "stranger", "father"}),
    (ContactMade(on=day(2), contacted=ContactWith.CAREGIVER, reason=ContactReason.OUTREACH),
     {"mother", "guardian", "x", "stranger", "father"}),
    (ContactMade(on=day(2), contacted=ContactWith.OTHER, reason=ContactReason.OUTREACH, person="x"), {"x"}),
]  # fmt: skip


@pytest.mark.parametrize(("event", "people"), MEETINGS)
def test_who_took_part_is_the_same_whether_all_are_asked_for_or_some(event, people):
    course = replay(opened(*(RelationshipRecorded(on=day(1), relationship=known) for known in INVENTORY), JOINT))
    assert present(course, event).people == people
    everybody = [*(known.key for known in INVENTORY), "stranger", "somebody else"]
    assert set(present_of(everybody, course, event)) == people
    for person in everybody:
        assert present_of([person], course, event) == ([person] if person in people else [])
