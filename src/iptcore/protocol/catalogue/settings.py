"""Later life, couples, and the hospital."""

from iptcore.model.problem_area import RoleDispute
from iptcore.protocol.ipt import IPT, OPEN, about, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, ConsentGiver, Frequency, Purpose

__all__ = ["IPT_CI", "IPT_CM", "IPT_INPATIENT", "IPT_LATE_LIFE"]

IPT_LATE_LIFE = IPT.adapt(
    code="ipt-late-life",
    edition="1",
    name="IPT (late life)",
    sessions=OPEN,
    frequencies=(Frequency.WEEKLY, Frequency.MONTHLY),
    span_days=OPEN,
    tapering=True,
    ages=Between(60, None),
    cited={
        "sessions": cite("F50"),
        "frequencies": cite("F50"),
        "span_days": cite("D"),
        "tapering": cite("F50 R"),
        "ages": cite("F50"),
    },
)
"""IPT from the age of 60 on (Miller, Reynolds): weekly, then monthly. No number of sessions is prescribed; one
series had 17 on average."""

IPT_CI = IPT.adapt(
    code="ipt-ci",
    edition="2007",
    name="IPT-CI",
    sessions=OPEN,
    frequencies=(Frequency.FLEXIBLE,),
    span_days=OPEN,
    range_contract=True,
    consent_by=(ConsentGiver.SELF, ConsentGiver.LEGAL_REPRESENTATIVE),
    treats=(Condition.COGNITIVE_IMPAIRMENT,),
    levels={"G04a": Level.ADVISORY, "G04b": Level.ADVISORY, "G04c": Level.ADVISORY},
    cited={
        "sessions": cite("F49"),
        "frequencies": cite("F49"),
        "span_days": cite("F49"),
        "range_contract": cite("F49 D"),
        "consent_by": cite("D"),
        "treats": cite("F49"),
        "G04a": cite("F49 D"),
        "G04b": cite("F49 D"),
        "G04c": cite("F49 D"),
    },
)
"""IPT for older people with cognitive impairment (Miller 2007): open in number and frequency, with a caregiver who
has meetings of their own and joint ones."""

IPT_CM = IPT.adapt(
    code="ipt-cm",
    edition="1989",
    name="IPT-CM",
    sessions=exactly(16),
    frequencies=(Frequency.WEEKLY,),
    areas=(RoleDispute,),
    levels={
        "G05a": Level.BINDING,
        "G05b": Level.SAFEGUARD,
        "G05c": Level.SAFEGUARD,
        "G05d": Level.SAFEGUARD,
        "G05e": Level.SAFEGUARD,
        "G05f": Level.BINDING,
        "G05h": Level.BINDING,
        "G05g": Level.ADVISORY,
    },
    cited={
        "sessions": cite("R"),
        "frequencies": cite("R"),
        "areas": cite("R"),
        "G05a": cite("R"),
        "G05b": cite("R"),
        "G05c": cite("R"),
        "G05d": cite("R"),
        "G05e": cite("R"),
        "G05f": cite("R"),
        "G05h": cite("R"),
        "G05g": cite("D"),
    },
)
"""Conjoint IPT for couples of whom one is depressed (Foley 1989): sixteen sessions with both, on their dispute."""

IPT_INPATIENT = IPT.adapt(
    code="ipt-inpatient",
    edition="2007",
    name="IPT (inpatient)",
    sessions=Between(15, 23),
    by_purpose=((Purpose.REGULAR, exactly(15)), (Purpose.GROUP, exactly(8))),
    initial_sessions=Between(3, 6),
    minutes=about(50),
    minutes_by_purpose=((Purpose.GROUP, OPEN),),
    frequencies=(Frequency.THRICE_WEEKLY,),
    span_days=Between(28, 35),
    cited={
        "sessions": cite("F54 D"),
        "by_purpose": cite("F54"),
        "initial_sessions": cite("F54(U)"),
        "minutes": cite("F54 D"),
        "minutes_by_purpose": cite("D"),
        "frequencies": cite("F54"),
        "span_days": cite("F54 D"),
        "indications": cite("F54"),
    },
)
"""IPT in hospital beside medication for severe depression (Schramm 2007): fifteen individual and eight group
sessions in five weeks, with the team of the ward and with relatives. How long a group lasts, no source of ours says.
A contract may count the group sessions with the others, count them by themselves, or leave them out."""
