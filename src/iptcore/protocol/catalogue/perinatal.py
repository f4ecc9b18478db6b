"""Pregnancy, the time after birth, and motherhood."""

from iptcore.model.problem_area import (
    ComplicatedPregnancy,
    Grief,
    InterpersonalDeficits,
    RoleDispute,
    RoleTransition,
)
from iptcore.protocol.catalogue.brief_and_counselling import IPT_B
from iptcore.protocol.ipt import IPT, exactly
from iptcore.protocol.number_range import Between
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency

__all__ = ["IPT_ANTENATAL", "IPT_ANTENATAL_BRIEF", "IPT_MOMS", "IPT_POSTPARTUM", "IPT_TELEPHONE"]

_PERINATAL = (Condition.PERINATAL_DEPRESSION, Condition.MAJOR_DEPRESSION)

IPT_POSTPARTUM = IPT.adapt(
    code="ipt-postpartum",
    edition="2000",
    name="IPT (postpartum)",
    sessions=exactly(12),
    frequencies=(Frequency.WEEKLY,),
    areas=(RoleDispute, RoleTransition, Grief),
    indications=_PERINATAL,
    labels={"grief": "bereavement"},
    cited={
        "sessions": cite("F45 F46"),
        "frequencies": cite("F45 F46"),
        "areas": cite("F45 F46"),
        "indications": cite("F45 F46"),
        "labels": cite("F45 F46 R"),
    },
)
"""IPT for postpartum depression (O'Hara 2000): twelve weekly sessions on disputes, transitions or bereavement."""

IPT_ANTENATAL = IPT.adapt(
    code="ipt-antenatal",
    edition="2003",
    name="IPT (antenatal)",
    sessions=exactly(16),
    frequencies=(Frequency.WEEKLY,),
    areas=(Grief, RoleDispute, RoleTransition, InterpersonalDeficits, ComplicatedPregnancy),
    indications=_PERINATAL,
    cited={"sessions": cite("R"), "frequencies": cite("R"), "areas": cite("R"), "indications": cite("R")},
)
"""IPT for depression in pregnancy (Spinelli 2003): sixteen weekly sessions, with the complicated pregnancy as an
area."""

IPT_ANTENATAL_BRIEF = IPT_B.adapt(
    code="ipt-antenatal-brief",
    edition="2009",
    name="IPT-B (antenatal)",
    indications=_PERINATAL,
    cited={"sessions": cite("F48 F34"), "indications": cite("F48")},
)
"""Brief IPT for depression in pregnancy (Grote 2009): eight sessions after one that engages."""

IPT_MOMS = IPT_B.adapt(
    code="ipt-moms",
    edition="2008",
    name="IPT-MOMS",
    sessions=exactly(9),
    cited={"sessions": cite("F88"), "frequencies": cite("F88")},
)
"""Brief IPT for depressed mothers of children who are ill themselves (Swartz 2008): nine sessions, the first to
engage, with a focus on parenting. That it is built on IPT-B is reported."""

IPT_TELEPHONE = IPT.adapt(
    code="ipt-telephone",
    edition="2020",
    name="IPT (telephone)",
    sessions=exactly(12),
    minutes=exactly(60),
    frequencies=(Frequency.WEEKLY,),
    span_days=Between(77, 112),
    indications=_PERINATAL,
    cited={
        "sessions": cite("F47"),
        "minutes": cite("F47"),
        "frequencies": cite("F47"),
        "span_days": cite("F47 D"),
        "indications": cite("F47"),
    },
)
"""IPT by telephone for postpartum depression, delivered by nurses (Dennis 2020): twelve sessions of an hour within
12 to 16 weeks."""
