"""The verbs of a protocol, exactly."""

import pickle
import weakref
from datetime import date, timedelta

import pytest

import goldens
from iptcore.course import Course, replay
from iptcore.errors import InvalidValue, StaleRevision, UnknownName
from iptcore.events import (
    EVENTS,
    ClientReferred,
    Correction,
    CourseCompleted,
    CourseOpened,
    CourseSuspended,
    CrisisContactsRecorded,
    DepartureExplained,
    EntriesCorrected,
    Event,
    Follows,
    FollowUpHeld,
    FormulationAgreed,
    MedicationReviewed,
    MiddleBegun,
    NotDone,
    PsychoeducationGiven,
    RiskAssessed,
    SessionHeld,
    SickRoleGiven,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.formulation import Formulation
from iptcore.model.risk import CrisisContact
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.coherence import COHERENCE
from iptcore.protocol.cures import way_to
from iptcore.protocol.judgements import NotAllowed
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Objection, Rule
from iptcore.protocol.steps import Place, place
from iptcore.sources import Standing, cite
from iptcore.vocabulary import MedicationNeed, Phase, RiskAction, Status, WhyNot


def day(number: int) -> date:
    return date(2026, 1, 5) + timedelta(days=number)


def has_sick_role(protocol: Protocol, course: Course) -> bool:
    return course.has(SickRoleGiven)


def has_session(protocol: Protocol, course: Course) -> bool:
    return course.has(SessionHeld)


def is_short(protocol: Protocol, course: Course, event: SessionHeld) -> bool:
    return event.minutes is None or protocol.minutes.holds(event.minutes)


def never_suspended(protocol: Protocol, course: Course) -> bool:
    return not course.has(CourseSuspended)


def last_session(protocol: Protocol, course: Course) -> date | None:
    session = course.last(SessionHeld)
    return session.on if session else None


READY = Rule(
    code="X01",
    says="the sick role is given, and a session held, before the middle phase",
    source=cite("F1 D"),
    clauses=(
        Clause(
            code="X01a",
            on=(MiddleBegun,),
            level=Level.BINDING,
            asks="give the sick role first",
            kept=has_sick_role,
            cures=(SickRoleGiven, NotDone),
            since=last_session,
        ),
        Clause(
            code="X01b",
            on=(MiddleBegun,),
            level=Level.ADVISORY,
            asks="hold a session first",
            kept=has_session,
            cures=(SessionHeld,),
        ),
        Clause(
            code="X01c",
            on=(MiddleBegun,),
            level=Level.ADVISORY,
            asks="say why the course was suspended",
            kept=never_suspended,
        ),
    ),
)
LENGTH = Rule(
    code="X02",
    says="sessions are short",
    source=cite("R"),
    clauses=(
        Clause(code="X02a", on=(SessionHeld,), level=Level.GRAVE, asks="keep it short", fits=is_short),
        Clause(code="X02b", on=(SessionHeld,), level=Level.OFF, asks="keep it very short", fits=is_short),
    ),
)
SMALL = Protocol(code="small", edition="1", name="Small", rules=(READY, LENGTH), minutes=Between(30, 50))

OPENING = CourseOpened(on=day(0), client="c-1", protocol="small", edition="1", consent=True)
LONG = SessionHeld(on=day(3), minutes=90)
SICK_ROLE = SickRoleGiven(on=day(2))


def opened(*events: Event) -> Course:
    return replay((OPENING, *events))


def codes(objections: tuple[Objection, ...]) -> list[str]:
    return [objection.code for objection in objections]


# -- open --------------------------------------------------------------------------------------------------------------


def test_opening_writes_the_protocol_and_its_edition():
    course = SMALL.open(
        on=day(0), client="c-1", consent=True, age=30, follows=Follows(elsewhere=True), recorded=day(1), by="t-1"
    )
    assert course.history == (OPENING.replace(age=30, follows=Follows(elsewhere=True), recorded=day(1), by="t-1"),)
    assert (course.phase, course.status) == (Phase.INITIAL, Status.OPEN)


def test_an_opening_with_parts_that_do_not_fit():
    with pytest.raises(InvalidValue) as invalid:
        SMALL.open(on=day(0), client="12-34-56-78", consent=True, age=200)
    assert {fault.path for fault in invalid.value.faults} == {"client", "age"}


def test_an_opening_can_be_refused():
    asks_age = IPT.adapt(code="aged", ages=Between(18, 65))
    with pytest.raises(NotAllowed, match=r"CourseOpened is not allowed at the opening of a course of IPT"):
        asks_age.open(on=day(0), client="c-1", consent=True)


# -- apply -------------------------------------------------------------------------------------------------------------


def test_what_is_applied():
    course = SMALL.apply(opened(), SICK_ROLE, MiddleBegun(on=day(5)))
    assert (course.phase, course.revision) == (Phase.MIDDLE, 3)


def test_a_refusal_tells_everything_and_changes_nothing():
    course = opened(CourseSuspended(on=day(1)))
    with pytest.raises(NotAllowed) as refused:
        SMALL.apply(course, MiddleBegun(on=day(5)))
    assert codes(refused.value.objections) == ["C01a", "X01a", "X01b", "X01c"]
    assert (refused.value.event, refused.value.protocol) == ("MiddleBegun", "Small")
    assert str(refused.value).splitlines() == [
        "MiddleBegun is not allowed in a suspended course of Small:",
        "  - resume the course first [C01a; IPT-UK]  -> CourseResumed",
        (
            "  - give the sick role first [X01a; IPT-UK; iptcore (decision)]  -> "
            'SickRoleGiven or NotDone, or DepartureExplained("X01a") the same day'
        ),
    ]
    assert course == opened(CourseSuspended(on=day(1)))


def test_several_events_are_refused_as_a_whole():
    course = opened()
    with pytest.raises(NotAllowed, match="MiddleBegun"):
        SMALL.apply(course, SessionHeld(on=day(1)), MiddleBegun(on=day(2)))
    assert course.revision == 1


def test_nothing_to_apply_is_the_same_course():
    course = opened()
    assert SMALL.apply(course) is course


def test_a_course_that_has_moved_on():
    course = opened(SICK_ROLE)
    assert SMALL.apply(course, LONG, revision=2).revision == 3
    with pytest.raises(StaleRevision) as stale:
        SMALL.apply(course, LONG, revision=1)
    assert (stale.value.expected, stale.value.found) == (1, 2)
    assert str(stale.value) == (
        "the course is at revision 2, not 1: load it again, look at what was added, and apply the event to that"
    )


def test_the_refusal_of_the_middle_phase_by_ipt():
    course = IPT.open(on=day(0), client="c-017", consent=True)
    with pytest.raises(NotAllowed) as refused:
        IPT.apply(course, MiddleBegun(on=day(14)))
    goldens.check("refusal.txt", str(refused.value).splitlines())


def test_a_refusal_after_the_end():
    course = opened(ClientReferred(on=day(3)))
    with pytest.raises(NotAllowed) as refused:
        SMALL.apply(course, MiddleBegun(on=day(4)))
    assert str(refused.value).splitlines() == [
        "MiddleBegun is not allowed in an ended course of Small:",
        "  - correct the record if it is wrong: the course has ended [C01a; IPT-UK]  -> EntriesCorrected",
    ]


# -- objections --------------------------------------------------------------------------------------------------------


def test_advice_is_told_and_refuses_nothing():
    (said,) = SMALL.objections(opened(), LONG)
    assert (said.code, said.rule, said.level, said.level.refuses) == ("X02a", "X02", Level.GRAVE, False)
    assert (said.says, said.asks, said.standing) == ("sessions are short", "keep it short", Standing.UNVERIFIED)
    assert str(said) == "keep it short [X02a; the literature (unverified)]"
    assert SMALL.apply(opened(), LONG).has(SessionHeld)


def test_a_clause_that_is_off_is_not_asked():
    assert codes(SMALL.objections(opened(), LONG)) == ["X02a"]
    louder = SMALL.adapt(code="louder", levels={"X02b": Level.ADVISORY, "X02a": Level.OFF})
    assert codes(louder.objections(opened(), LONG)) == ["X02b"]


def test_a_reason_answers_from_its_day_on():
    reason = NotDone(on=day(2), task="X01a", why=WhyNot.DECLINED, because="not wished for")
    step = MiddleBegun(on=day(9))
    assert codes(SMALL.objections(opened(reason), step)) == ["X01b"]
    assert codes(SMALL.objections(opened(reason, SessionHeld(on=day(2))), step)) == []
    assert codes(SMALL.objections(opened(reason, SessionHeld(on=day(3))), step)) == ["X01a"]


def test_an_event_is_judged_where_it_lands():
    course = opened(SICK_ROLE, SessionHeld(on=day(3)), MiddleBegun(on=day(5)))
    assert codes(SMALL.objections(course, MiddleBegun(on=day(4)))) == []
    assert codes(SMALL.objections(course, MiddleBegun(on=day(1)))) == ["X01a", "X01b"]
    assert codes(SMALL.objections(course, MiddleBegun(on=day(6)))) == ["C01a"]


def test_nothing_is_dated_before_the_opening():
    assert codes(SMALL.objections(opened(), SICK_ROLE.replace(on=day(-1)))) == ["C01b"]
    # A record that does not begin with an opening has no day to compare with.
    assert codes(SMALL.objections(replay([SICK_ROLE]), SICK_ROLE.replace(on=day(1)))) == ["C01a"]


def test_a_course_ends_once():
    course = opened(SessionHeld(on=day(2)), ClientReferred(on=day(5)), FollowUpHeld(on=day(50)))
    for late in (ClientReferred(on=day(4)), TerminationBegun(on=day(4)), CourseCompleted(on=day(20))):
        assert codes(SMALL.objections(course, late)) == ["C01c"]
    assert codes(SMALL.objections(course, SessionHeld(on=day(4)))) == []
    assert codes(SMALL.objections(course, CourseSuspended(on=day(4)))) == []


def test_a_kind_of_event_that_the_library_does_not_know():
    with pytest.raises(UnknownName, match="unknown kind of event: choose one of 51 names, such as Cour") as refused:
        SMALL.objections(opened(), Event(on=day(3)))
    assert str(refused.value).endswith(", EpisodeRecorded; the attribute known of this error holds all")
    assert refused.value.known == tuple(kind.__name__ for kind in EVENTS)


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ([LONG], r"apply\(course, \*events\)"),
        (SessionHeld, r"make one: SessionHeld\(on=…\)"),
        ({"on": day(3)}, r"objections\(course, event\)"),
        (SessionHeld.kind, r"objections\(course, event\)"),
    ],
)
def test_something_else_in_the_place_of_an_event(given, advice):
    for verb in (SMALL.objections, SMALL.apply):
        with pytest.raises(InvalidValue, match=f"event: expected an event, got .*; .*{advice}"):
            verb(opened(), given)


def test_something_else_in_the_place_of_a_course():
    with pytest.raises(InvalidValue, match="course: expected a Course, got a SessionHeld; the course comes first"):
        SMALL.apply(LONG, opened())


def test_a_correction_is_judged_by_the_entries_whatever_its_day():
    course = opened(SICK_ROLE, SessionHeld(on=day(9)))
    strike = course.correct(2, on=day(1), because="never happened")
    assert codes(SMALL.objections(course, strike)) == []
    assert not SMALL.apply(course, strike).has(SickRoleGiven)
    assert codes(SMALL.objections(course, strike.replace(on=day(-1)))) == ["K06b"]
    unknown = strike.replace(corrections=(strike.corrections[0].replace(entry=7),))
    assert codes(SMALL.objections(course, unknown)) == ["K06a"]


# -- allowed -----------------------------------------------------------------------------------------------------------


def test_what_may_come_next_is_told_for_every_kind():
    options = {option.kind: option for option in SMALL.allowed(opened())}
    assert tuple(options) == EVENTS
    assert options[SessionHeld].open
    assert options[SessionHeld].objections == ()
    assert not options[MiddleBegun].open
    assert codes(options[MiddleBegun].objections) == ["X01a", "X01b"]
    assert options[TerminationBegun].open
    assert codes(options[CourseCompleted].objections) == ["C01a"]


