import pytest

from iptcore.events import (
    DisputeStageChanged,
    HomeTask,
    MiddleBegun,
    MoodEventLink,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.measure import Instrument
from iptcore.protocol.rule import Level
from iptcore.vocabulary import (
    DisputeStage,
    LinkDirection,
    Purpose,
    TechniqueName,
)

from .case import breaks, day, keeps, opened
from .histories import (
    DISPUTE,
    GRIEF,
    formulation,
    in_middle,
    numbered,
    weekly,
)

MINE = Instrument(code="MINE", name="My own questions", low=0, high=30)
PROTOCOL = numbered(instruments=(*numbered().instruments, MINE))
STUART = numbered(own_techniques=(TechniqueName.INTERPERSONAL_INCIDENT, TechniqueName.BEHAVIOURAL_ACTIVATION))
STRICT = numbered(levels=dict.fromkeys(("M08a", "M09a", "M10b", "M15a"), Level.DEFINING))


def session(weeks=3, **parts):
    return SessionHeld(on=day(weeks), **parts)


def did(*techniques, **parts):
    return session(techniques=techniques, **parts)


def link(**parts):
    return MoodEventLink(direction=LinkDirection.EVENT_TO_MOOD, event="a quarrel", **parts)


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
    keeps("M05b", "a group", given=in_middle(areas=(GRIEF,)), when=did(ANALYSIS).replace(purpose=Purpose.GROUP)),
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


CASES = SESSIONS


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
