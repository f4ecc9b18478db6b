import pytest

from iptcore.events import (
    CourseCompleted,
    CourseResumed,
    CourseSuspended,
    ProgressReviewed,
    RiskAssessed,
    SessionHeld,
    SessionMissed,
    TerminationBegun,
)
from iptcore.protocol.number_range import Between
from iptcore.vocabulary import (
    AbsencePolicy,
    Frequency,
    MissedBy,
    Purpose,
    ReviewOutcome,
    RiskAction,
    SuspensionReason,
    TerminationKind,
)

from .case import breaks, day, keeps, opened
from .histories import (
    amended,
    contract,
    in_ending,
    in_middle,
    numbered,
    under,
    weekly,
)

PROTOCOL = numbered()
TAPERING = numbered(tapering=True)


def session(weeks=0, days=0, **parts):
    return SessionHeld(on=day(weeks, days), **parts)


def missed(weeks=0, counts=None):
    return SessionMissed(on=day(weeks), counts=counts)


def taken(what):
    """The first and the last session of a contract, so many days apart."""
    terms = dict(what)
    last = terms.pop("days")
    return under(session(), session(0, last), **terms)


def groups(number):
    return tuple(session(1 + week, purpose=Purpose.GROUP) for week in range(number))


PLAN = RiskAction.PLAN
WARD_OF_7 = under(*groups(7), *weekly(14), sessions=15, group_sessions=8)
WARD_OF_8 = under(*groups(8), *weekly(14), sessions=15, group_sessions=8)
OPEN_END = under(*weekly(8), sessions=None, review_on=day(8))
REVIEWED = ProgressReviewed(on=day(7), outcomes=(ReviewOutcome.CONTINUE,))
LONG_GROUPS = numbered(minutes_by_purpose=((Purpose.GROUP, Between(85, 95)),))

