"""Replay a recorded course entry by entry, and let the protocol say where it stands, what is due, and why not.

    python examples/one_course.py examples/courses/role_transition.json

Before the last step out of each phase is reached it is tried too early, once, to show how a refusal reads.
"""

import sys
from pathlib import Path

from iptcore import (
    IPT,
    Course,
    CourseCompleted,
    CourseOpened,
    EntriesCorrected,
    Event,
    Finding,
    MiddleBegun,
    NotAllowed,
    Phase,
    TerminationBegun,
)
from iptcore.documents import from_json

STEPS = {Phase.INITIAL: MiddleBegun, Phase.MIDDLE: TerminationBegun, Phase.TERMINATION: CourseCompleted}


def main(path: str) -> None:
    """Replay the course stored at *path*."""
    recorded = from_json(Path(path).read_text(encoding="utf-8"))
    print(f"{Path(path).name}: {recorded.revision} entries, replayed under {IPT.name}, edition {IPT.edition}")
    course = Course()
    tried: set[Phase] = set()
    for number, event in enumerate(recorded.history, start=1):
        course = enter(course, number, event)
        if (
            course.phase
            and course.phase not in tried
            and isinstance(event, CourseOpened | MiddleBegun | TerminationBegun)
        ):
            tried.add(course.phase)
            show_position(course)
            show_refusal(course, event)
    show_position(course)
    print(f"\nThe end: {course.ending.label if course.ending else 'still under way'}, on {course.ended_on or '-'}")
    show_review(IPT.review(course))


def enter(course: Course, number: int, event: Event) -> Course:
    """Enter one event, and say what the protocol advises about it."""
    advice = IPT.objections(course, event)
    late = course.last_on is not None and event.on < course.last_on
    note = "  (entered late)" if late else "  (a correction)" if isinstance(event, EntriesCorrected) else ""
    print(f"{number:4}  {event.on}  {type(event).__name__}{note}")
    for objection in advice:
        print(f"        {objection.level.label}: {objection}")
    return IPT.apply(course, event)


def show_position(course: Course) -> None:
    """Where the course stands, what is due before the next phase, and what may come next."""
    phase = f" in the {course.phase.label} phase" if course.phase else ""
    print(f"\n  -- the course is {course.status.label}{phase}, revision {course.revision}")
    due = IPT.due(course)
    for task in due:
        mark = "x" if task.done else " "
        doing = f"  -> {' or '.join(kind.__name__ for kind in task.cures)}" if task.cures and not task.done else ""
        print(f"     [{mark}] {task.code:5} {task.asks} ({task.level.label}){doing}")
    options = IPT.allowed(course)
    closed = [option for option in options if not option.open]
    print(f"     {len(options) - len(closed)} kinds of event may come next; {len(closed)} may not:")
    for option in closed:
        reasons = [objection.code for objection in option.objections if objection.level.refuses]
        print(f"        {option.kind.__name__:22} {' '.join(reasons)}")
    print()


def show_refusal(course: Course, event: Event) -> None:
    """Try the step out of the phase too early."""
    if course.phase is None:
        return
    try:
        IPT.apply(course, STEPS[course.phase](on=event.on))
    except NotAllowed as refusal:
        print(f"  What if it were taken today?\n  {str(refusal).replace(chr(10), chr(10) + '  ')}\n")


def show_review(findings: tuple[Finding, ...]) -> None:
    """Every departure along the history, explained or not."""
    print(f"\nReview: {len(findings)} {'finding' if len(findings) == 1 else 'findings'}")
    for finding in findings:
        explained = "explained" if finding.explained else "not explained"
        objection = finding.objection
        print(f"  entry {finding.entry}, {finding.on}, {finding.kind.__name__}: {objection.asks}")
        print(f"     {objection.code}, {objection.level.label}, {explained}; {objection.source}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python examples/one_course.py examples/courses/role_transition.json")
    main(sys.argv[1])
