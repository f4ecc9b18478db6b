"""Consent: to assessment, to treatment, to its terms, and to who takes part."""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseOpened,
    CrisisContactsRecorded,
    DisputeStageChanged,
    EpisodeRecorded,
    EventKind,
    FormulationAgreed,
    GoalAgreed,
    LifeEventRecorded,
    MiddleResumed,
    PatternNamed,
    PsychoeducationGiven,
    RelapsePlanAgreed,
    RelationshipRecorded,
    SafetyPlanAgreed,
    SessionHeld,
    SickRoleGiven,
)
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.sources import cite
from iptcore.vocabulary import Attendee, ConsentGiver, ConsentScope, ContactReason, ContactWith, Phase, Purpose

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_WORK: tuple[EventKind, ...] = (
    EpisodeRecorded,
    PsychoeducationGiven,
    SickRoleGiven,
    LifeEventRecorded,
    PatternNamed,
    FormulationAgreed,
    GoalAgreed,
    ContractAgreed,
    ContractAmended,
    DisputeStageChanged,
    MiddleResumed,
)
"""What goes on with the treatment: neither safety, nor ending it, nor keeping the record.

The inventory is not among them, because that is where a safety concern about somebody is recorded.
"""


_WITH_WHOM = {
    Purpose.CONJOINT: ConsentScope.CONJOINT,
    Attendee.PARTNER: ConsentScope.CONJOINT,
    Purpose.CAREGIVER: ConsentScope.CAREGIVER,
    Attendee.CAREGIVER: ConsentScope.CAREGIVER,
}

# -- predicates --------------------------------------------------------------------------------------------------------


def assessment_consented(protocol: "Protocol", course: Course, event: CourseOpened) -> bool:
    return event.consent


def treatment_consented(protocol: "Protocol", course: Course) -> bool:
    given = course.consent(ConsentScope.TREATMENT)
    if given is None:
        return False
    if _is_adult(protocol, course) and given.given_by is not ConsentGiver.LEGAL_REPRESENTATIVE:
        return given.given_by is ConsentGiver.SELF
    return given.given_by in protocol.consent_by


def treatment_consent_not_withdrawn(protocol: "Protocol", course: Course) -> bool:
    own = {given.person for given in course.newest(ConsentGiven) if given.given_by is ConsentGiver.SELF}
    return treatment_consented(protocol, course) or not any(
        event.scope is ConsentScope.TREATMENT and (event.person is None or event.person not in own)
        for event in course.newest(ConsentWithdrawn)
    )


