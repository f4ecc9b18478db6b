"""The rules of announcing the ending: when it is spoken of, and how many sessions it takes.

How many sessions ahead an ending is announced (``announced_ahead``) is set in ``protocol/ipt.py`` for IPT and in
``protocol/catalogue/`` for the others. How late a planned ending may begin is set here (``_LATE_PART``), with
``LATE_SESSIONS`` of ``readings/sessions.py``. What is done in the ending is judged in ``ending.py``.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import ContractAmended, EndingAnnounced, SessionHeld, TerminationBegun
from iptcore.fold import COUNTED
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.places import place_of, place_of_terms
from iptcore.readings.sessions import LATE_SESSIONS, sessions_used
from iptcore.sources import cite
from iptcore.vocabulary import TerminationKind

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_LATE_PART = 4
"""A planned ending takes at most one in so many of the agreed sessions, or `LATE_SESSIONS` (our decision)."""


# -- predicates --------------------------------------------------------------------------------------------------------


def ending_announced(protocol: "Protocol", course: Course) -> bool:
    return course.has(EndingAnnounced)


def ending_announced_ahead(protocol: "Protocol", course: Course, event: TerminationBegun) -> bool:
    """Whether an announcement left enough sessions; also True if it is not known how many were left.

    Another clause requires an announcement at all.
    """
    left = [_left_at(course, announced) for announced in course.newest(EndingAnnounced)]
    return not left or None in left or any(number is not None and number >= protocol.announced_ahead for number in left)


def planned_ending_is_near_the_end(protocol: "Protocol", course: Course, event: TerminationBegun) -> bool:
    """Whether a planned ending has at most four sessions left, or a quarter of those agreed."""
    agreed = course.contract.sessions if course.contract else None
    if agreed is None or event.how is not TerminationKind.PLANNED:
        return True
    return agreed - sessions_used(course) <= max(LATE_SESSIONS, agreed // _LATE_PART)


def ending_mentioned(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    limit = course.contract.limit if course.contract else None
    if limit is None or event.purpose not in COUNTED or 2 * len(course.counted) < limit:
        return True
    return event.ending_mentioned is True


def ending_was_not_mentioned_before(protocol: "Protocol", course: Course, event: SessionHeld) -> bool:
    """Whether the session before was also in the second half of the same contract, and did not mention the ending."""
    last, limit = course.counted.newest, course.contract.limit if course.contract else None
    if last is None or limit is None or place_of(course, last) < place_of_terms(course):
        return False
    return 2 * (len(course.counted) - 1) >= limit and last.ending_mentioned is not True


def _left_at(course: Course, announced: EndingAnnounced) -> int | None:
    limit = course.contract.limit if course.contract else None
    if announced.sessions_left is not None or limit is None:
        return announced.sessions_left
    return limit - sum(session.on <= announced.on for session in course.counted)


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="T01",
        says="the ending is announced, and some sessions ahead; a planned one takes the last sessions of the contract",
        source=cite("F1 F4 D"),
        clauses=(
            Clause(
                code="T01a",
                on=(TerminationBegun,),
                level=Level.BINDING,
                asks="announce the ending first",
                kept=ending_announced,
                cures=(EndingAnnounced,),
            ),
            Clause(
                code="T01b",
                on=(TerminationBegun,),
                level=Level.ADVISORY,
                asks="announce the ending while sessions are left to work on it",
                fits=ending_announced_ahead,
            ),
            Clause(
                code="T01c",
                on=(TerminationBegun,),
                level=Level.ADVISORY,
                asks="agree on fewer sessions, or mark the ending as early by agreement: too many are left for it",
                fits=planned_ending_is_near_the_end,
                cures=(ContractAmended,),
            ),
        ),
    ),
    Rule(
        code="T02",
        says="from half of the contract on, each session reminds of the ending",
        source=cite("R"),
        clauses=(
            Clause(
                code="T02a",
                on=(SessionHeld,),
                level=Level.ADVISORY,
                asks="remind the client of the ending, and record it",
                fits=ending_mentioned,
                said_before=ending_was_not_mentioned_before,
            ),
        ),
    ),
)
