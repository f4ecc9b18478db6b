"""Events about the record itself, and about belonging to a group."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import code, number, pseudonym, several, shown, text
from iptcore.events.base import Event
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import WhyNot


@value
class NotDone(Event):
    """Something that a rule asks for was not done, and why: the answer to every "recorded, or the reason it is not"."""

    kind = "not_done"

    task: str = field(metadata=code("Rule or clause", "such as I02 or I02a"))
    why: WhyNot = field(metadata=shown("Why"))
    because: str = field(metadata=text("In words"))


@value
class DepartureExplained(Event):
    """Why the clinician departed from the manual on purpose."""

    kind = "departure_explained"

    rule: str = field(metadata=code("Rule or clause", "such as C06 or C06a"))
    because: str = field(metadata=text("In words"))


@value
class Correction(Value):
    """An entry of the history by its number (the first is 1), and the event it should have been; None strikes it.

    *corrects* and *dated* say what was entered there, so that a number that is wrong, or from another copy of the
    record, is noticed. ``Course.correct`` fills them in.
    """

    entry: int = field(metadata=number(1, None, "Number of the entry"))
    replacement: Event | None = field(default=None, metadata=shown("What it should have been"))
    corrects: str | None = field(default=None, metadata=pseudonym("Kind of the entry", private=False))
    dated: date | None = field(default=None, metadata=shown("Day of the entry"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("replacement",),
            expected="a replacement that is no correction itself",
            holds=lambda correction: not isinstance(correction.replacement, EntriesCorrected),
            advice="correct the entry itself again",
        ),
        Sense(
            fields=("replacement",),
            expected="an event of one of the kinds there are",
            holds=lambda correction: correction.replacement is None or "kind" in vars(type(correction.replacement)),
        ),
    )


@value
class EntriesCorrected(Event):
    """Entries were wrong. The history keeps both; the timeline holds what they should have been."""

    kind = "entries_corrected"

    corrections: tuple[Correction, ...] = field(metadata=several("Corrections", fewest=1, by="entry"))
    because: str = field(metadata=text("Reason"))


@value
class MemberJoined(Event):
    """The client joined a group."""

    kind = "member_joined"

    group: str = field(metadata=pseudonym("Group", "a pseudonym"))


@value
class MemberLeft(Event):
    """The client left a group."""

    kind = "member_left"

    group: str = field(metadata=pseudonym("Group", "a pseudonym"))
