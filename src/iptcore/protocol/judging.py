"""How a protocol judges an event: its clauses by kind of event, evaluated at the place of the event in the course."""

import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from iptcore.course import Course, after, as_of, must_be_course, no_kind_of_event
from iptcore.errors import Fault, InvalidValue, IptError, StaleRevision
from iptcore.events import (
    EVENTS,
    DepartureExplained,
    EntriesCorrected,
    Event,
    EventKind,
    MiddleBegun,
    NotDone,
)
from iptcore.protocol.coherence import BEFORE_OPENING, CLIENT_DIED, ENDED_ALREADY, step_objection
from iptcore.protocol.judgements import Finding, Option, Task
from iptcore.protocol.rule import Clause, Fits, Kept, Level, Objection, Rule, answer, note
from iptcore.protocol.steps import ENDINGS, INTO_MIDDLE, OPENED, STEPS, Place, place
from iptcore.readings.risk import client_died
from iptcore.readings.safety import open_safety
from iptcore.validation import got, must_be_day
from iptcore.vocabulary import SafetyMatter, Status

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_Pairs = tuple[tuple[Clause, Objection], ...]
_Usual = tuple[frozenset[Place], bool, tuple[Kept, ...], tuple[Fits, ...]]

_NOTHING_ELSE_MATTERS = (Place.NOT_OPENED, Place.ENDED)
"""Places where only the step table objects, because nothing that the other rules require could be done there."""


