"""Fidelity: how closely the sessions of a course followed their protocol, in counts and shares, without a verdict.

The items are a decision of this library; published adherence scales need blind raters and recordings, and are not
copied here. A report says what the record shows of the sampled sessions, and who rated them; it says nothing about the
client, and nothing about the skill of the therapist.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import NamedTuple

from attrs import field

from iptcore.constraints import number, pseudonym, several, text
from iptcore.course import Course, standings
from iptcore.errors import UnknownName
from iptcore.events import RiskAssessed, SessionHeld, SymptomsRated
from iptcore.fold import COUNTED
from iptcore.protocol.judgements import Finding
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Level
from iptcore.protocol.rules.progress import rated_at_its_own_points
from iptcore.protocol.rules.working import (
    nothing_of_other_therapies,
    techniques_belong_here,
    techniques_fit_the_area,
    techniques_fit_the_phase,
)
from iptcore.values import Value, value
from iptcore.vocabulary import FidelityItem, FidelitySource, Phase, Purpose, Seen, TechniqueName

_AFFECT = frozenset({TechniqueName.ENCOURAGEMENT_OF_AFFECT, TechniqueName.CONTENT_AND_PROCESS_AFFECT})


@value
class Intensity(Value):
    """How much a rater saw of a technique in a session, from 1 (a trace) to 5 (throughout; our decision)."""

    technique: TechniqueName
    degree: int = field(metadata=number(1, 5))


@value
class Observed(Value):
    """What a rater adds to the record of a session. *session* is the number of the session, counted from 1."""

    session: int = field(metadata=number(1, None))
    focus_share: float | None = field(default=None, metadata=number(0, 1))
    intensities: tuple[Intensity, ...] = field(default=(), metadata=several(by="technique"))
    strengths: str | None = field(default=None, metadata=text())
    next_step: str | None = field(default=None, metadata=text())


@value
class ItemAnswer(Value):
    """An item that applied to a session, and its answer in the record."""

    item: FidelityItem
    seen: Seen


@value
class SessionFidelity(Value):
    """One session: the items that applied, techniques of other therapies, and every departure from the protocol."""

    session: int
    entry: int
    phase: Phase | None
    purpose: Purpose
    minutes: int | None
    answers: tuple[ItemAnswer, ...]
    techniques: tuple[TechniqueName, ...]
    departures: tuple[Finding, ...]
    observed: Observed | None = None

    @property
    def applicable(self) -> int:
        """How many items applied."""
        return len(self.answers)

    @property
    def seen(self) -> int:
        """How many of them were seen."""
        return sum(answer.seen is Seen.SEEN for answer in self.answers)

    @property
    def share(self) -> float | None:
        """The share of applicable items that were seen, from 0 to 1; None if none applied."""
        return self.seen / self.applicable if self.answers else None


class Tally(NamedTuple):
    """One item over the sessions to which it applied."""

    item: FidelityItem
    seen: int
    not_seen: int
    not_recorded: int

    @property
    def applicable(self) -> int:
        """The number of sessions to which it applied."""
        return self.seen + self.not_seen + self.not_recorded

    @property
    def share(self) -> float | None:
        """The share of those sessions in which it was seen, from 0 to 1; None if it applied to none."""
        return self.seen / self.applicable if self.applicable else None


@value
class FidelityReport(Value):
    """The fidelity of a course in its sampled sessions: which sessions, who rated them, and what was seen."""

    protocol: str
    edition: str
    rater: str = field(metadata=pseudonym())
    source: FidelitySource
    held: int
    sessions: tuple[SessionFidelity, ...] = field(metadata=several(most=1_000_000, distinct=False))

    @property
    def sampled(self) -> tuple[int, ...]:
        """The numbers of the sessions that were sampled."""
        return tuple(session.session for session in self.sessions)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Each item over the sampled sessions, also items that applied to none."""
        answers = [answer for session in self.sessions for answer in session.answers]
        return tuple(
            Tally(item, *(sum(answer == ItemAnswer(item=item, seen=seen) for answer in answers) for seen in Seen))
            for item in FidelityItem
        )

    @property
    def share(self) -> float | None:
        """The share of all applicable items that were seen, from 0 to 1; None if none applied."""
        applicable = sum(session.applicable for session in self.sessions)
        return sum(session.seen for session in self.sessions) / applicable if applicable else None

    @property
    def departures(self) -> tuple[Finding, ...]:
        """Every departure in the sampled sessions, with its explanation if there is one."""
        return tuple(departure for session in self.sessions for departure in session.departures)

    def __str__(self) -> str:
        lines = [f"{len(self.sessions)} of {self.held} sessions sampled, rated from: {self.source.label}"]
        lines += [
            f"{tally.item.label}: {tally.seen} of {tally.applicable} ({tally.not_recorded} not recorded)"
            for tally in self.tallies
            if tally.applicable
        ]
        explained = sum(departure.explained is not None for departure in self.departures)
        return "\n".join([*lines, f"departures: {len(self.departures)}, explained: {explained}"])


