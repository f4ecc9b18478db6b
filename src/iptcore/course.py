"""A course of treatment: the state that follows from its events.

``after`` and ``replay`` accept any valid events and never refuse one. Only a protocol judges whether an event may be
added.
"""

from collections.abc import Iterable, Iterator, KeysView, Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import attrs

from iptcore.corrections import corrected, in_order
from iptcore.errors import Fault, InvalidValue, UnknownName
from iptcore.events import (
    EVENTS,
    ConsentGiven,
    ConsentWithdrawn,
    Correction,
    CourseOpened,
    EntriesCorrected,
    Event,
    EventKind,
    NotDone,
    RiskAssessed,
    SessionHeld,
    SymptomsRated,
)
from iptcore.fold import CHANGES, UNSEEN
from iptcore.growing_list import GrowingList
from iptcore.model.contract import TreatmentContract
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.formulation import Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import Pattern, Relationship, SafetyConcern
from iptcore.model.relapse_plan import RelapsePreventionPlan
from iptcore.notebook import html_table
from iptcore.rule_codes import clause_and_rule
from iptcore.validation import got, got_for_number, nearest
from iptcore.vocabulary import (
    Condition,
    ConsentGiver,
    ConsentScope,
    DiagnosisRole,
    DisputeStage,
    Ending,
    Phase,
    SafetyConcernKind,
    Status,
    TechniqueName,
)

_E = TypeVar("_E", bound=Event)

_NOTHING: GrowingList[Any] = GrowingList()


class _Empty(dict[EventKind, GrowingList[Any]]):
    """For each kind of event, the list that has none; nothing else is a kind."""

    def __missing__(self, kind: object) -> GrowingList[Any]:
        raise no_kind_of_event(kind)


_EMPTY = _Empty.fromkeys(EVENTS, _NOTHING)

_CHANGES = {kind: CHANGES.get(kind) for kind in EVENTS}
"""For each kind of event, what it changes in the state; None if it is only filed. Nothing else is an event."""


class Entry(NamedTuple):
    """An event of the timeline with the number under which it was entered; the first entry is 1."""

    number: int
    event: Event


