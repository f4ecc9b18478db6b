"""The relapse prevention plan, as the literature reports it (unverified; consistent with F9 and F15)."""

from datetime import date
from typing import ClassVar

from attrs import field

from iptcore.constraints import number, pseudonym, several, shown, text
from iptcore.model.partial_date import PartialDate
from iptcore.model.risk import CrisisContact
from iptcore.values import Sense, Value, value


@value
class WarningSign(Value):
    """A personal sign that the episode may be coming back; signs are listed in the order in which they come."""

    sign: str = field(metadata=text("The sign", longest=500))
    last_seen: PartialDate | None = field(default=None, metadata=shown("Last seen"))


@value
class SupportPerson(Value):
    """Somebody who can help, by pseudonym, and how to reach them."""

    person: str = field(metadata=pseudonym("Pseudonym of the person"))
    how: str | None = field(default=None, metadata=text("How to reach them", longest=500))


@value
class NoSupportYet(Value):
    """Nobody to lean on yet: a named service instead, and a step towards somebody."""

    service: str = field(metadata=text("Named service", longest=200))
    step: str = field(metadata=text("A step towards support", longest=500))


@value
class PlanStep(Value):
    """What to do when things are this bad, 1 the mildest."""

    severity: int = field(metadata=number(1, 5, "How bad", "1 the mildest"))
    step: str = field(metadata=text("What to do", longest=1_000))


@value
class RelapsePreventionPlan(Value):
    """How the client keeps the gains, notices a relapse early, and acts on it."""

    warning_signs: tuple[WarningSign, ...] = field(default=(), metadata=several("Warning signs"))
    risky_situations: tuple[str, ...] = field(
        default=(), metadata=several("High-risk interpersonal situations", private=True, longest=500)
    )
    strategies: tuple[str, ...] = field(
        default=(), metadata=several("Skills and strategies that worked", private=True, longest=500)
    )
    support: tuple[SupportPerson, ...] = field(default=(), metadata=several("Support people", by="person"))
    no_support_yet: NoSupportYet | None = field(default=None, metadata=shown("Nobody yet"))
    steps: tuple[PlanStep, ...] = field(default=(), metadata=several("Steps by severity"))
    contacts: tuple[CrisisContact, ...] = field(default=(), metadata=several("Professional and crisis contacts"))
    medication: str | None = field(default=None, metadata=text("Medication plan"))
    maintenance: str | None = field(default=None, metadata=text("Maintenance schedule"))
    review_on: date | None = field(default=None, metadata=shown("To be reviewed on"))
    copies_with: tuple[str, ...] = field(default=(), metadata=several("Who holds a copy", key=True, private=True))
    remaining_goals: tuple[str, ...] = field(default=(), metadata=several("Remaining goals", private=True, longest=500))
    challenges: tuple[str, ...] = field(default=(), metadata=several("Challenges ahead", private=True, longest=500))

    senses: ClassVar[tuple[Sense, ...]] = (
        Sense(
            fields=("support", "no_support_yet"),
            expected="support people or nobody yet, not both",
            holds=lambda plan: not (plan.support and plan.no_support_yet),
        ),
    )
