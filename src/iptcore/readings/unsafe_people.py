"""People with an open safety concern, and where a course relies on them, confronts them or involves them.

All of it is read from the state of the course, so the order of recording does not matter.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from iptcore.course import Course
from iptcore.events import (
    ConsentGiven,
    ContactMade,
    CrisisContactsRecorded,
    DisputeStageChanged,
    Event,
    EventKind,
    FormulationAgreed,
    GoalAgreed,
    RelapsePlanAgreed,
    SafetyPlanAgreed,
    SessionHeld,
)
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.problem_area import RoleDispute
from iptcore.readings.focus import focal_disputes
from iptcore.vocabulary import (
    Attendee,
    ConsentGiver,
    ContactWith,
    DisputeStage,
    Purpose,
    Relation,
    SafetyConcernKind,
    TechniqueName,
)


class Concern(NamedTuple):
    """An open safety concern about somebody: since when, and whether a human has weighed all of it."""

    since: date
    reviewed: bool


class Presence(NamedTuple):
    """Who took part beside the client: the possible people, and whether the record names them."""

    people: frozenset[str]
    all_named: bool


# -- the concern -------------------------------------------------------------------------------------------------------


def open_concern(course: Course, person: str) -> Concern | None:
    """The open safety concern about a person; None where there is none, or that person has died.

    A concern is open until a human has reviewed it and judged joint sessions safe. Concerns of different kinds are
    independent: one that was judged safe does not settle another.
    """
    standing = _concerns(course, person)
    if not standing:
        return None
    return Concern(
        min(since for since, _ in standing.values()), all(concern.reviewed for _, concern in standing.values())
    )


def concerns_about(course: Course, person: str) -> dict[SafetyConcernKind, SafetyConcern]:
    """The open safety concerns about a person, by their kinds, each as last recorded."""
    return {kind: concern for kind, (_, concern) in _concerns(course, person).items()}


def _concerns(course: Course, person: str) -> Mapping[SafetyConcernKind, tuple[date, SafetyConcern]]:
    """The open concerns about a person, each with the day from which it is open."""
    known = course.relationship(person)
    return {} if known is None or known.alive is False else course.concerns(person)


def may_be_unsafe(course: Course, person: str) -> bool:
    """Whether there is an open safety concern about that person."""
    return open_concern(course, person) is not None


def people_of_concern(course: Course, among: Collection[str] | None = None) -> dict[str, Concern]:
    """The people with an open safety concern; with *among*, those of them alone, and no others are looked at."""
    concerned = course.concerned
    if not concerned:
        return {}
    people = (person.key for person in course.relationships) if among is None else among
    concerns = {person: open_concern(course, person) for person in people if person in concerned}
    return {person: concern for person, concern in concerns.items() if concern is not None}


# -- whom an event names -----------------------------------------------------------------------------------------------


def relied_on(event: Event) -> frozenset[str]:
    """The people on whom *event* relies: contacts, support people, holders of the plan, people who consent."""
    names = _RELIED_ON.get(type(event))
    return frozenset() if names is None else frozenset(names(event))


def confronted(course: Course, event: Event) -> frozenset[str]:
    """The people whom *event* plans to face: parties of a dispute in focus, of its goal, of a task or rehearsal."""
    names = _CONFRONTED.get(type(event))
    return frozenset() if names is None else frozenset(names(course, event))


def prepared_for(session: SessionHeld) -> frozenset[str]:
    """The people whom a session prepares the client to face: by a task, or by rehearsing a talk of the week."""
    people = {task.person for task in session.tasks}
    if not _REHEARSALS.isdisjoint(session.techniques):
        people.update(link.relationship for link in session.links)
    return frozenset(person for person in people if person is not None)


_REHEARSALS = frozenset({TechniqueName.COMMUNICATION_ANALYSIS, TechniqueName.ROLE_PLAY})
"""The techniques that prepare a talk with the people of the week (our decision). An analysis of decisions may be about
leaving them."""


def beside_the_client(course: Course, people: tuple[str | None, ...]) -> tuple[str, ...]:
    """Those of *people* who are somebody else: the client's own key names nobody beside the client."""
    return tuple(person for person in people if person is not None and person != course.client)


def joint_work_with(course: Course) -> tuple[str, ...]:
    """The people with whom the contract in force plans joint sessions."""
    return beside_the_client(course, course.contract.joint_with) if course.contract else ()


def present(course: Course, event: SessionHeld | ContactMade) -> Presence:
    """Who beside the client took part in a session or a contact.

    If people are not named, purpose and attendees show what kind of person came, and the contract and the inventory
    show who it may have been.
    """
    named, unnamed = _who_came(course, event)
    people, all_named = set(named), True
    joint = joint_work_with(course) if unnamed else ()
    known = [person.key for person in course.relationships] if unnamed else []
    for fits in unnamed:
        able = [person for person in (*known, *joint) if _may_have_come(course, person, fits, joint)]
        people.update(able)
        all_named = all_named and bool(able)
    return Presence(frozenset(people), all_named)


