"""Two copies of a course that were written apart are made one: nothing is lost, and what to look at is listed."""

import pickle
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import hypothesis
import pytest
from hypothesis import strategies as st

from iptcore.course import Course, after, replay
from iptcore.errors import InvalidValue
from iptcore.events import (
    AdverseEventRecorded,
    ConsentGiven,
    ConsentWithdrawn,
    ContractAgreed,
    ContractAmended,
    Correction,
    CourseCompleted,
    CourseDiscontinued,
    CourseSuspended,
    CrisisContactsRecorded,
    DepartureExplained,
    DiagnosisRecorded,
    DisputeStageChanged,
    EndingAnnounced,
    EntriesCorrected,
    Event,
    GoalAgreed,
    GoalReviewed,
    LifeEventRecorded,
    MemberJoined,
    MemberLeft,
    MiddleBegun,
    NotDone,
    PatternNamed,
    RelationshipRecorded,
    RiskAssessed,
    SessionHeld,
    SickRoleGiven,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import ContractAmendment
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.goal import Goal
from iptcore.model.inventory import LifeEvent, Pattern, Relationship, SafetyConcern
from iptcore.model.partial_date import PartialDate
from iptcore.model.risk import CrisisContact
from iptcore.protocol.catalogue import CATALOGUE, IPT
from iptcore.protocol.cures import way_to
from iptcore.protocol.merging import Conflict, ConflictKind, Merged, merge
from iptcore.readings.safety import open_safety
from iptcore.testing import courses, values
from iptcore.vocabulary import (
    AdverseEventKind,
    Condition,
    ConsentScope,
    DiagnosisRole,
    DisputeStage,
    RiskAction,
    SafetyConcernKind,
    TerminationKind,
    WhyNot,
)

START = date(2026, 1, 5)
OPENED = IPT.open(on=START, client="c-1", consent=True)
MIDDLE = IPT.apply(OPENED, *way_to(IPT, OPENED, MiddleBegun, START))
LIFE = LifeEventRecorded(on=START, life_event=LifeEvent(what="moved", when=PartialDate(year=2025)))
RATING = SymptomsRated(on=START, instrument="PHQ-9", total=17, suicide_item=2)
CALM = RiskAssessed(on=START, action=RiskAction.NONE, reasons="asked openly")
URGENT = CALM.replace(action=RiskAction.URGENT)


def day(number: int) -> date:
    return START + timedelta(days=number)


def grown(course: Course, *events: Event) -> Course:
    for event in events:
        course = after(course, event)
    return course


def merged(common: Course, ours: Sequence[Event], theirs: Sequence[Event]) -> Merged:
    return merge(IPT, grown(common, *ours), grown(common, *theirs))


def found(both: Merged, *kinds: ConflictKind) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(conflict.ours, conflict.theirs) for conflict in both.conflicts if conflict.what in kinds]


# -- the history -------------------------------------------------------------------------------------------------------


def test_what_each_added_stands_behind_the_common_beginning():
    both = merged(OPENED, [LIFE], [SickRoleGiven(on=START)])
    assert both.course.history == (*OPENED.history, LIFE, SickRoleGiven(on=START))
    assert (both.common, both.ours, both.theirs, both.renumbered, both.conflicts) == (1, (2,), (3,), (), ())


def test_an_entry_that_both_hold_is_one_entry_wherever_it_stands():
    both = merged(OPENED, [LIFE, RATING], [RATING, SickRoleGiven(on=START)])
    assert both.course.history == (*OPENED.history, LIFE, RATING, SickRoleGiven(on=START))
    assert (both.common, both.ours, both.theirs) == (1, (2,), (4,))


def test_an_entry_that_one_holds_twice_stays_twice():
    both = merged(OPENED, [LIFE], [LIFE, LIFE])
    assert both.course.history == (*OPENED.history, LIFE, LIFE)


def test_two_courses_are_not_two_copies():
    other = IPT.open(on=START, client="c-2", consent=True)
    with pytest.raises(InvalidValue, match="begin with the same opening"):
        merge(IPT, OPENED, other)
    assert merge(IPT, OPENED, Course()).course == merge(IPT, Course(), OPENED).course == OPENED


