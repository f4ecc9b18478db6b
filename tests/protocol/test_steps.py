"""The phase graph explored to its last state: nothing is out of reach, nothing is a trap, and its paths are counted."""

from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest

import goldens
from iptcore.course import Course, after
from iptcore.events import (
    EVENTS,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    EntriesCorrected,
    Event,
    EventKind,
    TerminationBegun,
)
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.cures import example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.steps import ENDINGS, GATES, NEXT_PHASE, STEPS, Place, place
from iptcore.vocabulary import Ending, Phase, Status, TerminationKind

DAY = date(2026, 1, 5)

STEPPING = (CourseOpened, *NEXT_PHASE, CourseSuspended, CourseResumed, *ENDINGS)
"""What changes where a course stands."""

BARE = Protocol(code="bare", edition="0", name="a bare machine", rules=())

Stand = tuple[Status, Phase | None, TerminationKind | None, Ending | None]


def stand(course: Course) -> Stand:
    begun = course.last(TerminationBegun)
    return course.status, course.phase, begun.how if begun else None, course.ending


def words_of(where: Stand) -> str:
    return " ".join(word.label for word in where if word is not None)


def steps(protocol: Protocol, course: Course, day: date) -> list[tuple[Event, Course]]:
    """Every step out of here, each with all its endings, after whatever the protocol asks for first."""
    reached = []
    for kind in (kind for kind in STEPPING if place(course) in STEPS[kind]):
        way = way_to(protocol, course, kind, day)
        ready = protocol.apply(course, *way[:-1])
        accepted = [event for event in examples(protocol, ready, kind, day) if not refused(protocol, ready, event)]
        reached += [(event, protocol.apply(ready, event)) for event in accepted]
    return reached


def refused(protocol: Protocol, course: Course, event: Event) -> bool:
    return any(objection.refuses for objection in protocol.objections(course, event))


@cache
def explored(protocol: Protocol) -> dict[Stand, set[tuple[str, Stand]]]:
    """Every stand that can be reached, and where each step leads from it."""
    graph: dict[Stand, set[tuple[str, Stand]]] = {}
    waiting = [Course()]
    while waiting:
        course = waiting.pop()
        if stand(course) not in graph:
            day = DAY if course.last_on is None else course.last_on + timedelta(days=7)
            there = steps(protocol, course, day)
            graph[stand(course)] = {(type(event).__name__, stand(then)) for event, then in there}
            waiting += [then for _, then in there]
    return graph


@pytest.mark.parametrize("protocol", [BARE, *CATALOGUE], ids=lambda protocol: protocol.code)
def test_an_ending_can_be_reached_from_everywhere(protocol: Protocol) -> None:
    graph = explored(protocol)
    ended = {where for where in graph if where[0] is Status.ENDED}
    can_end = set(ended)
    while more := {where for where, leads in graph.items() if can_end & {then for _, then in leads}} - can_end:
        can_end |= more
    assert can_end == set(graph)
    assert not any(graph[where] for where in ended)


@pytest.mark.parametrize("protocol", [BARE, *CATALOGUE], ids=lambda protocol: protocol.code)
def test_no_stand_is_out_of_reach(protocol: Protocol) -> None:
    reached = {(status, phase) for status, phase, *_ in explored(protocol)}
    assert reached == {(Status.NOT_OPENED, None)} | {
        (status, phase) for status in Status if status is not Status.NOT_OPENED for phase in Phase
    }


def test_the_phase_graph() -> None:
    graph = explored(IPT)
    lines = [
        f"{words_of(where)} --{step}--> {words_of(then)}" for where, leads in graph.items() for step, then in leads
    ]
    goldens.check("phase_graph.txt", sorted(lines))


def test_every_kind_of_event_exists_somewhere_and_every_place_has_a_way_on() -> None:
    assert set(STEPS) == set(EVENTS)
    assert all(STEPS.values())
    assert set(GATES) == set(Phase)
    for where in Place:
        assert any(where in STEPS[kind] for kind in STEPPING) is (where is not Place.ENDED)


def counted(protocol: Protocol, kinds: tuple[EventKind, ...], length: int) -> list[int]:
    """How many sequences of these kinds the protocol accepts, by length."""
    courses, counts = [Course()], [1]
    for number in range(length):
        day = DAY + timedelta(weeks=number)
        events = ((course, example(protocol, course, kind, day)) for course in courses for kind in kinds)
        courses = [after(course, event) for course, event in events if event is not None]
        counts.append(len(courses))
    return counts


def test_path_counts() -> None:
    every = tuple(kind for kind in EVENTS if kind is not EntriesCorrected)
    tables = (
        ("steps alone, without rules", counted(BARE, STEPPING, 8)),
        ("every kind of event, with the rules of IPT", counted(IPT, every, 3)),
    )
    goldens.check("path_counts.txt", [f"{name}: {' '.join(map(str, counts))}" for name, counts in tables])


def test_rules_delay_and_never_close_a_path() -> None:
    courses = [Course()]
    for number, count in enumerate(counted(BARE, STEPPING, 5)):
        assert len(courses) == count
        day = DAY + timedelta(weeks=number)
        courses = [
            IPT.apply(course, *way)
            for course in courses
            for kind in STEPPING
            if place(course) in STEPS[kind] and (way := way_to(IPT, course, kind, day))
        ]


def test_what_is_open_where_there_are_no_rules() -> None:
    lines = []
    course = Course()
    for kind in (None, CourseOpened, NEXT_PHASE[0], NEXT_PHASE[1], CourseSuspended, CourseResumed, ENDINGS[0]):
        if kind is not None:
            course = BARE.apply(course, *way_to(BARE, course, kind, DAY))
        options = BARE.allowed(course)
        count = Counter("decision" if option.kind.decision else "fact" for option in options if option.open)
        closed = [option.kind.__name__ for option in options if not option.open]
        lines.append(f"{place(course).label}: {count['decision']} decisions and {count['fact']} facts are open")
        lines += [f"  closed: {name}" for name in closed if len(closed) < len(EVENTS) - 1]
    goldens.check("open_without_rules.txt", lines)
