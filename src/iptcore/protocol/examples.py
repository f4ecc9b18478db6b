"""Examples of events: what a therapist who works by the manual might record today.

The words in them stand for what a client would say; a script or a simulation puts its own in their place.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from iptcore.course import Course
from iptcore.events import (
    AdverseEventRecorded,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContactMade,
    ContractAgreed,
    ContractAmended,
    CourseDiscontinued,
    CourseOpened,
    CrisisContactsRecorded,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    EndingAnnounced,
    EndingFeelingsDiscussed,
    EntriesCorrected,
    EpisodeRecorded,
    Event,
    EventKind,
    Follows,
    FollowUpHeld,
    FormulationAgreed,
    FurtherTreatmentDecided,
    GainsReviewed,
    GoalAgreed,
    GoalReviewed,
    LifeEventRecorded,
    MedicationChanged,
    MedicationReviewed,
    MemberJoined,
    MemberLeft,
    MoodEventLink,
    NotDone,
    PatternNamed,
    ProgressReviewed,
    PsychoeducationGiven,
    RecurrenceRecorded,
    Referral,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafeguardingRaised,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SickRoleGiven,
    SupervisionHeld,
    SymptomsRated,
    TerminationBegun,
    TherapistAssigned,
)
from iptcore.model.contract import ContractAmendment, TreatmentContract
from iptcore.model.diagnosis import ConcurrentCare, Diagnosis
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import LifeEvent, Pattern, Relationship, SafetyConcern
from iptcore.model.partial_date import PartialDate
from iptcore.model.problem_area import (
    AnyProblemArea,
    ComplicatedPregnancy,
    Grief,
    InterpersonalDeficits,
    LostHealthySelf,
    RoleDispute,
    RoleInsecurity,
    RoleTransition,
)
from iptcore.model.relapse_plan import NoSupportYet, PlanStep, RelapsePreventionPlan, SupportPerson, WarningSign
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.readings.focus import disputes, focal_keys
from iptcore.readings.membership import groups
from iptcore.readings.sessions import sessions_used
from iptcore.vocabulary import (
    AbsencePolicy,
    AdverseEventKind,
    Attendee,
    CareKind,
    Condition,
    ConsentGiver,
    ConsentScope,
    ContactReason,
    ContactWith,
    DiagnosisRole,
    DiscontinuationReason,
    DisputeStage,
    Frequency,
    FurtherTreatment,
    Initiator,
    LinkDirection,
    Loss,
    Mechanism,
    MedicationNeed,
    MissedBy,
    Modality,
    OnsetLink,
    Phase,
    Purpose,
    RaterType,
    Relation,
    ReviewOutcome,
    RiskAction,
    SickRoleScope,
    TechniqueName,
    TerminationKind,
    WhyNot,
)


def examples(protocol: Protocol, course: Course, kind: EventKind, on: date) -> Iterator[Event]:
    """Events of one kind as the manual would have them in *course*, the likeliest first.

    Their payloads fit the course (a goal for a focal area it has); whether the protocol accepts them is not asked. None
    where the course holds nothing that such an event could speak of.
    """
    make = _EXAMPLES.get(kind)
    if make is None:
        yield kind(on=on)
    else:
        yield from make(protocol, course, on)


def _about(on: date) -> PartialDate:
    """About that month, within the years that a date of life may have."""
    return PartialDate(year=min(max(on.year, 1800), 2199), month=on.month, about=True)


def _later(on: date, weeks: int) -> date:
    return on + min(timedelta(weeks=weeks), date.max - on)


def _inside(span: Between | None, otherwise: int) -> int:
    """A whole number in a range, near *otherwise*."""
    near = otherwise if span is None or span.low is None else max(otherwise, span.low)
    return int(near if span is None or span.high is None else min(near, span.high))


def _age(ages: Between) -> int:
    """An age in the midst of a range, or near 35."""
    return _inside(ages, 35) if ages.low is None or ages.high is None else int(ages.low + ages.high) // 2


def _openings(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield CourseOpened(
        on=on, client="client-1", protocol=protocol.code, edition=protocol.edition, consent=True,
        age=None if protocol.ages is None else _age(protocol.ages),
        follows=Follows(elsewhere=True) if protocol.follows else None,
    )  # fmt: skip


def _consents(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for giver in protocol.consent_by:
        yield ConsentGiven(on=on, scope=ConsentScope.TREATMENT, given_by=giver)
    for scope in ConsentScope:
        yield ConsentGiven(on=on, scope=scope)
    for person in _people(course) or (_FIRST_PERSON,):
        yield ConsentGiven(on=on, scope=ConsentScope.CONJOINT, given_by=ConsentGiver.SELF, person=person)


def _episodes(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield EpisodeRecorded(on=on, onset=_about(on), earlier_episodes=0, chronic=False)


def _diagnoses(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for condition in protocol.indications or (Condition.MAJOR_DEPRESSION,):
        screened = tuple({Condition.BIPOLAR_DISORDER, Condition.PSYCHOSIS, *protocol.excludes} - {condition})
        target = Diagnosis(
            condition=condition, role=DiagnosisRole.TARGET, active=True, exclusions_screened=tuple(sorted(screened))
        )
        yield DiagnosisRecorded(on=on, diagnosis=target)
    care = tuple(ConcurrentCare(kind=kind) for kind in CareKind)
    for diagnosis in (*course.diagnoses, target):
        yield DiagnosisRecorded(on=on, diagnosis=diagnosis.replace(concurrent_care=care))
    for diagnosis in course.diagnoses:
        yield DiagnosisRecorded(on=on, diagnosis=diagnosis.replace(active=False))


def _relationships(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for known in course.relationships:
        if known.safety_concern is not None:
            weighed: SafetyConcern = known.safety_concern.replace(reviewed=True, joint_work_safe=True)
            yield RelationshipRecorded(on=on, relationship=known.replace(safety_concern=weighed))
    for known in course.relationships:
        yield RelationshipRecorded(on=on, relationship=known)
    free = next(key for key in map("person-{}".format, count(1)) if course.relationship(key) is None)
    one_more = Relationship(
        key=free, relation=Relation.PARTNER, alive=True, contact="daily", expects="to be listened to",
        is_expected="to cope", expectations_met=False, ring=protocol.circle.rings[0], confides=True,
    )  # fmt: skip
    yield RelationshipRecorded(on=on, relationship=one_more)


def _life_events(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    moment = _about(on)
    yield LifeEventRecorded(on=on, life_event=LifeEvent(what="the change that came first", when=moment, mood=-3))


def _areas(protocol: Protocol, key: str, person: str, on: date) -> Iterator[AnyProblemArea]:
    moment = _about(on)
    loss = protocol.grief_losses[0] if protocol.grief_losses else Loss.DEATH
    areas: tuple[AnyProblemArea, ...] = (
        RoleTransition(key=key, old_role="at work", new_role="retired", when=moment),
        RoleDispute(key=key, parties=(person,), issue="who does what", stage=DisputeStage.RENEGOTIATION),
        Grief(key=key, person="person-lost", loss=loss, when=moment, relationship="close, and not always easy"),
        RoleInsecurity(key=key, situations="speaking in front of others"),
        LostHealthySelf(key=key, before="active and relied upon", lost="plans that no longer hold"),
        ComplicatedPregnancy(key=key, circumstances="not planned, and not easy to speak of"),
        InterpersonalDeficits(key=key, why_no_other="no loss, dispute or change was found"),
    )
    yield from (area for area in areas if not protocol.areas or type(area) in protocol.areas)


def _formulation(areas: tuple[FocalArea, ...], on: date) -> Formulation:
    return Formulation(
        areas=areas, syndrome="depression", onset=_about(on), precipitant="a change in life",
        link="mood fell when life changed", plan="work on the change and on support", accepted=True,
    )  # fmt: skip


def _formulations(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    agreed = course.formulation
    if agreed is not None and agreed.areas:
        whole = _formulation(agreed.areas, on)
        mended = {name: part for name, part in vars(whole).items() if vars(agreed)[name] is None}
        yield FormulationAgreed(on=on, formulation=agreed.replace(**{**mended, "accepted": True}))
    # A person who is known to be alive makes the likeliest party of a dispute.
    person = next((known.key for known in course.relationships if known.alive is not False), _FIRST_PERSON)
    key = agreed.areas[0].area.key if agreed is not None and agreed.areas else _FIRST_AREA
    for area in _areas(protocol, key, person, on):
        focal = FocalArea(area=area, primary=True, onset_link=OnsetLink.PRECIPITATED, link="it began with this")
        yield FormulationAgreed(on=on, formulation=_formulation((focal,), on))
    yield FormulationAgreed(on=on, formulation=_formulation((), on))


def _goals(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    served = {goal.area for goal in course.goals}
    keys = {goal.key for goal in course.goals}
    number = next(number for number in range(1, len(keys) + 2) if f"goal-{number}" not in keys)
    # Without a focal area yet, for the one that the formulation will have.
    for area in sorted(focal_keys(course) or (_FIRST_AREA,), key=lambda area: area in served):
        yield GoalAgreed(
            on=on,
            goal=Goal(
                key=f"goal-{number}", area=area, words="to ask one person a week for what I need",
                mechanism=Mechanism.ENHANCING_SOCIAL_SUPPORT,
            ),
        )  # fmt: skip


def _contracts(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    high = protocol.sessions.high
    sessions = _inside(protocol.sessions, 16 if high is None else int(high))
    taken = len(course.counted)
    contract = TreatmentContract(
        sessions=max(1, sessions, taken), frequency=_frequency(protocol), minutes=_minutes(protocol),
        focus=focal_keys(course), goals=tuple(goal.key for goal in course.goals), absences=AbsencePolicy.COUNTS,
        confidentiality=True,
    )  # fmt: skip
    yield ContractAgreed(on=on, contract=contract)
    if protocol.range_contract:
        review = _later(on, weeks=8)
        yield ContractAgreed(on=on, contract=contract.replace(at_most=contract.sessions, review_on=review))
    partners = [given.person for given in course.newest(ConsentGiven) if given.person is not None]
    for person in dict.fromkeys((*partners, *_people(course), _FIRST_PERSON)):
        yield ContractAgreed(on=on, contract=contract.replace(joint_with=(person,)))


def _frequency(protocol: Protocol) -> Frequency:
    return protocol.frequencies[0] if protocol.frequencies else Frequency.WEEKLY


def _minutes(protocol: Protocol) -> int:
    return max(5, min(240, _inside(protocol.minutes, 50)))


def _amendments(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    agreed = course.contract
    more = 4 + max(sessions_used(course), (agreed.limit if agreed else None) or 0)
    changes = [ContractAmendment(sessions=min(more, 400)), ContractAmendment(frequency=_frequency(protocol))]
    changes += [ContractAmendment(joint_with=()), ContractAmendment(focus=focal_keys(course))]
    changes.append(ContractAmendment(goals=tuple(goal.key for goal in course.goals)))
    for change in changes:
        yield ContractAmended(
            on=on, amendment=change, client_agrees=True, therapist_agrees=True, because="agreed together"
        )


def _sessions(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    focal, middle = focal_keys(course), course.phase is Phase.MIDDLE
    session = SessionHeld(
        on=on, minutes=_minutes(protocol), modality=Modality.IN_PERSON, attendees=(Attendee.CLIENT,),
        focus=focal if middle else (),
        techniques=(TechniqueName.CLARIFICATION, TechniqueName.ENCOURAGEMENT_OF_AFFECT),
        opening_question=True,
        links=(MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a call", relationship=_person(course),
                             affect="sad, then relieved"),),
        risk_checked=True, task_set=True, task_reviewed=True, ending_mentioned=True, rhythm_chart=True,
    )  # fmt: skip
    yield session
    for purpose in (Purpose.PRE_GROUP, Purpose.CAREGIVER, Purpose.REVIEW):
        yield session.replace(purpose=purpose, focus=())
    for group in sorted(groups(course)):
        yield session.replace(purpose=Purpose.GROUP, group=group, group_size=_inside(protocol.group_size, 6))


def _ratings(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    """A rating like the last of its kind, then one on each primary instrument."""
    before = course.last(SymptomsRated)
    if before is not None:
        asks = before.suicide_item is not None
        yield before.replace(on=on, recorded=None, by=None, suicide_item=0 if asks else None)
    for rated in course.newest(SymptomsRated):
        yield rated.replace(on=on, recorded=None, by=None)
    for code in (*protocol.primary_instruments, *(instrument.code for instrument in protocol.instruments)):
        instrument = protocol.instrument(code)
        if instrument is not None:
            worst = instrument.severe_band
            total = instrument.low + (instrument.high - instrument.low) // 2
            if worst is not None and instrument.band(total) == worst:
                total = worst.high + 1 if worst.low == instrument.low else worst.low - 1
            yield SymptomsRated(
                on=on, instrument=code, total=total,
                suicide_item=None if instrument.suicide_item is None else 0,
                rater=RaterType.CLIENT if RaterType.CLIENT in instrument.raters else instrument.raters[0],
            )  # fmt: skip


def _goal_reviews(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    last = {review.goal: review.on for review in course.all(GoalReviewed)}
    for goal in sorted(course.goals, key=lambda goal: last.get(goal.key, date.min)):
        yield GoalReviewed(on=on, goal=goal.key, attainment=0, words="as hoped")


def _stages(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for dispute in disputes(course):
        for stage in DisputeStage:
            yield DisputeStageChanged(on=on, dispute=dispute.key, stage=stage)


def _announcements(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield EndingAnnounced(on=on, sessions_left=protocol.announced_ahead)


def _terminations(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    planned, early = (TerminationBegun(on=on, how=how) for how in TerminationKind)
    yield from (early,) if course.phase is Phase.INITIAL else (planned, early)


def _relapse_plans(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    plan = RelapsePreventionPlan(
        warning_signs=(WarningSign(sign="wakes early"),),
        risky_situations=("being left out",),
        strategies=("say it before it grows",),
        support=(SupportPerson(person=_person(course), how="by telephone"),),
        steps=(PlanStep(severity=1, step="call a friend"), PlanStep(severity=3, step="call the service")),
        contacts=(_A_SERVICE,),
        medication="as prescribed",
        review_on=_later(on, weeks=12),
        remaining_goals=("meet people again",),
        challenges=("the anniversary",),
    )
    yield RelapsePlanAgreed(on=on, plan=plan)
    nobody = NoSupportYet(service="the crisis line", step="visit the meeting place once")
    yield RelapsePlanAgreed(on=on, plan=plan.replace(support=(), no_support_yet=nobody))


def _further_treatments(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    # A follow-up with a day suits the client who is well and the one who is not.
    likeliest = (FurtherTreatment.WATCHFUL_FOLLOW_UP, FurtherTreatment.NONE, FurtherTreatment.OFFERED_AND_DECLINED)
    later = _later(on, weeks=12)
    for what in dict.fromkeys((*likeliest, *FurtherTreatment)):
        yield FurtherTreatmentDecided(on=on, what=what, follow_up_on=later, maintenance_offered=True)


def _referrals(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield ClientReferred(on=on, referral=Referral(to="another service", on=on))


def _reasons(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    clauses = protocol.clauses.values()
    for clause in sorted(clauses, key=lambda clause: NotDone not in clause.cures):
        yield NotDone(on=on, task=clause.code, why=WhyNot.DECLINED, because="offered, and declined today")


def _explanations(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for rule in reversed(protocol.every_rule):
        yield DepartureExplained(on=on, rule=rule.code, because="it served this client better")


def _corrections(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    """The opening with the course that it follows, where that is missing; the last entry that is no correction."""
    opening = course.opening
    if protocol.follows and opening is not None and opening.follows is None:
        number = next(number for number, event in course.timeline if type(event) is CourseOpened)
        named = opening.replace(follows=Follows(elsewhere=True))
        yield course.correct(number, named, on=on, because="the acute course was not named")
    for number in range(course.revision, 0, -1):
        entry = course.history[number - 1]
        if type(entry) is not EntriesCorrected:
            yield course.correct(number, dict(course.timeline).get(number), on=on, because="checked against the notes")
            return


def _leaving(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for group in sorted(groups(course)):
        yield MemberLeft(on=on, group=group)


def _people(course: Course) -> tuple[str, ...]:
    parties = [party for dispute in disputes(course) for party in dispute.parties]
    return tuple(dict.fromkeys((*(known.key for known in course.relationships), *parties)))


def _person(course: Course) -> str:
    return next(iter(_people(course)), _FIRST_PERSON)


_FIRST_PERSON, _FIRST_AREA = "person-1", "area-1"


_A_SERVICE = CrisisContact(how="by telephone, day and night", service="the crisis line", professional=True)

_NEEDS = tuple(
    dict.fromkeys(
        (
            MedicationNeed.NOT_INDICATED,
            MedicationNeed.PRESCRIBED,
            MedicationNeed.PRESCRIBER_DECIDED_WITHOUT,
            *MedicationNeed,
        )
    )
)

_Maker = Callable[[Protocol, Course, date], Iterator[Event]]


def _plain(kind: EventKind, *several: dict[str, Any]) -> _Maker:
    """A maker of events that need to know nothing of the course."""
    return lambda _protocol, _course, on: (kind(on=on, **parts) for parts in several)


_EXAMPLES: dict[EventKind, _Maker] = {
    CourseOpened: _openings,
    ConsentGiven: _consents,
    ConsentWithdrawn: _plain(ConsentWithdrawn, *({"scope": scope} for scope in reversed(ConsentScope))),
    TherapistAssigned: _plain(TherapistAssigned, {"therapist": "therapist-1", "supervisor": "supervisor-1"}),
    EpisodeRecorded: _episodes,
    DiagnosisRecorded: _diagnoses,
    MedicationReviewed: _plain(MedicationReviewed, *({"need": need} for need in _NEEDS)),
    MedicationChanged: _plain(MedicationChanged, {"medication": "as prescribed", "taken_now": True}),
    PsychoeducationGiven: _plain(PsychoeducationGiven, {"details": "it has a name, and it can be treated"}),
    SickRoleGiven: _plain(SickRoleGiven, *({"scope": scope} for scope in SickRoleScope)),
    RiskAssessed: _plain(RiskAssessed, *({"action": action, "reasons": "asked openly"} for action in RiskAction)),
    RiskEscalated: _plain(RiskEscalated, {"to": "the service on call"}),
    SafetyPlanAgreed: _plain(
        SafetyPlanAgreed,
        {"plan": SafetyPlan(warning_signs=("no sleep",), own_steps=("call somebody",), contacts=(_A_SERVICE,))},
    ),
    CrisisContactsRecorded: _plain(CrisisContactsRecorded, {"contacts": (_A_SERVICE,)}),
    SafeguardingRaised: _plain(
        SafeguardingRaised, {"concern": "somebody may need protection", "action": "spoken of with the service"}
    ),
    AdverseEventRecorded: _plain(AdverseEventRecorded, *({"what": what} for what in reversed(AdverseEventKind))),
    ContactMade: _plain(
        ContactMade,
        {"reason": ContactReason.OUTREACH, "contacted": ContactWith.CLIENT, "reached": True},
        {"reason": ContactReason.CAREGIVER_INVOLVEMENT, "contacted": ContactWith.CAREGIVER, "reached": True},
        {"reason": ContactReason.CRISIS, "contacted": ContactWith.CLIENT, "reached": True},
    ),
    RelationshipRecorded: _relationships,
    LifeEventRecorded: _life_events,
    PatternNamed: _plain(
        PatternNamed, {"pattern": Pattern(key="pattern-1", words="waits until others guess what is needed")}
    ),
    FormulationAgreed: _formulations,
    GoalAgreed: _goals,
    ContractAgreed: _contracts,
    ContractAmended: _amendments,
    SessionHeld: _sessions,
    SessionMissed: _plain(SessionMissed, {"missed_by": MissedBy.CLIENT, "explained": True, "counts": True}),
    SymptomsRated: _ratings,
    GoalReviewed: _goal_reviews,
    DisputeStageChanged: _stages,
    ProgressReviewed: _plain(
        ProgressReviewed,
        {"outcomes": (ReviewOutcome.CONTINUE,)},
        {"outcomes": (ReviewOutcome.MEDICAL_REFERRAL,)},
        {"outcomes": tuple(ReviewOutcome)},
    ),
    SupervisionHeld: _plain(SupervisionHeld, {"supervisor": "supervisor-1", "sessions_sampled": 1}),
    EndingAnnounced: _announcements,
    TerminationBegun: _terminations,
    EndingFeelingsDiscussed: _plain(EndingFeelingsDiscussed, {"words": "sad to stop, and proud"}),
    GainsReviewed: _plain(GainsReviewed, {"gains": ("asks for help",), "credited_to_client": True}),
    RelapsePlanAgreed: _relapse_plans,
    FurtherTreatmentDecided: _further_treatments,
    CourseDiscontinued: _plain(
        CourseDiscontinued,
        {
            "reason": DiscontinuationReason.CLIENT_CHOICE,
            "initiator": Initiator.CLIENT,
            "contact_attempts": 2,
            "referral": Referral(none_because="not wished for"),
        },
    ),
    ClientReferred: _referrals,
    FollowUpHeld: _plain(FollowUpHeld, {"words": "still well"}),
    RecurrenceRecorded: _plain(RecurrenceRecorded, {"diagnosed": True}),
    NotDone: _reasons,
    DepartureExplained: _explanations,
    EntriesCorrected: _corrections,
    MemberJoined: _plain(MemberJoined, {"group": "group-1"}),
    MemberLeft: _leaving,
}
"""How examples of each kind are made; a kind that is not here needs nothing but its day."""
