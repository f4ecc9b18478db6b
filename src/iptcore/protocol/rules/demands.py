"""Whether a demand of safety is settled, as a clause asks it.

Where an open demand comes from, and after how long, is in ``readings/safety.py``.
"""

from typing import TYPE_CHECKING

import attrs

from iptcore.course import Course
from iptcore.readings.safety import stands
from iptcore.vocabulary import SafetyMatter

if TYPE_CHECKING:
    from iptcore.protocol.protocol import Protocol


@attrs.frozen
class Settled:
    """Kept while no demand about *matter* stands in the course."""

    matter: SafetyMatter

    def __call__(self, protocol: "Protocol", course: Course) -> bool:
        """Whether nothing of the kind stands."""
        return not stands(course, self.matter, protocol.known_instruments)
