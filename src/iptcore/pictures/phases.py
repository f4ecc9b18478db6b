"""The diagram of the phases, drawn from the step table as Mermaid text."""

from iptcore.events import (
    ClientReferred,
    CourseCompleted,
    CourseDiscontinued,
    CourseResumed,
    CourseSuspended,
    EventKind,
)
from iptcore.protocol.steps import PHASES, STEPS, Place

_LEADS_TO: dict[EventKind, str] = {
    CourseSuspended: "suspended",
    CourseResumed: "open",
    CourseCompleted: "ended",
    CourseDiscontinued: "ended",
    ClientReferred: "ended",
}


def phases_diagram() -> str:
    """The phases and every step between them, as a Mermaid state diagram; a step out of any phase leaves "open"."""
    within: list[str] = []
    around: list[str] = []
    for kind, places in STEPS.items():
        target = kind.enters.value if kind.enters else _LEADS_TO.get(kind)
        if target is None:
            continue
        if places >= PHASES:
            around.append(f"    open --> {target}: {kind.__name__}")
        for there in Place:
            if there in places and not (there in PHASES and places >= PHASES):
                start = "[*]" if there is Place.NOT_OPENED else there.value
                inner = kind.enters is not None and there in PHASES | {Place.NOT_OPENED}
                (within if inner else around).append(f"    {start} --> {target}: {kind.__name__}")
    return "\n".join(
        [
            "stateDiagram-v2",
            "    [*] --> open",
            "    state open {",
            *(f"    {line}" for line in within),
            "    }",
            *around,
        ]
    )
