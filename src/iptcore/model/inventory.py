"""The people of a life: the interpersonal inventory, its closeness circle, life events and named patterns.

Sources of the fields: F1, F2, F3 and F10 of the bibliography for closeness, expectations, communication and change
around onset; the others are known from the literature and unconfirmed.
"""

from typing import ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, several, shown, text
from iptcore.model.partial_date import PartialDate
from iptcore.values import Sense, Value, value
from iptcore.vocabulary import Party, Relation, SafetyConcernKind


@value
class SafetyConcern(Value):
    """A reason to think that somebody may be unsafe for the client.

    *reviewed* says that a human has weighed it, *joint_work_safe* with which result: None where nobody recorded one.
    """

    kind: SafetyConcernKind = field(metadata=shown("Concern"))
    reviewed: bool = field(default=False, metadata=shown("Reviewed", "weighed by a human"))
    joint_work_safe: bool | None = field(default=None, metadata=shown("Joint sessions judged safe"))
    details: str | None = field(default=None, metadata=text("Details"))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("reviewed", "joint_work_safe"),
            expected="a judgement on joint sessions only if the concern was reviewed",
            holds=lambda concern: concern.reviewed or concern.joint_work_safe is None,
        ),
    )


@value
class Relationship(Value):
    """One entry of the inventory. A part that was not recorded is None, which means neither yes nor no."""

    key: str = field(metadata=pseudonym("Pseudonym of the person or group"))
    party: Party = field(default=Party.PERSON, metadata=shown("With whom"))
    relation: Relation | None = field(default=None, metadata=shown("Relation"))
    caregiver: bool | None = field(default=None, metadata=shown("Cares for the client"))
    alive: bool | None = field(default=None, metadata=shown("Alive"))
    began: PartialDate | None = field(default=None, metadata=shown("Began"))
    ended: PartialDate | None = field(default=None, metadata=shown("Ended"))
    contact: str | None = field(default=None, metadata=text("How often and how they meet"))
    shared_activity: str | None = field(default=None, metadata=text("What they do together"))
    expects: str | None = field(default=None, metadata=text("What the client expects"))
    is_expected: str | None = field(default=None, metadata=text("What is expected of the client"))
    expectations_met: bool | None = field(default=None, metadata=shown("Expectations met"))
    satisfying: str | None = field(default=None, metadata=text("What is good in it"))
    unsatisfying: str | None = field(default=None, metadata=text("What is not"))
    wished_change: str | None = field(default=None, metadata=text("Wished-for change"))
    ring: str | None = field(default=None, metadata=pseudonym("Ring of the closeness circle", private=False))
    confides: bool | None = field(default=None, metadata=shown("Confides in them"))
    support_given: str | None = field(default=None, metadata=text("Support given"))
    support_received: str | None = field(default=None, metadata=text("Support received"))
    communication: str | None = field(default=None, metadata=text("How they communicate"))
    conflict: str | None = field(default=None, metadata=text("How they handle conflict and anger"))
    change_at_onset: str | None = field(default=None, metadata=text("What changed around the onset"))
    pattern: str | None = field(default=None, metadata=text("Recurring pattern"))
    safety_concern: SafetyConcern | None = field(default=None, metadata=shown("Safety concern"))


@value
class ClosenessCircle(Value):
    """The rings around the client, from the closest outwards; three or four, and a protocol may name its own."""

    rings: tuple[str, ...] = field(
        default=("inner", "middle", "outer"),
        metadata=several("Rings", "from the closest outwards", fewest=1, most=7, key=True),
    )


@value
class LifeEvent(Value):
    """An entry of the timeline of life events against mood."""

    what: str = field(metadata=text("What happened"))
    when: PartialDate = field(metadata=shown("When"))
    people: tuple[str, ...] = field(default=(), metadata=several("Who", key=True, private=True))
    mood: int | None = field(default=None, metadata=number(-5, 5, "Mood then", "-5 lowest, +5 highest, 0 as usual"))


@value
class Pattern(Value):
    """A way of relating that shows again and again, in the client's own words."""

    key: str = field(metadata=pseudonym("Key of the pattern"))
    words: str = field(metadata=text("The pattern"))
    people: tuple[str, ...] = field(default=(), metadata=several("Seen with", key=True, private=True))