class Judge:
    """The clauses of one protocol by the kinds of events that they judge, each with its objection."""

    def __init__(self, protocol: "Protocol") -> None:
        self.protocol = protocol
        self.by_kind: dict[EventKind, _Pairs] = _by_kind(protocol, protocol.every_rule)
        """For each kind of event, its clauses and their objections, without clauses that are off."""
        self.never_begun: dict[EventKind, _Pairs] = {
            kind: tuple(dict.fromkeys((*self.by_kind[MiddleBegun], *self.by_kind[kind])))
            for kind in INTO_MIDDLE
            if kind is not MiddleBegun
        }
        """For the other steps into the middle phase, the clauses of a course that never began it."""
        self.usual: dict[EventKind, _Usual] = {
            kind: (
                STEPS[kind],
                kind.decision,
                tuple(clause.kept for clause in refusing if clause.kept is not None),
                tuple(clause.fits for clause in refusing if clause.fits is not None),
            )
            for kind, pairs in self.by_kind.items()
            for refusing in [[clause for clause, objection in pairs if objection.level.refuses]]
        }
        """For each kind of event, its places, whether it is a decision, and the predicates that can refuse it there."""
        self.never_refused: frozenset[EventKind] = frozenset(
            kind for kind, usual in self.usual.items() if usual == (OPENED, False, (), ())
        )
        """The kinds of facts that are never refused after the opening, wherever they are placed."""
        self._accepted: tuple[Callable[[], Event | None], Callable[[], Course | None]] = (_nothing, _nothing)
        """Weak references to the event that was accepted last, and to the course: a protocol must not keep data of
        clients."""

    @cached_property
    def by_matter(self) -> dict[SafetyMatter, Clause]:
        """The clause of each demand of safety, without clauses that are off."""
        return {
            clause.matter: clause
            for clause in self.protocol.clauses.values()
            if clause.matter is not None and self.protocol.level(clause) is not Level.OFF
        }

    @cached_property
    def occasional(self) -> frozenset[str]:
        """The clauses that require nothing until something happens: a course without events meets them."""
        protocol, empty = self.protocol, Course()
        clauses = protocol.clauses.values()
        return frozenset(
            clause.code for clause in clauses if clause.kept and answer(clause, clause.kept(protocol, empty))
        )

    def accepts(self, course: Course, event: Event) -> bool:
        """Whether nothing refuses *event*. An ``apply`` of the same two objects next does not judge them again."""
        if not self.passes(course, event) and any(objection.refuses for objection in self._objections(course, event)):
            return False
        if type(event) not in self.never_refused:
            self._accepted = weakref.ref(event), weakref.ref(course)
        return True

    def passes(self, course: Course, event: Event) -> bool:
        """Whether the clauses that can refuse are enough to see that nothing refuses *event*; usually they are."""
        kind = type(event)
        if kind in self.never_refused and course.opening is not None and event.on >= course.opening.on:
            return True
        usual = self.usual.get(kind)
        if usual is None:
            raise _no_event(event)
        accepted, into = self._accepted
        if event is accepted() and course is into():
            return True
        places, decision, course_clauses, event_clauses = usual
        if (
            (course.last_on is None or event.on >= course.last_on)
            and place(course) in places
            and not (decision and client_died(course))
            and (kind not in self.never_begun or course.has(MiddleBegun))
        ):
            protocol = self.protocol
            try:
                # Clauses of the course alone, then those that look at the event: the inner loop of ``apply``.
                for kept in course_clauses:
                    if kept(protocol, course) is not True:
                        break
                else:
                    for fits in event_clauses:
                        if fits(protocol, course, event) is not True:
                            break
                    else:
                        return True
            except Exception:  # noqa: BLE001, S110  # asked again, where the error is given the name of its clause
                pass
        return False

    def against(self, course: Course, event: Event) -> list[Objection]:
        """All objections to *event*, judged at its place in the timeline."""
        return list(self._objections(course, event))

    def _objections(self, course: Course, event: Event) -> Iterator[Objection]:
        """The objections to *event*, one by one: whoever looks for a refusal can stop at the first."""
        kind = type(event)
        if kind not in STEPS:
            raise _no_event(event)
        at = course
        if course.last_on is not None and event.on < course.last_on and kind is not EntriesCorrected:
            if course.opening is not None and event.on < course.opening.on:
                yield BEFORE_OPENING
                return
            # A step entered late into a course that has ended could change how it ended.
            if course.status is Status.ENDED and (kind in ENDINGS or kind.enters is not None):
                yield ENDED_ALREADY
                return
            at = as_of(course, event)
        where = place(at)
        step = None if where in STEPS[kind] else step_objection(kind, where)
        if step is not None and where in _NOTHING_ELSE_MATTERS:
            yield step
            return
        if kind.decision and client_died(at):
            yield CLIENT_DIED
            return
        if step is not None:
            yield step
        pairs, named, against = self._pairs(at, kind), _named(at, event.on), set()
        for clause, objection in self._unmet(pairs, at, event):
            if not self._said_before(clause, objection, at, event):
                against.add(objection.code)
                yield _marked(self._with_hint(clause, objection, at, event), named)
        if at is not course:
            # A safeguard is judged on the present as well: an event dated before the danger must not avoid it.
            for clause, objection in pairs:
                if (
                    (clause.also_now or (kind.decision and objection.level is Level.SAFEGUARD))
                    and objection.code not in against
                    and not clause.holds(self.protocol, course, event)
                    and not self.followed(clause, after(course, event), event)
                ):
                    yield _marked(objection, named)

    def option(self, course: Course, kind: EventKind, on: date | None) -> Option:
        """The option of a kind of event, before there is an event."""
        where = place(course)
        step = [] if where in STEPS[kind] else [step_objection(kind, where)]
        if kind.decision and where is not Place.ENDED and client_died(course):
            step = [CLIENT_DIED]
        elif not step or where not in _NOTHING_ELSE_MATTERS:
            named = _named(course, on)
            step += [
                _marked(objection, named)
                for clause, objection in self._pairs(course, kind)
                if clause.kept is not None
                and not clause.holds(self.protocol, course, None)
                and not self._said_before(clause, objection, course, None)
            ]
        return Option(kind=kind, open=not any(objection.refuses for objection in step), objections=tuple(step))

    def tasks(self, course: Course, gate: EventKind, on: date | None) -> Iterator[Task]:
        """The checklist to a gate.

        A rule may require the same act in one clause or in another, depending on what is known of the client. The line
        of one clause is not shown as done while the other still requires the act.
        """
        judged = [
            (clause, objection, clause.holds(self.protocol, course, None))
            for clause, objection in self._pairs(course, gate)
            if clause.kept is not None
        ]
        still_asked = {(objection.rule, clause.cures) for clause, objection, done in judged if not done}
        for clause, objection, done in judged:
            if not done or (clause.code not in self.occasional and (objection.rule, clause.cures) not in still_asked):
                yield self._task(course, clause, objection, on, done=done)

    def safety_tasks(self, course: Course, on: date | None) -> tuple[Task, ...]:
        """The tasks for the open demands of safety, at any step, in the order of the demands."""
        matters = dict.fromkeys(demand.matter for demand in open_safety(course, self.protocol.known_instruments))
        clauses = map(self.by_matter.get, matters)
        # The protocol decides who may consent: a demand whose clause is kept under this protocol has no line.
        unmet = (
            clause for clause in clauses if clause and not (clause.kept and self._answer(clause, clause.kept, course))
        )
        return tuple(self._open_task(course, clause, on) for clause in unmet)

    def _open_task(self, course: Course, clause: Clause, on: date | None) -> Task:
        objection = next(objection for other, objection in self.by_kind[clause.on[0]] if other is clause)
        return self._task(course, clause, objection, on, done=False)

    def _task(self, course: Course, clause: Clause, objection: Objection, on: date | None, *, done: bool) -> Task:
        named = frozenset() if done else _named(course, on)
        return Task(
            code=clause.code,
            asks=clause.asks,
            level=objection.level,
            done=done,
            answered=clause.answered(self.protocol, course),
            explained=objection.explainable and not named.isdisjoint((objection.code, objection.rule)),
            cures=clause.cures,
        )

    def _with_hint(self, clause: Clause, objection: Objection, at: Course, event: Event) -> Objection:
        """The objection of a clause, with its hint on the event."""
        try:
            hint = clause.hint(self.protocol, at, event) if clause.hint else ""
        except Exception as error:
            note(error, clause, self.protocol)
            raise
        return objection.replace(asks=f"{objection.asks}; {hint}") if hint else objection

    def _said_before(self, clause: Clause, objection: Objection, at: Course, event: Event | None) -> bool:
        """Whether a clause gave the same advice before, and its cause has lasted since: then it is not repeated."""
        if clause.said_before is None or objection.refuses:
            return False
        return self._answer(clause, clause.said_before, at, event)

    def followed(self, clause: Clause, course: Course, event: Event) -> bool:
        """Whether a later event of the course settles the objection of a clause to *event*."""
        if clause.followed is None:
            return False
        return self._answer(clause, clause.followed, course, event)

    def _pairs(self, at: Course, kind: EventKind) -> _Pairs:
        if kind in self.never_begun and not at.has(MiddleBegun):
            return self.never_begun[kind]
        return self.by_kind[kind]

    def _unmet(self, pairs: _Pairs, at: Course, event: Event) -> Iterator[tuple[Clause, Objection]]:
        """The clauses that *event* does not meet; a clause is evaluated fully only if a quick check is not enough."""
        protocol = self.protocol
        for clause, objection in pairs:
            try:
                met = clause.kept is None or clause.kept(protocol, at)
                if met is True and clause.fits is not None:
                    met = clause.fits(protocol, at, event)
            except Exception:  # noqa: BLE001  # asked again, where the error is given the name of its clause
                met = None
            if met is True:
                continue
            if (met is False and NotDone not in clause.cures) or not clause.holds(protocol, at, event):
                yield clause, objection

    def _answer(self, clause: Clause, predicate: Callable[..., bool], *given: Course | Event | None) -> bool:
        """The answer of a predicate of a clause; the note of an error names the clause."""
        try:
            return answer(clause, predicate(self.protocol, *given))
        except Exception as error:
            note(error, clause, self.protocol)
            raise


