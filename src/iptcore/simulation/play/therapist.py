"""The policy of the package: a therapist who treats a course to its end, by the manual or with departures.

No code here tests the name of a protocol: the next event of a `Therapist` follows from the requirements of the protocol
(``due`` and its objections), from their cures, and from a `Timetable`. So a therapist can also treat under a protocol
of your own, and continue any course.
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeAlias

import attrs

from iptcore.course import Course, after, must_be_course
from iptcore.events import (
    ConsentGiven,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CrisisContactsRecorded,
    EndingAnnounced,
    EndingFeelingsDiscussed,
    EpisodeRecorded,
    Event,
    EventKind,
    FormulationAgreed,
    GainsReviewed,
    GoalAgreed,
    GoalReviewed,
    MemberJoined,
    MiddleBegun,
    MiddleResumed,
    ProgressReviewed,
    RelapsePlanAgreed,
    RiskAssessed,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    TerminationBegun,
    TherapistAssigned,
)
from iptcore.model.contract import ContractAmendment
from iptcore.model.problem_area import ProblemArea
from iptcore.protocol.examples import examples
from iptcore.protocol.examples.working import Around, around, read_by_around
from iptcore.protocol.protocol import Protocol
from iptcore.readings.days import last_day
from iptcore.readings.membership import groups
from iptcore.readings.risk import client_died
from iptcore.readings.safety import has_demand
from iptcore.readings.sessions import sessions_used
from iptcore.simulation.inputs.bad_request import BadRequest, a_tuple, flag, of_kind, whole
from iptcore.simulation.inputs.seeds import GREATEST_SEED
from iptcore.simulation.play.cache import Cache
from iptcore.simulation.play.departures import BY_THE_MANUAL, Departures, chance
from iptcore.simulation.play.requirements import Requirements
from iptcore.simulation.play.timetable import Timetable, timetable_of
from iptcore.simulation.play.treatment_part import TreatmentPart, next_event
from iptcore.simulation.play.written_rating import rated_like_before
from iptcore.simulation.play.written_session import IN_A_SESSION, SessionToWrite, written
from iptcore.vocabulary import (
    ContactReason,
    ContactWith,
    DiscontinuationReason,
    Phase,
    Purpose,
    RiskAction,
    SafetyMatter,
    Status,
    TerminationKind,
)

MONDAY = date(2026, 1, 5)
"""The default day on which simulated courses open."""

_LAST_YEAR = 9900

_INTAKE: tuple[EventKind, ...] = (
    TherapistAssigned,
    ConsentGiven,
    RiskAssessed,
    CrisisContactsRecorded,
    EpisodeRecorded,
)
"""Kinds of events that come before the first session."""

_AGREED_LATER = frozenset({FormulationAgreed, GoalAgreed, ContractAgreed})
"""Kinds of events that come after the first sessions."""

_TALKED_OF: tuple[EventKind, ...] = (EndingFeelingsDiscussed, GainsReviewed, RelapsePlanAgreed)
"""The topics of the last sessions, in their order."""

_NOBODY = "nobody"
"""Stands for the person of a session that works on nothing with anybody."""
_UnderWay: TypeAlias = tuple[Course, Event, TreatmentPart]
"""A treatment in progress: the steps continue when the event has been entered into the course."""


@attrs.frozen(slots=False)
class Therapist:
    """A policy for :func:`~iptcore.simulation.play`: treats a course to its end, then returns None.

    Its decisions depend only on the course, so one therapist can treat many courses and continue any course: it then
    settles the open demands of safety first, ends a course whose client withdrew consent, and judges nobody safe about
    whom there is a concern. It remembers the last course, to go on from there, and reads any other course anew. All
    events that a step requires are found in one query of the protocol, and entered before the next query. It also
    returns None where the protocol refuses the next step and nothing can cure that today (urgent risk).

    Args:
        protocol: the protocol to treat by.
        opened: the day on which a new course opens.
        client: the pseudonym of its client.
        timetable: the planned days; default the timetable of the protocol.
        area: the problem area to agree on, if the protocol knows it.
        instruments: codes of the instruments to rate with; None: the primary instruments of the protocol on which the
            course has ratings, or else the first one. Without a client who answers, a total is that of the last rating.
        departures: how often the therapist departs from the manual; default never.
        seed: the seed of the random departures.
        scores_known: whether ratings may be proposed on any day on which the protocol requires one. If not, they are
            taken only on the days of the timetable, and a reason (`NotDone`) answers the requirement of any other.

    Raises:
        BadRequest: if an argument has the wrong type.
    """

    protocol: Protocol
    opened: date = attrs.field(default=MONDAY, kw_only=True)
    client: str = attrs.field(default="client-1", kw_only=True)
    timetable: Timetable = attrs.field(kw_only=True)
    area: type[ProblemArea] | None = attrs.field(default=None, kw_only=True)
    instruments: tuple[str, ...] | None = attrs.field(default=None, kw_only=True)
    departures: Departures = attrs.field(default=BY_THE_MANUAL, kw_only=True)
    seed: int = attrs.field(default=0, kw_only=True)
    scores_known: bool = attrs.field(default=True, kw_only=True)

    @timetable.default
    def _own_timetable(self) -> Timetable:
        return timetable_of(self.protocol)

    def __attrs_post_init__(self) -> None:
        of_kind(self.protocol, Protocol, "protocol has to be a Protocol: Therapist(IPT)")
        if type(self.opened) is not date:
            raise BadRequest("opened has to be the day of the opening: date(2026, 1, 5)")
        if self.opened.year > _LAST_YEAR:
            raise BadRequest(f"opened has to be at most in the year {_LAST_YEAR}: the course would leave the calendar")
        of_kind(self.client, str, 'client has to be a pseudonym: "client-1"')
        of_kind(self.timetable, Timetable, "timetable has to be a Timetable: timetable_of(IPT)")
        area: Any = self.area
        if area is not None and not (isinstance(area, type) and issubclass(area, ProblemArea)):
            raise BadRequest("area has to be a class of problem area, such as Grief, or None")
        if self.instruments is not None:
            for code in a_tuple(self.instruments, "instruments", '("PHQ-9",)', 50):
                of_kind(code, str, 'instruments has to hold codes of instruments: ("PHQ-9",)')
        of_kind(self.departures, Departures, "departures has to be Departures: Departures(drift=0.1)")
        whole(self.seed, "seed", 0, GREATEST_SEED)
        flag(self.scores_known, "scores_known")

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in attrs.fields(Therapist)}

    def __call__(self, course: Course) -> Event | None:
        """The event that is to happen next in *course*; None: nothing more."""
        must_be_course(course)
        known = vars(self)
        under_way: _UnderWay | None = known.pop("_under_way", None)
        if under_way is not None and course.continues(under_way[0], under_way[1]):
            steps = under_way[2]
            event = next_event(steps, course)
        else:
            steps = self._treatment(course)
            event = next(steps, None)
        if event is not None:
            known["_under_way"] = course, event, steps
        return event

    def _treatment(self, course: Course) -> TreatmentPart:
        """The treatment of a course from its present state."""
        if course.opened_on is None:
            course = yield self._opening(course)
        before = None
        while course is not before and course.status is not Status.ENDED:
            before, today = course, course.last_on or self.opened
            if client_died(course):
                course = yield CourseDiscontinued(on=today, reason=DiscontinuationReason.DEATH)
            elif has_demand(course, SafetyMatter.CONSENT_WITHDRAWN):
                course = yield from self._requirements.settle(course, today)
                course = yield from self._recorded(course, CourseDiscontinued, today)
            elif course.status is Status.SUSPENDED:
                course = yield from self._resumed(course, today)
            else:
                course = yield from self._days(course, course.opened_on or self.opened, today)
        return course

    def _resumed(self, course: Course, today: date) -> TreatmentPart:
        """The events that end a pause: today, or in a week where urgent risk has to be assessed again."""
        for day in (today, today + min(timedelta(weeks=1), date.max - today)):
            step = CourseResumed(on=day)
            # Advice on the return is followed only where the protocol accepts a return.
            accepted = self.protocol.accepts(course, step)
            proceed = self._requirements.take if accepted else self._requirements.attempt
            done = yield from proceed(course, step)
            if done is not course:
                return done
        return course

    def _days(self, course: Course, opened: date, today: date) -> TreatmentPart:
        """The events of today and of later days, until the course is suspended or has ended."""
        table, first = self.timetable, (today - opened).days
        course = yield from self._requirements.settle(course, today)
        for at in (first, *table.days[bisect_right(table.days, first) :]):
            day, done = opened + min(timedelta(at), date.max - opened), None
            while course is not done and course.status is Status.OPEN:
                if at in table.ratings:
                    course = yield from self._ratings(course, day, at)
                while (urgent := self._urgent(course, day)) is not None:
                    course = yield urgent
                if at in table.purposes and day not in (last_day(course, SessionHeld), last_day(course, SessionMissed)):
                    course = yield from self._appointment(course, day, at)
                done = course
                if at >= table.ends or last_day(course, SessionHeld) == day:
                    course = yield from self._rest(course, day, at)
        return course

    # -- before and in a session ---------------------------------------------------------------------------------------

    def _opening(self, course: Course) -> Event:
        opening = self.cache.once(
            CourseOpened, lambda: next(examples(self.protocol, course, CourseOpened, self.opened))
        )
        return self._opened_for_client(opening)

    def _opened_for_client(self, opening: Event) -> Event:
        return opening.replace(client=self.client)

    def _worded(self, event: Event) -> Event:
        """The event in the words and numbers of this client."""
        return event

    def _own(self) -> Mapping[EventKind, object]:
        """What the examples of a kind depend on besides the course."""
        return {FormulationAgreed: self.area, ContractAgreed: (self.timetable.agreed, self.timetable.frequency)}

    def _total(self, code: str, at: int) -> float | None:  # noqa: ARG002  # what is known of a client is asked for by both
        """The total on an instrument on day number *at*; None: as in the last rating, or a middle value."""
        return None

    def _ratings(self, course: Course, day: date, at: int) -> TreatmentPart:
        between = 0 < at < self.timetable.ends
        if between and self._departs(course, "missed_rating", at) and at != self.timetable.counted[-1]:
            return course
        for code in self._instruments_of(course):
            rated = course.ratings(code).newest
            if rated is None or rated.on < day:
                risked = self.scores_known or last_day(course, RiskAssessed) == day
                if not risked and (risk := self._example(course, RiskAssessed, day)) is not None:
                    course = yield risk
                total = self._total(code, at)
                course = yield rated_like_before(self.cache, course, code, day, total, with_item=self.scores_known)
        return course

    def _instruments_of(self, course: Course) -> tuple[str, ...]:
        if self.instruments is not None:
            return self.instruments
        primary = self.protocol.primary_instruments  # a course begun by somebody else may be rated on any of them
        return tuple(code for code in primary if code in course.rated) or primary[:1]

    def _urgent(self, course: Course, day: date) -> Event | None:
        """The events that urgent risk requires at once."""
        assessed = course.last(RiskAssessed)
        if assessed is None or assessed.action is not RiskAction.URGENT:
            return None
        if (last_day(course, SafetyPlanAgreed) or date.min) < assessed.on:
            return self._example(course, SafetyPlanAgreed, day)
        return self._example(course, RiskAssessed, day) if assessed.on < day else None

    def _appointment(self, course: Course, day: date, at: int) -> TreatmentPart:
        purpose = self.timetable.purposes[at]
        before = (*_INTAKE, MemberJoined) if purpose is Purpose.GROUP and not groups(course) else _INTAKE
        for kind in before:
            if kind is MemberJoined or not course.has(kind):
                course = yield from self._recorded(course, kind, day)
        limit = course.contract.limit if course.contract else None
        if limit is not None and (sessions_used(course) >= limit or last_day(course, ContractAmended) == day):
            course = yield from self._extension(course, day, at, limit)
        return (yield self._session(course, day, at, purpose))

    def _extension(self, course: Course, day: date, at: int, limit: int) -> TreatmentPart:
        """An amendment for more sessions, where the contract is used up and the timetable is not."""
        used, left = sessions_used(course), 1 + self.timetable.left(at)
        if used >= limit:
            more = ContractAmended(
                on=day,
                amendment=ContractAmendment(sessions=used + left, frequency=self.timetable.extended_to),
                client_agrees=True,
                therapist_agrees=True,
                because="both want to go on with what has begun to help",
            )
            if not self.protocol.accepts(course, more):
                return course
            course = yield more
        extended = last_day(course, ContractAmended) == day
        if course.phase is Phase.TERMINATION and extended and left > self.timetable.last:
            course = yield from self._requirements.attempt(course, MiddleResumed(on=day))
        return course

    def _session(self, course: Course, day: date, at: int, purpose: Purpose) -> Event:
        previous, phase = course.counted.newest, course.phase
        to_write = SessionToWrite(
            day,
            purpose,
            phase,
            around=self._scene(course),
            partners=course.contract.joint_with if course.contract else (),
            task_before=previous is not None and previous.task_set is True,
            ending_near=phase is Phase.TERMINATION or self._past_half(at),
            departs=tuple(what for what in IN_A_SESSION if self._departs(course, what, at)) if self._may_depart else (),
        )
        return self._worded(self.cache.once(to_write, lambda: written(self.protocol, to_write)))

    def _scene(self, course: Course) -> Around:
        """The content of a session, computed again only if something that it depends on has changed.

        Outside the middle phase a session has no focus and works on nothing with anybody.
        """
        if course.phase is not Phase.MIDDLE:
            return Around(focus=(), middle=False, person=_NOBODY, groups=tuple(sorted(groups(course))))
        read = read_by_around(course)
        known: tuple[Any, Around] | None = vars(self).get("_known_scene")
        if known is None or known[0] != read:
            known = vars(self)["_known_scene"] = read, around(course)
        return known[1]

    # -- after a session, and at the end -------------------------------------------------------------------------------

    def _rest(self, course: Course, day: date, at: int) -> TreatmentPart:
        """The events of a day beside its session: understanding, agreements, reviews, and the steps between phases."""
        over = at >= self.timetable.ends
        if course.phase is Phase.INITIAL:
            return self._understand(course, day, at, over=over)
        if course.phase is Phase.MIDDLE:
            return self._work(course, day, at, over=over)
        return self._requirements.take(course, CourseCompleted(on=day)) if over else self._talk(course, day)

    def _understand(self, course: Course, day: date, at: int, *, over: bool) -> TreatmentPart:
        if over and self.timetable.early:
            course = yield from self._announced(course, day, at)
            end = TerminationBegun(on=day, how=TerminationKind.EARLY_BY_AGREEMENT)
            return (yield from self._requirements.attempt(course, end))
        course = yield from self._caregiver(course, day)
        if over or self.timetable.until(at) >= self.timetable.initial:
            return (yield from self._requirements.take(course, MiddleBegun(on=day)))
        return (yield from self._requirements.prepare(course, day, _AGREED_LATER))

    def _work(self, course: Course, day: date, at: int, *, over: bool) -> TreatmentPart:
        left, ahead = self.timetable.left(at), max(self.timetable.last + 1, self.protocol.announced_ahead)
        late = self._departs(course, "late_notice")
        if self._past_half(at):
            course = yield from self._review(course, day)
        if left <= ahead and not late:
            course = yield from self._announced(course, day, at)
        if over or left <= (0 if late else self.timetable.last):
            how = TerminationKind.EARLY_BY_AGREEMENT if self.timetable.early else TerminationKind.PLANNED
            course = yield from self._announced(course, day, at)
            leave = frozenset({GoalReviewed}) if self._departs(course, "no_review") else frozenset()
            course = yield from self._requirements.take(course, TerminationBegun(on=day, how=how), leave)
        return course

    def _past_half(self, at: int) -> bool:
        return 2 * self.timetable.until(at) >= self.timetable.agreed

    def _review(self, course: Course, day: date) -> TreatmentPart:
        """The review in mid-course: a meeting with a caregiver where the manual has one, the goals, the progress."""
        course = yield from self._caregiver(course, day)
        if self._departs(course, "no_review"):
            return course
        reviewed = {review.goal for review in course.newest(GoalReviewed)}
        for goal in course.goals:
            if goal.key not in reviewed:
                course = yield from self._recorded(course, GoalReviewed, day)
        if not course.has(ProgressReviewed):
            course = yield from self._recorded(course, ProgressReviewed, day)
        return course

    def _announced(self, course: Course, day: date, at: int) -> TreatmentPart:
        if not course.has(EndingAnnounced):
            left = min(self.timetable.left(at), 100)
            course = yield self.cache.once(
                (EndingAnnounced, day, left), lambda: EndingAnnounced(on=day, sessions_left=left)
            )
        return course

    def _talk(self, course: Course, day: date) -> TreatmentPart:
        if day not in [last_day(course, kind) for kind in _TALKED_OF]:
            kind = next((kind for kind in _TALKED_OF if not course.has(kind)), None)
            if kind is not None:
                course = yield from self._recorded(course, kind, day)
        return course

    def _caregiver(self, course: Course, day: date) -> TreatmentPart:
        """A meeting with a caregiver, if the completion of the course will require one to have taken place by now."""
        unmet = [clause for clause in self.cache.in_time if not clause.holds(self.protocol, course, None)]
        if unmet:
            reason, contacted = ContactReason.CAREGIVER_INVOLVEMENT, ContactWith.CAREGIVER
            meeting = ContactMade(on=day, reason=reason, contacted=contacted, reached=True)
            met = after(course, meeting)
            return (yield meeting) if any(clause.holds(self.protocol, met, None) for clause in unmet) else course
        return course

    # -- what is asked for, and what meets it --------------------------------------------------------------------------

    @cached_property
    def cache(self) -> Cache:
        """The cache of events that it has made."""
        return Cache(self.protocol)

    @cached_property
    def _requirements(self) -> Requirements:
        return Requirements(
            cache=self.cache,
            sessions=self.timetable.agreed,
            frequency=self.timetable.frequency,
            area=self.area,
            scores_known=self.scores_known,
            worded=self._worded,
            own=self._own(),
        )

    @cached_property
    def _may_depart(self) -> bool:
        """Whether it departs from the manual."""
        return self.departures != BY_THE_MANUAL

    def _recorded(self, course: Course, kind: EventKind, day: date) -> TreatmentPart:
        event = self._example(course, kind, day)
        return course if event is None else (yield event)

    def _example(self, course: Course, kind: EventKind, day: date) -> Event | None:
        return self._requirements.example(course, kind, day)

    def _departs(self, course: Course, what: str, *key: object) -> bool:
        if not self._may_depart:
            return False
        rate: float = getattr(self.departures, what)
        return rate > 0.0 and chance(self.seed, course.client, course.opened_on, what, *key) < rate
