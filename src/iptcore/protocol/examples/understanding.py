"""Examples of the opening, and of understanding the client: up to the contract."""

from collections.abc import Iterator
from datetime import date
from itertools import count, cycle, islice

from iptcore.course import Course, after
from iptcore.events import (
    ConsentGiven,
    ContractAgreed,
    CourseOpened,
    DiagnosisRecorded,
    EpisodeRecorded,
    Event,
    Follows,
    FormulationAgreed,
    GoalAgreed,
    LifeEventRecorded,
    RelationshipRecorded,
    SickRoleGiven,
)
from iptcore.model.contract import MOST_SESSIONS, TreatmentContract
from iptcore.model.diagnosis import ConcurrentCare, Diagnosis
from iptcore.model.formulation import MOST_AREAS, FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import LifeEvent, Relationship, SafetyConcern
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
from iptcore.protocol.examples.parts import (
    FIRST_AREA,
    about_that_month,
    frequency,
    later,
    likely_person,
    minutes,
    number_inside,
    people,
    somebody_new,
)
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Level
from iptcore.protocol.rules.consent import may_consent
from iptcore.readings.focus import focal_keys
from iptcore.readings.sessions import sessions_used
from iptcore.readings.unsafe_people import beside_the_client, concerns_about
from iptcore.vocabulary import (
    AbsencePolicy,
    CareKind,
    Condition,
    ConsentGiver,
    ConsentScope,
    DiagnosisRole,
    DisputeStage,
    Loss,
    Mechanism,
    OnsetLink,
    Relation,
    SickRoleScope,
)


def _age(ages: Between) -> int:
    """An age in the middle of a range, or near 35."""
    return number_inside(ages, 35) if ages.low is None or ages.high is None else int(ages.low + ages.high) // 2


