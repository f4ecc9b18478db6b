"""What a course says: the fold of its timeline, with late entries and corrections where they belong."""

import pickle
from datetime import date, timedelta

import pytest

from counting import calls
from iptcore.corrections import may_correct
from iptcore.course import Course, Entry, after, as_of, replay, standings
from iptcore.errors import InvalidValue
from iptcore.events import (
    Carried,
    ClientReferred,
    ConsentGiven,
    ConsentWithdrawn,
    ContractAgreed,
    ContractAmended,
    Correction,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    EntriesCorrected,
    Event,
    FormulationAgreed,
    GoalAgreed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    PatternNamed,
    RelapsePlanAgreed,
    RelationshipRecorded,
    RiskAssessed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import ContractAmendment, TreatmentContract
from iptcore.model.diagnosis import ConcurrentCare, Diagnosis
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import Pattern, Relationship, SafetyConcern
from iptcore.model.problem_area import RoleDispute, RoleTransition
from iptcore.model.relapse_plan import RelapsePreventionPlan
from iptcore.vocabulary import (
    CareKind,
    Condition,
    ConsentGiver,
    ConsentScope,
    DiagnosisRole,
    DiscontinuationReason,
    DisputeStage,
    Ending,
    Party,
    Phase,
    Purpose,
    RiskAction,
    SafetyConcernKind,
    Status,
    TechniqueName,
    TerminationKind,
    WhyNot,
)


def day(number: int) -> date:
    return date(2026, 1, 5) + timedelta(days=number)


OPENING = CourseOpened(on=day(0), client="c-1", protocol="ipt", edition="2018", consent=True)


def opened(*events: Event) -> Course:
    return replay((OPENING, *events))


def risk(on: int, action: RiskAction) -> RiskAssessed:
    return RiskAssessed(on=day(on), action=action, reasons="asked openly")


def correcting(*corrections: Correction, on: int = 9) -> EntriesCorrected:
    return EntriesCorrected(on=day(on), corrections=corrections, because="written down wrongly")


# -- where it stands ---------------------------------------------------------------------------------------------------


def test_a_course_that_was_not_opened():
    course = Course()
    assert (course.status, course.phase, course.ending) == (Status.NOT_OPENED, None, None)
    assert (course.client, course.opened_on, course.last_on) == (None, None, None)
    assert (course.history, course.timeline, course.revision) == ((), (), 0)


def test_the_phases_in_their_order():
    course, stands = Course(), []
    for event in (
        OPENING,
        MiddleBegun(on=day(14)),
        TerminationBegun(on=day(70)),
        MiddleResumed(on=day(77)),
        TerminationBegun(on=day(90)),
        CourseCompleted(on=day(100)),
    ):
        course = after(course, event)
        stands.append((course.phase, course.phase_began_on, course.status))
    open_, ended = Status.OPEN, Status.ENDED
    assert stands == [
        (Phase.INITIAL, day(0), open_),
        (Phase.MIDDLE, day(14), open_),
        (Phase.TERMINATION, day(70), open_),
        (Phase.MIDDLE, day(77), open_),
        (Phase.TERMINATION, day(90), open_),
        (Phase.TERMINATION, day(90), ended),
    ]
    assert (course.ending, course.ended_on, course.client, course.opened_on) == (
        Ending.COMPLETED,
        day(100),
        "c-1",
        day(0),
    )


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        (CourseCompleted(on=day(9)), Ending.COMPLETED),
        (ClientReferred(on=day(9)), Ending.REFERRED),
        (CourseDiscontinued(on=day(9)), Ending.DISCONTINUED),
        (CourseDiscontinued(on=day(9), reason=DiscontinuationReason.LOST_CONTACT), Ending.DISCONTINUED),
        (CourseDiscontinued(on=day(9), reason=DiscontinuationReason.NOT_SUITABLE), Ending.NOT_SUITABLE),
        (CourseDiscontinued(on=day(9), reason=DiscontinuationReason.DEATH), Ending.DIED),
    ],
)
def test_how_it_ended(last: Event, ending: Ending):
    assert opened(TerminationBegun(on=day(5)), last).ending is ending


def test_an_early_end_by_agreement():
    early = TerminationBegun(on=day(5), how=TerminationKind.EARLY_BY_AGREEMENT)
    assert opened(early, CourseCompleted(on=day(9))).ending is Ending.COMPLETED_EARLY
    extended = (early, MiddleResumed(on=day(6)), TerminationBegun(on=day(7)), CourseCompleted(on=day(9)))
    assert opened(*extended).ending is Ending.COMPLETED


