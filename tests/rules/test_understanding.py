"""Cases of I01-I06, I18 and I21."""

import pytest

from iptcore.events import (
    DiagnosisRecorded,
    LifeEventRecorded,
    MiddleBegun,
    NotDone,
    PsychoeducationGiven,
    RelationshipRecorded,
    SessionHeld,
    SickRoleGiven,
)
from iptcore.model.diagnosis import Diagnosis
from iptcore.model.inventory import LifeEvent, Relationship
from iptcore.model.partial_date import PartialDate
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.protocol.rules.understanding import RULES
from iptcore.vocabulary import Condition, DiagnosisRole, Purpose, SickRoleScope, TechniqueName, WhyNot

from .case import Case, breaks, day, keeps, opened
from .histories import BLANK, in_middle, numbered, rated, weekly

PROTOCOL = numbered(*RULES, indications=(Condition.MAJOR_DEPRESSION,))
BY_SUITABILITY = PROTOCOL.adapt(code="suits", levels={"I01a": Level.OFF, "I01b": Level.BINDING})
LIMITED = PROTOCOL.adapt(code="limited", levels={"I04b": Level.ADVISORY})
NAMES_NO_INSTRUMENT = PROTOCOL.adapt(code="any", primary_instruments=())
FOR_ANYBODY = PROTOCOL.adapt(code="anybody", indications=())
ONE = Between(1, 1)
WITH_GROUPS = PROTOCOL.adapt(code="ward", by_purpose=((Purpose.REGULAR, ONE), (Purpose.GROUP, ONE)))
ANY_LENGTH = PROTOCOL.adapt(code="long", initial_sessions=Between(1, None))

MIDDLE = MiddleBegun(on=day(3))


def diagnosed(condition: Condition, role: DiagnosisRole = DiagnosisRole.TARGET) -> DiagnosisRecorded:
    return DiagnosisRecorded(on=day(), diagnosis=Diagnosis(condition=condition, role=role))


def reason(clause: str) -> NotDone:
    return NotDone(on=day(1), task=clause, why=WhyNot.DECLINED, because="does not want to")


DEPRESSED = diagnosed(Condition.MAJOR_DEPRESSION)
RULED_OUT = DiagnosisRecorded(on=day(1), diagnosis=DEPRESSED.diagnosis.replace(active=False))
SISTER = RelationshipRecorded(on=day(), relationship=Relationship(key="sister"))
MOVED = LifeEventRecorded(on=day(), life_event=LifeEvent(what="moved", when=PartialDate(year=2025, about=True)))

