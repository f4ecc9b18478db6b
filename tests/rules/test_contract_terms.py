"""Cases for goals, and for the contract that is agreed on."""

import pytest

from iptcore.events import (
    ContractAgreed,
    MiddleBegun,
    SessionHeld,
)
from iptcore.model.contract import TreatmentContract
from iptcore.protocol.number_range import Between
from iptcore.protocol.rules import contract_terms
from iptcore.vocabulary import AbsencePolicy, Frequency, Purpose

from .case import Case, breaks, day, keeps, opened
from .histories import DISPUTE, GRIEF, contract, formulation, goal, numbered

PROTOCOL = numbered(*contract_terms.RULES)
PREVENTION = PROTOCOL.adapt(code="prevention", focal_areas=Between(0, 2))
ANY_NUMBER = PROTOCOL.adapt(code="any-number", sessions=Between(None, None))
STAYING_WELL = PROTOCOL.adapt(code="staying-well", follows=True)
WITH_GROUPS = PROTOCOL.adapt(code="groups", by_purpose=((Purpose.GROUP, Between(4, 8)),))
BY_RANGE = PROTOCOL.adapt(code="range", range_contract=True)

MIDDLE = MiddleBegun(on=day(3))


def whole(**changes: object) -> ContractAgreed:
    """A contract that settles everything, but for *changes*."""
    usual = {
        "sessions": 16,
        "frequency": Frequency.WEEKLY,
        "minutes": 50,
        "focus": ("dispute",),
        "goals": ("talk",),
        "absences": AbsencePolicy.COUNTS,
    }
    return ContractAgreed(on=day(), contract=TreatmentContract(**usual | changes))


AGREED = opened(formulation(), goal())

REVIEWABLE = whole(sessions=None, review_on=day(8))
HELD_ALL = (*AGREED, *[SessionHeld(on=day())] * 400)

