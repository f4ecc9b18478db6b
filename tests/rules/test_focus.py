"""Cases of I07-I17, I19 and I20."""

import pytest

from iptcore.course import replay
from iptcore.events import (
    DisputeStageChanged,
    FormulationAgreed,
    MiddleBegun,
    RelationshipRecorded,
    SessionHeld,
    TerminationBegun,
)
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.inventory import Relationship
from iptcore.model.problem_area import Grief, InterpersonalDeficits, LostHealthySelf, RoleDispute, RoleTransition
from iptcore.protocol.number_range import Between
from iptcore.protocol.rules import focus
from iptcore.vocabulary import DisputeStage, Loss, OnsetLink, Party

from .case import Case, breaks, day, keeps, opened
from .histories import DISPUTE, GRIEF, TRANSITION, formulation, goal, in_middle, numbered, weekly

PROTOCOL = numbered(*focus.RULES)
PREVENTION = PROTOCOL.adapt(code="prevention", focal_areas=Between(0, 2))
ANY_LOSS = PROTOCOL.adapt(code="any-loss", grief_losses=tuple(Loss))
ANY_AREA = PROTOCOL.adapt(code="any-area", areas=())

MIDDLE = MiddleBegun(on=day(3))

ALONE = InterpersonalDeficits(key="alone", why_no_other="no loss, quarrel or change")
UNJUDGED = RoleDispute(key="dispute", parties=("partner",))


def formulated(*areas: FocalArea, **parts: object) -> FormulationAgreed:
    usual = {"syndrome": "depression", "link": "the quarrels", "plan": "to talk", "accepted": True}
    return FormulationAgreed(on=day(), formulation=Formulation(areas=areas, **usual | parts))


def grief(loss: Loss) -> FormulationAgreed:
    return formulation(Grief(key="grief", person="somebody", loss=loss))


def dispute(*parties: str) -> FormulationAgreed:
    return formulation(RoleDispute(key="dispute", parties=parties))


def deficits(why: str | None) -> FormulationAgreed:
    return formulation(InterpersonalDeficits(key="alone", why_no_other=why))


def transition(old: str | None, new: str | None) -> FormulationAgreed:
    return formulation(RoleTransition(key="move", old_role=old, new_role=new))


def known(key: str, *, alive: bool | None, party: Party = Party.PERSON) -> RelationshipRecorded:
    return RelationshipRecorded(on=day(), relationship=Relationship(key=key, alive=alive, party=party))


def judged(dispute: str = "dispute", stage: DisputeStage = DisputeStage.IMPASSE) -> DisputeStageChanged:
    return DisputeStageChanged(on=day(2), dispute=dispute, stage=stage)


AREA = FocalArea(area=DISPUTE)
AGREED = opened(formulation(), goal())
DEAD = known("somebody", alive=False)
LIVES = known("somebody", alive=True)
MOURNED_LATER = grief(Loss.DEATH).replace(on=day(2))
TWO_DISPUTES = formulation(DISPUTE, RoleDispute(key="other", parties=("boss",)))
DEAD_PARTNER = known("partner", alive=False)

