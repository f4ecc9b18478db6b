"""The rules of consent: to assessment, to treatment, to its terms, and to who takes part.

Who consents (``consent_by``) and from which age clients consent alone (``adult_from``) are fields of a protocol: their
defaults are in ``protocol/protocol.py``, other values in ``protocol/catalogue/``.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course, after
from iptcore.events import (
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseOpened,
    CourseResumed,
    CrisisContactsRecorded,
    DisputeStageChanged,
    EntriesCorrected,
    EpisodeRecorded,
    Event,
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
from iptcore.fold import FOR_THE_CLIENT
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules.demands import Settled
from iptcore.protocol.steps import INTO_MIDDLE, NEXT_PHASE
from iptcore.readings.places import place_of_last, since_place
from iptcore.readings.safety import has_demand_about
from iptcore.readings.unsafe_people import (
    beside_the_client,
    confronted,
    joint_work_with,
    may_be_unsafe,
    people_of_concern,
    prepared_for,
    present,
    relied_on,
)
from iptcore.sources import cite
from iptcore.vocabulary import (
    Attendee,
    ConsentGiver,
    ConsentScope,
    ContactReason,
    ContactWith,
    Phase,
    Purpose,
    SafetyMatter,
    Status,
)

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
"""Kinds of events that continue the treatment: neither safety, nor its ending, nor the record itself.

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
    return any(
        course.consent(ConsentScope.TREATMENT, given_by=giver) is not None for giver in may_consent(protocol, course)
    )


def treatment_consent_not_withdrawn(protocol: "Protocol", course: Course) -> bool:
    return treatment_consented(protocol, course) or course.treatment_withdrawn is None


def consented_to_what_comes(protocol: "Protocol", course: Course) -> bool:
    """Whether the client may be treated from here on; a return from a pause continues the phase before it."""
    if course.status is Status.SUSPENDED:
        return course.phase is Phase.TERMINATION or treatment_consent_not_withdrawn(protocol, course)
    return treatment_consented(protocol, course)


def there_is_consent_to_withdraw(protocol: "Protocol", course: Course, event: ConsentWithdrawn) -> bool:
    return course.consent(event.scope, event.person) is not None or any(
        course.consent(event.scope, given_by=giver) is not None for giver in FOR_THE_CLIENT
    )


