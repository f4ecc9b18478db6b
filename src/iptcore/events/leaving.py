"""Pausing and leaving, which no rule ever forbids before the end."""

from datetime import date

from attrs import field

from iptcore.constraints import number, shown, text
from iptcore.events.base import Event
from iptcore.values import Value, value
from iptcore.vocabulary import DiscontinuationReason, Initiator, SuspensionReason


@value
class Referral(Value):
    """Where the client was referred to, and when; or why there was no referral.

    *risk_passed_on* says whether they were told of a risk whose follow-up is open: None where nobody noted it.
    """

    to: str | None = field(default=None, metadata=text("To", longest=500))
    on: date | None = field(default=None, metadata=shown("When"))
    none_because: str | None = field(default=None, metadata=text("No referral, because"))
    risk_passed_on: bool | None = field(default=None, metadata=shown("Open risk passed on"))


@value
class CourseSuspended(Event):
    """The course pauses."""

    kind = "course_suspended"

    reason: SuspensionReason = field(default=SuspensionReason.OTHER, metadata=shown("Reason"))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class CourseResumed(Event):
    """The course goes on in the phase it paused in."""

    kind = "course_resumed"
    decision = True


@value
class CourseDiscontinued(Event):
    """The course stopped before its end. Its reason says whether the client was not suitable, or died."""

    kind = "course_discontinued"

    reason: DiscontinuationReason = field(default=DiscontinuationReason.UNKNOWN, metadata=shown("Reason"))
    initiator: Initiator | None = field(default=None, metadata=shown("Who ended it"))
    contact_attempts: int | None = field(default=None, metadata=number(0, 100, "Attempts to reach the client"))
    referral: Referral | None = field(default=None, metadata=shown("Referral"))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class ClientReferred(Event):
    """The client goes on to another treatment, and this course ends."""

    kind = "client_referred"

    referral: Referral | None = field(default=None, metadata=shown("Referral"))
    details: str | None = field(default=None, metadata=text("Details"))
