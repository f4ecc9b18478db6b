"""Trauma and anxiety."""

from iptcore.model.problem_area import Grief, RoleDispute, RoleInsecurity, RoleTransition
from iptcore.protocol.ipt import IPT, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency

__all__ = ["IPT_PTSD", "IPT_SAD"]

IPT_PTSD = IPT.adapt(
    code="ipt-ptsd",
    edition="2015",
    name="IPT-PTSD",
    sessions=exactly(14),
    minutes=exactly(50),
    frequencies=(Frequency.WEEKLY,),
    areas=(Grief, RoleDispute, RoleTransition),
    indications=(Condition.POST_TRAUMATIC_STRESS,),
    primary_instruments=("CAPS-5", "CAPS", "PCL-5"),
    levels={"M08a": Level.DEFINING},
    cited={
        "sessions": cite("F39"),
        "minutes": cite("F39(U)"),
        "frequencies": cite("F39"),
        "areas": cite("F40"),
        "indications": cite("F39"),
        "primary_instruments": cite("F39 D"),
        "M08a": cite("F39"),
    },
)
"""IPT for chronic post-traumatic stress (Markowitz 2015): fourteen weekly sessions, affect first, and no exposure."""

IPT_SAD = IPT.adapt(
    code="ipt-sad",
    edition="2008",
    name="IPT-SAD",
    sessions=Between(14, 16),
    frequencies=(Frequency.WEEKLY,),
    areas=(Grief, RoleDispute, RoleTransition, RoleInsecurity),
    indications=(Condition.SOCIAL_ANXIETY,),
    primary_instruments=("LSAS",),
    cited={
        "sessions": cite("F44 R"),
        "frequencies": cite("F44"),
        "areas": cite("R"),
        "indications": cite("F44"),
        "primary_instruments": cite("D"),
    },
)
"""IPT for social anxiety (Lipsitz 2008): fourteen weekly sessions, sixteen in another trial, with role insecurity in
the place of deficits."""