def test_a_suspended_course_keeps_its_phase_and_may_end():
    suspended = opened(MiddleBegun(on=day(2)), CourseSuspended(on=day(3)))
    assert (suspended.status, suspended.phase) == (Status.SUSPENDED, Phase.MIDDLE)
    resumed = after(suspended, CourseResumed(on=day(9)))
    assert (resumed.status, resumed.phase, resumed.phase_began_on) == (Status.OPEN, Phase.MIDDLE, day(2))
    assert after(suspended, ClientReferred(on=day(9))).ending is Ending.REFERRED


def test_events_out_of_place_are_kept_and_change_nothing():
    ended = opened(ClientReferred(on=day(3)))
    more = (
        OPENING.replace(on=day(4), client="c-2"),
        MiddleBegun(on=day(4)),
        CourseSuspended(on=day(4)),
        CourseResumed(on=day(4)),
    )
    for event in (*more, CourseDiscontinued(on=day(4))):
        after_it = after(ended, event)
        assert (after_it.status, after_it.phase, after_it.ending) == (Status.ENDED, Phase.INITIAL, Ending.REFERRED)
        assert (after_it.revision, after_it.client) == (3, "c-1")
    assert after(opened(), CourseResumed(on=day(1))).status is Status.OPEN
    assert after(Course(), MiddleBegun(on=day(1))).phase is None


# -- what it says ------------------------------------------------------------------------------------------------------


def test_events_of_a_kind():
    course = opened(risk(1, RiskAction.PLAN), risk(5, RiskAction.NONE))
    assert [event.on for event in course.all(RiskAssessed)] == [day(1), day(5)]
    assert [event.on for event in course.newest(RiskAssessed)] == [day(5), day(1)]
    assert course.last(RiskAssessed) == risk(5, RiskAction.NONE)
    assert course.has(RiskAssessed)
    assert (course.all(SessionHeld), course.last(SessionHeld), course.has(SessionHeld)) == ((), None, False)
    assert len(course.newest(SessionHeld)) == 0


def test_the_last_word_on_people_goals_patterns_and_diagnoses_counts():
    target = Diagnosis(condition=Condition.MAJOR_DEPRESSION, role=DiagnosisRole.TARGET)
    course = opened(
        RelationshipRecorded(on=day(1), relationship=Relationship(key="sister")),
        RelationshipRecorded(on=day(2), relationship=Relationship(key="boss")),
        RelationshipRecorded(on=day(3), relationship=Relationship(key="sister", alive=False)),
        PatternNamed(on=day(1), pattern=Pattern(key="waits", words="waits for others")),
        PatternNamed(on=day(2), pattern=Pattern(key="waits", words="waits until it is too late")),
        GoalAgreed(on=day(1), goal=Goal(key="talk", area="a", words="to talk")),
        GoalAgreed(on=day(2), goal=Goal(key="talk", area="a", words="to talk weekly")),
        DiagnosisRecorded(on=day(1), diagnosis=target),
        DiagnosisRecorded(on=day(2), diagnosis=target.replace(active=True)),
        DiagnosisRecorded(on=day(2), diagnosis=target.replace(role=DiagnosisRole.PAST)),
    )
    assert course.relationships == (Relationship(key="sister", alive=False), Relationship(key="boss"))
    assert course.relationship("sister") == Relationship(key="sister", alive=False)
    assert course.relationship("mother") is None
    assert [pattern.words for pattern in course.patterns] == ["waits until it is too late"]
    assert [goal.words for goal in course.goals] == ["to talk weekly"]
    assert course.diagnoses == (target.replace(active=True), target.replace(role=DiagnosisRole.PAST))


