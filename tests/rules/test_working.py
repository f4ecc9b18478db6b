import pytest

from iptcore.events import (
    DisputeStageChanged,
    HomeTask,
    MiddleBegun,
    MoodEventLink,
    ProgressReviewed,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.measure import Instrument
from iptcore.protocol.rule import Level
from iptcore.vocabulary import (
    DisputeStage,
    LinkDirection,
    Purpose,
    RaterType,
    ReviewOutcome,
    TechniqueName,
)

from .case import breaks, day, keeps, opened
from .histories import (
    BLANK,
    DISPUTE,
    FROM_LAST,
    GRIEF,
    WELL_BEING,
    contract,
    formulation,
    in_middle,
    numbered,
    rated,
    weekly,
)

MINE = Instrument(code="MINE", name="My own questions", low=0, high=30)
PROTOCOL = numbered(instruments=(*numbered().instruments, MINE))
STUART = numbered(own_techniques=(TechniqueName.INTERPERSONAL_INCIDENT, TechniqueName.BEHAVIOURAL_ACTIVATION))
STRICT = numbered(levels=dict.fromkeys(("M08a", "M09a", "M10b", "M15a"), Level.DEFINING))
EVERY_TIME = numbered(rated_every=1)
ALONE = numbered(instruments=())
HAMILTON = numbered(primary_instruments=("HRSD-17",))


def session(weeks=3, **parts):
    return SessionHeld(on=day(weeks), **parts)


def did(*techniques, **parts):
    return session(techniques=techniques, **parts)


def link(**parts):
    return MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a quarrel", **parts)


def reviewed(weeks):
    return ProgressReviewed(on=day(weeks), outcomes=(ReviewOutcome.CONTINUE,))


def started(*events):
    """A course whose middle phase began on the first day."""
    return opened(MiddleBegun(on=day()), *events)


def ending(weeks=12):
    return TerminationBegun(on=day(weeks))


CALL = (HomeTask(words="to call her", person="partner"),)
DISSOLVED = DisputeStageChanged(on=day(2), dispute="dispute", stage=DisputeStage.DISSOLUTION)
PLAY = TechniqueName.ROLE_PLAY
ANALYSIS = TechniqueName.COMMUNICATION_ANALYSIS
DECISION = TechniqueName.DECISION_ANALYSIS
INCIDENT = TechniqueName.INTERPERSONAL_INCIDENT
ACTIVATION = TechniqueName.BEHAVIOURAL_ACTIVATION
EXPOSURE = TechniqueName.EXPOSURE
GROUP = Purpose.GROUP
CRISIS = Purpose.CRISIS

SESSIONS = [
    keeps("M01a", "the dispute in focus", given=in_middle(), when=session(focus=("dispute",))),
    breaks("M01a", "no focus named", given=in_middle(), when=session()),
    breaks("M01a", "a focus that is not in force", given=in_middle(), when=session(focus=("grief",))),
    breaks("M01a", "no formulation", given=opened(*in_middle()[3:]), when=session(focus=("dispute",))),
    keeps("M01a", "a crisis session", given=in_middle(), when=session(purpose=CRISIS)),
    keeps("M01a", "a group session", given=in_middle(), when=session(purpose=GROUP)),
    keeps("M01a", "in the initial phase", when=session()),
    keeps("M02a", "the question was asked", given=in_middle(), when=session(opening_question=True)),
    breaks("M02a", "nobody noted it", given=in_middle(), when=session()),
    breaks("M02a", "it was not asked", given=in_middle(), when=session(opening_question=False)),
    keeps("M02a", "a review session", given=in_middle(), when=session(purpose=Purpose.REVIEW)),
    keeps("M02a", "in the initial phase", when=session()),
    keeps("M03a", "rated that day", given=opened(*weekly(3), rated(3, 12)), when=session()),
    keeps("M03a", "a second session on the day of the rating", given=opened(*weekly(4), rated(3, 12)), when=session()),
    breaks("M03a", "rated for the session before only", given=opened(*weekly(3), rated(2, 12)), when=session()),
    breaks("M03a", "never rated", when=session()),
    keeps("M03a", "rated before the first session", given=opened(rated(0, 12)), when=session()),
    keeps("M03a", "a crisis session", when=session(purpose=CRISIS)),
    keeps("M04a", "a quarrel and the mood after it", given=in_middle(), when=session(links=(link(),))),
    breaks("M04a", "no link", given=in_middle(), when=session()),
    keeps("M04a", "in the initial phase", when=session()),
    keeps("M04b", "with whom, and which affect", when=session(links=(link(relationship="partner", affect="anger"),))),
    breaks("M04b", "the affect is missing", when=session(links=(link(relationship="partner"),))),
    breaks("M04b", "the person is missing", when=session(links=(link(affect="anger"),))),
    keeps("M04b", "no link at all is another matter", when=session()),
    keeps("M05a", "role play in the middle phase", given=in_middle(), when=did(PLAY)),
    breaks("M05a", "role play in the initial phase", when=did(PLAY)),
    keeps("M05a", "psychoeducation in the middle phase", given=in_middle(), when=did(TechniqueName.PSYCHOEDUCATION)),
    keeps("M05a", "communication analysis in the ending", given=started(ending(2)), when=did(ANALYSIS)),
    keeps("M05a", "a rhythm chart in the initial phase", when=did(TechniqueName.SOCIAL_RHYTHM_MONITORING)),
    breaks(
        "M05a", "the inventory in the ending", given=started(ending(2)), when=did(TechniqueName.INTERPERSONAL_INVENTORY)
    ),
    keeps("M05b", "communication analysis of a dispute", given=in_middle(), when=did(ANALYSIS)),
    breaks("M05b", "communication analysis in grief", given=in_middle(areas=(GRIEF,)), when=did(ANALYSIS)),
    breaks(
        "M05b",
        "grief in focus, the dispute is not",
        given=in_middle(areas=(GRIEF, DISPUTE)),
        when=did(ANALYSIS, focus=("grief",)),
    ),
    keeps("M05b", "one of two areas", given=in_middle(areas=(GRIEF, DISPUTE)), when=did(ANALYSIS)),
    keeps("M05b", "decision analysis in grief", given=in_middle(areas=(GRIEF,)), when=did(DECISION)),
    keeps("M05b", "before there is a focus", when=did(ANALYSIS)),
    breaks("M05c", "an interpersonal incident", when=did(INCIDENT)),
    keeps("M05c", "where the manual has it", when=did(INCIDENT), under=STUART),
    keeps("M05c", "a common technique", when=did(ANALYSIS)),
    keeps("M06a", "after an analysis in the same session", when=did(ANALYSIS, PLAY)),
    keeps("M06a", "after a decision in an earlier one", given=opened(did(DECISION)), when=did(PLAY)),
    breaks("M06a", "before the analysis", when=did(PLAY, ANALYSIS)),
    breaks("M06a", "without any", when=did(PLAY)),
    keeps("M06a", "no role play", when=did(ANALYSIS)),
    breaks("M07a", "behavioural activation", when=did(ACTIVATION)),
    keeps("M07a", "where a protocol has taken it in", when=did(ACTIVATION), under=STUART),
    keeps("M07a", "a technique of IPT", when=did(ANALYSIS)),
    breaks("M08a", "exposure", when=did(EXPOSURE), under=STRICT),
    keeps("M08a", "none", when=did(ANALYSIS), under=STRICT),
    keeps("M08a", "elsewhere M07 speaks of it", when=did(EXPOSURE)),
    breaks(
        "M09a", "eating in the middle phase", given=in_middle(), when=session(symptoms_worked_on=True), under=STRICT
    ),
    keeps("M09a", "eating in the initial phase", when=session(symptoms_worked_on=True), under=STRICT),
    keeps("M09a", "nobody noted it", given=in_middle(), when=session(), under=STRICT),
    keeps("M09a", "in other protocols", given=in_middle(), when=session(symptoms_worked_on=True)),
    keeps(
        "M10a", "the last task was reviewed", given=opened(*weekly(1, task_set=True)), when=session(task_reviewed=True)
    ),
    breaks("M10a", "nobody noted a review", given=opened(*weekly(1, task_set=True)), when=session()),
    keeps("M10a", "no task had been set", given=opened(*weekly(1)), when=session()),
    keeps("M10a", "a crisis session", given=opened(*weekly(1, task_set=True)), when=session(purpose=CRISIS)),
    keeps("M10a", "the first session", when=session()),
    keeps("M10b", "a task was set", given=in_middle(), when=session(task_set=True), under=STRICT),
    keeps("M10b", "one in words", given=in_middle(), when=session(tasks=CALL), under=STRICT),
    breaks("M10a", "one in words was not reviewed", given=opened(*weekly(1, tasks=CALL)), when=session()),
    breaks("M10b", "none was set", given=in_middle(), when=session(), under=STRICT),
    keeps("M10b", "in the initial phase", when=session(), under=STRICT),
    keeps("M10b", "where tasks are informal", given=in_middle(), when=session()),
    keeps(
        "M03a",
        "a clinician rates at points of their own",
        given=opened(rated(0, 20, "HRSD-17"), *weekly(3)),
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
    breaks("M14a", "the dispute was over a week ago", given=in_middle(DISSOLVED), when=session(focus=("dispute",))),
    keeps("M14a", "it was judged that day", given=in_middle(DISSOLVED), when=session(2, focus=("dispute",))),
    keeps("M14a", "another focus", given=in_middle(DISSOLVED), when=session(focus=("grief",))),
    keeps("M14a", "a dispute at an impasse", given=in_middle(), when=session(focus=("dispute",))),
    keeps(
        "M14a",
        "formulated anew as a grief",
        given=in_middle(DISSOLVED, formulation(GRIEF, on=day(2))),
        when=session(focus=("grief",)),
    ),
    keeps("M15a", "the chart was brought", given=in_middle(), when=session(rhythm_chart=True), under=STRICT),
    breaks("M15a", "no chart", given=in_middle(), when=session(), under=STRICT),
    keeps("M15a", "in other protocols", given=in_middle(), when=session()),
]

HALF = (contract(), *weekly(8))
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
    breaks("M13b", "never rated", given=started(*HALF), when=ending()),
    keeps("M13b", "reviewed without a rating", given=started(*HALF, reviewed(8)), when=ending()),
    keeps("M13b", "not yet half", given=started(contract(), *weekly(7)), when=ending()),
]

CASES = SESSIONS + PROGRESS


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