def test_what_may_come_next_is_told_of_one_kind_as_of_all():
    for option in SMALL.allowed(opened()):
        assert SMALL.option(opened(), option.kind) == option


def test_whether_an_event_would_be_entered():
    course = IPT.open(on=date(2026, 1, 5), client="c", consent=True)
    assert IPT.accepts(course, SessionHeld(on=date(2026, 1, 5), minutes=90))
    assert not IPT.accepts(course, MiddleBegun(on=date(2026, 1, 5)))


def judged_by(*clauses: Clause) -> Protocol:
    rule = Rule(code="X01", says="it waits", source=cite("D"), clauses=clauses)
    return Protocol(code="own", edition="1", name="Own", rules=(rule,))


def test_an_event_that_was_accepted_is_not_judged_again_in_the_same_course():
    judged = []

    def is_second(protocol, course, event):
        judged.append(event)
        return course.revision == 1

    clause = Clause(code="X01a", on=(MiddleBegun,), level=Level.BINDING, asks="be the second", fits=is_second)
    protocol, course, step = judged_by(clause), opened(), MiddleBegun(on=day(2))
    assert protocol.accepts(course, step)
    later = protocol.apply(course, step)
    assert len(judged) == 1
    # The same event is judged in another course, and an equal event in the same one.
    with pytest.raises(NotAllowed):
        protocol.apply(opened(SICK_ROLE), step)
    assert protocol.apply(course, step.replace()) == later
    assert len(judged) > 2