CASES = [
    keeps("I01a", "depression is the target", given=opened(DEPRESSED), when=MIDDLE),
    breaks("I01a", "no diagnosis", when=MIDDLE),
    breaks(
        "I01a",
        "only something beside the target",
        given=opened(diagnosed(Condition.SOCIAL_ANXIETY, DiagnosisRole.COMORBID)),
        when=MIDDLE,
    ),
    breaks("I01b", "neither target nor rating", when=MIDDLE, under=BY_SUITABILITY),
    breaks("I01b", "PHQ-9 of 9: below the cut-off", given=opened(rated(0, 9)), when=MIDDLE, under=BY_SUITABILITY),
    keeps("I01b", "PHQ-9 of 10: the cut-off", given=opened(rated(0, 10)), when=MIDDLE, under=BY_SUITABILITY),
    keeps(
        "I01b",
        "at the cut-off of one of two",
        given=opened(rated(0, 3, "EPDS"), rated(0, 10)),
        when=MIDDLE,
        under=BY_SUITABILITY,
    ),
    keeps("I01b", "at the cut-off later", given=opened(rated(0, 9), rated(1, 10)), when=MIDDLE, under=BY_SUITABILITY),
    breaks("I01b", "with seven of nine items missing", given=opened(BLANK), when=MIDDLE, under=BY_SUITABILITY),
    breaks(
        "I01b",
        "an instrument without a published cut-off",
        given=opened(rated(0, 90, "MINE")),
        when=MIDDLE,
        under=BY_SUITABILITY,
    ),
    keeps(
        "I01b",
        "judged suitable because of an interpersonal problem",
        given=opened(diagnosed(Condition.INTERPERSONAL_PROBLEM)),
        when=MIDDLE,
        under=BY_SUITABILITY,
    ),
    keeps("I01b", "not asked where a diagnosis is", when=MIDDLE),
    keeps("I02a", "rated on the PHQ-9", given=opened(rated(0, 14)), when=MIDDLE),
    keeps("I02a", "the rating was declined", given=opened(reason("I02a")), when=MIDDLE),
    keeps("I02a", "a protocol that names no instrument", when=MIDDLE, under=NAMES_NO_INSTRUMENT),
    breaks("I02a", "no rating and no reason", when=MIDDLE),
    breaks("I02a", "rated with seven of nine items missing", given=opened(BLANK), when=MIDDLE),
    breaks("I02a", "rated on another instrument only", given=opened(rated(0, 14, "GAD-7")), when=MIDDLE),
    breaks("I02a", "a reason for something else", given=opened(reason("I05a")), when=MIDDLE),
    keeps("I03a", "given", given=opened(PsychoeducationGiven(on=day())), when=MIDDLE),
    breaks("I03a", "not given", when=MIDDLE),
    keeps("I04a", "given", given=opened(SickRoleGiven(on=day())), when=MIDDLE),
    breaks("I04a", "not given", when=MIDDLE),
    keeps(
        "I04a",
        "no illness, but an interpersonal problem",
        given=opened(diagnosed(Condition.INTERPERSONAL_PROBLEM)),
        when=MIDDLE,
    ),
    keeps(
        "I04a",
        "an interpersonal problem, and the illness was ruled out",
        given=opened(diagnosed(Condition.INTERPERSONAL_PROBLEM), DEPRESSED, RULED_OUT),
        when=MIDDLE,
    ),
    breaks(
        "I04a",
        "an interpersonal problem beside an illness",
        given=opened(diagnosed(Condition.INTERPERSONAL_PROBLEM), DEPRESSED),
        when=MIDDLE,
    ),
    breaks("I04b", "given in full", given=opened(SickRoleGiven(on=day())), when=MIDDLE, under=LIMITED),
    keeps(
        "I04b",
        "given in its limited form",
        given=opened(SickRoleGiven(on=day(), scope=SickRoleScope.LIMITED)),
        when=MIDDLE,
        under=LIMITED,
    ),
    keeps("I04b", "not given is I04a's business", when=MIDDLE, under=LIMITED),
    keeps("I04b", "given in full to an adult", given=opened(SickRoleGiven(on=day())), when=MIDDLE),
    keeps("I05a", "the sister is recorded", given=opened(SISTER), when=MIDDLE),
    keeps("I05a", "there is nobody, and that is said", given=opened(reason("I05a")), when=MIDDLE),
    breaks("I05a", "an empty inventory", when=MIDDLE),
    keeps("I06a", "a life event is recorded", given=opened(MOVED), when=MIDDLE),
    keeps(
        "I06a",
        "a timeline was made in a session",
        given=opened(SessionHeld(on=day(), techniques=(TechniqueName.TIMELINE,))),
        when=MIDDLE,
    ),
    breaks("I06a", "no timeline", when=MIDDLE),
    keeps("I18a", "the third session of the initial phase", given=opened(*weekly(2)), when=SessionHeld(on=day(2))),
    breaks("I18a", "the fourth session of the initial phase", given=opened(*weekly(3)), when=SessionHeld(on=day(3))),
    keeps(
        "I18a",
        "a crisis session does not count",
        given=opened(*weekly(3)),
        when=SessionHeld(on=day(3), purpose=Purpose.CRISIS),
    ),
    keeps(
        "I18a",
        "crisis sessions before it did not count",
        given=opened(*weekly(3, purpose=Purpose.CRISIS)),
        when=SessionHeld(on=day(3)),
    ),
    keeps("I18a", "the fourth session of the middle phase", given=in_middle(*weekly(3)), when=SessionHeld(on=day(3))),
    keeps(
        "I18a",
        "groups beside single sessions do not count",
        given=opened(*weekly(3, purpose=Purpose.GROUP)),
        when=SessionHeld(on=day(3)),
        under=WITH_GROUPS,
    ),
    keeps(
        "I18a",
        "a group after the single sessions",
        given=opened(*weekly(3)),
        when=SessionHeld(on=day(3), purpose=Purpose.GROUP),
        under=WITH_GROUPS,
    ),
    breaks(
        "I18a",
        "a fourth single session beside groups",
        given=opened(*weekly(3, purpose=Purpose.GROUP), *weekly(3)),
        when=SessionHeld(on=day(3)),
        under=WITH_GROUPS,
    ),
    keeps("I18a", "no limit", given=opened(*weekly(8)), when=SessionHeld(on=day(8)), under=ANY_LENGTH),
    keeps("I21c", "an instrument that this protocol knows", when=rated(1, 9)),
    breaks("I21c", "a slip in its code", when=rated(1, 9, "PHQ9")),
    keeps("I21a", "depression in a protocol for depression", given=opened(DEPRESSED), when=MIDDLE),
    keeps(
        "I21a",
        "an interpersonal problem without disorder",
        given=opened(diagnosed(Condition.INTERPERSONAL_PROBLEM)),
        when=MIDDLE,
    ),
    keeps("I21a", "no target is I01's business", when=MIDDLE),
    keeps(
        "I21a",
        "a protocol that names no indication",
        given=opened(diagnosed(Condition.BINGE_EATING)),
        when=MIDDLE,
        under=FOR_ANYBODY,
    ),
    breaks("I21a", "binge eating", given=opened(diagnosed(Condition.BINGE_EATING)), when=MIDDLE),
    breaks(
        "I21a",
        "one target of two",
        given=opened(DEPRESSED, diagnosed(Condition.BINGE_EATING)),
        when=MIDDLE,
    ),
    keeps("I21b", "rated on the PHQ-9", given=opened(rated(0, 14)), when=MIDDLE),
    keeps("I21b", "not rated is I02's business", when=MIDDLE),
    breaks(
        "I21b",
        "rated on another instrument, and a reason given",
        given=opened(rated(0, 14, "GAD-7"), reason("I02a")),
        when=MIDDLE,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects
