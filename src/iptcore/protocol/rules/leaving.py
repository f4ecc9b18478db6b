"""The rules of leaving before the end, and of the courses that follow an acute one.

Whether a protocol follows an acute course (``follows``) and how often it has sessions (``frequencies``) are set in
``protocol/catalogue/``.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import (
    ContactMade,
    ContractAgreed,
    CourseDiscontinued,
    EntriesCorrected,
    MiddleBegun,
    NotDone,
    RiskAssessed,
    SessionHeld,
    SymptomsRated,
)
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.protocol.steps import INTO_MIDDLE
from iptcore.readings.places import place_of_last, since_place
from iptcore.readings.risk import is_attempt
from iptcore.sources import cite
from iptcore.vocabulary import DiscontinuationReason

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

# -- predicates --------------------------------------------------------------------------------------------------------


def says_who_ended_it(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    return event.initiator is not None or event.reason is DiscontinuationReason.DEATH


def says_how_often_contact_was_tried(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    if event.contact_attempts is not None or event.reason not in _OUT_OF_REACH:
        return True
    # Attempts that are in the record need not be counted again.
    return any(map(is_attempt, since_place(course, ContactMade, place_of_last(course, SessionHeld))))


def attempts_not_known(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    return course.not_done("T08b") is not None


def has_a_score(protocol: "Protocol", course: Course) -> bool:
    return course.has(SymptomsRated)


def has_a_risk_assessment(protocol: "Protocol", course: Course) -> bool:
    return course.has(RiskAssessed)


def score_recorded_later(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    rated = any(rating.on <= event.on for rating in course.newest(SymptomsRated))
    return rated or course.not_done("T08c") is not None


def risk_recorded_later(protocol: "Protocol", course: Course, event: CourseDiscontinued) -> bool:
    assessed = any(assessment.on <= event.on for assessment in course.newest(RiskAssessed))
    return assessed or course.not_done("T08d") is not None


def has_a_contract_of_its_own(protocol: "Protocol", course: Course) -> bool:
    return not protocol.follows or course.contract is not None


def follows_an_acute_course(protocol: "Protocol", course: Course) -> bool:
    return not protocol.follows or (course.opening is not None and course.opening.follows is not None)


def as_often_as_maintenance_is(protocol: "Protocol", course: Course, event: ContractAgreed) -> bool:
    terms = event.contract
    return not protocol.follows or terms.frequency in (None, *protocol.frequencies) or terms.terms is not None


# -- rules -------------------------------------------------------------------------------------------------------------

_LEFT = (CourseDiscontinued,)
_OUT_OF_REACH = (DiscontinuationReason.LOST_CONTACT, DiscontinuationReason.UNKNOWN)

RULES: tuple[Rule, ...] = (
    Rule(
        code="T08",
        says="a course that stops early records who ended it, the last score and risk, and attempts at a lost contact",
        source=cite("D"),
        clauses=(
            Clause(
                code="T08a",
                on=_LEFT,
                level=Level.ADVISORY,
                asks="say who ended the course, or that it is not known",
                fits=says_who_ended_it,
            ),
            Clause(
                code="T08b",
                on=_LEFT,
                level=Level.ADVISORY,
                asks="say how often you tried to reach the client, or that it is not known",
                fits=says_how_often_contact_was_tried,
                cures=(ContactMade, NotDone),
                followed=attempts_not_known,
            ),
            Clause(
                code="T08c",
                on=_LEFT,
                level=Level.ADVISORY,
                asks="record the last score, or that there is none",
                kept=has_a_score,
                cures=(SymptomsRated, NotDone),
                followed=score_recorded_later,
            ),
            Clause(
                code="T08d",
                on=_LEFT,
                level=Level.ADVISORY,
                asks="record the last assessment of risk, or that there is none",
                kept=has_a_risk_assessment,
                cures=(RiskAssessed, NotDone),
                followed=risk_recorded_later,
            ),
        ),
    ),
    Rule(
        code="O01",
        says="continuation and maintenance are courses of their own that follow an acute one, here or elsewhere",
        source=cite("F11"),
        clauses=(
            Clause(
                code="O01a",
                on=INTO_MIDDLE,
                level=Level.BINDING,
                asks="name in the opening the acute course that this one follows, here or elsewhere",
                kept=follows_an_acute_course,
                cures=(EntriesCorrected,),
            ),
            Clause(
                code="O01b",
                on=(MiddleBegun,),
                level=Level.BINDING,
                asks="agree on a contract of its own: that of the acute course does not hold here",
                kept=has_a_contract_of_its_own,
                cures=(ContractAgreed,),
            ),
        ),
    ),
    Rule(
        code="O02",
        says="maintenance sessions are monthly unless the contract states why not",
        source=cite("F31"),
        clauses=(
            Clause(
                code="O02a",
                on=(ContractAgreed,),
                level=Level.ADVISORY,
                asks="agree on the usual frequency of maintenance, or state in the terms why not",
                fits=as_often_as_maintenance_is,
            ),
        ),
    ),
)
