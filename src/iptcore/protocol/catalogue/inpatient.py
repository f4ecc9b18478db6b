"""IPT in hospital."""

from iptcore.protocol.ipt import IPT, OPEN, about, exactly
from iptcore.protocol.number_range import Between
from iptcore.sources import cite
from iptcore.vocabulary import Frequency, Purpose

__all__ = ["IPT_INPATIENT"]

IPT_INPATIENT = IPT.adapt(
    code="ipt-inpatient",
    edition="2007",
    name="IPT (inpatient)",
    sessions=Between(15, 23),
    by_purpose=((Purpose.REGULAR, exactly(15)), (Purpose.GROUP, exactly(8))),
    initial_sessions=Between(3, 6),
    minutes=about(50),
    minutes_by_purpose=((Purpose.GROUP, OPEN),),
    frequencies=(Frequency.THRICE_WEEKLY,),
    span_days=Between(28, 35),
    cited={
        "sessions": cite("F54 D"),
        "by_purpose": cite("F54"),
        "initial_sessions": cite("F54(U)"),
        "minutes": cite("F54 D"),
        "minutes_by_purpose": cite("D"),
        "frequencies": cite("F54"),
        "span_days": cite("F54 D"),
        "indications": cite("F54"),
    },
)
"""IPT in hospital beside medication for severe depression (Schramm 2007): fifteen individual and eight group
sessions in five weeks, with the team of the ward and with relatives. How long a group lasts, no source of ours says.
A contract may count the group sessions with the others, count them by themselves, or leave them out."""