def test_a_protocol_keeps_no_course_and_no_event_in_memory():
    course, step = opened(SICK_ROLE), MiddleBegun(on=day(2))
    assert SMALL.accepts(course, step)
    references = weakref.ref(course), weakref.ref(step)
    del step
    with pytest.raises(InvalidValue):  # nothing is not the event that is gone
        SMALL.accepts(course, None)
    del course
    assert [reference() for reference in references] == [None, None]


def test_a_refusal_is_known_from_the_first_clause_that_refuses():
    judged = []

    def never(protocol, course, event):
        judged.append(event)
        return False

    protocol = judged_by(
        Clause(code="X01a", on=(MiddleBegun,), level=Level.BINDING, asks="wait", fits=never),
        Clause(code="X01b", on=(MiddleBegun,), level=Level.BINDING, asks="wait", fits=never),
    )
    assert codes(protocol.objections(opened(), MiddleBegun(on=day(0)))) == ["X01a", "X01b"]
    judged_for_all, judged[:] = len(judged), []
    assert not protocol.accepts(opened(), MiddleBegun(on=day(0)))
    assert len(judged) == judged_for_all  # both once; here the first twice: it does not pass, and it is refused


def test_advice_leaves_a_kind_open():
    options = {option.kind: option for option in SMALL.allowed(opened(SICK_ROLE))}
    assert options[MiddleBegun].open
    assert codes(options[MiddleBegun].objections) == ["X01b"]


def test_before_the_opening_and_after_the_end_only_the_step_table_speaks():
    before = {option.kind: option for option in SMALL.allowed(Course())}
    assert [kind for kind, option in before.items() if option.open] == [CourseOpened]
    assert codes(before[MiddleBegun].objections) == ["C01a"]
    after_the_end = {option.kind: option for option in SMALL.allowed(opened(ClientReferred(on=day(2))))}
    assert codes(after_the_end[MiddleBegun].objections) == ["C01a"]
    assert after_the_end[RiskAssessed].open


# -- due ---------------------------------------------------------------------------------------------------------------


def test_the_checklist_to_the_next_phase():
    tasks = SMALL.due(opened())
    assert [(task.code, task.done, task.level) for task in tasks] == [
        ("X01a", False, Level.BINDING),
        ("X01b", False, Level.ADVISORY),
    ]
    assert (tasks[0].asks, tasks[0].cures, tasks[0].answered) == (
        "give the sick role first",
        (SickRoleGiven, NotDone),
        False,
    )


def test_what_is_done_stays_on_the_list_and_a_reason_is_told_apart():
    reason = NotDone(on=day(2), task="X01a", why=WhyNot.DECLINED, because="not wished for")
    done = [(task.code, task.done, task.answered) for task in SMALL.due(opened(SICK_ROLE))]
    assert done == [("X01a", True, False), ("X01b", False, False)]
    answered = SMALL.due(opened(reason))[0]
    assert (answered.done, answered.answered) == (True, True)


