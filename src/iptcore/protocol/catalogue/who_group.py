"""Group IPT of the World Health Organization, led by lay facilitators."""

from iptcore.protocol.ipt import IPT, OPEN, about, exactly
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Frequency, Purpose

__all__ = ["IPT_WHO"]

IPT_WHO = IPT.adapt(
    code="ipt-who",
    edition="2016",
    name="Group IPT (WHO)",
    sessions=exactly(8),
    by_purpose=((Purpose.PRE_GROUP, exactly(1)), (Purpose.GROUP, exactly(8))),
    initial_sessions=exactly(1),
    minutes=about(90),
    minutes_by_purpose=((Purpose.PRE_GROUP, OPEN), (Purpose.REGULAR, OPEN)),
    frequencies=(Frequency.WEEKLY,),
    span_days=OPEN,
    announced_ahead=1,
    group_size=OPEN,
    labels={
        "client": "member",
        "role_dispute": "dispute",
        "role_transition": "life change",
        "interpersonal_deficits": "loneliness and social isolation",
    },
    levels={
        "I01a": Level.OFF,
        "I01b": Level.BINDING,
        "I04a": Level.OFF,
        "I11a": Level.OFF,
        "M03a": Level.DEFINING,
        "M10a": Level.DEFINING,
        "M10b": Level.DEFINING,
        "G01a": Level.DEFINING,
        "G02a": Level.BINDING,
        "G02b": Level.BINDING,
        "E05a": Level.ADVISORY,
    },
    cited={
        "sessions": cite("F12 F13"),
        "by_purpose": cite("F13"),
        "initial_sessions": cite("F13"),
        "minutes": cite("R D"),
        "minutes_by_purpose": cite("D"),
        "frequencies": cite("F13"),
        "span_days": cite("D"),
        "announced_ahead": cite("D"),
        "areas": cite("F12"),
        "group_size": cite("R"),
        "labels": cite("F12 R"),
        "I01a": cite("F13"),
        "I01b": cite("F13"),
        "I04a": cite("F1 R"),
        "I11a": cite("F12 F14"),
        "M03a": cite("F13"),
        "M10a": cite("F13"),
        "M10b": cite("F13"),
        "G01a": cite("F13"),
        "G02a": cite("R"),
        "G02b": cite("R"),
        "E05a": cite("F12"),
    },
)
"""Group IPT of the World Health Organization for adults where there are few specialists: one individual meeting,
then eight group sessions led by supervised lay facilitators. The size of the group is not confirmed, so it is
left open."""
