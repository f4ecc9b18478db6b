"""What has been written before: events are frozen, so that one made and checked once can stand in many courses."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

from iptcore.events import CourseCompleted, Event, EventKind, NotDone
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level

MOST = 20_000
"""Events kept at a time, about 10 MB: courses that are opened on one day share most of their 70."""

_T = TypeVar("_T")


class Notes:
    """What the courses of one protocol have in common: its clauses, and the events that were written down before."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self._written: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What *make* gives, made once for each *key*, which holds all that it depends on besides the protocol."""
        found: _T | None = self._written.get(key)
        if found is None:
            if len(self._written) >= MOST:
                self._written.clear()
            found = self._written[key] = make()
        return found

    def instead(self, event: Event, make: Callable[[], Event]) -> Event:
        """What *make* gives in the place of this very event, told by identity: comparing all its parts takes longer."""
        meant, found = self.once(id(event), lambda: (event, make()))
        if meant is not event:
            return make()  # another one has its place in memory by now
        return found

    def curable(self, kind: EventKind, leave: frozenset[EventKind]) -> tuple[Clause, ...]:
        """The clauses about a kind of event that something else cures, in the order in which they are told."""
        return self.once(
            (kind, leave),
            lambda: tuple(
                clause
                for clause in self.protocol.clauses.values()
                if kind in clause.on
                and clause.cures
                and leave.isdisjoint(clause.cures)
                and self.protocol.level(clause) is not Level.OFF
            ),
        )

    @cached_property
    def in_time(self) -> tuple[Clause, ...]:
        """The clauses that nothing keeps any more once the completion of a course asks for them."""
        return tuple(
            clause
            for clause in self.protocol.clauses.values()
            if CourseCompleted in clause.on and clause.cures == (NotDone,) and clause.kept is not None
            and self.protocol.level(clause) is not Level.OFF
        )  # fmt: skip
