"""How a case of a rule is written, so that a therapist can read it: what was given, what is asked, what is said."""

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from iptcore.course import replay
from iptcore.events import CourseOpened, Event
from iptcore.protocol.protocol import Protocol

OPENED = date(2026, 1, 5)


def day(weeks: int = 0, days: int = 0) -> date:
    """A day counted from the opening."""
    return OPENED + timedelta(weeks=weeks, days=days)


def opened(*events: Event, **parts: object) -> tuple[Event, ...]:
    """A course opened on the first day, and what followed."""
    opening = {"on": OPENED, "client": "c-1", "protocol": "ipt", "edition": "2018", "consent": True} | parts
    return (CourseOpened(**opening), *events)


@attrs.frozen
class Case:
    """A history, an event, and whether the clause objects to it."""

    clause: str
    says: str
    given: tuple[Event, ...]
    when: Event
    objects: bool
    protocol: Protocol | None = None

    def codes(self, protocol: Protocol) -> set[str]:
        """The codes of everything that *protocol* has against the event."""
        asked = self.protocol or protocol
        return {objection.code for objection in asked.objections(replay(self.given), self.when)}

    def __str__(self) -> str:
        return f"{self.clause} {'breaks' if self.objects else 'keeps'}: {self.says}"


def keeps(
    clause: str, says: str, *, given: Iterable[Event] = opened(), when: Event, under: Protocol | None = None
) -> Case:
    """The clause has nothing against the event."""
    return Case(clause, says, tuple(given), when, objects=False, protocol=under)


def breaks(
    clause: str, says: str, *, given: Iterable[Event] = opened(), when: Event, under: Protocol | None = None
) -> Case:
    """The clause objects to the event."""
    return Case(clause, says, tuple(given), when, objects=True, protocol=under)
