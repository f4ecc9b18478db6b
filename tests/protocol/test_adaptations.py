"""What the adaptations do differently, as a therapist meets it: the same record under IPT and under another manual."""

import pytest

from iptcore.course import replay
from iptcore.events import (
    ContractAgreed,
    CourseCompleted,
    CourseOpened,
    DiagnosisRecorded,
    Follows,
    FurtherTreatmentDecided,
    MedicationReviewed,
    MiddleBegun,
    SessionHeld,
    SickRoleGiven,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.problem_area import (
    ComplicatedPregnancy,
    Grief,
    InterpersonalDeficits,
    LostHealthySelf,
    RoleInsecurity,
)
from iptcore.protocol.catalogue import (
    FB_IPT,
    IPC,
    IPSRT,
    IPT,
    IPT_A,
    IPT_ANTENATAL,
    IPT_AST,
    IPT_B,
    IPT_BED,
    IPT_BN,
    IPT_CI,
    IPT_CM,
    IPT_G,
    IPT_INPATIENT,
    IPT_LATE_LIFE,
    IPT_M,
    IPT_POSTPARTUM,
    IPT_PTSD,
    IPT_SAD,
    IPT_SCOTLAND,
    IPT_SR,
    IPT_TELEPHONE,
    IPT_UK,
    IPT_VA,
    IPT_WHO,
)
from iptcore.protocol.cures import cure, way_to
from iptcore.protocol.examples import examples
from iptcore.vocabulary import (
    Condition,
    DiagnosisRole,
    Frequency,
    FurtherTreatment,
    Loss,
    MedicationNeed,
    SickRoleScope,
    TechniqueName,
)
from rules.case import breaks, day, keeps, opened
from rules.histories import contract, formulation, goal, group_session, in_ending, in_middle, rated

BEGUN = MiddleBegun(on=day(3))


def opens(age=None, **parts):
    return CourseOpened(on=day(), client="c-1", protocol="any", edition="any", consent=True, age=age, **parts)


def diagnosed(condition, role=DiagnosisRole.TARGET, **parts):
    diagnosis = Diagnosis(condition=condition, role=role, **parts)
    return DiagnosisRecorded(on=day(), diagnosis=diagnosis)


def session(weeks=3, **parts):
    return SessionHeld(on=day(weeks), **parts)


def held(number):
    return [session(weeks) for weeks in range(number)]


def grieved(loss):
    return formulation(Grief(key="grief", person="mother", loss=loss))


def decided(**parts):
    return FurtherTreatmentDecided(on=day(12), what=FurtherTreatment.NONE, **parts)


ALONE = formulation(InterpersonalDeficits(key="alone"))
HEALTHY = formulation(LostHealthySelf(key="self"))
INSECURE = formulation(RoleInsecurity(key="roles"))
PREGNANT = formulation(ComplicatedPregnancy(key="child"))
INCIDENT = TechniqueName.INTERPERSONAL_INCIDENT
LOWEST = rated(0, 10)
DONE = CourseCompleted(on=day(15))

CASES = [
    # How long: the contract, the initial phase, a session.
    keeps("C05a", "sixteen sessions", when=contract(sessions=16), under=IPT),
    breaks("C05a", "twenty sessions", when=contract(sessions=20), under=IPT),
    breaks("C05a", "eight sessions", when=contract(sessions=8), under=IPT),
    keeps("C05a", "six sessions in the UK", when=contract(sessions=6), under=IPT_UK),
    breaks("C05a", "seventeen sessions in the UK", when=contract(sessions=17), under=IPT_UK),
    keeps("C05a", "twenty sessions in Scotland", when=contract(sessions=20), under=IPT_SCOTLAND),
    breaks("C05a", "twenty-one sessions in Scotland", when=contract(sessions=21), under=IPT_SCOTLAND),
    breaks("C05a", "fifteen sessions in the VA", when=contract(sessions=15), under=IPT_VA),
    keeps("C05a", "any number by Stuart & Robertson", when=contract(sessions=24), under=IPT_SR),
    keeps("C05a", "brief: eight", when=contract(sessions=8), under=IPT_B),
    breaks("C05a", "brief: ten", when=contract(sessions=10), under=IPT_B),
    keeps("C05a", "counselling: three", when=contract(sessions=3), under=IPC),
    breaks("C05a", "counselling: eight", when=contract(sessions=8), under=IPC),
    keeps("I18a", "the third session of the start", given=opened(*held(2)), when=session(2), under=IPT),
    breaks("I18a", "the fourth", given=opened(*held(3)), when=session(3), under=IPT),
    keeps("I18a", "the fourth in the UK", given=opened(*held(3)), when=session(3), under=IPT_UK),
    breaks("I18a", "the fifth in the UK", given=opened(*held(4)), when=session(4), under=IPT_UK),
    breaks("I18a", "the third in brief IPT", given=opened(*held(2)), when=session(2), under=IPT_B),
    keeps("I18a", "the sixth in hospital", given=opened(*held(5)), when=session(5), under=IPT_INPATIENT),
    breaks("I18a", "the seventh in hospital", given=opened(*held(6)), when=session(6), under=IPT_INPATIENT),
    breaks("I18a", "a second group session", given=opened(group_session(1)), when=group_session(2), under=IPT_WHO),
    keeps(
        "I18a", "the first group after a single session", given=opened(session(1)), when=group_session(2), under=IPT_WHO
    ),
    keeps("I18a", "a single session beside the group", given=opened(group_session(1)), when=session(2), under=IPT_WHO),
    breaks("C07a", "an hour", when=session(minutes=60), under=IPT),
    keeps("C07a", "an hour by telephone", when=session(minutes=60), under=IPT_TELEPHONE),
    keeps("C07a", "half an hour of counselling", when=session(minutes=30), under=IPC),
    breaks("C07a", "an hour of counselling", when=session(minutes=60), under=IPC),
    keeps("C07a", "an hour and a half in the group", when=group_session(2, minutes=90), under=IPT_AST),
    breaks("C07a", "an hour in the group", when=group_session(2, minutes=60), under=IPT_AST),
    *(
        keeps("C07a", "a single session beside the group", when=session(2, minutes=50), under=protocol)
        for protocol in (IPT_AST, IPT_G, IPT_WHO)
    ),
    breaks("C07b", "an agreed length that is not the group's", when=contract(minutes=50), under=IPT_AST),
    keeps("C07b", "the length of the group", when=contract(minutes=90), under=IPT_AST),
    # How often.
    breaks("C08a", "spaced out", when=contract(tapered=True), under=IPT),
    keeps("C08a", "spaced out by Stuart & Robertson", when=contract(tapered=True), under=IPT_SR),
    keeps("C08a", "spaced out in later life", when=contract(tapered=True), under=IPT_LATE_LIFE),
    breaks("O02a", "maintenance every week", when=contract(frequency=Frequency.WEEKLY), under=IPT_M),
    keeps("O02a", "maintenance every month", when=contract(frequency=Frequency.MONTHLY), under=IPT_M),
    keeps("O02a", "every week in acute treatment", when=contract(frequency=Frequency.WEEKLY), under=IPT),
    breaks("I19b", "a range", when=contract(at_most=20, review_on=day(8)), under=IPT),
    keeps("I19b", "a range by Stuart & Robertson", when=contract(at_most=20, review_on=day(8)), under=IPT_SR),
    breaks("I19b", "a range never reviewed", when=contract(at_most=20), under=IPT_SR),
    # Whom it is for.
    keeps("S10a", "no age", when=opens(), under=IPT),
    breaks("S10a", "no age of an adolescent", when=opens(), under=IPT_A),
    keeps("S10b", "twelve years old", when=opens(12), under=IPT_A),
    breaks("S10b", "eleven years old", when=opens(11), under=IPT_A),
    breaks("S10b", "nineteen years old", when=opens(19), under=IPT_A),
    keeps("S10b", "eleven years old, with the family", when=opens(11), under=FB_IPT),
    breaks("S10b", "seventeen years old, in prevention", when=opens(17), under=IPT_AST),
    breaks("S10b", "fifty-nine years old, in later life", when=opens(59), under=IPT_LATE_LIFE),
    keeps("S10b", "ninety years old, in later life", when=opens(90), under=IPT_LATE_LIFE),
    keeps("S08b", "a drink problem beside it", given=opened(diagnosed(Condition.SUBSTANCE_USE)), when=BEGUN, under=IPT),
    breaks(
        "S08b", "an adolescent who drinks", given=opened(diagnosed(Condition.SUBSTANCE_USE)), when=BEGUN, under=IPT_A
    ),
    breaks("S07a", "bipolar", given=opened(diagnosed(Condition.BIPOLAR_DISORDER)), when=BEGUN, under=IPT),
    keeps("S07a", "bipolar", given=opened(diagnosed(Condition.BIPOLAR_DISORDER)), when=BEGUN, under=IPSRT),
    breaks("S07c", "nothing about medication", when=BEGUN, under=IPSRT),
    keeps(
        "S07c",
        "the prescriber decided without",
        given=opened(MedicationReviewed(on=day(), need=MedicationNeed.PRESCRIBER_DECIDED_WITHOUT)),
        when=BEGUN,
        under=IPSRT,
    ),
    breaks("S09a", "forgetful", given=opened(diagnosed(Condition.COGNITIVE_IMPAIRMENT)), when=BEGUN, under=IPT),
    keeps("S09a", "forgetful", given=opened(diagnosed(Condition.COGNITIVE_IMPAIRMENT)), when=BEGUN, under=IPT_CI),
    breaks("I21a", "bulimia", given=opened(diagnosed(Condition.BULIMIA_NERVOSA)), when=BEGUN, under=IPT),
    keeps("I21a", "bulimia", given=opened(diagnosed(Condition.BULIMIA_NERVOSA)), when=BEGUN, under=IPT_BN),
    keeps("I21a", "binge eating in a group", given=opened(diagnosed(Condition.BINGE_EATING)), when=BEGUN, under=IPT_G),
    breaks("I21b", "depression is rated, not fear", given=opened(LOWEST), when=BEGUN, under=IPT_SAD),
    keeps("I21b", "fear is rated", given=opened(rated(0, 60, "LSAS")), when=BEGUN, under=IPT_SAD),
    breaks("I01a", "no diagnosis", given=opened(LOWEST), when=BEGUN, under=IPT),
    keeps("I01a", "no diagnosis by Stuart & Robertson", given=opened(LOWEST), when=BEGUN, under=IPT_SR),
    keeps("I01b", "but symptoms", given=opened(LOWEST), when=BEGUN, under=IPT_SR),
    breaks("I01b", "neither of them", given=opened(rated(0, 3)), when=BEGUN, under=IPT_SR),
    keeps("I01b", "raised symptoms in prevention", given=opened(LOWEST), when=BEGUN, under=IPT_AST),
    # What is in focus.
    breaks("I13a", "a divorce is no grief", when=grieved(Loss.SEPARATION), under=IPT),
    keeps("I13a", "a divorce is grief by Stuart & Robertson", when=grieved(Loss.SEPARATION), under=IPT_SR),
    breaks("I11a", "deficits without a reason", when=ALONE, under=IPT),
    keeps("I11a", "sensitivity as an ordinary choice", when=ALONE, under=IPT_UK),
    keeps("I11a", "loneliness in a WHO group", when=ALONE, under=IPT_WHO),
    breaks("I16a", "no deficits by Stuart & Robertson", when=ALONE, under=IPT_SR),
    breaks("I16a", "no grief in prevention", when=grieved(Loss.DEATH), under=IPT_AST),
    breaks("I16a", "the lost healthy self", when=HEALTHY, under=IPT),
    keeps("I16a", "the lost healthy self", when=HEALTHY, under=IPSRT),
    keeps("I16a", "role insecurity", when=INSECURE, under=IPT_SAD),
    breaks("I16a", "deficits with social anxiety", when=ALONE, under=IPT_SAD),
    keeps("I16a", "the complicated pregnancy", when=PREGNANT, under=IPT_ANTENATAL),
    breaks("I16a", "the complicated pregnancy after birth", when=PREGNANT, under=IPT_POSTPARTUM),
    breaks("I16a", "deficits after trauma", when=ALONE, under=IPT_PTSD),
    breaks("I16a", "a grief for a couple", when=grieved(Loss.DEATH), under=IPT_CM),
    breaks("I09a", "no focus", when=BEGUN, under=IPT),
    keeps("I09a", "no focus of one's own in prevention", when=BEGUN, under=IPT_AST),
    breaks("G02b", "no goal of one's own in a WHO group", given=opened(formulation()), when=BEGUN, under=IPT_WHO),
    keeps("G02b", "a goal", given=opened(formulation(), goal()), when=BEGUN, under=IPT_WHO),
    # The sick role.
    breaks("I04a", "no sick role", when=BEGUN, under=IPT),
    keeps("I04a", "no sick role by Stuart & Robertson", when=BEGUN, under=IPT_SR),
    keeps("I04a", "no sick role in prevention", when=BEGUN, under=IPT_AST),
    breaks("I04b", "a full sick role", given=opened(SickRoleGiven(on=day())), when=BEGUN, under=IPT_A),
    keeps(
        "I04b",
        "a limited one",
        given=opened(SickRoleGiven(on=day(), scope=SickRoleScope.LIMITED)),
        when=BEGUN,
        under=IPT_A,
    ),
    # The work.
    keeps("M10b", "no task in adult IPT", given=in_middle(), when=session(), under=IPT),
    breaks("M10b", "no task for an adolescent", given=in_middle(), when=session(), under=IPT_A),
    breaks("M10b", "no task by Stuart & Robertson", given=in_middle(), when=session(), under=IPT_SR),
    breaks("M08a", "exposure after trauma", when=session(techniques=(TechniqueName.EXPOSURE,)), under=IPT_PTSD),
    keeps("M09a", "mood is worked on", given=in_middle(), when=session(symptoms_worked_on=True), under=IPT),
    breaks("M09a", "eating is worked on", given=in_middle(), when=session(symptoms_worked_on=True), under=IPT_BED),
    keeps("M15a", "no rhythm chart", given=in_middle(), when=session(), under=IPT),
    breaks("M15a", "no rhythm chart", given=in_middle(), when=session(), under=IPSRT),
    breaks("M05c", "an incident told in detail", when=session(techniques=(INCIDENT,)), under=IPT),
    keeps("M05c", "an incident told in detail", when=session(techniques=(INCIDENT,)), under=IPT_SR),
    # Groups and others.
    keeps("G01a", "straight into the group", when=group_session(1), under=IPT),
    breaks("G01a", "straight into the group", when=group_session(1), under=IPT_AST),
    keeps("G03a", "seven adolescents", when=group_session(2, group_size=7), under=IPT_AST),
    breaks("G03a", "eight adolescents", when=group_session(2, group_size=8), under=IPT_AST),
    keeps("G03a", "twelve members", when=group_session(2, group_size=12), under=IPT_WHO),
    breaks("G04c", "no caregiver at the end", given=in_ending(), when=DONE, under=IPT_A),
    keeps("G04c", "no caregiver in prevention", given=in_ending(), when=DONE, under=IPT_AST),
    breaks("G04c", "no caregiver of somebody forgetful", given=in_ending(), when=DONE, under=IPT_CI),
    breaks("G05a", "no partner", given=opened(formulation()), when=contract(), under=IPT_CM),
    keeps("G05a", "no partner", given=opened(formulation()), when=contract(), under=IPT),
    # The ending, and what follows.
    keeps("T06b", "maintenance is not for all", given=in_ending(decided()), when=DONE, under=IPT),
    breaks("T06b", "maintenance was not spoken of", given=in_ending(decided()), when=DONE, under=IPT_SR),
    keeps(
        "T06b",
        "maintenance was offered",
        given=in_ending(decided(maintenance_offered=True)),
        when=DONE,
        under=IPT_SR,
    ),
    breaks("O01a", "maintenance after nothing", when=BEGUN, under=IPT_M),
    keeps(
        "O01a",
        "maintenance after an acute course",
        given=opened(follows=Follows(elsewhere=True)),
        when=BEGUN,
        under=IPT_M,
    ),
    keeps("O01a", "an acute course after nothing", when=BEGUN, under=IPT),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.protocol.code} {case}")
def test_case(case):
    assert (case.clause in case.codes(IPT)) is case.objects


# -- what cures what only some of them ask for -------------------------------------------------------------------------


def test_maintenance_opened_without_its_acute_course_is_cured_by_correcting_the_opening():
    course = replay(opened())
    (correction,) = cure(IPT_M, course, asked(IPT_M, course, BEGUN, "O01a"), day(3), to=BEGUN)
    assert "O01a" not in codes(IPT_M, IPT_M.apply(course, correction), BEGUN)


def test_a_contract_by_stuart_and_robertson_may_be_a_range():
    course = replay(opened(formulation(), goal()))
    agreed = [event.contract for event in examples(IPT_SR, course, ContractAgreed, day(1))]
    assert {contract.at_most is None for contract in agreed} == {True, False}


def test_a_couple_is_led_to_both_consents():
    course = replay(opened(formulation(), goal()))
    *before, agreed = way_to(IPT_CM, course, ContractAgreed, day(1))
    assert [type(event).__name__ for event in before] == ["ConsentGiven", "ConsentGiven"]
    assert [event.person for event in before] == [None, *agreed.contract.joint_with]


def codes(protocol, course, event):
    return [objection.code for objection in protocol.objections(course, event)]


def asked(protocol, course, event, code):
    return next(objection for objection in protocol.objections(course, event) if objection.code == code)
