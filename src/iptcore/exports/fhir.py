"""A course as a FHIR bundle, in plain dictionaries by the R4 (4.0.1) definitions.

Codes that FHIR does not prescribe are words of this library in its own code systems (``urn:iptcore:…``), with LOINC for
totals of instruments that have a code, and SNOMED CT 443730003 for IPT itself.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any, TypeAlias

from iptcore.course import Course, Entry
from iptcore.errors import Fault, InvalidValue
from iptcore.events import (
    AdverseEventRecorded,
    ContractAgreed,
    CourseResumed,
    CourseSuspended,
    DiagnosisRecorded,
    EntriesCorrected,
    EpisodeRecorded,
    FormulationAgreed,
    GoalAgreed,
    GoalReviewed,
    RelapsePlanAgreed,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
)
from iptcore.exports.fhir_terms import (
    ACTIVITY_STATUS,
    DIAGNOSIS_SYSTEMS,
    ENCOUNTER_CLASSES,
    EPISODE_STATUS,
    GOAL_ATTAINMENT,
    GOAL_STATUS,
    IPT_CONCEPT,
    NOT_KNOWN,
    SUICIDE_ITEM,
    TERMS,
    achievement,
    clinical,
    clinical_status,
    coded,
    moment,
    own,
    plan_status,
    protocol_url,
    quantity,
    repeat,
    words,
)
from iptcore.exports.naming import checked_name, code_system, stable_id
from iptcore.model.diagnosis import Diagnosis
from iptcore.protocol.protocol import Protocol, must_be_protocol_and_courses
from iptcore.validation import got, must_be_flags
from iptcore.vocabulary import DiagnosisRole, Ending, RiskAction, Status

Resource: TypeAlias = dict[str, Any]


def bundle(protocol: Protocol, course: Course, *, name: str, private: bool = False) -> Resource:
    """A course as a FHIR R4 bundle (a *collection*) of plain dictionaries.

    *name* is the name of the course in the other system: every id follows from it and from the place of the resource,
    so that a second export updates the first. *protocol* has the instruments and the labels. The bundle has the present
    state, after corrections; a rating that was corrected is marked.

    It has: Patient (no names, dates or addresses), EpisodeOfCare with its pauses, Condition for each diagnosis and
    focal area, CarePlan for the contract and for the relapse plan, Goal with its reviews as Observation, Encounter for
    each session held or missed, Procedure for each technique, Observation for each rating, Flag for the time in which
    action on risk was needed, AdverseEvent.

    With ``private=True`` it also has the client's pseudonym as an identifier, codes and labels of diagnoses, the words
    of goals and the lines of the relapse plan.

    Not exported: who recorded what and when (a Provenance requires the time of day), therapists and supervisors; the
    inventory, life events and patterns; the formulation in words; notes of sessions, and who attended; consents, safety
    plans, crisis contacts and reasons of risk assessments; medication; contacts, referrals, supervision; departures and
    their reasons; answers to single items other than the suicide item; bands and cut-offs. A missed session is a
    cancelled Encounter, since an Appointment requires the time of day. FHIR cannot express a date that is about, before
    or ahead: such a date is text.

    Raises:
        InvalidValue: for a course that was never opened, if *name* does not have the form of a key, and for another
            argument that does not fit.
    """
    must_be_protocol_and_courses("bundle(protocol, course, name=name)", protocol, course)
    must_be_flags(private=private)
    checked_name("FHIR bundle", name)
    if course.opening is None:
        raise InvalidValue("FHIR bundle", [Fault("course", "a course that was opened", got(course), "open it first")])
    parts = _Parts(protocol, course, name, private)
    resources = [
        parts.patient(),
        parts.episode(),
        *parts.diagnoses(),
        *parts.areas(),
        *parts.goals(),
        *parts.contract(),
        *parts.relapse_plan(),
        *parts.happenings(),
        *parts.flags(),
    ]
    return {
        "resourceType": "Bundle",
        "id": stable_id("fhir", name, "bundle"),
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources],
    }


# -- how ---------------------------------------------------------------------------------------------------------------


class _Parts:
    """The resources of one course."""

    def __init__(self, protocol: Protocol, course: Course, name: str, private: bool) -> None:
        self.protocol, self.course, self.name, self.private = protocol, course, name, private
        self.timeline = course.timeline
        self.areas_in_order = tuple(
            {
                focal.area.key: focal.area
                for event in course.all(FormulationAgreed)
                for focal in event.formulation.areas
            }.values()
        )
        self.subject = self.refer("patient")

    def id(self, what: str, *which: str | int) -> str:
        return stable_id("fhir", self.name, what, *which)

    def refer(self, what: str, *which: str | int) -> Resource:
        return {"reference": f"urn:uuid:{self.id(what, *which)}"}

    def resource(self, kind: str, what: str, *which: str | int, **parts: Any) -> Resource:
        """A resource without its empty parts, which FHIR does not allow."""
        present = {key: part for key, part in parts.items() if part not in (None, [], {}, "")}
        return {"resourceType": kind, "id": self.id(what, *which), **present}

    def secret(self, text: str | None) -> str | None:
        return text if self.private else None

    def period(self) -> Resource:
        ended = self.course.ended_on
        return {"start": _day(self.course.opened_on), **({"end": _day(ended)} if ended else {})}

    # -- who and what --

    def patient(self) -> Resource:
        identifier = [{"system": code_system("clients"), "value": self.course.client}] if self.private else []
        died = True if self.course.ending is Ending.DIED else None
        return self.resource("Patient", "patient", identifier=identifier, deceasedBoolean=died)

    def episode(self) -> Resource:
        return self.resource(
            "EpisodeOfCare",
            "episode",
            status=EPISODE_STATUS[self.course.status],
            statusHistory=list(self.status_history()),
            type=[coded(IPT_CONCEPT, own("protocols", self.protocol.code, self.protocol.name))],
            diagnosis=[
                {"condition": self.refer("diagnosis", diagnosis.condition, diagnosis.role)}
                for diagnosis in self.course.diagnoses
                if diagnosis.role is not DiagnosisRole.PAST or diagnosis.is_present
            ],
            patient=self.subject,
            period=self.period(),
        )

    def status_history(self) -> Iterator[Resource]:
        """The periods in which the course was open or suspended."""
        steps: list[tuple[str, date]] = [("active", self.course.opened_on or date.min)]
        for _, event in self.timeline:
            after = {CourseSuspended: "onhold", CourseResumed: "active"}.get(type(event))
            if after not in (None, steps[-1][0]) and not (self.course.ended_on and event.on > self.course.ended_on):
                steps.append((str(after), event.on))
        steps.append(("finished", self.course.ended_on or date.max))
        for (status, since), (_, until) in pairwise(steps):
            end = {} if until == date.max else {"end": _day(until)}
            yield {"status": status, "period": {"start": _day(since), **end}}

    def diagnoses(self) -> Iterator[Resource]:
        onset = self.course.last(EpisodeRecorded)
        for diagnosis in self.course.diagnoses:
            first = next(
                event.on
                for event in self.course.all(DiagnosisRecorded)
                if (event.diagnosis.condition, event.diagnosis.role) == (diagnosis.condition, diagnosis.role)
            )
            target = diagnosis.role is DiagnosisRole.TARGET
            yield self.resource(
                "Condition",
                "diagnosis",
                diagnosis.condition,
                diagnosis.role,
                clinicalStatus=clinical_status(diagnosis),
                category=[coded(own("diagnosis-roles", diagnosis.role))],
                code=coded(*self.diagnosis_codes(diagnosis), text=self.secret(diagnosis.label)),
                subject=self.subject,
                **(moment("onset", onset.onset) if target and onset and onset.onset else {}),
                recordedDate=_day(first),
            )

    def diagnosis_codes(self, diagnosis: Diagnosis) -> Iterator[Resource]:
        yield own("conditions", diagnosis.condition)
        system = DIAGNOSIS_SYSTEMS.get(diagnosis.system) if diagnosis.system else None
        if self.private and system and diagnosis.code:
            yield {"system": system, "code": " ".join(diagnosis.code.split())}

    def areas(self) -> Iterator[Resource]:
        """The focal areas, each as a condition that is active while it is a focus of the course."""
        formulation = self.course.formulation
        for number, area in enumerate(self.areas_in_order, start=1):
            focus = formulation is not None and area.key in formulation.keys and self.course.status is not Status.ENDED
            first = next(e.on for e in self.course.all(FormulationAgreed) if area.key in e.formulation.keys)
            yield self.resource(
                "Condition",
                "area",
                number,
                clinicalStatus=clinical("active" if focus else "inactive"),
                category=[coded(own("problem-areas", "problem_area"))],
                code=coded(own("problem-areas", area.kind, self.protocol.label(area.kind))),
                subject=self.subject,
                recordedDate=_day(first),
            )

    def area(self, key: str) -> list[Resource]:
        """A reference to a focal area by its key; none if there was never such an area."""
        keys = [area.key for area in self.areas_in_order]
        return [self.refer("area", keys.index(key) + 1)] if key in keys else []

    # -- what was agreed --

    def goals(self) -> Iterator[Resource]:
        for number, goal in enumerate(self.course.goals, start=1):
            reviews = [review for review in self.course.all(GoalReviewed) if review.goal == goal.key]
            first = next(event.on for event in self.course.all(GoalAgreed) if event.goal.key == goal.key)
            yield self.resource(
                "Goal",
                "goal",
                number,
                lifecycleStatus=GOAL_STATUS[plan_status(self.course)],
                achievementStatus=achievement(goal, reviews),
                category=[coded(own("mechanisms", goal.mechanism))] if goal.mechanism else [],
                description={"text": words(self.secret(goal.words) or f"goal {number} of the course")},
                subject=self.subject,
                startDate=_day(first),
                statusDate=_day(reviews[-1].on) if reviews else None,
                addresses=self.area(goal.area) if goal.area else [],
                outcomeReference=[self.refer("review", number, place) for place, _ in enumerate(reviews, start=1)],
            )
            for place, review in enumerate(reviews, start=1):
                yield self.resource(
                    "Observation",
                    "review",
                    number,
                    place,
                    status="final",
                    code=coded(GOAL_ATTAINMENT),
                    subject=self.subject,
                    focus=[self.refer("goal", number)],
                    effectiveDateTime=_day(review.on),
                    valueInteger=review.attainment,
                )

    def contract(self) -> Iterator[Resource]:
        agreed = self.course.last(ContractAgreed)
        contract = self.course.contract
        if agreed is None or contract is None:
            return
        first = self.course.all(ContractAgreed)[0].on
        goals = [goal.key for goal in self.course.goals]
        detail = {
            "code": coded(IPT_CONCEPT),
            "reasonReference": [reference for key in contract.focus for reference in self.area(key)],
            "status": ACTIVITY_STATUS[self.course.status],
        }
        timing = repeat(contract.frequency, contract.sessions, contract.at_most, contract.minutes)
        if timing:
            detail["scheduledTiming"] = {"repeat": timing}
        yield self.resource(
            "CarePlan",
            "contract",
            instantiatesCanonical=[f"{protocol_url(self.protocol)}|{self.protocol.edition}"],
            status=plan_status(self.course),
            intent="plan",
            title="Treatment contract",
            subject=self.subject,
            period=self.period() | {"start": _day(min(first, self.course.ended_on or first))},
            created=_day(agreed.on),
            addresses=detail["reasonReference"],
            goal=[self.refer("goal", goals.index(key) + 1) for key in contract.goals if key in goals],
            activity=[{"detail": {key: part for key, part in detail.items() if part}}],
        )

    def relapse_plan(self) -> Iterator[Resource]:
        agreed, plan = self.course.last(RelapsePlanAgreed), self.course.relapse_plan
        if agreed is None or plan is None:
            return
        lines = (
            *(f"Warning sign: {sign.sign}" for sign in plan.warning_signs),
            *(f"Strategy: {strategy}" for strategy in plan.strategies),
            *(f"When it is as bad as {step.severity} of 5: {step.step}" for step in plan.steps),
        )
        yield self.resource(
            "CarePlan",
            "relapse-plan",
            status="active",
            intent="plan",
            category=[coded(own("plans", "relapse_prevention"))],
            title="Relapse prevention plan",
            subject=self.subject,
            created=_day(agreed.on),
            activity=[
                {"detail": {"status": "scheduled", "description": words(line)}} for line in lines if self.private
            ],
        )

    # -- what happened --

    def happenings(self) -> Iterator[Resource]:
        corrected = {
            correction.entry for event in self.course.all(EntriesCorrected) for correction in event.corrections
        }
        for entry in self.timeline:
            match entry.event:
                case SessionHeld() as session:
                    yield from self.session(entry, session)
                case SessionMissed() as missed:
                    why = own("missed-by", missed.missed_by)
                    yield self.encounter(entry, "cancelled", where=NOT_KNOWN, what=why)
                case SymptomsRated() as rated:
                    yield self.rating(entry, rated, corrected=entry.number in corrected)
                case AdverseEventRecorded() as adverse:
                    yield self.resource(
                        "AdverseEvent",
                        "entry",
                        entry.number,
                        actuality="actual",
                        event=coded(own("adverse-events", adverse.what)),
                        subject=self.subject,
                        date=_day(adverse.on),
                    )
                case _:
                    pass

    def session(self, entry: Entry, session: SessionHeld) -> Iterator[Resource]:
        about = [reference for key in session.focus for reference in self.area(key)]
        yield self.encounter(
            entry,
            "finished",
            where=ENCOUNTER_CLASSES[session.modality],
            what=own("session-purposes", session.purpose),
            length=quantity(session.minutes, "min", "min") if session.minutes else None,
            reasonReference=about,
        )
        for place, technique in enumerate(session.techniques, start=1):
            yield self.resource(
                "Procedure",
                "technique",
                entry.number,
                place,
                status="completed",
                code=coded(own("techniques", technique)),
                subject=self.subject,
                encounter=self.refer("entry", entry.number),
                performedDateTime=_day(session.on),
                reasonReference=about,
            )

    def encounter(self, entry: Entry, status: str, *, where: Resource, what: Resource, **more: Any) -> Resource:
        """A session that was held or missed."""
        day = _day(entry.event.on)
        return self.resource(
            "Encounter",
            "entry",
            entry.number,
            status=status,
            **{"class": where},
            type=[coded(what)],
            subject=self.subject,
            episodeOfCare=[self.refer("episode")],
            period={"start": day, "end": day},
            **more,
        )

    def rating(self, entry: Entry, rated: SymptomsRated, *, corrected: bool) -> Resource:
        instrument = self.protocol.instrument(rated.instrument)
        loinc = instrument.loinc if instrument else None
        codings = [{"system": "http://loinc.org", "code": loinc.words}] if loinc else []
        codings.append(own("instruments", rated.instrument, instrument.name if instrument else None))
        answers = [(SUICIDE_ITEM, rated.suicide_item), (own("ratings", "missing_items"), rated.missing_items or None)]
        return self.resource(
            "Observation",
            "entry",
            entry.number,
            status="corrected" if corrected else "final",
            category=[coded({"system": TERMS + "observation-category", "code": "survey"})],
            code=coded(*codings),
            subject=self.subject,
            effectiveDateTime=_day(rated.on),
            valueQuantity=quantity(rated.total, "score", "{score}"),
            method=coded(own("raters", rated.rated_by)),
            component=[
                {"code": coded(coding), "valueInteger": answer} for coding, answer in answers if answer is not None
            ],
        )

    def flags(self) -> Iterator[Resource]:
        """For each assessment of risk with need for action, the time until the next assessment."""
        assessed = [(number, event) for number, event in self.timeline if isinstance(event, RiskAssessed)]
        for place, (number, event) in enumerate(assessed, start=1):
            if event.action is RiskAction.NONE:
                continue
            following = next((later for _, later in assessed[place:]), None)
            end = {"end": _day(following.on)} if following else {}
            yield self.resource(
                "Flag",
                "entry",
                number,
                status="inactive" if following else "active",
                category=[coded({"system": TERMS + "flag-category", "code": "safety", "display": "Safety"})],
                code=coded(own("risk-actions", event.action)),
                subject=self.subject,
                period={"start": _day(event.on), **end},
            )


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None