def test_a_merge_can_be_merged_again_and_pickled():
    clinic = grown(OPENED, RATING)
    phone = grown(OPENED, LIFE)
    phone = after(phone, phone.correct(2, on=START, because="told by mistake"))
    both = merge(IPT, clinic, phone)
    again = merge(IPT, both.course, phone)
    assert (again.course, again.theirs, again.renumbered) == (both.course, (), ())
    assert pickle.loads(pickle.dumps(both)) == both


# -- corrections -------------------------------------------------------------------------------------------------------


def test_a_correction_of_theirs_names_its_entry_by_the_number_that_it_has_now():
    phone = grown(OPENED, LIFE)
    mended = LIFE.replace(life_event=LIFE.life_event.replace(mood=-3))
    phone = after(phone, phone.correct(2, mended, on=START, because="the mood was left out"))
    both = merge(IPT, grown(OPENED, RATING), phone)
    assert [entry.event for entry in both.course.timeline][1:3] == [RATING, mended]
    assert (both.renumbered, both.conflicts) == ((4,), ())
    assert both.course.last(SymptomsRated) == RATING


@pytest.mark.parametrize("nonsense", [3, 4, 9, 10**15])
def test_a_correction_that_corrected_nothing_corrects_nothing_in_the_merge(nonsense: int):
    wrong = EntriesCorrected(on=START, because="x", corrections=(Correction(entry=nonsense), Correction(entry=7)))
    both = merged(OPENED, [RATING] * 8, [LIFE, wrong])
    assert len(both.course.all(SymptomsRated)) == 8
    assert both.course.has(LifeEventRecorded)
    assert merge(IPT, both.course, grown(OPENED, LIFE, wrong)).course == both.course


def test_two_corrections_of_one_entry_are_told():
    common = grown(OPENED, RATING)
    ours, theirs = (common.correct(2, RATING.replace(total=total), on=START, because="x") for total in (16, 15))
    both = merged(common, [ours], [theirs])
    (conflict,) = both.conflicts
    assert (conflict.what, conflict.corrected) == (ConflictKind.CORRECTED_APART, 2)
    assert (conflict.ours, conflict.theirs) == ((3,), (4,))
    assert both.course.last(SymptomsRated) == RATING.replace(total=15)
    assert merged(common, [ours], [ours]).conflicts == ()
    assert found(merged(common, [ours], [ours.replace(because="y")]), ConflictKind.CORRECTED_APART) == []


def test_a_conflict_may_be_about_more_entries_than_a_form_has_items():
    many = tuple(range(1, 202))
    assert Conflict(what=ConflictKind.ORDER_OF_A_DAY, ours=many, theirs=many).ours == many


def test_two_corrections_with_reasons_of_their_own_are_two_entries():
    common = grown(OPENED, RATING)
    strike = common.correct(2, on=START, because="x")
    assert merged(common, [strike], [strike]).course.revision == 3
    unsaid = [strike.corrections[0].replace(**{part: None}) for part in ("corrects", "dated")]
    for other in (
        strike.replace(because="y"),
        strike.replace(by="nurse"),
        strike.replace(recorded=day(1)),
        *(strike.replace(corrections=(correction,)) for correction in unsaid),
    ):
        assert merged(common, [strike], [other]).course.history == (*common.history, strike, other)


def test_an_entry_that_was_struck_is_in_no_conflict():
    session = SessionHeld(on=day(1), minutes=50)
    ours = grown(MIDDLE, session)
    ours = after(ours, ours.correct(ours.revision, on=day(1), because="it was another client"))
    both = merge(IPT, ours, grown(MIDDLE, session.replace(minutes=45)))
    assert found(both, ConflictKind.REPORTED_APART) == []


# -- what to look at ---------------------------------------------------------------------------------------------------


def test_the_same_report_recorded_by_two_people():
    ours, theirs = (RATING.replace(by=by) for by in ("nurse", "therapist"))
    both = merged(OPENED, [ours], [theirs])
    assert found(both, ConflictKind.SAME_REPORT) == [((2,), (3,))]
    assert found(both, ConflictKind.REPORTED_APART) == []


def test_one_session_told_in_two_ways():
    session = SessionHeld(on=day(1), minutes=50)
    both = merged(MIDDLE, [session], [session.replace(risk_checked=True)])
    assert found(both, ConflictKind.REPORTED_APART) == [(both.ours, both.theirs)]
    another_day = merged(MIDDLE, [session], [session.replace(on=day(8))])
    assert another_day.conflicts == ()
    other_scales = merged(OPENED, [RATING], [RATING.replace(instrument="GAD-7", suicide_item=None)])
    assert found(other_scales, ConflictKind.REPORTED_APART) == []


