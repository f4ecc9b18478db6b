"""Later life, with and without cognitive impairment."""

from iptcore.protocol.ipt import IPT, OPEN
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, ConsentGiver, Frequency

__all__ = ["IPT_CI", "IPT_LATE_LIFE"]

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
