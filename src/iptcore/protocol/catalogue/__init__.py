"""The protocols of the published forms of IPT, as data.

Each differs from the protocol that it is adapted from only where a source says so, or where a number of that protocol
cannot apply: then it is left open. There is no protocol of IPT for substance use: its trials were negative, and rule
S08 says so under every protocol.

All are built when this package is imported; ``import iptcore`` does not import it and has only IPT.
"""

from iptcore.protocol import ipt
from iptcore.protocol.catalogue import (
    anxiety,
    bipolar,
    borderline,
    brief_and_counselling,
    couples,
    dysthymia,
    eating,
    inpatient,
    late_life,
    maintenance,
    manuals,
    perinatal,
    who_group,
    young,
)
from iptcore.protocol.catalogue.anxiety import *
from iptcore.protocol.catalogue.bipolar import *
from iptcore.protocol.catalogue.borderline import *
from iptcore.protocol.catalogue.brief_and_counselling import *
from iptcore.protocol.catalogue.couples import *
from iptcore.protocol.catalogue.dysthymia import *
from iptcore.protocol.catalogue.eating import *
from iptcore.protocol.catalogue.inpatient import *
from iptcore.protocol.catalogue.late_life import *
from iptcore.protocol.catalogue.maintenance import *
from iptcore.protocol.catalogue.manuals import *
from iptcore.protocol.catalogue.perinatal import *
from iptcore.protocol.catalogue.who_group import *
from iptcore.protocol.catalogue.young import *
from iptcore.protocol.ipt import *
from iptcore.protocol.protocol import Protocol
from iptcore.validation import unknown_name

_FILES = (
    ipt,
    manuals,
    young,
    brief_and_counselling,
    who_group,
    bipolar,
    maintenance,
    dysthymia,
    borderline,
    perinatal,
    eating,
    anxiety,
    late_life,
    couples,
    inpatient,
)

CATALOGUE: tuple[Protocol, ...] = tuple(
    part for file in _FILES for name, part in vars(file).items() if name in file.__all__
)
"""Every protocol of the package, IPT first. Each file names its protocols in its ``__all__``."""


def protocol(code: str) -> Protocol:
    """The protocol of that code: ``protocol("ipt-a")``.

    Raises:
        UnknownName: with all known codes, for an unknown code.
    """
    for known in CATALOGUE:
        if known.code == code:
            return known
    raise unknown_name("protocol", code, [known.code for known in CATALOGUE])
