"""What cures an objection, and the way to a step."""

from datetime import date, timedelta

import pytest

from iptcore.course import Course, after, replay, standings
from iptcore.events import (
    EVENTS,
    AdverseEventRecorded,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContractAgreed,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    DiagnosisRecorded,
    DisputeStageChanged,
    EntriesCorrected,
    Event,
    EventKind,
    FormulationAgreed,
    GoalAgreed,
    MemberJoined,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    RiskEscalated,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SickRoleGiven,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.problem_area import Grief, RoleDispute
from iptcore.protocol.catalogue import CATALOGUE, IPT, IPT_A, IPT_CM
from iptcore.protocol.catalogue import protocol as protocol_of
from iptcore.protocol.cures import cure, example, way_to
from iptcore.protocol.examples import examples
from iptcore.protocol.examples.parts import minutes
from iptcore.protocol.examples.taken import taken
from iptcore.protocol.judgements import Option
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Objection, Rule
from iptcore.simulation import Therapist, play
from iptcore.sources import cite
from iptcore.vocabulary import (
    AdverseEventKind,
    Condition,
    ConsentGiver,
    ConsentScope,
    DiagnosisRole,
    DiscontinuationReason,
    DisputeStage,
    Ending,
    Loss,
    Phase,
    Purpose,
    RiskAction,
    SafetyConcernKind,
    Status,
    SuspensionReason,
)

DAY = date(2026, 1, 5)


def kinds(events: tuple[Event, ...]) -> list[EventKind]:
    return [type(event) for event in events]


def opened(*events: Event) -> Course:
    return replay((CourseOpened(on=DAY, client="c-1", protocol="ipt", edition="2018", consent=True), *events))


def objection(course: Course, event: Event, code: str) -> Objection:
    return next(objection for objection in IPT.objections(course, event) if objection.code == code)


def ready(protocol: Protocol, *steps: EventKind) -> Course:
    course = protocol.apply(Course(), *way_to(protocol, Course(), CourseOpened, DAY))
    for number, step in enumerate(steps, start=1):
        course = protocol.apply(course, *way_to(protocol, course, step, DAY + timedelta(weeks=number)))
    return course


def test_one_event_where_one_will_do():
    course, step = opened(), MiddleBegun(on=DAY)
    (cured,) = cure(IPT, course, objection(course, step, "S02a"), DAY, to=step)
    assert (type(cured), cured.on) == (RiskAssessed, DAY)


def test_a_task_of_the_checklist_is_cured_as_well():
    course = opened()
    for task in IPT.due(course):
        done = IPT.apply(course, *cure(IPT, course, task, DAY))
        assert task.code not in {left.code for left in IPT.due(done) if not left.done}


def test_what_the_cure_needs_comes_before_it():
    course, step = opened(), MiddleBegun(on=DAY)
    contract = cure(IPT, course, objection(course, step, "I19h"), DAY, to=step)
    assert [kind.__name__ for kind in kinds(contract)] == ["FormulationAgreed", "GoalAgreed", "ContractAgreed"]


def test_a_goal_for_each_focal_area():
    course = opened()
    (agreed,) = cure(IPT, course, objection(course, MiddleBegun(on=DAY), "I09a"), DAY, to=MiddleBegun(on=DAY))
    grief = FocalArea(area=Grief(key="loss", person="mother", loss=Loss.DEATH))
    two = agreed.formulation.replace(areas=(*agreed.formulation.areas, grief))
    course = IPT.apply(course, FormulationAgreed(on=DAY, formulation=two))
    step = MiddleBegun(on=DAY)
    goals = cure(IPT, course, objection(course, step, "I20a"), DAY, to=step)
    assert [event.goal.area for event in goals] == ["area-1", "loss"]
    assert len({event.goal.key for event in goals}) == 2


def test_urgent_risk_is_acted_on_and_then_found_to_be_over():
    course = ready(IPT, MiddleBegun)
    later = DAY + timedelta(weeks=2)
    course = IPT.apply(course, RiskAssessed(on=later, action=RiskAction.URGENT, reasons="asked openly"))
    way = way_to(IPT, course, TerminationBegun, later)
    assert {RiskEscalated, RiskAssessed} <= set(kinds(way))


def test_the_step_table_is_cured_by_its_steps():
    suspended = opened(CourseSuspended(on=DAY))
    (task, *_) = IPT.due(suspended)
    assert kinds(cure(IPT, suspended, task, DAY)) == [CourseResumed]
    (opening,) = IPT.due(Course())
    assert kinds(cure(IPT, Course(), opening, DAY)) == [CourseOpened]
    step = MiddleBegun(on=DAY)
    assert kinds(cure(IPT, suspended, objection(suspended, step, "C01a"), DAY, to=step)) == [CourseResumed]


def test_where_nothing_helps():
    course, step = opened(), CourseCompleted(on=DAY)
    assert cure(IPT, course, objection(course, step, "C01a"), DAY, to=step) == ()
    assert way_to(IPT, course, CourseCompleted, DAY) == ()
    ended = opened(ClientReferred(on=DAY))
    assert way_to(IPT, ended, MiddleBegun, DAY) == ()
    before = SickRoleGiven(on=DAY - timedelta(days=1))
    assert cure(IPT, course, objection(course, before, "C01b"), DAY, to=before) == ()


def test_a_step_that_needs_nothing():
    assert kinds(way_to(IPT, opened(), CourseSuspended, DAY)) == [CourseSuspended]


def test_an_open_end_where_no_number_of_sessions_is_left():
    course = ready(IPT, MiddleBegun)
    for number in range(400):
        course = after(course, SessionHeld(on=course.last_on, minutes=50, risk_checked=True, by=f"t-{number}"))
    on = DAY + timedelta(weeks=60)
    for more in (0, 1):
        course = replay((*course.history, *[SessionHeld(on=course.last_on, risk_checked=True)] * more))
        ending = IPT.apply(course, *way_to(IPT, course, TerminationBegun, on))
        resumed = IPT.apply(ending, *way_to(IPT, ending, MiddleResumed, on))
        assert resumed.phase is Phase.MIDDLE
        assert (resumed.contract.limit, resumed.contract.review_on) == (None, on + timedelta(weeks=8))


def against_everything(on: date) -> tuple[Event, ...]:
    """Reports after which much is asked for, of several kinds and about several people at once."""
    people = ("person-1", "partner", "mother")
    harm = (AdverseEventKind.SUICIDE_ATTEMPT, AdverseEventKind.SELF_HARM, AdverseEventKind.PSYCHOSIS)
    ill = (Condition.PSYCHOSIS, Condition.BIPOLAR_DISORDER)
    return (
        *(concern(person, kind) for kind in SafetyConcernKind for person in people),
        *(RelationshipRecorded(on=on, relationship=Relationship(key=f"late-{n}", alive=False)) for n in range(2)),
        *(AdverseEventRecorded(on=on, what=what) for what in (*harm, AdverseEventKind.MANIA)),
        RiskAssessed(on=on, action=RiskAction.URGENT, reasons="asked openly"),
        *(SymptomsRated(on=on, instrument=code, total=24, suicide_item=3) for code in ("PHQ-9", "BDI-II")),
        *(
            DiagnosisRecorded(on=on, diagnosis=Diagnosis(condition=condition, role=DiagnosisRole.COMORBID, active=True))
            for condition in ill
        ),
        *(ConsentGiven(on=on, scope=ConsentScope.CONJOINT, person=person) for person in people),
        *(ConsentWithdrawn(on=on, scope=scope) for scope in ConsentScope),
        CourseSuspended(on=on, reason=SuspensionReason.HOSPITAL),
    )


def concern(person: str, kind: SafetyConcernKind) -> RelationshipRecorded:
    about = Relationship(key=person, safety_concern=SafetyConcern(kind=kind))
    return RelationshipRecorded(on=DAY, relationship=about)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_each_step_is_led_to_from_where_everything_stands_against_it(protocol: Protocol):
    course, on = ready(protocol), DAY
    for step in (MiddleBegun, TerminationBegun, MiddleResumed, TerminationBegun, CourseCompleted):
        on += timedelta(weeks=1)
        course = replay((*course.history, *(event.replace(on=on) for event in against_everything(on))))
        course = protocol.apply(course, *way_to(protocol, course, CourseResumed, on))
        refused = [objection for objection in protocol.objections(course, step(on=on)) if objection.refuses]
        assert refused or step is TerminationBegun
        for objection in refused:
            cured = protocol.apply(course, *cure(protocol, course, objection, on, to=step(on=on)))
            assert objection.code not in {left.code for left in protocol.objections(cured, step(on=on))}
        way = way_to(protocol, course, step, on)
        assert way, step
        course = protocol.apply(course, *way)
    assert course.status is Status.ENDED


def test_each_kind_of_concern_about_somebody_is_reviewed():
    couples = protocol_of("ipt-cm")
    course = couples.apply(ready(couples), *(concern("p", kind) for kind in list(SafetyConcernKind)[:2]))
    way = way_to(couples, course, MiddleBegun, DAY)
    reviewed = [event.relationship.safety_concern.kind for event in way if isinstance(event, RelationshipRecorded)]
    assert sorted(reviewed) == sorted(list(SafetyConcernKind)[:2])


def test_a_dispute_is_with_somebody_new_where_everybody_known_has_died():
    couples = protocol_of("ipt-cm")
    dead = RelationshipRecorded(on=DAY, relationship=Relationship(key="person-1", alive=False))
    course = couples.apply(ready(couples), dead)
    assert way_to(couples, course, MiddleBegun, DAY)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_what_no_payload_could_meet_is_closed_before_there_is_one(protocol: Protocol):
    areas = tuple(FocalArea(area=RoleDispute(key=key, parties=(key,))) for key in ("boss", "sister"))
    course = after(ready(protocol), FormulationAgreed(on=DAY, formulation=Formulation(areas=areas)))
    for person in ("boss", "sister"):
        assert option(protocol, course, DisputeStageChanged).open
        assert example(protocol, course, DisputeStageChanged, DAY)
        died = RelationshipRecorded(on=DAY, relationship=Relationship(key=person, alive=False))
        course = protocol.apply(course, died)
    assert not option(protocol, course, DisputeStageChanged).open
    assert example(protocol, course, DisputeStageChanged, DAY) is None


def test_a_couple_without_a_dispute_has_nothing_to_contract():
    couples = protocol_of("ipt-cm")
    consents = [ConsentGiven(on=DAY, scope=ConsentScope.CONJOINT, person=person) for person in (None, "p-1")]
    course = IPT.apply(ready(IPT), *way_to(IPT, ready(IPT), GoalAgreed, DAY), *consents)
    assert "G05h" in {objection.code for objection in option(couples, course, ContractAgreed).objections}
    assert not option(couples, course, ContractAgreed).open
    disputed = couples.apply(course, *way_to(couples, course, FormulationAgreed, DAY))
    assert "G05h" not in {objection.code for objection in option(couples, disputed, ContractAgreed).objections}


def option(protocol: Protocol, course: Course, kind: EventKind) -> Option:
    return next(option for option in protocol.allowed(course) if option.kind is kind)


def test_nothing_leads_on_where_the_client_has_died():
    course = ready(IPT, MiddleBegun, TerminationBegun)
    died = IPT.apply(course, AdverseEventRecorded(on=DAY + timedelta(weeks=3), what=AdverseEventKind.DEATH))
    on = DAY + timedelta(weeks=4)
    assert way_to(IPT, died, CourseCompleted, on) == ()
    assert [(task.code, task.cures) for task in IPT.due(died)] == [("C01e", (CourseDiscontinued, EntriesCorrected))]
    closed = {option.kind for option in IPT.allowed(died) if not option.open}
    assert closed >= {kind for kind in EVENTS if kind.decision}
    ended = IPT.apply(died, CourseDiscontinued(on=on, reason=DiscontinuationReason.DEATH))
    assert ended.ending is Ending.DIED


# -- rules of one's own ------------------------------------------------------------------------------------------------


def rated_three_times(protocol: Protocol, course: Course) -> bool:
    return len(course.newest(SymptomsRated)) >= 3


def never(protocol: Protocol, course: Course) -> bool:
    return False


def never_fits(protocol: Protocol, course: Course, event: Event) -> bool:
    return False


def protocol_with(**parts: object) -> Protocol:
    clause = Clause(code="X01a", level=Level.BINDING, asks="do it", **{"on": (MiddleBegun,), **parts})
    rule = Rule(code="X01", says="it is done", source=cite("D"), clauses=(clause,))
    return Protocol(code="own", edition="1", name="Own", rules=(rule,))


def test_what_has_to_be_done_several_times():
    own = protocol_with(kept=rated_three_times, cures=(SymptomsRated,))
    assert kinds(way_to(own, opened(), MiddleBegun, DAY)) == [SymptomsRated] * 3 + [MiddleBegun]


def test_a_reason_is_given_where_nothing_else_helps():
    own = protocol_with(kept=never, cures=(SickRoleGiven, NotDone))
    assert kinds(way_to(own, opened(), MiddleBegun, DAY)) == [NotDone, MiddleBegun]
    alone = protocol_with(kept=never, cures=(NotDone,))
    assert kinds(way_to(alone, opened(), MiddleBegun, DAY)) == [NotDone, MiddleBegun]


def test_a_reason_given_for_another_day_does_not_help():
    own = protocol_with(kept=never, cures=(NotDone,), since=lambda protocol, course: DAY + timedelta(days=1))
    assert way_to(own, opened(), MiddleBegun, DAY) == ()


def test_a_clause_that_no_event_meets():
    own = protocol_with(fits=never_fits, cures=(SickRoleGiven,))
    assert way_to(own, opened(), MiddleBegun, DAY) == ()
    without_event = next(objection for objection in own.objections(opened(), MiddleBegun(on=DAY)))
    assert cure(own, opened(), without_event, DAY) == ()


def test_a_way_that_never_ends_is_given_up():
    def wants_one_more(protocol: Protocol, course: Course, event: Event) -> bool:
        return False

    circle = protocol_with(
        on=(FormulationAgreed, MiddleBegun), fits=wants_one_more, cures=(FormulationAgreed, SessionHeld)
    )
    assert way_to(circle, opened(), MiddleBegun, DAY) == ()


def calm_last(protocol: Protocol, course: Course) -> bool:
    return type(course.history[-1]) is SickRoleGiven


def active_last(protocol: Protocol, course: Course) -> bool:
    return type(course.history[-1]) is SessionHeld


def test_requirements_that_undo_each_other_are_given_up():
    calm = protocol_with(kept=calm_last, cures=(SickRoleGiven,))
    active = Clause(
        code="X02a", level=Level.BINDING, asks="meet", on=(MiddleBegun,), kept=active_last, cures=(SessionHeld,)
    )
    rule = Rule(code="X02", says="they met", source=cite("D"), clauses=(active,))
    assert way_to(calm.adapt(code="both", rules=(*calm.rules, rule)), opened(), MiddleBegun, DAY) == ()


# -- examples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_a_course_by_the_manual(protocol: Protocol):
    course = ready(protocol, MiddleBegun, TerminationBegun, CourseCompleted)
    assert course.status is Status.ENDED


@pytest.mark.parametrize("kind", EVENTS)
def test_there_are_examples_of_every_kind(kind: EventKind):
    courses = [Course(), opened(), ready(IPT, MiddleBegun), ready(IPT, MiddleBegun, TerminationBegun)]
    events = [event for course in courses for event in examples(IPT, course, kind, DAY + timedelta(weeks=9))]
    assert {type(event) for event in events} <= {kind}
    needs_a_dispute_or_group = {"dispute_stage_changed", "member_left"}
    assert events or kind.kind in needs_a_dispute_or_group


def test_examples_speak_of_what_the_course_holds():
    course = ready(IPT, MiddleBegun)
    on = DAY + timedelta(weeks=2)
    for kind in (GoalAgreed, SessionHeld, SymptomsRated, EntriesCorrected):
        event = example(IPT, course, kind, on)
        assert event is not None
        assert IPT.accepts(course, event)
    assert example(IPT, course, CourseOpened, on) is None


def test_a_person_who_may_be_unsafe_is_weighed_first():
    unsafe = Relationship(key="partner", safety_concern=SafetyConcern(kind=SafetyConcernKind.VIOLENCE))
    course = opened(
        RelationshipRecorded(on=DAY, relationship=Relationship(key="sister")),
        RelationshipRecorded(on=DAY, relationship=unsafe),
    )
    first = next(examples(IPT, course, RelationshipRecorded, DAY))
    assert (first.relationship.key, first.relationship.safety_concern.reviewed) == ("partner", True)


@pytest.mark.parametrize("protocol", CATALOGUE, ids=lambda protocol: protocol.code)
def test_no_example_turns_to_the_dead_or_the_unsafe(protocol: Protocol):
    dead = RelationshipRecorded(on=DAY, relationship=Relationship(key="mother", alive=False))
    course = replay((*ready(protocol).history, dead, concern("partner", SafetyConcernKind.ABUSE)))
    for kind in (FormulationAgreed, RelapsePlanAgreed, SafetyPlanAgreed, CrisisContactsRecorded, SessionHeld):
        first = next(examples(protocol, course, kind, DAY))
        said = {objection.code for objection in protocol.objections(course, first)}
        assert not said & {"S13c", "S19a", "S19b", "I14a"}


def test_the_circle_may_always_grow():
    course = opened(RelationshipRecorded(on=DAY, relationship=Relationship(key="person-1")))
    *_, last = examples(IPT, course, RelationshipRecorded, DAY)
    assert (last.relationship.key, last.relationship.confides) == ("person-2", True)


def test_every_dispute_can_move_to_every_stage():
    areas = tuple(FocalArea(area=RoleDispute(key=key, parties=("boss",))) for key in ("pay", "hours"))
    course = opened(FormulationAgreed(on=DAY, formulation=Formulation(areas=areas)))
    moves = [(event.dispute, event.stage) for event in examples(IPT, course, DisputeStageChanged, DAY)]
    assert moves == [(key, stage) for key in ("pay", "hours") for stage in DisputeStage]


def test_an_instrument_that_nothing_is_known_of_has_no_example():
    own = IPT.adapt(code="own", primary_instruments=("MY-OWN", "PHQ-9"))
    first = next(examples(own, opened(), SymptomsRated, DAY))
    assert first.instrument == "PHQ-9"


def test_a_session_of_the_group_that_was_joined():
    course = opened(MemberJoined(on=DAY, group="monday"))
    *_, last = examples(IPT, course, SessionHeld, DAY)
    assert (last.purpose, last.group, last.group_size) == (Purpose.GROUP, "monday", 6)


def test_a_contract_may_be_a_range_where_the_protocol_has_it_so():
    by_range = IPT.adapt(code="range", range_contract=True)
    plain, ranged, *_ = examples(by_range, ready(IPT, MiddleBegun), ContractAgreed, DAY)
    assert (plain.contract.at_most, ranged.contract.at_most) == (None, plain.contract.sessions)
    assert ranged.contract.review_on == DAY + timedelta(weeks=8)


def test_examples_at_the_end_of_the_calendar():
    for day in (date.min, date.max):
        for kind in EVENTS:
            assert all(event.on == day for event in examples(IPT, ready(IPT, MiddleBegun), kind, day))


# -- what examples take from a course ----------------------------------------------------------------------------------


def who_misses_every_other_session(course, event):
    return SessionMissed(on=event.on) if isinstance(event, SessionHeld) and event.on.day % 2 else event


@pytest.mark.parametrize("code", ["ipt", "ipt-a", "ipt-cm", "ipt-bpd", "ipt-g"])
def test_examples_are_the_same_wherever_what_they_take_is(code):
    """Otherwise a therapist who writes again what was written before would write it into the wrong course."""
    protocol, seen, again, day = protocol_of(code), {}, set(), date(2026, 3, 2)
    therapists = [Therapist(protocol, area=area) for area in (None, *protocol.areas)]
    played = [play(protocol, therapist) for therapist in therapists]
    for course in (*played, play(protocol, therapists[0], who_misses_every_other_session)):
        for _, at in standings(course):
            for kind in EVENTS:
                takes = taken(at, kind)
                if takes is not None:
                    events = tuple(examples(protocol, at, kind, day))
                    again |= {kind} if (kind, takes) in seen else set()
                    assert seen.setdefault((kind, takes), events) == events
    assert again >= {FormulationAgreed, GoalAgreed, ContractAgreed, DiagnosisRecorded, RelapsePlanAgreed, ConsentGiven}


def test_a_client_who_is_called_like_the_people_of_the_examples_finds_every_step():
    course = IPT_CM.open(on=date(2026, 1, 5), client="person-1", consent=True)
    way = way_to(IPT_CM, course, MiddleBegun, date(2026, 1, 19))
    assert type(way[-1]) is MiddleBegun
    assert IPT_CM.apply(course, *way).contract.joint_with == ("person-2",)


@pytest.mark.parametrize(("age", "giver"), [(15, ConsentGiver.GUARDIAN_WITH_ASSENT), (26, ConsentGiver.SELF)])
def test_consent_comes_from_whom_it_counts_from_at_this_age(age, giver):
    course = IPT_A.open(on=DAY, client="c-1", consent=True, age=age)
    assert next(examples(IPT_A, course, ConsentGiven, DAY)).given_by is giver
    assert taken(course, ConsentGiven) != taken(IPT_A.open(on=DAY, client="c-1", consent=True, age=40), ConsentGiven)


@pytest.mark.parametrize(
    ("protocol", "of_group", "alone"), [("ipt-who", 90, 50), ("ipt-ast", 90, 50), ("ipc", 30, 30), ("ipt", 50, 50)]
)
def test_a_session_is_as_long_as_its_source_says(protocol, of_group, alone):
    assert minutes(protocol_of(protocol)) == minutes(protocol_of(protocol), Purpose.GROUP) == of_group
    course = protocol_of(protocol).open(on=DAY, client="c-1", consent=True, age=15)
    held = list(examples(protocol_of(protocol), course, SessionHeld, DAY))
    assert {event.minutes for event in held if event.purpose is Purpose.PRE_GROUP} == {alone}


@pytest.mark.parametrize("level", [Level.ADVISORY, Level.OFF])
def test_the_rule_leads_to_what_its_refusal_does_not_name(level):
    protocol = IPT.adapt(code="less", levels={"I19j": level, "I20a": level})
    course = protocol.open(on=DAY, client="c-1", consent=True)
    assert [type(event) for event in way_to(protocol, course, MiddleBegun, DAY)][-3:] == [
        GoalAgreed,
        ContractAgreed,
        MiddleBegun,
    ]
