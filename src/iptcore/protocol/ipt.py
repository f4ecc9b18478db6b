"""IPT itself, from which the protocols of the catalogue are adapted, and helpers to write their numbers."""

from iptcore.model.problem_area import Grief, InterpersonalDeficits, RoleDispute, RoleTransition
from iptcore.protocol.number_range import Between
from iptcore.protocol.protocol import Protocol
from iptcore.protocol.rules import RULES
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency, Loss

__all__ = ["IPT"]

OPEN = Between(None, None)
"""A number that none of our sources gives: left open, by our decision."""


def exactly(number: int) -> Between:
    """A number for which the source gives a single value."""
    return Between(number, number)


def about(number: int) -> Between:
    """A number that its source gives as "about": 10 % more or less is accepted (our decision)."""
    return Between(number - number // 10, number + number // 10)


IPT = Protocol(
    code="ipt",
    edition="2018",
    name="IPT",
    rules=RULES,
    sessions=Between(12, 16),
    initial_sessions=Between(1, 3),
    minutes=Between(45, 50),
    frequencies=(Frequency.WEEKLY, Frequency.TWICE_WEEKLY),
    days_between=14,
    days_without_risk_check=28,
    absences_in_a_row=3,
    span_days=Between(77, 123),
    announced_ahead=2,
    rated_every=4,
    entered_within=7,
    focal_areas=Between(1, 2),
    areas=(Grief, RoleDispute, RoleTransition, InterpersonalDeficits),
    grief_losses=(Loss.DEATH, Loss.PERINATAL_DEATH),
    indications=(Condition.MAJOR_DEPRESSION,),
    primary_instruments=("HRSD-17", "PHQ-9", "BDI-II", "BDI-I", "MADRS", "QIDS-SR16", "CES-D", "EPDS"),
    labels=(("client", "patient"),),
    cited=(
        ("sessions", cite("F2 F3 F4 article")),
        ("initial_sessions", cite("F3")),
        ("minutes", cite("F2 F4")),
        ("minutes_by_purpose", cite("D")),
        ("by_purpose", cite("F2")),
        ("frequencies", cite("F4")),
        ("days_between", cite("D")),
        ("days_without_risk_check", cite("D")),
        ("absences_in_a_row", cite("D")),
        ("span_days", cite("article D")),
        ("announced_ahead", cite("F4")),
        ("rated_every", cite("F83")),
        ("reviewed_at_share", cite("R D")),
        ("focus_change_share", cite("R D")),
        ("entered_within", cite("D")),
        ("focal_areas", cite("F9 F17")),
        ("areas", cite("F2")),
        ("grief_losses", cite("F2")),
        ("tapering", cite("R")),
        ("range_contract", cite("F2 F4")),
        ("ages", cite("D")),
        ("consent_by", cite("D")),
        ("adult_from", cite("D")),
        ("indications", cite("F2 F82")),
        ("treats", cite("F82")),
        ("excludes", cite("D")),
        ("primary_instruments", cite("D")),
        ("baseline", cite("D")),
        ("own_techniques", cite("F21")),
        ("group_size", cite("F2")),
        ("follows", cite("D")),
        ("circle", cite("R")),
        ("labels", cite("R")),
    ),
)
"""IPT for adults in an acute major depression, as Weissman, Markowitz & Klerman describe it: 12 to 16 weekly
sessions over three to four months. It limits no age, asks the client alone for consent, and excludes no condition
outright: psychosis and bipolar disorder need care beside it."""
