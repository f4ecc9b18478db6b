"""A cache of events: they are immutable, so an event that was made and checked once can be used in many courses."""

from collections.abc import Callable, Hashable
from functools import cached_property
from typing import Any, TypeVar

from iptcore.events import CourseCompleted, EventKind, NotDone
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level
from iptcore.vocabulary import SafetyMatter

MOST = 20_000
"""Most events in the cache, about 10 MB: courses opened on the same day share most of their 70 events."""

_T = TypeVar("_T")


class Cache:
    """A cache of what the courses of one protocol share: clauses, and events that were made before."""

    def __init__(self, protocol: Protocol) -> None:
        self.protocol = protocol
        self._kept: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """The result of *make*, cached by *key*, which holds everything it depends on besides the protocol."""
        kept: _T | None = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            kept = self._kept[key] = make()
        return kept

    def curable(self, kind: EventKind, leave: frozenset[EventKind]) -> tuple[Clause, ...]:
        """The clauses on a kind of event that have cures, in the order of objections.

        *leave* are kinds not to use as cures.
        """
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

    def about(self, matter: SafetyMatter) -> tuple[Clause, ...]:
        """The clauses about a demand of safety."""
        return self.once(
            matter,
            lambda: tuple(
                clause
                for clause in self.protocol.clauses.values()
                if clause.matter is matter and clause.fits is None and self.protocol.level(clause) is not Level.OFF
            ),
        )

    @cached_property
    def in_time(self) -> tuple[Clause, ...]:
        """The clauses on the completion of a course that can then only be answered by a reason (`NotDone`)."""
        return tuple(
            clause
            for clause in self.protocol.clauses.values()
            if CourseCompleted in clause.on and clause.cures == (NotDone,) and clause.kept is not None
            and self.protocol.level(clause) is not Level.OFF
        )  # fmt: skip
