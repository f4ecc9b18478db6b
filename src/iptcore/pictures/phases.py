"""The diagram of the phases, drawn from the step table as Mermaid text."""

from collections.abc import Iterator

from iptcore.events import (
    ClientReferred,
    CourseCompleted,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    EventKind,
)
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.steps import PHASES, STEPS, Place
from iptcore.screens.translation import translation
from iptcore.vocabulary import Phase, Status

_LEADS_TO: dict[EventKind, str] = {
    CourseSuspended: "suspended",
    CourseResumed: "open",
    CourseCompleted: "ended",
    CourseDiscontinued: "ended",
    ClientReferred: "ended",
}


def moves() -> Iterator[tuple[str, str, EventKind]]:
    """Every step that changes the place of a course: from, to, and the kind of event; "open" stands for any phase."""
    for kind, places in STEPS.items():
        target = kind.enters.value if kind.enters else _LEADS_TO.get(kind)
        if target is None:
            continue
        if places >= PHASES:
            yield "open", target, kind
        for there in Place:
            if there in places and not (there in PHASES and places >= PHASES):
                yield there.value, target, kind


def phases_diagram(protocol: Protocol | None = None, *, language: str | None = None) -> str:
    """The phases and every step between them, as a Mermaid state diagram; a step out of any phase begins at "open".

    The phases have the names of *protocol*. Phases and steps have their names in *language*; without one, the names in
    the code.

    Raises:
        InvalidValue: for anything but a protocol.
        UnknownName: for an unknown language.
    """
    if protocol is not None:
        must_be_protocol_and_courses("phases_diagram(protocol)", protocol)
    say = None if language is None else translation(language)
    within: list[str] = []
    around: list[str] = []
    for start, target, kind in moves():
        inner = kind.enters is not None and start in {*PHASES, Place.NOT_OPENED}
        step = kind.__name__ if say is None else say.event(kind)
        line = f"    {'[*]' if start == Place.NOT_OPENED else start} --> {target}: {step}"
        (within if inner else around).append(line)
    opening = "    state open {"
    if say is None:
        named = [(phase, protocol.label(phase)) for phase in Phase] if protocol else []
    else:
        named = [(phase, say.label(protocol, phase) if protocol else say.word(phase)) for phase in Phase]
        opening = f'    state "{say.word(Status.OPEN)}" as open {{'
        around += [f"    {status}: {say.word(status)}" for status in (Status.SUSPENDED, Status.ENDED)]
    return "\n".join(
        [
            "stateDiagram-v2",
            "    [*] --> open",
            opening,
            *(f"        {phase}: {label}" for phase, label in named if label != phase),
            *(f"    {line}" for line in within),
            "    }",
            *around,
        ]
    )