CASES = [
    keeps("C03a", "the last session of the contract", given=under(*weekly(15)), when=session(15)),
    breaks("C03a", "one session more than was agreed", given=under(*weekly(16)), when=session(16)),
    keeps(
        "C03a", "a crisis session does not count", given=under(*weekly(16)), when=session(16, purpose=Purpose.CRISIS)
    ),
    keeps("C03a", "no number was agreed", given=under(*weekly(16), sessions=None), when=session(16)),
    keeps("C03a", "before there is a contract", when=session(1)),
    keeps("C03a", "inside the range agreed", given=under(*weekly(16), at_most=20), when=session(16)),
    keeps("C03a", "the contract was extended", given=under(*weekly(16), amended(16)), when=session(16)),
    keeps("C03a", "a missed session that does not count", given=under(*weekly(15), missed(15)), when=session(16)),
    breaks(
        "C03a",
        "a missed session that counts used up the last one",
        given=under(*weekly(15), missed(15), absences=AbsencePolicy.COUNTS),
        when=session(16),
    ),
    breaks(
        "C03a",
        "it was settled that the missed session counts",
        given=under(*weekly(15), missed(15, counts=True), absences=AbsencePolicy.CASE_BY_CASE),
        when=session(16),
    ),
    keeps("C03a", "the eighth group", given=WARD_OF_7, when=session(9, purpose=Purpose.GROUP)),
    breaks("C03a", "a ninth group", given=WARD_OF_8, when=session(9, purpose=Purpose.GROUP)),
    keeps("C03a", "the fifteenth single session beside eight groups", given=WARD_OF_8, when=session(14)),
    breaks("C03a", "a sixteenth single session", given=(*WARD_OF_7, session(14)), when=session(15)),
    keeps("C03b", "the day of review", given=OPEN_END, when=session(8)),
    breaks("C03b", "the day after it", given=OPEN_END, when=session(8, 1)),
    keeps("C03b", "a crisis session", given=OPEN_END, when=session(9, purpose=Purpose.CRISIS)),
    keeps("C03b", "it was reviewed", given=(*OPEN_END, REVIEWED), when=session(9)),
    keeps("C03b", "a number was agreed", given=under(review_on=day(8)), when=session(9)),
    keeps("C03b", "no day was agreed", given=under(sessions=None), when=session(9)),
    keeps("C03b", "no contract", when=session(9)),
    breaks(
        "C03b",
        "reviewed, then agreed anew, and that day has passed too",
        given=(*OPEN_END, REVIEWED, contract(day(8), sessions=None, review_on=day(16))),
        when=session(17),
    ),
    keeps("C06a", "two weeks after the last session", given=under(*weekly(1)), when=session(2)),
    breaks("C06a", "fifteen days after it", given=under(*weekly(1)), when=session(2, 1)),
    keeps("C06a", "the first session", given=under(), when=session(5)),
    keeps("C06a", "no contract yet", given=opened(*weekly(1)), when=session(5)),
    keeps("C06a", "no frequency agreed", given=under(*weekly(1), frequency=None), when=session(5)),
    keeps("C06a", "monthly sessions", given=under(*weekly(1), frequency=Frequency.MONTHLY), when=session(4)),
    keeps("C06a", "as each week needs it", given=under(*weekly(1), frequency=Frequency.FLEXIBLE), when=session(4)),
    keeps("C06a", "a tapered contract", given=under(*weekly(1), tapered=True), when=session(4)),
    keeps("C06a", "a crisis session", given=under(*weekly(1)), when=session(5, purpose=Purpose.CRISIS)),
    breaks(
        "C06a", "twice a week was agreed", given=under(*weekly(1), frequency=Frequency.TWICE_WEEKLY), when=session(3)
    ),
    keeps(
        "C06a",
        "back from hospital two weeks ago",
        given=under(*weekly(1), CourseSuspended(on=day(1)), CourseResumed(on=day(8))),
        when=session(10),
    ),
    breaks(
        "C06a",
        "back from hospital for more than two weeks",
        given=under(*weekly(1), CourseSuspended(on=day(1)), CourseResumed(on=day(8))),
        when=session(10, 1),
    ),
    keeps(
        "C06a", "while the course is suspended", given=under(*weekly(1), CourseSuspended(on=day(1))), when=session(8)
    ),
    keeps("C06b", "after four weeks", given=opened(*weekly(1)), when=session(4)),
    breaks(
        "C06b", "after four weeks and a day, and risk was not checked", given=opened(*weekly(1)), when=session(4, 1)
    ),
    breaks(
        "C06b",
        "only an assessment before the session",
        given=opened(*weekly(1), RiskAssessed(on=day(4), action=PLAN, reasons="well")),
        when=session(4, 1),
    ),
    keeps("C06b", "risk was checked in the session", given=opened(*weekly(1)), when=session(5, risk_checked=True)),
    keeps(
        "C06b",
        "risk was assessed that day",
        given=opened(*weekly(1), RiskAssessed(on=day(5), action=PLAN, reasons="well")),
        when=session(5),
    ),
    keeps("C06b", "the first session", when=session(5)),
    keeps("C07a", "45 minutes", when=session(1, minutes=45)),
    breaks("C07a", "44 minutes", when=session(1, minutes=44)),
    keeps("C07a", "50 minutes", when=session(1, minutes=50)),
    breaks("C07a", "51 minutes", when=session(1, minutes=51)),
    keeps("C07a", "a short crisis session", when=session(1, minutes=20, purpose=Purpose.CRISIS)),
    keeps(
        "C07a", "a group that has its own length", when=session(1, minutes=90, purpose=Purpose.GROUP), under=LONG_GROUPS
    ),
    breaks("C07a", "a single session that lasts as a group", when=session(1, minutes=90), under=LONG_GROUPS),
    keeps("C07a", "the contract agreed that length", given=opened(contract(minutes=60)), when=session(1, minutes=60)),
    breaks("C07a", "longer than agreed", given=opened(contract(minutes=60)), when=session(1, minutes=75)),
    breaks("C07b", "an hour", when=contract(minutes=60)),
    breaks("C07b", "an hour by an amendment", given=under(), when=amended(3, minutes=60)),
    keeps("C07b", "an amendment of something else", given=under(), when=amended(3, sessions=14)),
    keeps("C07b", "50 minutes", when=contract(minutes=50)),
    keeps("C07b", "as long as its groups", when=contract(minutes=90), under=LONG_GROUPS),
    keeps("C07b", "the length is left open", when=contract(minutes=None)),
    keeps("C07a", "nobody noted the length", when=session(1)),
    keeps("C08a", "an even frequency", when=contract()),
    breaks("C08a", "tapering is agreed", when=contract(tapered=True)),
    keeps("C08a", "where the protocol knows tapering", when=contract(tapered=True), under=TAPERING),
    breaks("C08a", "tapering by an amendment", given=under(), when=amended(3, tapered=True)),
    keeps("C08a", "an amendment of something else", given=under(), when=amended(3)),
    breaks("C08b", "two gaps of two weeks in a row", given=under(session(0), session(2)), when=session(4)),
    keeps("C08b", "missed in between", given=under(session(0), missed(1), session(2)), when=session(4)),
    keeps(
        "C08b",
        "a session with the partner in between",
        given=under(session(0), session(2), session(3, purpose=Purpose.CONJOINT)),
        when=session(4),
    ),
    breaks("C08b", "missed before", given=under(missed(), session(1), session(3)), when=session(5)),
    keeps("C08b", "thirteen days once", given=under(session(0), session(2)), when=session(3, 6)),
    keeps("C08b", "one gap alone", given=under(session(0), session(1)), when=session(3)),
    keeps("C08b", "only one session before", given=under(session(0)), when=session(3)),
    keeps(
        "C08b",
        "fortnightly was agreed",
        given=under(session(0), session(2), frequency=Frequency.FORTNIGHTLY),
        when=session(4),
    ),
    keeps(
        "C08b",
        "where the protocol knows tapering",
        given=under(session(0), session(2)),
        when=session(4),
        under=TAPERING,
    ),
    keeps(
        "C08b",
        "a suspension between",
        given=under(session(0), CourseSuspended(on=day(1)), CourseResumed(on=day(2)), session(2)),
        when=session(4),
    ),
    keeps("C09a", "it does not count, as agreed", given=under(), when=missed(1, counts=False)),
    breaks("C09a", "it counts, against the contract", given=under(), when=missed(1, counts=True)),
    keeps("C09a", "it counts, as agreed", given=under(absences=AbsencePolicy.COUNTS), when=missed(1, counts=True)),
    breaks(
        "C09a",
        "it does not, against the contract",
        given=under(absences=AbsencePolicy.COUNTS),
        when=missed(1, counts=False),
    ),
    keeps("C09a", "nothing was agreed", given=under(absences=None), when=missed(1, counts=True)),
    keeps("C09a", "no contract yet", when=missed(1, counts=True)),
    keeps("C09a", "nothing was said", given=under(), when=missed(1)),
    keeps(
        "C09a",
        "the therapist cancelled, which the contract does not count",
        given=under(absences=AbsencePolicy.COUNTS),
        when=SessionMissed(on=day(1), missed_by=MissedBy.THERAPIST, counts=False),
    ),
    breaks(
        "C09a",
        "the therapist cancelled, and it is counted",
        given=under(absences=AbsencePolicy.COUNTS),
        when=SessionMissed(on=day(1), missed_by=MissedBy.THERAPIST, counts=True),
    ),
    keeps(
        "C03a",
        "sessions that the therapist cancelled are not used up",
        given=under(*weekly(15), SessionMissed(on=day(15), missed_by=MissedBy.SERVICE), absences=AbsencePolicy.COUNTS),
        when=session(16),
    ),
    keeps(
        "C09b", "the case was settled", given=under(absences=AbsencePolicy.CASE_BY_CASE), when=missed(1, counts=True)
    ),
    breaks("C09b", "the case was left open", given=under(absences=AbsencePolicy.CASE_BY_CASE), when=missed(1)),
    keeps("C09b", "the contract settles it", given=under(), when=missed(1)),
    keeps("C09b", "no contract yet", when=missed(1)),
    *(
        keeps("C12a", says, given=(*taken(days), TerminationBegun(on=day(12))), when=CourseCompleted(on=day(40)))
        for says, days in (
            ("twelve sessions twice a week", {"sessions": 12, "frequency": Frequency.TWICE_WEEKLY, "days": 38}),
            ("on six Mondays and Tuesdays", {"sessions": 12, "frequency": Frequency.TWICE_WEEKLY, "days": 36}),
            ("twelve fortnightly sessions", {"sessions": 12, "frequency": Frequency.FORTNIGHTLY, "days": 154}),
            ("twenty weekly sessions", {"sessions": 20, "days": 156}),
            ("eight weekly sessions", {"sessions": 8, "days": 49}),
            ("an open end", {"sessions": None, "review_on": day(8), "days": 400}),
            ("now and then", {"frequency": Frequency.FLEXIBLE, "days": 400}),
            ("a contract that says nothing of how often", {"frequency": None, "days": 77}),
        )
    ),
    breaks(
        "C12a",
        "twelve sessions twice a week in five weeks",
        given=(*taken({"sessions": 12, "frequency": Frequency.TWICE_WEEKLY, "days": 35}), TerminationBegun(on=day(6))),
        when=CourseCompleted(on=day(15)),
    ),
    breaks(
        "C12a",
        "twelve sessions twice a week over eleven weeks",
        given=(*taken({"sessions": 12, "frequency": Frequency.TWICE_WEEKLY, "days": 77}), TerminationBegun(on=day(12))),
        when=CourseCompleted(on=day(15)),
    ),
    breaks(
        "C12a",
        "twenty weekly sessions in 157 days",
        given=(*taken({"sessions": 20, "days": 157}), TerminationBegun(on=day(22))),
        when=CourseCompleted(on=day(30)),
    ),
    keeps(
        "C12a",
        "twice a week at first, then weekly",
        given=in_ending(
            session(), amended(3, frequency=Frequency.TWICE_WEEKLY), amended(3, frequency=Frequency.WEEKLY), session(6)
        ),
        when=CourseCompleted(on=day(15)),
    ),
    keeps(
        "C12a",
        "a stay in hospital in between",
        given=in_ending(
            session(),
            CourseSuspended(on=day(3), reason=SuspensionReason.HOSPITAL),
            CourseResumed(on=day(8)),
            session(20),
        ),
        when=CourseCompleted(on=day(21)),
    ),
    keeps(
        "C12a",
        "no contract",
        given=opened(session(), session(1), TerminationBegun(on=day(2))),
        when=CourseCompleted(on=day(3)),
    ),
    keeps("C12a", "eleven weeks from first to last", given=in_ending(*weekly(12)), when=CourseCompleted(on=day(15))),
    breaks("C12a", "a day less", given=in_ending(session(), session(10, 6)), when=CourseCompleted(on=day(15))),
    keeps("C12a", "123 days", given=in_ending(session(), session(17, 4)), when=CourseCompleted(on=day(18))),
    breaks("C12a", "124 days", given=in_ending(session(), session(17, 5)), when=CourseCompleted(on=day(18))),
    keeps(
        "C12a",
        "an early end by agreement",
        given=in_middle(*weekly(6), TerminationBegun(on=day(6), how=TerminationKind.EARLY_BY_AGREEMENT)),
        when=CourseCompleted(on=day(8)),
    ),
    keeps("C12a", "no session recorded", given=in_ending(), when=CourseCompleted(on=day(15))),
    keeps(
        "C12a",
        "a protocol without a span",
        given=in_ending(session()),
        when=CourseCompleted(on=day(15)),
        under=numbered(span_days=Between(None, None)),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