def must_be_course_and_day(course: object, on: object) -> None:
    """Raise an error for anything but a course and a day; None stands for the last day of the record.

    Raises:
        InvalidValue: for anything else.
    """
    must_be_course(course)
    if on is not None:
        must_be_day(on)


def must_be_kind_of_event(kind: object) -> None:
    """Raise an error for anything but the class of a kind of event.

    Raises:
        UnknownName: for anything else.
    """
    if not isinstance(kind, type) or kind not in STEPS:
        raise no_kind_of_event(kind)


def must_be_at_revision(course: Course, revision: object) -> None:
    """Raise an error for anything but a course, and for one at another revision; None stands for any revision.

    Raises:
        InvalidValue: for anything but a course, and for a revision that is no whole number.
        StaleRevision: if the course is at another revision.
    """
    must_be_course(course)
    if revision is None:
        return
    if type(revision) is not int:
        raise InvalidValue("argument", [Fault("revision", "a whole number", got(revision), "give course.revision")])
    if revision != course.revision:
        raise StaleRevision(revision, course.revision)


def joined(tasks: Sequence[Task], clauses: Mapping[str, Clause]) -> tuple[Task, ...]:
    """The lines of a checklist, without lines for an act that another line requires already.

    A line that was explained stays separate: it does not refuse the step any more, and the other line does.
    """
    lines = {task.code: task for task in tasks}
    for task in tasks:
        clause = clauses.get(task.code)  # none for a step
        alike = (lines.get(code) for code in (clause.joins if clause else ()))
        other = next((line for line in alike if line is not None and not (line.done or line.explained)), None)
        if other is not None and not (task.done or task.explained):
            line = lines.pop(task.code)
            level = min(other.level, line.level, key=tuple(Level).index)
            lines[other.code] = other.replace(level=level, also=(*other.also, line.code, *line.also))
    return tuple(lines.values())


