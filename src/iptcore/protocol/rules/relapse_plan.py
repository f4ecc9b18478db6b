"""The rules of the relapse prevention plan: what it names, or the reason why it does not.

They have no numbers; the fields of a plan are in ``model/relapse_plan.py``.
"""

from typing import TYPE_CHECKING

from iptcore.course import Course
from iptcore.events import NotDone, RelapsePlanAgreed
from iptcore.protocol.rule import Clause, Fits, Level, Rule
from iptcore.sources import cite

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol

# -- predicates --------------------------------------------------------------------------------------------------------


def names_warning_signs(protocol: "Protocol", course: Course, event: RelapsePlanAgreed) -> bool:
    return bool(event.plan.warning_signs)


def names_a_strategy(protocol: "Protocol", course: Course, event: RelapsePlanAgreed) -> bool:
    return bool(event.plan.strategies)


def names_support(protocol: "Protocol", course: Course, event: RelapsePlanAgreed) -> bool:
    return bool(event.plan.support) or event.plan.no_support_yet is not None


def names_a_professional(protocol: "Protocol", course: Course, event: RelapsePlanAgreed) -> bool:
    return any(
        contact.service is not None if contact.professional is None else contact.professional
        for contact in event.plan.contacts
    )


def names_remaining_goals(protocol: "Protocol", course: Course, event: RelapsePlanAgreed) -> bool:
    return bool(event.plan.remaining_goals)


def names_challenges(protocol: "Protocol", course: Course, event: RelapsePlanAgreed) -> bool:
    return bool(event.plan.challenges)


# -- rules -------------------------------------------------------------------------------------------------------------


def _part(code: str, asks: str, fits: Fits) -> Clause:
    return Clause(code=code, on=(RelapsePlanAgreed,), level=Level.BINDING, asks=asks, fits=fits, cures=(NotDone,))


RULES: tuple[Rule, ...] = (
    Rule(
        code="T04",
        says="a relapse prevention plan names signs, strategies, support, a professional, and what is still ahead",
        source=cite("R D article"),
        clauses=(
            _part("T04a", "name personal warning signs", names_warning_signs),
            _part("T04b", "name a strategy that worked", names_a_strategy),
            _part(
                "T04c",
                "name a support person, or that there is nobody yet, a service, and a step towards somebody",
                names_support,
            ),
            _part("T04d", "name a professional contact", names_a_professional),
            _part("T04e", "name the remaining goals", names_remaining_goals),
            _part("T04f", "name the challenges ahead", names_challenges),
        ),
    ),
)
