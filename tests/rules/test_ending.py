import pytest

from iptcore.events import (
    CourseCompleted,
    DepartureExplained,
    EndingFeelingsDiscussed,
    EpisodeRecorded,
    FurtherTreatmentDecided,
    GainsReviewed,
    GoalReviewed,
    MiddleResumed,
    NotDone,
    ProgressReviewed,
    RelapsePlanAgreed,
    RiskAssessed,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.relapse_plan import RelapsePreventionPlan
from iptcore.protocol.rule import Level
from iptcore.vocabulary import (
    FurtherTreatment,
    Purpose,
    RaterType,
    ReviewOutcome,
    RiskAction,
    WhyNot,
)

from .case import breaks, day, keeps
from .histories import BLANK, WELL_BEING, goal, in_ending, in_middle, numbered, rated, weekly

PROTOCOL = numbered()
BECK = numbered(primary_instruments=("BDI-II",))
FOR_ALL = numbered(levels={"T06b": Level.ADVISORY})

DONE = CourseCompleted(on=day(16))
BEGUN = TerminationBegun(on=day(12))


def session(weeks, **parts):
    return SessionHeld(on=day(weeks), **parts)


def not_done(task, weeks=14, why=WhyNot.DECLINED):
    return NotDone(on=day(weeks), task=task, why=why, because="the client would rather not")


def decided(what, weeks=14, **parts):
    return FurtherTreatmentDecided(on=day(weeks), what=what, **parts)


def assessed(weeks):
    return RiskAssessed(on=day(weeks), action=RiskAction.NONE, reasons="no thoughts of death")


def reviewed_goal(key, weeks):
    return GoalReviewed(on=day(weeks), goal=key, attainment=0)


def progress(weeks):
    return ProgressReviewed(on=day(weeks), outcomes=(ReviewOutcome.CONTINUE,))


def episode(**parts):
    return EpisodeRecorded(on=day(), **parts)


TWO_GOALS = (goal("talk"), goal("listen"))
PLAN = RelapsePlanAgreed(on=day(14), plan=RelapsePreventionPlan())
NOTHING = decided(FurtherTreatment.NONE)
WELL = (rated(0, 15), rated(14, 4))
UNWELL = (rated(0, 15), rated(14, 5))
BLANK_GAD = BLANK.replace(instrument="GAD-7")
TASKS = [
    keeps("T03a", "gains reviewed", given=in_ending(GainsReviewed(on=day(14))), when=DONE),
    breaks("T03a", "not reviewed", given=in_ending(), when=DONE),
    breaks("T03a", "in mid-course only", given=in_ending(GainsReviewed(on=day(11))), when=DONE),
    keeps("T03a", "the client declined", given=in_ending(not_done("T03a")), when=DONE),
    breaks("T03a", "declined before the ending began", given=in_middle(not_done("T03a", 11), BEGUN), when=DONE),
    breaks(
        "T03a",
        "reviewed before the course was extended",
        given=in_ending(GainsReviewed(on=day(12)), MiddleResumed(on=day(13)), TerminationBegun(on=day(15))),
        when=DONE,
    ),
    keeps(
        "T03b", "spoken about before the ending began", given=in_ending(EndingFeelingsDiscussed(on=day(11))), when=DONE
    ),
    breaks("T03b", "not spoken about", given=in_ending(), when=DONE),
    keeps("T03b", "the client would not", given=in_ending(not_done("T03b")), when=DONE),
    keeps("T03c", "a plan agreed", given=in_ending(PLAN), when=DONE),
    breaks("T03c", "no plan", given=in_ending(), when=DONE),
    keeps("T03c", "no plan wanted", given=in_ending(not_done("T03c")), when=DONE),
    keeps(
        "T03d",
        "both goals reviewed",
        given=in_ending(*TWO_GOALS, reviewed_goal("talk", 12), reviewed_goal("listen", 14)),
        when=DONE,
    ),
    breaks("T03d", "one of two", given=in_ending(*TWO_GOALS, reviewed_goal("talk", 14)), when=DONE),
    breaks(
        "T03d",
        "one in mid-course only",
        given=in_ending(*TWO_GOALS, reviewed_goal("talk", 11), reviewed_goal("listen", 14)),
        when=DONE,
    ),
    keeps("T03d", "no goals", given=in_ending(), when=DONE),
    keeps("T03d", "declined", given=in_ending(*TWO_GOALS, not_done("T03d")), when=DONE),
    keeps("T03e", "rated in the ending", given=in_ending(*WELL), when=DONE),
    keeps("T03e", "rated on the day it began", given=in_ending(rated(12, 4)), when=DONE),
    breaks("T03e", "rated before it", given=in_ending(rated(11, 4)), when=DONE),
    breaks("T03e", "rated on another instrument", given=in_ending(rated(0, 15), rated(14, 4, "GAD-7")), when=DONE),
    breaks("T03e", "rated with seven of nine items missing", given=in_ending(rated(0, 20), BLANK), when=DONE),
    keeps(
        "T03e",
        "rated on another primary instrument than at the start",
        given=in_ending(rated(0, 15), rated(14, 3, "EPDS")),
        when=DONE,
    ),
    breaks("T03e", "none is the primary one, and nothing readable", given=in_ending(BLANK_GAD), when=DONE),
    keeps("T03e", "any instrument where none is the primary one", given=in_ending(rated(14, 4, "GAD-7")), when=DONE),
    keeps("T03e", "the form was not filled in", given=in_ending(not_done("T03e")), when=DONE),
    keeps("T03f", "assessed on the day of the last session", given=in_ending(session(14), assessed(14)), when=DONE),
    breaks("T03f", "assessed the session before", given=in_ending(session(13), assessed(13), session(14)), when=DONE),
    breaks("T03f", "never assessed", given=in_ending(), when=DONE),
    keeps("T03f", "assessed, and no session recorded", given=in_ending(assessed(3)), when=DONE),
    keeps("T03f", "not possible any more", given=in_ending(session(14), not_done("T03f", 15)), when=DONE),
    breaks("T03f", "a reason from before", given=in_ending(session(14), not_done("T03f", 13)), when=DONE),
    keeps("T03g", "decided", given=in_ending(NOTHING), when=DONE),
    breaks("T03g", "not decided", given=in_ending(), when=DONE),
    breaks("T03g", "decided in mid-course", given=in_ending(decided(FurtherTreatment.NONE, 11)), when=DONE),
    keeps("T03g", "the client would not say", given=in_ending(not_done("T03g")), when=DONE),
]

AFTER = [
    keeps("T05a", "below the cut-off", given=in_ending(*WELL, NOTHING), when=DONE),
    breaks("T05a", "at the cut-off and nothing follows", given=in_ending(*UNWELL, NOTHING), when=DONE),
    breaks("T05b", "unknown and nothing follows", given=in_ending(NOTHING, not_done("T03e")), when=DONE),
    breaks("T05b", "unknown and nothing decided", given=in_ending(not_done("T03e")), when=DONE),
    keeps("T05b", "the last rating is still to come", given=in_ending(NOTHING), when=DONE),
    breaks(
        "T05b",
        "no last rating on purpose",
        given=in_ending(DepartureExplained(on=day(14), rule="T03", because="cannot read now"), NOTHING),
        when=DONE,
    ),
    keeps("T05b", "why was said before the ending", given=in_middle(not_done("T03e", 11), BEGUN, NOTHING), when=DONE),
    keeps("T05a", "unknown never binds", given=in_ending(NOTHING), when=DONE),
    keeps("T05b", "unknown, and a referral", given=in_ending(decided(FurtherTreatment.REFERRAL)), when=DONE),
    keeps("T05b", "known not to be well is T05a's business", given=in_ending(*UNWELL, NOTHING), when=DONE),
    keeps("T05b", "no remission cut-off, below a case", given=in_ending(rated(14, 9, "EPDS"), NOTHING), when=DONE),
    breaks("T05a", "no remission cut-off, a case", given=in_ending(rated(14, 10, "EPDS"), NOTHING), when=DONE),
    keeps(
        "T05a",
        "neither cut-off, the mildest band",
        given=in_ending(rated(14, 13, "BDI-II"), NOTHING),
        when=DONE,
        under=BECK,
    ),
    breaks(
        "T05a",
        "neither cut-off, a band above",
        given=in_ending(rated(14, 14, "BDI-II"), NOTHING),
        when=DONE,
        under=BECK,
    ),
    breaks("T05b", "nothing known of it", given=in_ending(rated(14, 1, "MINE"), NOTHING), when=DONE),
    breaks("T05a", "well on one of two", given=in_ending(rated(14, 3), rated(14, 15, "EPDS"), NOTHING), when=DONE),
    breaks(
        "T05a",
        "well on one of two, entered the other way round",
        given=in_ending(rated(14, 15, "EPDS"), rated(14, 3), NOTHING),
        when=DONE,
    ),
    breaks(
        "T05b",
        "a low sum with seven of nine items missing",
        given=in_ending(rated(0, 20), BLANK, NOTHING),
        when=DONE,
    ),
    keeps(
        "T05a",
        "above the line where higher is better",
        given=in_ending(rated(14, 70, "WELL"), NOTHING),
        when=DONE,
        under=WELL_BEING,
    ),
    breaks(
        "T05a",
        "below the line where higher is better",
        given=in_ending(rated(14, 30, "WELL"), NOTHING),
        when=DONE,
        under=WELL_BEING,
    ),
    keeps("T05a", "another treatment", given=in_ending(*UNWELL, decided(FurtherTreatment.OTHER_TREATMENT)), when=DONE),
    keeps("T05a", "continuation", given=in_ending(*UNWELL, decided(FurtherTreatment.CONTINUATION)), when=DONE),
    keeps("T05a", "maintenance", given=in_ending(*UNWELL, decided(FurtherTreatment.MAINTENANCE)), when=DONE),
    keeps("T05a", "a referral", given=in_ending(*UNWELL, decided(FurtherTreatment.REFERRAL)), when=DONE),
    keeps("T05a", "declined", given=in_ending(*UNWELL, decided(FurtherTreatment.OFFERED_AND_DECLINED)), when=DONE),
    keeps(
        "T05a",
        "watchful, with a date",
        given=in_ending(*UNWELL, decided(FurtherTreatment.WATCHFUL_FOLLOW_UP, follow_up_on=day(24))),
        when=DONE,
    ),
    breaks(
        "T05a",
        "watchful, without one",
        given=in_ending(*UNWELL, decided(FurtherTreatment.WATCHFUL_FOLLOW_UP)),
        when=DONE,
    ),
    breaks(
        "T05a", "decided in mid-course", given=in_ending(*UNWELL, decided(FurtherTreatment.REFERRAL, 11)), when=DONE
    ),
    breaks(
        "T05a",
        "rated by the client low, by nobody since, by a stranger to the baseline high",
        given=in_ending(rated(0, 15), rated(11, 4), rated(14, 20, rater=RaterType.CLINICIAN), NOTHING),
        when=DONE,
    ),
    breaks("T06a", "three earlier episodes", given=in_ending(*WELL, episode(earlier_episodes=3), NOTHING), when=DONE),
    keeps("T06a", "two earlier episodes", given=in_ending(*WELL, episode(earlier_episodes=2), NOTHING), when=DONE),
    breaks(
        "T06a",
        "two that came back quickly",
        given=in_ending(*WELL, episode(earlier_episodes=2, quick_recurrence=True), NOTHING),
        when=DONE,
    ),
    keeps(
        "T06a",
        "one that came back quickly",
        given=in_ending(*WELL, episode(earlier_episodes=1, quick_recurrence=True), NOTHING),
        when=DONE,
    ),
    breaks(
        "T06a",
        "three, recorded before the onset was",
        given=in_ending(*WELL, episode(earlier_episodes=3), episode(family_history=False), NOTHING),
        when=DONE,
    ),
    breaks("T06a", "first ill at 61", given=in_ending(*WELL, episode(first_onset_age=61), NOTHING), when=DONE),
    keeps("T06a", "first ill at 60", given=in_ending(*WELL, episode(first_onset_age=60), NOTHING), when=DONE),
    breaks("T06a", "severe episodes", given=in_ending(*WELL, episode(severe_before=True), NOTHING), when=DONE),
    breaks(
        "T06a",
        "severe on one of two",
        given=in_ending(rated(0, 9, "EPDS"), rated(0, 20), rated(14, 4), NOTHING),
        when=DONE,
    ),
    breaks("T06a", "severe at the baseline", given=in_ending(rated(0, 20), rated(14, 4), NOTHING), when=DONE),
    keeps("T06a", "a point below severe", given=in_ending(rated(0, 19), rated(14, 4), NOTHING), when=DONE),
    breaks("T06a", "family history", given=in_ending(*WELL, episode(family_history=True), NOTHING), when=DONE),
    breaks("T06a", "remaining symptoms", given=in_ending(*UNWELL, NOTHING), when=DONE),
    keeps("T06a", "nothing known", given=in_ending(NOTHING), when=DONE),
    keeps(
        "T06a",
        "offered",
        given=in_ending(*UNWELL, decided(FurtherTreatment.REFERRAL, maintenance_offered=True)),
        when=DONE,
    ),
    keeps("T06a", "agreed", given=in_ending(*UNWELL, decided(FurtherTreatment.MAINTENANCE)), when=DONE),
    breaks("T06b", "offered to all, not to this one", given=in_ending(*WELL, NOTHING), when=DONE, under=FOR_ALL),
    keeps(
        "T06b",
        "offered",
        given=in_ending(*WELL, decided(FurtherTreatment.NONE, maintenance_offered=True)),
        when=DONE,
        under=FOR_ALL,
    ),
    keeps("T06b", "in other protocols", given=in_ending(*WELL, NOTHING), when=DONE),
    breaks("T07a", "a regular session after the end", given=in_ending(DONE), when=session(17)),
    keeps("T07a", "a booster", given=in_ending(DONE), when=session(17, purpose=Purpose.BOOSTER)),
    keeps("T07a", "before the end", given=in_ending(), when=session(15)),
    breaks(
        "T11a",
        "six points up in the last four",
        given=in_ending(*weekly(16), rated(0, 15), rated(11, 3), rated(13, 9)),
        when=DONE,
    ),
    breaks("T11a", "one band up", given=in_ending(*weekly(16), rated(0, 15), rated(11, 4), rated(13, 5)), when=DONE),
    keeps(
        "T11a", "up within a band", given=in_ending(*weekly(16), rated(0, 15), rated(11, 5), rated(13, 9)), when=DONE
    ),
    keeps(
        "T11a",
        "reviewed",
        given=in_ending(*weekly(16), rated(0, 15), rated(11, 4), rated(13, 5), progress(13)),
        when=DONE,
    ),
    breaks(
        "T11a",
        "reviewed before a second rise",
        given=in_ending(*weekly(16), rated(0, 15), rated(12, 4), rated(13, 5), progress(13), rated(15, 8)),
        when=DONE,
    ),
    keeps(
        "T11a",
        "a rise before the last four",
        given=in_ending(*weekly(16), rated(0, 15), rated(8, 4), rated(11, 12)),
        when=DONE,
    ),
    breaks(
        "T11a",
        "down, and up again",
        given=in_ending(*weekly(16), rated(0, 15), rated(12, 8), rated(14, 4), rated(15, 9)),
        when=DONE,
    ),
    breaks(
        "T11a",
        "a fall where higher is better",
        given=in_ending(*weekly(16), rated(0, 30, "WELL"), rated(11, 70, "WELL"), rated(13, 60, "WELL")),
        when=DONE,
        under=WELL_BEING,
    ),
    keeps(
        "T11a",
        "a rise where higher is better",
        given=in_ending(*weekly(16), rated(0, 30, "WELL"), rated(11, 60, "WELL"), rated(13, 70, "WELL")),
        when=DONE,
        under=WELL_BEING,
    ),
    breaks(
        "T11a",
        "up on the second of two",
        given=in_ending(*weekly(16), rated(0, 15, "EPDS"), rated(0, 15), rated(11, 3), rated(13, 9)),
        when=DONE,
    ),
    keeps("T11a", "never rated", given=in_ending(*weekly(16)), when=DONE),
    keeps("T11a", "no session recorded", given=in_ending(rated(0, 4), rated(14, 15)), when=DONE),
]

EDGES = [
    keeps("T03a", "reviewed where no ending began", given=in_middle(GainsReviewed(on=day(3))), when=DONE),
    breaks("T03e", "rated where no ending began", given=in_middle(rated(3, 9)), when=DONE),
]

CASES = TASKS + AFTER + EDGES


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case):
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
