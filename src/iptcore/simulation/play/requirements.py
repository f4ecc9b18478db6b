"""What a protocol requires before a step, and the events that a therapist records for it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
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
    ProgressReviewed,
    RelationshipRecorded,
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
from iptcore.readings.safety import has_demand, open_safety
from iptcore.simulation.play.cache import Cache
from iptcore.simulation.play.treatment_part import TreatmentPart
from iptcore.vocabulary import Frequency, Phase, ReviewOutcome, RiskAction, SafetyMatter, WhyNot

_PLAN_NEEDED = (SafetyMatter.HARM_NOT_ASSESSED, SafetyMatter.PLAN_NOT_AGREED)
_TURN = SafetyMatter.TURN_NOT_REVIEWED

_SETTLED_FIRST = (SafetyMatter.ABSENCE_NOT_FOLLOWED_UP, SafetyMatter.PLAN_NOT_AGREED)
"""Who did not come is reached before risk is assessed. An assessment that asks for no plan ends the demand for one."""


@attrs.frozen(kw_only=True, slots=False)
class Requirements:
    """The events with which one therapist meets the requirements of a protocol.

    They depend on the therapist's problem area, number and frequency of sessions, and whether scores are known. All
    events that a step requires are found in one query of the protocol.
    """

    cache: Cache
    sessions: int
    frequency: Frequency | None
    area: type[ProblemArea] | None
    scores_known: bool
    worded: Callable[[Event], Event]
    """Puts an event into the words and numbers of this client."""
    own: Mapping[EventKind, object]
    """What the examples of a kind depend on besides the course: choices of this therapist, numbers of this client."""

    @cached_property
    def protocol(self) -> Protocol:
        """The protocol with the requirements."""
        return self.cache.protocol

    def take(self, course: Course, step: Event, leave: frozenset[EventKind] = frozenset()) -> TreatmentPart:
        """The events that a step to another phase requires; then the step, or an event that cures its refusal.

        Requirements that are met by an event of a kind in *leave* are left open.
        """
        course = yield from self._meet(course, self.cache.curable(type(step), leave), step)
        return (yield from self.attempt(course, step))

    def prepare(self, course: Course, day: date, leave: frozenset[EventKind] = frozenset()) -> TreatmentPart:
        """The events required before the next phase that can be entered today, without the kinds in *leave*."""
        gate = self._gate(course, day)
        return self._meet(course, self.cache.curable(type(gate), leave), gate)

    def settle(self, course: Course, day: date) -> TreatmentPart:
        """The events that settle the open demands of safety, as far as they can be settled today.

        Nobody is judged safe for it, and no consent is given again: that is for others to decide.
        """
        demanded = {demand.matter: None for demand in open_safety(course, self.protocol.known_instruments)}
        demanded.pop(SafetyMatter.CONSENT_WITHDRAWN, None)
        last = (SafetyMatter.PLAN_NOT_AGREED,) if demanded else ()  # the assessment before it may ask for a plan
        for matter in (*sorted(demanded, key=lambda matter: matter not in _SETTLED_FIRST), *last):
            course = yield from self._meet(course, self.cache.about(matter), self._gate(course, day))
        return course

    def attempt(self, course: Course, step: Event) -> TreatmentPart:
        """The step, if it is accepted; otherwise an event that cures the first objection that can be cured today."""
        if self.protocol.accepts(course, step):
            return (yield step)
        refusing = [objection.code for objection in self.protocol.objections(course, step) if objection.refuses]
        clauses = [clause for code in refusing for clause in self.protocol.clauses_of(code)]
        return (yield from self._meet(course, clauses, step))

    def _gate(self, course: Course, day: date) -> Event:
        """The step to the next phase."""
        kind = GATES[course.phase or Phase.INITIAL]
        return self.cache.once((kind, day), lambda: kind(on=day))

    def _meet(self, course: Course, clauses: Sequence[Clause], to: Event) -> TreatmentPart:
        """The events that meet *clauses* for the event *to*: examples today, or else the first event towards a cure."""
        protocol, before = self.protocol, course
        unmet = [clause for clause in clauses if not clause.holds(protocol, course, to)]
        for clause in unmet:
            while course is before or not clause.holds(protocol, course, to):
                met = self._at_once(course, clause, to)
                if met is None:
                    break
                course = yield met
        if unmet and course is before:
            codes = {clause.code for clause in unmet}
            objections = [objection for objection in protocol.objections(course, to) if objection.code in codes]
            ways = (self._on_the_way(course, objection, to) for objection in objections)
            step = next((event for event in ways if event is not None), None)
            if step is not None:
                course = yield step
        return course

    def _at_once(self, course: Course, clause: Clause, to: Event, *, deep: bool = False) -> Event | None:
        """An event that meets the clause, or one that has to be entered before such an event is accepted."""
        for kind in clause.cures:
            for event in self._examples(course, kind, to.on) if self._may(course, kind, to.on) else ():
                if self.protocol.accepts(course, event):
                    if clause.holds(self.protocol, after(course, event), to):
                        return event
                elif not (option := self.protocol.option(course, kind, to.on)).open:
                    refusing = [objection.code for objection in option.objections if objection.refuses and not deep]
                    firsts = (first for code in refusing for first in self.protocol.clauses_of(code))
                    met = (self._at_once(course, first, event, deep=True) for first in firsts)
                    first_met = next(filter(None, met), None)
                    if first_met is not None:
                        return first_met
                    break  # no other event of this kind is accepted either
        if not self.scores_known and {SymptomsRated, NotDone} <= set(clause.cures):
            return NotDone(on=to.on, task=clause.code, why=WhyNot.IMPOSSIBLE, because="no such rating was simulated")
        return None

    def _on_the_way(self, course: Course, objection: Objection, to: Event) -> Event | None:
        way = cure(self.protocol, course, objection, to.on, to=to) if objection.cures else ()
        if way and not _judges_safe(way[0]) and (type(way[0]) is NotDone or self._may(course, type(way[0]), to.on)):
            return self.worded(way[0])
        return None

    def _may(self, course: Course, kind: EventKind, day: date) -> bool:
        """Whether an event of this kind may be proposed: not `NotDone` instead of a cure, and no invented score.

        Risk that was assessed as urgent today is not assessed again before the next session.
        """
        if kind is NotDone or (kind is SymptomsRated and not self.scores_known):
            return False
        assessed = course.last(RiskAssessed)
        urgent = assessed is not None and assessed.action is RiskAction.URGENT and assessed.on == day
        return not (kind is RiskAssessed and urgent)

    def _examples(self, course: Course, kind: EventKind, day: date) -> Iterable[Event]:
        """The examples of a kind, in the order and with the numbers of this therapist."""
        takes = taken(course, kind)
        if takes is None:
            return map(self.worded, self._made(course, kind, day))
        key = kind, day, takes, self._careful(course, kind), self.own.get(kind)
        return self.cache.once(key, lambda: (*map(self.worded, self._made(course, kind, day)),))

    def _made(self, course: Course, kind: EventKind, day: date) -> Iterator[Event]:
        proposed = examples(self.protocol, course, kind, day)
        if kind is FormulationAgreed and self.area is not None:
            yield from sorted(proposed, key=self._of_another_area)
        elif kind is ContractAgreed:
            sessions = max(self.sessions, len(course.counted), 1)
            for agreed in proposed:
                contract = agreed.contract.replace(sessions=sessions, at_most=None, review_on=None)  # type: ignore[attr-defined]
                if self.frequency is not None:
                    contract = contract.replace(frequency=self.frequency)
                yield agreed.replace(contract=contract)
        elif kind is SymptomsRated:
            # What was rated today is not asked again: the answer would be the same.
            today = {
                rating.instrument for rating in takewhile(lambda rating: rating.on >= day, course.newest(SymptomsRated))
            }
            yield from (rating for rating in proposed if rating.instrument not in today)  # type: ignore[attr-defined]
        elif kind is RelationshipRecorded:
            yield from (event for event in proposed if not _judges_safe(event))
        elif (careful := self._careful(course, kind)) is not None:
            yield from sorted(proposed, key=lambda event: _judgement(event) is not careful)
        else:
            yield from proposed

    def _careful(self, course: Course, kind: EventKind) -> RiskAction | ReviewOutcome | None:
        """The judgement that comes first where something grave happened: a plan, or a referral to a physician."""
        if kind is RiskAssessed and any(has_demand(course, matter) for matter in _PLAN_NEEDED):
            return RiskAction.PLAN
        turned = kind is ProgressReviewed and has_demand(course, _TURN, self.protocol.known_instruments)
        return ReviewOutcome.MEDICAL_REFERRAL if turned else None

    def _of_another_area(self, agreed: Any) -> bool:
        return all(type(focal.area) is not self.area for focal in agreed.formulation.areas[:1])

    def example(self, course: Course, kind: EventKind, day: date) -> Event | None:
        """The first example of a kind that the protocol accepts."""
        accepts = self.protocol.accepts
        for event in self._examples(course, kind, day):
            if accepts(course, event):
                return event
        return None


def _judgement(event: Any) -> RiskAction | ReviewOutcome:
    """What an assessment of risk or a review comes to, first of all."""
    return event.action if isinstance(event, RiskAssessed) else event.outcomes[0]


def _judges_safe(event: Event) -> bool:
    """Whether a safety concern is said to be reviewed in it: a judgement that no therapist of ours may invent."""
    concern = event.relationship.safety_concern if isinstance(event, RelationshipRecorded) else None
    return concern is not None and concern.reviewed is True
