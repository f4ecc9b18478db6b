import pytest

from iptcore.events import EndingAnnounced, MiddleBegun, SessionHeld, TerminationBegun
from iptcore.vocabulary import Purpose, TerminationKind

from .case import breaks, day, keeps, opened
from .histories import contract, in_middle, numbered, weekly

PROTOCOL = numbered()
BRIEF = numbered(announced_ahead=1)

BEGUN = TerminationBegun(on=day(12))
LATE = TerminationBegun(on=day(15))
EARLY = TerminationBegun(on=day(12), how=TerminationKind.EARLY_BY_AGREEMENT)
LONG = TerminationBegun(on=day(30))


def announced(weeks, left=None):
    return EndingAnnounced(on=day(weeks), sessions_left=left)


def session(weeks, **parts):
    return SessionHeld(on=day(weeks), **parts)


def long_contract(held):
    """A contract over thirty-four sessions, of which so many were held."""
    return opened(contract(sessions=34), MiddleBegun(on=day()), *weekly(held))


CASES = [
    keeps("T01a", "announced at any time", given=in_middle(announced(12)), when=BEGUN),
    breaks("T01a", "never announced", given=in_middle(), when=BEGUN),
    keeps("T01b", "announced two sessions ahead", given=in_middle(announced(12, left=2)), when=BEGUN),
    breaks("T01b", "announced one session ahead", given=in_middle(announced(12, left=1)), when=BEGUN),
    keeps("T01b", "one ahead of eight", given=in_middle(announced(12, left=1)), when=BEGUN, under=BRIEF),
    keeps("T01b", "fourteen of sixteen were held by then", given=in_middle(*weekly(14), announced(13)), when=LATE),
    breaks("T01b", "fifteen of sixteen were held", given=in_middle(*weekly(15), announced(14)), when=LATE),
    keeps(
        "T01b",
        "announced early, and again late",
        given=in_middle(*weekly(15), announced(10), announced(14)),
        when=LATE,
    ),
    keeps("T01b", "no contract to count by", given=opened(announced(12)), when=BEGUN),
    keeps("T01b", "not announced is another matter", given=in_middle(), when=BEGUN),
    breaks("T01c", "planned after ten of sixteen", given=in_middle(*weekly(10)), when=BEGUN),
    keeps("T01c", "planned after twelve of sixteen", given=in_middle(*weekly(12)), when=BEGUN),
    breaks("T01c", "planned after twenty-five of thirty-four", given=long_contract(25), when=LONG),
    keeps("T01c", "planned after twenty-six of thirty-four", given=long_contract(26), when=LONG),
    keeps("T01c", "early by agreement", given=in_middle(*weekly(10)), when=EARLY),
    keeps("T01c", "no number was agreed", given=opened(*weekly(2)), when=BEGUN),
    keeps("T02a", "in the first half", given=in_middle(*weekly(7)), when=session(7)),
    breaks("T02a", "half is held and nobody noted it", given=in_middle(*weekly(8)), when=session(8)),
    keeps("T02a", "the ending was mentioned", given=in_middle(*weekly(8)), when=session(8, ending_mentioned=True)),
    breaks("T02a", "it was not", given=in_middle(*weekly(8)), when=session(8, ending_mentioned=False)),
    keeps("T02a", "a crisis session", given=in_middle(*weekly(8)), when=session(8, purpose=Purpose.CRISIS)),
    keeps("T02a", "no contract", given=opened(*weekly(8)), when=session(8)),
    keeps("T02a", "a contract without a number", given=opened(contract(sessions=None), *weekly(9)), when=session(9)),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
