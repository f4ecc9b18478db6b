"""Dysthymia."""

from iptcore.protocol.ipt import IPT
from iptcore.protocol.number_range import Between
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency

__all__ = ["IPT_D"]

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
