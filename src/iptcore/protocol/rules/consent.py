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
    RelationshipRecorded,
    SessionHeld,
    SickRoleGiven,
)
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.sources import cite
from iptcore.vocabulary import ConsentGiver, ConsentScope, Phase, Purpose

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


_JOINT_SCOPES = {Purpose.CONJOINT: ConsentScope.CONJOINT, Purpose.CAREGIVER: ConsentScope.CAREGIVER}

# -- predicates --------------------------------------------------------------------------------------------------------


def assessment_consented(protocol: "Protocol", course: Course, event: CourseOpened) -> bool:
    return event.consent


def treatment_consented(protocol: "Protocol", course: Course) -> bool:
    given = course.consent(ConsentScope.TREATMENT)
    return given is not None and (
        given.given_by in protocol.consent_by or (given.given_by is ConsentGiver.SELF and _is_adult(protocol, course))
    )


def treatment_consent_not_withdrawn(protocol: "Protocol", course: Course) -> bool:
    return treatment_consented(protocol, course) or not any(
        event.scope is ConsentScope.TREATMENT and (event.person is None or event.person in _guardians(course))
        for event in course.newest(ConsentWithdrawn)
    )


def session_is_consented(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    free = event.purpose is Purpose.CRISIS or course.phase is Phase.TERMINATION
    return free or treatment_consent_not_withdrawn(protocol, course)


def joint_session_is_consented(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    scope = _JOINT_SCOPES.get(event.purpose)
    people = (None, *event.people)
    return not any(
        gone.scope is scope and gone.person in people and course.consent(gone.scope, gone.person) is None
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


def crisis_contacts_are_safe(protocol: "Protocol", course: Course, event: CrisisContactsRecorded) -> bool:
    people = [contact.person for contact in event.contacts]
    return not any(person is not None and may_be_unsafe(course, person) for person in people)


def confidentiality_is_agreed(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return event.contract.confidentiality is True


# -- what they read ----------------------------------------------------------------------------------------------------


def may_be_unsafe(course: Course, person: str) -> bool:
    """Whether that person of the inventory carries a safety concern, and nobody has judged joint sessions safe."""
    relationship = course.relationship(person)
    concern = relationship.safety_concern if relationship else None
    return concern is not None and concern.joint_work_safe is not True


def _guardians(course: Course) -> set[str | None]:
    """Who consented for the client."""
    return {given.person for given in course.newest(ConsentGiven) if given.given_by is not ConsentGiver.SELF}


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
                level=Level.BINDING,
                asks="obtain consent to assessment first",
                fits=assessment_consented,
            ),
            Clause(
                code="S01b",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="obtain consent to treatment from whoever may give it first",
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
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="meet the client alone or obtain consent again: consent to joint sessions was withdrawn",
                fits=joint_session_is_consented,
                cures=(ConsentGiven,),
            ),
        ),
    ),
    Rule(
        code="S13",
        says="nobody with a safety concern takes part in joint sessions before a review has judged these safe",
        source=cite("R"),
        clauses=(
            Clause(
                code="S13a",
                on=(ContractAgreed, ContractAmended),
                level=Level.BINDING,
                asks="plan no joint sessions with that person, or review the safety concern and judge them safe",
                fits=joint_work_agreed_is_safe,
                cures=(RelationshipRecorded,),
            ),
            Clause(
                code="S13b",
                on=INTO_MIDDLE,
                level=Level.OFF,  # binding where conjoint work is required
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
                on=(CrisisContactsRecorded,),
                level=Level.GRAVE,
                asks="name another crisis contact: there is a safety concern about this one",
                fits=crisis_contacts_are_safe,
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
                level=Level.BINDING,
                asks="agree on confidentiality and its limits in the contract",
                fits=confidentiality_is_agreed,
            ),
        ),
    ),
)
