"""What is carried over from a course to one that follows it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from iptcore.course import Course
from iptcore.events import (
    Carried,
    ConsentGiven,
    CrisisContactsRecorded,
    DiagnosisRecorded,
    EpisodeRecorded,
    LastingEvent,
    LifeEventRecorded,
    MedicationChanged,
    PatternNamed,
    PsychoeducationGiven,
    RelationshipRecorded,
)
from iptcore.model.inventory import Relationship
from iptcore.vocabulary import ConsentGiver, ConsentScope, DiagnosisRole, SafetyConcernKind

_E = TypeVar("_E", bound=LastingEvent)


def carried_over(earlier: Course, on: date, *, same_episode: bool) -> tuple[LastingEvent, ...]:
    """What lasts of *earlier*, as the first entries of a course opened on day *on*, each with its day and origin.

    The inventory, life events, patterns, diagnoses, crisis contacts, medication taken now, psychoeducation, and the
    consents in force but for the one to treatment. With *same_episode* also what is recorded of the episode; without
    it, the diagnoses that were treated are of the past. What needs renewing is left behind: risk, ratings, consent to
    the new treatment, the formulation, goals, contract and plans (our decision).
    """

    def known(event: _E, **parts: object) -> _E:
        origin = event.carried or Carried(day=event.on, client=earlier.client, opened=earlier.opened_on)
        return event.replace(on=on, recorded=None, by=None, carried=origin, **parts)

    def carried() -> Iterator[LastingEvent]:
        for given in earlier.all(ConsentGiven):
            whose = given.person if given.given_by is ConsentGiver.SELF else None
            in_force = earlier.consent(given.scope, whose, given_by=given.given_by)
            if given.scope is not ConsentScope.TREATMENT and in_force is given:
                # The client may have another key in the new course: their own consent names no person.
                yield known(given, person=None if given.person == earlier.client else given.person)
        for kind in (EpisodeRecorded, CrisisContactsRecorded, PsychoeducationGiven):
            last = earlier.last(kind)
            if last is not None and (same_episode or kind is not EpisodeRecorded):
                yield known(last)
        diagnoses = _last(
            earlier, DiagnosisRecorded, lambda record: (record.diagnosis.condition, record.diagnosis.role)
        )
        for diagnosis in earlier.diagnoses:
            now = diagnosis
            if diagnosis.role is DiagnosisRole.TARGET and not same_episode:
                now = diagnosis.replace(role=DiagnosisRole.PAST, active=False)
            yield known(diagnoses[diagnosis.condition, diagnosis.role], diagnosis=now)
        for taken in _last(earlier, MedicationChanged, lambda change: change.medication.casefold()).values():
            if taken.taken_now:
                yield known(taken)
        people = _last(earlier, RelationshipRecorded, lambda record: record.relationship.key)
        concerns = _last(earlier, RelationshipRecorded, _concern_of)
        for person in earlier.relationships:
            # The inventory keeps the last concern about somebody; those of other kinds stand beside it.
            for sort, (_, concern) in earlier.concerns(person.key).items():
                if concern != person.safety_concern:
                    only = Relationship(key=person.key, safety_concern=concern)
                    yield known(concerns[person.key, sort], relationship=only)
            yield known(people[person.key], relationship=person)
        yield from (known(event) for event in earlier.all(LifeEventRecorded))
        yield from (known(event) for event in _last(earlier, PatternNamed, lambda event: event.pattern.key).values())

    return tuple(carried())


def _concern_of(record: RelationshipRecorded) -> tuple[str, SafetyConcernKind | None]:
    concern = record.relationship.safety_concern
    return record.relationship.key, concern.kind if concern else None


def _last(course: Course, kind: type[_E], key: Callable[[_E], object]) -> dict[object, _E]:
    """The last event of one kind for each key."""
    return {key(event): event for event in course.all(kind)}