def test_what_only_an_occurrence_asks_for_is_listed_while_it_is_called_for():
    assert "X01c" not in {task.code for task in SMALL.due(opened())}
    assert ("X01c", False) in {(task.code, task.done) for task in SMALL.due(opened(CourseSuspended(on=day(1))))}


def test_a_task_of_a_rule_is_not_shown_as_done_while_the_rule_asks_for_it_in_another_clause():
    course = IPT.open(on=day(0), client="c-1", consent=True)
    severe = IPT.apply(course, SymptomsRated(on=day(0), instrument="PHQ-9", total=20))
    medication = [(task.code, task.done) for task in IPT.due(severe) if task.code.startswith("S12")]
    assert medication == [("S12a", False)]
    reviewed = IPT.apply(severe, MedicationReviewed(on=day(0), need=MedicationNeed.DECLINED))
    assert [(task.code, task.done) for task in IPT.due(reviewed) if task.code.startswith("S12")] == [("S12b", True)]


def test_what_can_be_said_only_when_a_step_is_taken_is_no_task():
    ending = IPT.open(on=day(0), client="c-1", consent=True)
    for kind in (MiddleBegun, TerminationBegun):
        assert "T01b" not in {task.code for task in IPT.due(ending)}
        ending = IPT.apply(ending, *way_to(IPT, ending, kind, day(7)))
    ending = IPT.apply(ending, SessionHeld(on=day(7)), SessionHeld(on=day(14)))
    completed = CourseCompleted(on=day(14))
    assert {"C12a", "T12a"} <= set(codes(IPT.objections(ending, completed)))
    assert not {"C12a", "T12a"} & {task.code for task in IPT.due(ending)}


def test_before_the_opening_while_suspended_and_after_the_end():
    (opening,) = SMALL.due(Course())
    assert (opening.code, opening.asks, opening.cures) == ("C01a", "open the course first", (CourseOpened,))
    suspended = SMALL.due(opened(CourseSuspended(on=day(1))))
    assert suspended[0].asks == "resume the course first"
    assert SMALL.due(opened(ClientReferred(on=day(1)))) == ()


def test_each_phase_has_its_own_list():
    assert SMALL.due(opened(MiddleBegun(on=day(1)))) == ()
    course = IPT.open(on=day(0), client="c-1", consent=True)
    codes_of_phases = []
    for kind in (MiddleBegun, TerminationBegun, CourseCompleted):
        codes_of_phases.append({task.code for task in IPT.due(course)})
        course = IPT.apply(course, *way_to(IPT, course, kind, day(7)))
    initial, middle, termination = codes_of_phases
    assert {"S02a", "I08a"} <= initial
    assert "T01a" in middle
    assert {"T03a", "T03c"} <= termination


# -- review ------------------------------------------------------------------------------------------------------------


def test_every_objection_along_the_history_with_its_entry():
    course = opened(LONG, MiddleBegun(on=day(5)))
    findings = [(finding.entry, finding.on, finding.kind, finding.objection.code) for finding in SMALL.review(course)]
    assert findings == [(2, day(3), SessionHeld, "X02a"), (3, day(5), MiddleBegun, "X01a")]


def test_departures_that_were_explained():
    by_rule = DepartureExplained(on=day(8), rule="X02", because="a long day")
    by_clause = DepartureExplained(on=day(9), rule="X01a", because="it would have hurt")
    course = opened(LONG, MiddleBegun(on=day(5)), by_rule, by_clause)
    assert [finding.explained for finding in SMALL.review(course)] == [by_rule, by_clause]
    # What is said of the clause itself goes before what is said of the whole rule.
    closer = DepartureExplained(on=day(9), rule="X02a", because="it was one long story")
    assert SMALL.review(opened(LONG, by_rule, closer))[0].explained == closer
    # What was said before it, or of an earlier departure alone, explains nothing; the first one since does.
    early = DepartureExplained(on=day(1), rule="X02", because="agreed beforehand")
    later = DepartureExplained(on=day(20), rule="X02", because="again")
    assert SMALL.review(opened(early, LONG))[0].explained is None
    assert SMALL.review(opened(LONG, by_rule, later))[0].explained == by_rule
    # One that is given on the day of a departure is about that day.
    again = LONG.replace(on=later.on)
    assert [finding.explained for finding in SMALL.review(opened(LONG, again, later))] == [None, later]


