"""Rows of a cohort as full courses: what a clinic that treated this person by the manual would have written down.

The numbers of the row (scores, attendance, leaving, extension, medication, recurrence) are taken over; what the model
does not know stands there in words that say so. Week 0 is the day of the opening. The session of a week is on its first
day, seven days times the week before; the rating of a week on its last, so that each session begins with the rating of
the week that ends. Whoever leaves after a week leaves on its last day.
"""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import attrs

from iptcore.course import Course
from iptcore.events import (
    ClientReferred,
    CourseDiscontinued,
    CourseOpened,
    EpisodeRecorded,
    Event,
    FollowUpHeld,
    MedicationChanged,
    MedicationReviewed,
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
from iptcore.simulation.inputs.bad_request import BadRequest
from iptcore.simulation.inputs.columns import FINISHED, LEFT
from iptcore.simulation.inputs.plan import DAYS_A_MONTH, WEEK, Plan, phases_of
from iptcore.simulation.inputs.request import Request
from iptcore.simulation.play.departures import BY_THE_MANUAL, Departures
from iptcore.simulation.play.playing import play
from iptcore.simulation.play.therapist import MONDAY, Therapist
from iptcore.simulation.play.timetable import Timetable
from iptcore.vocabulary import DiscontinuationReason, Initiator, MedicationNeed, MissedBy, Purpose, RiskAction

AREAS: tuple[type[ProblemArea], ...] = (Grief, RoleDispute, RoleTransition, InterpersonalDeficits)
"""The problem areas in the order of the column ``area``."""

DRUG = "an antidepressant, as prescribed"
_NO_RISK_MODEL = "asked openly; risk is no part of the simulation"


def course_of(
    request: Request,
    columns: Mapping[str, Any],
    row: int,
    *,
    protocol: Protocol | None = None,
    opened: date = MONDAY,
    departures: Departures = BY_THE_MANUAL,
) -> Course:
    """One row of the columns of a request, number *row*, as a course that its protocol accepts; see `Cohort.course`."""
    if departures.missed_rating:
        raise BadRequest("which ratings are missed is a parameter of the model: pass missed_rating to simulate")
    setting = _Setting(request=request, arms=(request.arm, *map(arm_of, request.policy.other_arms)))
    if "attended" not in columns:
        raise BadRequest("this arm has no sessions: only an arm that treats can be written down as courses")
    if protocol is None:
        if "ipt" not in setting.paces(0):
            raise BadRequest("the sessions of this arm are no IPT: pass the protocol=... they are held by")
        protocol = next((one for one in CATALOGUE if one.code == setting.plan.code), None)
    if protocol is None:
        raise BadRequest("the protocol of this cohort is none of the catalogue: pass protocol=...")
    told = _Row(
        protocol=protocol,
        setting=setting,
        opened=opened,
        client=f"row-{row}",
        columns=columns,
    )
    therapist = Therapist(
        protocol,
        opened=opened,
        timetable=told.timetable,
        area=AREAS[int(told.columns["area"])],
        instruments=setting.codes,
        departures=departures,
        seed=request.seed,
        scores_known=False,
    )
    return play(protocol, _Interrupted(therapist, told.medication, told.afterwards), told.answer)


@attrs.frozen(kw_only=True)
class _Setting:
    """What all rows of a cohort share."""

    request: Request
    arms: tuple[Arm, ...]

    @property
    def plan(self) -> Plan:
        return self.request.plan

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(scale.name for scale in self.request.scales)

    def paces(self, arm: int) -> tuple[str, ...]:
        """The treatments that an arm is made of."""
        return tuple(part.pace for part in self.arms[arm].parts)

    def takes_drug(self, arm: int) -> bool:
        return "drug" in self.paces(arm)


@attrs.frozen(kw_only=True)
class _Row:
    """One row: its timetable, what its client answers, and what comes from neither therapist nor client."""

    protocol: Protocol
    setting: _Setting
    opened: date
    client: str
    columns: Mapping[str, Any]

    @property
    def weeks(self) -> int:
        return int(self.columns["weeks"])

    @property
    def referred(self) -> bool:
        """Whether the client changed to an arm without the treatment of this one."""
        if not self.columns.get("switched", 0):
            return False
        return self.setting.paces(0)[:1] != () and self.setting.paces(0)[0] not in self.setting.paces(self.final_arm)

    @property
    def final_arm(self) -> int:
        return int(self.columns["final_arm"])

    @property
    def goes(self) -> int | None:
        """The week after which the client left or was referred; None for neither."""
        if self.referred:
            return int(self.columns["switched"]) - 1
        return self.weeks if self.columns["ended"] == LEFT else None

    def day(self, days: float) -> date:
        return self.opened + timedelta(days=round(days))

    @property
    def timetable(self) -> Timetable:
        plan = self.setting.plan
        last = self.weeks if self.goes is None else max(plan.weeks, self.goes)
        kind = Purpose.GROUP if Purpose.GROUP in dict(self.protocol.by_purpose) else Purpose.REGULAR
        sessions = tuple((WEEK * (week - 1), kind) for week in self.setting.request.session_weeks if week <= last)
        initial, _, ending = plan.phases or phases_of(self.protocol, len(plan.session_weeks))
        weeks = self.setting.request.rating_weeks
        rated = (week for week, score in zip(weeks, self._primary, strict=True) if not math.isnan(score))
        return Timetable(
            sessions=sessions,
            ratings=frozenset(WEEK * week for week in rated if week <= last),
            agreed=len(plan.session_weeks),
            initial=initial,
            last=ending,
            ends=WEEK * last,
            early=bool(self.columns["ended"] == FINISHED),
        )

    @property
    def _primary(self) -> Any:
        return self.columns[f"score.{self.setting.request.scales[0].name}"]

    # -- the client ----------------------------------------------------------------------------------------------------

    def answer(self, course: Course, event: Event) -> Event:
        """What this client makes of what is to happen."""
        if self.goes is not None and course.ended_on is None:
            on = self.day(WEEK * self.goes)
            if event.on > on or (event.on == on and not isinstance(event, self._until_the_last)):
                return self._parting(on)
        return self._in_own_numbers(event)

    _until_the_last = (CourseOpened, SymptomsRated, RiskAssessed)
    """What still takes place on the day of the parting."""

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

    def _in_own_numbers(self, event: Event) -> Event:
        columns = self.columns
        match event:
            case SymptomsRated():
                return self._rating(event)
            case SessionHeld() if not self._came(event.on):
                return SessionMissed(on=event.on, missed_by=MissedBy.CLIENT, explained=True)
            case RiskAssessed():
                return event.replace(reasons=_NO_RISK_MODEL)
            case CourseOpened():
                return event.replace(client=self.client, age=int(columns["age"]))
            case EpisodeRecorded():
                return EpisodeRecorded(on=event.on, earlier_episodes=int(columns["prior_episodes"]))
            case TherapistAssigned():
                return TherapistAssigned(on=event.on, therapist=f"therapist-{columns['therapist']}")
            case _:
                return event

    def _rating(self, event: SymptomsRated) -> SymptomsRated:
        week = (event.on - self.opened).days // WEEK
        scale = self.setting.request.scales[self.setting.codes.index(event.instrument)]
        score = self.columns[f"score.{scale.name}"][self.setting.request.rating_weeks.index(week)]
        return event.replace(total=float(score))

    def _came(self, on: date) -> bool:
        week = (on - self.opened).days // WEEK + 1
        return bool(self.columns["attended"][self.setting.request.session_weeks.index(week)])

    # -- what comes of itself ------------------------------------------------------------------------------------------

    @property
    def medication(self) -> tuple[Event, ...]:
        """A drug that is part of the arm, or of the arm the client changed to."""
        starts = self.setting.takes_drug(0)
        events = self._taking(self.opened, now=True) if starts else ()
        if self.columns.get("switched", 0) and not self.referred:
            now = self.setting.takes_drug(self.final_arm)
            if now != starts:
                events += self._taking(self.day(WEEK * (int(self.columns["switched"]) - 1)), now=now)
        return events

    @property
    def afterwards(self) -> tuple[Event, ...]:
        """Ratings after the end, and the follow-up."""
        return tuple(sorted((*self._later_ratings(), *self._follow_up()), key=lambda event: event.on))

    def _taking(self, on: date, *, now: bool) -> tuple[Event, ...]:
        need = MedicationNeed.PRESCRIBED if now else MedicationNeed.NOT_INDICATED
        return MedicationReviewed(on=on, need=need), MedicationChanged(on=on, medication=DRUG, taken_now=now)

    def _later_ratings(self) -> list[Event]:
        rated = [
            SymptomsRated(on=self.day(WEEK * week), instrument=code, total=float(score))
            for scale, code in zip(self.setting.request.scales, self.setting.codes, strict=True)
            for week, score in zip(self.setting.request.rating_weeks, self.columns[f"score.{scale.name}"], strict=True)
            if week > (self.weeks if self.goes is None else self.goes) and not math.isnan(score)
        ]
        days = {rating.on for rating in rated}
        return [*(RiskAssessed(on=day, action=RiskAction.NONE, reasons=_NO_RISK_MODEL) for day in days), *rated]

    def _follow_up(self) -> tuple[Event, ...]:
        months = float(self.columns.get("months_well", math.nan))
        if math.isnan(months):
            return ()
        on = self.day(WEEK * self.setting.request.horizon + months * DAYS_A_MONTH)
        return (RecurrenceRecorded(on=on),) if self.columns["recurred"] else (FollowUpHeld(on=on, words="still well"),)


@attrs.frozen
class _Interrupted:
    """A policy, and events that come of themselves.

    Each of *during* is entered before whatever is planned for its day or later; *afterwards* follows in its order once
    the policy has nothing more.
    """

    policy: Therapist
    during: tuple[Event, ...]
    afterwards: tuple[Event, ...]

    def __call__(self, course: Course) -> Event | None:
        planned = self.policy(course)
        if course.opened_on is None:
            return planned
        if planned is None:
            return _missing(course, self.afterwards)
        waiting = _missing(course, tuple(event for event in self.during if event.on <= planned.on))
        return planned if waiting is None else waiting


def _missing(course: Course, events: tuple[Event, ...]) -> Event | None:
    return next((event for event in events if event not in course.all(type(event))), None)
