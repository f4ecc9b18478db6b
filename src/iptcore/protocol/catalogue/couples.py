"""Couples of whom one is depressed."""

from iptcore.model.problem_area import RoleDispute
from iptcore.protocol.ipt import IPT, exactly
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Frequency

__all__ = ["IPT_CM"]

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
