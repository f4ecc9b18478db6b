"""A course of treatment: what its events add up to.

``after`` and ``replay`` are total and trusting: they fold any well-formed events and never refuse. Whether an event may
be added is for a protocol to say.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple, TypeVar

import attrs

from iptcore.errors import Fault, InvalidValue
from iptcore.events import (
    EVENTS,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContractAgreed,
    ContractAmended,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    DiagnosisRecorded,
    DisputeStageChanged,
    EntriesCorrected,
    Event,
    EventKind,
    FormulationAgreed,
    GoalAgreed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    PatternNamed,
    RelapsePlanAgreed,
    RelationshipRecorded,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.contract import TreatmentContract
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.formulation import Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import Pattern, Relationship
from iptcore.model.problem_area import RoleDispute
from iptcore.model.relapse_plan import RelapsePreventionPlan
from iptcore.trail import Trail
from iptcore.values import updated
from iptcore.vocabulary import (
    Condition,
    ConsentGiver,
    ConsentScope,
    DiagnosisRole,
    DiscontinuationReason,
    DisputeStage,
    Ending,
    Phase,
    Purpose,
    Status,
    TechniqueName,
    TerminationKind,
)

_E = TypeVar("_E", bound=Event)

_NOTHING: Trail[Any] = Trail()

_KINDS = frozenset(EVENTS)

COUNTED = frozenset({Purpose.REGULAR, Purpose.GROUP})
"""The purposes of sessions that count towards the contract."""


class Entry(NamedTuple):
    """An event of the timeline with the number under which it was entered; the first entry is 1."""

    number: int
    event: Event


@attrs.define(frozen=True, kw_only=True, slots=False, repr=False, init=False)
class Course:
    """A course as its events left it. ``Course()`` has not been opened.

    Made by :func:`after` and :func:`replay` alone. Two courses are equal when their histories and all that follows from
    them are. Nothing of it is private in its representation.
    """

    phase: Phase | None = None
    """The phase it is in, or was in when it was suspended or ended; None before the opening."""
    status: Status = Status.NOT_OPENED
    ending: Ending | None = None
    """How it ended."""
    ended_on: date | None = None
    phase_began: date | None = None
    """The day on which the present phase was entered."""
    last_on: date | None = None
    """The last day of its timeline."""
    opening: CourseOpened | None = None
    formulation: Formulation | None = None
    contract: TreatmentContract | None = None
    """The contract in force, its amendments included."""
    relapse_plan: RelapsePreventionPlan | None = None
    techniques: frozenset[TechniqueName] = frozenset()
    """The techniques used so far."""
    sessions_in_phase: int = 0
    """How many counted sessions the present phase has had."""
    counted: Trail[SessionHeld] = _NOTHING
    """The sessions that count towards the contract, newest first."""
    _history: Trail[Event] = _NOTHING
    _kinds: dict[EventKind, Trail[Any]] = attrs.field(factory=dict)
    _consents: dict[tuple[ConsentScope, str | None], ConsentGiven] = attrs.field(factory=dict)
    _diagnoses: dict[tuple[Condition, DiagnosisRole], Diagnosis] = attrs.field(factory=dict)
    _relationships: dict[str, Relationship] = attrs.field(factory=dict)
    _patterns: dict[str, Pattern] = attrs.field(factory=dict)
    _goals: dict[str, Goal] = attrs.field(factory=dict)
    _stages: dict[str, DisputeStage] = attrs.field(factory=dict)
    _not_done: dict[str, NotDone] = attrs.field(factory=dict)

    def __init__(self) -> None:
        self.__attrs_init__()

    # -- the record --

    @property
    def history(self) -> tuple[Event, ...]:
        """The events in the order in which they were entered."""
        return self._history.in_order()

    @property
    def revision(self) -> int:
        """How many events were entered."""
        return len(self._history)

    @property
    def timeline(self) -> tuple[Entry, ...]:
        """The events in the order in which they happened, corrections applied."""
        return _timeline(self.history)

    def all(self, kind: type[_E]) -> tuple[_E, ...]:
        """The events of one kind, in the order in which they happened."""
        return self._kinds.get(kind, _NOTHING).in_order()

    def newest(self, kind: type[_E]) -> Trail[_E]:
        """The events of one kind, the last that happened first."""
        return self._kinds.get(kind, _NOTHING)

    def last(self, kind: type[_E]) -> _E | None:
        """The last event of one kind; None if there was none."""
        return self._kinds.get(kind, _NOTHING).newest

    def has(self, kind: EventKind) -> bool:
        """Whether there was an event of this kind."""
        return kind in self._kinds

    # -- what it says about the client and the treatment --

    @property
    def client(self) -> str | None:
        """The client's pseudonym; None before the opening."""
        return self.opening.client if self.opening else None

    @property
    def opened(self) -> date | None:
        """The day of the opening."""
        return self.opening.on if self.opening else None

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """The diagnoses as last recorded; what an update left out stays as it was."""
        return tuple(self._diagnoses.values())

    @property
    def relationships(self) -> tuple[Relationship, ...]:
        """The interpersonal inventory as last recorded; what an update left out stays as it was."""
        return tuple(self._relationships.values())

    def relationship(self, key: str) -> Relationship | None:
        """One entry of the inventory; None if that person was not recorded."""
        return self._relationships.get(key)

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The named patterns as last recorded."""
        return tuple(self._patterns.values())

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The goals as last agreed."""
        return tuple(self._goals.values())

    def stage(self, dispute: str) -> DisputeStage | None:
        """The stage of a dispute as last judged; None if it was not yet judged."""
        return self._stages.get(dispute)

    def consent(self, scope: ConsentScope, person: str | None = None) -> ConsentGiven | None:
        """The consent in force; None if it was not recorded or has been withdrawn.

        *person* names another party whose own consent it is. What a guardian or representative consents to for the
        client is the client's.
        """
        return self._consents.get((scope, person))

    def not_done(self, clause: str) -> NotDone | None:
        """The last recorded reason why what a clause asks for was not done."""
        return self._not_done.get(clause)

    def __hash__(self) -> int:
        return hash(self._history)

    def __reduce__(self) -> tuple[Any, ...]:
        # The history says it all, and stays readable when the state gains a part.
        return replay, (self.history,)

    def __repr__(self) -> str:
        phase = f", phase={self.phase.value}" if self.phase else ""
        return f"<Course {self.status.value}{phase}, revision={self.revision}>"


