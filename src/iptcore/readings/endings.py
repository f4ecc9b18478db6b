"""Premature ending, which no two trials define alike: so the definition is always named (law T09).

Trials use anything from "did not finish the protocol" to "under half of the sessions" (F59 of the bibliography).
Death is a reason of its own, and premature under no definition.
"""

from collections.abc import Callable

import attrs
from attrs import field

from iptcore.constraints import text
from iptcore.course import Course, must_be_course
from iptcore.events import CourseDiscontinued, Event, SessionMissed
from iptcore.readings.answer import Answer
from iptcore.readings.sessions import uses_up
from iptcore.sources import Source, cite
from iptcore.validation import must_be
from iptcore.values import Value, value
from iptcore.vocabulary import DiscontinuationReason, Ending, Initiator, Status


@value
class PrematureBy(Value):
    """A definition of premature ending. *holds* judges ended courses: yes, no or not known, and why."""

    name: str = field(metadata=text(longest=80, private=False))
    says: str = field(metadata=text(longest=300, private=False))
    source: Source
    holds: Callable[[Course], tuple[bool | None, str]]


@value
class PrematureEnding(Answer):
    """Whether a course ended prematurely, and by which definition."""

    definition: PrematureBy


def premature_ending(course: Course, definition: PrematureBy) -> PrematureEnding:
    """Whether the course ended prematurely by *definition*; not known before it ends.

    Raises:
        InvalidValue: for anything but a course and a definition, such as the name of one.
    """
    must_be_course(course)
    must_be(PrematureBy, "definition", definition, "DEFINITIONS of iptcore.readings.endings holds some")
    if course.status is not Status.ENDED:
        answer, why = None, "the course has not ended"
    elif course.ending is Ending.DIED:
        answer, why = False, "the client died, which is a reason of its own"
    else:
        answer, why = definition.holds(course)
    return PrematureEnding(answer=answer, reasons=(why,), source=definition.source, definition=definition)


# -- the definitions ---------------------------------------------------------------------------------------------------


def _unilateral(course: Course) -> tuple[bool | None, str]:
    left = next((leaving for leaving in course.newest(CourseDiscontinued) if leaving.on == course.ended_on), None)
    if course.ending not in _LEFT or left is None:
        return False, f"ended as {_label(course)}"
    if left.initiator in _BY_OTHERS or left.reason is DiscontinuationReason.SERVICE_ENDED:
        return False, "not ended by the client alone"
    if left.initiator is Initiator.CLIENT or left.reason in _BY_THE_CLIENT:
        return True, f"ended by the client alone, reason: {left.reason.label}"
    if left.initiator is Initiator.NOBODY:
        return False, "ended by nobody"
    return None, "who ended it is not recorded"


def _before_contracted(course: Course) -> tuple[bool | None, str]:
    agreed = course.contract.sessions if course.contract else None
    if agreed is None:
        return None, "no number of sessions was agreed"
    policy = course.contract.absences if course.contract else None
    missed = [absence for absence in course.newest(SessionMissed) if _before_the_end(course, absence)]
    used = _held(course) + sum(uses_up(absence, policy) for absence in missed)
    return used < agreed, f"{used} of {agreed} contracted sessions used up"


def _under_half(course: Course) -> tuple[bool | None, str]:
    agreed = course.contract.sessions if course.contract else None
    if agreed is None:
        return None, "no number of sessions was agreed"
    sessions = _held(course)
    return 2 * sessions < agreed, f"{sessions} of {agreed} contracted sessions held"


@attrs.frozen
class _FewerThan:
    """Fewer sessions held than *sessions*: a class, so that two definitions of the same number are equal."""

    sessions: int

    def __call__(self, course: Course) -> tuple[bool | None, str]:
        sessions = _held(course)
        return sessions < self.sessions, f"{sessions} sessions held"


def _held(course: Course) -> int:
    return sum(_before_the_end(course, session) for session in course.counted)


def _before_the_end(course: Course, event: Event) -> bool:
    return course.ended_on is None or event.on <= course.ended_on


def _not_completed(course: Course) -> tuple[bool | None, str]:
    return course.ending not in _COMPLETED, f"ended as {_label(course)}"


def _label(course: Course) -> str:
    return course.ending.label if course.ending else "nothing recorded"


_COMPLETED = (Ending.COMPLETED, Ending.COMPLETED_EARLY)
_LEFT = (Ending.DISCONTINUED, Ending.NOT_SUITABLE)
_BY_OTHERS = (Initiator.BOTH, Initiator.THERAPIST, Initiator.SERVICE)
_BY_THE_CLIENT = (DiscontinuationReason.CLIENT_CHOICE, DiscontinuationReason.LOST_CONTACT)

UNILATERAL = PrematureBy(
    name="unilateral",
    says="the client stopped without agreeing it with the therapist; an agreed early end is none",
    source=cite("F59 R"),
    holds=_unilateral,
)
BEFORE_THE_CONTRACTED_SESSIONS = PrematureBy(
    name="before the contracted sessions",
    says="fewer sessions were used up than the contract provides for, at the lower end of a range",
    source=cite("F59 D"),
    holds=_before_contracted,
)
UNDER_HALF_OF_THE_CONTRACT = PrematureBy(
    name="under half of the contract",
    says="fewer than half of the contracted sessions were held",
    source=cite("F59"),
    holds=_under_half,
)
NOT_COMPLETED = PrematureBy(
    name="not completed by protocol",
    says="the course ended otherwise than completed; an end at its term, early by agreement or by death is exempt",
    source=cite("F59"),
    holds=_not_completed,
)


def before_sessions(sessions: int) -> PrematureBy:
    """The definition "before so many sessions", counting regular and group sessions held."""
    return PrematureBy(
        name=f"before {sessions} sessions",
        says=f"fewer than {sessions} sessions were held",
        source=cite("F59"),
        holds=_FewerThan(sessions),
    )


DEFINITIONS = (UNILATERAL, BEFORE_THE_CONTRACTED_SESSIONS, UNDER_HALF_OF_THE_CONTRACT, NOT_COMPLETED)
"""The definitions that have no number of their own; `before_sessions` makes one for a number of sessions."""
