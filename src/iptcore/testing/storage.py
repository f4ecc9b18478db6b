"""A test for storages of courses: a state machine for Hypothesis. Run it on a storage of your own.

::

    from iptcore.testing.storage import storage_machine

    class MyStorage: ...  # create, append and history, as in Storage below

    TestMyStorage = storage_machine(MyStorage).TestCase

It opens courses, adds entries as one writer, as two at the same time and with wrong revisions, and reopens the storage.
Each time it checks that every course holds all accepted entries, in order, each once.
"""

import typing
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from iptcore.documents import from_json
from iptcore.errors import StaleRevision
from iptcore.events import EVENTS, Event
from iptcore.testing.values import values


class Storage(Protocol):
    """The methods that a storage needs. The revision of a course is the number of its entries."""

    def create(self, course: str, events: Sequence[Event], /) -> None:
        """Begin a course with its first events.

        Raises:
            Exception: if there is a course of that name.
        """

    def append(self, course: str, revision: int, events: Sequence[Event], /) -> None:
        """Add *events*, all or none, to a course that is at *revision*.

        Raises:
            StaleRevision: if the course is at another revision.
            LookupError: if there is no such course.
        """

    def history(self, course: str, /) -> tuple[Event, ...]:
        """All events in the order in which they were added.

        Raises:
            LookupError: for an unknown course.
        """


_S = TypeVar("_S", bound=Storage)

EVERY_KIND: st.SearchStrategy[Event] = st.sampled_from(EVENTS).flatmap(values)
"""Events of every kind that there is."""

_NAMES = ("a", "b", "c")


def storage_machine(
    new: Callable[[], _S],
    *,
    reopen: Callable[[_S], _S] | None = None,
    documents: Sequence[str] = (),
    events: st.SearchStrategy[Event] = EVERY_KIND,
) -> type[RuleBasedStateMachine]:
    """A state machine for the storage that *new* makes; its ``TestCase`` runs under pytest and unittest.

    *reopen* opens the stored data again, as after a crash of the process. *documents* are courses as older versions of
    iptcore wrote them: they are stored, and have to be read back completely. *events* is a strategy of the events to
    enter. A storage that has a method ``close`` is closed at the end of each run.
    """
    several = st.lists(events, min_size=1, max_size=3)

    class StorageMachine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.storage = new()
            self.expected: dict[str, tuple[Event, ...]] = {}

        def teardown(self) -> None:
            close = getattr(self.storage, "close", None)
            if close is not None:
                close()

        @initialize(events=several)
        def begin(self, events: list[Event]) -> None:
            self.storage.create("a", events)
            self.expected["a"] = tuple(events)

        @rule(name=st.sampled_from(_NAMES), events=several)
        def create(self, name: str, events: list[Event]) -> None:
            if name in self.expected:
                _demand_raised(Exception, lambda: self.storage.create(name, events), "a course is created once")
            else:
                self.storage.create(name, events)
                self.expected[name] = tuple(events)

        @rule(data=st.data(), events=several)
        def append(self, data: st.DataObject, events: list[Event]) -> None:
            name = data.draw(st.sampled_from(sorted(self.expected)))
            self.storage.append(name, len(self.expected[name]), events)
            self.expected[name] += tuple(events)

        @rule(data=st.data(), first=events, second=events)
        def two_at_once(self, data: st.DataObject, first: Event, second: Event) -> None:
            name = data.draw(st.sampled_from(sorted(self.expected)))
            revision = len(self.expected[name])
            self.storage.append(name, revision, [first])
            self.expected[name] += (first,)
            self._refused(name, revision, [second])

        @rule(data=st.data(), revision=st.integers(0, 50), event=events)
        def a_revision_that_it_has_not(self, data: st.DataObject, revision: int, event: Event) -> None:
            name = data.draw(st.sampled_from(sorted(self.expected)))
            self._refused(name, revision + (revision >= len(self.expected[name])), [event, event])

        @rule(event=events)
        def an_unknown_course(self, event: Event) -> None:
            _demand_raised(LookupError, lambda: self.storage.append("nobody", 0, [event]), "an unknown course")
            _demand_raised(LookupError, lambda: self.storage.history("nobody"), "an unknown course")

        @precondition(lambda _: reopen is not None)
        @rule()
        def open_again(self) -> None:
            self.storage = typing.cast("Callable[[_S], _S]", reopen)(self.storage)

        @precondition(lambda self: bool(documents) and "old" not in self.expected)
        @rule(document=st.sampled_from(documents or [""]))
        def take_in(self, document: str) -> None:
            history = from_json(document, protocols=None).history
            self.storage.create("old", history)
            self.expected["old"] = history

        @invariant()
        def holds_what_was_accepted(self) -> None:
            for name, accepted in self.expected.items():
                _demand(self.storage.history(name) == accepted, "every accepted entry, in order, each once")

        def _refused(self, name: str, revision: int, events: list[Event]) -> None:
            refusal = _demand_raised(
                StaleRevision, lambda: self.storage.append(name, revision, events), "another revision"
            )
            revisions = (refusal.expected, refusal.found)
            _demand(revisions == (revision, len(self.expected[name])), "a refusal that names both revisions")

    return StorageMachine


_E = TypeVar("_E", bound=Exception)


def _demand(holds: bool, what: str) -> None:
    # Raised, not asserted: it has to hold under python -O too.
    if not holds:
        raise AssertionError(f"a storage keeps {what}")


def _demand_raised(kind: type[_E], call: Callable[[], Any], what: str) -> _E:
    try:
        call()
    except kind as raised:
        return raised
    raise AssertionError(f"a storage refuses {what} by raising {kind.__name__}")