def test_silence_takes_nothing_back():
    concern = SafetyConcern(kind=SafetyConcernKind.VIOLENCE)
    care = (ConcurrentCare(kind=CareKind.PSYCHIATRIC),)
    ill = Diagnosis(condition=Condition.PSYCHOSIS, role=DiagnosisRole.COMORBID, active=False, concurrent_care=care)
    told = Relationship(key="uncle", party=Party.FAMILY, alive=True, safety_concern=concern)
    coded = Diagnosis(condition=Condition.PSYCHOSIS, role=DiagnosisRole.COMORBID, code="F20")
    course = opened(
        RelationshipRecorded(on=day(1), relationship=told),
        RelationshipRecorded(on=day(2), relationship=Relationship(key="uncle", alive=False, ring="outer")),
        DiagnosisRecorded(on=day(1), diagnosis=ill),
        DiagnosisRecorded(on=day(2), diagnosis=coded),
    )
    assert course.relationship("uncle") == told.replace(alive=False, ring="outer")
    assert course.diagnoses == (ill.replace(code="F20"),)
    screened = coded.replace(
        concurrent_care=(ConcurrentCare(kind=CareKind.GENERAL_MEDICAL),), exclusions_screened=(Condition.SUBSTANCE_USE,)
    )
    both = after(course, DiagnosisRecorded(on=day(3), diagnosis=screened)).diagnoses[0]
    assert [one.kind for one in both.concurrent_care] == [CareKind.PSYCHIATRIC, CareKind.GENERAL_MEDICAL]
    over = coded.replace(concurrent_care=(ConcurrentCare(kind=CareKind.PSYCHIATRIC, ongoing=False),))
    assert after(course, DiagnosisRecorded(on=day(3), diagnosis=over)).diagnoses[0].concurrent_care == (
        ConcurrentCare(kind=CareKind.PSYCHIATRIC, ongoing=False),
    )
    one_by_one = Course()
    for event in course.history:
        one_by_one = after(one_by_one, event)
    assert one_by_one == course


def test_what_a_guardian_consents_to_is_the_clients():
    given = ConsentGiven(
        on=day(1), scope=ConsentScope.TREATMENT, given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother"
    )
    course = opened(given)
    assert course.consent(ConsentScope.TREATMENT) == given
    for whose in (None, "mother"):
        gone = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person=whose)
        assert after(course, gone).consent(ConsentScope.TREATMENT) is None
    # A guardian who was not named when consent was given withdraws it all the same; a partner withdraws their own.
    father = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person="father")
    assert after(course, father).consent(ConsentScope.TREATMENT) is None
    own = ConsentGiven(on=day(1), scope=ConsentScope.TREATMENT, person="partner")
    partner = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person="partner")
    assert after(after(course, own), partner).consent(ConsentScope.TREATMENT) == given


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_what_a_guardian_gives_stands_beside_what_the_client_gives(places: tuple[int, int]):
    own = ConsentGiven(on=day(1), scope=ConsentScope.TREATMENT)
    guardian = own.replace(given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother")
    given = [(own, guardian)[place] for place in places]
    course = opened(*given)
    assert course.consent(own.scope) == given[-1]
    assert [course.consent(own.scope, given_by=event.given_by) for event in given] == given
    assert course.consent(own.scope, given_by=ConsentGiver.COMPETENT_MINOR) is None
    gone = ConsentWithdrawn(on=day(2), scope=own.scope, person="mother")
    assert after(course, gone).consent(own.scope) == own
    assert after(course, gone.replace(person=None)).consent(own.scope) is None
    assert after(opened(*given, given[0]), gone.replace(scope=ConsentScope.RECORDING)).consent(own.scope) == given[0]


def test_a_competent_minor_consents_themselves_and_nobody_else_withdraws_it():
    given = ConsentGiven(on=day(1), scope=ConsentScope.TREATMENT, given_by=ConsentGiver.COMPETENT_MINOR)
    guardian = given.replace(given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother")
    gone = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person="mother")
    alone = opened(given, gone)
    assert (alone.consent(ConsentScope.TREATMENT), alone.treatment_withdrawn) == (given, None)
    both = opened(given, guardian, gone)
    assert (both.consent(ConsentScope.TREATMENT), both.treatment_withdrawn) == (given, gone)
    assert after(alone, gone.replace(person=None)).consent(ConsentScope.TREATMENT) is None


def test_what_others_consent_to_for_themselves_says_nothing_of_what_was_withdrawn_for_the_client():
    own = ConsentGiven(on=day(3), scope=ConsentScope.TREATMENT, person="mother")
    guardian = own.replace(on=day(1), given_by=ConsentGiver.GUARDIAN_WITH_ASSENT)
    gone = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person="mother")
    assert opened(guardian, gone, own).treatment_withdrawn == gone
    # The father had consented, or nobody knows whose consent it was: nothing of the client's is known to stand.
    assert opened(own, gone.replace(on=day(4), person="father")).treatment_withdrawn is not None
    assert opened(guardian, own, gone.replace(on=day(4))).treatment_withdrawn is None


