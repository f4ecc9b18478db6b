"""A whole course by a therapist who follows the manual, under any protocol.

It is made of the events that cure what is due. Sessions are on the days of the contract, with a rating each if the
instrument allows it, and the symptoms fall until the client is well; everything that a manual requires of each session
is done in each session.
"""

import typing
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import count, islice

import attrs
from hypothesis import strategies as st

from iptcore.course import Course
from iptcore.errors import Fault, InvalidValue
from iptcore.events import (
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseCompleted,
    CourseOpened,
    CrisisContactsRecorded,
    EndingAnnounced,
    Event,
    EventKind,
    FollowUpHeld,
    FormulationAgreed,
    GoalReviewed,
    MemberJoined,
    MiddleBegun,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    SickRoleGiven,
    SupervisionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import ContractAmendment, TreatmentContract
from iptcore.model.problem_area import ProblemArea
from iptcore.model.technique import technique
from iptcore.protocol.cures import cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.examples.parts import minutes
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.protocol.rule import Level
from iptcore.readings.sessions import sessions_used
from iptcore.testing.courses import OPENINGS
from iptcore.validation import got
from iptcore.vocabulary import (
    Attendee,
    Condition,
    ContactWith,
    Direction,
    Frequency,
    MissedBy,
    Phase,
    Purpose,
    RaterType,
    SickRoleScope,
    TechniqueName,
)

USUAL_OPENING = date(2026, 1, 5)
"""The default day on which a course opens (our decision)."""

_SESSIONS, _INITIAL = 16, 3
"""The number of sessions of a course and of its initial phase, where a protocol leaves them open."""

_TECHNIQUES = {
    Phase.INITIAL: (TechniqueName.INTERPERSONAL_INVENTORY, TechniqueName.CLARIFICATION),
    Phase.MIDDLE: (TechniqueName.CLARIFICATION, TechniqueName.DECISION_ANALYSIS, TechniqueName.ENCOURAGEMENT_OF_AFFECT),
    Phase.TERMINATION: (TechniqueName.CONSOLIDATION_OF_GAINS, TechniqueName.ENCOURAGEMENT_OF_AFFECT),
}
_GROUP = "group-1"


def faithful_course(
    protocol: Protocol,
    *,
    opened: date = USUAL_OPENING,
    instrument: str | None = None,
    area: type[ProblemArea] | None = None,
    sessions: int | None = None,
    initial: int | None = None,
    missed: Collection[int] = (),
    rated_first: bool = True,
) -> Course:
    """A course by the manual, from its opening on the day *opened* to a follow-up twelve weeks after its end.

    *instrument* is the instrument of its ratings, *area* the kind of its focal area, *sessions* the number of sessions
    in the contract, and *initial* the number of them in the initial phase. *missed* holds the appointments after the
    contract that the client cancels, counted from 1; *rated_first* says whether the rating of a session is entered
    before the session. The defaults are those of the protocol.

    Raises:
        NotAllowed: if the protocol does not allow such a course to reach its end.
        InvalidValue: for an instrument or area that it does not have.
    """
    must_be_protocol_and_courses("faithful_course(protocol)", protocol)
    rated = _first_rating(protocol, instrument, opened)
    return _Therapist(protocol, rated, area, sessions, initial, frozenset(missed), rated_first).treats(opened)


def faithful_courses(protocol: Protocol, instrument: str | None = None) -> st.SearchStrategy[Course]:
    """Courses by the manual that differ in what it leaves open: day, area, sessions, a cancelled appointment."""
    must_be_protocol_and_courses("faithful_courses(protocol)", protocol)
    low, high = protocol.sessions.low, protocol.sessions.high
    usual = protocol.initial_sessions
    return st.builds(
        faithful_course,
        st.just(protocol),
        opened=OPENINGS,
        instrument=st.just(instrument),
        area=st.sampled_from((None, *protocol.areas)),
        sessions=st.none() if low is None or high is None or protocol.by_purpose else st.integers(int(low), int(high)),
        initial=st.integers(int(usual.low or 1), int(usual.high or usual.low or _INITIAL)),
        missed=st.sets(st.integers(1, int(high or _SESSIONS)), max_size=1),
    )


def _first_rating(protocol: Protocol, instrument: str | None, on: date) -> SymptomsRated | None:
    """The baseline; None where the protocol has no primary instrument among its own."""
    ratings = (event for event in examples(protocol, Course(), SymptomsRated, on) if isinstance(event, SymptomsRated))
    first = next((rating for rating in ratings if instrument in (None, rating.instrument)), None)
    if first is None and instrument is not None:
        raise InvalidValue("argument", [Fault("instrument", "an instrument of the protocol", got(instrument))])
    known = protocol.instrument(first.instrument) if first else None
    line = known.mania_line if known else None
    if first is None or line is None or Condition.BIPOLAR_DISORDER in protocol.treats:
        return first
    return first.replace(total=min(first.total, line.number - 1))  # whom the protocol fits is not manic


@attrs.frozen
class _Therapist:
    protocol: Protocol
    first_rating: SymptomsRated | None
    area: type[ProblemArea] | None
    sessions: int | None
    initial: int | None
    missed: frozenset[int]
    rated_first: bool

    def treats(self, opened: date) -> Course:
        protocol = self.protocol
        course = protocol.apply(Course(), *way_to(protocol, Course(), CourseOpened, opened))
        for kind in (RiskAssessed, CrisisContactsRecorded):
            course = protocol.apply(course, *way_to(protocol, course, kind, opened))
        course = self.prepared(course)
        appointments = self.appointments(_last(course) + timedelta(7))
        for on, purpose in islice(appointments, self.initial_sessions()):
            course = self.met(course, on, purpose)
        course = self.stepped(self.understood(course), MiddleBegun)
        course = self.stepped(self.worked(course, appointments), CourseCompleted)
        return protocol.apply(course, FollowUpHeld(on=_last(course) + timedelta(84), words="still well"))

    # -- the phases --

    def prepared(self, course: Course) -> Course:
        """The course after the meetings before a group, where the protocol has groups."""
        purposes = dict(self.protocol.by_purpose)
        if Purpose.PRE_GROUP in purposes:
            first = _last(course)
            for week in range(int(purposes[Purpose.PRE_GROUP].low or 1)):
                course = self.met(course, first + timedelta(week), Purpose.PRE_GROUP)
        if Purpose.GROUP in purposes:
            course = self.protocol.apply(course, MemberJoined(on=_last(course), group=_GROUP))
        return course

    def understood(self, course: Course) -> Course:
        """The course with the choices of this therapist: a limited sick role, a focus of one kind."""
        protocol, on = self.protocol, _last(course)
        if self.asks("I04b"):
            course = protocol.apply(course, SickRoleGiven(on=on, scope=SickRoleScope.LIMITED))
        if self.area is None:
            return course
        agreed = (event for event in examples(protocol, course, FormulationAgreed, on) if _area(event) is self.area)
        chosen = next((agreement for agreement in agreed if protocol.accepts(course, agreement)), None)
        if chosen is None:
            advice = "leave it out, or name one of protocol.areas"
            raise InvalidValue(
                "argument", [Fault("area", "an area that the protocol works on", got(self.area), advice)]
            )
        return protocol.apply(course, chosen)

    def worked(self, course: Course, appointments: Iterator[tuple[date, Purpose]]) -> Course:
        """The sessions of the contract, goals and supervision half-way, and the ending announced early enough."""
        protocol = self.protocol
        total = (course.contract and course.contract.limit) or self.contracted()
        half = min((total + 1) // 2, total - protocol.announced_ahead - 1)
        reviewed = False
        for number, (on, purpose) in enumerate(appointments, start=1):  # pragma: no branch  # they never run out
            left = total - sessions_used(course)
            if left <= protocol.announced_ahead and course.phase is Phase.MIDDLE:
                course = protocol.apply(course, EndingAnnounced(on=_last(course), sessions_left=left))
                course = self.stepped(self.spaced_out(course), TerminationBegun)
            if number in self.missed and left > 1:  # without the last session there is no ending
                course = protocol.apply(course, SessionMissed(on=on, missed_by=MissedBy.CLIENT, explained=True))
            else:
                course = self.met(course, on if left > 1 else _tapered(course, on), purpose)
            if sessions_used(course) >= half and not reviewed:
                reviewed = True
                for kind in (GoalReviewed, SupervisionHeld):
                    course = self.entered(course, kind, on)
            if sessions_used(course) >= total:
                break
        return course

    def stepped(self, course: Course, kind: EventKind) -> Course:
        """The course after everything that is due before a step, advice included, and after the step."""
        protocol, on = self.protocol, _last(course)
        if kind is CourseCompleted and self.asks("G04c"):
            course = self.with_caregiver(course)
        for undone in [task for task in protocol.due(course) if not task.done]:
            # What met an earlier one may have met this one too.
            task = next((task for task in protocol.due(course) if task.code == undone.code), undone)
            cures = () if task.done else cure(protocol, course, task, on)
            course = protocol.apply(course, *(event for event in cures if event not in course.history))
        if kind is MiddleBegun:
            course = self.contracted_anew(course)
        return protocol.apply(course, *way_to(protocol, course, kind, on))

    # -- the contract --

    def contracted(self) -> int:
        """The number of sessions in the contract."""
        return self.sessions or int(self.protocol.sessions.high or _SESSIONS)

    def initial_sessions(self) -> int:
        """The number of sessions in the initial phase; at least two are left for the middle phase."""
        usual = self.protocol.initial_sessions
        most = self.initial or int(usual.high or usual.low or _INITIAL)
        return max(1, min(most, self.contracted() - self.protocol.announced_ahead - 2))

    def contracted_anew(self, course: Course) -> Course:
        """The course with a contract on the requested number of sessions, or on a range."""
        protocol, on = self.protocol, _last(course)
        if course.contract is None:
            # Where there is no way to a contract, the refusal of one is raised.
            way = way_to(protocol, course, ContractAgreed, on) or islice(
                examples(protocol, course, ContractAgreed, on), 1
            )
            course = protocol.apply(course, *way)
        agreed = typing.cast("TreatmentContract", course.contract)
        number = self.sessions or agreed.sessions or self.contracted()
        terms = agreed.replace(sessions=number)
        if protocol.range_contract:
            fewest = min(number, max(number * 3 // 4, int(protocol.sessions.low or 1)))
            terms = agreed.replace(sessions=fewest, at_most=number, review_on=on + timedelta(56))
        return course if terms == agreed else protocol.apply(course, ContractAgreed(on=on, contract=terms))

    def spaced_out(self, course: Course) -> Course:
        """The course with its last sessions spaced out, if the protocol does that and they are not so already."""
        if not self.protocol.tapering or self.frequency() is Frequency.MONTHLY:
            return course
        return self.protocol.apply(
            course,
            ContractAmended(
                on=_last(course),
                amendment=ContractAmendment(tapered=True),
                client_agrees=True,
                therapist_agrees=True,
                because="to try it alone for longer",
            ),
        )

    def frequency(self) -> Frequency:
        return self.protocol.frequencies[0] if self.protocol.frequencies else Frequency.WEEKLY

    def appointments(self, first: date) -> Iterator[tuple[date, Purpose]]:
        """The days of the contract with the purposes of their sessions; group sessions are between individual ones."""
        purposes = dict(self.protocol.by_purpose)
        main = Purpose.REGULAR if Purpose.REGULAR in purposes or Purpose.GROUP not in purposes else Purpose.GROUP
        for number in count():  # pragma: no branch  # whoever takes them stops
            on = _nth_day(self.frequency(), first, number)
            yield on, main
            if main is Purpose.REGULAR and Purpose.GROUP in purposes and number % 2 == 0:
                yield on + timedelta(1), Purpose.GROUP

    # -- a session --

    def met(self, course: Course, on: date, purpose: Purpose) -> Course:
        """The course after a rating and the session of that day, and once in each phase a contact with a caregiver."""
        protocol = self.protocol
        session = next(event for event in examples(protocol, course, SessionHeld, on) if isinstance(event, SessionHeld))
        phase = course.phase or Phase.INITIAL
        session = session.replace(
            purpose=purpose,
            minutes=minutes(protocol, purpose),
            techniques=_TECHNIQUES[phase] + tuple(self.own_techniques(course)),
        )
        if phase is not Phase.INITIAL:
            session = session.replace(symptoms_worked_on=False)
        if purpose is Purpose.GROUP:
            session = session.replace(group=_GROUP, group_size=_near(protocol.group_size, 6))
        if course.contract and course.contract.joint_with:
            session = session.replace(attendees=(Attendee.CLIENT, Attendee.PARTNER), people=course.contract.joint_with)
        rated = tuple(self.rated(course, on))
        course = protocol.apply(course, *((*rated, session) if self.rated_first else (session, *rated)))
        caregiver_due = self.asks("G04a") and phase is not Phase.TERMINATION and course.sessions_in_phase == 1
        return self.with_caregiver(course) if caregiver_due else course

    def own_techniques(self, course: Course) -> Iterator[TechniqueName]:
        """The techniques that only this manual has, as far as they suit the phase and the focal areas."""
        areas = [focal.area for focal in course.formulation.areas] if course.formulation else []
        own = map(technique, self.protocol.own_techniques if course.phase is Phase.MIDDLE else ())
        return (known.name for known in own if Phase.MIDDLE in known.phases and all(map(known.serves, areas)))

    def rated(self, course: Course, on: date) -> Iterator[SymptomsRated]:
        """A rating: the baseline, then 5 % of the range lower each time until the client is well."""
        first = self.first_rating
        instrument = self.protocol.instrument(first.instrument) if first else None
        if first is None or instrument is None:
            return
        # A clinician may rate for each session as well; a client is not asked about the same month four times.
        seldom = RaterType.CLIENT in instrument.raters and not instrument.for_each_session
        if seldom and len(course.counted) % self.protocol.rated_every:
            return
        whole, best = instrument.high - instrument.low, min(map(instrument.burden, (instrument.low, instrument.high)))
        before = course.last(SymptomsRated)
        burden = instrument.burden(first.total if before is None else before.total)
        well = best + whole // 10
        burden = well if self.protocol.follows else max(well, burden if before is None else burden - whole // 20 - 1)
        total = burden if instrument.direction is Direction.HIGHER_IS_WORSE else instrument.high - burden
        yield first.replace(on=on, total=total)

    # -- what the protocol asks for beside it --

    def asks(self, clause: str) -> bool:
        """Whether the protocol has that clause, at a level other than off."""
        known = self.protocol.clauses.get(clause)
        return known is not None and self.protocol.level(known) is not Level.OFF

    def entered(self, course: Course, kind: EventKind, on: date) -> Course:
        """The course after an example of *kind*, if there is one."""
        event = example(self.protocol, course, kind, on)
        return self.protocol.apply(course, *([event] if event else []))

    def with_caregiver(self, course: Course) -> Course:
        contacts = examples(self.protocol, course, ContactMade, _last(course))
        spoken = (
            event for event in contacts if isinstance(event, ContactMade) and event.contacted is ContactWith.CAREGIVER
        )
        return self.protocol.apply(course, next(spoken))


# -- how ---------------------------------------------------------------------------------------------------------------


def _last(course: Course) -> date:
    """The last day of the timeline, on which the next event of that day is entered."""
    return course.last_on or USUAL_OPENING


def _area(event: Event) -> type[ProblemArea] | None:
    """The kind of the first focal area that is agreed on, if there is one."""
    agreed = event.formulation.areas if isinstance(event, FormulationAgreed) else ()
    return next((type(focal.area) for focal in agreed), None)


def _near(span: Between | None, number: int) -> int:
    """A whole number in a range, as near to *number* as there is one."""
    low, high = (span.low, span.high) if span else (None, None)
    return int(min(max(number, low or 0), number if high is None else high))


def _nth_day(frequency: Frequency, first: date, number: int) -> date:
    """The day of one of the sessions that begin on *first*, the first of which has the number 0."""
    if frequency is Frequency.MONTHLY:
        months = first.month - 1 + number
        return first.replace(year=first.year + months // 12, month=months % 12 + 1, day=min(first.day, 28))
    if frequency is Frequency.FORTNIGHTLY:
        return first + timedelta(14 * number)
    a_week = int(frequency.per_week or 1)
    return first + timedelta(7 * (number // a_week) + 2 * (number % a_week))


def _tapered(course: Course, on: date) -> date:
    """The day of the last session: twice as long after the one before it where the contract is tapered."""
    before, contract = course.counted.newest, course.contract
    if before is None or contract is None or not contract.tapered:
        return on
    a_week = (contract.frequency.per_week if contract.frequency else None) or 1
    return before.on + timedelta(round(14 / a_week))