def session_is_consented(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    free = event.purpose is Purpose.CRISIS or course.phase is Phase.TERMINATION
    return free or treatment_consent_not_withdrawn(protocol, course)


def joint_work_is_consented(protocol: "Protocol", course: Course, event: SessionHeld | ContactMade) -> bool:
    scopes, people = _joint_work(event)
    return not any(
        gone.scope in scopes
        and (gone.person is None or not people or gone.person in people)
        and course.consent(gone.scope, gone.person) is None
        for gone in course.newest(ConsentWithdrawn)
    )


def joint_work_agreed_is_safe(protocol: "Protocol", course: Course, event: ContractAgreed | ContractAmended) -> bool:
    terms = event.contract if isinstance(event, ContractAgreed) else event.amendment
    people = _joint_with(course) if terms.joint_with is None else terms.joint_with
    return not any(may_be_unsafe(course, person) for person in people)


def joint_work_planned_is_safe(protocol: "Protocol", course: Course) -> bool:
    return not any(may_be_unsafe(course, person) for person in _joint_with(course))


def everybody_met_is_safe(protocol: "Protocol", course: Course, event: SessionHeld | ContactMade) -> bool:
    people = event.people if isinstance(event, SessionHeld) else (event.person,)
    return not any(person is not None and may_be_unsafe(course, person) for person in people)


def helpers_are_safe(
    protocol: "Protocol", course: Course, event: CrisisContactsRecorded | SafetyPlanAgreed | RelapsePlanAgreed
) -> bool:
    contacts = event.contacts if isinstance(event, CrisisContactsRecorded) else event.plan.contacts
    people = [contact.person for contact in contacts if contact.person is not None]
    if isinstance(event, RelapsePlanAgreed):
        people += [helper.person for helper in event.plan.support]
    return not any(may_be_unsafe(course, person) for person in people)


def confidentiality_is_agreed(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return event.contract.confidentiality is True


# -- what they read ----------------------------------------------------------------------------------------------------


def may_be_unsafe(course: Course, person: str) -> bool:
    """Whether that person of the inventory carries a safety concern of which nobody has judged joint sessions safe.

    Concerns of different kinds stand side by side: one that was judged safe does not settle another.
    """
    known = course.relationship(person)
    if known is None or known.safety_concern is None:
        return False
    told = (event.relationship for event in course.all(RelationshipRecorded) if event.relationship.key == person)
    concerns = {one.safety_concern.kind: one.safety_concern for one in told if one.safety_concern is not None}
    return any(concern.joint_work_safe is not True for concern in concerns.values())


def _joint_work(event: SessionHeld | ContactMade) -> tuple[set[ConsentScope], tuple[str, ...]]:
    """What consent a session or contact needs beside that of treatment, and with whom it was, as far as it is said."""
    if isinstance(event, ContactMade):
        with_caregiver = event.contacted is ContactWith.CAREGIVER and event.reason is not ContactReason.CRISIS
        return {ConsentScope.CAREGIVER} if with_caregiver else set(), (event.person,) if event.person else ()
    scopes = {scope for who, scope in _WITH_WHOM.items() if who in event.attendees or who is event.purpose}
    return scopes or ({ConsentScope.CONJOINT, ConsentScope.CAREGIVER} if event.people else set()), event.people


def _is_adult(protocol: "Protocol", course: Course) -> bool:
    age = course.opening.age if course.opening else None
    return age is not None and age >= protocol.adult_from


def _joint_with(course: Course) -> tuple[str, ...]:
    return course.contract.joint_with if course.contract else ()


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="S01",
        says="assessment and treatment each need consent, and once it is withdrawn only safety and ending go on",
        source=cite("R D"),
        clauses=(
            Clause(
                code="S01a",
                on=(CourseOpened,),
                level=Level.SAFEGUARD,
                asks="obtain consent to assessment first",
                fits=assessment_consented,
            ),
            Clause(
                code="S01b",
                on=INTO_MIDDLE,
                level=Level.SAFEGUARD,
                asks="first obtain consent to treatment, from whoever may give it",
                kept=treatment_consented,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="S01c",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="end the course or obtain consent again: consent to treatment was withdrawn",
                fits=session_is_consented,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="S01d",
                on=_WORK,
                level=Level.ADVISORY,
                asks="end the course or obtain consent again: consent to treatment was withdrawn",
                kept=treatment_consent_not_withdrawn,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="S01e",
                on=(SessionHeld, ContactMade),
                level=Level.ADVISORY,
                asks="meet the client alone or obtain consent again: consent to joint work was withdrawn",
                fits=joint_work_is_consented,
                cures=(ConsentGiven,),
            ),
        ),
    ),
    Rule(
        code="S13",
        says="nobody with an unsettled safety concern takes part in joint sessions, or is named as one to turn to",
        source=cite("R D"),
        clauses=(
            Clause(
                code="S13a",
                on=(ContractAgreed, ContractAmended),
                level=Level.SAFEGUARD,
                asks="plan no joint sessions with that person, or review the safety concern and judge them safe",
                fits=joint_work_agreed_is_safe,
                cures=(RelationshipRecorded,),
            ),
            Clause(
                code="S13b",
                on=INTO_MIDDLE,
                level=Level.OFF,  # a safeguard where conjoint work is required
                asks="take that person out of the joint sessions, or review the safety concern and judge them safe",
                kept=joint_work_planned_is_safe,
                cures=(RelationshipRecorded, ContractAmended),
            ),
            Clause(
                code="S13c",
                on=(SessionHeld, ContactMade),
                level=Level.GRAVE,
                asks="review the safety concern about somebody who was present or contacted",
                fits=everybody_met_is_safe,
                cures=(RelationshipRecorded,),
            ),
            Clause(
                code="S13d",
                on=(CrisisContactsRecorded, SafetyPlanAgreed, RelapsePlanAgreed),
                level=Level.GRAVE,
                asks="name somebody else to turn to: there is a safety concern about this person",
                fits=helpers_are_safe,
                cures=(RelationshipRecorded,),
            ),
        ),
    ),
    Rule(
        code="S15",
        says="the contract covers confidentiality and its limits, and in a group its members agree to it",
        source=cite("R"),
        clauses=(
            Clause(
                code="S15a",
                on=(ContractAgreed,),
                level=Level.SAFEGUARD,
                asks="agree on confidentiality and its limits in the contract",
                fits=confidentiality_is_agreed,
            ),
        ),
    ),
)