ILL = Diagnosis(condition=Condition.MAJOR_DEPRESSION, role=DiagnosisRole.COMORBID)
EACH_OF_ITS_OWN = [
    (AdverseEventRecorded, {"what": AdverseEventKind.MANIA}, {"what": AdverseEventKind.SELF_HARM}),
    (ConsentGiven, {"scope": ConsentScope.RECORDING}, {"scope": ConsentScope.CONJOINT}),
    (ConsentGiven, {"scope": ConsentScope.CONJOINT, "person": "a"}, {"scope": ConsentScope.CONJOINT, "person": "b"}),
    (ConsentWithdrawn, {"scope": ConsentScope.RECORDING}, {"scope": ConsentScope.CONJOINT}),
    (
        ConsentWithdrawn,
        {"scope": ConsentScope.CONJOINT, "person": "a"},
        {"scope": ConsentScope.CONJOINT, "person": "b"},
    ),
    (DiagnosisRecorded, {"diagnosis": ILL}, {"diagnosis": ILL.replace(condition=Condition.DYSTHYMIA)}),
    (DiagnosisRecorded, {"diagnosis": ILL}, {"diagnosis": ILL.replace(role=DiagnosisRole.PAST)}),
    (DepartureExplained, {"rule": "M03", "because": "x"}, {"rule": "M11", "because": "x"}),
    (GoalReviewed, {"goal": "a", "attainment": 1}, {"goal": "b", "attainment": 1}),
    (
        DisputeStageChanged,
        {"dispute": "a", "stage": DisputeStage.IMPASSE},
        {"dispute": "b", "stage": DisputeStage.IMPASSE},
    ),
    (
        LifeEventRecorded,
        {"life_event": LIFE.life_event.replace(what="a")},
        {"life_event": LIFE.life_event.replace(what="b")},
    ),
    (MemberJoined, {"group": "a"}, {"group": "b"}),
    (MemberLeft, {"group": "a"}, {"group": "b"}),
    (
        NotDone,
        {"task": "I02a", "why": WhyNot.DECLINED, "because": "x"},
        {"task": "I03a", "why": WhyNot.DECLINED, "because": "x"},
    ),
    (PatternNamed, {"pattern": Pattern(key="a", words="x")}, {"pattern": Pattern(key="b", words="x")}),
    (RelationshipRecorded, {"relationship": Relationship(key="a")}, {"relationship": Relationship(key="b")}),
    (SymptomsRated, {"instrument": "PHQ-9", "total": 9}, {"instrument": "GAD-7", "total": 9}),
]


@pytest.mark.parametrize(("kind", "ours", "theirs"), EACH_OF_ITS_OWN)
def test_reports_of_one_day_about_different_things_are_no_conflict(kind: type[Event], ours: dict, theirs: dict):
    both = merged(OPENED, [kind(on=day(1), **ours)], [kind(on=day(1), **theirs)])
    assert found(both, ConflictKind.REPORTED_APART, ConflictKind.DECIDED_APART, ConflictKind.SAME_REPORT) == []
    same = merged(OPENED, [kind(on=day(1), **ours)], [kind(on=day(1), by="nurse", **ours)])
    assert found(same, ConflictKind.SAME_REPORT) == [(same.ours, same.theirs)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            GoalAgreed(on=day(1), goal=Goal(key="g-9", area="area-1", words="to ask for help")),
            GoalAgreed(on=day(3), goal=Goal(key="g-9", area="area-1", words="to say no")),
        ),
        (
            ContractAgreed(on=day(1), contract=MIDDLE.contract.replace(sessions=12)),
            ContractAmended(
                on=day(2), amendment=ContractAmendment(sessions=20), client_agrees=True, therapist_agrees=True
            ),
        ),
        (CourseDiscontinued(on=day(9)), CourseDiscontinued(on=day(4), contact_attempts=2)),
    ],
)
def test_decisions_about_one_matter_are_told_whatever_their_days(ours: Event, theirs: Event):
    both = merged(MIDDLE, [ours], [theirs])
    assert found(both, ConflictKind.DECIDED_APART) == [(both.ours, both.theirs)]