# -- the fold ----------------------------------------------------------------------------------------------------------


def after(course: Course, event: Event) -> Course:
    """The course once *event* is entered, whatever any protocol says of it.

    An event dated before the end of the timeline lands where it belongs, and a correction mends what it names: then the
    whole timeline is folded again (about 4 microseconds an event), so thousands of them are better given to `replay`.
    """
    if type(event) is EntriesCorrected or (course.last_on is not None and event.on < course.last_on):
        return replay((*course.history, event))
    return _fold(course, event)


def replay(events: Iterable[Event]) -> Course:
    """The course whose history is *events*. It never refuses: what a protocol thinks of it, its ``review`` says.

    Raises :class:`~iptcore.errors.InvalidValue` for what is no event at all.
    """
    history = tuple(events)
    if not all(type(event) in _KINDS for event in history):
        raise InvalidValue("a course", [Fault("", "events alone", "something else", "leave out what is no event")])
    course = _fold_all(entry.event for entry in _timeline(history))
    trail: Trail[Event] = Trail()
    for event in history:
        trail = trail.push(event)
    vars(course)["_history"] = trail
    return course


def as_of(course: Course, event: Event) -> Course:
    """The course as it stood just before the place of a new *event* in its timeline."""
    if course.last_on is None or event.on >= course.last_on:
        return course
    return _fold_all(_mended(entry for entry in course.timeline if entry.event.on <= event.on))


def standings(course: Course) -> Iterator[tuple[Entry, Course]]:
    """Each entry of the timeline, with the course as it stood just before it."""
    at = Course()
    for entry in course.timeline:
        yield entry, at
        for event in _mended([entry]):
            at = _fold(at, event)


