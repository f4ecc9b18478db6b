"""Bipolar disorder."""

from iptcore.model.problem_area import Grief, InterpersonalDeficits, LostHealthySelf, RoleDispute, RoleTransition
from iptcore.protocol.ipt import IPT, OPEN, about
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency, TechniqueName

__all__ = ["IPSRT"]

IPSRT = IPT.adapt(
    code="ipsrt",
    edition="2005",
    name="IPSRT",
    sessions=about(20),
    initial_sessions=OPEN,
    minutes=Between(45, 60),
    frequencies=(Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY),
    span_days=Between(119, 154),
    areas=(Grief, RoleDispute, RoleTransition, InterpersonalDeficits, LostHealthySelf),
    tapering=True,
    indications=(Condition.BIPOLAR_DISORDER,),
    treats=(Condition.BIPOLAR_DISORDER,),
    primary_instruments=(*IPT.primary_instruments, "YMRS"),
    own_techniques=(TechniqueName.SOCIAL_RHYTHM_MONITORING,),
    labels={"lost_healthy_self": "grief for the lost healthy self"},
    levels={"S07c": Level.BINDING, "M15a": Level.DEFINING},
    cited={
        "sessions": cite("F32 D"),
        "initial_sessions": cite("D"),
        "minutes": cite("F32"),
        "frequencies": cite("F32 R"),
        "span_days": cite("F32 D"),
        "areas": cite("F33"),
        "tapering": cite("R"),
        "indications": cite("F32"),
        "treats": cite("F32 R"),
        "primary_instruments": cite("D"),
        "own_techniques": cite("F32"),
        "labels": cite("F33 R"),
        "S07c": cite("F82 R"),
        "M15a": cite("F32"),
    },
)
"""Interpersonal and social rhythm therapy for bipolar disorder beside medication (Frank): weekly for about twenty
weeks, with a chart of daily rhythms and a fifth area. The twenty weeks are read as twenty weekly sessions, each
within a tenth. The optional maintenance after them is a course of its own; how often and how long, no source of ours
says, so that it has no protocol here."""
