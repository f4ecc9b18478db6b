"""Understanding the problem and agreeing what to do: the inventory, the formulation, goals and the contract."""

from typing import ClassVar

from attrs import field

from iptcore.constraints import shown
from iptcore.events.base import Event, LastingEvent
from iptcore.model.contract import TreatmentContract
from iptcore.model.formulation import Formulation
from iptcore.model.goal import Goal
from iptcore.model.inventory import LifeEvent, Pattern, Relationship
from iptcore.values import value
from iptcore.vocabulary import Phase


@value
class RelationshipRecorded(LastingEvent):
    """A relationship goes into the inventory; again with the same key means an update.

    An update says what changed: what it leaves out stays as it was. What was wrong is taken back by a correction.
    """

    kind = "relationship_recorded"

    relationship: Relationship = field(metadata=shown("Relationship"))


@value
class LifeEventRecorded(LastingEvent):
    """An entry of the timeline of life events against mood."""

    kind = "life_event_recorded"

    life_event: LifeEvent = field(metadata=shown("Life event"))


@value
class PatternNamed(LastingEvent):
    """A recurring way of relating was named; again with the same key means an update."""

    kind = "pattern_named"

    pattern: Pattern = field(metadata=shown("Pattern"))


@value
class FormulationAgreed(Event):
    """A formulation with its focal areas; a later one is a change of focus."""

    kind = "formulation_agreed"
    decision = True

    formulation: Formulation = field(metadata=shown("Formulation"))


@value
class GoalAgreed(Event):
    """A goal for a focal area; again with the same key means that it was reworded."""

    kind = "goal_agreed"
    decision = True

    goal: Goal = field(metadata=shown("Goal"))


@value
class ContractAgreed(Event):
    """The treatment contract."""

    kind = "contract_agreed"
    decision = True

    contract: TreatmentContract = field(metadata=shown("Contract"))


@value
class MiddleBegun(Event):
    """The middle phase begins."""

    kind = "middle_begun"
    decision = True
    enters: ClassVar[Phase | None] = Phase.MIDDLE
