"""Borderline personality disorder."""

from iptcore.protocol.ipt import IPT, OPEN
from iptcore.protocol.number_range import Between
from iptcore.sources import cite
from iptcore.vocabulary import Condition

__all__ = ["IPT_BPD"]

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
