"""The problem areas of IPT, each with what it can hold.

What a manual *demands* of an area (a death for grief, a reason for deficits) is a rule of its protocol.
"""

from typing import ClassVar, TypeAlias

from attrs import field

from iptcore.constraints import pseudonym, several, shown, text
from iptcore.model.partial_date import PartialDate
from iptcore.values import Value, value
from iptcore.vocabulary import DisputeStage, Loss


@value
class ProblemArea(Value):
    """What all areas share: a key by which goals and the contract point to it."""

    kind: ClassVar[str]

    key: str = field(metadata=pseudonym("Key of the area"))


@value
class Grief(ProblemArea):
    """Complicated bereavement (Klerman et al. 1984). *person* may point into the inventory, or be named here first."""

    kind = "grief"

    person: str = field(metadata=pseudonym("Who or what was lost"))
    loss: Loss = field(metadata=shown("Kind of loss"))
    when: PartialDate | None = field(default=None, metadata=shown("When"))
    relationship: str | None = field(default=None, metadata=text("The relationship, good and bad"))
    avoided: str | None = field(default=None, metadata=text("Feelings avoided"))


@value
class RoleDispute(ProblemArea):
    """Non-reciprocal expectations between the client and at least one other party (Klerman et al. 1984)."""

    kind = "role_dispute"

    parties: tuple[str, ...] = field(default=(), metadata=several("With whom", key=True, private=True))
    issue: str | None = field(default=None, metadata=text("What it is about"))
    stage: DisputeStage | None = field(default=None, metadata=shown("Stage", "empty: not yet judged"))
    expects: str | None = field(default=None, metadata=text("What the client expects"))
    is_expected: str | None = field(default=None, metadata=text("What the other side expects"))
    kept_going_by: str | None = field(default=None, metadata=text("What keeps it going"))


@value
class RoleTransition(ProblemArea):
    """A move from one social role to another that is hard to cope with (Klerman et al. 1984)."""

    kind = "role_transition"

    old_role: str | None = field(default=None, metadata=text("Old role"))
    new_role: str | None = field(default=None, metadata=text("New role"))
    when: PartialDate | None = field(default=None, metadata=shown("When", "may be approximate, ongoing or ahead"))
    ongoing: bool = field(default=False, metadata=shown("Still going on"))
    losses: str | None = field(default=None, metadata=text("Good sides of the old role"))
    gains: str | None = field(default=None, metadata=text("Good sides of the new role"))
    skills_needed: str | None = field(default=None, metadata=text("Skills and supports needed"))


@value
class InterpersonalDeficits(ProblemArea):
    """Few attachments and no recent life event; called sensitivity, loneliness or isolation elsewhere."""

    kind = "interpersonal_deficits"

    why_no_other: str | None = field(default=None, metadata=text("Why no other area fits"))
    history: str | None = field(default=None, metadata=text("Past relationships and what recurs in them"))


@value
class LostHealthySelf(ProblemArea):
    """Grief for the self before the illness: the fifth area of IPSRT (Frank)."""

    kind = "lost_healthy_self"

    before: str | None = field(default=None, metadata=text("Life before the illness"))
    lost: str | None = field(default=None, metadata=text("What the illness took"))


@value
class RoleInsecurity(ProblemArea):
    """Insecurity in social roles: takes the place of deficits in IPT for social anxiety (Lipsitz)."""

    kind = "role_insecurity"

    situations: str | None = field(default=None, metadata=text("Roles and situations that feel unsafe"))


@value
class ComplicatedPregnancy(ProblemArea):
    """A pregnancy that is itself the problem: an area of antenatal IPT (Spinelli)."""

    kind = "complicated_pregnancy"

    circumstances: str | None = field(default=None, metadata=text("What makes it complicated"))


AnyProblemArea: TypeAlias = (
    Grief
    | RoleDispute
    | RoleTransition
    | InterpersonalDeficits
    | LostHealthySelf
    | RoleInsecurity
    | ComplicatedPregnancy
)
"""Every type of problem area."""
