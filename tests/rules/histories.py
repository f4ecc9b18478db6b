"""Courses in a few words, as the cases of the rules begin."""

from datetime import date

from iptcore.events import (
    ContractAgreed,
    ContractAmended,
    Event,
    FormulationAgreed,
    GoalAgreed,
    MiddleBegun,
    SessionHeld,
    SymptomsRated,
    TerminationBegun,
)
from iptcore.model.contract import ContractAmendment, TreatmentContract
from iptcore.model.figure import Figure
from iptcore.model.formulation import FocalArea, Formulation
from iptcore.model.goal import Goal
from iptcore.model.measure import Band, Bands, Instrument
from iptcore.model.problem_area import Grief, ProblemArea, RoleDispute, RoleTransition
from iptcore.protocol.catalogue import IPT
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rule import Rule
from iptcore.sources import cite
from iptcore.vocabulary import (
    AbsencePolicy,
    Baseline,
    Direction,
    DisputeStage,
    Frequency,
    Loss,
    MissingItemsPolicy,
    OnsetLink,
    Purpose,
)

from .case import OPENED, day, opened

GRIEF = Grief(key="grief", person="mother", loss=Loss.DEATH)
DISPUTE = RoleDispute(key="dispute", parties=("partner",), stage=DisputeStage.IMPASSE)
TRANSITION = RoleTransition(key="move", old_role="nurse", new_role="retired nurse")


def formulation(*areas: ProblemArea, accepted: bool | None = True, on: date = OPENED) -> FormulationAgreed:
    """An accepted formulation of these areas, the first one primary; a dispute if none is given."""
    focal = tuple(
        FocalArea(area=area, primary=place == 0, onset_link=OnsetLink.PRECIPITATED, link="it began then")
        for place, area in enumerate(areas or (DISPUTE,))
    )
    agreed = Formulation(areas=focal, syndrome="depression", link="the quarrels", plan="to talk", accepted=accepted)
    return FormulationAgreed(on=on, formulation=agreed)


def goal(key: str = "talk", area: str = "dispute") -> GoalAgreed:
    return GoalAgreed(on=day(), goal=Goal(key=key, area=area, words="to say what I need"))


def contract(on: date = OPENED, **terms: object) -> ContractAgreed:
    """A contract over sixteen weekly sessions, unless *terms* say otherwise."""
    usual = {"sessions": 16, "frequency": Frequency.WEEKLY, "minutes": 50, "absences": AbsencePolicy.DOES_NOT_COUNT}
    return ContractAgreed(on=on, contract=TreatmentContract(**usual | terms))


def under(*events: Event, **terms: object) -> tuple[Event, ...]:
    """An open course under a contract of these terms, and what came after it."""
    return opened(contract(**terms), *events)


def amended(weeks: int = 0, *, client: bool = True, therapist: bool = True, **changes: object) -> ContractAmended:
    """An amendment to twenty sessions, unless *changes* say otherwise."""
    return ContractAmended(
        on=day(weeks),
        amendment=ContractAmendment(**(changes or {"sessions": 20})),
        client_agrees=client,
        therapist_agrees=therapist,
    )


def weekly(number: int, first: int = 0, **parts: object) -> tuple[SessionHeld, ...]:
    """So many weekly sessions from week *first* on."""
    return tuple(SessionHeld(on=day(first + week), **parts) for week in range(number))


def group_session(weeks: int, **parts: object) -> SessionHeld:
    return SessionHeld(on=day(weeks), purpose=Purpose.GROUP, **parts)


def rated(weeks: int, total: float, instrument: str = "PHQ-9", **parts: object) -> SymptomsRated:
    return SymptomsRated(on=day(weeks), instrument=instrument, total=total, **parts)


def in_middle(*events: Event, areas: tuple[ProblemArea, ...] = (), weeks: int = 0) -> tuple[Event, ...]:
    """A course whose middle phase began in week *weeks*, after contract and formulation on the first day."""
    return opened(formulation(*areas), contract(), MiddleBegun(on=day(weeks)), *events)


def in_ending(*events: Event, weeks: int = 12) -> tuple[Event, ...]:
    """A course whose last phase began in week *weeks*."""
    return in_middle(TerminationBegun(on=day(weeks)), *events)


BLANK = rated(14, 6, suicide_item=None, missing_items=7, missing_policy=MissingItemsPolicy.SUM_OF_ANSWERED)
"""A PHQ-9 of which seven of nine items were left out: nothing can be read from it."""

_WELL = Instrument(
    code="WELL",
    name="Well-being",
    low=0,
    high=100,
    direction=Direction.HIGHER_IS_BETTER,
    cut_offs=(Figure(number=50, source=cite("D"), means="poor well-being"),),
    reliable_change=(Figure(number=10, source=cite("D")),),
    conventions=(
        Bands(
            bands=(
                Band(low=0, high=19, label="poor"),
                Band(low=20, high=79, label="middling"),
                Band(low=80, high=100, label="good"),
            ),
            source=cite("D"),
        ),
    ),
)
"""An instrument on which higher is better."""


def numbered(*rules: Rule, levels: object = (), **parts: object) -> Protocol:
    """Adult IPT, of these rules alone where some are given.

    Among its primary instruments are some without index, cut-off or bands.
    """
    usual = {"code": "cases", "primary_instruments": ("PHQ-9", "EPDS", "MINE")}
    return IPT.replace(rules=rules or IPT.rules).adapt(levels=dict(levels), **usual | parts)


WELL_BEING = numbered(code="well-being", primary_instruments=("WELL",), instruments=(_WELL,))
"""A protocol whose primary instrument is one on which higher is better."""

FROM_LAST = numbered(code="from-last", baseline=Baseline.LAST_BEFORE_MIDDLE)
"""A protocol that counts change from the last rating before the middle phase."""
