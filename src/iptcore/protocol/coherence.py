"""The rules of coherence, under every protocol: the step table, one opening, events that fit their course."""

from functools import cache
from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    ContractAgreed,
    ContractAmended,
    CourseDiscontinued,
    CourseOpened,
    CourseResumed,
    DepartureExplained,
    DisputeStageChanged,
    EntriesCorrected,
    EventKind,
    FormulationAgreed,
    GoalAgreed,
    GoalReviewed,
    MemberJoined,
    MemberLeft,
    NotDone,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.protocol.record import RECORD
from iptcore.protocol.rule import Clause, Level, Objection, Rule
from iptcore.protocol.steps import STEPS, Place
from iptcore.readings.focus import focal_disputes, focal_keys
from iptcore.readings.membership import groups
from iptcore.readings.ratings import made_up, possible
from iptcore.sources import cite
from iptcore.vocabulary import Phase, TerminationKind

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_COHERENT = Level.COHERENCE
_STEPS_SAY = "phases run by the step table: each kind of event exists only where it makes sense"
_PHASES = cite("F1")
_OWN = cite("D")


_WHERE = {
    Place.NOT_OPENED: "before a course is opened",
    Place.INITIAL: "in the initial phase",
    Place.MIDDLE: "in the middle phase",
    Place.TERMINATION: "in the last phase",
    Place.SUSPENDED: "while a course is suspended",
}


def step_objection(kind: EventKind, where: Place) -> Objection:
    """The objection of the step table to a kind of event where it does not exist."""
    return _exists_only(STEPS[kind], where)


@cache
def _exists_only(there: frozenset[Place], where: Place) -> Objection:
    cures: tuple[EventKind, ...]
    if where is Place.NOT_OPENED:
        asks, cures = "open the course first", (CourseOpened,)
    elif where is Place.ENDED:
        asks, cures = "correct the record if it is wrong: the course has ended", (EntriesCorrected,)
    elif where is Place.SUSPENDED:
        asks, cures = "resume the course first", (CourseResumed,)
    else:
        places = " or ".join(_WHERE[place] for place in Place if place in there)
        asks, cures = f"this step exists only {places}", ()
    return Objection(code="C01a", asks=asks, says=_STEPS_SAY, source=_PHASES, level=_COHERENT, cures=cures)


BEFORE_OPENING = Objection(
    code="C01b",
    asks="date it on or after the opening, or correct the opening",
    says="no report of a course is dated before its opening",
    source=_OWN,
    level=_COHERENT,
    cures=(EntriesCorrected,),
)

ENDED_ALREADY = Objection(
    code="C01c",
    asks="correct the entry of the ending or of the step instead: the course has ended",
    says="how a course ended changes only by a correction",
    source=_OWN,
    level=_COHERENT,
    cures=(EntriesCorrected,),
)


CLIENT_DIED = Objection(
    code="C01e",
    asks="record the death as the end of the course: nothing can be agreed with a client who has died",
    says="the death of the client ends the course",
    source=_OWN,
    level=_COHERENT,
    cures=(CourseDiscontinued, EntriesCorrected),
)

OF_NO_CLAUSE: tuple[tuple[str, Objection], ...] = (
    (
        "each event that does not exist where the course stands",
        step_objection(CourseOpened, Place.NOT_OPENED).replace(asks="take a step of this phase", cures=()),
    ),
    ("each event dated before the opening", BEFORE_OPENING),
    ("each step and ending that is entered late into a course that has ended", ENDED_ALREADY),
    ("each decision after the death of the client", CLIENT_DIED),
)
"""The objections that do not come from a clause, each with its events. The text of the first depends on the place."""


# -- predicates --------------------------------------------------------------------------------------------------------


def has_focal_areas(protocol: "Protocol", course: Course) -> bool:
    return course.formulation is not None and bool(course.formulation.areas)


def has_goals(protocol: "Protocol", course: Course) -> bool:
    return bool(course.goals)


def has_dispute(protocol: "Protocol", course: Course) -> bool:
    return bool(focal_disputes(course))


def has_contract(protocol: "Protocol", course: Course) -> bool:
    return course.contract is not None


def has_joined(protocol: "Protocol", course: Course) -> bool:
    return bool(groups(course))


def goal_serves_a_focal_area(protocol: "Protocol", course: Course, event: GoalAgreed) -> bool:
    return event.goal.daily_rhythm or event.goal.area in focal_keys(course)