def test_consent_stands_until_it_is_withdrawn():
    given = ConsentGiven(on=day(1), scope=ConsentScope.TREATMENT)
    for_two = ConsentGiven(on=day(1), scope=ConsentScope.CONJOINT, person="partner")
    course = opened(given, for_two)
    assert course.consent(ConsentScope.TREATMENT) == given
    assert course.consent(ConsentScope.CONJOINT) is None
    assert course.consent(ConsentScope.CONJOINT, "partner") == for_two
    course = after(course, ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT))
    assert course.consent(ConsentScope.TREATMENT) is None
    assert course.consent(ConsentScope.CONJOINT, "partner") == for_two
    assert after(course, given.replace(on=day(3))).consent(ConsentScope.TREATMENT) == given.replace(on=day(3))


@pytest.mark.parametrize(("first_given", "stands"), [(1, False), (2, False), (3, True)])
def test_consent_carried_over_stands_if_it_was_given_after_it_was_withdrawn(first_given: int, stands: bool):
    course = opened(
        ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT),
        # Neither of another scope nor of another person.
        ConsentWithdrawn(on=day(4), scope=ConsentScope.RECORDING),
        ConsentWithdrawn(on=day(4), scope=ConsentScope.TREATMENT, person="partner"),
    )
    given = ConsentGiven(on=day(5), scope=ConsentScope.TREATMENT, carried=Carried(day=day(first_given)))
    assert after(course, given).consent(ConsentScope.TREATMENT) == (given if stands else None)
    mother = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person="mother")
    guardian = given.replace(given_by=ConsentGiver.GUARDIAN_WITH_ASSENT, person="mother")
    assert after(opened(mother), guardian).consent(ConsentScope.TREATMENT) == (guardian if stands else None)


def test_the_contract_in_force():
    contract = TreatmentContract(sessions=12, at_most=16, review_on=day(60))
    course = opened(ContractAgreed(on=day(1), contract=contract))
    assert course.contract == contract
    more = ContractAmended(on=day(2), amendment=ContractAmendment(sessions=20))
    assert after(course, more).contract == contract.replace(sessions=20, at_most=None)
    assert after(opened(), more).contract is None


def test_the_stage_of_a_dispute_comes_from_the_formulation_and_from_changes():
    dispute = RoleDispute(key="quarrel", parties=("boss",), stage=DisputeStage.IMPASSE)
    areas = (
        FocalArea(area=dispute),
        FocalArea(area=RoleTransition(key="move")),
        FocalArea(area=RoleDispute(key="new")),
    )
    course = opened(FormulationAgreed(on=day(1), formulation=Formulation(areas=areas)))
    assert (course.stage("quarrel"), course.stage("new"), course.stage("move")) == (DisputeStage.IMPASSE, None, None)
    change = DisputeStageChanged(on=day(2), dispute="new", stage=DisputeStage.RENEGOTIATION)
    assert after(course, change).stage("new") is DisputeStage.RENEGOTIATION
    again = FormulationAgreed(on=day(3), formulation=Formulation(areas=(FocalArea(area=dispute.replace(stage=None)),)))
    assert after(course, again).stage("quarrel") is DisputeStage.IMPASSE


def test_sessions_that_count():
    course = opened(
        SessionHeld(on=day(1), techniques=(TechniqueName.CLARIFICATION,)),
        SessionHeld(on=day(2), purpose=Purpose.CRISIS, techniques=(TechniqueName.TIMELINE,)),
        SessionHeld(on=day(3), purpose=Purpose.GROUP, techniques=(TechniqueName.CLARIFICATION,)),
    )
    assert [session.on for session in course.counted] == [day(3), day(1)]
    assert course.sessions_in_phase == 2
    assert course.techniques == {TechniqueName.CLARIFICATION, TechniqueName.TIMELINE}
    middle = after(course, MiddleBegun(on=day(4)))
    assert (middle.sessions_in_phase, len(middle.counted)) == (0, 2)


def test_a_session_before_the_opening_is_in_no_phase():
    before = after(Course(), SessionHeld(on=day(-1)))
    assert (before.sessions_in_phase, len(before.counted)) == (0, 1)
    assert after(before, OPENING).sessions_in_phase == 0


def test_plans_and_reasons():
    reason = NotDone(on=day(2), task="I02a", why=WhyNot.DECLINED, because="not today")
    course = opened(RelapsePlanAgreed(on=day(1), plan=RelapsePreventionPlan()), reason.replace(on=day(1)), reason)
    assert course.relapse_plan == RelapsePreventionPlan()
    assert course.not_done("I02a") == reason
    assert course.not_done("I05a") is None


