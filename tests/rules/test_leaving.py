import pytest

from iptcore.events import ContactMade, CourseDiscontinued, Follows, MiddleBegun, NotDone, RiskAssessed, SessionHeld
from iptcore.vocabulary import ContactReason, DiscontinuationReason, Frequency, Initiator, RiskAction, WhyNot

from .case import breaks, day, keeps, opened
from .histories import contract, numbered, rated

PROTOCOL = numbered()
MAINTENANCE = numbered(follows=True, frequencies=(Frequency.MONTHLY,))


def stopped(**parts):
    return CourseDiscontinued(on=day(5), **parts)


def unknown(clause):
    return opened(NotDone(on=day(5), task=clause, why=WhyNot.UNKNOWN, because="the notes do not say"))


ASSESSED = RiskAssessed(on=day(1), action=RiskAction.NONE, reasons="no thoughts of death")
BEGUN = MiddleBegun(on=day(2))

CASES = [
    keeps("T08a", "the client ended it", when=stopped(initiator=Initiator.CLIENT)),
    keeps("T08a", "nobody knows who", when=stopped(initiator=Initiator.UNKNOWN)),
    breaks("T08a", "nothing is said", when=stopped()),
    keeps("T08a", "the client died", when=stopped(reason=DiscontinuationReason.DEATH)),
    keeps("T08b", "three letters", when=stopped(contact_attempts=3)),
    keeps("T08b", "no attempt", when=stopped(contact_attempts=0)),
    keeps("T08b", "not known", given=unknown("T08b"), when=stopped()),
    keeps("T08b", "the client died", when=stopped(reason=DiscontinuationReason.DEATH)),
    keeps("T08b", "moved away", when=stopped(reason=DiscontinuationReason.MOVED_AWAY)),
    keeps("T08b", "got well", when=stopped(reason=DiscontinuationReason.IMPROVED)),
    keeps("T08b", "the client's choice", when=stopped(reason=DiscontinuationReason.CLIENT_CHOICE)),
    keeps(
        "T08b",
        "the attempts are in the record",
        given=opened(SessionHeld(on=day(1)), ContactMade(on=day(2), reason=ContactReason.OUTREACH)),
        when=stopped(reason=DiscontinuationReason.LOST_CONTACT),
    ),
    breaks(
        "T08b",
        "nobody tried since the last session",
        given=opened(ContactMade(on=day(1), reason=ContactReason.OUTREACH), SessionHeld(on=day(2))),
        when=stopped(reason=DiscontinuationReason.LOST_CONTACT),
    ),
    breaks(
        "T08b",
        "a call about a bill is no attempt",
        given=opened(ContactMade(on=day(2), reason=ContactReason.ADMINISTRATIVE)),
        when=stopped(reason=DiscontinuationReason.LOST_CONTACT),
    ),
    breaks("T08b", "contact was lost", when=stopped(reason=DiscontinuationReason.LOST_CONTACT)),
    breaks("T08b", "nothing is said", when=stopped()),
    keeps("T08c", "rated once", given=opened(rated(1, 12)), when=stopped()),
    keeps("T08c", "no score known", given=unknown("T08c"), when=stopped()),
    breaks("T08c", "never rated", when=stopped()),
    keeps("T08d", "assessed once", given=opened(ASSESSED), when=stopped()),
    keeps("T08d", "not known", given=unknown("T08d"), when=stopped()),
    breaks("T08d", "never assessed", when=stopped()),
    keeps("O01a", "an acute course may follow nothing", when=BEGUN),
    breaks("O01a", "maintenance after nothing", when=BEGUN, under=MAINTENANCE),
    keeps(
        "O01a", "after a course elsewhere", given=opened(follows=Follows(elsewhere=True)), when=BEGUN, under=MAINTENANCE
    ),
    keeps("O01b", "an acute course has I19 for its contract", when=BEGUN),
    keeps("O01b", "maintenance with a contract", given=opened(contract()), when=BEGUN, under=MAINTENANCE),
    breaks("O01b", "maintenance without a contract of its own", when=BEGUN, under=MAINTENANCE),
    keeps("O02a", "monthly maintenance", when=contract(frequency=Frequency.MONTHLY), under=MAINTENANCE),
    breaks("O02a", "weekly maintenance", when=contract(), under=MAINTENANCE),
    keeps("O02a", "weekly, with the reason", when=contract(terms="until the move"), under=MAINTENANCE),
    keeps("O02a", "no frequency yet", when=contract(frequency=None), under=MAINTENANCE),
    keeps("O02a", "an acute course", when=contract()),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
