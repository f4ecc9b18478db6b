import pytest

from iptcore.events import MiddleBegun, MiddleResumed, TerminationBegun
from iptcore.vocabulary import Frequency

from .case import breaks, day, keeps, opened
from .histories import (
    DISPUTE,
    GRIEF,
    TRANSITION,
    amended,
    contract,
    formulation,
    in_ending,
    in_middle,
    numbered,
    under,
    weekly,
)

PROTOCOL = numbered()
MAINTENANCE = numbered(follows=True)


CASES = [
    keeps("C04a", "both agree to more sessions", given=under(), when=amended()),
    breaks("C04a", "the client does not", given=under(), when=amended(client=False)),
    breaks("C04a", "the therapist does not", given=under(), when=amended(therapist=False)),
    keeps("C04b", "the client accepts the new focus", given=in_middle(), when=formulation(GRIEF, on=day(3))),
    breaks("C04b", "nobody asked", given=in_middle(), when=formulation(GRIEF, accepted=None, on=day(3))),
    breaks("C04b", "the client does not accept", given=in_ending(), when=formulation(accepted=False, on=day(13))),
    keeps("C04b", "a draft in the initial phase", when=formulation(GRIEF, accepted=None)),
    keeps("C04c", "four more sessions agreed", given=in_ending(amended(13)), when=MiddleResumed(on=day(13))),
    keeps("C04c", "agreed on the day the ending began", given=in_ending(amended(12)), when=MiddleResumed(on=day(13))),
    keeps(
        "C04c",
        "a new contract over more",
        given=in_ending(contract(day(13), sessions=20)),
        when=MiddleResumed(on=day(13)),
    ),
    keeps(
        "C04c",
        "a new contract on the day the ending began",
        given=in_ending(contract(day(12), sessions=20)),
        when=MiddleResumed(on=day(12)),
    ),
    keeps(
        "C04c",
        "a contract without a number",
        given=in_ending(contract(day(13), sessions=None)),
        when=MiddleResumed(on=day(13)),
    ),
    keeps(
        "C04c",
        "a second contract beyond the first and its amendment",
        given=in_middle(amended(5), TerminationBegun(on=day(12)), amended(13, sessions=21)),
        when=MiddleResumed(on=day(13)),
    ),
    breaks(
        "C04c",
        "no more than were held",
        given=in_middle(*weekly(16), TerminationBegun(on=day(16)), amended(16, sessions=16)),
        when=MiddleResumed(on=day(16)),
    ),
    keeps(
        "C04c",
        "a number in the range that was agreed",
        given=opened(
            contract(sessions=12, at_most=20), *weekly(11), TerminationBegun(on=day(11)), amended(11, sessions=18)
        ),
        when=MiddleResumed(on=day(11)),
    ),
    breaks("C04c", "nothing was agreed", given=in_ending(), when=MiddleResumed(on=day(13))),
    breaks(
        "C04c",
        "only the frequency changed",
        given=in_ending(amended(13, frequency=Frequency.FORTNIGHTLY)),
        when=MiddleResumed(on=day(13)),
    ),
    breaks("C04c", "no contract at all", given=opened(TerminationBegun(on=day(3))), when=MiddleResumed(on=day(4))),
    breaks(
        "C04c",
        "an amendment of nothing",
        given=opened(amended(1), TerminationBegun(on=day(3)), amended(4)),
        when=MiddleResumed(on=day(4)),
    ),
    keeps(
        "C04c",
        "a first contract",
        given=opened(amended(1), TerminationBegun(on=day(3)), contract(day(4))),
        when=MiddleResumed(on=day(4)),
    ),
    keeps("C04c", "the last phase has not begun", given=in_middle(), when=MiddleResumed(on=day(4))),
    keeps(
        "C10a", "ten of sixteen sessions held", given=in_middle(*weekly(10)), when=formulation(TRANSITION, on=day(10))
    ),
    breaks("C10a", "eleven of sixteen held", given=in_middle(*weekly(11)), when=formulation(TRANSITION, on=day(11))),
    keeps(
        "C10a",
        "seven of twelve held",
        given=opened(contract(sessions=12), formulation(), MiddleBegun(on=day(2)), *weekly(7)),
        when=formulation(TRANSITION, on=day(7)),
    ),
    breaks(
        "C10a",
        "just two thirds held: eight of twelve",
        given=opened(contract(sessions=12), formulation(), MiddleBegun(on=day(2)), *weekly(8)),
        when=formulation(TRANSITION, on=day(8)),
    ),
    breaks(
        "C10a", "a second focus so late", given=in_middle(*weekly(11)), when=formulation(DISPUTE, GRIEF, on=day(11))
    ),
    breaks(
        "C10a",
        "another dispute so late",
        given=in_middle(*weekly(11)),
        when=formulation(DISPUTE.replace(key="other"), on=day(11)),
    ),
    breaks(
        "C10a",
        "another area by the same key",
        given=in_middle(*weekly(11)),
        when=formulation(GRIEF.replace(key="dispute"), on=day(11)),
    ),
    keeps("C10a", "the same focus in other words", given=in_middle(*weekly(11)), when=formulation(on=day(11))),
    keeps("C10a", "a long initial phase", given=under(*weekly(11)), when=formulation(on=day(11))),
    keeps(
        "C10a",
        "no number was agreed",
        given=in_middle(contract(sessions=None), *weekly(11)),
        when=formulation(GRIEF, on=day(11)),
    ),
    keeps(
        "C10a",
        "under maintenance the focus may change (O03)",
        given=in_middle(*weekly(11)),
        when=formulation(GRIEF, on=day(11)),
        under=MAINTENANCE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