def session_is_consented(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    free = event.purpose is Purpose.CRISIS or course.phase is Phase.TERMINATION
    return free or treatment_consent_not_withdrawn(protocol, course)


def joint_work_is_consented(protocol: "Protocol", course: Course, event: SessionHeld | ContactMade) -> bool:
    scopes, people = _joint_work(course, event)
    return not any(
        gone.scope in scopes
        and (gone.person in (None, course.client) or not people or gone.person in people)
        and course.consent(gone.scope, gone.person) is None
        for gone in course.newest(ConsentWithdrawn)
    )


def joint_work_agreed_is_safe(protocol: "Protocol", course: Course, event: ContractAgreed | ContractAmended) -> bool:
    terms = event.contract if isinstance(event, ContractAgreed) else event.amendment
    people = joint_work_with(course) if terms.joint_with is None else terms.joint_with
    return not any(may_be_unsafe(course, person) for person in people)


def everybody_met_is_safe(protocol: "Protocol", course: Course, event: SessionHeld | ContactMade) -> bool:
    return not any(may_be_unsafe(course, person) for person in present(course, event).people)


def says_who_was_present(protocol: "Protocol", course: Course, event: SessionHeld | ContactMade) -> bool:
    # Where nobody is feared, a name is not missed: once a concern is recorded, S13g asks for it.
    return present(course, event).all_named or not people_of_concern(course)


def nobody_unsafe_is_relied_on(protocol: "Protocol", course: Course, event: Event) -> bool:
    return not any(may_be_unsafe(course, person) for person in relied_on(event))


def nobody_unsafe_is_confronted(protocol: "Protocol", course: Course, event: Event) -> bool:
    return not any(may_be_unsafe(course, person) for person in confronted(course, event))


def person_was_confronted_before(protocol: "Protocol", course: Course, event: Event | None) -> bool:
    """Whether the last session had the same people in its focus, and nothing new about them was recorded since.

    A session that prepares the client to confront somebody is objected to each time.
    """
    last = course.last(SessionHeld)
    if last is None or not isinstance(event, SessionHeld):
        return False
    unsafe = {person for person in confronted(course, event) if may_be_unsafe(course, person)}
    known = (
        record.relationship for record in since_place(course, RelationshipRecorded, place_of_last(course, SessionHeld))
    )
    news = {person.key for person in known if person.safety_concern is not None}
    return unsafe <= confronted(course, last) - news - prepared_for(event)


def concern_is_about_nobody_relied_on(protocol: "Protocol", course: Course, event: RelationshipRecorded) -> bool:
    """Whether nothing in the course relies on, confronts or involves the person about whom a concern is recorded."""
    if event.relationship.safety_concern is None:
        return True
    return not has_demand_about(after(course, event), (event.relationship.key,))


def concern_was_settled(protocol: "Protocol", course: Course, event: RelationshipRecorded) -> bool:
    return not has_demand_about(course, (event.relationship.key,))


def named_person_was_settled(protocol: "Protocol", course: Course, event: Event) -> bool:
    return not has_demand_about(course, relied_on(event) | confronted(course, event))


def confidentiality_is_agreed(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return event.contract.confidentiality is True


# -- what they read ----------------------------------------------------------------------------------------------------


def _joint_work(course: Course, event: SessionHeld | ContactMade) -> tuple[set[ConsentScope], tuple[str, ...]]:
    """The consent that a session or contact needs beside that to treatment, and who took part, if it is recorded."""
    if isinstance(event, ContactMade):
        with_caregiver = event.contacted is ContactWith.CAREGIVER and event.reason is not ContactReason.CRISIS
        return {ConsentScope.CAREGIVER} if with_caregiver else set(), beside_the_client(course, (event.person,))
    scopes = {scope for who, scope in _WITH_WHOM.items() if who in event.attendees or who is event.purpose}
    people = beside_the_client(course, event.people)
    return scopes or ({ConsentScope.CONJOINT, ConsentScope.CAREGIVER} if people else set()), people


def may_consent(protocol: "Protocol", course: Course) -> tuple[ConsentGiver, ...]:
    """Who may consent to treatment: adults themselves, or a legal representative where the protocol has one.

    At a lower age, or if the age is not recorded, those whom the protocol names.
    """
    age = course.opening.age if course.opening else None
    if age is None or age < protocol.adult_from:
        return protocol.consent_by
    legal = ConsentGiver.LEGAL_REPRESENTATIVE
    return (ConsentGiver.SELF, legal) if legal in protocol.consent_by else (ConsentGiver.SELF,)


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
                on=(*INTO_MIDDLE, CourseResumed),
                level=Level.SAFEGUARD,
                asks="first obtain consent to treatment, from whoever may give it",
                kept=consented_to_what_comes,
                cures=(ConsentGiven,),
                joins=("S01d",),
            ),
            Clause(
                code="S01c",
                on=(SessionHeld,),
                level=Level.GRAVE,
                asks="end the course or obtain consent again: consent to treatment was withdrawn",
                fits=session_is_consented,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="S01d",
                on=_WORK,
                level=Level.GRAVE,
                asks="end the course or obtain consent again: consent to treatment was withdrawn",
                kept=treatment_consent_not_withdrawn,
                cures=(ConsentGiven,),
                matter=SafetyMatter.CONSENT_WITHDRAWN,
            ),
            Clause(
                code="S01e",
                on=(SessionHeld, ContactMade),
                level=Level.ADVISORY,
                asks="meet the client alone or obtain consent again: consent to joint work was withdrawn",
                fits=joint_work_is_consented,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="S01f",
                on=(ConsentWithdrawn,),
                level=Level.ADVISORY,
                asks="check who withdrew which consent: no such consent of theirs is recorded",
                fits=there_is_consent_to_withdraw,
            ),
        ),
    ),
    Rule(
        code="S13",
        says="nobody about whom a safety concern is open takes part in joint sessions, and it is known who took part",
        source=cite("R D"),
        clauses=(
            Clause(
                code="S13a",
                on=(ContractAgreed, ContractAmended),
                level=Level.SAFEGUARD,
                asks="plan no joint sessions with that person, or review the concern and judge such sessions safe",
                fits=joint_work_agreed_is_safe,
                cures=(RelationshipRecorded,),
            ),
            Clause(
                code="S13b",
                on=INTO_MIDDLE,
                level=Level.SAFEGUARD,
                asks="take that person out of the joint sessions, or review the concern and judge such sessions safe",
                kept=Settled(SafetyMatter.UNSAFE_JOINT_WORK),
                cures=(RelationshipRecorded, ContractAmended),
                matter=SafetyMatter.UNSAFE_JOINT_WORK,
            ),
            Clause(
                code="S13c",
                on=(SessionHeld, ContactMade),
                level=Level.GRAVE,
                asks=(
                    "involve this person no more, or review the safety concern and judge joint sessions safe: "
                    "they were, or may have been, present or contacted"
                ),
                fits=everybody_met_is_safe,
                cures=(RelationshipRecorded,),
                followed=everybody_met_is_safe,
                also_now=True,
            ),
            Clause(
                code="S13e",
                on=(SessionHeld, ContactMade),
                level=Level.GRAVE,
                asks="say who was present or contacted, by pseudonym",
                fits=says_who_was_present,
                also_now=True,
            ),
            Clause(
                code="S13f",
                on=NEXT_PHASE,
                level=Level.GRAVE,
                asks="review the safety concern about somebody who took part in a session or was contacted",
                kept=Settled(SafetyMatter.UNSAFE_PERSON_MET),
                cures=(RelationshipRecorded,),
                matter=SafetyMatter.UNSAFE_PERSON_MET,
            ),
            Clause(
                code="S13g",
                on=NEXT_PHASE,
                level=Level.GRAVE,
                asks="say who took part or was contacted each time: a safety concern about somebody is not reviewed",
                kept=Settled(SafetyMatter.PRESENCE_NOT_SAID),
                cures=(EntriesCorrected, RelationshipRecorded),
                matter=SafetyMatter.PRESENCE_NOT_SAID,
            ),
        ),
    ),
    Rule(
        code="S19",
        says="nobody about whom a safety concern is open is relied on, or confronted, whatever was recorded first",
        source=cite("R D"),
        clauses=(
            Clause(
                code="S19a",
                on=(CrisisContactsRecorded, SafetyPlanAgreed, RelapsePlanAgreed, ConsentGiven),
                level=Level.GRAVE,
                asks="name somebody else to turn to: a safety concern about this person is open",
                fits=nobody_unsafe_is_relied_on,
                cures=(RelationshipRecorded,),
                followed=named_person_was_settled,
                also_now=True,
            ),
            Clause(
                code="S19b",
                on=(FormulationAgreed, GoalAgreed, DisputeStageChanged, SessionHeld),
                level=Level.GRAVE,
                asks="do nothing that confronts this person: a safety concern about them is open",
                fits=nobody_unsafe_is_confronted,
                said_before=person_was_confronted_before,
                cures=(RelationshipRecorded,),
                followed=named_person_was_settled,
                also_now=True,
            ),
            Clause(
                code="S19c",
                on=(RelationshipRecorded,),
                level=Level.GRAVE,
                asks="change what relies on this person, confronts or brings them in, or review the safety concern",
                fits=concern_is_about_nobody_relied_on,
                cures=(RelationshipRecorded, CrisisContactsRecorded, SafetyPlanAgreed, FormulationAgreed),
                followed=concern_was_settled,
                also_now=True,
            ),
            Clause(
                code="S19d",
                on=NEXT_PHASE,
                level=Level.GRAVE,
                asks="name somebody else to turn to, or review the safety concern about the person who is named",
                kept=Settled(SafetyMatter.UNSAFE_SUPPORT),
                cures=(RelationshipRecorded, CrisisContactsRecorded, SafetyPlanAgreed, RelapsePlanAgreed),
                matter=SafetyMatter.UNSAFE_SUPPORT,
            ),
            Clause(
                code="S19e",
                on=NEXT_PHASE,
                level=Level.GRAVE,
                asks="take what confronts this person out of focus and tasks, or review the safety concern about them",
                kept=Settled(SafetyMatter.UNSAFE_CONFRONTATION),
                cures=(RelationshipRecorded, FormulationAgreed),
                matter=SafetyMatter.UNSAFE_CONFRONTATION,
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
