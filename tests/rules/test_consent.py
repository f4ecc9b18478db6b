"""Cases of S01, S13 and S15."""

import pytest

from iptcore.events import (
    Carried,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAmended,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    DiagnosisRecorded,
    DisputeStageChanged,
    GoalReviewed,
    HomeTask,
    MiddleBegun,
    MoodEventLink,
    PsychoeducationGiven,
    RelapsePlanAgreed,
    RelationshipRecorded,
    SafetyPlanAgreed,
    SessionHeld,
    SymptomsRated,
)
from iptcore.model.contract import ContractAmendment
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.problem_area import RoleDispute
from iptcore.model.relapse_plan import RelapsePreventionPlan, SupportPerson
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.rules.consent import RULES
from iptcore.vocabulary import (
    Attendee,
    Condition,
    ConsentGiver,
    ConsentScope,
    ContactReason,
    ContactWith,
    DiagnosisRole,
    DisputeStage,
    Frequency,
    LinkDirection,
    Purpose,
    Relation,
    SafetyConcernKind,
    TechniqueName,
)

from .case import Case, breaks, day, keeps, opened
from .histories import GRIEF, contract, formulation, goal, in_ending, numbered

PROTOCOL = numbered(*RULES)
FOR_MINORS = PROTOCOL.adapt(code="minors", consent_by=(ConsentGiver.GUARDIAN_WITH_ASSENT, ConsentGiver.COMPETENT_MINOR))

MIDDLE = MiddleBegun(on=day(3))


def opening(consent: bool) -> CourseOpened:
    return CourseOpened(on=day(), client="c-1", protocol="ipt", edition="2018", consent=consent)


def given(weeks: int = 0, by: ConsentGiver = ConsentGiver.SELF, **parts: object) -> ConsentGiven:
    usual = {"on": day(weeks), "scope": ConsentScope.TREATMENT, "given_by": by}
    return ConsentGiven(**usual | parts)


def withdrawn(
    weeks: int = 2, scope: ConsentScope = ConsentScope.TREATMENT, person: str | None = None
) -> ConsentWithdrawn:
    return ConsentWithdrawn(on=day(weeks), scope=scope, person=person)


def husband(*, reviewed: bool | None = None, safe: bool | None = None) -> RelationshipRecorded:
    """The husband: with a safety concern that is reviewed or not, or without one."""
    violence = SafetyConcernKind.VIOLENCE
    concern = None if reviewed is None else SafetyConcern(kind=violence, reviewed=reviewed, joint_work_safe=safe)
    return RelationshipRecorded(on=day(), relationship=Relationship(key="husband", safety_concern=concern))


def moved_away(person: str) -> RelationshipRecorded:
    return RelationshipRecorded(on=day(1), relationship=Relationship(key=person, ring="outer"))


def judged_safe(person: str, kind: SafetyConcernKind) -> RelationshipRecorded:
    concern = SafetyConcern(kind=kind, reviewed=True, joint_work_safe=True)
    return RelationshipRecorded(on=day(1), relationship=Relationship(key=person, safety_concern=concern))


def planned_with(person: str) -> SafetyPlanAgreed:
    return SafetyPlanAgreed(on=day(5), plan=SafetyPlan(contacts=(CrisisContact(how="by telephone", person=person),)))


def helped_by(person: str) -> RelapsePlanAgreed:
    return RelapsePlanAgreed(on=day(5), plan=RelapsePreventionPlan(support=(SupportPerson(person=person),)))


def joint_consent(weeks: int, person: str | None = None) -> ConsentGiven:
    return given(weeks, scope=ConsentScope.CONJOINT, person=person)


def called(person: str | None) -> ContactMade:
    return ContactMade(on=day(5), reason=ContactReason.CAREGIVER_INVOLVEMENT, person=person)


def in_a_crisis(person: str | None) -> CrisisContactsRecorded:
    contact = CrisisContact(how="by telephone", person=person, service=None if person else "crisis line")
    return CrisisContactsRecorded(on=day(5), contacts=(contact,))


def amended(**changes: object) -> ContractAmended:
    return ContractAmended(on=day(4), amendment=ContractAmendment(**changes), client_agrees=True, therapist_agrees=True)


