"""Every adaptation's own whole course, with everything of one kind left out before each gate: then the gate says so.

Where that breaks several requirements, all but one are cured. What the gates of IPT say is in ``test_gates``.
"""

from collections.abc import Iterator

import pytest

import goldens
from iptcore.course import Course, replay
from iptcore.events import CourseOpened, Event
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.cures import cure
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.steps import GATES
from whole_courses import whole_course

ADAPTED = CATALOGUE[1:]
STEP_TABLE = "C01a"


def binding(protocol: Protocol, course: Course, step: Event) -> list[str]:
    return [objection.code for objection in protocol.objections(course, step) if objection.level.refuses]


def gates(protocol: Protocol) -> Iterator[tuple[tuple[Event, ...], Event]]:
    """What came before each gate in the whole course, and the step itself."""
    history = whole_course(protocol).history
    for place, event in enumerate(history):
        if type(event) in GATES.values():
            yield history[:place], event


def lines(protocol: Protocol) -> Iterator[str]:
    """What each gate says without any entry of one kind; behind a bar, what it says alone once the rest is cured."""
    for before, step in gates(protocol):
        yield f"{protocol.code}, {type(step).__name__}"
        for kind in dict.fromkeys(map(type, before)):
            course = replay(event for event in before if type(event) is not kind)
            said = binding(protocol, course, step)
            if kind is not CourseOpened and said and STEP_TABLE not in said:
                yield "  ".join([f"  without {kind.__name__}:", *said, *left_alone(protocol, course, step)])
        opening, *rest = before
        if opening.follows is not None:
            said = binding(protocol, replay([opening.replace(follows=None), *rest]), step)
            yield from ["  ".join(["  without the earlier course:", *said])] if said else []


def left_alone(protocol: Protocol, course: Course, step: Event) -> list[str]:
    """Which of several requirements can be the only one that is missed: the others are cured, and it is still there."""
    missed = binding(protocol, course, step)
    alone = []
    for code in missed if len(missed) > 1 else []:
        cured = course
        for objection in protocol.objections(course, step):
            if objection.level.refuses and objection.code != code and objection.code in binding(protocol, cured, step):
                cured = protocol.apply(cured, *cure(protocol, cured, objection, step.on, to=step))
        alone += [code] if binding(protocol, cured, step) == [code] else []
    return ["|", *alone] if alone else []


@pytest.mark.parametrize("protocol", ADAPTED, ids=lambda protocol: protocol.code)
def test_with_nothing_missing_every_gate_opens(protocol: Protocol) -> None:
    steps = list(gates(protocol))
    assert [binding(protocol, replay(before), step) for before, step in steps] == [[]] * len(GATES)


def test_what_each_gate_of_each_adaptation_says_when_something_is_missing() -> None:
    goldens.check("all_but_one_adapted.txt", [line for protocol in ADAPTED for line in lines(protocol)])
