"""Adult depression by other manuals and in other services."""

from iptcore.model.problem_area import Grief, RoleDispute, RoleTransition
from iptcore.protocol.ipt import IPT, OPEN, about, exactly
from iptcore.protocol.number_range import Between
from iptcore.protocol.rule import Level
from iptcore.sources import cite
from iptcore.vocabulary import Frequency, Loss, TechniqueName

__all__ = ["IPT_SCOTLAND", "IPT_SR", "IPT_UK", "IPT_VA"]

IPT_UK = IPT.adapt(
    code="ipt-uk",
    edition="1",
    name="IPT (UK)",
    sessions=Between(None, 16),
    initial_sessions=Between(1, 4),
    span_days=OPEN,
    labels={"interpersonal_deficits": "interpersonal sensitivity"},
    levels={"I11a": Level.OFF},
    cited={
        "sessions": cite("F1 F7"),
        "initial_sessions": cite("F1"),
        "span_days": cite("D"),
        "areas": cite("F8"),
        "labels": cite("F8 R"),
        "I11a": cite("F8"),
    },
)
"""IPT as IPT-UK describes it and the NHS offers it: up to 16 sessions, sensitivity as an ordinary choice of focus."""

IPT_SCOTLAND = IPT_UK.adapt(
    code="ipt-scotland",
    edition="1",
    name="IPT (NHS Scotland)",
    sessions=Between(12, 20),
    initial_sessions=OPEN,
    minutes=about(50),
    cited={"sessions": cite("F8"), "initial_sessions": cite("D"), "minutes": cite("F8 D"), "frequencies": cite("F8")},
    frequencies=(Frequency.WEEKLY,),
)
"""IPT for depression in the Matrix of NHS Scotland: 12 to 20 weekly sessions of about 50 minutes."""

IPT_SR = IPT.adapt(
    code="ipt-sr",
    edition="2012",
    name="IPT (Stuart & Robertson)",
    sessions=OPEN,
    span_days=OPEN,
    frequencies=(Frequency.WEEKLY, Frequency.FORTNIGHTLY, Frequency.MONTHLY),
    areas=(RoleDispute, RoleTransition, Grief),
    grief_losses=tuple(Loss),
    tapering=True,
    range_contract=True,
    own_techniques=(
        TechniqueName.INTERPERSONAL_INCIDENT,
        TechniqueName.CONTENT_AND_PROCESS_AFFECT,
        TechniqueName.ATTACHMENT_EXPLORATION,
    ),
    labels={"termination": "conclusion", "grief": "grief and loss"},
    levels={
        "I01a": Level.OFF,
        "I01b": Level.BINDING,
        "I04a": Level.OFF,
        "M10b": Level.ADVISORY,
        "T06a": Level.OFF,
        "T06b": Level.ADVISORY,
    },
    cited={
        "sessions": cite("F5"),
        "initial_sessions": cite("F5"),
        "span_days": cite("F5"),
        "frequencies": cite("R"),
        "areas": cite("F5 F83"),
        "grief_losses": cite("F5"),
        "tapering": cite("F5 R"),
        "range_contract": cite("F5"),
        "own_techniques": cite("R"),
        "labels": cite("F5"),
        "I01a": cite("F5"),
        "I01b": cite("F5"),
        "I04a": cite("R"),
        "M10b": cite("R"),
        "T06a": cite("F6"),
        "T06b": cite("F6"),
    },
)
"""IPT as Stuart & Robertson describe it: acute treatment is concluded and not terminated, sessions may be spaced
out, maintenance is discussed with everybody, and there are three areas, of which grief holds any loss."""

IPT_VA = IPT.adapt(
    code="ipt-va",
    edition="2014",
    name="IPT (US VA)",
    sessions=exactly(16),
    labels={"middle": "intermediate"},
    frequencies=(Frequency.WEEKLY,),
    cited={"sessions": cite("F9"), "frequencies": cite("F9"), "labels": cite("F9")},
)
"""IPT for depression in the US Department of Veterans Affairs: 16 weekly sessions."""