def joint_session(**parts: object) -> SessionHeld:
    return SessionHeld(on=day(5), purpose=Purpose.CONJOINT, **parts)


def psychosis() -> DiagnosisRecorded:
    return DiagnosisRecorded(on=day(3), diagnosis=Diagnosis(condition=Condition.PSYCHOSIS, role=DiagnosisRole.COMORBID))


GIVEN_BACK = opened(given(), withdrawn())
GUARDIAN_WHO_COMES = opened(
    given(by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother"),
    given(scope=ConsentScope.CAREGIVER, person="mother"),
    withdrawn(person="mother"),
)
GUARDIAN_THEN_MINOR = opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother"), given())
PAUSED = opened(given(), CourseSuspended(on=day(2)))
RESUMED = CourseResumed(on=day(4))
WITH_HUSBAND = contract(joint_with=("husband",))


def violent(key: str = "husband", week: int = 0, **parts: object) -> RelationshipRecorded:
    concern = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)
    return RelationshipRecorded(on=day(week), relationship=Relationship(key=key, safety_concern=concern, **parts))


def sister() -> RelationshipRecorded:
    return RelationshipRecorded(on=day(), relationship=Relationship(key="sister", relation=Relation.SIBLING))


LATER = MiddleBegun(on=day(10))
UNSAFE_CONTRACT = opened(WITH_HUSBAND, husband(reviewed=False))
MET = SessionHeld(on=day(1), purpose=Purpose.CONJOINT, people=("husband",))
FEARED_SINCE = opened(violent(week=9))
KNOWN_SAFE = opened(in_a_crisis("husband"), judged_safe("husband", SafetyConcernKind.VIOLENCE))
REPLACED = opened(violent(week=9), in_a_crisis("sister").replace(on=day(9)))
WITH_THE_HUSBAND = RoleDispute(key="home", parties=("husband",))
ON_THE_DISPUTE = SessionHeld(on=day(3), focus=("dispute",))


def rehearsed(name: TechniqueName = TechniqueName.ROLE_PLAY) -> SessionHeld:
    link = MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a quarrel", relationship="partner")
    return SessionHeld(on=day(3), techniques=(name,), links=(link,))


UNNAMED = SessionHeld(on=day(1), attendees=(Attendee.CLIENT, Attendee.PARTNER))

