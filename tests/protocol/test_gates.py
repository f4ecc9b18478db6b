"""Everything done but one requirement: then the gate says that one, and nothing else.

A course that is ready for each gate is changed in one place at a time: an entry left out, a part of an entry left out
or said otherwise, one more thing that happened; and where that breaks several requirements, all but one are cured. What
the gate says then is golden.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any

import attrs
import pytest

import goldens
from iptcore.course import Course, replay
from iptcore.errors import InvalidValue
from iptcore.events import (
    EVENTS,
    CourseCompleted,
    Event,
    EventKind,
    MiddleBegun,
    MiddleResumed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.cures import cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.steps import NEXT_PHASE
from iptcore.values import Value, fields_of

OPENED = date(2026, 1, 5)

STEP_TABLE = "C01a"

TOLD = 6
"""How many of the changes after which a gate says the same are told."""

ALWAYS_TOGETHER = {(MiddleBegun, "S04a")}
"""A positive suicide item without an assessment is told there by S02 as well."""

NEVER_HERE = {"O01a", "S08b"}
"""What this protocol asks nobody: it needs no earlier course, and excludes no condition."""

Position = tuple[Event, ...]


@cache
def positions() -> dict[str, tuple[Position, Event]]:
    """For each gate a course that is ready for it, and the step itself."""
    found: dict[str, tuple[Position, Event]] = {}
    course = IPT.open(on=OPENED, client="client-1", consent=True)
    day = OPENED
    for name, kind, sessions, happened in (
        ("initial to middle", MiddleBegun, 3, (SessionHeld,)),
        ("middle to termination", TerminationBegun, 9, (SessionHeld, SymptomsRated)),
        ("termination back to middle", MiddleResumed, 1, (SessionHeld,)),
        ("middle to termination again", TerminationBegun, 1, (SessionHeld,)),
        ("termination to the end", CourseCompleted, 2, (SessionHeld,)),
    ):
        for _ in range(sessions):
            day += timedelta(weeks=1)
            for each in happened:
                event = example(IPT, course, each, day)
                assert event is not None
                course = IPT.apply(course, event)
        if kind is CourseCompleted:
            remitted = example(IPT, course, SymptomsRated, day)
            assert remitted is not None
            course = IPT.apply(course, remitted.replace(total=5))
        if name == "initial to middle":
            *before, step = way_to(IPT, course, TerminationBegun, day)
            found["initial to an early termination"] = (*course.history, *before), step
        *before, step = way_to(IPT, course, kind, day)
        course = IPT.apply(course, *needed(course, before, step))
        found[name] = course.history, step
        course = IPT.apply(course, step)
    return found


def needed(course: Course, before: list[Event], step: Event) -> list[Event]:
    """Of the events before a step, those without which it would be refused."""
    for event in list(before):
        fewer = [one for one in before if one is not event]
        if not binding(IPT, replay((*course.history, *fewer)), step):
            before = fewer
    return before


def otherwise(part: Any) -> Iterator[tuple[str, Any]]:
    """The value with one part of it left out or said otherwise, however deep, and what was changed."""
    for field in fields_of(type(part)):
        if field.name in {"recorded", "by", "on"}:
            continue
        held = getattr(part, field.name)
        for said, changed in _said_otherwise(held, field):
            try:
                yield f"{field.name}{said}", part.replace(**{field.name: changed})
            except InvalidValue:
                continue


def _said_otherwise(held: Any, field: attrs.Attribute) -> Iterator[tuple[str, Any]]:
    if field.default is not attrs.NOTHING and held != field.default:
        yield " left out", field.default
    if isinstance(held, Enum):
        yield from ((f" {word.value}", word) for word in type(held) if word is not held)
    elif isinstance(held, bool):
        yield f" {'no' if held else 'yes'}", not held
    elif isinstance(held, int | float):
        yield from ((f" {number:g}", number) for number in (held + 1, held + 5) if number != held)
    elif isinstance(held, Value):
        yield from ((f".{said}", changed) for said, changed in otherwise(held))
    elif isinstance(held, tuple) and held:
        yield " twice over", held * 2
        if isinstance(held[0], Value):
            yield from ((f"[0].{said}", (changed, *held[1:])) for said, changed in otherwise(held[0]))
    elif held is None and field.name in _WORTH_SAYING:
        yield f" {_WORTH_SAYING[field.name]}", _WORTH_SAYING[field.name]


_WORTH_SAYING = {"suicide_item": 1, "accepted": False}
"""What an example leaves out and a gate asks about."""


def changes(position: Position, on: date) -> Iterator[tuple[str, Position]]:
    """Every position that differs in one place."""
    for place, event in enumerate(position):
        if place:
            yield f"without {type(event).__name__}", (*position[:place], *position[place + 1 :])
        for said, changed in otherwise(event):
            yield f"{type(event).__name__}: {said}", (*position[:place], changed, *position[place + 1 :])
    course = replay(position)
    for kind in EVENTS:
        if kind.decision:
            continue
        for event in examples(IPT, course, kind, on):
            yield f"and {_brief(event)}", (*position, event)
            for said, changed in otherwise(event):
                yield f"and {type(event).__name__}: {said}", (*position, changed)


def _brief(event: Event) -> str:
    words = [str(part.value) for part in vars(event).values() if isinstance(part, Enum)]
    return " ".join([type(event).__name__, *words])


def binding(protocol: Protocol, course: Course, step: Event) -> set[str]:
    return {objection.code for objection in protocol.objections(course, step) if objection.level.refuses}


@cache
def said(gate: str) -> dict[str, list[str]]:
    """What the gate says, by the changes after which it says exactly that."""
    position, step = positions()[gate]
    on = step.on + timedelta(days=1)
    step = step.replace(on=on)
    found: dict[str, list[str]] = {}
    for change, changed in changes(position, on):
        course = replay(changed)
        refusing = [objection for objection in IPT.objections(course, step) if objection.level.refuses]
        codes = sorted(objection.code for objection in refusing)
        if codes and codes != [STEP_TABLE]:
            found.setdefault(" ".join(codes), []).append(change)
        for objection in refusing if len(refusing) > 1 else ():
            cures = cure(IPT, course, objection, on, to=step)
            cured = "then " + " and ".join(type(event).__name__ for event in cures)
            left = sorted(binding(IPT, IPT.apply(course, *cures), step))
            if len(left) == 1:
                found.setdefault(left[0], []).append(f"{change}, {cured}")
    return {codes: list(dict.fromkeys(after))[:TOLD] for codes, after in found.items()}


@pytest.mark.parametrize("gate", positions())
def test_a_ready_course_may_pass(gate: str) -> None:
    position, step = positions()[gate]
    assert not binding(IPT, replay(position), step)


def test_what_each_gate_says_when_one_thing_is_missing() -> None:
    lines = []
    for gate in positions():
        lines += ["", f"# {gate}"] if lines else [f"# {gate}"]
        for codes, after in sorted(said(gate).items()):
            lines += ["", codes, *(f"  {change}" for change in after)]
    goldens.check("all_but_one.txt", lines)


def demanded(kind: EventKind) -> set[str]:
    """The binding clauses that are asked at a gate."""
    return {clause.code for clause in IPT.clauses.values() if kind in clause.on and IPT.level(clause).refuses}


@pytest.mark.parametrize("kind", NEXT_PHASE)
def test_every_requirement_is_missed_alone(kind: EventKind) -> None:
    alone = {codes for gate, (_, step) in positions().items() if type(step) is kind for codes in said(gate)}
    together = {code for step, code in ALWAYS_TOGETHER if step is kind}
    assert demanded(kind) - alone - NEVER_HERE == together