def test_of_two_reasons_the_later_counts_and_that_of_the_clause_before_that_of_its_rule():
    whole = NotDone(on=day(2), task="I02", why=WhyNot.IMPOSSIBLE, because="not asked for")
    own = whole.replace(task="I02a")
    assert opened(own, whole).not_done("I02a") == opened(whole, own).not_done("I02a") == own
    assert opened(own, later := whole.replace(on=day(3))).not_done("I02a") == later
    assert opened(whole, later := own.replace(on=day(3))).not_done("I02a") == later
    assert opened(whole).not_done("I02b") == whole


# -- late entries ------------------------------------------------------------------------------------------------------


def test_a_course_knows_whether_it_was_made_of_another_by_entering_an_event():
    event, other = SessionHeld(on=day(1)), SessionHeld(on=day(1))
    earlier = opened()
    later = after(earlier, event)
    assert later.continues(earlier, event)
    assert not later.continues(earlier, other)
    assert not later.continues(later, event)
    assert not replay(later.history).continues(earlier, event)
    assert not Course().continues(Course(), event)


def test_a_late_entry_lands_where_it_belongs():
    urgent, calm = risk(5, RiskAction.URGENT), risk(2, RiskAction.NONE)
    course = after(opened(urgent), calm)
    assert course.last(RiskAssessed) == urgent
    assert course.history == (OPENING, urgent, calm)
    assert course.timeline == (Entry(1, OPENING), Entry(3, calm), Entry(2, urgent))
    assert course.last_on == day(5)


def test_entries_of_one_day_stand_in_the_order_of_entry():
    first, second = risk(2, RiskAction.URGENT), risk(2, RiskAction.NONE)
    assert opened(first, second).last(RiskAssessed) == second
    assert opened(second, first).last(RiskAssessed) == first


def places(course: Course, kind: type[Event]) -> list[int]:
    return [place for place, _ in course.placed(kind)]


def test_an_entry_of_the_last_day_costs_no_more_than_one_of_the_next_day():
    course = opened(*(SessionHeld(on=day(number)) for number in range(1, 30)))
    same, following, late = (SessionHeld(on=day(number)) for number in (29, 30, 28))
    assert calls(lambda: after(course, same)) == calls(lambda: after(course, following))
    assert calls(lambda: after(course, late)) > 10 * calls(lambda: after(course, same))


def test_places_tell_what_came_first_within_a_day():
    session, assessed = SessionHeld(on=day(7)), risk(7, RiskAction.NONE)
    for first, second in ((session, assessed), (assessed, session)):
        course = opened(first, second)
        assert places(course, type(first))[0] < places(course, type(second))[0]
        late = after(course, SessionHeld(on=day(1)))
        assert places(late, type(first))[0] < places(late, type(second))[0]
        assert places(late, SessionHeld)[-1] < places(late, RiskAssessed)[0]
        appended = after(late, risk(7, RiskAction.PLAN))
        assert places(appended, RiskAssessed)[0] > max(places(late, SessionHeld) + places(late, RiskAssessed))


def test_the_client_is_one_person_with_or_without_their_key():
    own = OPENING.client
    for given in (None, own):
        for gone in (None, own):
            consented = opened(ConsentGiven(on=day(1), scope=ConsentScope.TREATMENT, person=given))
            assert consented.consent(ConsentScope.TREATMENT) == consented.consent(ConsentScope.TREATMENT, own)
            assert consented.consent(ConsentScope.TREATMENT) is not None
            withdrawn = after(consented, ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT, person=gone))
            assert withdrawn.consent(ConsentScope.TREATMENT) is None


def test_a_late_entry_can_change_what_follows():
    course = opened(MiddleBegun(on=day(4)), SessionHeld(on=day(6)))
    course = after(course, SessionHeld(on=day(2)))
    assert course.sessions_in_phase == 1
    assert len(course.counted) == 2
    assert after(course, SessionHeld(on=day(5))).sessions_in_phase == 2


def test_the_course_as_it_stood_before_a_late_entry():
    course = opened(MiddleBegun(on=day(4)), SymptomsRated(on=day(6), instrument="PHQ-9", total=9))
    before = as_of(course, SessionHeld(on=day(3)))
    assert (before.phase, before.has(SymptomsRated)) == (Phase.INITIAL, False)
    assert as_of(course, SessionHeld(on=day(4))).phase is Phase.MIDDLE
    assert as_of(course, SessionHeld(on=day(6))) is course
    assert as_of(Course(), OPENING) == Course()


# -- corrections -------------------------------------------------------------------------------------------------------


def test_a_correction_replaces_an_entry_and_keeps_both_in_the_history():
    wrong, right = risk(2, RiskAction.URGENT), risk(3, RiskAction.NONE)
    mend = correcting(Correction(entry=2, replacement=right))
    course = opened(wrong, mend)
    assert course.all(RiskAssessed) == (right,)
    assert course.history == (OPENING, wrong, mend)
    assert course.timeline == (Entry(1, OPENING), Entry(2, right), Entry(3, mend))