CASES = [
    keeps("I19a", "sixteen sessions", given=AGREED, when=whole()),
    breaks("I19a", "no number", given=AGREED, when=whole(sessions=None)),
    keeps("I19a", "no number, and a day of review", given=AGREED, when=REVIEWABLE, under=ANY_NUMBER),
    keeps("I19a", "maintenance with a day of review", given=AGREED, when=REVIEWABLE, under=STAYING_WELL),
    breaks("I19a", "no number and no day", given=AGREED, when=whole(sessions=None), under=ANY_NUMBER),
    breaks("I19a", "a day of review where a number is stated", given=AGREED, when=REVIEWABLE),
    keeps("I19a", "a day of review after as many as a contract can hold", given=HELD_ALL, when=REVIEWABLE),
    breaks("I19a", "no day of review after all those", given=HELD_ALL, when=whole(sessions=None)),
    keeps("I19b", "one number", given=AGREED, when=whole()),
    breaks("I19b", "a range where one number is agreed", given=AGREED, when=whole(at_most=20, review_on=day(12))),
    keeps(
        "I19b",
        "a range with a review date",
        given=AGREED,
        when=whole(at_most=20, review_on=day(12)),
        under=BY_RANGE,
    ),
    *(
        keeps("I19b", says, given=AGREED, when=whole(at_most=20, review_on=day(12)), under=under)
        for says, under in (("a range where any number is taken", ANY_NUMBER), ("a range of maintenance", STAYING_WELL))
    ),
    breaks(
        "I19b",
        "a range of maintenance that is never reviewed",
        given=AGREED,
        when=whole(at_most=20),
        under=STAYING_WELL,
    ),
    breaks("I19b", "a range without a review date", given=AGREED, when=whole(at_most=20), under=BY_RANGE),
    keeps("I19c", "weekly", given=AGREED, when=whole()),
    breaks("I19c", "no frequency", given=AGREED, when=whole(frequency=None)),
    keeps("I19d", "fifty minutes", given=AGREED, when=whole()),
    breaks("I19d", "no length", given=AGREED, when=whole(minutes=None)),
    keeps("I19e", "the dispute", given=AGREED, when=whole()),
    breaks("I19e", "no focus", given=AGREED, when=whole(focus=())),
    keeps("I19e", "no focus in prevention", when=whole(focus=(), goals=()), under=PREVENTION),
    breaks("I19e", "the focus left out in prevention", given=AGREED, when=whole(focus=()), under=PREVENTION),
    keeps("I19f", "one goal", given=AGREED, when=whole()),
    breaks("I19f", "no goal", given=AGREED, when=whole(goals=())),
    keeps("I19f", "no focus and no goal in prevention", when=whole(focus=(), goals=()), under=PREVENTION),
    breaks("I19f", "the goals left out in prevention", given=AGREED, when=whole(goals=()), under=PREVENTION),
    keeps("I19g", "missed sessions count", given=AGREED, when=whole()),
    breaks("I19g", "nothing about missed sessions", given=AGREED, when=whole(absences=None)),
    keeps("I19h", "a contract is in force", given=opened(contract()), when=MIDDLE),
    breaks("I19h", "no contract", when=MIDDLE),
    keeps("I19i", "a focus is agreed on", given=AGREED, when=whole()),
    breaks("I19i", "nothing is in focus yet", when=whole()),
    keeps("I19i", "nothing is in focus in prevention", when=whole(focus=(), goals=()), under=PREVENTION),
    keeps("I19j", "a goal is agreed on", given=AGREED, when=whole()),
    breaks("I19j", "there is no goal yet", given=opened(formulation()), when=whole(goals=())),
    keeps("I19j", "no goal in prevention", when=whole(focus=(), goals=()), under=PREVENTION),
    keeps("I20a", "a goal for the focus", given=AGREED, when=MIDDLE),
    breaks("I20a", "no goal", given=opened(formulation()), when=MIDDLE),
    breaks("I20a", "a goal for one area of two", given=opened(formulation(DISPUTE, GRIEF), goal()), when=MIDDLE),
    breaks(
        "I20a", "a goal for the earlier focus", given=opened(formulation(), goal(), formulation(GRIEF)), when=MIDDLE
    ),
    keeps(
        "I20a",
        "a second area that the contract leaves for later",
        given=opened(formulation(DISPUTE, GRIEF), goal(), contract(focus=("dispute",))),
        when=MIDDLE,
    ),
    breaks(
        "I20a",
        "the area of the contract has none",
        given=opened(formulation(DISPUTE, GRIEF), goal(), contract(focus=("grief",))),
        when=MIDDLE,
    ),
    breaks(
        "I20a",
        "the focus changed since the contract",
        given=opened(formulation(), goal(), contract(focus=("dispute",)), formulation(GRIEF)),
        when=MIDDLE,
    ),
    keeps("I20a", "no focal area needs no goal", when=MIDDLE),
    keeps("C05a", "twelve sessions", when=contract(sessions=12)),
    breaks("C05a", "eleven sessions", when=contract(sessions=11)),
    keeps("C05a", "sixteen sessions", when=contract(sessions=16)),
    breaks("C05a", "seventeen sessions", when=contract(sessions=17)),
    breaks("C05a", "a range that ends too high", when=contract(sessions=12, at_most=17)),
    keeps("C05a", "no number yet", when=contract(sessions=None)),
    keeps("C05a", "four groups of eight", when=contract(sessions=12, group_sessions=4), under=WITH_GROUPS),
    breaks("C05a", "nine groups of eight", when=contract(sessions=7, group_sessions=9), under=WITH_GROUPS),
    keeps("C05a", "groups that no protocol counts", when=contract(sessions=12, group_sessions=4)),
    keeps(
        "C05a",
        "maintenance of another number, to be reviewed",
        when=contract(sessions=24, review_on=day(26)),
        under=STAYING_WELL,
    ),
    breaks("C05a", "maintenance of another number for good", when=contract(sessions=24), under=STAYING_WELL),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