CASES = [
    keeps("S01a", "consent to assessment at the opening", given=(), when=opening(consent=True)),
    breaks("S01a", "no consent to assessment", given=(), when=opening(consent=False)),
    keeps("S01b", "the client consents to treatment", given=opened(given()), when=MIDDLE),
    breaks("S01b", "consent to assessment alone", when=MIDDLE),
    breaks("S01b", "consent to recording alone", given=opened(given(scope=ConsentScope.RECORDING)), when=MIDDLE),
    breaks("S01b", "the partner's consent alone", given=opened(given(person="partner")), when=MIDDLE),
    breaks("S01b", "consent withdrawn", given=GIVEN_BACK, when=MIDDLE),
    keeps("S01b", "consent withdrawn and given again", given=(*GIVEN_BACK, given(3)), when=MIDDLE),
    breaks(
        "S01b",
        "consent of an earlier course, carried over after it was withdrawn",
        given=(*GIVEN_BACK, given(3, carried=Carried(day=day(-50)))),
        when=MIDDLE,
    ),
    keeps(
        "S01b",
        "consent given elsewhere since it was withdrawn",
        given=(*GIVEN_BACK, given(3, carried=Carried(day=day(3)))),
        when=MIDDLE,
    ),
    breaks(
        "S01b",
        "a minor whose own consent does not count",
        given=opened(given()),
        when=MIDDLE,
        under=FOR_MINORS,
    ),
    keeps(
        "S01b",
        "a guardian consents and the minor assents",
        given=opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT)),
        when=MIDDLE,
        under=FOR_MINORS,
    ),
    keeps(
        "S01b",
        "the guardian is named",
        given=opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother")),
        when=MIDDLE,
        under=FOR_MINORS,
    ),
    keeps("S01b", "the minor consents beside the guardian", given=GUARDIAN_THEN_MINOR, when=MIDDLE, under=FOR_MINORS),
    breaks(
        "S01b",
        "the minor withdraws what both gave",
        given=(*GUARDIAN_THEN_MINOR, withdrawn()),
        when=MIDDLE,
        under=FOR_MINORS,
    ),
    keeps(
        "S01f",
        "the guardian withdraws, and the minor had consented too",
        given=GUARDIAN_THEN_MINOR,
        when=withdrawn(person="mother"),
        under=FOR_MINORS,
    ),
    breaks(
        "S01f",
        "somebody else withdraws what a competent minor gave",
        given=opened(given(by=ConsentGiver.COMPETENT_MINOR)),
        when=withdrawn(person="mother"),
        under=FOR_MINORS,
    ),
    breaks(
        "S01b",
        "the guardian withdrew, and then consented to their own part",
        given=(
            *opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother"), CourseSuspended(on=day(2))),
            withdrawn(person="mother"),
            given(3, person="mother"),
        ),
        when=RESUMED,
        under=FOR_MINORS,
    ),
    breaks(
        "S01c",
        "the guardian withdrew, and the minor had consented too",
        given=(*GUARDIAN_THEN_MINOR, withdrawn(person="mother")),
        when=SessionHeld(on=day(3)),
        under=FOR_MINORS,
    ),
    keeps("S01b", "of age, and consents alone", given=opened(given(), age=18), when=MIDDLE, under=FOR_MINORS),
    breaks("S01b", "not of age", given=opened(given(), age=17), when=MIDDLE, under=FOR_MINORS),
    keeps("S01c", "a session of the assessment, before consent to treatment", when=SessionHeld(on=day(1))),
    breaks("S01c", "a session after consent was withdrawn", given=GIVEN_BACK, when=SessionHeld(on=day(3))),
    keeps("S01c", "a crisis session", given=GIVEN_BACK, when=SessionHeld(on=day(3), purpose=Purpose.CRISIS)),
    keeps("S01c", "a session to end with", given=in_ending(given(12), withdrawn(12)), when=SessionHeld(on=day(13))),
    keeps("S01c", "consent given again", given=(*GIVEN_BACK, given(3)), when=SessionHeld(on=day(3))),
    keeps(
        "S01c",
        "only consent to recording was withdrawn",
        given=opened(given(), withdrawn(scope=ConsentScope.RECORDING)),
        when=SessionHeld(on=day(3)),
    ),
    keeps(
        "S01c",
        "only the partner withdrew",
        given=opened(given(), withdrawn(person="partner")),
        when=SessionHeld(on=day(3)),
    ),
    breaks(
        "S01c",
        "the guardian withdrew",
        given=opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother"), withdrawn(person="mother")),
        when=SessionHeld(on=day(3)),
        under=FOR_MINORS,
    ),
    *(
        breaks(
            code,
            "the guardian withdrew, whose consent to come to sessions holds",
            given=GUARDIAN_WHO_COMES,
            when=when,
            under=FOR_MINORS,
        )
        for code, when in (("S01c", SessionHeld(on=day(3))), ("S01d", PsychoeducationGiven(on=day(3))))
    ),
    breaks(
        "S01b",
        "back from a pause in which the guardian withdrew, whose consent to come to sessions holds",
        given=(*GUARDIAN_WHO_COMES, CourseSuspended(on=day(3))),
        when=CourseResumed(on=day(4)),
        under=FOR_MINORS,
    ),
    keeps(
        "S01c",
        "the partner withdrew their own consent to treatment",
        given=opened(given(), given(person="partner"), withdrawn(person="partner")),
        when=SessionHeld(on=day(3)),
    ),
    keeps(
        "S01e", "consent to joint sessions", given=opened(joint_consent(0), joint_consent(0, "p")), when=joint_session()
    ),
    breaks(
        "S01e",
        "the client withdrew it",
        given=opened(joint_consent(0), withdrawn(scope=ConsentScope.CONJOINT)),
        when=joint_session(people=("p",)),
    ),
    breaks(
        "S01e",
        "the partner withdrew theirs",
        given=opened(joint_consent(0, "p"), withdrawn(scope=ConsentScope.CONJOINT, person="p")),
        when=joint_session(people=("p",)),
    ),
    keeps(
        "S01e",
        "withdrawn and given again",
        given=opened(joint_consent(0), withdrawn(scope=ConsentScope.CONJOINT), joint_consent(3)),
        when=joint_session(people=("p",)),
    ),
    keeps(
        "S01e",
        "a session with the client alone",
        given=opened(joint_consent(0), withdrawn(scope=ConsentScope.CONJOINT)),
        when=SessionHeld(on=day(3)),
    ),
    breaks(
        "S01e",
        "in the sessions of couples, which are regular ones",
        given=opened(joint_consent(0, "p"), withdrawn(scope=ConsentScope.CONJOINT, person="p")),
        when=SessionHeld(on=day(5), attendees=(Attendee.CLIENT, Attendee.PARTNER)),
    ),
    breaks(
        "S01e",
        "a caregiver is called after consent to it was withdrawn",
        given=opened(given(scope=ConsentScope.CAREGIVER), withdrawn(scope=ConsentScope.CAREGIVER)),
        when=ContactMade(on=day(5), reason=ContactReason.CAREGIVER_INVOLVEMENT, contacted=ContactWith.CAREGIVER),
    ),
    keeps(
        "S01e",
        "a caregiver is called in a crisis",
        given=opened(given(scope=ConsentScope.CAREGIVER), withdrawn(scope=ConsentScope.CAREGIVER)),
        when=ContactMade(on=day(5), reason=ContactReason.CRISIS, contacted=ContactWith.CAREGIVER, person="mother"),
    ),
    breaks(
        "S13a",
        "another concern was judged safe, this one was not",
        given=opened(husband(reviewed=False), judged_safe("husband", SafetyConcernKind.OTHER)),
        when=WITH_HUSBAND,
    ),
    breaks("S19a", "in a safety plan", given=opened(husband(reviewed=False)), when=planned_with("husband")),
    breaks("S19a", "as support after the end", given=opened(husband(reviewed=False)), when=helped_by("husband")),
    keeps("S19a", "somebody else as support", given=opened(husband(reviewed=False)), when=helped_by("sister")),
    breaks(
        "S01b",
        "of age, and only a guardian consents",
        given=opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT), age=18),
        when=MIDDLE,
        under=FOR_MINORS,
    ),
    breaks("S01d", "a formulation after consent was withdrawn", given=GIVEN_BACK, when=formulation(on=day(3))),
    breaks("S01d", "psychoeducation after it", given=GIVEN_BACK, when=PsychoeducationGiven(on=day(3))),
    keeps("S01d", "a formulation before consent to treatment", when=formulation()),
    keeps(
        "S01d", "a rating is about safety", given=GIVEN_BACK, when=SymptomsRated(on=day(3), instrument="PHQ-9", total=9)
    ),
    keeps("S01d", "a diagnosis is the record", given=GIVEN_BACK, when=psychosis()),
    keeps(
        "S01d",
        "a goal reviewed is part of ending",
        given=opened(formulation(), goal(), withdrawn()),
        when=GoalReviewed(on=day(3), goal="talk", attainment=0),
    ),
    keeps("S13a", "joint sessions with somebody not recorded", when=WITH_HUSBAND),
    keeps("S13a", "with somebody without a concern", given=opened(husband()), when=WITH_HUSBAND),
    keeps("S13a", "judged safe", given=opened(husband(reviewed=True, safe=True)), when=WITH_HUSBAND),
    breaks("S13a", "judged unsafe", given=opened(husband(reviewed=True, safe=False)), when=WITH_HUSBAND),
    breaks("S13a", "reviewed, and the outcome not said", given=opened(husband(reviewed=True)), when=WITH_HUSBAND),
    breaks(
        "S13a",
        "a concern that a later entry says nothing of",
        given=opened(husband(reviewed=False), moved_away("husband")),
        when=WITH_HUSBAND,
    ),
    breaks("S13a", "with a concern nobody reviewed", given=opened(husband(reviewed=False)), when=WITH_HUSBAND),
    keeps("S13a", "no joint sessions", given=opened(husband(reviewed=False)), when=contract()),
    breaks(
        "S13a",
        "added by an amendment",
        given=opened(contract(), husband(reviewed=False)),
        when=amended(joint_with=("husband",)),
    ),
    breaks(
        "S13a",
        "kept by an amendment of something else",
        given=opened(WITH_HUSBAND, husband(reviewed=False)),
        when=amended(frequency=Frequency.FORTNIGHTLY),
    ),
    keeps(
        "S13a",
        "taken out by an amendment",
        given=opened(WITH_HUSBAND, husband(reviewed=False)),
        when=amended(joint_with=()),
    ),
    keeps(
        "S13a",
        "an amendment without a contract is not its business",
        given=opened(husband(reviewed=False)),
        when=amended(frequency=Frequency.FORTNIGHTLY),
    ),
    breaks(
        "S13b",
        "conjoint work planned with an unreviewed concern",
        given=opened(WITH_HUSBAND, husband(reviewed=False)),
        when=MIDDLE,
    ),
    keeps(
        "S13b",
        "judged safe",
        given=opened(WITH_HUSBAND, husband(reviewed=True, safe=True)),
        when=MIDDLE,
    ),
    breaks(
        "S13b",
        "the contract first, the concern after it",
        given=opened(WITH_HUSBAND, husband(reviewed=False)),
        when=MIDDLE,
    ),
    breaks(
        "S13c",
        "the husband came along",
        given=opened(husband(reviewed=False)),
        when=joint_session(people=("husband",)),
    ),
    keeps(
        "S13c",
        "the husband came along, and that was judged safe",
        given=opened(husband(reviewed=True, safe=True)),
        when=joint_session(people=("husband",)),
    ),
    keeps(
        "S13c",
        "somebody else came along",
        given=opened(husband(reviewed=False)),
        when=joint_session(people=("sister",)),
    ),
    breaks("S13c", "the husband was called", given=opened(husband(reviewed=False)), when=called("husband")),
    keeps("S13c", "the client was called", given=opened(husband(reviewed=False)), when=called(None)),
    breaks("S19a", "the husband as crisis contact", given=opened(husband(reviewed=False)), when=in_a_crisis("husband")),
    keeps("S19a", "the sister as crisis contact", given=opened(husband(reviewed=False)), when=in_a_crisis("sister")),
    keeps("S19a", "a service as crisis contact", given=opened(husband(reviewed=False)), when=in_a_crisis(None)),
    breaks("S01b", "back from a pause in which it was withdrawn", given=(*PAUSED, withdrawn(3)), when=RESUMED),
    keeps("S01b", "given again after a pause", given=(*PAUSED, withdrawn(3), given(3)), when=RESUMED),
    keeps("S01b", "back from a pause, nothing was withdrawn", given=PAUSED, when=RESUMED),
    keeps(
        "S01b",
        "the ending goes on",
        given=in_ending(given(12), CourseSuspended(on=day(12)), withdrawn(13)),
        when=CourseResumed(on=day(14)),
    ),
    keeps("S01f", "what was given", given=opened(given()), when=withdrawn()),
    keeps("S01f", "under the client's own key", given=opened(given()), when=withdrawn(person="c-1")),
    keeps(
        "S01f",
        "what a guardian gave, by the guardian",
        given=opened(given(by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother")),
        when=withdrawn(person="mother"),
    ),
    breaks("S01f", "nothing was given", when=withdrawn()),
    breaks("S01f", "of somebody who gave none", given=opened(given()), when=withdrawn(person="stranger")),
    breaks("S01f", "in another scope", given=opened(given()), when=withdrawn(scope=ConsentScope.RECORDING)),
    breaks("S13c", "the contract says who came", given=UNSAFE_CONTRACT, when=joint_session()),
    breaks(
        "S13c",
        "the attendees say who came",
        given=opened(violent(relation=Relation.PARTNER)),
        when=SessionHeld(on=day(3), attendees=(Attendee.CLIENT, Attendee.PARTNER)),
    ),
    breaks(
        "S13c",
        "a sister is named, and a partner came too",
        given=opened(violent(relation=Relation.PARTNER), sister()),
        when=SessionHeld(on=day(3), attendees=(Attendee.PARTNER, Attendee.RELATIVE), people=("sister",)),
    ),
    keeps("S13e", "the contract says who came", given=UNSAFE_CONTRACT, when=joint_session()),
    keeps("S13e", "the people are named", given=opened(violent("cousin")), when=joint_session(people=("husband",))),
    keeps(
        "S13e",
        "the client alone",
        given=opened(violent("cousin")),
        when=SessionHeld(on=day(3), attendees=(Attendee.CLIENT,)),
    ),
    breaks("S13e", "a joint session with nobody knows whom", given=opened(violent("cousin")), when=joint_session()),
    breaks(
        "S13e",
        "an unnamed partner",
        given=opened(violent("cousin")),
        when=SessionHeld(on=day(3), attendees=(Attendee.PARTNER,)),
    ),
    keeps("S13e", "no concern about anybody", when=joint_session()),
    breaks("S13f", "met first, the concern after", given=opened(MET, violent()), when=MIDDLE),
    keeps("S13f", "the concern was reviewed", given=opened(MET, husband(reviewed=True, safe=False)), when=MIDDLE),
    keeps("S13f", "somebody else was met", given=opened(violent("cousin"), MET), when=MIDDLE),
    breaks("S13g", "an unnamed partner, and a concern", given=opened(UNNAMED, violent("cousin")), when=MIDDLE),
    breaks(
        "S13g",
        "somebody unnamed was called, and a concern",
        given=opened(called(None).replace(on=day(1), contacted=ContactWith.OTHER), violent("cousin")),
        when=MIDDLE,
    ),
    keeps("S13g", "no concern", given=opened(UNNAMED), when=MIDDLE),
    keeps("S13g", "everybody is named", given=opened(MET, violent("cousin")), when=MIDDLE),
    breaks("S19b", "a dispute with a violent partner", given=opened(violent("partner")), when=formulation()),
    breaks("S19b", "a goal of that dispute", given=opened(formulation(), violent("partner")), when=goal()),
    breaks(
        "S19b",
        "the dispute goes back to negotiating",
        given=opened(formulation(), violent("partner")),
        when=DisputeStageChanged(on=day(3), dispute="dispute", stage=DisputeStage.RENEGOTIATION),
    ),
    keeps(
        "S19b",
        "the dispute is left behind",
        given=opened(formulation(), violent("partner")),
        when=DisputeStageChanged(on=day(3), dispute="dispute", stage=DisputeStage.DISSOLUTION),
    ),
    keeps("S19b", "no concern about the partner", given=opened(violent("cousin")), when=formulation()),
    breaks(
        "S19b",
        "a task to talk to a violent husband",
        given=opened(violent()),
        when=SessionHeld(on=day(3), tasks=(HomeTask(words="to speak of the money", person="husband"),)),
    ),
    breaks("S19b", "a session on the dispute", given=opened(formulation(), violent("partner")), when=ON_THE_DISPUTE),
    breaks("S19b", "the concern first", given=opened(violent("partner"), formulation()), when=ON_THE_DISPUTE),
    breaks(
        "S19b",
        "a session on the dispute entered late, a later concern",
        given=opened(formulation(), violent("partner", week=9)),
        when=ON_THE_DISPUTE,
    ),
    breaks("S19b", "a talk with them is rehearsed", given=opened(violent("partner")), when=rehearsed()),
    keeps(
        "S19b",
        "whether to leave them is thought through",
        given=opened(violent("partner")),
        when=rehearsed(TechniqueName.DECISION_ANALYSIS),
    ),
    keeps("S19b", "a talk with somebody else is rehearsed", given=opened(violent("cousin")), when=rehearsed()),
    keeps("S19b", "another focus", given=opened(formulation(), violent("partner")), when=SessionHeld(on=day(3))),
    keeps(
        "S19b",
        "a session on leaving them",
        given=opened(
            formulation(),
            DisputeStageChanged(on=day(1), dispute="dispute", stage=DisputeStage.DISSOLUTION),
            violent("partner"),
        ),
        when=ON_THE_DISPUTE,
    ),
    breaks("S19e", "rehearsed first, the concern after", given=opened(rehearsed(), violent("partner", 4)), when=LATER),
    breaks(
        "S19c",
        "a rehearsal of the last session",
        given=opened(rehearsed()),
        when=violent("partner", 4),
    ),
    breaks(
        "S19e",
        "a task first, the concern after",
        given=opened(SessionHeld(on=day(), tasks=(HomeTask(words="to speak", person="husband"),)), violent(week=1)),
        when=MIDDLE,
    ),
    keeps("S19c", "nothing relies on them", when=violent(week=9)),
    keeps("S19c", "no concern", given=opened(in_a_crisis("husband")), when=husband()),
    breaks("S19c", "a crisis contact", given=opened(in_a_crisis("husband")), when=violent(week=9)),
    breaks("S19c", "a party in focus", given=opened(formulation()), when=violent("partner", week=9)),
    breaks("S19c", "joint sessions are agreed", given=opened(WITH_HUSBAND), when=violent(week=9)),
    breaks("S19c", "support after the end", given=in_ending(helped_by("husband")), when=violent(week=15)),
    breaks(
        "S19d",
        "the contact first, the concern after",
        given=opened(in_a_crisis("husband"), violent(week=6)),
        when=LATER,
    ),
    breaks("S19d", "the concern first", given=opened(violent(), in_a_crisis("husband")), when=LATER),
    keeps(
        "S19d",
        "somebody else since",
        given=opened(violent(), in_a_crisis("husband"), in_a_crisis("sister")),
        when=LATER,
    ),
    keeps("S19d", "judged safe", given=opened(in_a_crisis("husband"), husband(reviewed=True, safe=True)), when=LATER),
    keeps("S19d", "dead", given=opened(in_a_crisis("husband"), violent(alive=False)), when=LATER),
    breaks("S19e", "the focus first, the concern after", given=opened(formulation(), violent("partner")), when=MIDDLE),
    keeps(
        "S19e", "another focus since", given=opened(violent("partner"), formulation(), formulation(GRIEF)), when=MIDDLE
    ),
    breaks("S19c", "a concern entered late, a later contact", given=opened(in_a_crisis("husband")), when=violent()),
    keeps("S19c", "entered late, and judged safe since", given=KNOWN_SAFE, when=violent()),
    breaks("S19a", "a contact entered late, a later concern", given=FEARED_SINCE, when=in_a_crisis("husband")),
    keeps("S19a", "somebody else as contact, entered late", given=FEARED_SINCE, when=in_a_crisis("sister")),
    keeps("S19a", "replaced before it was entered", given=REPLACED, when=in_a_crisis("husband")),
    breaks("S19b", "a focus entered late, a later concern", given=FEARED_SINCE, when=formulation(WITH_THE_HUSBAND)),
    breaks("S13c", "a session entered late, a later concern", given=FEARED_SINCE, when=MET),
    breaks("S13e", "nobody named, entered late, a later concern", given=FEARED_SINCE, when=UNNAMED),
    breaks(
        "S01e",
        "the client withdrew it under their own key",
        given=opened(joint_consent(0), withdrawn(2, ConsentScope.CONJOINT, "c-1")),
        when=joint_session(people=("p",)),
    ),
    keeps(
        "S01e",
        "nobody but the client was present",
        given=opened(joint_consent(0), withdrawn(2, ConsentScope.CONJOINT)),
        when=SessionHeld(on=day(5), people=("c-1",)),
    ),
    breaks(
        "S13e",
        "the client alone is named",
        given=opened(violent("cousin")),
        when=joint_session(people=("c-1",)),
    ),
    breaks(
        "S13c",
        "the partner came, and the client is named",
        given=opened(violent(relation=Relation.PARTNER)),
        when=SessionHeld(on=day(5), attendees=(Attendee.CLIENT, Attendee.PARTNER), people=("c-1",)),
    ),
    keeps("S15a", "confidentiality and its limits agreed", when=contract(confidentiality=True)),
    breaks("S15a", "confidentiality not settled", when=contract()),
    breaks("S15a", "confidentiality not agreed", when=contract(confidentiality=False)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
