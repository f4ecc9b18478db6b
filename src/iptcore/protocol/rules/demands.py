"""A predicate for several rules: whether a demand of safety is settled.

Which demands there are, and from when on, is in ``readings/safety.py``.
"""

from typing import TYPE_CHECKING

import attrs

from iptcore.course import Course
from iptcore.readings.safety import has_demand
from iptcore.vocabulary import SafetyMatter

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


@attrs.frozen
class Settled:
    """A predicate that holds while the course has no open demand of safety about *matter*."""

    matter: SafetyMatter

    def __call__(self, protocol: "Protocol", course: Course) -> bool:
        """Whether there is no such demand."""
        return not has_demand(course, self.matter, protocol.known_instruments)
