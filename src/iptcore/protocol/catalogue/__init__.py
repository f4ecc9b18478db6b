"""The protocols of the published forms of IPT, as data.

Each differs from the one it is derived from only where a source says so, or where the other's number cannot hold: then
it is left open. IPT for substance use is no protocol: its trials were negative, and rule S08 says so under every one.
"""

from iptcore.checks import nearest
from iptcore.errors import UnknownName
from iptcore.protocol.catalogue.anxiety import IPT_PTSD, IPT_SAD
from iptcore.protocol.catalogue.baseline import IPT
from iptcore.protocol.catalogue.brief import IPC, IPT_B, IPT_WHO
from iptcore.protocol.catalogue.eating import IPT_BED, IPT_BN, IPT_G, IPT_OSFED
from iptcore.protocol.catalogue.manuals import IPT_SCOTLAND, IPT_SR, IPT_UK, IPT_VA
from iptcore.protocol.catalogue.mood import IPSRT, IPT_BPD, IPT_C, IPT_D, IPT_M
from iptcore.protocol.catalogue.perinatal import (
    IPT_ANTENATAL,
    IPT_ANTENATAL_BRIEF,
    IPT_MOMS,
    IPT_POSTPARTUM,
    IPT_TELEPHONE,
)
from iptcore.protocol.catalogue.settings import IPT_CI, IPT_CM, IPT_INPATIENT, IPT_LATE_LIFE
from iptcore.protocol.catalogue.young import FB_IPT, IPT_A, IPT_AST
from iptcore.protocol.protocol import Protocol

CATALOGUE: tuple[Protocol, ...] = (
    IPT,
    IPT_UK,
    IPT_SCOTLAND,
    IPT_SR,
    IPT_VA,
    IPT_A,
    FB_IPT,
    IPT_AST,
    IPT_B,
    IPC,
    IPT_WHO,
    IPSRT,
    IPT_C,
    IPT_M,
    IPT_D,
    IPT_BPD,
    IPT_POSTPARTUM,
    IPT_ANTENATAL,
    IPT_ANTENATAL_BRIEF,
    IPT_MOMS,
    IPT_TELEPHONE,
    IPT_BN,
    IPT_BED,
    IPT_OSFED,
    IPT_G,
    IPT_PTSD,
    IPT_SAD,
    IPT_LATE_LIFE,
    IPT_CI,
    IPT_CM,
    IPT_INPATIENT,
)
"""Every protocol that ships, the baseline first."""

__all__ = [
    "CATALOGUE",
    "FB_IPT",
    "IPC",
    "IPSRT",
    "IPT",
    "IPT_A",
    "IPT_ANTENATAL",
    "IPT_ANTENATAL_BRIEF",
    "IPT_AST",
    "IPT_B",
    "IPT_BED",
    "IPT_BN",
    "IPT_BPD",
    "IPT_C",
    "IPT_CI",
    "IPT_CM",
    "IPT_D",
    "IPT_G",
    "IPT_INPATIENT",
    "IPT_LATE_LIFE",
    "IPT_M",
    "IPT_MOMS",
    "IPT_OSFED",
    "IPT_POSTPARTUM",
    "IPT_PTSD",
    "IPT_SAD",
    "IPT_SCOTLAND",
    "IPT_SR",
    "IPT_TELEPHONE",
    "IPT_UK",
    "IPT_VA",
    "IPT_WHO",
    "protocol",
]


def protocol(code: str) -> Protocol:
    """The protocol of that code: ``protocol("ipt-a")``.

    Raises :class:`~iptcore.errors.UnknownName`, with the codes there are, for another one.
    """
    for one in CATALOGUE:
        if one.code == code:
            return one
    codes = [one.code for one in CATALOGUE]
    raise UnknownName("protocol", codes, nearest(str(code).lower(), codes))