def test_another_protocol_may_look_at_the_same_course():
    codes = {finding.objection.code for finding in IPT.review(opened(LONG, MiddleBegun(on=day(5))))}
    assert {"S02a", "I08a", "C07a"} <= codes
    assert "X02a" not in codes


def test_a_review_of_late_entries_and_corrections():
    late = SICK_ROLE
    course = opened(MiddleBegun(on=day(5)), late)
    # Judged in the order of happening: the sick role was given before the middle phase began.
    assert [finding.objection.code for finding in SMALL.review(course)] == ["X01b"]
    strike = course.correct(3, on=day(6), because="never happened")
    findings = [(finding.entry, finding.objection.code) for finding in SMALL.review(replay((*course.history, strike)))]
    assert findings == [(2, "X01a"), (2, "X01b")]


def test_a_correction_that_makes_no_sense_is_found():
    of_another = Correction(entry=9, corrects="sick_role_given", dated=day(1))
    senseless = EntriesCorrected(on=day(6), corrections=(of_another,), because="a slip")
    assert [(finding.entry, finding.objection.code) for finding in SMALL.review(opened(senseless))] == [(2, "K06a")]


# -- adapt -------------------------------------------------------------------------------------------------------------


def test_an_adaptation():
    mine = SMALL.adapt(
        code="mine",
        name="Mine",
        minutes=Between(20, 30),
        levels={"X01b": Level.BINDING},
        labels={"middle": "main part"},
        cited={"minutes": cite("F4")},
    )
    assert (mine.code, mine.edition, mine.rules, mine.minutes) == ("mine", "1", SMALL.rules, Between(20, 30))
    assert mine.citation("minutes") == cite("F4")
    assert {str(mine.citation("labels")), str(mine.citation("X01b"))} == {"Mine (decision)"}
    assert (mine.label("middle"), mine.label("role_dispute")) == ("main part", "role dispute")
    assert mine.level(mine.clauses["X01b"]) is Level.BINDING
    assert codes(mine.objections(opened(), MiddleBegun(on=day(3)))) == ["X01a", "X01b"]
    with pytest.raises(NotAllowed, match="in the initial phase of Mine"):
        mine.apply(opened(SICK_ROLE), MiddleBegun(on=day(3)))
    with pytest.raises(NotAllowed, match="in the main part phase of Mine"):
        mine.apply(opened(MiddleBegun(on=day(1))), MiddleBegun(on=day(3)))
    # The protocol it came from is what it was.
    assert (SMALL.minutes, SMALL.levels, SMALL.cited) == (Between(30, 50), (), ())


def test_adaptations_add_up():
    twice = SMALL.adapt(code="one", levels={"X01b": Level.OFF}).adapt(code="two", levels={"X02a": Level.OFF})
    assert dict(twice.levels) == {"X01b": Level.OFF, "X02a": Level.OFF}
    assert codes(twice.objections(opened(), LONG)) == []


def test_rules_of_ones_own():
    more = IPT.adapt(code="more", rules=(*IPT.rules, READY))
    assert more.knows("X01a")
    assert not IPT.knows("X01a")
    assert more.every_rule == (*COHERENCE, *IPT.rules, READY)


def test_a_field_that_a_protocol_does_not_have():
    with pytest.raises(UnknownName) as unknown:
        SMALL.adapt(code="mine", sesions=Between(1, 2))
    assert "sessions" in unknown.value.known
    assert "sesions" not in str(unknown.value)


@pytest.mark.parametrize("span", [(8, 10), [8, 10], 8])
def test_a_range_written_otherwise_is_answered_with_how_to_write_it(span):
    with pytest.raises(InvalidValue, match=r"sessions: expected a Between, got .*; write Between\(low, high\)"):
        SMALL.adapt(code="mine", name="Mine", sessions=span)


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("I14", "a rule has no level, its clauses have: I14a, I14b, I14c, I14d, I14e"),
        ("I06A", "did you mean I06a?"),
        ("nothing like it", "protocol.clauses lists them"),
    ],
)
def test_a_level_of_what_is_no_clause_is_one_fault_that_says_what_to_write(code, advice):
    with pytest.raises(InvalidValue) as refused:
        IPT.adapt(code="mine", levels={code: Level.BINDING})
    (fault,) = refused.value.faults
    assert (fault.path, fault.advice) == ("levels", advice)
    assert "nothing like it" not in str(refused.value)