@attrs.define(frozen=True, kw_only=True, slots=False, repr=False, init=False)
class Course:
    """The state of a course after its events. ``Course()`` has not been opened.

    Only :func:`after` and :func:`replay` make one. Two courses are equal when their histories, and all that follows
    from them, are equal. Its representation shows nothing private.
    """

    phase: Phase | None = None
    """The phase it is in, or was in when it was suspended or ended; None before the opening."""
    status: Status = Status.NOT_OPENED
    ending: Ending | None = None
    """How it ended."""
    ended_on: date | None = None
    phase_began_on: date | None = None
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
    counted: GrowingList[SessionHeld] = _NOTHING
    """The sessions that count towards the contract, newest first."""
    positive_items: GrowingList[SymptomsRated] = _NOTHING
    """The ratings with a positive answer about suicide, newest first, each with its place in the timeline."""
    urgent_risk: GrowingList[RiskAssessed] = _NOTHING
    """The assessments of risk that required urgent action, newest first, each with its place in the timeline."""
    treatment_withdrawn: ConsentWithdrawn | None = None
    """The last withdrawal of the client's consent to treatment, whoever gave it for them; None if there was none.

    The withdrawal of another party's own consent does not count.
    """
    _history: GrowingList[Any] = attrs.field(default=_NOTHING, eq=attrgetter("record"))
    """The newest event, as the newest entry of the record."""
    _kinds: dict[EventKind, GrowingList[Any]] = attrs.field(factory=dict)
    _ratings: dict[str, GrowingList[SymptomsRated]] = attrs.field(factory=dict)
    _consents: dict[tuple[ConsentScope, str | None], dict[ConsentGiver, ConsentGiven]] = attrs.field(factory=dict)
    """By scope and other party (None: the client), the last consent from each side, the newest last."""
    _diagnoses: dict[tuple[Condition, DiagnosisRole], Diagnosis] = attrs.field(factory=dict)
    _relationships: dict[str, Relationship] = attrs.field(factory=dict)
    _concerns: dict[str, dict[SafetyConcernKind, tuple[date, SafetyConcern]]] = attrs.field(factory=dict)
    _departures: dict[date, frozenset[str]] = attrs.field(factory=dict)
    _patterns: dict[str, Pattern] = attrs.field(factory=dict)
    _goals: dict[str, Goal] = attrs.field(factory=dict)
    _stages: dict[str, DisputeStage] = attrs.field(factory=dict)
    _not_done: dict[str, NotDone] = attrs.field(factory=dict)

    def __init__(self) -> None:
        _lay(self, {})  # one that shares its keys with no other course is read twice as fast, and copied as one block
        self.__attrs_init__()

    # -- the record --

    @property
    def history(self) -> tuple[Event, ...]:
        """The events in the order in which they were entered."""
        return self._history.record

    @property
    def revision(self) -> int:
        """How many events were entered."""
        return self._history.place + 1

    def continues(self, earlier: "Course", event: Event) -> bool:
        """Whether this course was made of *earlier* by entering *event* at its end, as `after` does.

        It compares identities, which is fast: for an equal course that was made separately the answer is False.
        """
        return self._history.continues(earlier._history, event)  # noqa: SLF001  # another course's own

    @property
    def timeline(self) -> tuple[Entry, ...]:
        """The events in the order in which they happened, corrections applied."""
        entries = (Entry(number, event) for number, event in corrected(self.history).items() if event is not None)
        return tuple(sorted(entries, key=lambda entry: entry.event.on))

    def all(self, kind: type[_E]) -> tuple[_E, ...]:
        """The events of one kind, in the order in which they happened.

        Here and below, a kind is the class of an event; anything else raises ``UnknownName``.
        """
        return self.newest(kind).in_order()

    def newest(self, kind: type[_E]) -> GrowingList[_E]:
        """The events of one kind, the last that happened first."""
        found = self._kinds.get(kind)
        return _EMPTY[kind] if found is None else found

    def placed(self, kind: type[_E]) -> Iterator[tuple[int, _E]]:
        """The events of one kind, each with its place, the last that happened first.

        Of two events of any kinds, the one with the greater place happened later. On the same day, the order of entry
        decides.
        """
        return self.newest(kind).placed()

    def last(self, kind: type[_E]) -> _E | None:
        """The last event of one kind; None if there was none."""
        found = self._kinds.get(kind)
        return _EMPTY[kind].newest if found is None else found.newest

    def ratings(self, instrument: str) -> GrowingList[SymptomsRated]:
        """The ratings on one instrument, by its code, the last that happened first."""
        return self._ratings.get(instrument, _NOTHING)

    @property
    def rated(self) -> KeysView[str]:
        """The codes of the instruments on which there are ratings, in the order of the first of each."""
        return self._ratings.keys()

    def has(self, kind: EventKind) -> bool:
        """Whether there was an event of this kind."""
        return kind in self._kinds or _EMPTY[kind].length > 0

    def correct(
        self,
        entry: int,
        replacement: Event | None = None,
        *,
        on: date,
        because: str,
        recorded: date | None = None,
        by: str | None = None,
    ) -> EntriesCorrected:
        """The event that corrects one entry of the history, by its number (the first is 1), and says what it corrects.

        *replacement* is what the entry should have been; None strikes it. The event is made, not entered.

        Raises:
            InvalidValue: if there is no such entry, or the entry is a correction itself.
        """
        history = self.history
        if type(entry) is not int or not 1 <= entry <= len(history):
            expected = f"the number of an entry, from 1 to {len(history)}"
            raise InvalidValue("correction", [Fault("entry", expected, got_for_number(entry))])
        was = history[entry - 1]
        if type(was) is EntriesCorrected:
            advice = "correct the entry itself again"
            raise InvalidValue("correction", [Fault("entry", "an entry that is not a correction", advice=advice)])
        mended = Correction(entry=entry, replacement=replacement, corrects=was.kind, dated=was.on)
        return EntriesCorrected(on=on, corrections=(mended,), because=because, recorded=recorded, by=by)

    # -- what it says about the client and the treatment --

    @property
    def client(self) -> str | None:
        """The client's pseudonym; None before the opening."""
        return self.opening.client if self.opening else None

    @property
    def opened_on(self) -> date | None:
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

    def concerns(self, person: str) -> Mapping[SafetyConcernKind, tuple[date, SafetyConcern]]:
        """The safety concerns about a person that no human has judged safe, each as last recorded, and since when."""
        return MappingProxyType(self._concerns.get(person, {}))

    @property
    def concerned(self) -> KeysView[str]:
        """The people about whom a safety concern was ever recorded, open or not."""
        return self._concerns.keys()

    def departures(self, on: date) -> frozenset[str]:
        """The rules and clauses from which departures were explained on one day."""
        return self._departures.get(on, frozenset())

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

    def consent(
        self, scope: ConsentScope, person: str | None = None, *, given_by: ConsentGiver | None = None
    ) -> ConsentGiven | None:
        """The consent in force; None if it was not recorded or has been withdrawn.

        *person* is another party who consents for themselves; None, or the client's own key, stands for the client.
        Consent that a guardian or representative gives for the client is the client's. It stands beside what the client
        gave themselves: of several, the answer is the last one, or with *given_by* the last one from that side.
        """
        standing = self._consents.get((scope, None if person == self.client else person), {})
        return next(reversed(standing.values()), None) if given_by is None else standing.get(given_by)

    def not_done(self, clause: str) -> NotDone | None:
        """The last recorded reason why what a clause asks for was not done, given for the clause or its whole rule.

        Of two reasons of the same day, it is the one for the clause.
        """
        own, whole = map(self._not_done.get, clause_and_rule(clause))
        return own if whole is None or (own is not None and own.on >= whole.on) else whole

    def __hash__(self) -> int:
        return hash(self.history)

    def __reduce__(self) -> tuple[Any, ...]:
        # The history alone: the state follows from it, and may have other parts in a later release.
        return replay, (self.history,)

    def __repr__(self) -> str:
        phase = f", phase={self.phase.value}" if self.phase else ""
        return f"<Course {self.status.value}{phase}, revision={self.revision}>"

    def _repr_html_(self) -> str:
        where = f"{self.status.label}, {self.phase.label} phase" if self.phase else self.status.label
        rows = [(entry.number, entry.event.on, entry.event) for entry in self.timeline]
        return html_table(f"Course: {where}", ("entry", "day", "event"), rows)


