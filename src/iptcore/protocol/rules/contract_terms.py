"""The rules of what a treatment contract holds before the work begins, and of the goals that it needs.

Whether sessions keep to it is judged in ``keeping_to_contract.py``. The number of sessions in a contract (``sessions``,
``by_purpose``) and whether it may be a range (``range_contract``) are set in ``protocol/ipt.py`` for IPT and in
``protocol/catalogue/`` for the others.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import ContractAgreed, FormulationAgreed, GoalAgreed, MiddleBegun
from iptcore.model.contract import MOST_SESSIONS
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.readings.focus import focal_keys
from iptcore.readings.sessions import sessions_used
from iptcore.sources import cite
from iptcore.vocabulary import Purpose

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


def contract_counts_sessions(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    contract = event.contract
    # Where no number is left that a contract could hold, it can only be agreed when to look again.
    open_end = _takes_any_number(protocol) or sessions_used(course) >= MOST_SESSIONS
    return contract.sessions is not None or (open_end and contract.review_on is not None)


def contract_range_is_reviewed(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    contract = event.contract
    takes_range = protocol.range_contract or _takes_any_number(protocol)
    return contract.at_most is None or (takes_range and contract.review_on is not None)


def contract_sets_frequency(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return event.contract.frequency is not None


def contract_sets_length(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return event.contract.minutes is not None


def contract_names_focus(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return bool(event.contract.focus) or _needs_no_focus(protocol, course)


def contract_names_goals(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return bool(event.contract.goals) or _needs_no_focus(protocol, course)


def has_focus_to_contract(protocol: "Protocol", course: Course) -> bool:
    return bool(focal_keys(course)) or _needs_no_focus(protocol, course)


def has_goals_to_contract(protocol: "Protocol", course: Course) -> bool:
    return bool(course.goals) or _needs_no_focus(protocol, course)


def contract_settles_absences(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    return event.contract.absences is not None


def contract_in_force(protocol: "Protocol", course: Course) -> bool:
    return course.contract is not None


def every_area_has_a_goal(protocol: "Protocol", course: Course) -> bool:
    areas = focal_keys(course)
    worked_on = set(course.contract.focus).intersection(areas) if course.contract else None
    return {goal.area for goal in course.goals}.issuperset(worked_on or areas)


def size_in_range(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    contract, groups = event.contract, event.contract.group_sessions
    if protocol.follows and contract.review_on is not None:  # continuation and maintenance have no fixed length
        return True
    if contract.sessions is None or contract.limit is None:
        return True
    parts = dict(protocol.by_purpose)
    if groups is not None and Purpose.GROUP in parts and not parts[Purpose.GROUP].holds(groups):
        return False
    return all(protocol.sessions.holds(end) for end in (contract.sessions + (groups or 0), contract.limit))


def _takes_any_number(protocol: "Protocol") -> bool:
    """Whether the protocol gives no number of sessions, or follows an acute course and so accepts any number."""
    return protocol.follows or (protocol.sessions.low is None and protocol.sessions.high is None)


def _needs_no_focus(protocol: "Protocol", course: Course) -> bool:
    return protocol.focal_areas.holds(0) and not focal_keys(course)


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="I19",
        says="a contract on number, frequency, length, focus, goals and absences is in force before the middle phase",
        source=cite("F4 F2"),
        clauses=(
            Clause(
                code="I19a",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on the number of sessions, or where the protocol leaves it open, on the day of a review",
                fits=contract_counts_sessions,
            ),
            Clause(
                code="I19b",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on one number of sessions, or where the protocol allows a range, on the day it is reviewed",
                fits=contract_range_is_reviewed,
            ),
            Clause(
                code="I19c",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on how often to meet",
                fits=contract_sets_frequency,
            ),
            Clause(
                code="I19d",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on the length of the sessions",
                fits=contract_sets_length,
            ),
            Clause(
                code="I19e",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="put the focus into the contract",
                fits=contract_names_focus,
            ),
            Clause(
                code="I19f",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="put the goals into the contract",
                fits=contract_names_goals,
            ),
            Clause(
                code="I19g",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on what happens with missed sessions",
                fits=contract_settles_absences,
            ),
            Clause(
                code="I19h",
                on=(MiddleBegun,),
                level=Level.BINDING,
                asks="agree on a contract first",
                kept=contract_in_force,
                cures=(ContractAgreed,),
                joins=("O01b",),
            ),
            Clause(
                code="I19i",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on a formulation with a focal area first",
                kept=has_focus_to_contract,
                cures=(FormulationAgreed,),
            ),
            Clause(
                code="I19j",
                on=(ContractAgreed,),
                level=Level.BINDING,
                asks="agree on a goal first",
                kept=has_goals_to_contract,
                cures=(GoalAgreed,),
            ),
        ),
    ),
    Rule(
        code="I20",
        says="each focal area that the contract works on has at least one agreed goal",
        source=cite("R"),
        clauses=(
            Clause(
                code="I20a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="agree on a goal for each focal area of the contract first",
                kept=every_area_has_a_goal,
                cures=(GoalAgreed,),
            ),
        ),
    ),
    Rule(
        code="C05",
        says="the number of sessions lies in the range of the protocol; maintenance has any, with a day of review",
        source=cite("F2 F8"),
        clauses=(
            Clause(
                code="C05a",
                on=(ContractAgreed,),
                level=Level.ADVISORY,
                asks="agree on a number of sessions that this protocol was made for",
                fits=size_in_range,
            ),
        ),
    ),
)
