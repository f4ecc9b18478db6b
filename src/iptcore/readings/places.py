"""The order of events: their places in the timeline of a course."""

from collections.abc import Iterator
from typing import TypeVar

from iptcore.course import Course
from iptcore.events import ContractAgreed, ContractAmended, Event, EventKind

_E = TypeVar("_E", bound=Event)

TERMS: tuple[type[ContractAgreed | ContractAmended], ...] = (ContractAgreed, ContractAmended)
"""The kinds of events that set the terms of a contract."""


def place_of_first(course: Course, kind: EventKind) -> int | None:
    """The place of the first event of a kind in the timeline; None where there was none."""
    return min((place for place, _ in course.placed(kind)), default=None)


def place_of_last(course: Course, kind: EventKind) -> int:
    """The place of the last event of a kind in the timeline; -1 where there was none."""
    return course.newest(kind).place


def place_of_terms(course: Course) -> int:
    """The place at which a contract was last agreed or amended; -1 where there is none."""
    return max(place_of_last(course, kind) for kind in TERMS)


def place_of(course: Course, event: Event) -> int:
    """The place of an event of the course in its timeline."""
    return next(place for place, other in course.placed(type(event)) if other is event)


def since_place(course: Course, kind: type[_E], place: int) -> Iterator[_E]:
    """The events of a kind that happened after a place in the timeline, the last one first."""
    for where, event in course.placed(kind):
        if where <= place:
            return
        yield event
