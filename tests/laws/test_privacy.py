"""Nothing private in any representation or message: a canary is planted in every private field, and never seen."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import iptcore.simulation  # noqa: F401  # its values too, whichever tests were imported before
from iptcore.constraints import constraint
from iptcore.course import Course, replay
from iptcore.errors import InvalidValue
from iptcore.events import EVENTS, Event, SessionHeld
from iptcore.model.goal import Goal
from iptcore.model.inventory import Relationship
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.group_sessions import GroupNotAllowed, hold_together
from iptcore.protocol.judgements import NotAllowed
from iptcore.testing import courses, value_classes, values
from iptcore.values import Value, fields_of, from_parts

pytestmark = pytest.mark.slow

CANARY = "canary"
CLASSES = list(value_classes())
TAKING_PARTS = [cls for cls in CLASSES if "__attrs_init__" not in vars(cls)]  # no __init__ of its own
MODEST = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))


def planted(thing: Any, number: Iterator[int]) -> Any:
    """The same value with a canary, another one each time, in every private field however deep."""
    if isinstance(thing, tuple):
        return tuple(planted(item, number) for item in thing)
    if not isinstance(thing, Value):
        return thing
    parts = {}
    for field in fields_of(type(thing)):
        held = getattr(thing, field.name)
        if constraint(field).private and isinstance(held, str):
            parts[field.name] = f"{CANARY}{next(number)}"
        elif constraint(field).private and isinstance(held, tuple):
            parts[field.name] = tuple(f"{CANARY}{next(number)}" for _ in held)
        else:
            parts[field.name] = planted(held, number)
    return type(thing)(**parts)


def test_the_planting_plants():
    goal = planted(Goal(key="a", area="b", words="c"), count())
    assert (goal.key, goal.area, goal.words) == ("canary0", "canary1", "canary2")


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_no_value_shows_what_is_private(cls: type[Value]):
    @MODEST
    @given(values(cls))
    def shows_nothing(value: Value):
        value = planted(value, count())
        assert CANARY not in repr(value)
        assert CANARY not in f"{value}"

    shows_nothing()


UNFIT = (
    f"{CANARY}\x00",
    f"{CANARY} " * 1_000,
    f" {CANARY}",
    [CANARY],
    (f"{CANARY}\x00",),
    (f"{CANARY} {CANARY}",) * 2,
    {CANARY: CANARY},
    Relationship(key=CANARY),
    (Relationship(key=CANARY), Relationship(key=CANARY)),
)


def message(cls: type[Value], **parts: Any) -> str:
    """What is said when a value is made of these parts; nothing where it can be made."""
    try:
        from_parts(cls, parts)
    except InvalidValue as invalid:
        return f"{invalid} {invalid!r} {invalid.faults}"
    return ""


@pytest.mark.parametrize("cls", TAKING_PARTS, ids=lambda cls: cls.__name__)
def test_no_message_about_a_value_shows_what_was_given(cls: type[Value]):
    said = [message(cls, **{field.name: unfit}) for field in fields_of(cls) for unfit in UNFIT]
    said.append(message(cls, **{CANARY: CANARY}))
    assert any(said)
    assert not [text for text in said if CANARY in text]


def told(course: Course, event: Event) -> Iterator[object]:
    """Everything that a course and its protocol say."""
    yield course
    yield from course.timeline
    yield IPT.allowed(course)
    yield IPT.due(course)
    yield IPT.review(course)
    yield IPT.objections(course, event)
    try:
        yield IPT.apply(course, event)
    except NotAllowed as refusal:
        yield refusal
        yield str(refusal)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(courses(IPT), st.sampled_from(EVENTS).flatmap(values))
def test_no_course_and_no_answer_shows_what_is_private(course: Course, event: Event):
    number = count()
    private = replay(planted(course.history, number))
    for said in told(private, planted(event, number)):
        assert CANARY not in f"{said}{said!r}"


def test_a_refused_group_does_not_show_its_members():
    opened = IPT.open(on=date(2026, 1, 5), client=CANARY, consent=True)
    session = SessionHeld(on=date(2026, 1, 12))
    with pytest.raises(GroupNotAllowed) as refused:
        hold_together(IPT, {f"{CANARY}1": Course(), f"{CANARY}2": opened}, session)
    assert CANARY not in f"{refused.value}{refused.value!r}"
    assert set(refused.value.refusals) == {f"{CANARY}1"}
