"""Other mood disorders, and staying well."""

from iptcore.model.problem_area import Grief, InterpersonalDeficits, LostHealthySelf, RoleDispute, RoleTransition
from iptcore.protocol.ipt import IPT, OPEN, about, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency, TechniqueName

__all__ = ["IPSRT", "IPT_BPD", "IPT_C", "IPT_D", "IPT_M"]

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

IPT_M = IPT.adapt(
    code="ipt-m",
    edition="1990",
    name="IPT-M",
    sessions=exactly(36),
    initial_sessions=OPEN,
    frequencies=(Frequency.MONTHLY,),
    span_days=Between(1064, 1096),
    tapering=True,
    follows=True,
    labels={"middle": "maintenance"},
    levels={"I04a": Level.OFF, "M13a": Level.OFF, "M13b": Level.OFF},
    cited={
        "sessions": cite("F29 D"),
        "initial_sessions": cite("D"),
        "frequencies": cite("F29"),
        "span_days": cite("F29 D"),
        "tapering": cite("R"),
        "indications": cite("F29"),
        "follows": cite("F11"),
        "labels": cite("F11 R"),
        "I04a": cite("D"),
        "M13a": cite("D"),
        "M13b": cite("D"),
    },
)
"""Maintenance after the remission of a recurrent depression (Frank 1990): monthly for three years under a contract
of its own. The client is well: no sick role is given, and that symptoms do not fall is no reason for a review."""

IPT_C = IPT_M.adapt(
    code="ipt-c",
    edition="2010",
    name="IPT-C",
    sessions=OPEN,
    frequencies=(Frequency.FORTNIGHTLY, Frequency.MONTHLY),
    span_days=Between(89, 276),
    labels={"middle": "continuation"},
    cited={
        "sessions": cite("D"),
        "frequencies": cite("F30 R"),
        "span_days": cite("F58 F30 D"),
        "tapering": cite("F30"),
        "indications": cite("F58"),
        "labels": cite("F11 R"),
    },
)
"""Continuation for the four to nine months after the acute treatment of a depression (American Psychiatric Association
2010), tapered to monthly as in the four months before Frank's maintenance. The span counts the last session for the
month it stands for. How many sessions, no source says. What it shares with maintenance is as there."""

IPT_D = IPT.adapt(
    code="ipt-d",
    edition="1998",
    name="IPT-D",
    sessions=Between(16, 18),
    frequencies=(Frequency.WEEKLY,),
    indications=(Condition.DYSTHYMIA,),
    cited={
        "sessions": cite("F51 R"),
        "frequencies": cite("F51"),
        "indications": cite("F51"),
        "span_days": cite("article D"),
    },
)
"""IPT for dysthymia (Markowitz 1998): what was taken for a trait is an illness, so that the treatment itself is the
role transition that it works on."""

IPT_BPD = IPT.adapt(
    code="ipt-bpd",
    edition="2006",
    name="IPT-BPD",
    sessions=Between(34, 42),
    initial_sessions=OPEN,
    span_days=Between(231, 306),
    indications=(Condition.BORDERLINE_PERSONALITY,),
    cited={
        "sessions": cite("F55 R"),
        "initial_sessions": cite("D"),
        "span_days": cite("F55 R D"),
        "indications": cite("F55"),
    },
)
"""IPT for borderline personality disorder (Markowitz 2006; revised by Bellino): 34 sessions in two stages over about
eight months, 42 over ten in the revision, with calls in a crisis."""
