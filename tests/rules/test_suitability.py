"""Cases of S06-S10, S12 and S17."""

import pytest

from iptcore.events import (
    AdverseEventRecorded,
    CourseCompleted,
    CourseOpened,
    DiagnosisRecorded,
    MedicationChanged,
    MedicationReviewed,
    MiddleBegun,
    MiddleResumed,
    NotDone,
    ProgressReviewed,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.diagnosis import ConcurrentCare, Diagnosis
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.protocol.rules.suitability import RULES
from iptcore.vocabulary import (
    AdverseEventKind,
    CareKind,
    Condition,
    DiagnosisRole,
    MedicationNeed,
    MissingItemsPolicy,
    ReviewOutcome,
    TerminationKind,
    WhyNot,
)

from .case import Case, breaks, day, keeps, opened
from .histories import BLANK, FROM_LAST, WELL_BEING, in_ending, in_middle, numbered, rated

PROTOCOL = numbered(*RULES)
KNOWS_BOTH = PROTOCOL.adapt(code="knows", treats=(Condition.PSYCHOSIS, Condition.BIPOLAR_DISORDER))
RHYTHM = PROTOCOL.adapt(code="rhythm", levels={"S07c": Level.BINDING})
EXCLUDING = PROTOCOL.adapt(code="young", excludes=(Condition.SUBSTANCE_USE,))
OF_AGE_12_TO_18 = PROTOCOL.adapt(code="adolescents", ages=Between(12, 18))

MIDDLE = MiddleBegun(on=day(3))
ENDING = TerminationBegun(on=day(12))


def diagnosed(
    condition: Condition,
    role: DiagnosisRole = DiagnosisRole.COMORBID,
    weeks: int = 0,
    *,
    active: bool | None = True,
    care: CareKind | None = None,
    ongoing: bool | None = None,
) -> DiagnosisRecorded:
    beside = () if care is None else (ConcurrentCare(kind=care, ongoing=ongoing),)
    diagnosis = Diagnosis(condition=condition, role=role, active=active, concurrent_care=beside)
    return DiagnosisRecorded(on=day(weeks), diagnosis=diagnosis)


def psychotic(weeks: int = 0, **parts: object) -> DiagnosisRecorded:
    return diagnosed(Condition.PSYCHOSIS, weeks=weeks, **parts)


def bipolar(weeks: int = 0, **parts: object) -> DiagnosisRecorded:
    return diagnosed(Condition.BIPOLAR_DISORDER, weeks=weeks, **parts)


def turned(what: AdverseEventKind, weeks: int = 5) -> AdverseEventRecorded:
    return AdverseEventRecorded(on=day(weeks), what=what)


def reviewed(weeks: int, *outcomes: ReviewOutcome) -> ProgressReviewed:
    return ProgressReviewed(on=day(weeks), outcomes=outcomes or (ReviewOutcome.CONTINUE,))


def referred(weeks: int) -> ProgressReviewed:
    return reviewed(weeks, ReviewOutcome.CONTINUE, ReviewOutcome.MEDICAL_REFERRAL)


def refused(clause: str, weeks: int) -> NotDone:
    return NotDone(on=day(weeks), task=clause, why=WhyNot.DECLINED, because="wants no doctor")


def medication(name: str, taken: bool, weeks: int = 0) -> MedicationChanged:
    return MedicationChanged(on=day(weeks), medication=name, taken_now=taken)


def considered(need: MedicationNeed, weeks: int = 0) -> MedicationReviewed:
    return MedicationReviewed(on=day(weeks), need=need)


def aged(age: int | None) -> CourseOpened:
    return CourseOpened(on=day(), client="c-1", protocol="ipt", edition="2018", consent=True, age=age)


def misuse(weeks: int = 5, role: DiagnosisRole = DiagnosisRole.COMORBID, **parts: object) -> DiagnosisRecorded:
    return diagnosed(Condition.SUBSTANCE_USE, role, weeks, **parts)


SESSION = SessionHeld(on=day(6))
PAST = DiagnosisRole.PAST
TARGET = DiagnosisRole.TARGET
PSYCHOSIS = turned(AdverseEventKind.PSYCHOSIS)
MANIA = turned(AdverseEventKind.MANIA)
CAME_PSYCHOTIC = opened(turned(AdverseEventKind.PSYCHOSIS, 0), SessionHeld(on=day(0)))
CAME_MANIC = opened(rated(0, 30, "YMRS"), SessionHeld(on=day(0)))

EARLY = TerminationBegun(on=day(6), how=TerminationKind.EARLY_BY_AGREEMENT)
ENDED_EARLY = opened(psychotic(), EARLY)
BIPOLAR_ENDED_EARLY = opened(bipolar(), EARLY)
AGAIN = MiddleResumed(on=day(16))

CASES = [
    keeps("S06a", "psychosis is not recorded", when=MIDDLE),
    breaks("S06a", "active psychosis", given=opened(psychotic()), when=MIDDLE),
    breaks("S06a", "nobody recorded whether it is active", given=opened(psychotic(active=None)), when=MIDDLE),
    keeps(
        "S06a",
        "not active, and a later entry says nothing of that",
        given=opened(psychotic(0, active=False), psychotic(1, active=None)),
        when=MIDDLE,
    ),
    breaks(
        "S06a",
        "the care beside it has ended",
        given=opened(psychotic(care=CareKind.PSYCHIATRIC, ongoing=False)),
        when=MIDDLE,
    ),
    keeps("S06a", "not active", given=opened(psychotic(active=False)), when=MIDDLE),
    keeps("S06a", "long past", given=opened(psychotic(role=PAST, active=None)), when=MIDDLE),
    keeps("S06a", "past and not active", given=opened(psychotic(role=PAST, active=False)), when=MIDDLE),
    breaks("S06a", "called past, and active", given=opened(psychotic(role=PAST)), when=MIDDLE),
    breaks(
        "S06a",
        "called past, and active, and a later entry says nothing of that",
        given=opened(psychotic(0, role=PAST), psychotic(1, role=PAST, active=None)),
        when=MIDDLE,
    ),
    keeps(
        "S06a",
        "called past, and active, and cleared up",
        given=opened(psychotic(0, role=PAST), psychotic(1, role=PAST, active=False)),
        when=MIDDLE,
    ),
    breaks(
        "S06a",
        "a past one that is over says nothing of a turn",
        given=opened(turned(AdverseEventKind.PSYCHOSIS, 1), psychotic(2, role=PAST, active=False)),
        when=MIDDLE,
    ),
    keeps("S06a", "in psychiatric care", given=opened(psychotic(care=CareKind.PSYCHIATRIC)), when=MIDDLE),
    keeps(
        "S06a",
        "psychiatric care recorded with the depression",
        given=opened(psychotic(), diagnosed(Condition.MAJOR_DEPRESSION, TARGET, care=CareKind.PSYCHIATRIC)),
        when=MIDDLE,
    ),
    breaks(
        "S06a",
        "psychiatric care of long ago",
        given=opened(psychotic(), diagnosed(Condition.MAJOR_DEPRESSION, PAST, active=None, care=CareKind.PSYCHIATRIC)),
        when=MIDDLE,
    ),
    breaks("S06a", "other care only", given=opened(psychotic(care=CareKind.GENERAL_MEDICAL)), when=MIDDLE),
    keeps("S06a", "a protocol that knows it", given=opened(psychotic()), when=MIDDLE, under=KNOWS_BOTH),
    breaks("S06a", "a turn into psychosis", given=opened(turned(AdverseEventKind.PSYCHOSIS, 1)), when=MIDDLE),
    keeps(
        "S06a",
        "a turn into psychosis that is over",
        given=opened(turned(AdverseEventKind.PSYCHOSIS, 1), psychotic(2, active=False)),
        when=MIDDLE,
    ),
    keeps("S06a", "another adverse event", given=opened(turned(AdverseEventKind.ADMISSION, 1)), when=MIDDLE),
    breaks("S06a", "a first middle phase after an early ending", given=ENDED_EARLY, when=AGAIN),
    keeps("S06a", "found in mid-course, and resumed", given=in_ending(PSYCHOSIS), when=AGAIN),
    breaks("S07a", "a first middle phase after an early ending", given=BIPOLAR_ENDED_EARLY, when=AGAIN),
    breaks(
        "S06b",
        "a turn entered after it was called not active, on one day",
        given=in_middle(psychotic(5, active=False), turned(AdverseEventKind.PSYCHOSIS, 5)),
        when=ENDING,
    ),
    breaks("S06b", "refused earlier that day", given=in_middle(refused("S06b", 5), PSYCHOSIS), when=ENDING),
    breaks(
        "S17a",
        "reviewed earlier that day",
        given=in_middle(reviewed(5), turned(AdverseEventKind.MANIA, 5)),
        when=ENDING,
    ),
    keeps("S06b", "psychosis is not recorded", given=in_middle(), when=ENDING),
    breaks("S06b", "found in mid-course", given=in_middle(PSYCHOSIS), when=ENDING),
    keeps("S06b", "reviewed with a referral that day", given=in_middle(PSYCHOSIS, referred(5)), when=ENDING),
    breaks("S06b", "reviewed without a referral", given=in_middle(PSYCHOSIS, reviewed(5)), when=ENDING),
    breaks("S06b", "reviewed before it was found", given=in_middle(referred(4), PSYCHOSIS), when=ENDING),
    keeps("S06b", "the referral was refused", given=in_middle(PSYCHOSIS, refused("S06b", 5)), when=ENDING),
    breaks("S06b", "refused before it was found", given=in_middle(refused("S06b", 4), PSYCHOSIS), when=ENDING),
    keeps("S06b", "in psychiatric care", given=in_middle(psychotic(5, care=CareKind.PSYCHIATRIC)), when=ENDING),
    keeps(
        "S06b",
        "recorded again, and long reviewed",
        given=in_middle(psychotic(5), referred(6), psychotic(8)),
        when=ENDING,
    ),
    breaks(
        "S06b",
        "back after it was over",
        given=in_middle(psychotic(5), referred(6), psychotic(8, active=False), psychotic(9)),
        when=ENDING,
    ),
    breaks(
        "S06b",
        "also before completion",
        given=in_ending(turned(AdverseEventKind.PSYCHOSIS, 13)),
        when=CourseCompleted(on=day(16)),
    ),
    keeps("S07a", "bipolar disorder is not recorded", when=MIDDLE),
    breaks("S07a", "active bipolar disorder", given=opened(bipolar()), when=MIDDLE),
    keeps("S07a", "in psychiatric care", given=opened(bipolar(care=CareKind.PSYCHIATRIC)), when=MIDDLE),
    keeps("S07a", "a protocol that knows it", given=opened(bipolar()), when=MIDDLE, under=KNOWS_BOTH),
    breaks("S07a", "a turn into hypomania", given=opened(turned(AdverseEventKind.HYPOMANIA, 1)), when=MIDDLE),
    keeps("S07b", "bipolar disorder is not recorded", given=in_middle(), when=ENDING),
    breaks("S07b", "a turn into mania in mid-course", given=in_middle(MANIA), when=ENDING),
    keeps("S07b", "reviewed with a referral that day", given=in_middle(MANIA, referred(5)), when=ENDING),
    breaks("S07b", "reviewed before it was found", given=in_middle(referred(4), MANIA), when=ENDING),
    keeps("S07b", "the referral was refused", given=in_middle(MANIA, refused("S07b", 5)), when=ENDING),
    breaks("S07b", "refused before it was found", given=in_middle(refused("S07b", 4), MANIA), when=ENDING),
    keeps("S07b", "a protocol that knows it", given=in_middle(MANIA), when=ENDING, under=KNOWS_BOTH),
    breaks("S07c", "nothing said of medication", when=MIDDLE, under=RHYTHM),
    keeps("S07c", "takes medication", given=opened(medication("lithium", taken=True)), when=MIDDLE, under=RHYTHM),
    breaks(
        "S07c",
        "stopped it",
        given=opened(medication("lithium", taken=True), medication("lithium", taken=False, weeks=1)),
        when=MIDDLE,
        under=RHYTHM,
    ),
    keeps(
        "S07c",
        "stopped one of two",
        given=opened(medication("lithium", taken=True), medication("quetiapine", taken=False, weeks=1)),
        when=MIDDLE,
        under=RHYTHM,
    ),
    keeps("S07c", "prescribed", given=opened(considered(MedicationNeed.PRESCRIBED)), when=MIDDLE, under=RHYTHM),
    breaks(
        "S07c",
        "prescribed, and stopped since",
        given=opened(considered(MedicationNeed.PRESCRIBED), medication("lithium", taken=False, weeks=1)),
        when=MIDDLE,
        under=RHYTHM,
    ),
    breaks(
        "S07c", "declined by the client", given=opened(considered(MedicationNeed.DECLINED)), when=MIDDLE, under=RHYTHM
    ),
    keeps(
        "S07c",
        "the prescriber decided without it",
        given=opened(considered(MedicationNeed.PRESCRIBER_DECIDED_WITHOUT)),
        when=MIDDLE,
        under=RHYTHM,
    ),
    breaks(
        "S07c",
        "declined after it was taken",
        given=opened(medication("lithium", taken=True), considered(MedicationNeed.DECLINED, weeks=1)),
        when=MIDDLE,
        under=RHYTHM,
    ),
    keeps(
        "S07c",
        "one was stopped, and a later review says prescribed",
        given=opened(medication("quetiapine", taken=False), considered(MedicationNeed.PRESCRIBED, weeks=1)),
        when=MIDDLE,
        under=RHYTHM,
    ),
    keeps("S07c", "not asked outside protocols for bipolar disorder", when=MIDDLE),
    keeps("S08a", "the target is depression", given=opened(diagnosed(Condition.MAJOR_DEPRESSION, TARGET)), when=MIDDLE),
    keeps("S08a", "substance use beside it", given=opened(diagnosed(Condition.SUBSTANCE_USE)), when=MIDDLE),
    breaks(
        "S08a", "substance use is the target", given=opened(diagnosed(Condition.SUBSTANCE_USE, TARGET)), when=MIDDLE
    ),
    keeps("S08b", "IPT for adults excludes nothing", given=opened(diagnosed(Condition.SUBSTANCE_USE)), when=MIDDLE),
    breaks(
        "S08b",
        "active misuse where that is excluded",
        given=opened(diagnosed(Condition.SUBSTANCE_USE)),
        when=MIDDLE,
        under=EXCLUDING,
    ),
    keeps(
        "S08b",
        "misuse that is not active",
        given=opened(diagnosed(Condition.SUBSTANCE_USE, active=False)),
        when=MIDDLE,
        under=EXCLUDING,
    ),
    keeps("S09a", "cognitive impairment is not recorded", when=MIDDLE),
    breaks("S09a", "cognitive impairment", given=opened(diagnosed(Condition.COGNITIVE_IMPAIRMENT)), when=MIDDLE),
    keeps(
        "S09a",
        "a protocol made for it",
        given=opened(diagnosed(Condition.COGNITIVE_IMPAIRMENT)),
        when=MIDDLE,
        under=PROTOCOL.adapt(code="ci", treats=(Condition.COGNITIVE_IMPAIRMENT,)),
    ),
    keeps("S10a", "no age where the protocol sets none", given=(), when=aged(None)),
    keeps("S10a", "the age of an adolescent", given=(), when=aged(15), under=OF_AGE_12_TO_18),
    breaks("S10a", "no age where the protocol sets one", given=(), when=aged(None), under=OF_AGE_12_TO_18),
    keeps("S10b", "any age where the protocol sets none", given=(), when=aged(90)),
    keeps("S10b", "no age is S10a's business", given=(), when=aged(None), under=OF_AGE_12_TO_18),
    breaks("S10b", "eleven", given=(), when=aged(11), under=OF_AGE_12_TO_18),
    keeps("S10b", "twelve", given=(), when=aged(12), under=OF_AGE_12_TO_18),
    keeps("S10b", "eighteen", given=(), when=aged(18), under=OF_AGE_12_TO_18),
    breaks("S10b", "nineteen", given=(), when=aged(19), under=OF_AGE_12_TO_18),
    keeps("S12a", "PHQ-9 of 19: not the severe band", given=opened(rated(0, 19)), when=MIDDLE),
    breaks("S12a", "PHQ-9 of 20: the severe band", given=opened(rated(0, 20)), when=MIDDLE),
    keeps("S12a", "the first rating counts", given=opened(rated(0, 19), rated(1, 20)), when=MIDDLE),
    breaks(
        "S12a",
        "the last before the middle counts",
        given=in_middle(rated(0, 19), rated(1, 20), weeks=2),
        when=MIDDLE,
        under=FROM_LAST,
    ),
    breaks("S12a", "severe on one of two", given=opened(rated(0, 3, "EPDS"), rated(0, 20)), when=MIDDLE),
    breaks("S12a", "severe on one of two, entered first", given=opened(rated(0, 20), rated(0, 3, "EPDS")), when=MIDDLE),
    keeps("S12a", "with seven of nine items missing", given=opened(BLANK), when=MIDDLE),
    breaks(
        "S12a",
        "the lowest band where higher is better",
        given=opened(rated(0, 9, "WELL")),
        when=MIDDLE,
        under=WELL_BEING,
    ),
    keeps(
        "S12a",
        "the highest band where higher is better",
        given=opened(rated(0, 90, "WELL")),
        when=MIDDLE,
        under=WELL_BEING,
    ),
    keeps(
        "S12a",
        "severe, and medication declined",
        given=opened(rated(0, 20), considered(MedicationNeed.DECLINED)),
        when=MIDDLE,
    ),
    keeps("S12a", "an instrument without bands", given=opened(rated(0, 30, "EPDS")), when=MIDDLE),
    keeps("S12a", "an instrument nobody knows", given=opened(rated(0, 99, "MINE")), when=MIDDLE),
    keeps("S12a", "no rating", when=MIDDLE),
    breaks("S12b", "PHQ-9 of 19, and medication not considered", given=opened(rated(0, 19)), when=MIDDLE),
    breaks("S12b", "no rating, and medication not considered", when=MIDDLE),
    keeps("S12b", "medication not indicated", given=opened(considered(MedicationNeed.NOT_INDICATED)), when=MIDDLE),
    keeps("S12b", "the severe band is S12a's business", given=opened(rated(0, 20)), when=MIDDLE),
    breaks("S08c", "found in mid-course", given=in_middle(misuse()), when=ENDING, under=EXCLUDING),
    keeps("S08c", "reviewed since", given=in_middle(misuse(), reviewed(6)), when=ENDING, under=EXCLUDING),
    keeps("S08c", "inactive since", given=in_middle(misuse(), misuse(6, active=False)), when=ENDING, under=EXCLUDING),
    keeps("S08c", "IPT for adults excludes nothing", given=in_middle(misuse()), when=ENDING),
    keeps("S08c", "an early ending before the middle phase", given=opened(misuse()), when=EARLY, under=EXCLUDING),
    breaks("S17b", "mania in mid-course", given=in_middle(MANIA), when=SESSION),
    breaks("S17b", "psychosis in the initial phase", given=opened(PSYCHOSIS), when=SESSION),
    breaks("S17b", "YMRS of 12", given=in_middle(rated(5, 12, "YMRS")), when=SESSION),
    breaks("S17b", "bipolar disorder found in mid-course", given=in_middle(bipolar(5)), when=SESSION),
    breaks("S17b", "psychosis found in mid-course", given=in_middle(psychotic(5)), when=SESSION),
    breaks("S17b", "misuse where that is excluded", given=in_middle(misuse()), when=SESSION, under=EXCLUDING),
    breaks("S17b", "misuse as the target", given=in_middle(misuse(role=TARGET)), when=SESSION),
    breaks(
        "S17b",
        "cognitive impairment found in mid-course",
        given=in_middle(diagnosed(Condition.COGNITIVE_IMPAIRMENT, weeks=5)),
        when=SESSION,
    ),
    keeps("S17b", "misuse beside the target", given=in_middle(misuse()), when=SESSION),
    keeps("S17b", "nothing was found", given=in_middle(), when=SESSION),
    keeps("S17b", "reviewed since", given=in_middle(MANIA, reviewed(5)), when=SESSION),
    keeps("S17b", "a diagnosis reviewed since", given=in_middle(bipolar(5), reviewed(5)), when=SESSION),
    keeps("S17b", "the session in which it was found", given=in_middle(bipolar(6)), when=SESSION),
    keeps("S17b", "known before the middle phase", given=in_middle(bipolar(0), weeks=1), when=SESSION),
    keeps("S17b", "in psychiatric care", given=in_middle(bipolar(5, care=CareKind.PSYCHIATRIC)), when=SESSION),
    keeps("S17b", "a protocol that treats it", given=in_middle(bipolar(5)), when=SESSION, under=KNOWS_BOTH),
    breaks("S17b", "a manic client under a protocol that does not treat it", given=CAME_MANIC, when=SESSION),
    keeps("S17b", "a manic client under one that does", given=CAME_MANIC, when=SESSION, under=KNOWS_BOTH),
    breaks("S17b", "a psychosis that was reported", given=CAME_PSYCHOTIC, when=SESSION, under=KNOWS_BOTH),
    breaks("S17b", "mania later on", given=in_middle(rated(5, 12, "YMRS")), when=SESSION, under=KNOWS_BOTH),
    keeps("S17a", "no turn", when=MIDDLE),
    breaks("S17a", "mania, and no review", given=opened(turned(AdverseEventKind.MANIA, 1)), when=MIDDLE),
    breaks("S17a", "psychosis, and no review", given=in_middle(PSYCHOSIS), when=ENDING),
    keeps(
        "S17a",
        "hypomania, reviewed that day",
        given=in_middle(turned(AdverseEventKind.HYPOMANIA), reviewed(5)),
        when=ENDING,
    ),
    breaks("S17a", "reviewed before the turn", given=in_middle(reviewed(4), MANIA), when=ENDING),
    keeps("S17a", "a self-harm is no turn", given=in_middle(turned(AdverseEventKind.SELF_HARM)), when=ENDING),
    keeps("S17a", "YMRS of 11", given=in_middle(rated(5, 11, "YMRS")), when=ENDING),
    keeps(
        "S17a",
        "YMRS of 12, with seven of eleven items missing",
        given=in_middle(rated(5, 12, "YMRS", missing_items=7, missing_policy=MissingItemsPolicy.SUM_OF_ANSWERED)),
        when=ENDING,
    ),
    breaks("S17a", "YMRS of 12", given=in_middle(rated(5, 12, "YMRS")), when=ENDING),
    keeps(
        "S17a",
        "YMRS still above the line, but reviewed since it rose",
        given=in_middle(rated(4, 20, "YMRS"), reviewed(5), rated(6, 16, "YMRS"), rated(6, 9), rated(7, 13, "YMRS")),
        when=ENDING,
    ),
    breaks(
        "S17a",
        "YMRS above the line again after it fell below",
        given=in_middle(rated(4, 20, "YMRS"), reviewed(5), rated(6, 6, "YMRS"), rated(7, 13, "YMRS")),
        when=ENDING,
    ),
    keeps("S17a", "PHQ-9 of 12 says nothing of mania", given=in_middle(rated(5, 12)), when=ENDING),
    keeps("S17a", "a rating on an instrument nobody knows", given=in_middle(rated(5, 40, "OTHER")), when=ENDING),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
