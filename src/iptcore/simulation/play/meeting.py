"""What a protocol asks for before a step, and what a therapist records to meet it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

import attrs

from iptcore.course import Course, after
from iptcore.events import (
    ContractAgreed,
    Event,
    EventKind,
    FormulationAgreed,
    NotDone,
    RiskAssessed,
    SymptomsRated,
)
from iptcore.model.problem_area import ProblemArea
from iptcore.protocol.cures import cure
from iptcore.protocol.examples import examples
from iptcore.protocol.examples.taken import taken
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Objection
from iptcore.protocol.steps import GATES
from iptcore.simulation.play.notes import Notes
from iptcore.simulation.play.treatment_part import TreatmentPart
from iptcore.vocabulary import Phase, RiskAction, WhyNot

_LOOKED_AT_FIRST = frozenset({RiskAssessed, SymptomsRated})
"""What the rest of a day may depend on."""


@attrs.frozen(kw_only=True, slots=False)
class Meeting:
    """How one therapist meets what a protocol asks for: by what area, in how many sessions, with scores or without.

    What a step needs is asked of the protocol once, and all that meets it comes together.
    """

    notes: Notes
    sessions: int
    area: type[ProblemArea] | None
    scores_known: bool
    worded: Callable[[Event], Event]
    """How an event is written down for this client."""

    @property
    def protocol(self) -> Protocol:
        """The protocol that asks."""
        return self.notes.protocol

    def lead(self, course: Course, step: Event, leave: frozenset[EventKind] = frozenset()) -> TreatmentPart:
        """What meets what is asked for before the next phase; then the step to it, or what cures what refuses it.

        What is met by an event that *leave* holds is not met.
        """
        met = yield from self.due(course, step.on, leave)
        if met is not course:
            return met
        return (yield from self.towards(course, step))

    def due(self, course: Course, day: date, leave: frozenset[EventKind] = frozenset()) -> TreatmentPart:
        """What meets what is asked for before the next phase, as far as it can be met today; *leave* holds no cures."""
        kind = GATES[course.phase or Phase.INITIAL]
        gate = self.notes.once((kind, day), lambda: kind(on=day))
        return (yield from self._cured(course, self.notes.curable(kind, leave), gate))

    def towards(self, course: Course, step: Event) -> TreatmentPart:
        """The step itself where it is accepted, or else what cures the first objection that can be cured today."""
        if self.protocol.accepts(course, step):
            return (yield step)
        refusing = [one.code for one in self.protocol.objections(course, step) if one.refuses]
        clauses = [clause for code in refusing for clause in self.protocol.clauses_of(code)]
        return (yield from self._cured(course, clauses, step))

    def _cured(self, course: Course, clauses: Sequence[Clause], to: Event) -> TreatmentPart:
        """What meets the clauses that a step does not keep: examples that do so at once, or the way to a first cure."""
        protocol, before = self.protocol, course
        unmet = [clause for clause in clauses if not clause.holds(protocol, course, to)]
        for clause in unmet:
            while course is before or not clause.holds(protocol, course, to):
                met = self._at_once(course, clause, to)
                if met is None:
                    break
                course = yield met
                if type(met) in _LOOKED_AT_FIRST:
                    return course
        if unmet and course is before:
            asked = {clause.code for clause in unmet}
            objections = [one for one in protocol.objections(course, to) if one.code in asked]
            ways = (self._on_the_way(course, one, to) for one in objections)
            found = next((event for event in ways if event is not None), None)
            if found is not None:
                course = yield found
        return course

    def _at_once(self, course: Course, clause: Clause, to: Event, *, deep: bool = False) -> Event | None:
        """What keeps the clause, or what has to be recorded before that is accepted."""
        for kind in clause.cures:
            for event in self._examples(course, kind, to.on) if self._may(course, kind, to.on) else ():
                if self.protocol.accepts(course, event):
                    if clause.holds(self.protocol, after(course, event), to):
                        return event
                elif not (option := self.protocol.option(course, kind, to.on)).open:
                    refusing = [one.code for one in option.objections if one.refuses and not deep]
                    firsts = (first for code in refusing for first in self.protocol.clauses_of(code))
                    met = (self._at_once(course, first, event, deep=True) for first in firsts)
                    first_met = next(filter(None, met), None)
                    if first_met is not None:
                        return first_met
                    break  # no other event of this kind is accepted either
        if not self.scores_known and {SymptomsRated, NotDone} <= set(clause.cures):
            return NotDone(on=to.on, task=clause.code, why=WhyNot.IMPOSSIBLE, because="no such rating was simulated")
        return None

    def _on_the_way(self, course: Course, asked: Objection, to: Event) -> Event | None:
        way = cure(self.protocol, course, asked, to.on, to=to) if asked.cures else ()
        if way and (type(way[0]) is NotDone or self._may(course, type(way[0]), to.on)):
            return self.worded(way[0])
        return None

    def _may(self, course: Course, kind: EventKind, day: date) -> bool:
        """Whether an event of this kind may be proposed: no reason instead of a cure, no invented score.

        Risk that was found urgent today is not asked about again until the next session.
        """
        if kind is NotDone or (kind is SymptomsRated and not self.scores_known):
            return False
        assessed = course.last(RiskAssessed)
        urgent = assessed is not None and assessed.action is RiskAction.URGENT and assessed.on == day
        return not (kind is RiskAssessed and urgent)

    def _examples(self, course: Course, kind: EventKind, day: date) -> Iterable[Event]:
        """The examples of a kind in this therapist's order and numbers."""
        takes = taken(course, kind)
        if takes is None:
            return map(self.worded, self._own(course, kind, day))
        own = self.area if kind is FormulationAgreed else self.sessions if kind is ContractAgreed else None
        return map(self.worded, self.notes.once((kind, day, takes, own), lambda: (*self._own(course, kind, day),)))

    def _own(self, course: Course, kind: EventKind, day: date) -> Iterator[Event]:
        found = examples(self.protocol, course, kind, day)
        if kind is FormulationAgreed and self.area is not None:
            yield from sorted(found, key=self._of_another_area)
        elif kind is ContractAgreed:
            sessions = max(self.sessions, len(course.counted), 1)
            for one in found:
                contract = one.contract.replace(sessions=sessions, at_most=None, review_on=None)  # type: ignore[attr-defined]
                yield one.replace(contract=contract)
        elif kind is SymptomsRated:
            # What was rated today is not asked again: the answer would be the same.
            today = {rating.instrument for rating in takewhile(lambda one: one.on >= day, course.newest(SymptomsRated))}
            yield from (one for one in found if one.instrument not in today)  # type: ignore[attr-defined]
        else:
            yield from found

    def _of_another_area(self, agreed: Any) -> bool:
        return all(type(focal.area) is not self.area for focal in agreed.formulation.areas)

    def example(self, course: Course, kind: EventKind, day: date) -> Event | None:
        """The first example of a kind that the protocol accepts."""
        accepts = self.protocol.accepts
        for event in self._examples(course, kind, day):
            if accepts(course, event):
                return event
        return None