def test_what_does_not_go_together_in_a_protocol():
    with pytest.raises(InvalidValue, match="levels of clauses that its rules have"):
        SMALL.adapt(code="mine", levels={"Z01a": Level.OFF})
    with pytest.raises(InvalidValue, match="citations of fields of a protocol"):
        SMALL.adapt(code="mine", cited={"sesions": cite("D")})
    with pytest.raises(InvalidValue, match="no item twice"):
        SMALL.replace(rules=(READY, READY))


# -- the values it is made of ------------------------------------------------------------------------------------------


def test_ranges():
    assert Between(12, 16).holds(12)
    assert Between(12, 16).holds(16)
    assert not Between(12, 16).holds(17)
    assert not Between(12, 16).holds(11.5)
    assert Between(None, 16).holds(0)
    assert Between(12, None).holds(900)
    assert [str(Between(*ends)) for ends in ((12, 16), (8, 8), (None, 3), (11, None), (None, None))] == [
        "12-16",
        "8",
        "up to 3",
        "11 or more",
        "any",
    ]
    with pytest.raises(InvalidValue, match="a lower end that is not above the upper end"):
        Between(16, 12)


def test_a_clause_is_judged_somehow():
    with pytest.raises(InvalidValue, match="expected kept, fits, or both"):
        Clause(code="X01a", on=(MiddleBegun,), level=Level.BINDING, asks="do it")


def test_clauses_carry_the_code_of_their_rule():
    with pytest.raises(InvalidValue, match="the code of the rule and a small letter"):
        READY.replace(code="X03")


def test_levels_that_refuse():
    assert [level for level in Level if level.refuses] == [Level.COHERENCE, Level.SAFEGUARD, Level.BINDING]


def test_what_a_protocol_knows():
    assert SMALL.instrument("PHQ-9") in SMALL.instruments
    assert SMALL.instrument("MY-OWN") is None
    assert SMALL.citation("minutes") == cite("D")
    assert SMALL.knows("K01a")
    assert not SMALL.knows("X01")
    assert repr(SMALL) == "<Protocol small, edition 1, 2 rules>"


def test_a_protocol_survives_pickling():
    again = pickle.loads(pickle.dumps(IPT))
    assert again == IPT
    assert again.objections(opened(), MiddleBegun(on=day(3))) == IPT.objections(opened(), MiddleBegun(on=day(3)))


def test_where_a_course_stands():
    assert place(Course()) is Place.NOT_OPENED
    assert place(opened()) is Place.INITIAL
    assert place(opened(MiddleBegun(on=day(1)))) is Place.MIDDLE
    assert place(opened(TerminationBegun(on=day(1)))) is Place.TERMINATION
    assert place(opened(CourseSuspended(on=day(1)))) is Place.SUSPENDED
    assert place(opened(ClientReferred(on=day(1)))) is Place.ENDED


def test_predicates_are_asked_only_where_something_could_be_done():
    """Nothing but the step table speaks before the opening, so no rule has to think of it."""
    assert codes(IPT.objections(Course(), MiddleBegun(on=day(1)))) == ["C01a"]
    assert codes(IPT.objections(Course(), SymptomsRated(on=day(1), instrument="PHQ-9", total=99))) == ["C01a"]


def test_safety_is_never_in_the_way():
    suspended = IPT.apply(IPT.open(on=day(0), client="c-1", consent=True), CourseSuspended(on=day(1)))
    contact = CrisisContactsRecorded(on=day(2), contacts=(CrisisContact(how="by telephone"),))
    urgent = RiskAssessed(on=day(2), action=RiskAction.URGENT, reasons="asked openly")
    assert IPT.apply(suspended, contact, urgent, PsychoeducationGiven(on=day(2))).status is Status.SUSPENDED
    with pytest.raises(NotAllowed):
        IPT.apply(suspended, FormulationAgreed(on=day(2), formulation=Formulation()))