# -- the fold ----------------------------------------------------------------------------------------------------------

_new, _lay = object.__new__, vars(Course)["__dict__"].__set__  # for the inner loop


def after(course: Course, event: Event) -> Course:
    """The course with *event* entered, without judgement by a protocol.

    An event dated before the end of the timeline is placed by its day, and a correction replaces the entries that it
    names. Either makes the course fold its whole timeline again (about a microsecond an event), so give thousands of
    them to `replay`.

    Raises:
        InvalidValue: for anything that is not a course or not an event, and for an event of a class of your own.
    """
    try:
        kind, on, last_on = type(event), event.on, course.last_on
        change = _CHANGES[kind]
    except (AttributeError, KeyError):
        raise InvalidValue("argument", _against(course, event)) from None
    if kind is EntriesCorrected or (last_on is not None and on < last_on):
        return _fold_all(in_order((*course.history, event)), _NOTHING.enter(event, vars(course)["_history"]))
    # Copied as a plain dictionary: less than half the cost of ``attrs.evolve``, and this is the inner loop.
    state = course.__dict__.copy()
    kinds = state["_kinds"].copy()
    kinds[kind] = state["_history"] = kinds.get(kind, _NOTHING).enter(event, state["_history"])
    state["_kinds"] = kinds
    state["last_on"] = on
    if change is not None:
        change(state, event)
    folded: Course = _new(Course)
    _lay(folded, state)
    return folded


def must_be_course(course: object) -> None:
    """Raise an error for anything but a course.

    Raises:
        InvalidValue: for anything else.
    """
    if not isinstance(course, Course):
        raise InvalidValue("argument", [_no_course(course)])


def no_kind_of_event(given: object) -> UnknownName:
    """The error for anything but the class of a kind of event, such as a class below one."""
    names = [known.__name__ for known in EVENTS]
    if isinstance(given, str):
        meant = nearest("".join(map(str.capitalize, given.split("_"))), names)
    else:
        classes = (given if isinstance(given, type) else type(given)).__mro__
        meant = next((f"did you mean the class {known.__name__}?" for known in classes if known in EVENTS), "")
    return UnknownName("kind of event", names, meant)


def _no_course(given: object) -> Fault:
    return Fault("course", "a Course", got(given), "the course comes first")


def _against(course: object, event: object) -> Iterator[Fault]:
    if not isinstance(course, Course):
        yield _no_course(course)
    if type(event) not in _CHANGES:
        yield Fault("event", "an event of one of the kinds of the library", got(event))


def replay(events: Iterable[Event]) -> Course:
    """The course whose history is *events*. It never refuses: the ``review`` of a protocol judges it.

    Raises:
        InvalidValue: for anything that is not an event.
    """
    given: object = events
    history: tuple[Any, ...] = tuple(given) if isinstance(given, Iterable) else (None,)
    if not all(type(event) in _CHANGES for event in history):
        advice = "write replay(course.history)" if isinstance(given, Course) else "leave out what is not an event"
        raise InvalidValue("argument", [Fault("", "events only", "something else", advice)])
    return _fold_all(in_order(history), _record(history))


def as_of(course: Course, event: Event) -> Course:
    """The state of the course just before the place of a new *event* in its timeline."""
    if course.last_on is None or event.on >= course.last_on:
        return course
    before = list(_mended(entry for entry in course.timeline if entry.event.on <= event.on))
    return _fold_all(before, _record(before))


def standings(course: Course) -> Iterator[tuple[Entry, Course]]:
    """Each entry of the timeline, with the state of the course just before it."""
    at = Course()
    for entry in course.timeline:
        yield entry, at
        for event in _mended([entry]):
            at = after(at, event)


def _mended(entries: Iterable[Entry]) -> Iterator[Event]:
    """The events of a part of a timeline, without the corrections: they are applied, and number other entries."""
    return (entry.event for entry in entries if type(entry.event) is not EntriesCorrected)


def _record(events: Iterable[Event]) -> GrowingList[Any]:
    record = _NOTHING
    for event in events:
        record = _NOTHING.enter(event, record)
    return record


def _fold_all(timeline: list[Event], history: GrowingList[Any]) -> Course:
    """The course of *history*, whose events happened in the order of *timeline*.

    Nobody else has it before it is complete, so nothing has to be copied.
    """
    course = Course()
    state = vars(course)
    state[UNSEEN] = True
    kinds = state["_kinds"]
    for place, event in enumerate(timeline):
        kind = type(event)
        kinds[kind] = kinds.get(kind, _NOTHING).push(event, place)
        change = _CHANGES[kind]
        if change is not None:
            change(state, event)
    del state[UNSEEN]
    state["_history"] = history
    state["last_on"] = timeline[-1].on if timeline else None
    return course
