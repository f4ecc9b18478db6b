"""The rules of groups, of caregivers and couples, and of lay therapists; most are off in other protocols.

The size of a group (``group_size``) and the number of sessions of each purpose (``by_purpose``) are set in
``protocol/catalogue/``, in the protocols that have groups.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    ConsentGiven,
    ContactMade,
    ContractAgreed,
    CourseCompleted,
    FormulationAgreed,
    GoalAgreed,
    MemberJoined,
    MemberLeft,
    MiddleBegun,
    NotDone,
    RelationshipRecorded,
    SessionHeld,
    SupervisionHeld,
    TerminationBegun,
    TherapistAssigned,
)
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.readings.days import first_day
from iptcore.readings.focus import focal_disputes
from iptcore.readings.membership import groups
from iptcore.readings.places import place_of_last, since_place
from iptcore.readings.unsafe_people import beside_the_client, may_be_unsafe
from iptcore.sources import cite
from iptcore.vocabulary import Attendee, ConsentScope, ContactWith, Purpose, Relation

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_WITH_OTHERS_ONLY = (Purpose.CAREGIVER,)
_OFTEN_CAREGIVERS = (Relation.PARENT, Relation.GRANDPARENT)


# -- predicates --------------------------------------------------------------------------------------------------------


def met_alone_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    # An earlier group session answers as well: it was itself judged as the first.
    earlier = (session.purpose for session in course.newest(SessionHeld))
    return event.purpose is not Purpose.GROUP or any(purpose not in _WITH_OTHERS_ONLY for purpose in earlier)


def has_own_focus(protocol: "Protocol", course: Course) -> bool:
    return course.formulation is not None and bool(course.formulation.areas)


def has_own_goals(protocol: "Protocol", course: Course) -> bool:
    return bool(course.goals)


def group_size_in_range(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    if event.purpose is not Purpose.GROUP or event.group_size is None or protocol.group_size is None:
        return True
    return protocol.group_size.holds(event.group_size)


def group_size_was_out_of_range(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    sized = (
        session
        for session in course.newest(SessionHeld)
        if session.group_size is not None and session.purpose is Purpose.GROUP
    )
    last = next(sized, None)
    return last is not None and not group_size_in_range(protocol, course, last)


def belongs_to_the_group(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.group is None or event.group in groups(course)


def sat_in_the_group_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    left = next((place for place, gone in course.placed(MemberLeft) if gone.group == event.group), -1)
    return any(session.group == event.group for session in since_place(course, SessionHeld, left))


def joined_that_day(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return any(joined.on == event.on and joined.group == event.group for joined in course.newest(MemberJoined))


def held_in_groups(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    if event.purpose is not Purpose.GROUP:
        return True
    return protocol.group_size is not None or any(purpose is Purpose.GROUP for purpose, _ in protocol.by_purpose)


def was_held_in_groups_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return any(session.purpose is Purpose.GROUP for session in course.newest(SessionHeld))


def caregiver_seen_at_the_start(protocol: "Protocol", course: Course) -> bool:
    return _caregiver_seen(course, date.min, first_day(course, MiddleBegun) or date.max)


def caregiver_seen_in_the_middle(protocol: "Protocol", course: Course) -> bool:
    began, ended = first_day(course, MiddleBegun), first_day(course, TerminationBegun)
    until = ended or date.max
    return began is None or _caregiver_seen(course, began, until - min(timedelta(days=1), until - date.min))


def caregiver_seen_at_the_end(protocol: "Protocol", course: Course) -> bool:
    return _caregiver_seen(course, first_day(course, TerminationBegun) or date.min, date.max)


def partner_is_named(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return bool(beside_the_client(course, event.contract.joint_with))


def client_consents_to_joint_work(protocol: "Protocol", course: Course) -> bool:
    return course.consent(ConsentScope.CONJOINT) is not None


def a_partner_consents_to_joint_work(protocol: "Protocol", course: Course) -> bool:
    return bool(_consenting_partners(course))


def a_consenting_partner_is_safe(protocol: "Protocol", course: Course) -> bool:
    partners = _consenting_partners(course)
    return not partners or not all(may_be_unsafe(course, person) for person in partners)


def every_partner_named_consents(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return _consenting_partners(course).issuperset(beside_the_client(course, event.contract.joint_with))


def has_a_dispute_to_contract(protocol: "Protocol", course: Course) -> bool:
    return bool(focal_disputes(course))


def focus_is_the_dispute(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    keys = {dispute.key for dispute in focal_disputes(course)}
    return bool(event.contract.focus) and keys.issuperset(event.contract.focus)


def session_with_both_is_regular(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    return event.purpose is not Purpose.CONJOINT


def supervisor_is_named(protocol: "Protocol", course: Course, event: SupervisionHeld) -> bool:
    assigned = course.last(TherapistAssigned)
    return event.supervisor is not None or (assigned is not None and assigned.supervisor is not None)


def no_supervisor_was_named(protocol: "Protocol", course: Course, event: SupervisionHeld) -> bool:
    last = course.last(SupervisionHeld)
    assigned = place_of_last(course, TherapistAssigned)
    return last is not None and last.supervisor is None and assigned < place_of_last(course, SupervisionHeld)


def _consenting_partners(course: Course) -> set[str]:
    partners = beside_the_client(course, tuple(given.person for given in course.newest(ConsentGiven)))
    return {person for person in partners if course.consent(ConsentScope.CONJOINT, person) is not None}


def _caregiver_seen(course: Course, since: date, until: date) -> bool:
    """Whether a caregiver was met from *since* to *until*, or meeting any of them would not be safe."""
    unsafe = [may_be_unsafe(course, person) for person in _caregivers(course)]
    return any(since <= day <= until for day in _caregiver_days(course)) or (bool(unsafe) and all(unsafe))


def _caregivers(course: Course) -> list[str]:
    """The caregivers of the client: people recorded as caregivers, or else parents and grandparents."""
    people = course.relationships
    named = [person.key for person in people if person.caregiver and person.alive is not False]
    return named or [
        person.key
        for person in people
        if person.relation in _OFTEN_CAREGIVERS and person.caregiver is not False and person.alive is not False
    ]


def _caregiver_days(course: Course) -> Iterator[date]:
    for contact in course.newest(ContactMade):
        if contact.contacted is ContactWith.CAREGIVER and contact.reached is not False:
            yield contact.on
    for session in course.newest(SessionHeld):
        if session.purpose is Purpose.CAREGIVER or Attendee.CAREGIVER in session.attendees:
            yield session.on


# -- rules -------------------------------------------------------------------------------------------------------------

_END = (CourseCompleted,)

RULES: tuple[Rule, ...] = (
    Rule(
        code="G01",
        says="each member is met alone before their first group session, also those who join late",
        source=cite("F13 F28"),
        clauses=(
            Clause(
                code="G01a",
                on=(SessionHeld,),
                level=Level.OFF,
                asks="meet the client alone before their first group session",
                fits=met_alone_before,
            ),
        ),
    ),
    Rule(
        code="G02",
        says="each member of a group has a focus and goals of their own",
        source=cite("R"),
        clauses=(
            Clause(
                code="G02a",
                on=INTO_MIDDLE,
                level=Level.OFF,
                asks="agree on the member's own focus",
                kept=has_own_focus,
                cures=(FormulationAgreed,),
                joins=("I09a",),
            ),
            Clause(
                code="G02b",
                on=INTO_MIDDLE,
                level=Level.OFF,
                asks="agree on the member's own goals",
                kept=has_own_goals,
                cures=(GoalAgreed,),
                joins=("I20a",),
            ),
        ),
    ),
    Rule(
        code="G03",
        says="a group has the size that the protocol says, if it has groups, and everybody in it is a member",
        source=cite("F28 D"),
        clauses=(
            Clause(
                code="G03a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="keep the group to the size this protocol was made for",
                fits=group_size_in_range,
                said_before=group_size_was_out_of_range,
            ),
            Clause(
                code="G03b",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="record that the client joined this group",
                fits=belongs_to_the_group,
                said_before=sat_in_the_group_before,
                followed=joined_that_day,
                cures=(MemberJoined,),
            ),
            Clause(
                code="G03c",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="choose a protocol that is held in groups",
                fits=held_in_groups,
                said_before=was_held_in_groups_before,
            ),
        ),
    ),
    Rule(
        code="G04",
        says="caregivers are met at the start, in the middle and at the end, unless they are not safe",
        source=cite("F26"),
        clauses=(
            Clause(
                code="G04a",
                on=_END,
                level=Level.OFF,
                asks="if no caregiver was met in the initial phase, say why",
                kept=caregiver_seen_at_the_start,
                cures=(NotDone,),
            ),
            Clause(
                code="G04b",
                on=_END,
                level=Level.OFF,
                asks="if no caregiver was met in the middle phase, say why",
                kept=caregiver_seen_in_the_middle,
                cures=(NotDone,),
            ),
            Clause(
                code="G04c",
                on=_END,
                level=Level.OFF,
                asks="meet a caregiver in the ending, or say why not",
                kept=caregiver_seen_at_the_end,
                cures=(ContactMade, SessionHeld, NotDone),
            ),
        ),
    ),
    Rule(
        code="G05",
        says="conjoint treatment has the consent of both partners, and their dispute is its focus",
        source=cite("R"),
        clauses=(
            Clause(
                code="G05a",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="name the partner in the contract",
                fits=partner_is_named,
            ),
            Clause(
                code="G05b",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="record the client's consent to conjoint work first",
                kept=client_consents_to_joint_work,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="G05c",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="record the partner's own consent to conjoint work first",
                kept=a_partner_consents_to_joint_work,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="G05d",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="name partners who consent to conjoint work themselves",
                fits=every_partner_named_consents,
                cures=(ConsentGiven,),
            ),
            Clause(
                code="G05e",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="review the concern about the partner and judge joint sessions safe, or treat the client alone",
                kept=a_consenting_partner_is_safe,
                cures=(RelationshipRecorded,),
            ),
            Clause(
                code="G05f",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="make the dispute the focus of the contract",
                fits=focus_is_the_dispute,
            ),
            Clause(
                code="G05g",
                on=(SessionHeld,),
                level=Level.OFF,
                asks="record it as a regular session: here the sessions with both are those that the contract counts",
                fits=session_with_both_is_regular,
            ),
            Clause(
                code="G05h",
                on=(ContractAgreed,),
                level=Level.OFF,
                asks="agree on a formulation with the dispute first",
                kept=has_a_dispute_to_contract,
                cures=(FormulationAgreed,),
            ),
        ),
    ),
    Rule(
        code="E05",
        says="supervision names its supervisor",
        source=cite("F12"),
        clauses=(
            Clause(
                code="E05a",
                on=(SupervisionHeld,),
                level=Level.OFF,
                asks="name the supervisor",
                fits=supervisor_is_named,
                said_before=no_supervisor_was_named,
                cures=(TherapistAssigned,),
            ),
        ),
    ),
)