def explain(findings: list[Finding], reasons: tuple[DepartureExplained, ...]) -> None:
    """Give each finding the explanation that is about it; one for a clause has priority over one for its whole rule.

    Findings and explanations are in the order of the timeline.
    """
    spoken_of: dict[str, list[int]] = {reason.rule: [] for reason in reasons}
    for where, finding in enumerate(findings):
        if finding.objection.explainable:
            for name in spoken_of.keys() & {finding.objection.code, finding.objection.rule}:
                spoken_of[name].append(where)
    spoken: set[tuple[str, date]] = set()  # a second explanation of that day adds nothing
    swept: dict[str, int] = {}  # up to here, all departures of one name are explained
    for reason in sorted(reasons, key=lambda reason: not reason.rule[-1].islower()):
        if (reason.rule, reason.on) in spoken:
            continue
        spoken.add((reason.rule, reason.on))
        places = spoken_of[reason.rule]
        first = bisect_left(places, reason.on, key=lambda where: findings[where].on)
        after = bisect_right(places, reason.on, key=lambda where: findings[where].on)
        if first == after:
            first, swept[reason.rule] = swept.get(reason.rule, 0), after
        for where in places[first:after]:
            if findings[where].explained is None:
                findings[where] = findings[where].replace(explained=reason)


def _nothing() -> None:
    """What a weak reference says whose object is gone."""


def _marked(objection: Objection, named: frozenset[str]) -> Objection:
    """The objection; one that a departure of that day explains is marked as explained, and does not refuse any more."""
    if named and objection.explainable and not named.isdisjoint((objection.code, objection.rule)):
        return objection.replace(explained=True)
    return objection


def _named(at: Course, on: date | None) -> frozenset[str]:
    """The codes of rules and clauses with an explained departure on a day; None: the last day of the course."""
    day = at.last_on if on is None else on
    return frozenset() if day is None else at.departures(day)


def _by_kind(protocol: "Protocol", rules: Iterable[Rule]) -> dict[EventKind, _Pairs]:
    by_kind: dict[EventKind, list[tuple[Clause, Objection]]] = {kind: [] for kind in EVENTS}
    for rule in rules:
        for clause in rule.clauses:
            level = protocol.level(clause)
            objection = Objection(
                code=clause.code, asks=clause.asks, says=rule.says, source=rule.source, level=level, cures=clause.cures
            )
            for kind in clause.on if level is not Level.OFF else ():
                by_kind[kind].append((clause, objection))
    return {kind: tuple(pairs) for kind, pairs in by_kind.items()}


def _no_event(given: object) -> IptError:
    """The error for an argument that is not an event."""
    if isinstance(given, Event):
        return no_kind_of_event(given)
    advice = "write objections(course, event) or apply(course, event, another)"
    if isinstance(given, list | tuple):
        advice = "write apply(course, *events)"
    elif isinstance(given, type) and issubclass(given, Event):
        advice = f"make one: {given.__name__}(on=…)"
    return InvalidValue("argument", [Fault("event", "an event", got(given), advice)])
