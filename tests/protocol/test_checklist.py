"""What is due as a clinician reads it: each act once, and the withdrawal of consent at once."""

import pytest

from iptcore.course import Course, replay
from iptcore.events import (
    AdverseEventRecorded,
    ConsentGiven,
    ConsentWithdrawn,
    CourseCompleted,
    CourseDiscontinued,
    CourseSuspended,
    DepartureExplained,
    Event,
    Follows,
    GoalAgreed,
    GoalReviewed,
    RiskAssessed,
    SafetyPlanAgreed,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.risk import SafetyPlan
from iptcore.protocol.catalogue import IPT, IPT_M
from iptcore.protocol.judgements import Task
from iptcore.protocol.judging import joined
from iptcore.protocol.rule import Clause, Level
from iptcore.vocabulary import AdverseEventKind, ConsentScope, DiscontinuationReason, RiskAction
from rules.case import day, opened
from rules.histories import goal, in_ending, in_middle, numbered, rated, weekly
from rules.test_safety import WANTS_PLAN

PROTOCOL = numbered()


def test_maintenance_asks_once_for_its_contract() -> None:
    course = IPT_M.open(on=day(), client="c-1", consent=True, follows=Follows(elsewhere=True))
    lines = {task.code: task.also for task in IPT_M.due(course)}
    assert lines["O01b"] == ("I19h",)
    assert "I19h" not in lines


def never(protocol: object, course: object) -> bool:
    return False


def undone(*given: Event) -> dict[str, Task]:
    return {task.code: task for task in PROTOCOL.due(replay(given)) if not task.done}


POSITIVE = SymptomsRated(on=day(1), instrument="PHQ-9", total=12, suicide_item=2)
ATTEMPT = AdverseEventRecorded(on=day(1), what=AdverseEventKind.SUICIDE_ATTEMPT)
CONSENT = ConsentGiven(on=day(), scope=ConsentScope.TREATMENT)
WITHDRAWN = ConsentWithdrawn(on=day(2), scope=ConsentScope.TREATMENT)


@pytest.mark.parametrize(
    ("given", "line", "also"),
    [
        (opened(SessionHeld(on=day(1))), "S02a", ("S03c",)),
        (opened(POSITIVE), "S04a", ("S02a",)),
        (opened(ATTEMPT), "S04e", ("S02a",)),
        (opened(CONSENT, WITHDRAWN), "S01d", ("S01b",)),
        (in_middle(*weekly(8)), "M12b", ("M13b",)),
        (in_ending(SessionHeld(on=day(13))), "S02a", ("S03c", "T03f")),
    ],
    ids=["session", "positive item", "attempt", "withdrawn", "no change known", "ending"],
)
def test_what_one_act_meets_has_one_line(given: tuple[Event, ...], line: str, also: tuple[str, ...]) -> None:
    lines = undone(*given)
    named = {code for task in lines.values() for code in task.also}
    assert set(also) <= named | set(lines)
    assert lines[line].also == also
    assert not set(also) & set(lines)


def test_the_line_weighs_what_the_gravest_of_its_clauses_weighs() -> None:
    assert undone(*opened(CONSENT, WITHDRAWN))["S01d"].level is Level.SAFEGUARD


def test_a_line_that_two_others_joined_weighs_what_the_gravest_of_the_three_weighs() -> None:
    levels = {"X01a": Level.SAFEGUARD, "X02a": Level.ADVISORY, "X03a": Level.ADVISORY}
    tasks = [Task(code=code, asks="do it", level=level, done=False) for code, level in levels.items()]
    clauses = {
        code: Clause(code=code, on=(SessionHeld,), level=levels[code], asks="do it", kept=never, joins=joins)
        for code, joins in (("X01a", ("X02a",)), ("X02a", ("X03a",)), ("X03a", ()))
    }
    (line,) = joined(tasks, clauses)
    assert (line.code, line.level, line.also) == ("X03a", Level.SAFEGUARD, ("X02a", "X01a"))


def test_a_line_that_was_explained_stands_by_itself() -> None:
    explained = DepartureExplained(on=day(8), rule="M13b", because="rated on paper")
    lines = undone(*in_middle(*weekly(8), explained))
    assert (lines["M13b"].explained, lines["M12b"].also) == (True, ())


@pytest.mark.parametrize(
    "given",
    [
        opened(CONSENT, WITHDRAWN),
        in_middle(CONSENT, WITHDRAWN),
        in_ending(CONSENT, WITHDRAWN.replace(on=day(13))),
        opened(CONSENT, CourseSuspended(on=day(1)), WITHDRAWN),
    ],
    ids=["initial", "middle", "ending", "suspended"],
)
def test_a_withdrawal_of_consent_is_first_among_what_is_due(given: tuple[Event, ...]) -> None:
    course = replay(given)
    first = next(task for task in PROTOCOL.due(course) if task.code not in ("S02a", "S14a"))
    assert (first.code, first.done, first.cures) == ("S01d", False, (ConsentGiven,))
    again = replay((*given, CONSENT.replace(on=day(14))))
    assert "S01d" not in {task.code for task in PROTOCOL.due(again)}


def test_a_task_an_option_and_a_judgement_are_printed_in_words() -> None:
    """What `due`, `allowed` and `judge` return is read at the prompt: the representation fills a screen."""
    course = replay(opened(RiskAssessed(on=day(), action=RiskAction.NONE, reasons="Asked openly.")))
    due = {task.code: str(task) for task in IPT.due(course)}
    assert due["S02a"] == "[x] assess suicide risk first [S02a; safeguard]"
    assert due["I02a"].endswith(", or record why not [I02a; binding]  -> SymptomsRated or NotDone")
    bare = Task(code="X01a", asks="call the office", level=Level.BINDING, done=False)
    assert str(bare) == "[ ] call the office [X01a; binding]"
    assert str(IPT.option(course, SymptomsRated)) == "SymptomsRated: open"
    judged = IPT.judge(replay(opened()), SymptomsRated(on=day(), instrument="PHQ-9", total=99))
    refusal, advice = judged.objections
    assert str(judged) == f"refused\n  - {refusal}\n  - advice: {advice}"
    assert str(IPT.judge(course)) == "accepted"
    closed = IPT.option(course, GoalAgreed)
    assert str(closed) == f"GoalAgreed: closed\n  - {closed.objections[0]}"


def test_a_withdrawal_is_not_due_once_the_course_has_ended() -> None:
    left = CourseDiscontinued(on=day(3), reason=DiscontinuationReason.CONSENT_WITHDRAWN)
    assert "S01d" not in undone(*opened(CONSENT, WITHDRAWN, left))


def test_the_plan_that_an_assessment_asks_for_is_due_until_it_is_agreed() -> None:
    course = opened(WANTS_PLAN)
    assert next(iter(undone(*course))) == "S05d"
    assert "S05d" not in undone(*course, SafetyPlanAgreed(on=day(3), plan=SafetyPlan(own_steps=("walk",))))


def test_goals_are_due_for_review_once_half_of_the_contract_is_held_and_not_before() -> None:
    assert "T12b" not in undone(*in_middle(goal(), *weekly(7)))
    assert "T12b" in undone(*in_middle(goal(), *weekly(8)))
    assert "T12b" not in undone(*in_middle(goal(), *weekly(8), GoalReviewed(on=day(8), goal="talk", attainment=0)))


def test_care_of_the_unknown_is_due_once_the_last_rating_is_there() -> None:
    ending = in_ending(rated(0, 20))
    assert "T05b" not in undone(*ending)
    assert "T05b" in undone(*ending, rated(14, 8, "MINE"))


def test_what_is_due_before_the_ending_is_said_at_the_ending_once() -> None:
    course = Course()
    said = []
    for event in (*in_middle(goal(), *weekly(8)), TerminationBegun(on=day(9)), CourseCompleted(on=day(16))):
        said += [objection.code for objection in PROTOCOL.objections(course, event) if objection.rule == "T12"]
        course = replay((*course.history, event))
    assert said == ["T12b"]
