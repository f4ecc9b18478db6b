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
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.steps import PHASES, STEPS, Place
from iptcore.vocabulary import Phase

_LEADS_TO: dict[EventKind, str] = {
    CourseSuspended: "suspended",
    CourseResumed: "open",
    CourseCompleted: "ended",
    CourseDiscontinued: "ended",
    ClientReferred: "ended",
}


def moves() -> Iterator[tuple[str, str, EventKind]]:
    """Every step that leads somewhere: from which place, to which, and by which event; "open" is any phase."""
    for kind, places in STEPS.items():
        target = kind.enters.value if kind.enters else _LEADS_TO.get(kind)
        if target is None:
            continue
        if places >= PHASES:
            yield "open", target, kind
        for there in Place:
            if there in places and not (there in PHASES and places >= PHASES):
                yield there.value, target, kind


def phases_diagram(protocol: Protocol | None = None) -> str:
    """The phases and every step between them, as a Mermaid state diagram; a step out of any phase leaves "open".

    The phases have the names that *protocol* has for them.
    """
    within: list[str] = []
    around: list[str] = []
    for start, target, kind in moves():
        inner = kind.enters is not None and start in {*PHASES, Place.NOT_OPENED}
        line = f"    {'[*]' if start == Place.NOT_OPENED else start} --> {target}: {kind.__name__}"
        (within if inner else around).append(line)
    named = [f"    {phase}: {label}" for phase in Phase if protocol and (label := protocol.label(phase)) != phase]
    return "\n".join(
        [
            "stateDiagram-v2",
            "    [*] --> open",
            "    state open {",
            *(f"    {line}" for line in (*named, *within)),
            "    }",
            *around,
        ]
    )
