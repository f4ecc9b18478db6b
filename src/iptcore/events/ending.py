"""The end of a course by its protocol."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, several, shown, text
from iptcore.events.base import Event
from iptcore.model.relapse_plan import RelapsePreventionPlan
from iptcore.values import value
from iptcore.vocabulary import FurtherTreatment, Phase, TerminationKind


@value
class EndingAnnounced(Event):
    """Client and therapist spoke of the end, and when it will be."""

    kind = "ending_announced"

    sessions_left: int | None = field(default=None, metadata=number(0, 100, "Sessions left"))


@value
class TerminationBegun(Event):
    """The last phase begins: as planned, or early because both agree."""

    kind = "termination_begun"
    decision = True
    enters: ClassVar[Phase | None] = Phase.TERMINATION

    how: TerminationKind = field(default=TerminationKind.PLANNED, metadata=shown("How"))


@value
class MiddleResumed(Event):
    """The middle phase goes on, because both agreed to extend the contract."""

    kind = "middle_resumed"
    decision = True
    enters: ClassVar[Phase | None] = Phase.MIDDLE


@value
class EndingFeelingsDiscussed(Event):
    """Feelings about the end were talked about; sadness at an end is not a relapse."""

    kind = "ending_feelings_discussed"

    words: str | None = field(default=None, metadata=text("In words"))


@value
class GainsReviewed(Event):
    """What was gained, and by which of the client's own skills."""

    kind = "gains_reviewed"

    gains: tuple[str, ...] = field(default=(), metadata=several("Gains", private=True, longest=500))
    credited_to_client: bool | None = field(default=None, metadata=shown("Credited to the client's own skills"))


@value
class RelapsePlanAgreed(Event):
    """The relapse prevention plan; a later one replaces it."""

    kind = "relapse_plan_agreed"
    decision = True

    plan: RelapsePreventionPlan = field(metadata=shown("Relapse prevention plan"))


@value
class FurtherTreatmentDecided(Event):
    """What comes after the course.

    *maintenance_offered* is None where nobody noted it.
    """

    kind = "further_treatment_decided"
    decision = True

    what: FurtherTreatment = field(metadata=shown("What comes next"))
    follow_up_on: date | None = field(default=None, metadata=shown("To be followed up on"))
    maintenance_offered: bool | None = field(default=None, metadata=shown("Maintenance was offered"))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class CourseCompleted(Event):
    """The course is finished."""

    kind = "course_completed"
    decision = True
