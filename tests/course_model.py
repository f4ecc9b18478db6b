"""A course once more, in a plain list: what the machine of tests/test_course_machine.py holds the package against.

Written from the design and the rules alone, which it quotes. Every question reads the whole list of entries anew:
nothing is kept from one question to the next, so that nothing can be forgotten, shared or folded wrongly.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from iptcore.events import (
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    EntriesCorrected,
    Event,
    EventKind,
    GoalAgreed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.goal import Goal
from iptcore.vocabulary import (
    ConsentScope,
    DiscontinuationReason,
    Ending,
    Phase,
    Purpose,
    Status,
    TerminationKind,
)


class Standing(NamedTuple):
    """Where a course stands."""

    status: Status = Status.NOT_OPENED
    phase: Phase | None = None
    began: date | None = None
    ending: Ending | None = None
    ended: date | None = None
    sessions_in_phase: int = 0
    """Those that count towards a contract, since the course entered its phase."""


COUNTED = (Purpose.REGULAR, Purpose.GROUP)
""" "Crisis and follow-up do not count"."""


def timeline(history: Iterable[Event]) -> list[tuple[int, Event]]:
    """ "The order of happening: corrections applied, sorted by (on, entry number)"; "mended first and folded once".

    A correction of an entry that is not there, is of another kind or day than it says, or is a correction itself, does
    nothing; an opening can only become another opening. Of two corrections of one entry the later one counts.
    """
    entered = list(enumerate(history, start=1))
    mended = dict(entered)
    for number, event in entered:
        if not isinstance(event, EntriesCorrected):
            continue
        for correction in event.corrections:
            earlier = dict(entered[: number - 1])
            if correction.entry not in earlier:
                continue
            was = earlier[correction.entry]
            if isinstance(was, EntriesCorrected):
                continue
            if correction.corrects is not None and correction.corrects != was.kind:
                continue
            if correction.dated is not None and correction.dated != was.on:
                continue
            if isinstance(was, CourseOpened) is not isinstance(correction.replacement, CourseOpened):
                continue
            if correction.replacement is None:
                mended.pop(correction.entry, None)
            else:
                mended[correction.entry] = correction.replacement
    return sorted(mended.items(), key=lambda entry: (entry[1].on, entry[0]))


def happened(history: Iterable[Event]) -> list[Event]:
    return [event for _, event in timeline(history)]


def opening(history: Iterable[Event]) -> CourseOpened | None:
    """ "One opening": the first."""
    return next((event for event in happened(history) if isinstance(event, CourseOpened)), None)


def standing(history: Iterable[Event]) -> Standing:
    """The step table. "Once ended, the ending stands"; a suspended course resumes "into the phase it left"."""
    at = Standing()
    early = False
    for event in happened(history):
        opened, under_way = at.status is not Status.NOT_OPENED, at.status in (Status.OPEN, Status.SUSPENDED)
        match event:
            case CourseOpened() if at.status is Status.NOT_OPENED:
                at = Standing(Status.OPEN, Phase.INITIAL, event.on)
            case MiddleBegun() | MiddleResumed() if under_way:
                at = at._replace(phase=Phase.MIDDLE, began=event.on, sessions_in_phase=0)
            case TerminationBegun():
                early = event.how is TerminationKind.EARLY_BY_AGREEMENT
                if under_way:
                    at = at._replace(phase=Phase.TERMINATION, began=event.on, sessions_in_phase=0)
            case SessionHeld() if opened and event.purpose in COUNTED:
                at = at._replace(sessions_in_phase=at.sessions_in_phase + 1)
            case CourseSuspended() if at.status is Status.OPEN:
                at = at._replace(status=Status.SUSPENDED)
            case CourseResumed() if at.status is Status.SUSPENDED:
                at = at._replace(status=Status.OPEN)
            case CourseCompleted() if under_way:
                at = ended(at, event, Ending.COMPLETED_EARLY if early else Ending.COMPLETED)
            case ClientReferred() if under_way:
                at = ended(at, event, Ending.REFERRED)
            case CourseDiscontinued() if under_way:
                at = ended(at, event, left_by(event.reason))
    return at


def ended(at: Standing, event: Event, ending: Ending) -> Standing:
    return at._replace(status=Status.ENDED, ending=ending, ended=event.on)


def left_by(reason: DiscontinuationReason) -> Ending:
    """ "Its reason sets discontinued, not suitable or died"."""
    if reason is DiscontinuationReason.NOT_SUITABLE:
        return Ending.NOT_SUITABLE
    return Ending.DIED if reason is DiscontinuationReason.DEATH else Ending.DISCONTINUED


def exists(kind: EventKind, at: Standing) -> bool:
    """Whether the step table has this kind of event where the course stands, in the order of its sentences."""
    opened, under_way = at.status is not Status.NOT_OPENED, at.status in (Status.OPEN, Status.SUSPENDED)
    if kind is CourseOpened:
        return not opened
    if kind is CourseResumed:
        return at.status is Status.SUSPENDED
    if kind in (CourseDiscontinued, ClientReferred):
        return under_way
    if not kind.decision and kind is not CourseSuspended:
        return opened
    phase = at.phase if at.status is Status.OPEN else None
    if kind is MiddleBegun:
        return phase is Phase.INITIAL
    if kind is TerminationBegun:
        return phase in (Phase.INITIAL, Phase.MIDDLE)
    if kind in (MiddleResumed, CourseCompleted):
        return phase is Phase.TERMINATION
    return phase is not None


def counted(history: Iterable[Event]) -> list[SessionHeld]:
    """The sessions that count towards a contract, last first."""
    held = [event for event in happened(history) if isinstance(event, SessionHeld)]
    return [session for session in held[::-1] if session.purpose in COUNTED]


def goals(history: Iterable[Event]) -> dict[str, Goal]:
    """As last agreed, in the order in which each was first agreed."""
    return {event.goal.key: event.goal for event in happened(history) if isinstance(event, GoalAgreed)}


def ratings(history: Iterable[Event], instrument: str) -> list[SymptomsRated]:
    """The last that happened first."""
    rated = [event for event in happened(history) if isinstance(event, SymptomsRated)]
    return [event for event in rated[::-1] if event.instrument == instrument]


def consent(history: Iterable[Event], scope: ConsentScope) -> ConsentGiven | None:
    """The client's own: in force unless it was withdrawn after it was given."""
    last = None
    for event in happened(history):
        if isinstance(event, ConsentGiven | ConsentWithdrawn) and event.scope is scope:
            last = event
    return last if isinstance(last, ConsentGiven) else None


def reason(history: Iterable[Event], clause: str) -> NotDone | None:
    """The last reason why what a clause asks for was not done."""
    given = [event for event in happened(history) if isinstance(event, NotDone) and event.task == clause]
    return given[-1] if given else None
