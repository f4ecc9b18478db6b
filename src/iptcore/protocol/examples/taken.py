"""What the examples of a kind depend on in a course: if it is equal in two courses, so are the examples."""

from collections.abc import Callable, Hashable, Mapping

from iptcore.course import Course
from iptcore.events import (
    ClientReferred,
    ConsentGiven,
    ContractAgreed,
    CourseOpened,
    DiagnosisRecorded,
    EpisodeRecorded,
    EventKind,
    FormulationAgreed,
    FurtherTreatmentDecided,
    GoalAgreed,
    LifeEventRecorded,
    RelapsePlanAgreed,
    RelationshipRecorded,
    SickRoleGiven,
)
from iptcore.protocol.examples import PLAIN
from iptcore.protocol.examples.parts import likely_person, people
from iptcore.readings.focus import focal_keys
from iptcore.readings.sessions import sessions_used


def taken(course: Course, kind: EventKind) -> Hashable | None:
    """Everything in *course* on which the examples of *kind* depend; None: too much to list."""
    takes = _TAKEN.get(kind)
    return None if takes is None else takes(course)


def _nothing(_course: Course) -> Hashable:
    return ()


def _unless(part: Callable[[Course], object], otherwise: Callable[[Course], Hashable]) -> Callable[[Course], Hashable]:
    """*otherwise*, unless the course has such a part, from which the examples would continue."""
    return lambda course: None if part(course) else otherwise(course)


def _for_a_contract(course: Course) -> Hashable:
    partners = tuple(given.person for given in course.newest(ConsentGiven))
    goals = tuple(goal.key for goal in course.goals)
    return focal_keys(course), goals, len(course.counted), sessions_used(course), partners, people(course)


_TAKEN: Mapping[EventKind, Callable[[Course], Hashable]] = {
    **dict.fromkeys(PLAIN, _nothing),
    **dict.fromkeys((CourseOpened, EpisodeRecorded, LifeEventRecorded), _nothing),
    **dict.fromkeys((FurtherTreatmentDecided, ClientReferred), _nothing),
    SickRoleGiven: lambda course: course.last(SickRoleGiven),
    ConsentGiven: lambda course: (course.opening and course.opening.age, people(course)),
    DiagnosisRecorded: _unless(lambda course: course.diagnoses, _nothing),
    RelationshipRecorded: _unless(lambda course: course.relationships, _nothing),
    FormulationAgreed: _unless(lambda course: course.formulation, likely_person),
    GoalAgreed: _unless(lambda course: course.goals, focal_keys),
    ContractAgreed: _for_a_contract,
    RelapsePlanAgreed: likely_person,
}
