"""Eating disorders."""

from iptcore.protocol.ipt import IPT, OPEN, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency, Purpose

__all__ = ["IPT_BED", "IPT_BN", "IPT_G", "IPT_OSFED"]

IPT_BN = IPT.adapt(
    code="ipt-bn",
    edition="1",
    name="IPT-BN",
    sessions=Between(16, 20),
    minutes=exactly(50),
    frequencies=(Frequency.WEEKLY,),
    span_days=Between(105, 153),
    indications=(Condition.BULIMIA_NERVOSA,),
    primary_instruments=("EDE-Q",),
    levels={"M09a": Level.DEFINING},
    cited={
        "sessions": cite("F41 F42 F43"),
        "minutes": cite("F42 F43"),
        "frequencies": cite("F42 F43"),
        "span_days": cite("F42 F43 D"),
        "indications": cite("F42 F43"),
        "primary_instruments": cite("D"),
        "M09a": cite("F41"),
    },
)
"""IPT for bulimia nervosa (Fairburn): 16 to 20 weekly sessions over four to five months; eating is linked to
relationships at the start and hardly spoken of afterwards."""

IPT_BED = IPT_BN.adapt(
    code="ipt-bed",
    edition="1",
    name="IPT-BED",
    indications=(Condition.BINGE_EATING,),
    cited={"sessions": cite("F41 F42 F43"), "indications": cite("F41")},
)
"""IPT for binge eating disorder, held individually."""

IPT_OSFED = IPT_BN.adapt(
    code="ipt-osfed",
    edition="1",
    name="IPT-OSFED",
    indications=(Condition.OTHER_EATING_DISORDER,),
    cited={"sessions": cite("F42 F43"), "indications": cite("F42")},
)
"""IPT for other specified eating disorders."""

IPT_G = IPT_BED.adapt(
    code="ipt-g",
    edition="2002",
    name="IPT-G",
    sessions=exactly(20),
    by_purpose=((Purpose.PRE_GROUP, exactly(3)), (Purpose.GROUP, exactly(20))),
    initial_sessions=OPEN,
    minutes=exactly(90),
    minutes_by_purpose=((Purpose.PRE_GROUP, OPEN), (Purpose.REGULAR, OPEN)),
    span_days=OPEN,
    group_size=OPEN,
    levels={"G01a": Level.DEFINING, "G02a": Level.BINDING, "G02b": Level.BINDING},
    cited={
        "sessions": cite("F41"),
        "by_purpose": cite("F41 R"),
        "initial_sessions": cite("D"),
        "minutes": cite("R"),
        "minutes_by_purpose": cite("D"),
        "frequencies": cite("F41"),
        "span_days": cite("D"),
        "group_size": cite("D"),
        "G01a": cite("R"),
        "G02a": cite("R"),
        "G02b": cite("R"),
    },
)
"""Group IPT for binge eating disorder (Wilfley 2002): twenty group sessions, the group itself being a living
network, and three individual ones, of which at least the first comes before the group."""
