"""Cures of an objection: the events that a therapist who follows the manual would record today.

:func:`cure` finds the events that meet an objection or a task; :func:`way_to` finds all events that have to be recorded
before a step is accepted, and the step itself. Both use only the protocol, so they work for a protocol of your own. The
words in the events are those of :mod:`iptcore.protocol.examples`.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import islice

import attrs

from iptcore.course import Course, after, must_be_course
from iptcore.events import Event, EventKind, NotDone
from iptcore.protocol.examples import examples
from iptcore.protocol.judgements import Task
from iptcore.protocol.judging import must_be_kind_of_event
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Objection
from iptcore.readings.focus import focal_keys
from iptcore.readings.unsafe_people import concerns_about
from iptcore.validation import must_be_day
from iptcore.vocabulary import WhyNot

DEEP = 4
"""How deep cures of cures may be nested: a goal needs a focal area, which needs a formulation."""

PATIENCE = 60
"""The most events before a step (our decision: the longest way in the catalogue has about twenty)."""

ROUNDS = 8
"""How often the cures of one objection are entered together (our decision).

One more is added for each concern about a person, each diagnosis and each focal area of the course.
"""


def example(protocol: Protocol, course: Course, kind: EventKind, on: date) -> Event | None:
    """The first example of one kind that *protocol* accepts next in *course*; None if it accepts none.

    Raises:
        InvalidValue: for anything but a course.
        UnknownName: for anything but a kind of event.
    """
    must_be_course(course)
    must_be_kind_of_event(kind)
    return next((event for event in examples(protocol, course, kind, on) if protocol.accepts(course, event)), None)


def cure(
    protocol: Protocol, course: Course, asked: Objection | Task, on: date, *, to: Event | None = None
) -> tuple[Event, ...]:
    """The events, dated *on*, that meet the objection or task *asked*, in the order in which to enter them.

    *to* is the event with the objection, for a clause that is judged on the event. The result is empty if no events of
    the kinds in *asked* help. A reason (:class:`~iptcore.events.NotDone`) is returned only if nothing else helps.
    """
    return _Search(protocol, on).cure(course, asked, lambda _: to, ())


def way_to(protocol: Protocol, course: Course, kind: EventKind, on: date) -> tuple[Event, ...]:
    """The events, dated *on*, that end with an accepted event of *kind*; the events that it needs come first.

    The result is empty if there is no way: the step table does not allow the step here, or no cure of an objection
    helps.

    Raises:
        InvalidValue: for anything but a protocol, a course and a day.
        UnknownName: for anything but a kind of event.
    """
    must_be_protocol_and_courses("way_to(protocol, course, kind, on)", protocol, course)
    must_be_day(on)
    must_be_kind_of_event(kind)
    return next(_Search(protocol, on).ways(course, kind, ()), ())


_Wanted = Callable[[Course], Event | None]
"""Makes the wanted event for the course so far: a contract names the goals that were agreed by then."""

_Sought = tuple[EventKind, ...]
"""The kinds of event that are being prepared. They are not used as cures."""


@attrs.frozen
class _Search:
    protocol: Protocol
    on: date

    def ways(self, course: Course, kind: EventKind, sought: _Sought) -> Iterator[tuple[Event, ...]]:
        """For each example of *kind*, the events that have to be entered before it is accepted, and the example."""
        if kind in sought or len(sought) > DEEP:
            return
        for place, _ in enumerate(examples(self.protocol, course, kind, self.on)):
            wanted = partial(self.example, kind=kind, place=place)
            way = self.way(course, wanted, (*sought, kind))
            if way:
                yield way

    def example(self, course: Course, kind: EventKind, place: int) -> Event | None:
        return next(islice(examples(self.protocol, course, kind, self.on), place, None), None)

    def way(self, course: Course, wanted: _Wanted, sought: _Sought) -> tuple[Event, ...]:
        before: tuple[Event, ...] = ()
        while len(before) < PATIENCE and (last := wanted(course)) is not None:
            refusing = [objection for objection in self.protocol.objections(course, last) if objection.refuses]
            if not refusing:
                return (*before, last)
            # An objection without a cure may disappear with the others: a contract can name a goal once there is one.
            # If none has a cure, other clauses of the same rule lead there, even if they only advise or are off.
            curable = [objection for objection in refusing if objection.cures] or [
                self.with_cures_of_its_rule(objection, type(last)) for objection in refusing
            ]
            cures = (self.cure(course, objection, wanted, sought) for objection in curable if objection.cures)
            cured = next(filter(None, cures), ())
            if not cured:
                return ()
            before += cured
            course = _entered(course, cured)
        return ()

    def with_cures_of_its_rule(self, objection: Objection, kind: EventKind) -> Objection:
        """The objection with the cures of all clauses of its rule on this kind of event."""
        alike = (clause for clause in self.protocol.clauses_of(objection.rule) if kind in clause.on)
        return objection.replace(cures=tuple(dict.fromkeys(cure for clause in alike for cure in clause.cures)))

    def cure(self, course: Course, asked: Objection | Task, to: _Wanted, sought: _Sought) -> tuple[Event, ...]:
        for kind in asked.cures:
            for way in self.ways(course, kind, sought) if kind is not NotDone else ():
                if self.met(_entered(course, way), asked, to):
                    return way
        return self.together(course, asked, to, sought) or self.reason(course, asked, to)

    def together(self, course: Course, asked: Objection | Task, to: _Wanted, sought: _Sought) -> tuple[Event, ...]:
        """Cures that only help together: one of each kind, several times."""
        entered: tuple[Event, ...] = ()
        concerns = sum(len(concerns_about(course, known.key)) for known in course.relationships)
        for _ in range(ROUNDS + concerns + len(course.diagnoses) + len(focal_keys(course))):
            for kind in asked.cures:
                way = next(self.ways(course, kind, sought), ()) if kind is not NotDone else ()
                entered += way
                course = _entered(course, way)
                if way and self.met(course, asked, to):
                    return entered
        return ()

    def reason(self, course: Course, asked: Objection | Task, to: _Wanted) -> tuple[Event, ...]:
        if NotDone not in asked.cures:
            return ()
        reason = NotDone(on=self.on, task=asked.code, why=WhyNot.DECLINED, because="offered, and declined today")
        fits = self.protocol.accepts(course, reason) and self.met(after(course, reason), asked, to)
        return (reason,) if fits else ()

    def met(self, course: Course, asked: Objection | Task, to: _Wanted) -> bool:
        """Whether the objection is met: judged by the event that it is about, or else by its clause."""
        event = to(course)
        if event is not None:
            return all(objection.code != asked.code for objection in self.protocol.objections(course, event))
        clause = self.protocol.clauses.get(asked.code)
        # A task of no clause is a step, which is there once it is entered.
        return clause is None or (clause.kept is not None and clause.holds(self.protocol, course, None))


def _entered(course: Course, events: tuple[Event, ...]) -> Course:
    for event in events:
        course = after(course, event)
    return course
