import pytest

from iptcore.events import (
    CourseCompleted,
    GoalReviewed,
    MiddleBegun,
    ProgressReviewed,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.measure import Instrument
from iptcore.vocabulary import (
    Purpose,
    RaterType,
    ReviewOutcome,
)

from .case import breaks, day, keeps, opened
from .histories import (
    BLANK,
    FROM_LAST,
    WELL_BEING,
    contract,
    goal,
    in_ending,
    in_middle,
    numbered,
    rated,
    weekly,
)

MINE = Instrument(code="MINE", name="My own questions", low=0, high=30)
PROTOCOL = numbered(instruments=(*numbered().instruments, MINE))
EVERY_TIME = numbered(rated_every=1)
ALONE = numbered(instruments=())
HAMILTON = numbered(primary_instruments=("HRSD-17",))


def session(weeks=3, **parts):
    return SessionHeld(on=day(weeks), **parts)


def reviewed(weeks):
    return ProgressReviewed(on=day(weeks), outcomes=(ReviewOutcome.CONTINUE,))


def started(*events):
    """A course whose middle phase began on the first day."""
    return opened(MiddleBegun(on=day()), *events)


def ending(weeks=12):
    return TerminationBegun(on=day(weeks))


CRISIS = Purpose.CRISIS


def rated_after(number):
    """So many weekly sessions, each rated on its day once it was entered."""
    return [event for week in range(number) for event in (*weekly(1, week), rated(week, 12))]


DONE = CourseCompleted(on=day(16))


def reviewed_goal(weeks):
    return GoalReviewed(on=day(weeks), goal="talk", attainment=0)


def half_held_without(held, *after):
    """A course without a review of its goals, whose ending began after so many sessions of sixteen."""
    return in_middle(goal(), *weekly(held), ending(), *after)


GOALS = [
    keeps("T12a", "reviewed in week six", given=in_ending(goal(), reviewed_goal(6)), when=DONE),
    keeps(
        "T12a",
        "reviewed on the day on which the ending begins, before it",
        given=in_middle(goal(), reviewed_goal(12), TerminationBegun(on=day(12))),
        when=DONE,
    ),
    breaks("T12a", "reviewed at the end only", given=in_ending(goal(), reviewed_goal(12)), when=DONE),
    breaks("T12a", "never reviewed", given=in_ending(goal()), when=DONE),
    keeps("T12a", "said when the ending began", given=half_held_without(8), when=DONE),
    breaks("T12a", "half was held only after that", given=half_held_without(7, *weekly(3, first=12)), when=DONE),
    breaks("T12b", "half is held, and no review", given=in_middle(goal(), *weekly(8)), when=ending()),
    keeps("T12b", "seven of sixteen are held", given=in_middle(goal(), *weekly(7)), when=ending()),
    keeps("T12b", "reviewed early", given=in_middle(goal(), reviewed_goal(3), *weekly(8)), when=ending()),
    keeps("T12b", "no goals", given=in_middle(*weekly(8)), when=ending()),
    keeps("T12a", "no goals", given=in_ending(), when=DONE),
    keeps("T12a", "the ending has not begun", given=in_middle(goal()), when=DONE),
]

EATING = numbered(code="eating", primary_instruments=("EDE-Q",))
GLOBAL = numbered(code="global", primary_instruments=("CGI-S",))


def eating(first, later, instrument="EDE-Q", by=None):
    """Half of the contract is held, on an instrument for which nobody published how much change is enough."""
    return started(rated(0, first, instrument), *HALF, rated(7, later, instrument, rater=by))


HALF = (contract(), *weekly(8))

SESSIONS = [
    keeps("M03a", "rated that day", given=opened(*weekly(3), rated(3, 12)), when=session()),
    keeps("M03a", "a second session on the day of the rating", given=opened(*weekly(4), rated(3, 12)), when=session()),
    breaks("M03a", "rated for the session before only", given=opened(*weekly(3), rated(2, 12)), when=session()),
    breaks("M03a", "never rated", when=session()),
    keeps("M03a", "rated before the first session", given=opened(rated(0, 12)), when=session()),
    keeps("M03a", "never rated, where the clinician rates", when=session(), under=HAMILTON),
    keeps("M03a", "a crisis session", when=session(purpose=CRISIS)),
    keeps(
        "M03a",
        "a clinician rates at points of their own",
        given=opened(rated(0, 20, "HRSD-17"), *weekly(3)),
        when=session(),
    ),
    keeps(
        "M03a",
        "an instrument that asks about four weeks has points of its own",
        given=opened(rated(0, 3, "EDE-Q"), *weekly(3)),
        when=session(),
    ),
    keeps("M03a", "the last two were rated after the session", given=opened(*rated_after(3)), when=session()),
    breaks("M03a", "one alone was", given=opened(*rated_after(1)), when=session(1)),
    breaks(
        "M03a",
        "it was waited for in vain, though this one is rated",
        given=opened(*rated_after(2), *weekly(1, 2), rated(3, 9)),
        when=session(),
    ),
    keeps("M11a", "the eighth after a clinician's", given=opened(rated(0, 20, "HRSD-17"), *weekly(7)), when=session(7)),
    breaks("M11a", "the ninth", given=opened(rated(0, 20, "HRSD-17"), *weekly(8)), when=session(8)),
    keeps("M11a", "the third session without a rating", given=opened(*weekly(2)), when=session(2)),
    breaks("M11a", "the fourth session without a rating", given=opened(*weekly(3)), when=session(3)),
    keeps("M11a", "rated before the first", given=opened(rated(0, 9), *weekly(3)), when=session(3)),
    keeps("M11a", "three sessions after a rated one", given=opened(rated(0, 9), *weekly(3)), when=session(3)),
    breaks("M11a", "four sessions after a rated one", given=opened(rated(0, 9), *weekly(4)), when=session(4)),
    keeps("M11a", "rated today", given=opened(*weekly(4), rated(4, 9)), when=session(4)),
    breaks("M11a", "an unknown questionnaire only", given=opened(*weekly(3), rated(3, 9, "OTHER")), when=session(3)),
    keeps("M11a", "a crisis session", given=opened(*weekly(3)), when=session(3, purpose=CRISIS)),
    breaks(
        "M11a",
        "a rating with seven of nine items missing",
        given=opened(*weekly(3), BLANK.replace(on=day(3))),
        when=session(3),
    ),
    breaks("M11a", "each session is to be rated", when=session(0), under=EVERY_TIME),
    keeps("M11a", "each session is rated", given=opened(rated(0, 9)), when=session(0), under=EVERY_TIME),
]
ONE_OF_TWO_WORSE = (rated(0, 12), rated(0, 9, "EPDS"), rated(5, 12), rated(5, 20, "EPDS"))


def assessed_down():
    """Twenty at the first session and twelve when the middle phase began, half of the contract held since at ten."""
    return opened(rated(0, 20), rated(2, 12), MiddleBegun(on=day(2)), contract(), *weekly(8, 2), rated(9, 10))


PROGRESS = [
    breaks("M12a", "six points worse, nobody looked at it", given=started(rated(0, 12), rated(5, 18)), when=ending()),
    keeps("M12a", "five points worse", given=started(rated(0, 12), rated(5, 17)), when=ending()),
    keeps("M12a", "reviewed that day", given=started(rated(0, 12), rated(5, 18), reviewed(5)), when=ending()),
    breaks("M12a", "reviewed before it came", given=started(rated(0, 12), reviewed(4), rated(5, 18)), when=ending()),
    keeps(
        "M12a",
        "reviewed when it began, and still worse",
        given=started(rated(0, 12), rated(5, 18), reviewed(6), rated(9, 20)),
        when=ending(),
    ),
    breaks(
        "M12a",
        "reviewed once, better, and worse again",
        given=started(rated(0, 12), rated(4, 18), reviewed(4), rated(6, 10), rated(8, 19)),
        when=ending(),
    ),
    keeps("M12a", "it has passed", given=started(rated(0, 12), rated(5, 18), rated(9, 12)), when=ending()),
    keeps("M12a", "never rated", when=ending()),
    breaks(
        "M12a",
        "no index published: a band higher",
        given=started(rated(0, 13, "BDI-II"), rated(5, 14, "BDI-II")),
        when=ending(),
        under=numbered(primary_instruments=("BDI-II",)),
    ),
    keeps("M12a", "neither index nor bands", given=started(rated(0, 3, "MINE"), rated(5, 30, "MINE")), when=ending()),
    keeps("M12b", "rated again", given=started(rated(0, 12), rated(5, 12)), when=ending()),
    breaks("M12b", "not rated again", given=started(rated(0, 12)), when=ending()),
    breaks("M12b", "never rated", when=ending()),
    keeps("M12b", "reviewed without a rating", given=started(reviewed(5)), when=ending()),
    breaks(
        "M12b",
        "rated by somebody else",
        given=started(rated(0, 12), rated(5, 12, rater=RaterType.CAREGIVER)),
        when=ending(),
    ),
    breaks("M12b", "up, no index or bands", given=started(rated(0, 3, "MINE"), rated(5, 4, "MINE")), when=ending()),
    keeps(
        "M12b",
        "so it was reviewed",
        given=started(rated(0, 3, "MINE"), rated(5, 4, "MINE"), reviewed(5)),
        when=ending(),
    ),
    breaks("M12a", "worse on one of two", given=started(*ONE_OF_TWO_WORSE), when=ending()),
    breaks("M12a", "worse on one of two, entered first", given=started(*reversed(ONE_OF_TWO_WORSE)), when=ending()),
    keeps("M12a", "worse, with seven of nine items missing", given=started(rated(0, 2), BLANK), when=ending()),
    breaks("M12b", "with seven of nine items missing", given=started(rated(0, 2), BLANK), when=ending()),
    breaks(
        "M12b",
        "up within a band, and no index is known",
        given=started(rated(0, 14, "HRSD-17"), rated(5, 18, "HRSD-17")),
        when=ending(),
        under=HAMILTON,
    ),
    keeps(
        "M12b",
        "down, and no index is known",
        given=started(rated(0, 18, "HRSD-17"), rated(5, 14, "HRSD-17")),
        when=ending(),
        under=HAMILTON,
    ),
    breaks(
        "M12a",
        "a reliable fall where higher is better",
        given=started(rated(0, 60, "WELL"), rated(5, 40, "WELL")),
        when=ending(),
        under=WELL_BEING,
    ),
    keeps(
        "M12a",
        "a rise where higher is better",
        given=started(rated(0, 40, "WELL"), rated(5, 60, "WELL")),
        when=ending(),
        under=WELL_BEING,
    ),
    keeps(
        "M13a",
        "a rise where higher is better",
        given=started(rated(0, 40, "WELL"), *HALF, rated(7, 60, "WELL")),
        when=ending(),
        under=WELL_BEING,
    ),
    breaks(
        "M13a",
        "a fall where higher is better",
        given=started(rated(0, 60, "WELL"), *HALF, rated(7, 40, "WELL")),
        when=ending(),
        under=WELL_BEING,
    ),
    keeps(
        "M13a",
        "improved on one of two",
        given=started(rated(0, 18), rated(0, 20, "EPDS"), *HALF, rated(7, 18), rated(7, 10, "EPDS")),
        when=ending(),
    ),
    breaks(
        "M13a",
        "improved on neither, and nothing is known of a third",
        given=started(rated(0, 18), rated(0, 9, "MINE"), *HALF, rated(7, 18), rated(7, 2, "MINE")),
        when=ending(),
    ),
    breaks(
        "M13b",
        "the rating of that day has seven of nine items missing",
        given=started(rated(0, 18), *HALF, BLANK.replace(on=day(7))),
        when=ending(),
    ),
    keeps("M13a", "the first rating counts", given=assessed_down(), when=ending()),
    breaks("M13a", "the last before the middle counts", given=assessed_down(), when=ending(), under=FROM_LAST),
    keeps(
        "M12b", "as before, no index or bands", given=started(rated(0, 3, "MINE"), rated(5, 3, "MINE")), when=ending()
    ),
    breaks("M12b", "an unknown instrument", given=started(rated(0, 3), rated(5, 3)), when=ending(), under=ALONE),
    breaks("M13a", "half held and no change", given=started(rated(0, 18), *HALF, rated(7, 14)), when=ending()),
    keeps("M13a", "half held and response", given=started(rated(0, 18), *HALF, rated(7, 9)), when=ending()),
    keeps("M13a", "half held and reliable change", given=started(rated(0, 18), *HALF, rated(7, 12)), when=ending()),
    keeps(
        "M13a",
        "seven of sixteen held",
        given=started(rated(0, 18), contract(), *weekly(7), rated(7, 18)),
        when=ending(),
    ),
    keeps("M13a", "reviewed at half", given=started(rated(0, 18), *HALF, rated(7, 14), reviewed(7)), when=ending()),
    breaks("M13a", "reviewed before", given=started(rated(0, 18), *HALF, reviewed(6), rated(7, 14)), when=ending()),
    keeps("M13a", "not known", given=started(rated(0, 18), *HALF), when=ending()),
    keeps("M13a", "no number was agreed", given=started(rated(0, 18), *weekly(9), rated(9, 18)), when=ending()),
    keeps("M13b", "known", given=started(rated(0, 18), *HALF, rated(7, 14)), when=ending()),
    breaks("M13b", "not rated since the start", given=started(rated(0, 18), *HALF), when=ending()),
    keeps("M13b", "no index, but well", given=eating(3, 0.5), when=ending(), under=EATING),
    breaks("M13b", "no index, better, not well", given=eating(5, 4), when=ending(), under=EATING),
    breaks("M13b", "no index, as before", given=eating(1, 1), when=ending(), under=EATING),
    breaks("M13b", "no index, worse, still well", given=eating(0.5, 1), when=ending(), under=EATING),
    keeps("M13b", "no index, milder bands", given=eating(6, 4, "CGI-S"), when=ending(), under=GLOBAL),
    breaks("M13b", "rated by another", given=eating(3, 0.5, by=RaterType.CLINICIAN), when=ending(), under=EATING),
    breaks("M13b", "never rated", given=started(*HALF), when=ending()),
    keeps("M13b", "reviewed without a rating", given=started(*HALF, reviewed(8)), when=ending()),
    keeps("M13b", "not yet half", given=started(contract(), *weekly(7)), when=ending()),
]


CASES = SESSIONS + PROGRESS + GOALS


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