def test_a_correction_can_strike_an_entry_or_several():
    course = opened(MiddleBegun(on=day(2)), SessionHeld(on=day(3)))
    struck = after(course, correcting(Correction(entry=2), Correction(entry=3)))
    assert (struck.phase, struck.has(SessionHeld), struck.revision) == (Phase.INITIAL, False, 4)


def test_the_last_correction_of_an_entry_counts():
    wrong = risk(2, RiskAction.URGENT)
    course = opened(wrong, correcting(Correction(entry=2)), correcting(Correction(entry=2, replacement=wrong), on=10))
    assert course.all(RiskAssessed) == (wrong,)


def test_a_correction_dated_early_mends_all_the_same():
    mend = correcting(Correction(entry=2), on=0)
    assert not opened(risk(2, RiskAction.URGENT), mend).has(RiskAssessed)


def test_a_correction_changes_how_a_course_ended():
    course = opened(CourseDiscontinued(on=day(5)))
    died = CourseDiscontinued(on=day(5), reason=DiscontinuationReason.DEATH)
    assert after(course, correcting(Correction(entry=2, replacement=died))).ending is Ending.DIED
    assert after(course, correcting(Correction(entry=2))).status is Status.OPEN


def test_corrections_that_make_no_sense_are_kept_and_mend_nothing():
    course = opened(risk(2, RiskAction.NONE))
    for correction in (
        Correction(entry=1),
        Correction(entry=1, replacement=SessionHeld(on=day(1))),
        Correction(entry=2, replacement=OPENING),
        Correction(entry=3),
        Correction(entry=4),
        Correction(entry=9),
    ):
        unmended = after(course, correcting(correction))
        assert [entry.event for entry in unmended.timeline[:2]] == list(course.history)
    later = after(after(course, correcting(Correction(entry=4))), SessionHeld(on=day(9)))
    assert later.has(SessionHeld)


def test_what_may_be_corrected():
    history = (OPENING, risk(2, RiskAction.NONE), correcting(Correction(entry=2)))
    assert may_correct(history, Correction(entry=2, replacement=None))
    assert may_correct(history, Correction(entry=2, replacement=SessionHeld(on=day(1))))
    assert may_correct(history, Correction(entry=1, replacement=OPENING.replace(age=40)))
    assert may_correct(history, Correction(entry=2, corrects="risk_assessed", dated=day(2)))
    for senseless in (
        Correction(entry=1, replacement=None),
        Correction(entry=2, replacement=OPENING),
        Correction(entry=3, replacement=None),
        Correction(entry=4, replacement=None),
        Correction(entry=2, corrects="session_held"),
        Correction(entry=2, dated=day(3)),
        Correction(entry=2, replacement=HomeMadeTagged(on=day(2))),
    ):
        assert may_correct(history, senseless) is False


def test_what_cannot_be_corrected_is_said_with_the_way_out():
    course = opened(SessionHeld(on=day(1)), correcting(Correction(entry=2)))

    def told(entry):
        with pytest.raises(InvalidValue) as refused:
            course.correct(entry, on=day(1), because="x")
        (fault,) = refused.value.faults
        assert str(refused.value).startswith("invalid correction:")
        return fault.path, fault.expected, fault.got, fault.advice

    assert told(4) == ("entry", "the number of an entry, from 1 to 3", "a number out of bounds", "")
    assert told(3) == ("entry", "an entry that is not a correction", "", "correct the entry itself again")


def test_a_correction_says_when_and_by_whom_it_was_recorded():
    mend = opened(SessionHeld(on=day(1))).correct(2, on=day(3), because="x", recorded=day(4), by="t-1")
    assert (mend.on, mend.recorded, mend.by, mend.because) == (day(3), day(4), "t-1", "x")


def test_courses_that_differ_have_different_hashes():
    assert len({hash(opened(SessionHeld(on=day(number)))) for number in range(20)}) == 20


def test_a_correction_says_what_it_corrects():
    course = opened(risk(2, RiskAction.NONE))
    mend = course.correct(2, on=day(3), because="another client", by="t-1")
    said = Correction(entry=2, corrects="risk_assessed", dated=day(2))
    assert mend == EntriesCorrected(on=day(3), corrections=(said,), because="another client", by="t-1")
    right = risk(2, RiskAction.URGENT)
    assert course.correct(2, right, on=day(3), because="x").corrections == (said.replace(replacement=right),)
    assert not after(course, mend).has(RiskAssessed)
    for wrong in (said.replace(corrects="session_held"), said.replace(dated=day(3))):
        assert after(course, correcting(wrong)).has(RiskAssessed)  # it was meant for another entry


