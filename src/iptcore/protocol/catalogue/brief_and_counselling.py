"""Shorter forms: brief IPT, and interpersonal counselling by people who are no specialists."""

from iptcore.protocol.ipt import IPT, OPEN, about
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Condition, Frequency

__all__ = ["IPC", "IPT_B"]

IPT_B = IPT.adapt(
    code="ipt-b",
    edition="2014",
    name="IPT-B",
    sessions=Between(8, 9),
    initial_sessions=Between(None, 2),
    frequencies=(Frequency.WEEKLY,),
    span_days=OPEN,
    announced_ahead=1,
    cited={
        "sessions": cite("F34"),
        "initial_sessions": cite("F34"),
        "frequencies": cite("F34"),
        "span_days": cite("D"),
        "announced_ahead": cite("D"),
    },
)
"""Brief IPT for adults who are hard to retain (Swartz): eight sessions, often one more before them to engage, and a
focus that builds on strengths and can be worked on in that time."""

IPC = IPT.adapt(
    code="ipc",
    edition="2014",
    name="IPC",
    sessions=Between(3, 7),
    initial_sessions=OPEN,
    minutes=about(30),
    frequencies=(Frequency.WEEKLY, Frequency.FLEXIBLE),
    span_days=OPEN,
    announced_ahead=1,
    indications=(Condition.SUBTHRESHOLD_DEPRESSION, Condition.MAJOR_DEPRESSION),
    levels={"I01a": Level.OFF, "I01b": Level.BINDING, "E05a": Level.ADVISORY},
    cited={
        "sessions": cite("F35 F36 F37 F38"),
        "initial_sessions": cite("D"),
        "minutes": cite("F35 F36 F37 F38 D"),
        "frequencies": cite("F35 F36 F37 F38"),
        "span_days": cite("D"),
        "announced_ahead": cite("D"),
        "indications": cite("F35 F36 F37 F38"),
        "I01a": cite("F35 F36 F37 F38 D"),
        "I01b": cite("F35 F36 F37 F38 D"),
        "E05a": cite("F35 F36 F37 F38 D"),
    },
)
"""Interpersonal counselling (Klerman 1987, Weissman 2014): three to six short scripted sessions, seven in trials, by
people who are no specialists, for distress and mild depression in primary care."""
