"""Rows of a cohort as full courses: the record of a clinic that treated this person by the manual.

The numbers of the row (scores, attendance, leaving, extension, medication, recurrence) are used as they are; where the
model knows nothing, the words of an event say so. Week 0 is the day of the opening. The session of a week is on its
first day, the rating of a week on its last day, so that each session begins with the rating of the week that ends.
Somebody who leaves after a week leaves on its last day.
"""

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import attrs

from iptcore.course import Course
from iptcore.events import (
    ClientReferred,
    CourseDiscontinued,
    CourseOpened,
    EpisodeRecorded,
    Event,
    EventKind,
    FollowUpHeld,
    MedicationChanged,
    MedicationReviewed,
    MemberJoined,
    RecurrenceRecorded,
    Referral,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
    TherapistAssigned,
)
from iptcore.model.problem_area import Grief, InterpersonalDeficits, ProblemArea, RoleDispute, RoleTransition
from iptcore.protocol.catalogue import CATALOGUE
from iptcore.protocol.protocol import Protocol
from iptcore.simulation.inputs.arms import Arm, arm_of
from iptcore.simulation.inputs.arrays import Columns
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.columns import FINISHED, LEFT
from iptcore.simulation.inputs.plan import SESSION_DAYS, frequency_of, phases_of
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.play.cache import Cache
from iptcore.simulation.play.departures import BY_THE_MANUAL, Departures
from iptcore.simulation.play.policy_and_client import MOST_EVENTS
from iptcore.simulation.play.therapist import MONDAY, Therapist
from iptcore.simulation.play.timetable import DAYS_A_MONTH, WEEK, Timetable
from iptcore.simulation.play.treatment_part import next_event
from iptcore.vocabulary import (
    DiscontinuationReason,
    Frequency,
    Initiator,
    MedicationNeed,
    MissedBy,
    Purpose,
    RiskAction,
)

AREAS: tuple[type[ProblemArea], ...] = (Grief, RoleDispute, RoleTransition, InterpersonalDeficits)
"""The problem areas in the order of the column ``area``."""

DRUG = "an antidepressant, as prescribed"
_READ = (
    "weeks", "switched", "attended", "ended", "final_arm", "area", "age", "prior_episodes", "therapist", "months_well",
    "recurred",
)  # fmt: skip
"""The columns from which a course is written, beside the scores."""

_NO_RISK_MODEL = "asked openly; risk is no part of the simulation"


class Scribe:
    """Writes rows of one request as courses of one protocol; see `Cohort.course`.

    *columns* are the names of the columns. A scribe reuses events that it has made, so use one for many rows.
    """

    def __init__(
        self,
        request: Request,
        columns: Container[str],
        *,
        protocol: Protocol | None = None,
        opened: date = MONDAY,
        departures: Departures = BY_THE_MANUAL,
    ) -> None:
        if departures.missed_rating:
            raise BadRequest(
                "missed ratings are simulated by the model: set the parameter missed_rating in simulate instead"
            )
        if "attended" not in columns:
            raise BadRequest("this arm has no sessions: only an arm with sessions can be written as courses")
        setting = _Setting(request)
        if protocol is None:
            if "ipt" not in setting.paces(0):
                raise BadRequest("the sessions of this arm are not IPT: pass their protocol=...")
            protocol = next((known for known in CATALOGUE if known.code == request.plan.code), None)
        if protocol is None:
            raise BadRequest("the protocol of this cohort is not in the catalogue: pass protocol=...")
        self._setting = setting
        self._read = tuple(name for name in (*_READ, *(f"score.{code}" for code in setting.codes)) if name in columns)
        self._therapist = _ByTheRow(
            protocol,
            opened=opened,
            instruments=setting.codes,
            departures=departures,
            seed=request.seed,
            scores_known=False,
        )

    def courses(self, columns: Columns, rows: Iterable[int]) -> Iterator[Course]:
        """Rows of a cohort as courses that their protocol accepts; *columns* holds the numbers of these rows."""
        numbers = [columns[name].T.tolist() for name in self._read]
        for row, *own in zip(rows, *numbers, strict=True):
            numbers_of_row = dict(zip(self._read, own, strict=True))
            yield self._therapist.treat(_Row(self._setting, numbers_of_row, self._therapist.opened, f"row-{row}"))