def test_goals_with_keys_of_their_own_are_no_conflict():
    ours, theirs = (
        GoalAgreed(on=day(1), goal=Goal(key=key, area="area-1", words="to ask for help")) for key in ("g-8", "g-9")
    )
    assert merged(MIDDLE, [ours], [theirs]).conflicts == ()


def test_a_danger_and_an_assessment_of_one_day_are_told():
    attempt = AdverseEventRecorded(on=day(1), what=AdverseEventKind.SUICIDE_ATTEMPT)
    both = merged(MIDDLE, [CALM.replace(on=day(1))], [attempt])
    assert found(both, ConflictKind.ORDER_OF_A_DAY) == [(both.ours, both.theirs)]
    assert found(merged(MIDDLE, [CALM.replace(on=day(2))], [attempt]), ConflictKind.ORDER_OF_A_DAY) == []


def test_joining_and_leaving_on_one_day_are_told_though_they_change_only_what_may_follow():
    both = merged(OPENED, [MemberJoined(on=day(1), group="g")], [MemberLeft(on=day(1), group="g")])
    assert found(both, ConflictKind.ORDER_OF_A_DAY) == [((2,), (3,))]
    apart = merged(OPENED, [MemberJoined(on=day(1), group="g")], [MemberLeft(on=day(2), group="g")])
    assert found(apart, ConflictKind.ORDER_OF_A_DAY) == []


def test_a_decision_that_the_other_copy_would_refuse_is_told_and_kept():
    ready = grown(MIDDLE, EndingAnnounced(on=day(7)))
    ending = TerminationBegun(on=day(8), how=TerminationKind.EARLY_BY_AGREEMENT)
    for ours, theirs, side in (([ending], [URGENT.replace(on=day(7))], "ours"), ([URGENT], [ending], "theirs")):
        both = merged(ready, ours, theirs)
        (conflict,) = (conflict for conflict in both.conflicts if conflict.what is ConflictKind.OBJECTED)
        assert getattr(conflict, side) == getattr(both, side)
        assert "S05a" in {objection.code for objection in conflict.objections}
        assert both.course.has(TerminationBegun)
        assert open_safety(both.course)


def test_a_completion_dated_before_a_danger_that_the_other_copy_holds_is_told():
    last = grown(MIDDLE, EndingAnnounced(on=day(80)), TerminationBegun(on=day(80)))
    way = way_to(IPT, last, CourseCompleted, day(90))
    assert way
    both = merged(last, [URGENT.replace(on=day(91))], way)
    said = [conflict for conflict in both.conflicts if conflict.theirs == (both.theirs[-1],)]
    assert "S05a" in {objection.code for conflict in said for objection in conflict.objections}


def test_a_contact_that_the_other_copy_knows_to_be_unsafe_is_told():
    contact = CrisisContactsRecorded(on=START, contacts=(CrisisContact(person="p-1", how="at home"),))
    concern = RelationshipRecorded(
        on=START,
        relationship=Relationship(key="p-1", safety_concern=SafetyConcern(kind=SafetyConcernKind.VIOLENCE)),
    )
    for ours, theirs in ((contact, concern), (concern, contact)):
        both = merged(OPENED, [ours], [theirs])
        assert found(both, ConflictKind.OBJECTED)


def test_what_was_refused_before_the_merge_is_no_conflict_of_it():
    early = CourseCompleted(on=START)
    assert found(merged(OPENED, [LIFE], [early]), ConflictKind.OBJECTED) == []


def test_a_step_into_a_course_that_the_other_copy_suspended_or_ended():
    for stop in (CourseSuspended(on=day(1)), CourseDiscontinued(on=day(1))):
        both = merged(MIDDLE, [stop], [ContractAgreed(on=day(2), contract=MIDDLE.contract.replace(sessions=12))])
        assert [c.objections[0].code for c in both.conflicts if c.what is ConflictKind.OBJECTED] == ["C01a"]


# -- laws --------------------------------------------------------------------------------------------------------------

DAYS = st.integers(0, 3).map(day)
POOL = st.lists(values(Event, on=DAYS), min_size=1, max_size=6)
STEPS = st.sampled_from((MiddleBegun, TerminationBegun, CourseSuspended, CourseCompleted))


