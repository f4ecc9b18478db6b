"""Safety, which is open in every state of a course, the end included."""

from attrs import field

from iptcore.constraints import pseudonym, several, shown, text
from iptcore.events.base import Event, LastingEvent
from iptcore.model.risk import CrisisContact, SafetyPlan
from iptcore.values import value
from iptcore.vocabulary import AdverseEventKind, ContactDirection, ContactReason, ContactWith, RiskAction


@value
class RiskAssessed(Event):
    """A human judged what is needed now, and why."""

    kind = "risk_assessed"

    action: RiskAction = field(metadata=shown("Action needed"))
    reasons: str = field(metadata=text("Reasons"))


@value
class RiskEscalated(Event):
    """Somebody was brought in because of the risk."""

    kind = "risk_escalated"

    to: str = field(metadata=text("To whom", longest=500))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class SafetyPlanAgreed(Event):
    """A safety plan was made with the client; a later one replaces it."""

    kind = "safety_plan_agreed"

    plan: SafetyPlan = field(metadata=shown("Safety plan"))


@value
class CrisisContactsRecorded(LastingEvent):
    """Whom to reach in a crisis; a later list replaces it."""

    kind = "crisis_contacts_recorded"

    contacts: tuple[CrisisContact, ...] = field(metadata=several("Contacts", fewest=1))


@value
class SafeguardingRaised(Event):
    """A concern for somebody's protection was raised, and what was done about it.

    What was done later is reported again, with the same words for the concern.
    """

    kind = "safeguarding_raised"

    concern: str = field(metadata=text("Concern"))
    action: str | None = field(default=None, metadata=text("Action taken"))


@value
class AdverseEventRecorded(Event):
    """Something serious happened to the client: an attempt, admission, an emergency visit, mania, psychosis, death."""

    kind = "adverse_event_recorded"

    what: AdverseEventKind = field(metadata=shown("What happened"))
    details: str | None = field(default=None, metadata=text("Details"))


@value
class ContactMade(Event):
    """A contact outside sessions, or an attempt at one.

    *reached* and *direction* are None where nobody noted them.
    """

    kind = "contact_made"

    reason: ContactReason = field(metadata=shown("Reason"))
    contacted: ContactWith = field(default=ContactWith.CLIENT, metadata=shown("With whom"))
    person: str | None = field(default=None, metadata=pseudonym("Person", "a pseudonym"))
    direction: ContactDirection | None = field(
        default=None, metadata=shown("Direction", "outgoing: the service contacted them; incoming: they the service")
    )
    reached: bool | None = field(default=None, metadata=shown("Reached"))
    details: str | None = field(default=None, metadata=text("Details"))