def fidelity(
    protocol: Protocol,
    course: Course,
    *,
    rater: str,
    source: FidelitySource,
    sampled: Collection[int] | None = None,
    observed: Collection[Observed] = (),
) -> FidelityReport:
    """How closely the sessions of *course* followed *protocol*, according to the record.

    *rater* (a pseudonym) and *source* say who rated and from what; *sampled* holds the numbers of the sampled sessions,
    counted from 1, and None means all; *observed* adds what the rater saw beyond the record.

    Raises:
        UnknownName: for a session that was not held, or was observed and not sampled.
        InvalidValue: for anything but a protocol and a course.
    """
    must_be_protocol_and_courses("fidelity(protocol, course, rater=…, source=…)", protocol, course)
    sessions = [
        (entry.number, at, entry.event) for entry, at in standings(course) if isinstance(entry.event, SessionHeld)
    ]
    numbers = range(1, len(sessions) + 1)
    chosen = set(numbers if sampled is None else sampled)
    added = {seen.session: seen for seen in observed}
    if not chosen.issubset(numbers):
        raise UnknownName("number of a session that was held", map(str, numbers), "the first session is number 1")
    if not chosen.issuperset(added):
        raise UnknownName("number of a session that was held and sampled", map(str, sorted(chosen)))
    record = _Record(protocol, course)
    reported = tuple(
        SessionFidelity(
            session=place,
            entry=entry,
            phase=at.phase,
            purpose=event.purpose,
            minutes=event.minutes,
            answers=tuple(record.answers(at, event)),
            techniques=event.techniques,
            departures=record.departures.get(entry, ()),
            observed=added.get(place),
        )
        for place, (entry, at, event) in enumerate(sessions, start=1)
        if place in chosen
    )
    return FidelityReport(
        protocol=protocol.code,
        edition=protocol.edition,
        rater=rater,
        source=source,
        held=len(sessions),
        sessions=reported,
    )


# -- the items ---------------------------------------------------------------------------------------------------------


class _Record:
    """The data by which the items of a session are judged."""

    def __init__(self, protocol: Protocol, course: Course) -> None:
        self.protocol = protocol
        self.asked = {code for code, clause in protocol.clauses.items() if protocol.level(clause) is not Level.OFF}
        self.rated = {rating.on for rating in course.all(SymptomsRated)}
        self.assessed = {risk.on for risk in course.all(RiskAssessed)}
        self.departures: dict[int, tuple[Finding, ...]] = {}
        for finding in protocol.review(course):
            self.departures[finding.entry] = (*self.departures.get(finding.entry, ()), finding)

    def answers(self, at: Course, session: SessionHeld) -> Iterator[ItemAnswer]:
        for item, (clause, applies, seen) in _ITEMS.items():
            if (clause is None or clause in self.asked) and applies(self, at, session):
                yield ItemAnswer(item=item, seen=_SEEN[seen(self, at, session)])


_SEEN = {True: Seen.SEEN, False: Seen.NOT_SEEN, None: Seen.NOT_RECORDED}