@st.composite
def histories(draw: st.DrawFn, many: int = 3) -> list[Course]:
    """Copies of one course: well-formed events of a few days, many of them in several copies, and corrections."""
    pool = [*draw(POOL), *(step(on=draw(DAYS)) for step in draw(st.lists(STEPS, max_size=2)))]
    pool += [event.replace(by="another") for event in pool[:2]]
    plain = [None, *(event for event in pool if type(event) is not EntriesCorrected)]
    common = grown(draw(st.sampled_from((OPENED, MIDDLE))), *draw(st.lists(st.sampled_from(pool), max_size=3)))
    copies = []
    for _ in range(many):
        copy = common
        for event in draw(st.lists(st.sampled_from(pool), max_size=5)):
            copy = after(copy, event)
            if draw(st.integers(0, 3)) == 0:
                entries = draw(st.sets(st.integers(1, copy.revision + 3), min_size=1, max_size=2))
                mends = tuple(
                    Correction(entry=entry, replacement=draw(st.sampled_from(plain))) for entry in sorted(entries)
                )
                copy = after(copy, EntriesCorrected(on=copy.last_on, because="mend", corrections=mends))
        copies.append(copy)
    return copies


def stand(course: Course) -> object:
    """What a course says and asks for, whatever order its events of one kind and day have."""
    state = {k: v for k, v in vars(course).items() if k not in ("_history", "_kinds", "counted")}
    return state, {(d.matter, d.since, d.person) for d in open_safety(course)}


def timeline(course: Course) -> Counter[Event]:
    return Counter(entry.event for entry in course.timeline if type(entry.event) is not EntriesCorrected)


LONG = hypothesis.settings(
    report_multiple_bugs=False, max_examples=60, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)


@LONG
@hypothesis.given(histories())
def test_laws_of_merging(copies: list[Course]):
    a, b, c = copies
    both = merge(IPT, a, b)
    # Nothing is lost, and nothing made up: each entry stands as often as in the copy that holds it most often.
    plain = [
        Counter(event for event in copy.history if type(event) is not EntriesCorrected) for copy in (a, b, both.course)
    ]
    assert plain[2] == plain[0] | plain[1]
    corrections = [sum(type(event) is EntriesCorrected for event in copy.history) for copy in (a, b, both.course)]
    assert max(corrections[:2]) <= corrections[2] <= sum(corrections[:2])
    # Ours stays as it was, at the front; what only one of them has is named.
    assert both.course.history[: a.revision] == a.history
    assert both.course.revision == a.revision + len(both.theirs)
    assert set(both.theirs) == set(range(a.revision + 1, both.course.revision + 1))
    # A copy merged with itself, with its own beginning, and with what it went into, is the longer of the two.
    assert (merge(IPT, a, a).course, merge(IPT, a, a).conflicts) == (a, ())
    beginning = replay(a.history[: a.revision // 2 + 1])
    for copy, other in ((beginning, a), (a, beginning)):
        assert (merge(IPT, copy, other).course, merge(IPT, copy, other).conflicts) == (a, ())
    assert merge(IPT, both.course, b).course == both.course
    # It may be done in any grouping.
    assert merge(IPT, both.course, c).course == merge(IPT, a, merge(IPT, b, c).course).course
    # Where nothing is to be looked at, the order of the two does not matter.
    other_way = merge(IPT, b, a)
    assert Counter(
        conflict.what for conflict in both.conflicts if conflict.what is not ConflictKind.ORDER_OF_A_DAY
    ) == (
        Counter(conflict.what for conflict in other_way.conflicts if conflict.what is not ConflictKind.ORDER_OF_A_DAY)
    )
    if not both.conflicts:
        assert stand(both.course) == stand(other_way.course)
        assert timeline(both.course) == timeline(other_way.course)
    replay(both.course.history)


@pytest.mark.parametrize("protocol", CATALOGUE[1:], ids=lambda protocol: protocol.code)
def test_copies_of_a_course_of_any_protocol(protocol):
    @hypothesis.settings(LONG, max_examples=2)
    @hypothesis.given(courses(protocol), st.data())
    def holds(course: Course, data: st.DataObject):
        cut = data.draw(st.integers(min(1, course.revision), course.revision))
        theirs = replay((*course.history[:cut], *course.history[cut + 1 :]))
        both = merge(protocol, course, theirs)
        if not course.has(EntriesCorrected):
            assert both.course == course
        assert both.course.history[: course.revision] == course.history

    holds()
