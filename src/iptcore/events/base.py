"""What all events share."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import pseudonym, shown
from iptcore.values import Sense, Value, value
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


@value
class Carried(Value):
    """Where a report was first made: its day there, and the earlier course by its client and opening day.

    A course held elsewhere has neither.
    """

    day: date = field(metadata=shown("First reported on"))
    client: str | None = field(default=None, metadata=pseudonym("Client of the earlier course"))
    opened: date | None = field(default=None, metadata=shown("Opening date of the earlier course"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("day", "opened"),
            expected="a day on or after the opening",
            holds=lambda carried: carried.opened is None or carried.opened <= carried.day,
        ),
    )


@value
class LastingEvent(Event):
    """What stays known when another course follows. *carried* says where it was first reported, if not in this one."""

    carried: Carried | None = field(default=None, metadata=shown("Carried over from"))
