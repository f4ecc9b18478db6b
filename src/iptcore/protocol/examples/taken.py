"""What the examples of a kind take from a course: where two courses agree in it, the examples are the same."""

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
)
from iptcore.protocol.examples import PLAIN
from iptcore.protocol.examples.parts import likely_person, people
from iptcore.readings.focus import focal_keys
from iptcore.readings.sessions import sessions_used


def taken(course: Course, kind: EventKind) -> Hashable | None:
    """All that the examples of *kind* take from *course*, besides the protocol and the day; None: too much to say."""
    takes = _TAKEN.get(kind)
    return None if takes is None else takes(course)


def _nothing(_course: Course) -> Hashable:
    return ()


def _unless(part: Callable[[Course], object], otherwise: Callable[[Course], Hashable]) -> Callable[[Course], Hashable]:
    """*otherwise*, as long as the course has no such part that the examples could go on from."""
    return lambda course: None if part(course) else otherwise(course)


def _for_a_contract(course: Course) -> Hashable:
    partners = tuple(given.person for given in course.newest(ConsentGiven))
    goals = tuple(goal.key for goal in course.goals)
    return focal_keys(course), goals, len(course.counted), sessions_used(course), partners, people(course)


_TAKEN: Mapping[EventKind, Callable[[Course], Hashable]] = {
    **dict.fromkeys(PLAIN, _nothing),
    **dict.fromkeys((CourseOpened, EpisodeRecorded, LifeEventRecorded), _nothing),
    **dict.fromkeys((FurtherTreatmentDecided, ClientReferred), _nothing),
    ConsentGiven: people,
    DiagnosisRecorded: _unless(lambda course: course.diagnoses, _nothing),
    RelationshipRecorded: _unless(lambda course: course.relationships, _nothing),
    FormulationAgreed: _unless(lambda course: course.formulation, likely_person),
    GoalAgreed: _unless(lambda course: course.goals, focal_keys),
    ContractAgreed: _for_a_contract,
    RelapsePlanAgreed: likely_person,
}
