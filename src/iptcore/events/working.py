"""The work itself: sessions, ratings, reviews, and changes agreed on the way."""

from typing import ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, several, shown, text
from iptcore.events.base import Event
from iptcore.model.contract import ContractAmendment
from iptcore.model.instruments import INSTRUMENTS
from iptcore.model.suicide_item import SUICIDE_ITEM_POSITIVE
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import (
    Attendee,
    DisputeStage,
    LinkDirection,
    MissedBy,
    MissingItemsPolicy,
    Modality,
    Purpose,
    RaterType,
    ReviewOutcome,
    TechniqueName,
)

_USUAL_RATERS = {instrument.code: instrument.raters[0] for instrument in INSTRUMENTS}


@value
class MoodEventLink(Value):
    """The week's mood linked with what happened, in either direction."""

    direction: LinkDirection = field(metadata=shown("Direction"))
    event: str = field(metadata=text("What happened", longest=1_000))
    relationship: str | None = field(default=None, metadata=pseudonym("With whom"))
    affect: str | None = field(default=None, metadata=text("Affect", longest=500))


@value
class HomeTask(Value):
    """A task for between sessions, in words, and the person it concerns, if any."""

    words: str = field(metadata=text("The task", longest=1_000))
    person: str | None = field(default=None, metadata=pseudonym("With whom"))


@value
class SessionHeld(Event):
    """A session took place. Its number is never typed: it follows from the dates.

    *tasks* puts in words what *task_set* says was set. What nobody noted is None: whether the opening question was
    asked, risk was checked, a task was set or reviewed, the ending was mentioned, the symptoms themselves were worked
    on, a rhythm chart was brought.
    """

    kind = "session_held"

    purpose: Purpose = field(default=Purpose.REGULAR, metadata=shown("Purpose"))
    minutes: int | None = field(default=None, metadata=number(1, 480, "Length", unit="minutes"))
    modality: Modality | None = field(default=None, metadata=shown("Modality"))
    attendees: tuple[Attendee, ...] = field(default=(), metadata=several("Who attended"))
    people: tuple[str, ...] = field(
        default=(), metadata=several("Others present, by pseudonym", key=True, private=True)
    )
    focus: tuple[str, ...] = field(default=(), metadata=several("Focal areas worked on", key=True, private=True))
    techniques: tuple[TechniqueName, ...] = field(
        default=(), metadata=several("Techniques, in their order", ordered=True)
    )
    opening_question: bool | None = field(default=None, metadata=shown("Asked how things were since last time"))
    links: tuple[MoodEventLink, ...] = field(default=(), metadata=several("Links between mood and events"))
    risk_checked: bool | None = field(default=None, metadata=shown("Risk checked"))
    task_set: bool | None = field(default=None, metadata=shown("Task for between sessions set"))
    tasks: tuple[HomeTask, ...] = field(default=(), metadata=several("Tasks for between sessions"))
    task_reviewed: bool | None = field(default=None, metadata=shown("Last task reviewed"))
    ending_mentioned: bool | None = field(default=None, metadata=shown("Ending mentioned"))
    symptoms_worked_on: bool | None = field(
        default=None,
        metadata=shown("Symptoms worked on directly", "such as eating behaviour; monitoring is no such work"),
    )
    rhythm_chart: bool | None = field(default=None, metadata=shown("Rhythm chart brought"))
    group: str | None = field(default=None, metadata=pseudonym("Group", "a pseudonym"))
    group_size: int | None = field(default=None, metadata=number(1, 60, "Members present"))
    notes: str | None = field(default=None, metadata=text("Notes"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("task_set", "tasks"),
            expected="tasks where one was set",
            holds=lambda session: not session.tasks or session.task_set is not False,
            advice="leave out task_set",
        ),
    )

    @property
    def sets_task(self) -> bool:
        """Whether a task for between sessions was set."""
        return self.task_set is True or bool(self.tasks)


@value
class SessionMissed(Event):
    """An appointment was not kept. Where the contract says "case by case", it is said here whether it counts."""

    kind = "session_missed"

    missed_by: MissedBy = field(default=MissedBy.UNKNOWN, metadata=shown("Missed by"))
    explained: bool | None = field(default=None, metadata=shown("Explained"))
    counts: bool | None = field(default=None, metadata=shown("Counts towards the contract"))


@value
class SymptomsRated(Event):
    """A rating on an instrument: its total, and the suicide item where it has one and it was kept.

    A total of which answers are missing may have decimals where *missing_policy* says that it was prorated.
    """

    kind = "symptoms_rated"

    instrument: str = field(metadata=pseudonym("Instrument", "its code, such as PHQ-9", private=False))
    total: float = field(metadata=number(0, 1_000, "Total"))
    suicide_item: int | None = field(default=None, metadata=number(0, 10, "Suicide item"))
    missing_items: int = field(default=0, metadata=number(0, 200, "Items left out"))
    missing_policy: MissingItemsPolicy | None = field(default=None, metadata=shown("How they were treated"))
    rater: RaterType | None = field(
        default=None, metadata=shown("Rater", "where it is left out, the usual one of the instrument")
    )
    version: str | None = field(default=None, metadata=pseudonym("Version or language", private=False))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("missing_items", "missing_policy"),
            expected="how missing items were treated",
            holds=lambda rating: rating.missing_items == 0 or rating.missing_policy is not None,
            advice="give missing_policy",
        ),
    )

    @property
    def rated_by(self) -> RaterType:
        """Who gave the answers: where nobody said, the usual rater of an instrument that ships, else the client."""
        return self.rater or _USUAL_RATERS.get(self.instrument, RaterType.CLIENT)

    @property
    def is_positive(self) -> bool:
        """Whether it holds a positive answer about suicide, whatever instrument it was given on."""
        return self.suicide_item is not None and self.suicide_item >= SUICIDE_ITEM_POSITIVE.number


@value
class GoalReviewed(Event):
    """How far a goal was reached: -2 much less than expected, 0 as expected, +2 much more."""

    kind = "goal_reviewed"

    goal: str = field(metadata=pseudonym("Goal"))
    attainment: int = field(metadata=number(-2, 2, "Attainment"))
    words: str | None = field(default=None, metadata=text("In words"))


@value
class DisputeStageChanged(Event):
    """The stage of a role dispute was judged anew."""

    kind = "dispute_stage_changed"
    decision = True

    dispute: str = field(metadata=pseudonym("Focal area"))
    stage: DisputeStage = field(metadata=shown("Stage"))


@value
class ContractAmended(Event):
    """The contract was openly renegotiated."""

    kind = "contract_amended"
    decision = True

    amendment: ContractAmendment = field(metadata=shown("What changes"))
    client_agrees: bool = field(default=False, metadata=shown("The client agrees"))
    therapist_agrees: bool = field(default=False, metadata=shown("The therapist agrees"))
    because: str | None = field(default=None, metadata=text("Reason"))


@value
class ProgressReviewed(Event):
    """Diagnosis, focus and treatment were looked at again, and this was decided."""

    kind = "progress_reviewed"

    outcomes: tuple[ReviewOutcome, ...] = field(metadata=several("What was decided", fewest=1))
    words: str | None = field(default=None, metadata=text("In words"))


@value
class SupervisionHeld(Event):
    """The course was discussed in supervision."""

    kind = "supervision_held"

    supervisor: str | None = field(default=None, metadata=pseudonym("Supervisor", "a pseudonym"))
    sessions_sampled: int | None = field(default=None, metadata=number(0, 400, "Sessions heard, seen or read"))
    words: str | None = field(default=None, metadata=text("In words"))