_Applies = Callable[[_Record, Course, SessionHeld], bool]
_Judges = Callable[[_Record, Course, SessionHeld], bool | None]


def _always(record: _Record, at: Course, session: SessionHeld) -> bool:
    return True


def _counted(record: _Record, at: Course, session: SessionHeld) -> bool:
    return session.purpose in COUNTED


def _rated_each_session(record: _Record, at: Course, session: SessionHeld) -> bool:
    return session.purpose in COUNTED and not rated_at_its_own_points(record.protocol, at)


def _working(record: _Record, at: Course, session: SessionHeld) -> bool:
    return session.purpose in COUNTED and at.phase is Phase.MIDDLE


def _after_the_start(record: _Record, at: Course, session: SessionHeld) -> bool:
    return session.purpose in COUNTED and at.phase is not Phase.INITIAL


def _from_half_way(record: _Record, at: Course, session: SessionHeld) -> bool:
    limit = at.contract.limit if at.contract else None
    return session.purpose in COUNTED and limit is not None and 2 * len(at.counted) >= limit


def _task_was_set(record: _Record, at: Course, session: SessionHeld) -> bool:
    before = at.counted.newest
    return session.purpose in COUNTED and before is not None and before.sets_task


def _length(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    return None if session.minutes is None else record.protocol.length(session.purpose).holds(session.minutes)


def _rating(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    after = at.counted.newest.on if at.counted.newest else date.min
    return True if any(after < on < session.on or on == session.on for on in record.rated) else None


def _risk_check(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    return True if session.on in record.assessed else session.risk_checked


def _focus_held(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    keys = at.formulation.keys if at.formulation else ()
    return any(key in keys for key in session.focus) if session.focus else None


def _techniques_fit(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    fits = (techniques_fit_the_phase, techniques_fit_the_area, techniques_belong_here)
    return all(fit(record.protocol, at, session) for fit in fits) if session.techniques else None


def _no_other_therapy(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    return nothing_of_other_therapies(record.protocol, at, session) if session.techniques else None


def _affect_work(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    return not _AFFECT.isdisjoint(session.techniques) if session.techniques else None


def _symptoms_left_alone(record: _Record, at: Course, session: SessionHeld) -> bool | None:
    return None if session.symptoms_worked_on is None else not session.symptoms_worked_on


_ITEMS: dict[FidelityItem, tuple[str | None, _Applies, _Judges]] = {
    FidelityItem.LENGTH: ("C07a", _counted, _length),
    FidelityItem.OPENING_QUESTION: ("M02a", _working, lambda _record, _at, session: session.opening_question),
    FidelityItem.RATING: ("M03a", _rated_each_session, _rating),
    FidelityItem.RISK_CHECK: ("S03a", _always, _risk_check),
    FidelityItem.MOOD_EVENT_LINK: ("M04a", _working, lambda _record, _at, session: True if session.links else None),
    FidelityItem.FOCUS_HELD: ("M01a", _working, _focus_held),
    FidelityItem.TECHNIQUES_FIT: ("M05a", _counted, _techniques_fit),
    FidelityItem.NO_OTHER_THERAPY: ("M07a", _counted, _no_other_therapy),
    FidelityItem.AFFECT_WORK: (None, _working, _affect_work),
    FidelityItem.ENDING_MENTIONED: ("T02a", _from_half_way, lambda _record, _at, session: session.ending_mentioned),
    FidelityItem.TASK_SET: ("M10b", _working, lambda _record, _at, session: session.sets_task or session.task_set),
    FidelityItem.TASK_REVIEWED: ("M10a", _task_was_set, lambda _record, _at, session: session.task_reviewed),
    FidelityItem.SYMPTOMS_LEFT_ALONE: ("M09a", _after_the_start, _symptoms_left_alone),
    FidelityItem.RHYTHM_CHART: ("M15a", _working, lambda _record, _at, session: session.rhythm_chart),
}
"""Each item with its clause (if that is off, it does not apply), when it applies, and how it is judged."""