def _mended(entries: Iterable[Entry]) -> Iterator[Event]:
    """The events of a part of a timeline, without the corrections: they are worked in, and name other entries here."""
    return (entry.event for entry in entries if type(entry.event) is not EntriesCorrected)


def _timeline(history: tuple[Event, ...]) -> tuple[Entry, ...]:
    mended: dict[int, Event | None] = {}
    for number, event in enumerate(history, start=1):
        if type(event) is EntriesCorrected:
            for correction in event.corrections:
                if correction.entry < number and may_correct(history, correction.entry, correction.replacement):
                    mended[correction.entry] = correction.replacement
    standing = ((number, mended.get(number, event)) for number, event in enumerate(history, start=1))
    return tuple(sorted((Entry(number, event) for number, event in standing if event is not None), key=_place))


def may_correct(history: tuple[Event, ...], entry: int, replacement: Event | None) -> bool:
    """Whether a correction makes sense.

    The entry exists, is no correction itself, and an opening stays an opening.
    """
    if entry > len(history) or type(history[entry - 1]) is EntriesCorrected:
        return False
    if replacement is not None and type(replacement) not in _KINDS:
        return False
    return (type(history[entry - 1]) is CourseOpened) == (type(replacement) is CourseOpened)


def _place(entry: Entry) -> tuple[date, int]:
    return entry.event.on, entry.number


def _fold_all(events: Iterable[Event]) -> Course:
    """The course of *events* in the order of the timeline. Nobody sees it on the way, so that nothing is copied."""
    course = Course()
    state = vars(course)
    state[_UNSEEN] = True
    for event in events:
        _enter_event(state, event)
    del state[_UNSEEN]
    return course


def _fold(course: Course, event: Event) -> Course:
    """The course with *event* at the end of its timeline.

    The state is copied as a plain dictionary: less than half the cost of ``attrs.evolve``, and this is the inner loop.
    """
    state = course.__dict__.copy()
    _enter_event(state, event)
    folded: Course = object.__new__(Course)
    object.__setattr__(folded, "__dict__", state)
    return folded


_State = dict[str, Any]

_UNSEEN = "_unseen"
"""In the state of a course that nobody has seen yet, whose parts may be changed in place."""


def _enter_event(state: _State, event: Event) -> None:
    kind = type(event)
    kinds = _to_change(state, "_kinds")
    kinds[kind] = kinds.get(kind, _NOTHING).push(event)
    state["_history"] = state["_history"].push(event)
    state["last_on"] = event.on
    step = _STEPS.get(kind)
    if step is not None:
        step(state, event)


def _to_change(state: _State, part: str) -> dict[Any, Any]:
    """A part of the state to write in: a copy of it where others hold it too."""
    if _UNSEEN not in state:
        state[part] = state[part].copy()
    changed: dict[Any, Any] = state[part]
    return changed


def _open(state: _State, event: CourseOpened) -> None:
    if state["status"] is Status.NOT_OPENED:
        state.update(opening=event, status=Status.OPEN, phase=Phase.INITIAL, phase_began=event.on)


def _enter(state: _State, event: Event) -> None:
    if state["status"] in _UNDER_WAY:
        state.update(phase=event.enters, phase_began=event.on, sessions_in_phase=0)


def _suspend(state: _State, _event: CourseSuspended) -> None:
    if state["status"] is Status.OPEN:
        state["status"] = Status.SUSPENDED


def _resume(state: _State, _event: CourseResumed) -> None:
    if state["status"] is Status.SUSPENDED:
        state["status"] = Status.OPEN


def _end(state: _State, event: Event, ending: Ending) -> None:
    if state["status"] in _UNDER_WAY:
        state.update(status=Status.ENDED, ending=ending, ended_on=event.on)


def _complete(state: _State, event: CourseCompleted) -> None:
    begun = state["_kinds"].get(TerminationBegun, _NOTHING).newest
    early = begun is not None and begun.how is TerminationKind.EARLY_BY_AGREEMENT
    _end(state, event, Ending.COMPLETED_EARLY if early else Ending.COMPLETED)


