"""Staying well after an acute treatment: continuation and maintenance."""

from iptcore.protocol.ipt import IPT, OPEN, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Frequency

__all__ = ["IPT_C", "IPT_M"]

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