@pytest.mark.parametrize("entry", [0, 4, "2", True])
def test_only_an_entry_is_corrected(entry):
    with pytest.raises(InvalidValue) as refused:
        opened(SessionHeld(on=day(1)), correcting(Correction(entry=2))).correct(entry, on=day(1), because="x")
    assert str(refused.value).startswith(
        "invalid correction:\n  - entry: expected the number of an entry, from 1 to 3, got "
    )


@pytest.mark.parametrize("entry", [1, 2])
def test_the_first_entry_and_the_last_are_corrected(entry):
    assert opened(SessionHeld(on=day(1))).correct(entry, on=day(1), because="x").corrections[0].entry == entry


def test_no_correction_is_corrected():
    with pytest.raises(InvalidValue) as refused:
        opened(SessionHeld(on=day(1)), correcting(Correction(entry=2))).correct(3, on=day(1), because="x")
    assert str(refused.value) == (
        "invalid correction:\n  - entry: expected an entry that is not a correction; correct the entry itself again"
    )


def test_a_correction_names_no_later_entry():
    """Entered before what it names, it corrects nothing, whatever is entered there later."""
    early = correcting(Correction(entry=3))
    assert after(opened(early), SessionHeld(on=day(2))).has(SessionHeld)


def test_exclusions_screened_earlier_stand_beside_new_ones():
    first, second = (
        DiagnosisRecorded(
            on=day(1),
            diagnosis=Diagnosis(
                condition=Condition.MAJOR_DEPRESSION, role=DiagnosisRole.TARGET, exclusions_screened=(screened,)
            ),
        )
        for screened in (Condition.PSYCHOSIS, Condition.BIPOLAR_DISORDER)
    )
    (known,) = opened(first, second).diagnoses
    assert known.exclusions_screened == (Condition.PSYCHOSIS, Condition.BIPOLAR_DISORDER)


def test_each_entry_with_the_course_before_it():
    mend = correcting(Correction(entry=2, replacement=MiddleBegun(on=day(3))))
    course = opened(MiddleBegun(on=day(2)), SessionHeld(on=day(4)), mend)
    assert [(entry.number, at.phase) for entry, at in standings(course)] == [
        (1, None),
        (2, Phase.INITIAL),
        (3, Phase.MIDDLE),
        (4, Phase.MIDDLE),
    ]


def test_a_correction_is_worked_into_the_course_before_an_entry_and_no_event_of_it():
    mend = correcting(Correction(entry=2, replacement=MiddleBegun(on=day(3))), on=3)
    states = [at for _, at in standings(opened(MiddleBegun(on=day(2)), mend, SessionHeld(on=day(4))))]
    assert [at.revision for at in states] == [0, 1, 2, 2]
    assert not any(at.has(EntriesCorrected) for at in states)


# -- as a value --------------------------------------------------------------------------------------------------------


def test_a_course_is_never_changed():
    course = opened()
    with pytest.raises(AttributeError):
        course.phase = Phase.MIDDLE
    after(course, MiddleBegun(on=day(2)))
    assert (course.phase, course.revision) == (Phase.INITIAL, 1)


def test_courses_are_equal_by_all_they_hold():
    one, another = opened(SessionHeld(on=day(1))), opened(SessionHeld(on=day(1)))
    assert one == another
    assert one != opened(SessionHeld(on=day(2)))
    # The same state entered in another order is another record.
    late = opened(SessionHeld(on=day(2)), SessionHeld(on=day(1)))
    assert late != opened(SessionHeld(on=day(1)), SessionHeld(on=day(2)))


def test_a_pickle_is_the_history():
    course = opened(MiddleBegun(on=day(2)), SessionHeld(on=day(1)))
    assert course.__reduce__() == (replay, (course.history,))
    assert pickle.loads(pickle.dumps(course)) == course


def test_what_it_shows():
    assert repr(Course()) == "<Course not_opened, revision=0>"
    assert repr(opened(MiddleBegun(on=day(2)))) == "<Course open, phase=middle, revision=2>"


def test_a_correction_holds_no_correction():
    # Corrections in corrections could lie deeper than a document may be.
    with pytest.raises(InvalidValue, match="a replacement that is no correction itself"):
        Correction(entry=2, replacement=correcting(Correction(entry=3)))