def _discontinue(state: _State, event: CourseDiscontinued) -> None:
    _end(state, event, _ENDINGS.get(event.reason, Ending.DISCONTINUED))


def _refer(state: _State, event: ClientReferred) -> None:
    _end(state, event, Ending.REFERRED)


def _formulate(state: _State, event: FormulationAgreed) -> None:
    state["formulation"] = event.formulation
    disputes = [focal.area for focal in event.formulation.areas if isinstance(focal.area, RoleDispute)]
    judged = {dispute.key: dispute.stage for dispute in disputes if dispute.stage is not None}
    _to_change(state, "_stages").update(judged)


def _contract(state: _State, event: ContractAgreed) -> None:
    state["contract"] = event.contract


def _amend(state: _State, event: ContractAmended) -> None:
    if state["contract"] is not None:
        state["contract"] = event.amendment.amend(state["contract"])


def _plan(state: _State, event: RelapsePlanAgreed) -> None:
    state["relapse_plan"] = event.plan


def _hold(state: _State, event: SessionHeld) -> None:
    if not state["techniques"].issuperset(event.techniques):
        state["techniques"] = state["techniques"].union(event.techniques)
    if event.purpose in COUNTED:
        state["counted"] = state["counted"].push(event)
        state["sessions_in_phase"] += 1


def _consent(state: _State, event: ConsentGiven) -> None:
    whose = event.person if event.given_by is ConsentGiver.SELF else None
    _to_change(state, "_consents")[event.scope, whose] = event


def _withdraw(state: _State, event: ConsentWithdrawn) -> None:
    consents = _to_change(state, "_consents")
    # The client's own may have been given by a guardian, who is the one to withdraw it.
    client = consents.get((event.scope, None))
    guardian = client is not None and client.person is not None and client.person == event.person
    consents.pop((event.scope, None if guardian else event.person), None)


def _record_diagnosis(state: _State, event: DiagnosisRecorded) -> None:
    now, known = event.diagnosis, _to_change(state, "_diagnoses")
    key = (now.condition, now.role)
    known[key] = updated(known[key], now) if key in known else now


def _record_relationship(state: _State, event: RelationshipRecorded) -> None:
    now, known = event.relationship, _to_change(state, "_relationships")
    known[now.key] = updated(known[now.key], now) if now.key in known else now


def _keyed(part: str, key: Callable[[Any], Any], item: Callable[[Any], Any]) -> Callable[[_State, Any], None]:
    """A step that files what an event brings under its key, in place of what was there."""

    def step(state: _State, event: Any) -> None:
        _to_change(state, part)[key(event)] = item(event)

    return step


_UNDER_WAY = (Status.OPEN, Status.SUSPENDED)

_ENDINGS = {
    DiscontinuationReason.NOT_SUITABLE: Ending.NOT_SUITABLE,
    DiscontinuationReason.DEATH: Ending.DIED,
}

_STEPS: dict[EventKind, Callable[[_State, Any], None]] = {
    CourseOpened: _open,
    MiddleBegun: _enter,
    MiddleResumed: _enter,
    TerminationBegun: _enter,
    CourseSuspended: _suspend,
    CourseResumed: _resume,
    CourseCompleted: _complete,
    CourseDiscontinued: _discontinue,
    ClientReferred: _refer,
    FormulationAgreed: _formulate,
    ContractAgreed: _contract,
    ContractAmended: _amend,
    RelapsePlanAgreed: _plan,
    SessionHeld: _hold,
    ConsentGiven: _consent,
    ConsentWithdrawn: _withdraw,
    DiagnosisRecorded: _record_diagnosis,
    RelationshipRecorded: _record_relationship,
    PatternNamed: _keyed("_patterns", lambda event: event.pattern.key, lambda event: event.pattern),
    GoalAgreed: _keyed("_goals", lambda event: event.goal.key, lambda event: event.goal),
    DisputeStageChanged: _keyed("_stages", lambda event: event.dispute, lambda event: event.stage),
    NotDone: _keyed("_not_done", lambda event: event.task, lambda event: event),
}
"""What an event changes beyond being filed under its kind. An end stands: no later event changes it."""
