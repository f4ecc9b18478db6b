"""Playing a course event by event, and the therapist that ships: to the end under every protocol."""

import pickle
import re
import sys
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iptcore import IPT, Course, NotAllowed, Phase, Status, replay
from iptcore.course import standings
from iptcore.events import (
    AdverseEventRecorded,
    ConsentWithdrawn,
    ContactMade,
    ContractAmended,
    CourseCompleted,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    CourseSuspended,
    EndingAnnounced,
    FurtherTreatmentDecided,
    MiddleResumed,
    NotDone,
    RelapsePlanAgreed,
    RiskAssessed,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.problem_area import Grief, InterpersonalDeficits
from iptcore.protocol.catalogue import CATALOGUE, IPC, IPT_A, IPT_AST, IPT_CM, IPT_G, IPT_INPATIENT, IPT_M
from iptcore.protocol.examples import examples
from iptcore.protocol.examples.working import around, read_by_around
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.simulation import SHOWN_BY, BadRequest, Departures, Therapist, Timetable, play, timetable_of
from iptcore.sources import cite
from iptcore.testing import courses
from iptcore.vocabulary import AdverseEventKind, ConsentScope, Ending, Frequency, FurtherTreatment, Purpose, RiskAction

pytestmark = pytest.mark.slow

DAY = date(2026, 1, 5)


def by_code(protocol):
    return protocol.code


# -- play --------------------------------------------------------------------------------------------------------------


def test_policy_and_client_take_turns():
    asked = []

    opening = CourseOpened(on=DAY, client="c", protocol="ipt", edition="2018", consent=True)

    def policy(course):
        return (opening, SessionHeld(on=DAY), None)[course.revision]

    def client(course, event):
        asked.append((course.revision, type(event)))
        return SessionMissed(on=event.on) if isinstance(event, SessionHeld) else event

    course = play(IPT, policy, client)
    assert [type(event) for event in course.history] == [CourseOpened, SessionMissed]
    assert asked == [(0, CourseOpened), (1, SessionHeld)]


def test_a_client_may_stop_it_and_it_may_be_taken_up_again():
    first = play(IPT, Therapist(IPT), lambda course, event: None if course.revision == 7 else event)
    assert first.revision == 7
    assert play(IPT, Therapist(IPT), course=first) == play(IPT, Therapist(IPT))


def test_the_protocol_judges():
    with pytest.raises(NotAllowed):
        play(IPT, lambda course: CourseCompleted(on=DAY))


def test_a_policy_without_an_end_is_stopped():
    opened = IPT.open(on=DAY, client="c", consent=True)
    with pytest.raises(BadRequest, match="let the policy return None"):
        play(IPT, lambda course: SessionHeld(on=DAY), course=opened, most=5)


# -- by the manual -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", CATALOGUE, ids=by_code)
def test_every_protocol_is_treated_to_the_end_with_nothing_to_object(protocol):
    course = play(protocol, Therapist(protocol))
    assert course.ending is Ending.COMPLETED
    assert protocol.review(course) == ()
    assert not course.has(NotDone)
    assert replay(course.history) == course


@pytest.mark.parametrize("protocol", CATALOGUE, ids=by_code)
def test_the_timetable_keeps_the_numbers_of_the_protocol(protocol):
    table = timetable_of(protocol)
    assert protocol.sessions.holds(table.agreed)
    assert protocol.initial_sessions.holds(table.initial)
    assert protocol.span_days.holds(table.counted[-1] - table.counted[0])
    assert len(table.purposes) == len(table.sessions)
    for purpose, span in protocol.by_purpose:
        assert span.holds(sum(session is purpose for _, session in table.sessions))


def test_frequencies():
    twice = timetable_of(IPT.adapt(code="own", sessions=Between(4, 4), frequencies=(Frequency.TWICE_WEEKLY,)))
    fortnightly = timetable_of(IPT.adapt(code="own", sessions=Between(3, 3), frequencies=(Frequency.FORTNIGHTLY,)))
    unsaid = timetable_of(IPT.adapt(code="own", sessions=Between(20, None), frequencies=()))
    assert twice.counted == (0, 3, 7, 10)
    assert fortnightly.counted == (0, 14, 28)
    assert unsaid.counted == tuple(range(0, 140, 7))
    assert timetable_of(IPT_M).counted[:3] == (0, 30, 61)
    assert timetable_of(IPT_INPATIENT).counted[:5] == (0, 1, 2, 4, 5)
    assert timetable_of(IPT_G).sessions[3] == (21, Purpose.GROUP)


@pytest.mark.parametrize("sessions", range(1, 8))
def test_the_shortest_courses_end_too(sessions):
    short = IPC.adapt(code="own", sessions=Between(sessions, sessions))
    assert play(short, Therapist(short)).ending is Ending.COMPLETED


def test_what_belongs_to_a_form_of_treatment_is_there():
    group = play(IPT_AST, Therapist(IPT_AST))
    assert [session.purpose for session in group.all(SessionHeld)][:3] == [Purpose.PRE_GROUP] * 2 + [Purpose.GROUP]
    assert {session.group_size for session in group.counted} == {6}
    assert len(play(IPT_A, Therapist(IPT_A)).all(ContactMade)) == 3
    couple = play(IPT_CM, Therapist(IPT_CM))
    assert couple.last(SessionHeld).people == couple.contract.joint_with != ()


def test_the_area_asked_for_is_the_focus_where_the_protocol_knows_it():
    [focal] = play(IPT, Therapist(IPT, area=Grief)).formulation.areas
    assert type(focal.area) is Grief
    [focal] = play(IPT_CM, Therapist(IPT_CM, area=InterpersonalDeficits)).formulation.areas
    assert type(focal.area) is not InterpersonalDeficits


def test_a_therapist_crosses_to_other_processes():
    therapist = Therapist(IPT)
    assert pickle.loads(pickle.dumps(therapist)) == therapist


@pytest.mark.parametrize("protocol", CATALOGUE, ids=by_code)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_course_is_taken_over_wherever_it_stands(protocol, data):
    course = data.draw(courses(protocol))
    played = play(protocol, Therapist(protocol), course=course, most=1000)
    assert played.status is Status.ENDED
    assert played.history[: course.revision] == course.history


def test_a_paused_course_goes_on_once_urgent_risk_is_met():
    paused = IPT.apply(
        IPT.open(on=DAY, client="c", consent=True),
        RiskAssessed(on=DAY, action=RiskAction.URGENT, reasons="asked openly"),
        CourseSuspended(on=DAY),
    )
    played = play(IPT, Therapist(IPT), course=paused)
    kinds = [type(event) for event in played.history[paused.revision :]]
    assert played.ending is Ending.COMPLETED
    assert kinds.index(CourseResumed) > kinds.index(RiskAssessed)


def test_a_pause_that_nothing_ends_stays_one():
    rule = Rule(
        code="X01", says="a pause is for good", source=cite("D"),
        clauses=(Clause(code="X01a", on=(CourseResumed,), level=Level.BINDING, asks="wait", kept=never),),
    )  # fmt: skip
    resting = IPT.adapt(code="resting", rules=(*IPT.rules, rule))
    paused = resting.apply(resting.open(on=DAY, client="c", consent=True), CourseSuspended(on=DAY))
    assert Therapist(resting)(paused) is None


def test_a_course_whose_client_has_died_is_ended_by_it():
    died = IPT.apply(
        IPT.open(on=DAY, client="c", consent=True), AdverseEventRecorded(on=DAY, what=AdverseEventKind.DEATH)
    )
    assert play(IPT, Therapist(IPT), course=died).ending is Ending.DIED


# -- clients -----------------------------------------------------------------------------------------------------------


def scoring(item):
    """A client who answers the suicide item with *item* in the fifth week, and otherwise with 0."""
    fifth = date(2026, 2, 2)

    def answer(course, event):
        if isinstance(event, SymptomsRated):
            return event.replace(total=18, suicide_item=item if event.on == fifth else 0)
        return event

    return answer


def test_a_positive_suicide_item_is_followed_up_the_same_day():
    course = play(IPT, Therapist(IPT), scoring(2))
    assert [risk.on for risk in course.all(RiskAssessed)].count(date(2026, 2, 2)) == 1
    assert IPT.review(course) == ()


def test_urgent_risk_gets_a_plan_and_is_asked_about_again():
    def answer(course, event):
        urgent = isinstance(event, RiskAssessed) and event.on == date(2026, 2, 2)
        return event.replace(action=RiskAction.URGENT) if urgent else scoring(2)(course, event)

    course = play(IPT, Therapist(IPT), answer)
    assert course.ending is Ending.COMPLETED
    assert course.last(SafetyPlanAgreed).on == date(2026, 2, 2)
    assert date(2026, 2, 9) in [risk.on for risk in course.all(RiskAssessed)]


def test_nobody_is_discharged_while_risk_stays_urgent():
    def answer(course, event):
        return event.replace(action=RiskAction.URGENT) if isinstance(event, RiskAssessed) else event

    course = play(IPT, Therapist(IPT), answer)
    assert (course.status, course.phase) == (Status.OPEN, Phase.INITIAL)
    assert Therapist(IPT)(course) is None


def test_who_never_comes_is_still_treated_to_an_end():
    def answer(course, event):
        return SessionMissed(on=event.on) if isinstance(event, SessionHeld) else event

    course = play(IPT, Therapist(IPT), answer)
    assert course.ending is Ending.COMPLETED
    assert len(course.all(SessionMissed)) == 16


def test_a_course_may_be_left():
    def answer(course, event):
        left = isinstance(event, SessionHeld) and len(course.counted) == 5
        return CourseDiscontinued(on=event.on) if left else event

    assert play(IPT, Therapist(IPT), answer).ending is Ending.DISCONTINUED


def test_a_contract_is_renegotiated_before_it_is_exceeded():
    table = timetable_of(IPT)
    longer = Timetable(
        sessions=(*table.sessions, *((day, Purpose.REGULAR) for day in range(112, 155, 7))),
        ratings=table.ratings | set(range(112, 155, 7)), agreed=16, initial=3, last=3, ends=154,
    )  # fmt: skip
    course = play(IPT, Therapist(IPT, timetable=longer))
    assert course.has(ContractAmended)
    assert course.has(MiddleResumed)
    assert [begun.on for begun in course.all(TerminationBegun)] == [date(2026, 3, 30), date(2026, 5, 18)]
    assert course.contract.limit == 23 == len(course.counted)
    assert IPT.review(course) == ()  # the span follows from what was agreed last


@pytest.mark.parametrize("weeks", [1, 2, 9])
def test_an_early_end_is_by_agreement(weeks):
    table = timetable_of(IPT)
    short = Timetable(
        sessions=table.sessions[:weeks], ratings=table.ratings, agreed=16, initial=3, last=3, ends=7 * weeks, early=True
    )
    assert play(IPT, Therapist(IPT, timetable=short)).ending is Ending.COMPLETED_EARLY


def test_scores_are_not_invented_where_none_are_known():
    table = timetable_of(IPT)
    unrated = Timetable(sessions=table.sessions, ratings=frozenset(), agreed=16, initial=3, last=3, ends=105)
    course = play(IPT, Therapist(IPT, timetable=unrated, scores_known=False))
    assert course.ending is Ending.COMPLETED
    assert not course.has(SymptomsRated)
    assert {reason.task for reason in course.all(NotDone)} == {"I02a", "T03e"}


def test_an_instrument_that_the_protocol_does_not_know_is_rated_too():
    course = play(IPT, Therapist(IPT, instruments=("PHQ-9", "MINE")))
    assert {rating.instrument for rating in course.all(SymptomsRated)} == {"PHQ-9", "MINE"}


@pytest.mark.parametrize("code", ["PHQ-9", "BDI-II"])
def test_a_course_that_somebody_else_began_is_rated_on_as_it_was(code):
    begun = play(
        IPT, Therapist(IPT, instruments=(code,)), lambda course, event: None if course.revision > 30 else event
    )
    assert {rating.instrument for rating in begun.all(SymptomsRated)} == {code}
    ended = play(IPT, Therapist(IPT), course=begun)
    assert ended.ending is Ending.COMPLETED
    assert {rating.instrument for rating in ended.all(SymptomsRated)} == {code}
    other = play(IPT, Therapist(IPT, instruments=("MADRS",)), course=begun)
    assert {rating.instrument for rating in other.all(SymptomsRated)} == {code, "MADRS"}


def never(protocol, course):
    return False


def test_what_cannot_be_cured_is_not_pretended():
    rule = Rule(
        code="X01", says="nothing ends", source=cite("D"),
        clauses=(Clause(code="X01a", on=(CourseCompleted,), level=Level.BINDING, asks="stay", kept=never),),
    )  # fmt: skip
    endless = IPT.adapt(code="endless", rules=(*IPT.rules, rule))
    course = play(endless, Therapist(endless))
    assert (course.status, course.phase) == (Status.OPEN, Phase.TERMINATION)


def never_watched(protocol, course, event):
    return event.what is not FurtherTreatment.WATCHFUL_FOLLOW_UP


def maintained(protocol, course):
    decided = course.last(FurtherTreatmentDecided)
    return decided is not None and decided.what is FurtherTreatment.MAINTENANCE


def test_the_first_example_that_is_accepted_and_meets_what_is_asked_for_is_taken():
    """Examples that the protocol refuses are passed over, and so are those that do not help."""
    offered = [decided.what for decided in examples(IPT, Course(), FurtherTreatmentDecided, DAY)]
    assert FurtherTreatment.MAINTENANCE in offered[1:]
    rules = tuple(
        Rule(
            code=clause["code"][:-1], says="a house rule", source=cite("D"),
            clauses=(Clause(level=Level.BINDING, asks="decide otherwise", **clause),),
        )
        for clause in (
            {"code": "X01a", "on": (FurtherTreatmentDecided,), "fits": never_watched},
            {"code": "X02a", "on": (CourseCompleted,), "kept": maintained, "cures": (FurtherTreatmentDecided,)},
        )
    )  # fmt: skip
    own = IPT.adapt(code="own", rules=(*IPT.rules, *rules))
    course = play(own, Therapist(own))
    assert course.ending is Ending.COMPLETED
    assert course.last(FurtherTreatmentDecided).what is FurtherTreatment.MAINTENANCE


def test_what_the_protocol_refuses_is_left_out():
    rule = Rule(
        code="X01", says="no plans", source=cite("D"),
        clauses=(Clause(code="X01a", on=(RelapsePlanAgreed,), level=Level.BINDING, asks="wait", kept=never),),
    )  # fmt: skip
    planless = IPT.adapt(code="planless", rules=(*IPT.rules, rule))
    course = play(planless, Therapist(planless))
    assert not course.has(RelapsePlanAgreed)
    assert len(course.counted) == 16


def test_no_more_sessions_are_agreed_where_the_protocol_refuses_more():
    rule = Rule(
        code="X01", says="contracts stay", source=cite("D"),
        clauses=(Clause(code="X01a", on=(ContractAmended,), level=Level.BINDING, asks="keep to it", kept=never),),
    )  # fmt: skip
    fixed = IPT.adapt(code="fixed", rules=(*IPT.rules, rule))
    table = timetable_of(IPT)
    more = (*table.sessions, (112, Purpose.REGULAR))
    longer = Timetable(sessions=more, ratings=table.ratings, agreed=16, initial=3, last=3, ends=112)
    course = play(fixed, Therapist(fixed, timetable=longer))
    assert not course.has(ContractAmended)
    assert {finding.objection.code for finding in fixed.review(course)} >= {"C03a"}


def test_a_course_ends_where_consent_to_treatment_is_withdrawn():
    course = play(IPT, Therapist(IPT), lambda course, event: None if course.revision == 8 else event)
    course = IPT.apply(course, ConsentWithdrawn(on=course.last_on, scope=ConsentScope.TREATMENT))
    assert play(IPT, Therapist(IPT), course=course).ending is Ending.DISCONTINUED


# -- departures --------------------------------------------------------------------------------------------------------

ELIGIBLE = {
    "late_notice": 1, "no_review": 1, "missed_rating": 14, "drift": 10, "other_therapy": 16, "risk_unsaid": 15,
    "overrun": 16,
}  # fmt: skip
"""How often in sixteen sessions each departure could show: the first session has a risk assessment of its own."""


@pytest.mark.parametrize("what", list(SHOWN_BY))
def test_departures_happen_at_their_rates(what):
    rate, runs = 0.3, 100 if ELIGIBLE[what] == 1 else 25
    shown = 0
    for run in range(runs):
        departures = Departures(**{what: rate})
        course = play(IPT, Therapist(IPT, client=f"c-{run}", seed=5, instruments=("PHQ-9",), departures=departures))
        assert course.ending is Ending.COMPLETED
        if what == "risk_unsaid":  # a review says it once while one silent session follows another
            sessions = [event for event in course.history if isinstance(event, SessionHeld)]
            shown += sum(session.risk_checked is None for session in sessions[1:])
        else:
            shown += sum(finding.objection.code == SHOWN_BY[what] for finding in IPT.review(course))
    expected = rate * runs * ELIGIBLE[what]
    assert abs(shown - expected) < 4 * (expected * (1 - rate)) ** 0.5


@pytest.mark.parametrize("protocol", CATALOGUE, ids=by_code)
def test_who_always_departs_still_comes_to_an_end(protocol):
    always = Departures(**dict.fromkeys(SHOWN_BY, 1.0))
    course = play(protocol, Therapist(protocol, departures=always))
    assert course.ending is Ending.COMPLETED
    assert course.last(EndingAnnounced).sessions_left == 0
    assert all(not finding.objection.refuses for finding in protocol.review(course))


def test_one_departure_moves_no_other():
    some = play(IPT, Therapist(IPT, seed=5, departures=Departures(drift=0.5)))
    more = play(IPT, Therapist(IPT, seed=5, departures=Departures(drift=0.5, overrun=0.5)))
    assert [session.focus for session in some.counted] == [session.focus for session in more.counted]


def test_rates_are_probabilities():
    with pytest.raises(ValueError, match="from 0 to 1"):
        Departures(drift=30)


def test_sessions_of_a_purpose_of_ones_own_timetable():
    table = timetable_of(IPC)
    with_both = Timetable(
        sessions=(*table.sessions[:3], (17, Purpose.CONJOINT), *table.sessions[3:]), ratings=table.ratings,
        agreed=7, initial=2, last=1, ends=42,
    )  # fmt: skip
    course = play(IPC, Therapist(IPC, timetable=with_both))
    assert [session.on for session in course.all(SessionHeld) if session.purpose is Purpose.CONJOINT] == [
        date(2026, 1, 22)
    ]
    assert IPC.review(course) == ()


# -- how often it asks -------------------------------------------------------------------------------------------------


def test_the_therapist_names_no_clause():
    for file in files("iptcore.simulation.play").iterdir():
        if file.name.endswith(".py") and file.name != "departures.py":  # which says where a review shows them
            assert re.findall(r"\b[A-Z]\d\d[a-z]\b", file.read_text(encoding="utf-8")) == []


def test_what_a_step_needs_is_asked_once(monkeypatch):
    """Not again after each event that meets a part of it: 44 times before, now about twice a step."""
    asked = []
    plain = Protocol.objections
    monkeypatch.setattr(Protocol, "objections", lambda self, *given: asked.append(given) or plain(self, *given))
    assert play(IPT, Therapist(IPT)).ending is Ending.COMPLETED
    assert len(asked) <= 20


@pytest.mark.parametrize("protocol", [IPT, IPT_A, IPT_G], ids=by_code)
def test_what_a_session_is_about_depends_only_on_what_is_read_for_it(protocol):
    """Along a course, it is the same as long as all that is read for it is the same."""
    known, seen = {}, set()
    along = [course for _, course in standings(play(protocol, Therapist(protocol)))]  # kept, so that no id comes again
    for course in along:
        read = read_by_around(course)
        assert known.setdefault(repr([*map(id, read)]), around(course)) == around(course)
        seen.add(around(course))
    assert len(seen) > 2


def test_what_was_planned_is_dropped_where_the_course_went_another_way():
    """A client who answers with something else at every other event changes nothing but that."""
    therapist = Therapist(IPT)

    def client(course, event):
        return event.replace(by="clerk-1") if course.revision % 2 else event

    course = play(IPT, therapist, client)
    assert course.ending is Ending.COMPLETED
    assert [type(event) for event in course.history] == [type(event) for event in play(IPT, therapist).history]
    assert IPT.review(course) == ()


# -- what is written once ----------------------------------------------------------------------------------------------


def test_what_was_written_once_stands_in_many_courses():
    therapist = Therapist(IPT)
    first, second = play(IPT, therapist), play(IPT, therapist)
    assert first == second == play(IPT, Therapist(IPT))
    assert all(session is other for session, other in zip(first.counted, second.counted, strict=True))


def test_what_is_kept_is_bounded(monkeypatch):
    plain = play(IPT, Therapist(IPT))
    monkeypatch.setattr(sys.modules["iptcore.simulation.play.cache"], "MOST", 7)  # `play` is a function too
    therapist = Therapist(IPT)
    assert play(IPT, therapist) == play(IPT, therapist) == plain
    assert len(therapist.cache._kept) <= 7


def test_one_therapist_treats_many_clients_in_turns():
    """Which course it is asked about is told by identity: courses alike up to now are not taken for each other."""
    therapist = Therapist(IPT)
    first, second = Course(), Course()
    while (for_other := therapist(second)) is not None:
        for_one = therapist(first)
        first = first if for_one is None else IPT.apply(first, for_one)
        met = isinstance(for_other, SessionHeld)
        second = IPT.apply(second, SessionMissed(on=for_other.on) if met and second.revision % 3 == 0 else for_other)
    assert first == play(IPT, Therapist(IPT))
    assert second.has(SessionMissed)
    assert first.ending is second.ending is Ending.COMPLETED