def present_of(people: Collection[str], course: Course, event: SessionHeld | ContactMade) -> list[str]:
    """Those of *people* who are among the :func:`present`; no others are looked at."""
    named, unnamed = _who_came(course, event)
    if not unnamed:
        return [person for person in named if person in people]
    joint = joint_work_with(course)
    return [
        person
        for person in people
        if person in named or any(_may_have_come(course, person, fits, joint) for fits in unnamed)
    ]


def _who_came(course: Course, event: SessionHeld | ContactMade) -> tuple[tuple[str, ...], list["_Fits"]]:
    """The people named beside the client, and what is known of each who came and is not named."""
    if isinstance(event, ContactMade):
        named = beside_the_client(course, (event.person,))
        roles = [_CONTACTS[event.contacted]] if event.contacted in _CONTACTS and not named else []
    else:
        named = beside_the_client(course, event.people)
        roles = [_ROLES[who] for who in event.attendees if who in _ROLES]
        if event.purpose in _PURPOSES and not roles and not named:
            roles = [_PURPOSES[event.purpose]]
    return named, [fits for fits in roles if not any(_may_be(course, person, fits) for person in named)]


_Fits = Callable[[Relationship], bool | None]
"""Whether somebody of the inventory is of a certain sort; None where the inventory does not say."""


def _may_be(course: Course, person: str, fits: _Fits) -> bool:
    known = course.relationship(person)
    return known is None or fits(known) is not False


def _may_have_come(course: Course, person: str, fits: _Fits, joint: tuple[str, ...]) -> bool:
    """Whether an unnamed participant of a certain sort may have been that person, by the inventory or the contract."""
    if person in joint and _may_be(course, person, fits):
        return True
    known = course.relationship(person)
    return known is not None and known.alive is not False and fits(known) is True


def _related(*relations: Relation) -> _Fits:
    return lambda known: None if known.relation is None else known.relation in relations


def _cares(known: Relationship) -> bool | None:
    if known.caregiver is not None:
        return known.caregiver
    return None if known.relation is None else known.relation in (Relation.PARENT, Relation.GRANDPARENT)


def _unknown(_known: Relationship) -> bool | None:
    return None


def _partner_or_unknown(known: Relationship) -> bool | None:
    return True if _PARTNER(known) else None


_PARTNER = _related(Relation.PARTNER, Relation.FORMER_PARTNER)
_ROLES: dict[Attendee, _Fits] = {
    Attendee.PARTNER: _PARTNER,
    Attendee.CAREGIVER: _cares,
    Attendee.RELATIVE: _related(
        Relation.PARTNER,
        Relation.PARENT,
        Relation.GRANDPARENT,
        Relation.CHILD,
        Relation.SIBLING,
        Relation.RELATIVE,
    ),
    Attendee.OTHER: _unknown,
}
_PURPOSES: dict[Purpose, _Fits] = {Purpose.CONJOINT: _partner_or_unknown, Purpose.CAREGIVER: _cares}
_CONTACTS: dict[ContactWith, _Fits] = {ContactWith.CAREGIVER: _cares, ContactWith.OTHER: _unknown}


def _contacts(contacts: Any) -> Iterator[str]:
    return (contact.person for contact in contacts if contact.person is not None)


def _in_relapse_plan(event: RelapsePlanAgreed) -> Iterator[str]:
    yield from (helper.person for helper in event.plan.support)
    yield from _contacts(event.plan.contacts)
    yield from event.plan.copies_with


def _consenting_for_the_client(event: ConsentGiven) -> Iterator[str]:
    if event.given_by is not ConsentGiver.SELF and event.person is not None:
        yield event.person


def _parties(course: Course, area: str | None) -> tuple[str, ...]:
    return next((dispute.parties for dispute in focal_disputes(course) if dispute.key == area), ())


def _in_session(course: Course, event: SessionHeld) -> Iterator[str]:
    yield from prepared_for(event)
    for key in event.focus:
        if course.stage(key) is not DisputeStage.DISSOLUTION:
            yield from _parties(course, key)


def _in_stage(course: Course, event: DisputeStageChanged) -> tuple[str, ...]:
    # A dispute that is being left behind is not negotiated any more.
    return () if event.stage is DisputeStage.DISSOLUTION else _parties(course, event.dispute)


def _in_formulation(_course: Course, event: FormulationAgreed) -> Iterator[str]:
    for focal in event.formulation.areas:
        if isinstance(focal.area, RoleDispute) and focal.area.stage is not DisputeStage.DISSOLUTION:
            yield from focal.area.parties


_RELIED_ON: dict[EventKind, Callable[[Any], Any]] = {
    CrisisContactsRecorded: lambda event: _contacts(event.contacts),
    SafetyPlanAgreed: lambda event: _contacts(event.plan.contacts),
    RelapsePlanAgreed: _in_relapse_plan,
    ConsentGiven: _consenting_for_the_client,
}
_CONFRONTED: dict[EventKind, Callable[[Course, Any], Any]] = {
    FormulationAgreed: _in_formulation,
    DisputeStageChanged: _in_stage,
    GoalAgreed: lambda course, event: _parties(course, event.goal.area),
    SessionHeld: _in_session,
}