class HomeMade(SessionHeld):
    """An event of a kind that no document and no rule knows."""


class HomeMadeTagged(SessionHeld):
    kind = "home_made"


@pytest.mark.parametrize("stranger", ["secret", Event(on=day(1)), HomeMade(on=day(1)), HomeMadeTagged(on=day(1))])
def test_what_is_no_event_has_no_history(stranger: object):
    with pytest.raises(InvalidValue) as refused:
        replay([OPENING, stranger])
    assert str(refused.value) == (
        "invalid argument:\n  - expected events only, got something else; leave out what is not an event"
    )


@pytest.mark.parametrize("stranger", [Event(on=day(1)), HomeMade(on=day(1))])
def test_a_correction_holds_an_event_of_a_known_kind(stranger: Event):
    with pytest.raises(InvalidValue, match="one of the kinds there are"):
        Correction(entry=2, replacement=stranger)


def test_a_correction_by_a_stranger_is_not_worked_in():
    course = opened(SessionHeld(on=day(1)))
    mended = after(course, correcting(Correction(entry=2, replacement=HomeMadeTagged(on=day(1)))))
    assert mended.all(SessionHeld) == course.all(SessionHeld)


def test_a_course_is_made_of_its_events_alone():
    with pytest.raises(TypeError):
        Course(phase=Phase.MIDDLE)


def test_many_people_cost_no_more_than_one():
    # Folding a history looks at each entry once, however many keys there are: copies would take minutes here.
    people = [f"person-{number}" for number in range(20_000)]
    given = [ConsentGiven(on=day(1), scope=ConsentScope.RECORDING, person=person) for person in people]
    course = opened(*given, *(ConsentWithdrawn(on=day(2), scope=ConsentScope.RECORDING, person=p) for p in people[1:]))
    assert course.consent(ConsentScope.RECORDING, people[0]) == given[0]
    assert course.consent(ConsentScope.RECORDING, people[1]) is None


def test_equal_courses_have_equal_hashes():
    assert len({opened(), replay([OPENING]), opened(SessionHeld(on=day(3)))}) == 2


def test_ratings_are_told_by_instrument_and_by_what_they_say():
    one = SymptomsRated(on=date(2026, 1, 5), instrument="PHQ-9", total=9, suicide_item=1)
    other = SymptomsRated(on=date(2026, 1, 5), instrument="HRSD-17", total=20)
    third = SymptomsRated(on=date(2026, 1, 5), instrument="PHQ-9", total=4, suicide_item=0)
    course = replay([one, other, third])
    assert list(course.rated) == ["PHQ-9", "HRSD-17"]
    assert [course.ratings(code).in_order() for code in ("PHQ-9", "HRSD-17", "MADRS")] == [(one, third), (other,), ()]
    assert list(course.positive_items.placed()) == [(0, one)]


def test_urgent_risk_is_told_from_other_risk_and_follows_a_correction():
    calm, urgent = risk(1, RiskAction.NONE), risk(2, RiskAction.URGENT)
    course = opened(calm, urgent, SessionHeld(on=day(3)))
    assert list(course.urgent_risk.placed()) == [(2, urgent)]
    assert not after(course, course.correct(3, on=day(3), because="another client's")).urgent_risk


def test_a_concern_stands_until_one_of_its_kind_is_judged_safe():
    def told(number: int, **parts: object) -> RelationshipRecorded:
        concern = SafetyConcern(kind=SafetyConcernKind.VIOLENCE, **parts)
        return RelationshipRecorded(
            on=date(2026, 1, 5) + timedelta(days=number), relationship=Relationship(key="p", safety_concern=concern)
        )

    first, second, safe = told(0), told(2, reviewed=True), told(4, reviewed=True, joint_work_safe=True)
    course = replay([first, second])
    standing = course.concerns("p")
    assert dict(standing) == {SafetyConcernKind.VIOLENCE: (date(2026, 1, 5), second.relationship.safety_concern)}
    with pytest.raises(TypeError):
        standing[SafetyConcernKind.VIOLENCE] = None
    assert not after(course, safe).concerns("p")
    assert not course.concerns("q")
    assert course.concerns("p") == standing


def test_departures_are_told_by_their_day():
    departures = [DepartureExplained(on=date(2026, 1, 5), rule=rule, because="asked") for rule in ("M03", "M02a")]
    assert replay(departures).departures(date(2026, 1, 5)) == {"M03", "M02a"}
    assert replay(departures).departures(date(2026, 1, 5) + timedelta(days=1)) == frozenset()
