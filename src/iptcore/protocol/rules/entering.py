"""The rule of entering: a fact is entered soon, and not before it happened.

The number of days allowed (``entered_within``) is set in ``protocol/ipt.py`` for IPT and in ``protocol/catalogue/`` for
the others.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import EVENTS, Event
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.sources import cite

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_FACTS = tuple(kind for kind in EVENTS if not kind.decision)


def entered_in_time(protocol: "Protocol", course: Course, event: Event) -> bool:
    return event.recorded is None or (event.recorded - event.on).days <= protocol.entered_within


def entered_late_that_day_before(protocol: "Protocol", course: Course, event: Event) -> bool:
    """Whether the fact before it was entered too late on the same day: of several, one is enough."""
    before = max((course.newest(kind) for kind in _FACTS), key=lambda facts: facts.place).newest
    return before is not None and before.recorded == event.recorded and not entered_in_time(protocol, course, before)


def recorded_afterwards(protocol: "Protocol", course: Course, event: Event) -> bool:
    return event.recorded is None or event.recorded >= event.on


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="C02",
        says=(
            "facts are entered within the days that the protocol allows (usually 7); "
            "sessions are numbered by their dates"
        ),
        source=cite("D"),
        clauses=(
            Clause(
                code="C02a",
                on=_FACTS,
                level=Level.ADVISORY,
                asks="enter each report sooner: this one came later than the protocol allows",
                fits=entered_in_time,
                said_before=entered_late_that_day_before,
            ),
            Clause(
                code="C02b",
                on=EVENTS,
                level=Level.ADVISORY,
                asks="check the two dates: it was recorded before it happened",
                fits=recorded_afterwards,
            ),
        ),
    ),
)
