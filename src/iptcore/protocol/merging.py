"""Merging two copies of one course that were changed independently: nothing is lost, and every conflict is listed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count, takewhile
from typing import Any

import attrs
from attrs import field

from iptcore.constraints import several
from iptcore.corrections import may_correct
from iptcore.course import Course, Entry, after, replay
from iptcore.errors import Fault, InvalidValue
from iptcore.events import (
    AdverseEventRecorded,
    ConsentGiven,
    ConsentWithdrawn,
    ContractAgreed,
    ContractAmended,
    Correction,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    EntriesCorrected,
    Event,
    GoalAgreed,
    GoalReviewed,
    LifeEventRecorded,
    MemberJoined,
    MemberLeft,
    NotDone,
    PatternNamed,
    RelationshipRecorded,
    SymptomsRated,
)
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.record import report
from iptcore.protocol.rule import Level, Objection
from iptcore.protocol.steps import ENDINGS
from iptcore.values import Value, value
from iptcore.vocabulary import Word


class ConflictKind(Word):
    """The kind of a conflict between two copies of a course."""

    SAME_REPORT = "same_report"
    """Both have the same report, recorded by different people or on different days. Both entries were kept."""
    REPORTED_APART = "reported_apart"
    """Each has a different report of the same kind and day: they may be about the same fact or about two facts."""
    DECIDED_APART = "decided_apart"
    """Each has a decision about the same matter that is missing in the other. The one of the later day is in force."""
    CORRECTED_APART = "corrected_apart"
    """Both correct the same entry in different ways. The correction of *theirs*, entered last, is in force."""
    ORDER_OF_A_DAY = "order_of_a_day"
    """The result depends on the order of entries of one day. Those of *ours* were put first."""
    OBJECTED = "objected"
    """There is a serious objection to an entry that there was not before the other copy was known."""


ENTRIES = 10**6
"""The most entries in one conflict: all those of a copy."""


@value
class Conflict(Value):
    """A conflict that a person should check: its kind, and the entries of the merged history that it is about.

    *ours* and *theirs* are the numbers of entries from each copy; *corrected* is the number of the entry that both
    correct, *objections* the objections of the protocol to an entry.
    """

    what: ConflictKind
    ours: tuple[int, ...] = field(default=(), metadata=several(most=ENTRIES))
    theirs: tuple[int, ...] = field(default=(), metadata=several(most=ENTRIES))
    corrected: int | None = None
    objections: tuple[Objection, ...] = ()


@attrs.frozen(kw_only=True)
class Merged:
    """The merged course, and the conflicts that a person should check.

    *common* is the number of equal entries at the beginning of both histories. *ours* and *theirs* are the numbers of
    the entries that only one of them has. *renumbered* are the corrections of *theirs* that now name an entry by
    another number, because that entry has moved. All numbers except *common* are those of the merged history.
    """

    course: Course
    conflicts: tuple[Conflict, ...]
    common: int
    ours: tuple[int, ...]
    theirs: tuple[int, ...]
    renumbered: tuple[int, ...]


def merge(protocol: Protocol, ours: Course, theirs: Course) -> Merged:
    """Merge two copies of one course that were changed independently, and list every conflict between them.

    The merged history is that of *ours*, followed by the entries that only *theirs* has, in their order; equal entries
    appear once. A correction names its entries by number, so corrections of *theirs* get the new numbers. Nothing is
    left out or refused: an objection of *protocol* is a conflict, and so is a result that depends on which copy comes
    first. If there is no conflict, the order of the two does not matter. Each entry that is new to the other copy is
    judged there, so the time grows with the number of these entries and with the length of the history.

    Raises:
        InvalidValue: for two courses that do not begin with the same entry.

    >>> from datetime import date
    >>> from iptcore import IPT, PsychoeducationGiven, SickRoleGiven
    >>> course = IPT.open(on=date(2026, 1, 5), client="c-017", consent=True)
    >>> clinic = IPT.apply(course, PsychoeducationGiven(on=date(2026, 1, 5)))
    >>> phone = IPT.apply(course, SickRoleGiven(on=date(2026, 1, 5)))
    >>> merged = merge(IPT, clinic, phone)
    >>> merged.course, merged.ours, merged.theirs, merged.conflicts
    (<Course open, phase=initial, revision=3>, (2,), (3,), ())
    """
    must_be_protocol_and_courses("merge(protocol, ours, theirs)", protocol, ours, theirs)
    if ours.history and theirs.history and ours.history[0] != theirs.history[0]:
        advice = "two copies of one course begin with the same opening"
        raise InvalidValue("argument", [Fault("theirs", "another copy of the same course", "another course", advice)])
    names: dict[Any, int] = {}
    mine, others = _History.of(ours, names), _History.of(theirs, names)
    joined, the_other_way = mine.joined(others), others.joined(mine)
    course = replay(joined.events)
    place = joined.place
    only_mine, only_theirs = set(mine.names) - set(others.names), set(others.names) - set(mine.names)
    added = tuple(sorted(place[name] for name in only_mine)), tuple(sorted(place[name] for name in only_theirs))
    was = dict(zip(others.names, others.events, strict=True))
    conflicts = [
        *_apart(course, *added),
        *_corrected_apart(joined, the_other_way),
        *_orders_of_days(protocol, course, joined, the_other_way, added[1]),
    ]
    for name, objections in _objected(protocol, mine, others, the_other_way):
        conflicts.append(Conflict(what=ConflictKind.OBJECTED, ours=(place[name],), objections=objections))
    for name, objections in _objected(protocol, others, mine, joined):
        conflicts.append(Conflict(what=ConflictKind.OBJECTED, theirs=(place[name],), objections=objections))
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(mine.names, others.names, strict=False))
    return Merged(
        course=course,
        conflicts=tuple(sorted(conflicts, key=lambda conflict: conflict.ours + conflict.theirs)),
        common=sum(1 for _ in alike),
        ours=added[0],
        theirs=added[1],
        renumbered=tuple(at for at in added[1] if joined.events[at - 1] != was[joined.names[at - 1]]),
    )


# -- what is one entry in two histories --------------------------------------------------------------------------------


@attrs.frozen
class _History:
    """A history, and a name for each entry: a number that is the same for equal entries of both copies."""

    events: tuple[Event, ...]
    names: tuple[int, ...]

    @classmethod
    def of(cls, course: Course, names: dict[Any, int]) -> "_History":
        """The history of a course. An entry is identified by its content and the number of equal entries before it."""
        own_names: list[int] = []
        before: Counter[Any] = Counter()
        for number, event in enumerate(course.history, start=1):
            content = _says(event, number, own_names)
            before[content] += 1
            own_names.append(names.setdefault((content, before[content]), len(names)))
        return cls(course.history, tuple(own_names))

    @property
    def place(self) -> dict[int, int]:
        """The number of each entry, by its name."""
        return {name: number for number, name in enumerate(self.names, start=1)}

    def joined(self, other: "_History") -> "_History":
        """This history, followed by the entries that only the other has."""
        events, names, place = list(self.events), list(self.names), self.place
        for number, (name, event) in enumerate(zip(other.names, other.events, strict=True), start=1):
            if name not in place:
                names.append(name)
                place[name] = len(names)
                events.append(_numbered(event, number, len(names), other.names, place))
        return _History(tuple(events), tuple(names))


def _says(event: Event, number: int, names: list[int]) -> Any:
    """The content of an entry without numbers of entries: a correction refers to the names of the entries instead."""
    if type(event) is not EntriesCorrected:
        return event
    mended = tuple(
        (
            names[correction.entry - 1] if correction.entry < number else None,
            correction.replacement,
            correction.corrects,
            correction.dated,
        )
        for correction in event.corrections
    )
    return EntriesCorrected, event.on, event.recorded, event.by, event.because, mended


def _numbered(event: Event, was: int, number: int, names: tuple[int, ...], place: Mapping[int, int]) -> Event:
    """An entry with another number. A correction names its entries by their new *place*.

    A correction has no effect on an entry that was not before it. This has to stay so in the longer history.
    """
    if type(event) is not EntriesCorrected:
        return event
    none = count(number)
    mended = []
    for correction in event.corrections:
        if correction.entry < was:
            mended.append(correction.replace(entry=place[names[correction.entry - 1]]))
        else:
            mended.append(correction if was == number else correction.replace(entry=next(none)))
    return event.replace(corrections=tuple(mended))


# -- conflicts ---------------------------------------------------------------------------------------------------------


def _apart(course: Course, ours: tuple[int, ...], theirs: tuple[int, ...]) -> Iterator[Conflict]:
    """The conflicts of reports and decisions about the same matter that were entered in only one copy each."""
    stands = dict(course.timeline)
    sides = []
    for numbers in (ours, theirs):
        by_matter: defaultdict[Any, list[int]] = defaultdict(list)
        for at in numbers:
            if at in stands:
                by_matter[_matter(stands[at])].append(at)
        sides.append(by_matter)
    mine, others = sides
    for matter in mine.keys() & others.keys():
        left, right = list(mine[matter]), list(others[matter])
        for at in tuple(left):
            same = next((there for there in right if report(stands[there]) == report(stands[at])), None)
            if same is not None:
                yield Conflict(what=ConflictKind.SAME_REPORT, ours=(at,), theirs=(same,))
                left.remove(at)
                right.remove(same)
        if left and right and not isinstance(stands[left[0]], EntriesCorrected):
            decided = stands[left[0]].decision or type(stands[left[0]]) in ENDINGS
            what = ConflictKind.DECIDED_APART if decided else ConflictKind.REPORTED_APART
            yield Conflict(what=what, ours=tuple(left), theirs=tuple(right))


def _matter(event: Event) -> Any:
    """The matter of an entry. Two facts are about the same matter only on the same day, two decisions on any days."""
    kind = type(event)
    if kind in ENDINGS:
        return "ending"
    if kind in (ContractAgreed, ContractAmended):
        return "contract"
    about = _ABOUT.get(kind)
    subject = about(event) if about else None
    return (kind, subject) if event.decision else (kind, subject, event.on)


_ABOUT: Mapping[Any, Any] = {
    AdverseEventRecorded: lambda event: event.what,
    ConsentGiven: lambda event: (event.scope, event.person),
    ConsentWithdrawn: lambda event: (event.scope, event.person),
    DepartureExplained: lambda event: event.rule,
    DiagnosisRecorded: lambda event: (event.diagnosis.condition, event.diagnosis.role),
    DisputeStageChanged: lambda event: event.dispute,
    GoalAgreed: lambda event: event.goal.key,
    GoalReviewed: lambda event: event.goal,
    LifeEventRecorded: lambda event: event.life_event.what,
    MemberJoined: lambda event: event.group,
    MemberLeft: lambda event: event.group,
    NotDone: lambda event: event.task,
    PatternNamed: lambda event: event.pattern.key,
    RelationshipRecorded: lambda event: event.relationship.key,
    SymptomsRated: lambda event: event.instrument,
}
"""Kinds of events that are about one of several objects, and the field that names the object."""


def _corrected_apart(joined: _History, the_other_way: _History) -> Iterator[Conflict]:
    place, instead = joined.place, _corrections(the_other_way)
    for name, (by, correction) in _corrections(joined).items():
        by_other, other = instead[name]
        if correction.replacement != other.replacement:
            yield Conflict(
                what=ConflictKind.CORRECTED_APART,
                ours=(place[by_other],),
                theirs=(place[by],),
                corrected=place[name],
            )


def _corrections(history: _History) -> dict[int, tuple[int, Correction]]:
    """For each corrected entry, the correction in force and the number of the entry that made it."""
    standing = {}
    for number, (name, event) in enumerate(zip(history.names, history.events, strict=True), start=1):
        for correction in event.corrections if type(event) is EntriesCorrected else ():
            if correction.entry < number and may_correct(history.events, correction):
                standing[history.names[correction.entry - 1]] = (name, correction)
    return standing


def _orders_of_days(
    protocol: Protocol, course: Course, joined: _History, the_other_way: _History, theirs: tuple[int, ...]
) -> Iterator[Conflict]:
    """The days on which the other order of the two copies would lead to another state of the course."""
    place = the_other_way.place
    days: defaultdict[date, list[Entry]] = defaultdict(list)
    for entry in course.timeline:
        if type(entry.event) is not EntriesCorrected:
            days[entry.event.on].append(entry)
    stood = _stand(protocol, days)
    for day, entries in days.items():
        turned = sorted(entries, key=lambda entry: place[joined.names[entry.number - 1]])
        if turned != entries:
            days[day] = turned
            stands = _stand(protocol, days)
            if stands != stood:
                moved = [at.number for at, instead in zip(entries, turned, strict=True) if at != instead]
                yield Conflict(
                    what=ConflictKind.ORDER_OF_A_DAY,
                    ours=tuple(at for at in moved if at not in theirs),
                    theirs=tuple(at for at in moved if at in theirs),
                )
            stood = stands


def _stand(protocol: Protocol, days: Mapping[date, list[Entry]]) -> Any:
    """The state of a course at the end of each day, and the answers of the protocol there."""
    course = replay(event for entries in days.values() for _, event in entries)
    state = {name: part for name, part in vars(course).items() if name not in _IN_ORDER}
    return state, protocol.allowed(course), protocol.due(course)


_IN_ORDER = ("_history", "_kinds", "counted")
"""The parts of a course that list its events in their order."""


def _objected(
    protocol: Protocol, own: _History, base: _History, joined: _History
) -> Iterator[tuple[int, tuple[Objection, ...]]]:
    """The objections to entries of one copy that there are only when the other copy is known."""
    known = set(base.names)
    start = next((at for at, name in enumerate(own.names) if name not in known), len(own.names))
    said_before, course = {}, replay(own.events[:start])
    for name, event in zip(own.names[start:], own.events[start:], strict=True):
        if name not in known:
            said_before[name] = {objection.code for objection in protocol.objections(course, event)}
        course = after(course, event)
    course = replay(base.events)
    added = slice(len(base.names), None)
    for name, event in zip(joined.names[added], joined.events[added], strict=True):
        objections = tuple(
            objection
            for objection in protocol.objections(course, event)
            if objection.code not in said_before[name] and (objection.refuses or objection.level is Level.GRAVE)
        )
        if objections:
            yield name, objections
        course = after(course, event)
