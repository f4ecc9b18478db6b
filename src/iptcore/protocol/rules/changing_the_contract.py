"""The rules of changing what was agreed: who agrees to it, and until when the focus may change.

How late the focus may change (``focus_change_share``) is set in ``protocol/protocol.py``. The terms of a contract are
judged in ``contract_terms.py``, and whether sessions keep to it in ``keeping_to_contract.py``.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import ContractAgreed, ContractAmended, FormulationAgreed, MiddleResumed, TerminationBegun
from iptcore.model.formulation import Formulation
from iptcore.protocol.rule import Clause, Level, Rule
from iptcore.readings.days import last_day
from iptcore.readings.sessions import sessions_used
from iptcore.sources import cite
from iptcore.vocabulary import Phase

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

_MID_COURSE = (Phase.MIDDLE, Phase.TERMINATION)


# -- predicates --------------------------------------------------------------------------------------------------------


def both_agree(protocol: "Protocol", course: Course, event: ContractAmended) -> bool:
    return event.client_agrees and event.therapist_agrees


def client_accepts_in_mid_course(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    return course.phase not in _MID_COURSE or event.formulation.accepted is True


def contract_was_extended(protocol: "Protocol", course: Course) -> bool:
    begun = last_day(course, TerminationBegun)
    if begun is None:
        return True
    agreed = any(event.on >= begun for event in course.newest(ContractAgreed)) or any(
        event.on >= begun and event.amendment.sessions is not None for event in course.newest(ContractAmended)
    )
    if course.contract is None or not agreed:
        return False
    return course.contract.limit is None or course.contract.limit > sessions_used(course)


def focus_changes_early_enough(protocol: "Protocol", course: Course, event: FormulationAgreed) -> bool:
    limit = course.contract.limit if course.contract else None
    # After an acute course the focus may change at any time (O03).
    if limit is None or protocol.follows or course.phase not in _MID_COURSE:
        return True
    if _focus(event.formulation) == _focus(course.formulation):
        return True
    return len(course.counted) < round(protocol.focus_change_share * limit, 9)


def _focus(formulation: Formulation | None) -> set[tuple[str, str]]:
    return {(focal.area.kind, focal.area.key) for focal in formulation.areas} if formulation else set()


# -- rules -------------------------------------------------------------------------------------------------------------

RULES: tuple[Rule, ...] = (
    Rule(
        code="C04",
        says="number of sessions, frequency and focus change only by agreement of both",
        source=cite("F4"),
        clauses=(
            Clause(
                code="C04a",
                on=(ContractAmended,),
                level=Level.SAFEGUARD,
                asks="let client and therapist both agree to the change",
                fits=both_agree,
            ),
            Clause(
                code="C04b",
                on=(FormulationAgreed,),
                level=Level.SAFEGUARD,
                asks="let the client accept the new formulation",
                fits=client_accepts_in_mid_course,
            ),
            Clause(
                code="C04c",
                on=(MiddleResumed,),
                level=Level.SAFEGUARD,
                asks="agree, after the ending has begun, on more sessions than have been used",
                kept=contract_was_extended,
                cures=(ContractAmended, ContractAgreed),
            ),
        ),
    ),
    Rule(
        code="C10",
        says="a change of focus comes before the protocol's share of the contract is held (usually two thirds)",
        source=cite("R D"),
        clauses=(
            Clause(
                code="C10a",
                on=(FormulationAgreed,),
                level=Level.ADVISORY,
                asks="keep the focus this late in the contract, or renegotiate the contract as well",
                fits=focus_changes_early_enough,
                cures=(ContractAmended,),
            ),
        ),
    ),
)