def openings(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield CourseOpened(
        on=on, client="client-1", protocol=protocol.code, edition=protocol.edition, consent=True,
        age=None if protocol.ages is None else _age(protocol.ages),
        follows=Follows(elsewhere=True) if protocol.follows else None,
    )  # fmt: skip


def consents(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for giver in may_consent(protocol, course):
        yield ConsentGiven(on=on, scope=ConsentScope.TREATMENT, given_by=giver)
    for scope in ConsentScope:
        yield ConsentGiven(on=on, scope=scope)
    for person in people(course) or (somebody_new(course),):
        yield ConsentGiven(on=on, scope=ConsentScope.CONJOINT, given_by=ConsentGiver.SELF, person=person)


def episodes(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    yield EpisodeRecorded(on=on, onset=about_that_month(on), earlier_episodes=0, chronic=False)


def diagnoses(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for diagnosis in course.diagnoses:
        if diagnosis.condition in protocol.excludes and diagnosis.is_present is not False:
            yield DiagnosisRecorded(on=on, diagnosis=diagnosis.replace(active=False))
    for condition in protocol.indications or (Condition.MAJOR_DEPRESSION,):
        screened = tuple({Condition.BIPOLAR_DISORDER, Condition.PSYCHOSIS, *protocol.excludes} - {condition})
        target = Diagnosis(
            condition=condition, role=DiagnosisRole.TARGET, active=True, exclusions_screened=tuple(sorted(screened))
        )
        yield DiagnosisRecorded(on=on, diagnosis=target)
    care = tuple(ConcurrentCare(kind=kind) for kind in CareKind)
    # Who has no such care yet comes first: one after the other, all of them get it.
    for diagnosis in sorted((*course.diagnoses, target), key=lambda diagnosis: _has_care(diagnosis, care)):
        yield DiagnosisRecorded(on=on, diagnosis=diagnosis.replace(concurrent_care=care))
    for diagnosis in course.diagnoses:
        yield DiagnosisRecorded(on=on, diagnosis=diagnosis.replace(active=False))


def _has_care(diagnosis: Diagnosis, care: tuple[ConcurrentCare, ...]) -> bool:
    return set(diagnosis.concurrent_care) == set(care)


def sick_roles(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    asked = [
        clause
        for clause in protocol.clauses.values()
        if SickRoleGiven in clause.cures and protocol.level(clause) is not Level.OFF
    ]

    def unmet(given: SickRoleGiven) -> int:
        later = after(course, given)
        return sum(not clause.holds(protocol, later, None) for clause in asked)

    yield from sorted((SickRoleGiven(on=on, scope=scope) for scope in SickRoleScope), key=unmet)


def relationships(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    for known in course.relationships:
        for concern in concerns_about(course, known.key).values():
            weighed: SafetyConcern = concern.replace(reviewed=True, joint_work_safe=True)
            yield RelationshipRecorded(on=on, relationship=known.replace(safety_concern=weighed))
    for known in course.relationships:
        yield RelationshipRecorded(on=on, relationship=known)
    one_more = Relationship(
        key=somebody_new(course), relation=Relation.PARTNER, alive=True, contact="daily", expects="to be listened to",
        is_expected="to cope", expectations_met=False, ring=protocol.circle.rings[0], confides=True,
    )  # fmt: skip
    yield RelationshipRecorded(on=on, relationship=one_more)


def life_events(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    moment = about_that_month(on)
    yield LifeEventRecorded(on=on, life_event=LifeEvent(what="the change that came first", when=moment, mood=-3))


def _areas(protocol: Protocol, key: str, person: str, on: date) -> Iterator[AnyProblemArea]:
    moment = about_that_month(on)
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
        areas=areas, syndrome="depression", onset=about_that_month(on), precipitant="a change in life",
        link="mood fell when life changed", plan="work on the change and on support", accepted=True,
    )  # fmt: skip


def _focal(area: AnyProblemArea, *, primary: bool) -> FocalArea:
    return FocalArea(area=area, primary=primary, onset_link=OnsetLink.PRECIPITATED, link="it began with this")


def _more_keys(key: str) -> Iterator[str]:
    """Keys for more focal areas beside the one of that *key*."""
    return (another for another in map("area-{}".format, count(1)) if another != key)


def formulations(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    agreed = course.formulation
    if agreed is not None and agreed.areas:
        whole = _formulation(agreed.areas, on)
        mended = {name: part for name, part in vars(whole).items() if vars(agreed)[name] is None}
        yield FormulationAgreed(on=on, formulation=agreed.replace(**{**mended, "accepted": True}))
    person = likely_person(course)
    key = agreed.areas[0].area.key if agreed is not None and agreed.areas else FIRST_AREA
    areas = tuple(_areas(protocol, key, person, on))
    for place, area in enumerate(areas):
        # Deficits are not combined with another area.
        others = [other for other in (*areas[place + 1 :], *areas[:place]) if type(other) is not InterpersonalDeficits]
        fewest = min(number_inside(protocol.focal_areas, 1), MOST_AREAS)
        more = zip(_more_keys(key), islice(cycle(others or [area]), max(fewest - 1, 0)), strict=False)
        focal = _focal(area, primary=True), *(_focal(other.replace(key=own), primary=False) for own, other in more)
        yield FormulationAgreed(on=on, formulation=_formulation(focal, on))
    yield FormulationAgreed(on=on, formulation=_formulation((), on))


def goals(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    served = {goal.area for goal in course.goals}
    keys = {goal.key for goal in course.goals}
    number = next(number for number in range(1, len(keys) + 2) if f"goal-{number}" not in keys)
    # Without a focal area yet, for the one that the formulation will have.
    for area in sorted(focal_keys(course) or (FIRST_AREA,), key=lambda area: area in served):
        yield GoalAgreed(
            on=on,
            goal=Goal(
                key=f"goal-{number}", area=area, words="to ask one person a week for what I need",
                mechanism=Mechanism.ENHANCING_SOCIAL_SUPPORT,
            ),
        )  # fmt: skip


def contracts(protocol: Protocol, course: Course, on: date) -> Iterator[Event]:
    high = protocol.sessions.high
    sessions = number_inside(protocol.sessions, 16 if high is None else int(high))
    taken = sessions_used(course)
    contract = TreatmentContract(
        sessions=min(max(1, sessions, taken), MOST_SESSIONS), frequency=frequency(protocol), minutes=minutes(protocol),
        focus=focal_keys(course), goals=tuple(goal.key for goal in course.goals), absences=AbsencePolicy.COUNTS,
        confidentiality=True,
    )  # fmt: skip
    yield ContractAgreed(on=on, contract=contract)
    if taken >= MOST_SESSIONS:
        yield ContractAgreed(on=on, contract=contract.replace(sessions=None, review_on=later(on, weeks=8)))
    if protocol.range_contract:
        review = later(on, weeks=8)
        yield ContractAgreed(on=on, contract=contract.replace(at_most=contract.sessions, review_on=review))
    partners = [given.person for given in course.newest(ConsentGiven) if given.person is not None]
    for person in dict.fromkeys((*beside_the_client(course, tuple(partners)), *people(course), somebody_new(course))):
        yield ContractAgreed(on=on, contract=contract.replace(joint_with=(person,)))
