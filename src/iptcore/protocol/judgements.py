"""What a protocol answers: what may come next, what is due, and what a review finds."""

from datetime import date

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.events import DepartureExplained, EventKind
from iptcore.protocol.rule import Level, Objection
from iptcore.values import Value, value


@value
class Option(Value):
    """What a protocol says of one kind of event before there is a payload.

    Closed means that every payload would be refused; open, that some payload would be accepted.
    """

    kind: EventKind = field(metadata=shown("Kind of event"))
    open: bool = field(metadata=shown("Open"))
    objections: tuple[Objection, ...] = field(default=(), metadata=several("Objections"))


@value
class Task(Value):
    """A line of the checklist to the next phase. *answered* says that a reason was recorded why it is not done."""

    code: str = field(metadata=text("Code of the clause", longest=12, private=False))
    asks: str = field(metadata=text("What to do", longest=300, private=False))
    level: Level = field(metadata=shown("Level"))
    done: bool = field(metadata=shown("Done"))
    answered: bool = field(default=False, metadata=shown("Answered by a reason"))
    cures: tuple[EventKind, ...] = field(default=(), metadata=several("Done by"))


@value
class Finding(Value):
    """An objection along the history: to which entry, and how the clinician explained it, if so."""

    entry: int = field(metadata=number(1, None, "Entry"))
    on: date = field(metadata=shown("Day"))
    kind: EventKind = field(metadata=shown("Kind of event"))
    objection: Objection = field(metadata=shown("Objection"))
    explained: DepartureExplained | None = field(default=None, metadata=shown("Explained"))