def goal_exists(protocol: "Protocol", course: Course, event: GoalReviewed) -> bool:
    return any(goal.key == event.goal for goal in course.goals)


def dispute_exists(protocol: "Protocol", course: Course, event: DisputeStageChanged) -> bool:
    return event.dispute in {dispute.key for dispute in focal_disputes(course)}


def contract_points_at_what_exists(
    protocol: "Protocol", course: Course, event: ContractAgreed | ContractAmended
) -> bool:
    terms = event.contract if isinstance(event, ContractAgreed) else event.amendment
    goals = {goal.key for goal in course.goals}
    return set(terms.focus or ()) <= set(focal_keys(course)) and set(terms.goals or ()) <= goals


def has_joined_this_group(protocol: "Protocol", course: Course, event: MemberLeft) -> bool:
    return event.group in groups(course)


def score_in_range(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    instrument = protocol.instrument(event.instrument)
    return instrument is None or possible(event, instrument)


def suicide_item_adds_up(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    """Whether the other items can add up to the total without the suicide item."""
    item = event.suicide_item
    if item is None:
        return True
    instrument = protocol.instrument(event.instrument)
    if instrument is None or instrument.suicide_item is None or not instrument.adds_up:
        return True
    others = event.total - item
    if others < 0 or instrument.items is None or instrument.item_high is None or made_up(event):
        return others >= 0
    return others <= (instrument.items - event.missing_items - 1) * instrument.item_high


def suicide_item_in_range(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    if event.suicide_item is None:
        return True
    instrument = protocol.instrument(event.instrument)
    if instrument is None or instrument.item_high is None:
        return True
    return (instrument.item_low or 0) <= event.suicide_item <= instrument.item_high


def items_missing_are_among_them(protocol: "Protocol", course: Course, event: SymptomsRated) -> bool:
    if event.missing_items == 0:
        return True
    instrument = protocol.instrument(event.instrument)
    return instrument is None or instrument.items is None or event.missing_items <= instrument.items


def early_out_of_the_initial_phase(protocol: "Protocol", course: Course, event: TerminationBegun) -> bool:
    return course.phase is not Phase.INITIAL or event.how is TerminationKind.EARLY_BY_AGREEMENT


def follows_an_earlier_course(protocol: "Protocol", course: Course, event: CourseOpened) -> bool:
    return event.follows is None or event.follows.opened is None or event.follows.opened < event.on


def takes_a_reason(protocol: "Protocol", course: Course, event: NotDone) -> bool:
    return any(NotDone in clause.cures for clause in _meant(protocol, event)) or not _explainable(protocol, event)


def explanation_has_an_effect(protocol: "Protocol", course: Course, event: DepartureExplained) -> bool:
    return not _meant(protocol, event) or _explainable(protocol, event)


def clause_is_known(protocol: "Protocol", course: Course, event: NotDone | DepartureExplained) -> bool:
    return bool(_meant(protocol, event))


def _meant(protocol: "Protocol", event: NotDone | DepartureExplained) -> tuple[Clause, ...]:
    return protocol.clauses_of(event.task if isinstance(event, NotDone) else event.rule)


def _explainable(protocol: "Protocol", event: NotDone | DepartureExplained) -> bool:
    return any(protocol.level(clause) not in (_COHERENT, Level.SAFEGUARD) for clause in _meant(protocol, event))


# -- rules -------------------------------------------------------------------------------------------------------------

COHERENCE: tuple[Rule, ...] = (
    Rule(
        code="C01",
        says=_STEPS_SAY,
        source=_PHASES,
        clauses=(
            Clause(
                code="C01d",
                on=(TerminationBegun,),
                level=_COHERENT,
                asks="mark it early by agreement: an ending that begins in the initial phase cannot be a planned one",
                fits=early_out_of_the_initial_phase,
            ),
        ),
    ),
    Rule(
        code="K01",
        says="a goal serves a focal area of the formulation, and only an agreed goal is reviewed",
        source=_OWN,
        clauses=(
            Clause(
                code="K01a",
                on=(GoalAgreed,),
                level=_COHERENT,
                asks="agree on a formulation with a focal area first",
                kept=has_focal_areas,
                cures=(FormulationAgreed,),
            ),
            Clause(
                code="K01b",
                on=(GoalAgreed,),
                level=_COHERENT,
                asks="name a focal area of the formulation in force",
                fits=goal_serves_a_focal_area,
            ),
            Clause(
                code="K01c",
                on=(GoalReviewed,),
                level=_COHERENT,
                asks="agree on a goal first",
                kept=has_goals,
                cures=(GoalAgreed,),
            ),
            Clause(
                code="K01d", on=(GoalReviewed,), level=_COHERENT, asks="name a goal that was agreed", fits=goal_exists
            ),
        ),
    ),
    Rule(
        code="K02",
        says="the stage that changes is the stage of a dispute that is in focus",
        source=_OWN,
        clauses=(
            Clause(
                code="K02a",
                on=(DisputeStageChanged,),
                level=_COHERENT,
                asks="agree on a formulation with a role dispute first",
                kept=has_dispute,
                cures=(FormulationAgreed,),
            ),
            Clause(
                code="K02b",
                on=(DisputeStageChanged,),
                level=_COHERENT,
                asks="name a role dispute of the formulation in force",
                fits=dispute_exists,
            ),
        ),
    ),
    Rule(
        code="K03",
        says="a contract points at focal areas and goals that exist, and only a contract in force is amended",
        source=_OWN,
        clauses=(
            Clause(
                code="K03a",
                on=(ContractAmended,),
                level=_COHERENT,
                asks="agree on a contract first",
                kept=has_contract,
                cures=(ContractAgreed,),
            ),
            Clause(
                code="K03b",
                on=(ContractAgreed, ContractAmended),
                level=_COHERENT,
                asks="name focal areas and goals that were agreed",
                fits=contract_points_at_what_exists,
            ),
        ),
    ),
    Rule(
        code="K04",
        says="a client leaves a group that they joined",
        source=_OWN,
        clauses=(
            Clause(
                code="K04a",
                on=(MemberLeft,),
                level=_COHERENT,
                asks="record joining the group first",
                kept=has_joined,
                cures=(MemberJoined,),
            ),
            Clause(
                code="K04b",
                on=(MemberLeft,),
                level=_COHERENT,
                asks="name a group that the client belongs to",
                fits=has_joined_this_group,
            ),
        ),
    ),
    Rule(
        code="K05",
        says="a recorded reason or explanation names a rule or clause of this protocol",
        source=_OWN,
        clauses=(
            Clause(
                code="K05a",
                on=(NotDone, DepartureExplained),
                level=_COHERENT,
                asks="name a rule or clause of this protocol by its code",
                fits=clause_is_known,
            ),
            Clause(
                code="K05b",
                on=(NotDone,),
                level=Level.ADVISORY,
                asks="explain the departure instead: a reason does not answer this clause",
                fits=takes_a_reason,
                cures=(DepartureExplained,),
            ),
            Clause(
                code="K05c",
                on=(DepartureExplained,),
                level=Level.ADVISORY,
                asks="meet this clause: an explanation does not lift it",
                fits=explanation_has_an_effect,
            ),
        ),
    ),
    *RECORD,
    Rule(
        code="K07",
        says="a course follows one that was opened before it",
        source=_OWN,
        clauses=(
            Clause(
                code="K07a",
                on=(CourseOpened,),
                level=_COHERENT,
                asks="give the opening day of the earlier course, which is before this one's",
                fits=follows_an_earlier_course,
            ),
        ),
    ),
    Rule(
        code="O08",
        says="a score, its suicide item and its missing items are possible on the instrument",
        source=_OWN,
        clauses=(
            Clause(
                code="O08a",
                on=(SymptomsRated,),
                level=_COHERENT,
                asks="give a total within the range of the instrument, and of the items that were answered",
                fits=score_in_range,
            ),
            Clause(
                code="O08b",
                on=(SymptomsRated,),
                level=_COHERENT,
                asks="check the suicide item: with the other answers it cannot make up the total",
                fits=suicide_item_adds_up,
            ),
            Clause(
                code="O08c",
                on=(SymptomsRated,),
                level=_COHERENT,
                asks="check the suicide item: the instrument has no such answer",
                fits=suicide_item_in_range,
            ),
            Clause(
                code="O08d",
                on=(SymptomsRated,),
                level=_COHERENT,
                asks="check the number of missing items: the instrument has fewer",
                fits=items_missing_are_among_them,
            ),
        ),
    ),
)
"""The rules of coherence, which hold under every protocol and cannot be switched off."""
