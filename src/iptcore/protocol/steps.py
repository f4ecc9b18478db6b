"""The step table: in which phase or status of a course each kind of event is possible."""

from iptcore.course import Course
from iptcore.events import (
    EVENTS,
    ClientReferred,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    EventKind,
    MiddleBegun,
    MiddleResumed,
    TerminationBegun,
)
from iptcore.vocabulary import Phase, Status, Word


class Place(Word):
    """The phase or status of a course, as the step table distinguishes them."""

    NOT_OPENED = "not_opened"
    INITIAL = "initial"
    MIDDLE = "middle"
    TERMINATION = "termination"
    SUSPENDED = "suspended"
    ENDED = "ended"


PHASES = frozenset({Place.INITIAL, Place.MIDDLE, Place.TERMINATION})
UNDER_WAY = PHASES | {Place.SUSPENDED}
OPENED = UNDER_WAY | {Place.ENDED}

_OWN_PLACES: dict[EventKind, frozenset[Place]] = {
    CourseOpened: frozenset({Place.NOT_OPENED}),
    MiddleBegun: frozenset({Place.INITIAL}),
    TerminationBegun: frozenset({Place.INITIAL, Place.MIDDLE}),
    MiddleResumed: frozenset({Place.TERMINATION}),
    CourseCompleted: frozenset({Place.TERMINATION}),
    CourseSuspended: PHASES,
    CourseResumed: frozenset({Place.SUSPENDED}),
    CourseDiscontinued: UNDER_WAY,
    ClientReferred: UNDER_WAY,
}

STEPS: dict[EventKind, frozenset[Place]] = {
    kind: _OWN_PLACES.get(kind, PHASES if kind.decision else OPENED) for kind in EVENTS
}
"""The places of each kind of event: decisions while the course is open and not suspended, facts from the opening on."""

ENDINGS: tuple[EventKind, ...] = (CourseCompleted, CourseDiscontinued, ClientReferred)

NEXT_PHASE: tuple[EventKind, ...] = (MiddleBegun, TerminationBegun, MiddleResumed, CourseCompleted)
"""The steps from phase to phase, at which most binding rules are judged."""

INTO_MIDDLE: tuple[EventKind, ...] = (MiddleBegun, MiddleResumed)
"""The steps into the middle phase: resuming it must not avoid the requirements of beginning it."""

GATES: dict[Phase, EventKind] = {
    Phase.INITIAL: MiddleBegun,
    Phase.MIDDLE: TerminationBegun,
    Phase.TERMINATION: CourseCompleted,
}
"""The step from each phase to the next."""

_PLACES: dict[Status, dict[Phase | None, Place]] = {
    status: {phase: Place(status.value) for phase in (None, *Phase)}
    for status in (Status.NOT_OPENED, Status.SUSPENDED, Status.ENDED)
} | {Status.OPEN: {phase: Place(phase.value) for phase in Phase}}


def place(course: Course) -> Place:
    """The place of a course in the step table."""
    return _PLACES[course.status][course.phase]
