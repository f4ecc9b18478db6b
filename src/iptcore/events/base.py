"""What all events share."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import pseudonym, shown
from iptcore.values import Value, value
from iptcore.vocabulary import Phase


@value
class Event(Value):
    """Something that happened, as somebody reported it: on which day, and optionally when and by whom it was recorded.

    Each class carries the tag under which it is stored (*kind*), whether it is a *decision* (which a protocol may
    refuse) or a fact (which is never refused), and the phase it *enters*, if any.
    """

    kind: ClassVar[str]
    decision: ClassVar[bool] = False
    enters: ClassVar[Phase | None] = None

    on: date = field(metadata=shown("Day", "the day it happened"))
    recorded: date | None = field(default=None, metadata=shown("Recorded on"))
    by: str | None = field(default=None, metadata=pseudonym("Recorded by", "a pseudonym"))