CASES = [
    keeps("I07a", "depression", when=formulated(AREA)),
    breaks("I07a", "no syndrome or problem", when=formulated(AREA, syndrome=None)),
    keeps("I07b", "one focal area", when=formulated(AREA)),
    breaks("I07b", "no focal area", when=formulated()),
    keeps("I07b", "no focal area in prevention", when=formulated(), under=PREVENTION),
    keeps("I07c", "a link for the whole", when=formulated(AREA)),
    keeps("I07c", "a link for each area", when=formulated(AREA.replace(link="it began then"), link=None)),
    breaks("I07c", "no link", when=formulated(AREA, link=None)),
    breaks(
        "I07c",
        "a link for one area of two",
        when=formulated(AREA.replace(link="it began then"), FocalArea(area=GRIEF), link=None),
    ),
    keeps("I07d", "a plan", when=formulated(AREA)),
    breaks("I07d", "no plan", when=formulated(AREA, plan=None)),
    keeps("I08a", "the client accepts it", given=AGREED, when=MIDDLE),
    breaks("I08a", "nobody asked", given=opened(formulation(accepted=None)), when=MIDDLE),
    breaks("I08a", "the client does not accept it", given=opened(formulation(accepted=False)), when=MIDDLE),
    breaks("I08a", "no formulation", when=MIDDLE),
    breaks("I09a", "no focal area", when=MIDDLE),
    keeps("I09a", "a single focus", given=opened(formulation()), when=MIDDLE),
    keeps("I09a", "two focal areas", given=opened(formulation(DISPUTE, GRIEF)), when=MIDDLE),
    breaks("I09a", "three focal areas", given=opened(formulation(DISPUTE, GRIEF, TRANSITION)), when=MIDDLE),
    keeps("I09b", "two focal areas", when=formulation(DISPUTE, GRIEF)),
    breaks("I09b", "three focal areas", when=formulation(DISPUTE, GRIEF, TRANSITION)),
    breaks("I09b", "three in mid-course", given=in_middle(), when=formulation(DISPUTE, GRIEF, TRANSITION, on=day(4))),
    keeps("I09a", "no focal area in prevention", when=MIDDLE, under=PREVENTION),
    keeps("I10a", "one area needs no rank", when=formulated(AREA)),
    keeps("I10a", "of two, one is primary", when=formulation(DISPUTE, GRIEF)),
    breaks("I10a", "of two, none is primary", when=formulated(AREA, FocalArea(area=GRIEF))),
    breaks(
        "I10a",
        "of two, both are primary",
        when=formulated(FocalArea(area=DISPUTE, primary=True), FocalArea(area=GRIEF, primary=True)),
    ),
    keeps("I11a", "deficits, and why nothing else fits", when=deficits("no loss, quarrel or change")),
    breaks("I11a", "deficits without the reason", when=deficits(None)),
    keeps("I11a", "a dispute", when=formulation()),
    keeps("I12a", "deficits alone", when=formulation(ALONE)),
    keeps("I12a", "two other areas", when=formulation(DISPUTE, GRIEF)),
    breaks("I12a", "deficits beside a dispute", when=formulation(DISPUTE, ALONE)),
    keeps("I13a", "a death", when=grief(Loss.DEATH)),
    keeps("I13a", "a perinatal death", when=grief(Loss.PERINATAL_DEATH)),
    breaks("I13a", "a separation", when=grief(Loss.SEPARATION)),
    breaks("I13a", "the loss of health", when=grief(Loss.HEALTH)),
    keeps("I13a", "a separation where any loss is grief", when=grief(Loss.SEPARATION), under=ANY_LOSS),
    keeps("I13a", "a dispute", when=formulation()),
    breaks(
        "I13b", "mourned, and recorded as living", given=opened(known("somebody", alive=True)), when=grief(Loss.DEATH)
    ),
    breaks(
        "I13b",
        "a child that died at birth",
        given=opened(known("somebody", alive=True)),
        when=grief(Loss.PERINATAL_DEATH),
    ),
    breaks("I13c", "mourned first, and recorded as living", given=opened(grief(Loss.DEATH)), when=LIVES),
    keeps("I13c", "somebody else", given=opened(grief(Loss.DEATH)), when=known("sister", alive=True)),
    keeps("I13c", "recorded as dead", given=opened(grief(Loss.DEATH)), when=known("somebody", alive=False)),
    keeps("I13c", "no grief in focus", given=opened(formulation()), when=LIVES),
    keeps("I13c", "no formulation", when=LIVES),
    breaks("I13c", "entered late, mourned since", given=opened(MOURNED_LATER), when=LIVES),
    keeps("I13b", "recorded as dead", given=opened(known("somebody", alive=False)), when=grief(Loss.DEATH)),
    keeps("I13b", "nobody said", given=opened(known("somebody", alive=None)), when=grief(Loss.DEATH)),
    keeps("I13b", "no death", given=opened(known("somebody", alive=True)), when=grief(Loss.SEPARATION), under=ANY_LOSS),
    keeps("I14a", "a partner nobody recorded", when=dispute("partner")),
    keeps("I14a", "an employer", given=opened(known("works", alive=None, party=Party.EMPLOYER)), when=dispute("works")),
    keeps("I14a", "one of two is dead", given=opened(known("mother", alive=False)), when=dispute("mother", "father")),
    breaks("I14a", "the only party is dead", given=opened(known("mother", alive=False)), when=dispute("mother")),
    breaks("I14a", "with nobody", when=dispute()),
    breaks("I14a", "with nobody but the client", when=dispute("c-1")),
    keeps("I14d", "a stage judged", given=opened(formulation()), when=judged()),
    keeps("I14d", "another dispute is with somebody", given=opened(TWO_DISPUTES, DEAD_PARTNER), when=judged()),
    keeps("I14e", "a dispute with somebody", given=opened(TWO_DISPUTES, DEAD_PARTNER), when=judged("other")),
    keeps("I14e", "the only dispute", given=opened(formulation(), DEAD_PARTNER), when=judged()),
    breaks("I14e", "beside another dispute that is", given=opened(TWO_DISPUTES, DEAD_PARTNER), when=judged()),
    keeps("I14d", "no dispute in focus", given=opened(formulation(GRIEF)), when=judged()),
    breaks(
        "I14d",
        "a stage judged after the only party died",
        given=opened(formulation(), known("partner", alive=False)),
        when=judged(),
    ),
    keeps("I14a", "no focus on a dispute", when=formulation(GRIEF)),
    breaks(
        "I14c",
        "the only party died",
        given=in_middle(known("partner", alive=False)),
        when=SessionHeld(on=day(2), focus=("dispute",)),
    ),
    keeps("I14c", "the party lives", given=in_middle(), when=SessionHeld(on=day(2), focus=("dispute",))),
    keeps("I14c", "another focus", given=in_middle(known("partner", alive=False)), when=SessionHeld(on=day(2))),
    keeps(
        "I14b", "the second middle session", given=in_middle(*weekly(1), areas=(UNJUDGED,)), when=SessionHeld(on=day(1))
    ),
    breaks(
        "I14b", "the third middle session", given=in_middle(*weekly(2), areas=(UNJUDGED,)), when=SessionHeld(on=day(2))
    ),
    keeps(
        "I14b",
        "the stage was judged",
        given=in_middle(*weekly(2), judged(), areas=(UNJUDGED,)),
        when=SessionHeld(on=day(2)),
    ),
    keeps("I14b", "judged in the formulation", given=in_middle(*weekly(2)), when=SessionHeld(on=day(2))),
    keeps("I14b", "no dispute in focus", given=in_middle(*weekly(2), areas=(GRIEF,)), when=SessionHeld(on=day(2))),
    keeps("I14b", "the third session of the initial phase", given=opened(*weekly(2)), when=SessionHeld(on=day(2))),
    keeps(
        "I14b",
        "a session of the last phase",
        given=in_middle(TerminationBegun(on=day(12)), *weekly(2, first=12), areas=(UNJUDGED,)),
        when=SessionHeld(on=day(14)),
    ),
    keeps("I15a", "from nurse to retired nurse, no date", when=transition("nurse", "retired nurse")),
    breaks("I15a", "from nothing", when=transition(None, "retired nurse")),
    breaks("I15a", "to nothing", when=transition("nurse", None)),
    keeps("I15a", "a dispute", when=formulation()),
    keeps("I16a", "a dispute", when=formulation()),
    breaks("I16a", "the lost healthy self, outside bipolar disorder", when=formulation(LostHealthySelf(key="self"))),
    keeps("I16a", "any area", when=formulation(LostHealthySelf(key="self")), under=ANY_AREA),
    keeps("I17a", "it came first", when=formulation()),
    keeps(
        "I17a",
        "it keeps the episode going, with the link of the whole",
        when=formulated(FocalArea(area=DISPUTE, onset_link=OnsetLink.MAINTAINS)),
    ),
    breaks("I17a", "nothing said of how it bears on the episode", when=formulated(AREA)),
    breaks(
        "I17a",
        "not put in words",
        when=formulated(FocalArea(area=DISPUTE, onset_link=OnsetLink.MAINTAINS), link=None),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert (case.clause in case.codes(PROTOCOL)) is case.objects


def test_who_died_may_be_cleared_up_later() -> None:
    mourned = (*opened(grief(Loss.DEATH)), LIVES)
    for later in (DEAD.replace(on=day(3)), formulation(TRANSITION, on=day(3)), known("sister", alive=None)):
        found = {finding.objection.code for finding in PROTOCOL.review(replay((*mourned, later)))}
        assert ("I13c" in found) is (later.on == day())
