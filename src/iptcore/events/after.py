"""After the end."""

from attrs import field

from iptcore.constraints import shown, text
from iptcore.events.base import Event
from iptcore.values import value


@value
class FollowUpHeld(Event):
    """A follow-up contact after the end; ratings taken then are recorded as ratings."""

    kind = "follow_up_held"

    words: str | None = field(default=None, metadata=text("In words"))


@value
class RecurrenceRecorded(Event):
    """A human judged that a new episode has begun; treating it opens a new course."""

    kind = "recurrence_recorded"

    diagnosed: bool | None = field(default=None, metadata=shown("The full syndrome was diagnosed"))
    words: str | None = field(default=None, metadata=text("In words"))