class _Setting:
    """What all rows of a cohort share."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.arms: tuple[Arm, ...] = (request.arm, *map(arm_of, request.policy.other_arms))
        self.codes = tuple(scale.name for scale in request.scales)
        self.rating_weeks = request.rating_weeks
        self.session_weeks = request.session_weeks
        self.group_size = request.plan.group_size
        self.rating_of_day = {WEEK * week: place for place, week in enumerate(self.rating_weeks)}
        self.session_of_day = {day: place for place, day in enumerate(self._session_days())}

    def _session_days(self) -> Iterator[int]:
        for week, sessions in Counter(self.session_weeks).items():
            yield from (WEEK * (week - 1) + day for day in SESSION_DAYS[sessions])

    def paces(self, arm: int) -> tuple[str, ...]:
        """The treatments in an arm."""
        return tuple(part.pace for part in self.arms[arm].parts)

    def takes_drug(self, arm: int) -> bool:
        return "drug" in self.paces(arm)

    def timetable(self, protocol: Protocol, last: int, rated: tuple[int, ...], *, early: bool) -> Timetable:
        """The timetable of a course that ends after the week *last*, with ratings in the weeks *rated*."""
        plan = self.request.plan
        parts, planned = dict(protocol.by_purpose), len(plan.session_weeks)
        in_groups = Purpose.GROUP in parts and (plan.group_size is not None or Purpose.REGULAR not in parts)
        kind = Purpose.GROUP if in_groups else Purpose.REGULAR
        alone = plan.pre_group if Purpose.PRE_GROUP in parts else 0
        initial, _, ending = plan.phases or phases_of(protocol, planned, alone)
        often, weekly = frequency_of(plan, protocol), Frequency.WEEKLY
        return Timetable(
            sessions=tuple(
                (day, Purpose.PRE_GROUP if place < alone else kind)
                for day, place in self.session_of_day.items()
                if day < WEEK * last
            ),
            ratings=frozenset(WEEK * week for week in rated),
            agreed=planned - alone,
            initial=initial - alone,
            last=ending,
            ends=WEEK * last,
            early=early,
            frequency=often,
            # An extension has a session in each of its weeks.
            extended_to=weekly
            if often not in (None, weekly) and weekly in (protocol.frequencies or (weekly,))
            else None,
        )


class _Row:
    """One row: what is known of its client, and the events that neither therapist nor client decides."""

    def __init__(self, setting: _Setting, columns: Mapping[str, Any], opened: date, client: str) -> None:
        self.setting = setting
        self.columns = columns
        self.opened = opened
        self.client = client
        self.weeks: int = columns["weeks"]
        self.switched: int = columns.get("switched", 0)
        self.attended: list[bool] = columns["attended"]
        self.scores: dict[str, list[float]] = {
            code: [score + 0.0 for score in columns[f"score.{code}"]]
            for code in setting.codes  # no -0.0 in a document
        }
        self.early: bool = columns["ended"] == FINISHED
        self.referred = self._is_referred()
        """Whether the client changed to an arm without the treatment of this one."""
        left = self.weeks if columns["ended"] == LEFT else None
        self.goes = self.switched - 1 if self.referred else left
        """The week after which the client left or was referred; None for neither."""
        self.parting = None if self.goes is None else self.day(WEEK * self.goes)
        """The day of it."""

    def _is_referred(self) -> bool:
        begun = self.setting.paces(0)[:1]
        return bool(self.switched and begun) and begun[0] not in self.setting.paces(self.final_arm)

    @property
    def final_arm(self) -> int:
        arm: int = self.columns["final_arm"]
        return arm

    def day(self, days: float) -> date:
        return self.opened + timedelta(days=round(days))

    def timetable(self, protocol: Protocol, cache: Cache) -> Timetable:
        last = self.weeks if self.goes is None else max(self.setting.request.plan.weeks, self.goes)
        primary = self.scores[self.setting.codes[0]]
        taken = zip(self.setting.rating_weeks, primary, strict=True)
        rated = tuple(week for week, score in taken if week <= last and score == score)  # noqa: PLR0124  # NaN: not taken
        early = self.early
        return cache.once(
            (Timetable, last, rated, early), lambda: self.setting.timetable(protocol, last, rated, early=early)
        )

    # -- the client ----------------------------------------------------------------------------------------------------

    def total(self, code: str, at: int) -> float:
        """The total on an instrument on the day number *at*."""
        return self.scores[code][self.setting.rating_of_day[at]]

    def parted(self, course: Course, event: Event) -> Event:
        """What happens when *event* is to happen: from the day of leaving or referral on, that event instead."""
        on = self.parting
        if on is None or event.on < on or course.ended_on is not None:
            return event
        return event if event.on == on and isinstance(event, _UNTIL_THE_LAST) else self._parting(on)

    def _parting(self, on: date) -> Event:
        if self.referred:
            return ClientReferred(on=on, referral=Referral(to=self.setting.arms[self.final_arm].name, on=on))
        return CourseDiscontinued(
            on=on,
            reason=DiscontinuationReason.CLIENT_CHOICE,
            initiator=Initiator.CLIENT,
            contact_attempts=1,
            referral=Referral(none_because="not wished for"),
            details="the client left; why is no part of the simulation",
        )

    @property
    def own(self) -> Mapping[EventKind, object]:
        """The numbers of this row that `worded` puts into the events of a kind."""
        therapist = self.columns["therapist"]
        return {EpisodeRecorded: self.columns["prior_episodes"], TherapistAssigned: therapist, MemberJoined: therapist}

    def worded(self, event: Event, cache: Cache) -> Event:
        """The event, with the numbers of this row."""
        on, size = event.on, self.setting.group_size
        match event:
            case SessionHeld() if not self.attended[self.setting.session_of_day[(on - self.opened).days]]:
                # The contract counts the sessions of a group, and not the single ones before it.
                counts = False if event.purpose is Purpose.PRE_GROUP else None
                return cache.once(
                    (SessionMissed, on),
                    lambda: SessionMissed(on=on, missed_by=MissedBy.CLIENT, explained=True, counts=counts),
                )
            case SessionHeld(group_size=int()) if size is not None:
                return cache.once((SessionHeld, event), lambda: event.replace(group_size=size))
            case MemberJoined() if size is not None:
                return event.replace(group=f"group-{self.columns['therapist']}")
            case RiskAssessed():
                return event.replace(reasons=_NO_RISK_MODEL)
            case EpisodeRecorded():
                return EpisodeRecorded(on=on, earlier_episodes=self.columns["prior_episodes"])
            case TherapistAssigned():
                return TherapistAssigned(on=on, therapist=f"therapist-{self.columns['therapist']}")
            case _:
                return event

    # -- what comes of itself ------------------------------------------------------------------------------------------

    def medication(self) -> tuple[Event, ...]:
        """A drug that is part of the arm, or of the arm the client changed to."""
        starts = self.setting.takes_drug(0)
        events = self._taking(self.opened, now=True) if starts else ()
        if self.switched and not self.referred:
            now = self.setting.takes_drug(self.final_arm)
            if now != starts:
                events += self._taking(self.day(WEEK * (self.switched - 1)), now=now)
        return events

    def afterwards(self) -> tuple[Event, ...]:
        """Ratings after the end, and the follow-up."""
        return tuple(sorted((*self._later_ratings(), *self._follow_up()), key=lambda event: event.on))

    def _taking(self, on: date, *, now: bool) -> tuple[Event, ...]:
        need = MedicationNeed.PRESCRIBED if now else MedicationNeed.NOT_INDICATED
        return MedicationReviewed(on=on, need=need), MedicationChanged(on=on, medication=DRUG, taken_now=now)

    def _later_ratings(self) -> list[Event]:
        ended = self.weeks if self.goes is None else self.goes
        rated = [
            SymptomsRated(on=self.day(WEEK * week), instrument=code, total=score)
            for code, scores in self.scores.items()
            for week, score in zip(self.setting.rating_weeks, scores, strict=True)
            if week > ended and not math.isnan(score)
        ]
        days = {rating.on for rating in rated}
        return [*(RiskAssessed(on=day, action=RiskAction.NONE, reasons=_NO_RISK_MODEL) for day in days), *rated]

    def _follow_up(self) -> tuple[Event, ...]:
        months: float = self.columns.get("months_well", math.nan)
        if math.isnan(months):
            return ()
        on = self.day(WEEK * self.setting.request.horizon + months * DAYS_A_MONTH)
        return (RecurrenceRecorded(on=on),) if self.columns["recurred"] else (FollowUpHeld(on=on, words="still well"),)


_UNTIL_THE_LAST = (CourseOpened, SymptomsRated, RiskAssessed)
"""What still takes place on the day on which the client leaves or is referred."""


class _ByTheRow(Therapist):
    """A therapist whose client is a row of a cohort.

    Events of the row *during* treatment are entered before anything that is planned for the same day or later; those
    *afterwards* follow in their order when nothing more is planned.
    """

    row: _Row
    during: tuple[Event, ...]
    afterwards: tuple[Event, ...]
    as_planned_before: date
    """The first day on which something else may happen than what is planned."""

    def treat(self, row: _Row) -> Course:
        """The course of a row."""
        beside = object.__new__(_ByTheRow)
        during = row.medication()
        vars(beside).update(
            self._shared,
            row=row,
            during=during,
            as_planned_before=min((row.parting or date.max, *(event.on for event in during))),
            afterwards=row.afterwards(),
            timetable=row.timetable(self.protocol, self.cache),
            area=AREAS[row.columns["area"]],
        )
        return beside.played()

    @cached_property
    def _shared(self) -> dict[str, Any]:
        parts = {field.name: getattr(self, field.name) for field in attrs.fields(Therapist)}
        return {**parts, "cache": self.cache, "_may_depart": self._may_depart}

    def played(self) -> Course:
        """The course, each event judged by the protocol; the plan starts anew where another event took place.

        What `play` does with a policy that may be given any course, without looking each time which course it was.
        """
        course = Course()
        part = self._treatment(course)
        planned = next(part, None)
        for _ in range(MOST_EVENTS):
            as_planned = planned is not None and planned.on < self.as_planned_before
            happens = planned if as_planned else self._instead_of(planned, course)
            if happens is None:
                return course
            course = self.protocol.apply(course, happens)
            if happens is planned:
                planned = next_event(part, course)
            else:
                part = self._treatment(course)
                planned = next(part, None)
        raise BadRequest(
            f"the course did not end within {MOST_EVENTS} events: the protocol goes on to require an event that was "
            "entered; check the predicates of its own rules"
        )

    def _instead_of(self, planned: Event | None, course: Course) -> Event | None:
        """The event that takes place: *planned*, or what comes of itself before it, or the parting; None: nothing."""
        if course.opening is None:
            return planned
        if planned is None:
            happens = _missing(course, self.afterwards)
        else:
            happens = _missing(course, tuple(event for event in self.during if event.on <= planned.on)) or planned
        return None if happens is None else self.row.parted(course, happens)

    def _total(self, code: str, at: int) -> float:
        return self.row.total(code, at)

    def _opened_for_client(self, opening: Event) -> Event:
        return opening.replace(client=self.row.client, age=self.row.columns["age"])

    def _worded(self, event: Event) -> Event:
        return self.row.worded(event, self.cache)

    def _own(self) -> Mapping[EventKind, object]:
        return {**super()._own(), **self.row.own}


def _missing(course: Course, events: tuple[Event, ...]) -> Event | None:
    return next((event for event in events if event not in course.newest(type(event))), None)
