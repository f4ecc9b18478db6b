"""An advisory whose cause is a state that lasts is said when the state begins, and again when it begins anew (P7)."""

from collections import Counter

import attrs
import pytest

from iptcore.course import Course, after, replay
from iptcore.events import (
    AdverseEventRecorded,
    ContactMade,
    ContractAmended,
    CourseResumed,
    CourseSuspended,
    CrisisContactsRecorded,
    DepartureExplained,
    DisputeStageChanged,
    Event,
    MemberJoined,
    MemberLeft,
    MiddleBegun,
    MoodEventLink,
    NotDone,
    ProgressReviewed,
    PsychoeducationGiven,
    RelationshipRecorded,
    RiskAssessed,
    SafetyPlanAgreed,
    SessionHeld,
    SessionMissed,
    SupervisionHeld,
    TherapistAssigned,
)
from iptcore.model.contract import ContractAmendment
from iptcore.model.inventory import Relationship, SafetyConcern
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.protocol.catalogue import CATALOGUE, IPSRT, IPT, IPT_A, IPT_AST, IPT_INPATIENT, IPT_M, IPT_WHO
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.rules import RULES
from iptcore.sources import cite
from iptcore.vocabulary import (
    AbsencePolicy,
    AdverseEventKind,
    ContactReason,
    DisputeStage,
    LinkDirection,
    Purpose,
    ReviewOutcome,
    RiskAction,
    SafetyConcernKind,
)

from .case import day, opened
from .histories import DISPUTE, GRIEF, contract, formulation, group_session, in_middle, numbered, rated, weekly


def held(week: int, days: int = 0, **parts: object) -> SessionHeld:
    return SessionHeld(on=day(week, days), **parts)


def assessed(week: int, days: int = 0) -> RiskAssessed:
    return RiskAssessed(on=day(week, days), action=RiskAction.NONE, reasons="asked openly")


def asks_for_plan(week: int) -> RiskAssessed:
    return RiskAssessed(on=day(week), action=RiskAction.PLAN, reasons="asked openly")


PLANNED = SafetyPlanAgreed(on=day(3, 1), plan=SafetyPlan(own_steps=("walk",)))


def amended(week: int, **changes: object) -> ContractAmended:
    change = ContractAmendment(**changes)
    return ContractAmended(on=day(week), amendment=change, client_agrees=True, therapist_agrees=True, because="agreed")


def judged(week: int, stage: DisputeStage) -> DisputeStageChanged:
    return DisputeStageChanged(on=day(week), dispute="dispute", stage=stage)


def known(week: int, **parts: object) -> RelationshipRecorded:
    return RelationshipRecorded(on=day(week), relationship=Relationship(key="partner", **parts))


def missed(week: int) -> SessionMissed:
    return SessionMissed(on=day(week))


CALLED = ContactMade(on=day(4, 1), reason=ContactReason.OUTREACH)


def turned(week: int) -> AdverseEventRecorded:
    return AdverseEventRecorded(on=day(week), what=AdverseEventKind.MANIA)


def feared(week: int) -> RelationshipRecorded:
    return known(week, safety_concern=SafetyConcern(kind=SafetyConcernKind.VIOLENCE))


