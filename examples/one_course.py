"""Replay a recorded course entry by entry, and let its protocol say where it stands, what is due, and why not.

    python examples/one_course.py examples/courses/role_transition.json

As each phase begins, the step out of it is tried too early, once, to show how a refusal reads.
"""

import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from textwrap import fill

from iptcore import Course, Event, EventKind, IptError, NotAllowed, Protocol, SessionHeld, SymptomsRated, Word, after
from iptcore.documents import from_json
from iptcore.fold import COUNTED
from iptcore.protocol.catalogue import protocol as published
from iptcore.protocol.steps import GATES

WIDTH = 96


def main(path: str) -> None:
    """Replay the course stored at *path* under the protocol that it was opened under."""
    recorded = from_json(Path(path).read_text(encoding="utf-8"))
    protocol = published(recorded.opening.protocol if recorded.opening else "ipt")
    print(f"{Path(path).name}: {recorded.revision} entries under {protocol.name}, edition {protocol.edition}\n")
    course, entered, phases = Course(), list[str](), list[Word | None]([None])
    for number, event in enumerate(recorded.history, start=1):
        advice = protocol.objections(course, event)
        late = course.last_on is not None and event.on < course.last_on
        course = after(course, event)
        entered.append(in_words(course, event, late=late))
        following = recorded.history[number] if number < recorded.revision else None
        begins = course.phase not in phases
        if begins or advice or following is None or following.on != event.on:
            numbers = f"{number - len(entered) + 1}-{number}" if len(entered) > 1 else f"{number}"
            say(f"{numbers:7}{event.on}  {', '.join(counted(entered))}", indent=0, hang=19)
            entered.clear()
        for objection in advice:
            say(f"{objection.level.label}: {objection}", indent=19, hang=2)
        if begins:
            phases.append(course.phase)
            show_position(protocol, course)
            show_refusal(protocol, course, event)
    show_position(protocol, course)
    say(f"The end: {course.ending.label if course.ending else 'still under way'}, {course.ended_on or '-'}", indent=0)
    print(f"\nReview: departures from the manual: {len(findings := protocol.review(course))}")
    for finding in findings:
        explained = "explained" if finding.explained else "not explained"
        say(f"entry {finding.entry}, {finding.on}, {finding.kind.__name__}, {explained}: {finding.objection}", indent=2)


def in_words(course: Course, event: Event, *, late: bool) -> str:
    """An event in a few words: its kind, a rating with its total, a session with its number."""
    words = type(event).__name__
    if isinstance(event, SymptomsRated):
        words = f"{event.instrument}~{event.total:g}"
    if isinstance(event, SessionHeld):
        words = f"session~{len(course.counted)}" if event.purpose in COUNTED else f"{event.purpose.label}~session"
    return f"{type(event).__name__}~(entered~late)" if late else words


def counted(words: Iterable[str]) -> list[str]:
    """The words, each once with how often it comes in a row."""
    return [f"{word}~x{times}" if (times := len(list(run))) > 1 else word for word, run in groupby(words)]


def say(words: str, indent: int = 5, hang: int = 4) -> None:
    """Print a paragraph no wider than a terminal; ``~`` is a blank at which no line is broken."""
    first, others = " " * indent, " " * (indent + hang)
    print(fill(words, WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False).replace("~", " "))


def show_position(protocol: Protocol, course: Course) -> None:
    """Where the course stands, what is due before the next phase, and what may come next."""
    phase = f" in the {protocol.label(course.phase)} phase" if course.phase else ""
    print(f"\n  == {course.status.label}{phase}, {len(course.counted)} sessions held ==")
    for task in protocol.due(course):
        say(f"[{'x' if task.done else ' '}] {task.asks} ({task.code}, {task.level.label})")
    options = protocol.allowed(course)
    decisions = [option for option in options if option.kind.decision]
    facts = [option for option in options if not option.kind.decision]
    say(f"Decisions that may come next: {names(option.kind for option in decisions if option.open)}")
    if course.revision == 1:
        say(f"Facts that may come next: {names(option.kind for option in facts if option.open)}")
    else:
        say(f"Facts that may come next: all but {names(option.kind for option in facts if not option.open)}")
    elsewhere, closed = [], []
    for option in decisions:
        codes = [reason.code for reason in option.objections if reason.refuses]
        if "C01a" in codes:  # the step table has it in another phase
            elsewhere.append(option.kind)
        elif codes:
            closed.append(f"{option.kind.__name__}~({'~'.join(codes)})")
    say(f"Closed until more is done: {', '.join(closed) or 'none'}")
    say(f"Not in this phase: {names(elsewhere)}")
    print()


def names(kinds: Iterable[EventKind]) -> str:
    """Kinds of event by their names."""
    return ", ".join(kind.__name__ for kind in kinds) or "none"


def show_refusal(protocol: Protocol, course: Course, event: Event) -> None:
    """Try the step out of the phase too early: every reason, its rule and source, and what cures it."""
    if course.phase is None:
        return
    try:
        protocol.apply(course, GATES[course.phase](on=event.on))
    except NotAllowed as refusal:
        for line in str(refusal).splitlines():
            say(line)
        print()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python examples/one_course.py examples/courses/role_transition.json")
    try:
        main(sys.argv[1])
    except (IptError, OSError) as wrong:
        sys.exit(str(wrong))