def linked(week: int, **parts: object) -> SessionHeld:
    return held(week, links=(MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a call", **parts),))


def late(week: int) -> PsychoeducationGiven:
    return PsychoeducationGiven(on=day(week), recorded=day(9))


UNJUDGED = DISPUTE.replace(stage=None)
WITH_ALL = {"relationship": "partner", "affect": "anger"}
AMENDED = {"minutes": 45}
LEFT = MemberLeft(on=day(4), group="g")
JOINED = MemberJoined(on=day(3), group="g")
OPEN_END = {"sessions": None, "review_on": day(2)}
SHORT = numbered(rated_every=2)
RATED_LESS = numbered(code="less", rated_every=3)


@attrs.frozen
class Lasting:
    """Said at the first event and not at the second; said again at the last one, once the cause has ended."""

    clause: str
    says: str
    given: tuple[Event, ...]
    first: Event
    second: Event
    ends: tuple[Event, ...] = ()
    anew: Event | None = None
    protocol: Protocol = IPT


ROWS = [
    Lasting("S03a", "assessed in between", opened(), held(1), held(2), (assessed(3),), held(4)),
    Lasting("S03a", "said in between", opened(), held(1), held(2), (held(3, risk_checked=False),), held(4)),
    Lasting("S03a", "in IPT-A too", opened(), held(1), held(2), (assessed(2),), held(3), IPT_A),
    Lasting(
        "S04d",
        "the item was kept once",
        opened(),
        rated(1, 12),
        rated(2, 12),
        (rated(3, 12, suicide_item=0),),
        rated(4, 12),
    ),
    Lasting(
        "S04d",
        "risk was assessed; another instrument does not ask",
        opened(rated(1, 12, "GAD-7")),
        rated(1, 12),
        rated(2, 12),
        (rated(2, 9, "GAD-7"), assessed(2)),
        rated(3, 12),
    ),
    Lasting(
        "S05e",
        "a plan was agreed, risk fell and rose again",
        opened(asks_for_plan(1)),
        held(2),
        held(3),
        (PLANNED, assessed(4), asks_for_plan(5)),
        held(6),
    ),
    Lasting(
        "S19b",
        "the focus on somebody unsafe, and a new concern about them",
        in_middle(feared(1)),
        held(1, focus=("dispute",)),
        held(2, focus=("dispute",)),
        (feared(3),),
        held(4, focus=("dispute",)),
    ),
    Lasting(
        "S19b",
        "another session in between",
        in_middle(feared(1)),
        held(1, focus=("dispute",)),
        held(2, focus=("dispute",)),
        (held(3),),
        held(4, focus=("dispute",)),
    ),
    Lasting(
        "S16e",
        "called, and absent again",
        opened(missed(1), missed(2)),
        missed(3),
        missed(4),
        (CALLED, missed(5), missed(6)),
        missed(7),
    ),
    Lasting(
        "S17b",
        "reviewed, and a new turn",
        in_middle(turned(1)),
        held(2),
        held(3),
        (ProgressReviewed(on=day(3), outcomes=(ReviewOutcome.CONTINUE,)), turned(4)),
        held(5),
    ),
    Lasting("S02b", "risk is never assessed", opened(), held(1), held(2)),
    Lasting("S14b", "contacts are never recorded", opened(), held(1), held(2)),
    Lasting("I18a", "the initial phase goes on", opened(*weekly(3)), held(3), held(4)),
    Lasting(
        "I21c", "a code that is not known", opened(), rated(1, 3, "OWN"), rated(2, 4, "OWN"), (), rated(3, 3, "HIS")
    ),
    Lasting(
        "I14b",
        "a new formulation has another dispute",
        in_middle(*weekly(2), areas=(UNJUDGED,)),
        held(2),
        held(3),
        (formulation(UNJUDGED.replace(key="other"), on=day(4)),),
        held(4),
    ),
    Lasting(
        "I14b",
        "a crisis session is asked as well",
        in_middle(*weekly(2), areas=(UNJUDGED,)),
        held(2, purpose=Purpose.CRISIS),
        held(2, 1),
        (formulation(UNJUDGED, on=day(4)),),
        held(5),
    ),
    Lasting(
        "I14c",
        "a new formulation with the same dispute",
        in_middle(known(1, alive=False)),
        held(1, focus=("dispute",)),
        held(2, focus=("dispute",)),
        (formulation(on=day(3)),),
        held(4, focus=("dispute",)),
    ),
    Lasting(
        "I14c",
        "the record of the person was changed back and forth; of another it says nothing",
        in_middle(known(1, alive=False)),
        held(1, focus=("dispute",)),
        held(2, focus=("dispute",)),
        (known(3, alive=True), known(4, alive=False)),
        held(4, focus=("dispute",)),
    ),
    Lasting("C03a", "renegotiated", in_middle(*weekly(16)), held(16), held(17), (amended(18, sessions=18),), held(18)),
    Lasting(
        "C03a",
        "a missed session uses up the last one",
        opened(contract(sessions=2, absences=AbsencePolicy.COUNTS), held(1), SessionMissed(on=day(2))),
        held(3),
        held(4),
        (amended(4, sessions=4),),
        held(5),
    ),
    Lasting(
        "C03a",
        "the groups alone are used up",
        opened(contract(sessions=15, at_most=None, group_sessions=1), group_session(1)),
        group_session(2),
        group_session(3),
        (amended(3, minutes=45),),
        group_session(4),
        IPT_INPATIENT,
    ),
    Lasting(
        "C03b",
        "reviewed, and a new day agreed that passes too",
        opened(contract(**OPEN_END)),
        held(3),
        held(4),
        (ProgressReviewed(on=day(4), outcomes=(ReviewOutcome.CONTINUE,)), amended(5, review_on=day(6))),
        held(7),
        IPT_M,
    ),
    Lasting("C06a", "met in time once", in_middle(held(1)), held(4), held(7), (held(8),), held(11)),
    Lasting(
        "C06a",
        "paused in between",
        in_middle(held(1)),
        held(4),
        held(7),
        (CourseSuspended(on=day(7)), CourseResumed(on=day(8)), held(9)),
        held(12),
    ),
    Lasting("C08b", "met in time once", in_middle(held(1), held(3)), held(5), held(7), (held(8), held(10)), held(12)),
    Lasting(
        "C08b",
        "the length was amended",
        in_middle(held(1), held(3)),
        held(5),
        held(7),
        (amended(8, **AMENDED),),
        held(9),
    ),
    Lasting("M01a", "named once", in_middle(), held(1), held(2), (held(3, focus=("dispute",)),), held(4)),
    Lasting(
        "M01a",
        "the focus changed",
        in_middle(held(1, purpose=Purpose.CRISIS)),
        held(2, focus=("old",)),
        held(3, focus=("old",)),
        (formulation(GRIEF, on=day(4)),),
        held(4, focus=("old",)),
    ),
    Lasting("M02a", "asked once", in_middle(), held(1), held(2), (held(3, opening_question=True),), held(4)),
    Lasting("M03a", "rated once", opened(), held(1), held(2), (rated(3, 9), held(3)), held(4)),
    Lasting("M03a", "rated at the first session", opened(rated(1, 9), held(1)), held(2), held(3)),
    Lasting("M03a", "rated on the day, after the session", opened(), held(1), held(2), (rated(2, 9),), held(3)),
    Lasting(
        "M03a",
        "rated after the session, until that was left out",
        opened(held(1), rated(1, 9), held(2), rated(2, 9), held(3)),
        held(4),
        held(5),
    ),
    Lasting("M11a", "rated once", opened(held(1)), held(2), held(3), (rated(4, 9), held(4), held(5)), held(6), SHORT),
    Lasting("M04a", "linked once", in_middle(), held(1), held(2), (linked(3),), held(4)),
    Lasting("M04b", "named once", opened(), linked(1), linked(2), (linked(3, **WITH_ALL),), linked(4)),
    Lasting(
        "M10a",
        "reviewed once",
        opened(held(1, task_set=True)),
        held(2, task_set=True),
        held(3, task_set=True),
        (held(4, task_reviewed=True, task_set=True),),
        held(5),
    ),
    Lasting("C02a", "another day of entry", opened(), late(1), late(2), (), late(3).replace(recorded=day(9, 1))),
    Lasting("C02a", "one in time", opened(), late(1), late(2), (held(5),), late(6)),
    Lasting("M10b", "set once", in_middle(), held(1), held(2), (held(3, task_set=True),), held(4), IPT_A),
    Lasting("M15a", "kept once", in_middle(), held(1), held(2), (held(3, rhythm_chart=True),), held(4), IPSRT),
    Lasting(
        "M14a",
        "another stage, and over again",
        in_middle(judged(1, DisputeStage.DISSOLUTION)),
        held(2, focus=("dispute",)),
        held(3, focus=("dispute",)),
        (judged(4, DisputeStage.IMPASSE), judged(5, DisputeStage.DISSOLUTION)),
        held(6, focus=("dispute",)),
    ),
    Lasting(
        "M14a",
        "the session of the same day did not know it",
        in_middle(judged(1, DisputeStage.DISSOLUTION), held(1, focus=("dispute",))),
        held(2, focus=("dispute",)),
        held(3, focus=("dispute",)),
    ),
    Lasting(
        "T02a", "mentioned once", in_middle(*weekly(8)), held(8), held(9), (held(10, ending_mentioned=True),), held(11)
    ),
    Lasting(
        "T02a",
        "the contract was amended",
        in_middle(*weekly(8)),
        held(8),
        held(9),
        (amended(10, minutes=45),),
        held(11),
    ),
    Lasting(
        "G03a",
        "the right size once",
        opened(),
        group_session(1, group_size=9),
        group_session(2, group_size=9),
        (group_session(3, group_size=6), group_session(4)),
        group_session(5, group_size=9),
        IPT_AST,
    ),
    Lasting(
        "G03b",
        "joined, and left again",
        opened(),
        group_session(1, group="g"),
        group_session(2, group="g"),
        (JOINED, group_session(3, group="g"), LEFT),
        group_session(5, group="g"),
        IPT_WHO,
    ),
    Lasting("G03c", "the protocol has no groups", opened(), group_session(1), group_session(2)),
    Lasting(
        "E05a",
        "somebody else was assigned, without one as well",
        opened(),
        SupervisionHeld(on=day(1)),
        SupervisionHeld(on=day(2)),
        (TherapistAssigned(on=day(3), therapist="t-2"),),
        SupervisionHeld(on=day(4)),
        IPT_WHO,
    ),
]


def said(protocol: Protocol, events: tuple[Event, ...]) -> list[tuple[str, ...]]:
    """The codes of what is said against each event as it is entered."""
    course, codes = Course(), []
    for event in events:
        codes.append(tuple(objection.code for objection in protocol.objections(course, event)))
        course = after(course, event)
    return codes


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.clause} {row.says}")
def test_what_lasts_is_said_when_it_begins_and_when_it_begins_anew(row: Lasting) -> None:
    begins = (*row.given, row.first)
    assert row.clause in said(row.protocol, begins)[-1]
    lasts = (*begins, row.second)
    assert row.clause not in said(row.protocol, lasts)[-1]
    if row.anew is not None:
        anew = (*lasts, *row.ends, row.anew)
        assert row.clause in said(row.protocol, anew)[-1]


def test_a_task_that_is_set_every_other_week_and_never_reviewed_is_one_cause() -> None:
    every_other = [held(week, task_set=week % 2 == 1) for week in range(1, 8)]
    assert [number for number, codes in enumerate(said(IPT, opened(*every_other))) if "M10a" in codes] == [2]


@pytest.mark.parametrize("between", [group_session(2), held(2), held(2, group_size=6)], ids=["unsized", "own", "odd"])
def test_a_session_that_tells_no_size_of_the_group_ends_no_cause(between: SessionHeld) -> None:
    events = opened(group_session(1, group_size=9), between, group_session(3, group_size=9))
    assert [number for number, codes in enumerate(said(IPT_AST, events)) if "G03a" in codes] == [1]


def test_what_is_recorded_of_somebody_else_begins_no_cause_anew() -> None:
    dead, sister = known(1, alive=False), Relationship(key="sister", alive=False)
    events = in_middle(
        dead,
        held(1, focus=("dispute",)),
        RelationshipRecorded(on=day(2), relationship=sister),
        held(2, focus=("dispute",)),
    )
    codes = said(IPT, events)
    assert ["I14c" in codes[place] for place in (-3, -1)] == [True, False]


def never(protocol, course):
    return False


def always(protocol, course, event):
    return True


def test_what_refuses_is_said_each_time() -> None:
    clause = Clause(
        code="X01a", on=(MiddleBegun,), level=Level.BINDING, asks="wait", kept=never, said_before=always,
        cures=(NotDone,),
    )  # fmt: skip
    rule = Rule(code="X01", says="the middle phase waits", source=cite("D"), clauses=(clause,))
    waiting = IPT.adapt(code="waiting", name="Waiting", rules=(*IPT.rules, rule))
    assert "X01a" in said(waiting, opened(MiddleBegun(on=day(1))))[-1]


SINCE_THE_LAST_SESSION = {"S05e", "S17b"}
"""The clauses that look at what was found since the last session alone, and so say it once by themselves."""


def test_every_clause_that_is_said_once_is_here() -> None:
    lasting = {clause.code for rule in RULES for clause in rule.clauses if clause.said_before is not None}
    assert lasting == {row.clause for row in ROWS} - SINCE_THE_LAST_SESSION


# -- a course that nobody kept up --------------------------------------------------------------------------------------

BARE = opened(*weekly(12))


def test_twelve_bare_sessions_are_told_of_each_cause_once() -> None:
    found = [(finding.entry, finding.objection.code) for finding in IPT.review(replay(BARE))]
    assert found == [(2, "S02b"), (2, "S03a"), (2, "S14b"), (2, "M03a"), (5, "I18a"), (5, "M11a")]


def test_what_the_review_lists_was_said_at_the_door() -> None:
    listed = Counter(finding.objection.code for finding in IPT.review(replay(BARE)))
    assert listed == Counter(code for codes in said(IPT, BARE) for code in codes)


def test_a_rating_entered_late_ends_the_cause_where_it_belongs() -> None:
    late = (*BARE, rated(4, 12, suicide_item=0))
    codes = [finding.entry for finding in IPT.review(replay(late)) if finding.objection.code == "M03a"]
    assert codes == [2, 7]


def test_a_correction_begins_the_cause_anew() -> None:
    kept_up = [event for week in range(6) for event in (rated(week, 12, suicide_item=0), held(week, risk_checked=True))]
    course = replay(opened(*kept_up))
    assert "M03a" not in {finding.objection.code for finding in IPT.review(course)}
    struck = after(course, course.correct(6, None, on=day(6), because="it was another client"))
    assert [finding.entry for finding in IPT.review(struck) if finding.objection.code == "M03a"] == [7]


def test_an_explanation_of_the_day_speaks_of_what_was_said_that_day() -> None:
    explained = DepartureExplained(on=day(), rule="M03a", because="in crisis")
    (finding,) = [one for one in IPT.review(replay(opened(explained, *weekly(3)))) if one.objection.code == "M03a"]
    assert (finding.entry, finding.explained, finding.objection.explained) == (3, explained, True)


def test_an_explanation_given_while_it_lasts_speaks_of_its_beginning() -> None:
    explained = DepartureExplained(on=day(2), rule="M03", because="the client does not want to")
    (finding,) = [one for one in IPT.review(replay(opened(*weekly(4), explained))) if one.objection.code == "M03a"]
    assert (finding.entry, finding.explained) == (2, explained)


def test_a_contract_renegotiated_late_settles_what_it_covers_and_leaves_the_rest_said() -> None:
    over = in_middle(*weekly(18))
    beyond = [finding.entry for finding in IPT.review(replay(over)) if finding.objection.code == "C03a"]
    assert beyond == [21]
    for sessions, left in ((18, []), (17, [21])):
        course = replay((*over, amended(18, sessions=sessions)))
        assert [finding.entry for finding in IPT.review(course) if finding.objection.code == "C03a"] == left


def test_what_stands_is_still_due() -> None:
    course = replay(opened(*weekly(3)))
    assert "S14b" not in {objection.code for objection in IPT.objections(course, held(3))}
    assert {"S14a", "S02a"} <= {task.code for task in IPT.due(course) if not task.done}


def test_what_an_option_says_of_an_event_is_what_the_event_is_told() -> None:
    before, later = replay(opened()), replay(opened(held(1)))
    for course, told in ((before, True), (later, False)):
        option = next(one for one in IPT.allowed(course) if one.kind is SessionHeld)
        assert ("S14b" in {objection.code for objection in option.objections}) is told


def test_contacts_recorded_and_a_session_that_is_told_nothing_of_them() -> None:
    contacts = CrisisContactsRecorded(on=day(), contacts=(CrisisContact(how="by telephone", service="line"),))
    assert "S14b" not in said(IPT, opened(contacts, held(1)))[-1]


def test_nothing_that_refuses_is_marked() -> None:
    marked = [clause for rule in RULES for clause in rule.clauses if clause.said_before is not None]
    for protocol in CATALOGUE:
        levels = {protocol.level(clause) for clause in marked if clause.code in protocol.clauses}
        assert not any(level.refuses for level in levels)
